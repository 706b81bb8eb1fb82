"""Real connections over 127.0.0.1: a reader that stops reading is cut at the bound, and nobody else notices."""

import socket

from twisted.internet import defer, reactor
from twisted.internet.protocol import ClientFactory, Protocol, ServerFactory
from twisted.trial.unittest import TestCase

from chatroom.delivery.audience import Audience
from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from tests.delivery.fakes import FakeFormat, said

LIMIT = 256 * 1024
BUFFER = 16 * 1024
LAST_WORDS = b"\r\n* You were disconnected: you read too slowly.\r\n"


class ReactorClock:
    """The reactor's own end of turn."""

    def mono(self) -> float:
        return reactor.seconds()

    wall = mono

    def later(self, seconds, fn):
        return reactor.callLater(seconds, fn)


class Seat(Protocol):
    """The server's end: an outbox over a socket with a small send buffer."""

    def connectionMade(self) -> None:
        self.transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        self.outbox = Outbox(self.transport, self.factory.turn, LIMIT, LAST_WORDS)
        self.factory.seated(self)

    def connectionLost(self, reason) -> None:
        self.outbox.lost()


class Reader(Protocol):
    """The client's end: keeps what it reads, and fires `all_read` at so many bytes and `ended` at the end."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = self.expected = 0
        self.all_read = defer.Deferred()
        self.ended = defer.Deferred()

    def connectionMade(self) -> None:
        self.transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)

    def expect(self, size: int) -> defer.Deferred:
        """Fires with everything once so many bytes have been read."""
        self.expected = size
        self.dataReceived(b"")
        return self.all_read

    def dataReceived(self, data: bytes) -> None:
        self.parts.append(data)
        self.size += len(data)
        if self.expected and self.size >= self.expected and not self.all_read.called:
            self.all_read.callback(b"".join(self.parts))

    def connectionLost(self, reason) -> None:
        self.ended.callback(b"".join(self.parts))


def turns() -> defer.Deferred:
    """Fires in the next turn of the reactor, with everything due in this one done."""
    later: defer.Deferred = defer.Deferred()
    reactor.callLater(0, later.callback, None)
    return later


class SlowReaderTests(TestCase):
    """Five readers and a channel."""

    timeout = 60

    async def setUp(self) -> None:
        self.turn = Turn(ReactorClock())
        self.audience = Audience(self.turn)
        self.fmt = FakeFormat()
        self.doomed: list[Outbox] = []
        self.turn.on_doomed = self.doomed.append
        self.server = ServerFactory.forProtocol(Seat)
        self.server.turn = self.turn
        self.port = reactor.listenTCP(0, self.server, interface="127.0.0.1")
        self.addCleanup(self.port.stopListening)

    async def connect(self) -> tuple[Outbox, Reader]:
        """A reader and the outbox at the other end, seated in the channel."""
        seated: defer.Deferred[Seat] = defer.Deferred()
        self.server.seated = seated.callback
        factory = ClientFactory.forProtocol(Reader)
        made: defer.Deferred[Reader] = defer.Deferred()
        factory.buildProtocol = lambda address: _told(made, Reader())
        reactor.connectTCP("127.0.0.1", self.port.getHost().port, factory)
        seat, reader = await seated, await made
        self.audience.add(seat.outbox, self.fmt)
        self.addCleanup(self.hang_up, seat, reader)
        return seat.outbox, reader

    def hang_up(self, seat: Seat, reader: Reader) -> defer.Deferred:
        seat.outbox.abort()
        if not reader.ended.called:
            reader.transport.resumeProducing()
        return reader.ended

    async def test_one_does_not_read_while_20_mib_are_spoken(self) -> None:
        seats = [await self.connect() for _ in range(5)]
        (slow, sleeper), others = seats[2], seats[:2] + seats[3:]
        sleeper.transport.pauseProducing()
        spoken, most = [], 0
        for number in range(1280):  # turns of 16 KiB
            for part in range(16):
                text = f"{number:05d}.{part:02d}".ljust(1023, "x")
                self.audience.deliver(said(text))
                spoken.append(text.encode() + b"\n")
            await turns()
            most = max(most, slow.waiting)
        everything = b"".join(spoken)
        self.assertEqual(len(everything), 20 * 1024 * 1024)
        for outbox, reader in others:
            self.assertTrue((await reader.expect(len(everything))) == everything, "something was lost or out of order")
            self.assertFalse(outbox.doomed)
        self.assertEqual(self.doomed, [slow])
        self.assertGreater(most, LIMIT // 2)
        self.assertLessEqual(most, LIMIT)
        sleeper.transport.resumeProducing()
        heard = await sleeper.ended
        self.assertTrue(heard.endswith(LAST_WORDS))
        before = heard.removesuffix(LAST_WORDS)
        self.assertTrue(everything.startswith(before))
        self.assertLess(len(before), 2 * 1024 * 1024)

    async def test_one_that_reads_in_the_end_gets_everything_in_order(self) -> None:
        outbox, reader = await self.connect()
        reader.transport.pauseProducing()
        spoken = []
        while outbox.waiting < LIMIT // 2:
            spoken.append(f"{len(spoken):06d}".ljust(4093, "y"))
            self.audience.deliver(said(spoken[-1]))
            self.turn.flush()
        self.assertTrue(outbox.lagging)
        reader.transport.resumeProducing()
        expected = "".join(text + "\n" for text in spoken).encode()
        heard = await reader.expect(len(expected))
        self.assertTrue(heard == expected)
        while outbox.lagging:
            await turns()
        self.assertEqual((outbox.waiting, self.doomed), (0, []))
        outbox.tell(b"free again\n")
        outbox.close()
        self.assertTrue((await reader.ended) == expected + b"free again\n")

    async def test_one_that_lags_and_is_closed_gets_its_last_words(self) -> None:
        outbox, reader = await self.connect()
        reader.transport.pauseProducing()
        size = 0
        while not outbox.lagging:
            self.audience.deliver(said("z" * 8191))
            size += 8192
            self.turn.flush()
        outbox.tell(b"bye\n")
        outbox.close()
        await turns()
        reader.transport.resumeProducing()
        heard = await reader.ended
        self.assertEqual((len(heard), heard[-5:]), (size + 4, b"\nbye\n"))

    async def test_one_that_hangs_up_costs_nobody_anything(self) -> None:
        seats = [await self.connect() for _ in range(3)]
        seats[0][1].transport.abortConnection()
        for number in range(20):
            self.audience.deliver(said(f"{number:03d}"))
            await turns()
        expected = b"".join(b"%03d\n" % number for number in range(20))
        for _, reader in seats[1:]:
            self.assertEqual(await reader.expect(80), expected)
        self.assertEqual(self.doomed, [])


def _told(made: defer.Deferred, reader: Reader) -> Reader:
    reactor.callLater(0, made.callback, reader)
    return reader
