"""Idleness. G412, CLASSIC C2.8 and C7."""

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import CLASSIC, PLAIN
from chatroom.words.refusals import Reason, Refused
from tests.fakes import NOON, House, Visitor, house


def alone(**more: object) -> tuple[House, Visitor]:
    place = house(2, **more)  # type: ignore[arg-type]
    return place, place.enter("alice")


class AfkTests(SynchronousTestCase):
    """A hundred seconds without a word or a command."""

    def assert_out_after(self, place: House, visitor: Visitor, seconds: float) -> None:
        place.pass_time(seconds - 1)
        self.assertIsNotNone(visitor.session.member)
        place.pass_time(1.0)
        self.assertEqual(visitor.hear()[-1].cause, e.Cause.AFK)
        self.assertTrue(visitor.transport.closed)

    def test_warned_and_out(self) -> None:
        place, alice = alone()
        bob = place.enter("bob")
        alice.hear()
        place.pass_time(79.0)
        bob.say("hm")
        alice.hear(), bob.hear()
        place.pass_time(1.0)
        self.assertEqual(alice.hear(), [e.AfkWarned(NOON + 80, "lobby", 20)])
        self.assertEqual(bob.hear(), [])
        place.pass_time(19.0)
        self.assertEqual(alice.hear(), [])
        place.pass_time(1.0)
        self.assertEqual(alice.hear(), [e.Dismissed(NOON + 100, "lobby", e.Cause.AFK)])
        self.assertEqual(bob.hear(), [e.WentAfk(NOON + 100, "lobby", 4, e.Who("alice", 2))])
        self.assertTrue(alice.transport.closed)

    def test_a_word_or_a_command_or_a_mistake_starts_it_anew(self) -> None:
        signs = [
            lambda place, alice: alice.say("x"),
            lambda place, alice: alice.ask(c.ListChannels()),
            lambda place, alice: alice.ask(c.Switch("nowhere")),
            lambda place, alice: place.realm.not_understood(alice.session, Refused(Reason.UNKNOWN_COMMAND, "lsit")),
        ]
        for sign in signs:
            place, alice = alone()
            place.pass_time(60.0)
            sign(place, alice)
            self.assert_out_after(place, alice, 100.0)

    def test_warned_again_after_a_word(self) -> None:
        place, alice = alone()
        place.pass_time(90.0)
        alice.say("here")
        alice.hear()
        place.pass_time(79.0)
        self.assertEqual(alice.hear(), [])
        place.pass_time(1.0)
        self.assertEqual(alice.hear(), [e.AfkWarned(NOON + 170, "lobby", 20)])

    def test_hearing_others_does_not_count(self) -> None:
        place, alice = alone()
        bob = place.enter("bob")
        for _ in range(10):
            place.pass_time(10.0)
            bob.say("are you there?")
        self.assertEqual(alice.hear()[-1].cause, e.Cause.AFK)

    def test_classic_does_not_warn(self) -> None:
        place, alice = alone(policies=CLASSIC)
        place.pass_time(99.0)
        self.assertEqual(alice.hear(), [])
        place.pass_time(1.0)
        self.assertEqual([type(event) for event in alice.hear()], [e.Dismissed])

    def test_classic_after_a_word(self) -> None:
        place, alice = alone(policies=CLASSIC)
        place.pass_time(60.0)
        alice.say("x")
        self.assert_out_after(place, alice, 100.0)

    def test_off(self) -> None:
        place, alice = alone(policies=replace(PLAIN, afk=None))
        place.pass_time(5000.0, step=100.0)
        self.assertEqual((alice.hear(), len(place.realm.deadlines)), ([], 0))

    def test_another_limit(self) -> None:
        place, alice = alone(policies=replace(PLAIN, afk=10.0))
        place.pass_time(8.0)
        self.assertEqual(alice.hear(), [e.AfkWarned(NOON + 8, "lobby", 2)])
        self.assert_out_after(place, alice, 2.0)

    def test_a_mute_stops_the_clock(self) -> None:
        place, alice = alone()
        place.pass_time(60.0)
        place.staff()[0].mute("lobby", "alice", "500")
        place.pass_time(500.0)
        self.assertIsNotNone(alice.session.member)
        self.assert_out_after(place, alice, 40.0)

    def test_what_is_asked_while_muted_does_not_reset_it(self) -> None:
        for command in (c.Say("", "x"), c.ListChannels()):
            place, alice = alone()
            place.pass_time(60.0)
            place.staff()[0].mute("lobby", "alice", "5")
            place.pass_time(3.0)
            alice.ask(command)
            self.assert_out_after(place, alice, 42.0)

    def test_a_mute_that_is_lengthened(self) -> None:
        place, alice = alone()
        staff, _ = place.staff()
        place.pass_time(60.0)
        staff.mute("lobby", "alice", "5")
        place.pass_time(3.0)
        staff.mute("lobby", "alice", "10")
        self.assert_out_after(place, alice, 50.0)

    def test_a_mute_after_one_that_has_just_ended(self) -> None:
        """Nobody has looked at the clock in between: the time between the two counts all the same."""
        place, alice = alone()
        staff, _ = place.staff()
        staff.mute("lobby", "alice", "5")
        place.clock.reactor.advance(5.75)
        staff.mute("lobby", "alice", "10")
        member = alice.session.member
        assert member is not None
        self.assertEqual(member.idle(place.clock.mono()), 0.75)

    def test_waiting_is_not_idling(self) -> None:
        place = house(1, policies=replace(PLAIN, afk_warning=False))
        alice, bob = place.enter("alice"), place.enter("bob")
        for _ in range(30):
            place.pass_time(10.0)
            alice.say("x")
        self.assertEqual(bob.hear(), [])
        alice.ask(c.Quit())
        bob.hear()
        self.assert_out_after(place, bob, 100.0)

    def test_it_starts_with_the_seat(self) -> None:
        place = house(1)
        alice, bob = place.enter("alice"), place.enter("bob")
        place.pass_time(70.0)
        alice.hang_up()
        self.assert_out_after(place, bob, 100.0)

    def test_a_switch_starts_it_anew(self) -> None:
        place, alice = alone(quiet=2)
        place.pass_time(90.0)
        alice.ask(c.Switch("quiet"))
        self.assert_out_after(place, alice, 100.0)

    def test_one_late_look_at_the_clock_removes_without_a_warning(self) -> None:
        place, alice = alone()
        place.pass_time(300.0, step=300.0)
        self.assertEqual(alice.hear(), [e.Dismissed(NOON + 300, "lobby", e.Cause.AFK)])

    def test_how_long_somebody_is_idle(self) -> None:
        place, _ = alone()
        bob = place.enter("bob")
        place.pass_time(42.5)
        bob.ask(c.Describe("alice"))
        self.assertEqual(bob.hear()[-1], e.Described(NOON + 42.5, "alice", "lobby", -1, 42, None, "fake", ""))
        place.staff()[0].mute("lobby", "alice", "60")
        place.pass_time(30.0)
        bob.ask(c.Describe("alice"))
        self.assertEqual(bob.hear()[-1].idle, 42)
