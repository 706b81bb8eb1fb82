"""One person with two connections: it sits once, and only its last goodbye is told."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules import visiting
from chatroom.rules.session import Heard
from chatroom.words import commands as c
from chatroom.words import events as e
from tests.fakes import NOON, House, Visitor, house


def second(place: House, first: Visitor) -> Visitor:
    """One more connection of the same person, where the first one is."""
    visitor = place.open()
    session, person = visitor.session, first.session.person
    assert person is not None
    session.step(Heard.NAMED)
    place.realm.deadlines.drop(*next(pair for pair in place.realm.deadlines if pair[1] is session))
    session.person = person
    person.sessions.append(session)
    visiting.enter(place.realm, session, place.realm.channels[first.session.channel], place.realm.now())
    return visitor


class SeatedTests(SynchronousTestCase):
    """Both sit in one seat."""

    def setUp(self) -> None:
        self.place = house(2, quiet=2)
        self.one, self.bob = self.place.enter("alice"), self.place.enter("bob")
        self.one.hear()
        self.two = second(self.place, self.one)

    def test_it_takes_no_seat_and_nobody_is_told(self) -> None:
        self.assertEqual(len(self.place.realm.channels["lobby"].members), 2)
        self.assertEqual((self.one.hear(), self.bob.hear()), ([], []))
        self.assertEqual(self.two.hear()[1:], [e.Welcomed(NOON, "lobby", e.Who("alice", 2, 5), "")])

    def test_both_hear_and_both_speak(self) -> None:
        self.two.hear()
        self.two.say("from my phone")
        said = [e.Said(NOON, "lobby", 3, e.Who("alice", 2, 5), "from my phone")]
        self.assertEqual([v.hear() for v in (self.one, self.two, self.bob)], [said, said, said])
        self.bob.ask(c.Whisper("alice", "psst"))
        self.assertEqual([[type(x) for x in v.hear()] for v in (self.one, self.two)], [[e.Whispered], [e.Whispered]])

    def test_echo_is_the_connections(self) -> None:
        self.two.ask(c.Set("echo", "off"))
        self.two.hear()
        self.two.say("hi")
        self.assertEqual((len(self.one.hear()), self.two.hear()), (1, []))

    def test_one_of_them_goes(self) -> None:
        for way in ("hang_up", "quit"):
            with self.subTest(way):
                self.setUp()
                self.one.hang_up() if way == "hang_up" else self.one.ask(c.Quit())
                self.assertEqual(self.bob.hear(), [])
                self.two.hear()
                self.bob.say("still there?")
                self.assertEqual([event.text for event in self.two.hear()], ["still there?"])
                self.assertEqual([x for x in self.one.hear() if isinstance(x, e.Said)], [])

    def test_the_last_one_goes(self) -> None:
        self.one.hang_up()
        self.two.ask(c.Quit())
        self.assertEqual(self.bob.hear(), [e.Left(NOON, "lobby", 3, e.Who("alice", 2, 5), e.Cause.QUIT)])
        self.assertEqual(list(self.place.realm.people), [4])

    def test_a_kick_ends_both(self) -> None:
        self.two.hear()
        self.place.staff()[0].kick("lobby", "alice")
        gone = [e.Dismissed(NOON, "lobby", e.Cause.KICKED, "operator")]
        self.assertEqual((self.one.hear(), self.two.hear()), (gone, gone))
        self.assertEqual((self.one.transport.closed, self.two.transport.closed), (True, True))
        self.assertEqual(len(self.bob.hear()), 1)

    def test_a_mute_silences_both_and_both_are_told_so_in_their_own_words(self) -> None:
        self.two.hear()
        self.place.staff()[0].mute("lobby", "alice", "9")
        silenced = [e.Silenced(NOON, "lobby", "operator", 9, "")]
        self.assertEqual((self.one.hear(), self.two.hear()), (silenced, silenced))
        self.bob.hear()
        self.two.say("x")
        self.assertEqual(self.bob.hear(), [])

    def test_a_word_from_either_keeps_the_seat(self) -> None:
        self.place.pass_time(60.0)
        self.two.say("x")
        self.bob.say("y")
        self.place.pass_time(60.0)
        self.assertIsNotNone(self.one.session.member)

    def test_one_goes_elsewhere(self) -> None:
        self.two.ask(c.Switch("quiet"))
        self.assertEqual(self.bob.hear(), [])
        self.assertEqual((self.one.session.channel, self.two.session.channel), ("lobby", "quiet"))
        self.two.hear()
        self.bob.say("x")
        self.assertEqual((len(self.one.hear()), self.two.hear()), (1, []))


class WaitingTests(SynchronousTestCase):
    """Both wait in one place."""

    def setUp(self) -> None:
        self.place = house(1)
        self.alice, self.one = self.place.enter("alice"), self.place.enter("bob")
        self.two = second(self.place, self.one)

    def test_both_are_told_where(self) -> None:
        self.assertEqual(self.two.hear()[-1], e.QueuePosition(NOON, "lobby", 0))

    def test_one_of_them_goes_and_the_place_is_kept(self) -> None:
        self.one.hang_up()
        self.assertEqual(len(self.place.realm.channels["lobby"].queue), 1)
        self.alice.hang_up()
        self.assertEqual(self.two.hear()[-1], e.Joined(NOON, "lobby", 3, e.Who("bob", 4)))

    def test_both_sit_down_together(self) -> None:
        self.two.hear()
        self.alice.hang_up()
        joined = [e.Joined(NOON, "lobby", 3, e.Who("bob", 4))]
        self.assertEqual((self.one.hear(), self.two.hear()), (joined, joined))
