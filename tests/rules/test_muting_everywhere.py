"""Mutes that reach further than one channel: a person in all of them, the guests of a network. G503, G504, G513."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.restoring import restore
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words import staffroom as r
from chatroom.words.records import MutePlaced
from chatroom.words.refusals import Reason
from chatroom.words.staff import History, ListMutes, Undo, Unmute
from tests.fakes import NOON, House, RefusingStore, Visitor, house
from tests.rules.replies import reasons

WORDS = (c.Say("", "x"), c.Act("x"), c.Whisper("alice", "x"), c.GoAway("x"), c.Topic("x"), c.SendFile("alice", "x", 1))


class Case(SynchronousTestCase):
    """A house with two channels, staff at the server's own terminal, and alice, who listens."""

    def setUp(self) -> None:
        self.open(house(6, quiet=6))

    def open(self, place: House) -> None:
        self.place = place
        self.staff, self.answers = place.staff()
        self.alice = place.enter("alice", host="192.0.2.1")

    def order(self, *commands: c.Command) -> list[Any]:
        before = len(self.answers)
        for command in commands:
            self.staff.perform(command)
        return self.answers[before:]

    def assert_silent(self, visitor: Visitor, seconds: int, reason: Reason = Reason.MUTED) -> None:
        visitor.hear(), self.alice.hear()
        for words in WORDS:
            visitor.ask(words)
            heard = [x for x in visitor.hear() if isinstance(x, e.Refusal)]
            if not isinstance(words, c.Topic):  # for whom the topic is staff's, there is nothing to mute
                self.assertEqual([(x.reason, x.number) for x in heard], [(reason, seconds)], words)
        self.assertEqual(self.alice.hear(), [])

    def assert_free(self, visitor: Visitor) -> None:
        visitor.hear()
        visitor.say("hello")
        self.assertEqual([x.text for x in visitor.hear() if isinstance(x, e.Said)], ["hello"])

    def restart(self, seconds: float = 0.0) -> None:
        """The same house from what the store kept, so many seconds later."""
        snapshot, passed = self.place.snapshot(), self.place.clock.mono() + seconds
        again = house(6, quiet=6, store=self.place.store)
        again.clock.wall_offset += passed
        restore(again.realm, snapshot)
        self.open(again)


class PersonTests(Case):
    """`mute *:bob 60`: in every channel, under every name, over a restart, and exactly so long."""

    def mute(self, rest: str = "spam", nick: str = "bob", seconds: str = "60") -> list[Any]:
        return self.order(t.Mute("*", nick, seconds, rest))

    def test_who_is_told(self) -> None:
        bob = self.place.enter("bob")
        self.alice.hear()
        who = e.Who("bob", self.place.realm.people[bob.session.who.person].id)
        (answer,) = self.mute()
        self.assertEqual(answer, r.MuteSet(NOON, r.MuteRow("*:bob", "operator", "spam", NOON + 60), ("bob",)))
        self.assertEqual(self.alice.hear(), [e.Muted(NOON, "lobby", 3, who, "operator", 60, "spam")])
        self.assertEqual(bob.hear(), [e.Silenced(NOON, "", "operator", 60, "spam")])
        self.assertEqual(self.place.audit(), [("operator", "mute", "bob", "done")])

    def test_in_every_channel(self) -> None:
        bob = self.place.enter("bob")
        self.mute()
        self.assert_silent(bob, 60)
        bob.ask(c.Switch("quiet"))
        self.place.pass_time(10)
        self.assert_silent(bob, 50)

    def test_until_then_and_no_longer(self) -> None:
        bob = self.place.enter("bob")
        self.mute()
        self.place.clock.reactor.advance(59.999)
        self.assert_silent(bob, 1)
        self.place.clock.reactor.advance(0.001)
        self.assert_free(bob)

    def test_on_time_even_where_nobody_speaks(self) -> None:
        self.place.enter("bob")
        self.mute()
        self.place.pass_time(60)
        self.assertEqual((dict(self.place.realm.mutes), self.place.snapshot().mutes), ({}, ()))

    def test_over_reconnect_and_rename(self) -> None:
        bob = self.place.enter("bob")
        self.mute()
        for name in ("rob", "bert"):
            bob.ask(c.Rename(name))
            self.assert_silent(bob, 60)
        bob.hang_up()
        for name in ("bob", "rob", "BERT"):
            again = self.place.enter(name, "quiet")
            self.assert_silent(again, 60)
            again.hang_up()
        self.assertEqual({mute.value for mute in self.place.snapshot().mutes}, {"bob", "rob", "bert"})

    def test_over_a_restart(self) -> None:
        self.place.enter("bob").ask(c.Rename("rob"))
        self.mute(nick="rob")
        self.restart(10)
        for home in ("lobby", "quiet"):
            bob = self.place.enter("rob", home)
            self.assert_silent(bob, 50)
            bob.hang_up()
        self.place.pass_time(50)
        self.assert_free(self.place.enter("rob"))

    def test_several_names_are_one_mute_after_a_restart_too(self) -> None:
        bob = self.place.enter("bob")
        self.mute()
        bob.ask(c.Rename("rob"))
        self.restart()
        self.assertEqual(reasons(self.order(Unmute("*", "rob"))), [])
        self.assertEqual((dict(self.place.realm.mutes), self.place.snapshot().mutes), ({}, ()))

    def test_an_account_under_any_name_here_or_not(self) -> None:
        self.place.account("ann")
        ann = self.place.sign_in("ann")
        ann.ask(c.Rename("annie"))
        self.mute(nick="annie")
        self.assert_silent(ann, 60)
        ann.hang_up()
        self.assert_silent(self.place.sign_in("ann", "quiet"), 60)
        self.place.account("eve")
        self.assertEqual(self.mute(nick="eve")[0].hit, ())
        self.assert_silent(self.place.sign_in("eve"), 60)

    def test_a_waiter(self) -> None:
        self.open(house(2, quiet=6))
        other, bob = self.place.enter("eve"), self.place.enter("bob")
        bob.hear()
        self.mute()
        self.assertEqual(bob.hear(), [e.Silenced(NOON, "", "operator", 60, "spam")])
        other.hang_up()
        self.assert_silent(bob, 60)

    def test_the_longer_of_two_counts_and_the_other_stays(self) -> None:
        for here, everywhere in ((30, 60), (60, 30)):
            self.open(house(6, quiet=6))
            bob = self.place.enter("bob")
            self.order(t.Mute("lobby", "bob", str(here)))
            self.mute(seconds=str(everywhere))
            self.assert_silent(bob, 60)
            bob.hear()
            self.order(Unmute("*", "bob") if everywhere == 60 else Unmute("lobby", "bob"))
            self.assertEqual([type(x) for x in self.alice.hear() + bob.hear() if isinstance(x, e.Unmuted)], [])
            self.assert_silent(bob, 30)
            self.place.pass_time(30)
            self.assert_free(bob)

    def test_lifted_undone_and_done_again(self) -> None:
        bob = self.place.enter("bob")
        self.mute()
        self.place.pass_time(10)
        self.alice.hear()
        (lifted,) = self.order(Unmute("*", "BOB"))
        self.assertEqual(lifted.mute, r.MuteRow("*:bob", "operator", "spam", NOON + 60))
        self.assertEqual([type(x) for x in self.alice.hear()], [e.Unmuted])
        self.assert_free(bob)
        self.assertEqual(reasons(self.order(Undo())), [])
        self.assert_silent(bob, 50)
        self.assertEqual(reasons(self.order(Undo())), [])
        self.assert_free(bob)
        self.assertEqual(self.place.snapshot().mutes, ())

    def test_undo_puts_back_the_one_before(self) -> None:
        for channel in ("*", "lobby"):
            bob = self.place.enter("bob")
            self.order(t.Mute(channel, "bob", "1000", "first"), t.Mute(channel, "bob", "5", "second"), Undo())
            self.assert_silent(bob, 1000)
            self.order(Unmute(channel, "bob"))
            bob.hang_up()

    def test_nobody_of_that_name(self) -> None:
        for nick in ("zoe", "account:zoe", "key:SHA256:x", ""):
            self.assertEqual(reasons(self.mute(nick=nick)), [Reason.NOT_HERE])
        self.assertEqual(reasons(self.order(Unmute("*", "zoe"), Unmute("*", "10.0.0.0/8"))), [Reason.NOT_MUTED] * 2)

    def test_bad_times(self) -> None:
        self.place.enter("bob")
        for text in ("0", "-5", "soon"):
            self.assertEqual(reasons(self.mute(seconds=text)), [Reason.BAD_DURATION])
        self.assertEqual(dict(self.place.realm.mutes), {})

    def test_what_is_not_stored_has_not_happened(self) -> None:
        self.open(house(6, store=RefusingStore()))
        bob = self.place.enter("bob", host="10.0.0.1")
        self.assertEqual(reasons(self.mute()), [Reason.NOT_STORED])
        self.assertEqual(reasons(self.mute(nick="10.0.0.0/8")), [Reason.NOT_STORED])
        self.assert_free(bob)

    def test_rank_and_place(self) -> None:
        self.place.account("mia", "moderator", channel="lobby")
        self.place.account("max", "moderator")
        self.place.account("otto", "owner")
        mia, high, bob = self.place.sign_in("mia"), self.place.sign_in("max"), self.place.enter("bob")
        mia.ask(t.Mute("*", "bob", "60"))
        self.assertEqual(reasons(mia.hear()), [Reason.NOT_ALLOWED])
        high.ask(t.Mute("*", "otto", "60"))
        self.assertEqual(reasons(high.hear()), [Reason.OUTRANKED])
        high.ask(t.Mute("*", "max", "60"))
        self.assertEqual(reasons(high.hear()), [Reason.NEEDS_FORCE])
        bob.ask(t.Mute("*", "alice", "60"))
        self.assertEqual(reasons(bob.hear()), [Reason.NOT_ALLOWED])

    def test_nobody_lifts_or_shortens_what_somebody_else_has_placed_on_it(self) -> None:
        self.place.account("max", "admin")
        high = self.place.sign_in("max")
        self.mute(nick="max")
        high.hear()
        for command in (Unmute("*", "max"), t.Mute("*", "max", "1", "--force")):
            high.ask(command)
            self.assertEqual(reasons(high.hear()), [Reason.OWN_MUTE])
        high.say("x")
        self.assertEqual(reasons(high.hear()), [Reason.MUTED])

    def test_a_name_of_a_channel_is_nobody_s_elsewhere(self) -> None:
        self.open(house(6, exact_names=True, quiet=6))
        self.place.enter("bob")
        self.assertEqual(reasons(self.mute()), [Reason.NOT_HERE])

    def test_a_trial_changes_nothing(self) -> None:
        bob = self.place.enter("bob")
        for channel, target in (("*", "*:bob"), ("lobby", "lobby:bob")):
            (answer,) = self.order(t.Mute(channel, "bob", "60", "--dry-run spam"))
            self.assertEqual(answer, r.MuteSet(NOON, r.MuteRow(target, "operator", "spam", NOON + 60), ("bob",), True))
        self.assert_free(bob)
        self.assertEqual((self.place.audit(), self.place.snapshot().mutes), ([], ()))

    def test_its_history_shows_it(self) -> None:
        self.place.enter("bob")
        self.mute()
        (shown,) = self.order(History("bob"))
        self.assertEqual([(row.act, row.target, row.reason) for row in shown.rows], [("mute", "bob", "spam")])

    def test_the_idle_clock_stands_still_and_goes_on_when_it_is_lifted(self) -> None:
        bob = self.place.enter("bob")
        self.mute(seconds="9000")
        self.place.pass_time(500)
        self.assertIsNotNone(bob.session.member)
        self.order(Unmute("*", "bob"))
        self.place.pass_time(99)
        self.assertIsNotNone(bob.session.member)
        self.place.pass_time(2)
        self.assertIsNone(bob.session.member)


class GuestTests(Case):
    """`mute 10.0.0.0/8 1h`: guests from there read only, whoever is signed in is spared."""

    def mute(self, target: str = "10.0.0.0/8", rest: str = "spam --force", seconds: str = "60") -> list[Any]:
        return self.order(t.Mute("*", target, seconds, rest))

    def read_only(self, visitor: Visitor, seconds: int) -> None:
        self.assert_silent(visitor, seconds, Reason.READ_ONLY)

    def test_those_present(self) -> None:
        bob, eve = self.place.enter("bob", host="10.1.2.3"), self.place.enter("eve", "quiet", "::ffff:10.0.0.9")
        self.place.account("ann")
        ann = self.place.sign_in("ann", host="10.0.0.1")
        self.alice.hear(), ann.hear()
        (answer,) = self.mute()
        self.assertEqual(answer, r.MuteSet(NOON, r.MuteRow("10.0.0.0/8", "operator", "spam", NOON + 60), ("bob", "eve")))
        for visitor in (bob, eve):
            self.assertEqual(visitor.hear()[-1], e.Silenced(NOON, "", "operator", 60, "spam", guests=True))
            self.read_only(visitor, 60)
        self.assertEqual((self.alice.hear(), ann.hear()), ([], []))  # where bob comes from is not for them to know
        for free in (self.alice, ann):
            self.assert_free(free)

    def test_those_who_come_are_told_so(self) -> None:
        self.mute()
        bob = self.place.open(host="10.1.2.3")
        bob.ask(c.Introduce("bob"))
        self.assertEqual(bob.hear()[-1], e.Silenced(NOON, "", "operator", 60, "spam", guests=True))
        self.read_only(bob, 60)
        for command in (c.Rename("rob"), c.Switch("quiet")):
            bob.ask(command)
            self.assertNotIn(e.Silenced, [type(x) for x in bob.hear()])  # once is enough
            self.read_only(bob, 60)
        self.place.pass_time(60)
        self.assert_free(bob)

    def test_waiting_people(self) -> None:
        self.open(house(2))
        eve, bob = self.place.enter("eve"), self.place.enter("bob", host="10.0.0.1")
        self.assertEqual(self.mute()[0].hit, ("bob",))
        self.assertEqual(bob.hear()[-1].guests, True)
        eve.hang_up()
        self.read_only(bob, 60)

    def test_signing_in_lifts_it(self) -> None:
        self.place.account("ann")
        bob = self.place.enter("bob", host="10.0.0.1")
        self.mute()
        bob.ask(k.Register("bob", "Correct-Horse-9"))
        self.assert_free(bob)
        self.assert_free(self.place.sign_in("ann", host="10.0.0.1"))
        bob.hear()
        self.order(Unmute("*", "10.0.0.0/8"))
        self.assertEqual(bob.hear(), [])

    def test_it_is_told_why_it_may_not(self) -> None:
        bob = self.place.enter("bob", host="10.0.0.1")
        self.mute()
        bob.hear()
        self.place.pass_time(1)
        bob.say("x")
        self.assertEqual(bob.hear(), [e.Refusal(NOON + 1, Reason.READ_ONLY, "", "lobby", 59, "spam")])

    def test_an_ipv6_address_stands_for_its_network(self) -> None:
        bob = self.place.enter("bob", host="2001:db8::7")
        (answer,) = self.mute("2001:db8::1")
        self.assertEqual((answer.mute.target, answer.hit), ("2001:db8::/64", ("bob",)))
        self.read_only(bob, 60)
        self.read_only(self.place.enter("eve", host="2001:db8::dead:beef"), 60)
        self.assert_free(self.place.enter("zoe", host="2001:db8:0:1::1"))

    def test_a_single_address(self) -> None:
        self.mute("10.0.0.1")
        self.assert_free(self.place.enter("eve", host="10.0.0.2"))
        self.read_only(self.place.enter("bob", host="10.0.0.1"), 60)

    def test_over_a_restart(self) -> None:
        self.mute()
        self.assertEqual(
            self.place.snapshot().mutes, (MutePlaced(NOON, "", "network", "10.0.0.0/8", "operator", "spam", NOON + 60),)
        )
        self.restart(20)
        bob = self.place.enter("bob", host="10.0.0.1")
        self.read_only(bob, 40)
        self.place.pass_time(40)
        self.assert_free(bob)
        self.assertEqual(dict(self.place.realm.mutes), {})

    def test_lifted(self) -> None:
        bob = self.place.enter("bob", host="10.0.0.1")
        self.mute()
        bob.hear()
        (answer,) = self.order(Unmute("*", "10.0.0.0/8"))
        self.assertEqual(answer, r.MuteLift(NOON, r.MuteRow("10.0.0.0/8", "operator", "spam", NOON + 60)))
        self.assertEqual(bob.hear(), [e.Silenced(NOON, "", "operator", 0, "", guests=True)])
        self.assert_free(bob)
        self.assertEqual(self.place.snapshot().mutes, ())
        self.order(Undo())
        self.read_only(bob, 60)
        self.assertEqual(
            [row[1:] for row in self.place.audit()][:3], [(w, "10.0.0.0/8", "done") for w in ("mute", "unmute", "mute")]
        )

    def test_two_networks_one_in_the_other(self) -> None:
        bob = self.place.enter("bob", host="10.0.0.1")
        self.mute(seconds="30")
        self.mute("10.0.0.1", seconds="60")
        self.read_only(bob, 60)
        self.order(Unmute("*", "10.0.0.1"))
        self.read_only(bob, 30)

    def test_force_and_trial(self) -> None:
        for n in range(3):
            self.place.enter(f"bob{n}", host=f"10.0.0.{n}")
        (refused,) = self.mute(rest="spam")
        self.assertEqual((refused.reason, refused.subject, refused.number), (Reason.NEEDS_FORCE, "mute", 3))
        (answer,) = self.mute(rest="--dry-run spam")
        self.assertEqual((answer.trial, answer.hit, dict(self.place.realm.mutes)), (True, ("bob0", "bob1", "bob2"), {}))
        (done,) = self.mute()
        self.assertEqual((done.trial, done.mute.reason), (False, "spam"))

    def test_nothing_is_left_of_those_who_went(self) -> None:
        self.mute()
        for _ in range(50):
            self.place.enter("bob", host="10.0.0.1").hang_up()
        (mute,) = self.place.realm.mutes.values()
        self.assertEqual(mute.people, set())


class ListTests(Case):
    """`mutes`: what, until when, by whom, why."""

    def test_all_of_them(self) -> None:
        for name in ("bob", "eve"):
            self.place.enter(name)
        self.order(t.Mute("lobby", "eve", "60", "spam"), t.Mute("*", "bob", "90"), t.Mute("*", "10.0.0.0/8", "30", "raid"))
        self.place.pass_time(10)
        (shown,) = self.order(ListMutes())
        rows = [
            r.MuteRow("*:bob", "operator", "", NOON + 90),
            r.MuteRow("10.0.0.0/8", "operator", "raid", NOON + 30),
            r.MuteRow("lobby:eve", "operator", "spam", NOON + 60),
        ]
        self.assertEqual(shown, r.MutesShown(NOON + 10, tuple(rows)))
        self.place.pass_time(80)
        self.assertEqual(self.order(ListMutes())[0].rows, ())

    def test_a_moderator_sees_its_own_channel(self) -> None:
        self.place.account("mia", "moderator", channel="quiet")
        mia = self.place.sign_in("mia", "quiet")
        for name, home in (("bob", "lobby"), ("eve", "quiet")):
            self.place.enter(name, home)
        self.order(t.Mute("lobby", "bob", "60"), t.Mute("quiet", "eve", "60"), t.Mute("*", "10.0.0.0/8", "60"))
        mia.hear()
        mia.ask(ListMutes())
        self.assertEqual([row.target for row in mia.hear()[-1].rows], ["quiet:eve"])

    def test_what_is_listed_can_be_lifted(self) -> None:
        self.place.enter("bob")
        self.order(t.Mute("*", "bob", "60"), t.Mute("*", "2001:db8::1", "60"))
        for row in self.order(ListMutes())[0].rows:
            channel, nick = ("*", row.target.removeprefix("*:"))
            self.assertEqual(reasons(self.order(Unmute(channel, nick))), [])
        self.assertEqual(dict(self.place.realm.mutes), {})
