"""The socket itself: Twisted's own TCP transport over a socket pair with small buffers, pumped by hand."""

from errno import ECONNRESET, ENOBUFS

from twisted.internet import tcp, unix
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatroom.delivery.audience import Audience
from chatroom.delivery.turn import Turn
from chatroom.delivery.wire import plain_socket
from tests.delivery.fakes import FakeClock, FakeFormat, Line, said

KIB = 1024


class PlainSocketTests(SynchronousTestCase):
    """Whose socket may be used."""

    def made(self, kind: type, tls: bool = False) -> object:
        """A transport of that class that was never connected, with something in the place of its socket."""
        transport = kind.__new__(kind)
        transport.socket, transport.TLS = "the socket", tls
        return transport

    def test_the_four_plain_classes(self) -> None:
        for kind in (tcp.Server, tcp.Client, unix.Server, unix.Client):
            self.assertEqual(plain_socket(self.made(kind)), "the socket")

    def test_not_once_tls_has_started(self) -> None:
        for kind in (tcp.Server, tcp.Client, unix.Server, unix.Client):
            self.assertIsNone(plain_socket(self.made(kind, tls=True)))

    def test_nothing_that_only_looks_like_one(self) -> None:
        class Special(tcp.Server):
            pass

        wrapped = StringTransport()
        wrapped.socket, wrapped.TLS = "the raw socket", False
        self.assertIsNone(plain_socket(self.made(Special)))
        self.assertIsNone(plain_socket(wrapped))

    def test_a_transport_that_has_lost_its_socket(self) -> None:
        transport = self.made(tcp.Server)
        del transport.socket
        self.assertIsNone(plain_socket(transport))


class WireCase(SynchronousTestCase):
    """Has a turn that remembers who was reported."""

    def setUp(self) -> None:
        self.turn = Turn(FakeClock())
        self.doomed = []
        self.turn.on_doomed = self.doomed.append

    def tell(self, line: Line, *told: bytes) -> None:
        """Each in a turn of its own."""
        for data in told:
            line.outbox.tell(data)
            self.turn.flush()

    def fill(self, line: Line) -> bytes:
        """Speaks until the kernel takes no more; says what was spoken."""
        spoken = b""
        while not line.outbox.lagging:
            block = b"%06d " % len(line.socket.blocks) * 100
            self.tell(line, block)
            spoken += block
        return spoken


class SocketTests(WireCase):
    """What the kernel takes leaves at once; what it does not take waits and keeps its order."""

    def test_straight_to_the_kernel(self) -> None:
        line = Line(self, self.turn)
        self.tell(line, b"hello\n")
        self.assertEqual((line.socket.blocks, line.read()), ([b"hello\n"], b"hello\n"))
        self.assertEqual((line.transport.producer, line.transport in line.reactor.getWriters()), (None, False))

    def test_nothing_to_say_is_not_sent(self) -> None:
        line, audience = Line(self, self.turn), Audience(self.turn)
        audience.add(line.outbox, FakeFormat())
        audience.deliver(said("its own"), skip=[line.outbox])
        self.turn.flush()
        self.assertEqual(line.socket.blocks, [])

    def test_a_slow_reader_gets_everything_in_order_in_the_end(self) -> None:
        line = Line(self, self.turn)
        spoken = self.fill(line)
        self.assertIs(line.transport.producer, line.outbox)
        sends = len(line.socket.blocks)
        more = b"more\n" * 40 * KIB
        self.tell(line, more)
        self.assertEqual(len(line.socket.blocks), sends)
        heard = line.read_all()
        self.assertEqual(heard, spoken + more)
        self.assertEqual((line.outbox.lagging, line.outbox.waiting, line.transport.producer), (False, 0, None))
        self.tell(line, b"free again\n")
        self.assertEqual((line.socket.blocks[-1], line.read()), (b"free again\n", b"free again\n"))

    def test_a_block_that_the_kernel_takes_in_part(self) -> None:
        line = Line(self, self.turn)
        block = b"".join(b"%07d\n" % number for number in range(20 * KIB))
        self.tell(line, block)
        self.assertTrue(0 < line.socket.taken[0] < len(block))
        self.assertEqual(line.outbox.waiting, len(block) - line.socket.taken[0])
        self.assertEqual(line.read_all(), block)

    def test_the_transport_gets_64_kib_at_a_time(self) -> None:
        line = Line(self, self.turn)
        handed = []
        write = line.transport.write
        line.transport.write = lambda data: (handed.append(len(data)), write(data))
        self.tell(line, b"x" * 300 * KIB)
        self.assertEqual(handed, [64 * KIB])
        waiting = line.outbox.waiting
        line.read_all()
        self.assertEqual((max(handed), sum(handed)), (64 * KIB, waiting))

    def test_a_kernel_without_memory_is_a_full_kernel(self) -> None:
        line = Line(self, self.turn)
        self.fail_with(line, ENOBUFS)
        self.tell(line, b"kept\n")
        self.assertTrue(line.outbox.lagging)
        self.assertEqual(line.read_all(), b"kept\n")

    def test_a_reset_is_left_to_the_transport_to_report(self) -> None:
        line = Line(self, self.turn)
        self.fail_with(line, ECONNRESET)
        self.tell(line, b"into the void\n")
        self.assertEqual((line.outbox.lagging, line.outbox.waiting, self.doomed), (False, 0, []))

    def fail_with(self, line: Line, errno: int) -> None:
        def send(data: bytes) -> int:
            raise OSError(errno, "as asked")

        line.outbox._send = send

    def test_a_peer_that_has_gone(self) -> None:
        line, other = Line(self, self.turn), Line(self, self.turn)
        line.theirs.close()
        line.outbox.tell(b"x" * 100)
        other.outbox.tell(b"y")
        self.turn.flush()
        self.assertEqual((other.read(), line.outbox.lagging), (b"y", False))

    def test_once_the_connection_is_lost(self) -> None:
        line = Line(self, self.turn)
        self.fill(line)
        line.theirs.close()
        line.pump()  # Twisted finds out, and stops its producer
        self.assertEqual((line.outbox.waiting, line.outbox.lagging), (0, False))
        line.outbox.close()
        line.outbox.abort()
        self.tell(line, b"late\n")
        self.assertEqual(self.doomed, [])

    def test_a_connection_that_was_lost_before_its_outbox_was_told(self) -> None:
        line = Line(self, self.turn)
        line.outbox._send = lambda data: 0
        line.transport.disconnected = 1  # what registering a producer looks at
        self.tell(line, b"late\n")
        self.assertEqual((line.outbox.waiting, line.outbox.lagging, self.doomed), (0, False, []))


class WireBoundTests(WireCase):
    """The limit counts what waits here and in Twisted's buffer, and nothing that the kernel took."""

    def test_one_turn_over_the_limit_is_offered_to_the_kernel_first(self) -> None:
        line = Line(self, self.turn, limit=10, buffer=256 * KIB)
        block = b"x" * 100 * KIB
        self.tell(line, block)
        self.assertEqual((line.outbox.doomed, line.read()), (False, block))

    def test_what_the_kernel_took_does_not_count(self) -> None:
        line = Line(self, self.turn, limit=50 * KIB)
        line.outbox._send = lambda block: len(block) - 40 * KIB
        self.tell(line, b"x" * 60 * KIB)
        self.assertEqual((line.outbox.doomed, line.outbox.waiting), (False, 40 * KIB))

    def test_a_transport_that_serves_another_producer_is_cut_and_reported_once(self) -> None:
        line = Line(self, self.turn, limit=1000, overflow=b"* Bye.\r\n")
        line.transport.registerProducer(object(), True)
        self.tell(line, b"x" * 1000 * KIB)
        self.assertEqual((self.doomed, line.transport.disconnecting, line.outbox.waiting), ([line.outbox], 1, 0))
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)

    def test_what_is_left_of_it_counts(self) -> None:
        line = Line(self, self.turn, limit=1000, overflow=b"\r\n* You read too slowly.\r\n")
        self.tell(line, b"x" * 1000 * KIB)
        self.assertEqual((line.outbox.doomed, self.doomed), (True, [line.outbox]))
        heard = line.read_all()
        self.assertEqual(heard, b"x" * line.socket.taken[0] + b"\r\n* You read too slowly.\r\n")
        self.assertTrue(line.ended)

    def test_waiting_stays_within_the_limit(self) -> None:
        line = Line(self, self.turn, limit=200 * KIB)
        block = b"y" * 7000
        while not self.doomed:
            self.tell(line, block)
            self.assertLessEqual(line.outbox.waiting, 200 * KIB)
        self.tell(line, block)
        self.assertEqual((self.doomed, line.outbox.closing, line.outbox.waiting > 64 * KIB), ([line.outbox], True, False))

    def test_what_twisted_has_already_is_sent_before_the_end(self) -> None:
        line = Line(self, self.turn, limit=100 * KIB)
        spoken = b""
        while not self.doomed:
            block = b"%06d " % len(spoken) * 1000
            spoken += block
            self.tell(line, block)
        heard = line.read_all()
        self.assertTrue(line.ended)
        self.assertEqual(heard, spoken[: len(heard)])
        self.assertGreater(len(heard), 7000)

    def test_the_slow_one_costs_the_others_nothing(self) -> None:
        slow, quick = Line(self, self.turn, limit=50 * KIB), Line(self, self.turn, limit=50 * KIB)
        heard = b""
        for _ in range(200):
            slow.outbox.tell(b"z" * 1000)
            quick.outbox.tell(b"z" * 1000)
            self.turn.flush()
            heard += quick.read()
        self.assertEqual((heard, self.doomed), (b"z" * 200_000, [slow.outbox]))


class WireEndTests(WireCase):
    """Twisted closes nothing while a producer is registered; these would hang if one stayed."""

    def test_a_free_one_closes_after_its_last_words(self) -> None:
        line = Line(self, self.turn)
        line.outbox.tell(b"bye\n")
        line.outbox.close()
        self.turn.flush()
        self.assertEqual(line.read_all(), b"bye\n")
        self.assertTrue(line.ended)

    def test_a_lagging_one_sends_everything_and_closes(self) -> None:
        line = Line(self, self.turn)
        spoken = self.fill(line)
        line.outbox.tell(b"b" * 150 * KIB)
        line.outbox.tell(b"bye\n")
        line.outbox.close()
        self.turn.flush()
        self.tell(line, b"late\n")
        self.assertEqual(line.read_all(), spoken + b"b" * 150 * KIB + b"bye\n")
        self.assertTrue(line.ended)

    def test_closing_in_the_turn_in_which_it_starts_to_lag(self) -> None:
        line = Line(self, self.turn)
        line.outbox.tell(b"b" * 150 * KIB)
        line.outbox.close()
        self.turn.flush()
        self.assertEqual(line.read_all(), b"b" * 150 * KIB)
        self.assertTrue(line.ended)
