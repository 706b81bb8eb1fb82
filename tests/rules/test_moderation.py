"""Kick, empty, shutdown, and a store that cannot keep them. G501, G505, CLASSIC C6."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.policies import CLASSIC
from chatroom.words.refusals import Reason
from chatroom.words.staff import Slow
from tests.fakes import NOON, RefusingStore, SlowStore, house
from tests.rules.test_steps import EXAMPLES, snapshot


class KickTests(SynchronousTestCase):
    """One person out."""

    def test_everybody_hears_it_and_the_target_in_its_own_words(self) -> None:
        place = house(3)
        alice, bob = place.enter("alice"), place.enter("bob")
        alice.hear()
        staff, answers = place.staff()
        staff.kick("lobby", "BOB", "spam")
        event = e.Kicked(NOON, "lobby", 3, e.Who("bob", 4), "operator", "spam")
        self.assertEqual(alice.hear(), [event])
        self.assertEqual(answers, [event])
        self.assertEqual(bob.hear(), [e.Dismissed(NOON, "lobby", e.Cause.KICKED, "operator", "spam")])
        self.assertTrue(bob.transport.closed)

    def test_the_name_is_free_at_once(self) -> None:
        place = house(3)
        bob = place.enter("bob")
        place.staff()[0].kick("lobby", "bob")
        self.assertIs(place.enter("bob").session.state, State.PRESENT)
        self.assertIs(bob.session.state, State.LEAVING)

    def test_back_at_the_tail(self) -> None:
        place = house(1)
        place.enter("alice"), place.enter("bob")
        place.staff()[0].kick("lobby", "alice")
        again = place.open()
        again.ask(c.Introduce("alice"))
        self.assertEqual(again.hear()[-1], e.QueuePosition(NOON, "lobby", 0))

    def test_a_waiter_where_the_policy_reaches_that_far(self) -> None:
        place = house(1)
        alice, bob, carol = (place.enter(nick) for nick in ("alice", "bob", "carol"))
        staff, answers = place.staff()
        staff.kick("lobby", "bob", "spam")
        self.assertEqual(bob.hear(), [e.Dismissed(NOON, "lobby", e.Cause.KICKED, "operator", "spam")])
        self.assertTrue(bob.transport.closed)
        self.assertEqual(alice.hear(), [])
        self.assertEqual(carol.hear(), [e.QueuePosition(NOON, "lobby", 0)])
        self.assertEqual(answers, [e.Withdrew(NOON, "lobby", e.Who("bob", 4), e.Cause.KICKED, "operator", "spam")])

    def test_staff_that_waits_hears_what_it_has_done_before_its_own_seat(self) -> None:
        place = house(1)
        place.account("mia", "moderator"), place.enter("alice")
        mia = place.sign_in("mia")
        mia.hear()
        mia.ask(t.Kick("lobby", "alice"))
        done = e.Kicked(NOON, "lobby", 2, e.Who("alice", 2), "mia", "")
        heard = [event for event in mia.hear() if isinstance(event, e.Kicked | e.Joined)]
        self.assertEqual(heard, [done, e.Joined(NOON, "lobby", 3, e.Who("mia", 4))])

    def test_staff_that_waits_and_empties_the_room_is_told_before_its_own_seat(self) -> None:
        place = house(1)
        place.account("mia", "admin"), place.enter("alice")
        mia = place.sign_in("mia")
        mia.hear()
        mia.ask(t.Empty("lobby"))
        done = e.Emptied(NOON, "lobby", 2, "mia", (e.Who("alice", 2),))
        heard = [event for event in mia.hear() if isinstance(event, e.Emptied | e.Joined)]
        self.assertEqual(heard, [done, e.Joined(NOON, "lobby", 3, e.Who("mia", 4))])

    def test_classic_does_not_reach_into_the_line(self) -> None:
        place = house(1, policies=CLASSIC)
        place.enter("alice")
        bob = place.enter("bob")
        staff, answers = place.staff()
        staff.kick("lobby", "bob")
        self.assertEqual(answers, [e.Refusal(NOON, Reason.NOT_IN_CHANNEL, "bob", "lobby")])
        self.assertEqual(bob.hear(), [])

    def test_the_channel_is_judged_first(self) -> None:
        place = house(1)
        staff, answers = place.staff()
        staff.kick("loby", "zoe")
        staff.kick("lobby", "zoe")
        self.assertEqual(
            answers,
            [
                e.Refusal(NOON, Reason.NO_CHANNEL, "loby", hint="lobby"),
                e.Refusal(NOON, Reason.NOT_IN_CHANNEL, "zoe", "lobby"),
            ],
        )
        self.assertEqual(
            place.audit(), [("operator", "kick", "zoe", "no-channel"), ("operator", "kick", "zoe", "not-in-channel")]
        )

    def test_by_a_member_of_the_staff_who_sits_there(self) -> None:
        place = house(3)
        alice = place.enter("alice")
        place.enter("bob")
        alice.session.rights = frozenset({c.Right.KICK})
        alice.hear()
        alice.ask(t.Kick("", "bob"))
        self.assertEqual(alice.hear(), [e.Kicked(NOON, "lobby", 3, e.Who("bob", 4), "alice", "")])  # once

    def test_by_a_member_of_the_staff_who_waits_there(self) -> None:
        """It does not hear the room, but what it has done itself."""
        place = house(1)
        place.account("ann", "admin")
        place.enter("bob")
        ann = place.sign_in("ann")
        ann.ask(Slow("9"))
        ann.ask(t.Kick("", "bob", "spam"))
        told = [event for event in ann.hear() if isinstance(event, e.Slowed | e.Kicked)]
        slowed = e.Slowed(NOON, "lobby", 2, "ann", 9)
        self.assertEqual(told, [slowed, e.Kicked(NOON, "lobby", 3, e.Who("bob", 2), "ann", "spam")])

    def test_out_of_the_line_by_a_member_of_the_staff_who_sits_there(self) -> None:
        """A room hears nothing of its line; whoever gave the order does."""
        place = house(1)
        place.account("ann", "admin")
        ann = place.sign_in("ann")
        bob = place.enter("bob")
        ann.hear()
        ann.ask(t.Kick("", "bob", "spam"))
        self.assertEqual(ann.hear(), [e.Withdrew(NOON, "lobby", e.Who("bob", 4), e.Cause.KICKED, "ann", "spam")])
        self.assertTrue(bob.transport.closed)


class EmptyTests(SynchronousTestCase):
    """Everybody out."""

    def test_up_to_capacity_come_in(self) -> None:
        place = house(2)
        everybody = [place.enter(nick) for nick in ("alice", "bob", "carol", "dave", "eve")]
        for visitor in everybody:
            visitor.hear()
        staff, answers = place.staff()
        staff.empty("lobby")
        emptied = e.Emptied(NOON, "lobby", 3, "operator", (e.Who("alice", 2), e.Who("bob", 4)))
        joined = [e.Joined(NOON, "lobby", 4, e.Who("carol", 6)), e.Joined(NOON, "lobby", 5, e.Who("dave", 8))]
        gone = [e.Dismissed(NOON, "lobby", e.Cause.EMPTIED, "operator")]
        position = [e.QueuePosition(NOON, "lobby", 0)]
        self.assertEqual([visitor.hear() for visitor in everybody], [gone, gone, joined, joined[1:], position])
        self.assertEqual(answers, [emptied])
        self.assertEqual([visitor.transport.closed for visitor in everybody], [True, True, False, False, False])

    def test_an_empty_room_can_be_emptied(self) -> None:
        place = house(2)
        staff, answers = place.staff()
        staff.empty("lobby")
        self.assertEqual(answers, [e.Emptied(NOON, "lobby", 1, "operator", ())])

    def test_other_rooms_are_left_alone(self) -> None:
        place = house(2, quiet=2)
        place.enter("alice")
        bob = place.enter("bob", "quiet")
        place.staff()[0].empty("lobby")
        self.assertEqual(bob.hear(), [])
        self.assertEqual(len(place.realm.channels["quiet"].members), 1)

    def test_no_such_channel(self) -> None:
        place = house(2)
        staff, answers = place.staff()
        staff.empty("attic")
        self.assertEqual(answers, [e.Refusal(NOON, Reason.NO_CHANNEL, "attic")])


class ShutdownTests(SynchronousTestCase):
    """Goodbye to everybody."""

    def test_members_waiters_and_the_unnamed_are_told_and_closed(self) -> None:
        place = house(1)
        alice, bob, nobody = place.enter("alice"), place.enter("bob"), place.open()
        nobody.hear()
        staff, _ = place.staff()
        stopped: list[str] = []
        place.realm.on_shutdown = lambda: stopped.append("stopped")
        staff.shut_down("see you")
        goodbye = e.Dismissed(NOON, "lobby", e.Cause.SHUTDOWN, "", "see you")
        self.assertEqual((alice.hear(), bob.hear()), ([goodbye], [goodbye]))
        self.assertEqual(nobody.hear(), [e.Dismissed(NOON, "", e.Cause.SHUTDOWN, "", "see you")])
        self.assertTrue(all(visitor.transport.closed for visitor in (alice, bob, nobody)))
        self.assertEqual(stopped, ["stopped"])
        self.assertEqual([type(event) for event in place.witnessed], [e.Joined, e.ShuttingDown])

    def test_nobody_comes_in_any_more(self) -> None:
        place = house(1)
        place.realm.shut_down()
        late = place.open()
        self.assertEqual(late.hear(), [e.Refusal(NOON, Reason.STOPPING)])
        self.assertTrue(late.transport.closed)

    def test_a_second_shutdown_says_nothing(self) -> None:
        place = house(1)
        alice = place.enter("alice")
        place.realm.shut_down()
        place.realm.shut_down()
        self.assertEqual(len(alice.hear()), 1)

    def test_nobody_is_idle_or_sits_there_afterwards(self) -> None:
        """The sweep goes on until the last words are flushed, and must find nobody to remove."""
        place = house(1)
        alice, bob = place.enter("alice"), place.enter("bob")
        place.pass_time(99.0)
        place.realm.shut_down()
        channel = place.realm.channels["lobby"]
        self.assertEqual((channel.members, len(channel.queue), channel.keys), ({}, 0, {}))
        place.pass_time(5.0)
        self.assertEqual([v.transport.aborted for v in (alice, bob)], [True, True])
        alice.hang_up(), bob.hang_up()
        self.assertEqual((place.realm.sessions, len(place.realm.deadlines)), ({}, 0))

    def test_one_who_has_had_its_last_words_gets_no_others(self) -> None:
        place = house(1)
        alice = place.enter("alice")
        place.staff()[0].empty("lobby")
        place.realm.shut_down()
        self.assertEqual(alice.hear(), [e.Dismissed(NOON, "lobby", e.Cause.EMPTIED, "operator")])


class StoreTests(SynchronousTestCase):
    """An act is kept first, or it does not happen."""

    def test_what_cannot_be_kept_does_not_happen(self) -> None:
        for kind in (t.Kick, t.Mute, t.Empty, t.Shutdown):
            place = house(1, store=RefusingStore())
            alice, bob = place.enter("alice"), place.enter("bob")
            staff, answers = place.staff()
            before = snapshot(place)
            staff.perform(EXAMPLES[kind])
            self.assertEqual(answers, [e.Refusal(NOON, Reason.NOT_STORED, kind.words[0])])
            self.assertEqual((alice.hear(), bob.hear(), snapshot(place)), ([], [], before))
        self.assertEqual(len(self.flushLoggedErrors()), 0)

    def slow(self, command: c.Command, meanwhile: str) -> tuple[list[Any], list[e.Event]]:
        """What staff is told, and what happens, if that comes between the order and its being kept."""
        store = SlowStore()
        place = house(1, store=store)
        alice, bob = place.enter("alice"), place.enter("bob")
        staff, answers = place.staff()
        staff.perform(command)
        self.assertEqual((answers, alice.hear(), bob.hear()), ([], [], []))
        if meanwhile:
            {"alice quits": alice.hang_up, "the house closes": place.realm.shut_down}[meanwhile]()
        place.witnessed.clear()
        place.pass_time(2.0)
        store.fire()
        return answers, [event for event in place.witnessed if not isinstance(event, e.Refusal)]

    def test_nothing_happens_before_it_is_kept(self) -> None:
        answers, happened = self.slow(EXAMPLES[t.Kick], "")
        self.assertEqual(answers, [e.Kicked(NOON + 2, "lobby", 2, e.Who("alice", 2), "operator", "")])
        self.assertEqual([type(event) for event in happened], [e.Kicked, e.Joined])

    def test_the_target_is_gone_by_then(self) -> None:
        answers, happened = self.slow(EXAMPLES[t.Kick], "alice quits")
        self.assertEqual([answer.reason for answer in answers], [Reason.NOT_IN_CHANNEL])
        self.assertEqual(happened, [])

    def test_who_sits_there_by_then_is_who_is_sent_out(self) -> None:
        _, happened = self.slow(EXAMPLES[t.Empty], "alice quits")
        self.assertEqual(happened, [e.Emptied(NOON + 2, "lobby", 4, "operator", (e.Who("bob", 4),))])

    def test_the_house_closes_meanwhile(self) -> None:
        _, happened = self.slow(EXAMPLES[t.Kick], "the house closes")
        self.assertEqual(happened, [])

    def test_the_console_is_listed_until_it_closes(self) -> None:
        place = house(1)
        staff, _ = place.staff()
        self.assertEqual(list(place.realm.admins.values()), [staff])
        staff.close()
        self.assertEqual((place.realm.admins, place.realm.sessions), ({}, {}))
