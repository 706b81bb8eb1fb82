"""The wall clock is set back or forward by a day: nothing stalls, nobody is thrown out, all lasts as long as it should."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.records import BanPlaced
from chatroom.words.refusals import Reason
from tests.fakes import NOON, house

DAY = 86400.0
JUMPS = (-DAY, DAY)


class ClockTests(SynchronousTestCase):
    """Durations are measured with the clock that only goes forward."""

    def test_nobody_is_idle_for_a_day(self) -> None:
        for jump in JUMPS:
            place = house(2)
            alice = place.enter("alice")
            place.pass_time(40.0)
            place.clock.wall_offset += jump
            place.pass_time(59.0)
            self.assertIsNotNone(alice.session.member)
            place.pass_time(1.0)
            self.assertEqual(alice.hear()[-1], e.Dismissed(NOON + jump + 100, "lobby", e.Cause.AFK))

    def test_the_sweep_does_not_stall(self) -> None:
        for jump in JUMPS:
            place = house(2)
            visitor = place.open()
            place.clock.wall_offset += jump
            place.pass_time(30.0)
            self.assertTrue(visitor.transport.closed)
            place.pass_time(3.0)
            self.assertTrue(visitor.transport.aborted)

    def test_a_mute_lasts_what_it_should(self) -> None:
        for jump in JUMPS:
            place = house(2)
            alice, bob = place.enter("alice"), place.enter("bob")
            place.staff()[0].mute("lobby", "alice", "60")
            place.pass_time(20.0)
            place.clock.wall_offset += jump
            place.pass_time(39.0)
            alice.hear(), bob.hear()
            alice.say("now?")
            self.assertEqual(alice.hear(), [e.Refusal(NOON + jump + 59, Reason.MUTED, "", "lobby", 1)])
            place.pass_time(1.0)
            alice.say("now!")
            self.assertEqual([event.text for event in bob.hear()], ["now!"])

    def test_flood_is_not_forgiven_and_not_prolonged(self) -> None:
        for jump in JUMPS:
            place = house(2)
            alice = place.enter("alice")
            for _ in range(30):
                alice.say("x")
            self.assertIs(alice.hear()[-1].reason, Reason.FLOOD)
            place.clock.wall_offset += jump
            alice.say("x")
            self.assertEqual([event for event in alice.hear() if isinstance(event, e.Said)], [])
            place.clock.reactor.advance(1.0)
            alice.say("y")
            self.assertEqual([event.text for event in alice.hear()], ["y"])

    def test_a_file_has_its_fifteen_seconds(self) -> None:
        for jump in JUMPS:
            place = house(2)
            alice, bob = place.enter("alice"), place.enter("bob")
            bob.session.files = True
            alice.ask(c.SendFile("bob", "a", 1))
            place.clock.wall_offset += jump
            place.pass_time(14.0)
            self.assertEqual(len(place.realm.transfers), 1)
            place.pass_time(1.0)
            self.assertEqual(len(place.realm.transfers), 0)

    def test_a_ban_ends_at_its_wall_time(self) -> None:
        place = house(2)
        place.realm.bans.add(BanPlaced(NOON, 1, "name", "bob", "operator", "", NOON + DAY / 2))
        place.clock.wall_offset -= DAY
        visitor = place.open()
        visitor.ask(c.Introduce("bob"))
        self.assertEqual(visitor.hear()[-2].number, DAY * 1.5)
        place.clock.wall_offset += 2 * DAY
        visitor = place.open()
        visitor.ask(c.Introduce("bob"))
        self.assertIsInstance(visitor.hear()[-1], e.Joined)
