"""Rooms that people make: who may come in, whose they are, how many there may be, and when they are gone. G122, S2-03, S2-04."""

from dataclasses import replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words import staff as t
from chatroom.words.console import Watch
from chatroom.words.credentials import Register
from chatroom.words.policies import PLAIN, Rooms
from chatroom.words.records import RoomKept
from chatroom.words.refusals import Reason
from chatroom.words.rooms import Create, Group, HandOver, Invite, Join, Keep, Leave, Unkeep
from chatroom.words.staffroom import WatchSet
from chatroom.words.stage import GiveVoice
from tests.fakes import NOON, House, ScriptedChecker, Visitor, house


def kinds(events: list[Any]) -> list[Any]:
    """The refusals by their reason, the others by their class."""
    return [event.reason if isinstance(event, e.Refusal) else type(event) for event in events]


class RoomsCase(SynchronousTestCase):
    """Alice, bob and carol sit in lobby; what they heard on the way is forgotten."""

    def setUp(self) -> None:
        self.place = house(9)
        self.alice, self.bob, self.carol = self.everybody = [self.place.enter(nick) for nick in ("alice", "bob", "carol")]
        self.forget()

    def forget(self) -> None:
        for one in self.everybody:
            one.hear()

    def ask(self, one: Visitor, command: c.Command) -> list[Any]:
        """What this one hears, refusals by their reason."""
        one.hear()
        one.ask(command)
        return kinds(one.hear())

    def rooms(self, one: Visitor) -> list[tuple[str, str]]:
        one.hear()
        one.ask(c.ListChannels())
        return [(row.name, row.closed) for row in one.hear()[-1].rows if row.made]


class Making(RoomsCase):
    """A name, an owner, a limit."""

    def test_its_maker_is_told_and_sits_in_it(self) -> None:
        self.assertEqual(self.ask(self.alice, Create("study")), [m.RoomMade, e.Welcomed, e.Joined, m.CurrentRoom])
        channel = self.place.realm.channels["study"]
        self.assertEqual((channel.capacity, len(channel.members)), (50, 1))
        self.assertEqual((self.bob.hear(), self.rooms(self.bob)), ([], [("study", "")]))
        self.assertEqual([type(x) for x in self.place.witnessed if isinstance(x, m.RoomMade)], [m.RoomMade])

    def test_others_join_it_and_speak_in_it(self) -> None:
        self.ask(self.alice, Create("study"))
        self.assertEqual(self.ask(self.bob, Join("study")), [e.Welcomed, e.Joined, m.CurrentRoom])
        self.alice.hear()
        self.bob.ask(Group("study", "hi"))
        self.assertEqual([(x.channel, x.text) for x in self.alice.hear()], [("study", "hi")])
        self.assertEqual(self.carol.hear(), [])

    def test_a_full_one_has_a_line(self) -> None:
        self.place.realm.rooms = Rooms(capacity=1)
        self.ask(self.alice, Create("study"))
        self.assertEqual(self.ask(self.bob, Join("study")), [e.Welcomed, e.QueuePosition])
        self.alice.ask(Leave("study"))
        self.assertEqual(kinds(self.bob.hear()), [e.Joined])

    def test_names_that_will_not_do(self) -> None:
        for name in ("1st", "a b", "x" * 33, "", "admin", "Server", "off", "caf\u00e9"):
            self.assertEqual(self.ask(self.alice, Create(name)), [Reason.ROOM_NAME], name)
        self.assertEqual(self.ask(self.alice, Create("I0bby")), [Reason.ROOM_TAKEN])
        self.ask(self.alice, Create("study"))
        for name in ("study", "STUDY", "Study"):
            self.assertEqual(self.ask(self.bob, Create(name)), [Reason.ROOM_TAKEN], name)
        self.assertEqual(list(self.place.realm.channels), ["lobby", "study"])

    def test_one_person_has_so_many(self) -> None:
        for n in range(5):
            self.ask(self.alice, Create(f"room-{'abcde'[n]}"))
        self.assertEqual(self.ask(self.alice, Create("more")), [Reason.TOO_MANY_ROOMS])
        self.assertEqual(self.ask(self.alice, HandOver("alice", "room-a")), [m.HandedOver])
        self.ask(self.bob, Join("room-a"))
        self.ask(self.alice, HandOver("bob", "room-a"))
        self.assertIn(m.RoomMade, self.ask(self.alice, Create("more")))

    def test_the_house_has_so_many_and_the_longest_empty_makes_way(self) -> None:
        self.place.realm.rooms = Rooms(total=2)
        self.ask(self.alice, Create("one"))
        self.ask(self.alice, Create("two"))
        self.assertEqual(self.ask(self.bob, Create("three")), [Reason.TOO_MANY_ROOMS])
        self.ask(self.alice, Leave("two"))
        self.assertIn(m.RoomMade, self.ask(self.bob, Create("three")))
        self.assertEqual(list(self.place.realm.channels), ["lobby", "one", "three"])

    def test_where_nobody_may(self) -> None:
        self.place.realm.rooms = Rooms(allow=False)
        self.assertEqual(self.ask(self.alice, Create("study")), [Reason.ROOMS_OFF])

    def test_a_guest_makes_none_that_it_could_not_enter(self) -> None:
        self.place.realm.house_policies = replace(PLAIN, guests=False)
        self.assertEqual(self.ask(self.alice, Create("study")), [Reason.NO_GUESTS])
        self.assertEqual(self.rooms(self.alice), [])
        self.place.account("dave")
        dave = self.place.sign_in("dave")
        self.assertEqual(self.ask(dave, Create("study")), [m.RoomMade, e.Welcomed, e.Joined, m.CurrentRoom])
        self.assertEqual(self.ask(self.alice, Join("study")), [Reason.NO_GUESTS])

    def test_from_a_door_that_leads_to_no_room(self) -> None:
        dave = self.place.open("")
        dave.ask(c.Introduce("dave"))
        self.assertEqual(self.ask(dave, Create("study")), [m.RoomMade, e.Welcomed, e.Joined])


class Passwords(RoomsCase):
    """The hash is kept, and the password is in nothing that anybody sees."""

    def test_it_is_wanted_once(self) -> None:
        self.assertIn(e.Joined, self.ask(self.alice, Create("study", "sesame")))
        self.assertEqual(self.place.realm.channels["study"].charter.secret, "secret of sesame")  # type: ignore[union-attr]
        self.assertEqual(self.rooms(self.bob), [("study", "password")])
        self.assertEqual(self.ask(self.bob, Join("study")), [Reason.ROOM_PASSWORD])
        self.assertEqual(self.ask(self.bob, c.Switch("study")), [Reason.ROOM_PASSWORD])
        self.assertEqual(self.ask(self.bob, Join("study", "no")), [Reason.WRONG_PASSWORD])
        self.assertEqual(self.ask(self.bob, Join("study", "sesame")), [e.Welcomed, e.Joined, m.CurrentRoom])
        self.ask(self.bob, Leave("study"))
        self.assertIn(e.Joined, self.ask(self.bob, Join("study")))
        self.assertNotIn("sesame", repr(self.place.witnessed))

    def test_whoever_is_invited_needs_none(self) -> None:
        self.ask(self.alice, Create("study", "sesame"))
        self.assertEqual(self.ask(self.alice, Invite("bob")), [m.InviteSent])
        self.assertEqual(self.bob.hear(), [m.Invited(NOON, "study", "alice")])
        self.assertIn(e.Joined, self.ask(self.bob, Join("study")))

    def test_a_guest_who_has_left_the_house_is_not_remembered(self) -> None:
        self.ask(self.alice, Create("study", "sesame"))
        study = self.place.realm.channels["study"]
        assert study.charter is not None
        for n in range(5):
            guest = self.place.enter(f"guest{n}", "")
            self.ask(guest, Join("study", "sesame"))
            self.ask(self.alice, GiveVoice(f"guest{n}", "study"))
            self.assertEqual((len(study.charter.guests), len(study.voices)), (1, 1))
            guest.hang_up()
            self.assertEqual((study.charter.guests, study.voices), (set(), set()))

    def test_guessing_is_slowed(self) -> None:
        self.ask(self.alice, Create("study", "sesame"))
        answers = [self.ask(self.bob, Join("study", f"guess{n}"))[0] for n in range(8)]
        self.assertEqual(answers[0], Reason.WRONG_PASSWORD)
        self.assertIn(Reason.THROTTLED, answers)
        self.assertEqual(self.ask(self.bob, Join("study", "sesame")), [Reason.THROTTLED])

    def test_whoever_goes_meanwhile_is_not_missed(self) -> None:
        checker: ScriptedChecker = self.place.checker
        self.ask(self.alice, Create("study", "sesame"))
        checker.by_hand = True
        self.bob.ask(Join("study", "sesame"))
        self.assertTrue(self.bob.session.checking)
        self.bob.hang_up()
        checker.fire()
        self.assertEqual(len(self.place.realm.channels["study"].members), 1)
        self.carol.ask(Create("den", "sesame"))
        self.carol.hang_up()
        checker.fire()
        self.assertNotIn("den", self.place.realm.channels)

    def test_a_name_that_somebody_took_meanwhile(self) -> None:
        checker: ScriptedChecker = self.place.checker
        checker.by_hand = True
        self.alice.ask(Create("study", "sesame"))
        self.ask(self.bob, Create("study"))
        checker.fire()
        self.assertEqual(kinds(self.alice.hear()), [Reason.ROOM_TAKEN])
        self.assertFalse(self.alice.session.checking)

    def test_where_nothing_hashes(self) -> None:
        self.place.realm.checker = None
        self.assertEqual(self.ask(self.alice, Create("study", "sesame")), [Reason.NO_ROOM_PASSWORDS])


class Private(RoomsCase):
    """Unlisted, and for those who were invited."""

    def setUp(self) -> None:
        super().setUp()
        self.ask(self.alice, Create("den", private=True))

    def test_outsiders_see_nothing_of_it(self) -> None:
        self.assertEqual((self.rooms(self.alice), self.rooms(self.bob)), ([("den", "private")], []))
        for command in (c.ListPeople("den"), c.Topic("", "den")):
            self.assertEqual(self.ask(self.bob, command), [Reason.NO_CHANNEL], command)
        self.alice.ask(Leave("lobby"))
        self.assertEqual(self.ask(self.bob, c.Describe("alice")), [Reason.NOT_HERE])

    def test_nobody_comes_in_uninvited(self) -> None:
        for command in (Join("den"), c.Switch("den")):
            self.assertEqual(self.ask(self.bob, command), [Reason.INVITE_ONLY], command)

    def test_only_its_owner_invites(self) -> None:
        self.ask(self.alice, Invite("bob"))
        self.assertIn(e.Joined, self.ask(self.bob, Join("den")))
        self.assertEqual(self.ask(self.bob, Invite("carol")), [Reason.NOT_OWNER])
        self.assertEqual(self.ask(self.alice, Invite("nobody", "den")), [Reason.NOT_HERE])
        self.assertEqual(self.ask(self.carol, Invite("carol", "den")), [Reason.NO_CHANNEL])

    def test_whoever_is_muted_in_any_room_invites_nobody(self) -> None:
        staff, _ = self.place.staff()
        staff.mute("lobby", "alice", "60", "--force")
        self.alice.hear()
        self.assertEqual(self.ask(self.alice, Invite("bob", "den")), [Reason.MUTED])
        self.place.pass_time(61)
        self.assertEqual(self.ask(self.alice, Invite("bob", "den")), [m.InviteSent])

    def test_a_kick_takes_the_invitation_back(self) -> None:
        self.ask(self.alice, Invite("bob"))
        self.ask(self.bob, Join("den"))
        self.bob.hear()
        self.alice.ask(t.Kick("den", "bob"))
        told = [event for event in self.bob.hear() if isinstance(event, e.Dismissed)]
        self.assertEqual([(event.cause, event.closed) for event in told], [(e.Cause.KICKED, "private")])
        self.assertEqual(self.ask(self.bob, Join("den")), [Reason.INVITE_ONLY])

    def test_a_kick_takes_the_invitation_back_from_who_has_registered_since(self) -> None:
        self.ask(self.alice, Invite("bob"))
        self.ask(self.bob, Join("den"))
        self.ask(self.bob, Register("bob", "Correct-Horse-9"))
        self.alice.ask(t.Kick("den", "bob"))
        self.bob.hear()
        self.assertEqual(self.ask(self.bob, Join("den")), [Reason.INVITE_ONLY])

    def test_an_owner_that_is_kicked_may_come_back(self) -> None:
        self.place.staff()[0].kick("den", "alice")
        told = [event for event in self.alice.hear() if isinstance(event, e.Dismissed)]
        self.assertEqual([(event.cause, event.closed) for event in told], [(e.Cause.KICKED, "")])
        self.assertIn(e.Joined, self.ask(self.alice, Join("den")))

    def test_whoever_ignores_its_owner_is_not_bothered(self) -> None:
        self.ask(self.bob, c.Ignore("alice"))
        self.assertEqual(self.ask(self.alice, Invite("bob")), [m.InviteSent])
        self.assertEqual(self.bob.hear(), [])

    def test_staff_goes_in(self) -> None:
        self.place.account("mo", "moderator")
        mo = self.place.sign_in("mo")
        self.assertEqual(self.rooms(mo), [("den", "private")])
        self.assertIn(e.Joined, self.ask(mo, Join("den")))


class Owners(RoomsCase):
    """What is the owner's, and nobody else's."""

    def setUp(self) -> None:
        super().setUp()
        self.ask(self.alice, Create("study"))
        self.ask(self.bob, Join("study"))
        self.forget()

    def test_the_owner_kicks_and_sets_the_topic_there_only(self) -> None:
        self.assertEqual(self.ask(self.alice, c.Topic("tea", "study")), [e.TopicSet])
        self.assertEqual(self.ask(self.alice, t.Kick("study", "bob")), [e.Kicked])
        for command in (t.Kick("lobby", "carol"), c.Topic("tea", "lobby"), t.Mute("study", "bob", "9")):
            self.assertEqual(self.ask(self.alice, command), [Reason.NOT_ALLOWED], command)

    def test_others_do_not(self) -> None:
        for command in (t.Kick("study", "alice"), c.Topic("tea", "study")):
            self.assertEqual(self.ask(self.bob, command), [Reason.NOT_ALLOWED], command)
        self.assertEqual(self.ask(self.bob, HandOver("bob", "study")), [Reason.NOT_OWNER])

    def test_the_owner_does_not_kick_staff(self) -> None:
        self.place.account("mo", "moderator")
        mo = self.place.sign_in("mo")
        self.ask(mo, Join("study"))
        self.assertEqual(self.ask(self.alice, t.Kick("study", "mo")), [Reason.OUTRANKED])

    def test_help_shows_what_one_may(self) -> None:
        self.alice.ask(c.Help())
        words = [line.words[0] for line in self.alice.hear()[-1].lines]
        self.assertIn("kick", words)
        self.assertNotIn("ban", words)

    def test_handing_over(self) -> None:
        self.assertEqual(self.ask(self.alice, HandOver("carol", "study")), [Reason.NOT_IN_CHANNEL])
        self.assertEqual(self.ask(self.alice, HandOver("bob", "study")), [m.HandedOver])
        self.assertEqual(self.bob.hear(), [m.HandedOver(NOON, "study", 3, "alice", "bob")])
        self.assertEqual(self.ask(self.alice, t.Kick("study", "bob")), [Reason.NOT_ALLOWED])
        self.assertEqual(self.ask(self.bob, t.Kick("study", "alice")), [e.Kicked])

    def test_an_account_finds_its_room_again(self) -> None:
        self.place.account("ann")
        ann = self.place.sign_in("ann")
        self.ask(ann, Create("attic", private=True))
        ann.ask(c.Quit())
        ann.hang_up()
        ann = self.place.sign_in("ann")
        self.assertIn(e.Joined, self.ask(ann, Join("attic")))

    def test_a_guests_room_is_nobodys_once_it_has_gone(self) -> None:
        self.alice.hang_up()
        again = self.place.enter("alice")
        self.ask(again, Join("study"))
        self.assertEqual(self.ask(again, t.Kick("study", "bob")), [Reason.NOT_ALLOWED])

    def test_channels_of_the_configuration_are_nobodys(self) -> None:
        for command in (Invite("bob", "lobby"), HandOver("bob", "lobby")):
            self.assertEqual(self.ask(self.alice, command), [Reason.CONFIGURED], command)


class Gone(RoomsCase):
    """Ten minutes after the last one has left, unless staff keeps it."""

    def setUp(self) -> None:
        super().setUp()
        self.ask(self.alice, Create("study"))

    def there(self) -> bool:
        return "study" in self.place.realm.channels

    def minutes(self, minutes: float) -> None:
        """Time goes by, and somebody in lobby writes now and then."""
        for _ in range(int(minutes * 2)):
            self.place.pass_time(30, 30)
            for one in self.everybody:
                one.say("x")
                one.hear()

    def test_after_ten_minutes(self) -> None:
        self.minutes(12)
        self.assertTrue(self.there())
        self.alice.ask(Leave("study"))
        self.minutes(9.5)
        self.assertTrue(self.there())
        self.minutes(0.5)
        self.assertFalse(self.there())
        self.assertEqual(self.ask(self.alice, Join("study")), [Reason.NO_CHANNEL])
        self.assertEqual([x.channel for x in self.place.witnessed if isinstance(x, m.RoomClosed)], ["study"])
        self.assertIn(m.RoomMade, self.ask(self.bob, Create("study")))

    def test_the_time_begins_anew_with_each_visit(self) -> None:
        self.alice.ask(Leave("study"))
        self.minutes(9)
        self.ask(self.bob, Join("study"))
        self.ask(self.bob, Leave("study"))
        self.minutes(9)
        self.assertTrue(self.there())
        self.minutes(1)
        self.assertFalse(self.there())

    def test_every_way_out_counts(self) -> None:
        for way in ("kick", "empty", "hang up"):
            self.setUp()
            staff, _ = self.place.staff()
            if way == "kick":
                staff.kick("study", "alice")
            elif way == "empty":
                staff.empty("study")
            else:
                self.alice.hang_up()
            self.minutes(10)
            self.assertFalse(self.there())

    def test_staff_keeps_it_and_lets_it_go(self) -> None:
        staff, answers = self.place.staff()
        staff.perform(Keep("study"))
        self.assertEqual(answers, [m.RoomKeeping(NOON, "study", True)])
        self.alice.ask(Leave("study"))
        self.minutes(11)
        self.assertTrue(self.there())
        staff.perform(Unkeep("study"))
        self.minutes(10)
        self.assertFalse(self.there())
        self.assertEqual([row[1:] for row in self.place.audit()], [("keep", "study", "done"), ("unkeep", "study", "done")])

    def test_others_keep_nothing(self) -> None:
        self.assertEqual(self.ask(self.alice, Keep("study")), [Reason.NOT_ALLOWED])
        staff, answers = self.place.staff()
        staff.perform(Keep("lobby"))
        self.assertEqual(kinds(answers), [Reason.CONFIGURED])

    def test_what_was_under_way_there_ends_quietly(self) -> None:
        staff, answers = self.place.staff()
        staff.perform(Watch("study"))
        staff.mute("study", "alice", "100000")
        staff.perform(t.Empty("study"))
        self.minutes(10)
        self.assertFalse(self.there())
        self.assertEqual([x for x in answers if isinstance(x, WatchSet)][-1], WatchSet(NOON + 600, "study", False))
        self.place.pass_time(100_001, 1000)


class Kept(SynchronousTestCase):
    """A kept room is there after a restart, with its owner and its password; its people are not."""

    def test_restored(self) -> None:
        first: House = house(3)
        first.account("ann")
        ann = first.sign_in("ann")
        ann.ask(Create("study", "sesame", True))
        first.staff()[0].perform(Keep("study"))
        self.assertEqual(first.snapshot().rooms, (RoomKept(NOON, "study", "ann", True, "secret of sesame"),))
        second = house(3, snapshot=first.snapshot(), store=first.store)
        channel = second.realm.channels["study"]
        self.assertEqual((len(channel.members), channel.capacity), (0, 50))
        second.pass_time(3600, 60)
        self.assertIn("study", second.realm.channels)
        ann = second.sign_in("ann")
        ann.ask(Join("study"))
        ann.ask(t.Kick("study", "nobody"))
        self.assertEqual(kinds(ann.hear())[-1], Reason.NOT_IN_CHANNEL)
        bob = second.enter("bob")
        bob.ask(Join("study", "sesame"))
        self.assertIn(e.Joined, kinds(bob.hear()))

    def test_the_configuration_comes_first(self) -> None:
        first = house(3)
        first.enter("alice").ask(Create("study"))
        first.staff()[0].perform(Keep("study"))
        second = house(3, study=7, snapshot=first.snapshot())
        self.assertEqual((second.realm.channels["study"].capacity, second.realm.channels["study"].charter), (7, None))
