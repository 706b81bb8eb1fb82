"""Lines for a narrow window: broken between words, never within a character, and nothing lost."""

import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.lines import cleaned
from chatroom.formats.plain import plain
from chatroom.formats.wrapping import STEPS, step, wrapped
from chatroom.words import events as e
from chatroom.words.refusals import Reason, Refused
from tests.formats.samples import EVENTS, filled

AT = 1_700_000_000.0
FAMILY = "👨‍👩‍👧‍👦"


def said(text: str, width: int, **look: bool) -> list[str]:
    """What somebody with a window of that width sees when ann says it."""
    line = plain(width=width, **look).encode(e.Said(AT, "lobby", 1, e.Who("ann", 1), text))
    assert line is not None and line.endswith(b"\r\n")
    return line.decode().removesuffix("\r\n").split("\r\n")


def pieces(text: str, width: int) -> list[str]:
    made = wrapped(cleaned(text), width)
    assert isinstance(made, list)
    return [str(line) for line in made]


class Steps(SynchronousTestCase):
    """Few widths, so that few groups of listeners."""

    def test_rounded_down_but_never_below_20(self) -> None:
        for width, expected in ((0, 0), (1, 20), (19, 20), (20, 20), (23, 20), (24, 24), (40, 40), (79, 72), (80, 80), (99, 80),
                                (100, 100), (131, 120), (200, 200), (65535, 200)):  # fmt: skip
            self.assertEqual(step(width), expected, width)

    def test_windows_of_one_step_share_one_variant(self) -> None:
        self.assertIs(plain().with_width(80), plain(width=99))
        self.assertIsNot(plain().with_width(80), plain())
        self.assertIs(plain().with_width(80).with_width(0), plain())
        self.assertLessEqual(len({plain().with_width(width) for width in range(65536)}), 17)

    def test_the_other_switches_stay(self) -> None:
        look = plain(colour="on", unknown="chat").with_width(40)
        self.assertIs(look, plain(colour="on", unknown="chat", width=40))
        self.assertIs(look.vary("clock", "on"), plain(colour="on", clock="24h", unknown="chat", width=40))
        self.assertIs(look.with_files(), plain(colour="on", unknown="chat", files=True, width=40))


class Typed(SynchronousTestCase):
    """G1104: the width by hand, for telnet and nc, which do not tell it by themselves."""

    def test_steps(self) -> None:
        for typed, width in (("40", "40"), ("47", "40"), ("20", "20"), ("9999", "200"), ("off", "off"), ("OFF", "off")):
            self.assertEqual(dict(plain().vary("width", typed).settings())["width"], width)
        self.assertIs(plain().vary("width", "40"), plain(width=40))
        self.assertIs(plain(width=40).vary("width", "off"), plain())

    def test_refused(self) -> None:
        for typed in ("19", "0", "-40", "wide", "4e1", "10000", "\u0664\u0660", "on"):
            with self.assertRaises(Refused) as no:
                plain().vary("width", typed)
            self.assertEqual((no.exception.reason, no.exception.hint), (Reason.BAD_SETTING, "off, 40, 80"))


class WithoutUnicode(SynchronousTestCase):
    """G1104: what the server itself says needs no more than ASCII, and nothing that drives a terminal."""

    def test_every_sentence(self) -> None:
        for kind in EVENTS:
            for event in filled(kind, "x"):
                wire = plain(simple=True).encode(event) or b""
                if wire == b"\x07":  # a bell is all that a mention is
                    continue
                self.assertTrue(wire.isascii(), wire)
                self.assertEqual([byte for byte in wire.rstrip(b"\r\n") if byte < 32 and byte not in b"\r\n\x01"], [], wire)


class Breaking(SynchronousTestCase):
    """Where a line is broken, and how the rest of it looks."""

    def test_between_words(self) -> None:
        self.assertEqual(
            said("the quick brown fox jumps over the dog", 20), ["ann: the quick brown", "  fox jumps over the", "  dog"]
        )

    def test_forty_columns(self) -> None:
        heard = plain(width=40).encode(e.Welcomed(AT, "lobby", e.Who("ann", 1), "Bring a friend, and bring another one too"))
        assert heard is not None
        lines = heard.decode().split("\r\n")
        self.assertEqual(lines[0], "* Welcome to lobby, ann.")
        self.assertLessEqual(max(len(line) for line in lines), 40)

    def test_what_fits_is_untouched(self) -> None:
        for text in ("x" * 15, "a  b   c", "日本語日本語日", FAMILY * 7):
            self.assertEqual(said(text, 20), [f"ann: {text}"])

    def test_without_a_width_nothing_is_broken(self) -> None:
        self.assertEqual(said("word " * 200 + "end", 0), ["ann: " + "word " * 200 + "end"])

    def test_a_word_longer_than_a_line(self) -> None:
        self.assertEqual(said("x" * 40, 20), ["ann: " + "x" * 15, "  " + "x" * 18, "  " + "x" * 7])

    def test_a_hyphen_is_part_of_its_word(self) -> None:
        self.assertEqual(said("a very well-known one", 20), ["ann: a very", "  well-known one"])

    def test_wide_characters_count_two(self) -> None:
        self.assertEqual(said("日本語日本語日本語日本語", 20), ["ann: 日本語日本語日", "  本語日本語"])

    def test_no_character_is_torn(self) -> None:
        self.assertEqual(said(FAMILY * 12, 20), ["ann: " + FAMILY * 7, "  " + FAMILY * 5])
        self.assertEqual(said("e\u0301" * 30, 20), ["ann: " + "e\u0301" * 15, "  " + "e\u0301" * 15])

    def test_nobody_can_begin_a_line_like_the_server(self) -> None:
        lines = said("xxxxxxxxxxxxxxx * You have been kicked. bob: yes ~ [whisper from eve] hi", 20)
        self.assertGreater(len(lines), 3)
        for line in lines[1:]:
            self.assertTrue(line.startswith("  "), line)

    def test_colours_go_on_in_the_next_line(self) -> None:
        line = plain(colour="on", width=20).encode(e.Said(AT, "lobby", 1, e.Who("ann", 1), "the quick brown fox"))
        self.assertEqual(line, b"\x1b[1mann\x1b[0m: the quick brown\r\n  fox\r\n")
        line = plain(colour="on", width=20).encode(e.Joined(AT, "a-long-channel", 1, e.Who("ann", 1)))
        self.assertEqual(line, b"\x1b[2m* ann has joined\x1b[0m\r\n\x1b[2m  a-long-channel.\x1b[0m\r\n")

    def test_the_form_for_screen_readers_stays_whole(self) -> None:
        self.assertEqual(said("word " * 20 + "end", 20, simple=True), ["ann says: " + "word " * 20 + "end"])

    def test_control_lines_stay_whole(self) -> None:
        path = "a folder with many words/" * 5 + "x"
        line = plain(files=True, width=20).encode(e.Upload(AT, "TICKET", path))
        self.assertEqual(line, f"\x01upload TICKET {path}\r\n".encode())

    def test_silence_stays_silence(self) -> None:
        self.assertIsNone(wrapped(None, 20))
        self.assertEqual(wrapped([], 20), [])
        self.assertEqual(pieces("", 20), [""])


class AnyText(SynchronousTestCase):
    """Whatever people write."""

    texts = st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(
                ["word", "日本", FAMILY, "e\u0301", "🇫🇷", " ", "  ", "-", "\u00a0", "\u0301", "क्षि", "x" * 30, "\u200d", "﷽"]
            )
        ).map("".join),
    )

    @settings(deadline=None, max_examples=300)
    @given(texts, st.sampled_from(STEPS))
    def test_every_line_fits_and_nothing_but_blanks_is_lost(self, text: str, width: int) -> None:
        text = cleaned(text)
        lines = pieces(text, width)
        self.assertEqual("".join("".join(lines).split()), "".join(text.split()))
        for line in lines:
            self.assertLessEqual(wcwidth.width(line), width)
        for line in lines[1:]:
            self.assertTrue(line.startswith("  "))
