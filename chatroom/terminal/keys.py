"""From the bytes of a terminal to keys, however the network has cut them.

bytes -> ground -> Typed, Named (controls)
         ESC ... -> sequence -> Named, or nothing: what we do not know is swallowed whole
         ESC [200~ -> paste ... ESC [201~ -> Paste

It must never know what a key does. It has no clock, so an ESC waits for the next byte; that byte is then a key like any other,
unless the two make a sequence.
"""

import codecs
import re
from dataclasses import dataclass
from enum import Enum, auto

LONGEST_PASTE = 65536  # bytes
_LONGEST_SEQUENCE = 32  # bytes; real ones have at most a dozen
_LONGEST_STRING = 256  # bytes of an answer that we never asked for

_ESC = 0x1B
_PASTE_END = b"\x1b[201~"
_STRING_STARTS = b"0123456789!>"
_TEXT = re.compile(rb"[\x20-\x7e\x80-\xff]+")
_NUMBERS = re.compile(rb"[0-9;]*")


class Named(Enum):
    """What a key without a character asks for, whichever bytes the terminal has for it."""

    ENTER = auto()
    TAB = auto()
    LEFT = auto()
    RIGHT = auto()
    WORD_LEFT = auto()
    WORD_RIGHT = auto()
    HOME = auto()
    END = auto()
    UP = auto()
    DOWN = auto()
    BACKSPACE = auto()
    DELETE = auto()
    ERASE_WORD = auto()
    ERASE_WORD_RIGHT = auto()
    ERASE_TO_START = auto()
    ERASE_TO_END = auto()
    YANK = auto()
    SEARCH = auto()
    CANCEL = auto()
    INTERRUPT = auto()
    END_OF_INPUT = auto()
    CLEAR_SCREEN = auto()


@dataclass(frozen=True, slots=True)
class Typed:
    """One code point; bytes that are not UTF-8 are U+FFFD."""

    character: str


@dataclass(frozen=True, slots=True)
class Paste:
    """What a terminal with bracketed paste sent in one go; line ends are "\\n". `whole`: nothing was too long and cut."""

    text: str
    whole: bool = True


Key = Named | Typed | Paste

_CONTROLS = {
    0x01: Named.HOME,
    0x02: Named.LEFT,
    0x03: Named.INTERRUPT,
    0x04: Named.END_OF_INPUT,
    0x05: Named.END,
    0x06: Named.RIGHT,
    0x07: Named.CANCEL,
    0x08: Named.BACKSPACE,
    0x09: Named.TAB,
    0x0B: Named.ERASE_TO_END,
    0x0C: Named.CLEAR_SCREEN,
    0x0E: Named.DOWN,
    0x10: Named.UP,
    0x12: Named.SEARCH,
    0x15: Named.ERASE_TO_START,
    0x17: Named.ERASE_WORD,
    0x19: Named.YANK,
    0x7F: Named.BACKSPACE,
}
_WITH_ALT: dict[int, Named | None] = {
    ord("b"): Named.WORD_LEFT,
    ord("f"): Named.WORD_RIGHT,
    ord("d"): Named.ERASE_WORD_RIGHT,
    0x08: Named.ERASE_WORD,
    0x7F: Named.ERASE_WORD,
    ord("\\"): None,  # ends a string
}
_LETTERS = {
    b"A": Named.UP,
    b"B": Named.DOWN,
    b"C": Named.RIGHT,
    b"D": Named.LEFT,
    b"F": Named.END,
    b"H": Named.HOME,
    b"M": Named.ENTER,  # of the number pad, after ESC O
    b"c": Named.WORD_RIGHT,  # rxvt, after ESC O
    b"d": Named.WORD_LEFT,
}
_AFTER_BRACKET = frozenset(b"ABCDFH")
_TILDE = {b"1": Named.HOME, b"3": Named.DELETE, b"4": Named.END, b"7": Named.HOME, b"8": Named.END}
_WITH_CTRL = {Named.LEFT: Named.WORD_LEFT, Named.RIGHT: Named.WORD_RIGHT, Named.DELETE: Named.ERASE_WORD_RIGHT}
_ALT_OR_CTRL = 2 | 4  # of the modifier that xterm sends plus one


class Decoder:
    """Turns what arrives into keys. The same bytes give the same keys, cut wherever they are."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self._after_return = False
        self._sequence = b""  # from its ESC on, while one is open
        self._pasting = False
        self._pasted = bytearray()
        self._tail = b""  # the last bytes of a paste so far, which may begin its end

    def feed(self, data: bytes) -> list[Key]:
        """The keys that these bytes complete, in order."""
        keys: list[Key] = []
        at = 0
        while at < len(data):
            if self._pasting:
                at = self._paste(data, at, keys)
            elif self._sequence:
                at = self._continue(data[at], at, keys)
            else:
                at = self._ground(data, at, keys)
        return keys

    def _ground(self, data: bytes, at: int, keys: list[Key]) -> int:
        run = _TEXT.match(data, at)
        if run is not None:
            self._after_return = False
            keys += map(Typed, self._utf8.decode(run.group()))
            return run.end()
        keys += map(Typed, self._utf8.decode(b"", final=True))  # a control in the middle of a character
        self._control(data[at], keys)
        return at + 1

    def _control(self, byte: int, keys: list[Key]) -> None:
        after_return, self._after_return = self._after_return, byte == 0x0D
        if byte == _ESC:
            self._sequence = b"\x1b"
        elif byte == 0x0D or (byte == 0x0A and not after_return):
            keys.append(Named.ENTER)
        elif byte in _CONTROLS:
            keys.append(_CONTROLS[byte])

    # ---- sequences -----------------------------------------------------------------------------------------------------

    def _continue(self, byte: int, at: int, keys: list[Key]) -> int:
        """One byte after an ESC. Returns where to go on: past it, or at it again if the sequence was none."""
        opening = self._sequence[1:2]
        if not opening:
            return self._after_escape(byte, at, keys)
        if opening in b"[O":
            return self._after_introducer(byte, at, keys)
        return self._after_string(byte, at, keys)

    def _after_escape(self, byte: int, at: int, keys: list[Key]) -> int:
        if byte in b"[O]P":
            self._sequence += bytes([byte])
        elif byte != _ESC:
            self._sequence = b""
            if byte not in _WITH_ALT:
                return at
            named = _WITH_ALT[byte]
            if named is not None:
                keys.append(named)
        return at + 1

    def _after_introducer(self, byte: int, at: int, keys: list[Key]) -> int:
        """Inside CSI or SS3 (ECMA-48 5.4): 0x20-0x3F go on, 0x40-0x7E end it; anything else was never part of it."""
        sequence = self._sequence
        if not 0x20 <= byte <= 0x7E or len(sequence) >= _LONGEST_SEQUENCE:
            self._sequence = b""
            return at
        if byte < 0x40 or (sequence == b"\x1b[" and byte == ord("[")):  # F1 of the Linux console is ESC [ [ A
            self._sequence += bytes([byte])
            return at + 1
        self._sequence = b""
        if sequence == b"\x1b[200" and byte == ord("~"):
            self._pasting = True
        else:
            named = _meaning(sequence, byte)
            if named is not None:
                keys.append(named)
        return at + 1

    def _after_string(self, byte: int, at: int, keys: list[Key]) -> int:
        """Inside OSC or DCS, which a terminal sends only as an answer: up to BEL or ESC backslash, or any other control."""
        if len(self._sequence) == 2 and byte not in _STRING_STARTS:  # somebody pressed Escape and then typed
            keys.append(Typed(self._sequence[1:].decode()))
        elif byte == 0x07:
            self._sequence = b""
            return at + 1
        elif byte >= 0x20 and len(self._sequence) < _LONGEST_STRING:
            self._sequence += bytes([byte])
            return at + 1
        self._sequence = b""
        return at

    # ---- paste ---------------------------------------------------------------------------------------------------------

    def _paste(self, data: bytes, at: int, keys: list[Key]) -> int:
        """All of a paste that is there. Only its end mark ends it: whatever stands inside is text."""
        seen = self._tail + data[at:]
        end = seen.find(_PASTE_END)
        sure = end if end >= 0 else max(0, len(seen) - len(_PASTE_END) + 1)
        self._pasted += seen[: min(sure, LONGEST_PASTE + 1 - len(self._pasted))]
        if end < 0:
            self._tail = seen[sure:]
            return len(data)
        keys.append(_pasted(bytes(self._pasted)))
        self._pasting, self._tail = False, b""
        self._pasted.clear()
        return len(data) - (len(seen) - end - len(_PASTE_END))


def _meaning(sequence: bytes, final: int) -> Named | None:
    numbers = sequence[2:]
    if not _NUMBERS.fullmatch(numbers):
        return None
    which, _, modifier = numbers.partition(b";")
    if final == ord("~"):
        named = _TILDE.get(which)
    elif sequence[1:2] == b"[" and final not in _AFTER_BRACKET:
        named = None
    else:
        named = _LETTERS.get(bytes([final]))
    if named is not None and modifier.isdigit() and (int(modifier) - 1) & _ALT_OR_CTRL:
        return _WITH_CTRL.get(named, named)
    return named


def _pasted(data: bytes) -> Paste:
    whole = len(data) <= LONGEST_PASTE
    # What was cut in the middle of a character ends before it.
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(data[:LONGEST_PASTE], final=whole)
    return Paste(text.replace("\r\n", "\n").replace("\r", "\n"), whole)
