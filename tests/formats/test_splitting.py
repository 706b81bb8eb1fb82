"""Lines out of bytes: four ends, one limit, three ways to treat what is longer."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.splitting import OVERLONG, Piece, Splitter

WAYS = ("refuse", "cut", "split")
INPUT = st.lists(
    st.sampled_from(
        [b"\r", b"\n", b"\0", b"\r\n", b"\r\0", b"a", b"bcdefgh", "é".encode(), "漢".encode(), "😀".encode(), b"\xff", b"\x80"]
    )
).map(b"".join)


def lines(splitter: Splitter, *pieces: bytes) -> list[bytes]:
    """All lines out of these pieces, in order."""
    out: list[bytes] = []
    for piece in pieces:
        splitter.feed(piece)
        out += splitter.lines()
    return out


def bytewise(data: bytes) -> list[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


class EndsTest(SynchronousTestCase):
    """LF, CR LF, CR NUL and CR each end a line, once."""

    def same(self, data: bytes, *expected: bytes) -> None:
        """In one piece, byte by byte, and in any two pieces."""
        self.assertEqual(lines(Splitter(100, "refuse"), data), list(expected))
        self.assertEqual(lines(Splitter(100, "refuse"), *bytewise(data)), list(expected))
        for i in range(len(data)):
            self.assertEqual(lines(Splitter(100, "refuse"), data[:i], b"", data[i:]), list(expected), i)

    def test_each_alone(self) -> None:
        for end in (b"\n", b"\r\n", b"\r\0", b"\r"):
            self.same(b"hello" + end, b"hello")
            self.same(b"hello" + end + b"you" + end, b"hello", b"you")

    def test_mixed(self) -> None:
        self.same(b"a\nb\r\nc\r\0d\re\n", b"a", b"b", b"c", b"d", b"e")

    def test_empty_lines(self) -> None:
        self.same(b"\n\n", b"", b"")
        self.same(b"\r\r", b"", b"")
        self.same(b"\r\n\r\n", b"", b"")
        self.same(b"\r\0\r\0", b"", b"")

    def test_ends_that_look_like_others(self) -> None:
        self.same(b"a\n\rb\n", b"a", b"", b"b")
        self.same(b"a\r\r\nb\n", b"a", b"", b"b")
        self.same(b"a\r\r\0b\n", b"a", b"", b"b")
        self.same(b"a\r\0\nb\n", b"a", b"", b"b")  # CR NUL, then LF

    def test_nul_and_backspace_elsewhere_stay(self) -> None:
        self.same(b"\0a\0b\n\0c\x08\x7f\r\n\0\r\0", b"\0a\0b", b"\0c\x08\x7f", b"\0")
        self.same(b"a\r\0\0b\n", b"a", b"\0b")

    def test_other_separators_end_nothing(self) -> None:
        self.same(b"a\x0b\x0c\x1c\x1d\x1e\x85b\r\n", b"a\x0b\x0c\x1c\x1d\x1e\x85b")

    def test_a_carriage_return_ends_its_line_at_once(self) -> None:
        splitter = Splitter(100, "refuse")
        self.assertEqual(lines(splitter, b"hello\r"), [b"hello"])
        self.assertEqual(lines(splitter, b""), [])
        self.assertEqual(lines(splitter, b"\nyou\r"), [b"you"])
        self.assertEqual(lines(splitter, b"\0"), [])
        self.assertEqual(lines(splitter, b"\n"), [b""])

    def test_half_a_line_is_never_given(self) -> None:
        splitter = Splitter(100, "refuse")
        self.assertEqual(lines(splitter, b"a\nhal"), [b"a"])
        self.assertEqual(lines(splitter), [])
        self.assertEqual(splitter.rest, b"hal")
        self.assertEqual(lines(splitter, b"f\n"), [b"half"])


class LimitTest(SynchronousTestCase):
    """A line of the limit passes; one byte more is too long."""

    def same(self, limit: int, way: str, data: bytes, *expected: bytes) -> None:
        for pieces in ([data], bytewise(data)):
            found = lines(Splitter(limit, way), *pieces)
            self.assertEqual(found, list(expected))
            # OVERLONG equals an empty line, so that nobody chokes on it; they are told apart by identity.
            self.assertEqual([line is OVERLONG for line in found], [line is OVERLONG for line in expected])

    def test_at_the_limit(self) -> None:
        for way in WAYS:
            self.same(5, way, b"12345\r\n12345\n", b"12345", b"12345")

    def test_refused(self) -> None:
        self.same(5, "refuse", b"a\n123456\nb\n\n", b"a", OVERLONG, b"b", b"")
        self.same(5, "refuse", b"123456\r\n1234567890123\r\n", OVERLONG, OVERLONG)

    def test_refused_as_soon_as_it_is_too_long(self) -> None:
        splitter = Splitter(5, "refuse")
        self.assertEqual(lines(splitter, b"12345"), [])
        self.assertIs(lines(splitter, b"6")[0], OVERLONG)
        self.assertEqual(lines(splitter, b"789", b"0" * 100, b"\r"), [])
        self.assertEqual(lines(splitter, b"\nok\n"), [b"ok"])

    def test_cut(self) -> None:
        self.same(5, "cut", b"a\n1234567890\nb\n", b"a", b"12345", b"b")

    def test_cut_waits_for_the_end(self) -> None:
        splitter = Splitter(5, "cut")
        self.assertEqual(lines(splitter, b"1234567", b"890"), [])
        self.assertEqual(lines(splitter, b"\n"), [b"12345"])

    def test_split(self) -> None:
        self.same(5, "split", b"a\n1234567890\nb\n", b"a", b"12345", b"67890", b"b")
        self.same(5, "split", b"12345678901\n", b"12345", b"67890", b"1")

    def test_characters_are_not_torn(self) -> None:
        self.same(5, "cut", "abcdé\n".encode(), b"abcd")
        self.same(5, "cut", "abcéx\n".encode(), b"abc\xc3\xa9")
        self.same(5, "cut", "ab😀\n".encode(), b"ab")
        self.same(5, "cut", "abc漢\n".encode(), b"abc")
        self.same(4, "split", "😀😀a\n".encode(), b"\xf0\x9f\x98\x80", b"\xf0\x9f\x98\x80", b"a")
        self.same(5, "split", "漢漢漢\n".encode(), b"\xe6\xbc\xa2", b"\xe6\xbc\xa2", b"\xe6\xbc\xa2")

    def test_what_is_no_utf_8_is_cut_at_the_limit(self) -> None:
        self.same(5, "split", b"\x80" * 7 + b"\n", b"\x80" * 5, b"\x80" * 2)
        self.same(5, "split", b"ab" + b"\x80" * 5 + b"\n", b"ab\x80\x80\x80", b"\x80\x80")
        self.same(2, "split", "😀\n".encode(), b"\xf0\x9f", b"\x98\x80")  # too long for the limit itself

    def test_the_limit_may_change_after_a_line(self) -> None:
        """The name is held to 3 bytes, what is said after it to 8, though all came at once."""
        for way in WAYS:
            for data in (b"ann\n12345678\n", b"ann\n12345678"):
                splitter = Splitter(3, way)
                splitter.feed(data)
                found = []
                for line in splitter.lines():
                    found.append(line)
                    splitter.limit = 8
                if not data.endswith(b"\n"):
                    found += lines(splitter, b"\n")
                self.assertEqual(found, [b"ann", b"12345678"], (way, data))

    def test_who_stops_early_loses_nothing(self) -> None:
        splitter = Splitter(5, "split")
        splitter.feed(b"a\n12345678\nb\nhal")
        self.assertEqual(next(splitter.lines()), b"a")
        self.assertEqual(next(splitter.lines()), b"12345")
        splitter.feed(b"f\nc\n")
        self.assertEqual(list(splitter.lines()), [b"678", b"b", b"half", b"c"])

    def test_ten_megabytes_without_an_end(self) -> None:
        for way in WAYS:
            splitter = Splitter(1024, way)
            found = 0
            for _ in range(160):
                found += len(lines(splitter, b"x" * 65536))
                self.assertLessEqual(len(splitter.rest), 1024)
            self.assertEqual(found, {"refuse": 1, "cut": 0, "split": 160 * 64 - 1}[way])
            self.assertEqual(lines(splitter, b"\nhello\n")[-1], b"hello")


class AnySplittingTest(SynchronousTestCase):
    """However the bytes arrive, the lines are those of a plain reference (invariant 21)."""

    @settings(deadline=None, max_examples=300)
    @given(INPUT, st.integers(1, 9), st.sampled_from(WAYS), st.data())
    def test_the_lines_are_the_same(self, data: bytes, limit: int, way: str, cuts: st.DataObject) -> None:
        where = sorted(cuts.draw(st.lists(st.integers(0, len(data)), max_size=8)))
        pieces = [data[a:b] for a, b in zip([0, *where], [*where, len(data)], strict=True)]
        expected = reference(data, limit, way)
        for arrival in ([data], pieces, bytewise(data)):
            splitter = Splitter(limit, way)
            found = []
            for piece in arrival:
                found += lines(splitter, piece)
                self.assertLessEqual(len(splitter.rest), limit)
            self.assertEqual([None if line is OVERLONG else line for line in found], expected)

    @settings(deadline=None)
    @given(st.text(), st.integers(4, 9))
    def test_split_loses_nothing(self, text: str, limit: int) -> None:
        text = "x" + text.encode("utf-8", "ignore").decode().replace("\n", "").replace("\r", "")  # a slash first would be cut
        found = lines(Splitter(limit, "split"), text.encode() + b"\n")
        self.assertEqual("".join(piece.decode() for piece in found), text)


def reference(data: bytes, limit: int, way: str) -> list[bytes | None]:
    """The lines of `data`, read with one regular expression; None for one that is refused.

    What has no end counts only where it shows already: a refusal at once, and pieces that are certainly full.
    """
    *whole, rest = re.split(rb"\r\n|\r\0|\r|\n", data)
    out: list[bytes | None] = []
    for line in whole:
        if len(line) <= limit:
            out.append(line)
        elif manner(line, limit, way) == "refuse":
            out.append(None)
        else:
            out += chunks(line, limit)[: 1 if manner(line, limit, way) == "cut" else None]
    if len(rest) > limit and manner(rest, limit, way) == "refuse":
        out.append(None)
    elif manner(rest, limit, way) == "split":
        out += chunks(rest, limit)[:-1]
    return out


def manner(line: bytes, limit: int, way: str) -> str:
    """Where lines are split, a command is cut, and a control line refused."""
    if way != "split" or re.match(rb"[ \t\v\f]*[^/\x01 \t\v\f]", line[:limit], re.DOTALL):
        return way
    return "refuse" if line[:limit].lstrip(b" \t\v\f").startswith(b"\x01") else "cut"


def chunks(line: bytes, limit: int) -> list[bytes]:
    """`line` in pieces as long as may be; up to three bytes shorter if the next would begin with a continuation byte."""
    out = []
    while len(line) > limit:
        ends = [n for n in (limit, limit - 1, limit - 2, limit - 3) if n > 0 and not 0x80 <= line[n] <= 0xBF]
        out.append(line[: (ends or [limit])[0]])
        line = line[len(out[-1]) :]
    return [*out, line]


class CommandTest(SynchronousTestCase):
    """Where long lines are split, commands are not: their end would be said to everybody."""

    def given(self, *pieces: bytes) -> list[bytes]:
        splitter = Splitter(10, "split")
        lines: list[bytes] = []
        for piece in pieces:
            splitter.feed(piece)
            lines += splitter.lines()
        return lines

    def test_a_whisper_is_cut(self) -> None:
        for pieces in (
            (b"/w bob secrets for bob\nhi\n",),
            (b"/w bob sec", b"rets for", b" bob\nhi\n"),
            (b"  /w bob secrets\nhi\n",),
        ):
            lines = self.given(*pieces)
            self.assertEqual([line.strip()[:4] for line in lines], [b"/w b", b"hi"])
            self.assertLessEqual(max(map(len, lines)), 10)

    def test_a_control_line_is_refused(self) -> None:
        self.assertEqual(self.given(b"\x01send 5 bob long\nhi\n"), [OVERLONG, b"hi"])
        self.assertIs(self.given(b"\x01send 5 bob", b" long\n")[0], OVERLONG)

    def test_blanks_before_a_command_hide_nothing(self) -> None:
        self.assertEqual(self.given(b" " * 12 + b"/w bob secret\nhi\n"), [b" " * 10, b"hi"])

    def test_the_rest_of_a_split_line_is_no_command(self) -> None:
        for pieces in ((b"0123456789/quit\n/quit\n",), tuple(bytes([byte]) for byte in b"0123456789/quit\n/quit\n")):
            first, second, third = self.given(*pieces)
            self.assertEqual((first, second, third), (b"0123456789", b"/quit", b"/quit"))
            self.assertEqual([isinstance(line, Piece) for line in (first, second, third)], [False, True, False])
