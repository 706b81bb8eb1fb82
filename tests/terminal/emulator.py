"""A small terminal: shows what a person sees after bytes have arrived. It shares no code with what it judges.

Terminals differ in two ways that matter here, so both kinds of each exist: `joining` ones show an emoji family in one place
(kitty, WezTerm), the others each member beside the last (xterm); `reflowing` ones break rows anew when the window changes
(GNOME, kitty), the others cut them off (xterm). Anything that is not understood is an error.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\x1b\[\??[0-9;]*[A-Za-z]|\x1b.|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]", re.DOTALL)
_JOINER = "\u200d"


@dataclass
class Row:
    """`cells`: a blank is " ", the second half of a wide character "". `soft`: the row goes on in the next one."""

    cells: list[str] = field(default_factory=list)
    soft: bool = False

    def text(self) -> str:
        return "".join(self.cells).rstrip(" ")


class Terminal:
    """Rows from the first to the last, those that have scrolled out of the window among them."""

    def __init__(self, width: int = 80, height: int = 24, joining: bool = True, reflowing: bool = False) -> None:
        self.width, self.height = width, height
        self.joining, self.reflowing = joining, reflowing
        self.rows = [Row([" "] * width)]
        self.x = self.y = 0
        self.pending = False  # a character stands in the last column and the next one wraps
        self.bells = 0
        self.modes: list[str] = []

    # ---- what a person sees --------------------------------------------------------------------------------------------

    @property
    def line(self) -> str:
        """The row with the cursor."""
        return self.rows[self.y].text()

    @property
    def before_cursor(self) -> str:
        return "".join(self.rows[self.y].cells[: self.x])

    @property
    def after_cursor(self) -> str:
        return "".join(self.rows[self.y].cells[self.x :]).rstrip(" ")

    def above(self) -> list[str]:
        return [row.text() for row in self.rows[: self.y]]

    def below(self) -> str:
        return "".join(row.text() for row in self.rows[self.y + 1 :])

    # ---- what arrives --------------------------------------------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        for token in _TOKEN.findall(data.decode("utf-8")):
            if token == "\r":
                self.x, self.pending = 0, False
            elif token == "\n":
                self._down()
            elif token == "\a":
                self.bells += 1
            elif token[0] == "\x1b":
                self._sequence(token)
            elif token < " ":
                raise AssertionError(f"control {token!r}")
            else:
                self._put(token)

    def _sequence(self, token: str) -> None:
        cells = self.rows[self.y].cells
        if token in ("\x1b[K", "\x1b[J"):
            cells[self.x :] = [" "] * (self.width - self.x)
            self.rows[self.y].soft = False
            if token == "\x1b[J":
                del self.rows[self.y + 1 :]
        elif token == "\x1b[H":
            self.y, self.x, self.pending = max(0, len(self.rows) - self.height), 0, False
        elif token == "\x1b[2J":
            top = max(0, len(self.rows) - self.height)
            self.rows[top:] = [Row([" "] * self.width) for _ in self.rows[top:]]
        elif token in ("\x1b[?2004h", "\x1b[?2004l"):
            self.modes.append(token)
        else:
            raise AssertionError(f"sequence {token!r}")

    def _down(self) -> None:
        self.y += 1
        if self.y == len(self.rows):
            self.rows.append(Row([" "] * self.width))

    def _put(self, character: str) -> None:
        width = _width(character)
        if self._joins(character) or width == 0:
            place = self._previous()
            if place is not None:
                self.rows[self.y].cells[place] += character
            return
        if self.pending or self.x + width > self.width:
            self.rows[self.y].soft = True
            self._down()
            self.x, self.pending = 0, False
        cells = self.rows[self.y].cells
        if cells[self.x] == "" and self.x > 0:  # half of a wide character that is written over
            cells[self.x - 1] = " "
        if self.x + width < self.width and cells[self.x + width] == "":
            cells[self.x + width] = " "
        cells[self.x : self.x + width] = [character, *[""] * (width - 1)]
        self.x += width
        if self.x == self.width:
            self.x, self.pending = self.width - 1, True

    def _previous(self) -> int | None:
        at = self.x if self.pending else self.x - 1
        while at > 0 and self.rows[self.y].cells[at] == "":
            at -= 1
        return at if at >= 0 else None

    def _joins(self, character: str) -> bool:
        place = self._previous()
        if not self.joining or place is None:
            return False
        cell = self.rows[self.y].cells[place]
        if _is_modifier(character):
            return _width(cell[0]) == 2
        return _is_picture(character) and _is_picture(cell[0]) and cell.endswith(_JOINER)

    # ---- another window ------------------------------------------------------------------------------------------------

    def resize(self, width: int) -> None:
        if self.reflowing:
            self._reflow(width)
        else:
            for row in self.rows:
                if width < self.width and row.cells[width] == "":
                    row.cells[width - 1] = " "
                row.cells = (row.cells + [" "] * width)[:width]
            self.x = min(self.x, width - 1)
        self.width, self.pending = width, False

    def _reflow(self, width: int) -> None:
        rows, self.rows = self.rows, []
        cells: list[str] = []
        cursor = -1
        target = (0, 0)
        for y, row in enumerate(rows):
            if y == self.y:
                cursor = len(cells) + self.x
            cells += row.cells
            if row.soft:
                continue
            while cells and cells[-1] == " " and len(cells) > cursor + 1:
                cells.pop()
            target = self._break(cells, cursor, width) or target
            cells, cursor = [], -1
        self.y, self.x = target

    def _break(self, cells: list[str], cursor: int, width: int) -> tuple[int, int] | None:
        """One line into rows; where the cursor has come to, if it was in it."""
        found = None
        row: list[str] = []
        for at, cell in enumerate(cells):
            if len(row) == width or (len(row) == width - 1 and cells[at + 1 : at + 2] == [""]):
                self.rows.append(Row(row + [" "] * (width - len(row)), soft=True))
                row = []
            if at == cursor:
                found = (len(self.rows), len(row))
            row.append(cell)
        self.rows.append(Row(row + [" "] * (width - len(row))))
        return found


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _is_modifier(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_picture(character: str) -> bool:
    return "\U0001f300" <= character <= "\U0001faff" and not _is_modifier(character)
