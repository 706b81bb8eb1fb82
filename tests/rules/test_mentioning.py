"""Being called by one's name: `@bob` rings bob's bell, and nobody else's, once a minute. G406."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.jsonlines import jsonlines
from chatroom.formats.plain import plain
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import rooms as m
from chatroom.words.mentions import MOST, mentioned
from chatroom.words.refusals import Reason
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


class LevelTests(SynchronousTestCase):
    """bob in the lobby and in tea, ann and eve in the lobby, cat in tea."""

    def setUp(self) -> None:
        self.place = house(9, tea=3)
        self.ann, self.bob, self.eve = (self.place.enter(nick) for nick in ("ann", "bob", "eve"))
        self.cat = self.place.enter("cat", "tea")
        self.bob.ask(m.Join("tea"))
        for visitor in (self.ann, self.bob, self.eve, self.cat):
            visitor.hear()

    def sets(self, *words: str) -> list[Any]:
        self.bob.ask(c.Set("mentions", *words))
        return self.bob.hear()

    def rung(self, text: str = "tea?") -> list[tuple[str, str]]:
        """By a line of ann's in the lobby and one of cat's in tea, a minute apart each, and long after any other."""
        found = []
        for speaker in (self.ann, self.cat):
            self.place.pass_time(60)
            for somebody in (self.ann, self.bob, self.cat, self.eve):
                somebody.ask(c.ListChannels())  # or they would lose their seats
            self.bob.hear()
            speaker.say(text)
            found += called(self.bob)
        return found

    def test_every_line_everywhere(self) -> None:
        (shown,) = self.sets("all")
        self.assertEqual((shown.changed, dict(shown.settings)["mentions"]), ("mentions", "all"))
        self.assertEqual(self.rung(), [("ann", "lobby"), ("cat", "tea")])

    def test_right_before_the_line_and_once_a_minute(self) -> None:
        self.sets("ALL")
        self.ann.ask(c.Act("waves"))
        who = e.Who("ann", 2, 1)
        self.assertEqual(self.bob.hear(), [e.Mentioned(NOON, "lobby", who), e.Acted(NOON, "lobby", 4, who, "waves")])
        self.ann.say("hm"), self.eve.say("hm")
        self.assertEqual(called(self.bob), [])

    def test_a_room_where_every_line_rings_does_not_drown_one_s_name_in_another(self) -> None:
        self.sets("all", "tea")
        self.cat.say("hm")
        self.assertEqual(called(self.bob), [("cat", "tea")])
        self.ann.say("@bob"), self.eve.say("@bob")
        self.assertEqual(called(self.bob), [("ann", "lobby")])

    def test_every_line_is_silent_for_a_minute_after_one_s_name(self) -> None:
        self.sets("all", "tea")
        self.ann.say("@bob")
        self.assertEqual(called(self.bob), [("ann", "lobby")])
        self.cat.say("hm")
        self.place.pass_time(59)
        self.cat.say("hm")
        self.assertEqual(called(self.bob), [])
        self.place.pass_time(1)
        self.cat.say("hm")
        self.assertEqual(called(self.bob), [("cat", "tea")])

    def test_one_call_where_a_line_names_and_rings(self) -> None:
        self.sets("all")
        self.ann.say("@bob")
        self.assertEqual(called(self.bob), [("ann", "lobby")])

    def test_two_connections_of_different_taste(self) -> None:
        self.place.account("joe")
        one, two = self.place.sign_in("joe"), self.place.sign_in("joe")
        two.ask(c.Set("mentions", "all"))
        two.hear()
        self.ann.say("@joe")
        self.assertEqual((called(one), called(two)), ([("ann", "lobby")], [("ann", "lobby")]))
        self.place.pass_time(60)
        self.eve.say("hm")
        self.assertEqual((called(one), called(two)), ([], [("eve", "lobby")]))

    def test_in_one_room(self) -> None:
        (shown,) = self.sets("all", "tea")
        self.assertEqual(shown.changed, "mentions in tea")
        self.assertEqual(dict(shown.settings) | {"mentions": "mentions", "mentions in tea": "all"}, dict(shown.settings))
        self.assertEqual((self.rung(), self.rung("@bob")), ([("cat", "tea")], [("ann", "lobby"), ("cat", "tea")]))
        self.sets("none", "lobby")
        self.assertEqual(self.rung("@bob"), [("cat", "tea")])
        self.sets("mentions", "tea")
        self.assertEqual((self.rung(), self.rung("@bob")), ([], [("cat", "tea")]))

    def test_for_all_rooms_takes_back_what_was_said_of_one(self) -> None:
        self.sets("all", "tea")
        for word in ("none", "off", "no"):
            self.assertEqual(dict(self.sets(word)[-1].settings)["mentions"], "none")
            self.assertEqual(self.rung("@bob"), [])
        for word in ("mentions", "on"):
            shown = self.sets(word)[-1]
            self.assertEqual([pair for pair in shown.settings if "mentions" in pair[0]], [("mentions", "mentions")])
            self.assertEqual((self.rung(), self.rung("@bob")), ([], [("ann", "lobby"), ("cat", "tea")]))

    def test_neither_its_own_lines_nor_those_of_whom_it_ignores(self) -> None:
        self.sets("all")
        self.bob.say("hello")
        self.assertEqual(called(self.bob), [])
        self.bob.ask(c.Ignore("ann"))
        self.bob.hear()
        self.ann.say("hello")
        self.assertEqual(called(self.bob), [])

    def test_bots_do_not_ring_bots(self) -> None:
        for name in ("r2", "c3"):
            self.place.account(name, "bot")
        one, two = self.place.sign_in("r2"), self.place.sign_in("c3")
        two.ask(c.Set("mentions", "all"))
        two.hear()
        one.say("beep")
        self.assertEqual(called(two), [])
        self.ann.say("hello")
        self.assertEqual(called(two), [("ann", "lobby")])

    def test_the_list_of_ears_is_as_long_as_it_must_be(self) -> None:
        """Set before a seat is there, and gone with it."""
        late = self.place.open()
        late.ask(c.Set("mentions", "all"))
        late.ask(c.Introduce("late"))
        late.hear()
        self.assertEqual(self.place.realm.ears, {"lobby": {late.session}})
        late.ask(c.Switch("tea"))
        self.assertEqual(self.place.realm.ears, {"tea": {late.session}})
        late.ask(c.Set("mentions", "all", "lobby"))
        late.ask(c.Set("mentions", "mentions", "tea"))
        self.assertEqual(self.place.realm.ears, {})
        late.ask(c.Set("mentions", "all"))
        late.hang_up()
        self.assertEqual(self.place.realm.ears, {})

    def test_who_waits_hears_no_bell(self) -> None:
        place = house(1)
        ann, bob = place.enter("ann"), place.enter("bob")
        bob.ask(c.Set("mentions", "all"))
        bob.hear()
        ann.say("hello")
        self.assertEqual((called(bob), place.realm.ears), ([], {}))
        ann.ask(c.Quit())
        self.assertEqual(place.realm.ears, {"lobby": {bob.session}})

    def test_rooms_that_are_gone_are_forgotten(self) -> None:
        self.bob.ask(m.Create("den"))
        self.sets("all", "den"), self.sets("all", "tea")
        self.bob.ask(m.Leave("den"))
        self.place.pass_time(660)
        bob = self.place.enter("bob")
        bob.session.mentions = {"": "none", "den": "all", "tea": "all"}
        bob.ask(c.Set("mentions", "none", "tea"))
        self.assertEqual(bob.session.mentions, {"": "none", "tea": "none"})

    def test_words_that_nobody_knows(self) -> None:
        for words, reason in (
            (("loud",), Reason.BAD_SETTING),
            (("all", "nowhere"), Reason.NO_CHANNEL),
        ):
            self.assertEqual([event.reason for event in self.sets(*words)], [reason])
        self.bob.ask(c.Set("echo", "off", "tea"))
        self.assertEqual([event.reason for event in self.bob.hear()], [Reason.USAGE])
        self.assertEqual(self.bob.session.mentions, {"": "mentions"})


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
