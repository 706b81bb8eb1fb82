"""What is taken out of text, and that nothing else is."""

import unicodedata
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import staff as t
from chatroom.words.text import clean, nearest

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f466"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


class CleanTests(SynchronousTestCase):
    """One rule for all sources."""

    def test_what_drives_a_terminal_is_dropped(self) -> None:
        for code in (
            *range(0x20),
            *range(0x7F, 0xA0),
            *range(0x202A, 0x202F),
            *range(0x2066, 0x2070),
            0xFEFF,
            *range(0xFFF9, 0xFFFC),
        ):
            left = clean(f"a{chr(code)}b")
            self.assertEqual(left, "a b" if code in (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85) else "ab", hex(code))

    def test_line_and_paragraph_separators_are_spaces(self) -> None:
        self.assertEqual(clean("a\u2028b\u2029c"), "a b c")

    def test_half_a_surrogate_is_a_replacement_character(self) -> None:
        self.assertEqual(clean("a\ud800b\udfff"), "a\ufffdb\ufffd")

    def test_an_escape_sequence_is_harmless_text(self) -> None:
        self.assertEqual(clean("\x1b[2J\x1b]0;title\x07\x9b31m"), "[2J]0;title31m")

    def test_a_forged_line_stays_on_its_line(self) -> None:
        self.assertEqual(clean("hi\r\n[Server message] bye"), "hi  [Server message] bye")

    def test_what_languages_need_is_kept(self) -> None:
        for text in (
            "Grüße",
            "日本語",
            "שלום",
            "مرحبا",
            "می\u200cخواهم",
            FAMILY,
            SCOTLAND,
            "e\u0301",
            "a\u200eb",
            "\u2764\ufe0f",
            "  two  ",
        ):
            self.assertIs(clean(text), text)

    @settings(deadline=None)
    @given(st.text())
    def test_twice_is_once(self, text: str) -> None:
        once = clean(text)
        self.assertEqual(clean(once), once)
        self.assertFalse([ch for ch in once if unicodedata.category(ch) in ("Cc", "Zl", "Zp", "Cs")])

    def test_commands_clean_their_text_whoever_makes_them(self) -> None:
        bad, good = "a\x1bb\nc", "ab c"
        for command, fields in (
            (c.Say("", bad), ("text",)),
            (c.Act(bad), ("text",)),
            (c.Whisper(bad, bad), ("nick", "text")),
            (c.Reply(bad), ("text",)),
            (c.GoAway(bad), ("text",)),
            (c.Topic(bad, bad), ("text", "channel")),
            (c.SendFile(bad, bad), ("nick", "path")),
            (t.Kick(bad, bad, bad), ("channel", "nick", "reason")),
            (t.Mute(bad, bad, bad, bad), ("channel", "nick", "duration", "reason")),
            (t.Empty(bad), ("channel",)),
            (t.Shutdown(bad), ("reason",)),
            (c.Switch(bad), ("channel",)),
            (c.ListPeople(bad), ("channel",)),
            (c.Describe(bad), ("nick",)),
            (c.Ignore(bad), ("nick",)),
            (c.Help(bad), ("topic",)),
            (c.Set(bad, bad), ("key", "value")),
        ):
            self.assertEqual([getattr(command, name) for name in fields], [good] * len(fields), command)


WORDS = st.text("ab-", max_size=7)


@cache
def edits(one: str, other: str) -> int:
    """How many letters must be put in, taken out, changed, or swapped with their neighbour: tried out, one after the other."""
    if not one or not other:
        return len(one) + len(other)
    tries = [
        edits(one[1:], other) + 1,
        edits(one, other[1:]) + 1,
        edits(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if one[:2] == other[1::-1] and len(one) > 1:
        tries.append(edits(one[2:], other[2:]) + 1)
    return min(tries)


class NearestTests(SynchronousTestCase):
    """Did you mean?"""

    def test_up_to_two_edits(self) -> None:
        words = ("whisper", "list", "kick", "who")
        for typed, meant in (
            ("whispr", "whisper"),
            ("whipser", "whisper"),  # two neighbours swapped: one edit
            ("lsit", "list"),
            ("lists", "list"),
            ("kcik", "kick"),
            ("wisper", "whisper"),
            ("hwipser", "whisper"),
            ("zzzzzzz", ""),
            ("wsp", ""),
            ("", ""),
        ):
            self.assertEqual(nearest(typed, words), meant, typed)

    def test_capitals_are_no_edit(self) -> None:
        self.assertEqual(
            [nearest(typed, ("lobby", "Tea")) for typed in ("LOBBY", "LOBBI", "TEA", "T")], ["lobby", "lobby", "Tea", ""]
        )

    def test_of_equals_the_first(self) -> None:
        self.assertEqual(nearest("bat", ("cat", "hat")), "cat")

    def test_the_word_itself(self) -> None:
        self.assertEqual(nearest("list", ("lost", "list")), "list")

    def test_nothing_in_common_is_not_near(self) -> None:
        self.assertEqual(nearest("ab", ("xy",)), "")
        self.assertEqual(nearest("a", ("b",)), "")

    @settings(deadline=None, max_examples=500)
    @given(WORDS, WORDS)
    def test_it_is_as_near_as_its_edits_are_few(self, typed: str, word: str) -> None:
        few = edits(typed, word) <= (2 if len(typed) > 3 else 1) and edits(typed, word) < max(len(typed), len(word))
        self.assertEqual(nearest(typed, (word,)), word if few else "")
