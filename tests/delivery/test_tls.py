"""Over TLS the socket is never ours: what is on the wire is watched while two real TLS ends talk in memory."""

from twisted.internet import ssl, tcp
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol
from twisted.trial.unittest import SynchronousTestCase

from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.delivery.wire import plain_socket
from tests.delivery.fakes import FakeClock


class RawSocket:
    """Stands where the raw socket is, and remembers what nobody should ever send."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send(self, data: bytes) -> int:
        self.sent.append(data)
        return len(data)


class Heard(Protocol):
    """One end: keeps what it is told, and whether it is still there."""

    def __init__(self) -> None:
        self.data = b""
        self.ended = False

    def dataReceived(self, data: bytes) -> None:
        self.data += data

    def connectionLost(self, reason=None) -> None:
        self.ended = True


class TlsTests(SynchronousTestCase):
    """A handshake, lines, a pause and the end, with everything in between on record."""

    def setUp(self) -> None:
        key = ssl.KeyPair.generate(size=2048)
        certificate = key.selfSignedCert(1, CN=b"chat.example")
        self.clock = Clock()  # drives the buffering that Twisted puts before TLS
        self.turn = Turn(FakeClock())
        self.here, self.here_raw = self.end(certificate.options(), is_client=False)
        self.there, self.there_raw = self.end(ssl.CertificateOptions(verify=False), is_client=True)
        self.on_the_wire = b""

    def end(self, options, is_client: bool) -> tuple[TLSMemoryBIOProtocol, StringTransport]:
        factory = Factory.forProtocol(Heard)
        protocol = TLSMemoryBIOFactory(options, is_client, factory, self.clock).buildProtocol(None)
        raw = StringTransport(lenient=True)
        raw.socket, raw.TLS = RawSocket(), False
        protocol.makeConnection(raw)
        return protocol, raw

    def pump(self) -> None:
        """Carries bytes between the two ends until neither has any."""
        self.clock.advance(0)
        while self.here_raw.value() or self.there_raw.value():
            ours, theirs = self.here_raw.value(), self.there_raw.value()
            self.here_raw.clear()
            self.there_raw.clear()
            self.on_the_wire += ours
            if ours:
                self.there.dataReceived(ours)
            if theirs:
                self.here.dataReceived(theirs)
            self.clock.advance(0)

    def test_it_passes_its_raw_socket_through_and_that_is_not_taken(self) -> None:
        self.assertIs(self.here.socket, self.here_raw.socket)
        self.assertIsNone(plain_socket(self.here))

    def test_not_even_over_twisteds_own_tcp_transport(self) -> None:
        raw = tcp.Server.__new__(tcp.Server)
        raw.socket = self.here_raw.socket
        self.here.transport = raw
        self.assertIs(self.here.socket, raw.socket)
        self.assertIsNone(plain_socket(self.here))

    def test_the_wire_never_sees_what_was_said(self) -> None:
        outbox = Outbox(self.here, self.turn, 100_000)
        outbox.tell(b"said before the handshake\n")
        self.turn.flush()
        self.pump()
        for _ in range(3):
            outbox.tell(b"a secret between us\n")
            self.turn.flush()
            self.pump()
        outbox.tell(b"farewell\n")
        outbox.close()
        self.turn.flush()
        self.pump()
        heard = self.there.wrappedProtocol.data
        self.assertEqual(heard, b"said before the handshake\n" + b"a secret between us\n" * 3 + b"farewell\n")
        for spoken in (b"said before", b"a secret", b"farewell"):
            self.assertNotIn(spoken, self.on_the_wire)
        self.assertGreater(len(self.on_the_wire), len(heard))
        self.assertEqual(self.here_raw.socket.sent, [])
        self.assertTrue(self.here_raw.disconnecting)

    def test_a_pause_of_the_raw_transport_reaches_the_outbox(self) -> None:
        outbox = Outbox(self.here, self.turn, 1000)
        self.pump()
        self.here_raw.producer.pauseProducing()
        outbox.tell(b"while paused\n")
        self.turn.flush()
        self.pump()
        self.assertEqual((outbox.lagging, outbox.waiting, self.there.wrappedProtocol.data), (True, 13, b""))
        outbox.close()
        self.turn.flush()
        self.assertFalse(self.here_raw.disconnecting)
        self.here_raw.producer.resumeProducing()
        self.pump()
        self.assertEqual(self.there.wrappedProtocol.data, b"while paused\n")
        self.assertTrue(self.here_raw.disconnecting)
