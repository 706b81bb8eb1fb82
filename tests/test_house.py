"""The house as a whole: one realm behind every door, and a clock that only goes forward."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from twisted.internet.selectreactor import SelectReactor
from twisted.internet.testing import MemoryReactorClock
from twisted.trial.unittest import SynchronousTestCase

from chatroom.clock import steady
from chatroom.config import Settings
from chatroom.config.settings import channel
from chatroom.house import House
from chatroom.words.policies import PLAIN
from chatroom.words.records import BanPlaced
from tests.doors.stage import Stage

DAY = 86400.0


class OneRealm(SynchronousTestCase):
    """All doors share one Realm, which holds people, admins, bans and the waiting lines."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 1), channel("lounge", 6002, 1), channel("office", 6003, 1))

    def test_every_factory_holds_the_same(self) -> None:
        factories = [listening[1] for listening in self.stage.reactor.tcpServers]
        self.assertEqual([factory.channel for factory in factories], ["lobby", "lounge", "office"])
        self.assertEqual({id(factory.realm) for factory in factories}, {id(self.stage.realm)})

    def test_people_of_all_doors_and_their_lines_are_in_it(self) -> None:
        self.stage.enter("ann", "lobby")
        self.stage.enter("bob", "lounge")
        self.stage.enter("carol", "lounge")
        realm = self.stage.realm
        self.assertEqual(sorted(person.nick for person in realm.people.values()), ["ann", "bob", "carol"])
        self.assertEqual([len(realm.channels[name].queue) for name in ("lobby", "lounge", "office")], [0, 1, 0])
        self.assertEqual(len(realm.admins), 0)

    def test_a_ban_holds_at_every_door(self) -> None:
        self.stage.realm.bans.add(BanPlaced(0.0, 1, "name", "ann", "operator", "", None))
        for room in ("lobby", "lounge", "office"):
            visitor = self.stage.open(room)
            visitor.types("ann")
            self.assertIn("* You are banned here for good", "\n".join(visitor.hears()))


class TheTopOfTheFile(SynchronousTestCase):
    """What is said for all channels holds for rooms that people make, too, and for who is in no room."""

    def test_it_reaches_the_realm(self) -> None:
        policies = replace(PLAIN, guests=False, afk=None)
        settings = Settings(data=Path("data"), channels=(channel("lobby", 6001, 2),), policies=policies)
        house = House(settings, MemoryReactorClock())
        self.assertEqual(house.realm.house_policies, policies)


class Sweeping(SynchronousTestCase):
    """The look at the clock once a second goes on, whatever one of the things that are due does."""

    def test_a_mistake_in_one_stops_none_of_the_others(self) -> None:
        def breaks(realm: object, subject: object, now: object) -> None:
            raise ZeroDivisionError("by design")

        stage = Stage(channel("lobby", 6001, 2))
        stage.realm.deadlines.add(stage.realm.now().mono, breaks, None)
        visitor = stage.open("lobby")
        stage.pass_time(1)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        stage.pass_time(30)
        self.assertIn("* No name came in time, so the connection ends here.", visitor.hears())


class Stopping(SynchronousTestCase):
    """Everybody is told goodbye and the store is closed, whatever has become of the ports."""

    def test_a_port_that_cannot_be_closed(self) -> None:
        class Port:
            """As that of a UNIX socket whose file somebody has removed."""

            def stopListening(self) -> None:
                raise FileNotFoundError(2, "No such file or directory")

        stage = Stage(channel("lobby", 6001, 2))
        ann = stage.enter("ann")
        closed: list[bool] = []
        self.patch(stage.realm.store, "close", lambda: closed.append(True))
        stage.house.ports.append(Port())
        stopped = stage.house.stopService()
        self.assertNoResult(stopped)
        stage.pass_time(1)
        self.successResultOf(stopped)
        self.assertEqual((closed, ann.gone, ann.hears()), ([True], True, ["* The server is shutting down. Goodbye."]))


class Clocks(SynchronousTestCase):
    """A wall clock that is set back by a day neither stalls the sweep nor makes anybody AFK."""

    def test_set_back_or_forward_nobody_goes_afk(self) -> None:
        for jump in (-DAY, DAY):
            stage = Stage(channel("lobby", 6001, 2))
            ann = stage.enter("ann")
            clock: Any = stage.house.clock
            wall = clock.wall
            clock.wall = lambda wall=wall, jump=jump: wall() + jump
            stage.pass_time(79)
            self.assertEqual(ann.hears(), [])
            stage.pass_time(21)
            self.assertTrue(ann.gone)

    def test_a_reactor_s_timers_go_on(self) -> None:
        self.assertTrue(self.fires_after_a_jump(steadied=True))

    def test_without_it_they_would_stand_still(self) -> None:
        self.assertFalse(self.fires_after_a_jump(steadied=False))

    def fires_after_a_jump(self, *, steadied: bool) -> bool:
        """Whether a real reactor's timer of a hundredth of a second comes within a fifth, the clock being set back meanwhile."""
        reactor: Any = SelectReactor()
        self.addCleanup(reactor.removeAll)
        true = time.time
        set_back = [0.0]
        reactor.seconds = lambda: true() - set_back[0]  # as Twisted's own reads the wall clock
        if steadied:
            steady(reactor)
        fired: list[bool] = []
        reactor.callLater(0.01, fired.append, True)
        set_back[0] = DAY
        end = time.monotonic() + 0.2
        while not fired and time.monotonic() < end:
            reactor.runUntilCurrent()
            reactor.doIteration(0.01)
        return bool(fired)


class Idleness(SynchronousTestCase):
    """Each channel has its own idea of when somebody is away, or none (G412)."""

    def test_off_means_never(self) -> None:
        stage = Stage(channel("lobby", 6001, 2, afk=None), channel("lounge", 6002, 2, afk=10.0))
        ann, bob = stage.enter("ann", "lobby"), stage.enter("bob", "lounge")
        stage.pass_time(9)
        self.assertFalse(bob.gone)
        stage.pass_time(1)
        self.assertTrue(bob.gone)
        stage.pass_time(600)
        self.assertFalse(ann.gone)
        self.assertEqual(ann.hears(), [])


class Names(SynchronousTestCase):
    """A name is given to one (G303)."""

    def test_of_many_at_once_exactly_one_gets_it(self) -> None:
        stage = Stage(channel("lobby", 6001, 9), channel("lounge", 6002, 9))
        visitors = [stage.open(room) for room in ("lobby", "lounge") * 10]
        for visitor in visitors:
            visitor.door.dataReceived(b"ann\r\n")  # all in one turn
        heard = [visitor.hears()[-1] for visitor in visitors]
        self.assertEqual([line for line in heard if line == "* ann has joined lobby."], ["* ann has joined lobby."])
        refused = "* ann is taken here. Please try another name, for example ann2."
        self.assertEqual(heard.count(refused), 19)


class Staff(SynchronousTestCase):
    """What staff may do, others may not (G514)."""

    def test_each_staff_command_is_refused_and_nothing_happens(self) -> None:
        stage = Stage(channel("lobby", 6001, 3))
        ann, bob = stage.enter("ann"), stage.enter("bob")
        ann.bytes()
        for command in ("/kick bob", "/kick lobby:bob", "/mute bob 60", "/empty lobby", "/shutdown"):
            ann.types(command)
            word = command.split()[0]
            self.assertEqual(
                ann.hears(), [f"* {word} is for staff only, so nothing has happened. /help lists the commands for you."]
            )
        self.assertEqual(bob.hears(), [])
        bob.types("still here")
        self.assertEqual(ann.hears(), ["bob: still here"])

    def test_help_shows_none_of_them(self) -> None:
        stage = Stage(channel("lobby", 6001, 3))
        ann = stage.enter("ann")
        ann.types("/help")
        told = "\n".join(ann.hears())
        self.assertIn("* /whisper", told)
        for word in ("/kick", "/mute", "/empty", "/shutdown"):
            self.assertNotIn(word, told)
