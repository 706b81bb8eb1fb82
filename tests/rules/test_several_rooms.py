"""One connection in several rooms: what it hears, where it speaks, and what is left when one of them is over. S2-02, S2-05."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words import staff as t
from chatroom.words.refusals import Reason
from chatroom.words.rooms import Group, Join, Leave
from chatroom.words.staff import Ban
from tests.fakes import NOON, House, Visitor, house


def kinds(events: list[Any]) -> list[Any]:
    """The refusals by their reason, the others by their class."""
    return [event.reason if isinstance(event, e.Refusal) else type(event) for event in events]


class TwoRooms(SynchronousTestCase):
    """Alice came by lobby's door and joined study; bob sits in study, carol in lobby."""

    def setUp(self) -> None:
        self.place = house(3, study=2, quiet=1)
        self.carol, self.bob = self.place.enter("carol"), self.place.enter("bob", "study")
        self.alice = self.place.enter("alice")
        self.alice.ask(Join("study"))
        self.welcome = self.alice.hear()
        for one in (self.bob, self.carol):
            one.hear()

    def test_it_is_welcomed_and_speaks_there_now(self) -> None:
        who = e.Who("alice", 6)
        self.assertEqual(
            self.welcome,
            [e.Welcomed(NOON, "study", e.Who("alice", 6, 5), ""), e.Joined(NOON, "study", 2, who), m.CurrentRoom(NOON, "study")],
        )
        self.alice.say("hi")
        self.assertEqual([(x.channel, x.text) for x in self.bob.hear()], [("study", "hi")])
        self.assertEqual(self.carol.hear(), [])

    def test_it_hears_both(self) -> None:
        self.bob.say("in study")
        self.carol.say("in lobby")
        self.assertEqual(sorted(x.text for x in self.alice.hear()), ["in lobby", "in study"])

    def test_it_speaks_in_either_by_name(self) -> None:
        for command in (c.Say("lobby", "hi"), Group("lobby", "hi"), c.Act("hi", "lobby")):
            self.alice.ask(command)
            self.assertEqual([(x.channel, x.text) for x in self.carol.hear()], [("lobby", "hi")], command)
            self.assertEqual(self.bob.hear(), [])

    def test_only_members_are_heard(self) -> None:
        self.carol.ask(Group("study", "hi"))
        self.carol.ask(Group("stduy", "hi"))
        answers = self.carol.hear()
        self.assertEqual([(x.reason, x.channel or x.subject, x.hint) for x in answers],
                         [(Reason.NOT_MEMBER, "study", ""), (Reason.NO_CHANNEL, "lobby", "study")])  # fmt: skip
        self.assertEqual(self.bob.hear(), [])

    def test_where_it_waits_it_is_told_how_long_the_line_is(self) -> None:
        place = house(1, study=2)
        place.enter("ann")
        alice = place.enter("alice")
        waits = [m.CurrentRoom(NOON, "lobby"), e.QueuePosition(NOON, "lobby", 0)]
        alice.ask(Join("study"))
        alice.ask(c.Switch("study"))
        alice.hear()
        alice.ask(c.Switch("lobby"))
        self.assertEqual(alice.hear(), waits)
        alice.ask(c.Switch("study"))
        alice.hear()
        alice.ask(Leave())
        self.assertEqual(alice.hear(), [e.Dismissed(NOON, "study", e.Cause.LEFT, closing=False), *waits])

    def test_it_turns_back_and_nobody_is_told(self) -> None:
        for command in (c.Switch("lobby"), Join("lobby")):
            self.alice.ask(command)
            self.assertEqual(self.alice.hear(), [m.CurrentRoom(NOON, "lobby")])
            self.alice.ask(c.Switch("study"))
            self.alice.hear()
        self.alice.ask(Join("study"))
        self.assertEqual(kinds(self.alice.hear()), [Reason.SAME_CHANNEL])
        self.assertEqual((self.bob.hear(), self.carol.hear()), ([], []))

    def test_a_switch_leaves_the_current_one_alone(self) -> None:
        self.alice.ask(c.Switch("quiet"))
        self.assertEqual(list(self.alice.session.attends), ["lobby", "quiet"])
        self.assertEqual([x.cause for x in self.bob.hear()], [e.Cause.SWITCHED])
        self.assertEqual((self.alice.session.channel, self.carol.hear()), ("quiet", []))

    def test_it_leaves_one_and_stays_in_the_other(self) -> None:
        self.alice.ask(Leave())
        self.assertEqual([x.cause for x in self.bob.hear()], [e.Cause.LEFT])
        self.assertEqual(
            self.alice.hear(), [e.Dismissed(NOON, "study", e.Cause.LEFT, closing=False), m.CurrentRoom(NOON, "lobby")]
        )
        self.bob.say("gone?")
        self.carol.say("still here?")
        self.assertEqual([x.text for x in self.alice.hear()], ["still here?"])

    def test_it_keeps_the_last_one(self) -> None:
        self.alice.ask(Leave("lobby"))
        self.assertEqual(self.alice.hear(), [e.Dismissed(NOON, "lobby", e.Cause.LEFT, closing=False)])
        self.alice.ask(Leave())
        self.alice.ask(Leave("lobby"))
        self.assertEqual(kinds(self.alice.hear()), [Reason.ONLY_ROOM, Reason.NOT_MEMBER])

    def test_a_kick_ends_one_room_and_the_last_kick_the_visit(self) -> None:
        staff, _ = self.place.staff()
        staff.kick("study", "alice")
        self.assertEqual(
            self.alice.hear(), [e.Dismissed(NOON, "study", e.Cause.KICKED, "operator", "", False), m.CurrentRoom(NOON, "lobby")]
        )
        self.assertEqual((self.alice.session.state, self.alice.session.channel), (State.PRESENT, "lobby"))
        staff.kick("lobby", "alice")
        self.assertEqual(self.alice.hear(), [e.Dismissed(NOON, "lobby", e.Cause.KICKED, "operator")])
        self.assertTrue(self.alice.transport.closed)

    def test_so_does_emptying(self) -> None:
        self.place.staff()[0].empty("lobby")
        self.assertEqual(self.alice.hear(), [e.Dismissed(NOON, "lobby", e.Cause.EMPTIED, "operator", "", False)])
        self.assertTrue(self.carol.transport.closed)

    def test_whoever_speaks_anywhere_is_there(self) -> None:
        for _ in range(3):
            self.place.pass_time(60)
            self.alice.say("x")
        self.assertIsNotNone(self.alice.session.attends["lobby"])

    def test_whoever_is_silent_leaves_all(self) -> None:
        self.place.pass_time(101)
        gone = [x for x in self.alice.hear() if isinstance(x, e.Dismissed)]
        self.assertEqual([(x.channel, x.cause, x.closing) for x in gone],
                         [("lobby", e.Cause.AFK, False), ("study", e.Cause.AFK, True)])  # fmt: skip
        self.assertTrue(self.alice.transport.closed)

    def test_a_ban_is_told_once(self) -> None:
        staff, _ = self.place.staff()
        staff.perform(Ban("alice", "--force"))
        self.assertEqual([(type(x), x.cause) for x in self.alice.hear()], [(e.Dismissed, e.Cause.BANNED)])
        self.assertEqual((kinds(self.bob.hear()), kinds(self.carol.hear())), ([e.Banned], [e.Banned]))
        self.assertTrue(self.alice.transport.closed)

    def test_goodbye_is_said_in_all_and_heard_once(self) -> None:
        self.alice.ask(c.Quit())
        self.assertEqual([(type(x), x.cause) for x in self.alice.hear()], [(e.Dismissed, e.Cause.QUIT)])
        self.assertEqual((kinds(self.bob.hear()), kinds(self.carol.hear())), ([e.Left], [e.Left]))
        self.assertNotIn("alice", [x.nick for x in self.place.realm.people.values()])

    def test_a_lost_line_frees_all_seats(self) -> None:
        self.alice.hang_up()
        self.assertEqual((kinds(self.bob.hear()), kinds(self.carol.hear())), ([e.Left], [e.Left]))

    def test_a_whisper_finds_the_room_where_both_are(self) -> None:
        self.alice.ask(c.Whisper("carol", "psst"))
        self.assertEqual([(x.channel, x.text) for x in self.carol.hear()], [("lobby", "psst")])
        self.carol.ask(c.Reply("yes?"))
        self.assertEqual([(x.channel, x.text) for x in self.alice.hear()[1:]], [("lobby", "yes?")])
        self.alice.ask(c.Reply("ssh"))
        self.assertEqual([x.text for x in self.carol.hear()[1:]], ["ssh"])

    def test_a_mute_holds_in_its_room(self) -> None:
        self.place.staff()[0].mute("study", "alice", "30")
        self.assertEqual(kinds(self.alice.hear()), [e.Silenced])
        self.alice.say("hi")
        self.alice.ask(Group("lobby", "hi"))
        self.assertEqual(kinds(self.alice.hear()), [Reason.MUTED, e.Said])
        self.assertEqual(kinds(self.carol.hear()), [e.Said])

    def test_away_is_told_in_both(self) -> None:
        self.alice.ask(c.GoAway("lunch"))
        self.assertEqual((kinds(self.bob.hear()), kinds(self.carol.hear())), ([e.WentAway], [e.WentAway]))

    def test_a_name_is_changed_in_both(self) -> None:
        self.alice.ask(c.Rename("anna"))
        self.assertEqual((kinds(self.bob.hear()), kinds(self.carol.hear())), ([e.Renamed], [e.Renamed]))


class WaitingForASecondRoom(SynchronousTestCase):
    """The wait goes on beside the talk."""

    def setUp(self) -> None:
        self.place = house(3, quiet=1)
        self.bob, self.alice, self.carol = self.place.enter("bob", "quiet"), self.place.enter("alice"), self.place.enter("carol")
        self.alice.hear()
        self.alice.ask(Join("quiet"))

    def test_one_goes_on_talking(self) -> None:
        self.assertEqual(kinds(self.alice.hear()), [e.Welcomed, e.QueuePosition])
        self.alice.say("hi")
        self.assertEqual([x.text for x in self.carol.hear()], ["hi"])
        self.alice.ask(Group("quiet", "hi"))
        self.assertEqual(kinds(self.alice.hear()), [e.Said, Reason.WAITING])

    def test_the_seat_is_told_and_nothing_turns(self) -> None:
        self.alice.hear()
        self.bob.hang_up()
        self.assertEqual(kinds(self.alice.hear()), [e.Joined])
        self.assertEqual(self.alice.session.channel, "lobby")

    def test_one_gives_the_place_up(self) -> None:
        self.alice.hear()
        self.alice.ask(Leave("quiet"))
        self.assertEqual(kinds(self.alice.hear()), [e.Dismissed])
        self.assertEqual(len(self.place.realm.channels["quiet"].queue), 0)
        self.assertEqual(self.bob.hear(), [])


class Rooms(SynchronousTestCase):
    """Who came by a door that leads to no room attends nothing until it joins."""

    def setUp(self) -> None:
        self.place = house(2, study=2)
        self.alice = self.place.open("")
        self.greeting = self.alice.hear()

    def enter(self) -> Visitor:
        self.alice.ask(c.Introduce("alice"))
        return self.alice

    def test_it_is_present_and_nowhere(self) -> None:
        alice = self.enter()
        self.assertEqual(self.greeting, [e.Greeted(NOON, "", 0, 0, 0)])
        self.assertEqual(alice.hear(), [e.Welcomed(NOON, "", e.Who("alice", 2, 1), "")])
        self.assertEqual((alice.session.state, alice.session.channel, alice.session.attends), (State.PRESENT, "", {}))

    def test_what_needs_a_room_is_refused(self) -> None:
        alice = self.enter()
        alice.hear()
        for command in (c.Say("", "x"), c.Act("x"), c.Reply("x"), c.ListPeople(), c.Topic(), Leave(),
                        c.SendFile("bob", "x", 1)):  # fmt: skip
            alice.ask(command)
            self.assertEqual(kinds(alice.hear()), [Reason.NO_ROOM], command)

    def test_what_does_not_works(self) -> None:
        alice = self.enter()
        alice.hear()
        for command, kind in ((c.ListChannels(), e.ChannelList), (c.ListPeople("study"), e.PeopleList), (c.Help(), e.HelpGiven),
                              (c.Rename("anna"), e.Renamed), (c.GoAway("x"), e.WentAway), (c.ComeBack(), e.CameBack),
                              (c.Set(), e.SettingsShown)):  # fmt: skip
            alice.ask(command)
            self.assertEqual(kinds(alice.hear()), [kind], command)

    def test_it_joins_and_leaves_and_stays(self) -> None:
        alice = self.enter()
        alice.hear()
        alice.ask(Join("study"))
        self.assertEqual(kinds(alice.hear()), [e.Welcomed, e.Joined])
        alice.say("hi")
        alice.ask(Leave())
        self.assertEqual(kinds(alice.hear()), [e.Said, e.Dismissed, m.CurrentRoom])
        self.assertEqual(alice.session.state, State.PRESENT)
        alice.ask(c.Quit())
        self.assertEqual(alice.hear(), [e.Dismissed(NOON, "", e.Cause.QUIT)])
        self.assertTrue(alice.transport.closed)

    def test_a_kick_leaves_it_in_the_house(self) -> None:
        alice = self.enter()
        alice.ask(Join("study"))
        alice.hear()
        self.place.staff()[0].kick("study", "alice")
        self.assertEqual(
            alice.hear(), [e.Dismissed(NOON, "study", e.Cause.KICKED, "operator", "", False), m.CurrentRoom(NOON, "")]
        )
        self.assertFalse(alice.transport.closed)

    def test_a_ban_does_not(self) -> None:
        alice = self.enter()
        alice.hear()
        self.place.staff()[0].perform(Ban("alice", "--force"))
        self.assertEqual(kinds(alice.hear()), [e.Dismissed])
        self.assertTrue(alice.transport.closed)

    def test_names_are_the_houses(self) -> None:
        self.place.enter("alice")
        alice = self.enter()
        self.assertEqual(kinds(alice.hear()), [Reason.NAME_TAKEN])

    def test_an_account_signs_in(self) -> None:
        self.place.account("ann")
        ann = self.place.sign_in("ann", "")
        self.assertEqual((ann.session.state, ann.session.attends), (State.PRESENT, {}))

    def test_the_flood_of_one_in_no_room_is_slowed(self) -> None:
        alice = self.enter()
        alice.hear()
        for _ in range(40):
            alice.ask(c.ListChannels())
        self.assertIn(Reason.FLOOD, kinds(alice.hear()))


class SecondConnections(SynchronousTestCase):
    """A person's connections attend what each of them attends."""

    def test_a_kick_ends_what_was_in_that_room_only(self) -> None:
        place: House = house(3, study=3)
        place.account("ann")
        one, two = place.sign_in("ann"), place.sign_in("ann", "")
        two.ask(Join("lobby"))
        two.ask(Join("study"))
        two.hear()
        place.staff()[0].kick("lobby", "ann")
        self.assertEqual((one.session.state, two.session.state), (State.LEAVING, State.PRESENT))
        self.assertEqual(list(two.session.attends), ["study"])

    def test_leaving_with_one_keeps_the_seat_for_the_other(self) -> None:
        place: House = house(3, study=3)
        place.account("ann")
        one, two = place.sign_in("ann"), place.sign_in("ann", "study")
        two.ask(Join("lobby"))
        two.hear()
        one.hear()
        two.ask(Leave("lobby"))
        self.assertEqual(kinds(two.hear()), [e.Dismissed, m.CurrentRoom])
        self.assertEqual((one.hear(), len(place.realm.channels["lobby"].members)), ([], 1))


class Across(SynchronousTestCase):
    """S2-01: who came by a door that leads to no channel whispers to anybody in the house."""

    def setUp(self) -> None:
        self.place = house(3, study=2)
        self.bob = self.place.enter("bob", "study")
        self.ann = self.place.enter("ann", "")
        for one in (self.ann, self.bob):
            one.hear()

    def test_without_a_common_room(self) -> None:
        self.ann.ask(c.Whisper("bob", "psst"))
        (heard,) = self.bob.hear()
        self.assertEqual((type(heard), heard.channel, heard.who.nick, heard.text), (e.Whispered, "", "ann", "psst"))
        self.assertEqual(kinds(self.ann.hear()), [e.WhisperSent])

    def test_in_a_common_room_it_is_said_there(self) -> None:
        self.ann.ask(Join("study"))
        self.bob.hear()
        self.ann.ask(c.Whisper("bob", "psst"))
        self.assertEqual([one.channel for one in self.bob.hear()], ["study"])

    def test_to_nobody(self) -> None:
        self.ann.ask(c.Whisper("bbo", "psst"))
        (no,) = self.ann.hear()
        self.assertEqual((no.reason, no.subject, no.hint), (Reason.NOT_HERE, "bbo", "bob"))
        self.assertEqual(self.bob.hear(), [])

    def test_who_is_muted_in_any_room_is_muted_here(self) -> None:
        self.ann.ask(Join("lobby"))
        staff, _ = self.place.staff()
        staff.perform(t.Mute("lobby", "ann", "60"))
        self.ann.hear()
        self.ann.ask(c.Whisper("bob", "psst"))
        self.assertEqual(kinds(self.ann.hear()), [Reason.MUTED])
        self.assertEqual(self.bob.hear(), [])

    def test_who_is_ignored_is_not_heard(self) -> None:
        self.ann.ask(Join("study"))
        self.bob.ask(c.Ignore("ann"))
        self.ann.ask(Leave("study"))
        self.ann.hear()
        self.bob.hear()
        self.ann.ask(c.Whisper("bob", "psst"))
        self.assertEqual((kinds(self.ann.hear()), self.bob.hear()), ([e.WhisperSent], []))

    def test_from_a_channel_s_own_door_too(self) -> None:
        carol = self.place.enter("carol")
        carol.hear()
        carol.ask(c.Whisper("bob", "psst"))
        self.assertEqual((kinds(carol.hear()), kinds(self.bob.hear())), ([e.WhisperSent], [e.Whispered]))
