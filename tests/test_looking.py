"""One look at all connections: as Twisted looks, and how many had something."""

import unittest
from socket import socketpair
from typing import Any

from twisted.internet.selectreactor import SelectReactor
from twisted.trial.unittest import SynchronousTestCase

from chatroom.looking import look_of

try:
    from twisted.internet.epollreactor import EPollReactor
except ImportError:  # not on Linux
    EPollReactor = None


class Broken(Exception):
    """What a connection raises here."""


class Ear:
    """A connection that has been sent one byte, and does with it what it is told."""

    def __init__(self, case: SynchronousTestCase, reactor: Any) -> None:
        self.ours, theirs = socketpair()
        for end in (self.ours, theirs):
            case.addCleanup(end.close)
        theirs.send(b"x")
        self.fileno = self.ours.fileno
        self.heard: list[bytes] = []
        self.lost: list[Any] = []
        self.does: Any = lambda: None
        self.when_lost: Any = lambda: None
        reactor.addReader(self)
        case.addCleanup(reactor.removeReader, self)

    def logPrefix(self) -> str:
        return "ear"

    def doRead(self) -> Any:
        self.heard.append(self.ours.recv(10))
        return self.does()

    def connectionLost(self, reason: Any) -> None:
        self.lost.append(reason)
        self.when_lost()


@unittest.skipIf(EPollReactor is None, "epoll is Linux's")
class Look(SynchronousTestCase):
    """With epoll, in the place of Twisted's own."""

    def setUp(self) -> None:
        assert EPollReactor is not None
        self.reactor: Any = EPollReactor()
        self.addCleanup(self.reactor._poller.close)
        self.addCleanup(self.reactor.removeAll)
        self.look = look_of(self.reactor)

    def test_it_is_not_twisteds(self) -> None:
        self.assertNotEqual(self.look, self.reactor.doPoll)

    def test_all_who_have_something_are_read_and_counted(self) -> None:
        one, two = Ear(self, self.reactor), Ear(self, self.reactor)
        self.assertEqual(self.look(0), 2)
        self.assertEqual((one.heard, two.heard), ([b"x"], [b"x"]))
        self.assertEqual(self.look(0), 0)

    def test_it_waits_no_longer_than_it_may(self) -> None:
        self.assertEqual(self.look(0.001), 0)

    def test_who_is_gone_by_what_another_one_said_is_passed_over(self) -> None:
        one, two = Ear(self, self.reactor), Ear(self, self.reactor)
        one.does = lambda: self.reactor.removeReader(two)
        two.does = lambda: self.reactor.removeReader(one)
        self.look(0)
        self.assertEqual(len(one.heard + two.heard), 1)

    def test_a_mistake_in_one_is_logged_and_cuts_it_and_the_others_are_read(self) -> None:
        ears = [Ear(self, self.reactor) for _ in range(3)]

        def fail() -> None:
            raise Broken

        ears[1].does = fail
        self.look(0)
        self.assertEqual([ear.heard for ear in ears], [[b"x"]] * 3)
        self.assertEqual([len(ear.lost) for ear in ears], [0, 1, 0])
        self.assertEqual(len(self.flushLoggedErrors(Broken)), 1)

    def test_a_mistake_in_one_that_is_lost_is_logged_and_the_others_are_read(self) -> None:
        ears = [Ear(self, self.reactor) for _ in range(3)]

        def fail() -> None:
            raise Broken

        ears[1].does, ears[1].when_lost = (lambda: Broken()), fail
        self.look(0)
        self.assertEqual([ear.heard for ear in ears], [[b"x"]] * 3)
        self.assertEqual(len(self.flushLoggedErrors(Broken)), 1)


class AnyOther(SynchronousTestCase):
    """A reactor that is not epoll's, or that looks in a way of its own."""

    def test_it_looks_as_it_always_does(self) -> None:
        reactor: Any = SelectReactor()
        self.addCleanup(reactor.removeAll)
        ear = Ear(self, reactor)
        self.assertEqual(look_of(reactor)(0), 0)
        self.assertEqual(ear.heard, [b"x"])

    @unittest.skipIf(EPollReactor is None, "epoll is Linux's")
    def test_somebody_has_put_another_look_in_its_place(self) -> None:
        assert EPollReactor is not None
        reactor: Any = EPollReactor()
        self.addCleanup(reactor._poller.close)
        self.addCleanup(reactor.removeAll)
        waits: list[Any] = []
        reactor.doIteration = waits.append
        self.assertEqual(look_of(reactor)(5), 0)
        self.assertEqual(waits, [5])
