"""Being called by one's name: `@bob` rings bob's bell, and nobody else's, once a minute. G406."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.jsonlines import jsonlines
from chatroom.formats.plain import plain
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import rooms as m
from chatroom.words.mentions import MOST, mentioned
from tests.fakes import NOON, Visitor, house


def called(visitor: Visitor) -> list[tuple[str, str]]:
    """By whom, in which room."""
    return [(event.who.nick, event.channel) for event in visitor.hear() if isinstance(event, e.Mentioned)]


class MentioningTests(SynchronousTestCase):
    """ann, bob and eve in the lobby."""

    def setUp(self) -> None:
        self.place = house(9, tea=3)
        self.ann, self.bob, self.eve = (self.place.enter(nick) for nick in ("ann", "bob", "eve"))
        for visitor in (self.ann, self.bob, self.eve):
            visitor.hear()

    def test_right_before_the_line_and_nobody_else(self) -> None:
        self.ann.say("tea, @Bob?")
        who = e.Who("ann", 2, 1)
        said = e.Said(NOON, "lobby", 4, who, "tea, @Bob?")
        self.assertEqual(self.bob.hear(), [e.Mentioned(NOON, "lobby", who), said])
        self.assertEqual((self.ann.hear(), self.eve.hear()), ([said], [said]))

    def test_in_its_place_among_the_lines_of_a_turn(self) -> None:
        self.eve.say("one")
        self.ann.ask(c.Act("waves at @bob"))
        self.eve.say("three")
        self.assertEqual([type(event) for event in self.bob.hear()], [e.Said, e.Mentioned, e.Acted, e.Said])

    def test_once_a_minute_whoever_calls(self) -> None:
        self.ann.say("@bob")
        self.eve.say("@bob @bob")
        self.assertEqual(called(self.bob), [("ann", "lobby")])
        self.place.pass_time(59)
        self.eve.say("@bob")
        self.assertEqual(called(self.bob), [])
        self.place.pass_time(1)
        self.eve.say("@bob")
        self.assertEqual(called(self.bob), [("eve", "lobby")])

    def test_several_in_one_line(self) -> None:
        self.ann.say("@bob and @eve, @nobody and @ann")
        self.assertEqual([called(one) for one in (self.ann, self.bob, self.eve)], [[], [("ann", "lobby")], [("ann", "lobby")]])

    def test_the_name_alone_calls_nobody(self) -> None:
        for text in ("bob", "bob: tea?", "write to tea@bob please", "@bobby", "@bo", "@ bob"):
            self.ann.say(text)
            self.assertEqual(called(self.bob), [], text)

    def test_marks_after_the_name(self) -> None:
        for text in ("@bob.", "@bob, @bob", "(@bob)", "@BOB!", "@bob's", "@bob\u2019s", "@bob...", "hey @bob:you"):
            self.ann.say(text)
            self.assertEqual(called(self.bob), [("ann", "lobby")], text)
            self.bob.say("I am here")  # or bob would lose the seat
            self.place.pass_time(60)

    def test_not_by_whom_one_ignores(self) -> None:
        self.bob.ask(c.Ignore("ann"))
        self.ann.say("@bob")
        self.assertEqual(called(self.bob), [])
        self.eve.say("@bob")  # and this one still counts as the first
        self.assertEqual(called(self.bob), [("eve", "lobby")])

    def test_switched_off_for_one_connection(self) -> None:
        self.place.account("joe")
        one, two = self.place.sign_in("joe"), self.place.sign_in("joe")
        one.ask(c.Set("mentions", "off"))
        self.assertEqual(one.hear()[-1].changed, "mentions")
        self.ann.say("@joe")
        self.assertEqual((called(one), called(two)), ([], [("ann", "lobby")]))

    def test_only_where_the_line_is_heard(self) -> None:
        cat = self.place.enter("cat", "tea")
        self.ann.say("@cat")
        self.assertEqual(called(cat), [])
        self.bob.ask(m.Join("tea"))
        cat.say("@bob")
        self.assertEqual(called(self.bob), [("cat", "tea")])

    def test_who_waits_hears_no_bell(self) -> None:
        place = house(1)
        ann, bob = place.enter("ann"), place.enter("bob")
        ann.say("@bob")
        self.assertEqual(called(bob), [])

    def test_bots_do_not_call_bots(self) -> None:
        for name in ("r2", "c3"):
            self.place.account(name, "bot")
        one, two = self.place.sign_in("r2"), self.place.sign_in("c3")
        one.say("@c3 @ann")
        self.assertEqual((called(two), called(self.ann)), ([], [("r2", "lobby")]))
        self.ann.say("@c3")
        self.assertEqual(called(two), [("ann", "lobby")])


class BellTests(SynchronousTestCase):
    """What goes over the wire."""

    EVENT = e.Mentioned(NOON, "lobby", e.Who("ann", 2, 1))

    def test_a_bell_on_text_doors_alone(self) -> None:
        for look in (plain(), plain(colour=True, clock=True, far=True), plain(simple=True, files=True)):
            self.assertEqual(look.encode(self.EVENT), b"\x07")
        self.assertIsNone(classic().encode(self.EVENT))

    def test_an_event_for_programs(self) -> None:
        self.assertEqual(
            jsonlines().encode(self.EVENT),
            b'{"event":"mentioned","at":1700000000.0,"channel":"lobby","who":{"nick":"ann","person":2,"session":1}}\n',
        )

    def test_of_a_line_full_of_calls_the_first_are_looked_at(self) -> None:
        self.assertEqual(len(list(mentioned("@bob " * 400))), MOST)
        self.assertEqual(list(mentioned("@" + "x" * 2000)), [()])
