"""Somebody types at a terminal while others speak: what this person sees, after every key."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.terminal.discipline import Discipline
from chatroom.terminal.outcomes import End, Interrupt, Line
from tests.terminal.emulator import Terminal

FAMILY = "👨\u200d👩\u200d👧"
PROMPT = "ann> "
KINDS = [(joining, reflowing) for joining in (True, False) for reflowing in (True, False)]


class Seat:
    """A person at a terminal of its own; `given` is what it has decided."""

    def __init__(self, width: int = 80, words: tuple[str, ...] = (), joining: bool = True, reflowing: bool = False) -> None:
        self.words = words
        self.terminal = Terminal(width, joining=joining, reflowing=reflowing)
        self.discipline = Discipline(PROMPT, self._complete, width)
        self.given: list[Line | Interrupt | End] = []
        self.sent = b""
        self.send(self.discipline.refresh())

    def _complete(self, text: str, cursor: int) -> list[str]:
        return [word for word in self.words if word.startswith(text[:cursor].rpartition(" ")[2])]

    def send(self, data: bytes) -> None:
        self.sent += data
        self.terminal.feed(data)

    def types(self, text: str | bytes) -> None:
        for step in self.discipline.receive(text.encode() if isinstance(text, str) else text):
            if isinstance(step, bytes):
                self.send(step)
            else:
                self.given.append(step)
                self.acts(step)

    def acts(self, step: Line | Interrupt | End) -> None:
        """What the door does about it."""

    def hears(self, text: str) -> None:
        self.send(self.discipline.screen.above(text))

    def resizes(self, width: int) -> None:
        self.terminal.resize(width)
        self.send(self.discipline.screen.resize(width, 24))


class Doorman(Seat):
    """A door that answers each line and asks for a password after `login`."""

    def acts(self, step: Line | Interrupt | End) -> None:
        if isinstance(step, Line):
            login = step.text == "login"
            self.discipline.editor.secret = login
            self.discipline.screen.prompt = "Password: " if login else PROMPT
            if not login and not step.secret:
                self.hears(f"* {step.text}")


class WhatIsSeen(SynchronousTestCase):
    """The person's own line."""

    def test_every_key_shows_at_once(self) -> None:
        for width in (80, 40):
            for joining in (True, False):
                seat = Seat(width, joining=joining)
                text = ""
                for character in f"kick 你好é e\u0301 🇫🇷 {FAMILY}":
                    seat.types(character)
                    text += character
                    plain = Terminal(width, joining=joining)
                    plain.feed((PROMPT + text).encode())
                    self.assertEqual((seat.terminal.line, seat.terminal.x), (plain.line, plain.x), text)

    def test_the_cursor_after_every_key(self) -> None:
        places = []
        seat = Seat(40)
        for key in ["a", "你", "e", "\u0301", FAMILY, *"\x02\x02\x02\x02\x02", *"\x06\x06", *"\x05\x7f\x01x"]:
            seat.types(key)
            places.append(seat.terminal.x - len(PROMPT))
        self.assertEqual(places, [1, 3, 4, 4, 6, 4, 3, 1, 0, 0, 1, 3, 6, 4, 0, 1])
        self.assertEqual(seat.terminal.line, PROMPT + "xa你e\u0301")

    def test_erasing_a_control_or_half_a_character_never_happens(self) -> None:
        seat = Seat()
        seat.types(f"a{FAMILY}\x7f")
        self.assertEqual(seat.terminal.line, PROMPT + "a")
        seat.types("bc\x02\x0b")
        self.assertEqual(seat.terminal.line, PROMPT + "ab")

    def test_simple_typing_sends_the_character_alone(self) -> None:
        seat = Seat()
        seat.sent = b""
        for character in "kick bob":
            seat.types(character)
        self.assertEqual(seat.sent, b"kick bob")

    def test_a_chunk_is_drawn_once(self) -> None:
        seat = Seat()
        seat.sent = b""
        seat.types("kick bob")
        self.assertEqual(seat.sent, b"kick bob")
        seat.sent = b""
        seat.types("x" * 5000)
        self.assertEqual(seat.sent.count(b"\a"), 1)

    def test_enter_interrupt_and_end(self) -> None:
        seat = Seat()
        seat.types("who\r")
        seat.types("kick")
        seat.types("\x03")
        seat.types("\x04")
        self.assertEqual(seat.given, [Line("who"), Interrupt(), End()])
        self.assertEqual(seat.terminal.above(), [PROMPT + "who", PROMPT + "kick^C", PROMPT.rstrip()])

    def test_clear_screen_keeps_the_line_and_what_scrolled_away(self) -> None:
        seat = Seat()
        for n in range(30):
            seat.hears(f"bob: {n}")
        seat.types("kick\x02\x0c")
        self.assertEqual((seat.terminal.line, seat.terminal.x), (PROMPT + "kick", len(PROMPT) + 3))
        self.assertEqual([row for row in seat.terminal.above() if row], [f"bob: {n}" for n in range(7)])

    def test_choices_are_listed_above(self) -> None:
        seat = Seat(words=("bob", "bobby", "ann"))
        seat.types("kick b\t\t")
        self.assertEqual((seat.terminal.above(), seat.terminal.line), (["bob  bobby"], PROMPT + "kick bob"))
        self.assertEqual(seat.terminal.x, len(PROMPT) + 8)

    def test_a_search_stands_in_the_prompt_s_place(self) -> None:
        seat = Seat()
        seat.types("kick bob\rwho\r\x12ki")
        self.assertEqual(seat.terminal.line, "(search 'ki'): kick bob")
        seat.types("\r")
        self.assertEqual(seat.terminal.above()[-1], PROMPT + "kick bob")
        self.assertEqual(seat.given[-1], Line("kick bob"))

    def test_a_paste_of_twenty_lines_is_answered_line_by_line(self) -> None:
        seat = Doorman(40)
        seat.types(b"\x1b[200~" + b"".join(b"say %d\r" % n for n in range(20)) + b"last\x1b[201~")
        self.assertEqual(seat.given, [Line(f"say {n}") for n in range(20)])
        rows = [row for n in range(20) for row in (f"{PROMPT}say {n}", f"* say {n}")]
        self.assertEqual((seat.terminal.above(), seat.terminal.line), (rows, PROMPT + "last"))

    def test_a_secret_shows_nothing(self) -> None:
        by_hand = ["login\r", *"hunter2", "\x02", "\r", "who"]
        for stream in (by_hand, ["login\rhunter2\rwho"], ["\x1b[200~login\nhunter2\nwho\x1b[201~"]):
            seat = Doorman()
            for chunk in stream:
                seat.types(chunk)
            self.assertEqual(seat.given, [Line("login"), Line("hunter2", secret=True)])
            self.assertEqual(seat.terminal.above(), [PROMPT + "login", "Password:"])
            self.assertEqual(seat.terminal.line, PROMPT + "who")
            self.assertNotIn(b"h", seat.sent.replace(b"who", b""))

    def test_the_cursor_stays_put_while_a_secret_is_typed(self) -> None:
        seat = Doorman()
        seat.types("login\r")
        seat.sent = b""
        seat.types("hunter2")
        seat.hears("bob: hi")
        self.assertEqual((seat.terminal.line, seat.terminal.x), ("Password:", 10))
        self.assertEqual(seat.sent, b"\r\x1b[Kbob: hi\r\nPassword: ")

    def test_an_error_in_what_a_line_does_leaves_the_editor_whole(self) -> None:
        """recvline hung up on an error in lineReceived."""

        class Stumbling(Seat):
            def acts(self, step: Line | Interrupt | End) -> None:
                raise ValueError("the door stumbled")

        seat = Stumbling()
        self.assertRaises(ValueError, seat.types, "kick bob\r")
        seat.send(seat.discipline.refresh())
        seat.types("who\x10")
        self.assertEqual((seat.terminal.line, seat.terminal.above()), (PROMPT + "kick bob", [PROMPT + "kick bob"]))


class WhileOthersSpeak(SynchronousTestCase):
    """Their lines come whole and in order; the line being typed is never torn."""

    def test_the_line_and_its_cursor_survive(self) -> None:
        seat = Seat(40)
        seat.types("kick 你好\x02")
        seat.hears("bob: hello")
        seat.hears("bob: how are you?\nann: fine")
        self.assertEqual(seat.terminal.above(), ["bob: hello", "bob: how are you?", "ann: fine"])
        self.assertEqual((seat.terminal.line, seat.terminal.x), (PROMPT + "kick 你好", len(PROMPT) + 7))

    def test_a_line_longer_than_the_window(self) -> None:
        seat = Seat(40)
        seat.types("x" * 100)
        seat.hears("y" * 100)
        self.assertEqual(seat.terminal.above(), ["y" * 40, "y" * 40, "y" * 20])
        self.assertRegex(seat.terminal.line, "^ann> <x+$")

    def test_a_resize_in_the_middle_of_the_line(self) -> None:
        for joining, reflowing in KINDS:
            seat = Seat(80, joining=joining, reflowing=reflowing)
            seat.hears("bob: hi")
            seat.types("a line of some fifty characters, with 你好 at its end" + "\x02" * 4)
            for width in (40, 20, 60, 80):
                seat.resizes(width)
                self.assertEqual(seat.terminal.above()[0], "bob: hi")
                self.assertEqual(seat.terminal.below(), "")
            self.assertEqual(seat.terminal.line, PROMPT + "a line of some fifty characters, with 你好 at its end")
            self.assertTrue(seat.terminal.before_cursor.endswith("at its"), seat.terminal.before_cursor)
            self.assertNotIn(b"\x1bc", seat.sent)
            self.assertNotIn(b"\x1b[2J", seat.sent)


TEXT = st.text("ab é你\u0301👨👩\u200d🏽🇫🇷", min_size=1, max_size=6).map(str.encode)
MOVES = [b"\x02", b"\x06", b"\x01", b"\x05", b"\x1bb", b"\x1bf", b"\x1b[A", b"\x1b[B"]
CHANGES = [b"\x08", b"\x1b[3~", b"\x0b", b"\x15", b"\x17", b"\x19", b"\x1b[200~paste \xe4\xbd\xa0\x1b[201~"]
KEYS = st.sampled_from([*MOVES, *CHANGES, b"\x1b", b"\x00"])
SPEECH = st.sampled_from(["one", "one\ntwo\r\n", "你好"])
MOMENTS = st.lists(st.one_of(TEXT, TEXT, KEYS, KEYS, SPEECH, st.integers(16, 50)), max_size=40)


def drawn(text: str) -> str:
    """A mark at the beginning has no letter to stand on and gets a circle. No other text here looks different from itself."""
    return "\u25cc" + text if text[:1] in ("\u0301", "\u200d") else text


class AtAnyMoment(SynchronousTestCase):
    """Random keys, speech of others and resizes, on every kind of terminal."""

    def looks_right(self, seat: Seat) -> None:
        """The last row is prompt and text, or the part of it around the cursor."""
        text, cursor, _ = seat.discipline.editor.view
        before, after = seat.terminal.before_cursor, seat.terminal.after_cursor
        self.assertEqual(seat.terminal.below(), "")
        self.assertTrue(before.startswith(PROMPT), before)
        before = before.removeprefix(PROMPT)
        head, tail = drawn(text[:cursor]), drawn(text)[len(drawn(text[:cursor])) :]
        if before.startswith("<"):
            self.assertTrue(head.endswith(before[1:]), (head, before))
        else:
            self.assertEqual(before, head)
        if after.endswith(">"):
            self.assertTrue(tail.startswith(after[:-1]), (tail, after))
        else:
            self.assertEqual(after, tail.rstrip(" "))

    def spoken(self, moments: list[bytes | str | int]) -> list[str]:
        return [row for moment in moments if isinstance(moment, str) for row in moment.split()]

    @given(MOMENTS, st.sampled_from(KINDS), st.sampled_from([80, 40]))
    @settings(deadline=None, max_examples=400)
    def test_the_line_is_never_torn(self, moments: list[bytes | str | int], kind: tuple[bool, bool], width: int) -> None:
        seat = Seat(width, joining=kind[0], reflowing=kind[1])
        for moment in moments:
            if isinstance(moment, bytes):
                seat.types(moment)
            elif isinstance(moment, str):
                seat.hears(moment)
            else:
                seat.resizes(moment)
            self.looks_right(seat)
        above = seat.terminal.above()
        if kind[1]:  # pieces of a reflowed line may stand between, but nothing that was said is lost
            above = re.findall("one|two|你好", "".join(above).replace(" ", ""))
        self.assertEqual(above, self.spoken(moments))

    @given(MOMENTS, st.sampled_from(KINDS), st.lists(st.integers(0, 40), max_size=5))
    @settings(deadline=None)
    def test_finished_lines_and_pastes_in_between(
        self, moments: list[bytes | str | int], kind: tuple[bool, bool], places: list[int]
    ) -> None:
        for place in places:
            moments = [*moments[:place], b"\r", *moments[place:], b"\x1b[200~ab\nba\na\x1b[201~"]
        seat = Doorman(60, joining=kind[0], reflowing=kind[1])
        for moment in moments:
            if isinstance(moment, bytes):
                seat.types(moment)
            elif isinstance(moment, str):
                seat.hears(moment)
            self.looks_right(seat)
        self.assertEqual([row for row in seat.terminal.above() if row in ("one", "two", "你好")], self.spoken(moments))
        answers = [row for row in seat.terminal.above() if row.startswith("* ")]
        lines = [line.text for line in seat.given if isinstance(line, Line)]
        self.assertEqual(len(answers), sum(bool(line.strip()) for line in lines), lines)
