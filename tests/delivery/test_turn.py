"""One flush per turn: when it is asked for, what it runs first, and that one failure never costs the others their bytes."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.delivery.audience import Audience
from chatroom.delivery.turn import Turn
from tests.delivery.fakes import FakeClock, FakeFormat, listener, said


class TurnTests(SynchronousTestCase):
    """The end of a turn."""

    def setUp(self) -> None:
        self.clock = FakeClock()
        self.turn = Turn(self.clock)
        self.audience = Audience(self.turn)
        self.one, self.wire = listener(self.turn)
        self.fmt = FakeFormat()
        self.audience.add(self.one, self.fmt)

    def test_the_clock_is_asked_once_per_turn(self) -> None:
        self.assertEqual(self.clock.asked, [])
        for text in ("a", "b"):
            self.audience.deliver(said(text))
            self.one.tell(b"x\n")
            self.turn.before(lambda: None)
            self.one.close()
        self.assertEqual(self.clock.asked, [(0, self.turn.flush)])
        self.clock.tick()
        self.assertEqual((self.wire.blocks, self.clock.asked), ([b"a\nx\nb\nx\n"], []))

    def test_each_of_them_asks_the_clock(self) -> None:
        for act in (lambda: self.audience.deliver(said("a")), lambda: self.one.tell(b"x"), lambda: self.turn.before(list)):
            act()
            self.assertEqual(len(self.clock.asked), 1)
            self.clock.tick()
        self.one.close()
        self.assertEqual(len(self.clock.asked), 1)

    def test_flushing_nothing(self) -> None:
        self.turn.flush()
        self.turn.flush()
        self.assertEqual((self.wire.blocks, self.clock.asked), ([], []))

    def test_flushing_early_leaves_nothing_for_later(self) -> None:
        self.audience.deliver(said("a"))
        self.turn.flush()
        self.assertEqual(self.wire.blocks, [b"a\n"])
        self.clock.tick()
        self.assertEqual(self.wire.blocks, [b"a\n"])
        self.audience.deliver(said("b"))
        self.clock.tick()
        self.assertEqual(self.wire.blocks, [b"a\n", b"b\n"])

    def test_what_was_put_off_runs_once_and_joins_the_flush(self) -> None:
        self.turn.before(self.number_the_waiters)
        self.turn.before(self.number_the_waiters)
        self.audience.deliver(said("a"))
        self.clock.tick()
        self.assertEqual((self.wire.blocks, self.clock.asked), ([b"a\nyou are next\nnumbered\n"], []))
        self.turn.flush()
        self.assertEqual(len(self.wire.blocks), 1)

    def number_the_waiters(self) -> None:
        self.one.tell(b"you are next\n")
        self.audience.deliver(said("numbered"))

    def test_what_is_put_off_while_that_runs_waits_for_the_next_turn(self) -> None:
        self.turn.before(self.put_off_again)
        self.clock.tick()
        self.assertEqual((self.wire.blocks, len(self.clock.asked)), ([b"again\n"], 1))
        self.clock.tick()
        self.assertEqual(self.wire.blocks, [b"again\n", b"again\n"])

    def put_off_again(self) -> None:
        self.one.tell(b"again\n")
        self.turn.before(self.put_off_again)

    def test_a_failure_before_the_flush_is_logged_and_the_lines_go_out(self) -> None:
        self.turn.before(lambda: 1 // 0)
        self.audience.deliver(said("a"))
        self.clock.tick()
        self.assertEqual(self.wire.blocks, [b"a\n"])
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_a_transport_that_fails_costs_the_others_nothing(self) -> None:
        (broken, broken_wire), (worse, worse_wire), (last, last_wire) = (listener(self.turn) for _ in range(3))
        doomed = []
        self.turn.on_doomed = doomed.append
        broken_wire.write = worse_wire.write = worse_wire.loseConnection = lambda *data: 1 // 0
        for outbox in (broken, worse, last):
            self.audience.add(outbox, self.fmt)
        worse.tell(b"x\n")
        last.close()
        self.audience.deliver(said("a"))
        self.clock.tick()
        self.assertEqual((self.wire.blocks, last_wire.blocks, last_wire.calls[-1]), ([b"a\n"], [b"a\n"], "lose"))
        self.assertEqual((doomed, broken_wire.calls[-1]), ([broken, worse], "lose"))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 3)


class DoomedTests(SynchronousTestCase):
    """Whoever overflows is reported when the walk is over."""

    def setUp(self) -> None:
        self.clock = FakeClock()
        self.turn = Turn(self.clock)
        self.audience = Audience(self.turn)
        self.fmt = FakeFormat()
        self.slow, self.slow_wire = listener(self.turn, limit=10, room=1)
        self.quick, self.quick_wire = listener(self.turn)
        for outbox in (self.slow, self.quick):
            self.audience.add(outbox, self.fmt)
        self.audience.deliver(said("taken"))
        self.turn.flush()

    def test_it_may_be_removed_and_spoken_about(self) -> None:
        def leaves(outbox) -> None:
            self.audience.remove(outbox)
            self.audience.deliver(said("slow has left"))

        self.turn.on_doomed = leaves
        self.audience.deliver(said("more than ten"))
        self.turn.flush()
        self.assertEqual((len(self.audience), self.quick_wire.blocks), (1, [b"taken\n", b"more than ten\n"]))
        self.clock.tick()
        self.assertEqual(self.quick_wire.blocks[2:], [b"slow has left\n"])

    def test_it_is_reported_once(self) -> None:
        doomed = []
        self.turn.on_doomed = doomed.append
        for text in ("more than ten", "and again, more than ten"):
            self.audience.deliver(said(text))
            self.slow.tell(b"and this\n")
            self.turn.flush()
        self.assertEqual(doomed, [self.slow])

    def test_it_is_closing_when_it_is_reported(self) -> None:
        seen = []
        self.turn.on_doomed = lambda outbox: seen.append(list(self.slow_wire.calls))
        self.audience.deliver(said("more than ten"))
        self.turn.flush()
        self.assertEqual(seen, [["push", "unregister", "lose"]])

    def test_without_a_realm_nobody_asks(self) -> None:
        self.audience.deliver(said("more than ten"))
        self.turn.flush()
        self.assertTrue(self.slow.doomed)

    def test_a_report_that_fails_does_not_stop_the_next(self) -> None:
        other, _ = listener(self.turn, limit=10, room=1)
        self.audience.add(other, self.fmt)
        other.tell(b"taken\n")
        self.turn.flush()
        asked = []

        def fails(outbox) -> None:
            asked.append(outbox)
            raise ValueError

        self.turn.on_doomed = fails
        self.audience.deliver(said("more than ten"))
        self.turn.flush()
        self.assertEqual(asked, [self.slow, other])
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 2)
