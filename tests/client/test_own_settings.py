"""The bell, and what of /set is the client's own; what of it is the server's outlives the line."""

from typing import Any

from chatroom.client.effects import Print, Ring
from chatroom.client.entering import Wishes
from tests.client.test_talk import ANN, BOB, TalkCase


class Case(TalkCase):
    """In two rooms, tea in view."""

    def setUp(self) -> None:
        super().setUp()
        self.enter("den", "tea")

    def called(self, room: str) -> list[Any]:
        """As the server does it: the call, then the line."""
        self.down("mentioned", channel=room, who=BOB)
        self.down("said", channel=room, seq=10, who=BOB, text="tea, @ann?")
        return self.effects(Ring, Print)


class Bell(Case):
    """G406."""

    def test_before_the_line(self) -> None:
        ring, line = self.called("tea")
        self.assertEqual(ring, Ring())
        self.assertEqual(line.line.text, "bob: tea, @ann?")

    def test_a_name_alone_does_not_ring(self) -> None:
        self.down("said", channel="tea", seq=10, who=BOB, text="ann?")
        self.assertEqual(self.effects(Ring), [])

    def test_the_room_is_marked_until_it_is_looked_at(self) -> None:
        self.down("mentioned", channel="den", who=BOB)
        self.assertTrue(self.view.rooms["den"].mentioned)
        self.down("mentioned", channel="tea", who=BOB)
        self.assertFalse(self.view.rooms["tea"].mentioned)

    def test_silent_where_it_is_told_to_be(self) -> None:
        self.type("/set bell off")
        self.assertEqual(self.shown(), ["bell is now off."])
        [line] = self.called("den")
        self.assertEqual(line.line.text, "bob: tea, @ann?")
        self.assertTrue(self.view.rooms["den"].mentioned)


class Settings(Case):
    """/set."""

    def test_the_client_s_own_stay_here(self) -> None:
        for line, told in (
            ("/set clock on", "clock is now on."),
            ("/SET Clock OFF", "clock is now off."),
            ("/set emoji names", "emoji is now names."),
            ("/set clock maybe", "It goes like this: /set clock on or /set clock off."),
            ("/set bell", "It goes like this: /set bell on or /set bell off."),
            ("/set emoji on off", "It goes like this: /set emoji on, /set emoji off or /set emoji names."),
        ):
            self.assertIsNone(self.type(line))
            effects = self.talk.take()
            self.assertEqual([effect.line.text for effect in effects if isinstance(effect, Print)], [told])
            self.assertEqual(len(effects), 1)

    def test_alone_it_shows_both(self) -> None:
        self.type("/set")
        self.assertEqual(self.shown(), ["In this client bell is on, clock is off and emoji is off."])
        self.type("/set")
        self.assertEqual([made["do"] for made in self.up()], ["set"])

    def test_the_server_s_are_set_on_the_next_line_too(self) -> None:
        self.begin(Wishes("ann", autoaccept=True))
        self.enter("tea")
        self.type("/set mentions off")
        self.type("/set autoaccept off")
        self.assertEqual(self.set_anew(), [("mentions", "off", ""), ("autoaccept", "off", "")])

    def test_what_is_set_for_one_room_after_what_holds_for_all(self) -> None:
        self.enter("tea")
        for line in ("/set mentions all tea", "/set mentions off", "/set mentions all tea"):
            self.type(line)
        self.assertEqual(self.set_anew(), [("mentions", "off", ""), ("mentions", "all", "tea")])

    def test_those_of_an_account_are_not_said_again(self) -> None:
        """The account knows them, and another of its devices may have said otherwise since."""
        self.enter("tea")
        self.type("/set mentions off")
        self.down("signed-in", nick="ann", role="member")
        self.type("/set mail off")
        self.type("/set echo off")
        self.assertEqual(self.set_anew(), [("echo", "off", "")])

    def test_nor_is_what_a_guest_has_set_before_its_name_was_an_account(self) -> None:
        self.enter("tea")
        self.type("/set mentions all tea")
        self.down("registered", nick="ann", signed_in=False)
        self.assertEqual(self.set_anew(), [("mentions", "all", "tea")])
        self.down("registered", nick="ann", signed_in=True)
        self.assertEqual(self.set_anew(), [])

    def set_anew(self) -> list[tuple[str, str, str]]:
        """What is set on the next line, after what holds for everybody who types."""
        self.talk.lost()
        self.talk.connected()
        self.talk.take()
        self.down("welcomed", channel="", who=ANN, topic="")
        made = [made for made in self.up() if made["do"] == "set"]
        self.assertEqual({one["id"] for one in made}, {"quietly"})
        first, *others = [(one["key"], one["value"], one["channel"]) for one in made]
        self.assertEqual(first, ("pastes", "on", ""))
        return others

    def test_a_pipe_would_rather_be_refused_than_have_its_lines_gathered(self) -> None:
        """G407: what is refused as too fast is said again."""
        self.begin(Wishes("ann", retries=False))
        self.talk.connected()
        self.talk.take()
        self.down("welcomed", channel="", who=ANN, topic="")
        self.assertEqual([made for made in self.up() if made["do"] == "set"], [])
