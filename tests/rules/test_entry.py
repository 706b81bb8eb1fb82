"""Coming in: which names, in which order it is judged, and what is offered instead."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.entry import ENTRY, invited, members_only, name_free, no_double, not_banned, open_house, own_name
from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words.policies import CLASSIC
from chatroom.words.refusals import Reason
from chatroom.words.rooms import Motd
from tests.fakes import NOON, House, house


class EntryTests(SynchronousTestCase):
    """G302, G303, CLASSIC C3."""

    def test_the_order_is_the_policy(self) -> None:
        self.assertEqual(ENTRY, (open_house, not_banned, members_only, own_name, name_free, no_double, invited))

    def test_the_greeting_and_the_way_in(self) -> None:
        place = house(3)
        alice = place.open()
        self.assertEqual(alice.hear(), [e.Greeted(NOON, "lobby", 0, 3, 0)])
        alice.ask(c.Introduce("alice"))
        self.assertEqual(
            alice.hear(),
            [
                e.Welcomed(NOON, "lobby", e.Who("alice", 2, 1), ""),
                e.Joined(NOON, "lobby", 1, e.Who("alice", 2)),
            ],
        )

    def test_the_message_of_the_day(self) -> None:
        """G123: shown to whoever comes in, seated or waiting, and again to whoever asks."""
        place = house(1)
        shown = m.MotdShown(NOON, "lobby", ("Tea at five.", "", "Bring a cup."))
        place.realm.channels["lobby"].motd = shown.lines
        for nick, last in (("alice", e.Joined), ("bob", e.QueuePosition)):
            visitor = place.open()
            visitor.ask(c.Introduce(nick))
            heard = visitor.hear()
            self.assertEqual([type(x) for x in heard], [e.Greeted, e.Welcomed, m.MotdShown, last])
            self.assertEqual(heard[2], shown)
            visitor.ask(Motd())
            self.assertEqual(visitor.hear(), [shown])

    def test_the_greeting_counts_who_is_there(self) -> None:
        place = house(1)
        place.enter("alice"), place.enter("bob"), place.enter("carol")
        self.assertEqual(place.open().hear(), [e.Greeted(NOON, "lobby", 1, 1, 2)])

    def refused(self, place: House, name: str) -> e.Refusal:
        visitor = place.open()
        visitor.hear()
        visitor.ask(c.Introduce(name))
        (refusal,) = visitor.hear()
        self.assertIs(visitor.session.state, State.NAMING)
        visitor.hang_up()
        return refusal

    def test_a_taken_name_in_any_spelling(self) -> None:
        place = house(3)
        place.enter("alice")
        for name in ("alice", "ALICE", "Alice", "\uff41lice"):
            with self.subTest(name):
                hint = name + "2"
                self.assertEqual(self.refused(place, name), e.Refusal(NOON, Reason.NAME_TAKEN, name, "lobby", hint=hint))

    def test_a_name_in_another_channel_is_taken_too(self) -> None:
        place = house(3, quiet=3)
        place.enter("alice", "quiet")
        self.assertIs(self.refused(place, "alice").reason, Reason.NAME_TAKEN)

    def test_a_name_that_waits_is_taken(self) -> None:
        place = house(1)
        place.enter("alice"), place.enter("bob")
        self.assertIs(self.refused(place, "bob").reason, Reason.NAME_TAKEN)

    def test_a_look_alike(self) -> None:
        place = house(3)
        place.enter("alice")
        name = "\u0430lice"
        self.assertEqual(
            self.refused(place, name),
            e.Refusal(NOON, Reason.NAME_LOOKS_LIKE, name, "lobby", hint="\u0430lice2"),
        )
        self.assertEqual(self.first_free(place, name), "\u0430lice2")

    def first_free(self, place: House, name: str) -> str:
        """The hint works: somebody comes in with it."""
        hint = self.refused(place, name).hint
        visitor = place.open()
        visitor.hear()
        visitor.ask(c.Introduce(hint))
        self.assertIsInstance(visitor.hear()[0], e.Welcomed)
        visitor.hang_up()
        return hint

    def test_what_is_offered_is_free(self) -> None:
        place = house(9)
        for nick in ("bob", "b0b3", "BOB4"):
            place.enter(nick)
        place.enter("bob2")
        self.assertEqual(self.refused(place, "bob").hint, "bob5")  # bob3 looks like b0b3, bob4 is BOB4
        self.assertEqual(self.first_free(place, "bob"), "bob5")

    def test_a_tamed_name_is_offered_only_if_it_is_free(self) -> None:
        place = house(9)
        self.assertEqual(self.refused(place, "bob:").hint, "bob")
        place.enter("bob")
        self.assertEqual(self.refused(place, "bob:").hint, "bob2")
        self.assertEqual(self.refused(place, "b0b:").hint, "b0b2")  # b0b looks like bob

    def test_what_is_offered_on_renaming_is_free(self) -> None:
        place = house(9)
        place.enter("bob")
        alice = place.enter("alice")
        alice.ask(c.Rename("bob:"))
        self.assertEqual(alice.hear(), [e.Refusal(NOON, Reason.NAME_CHARACTERS, "bob:", "lobby", hint="bob2")])

    def test_somebody_elses_look_is_refused_even_if_the_other_look_is_ones_own(self) -> None:
        """Ia reads as ia and looks like la; a set has no order, so many pairs are tried."""
        for tail in "abcdefghij":
            place = house(9)
            one, other = place.enter("i" + tail), place.enter("l" + tail)
            one.ask(c.Rename("I" + tail))
            self.assertIs(one.hear()[-1].reason, Reason.NAME_LOOKS_LIKE)
            other.hang_up()
            one.hang_up()
            self.assertEqual((place.realm.people, len(place.realm.names)), ({}, 0))

    def test_one_may_rename_to_what_only_oneself_looks_like(self) -> None:
        place = house(3)
        bob = place.enter("bob")
        bob.ask(c.Rename("B0b"))
        self.assertEqual(bob.hear(), [e.Renamed(NOON, "lobby", 2, e.Who("bob", 2, 1), "B0b")])
        self.assertEqual(len(place.realm.names), 1)

    def test_a_rename_to_the_same_name_is_nobody_elses_business(self) -> None:
        place = house(3)
        alice, bob = place.enter("alice"), place.enter("bob")
        alice.hear()
        bob.ask(c.Rename("bob"))
        self.assertEqual([event.nick for event in bob.hear()], ["bob"])
        self.assertEqual((alice.hear(), place.realm.channels["lobby"].seq), ([], 2))

    def test_an_old_name_is_free_after_a_rename(self) -> None:
        place = house(3)
        place.enter("bob").ask(c.Rename("robert"))
        self.assertEqual(place.enter("bob").session.state, State.PRESENT)

    def test_bad_names_are_refused_with_why(self) -> None:
        place = house(3)
        for name, reason in (
            ("", Reason.NAME_EMPTY),
            ("x" * 25, Reason.NAME_LONG),
            ("two words", Reason.NAME_CHARACTERS),
            ("lobby:bob", Reason.NAME_CHARACTERS),
            ("[Server message", Reason.NAME_CHARACTERS),
            ("r00t", Reason.NAME_RESERVED),
        ):
            self.assertIs(self.refused(place, name).reason, reason, name)

    def test_the_third_bad_name_closes_the_door(self) -> None:
        place = house(3)
        visitor = place.open()
        visitor.hear()
        for _ in range(2):
            visitor.ask(c.Introduce(""))
            self.assertEqual(visitor.hear(), [e.Refusal(NOON, Reason.NAME_EMPTY, "", "lobby")])
        visitor.ask(c.Introduce(""))
        self.assertEqual(
            visitor.hear(),
            [e.Refusal(NOON, Reason.NAME_EMPTY, "", "lobby"), e.Dismissed(NOON, "lobby", e.Cause.REFUSED)],
        )
        self.assertTrue(visitor.transport.closed)

    def test_two_bad_names_and_a_good_one(self) -> None:
        place = house(3)
        visitor = place.open()
        for name in ("", "a b", "ann"):
            visitor.ask(c.Introduce(name))
        self.assertEqual(visitor.hear()[-1], e.Joined(NOON, "lobby", 1, e.Who("ann", 2)))

    def test_no_name_in_time(self) -> None:
        place = house(3)
        visitor = place.open()
        visitor.hear()
        place.pass_time(29.0)
        self.assertEqual(visitor.hear(), [])
        place.pass_time(1.0)
        at = NOON + 30
        self.assertEqual(
            visitor.hear(),
            [e.Refusal(at, Reason.TOO_SLOW, "", "lobby", 30.0), e.Dismissed(at, "lobby", e.Cause.REFUSED)],
        )
        self.assertTrue(visitor.transport.closed)
        place.pass_time(3.0)
        self.assertTrue(visitor.transport.aborted)

    def test_nothing_but_a_name_stops_that_clock(self) -> None:
        place = house(3)
        visitor = place.open()
        place.pass_time(29.0)
        visitor.ask(c.Help())
        visitor.hear()
        place.pass_time(1.0)
        self.assertIs(visitor.session.state, State.LEAVING)

    def test_a_name_in_time(self) -> None:
        place = house(3)
        visitor = place.open()
        place.pass_time(29.0)
        visitor.ask(c.Introduce("ann"))
        place.pass_time(20.0)
        self.assertIs(visitor.session.state, State.PRESENT)


class ClassicEntryTests(SynchronousTestCase):
    """CLASSIC C3: names to the letter, per channel and its line."""

    def test_the_first_bad_name_closes_the_door(self) -> None:
        place = house(3, policies=CLASSIC, exact_names=True)
        place.enter("alice")
        visitor = place.open()
        visitor.hear()
        visitor.ask(c.Introduce("alice"))
        refusal, dismissed = visitor.hear()
        self.assertEqual((refusal.reason, refusal.channel), (Reason.NAME_TAKEN, "lobby"))
        self.assertEqual(dismissed, e.Dismissed(NOON, "lobby", e.Cause.REFUSED))
        self.assertTrue(visitor.transport.closed)

    def test_taken_in_the_line_too(self) -> None:
        place = house(1, policies=CLASSIC, exact_names=True)
        place.enter("alice"), place.enter("bob")
        visitor = place.open()
        visitor.ask(c.Introduce("bob"))
        self.assertIs(visitor.session.state, State.LEAVING)

    def test_what_is_let_in(self) -> None:
        place = house(9, policies=CLASSIC, exact_names=True, quiet=3)
        place.enter("alice")
        for name, home in (
            ("alice", "quiet"),
            ("Alice", "lobby"),
            ("\u0430lice", "lobby"),
            ("root", "lobby"),
            ("x" * 40, "lobby"),
        ):
            self.assertIs(place.enter(name, home).session.state, State.PRESENT, name)
