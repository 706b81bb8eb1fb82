"""Bytes -> keys: what terminals send (ECMA-48, xterm's ctlseqs, rxvt, the Linux console), cut anywhere."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.terminal.keys import Decoder, Key, Named, Paste, Typed


def keys(*chunks: bytes) -> list[Key]:
    decoder = Decoder()
    return [key for chunk in chunks for key in decoder.feed(chunk)]


def typed(text: str) -> list[Key]:
    return [Typed(character) for character in text]


class Text(SynchronousTestCase):
    """UTF-8, whole or not."""

    def test_any_language_is_typed(self) -> None:
        """recvline dropped everything that is not ASCII: `kick 你好é` arrived as `kick `."""
        self.assertEqual(keys(b"kick \xe4\xbd\xa0\xe5\xa5\xbd\xc3\xa9"), typed("kick 你好é"))

    def test_a_character_cut_in_pieces(self) -> None:
        self.assertEqual(keys(b"\xe4", b"\xbd", b"\xa0"), typed("你"))

    def test_bytes_that_are_not_utf_8(self) -> None:
        self.assertEqual(keys(b"a\xffb"), typed("a\ufffdb"))
        self.assertEqual(keys(b"\xe4\xbd\r"), [Typed("\ufffd"), Named.ENTER])
        self.assertEqual(keys(b"\xe4\x1b[A"), [Typed("\ufffd"), Named.UP])


class Controls(SynchronousTestCase):
    """One byte, one key."""

    def test_every_line_end_is_one_enter(self) -> None:
        for data in (b"\r", b"\n", b"\r\n"):
            self.assertEqual(keys(data), [Named.ENTER], data)
        self.assertEqual(keys(b"\r", b"\n"), [Named.ENTER])
        self.assertEqual(keys(b"\r\r\n\n"), [Named.ENTER] * 3)
        self.assertEqual(keys(b"\rx\n"), [Named.ENTER, Typed("x"), Named.ENTER])

    def test_controls_are_never_text(self) -> None:
        """recvline put ^K into the line as text."""
        every = keys(bytes(byte for byte in range(0x20) if byte != 0x1B) + b"\x7f")
        self.assertFalse([key for key in every if not isinstance(key, Named)])
        self.assertEqual(keys(b"\x0b"), [Named.ERASE_TO_END])

    def test_each_has_its_meaning(self) -> None:
        meanings = {
            b"\x01": Named.HOME,
            b"\x05": Named.END,
            b"\x02": Named.LEFT,
            b"\x06": Named.RIGHT,
            b"\x03": Named.INTERRUPT,
            b"\x04": Named.END_OF_INPUT,
            b"\x07": Named.CANCEL,
            b"\x08": Named.BACKSPACE,
            b"\x7f": Named.BACKSPACE,
            b"\x09": Named.TAB,
            b"\x0b": Named.ERASE_TO_END,
            b"\x0c": Named.CLEAR_SCREEN,
            b"\x0e": Named.DOWN,
            b"\x10": Named.UP,
            b"\x12": Named.SEARCH,
            b"\x15": Named.ERASE_TO_START,
            b"\x17": Named.ERASE_WORD,
            b"\x19": Named.YANK,
        }
        for data, key in meanings.items():
            self.assertEqual(keys(data), [key], data)

    def test_the_rest_is_nothing(self) -> None:
        self.assertEqual(keys(b"\x00\x0f\x11\x13\x14\x16\x18\x1a\x1c\x1d\x1e\x1f"), [])


class Sequences(SynchronousTestCase):
    """What begins with ESC."""

    def test_keys_of_every_terminal(self) -> None:
        meanings = {
            Named.UP: (b"\x1b[A", b"\x1bOA"),
            Named.DOWN: (b"\x1b[B", b"\x1bOB"),
            Named.RIGHT: (b"\x1b[C", b"\x1bOC", b"\x1b[1;2C"),
            Named.LEFT: (b"\x1b[D", b"\x1bOD", b"\x1b[1;2D"),
            Named.HOME: (b"\x1b[H", b"\x1bOH", b"\x1b[1~", b"\x1b[7~"),
            Named.END: (b"\x1b[F", b"\x1bOF", b"\x1b[4~", b"\x1b[8~"),
            Named.DELETE: (b"\x1b[3~",),
            Named.WORD_RIGHT: (b"\x1b[1;5C", b"\x1b[1;3C", b"\x1b[1;6C", b"\x1bOc", b"\x1bf"),
            Named.WORD_LEFT: (b"\x1b[1;5D", b"\x1b[1;3D", b"\x1bOd", b"\x1bb"),
            Named.ERASE_WORD: (b"\x1b\x7f", b"\x1b\x08"),
            Named.ERASE_WORD_RIGHT: (b"\x1bd", b"\x1b[3;5~"),
            Named.ENTER: (b"\x1bOM",),
        }
        for key, sequences in meanings.items():
            for sequence in sequences:
                self.assertEqual(keys(sequence + b"x"), [key, Typed("x")], sequence)

    def test_what_is_unknown_is_swallowed_whole(self) -> None:
        unknown = (
            b"\x1bOP",  # F1
            b"\x1b[15~",  # F5
            b"\x1b[24;5~",  # ctrl F12
            b"\x1b[[A",  # F1 of the Linux console
            b"\x1b[Z",  # shift Tab
            b"\x1b[2~",  # Insert
            b"\x1b[I",  # focus
            b"\x1b[13;5u",  # ctrl Enter of kitty
            b"\x1b[?62;22c",  # an answer: who are you
            b"\x1b[24;80R",  # an answer: where is the cursor
            b"\x1b[1$y",
            b"\x1b[201~",  # the end of a paste that has not begun
            b"\x1b]11;rgb:0000/0000/0000\x07",  # an answer: which colour
            b"\x1b]11;rgb:0000/0000/0000\x1b\\",
            b"\x1bP1+r544e=787465726d\x1b\\",
        )
        for sequence in unknown:
            self.assertEqual(keys(b"a" + sequence + b"b"), typed("ab"), sequence)

    def test_a_sequence_without_end_is_bounded(self) -> None:
        self.assertEqual(keys(b"\x1b[" + b"1" * 100 + b"xyz")[-3:], typed("xyz"))
        self.assertEqual(keys(b"\x1b]1" + b"1" * 300 + b"xyz")[-3:], typed("xyz"))

    def test_enter_ends_a_sequence_that_was_none(self) -> None:
        for begun in (b"\x1b", b"\x1b[", b"\x1b[1;", b"\x1bO", b"\x1b]0;title", b"\x1bP"):
            self.assertEqual(keys(begun + b"\rx")[-2:], [Named.ENTER, Typed("x")], begun)
            self.assertEqual(keys(begun + b"\x1b[A"), [*typed("P" * begun.endswith(b"P")), Named.UP], begun)

    def test_escape_alone_loses_nothing_that_is_typed_later(self) -> None:
        for text in ("x", "kick", "你", "Please", "]", "_^X", " "):
            self.assertEqual(keys(b"\x1b", text.encode() + b" "), typed(text + " "), text)
        self.assertEqual(keys(b"\x1b\x1b\x1b", b"x"), typed("x"))
        self.assertEqual(keys(b"\x1b\x1b[A"), [Named.UP])


class Pasting(SynchronousTestCase):
    """Bracketed paste (xterm's ctlseqs)."""

    def test_a_paste_is_one_key(self) -> None:
        self.assertEqual(keys(b"a\x1b[200~one\ntwo\x1b[201~b"), [Typed("a"), Paste("one\ntwo"), Typed("b")])

    def test_all_line_ends_are_one(self) -> None:
        self.assertEqual(keys(b"\x1b[200~a\rb\r\nc\nd\x1b[201~"), [Paste("a\nb\nc\nd")])

    def test_whatever_stands_inside_is_text(self) -> None:
        self.assertEqual(keys(b"\x1b[200~\x03\x1b[A\x1b[200~\x1b[201~"), [Paste("\x03\x1b[A\x1b[200~")])

    def test_bytes_that_are_not_utf_8(self) -> None:
        self.assertEqual(keys(b"\x1b[200~a\xffb\xe4\x1b[201~c"), [Paste("a\ufffdb\ufffd"), Typed("c")])

    def test_it_is_bounded(self) -> None:
        self.assertEqual(keys(b"\x1b[200~" + b"x" * 65536 + b"\x1b[201~"), [Paste("x" * 65536)])
        self.assertEqual(keys(b"\x1b[200~" + b"x" * 65537 + b"\x1b[201~y"), [Paste("x" * 65536, whole=False), Typed("y")])
        wide = "你".encode() * 30000  # 65536 is in the middle of the 21846th
        self.assertEqual(keys(b"\x1b[200~" + wide + b"\x1b[201~"), [Paste("你" * 21845, whole=False)])

    def test_what_is_held_is_bounded(self) -> None:
        decoder = Decoder()
        decoder.feed(b"\x1b[200~")
        for _ in range(100):
            decoder.feed(b"\n" * 10000)
        self.assertLess(len(decoder._pasted) + len(decoder._tail), 65600)


ORDINARY = [
    b"a",
    b"\r",
    b"\n",
    b"\r\n",
    b"\x00",
    b"\x07",
    b"\xe4\xbd\xa0",
    b"\xe4",
    b"\xbd",
    b"\xf0\x9f\x91\xa8",
    b"\xed\xa0\x80",
]
BEGUN = [b"\x1b", b"\x1b[", b"\x1bO", b"\x1b]0;x", b"\x1bP", b"\x1b\\", b"\x1b[200~"]
WHOLE = [b"\x1b[A", b"\x1b[1;5D", b"\x1b[[A", b"\x1b[201~", b"\x1b[200~a\r\x1b[201~"]
PIECES = st.sampled_from(ORDINARY + BEGUN + WHOLE)
STREAMS = st.lists(st.one_of(PIECES, st.binary(max_size=4)), max_size=30).map(b"".join)


class Splitting(SynchronousTestCase):
    """The network cuts where it likes."""

    @given(STREAMS, st.data())
    @settings(deadline=None, max_examples=300)
    def test_the_same_keys_however_the_bytes_are_cut(self, stream: bytes, data: st.DataObject) -> None:
        cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
        chunks = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
        whole = keys(stream)
        self.assertEqual(keys(*chunks), whole)
        self.assertEqual(keys(*(stream[at : at + 1] for at in range(len(stream)))), whole)

    @given(st.text(st.characters(blacklist_categories=["Cc", "Cs"]), max_size=20))
    @settings(deadline=None)
    def test_text_comes_back(self, text: str) -> None:
        self.assertEqual(keys(text.encode()), typed(text))
