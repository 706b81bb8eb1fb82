"""What everybody in a channel hears, in which order, and how often a line is rendered and a block made for it."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.delivery.audience import Audience
from chatroom.delivery.turn import Turn
from tests.delivery.fakes import FakeClock, FakeFormat, Line, listener, said


class RenderOnceTests(SynchronousTestCase):
    """A line costs one encode per format, a turn one join per format and one send per member."""

    def setUp(self) -> None:
        self.turn = Turn(FakeClock())
        self.audience = Audience(self.turn)

    def test_a_hundred_members_and_64_lines(self) -> None:
        plain, colour = FakeFormat(), FakeFormat("*")
        listeners = [listener(self.turn) for _ in range(100)]
        for number, (outbox, _) in enumerate(listeners):
            self.audience.add(outbox, colour if number < 30 else plain)
        for number in range(64):
            self.audience.deliver(said(str(number)))
        self.assertEqual([transport.blocks for _, transport in listeners], [[]] * 100)
        self.turn.flush()
        self.assertEqual((len(plain.encoded), len(colour.encoded)), (64, 64))
        self.assertEqual([len(transport.blocks) for _, transport in listeners], [1] * 100)
        coloured, plain_ones = listeners[0][1].blocks[0], listeners[30][1].blocks[0]
        self.assertTrue(coloured.startswith(b"*0\n*1\n*2\n") and coloured.endswith(b"*62\n*63\n"))
        self.assertTrue(plain_ones.startswith(b"0\n1\n2\n") and plain_ones.endswith(b"62\n63\n"))
        self.assertTrue(all(transport.blocks[0] is coloured for _, transport in listeners[:30]))
        self.assertTrue(all(transport.blocks[0] is plain_ones for _, transport in listeners[30:]))

    def test_the_same_object_reaches_every_socket_with_one_send(self) -> None:
        fmt = FakeFormat()
        lines = [Line(self, self.turn) for _ in range(5)]
        for line in lines:
            self.audience.add(line.outbox, fmt)
        self.audience.deliver(said("one"))
        self.audience.deliver(said("two"))
        self.turn.flush()
        self.assertEqual([line.socket.blocks for line in lines], [[b"one\ntwo\n"]] * 5)
        self.assertEqual(len({id(line.socket.blocks[0]) for line in lines}), 1)
        self.assertEqual([line.read() for line in lines], [b"one\ntwo\n"] * 5)

    def test_one_line_alone_is_not_copied(self) -> None:
        (one, transport), fmt = listener(self.turn), FakeFormat()
        self.audience.add(one, fmt)
        line = b"the very object\n"
        fmt_line = self.audience._groups[fmt]
        fmt_line.encode = lambda event: line
        self.audience.deliver(said(""))
        self.turn.flush()
        self.assertIs(transport.blocks[0], line)

    def test_a_format_that_nobody_uses_any_more_is_not_asked(self) -> None:
        (one, _), (two, transport) = listener(self.turn), listener(self.turn)
        gone, here = FakeFormat(), FakeFormat()
        self.audience.add(one, gone)
        self.audience.add(two, here)
        self.audience.remove(one)
        self.audience.deliver(said("hello"))
        self.turn.flush()
        self.assertEqual((gone.encoded, transport.blocks), ([], [b"hello\n"]))

    def test_a_silent_format_sends_nothing(self) -> None:
        one, transport = listener(self.turn)
        self.audience.add(one, FakeFormat())
        self.audience.deliver(said("hush"))
        self.turn.flush()
        self.assertEqual(transport.blocks, [])

    def test_every_turn_starts_empty(self) -> None:
        one, transport = listener(self.turn)
        self.audience.add(one, FakeFormat())
        for text in ("first", "second"):
            self.audience.deliver(said(text))
            self.turn.flush()
        self.assertEqual(transport.blocks, [b"first\n", b"second\n"])


class OrderTests(SynchronousTestCase):
    """Nobody ever sees a line of its own overtake, or fall behind, a line that it belongs between."""

    def setUp(self) -> None:
        self.turn = Turn(FakeClock())
        self.audience = Audience(self.turn)
        self.fmt, self.other = FakeFormat(), FakeFormat("*")
        self.one, self.wire = listener(self.turn)
        self.two, self.second_wire = listener(self.turn)
        self.audience.add(self.two, self.fmt)

    def say(self, *texts: str, skip=()) -> None:
        for text in texts:
            self.audience.deliver(said(text), skip)

    def test_a_personal_line_between_common_ones(self) -> None:
        self.audience.add(self.one, self.fmt)
        self.say("a")
        self.one.tell(b"for you\n")
        self.say("b", "c")
        self.one.tell(b"and you\n")
        self.turn.flush()
        self.assertEqual(self.wire.blocks, [b"a\nfor you\nb\nc\nand you\n"])
        self.assertEqual(self.second_wire.blocks, [b"a\nb\nc\n"])

    def test_it_is_back_in_the_common_block_in_the_next_turn(self) -> None:
        self.audience.add(self.one, self.fmt)
        self.say("a")
        self.one.tell(b"for you\n")
        self.turn.flush()
        self.say("b", "c")
        self.turn.flush()
        self.assertEqual(self.wire.blocks, [b"a\nfor you\n", b"b\nc\n"])
        self.assertIs(self.wire.blocks[1], self.second_wire.blocks[1])

    def test_coming_in_mid_turn(self) -> None:
        self.say("before")
        self.audience.add(self.one, self.fmt)
        self.say("after")
        self.turn.flush()
        self.assertEqual((self.wire.blocks, self.second_wire.blocks), ([b"after\n"], [b"before\nafter\n"]))

    def test_going_in_mid_turn(self) -> None:
        self.audience.add(self.one, self.fmt)
        self.say("before")
        self.audience.remove(self.one)
        self.say("after")
        self.turn.flush()
        self.assertEqual((self.wire.blocks, self.second_wire.blocks), ([b"before\n"], [b"before\nafter\n"]))

    def test_going_and_coming_back(self) -> None:
        self.audience.add(self.one, self.fmt)
        self.say("a")
        self.audience.remove(self.one)
        self.say("b")
        self.one.tell(b"while away\n")
        self.audience.add(self.one, self.fmt)
        self.say("c")
        self.turn.flush()
        self.assertEqual(self.wire.blocks, [b"a\nwhile away\nc\n"])

    def test_a_format_changes_in_mid_turn(self) -> None:
        self.audience.add(self.one, self.fmt)
        self.say("a")
        self.audience.move(self.one, self.other)
        self.say("b")
        self.audience.move(self.one, self.fmt)
        self.say("c")
        self.turn.flush()
        self.assertEqual((self.wire.blocks, self.second_wire.blocks), ([b"a\n*b\nc\n"], [b"a\nb\nc\n"]))

    def test_the_last_of_a_format_goes_in_mid_turn(self) -> None:
        self.audience.add(self.one, self.other)
        self.say("a")
        self.audience.remove(self.one)
        self.say("b")
        self.turn.flush()
        self.assertEqual((self.wire.blocks, self.other.encoded), ([b"*a\n"], ["a"]))

    def test_those_passed_over_do_not_hear_that_line(self) -> None:
        self.audience.add(self.one, self.other)
        self.say("a")
        self.say("mine", skip=[self.one])
        self.say("b")
        self.turn.flush()
        self.assertEqual((self.wire.blocks, self.second_wire.blocks), ([b"*a\n*b\n"], [b"a\nmine\nb\n"]))

    def test_one_who_heard_nothing_is_sent_nothing(self) -> None:
        self.audience.add(self.one, self.fmt)
        self.say("mine", skip=[self.one])
        self.turn.flush()
        self.assertEqual((self.wire.blocks, self.second_wire.blocks), ([], [b"mine\n"]))

    def test_a_stranger_may_be_passed_over(self) -> None:
        self.say("a", skip={self.one})
        self.turn.flush()
        self.assertEqual((self.wire.blocks, self.second_wire.blocks), ([], [b"a\n"]))

    def test_two_audiences_and_a_line_of_its_own(self) -> None:
        park = Audience(self.turn)
        self.audience.add(self.one, self.fmt)
        park.add(self.one, self.other)
        self.say("a")
        park.deliver(said("tree"))
        self.one.tell(b"for you\n")
        park.deliver(said("bench"))
        self.turn.flush()
        self.assertEqual(self.wire.blocks, [b"a\n*tree\nfor you\n*bench\n"])

    def test_switching_from_one_audience_to_another_keeps_the_order(self) -> None:
        park = Audience(self.turn)
        park_bench, park_wire = listener(self.turn)
        park.add(park_bench, self.fmt)
        self.audience.add(self.one, self.fmt)
        self.say("a")
        park.deliver(said("unheard"))
        self.audience.remove(self.one)
        self.one.tell(b"welcome\n")
        park.add(self.one, self.fmt)
        park.deliver(said("joined"))
        self.say("unheard, too")
        self.turn.flush()
        self.assertEqual((self.wire.blocks, park_wire.blocks), ([b"a\nwelcome\njoined\n"], [b"unheard\njoined\n"]))


class SeatTests(SynchronousTestCase):
    """Who is in an audience."""

    def setUp(self) -> None:
        self.turn = Turn(FakeClock())
        self.audience = Audience(self.turn)
        self.one, self.wire = listener(self.turn)

    def test_counts_and_knows_its_members(self) -> None:
        self.assertEqual((len(self.audience), self.one in self.audience), (0, False))
        self.audience.add(self.one, FakeFormat())
        self.assertEqual((len(self.audience), self.one in self.audience), (1, True))
        self.audience.remove(self.one)
        self.assertEqual((len(self.audience), self.one in self.audience), (0, False))

    def test_coming_twice_is_changing_the_format(self) -> None:
        old, new = FakeFormat("old "), FakeFormat("new ")
        self.audience.add(self.one, old)
        self.audience.add(self.one, new)
        self.audience.deliver(said("a"))
        self.turn.flush()
        self.assertEqual((len(self.audience), self.wire.blocks, old.encoded), (1, [b"new a\n"], []))

    def test_a_stranger_may_be_removed_or_moved(self) -> None:
        self.audience.remove(self.one)
        self.audience.move(self.one, FakeFormat())
        self.assertNotIn(self.one, self.audience)
