"""Bold, italic, code and emoji on the full screen, in one line and over several (G410): styles and texts by hand."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.fences import LONGEST, Fences
from chatroom.client.logrows import Row, rows
from chatroom.client.view import Kind, Shown
from chatroom.words import events as e
from chatroom.words.events import Who
from tests.client.test_talk import ANN, BOB, TalkCase

BOB_HIMSELF, EVE = Who("bob", 2), Who("eve", 3)


def shown(text: str, words: int | None = 5, *, width: int = 60, marks: bool = True, **more: Any) -> list[Row]:
    return list(rows(Shown(f"bob: {text}", Kind.SAID, "bob", 0.0, words, **more), width, clock=False, marks=marks))


class Rows(SynchronousTestCase):
    """How a line of the log looks."""

    def test_marks(self) -> None:
        [row] = shown("a *big _red_* `x*y*z` day")
        self.assertEqual(
            row,
            [
                ("class:said class:nick", "bob"),
                ("class:said", ": a "),
                ("class:said bold", "big "),
                ("class:said bold italic", "red"),
                ("class:said", " "),
                ("class:said class:code", "x*y*z"),
                ("class:said", " day"),
            ],
        )

    def test_they_go_on_in_the_next_row(self) -> None:
        first, second = shown("*one two three*", width=14)
        self.assertEqual(first[-1], ("class:said bold", "one two"))
        self.assertEqual(second, [("class:said bold", "  three")])

    def test_as_typed_without_colours(self) -> None:
        [row] = shown("a *big* `day`", marks=False)
        self.assertEqual(row[1:], [("class:said", ": a *big* `day`")])

    def test_only_what_people_write(self) -> None:
        line = Shown("* The topic of tea is now *cups* by bob.", Kind.NOTICE)
        self.assertEqual(
            rows(line, 60, clock=False, marks=True), ([("class:notice", "* The topic of tea is now *cups* by bob.")],)
        )

    def test_code_of_several_lines_has_no_marks(self) -> None:
        [row] = shown("if *p*: _q_", code=True)
        self.assertEqual(row[1:], [("class:said", ": "), ("class:said class:code", "if *p*: _q_")])

    def test_a_name_with_marks_is_a_name(self) -> None:
        line = Shown("_ann_: *hi*", Kind.SAID, "_ann_", 0.0, 7)
        [row] = rows(line, 60, clock=False, marks=True)
        self.assertEqual(row, [("class:said class:nick", "_ann_"), ("class:said", ": "), ("class:said bold", "hi")])


class FencesTests(SynchronousTestCase):
    """Which lines are code."""

    def setUp(self) -> None:
        self.fences = Fences()

    def said(self, *texts: str, who: Who = BOB_HIMSELF, channel: str = "tea") -> list[bool]:
        return [self.fences.heard(e.Said(0.0, channel, 1, who, text)) for text in texts]

    def test_between_two_fences(self) -> None:
        self.assertEqual(self.said("hi", "```", "a *b*", "c", "```", "bye"), [False, False, True, True, True, False])

    def test_the_end_may_stand_behind_the_last_line(self) -> None:
        self.assertEqual(self.said("```", "a", "b```", "bye"), [False, True, True, False])

    def test_a_line_that_is_code_by_itself_opens_nothing(self) -> None:
        self.assertEqual(self.said("```x = 1", "hi", "```x = 1```", "hi"), [False] * 4)

    def test_of_the_same_person_in_the_same_room(self) -> None:
        self.said("```")
        self.assertEqual(self.said("hi", who=EVE) + self.said("hi", channel="den") + self.said("x"), [False, False, True])

    def test_it_ends_when_its_end_is_forgotten(self) -> None:
        self.assertEqual(self.said("```", *["x"] * (LONGEST + 1)), [False, *[True] * LONGEST, False])

    def test_it_ends_when_the_person_goes(self) -> None:
        for gone in (
            e.Left(0.0, "tea", 1, BOB_HIMSELF, e.Cause.QUIT),
            e.Kicked(0.0, "tea", 1, BOB_HIMSELF, "eve", ""),
            e.WentAfk(0.0, "tea", 1, BOB_HIMSELF),
            e.Emptied(0.0, "tea", 1, "eve", (BOB_HIMSELF, EVE)),
        ):
            self.said("```")
            self.fences.heard(gone)
            self.assertEqual(self.said("hi"), [False], gone)


class ShownTests(TalkCase):
    """From the server's line to the log."""

    def setUp(self) -> None:
        super().setUp()
        self.enter("tea")

    def last(self, event: str, **fields: Any) -> tuple[str, str, bool]:
        """What somebody's own words are, what stands before them, and whether they are code."""
        self.down(event, channel="tea", **fields)
        line = self.view.room.lines[-1]
        return line.text[: line.words], line.text[line.words :], line.code

    def test_where_one_s_own_words_begin(self) -> None:
        self.assertEqual(self.last("said", seq=10, who=BOB, text="bob: hi"), ("bob: ", "bob: hi", False))
        self.assertEqual(self.last("acted", seq=11, who=BOB, text="waves"), ("~ bob ", "waves", False))
        self.assertEqual(self.last("whispered", who=BOB, to="ann", text="psst"), ("[whisper from bob] ", "psst", False))

    def test_code(self) -> None:
        self.last("said", seq=10, who=BOB, text="```")
        self.assertEqual(self.last("said", seq=11, who=BOB, text="a *b*"), ("bob: ", "a *b*", True))

    def test_emoji(self) -> None:
        self.assertEqual(self.last("said", seq=10, who=BOB, text="hi :wave:")[1], "hi :wave:")
        self.type("/set emoji on")
        self.assertEqual(self.last("said", seq=11, who=BOB, text="hi :wave:")[1], "hi 👋")
        self.last("said", seq=12, who=BOB, text="```")
        self.assertEqual(self.last("said", seq=13, who=BOB, text="d[:100:]")[1], "d[:100:]")
        self.type("/set emoji names")
        self.assertEqual(self.last("said", seq=14, who=ANN, text="hi 👋")[1], "hi :wave:")
