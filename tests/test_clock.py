"""The end of a turn: what is put off by nothing is done before the reactor waits again."""

from typing import Any

from twisted.internet.selectreactor import SelectReactor
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatroom import clock
from chatroom.clock import MANY, SystemClock


class Turns(SynchronousTestCase):
    """A real reactor, whose turns are taken by hand."""

    def setUp(self) -> None:
        self.reactor: Any = SelectReactor()
        self.addCleanup(self.reactor.removeAll)
        self.waits: list[Any] = []
        self.done: list[str] = []
        self.reactor.doIteration = self.wait
        self.reactor.running = True
        self.clock = SystemClock(self.reactor)

    def wait(self, timeout: Any) -> None:
        """In the place of the look at the connections."""
        self.waits.append(timeout)

    def note(self, word: str) -> Any:
        return lambda: self.done.append(word)

    def test_it_is_done_before_the_wait_in_order_and_once(self) -> None:
        self.clock.later(0, self.note("one"))
        self.clock.later(0, self.note("two"))
        self.assertEqual(self.done, [])
        self.reactor.doIteration(5)
        self.reactor.doIteration(5)
        self.assertEqual(self.done, ["one", "two"])
        self.assertEqual(len(self.waits), 2)

    def test_the_wait_is_as_long_as_what_was_done_lets_it(self) -> None:
        self.clock.later(0, lambda: self.reactor.callLater(0, self.note("later")))
        self.reactor.doIteration(5)
        self.assertEqual(self.waits, [0])
        self.clock.later(0, lambda: self.clock.later(0, self.note("next")))
        self.reactor.doIteration(5)
        self.assertEqual((self.waits, self.done), ([0, 0], []))
        self.reactor.doIteration(5)
        self.assertEqual(self.done, ["next"])

    def test_who_has_nothing_to_do_waits_as_long_as_it_is_told(self) -> None:
        self.clock.later(0, self.note("once"))
        self.reactor.doIteration(5)
        self.reactor.doIteration(7)
        self.assertEqual(self.waits[-1], 7)

    def test_where_many_speak_at_once_a_turn_looks_twice_and_then_no_more(self) -> None:
        spoken: list[int] = []
        several = [MANY, MANY, 0]

        def look(seconds: Any) -> int:
            self.waits.append(seconds)
            spoken.append(len(self.done))
            if len(spoken) < 3:
                self.clock.later(0, self.note("flush"))
            return several.pop(0)

        self.patch(clock, "look_of", lambda reactor: look)
        self.clock.later(0, self.note("first"))
        self.reactor.doIteration(5)  # flushes, and finds many who speak
        self.assertEqual((self.done, self.waits), (["first"], [None]))
        self.reactor.doIteration(5)  # looks once more, flushes what was said in both looks, and waits
        self.assertEqual(self.done, ["first", "flush", "flush"])
        self.assertEqual((self.waits, spoken), ([None, 0, None], [1, 1, 3]))

    def test_where_few_speak_a_turn_looks_once(self) -> None:
        def look(seconds: Any) -> int:
            self.waits.append(seconds)
            return MANY - 1

        self.patch(clock, "look_of", lambda reactor: look)
        self.clock.later(0, self.note("first"))
        self.reactor.doIteration(5)
        self.clock.later(0, self.note("second"))
        self.reactor.doIteration(5)
        self.assertEqual((self.done, self.waits), (["first", "second"], [None, None]))

    def test_a_while_is_a_timer_of_the_reactor(self) -> None:
        self.clock.later(0.5, self.note("then"))
        self.reactor.doIteration(5)
        self.assertEqual(self.done, [])
        self.assertEqual(len(self.reactor.getDelayedCalls()), 1)
        self.reactor.getDelayedCalls()[0].cancel()

    def test_a_reactor_without_such_turns(self) -> None:
        reactor = Clock()
        SystemClock(reactor).later(0, self.note("soon"))
        self.assertEqual(self.done, [])
        reactor.advance(0)
        self.assertEqual(self.done, ["soon"])
