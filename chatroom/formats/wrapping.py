"""Lines that do not fit into a window, broken between words before the terminal breaks them in the middle of one.

Every line but the first is indented: no dialect begins a line with a space, so that nobody can let a word of its own begin a
line and pass for the server's or for somebody else's. It must never know a wording.
"""

from bisect import bisect_right
from typing import Final

from chatroom.formats.lines import Line, Lines
from chatroom.words.refusals import Reason, Refused

# Cells. Few, because every width in use is one more group that each line is rendered for.
STEPS: Final = (20, 24, 28, 32, 36, 40, 48, 56, 64, 72, 80, 100, 120, 132, 160, 200)
INDENT: Final = "  "
_CONTROL: Final = "\x01"  # a line for a program (docs/protocols/lines.md section 8)


def step(width: int) -> int:
    """The widest step that a window of `width` cells has room for, the narrowest if it has room for none; 0: not known."""
    return STEPS[max(bisect_right(STEPS, width) - 1, 0)] if width > 0 else 0


def cells(typed: str) -> int:
    """The width that somebody types whose program does not tell it; 0 for "off". Refuses BAD_SETTING."""
    if typed.lower() == "off":
        return 0
    if typed.isascii() and typed.isdigit() and len(typed) < 5 and int(typed) >= STEPS[0]:
        return int(typed)
    raise Refused(Reason.BAD_SETTING, typed, hint="off, 40, 80")


def wrapped(made: Lines, width: int) -> Lines:
    """The same lines in pieces of at most `width` cells; control lines and what fits come back as they are."""
    if made is None:
        return None
    lines = made if isinstance(made, list) else [made]
    return [piece for line in lines for piece in _pieces(line, width)]


def _pieces(line: Line, width: int) -> list[Line]:
    """A word longer than a line is broken between two characters as people see them. Colours go on in the next piece."""
    if line.startswith(_CONTROL) or (line.isascii() and len(line) <= width):
        return [line]
    import wcwidth  # late: it is 9 ms of a start

    if wcwidth.width(line) <= width:
        return [line]
    pieces = wcwidth.wrap(line, width, subsequent_indent=INDENT, break_on_hyphens=False)
    return [Line(piece) for piece in pieces]
