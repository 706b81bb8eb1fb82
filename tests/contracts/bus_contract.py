"""What every bus keeps to: each verb arrives once, where it belongs, and in the order in which it was said.

A test case for one bus is this, with `make` and `settle` filled in. Channel events of one channel, and what is told to
people, never overtake each other; between two channels there is no order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatroom.ports import Bus
from chatroom.words import commands as c
from chatroom.words import events as e

if TYPE_CHECKING:
    from twisted.trial.unittest import SynchronousTestCase as Case
else:
    Case = object

ANN = e.Who("ann", 2, 1)
BOB = e.Who("bob", 4, 3)


class RecordingNode:
    """A realm that only writes down what reaches it. `answer`: what it does, once, when something does."""

    def __init__(self) -> None:
        self.got: list[tuple[Any, ...]] = []
        self.answer: Any = None

    def decide(self, who: e.Who, command: c.Command) -> None:
        self._write("decide", who, command)

    def deliver(self, event: e.Event) -> None:
        self._write("deliver", event)

    def tell(self, who: e.Who, event: e.Event) -> None:
        self._write("tell", who, event)

    def _write(self, *what: Any) -> None:
        self.got.append(what)
        answer, self.answer = self.answer, None
        if answer is not None:
            answer()


class BusContract(Case):
    """One bus, one node."""

    def make(self, node: RecordingNode) -> Bus:
        """A bus that this node has joined."""
        raise NotImplementedError

    def settle(self) -> None:
        """Lets everything that is on its way arrive."""
        raise NotImplementedError

    def setUp(self) -> None:
        self.node = RecordingNode()
        self.bus = self.make(self.node)

    def arrived(self) -> list[tuple[Any, ...]]:
        self.settle()
        return self.node.got

    def test_a_question_reaches_the_one_who_decides(self) -> None:
        self.bus.ask(ANN, c.Say("", "hi"))
        self.assertEqual(self.arrived(), [("decide", ANN, c.Say("", "hi"))])

    def test_what_happened_reaches_every_node(self) -> None:
        said = e.Said(1.0, "lobby", 1, ANN, "hi \U0001f600")
        self.bus.publish(said)
        self.assertEqual(self.arrived(), [("deliver", said)])

    def test_an_answer_reaches_its_session(self) -> None:
        self.bus.tell(BOB, e.QueuePosition(1.0, "lobby", 0))
        self.assertEqual(self.arrived(), [("tell", BOB, e.QueuePosition(1.0, "lobby", 0))])

    def test_first_in_first_out(self) -> None:
        events = [e.Said(1.0, "lobby", n, ANN, str(n)) for n in range(100)]
        for event in events:
            self.bus.publish(event)
        self.assertEqual(self.arrived(), [("deliver", event) for event in events])

    def test_tell_and_publish_do_not_overtake_each_other(self) -> None:
        expected: list[tuple[Any, ...]] = []
        for n in range(20):
            said, told = e.Said(1.0, "lobby", n, ANN, "x"), e.QueuePosition(1.0, "lobby", n)
            self.bus.publish(said)
            self.bus.tell(BOB, told)
            expected += [("deliver", said), ("tell", BOB, told)]
        self.assertEqual(self.arrived(), expected)

    def test_what_is_said_while_something_arrives(self) -> None:
        """A decision publishes: nothing is lost, and nothing comes twice."""
        said = e.Said(1.0, "lobby", 1, ANN, "hi")
        self.node.answer = lambda: self.bus.publish(said)
        self.bus.ask(ANN, c.Say("", "hi"))
        self.assertEqual(self.arrived(), [("decide", ANN, c.Say("", "hi")), ("deliver", said)])
