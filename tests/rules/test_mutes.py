"""Silence: who is told, what goes on, and when it ends. G503, CLASSIC C6 and C7."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import CLASSIC
from chatroom.words.refusals import Reason
from tests.fakes import NOON, House, Visitor, house


def muted(seconds: str = "10", **more: object) -> tuple[House, Visitor, Visitor]:
    """A house with alice, who is muted, and bob."""
    place = house(3, **more)  # type: ignore[arg-type]
    alice, bob = place.enter("alice"), place.enter("bob")
    staff, _ = place.staff()
    alice.hear()
    staff.mute("lobby", "alice", seconds, "spam")
    alice.hear(), bob.hear()
    return place, alice, bob


class MuteTests(SynchronousTestCase):
    """What a mute does to one who speaks."""

    def assert_silent(self, place: House, visitor: Visitor, number: int) -> None:
        visitor.say("let me speak")
        refusal = visitor.hear()[-1]
        self.assertEqual((refusal.reason, refusal.number, refusal.hint), (Reason.MUTED, number, "spam"))

    def assert_heard(self, visitor: Visitor, hearer: Visitor) -> None:
        hearer.hear()
        visitor.say("at last")
        self.assertEqual([event.text for event in hearer.hear()], ["at last"])

    def test_who_is_told(self) -> None:
        place = house(3)
        alice, bob = place.enter("alice"), place.enter("bob")
        alice.hear()
        staff, answers = place.staff()
        staff.mute("lobby", "Alice", "2m", "spam")
        event = e.Muted(NOON, "lobby", 3, e.Who("alice", 2), "operator", 120, "spam")
        self.assertEqual(alice.hear(), [e.Silenced(NOON, "lobby", "operator", 120, "spam")])
        self.assertEqual(bob.hear(), [event])
        self.assertEqual(answers, [event])

    def test_nobody_hears_anything_of_what_is_said(self) -> None:
        place, alice, bob = muted()
        place.realm.channels["lobby"].topic = "trees"
        heard = len(place.witnessed)
        for words in (c.Say("", "x"), c.Act("x"), c.Whisper("bob", "x"), c.GoAway("x"), c.SendFile("bob", "x", 1)):
            alice.ask(words)
            self.assertEqual(alice.hear(), [e.Refusal(NOON, Reason.MUTED, "", "lobby", 10, "spam")], words)
        self.assertEqual(bob.hear(), [])
        self.assertEqual([type(event) for event in place.witnessed[heard:]], [e.Refusal] * 5)

    def test_nor_a_reply(self) -> None:
        _, alice, bob = muted()
        bob.ask(c.Whisper("alice", "why?"))
        bob.hear(), alice.hear()
        alice.ask(c.Reply("no idea"))
        self.assertEqual(alice.hear(), [e.Refusal(NOON, Reason.MUTED, "", "lobby", 10, "spam")])
        self.assertEqual(bob.hear(), [])

    def test_everything_else_works(self) -> None:
        _, alice, _ = muted(quiet=2)
        for command in (
            c.ListChannels(),
            c.ListPeople(),
            c.Describe("bob"),
            c.Help(),
            c.Set("echo", "off"),
            c.Rename("ann"),
            c.Switch("quiet"),
        ):
            alice.ask(command)
            self.assertNotIn(e.Refusal, [type(event) for event in alice.hear()], command)
        self.assertEqual(alice.session.channel, "quiet")

    def test_she_hears_the_others(self) -> None:
        _, alice, bob = muted()
        bob.say("hi")
        self.assertEqual([event.text for event in alice.hear()], ["hi"])

    def test_the_remaining_seconds_are_rounded_up(self) -> None:
        place, alice, _ = muted("2")
        self.assert_silent(place, alice, 2)
        place.pass_time(0.5)
        self.assert_silent(place, alice, 2)
        place.pass_time(0.5)
        self.assert_silent(place, alice, 1)  # CLASSIC C7: a mute of 2 s, one second later n = 1
        place.clock.reactor.advance(0.999)
        self.assert_silent(place, alice, 1)

    def test_one_second_later_may_be_a_moment_less_here(self) -> None:
        """The staff's line was longer on its way than this one."""
        place, alice, _ = muted("2")
        place.clock.reactor.advance(0.875)
        self.assert_silent(place, alice, 2)
        place.clock.reactor.advance(0.09375)
        self.assert_silent(place, alice, 1)
        place.clock.reactor.advance(1.0)
        self.assert_silent(place, alice, 1)

    def test_it_ends_exactly_then(self) -> None:
        place, alice, bob = muted("10")
        place.clock.reactor.advance(9.999)
        self.assert_silent(place, alice, 1)
        place.clock.reactor.advance(0.001)
        self.assert_heard(alice, bob)

    def test_it_ends_even_where_nobody_speaks(self) -> None:
        place, _, _ = muted("10")
        self.assertEqual(list(place.realm.channels["lobby"].mutes), ["alice"])
        place.pass_time(10.0)
        self.assertEqual(place.realm.channels["lobby"].mutes, {})

    def test_the_end_is_silent(self) -> None:
        place, alice, bob = muted("10")
        place.pass_time(11.0)
        self.assertEqual((alice.hear(), bob.hear()), ([], []))

    def test_a_new_mute_takes_the_place_of_the_old_one(self) -> None:
        for first, second in (("10", "5"), ("5", "10")):
            place, alice, bob = muted(first)
            place.pass_time(2.0)
            place.staff()[0].mute("lobby", "alice", second, "spam")
            alice.hear()
            self.assert_silent(place, alice, int(second))
            place.pass_time(float(second))
            self.assert_heard(alice, bob)

    def test_it_is_the_channels(self) -> None:
        place, alice, _ = muted(quiet=3)
        carol = place.enter("carol", "quiet")
        alice.ask(c.Switch("quiet"))
        self.assert_heard(alice, carol)
        alice.ask(c.Switch("lobby"))
        self.assert_silent(place, alice, 10)

    def test_it_goes_on_after_a_reconnect(self) -> None:
        place, alice, bob = muted()
        alice.hang_up()
        place.pass_time(4.0)
        again = place.enter("ALICE")
        self.assert_silent(place, again, 6)
        place.pass_time(6.0)
        self.assert_heard(again, bob)

    def test_it_is_over_after_a_late_reconnect(self) -> None:
        place, alice, bob = muted()
        alice.hang_up()
        place.clock.reactor.advance(10.0)  # nobody has looked at the clock since
        self.assert_heard(place.enter("alice"), bob)

    def test_it_goes_along_with_another_name(self) -> None:
        place, alice, bob = muted()
        alice.ask(c.Rename("ann"))
        self.assert_silent(place, alice, 10)
        alice.hang_up()
        place.pass_time(3.0)
        again = place.enter("ann")
        self.assert_silent(place, again, 7)
        place.pass_time(7.0)
        self.assert_heard(again, bob)
        self.assertEqual(place.realm.channels["lobby"].mutes, {})

    def test_it_goes_along_with_a_name_that_was_taken_elsewhere(self) -> None:
        for exact in (False, True):
            place, alice, bob = muted(quiet=3, exact_names=exact)
            for command in (c.Switch("quiet"), c.Rename("ann"), c.Switch("lobby")):
                alice.ask(command)
            self.assert_silent(place, alice, 10)
            place.pass_time(10.0)
            self.assert_heard(alice, bob)

    def test_no_name_is_a_way_out(self) -> None:
        """Of one's own mute and the one that waits under the new name the longer counts, whichever it is."""
        for mine, waiting in (("10", "50"), ("50", "10")):
            place, alice, bob = muted(mine)
            staff, _ = place.staff()
            zoe = place.enter("zoe")
            staff.mute("lobby", "zoe", waiting, "spam")
            zoe.hang_up()
            alice.ask(c.Rename("zoe"))
            place.pass_time(49.0)
            self.assert_silent(place, alice, 1)
            alice.hang_up()
            again = place.enter("zoe")
            self.assert_silent(place, again, 1)
            place.pass_time(1.0)
            self.assert_heard(again, bob)

    def test_a_muted_name_silences_who_takes_it(self) -> None:
        place, alice, bob = muted("10")
        alice.hang_up()
        bob.ask(c.Rename("alice"))
        self.assert_silent(place, bob, 10)
        bob.ask(c.Rename("bob"))
        self.assert_silent(place, bob, 10)
        place.pass_time(10.0)
        self.assert_heard(bob, bob)

    def test_a_shorter_mute_under_another_name_is_the_one_that_counts(self) -> None:
        place, alice, bob = muted("100", quiet=3)
        alice.ask(c.Rename("ann"))
        place.staff()[0].mute("lobby", "ann", "1", "spam")
        place.pass_time(1.0)
        alice.ask(c.Switch("quiet"))
        alice.ask(c.Switch("lobby"))
        self.assert_heard(alice, bob)

    def test_one_mute_under_two_names_ends_for_both(self) -> None:
        """The name is taken over by somebody else, who is muted anew: the first mute still ends on time."""
        place, alice, _ = muted("10")
        alice.ask(c.Rename("ann"))
        other = place.enter("alice")
        self.assert_silent(place, other, 10)
        place.staff()[0].mute("lobby", "alice", "1000", "spam")
        place.pass_time(200.0)  # would never end if an idle check waited for a mute that nobody ends
        self.assertNotIn("ann", [person.nick for person in place.realm.people.values()])
        self.assertEqual(list(place.realm.channels["lobby"].mutes), ["alice"])
        other.hear()
        self.assert_silent(place, other, 800)

    def test_classic_lets_the_muted_send_files(self) -> None:
        _, alice, bob = muted(policies=CLASSIC)
        bob.session.files = True
        alice.ask(c.SendFile("bob", "a.txt", 3))
        self.assertEqual([type(event) for event in alice.hear()], [e.Upload])


class MuteRefusalTests(SynchronousTestCase):
    """What staff is told when there is nobody or no time to mute. Nothing changes."""

    def refusal(self, channel: str, nick: str, seconds: str, policies: object = None) -> e.Refusal:
        place = house(1, policies=policies) if policies else house(1)  # type: ignore[arg-type]
        place.enter("alice"), place.enter("bob")
        staff, answers = place.staff()
        staff.mute(channel, nick, seconds)
        self.assertEqual((place.realm.channels["lobby"].mutes, place.snapshot().mutes), ({}, ()))
        self.assertEqual([row[1] for row in place.audit()], ["mute"])  # the attempt alone
        (answer,) = answers
        return answer

    def test_nobody_of_that_name(self) -> None:
        self.assertEqual(self.refusal("lobby", "zoe", "5"), e.Refusal(NOON, Reason.NOT_HERE, "zoe", "lobby"))

    def test_a_waiter_is_not_there(self) -> None:
        self.assertEqual(self.refusal("lobby", "bob", "5"), e.Refusal(NOON, Reason.NOT_HERE, "bob", "lobby"))

    def test_no_such_channel(self) -> None:
        self.assertEqual(self.refusal("attic", "alice", "5"), e.Refusal(NOON, Reason.NOT_HERE, "alice", "attic"))

    def test_no_duration(self) -> None:
        for text in ("0", "00", "-22", "", "soon", "1.5", "5x", "1h30m", "m", "+5", "\u0665", "5 "):
            expected = e.Refusal(NOON, Reason.BAD_DURATION, text)
            self.assertEqual(self.refusal("lobby", "alice", text), expected, text)

    def test_classic_knows_seconds_only(self) -> None:
        self.assertEqual(self.refusal("lobby", "alice", "10m", CLASSIC), e.Refusal(NOON, Reason.BAD_DURATION, "10m"))

    def test_the_person_is_judged_before_the_duration(self) -> None:
        self.assertIs(self.refusal("lobby", "zoe", "soon").reason, Reason.NOT_HERE)

    def test_units(self) -> None:
        for text, seconds in (
            ("1", 1),
            ("90", 90),
            ("007", 7),
            ("90s", 90),
            ("10m", 600),
            ("2h", 7200),
            ("1d", 86400),
            ("9" * 40, 10**12),
        ):
            place = house(1)
            place.enter("alice")
            staff, answers = place.staff()
            staff.mute("lobby", "alice", text)
            self.assertEqual([event.seconds for event in answers], [seconds], text)
