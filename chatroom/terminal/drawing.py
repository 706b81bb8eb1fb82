"""What to send to a raw terminal so that the input line looks right, whatever else is printed.

The line always takes one row and scrolls sideways: `<` and `>` mark that there is more. Rows below it would show more of a long
line, but in a window of 40 columns others' output would have to move them all, terminals that reflow on a resize would tear
them, and one character whose width is in dispute would misplace every row after it. In one row, the carriage return always
finds the beginning, the last column is never touched, and the cursor is put in its place by printing what stands before it:
right even where the terminal and we disagree about widths.

It must never know keys or what a line means. The row it draws is the last thing on the screen; everything above is others'.
"""

from typing import NamedTuple

from chatroom.terminal.cells import boundary, cells, clusters, face, faces

PASTE_ON = b"\x1b[?2004h"  # asks the terminal to mark a paste; send it first
PASTE_OFF = b"\x1b[?2004l"  # the last thing to send
BELL = b"\a"

_ERASE_REST = "\x1b[K"
_ERASE_BELOW = "\x1b[J"
_ERASE_SCREEN = "\x1b[H\x1b[2J"
_LEAST = 8  # cells that the line keeps of a narrow window, at the prompt's cost
_MARKS = 2  # cells for "<" and ">"
_LONGEST_LIST = 200


class _Row(NamedTuple):
    """What the row holds before and after the cursor."""

    head: str
    tail: str


class Screen:
    """The input line of one terminal. Every method returns the bytes to send next, in the order of the calls.

    `prompt` is plain text and may be changed at any time; the next `show` draws it. `width` in cells; 0: unknown, taken as 80.
    """

    def __init__(self, prompt: str, width: int = 80) -> None:
        self.prompt = prompt
        self._width = width or 80
        self._from = 0  # where the visible part of the text begins
        self._now = ("", 0, "")  # text, cursor and label that are shown
        self._row: _Row | None = None  # None: the row is blank and the cursor at its beginning

    def show(self, text: str, cursor: int, label: str = "") -> bytes:
        """Makes the row show text, with the cursor before text[cursor]. `label` stands in the prompt's place."""
        self._now = (text, cursor, label)
        old, self._row = self._row, self._layout()
        return _difference(old, self._row).encode()

    def above(self, text: str | bytes) -> bytes:
        """Prints whole lines of others above the input line. They may end in LF or CR LF, the last one in nothing at all."""
        data = text.encode("utf-8", "replace") if isinstance(text, str) else text
        if not data:
            return b""
        data = data.replace(b"\r\n", b"\n").removesuffix(b"\n").replace(b"\n", b"\r\n") + b"\r\n"
        if self._row is None:
            return data
        return b"\r" + _ERASE_REST.encode() + data + _difference(None, self._row).encode()

    def columns(self, words: tuple[str, ...]) -> bytes:
        """Lists words above the input line, as many in a row as fit."""
        rows = [""]
        for word in words[:_LONGEST_LIST]:
            if rows[-1] and cells(rows[-1]) + 2 + cells(word) >= self._width:
                rows.append("")
            rows[-1] += f"  {word}" if rows[-1] else word
        if len(words) > _LONGEST_LIST:
            rows.append(f"and {len(words) - _LONGEST_LIST} more")
        return self.above("\n".join(rows))

    def leave(self, text: str) -> bytes:
        """The line is finished: it stays on the screen, whole, and the next `show` begins a row below it."""
        full = faces(self._prompt("") + text)
        row, self._row, self._now = self._row, None, ("", 0, "")
        if row is None:
            return f"{full}\r\n".encode()
        if row.head + row.tail == full:
            return b"\r\n"
        if not row.tail and full.startswith(row.head):
            return f"{full[len(row.head) :]}\r\n".encode()
        # Erased first: after a character in the last column, some terminals would erase that.
        return f"\r{_ERASE_REST}{full}\r\n".encode()

    def give_up(self) -> bytes:
        """The line was interrupted: `^C` is put where the cursor is, and the next `show` begins a row below it."""
        self._row, self._now = None, ("", 0, "")
        return b"^C\r\n"

    def clear(self) -> bytes:
        """Empties the screen and draws the line at its top. For whoever asked for it, never of our own accord."""
        self._row = self._layout()
        return (_ERASE_SCREEN + _difference(None, self._row)).encode()

    def resize(self, width: int, height: int = 0) -> bytes:
        """The window has another size. `height` comes with it everywhere and changes nothing: the line has one row.

        Terminals that reflow leave pieces of a row that became too long above and below. Those below are erased; above, nobody
        can tell them from the output of others, which is never erased.
        """
        self._width = width or 80
        self._from = 0  # as much as the new width holds, not as much as the old one held
        return self.redraw()

    def redraw(self) -> bytes:
        """Draws the row that should be there, after somebody else has had the screen."""
        if self._row is None:
            return b""
        self._row = self._layout()
        after = f"\r{self._row.head}" if self._row.tail else ""
        return f"\r{self._row.head}{self._row.tail}{_ERASE_BELOW}{after}".encode()

    # ---- what fits -----------------------------------------------------------------------------------------------------

    def _prompt(self, label: str) -> str:
        """The prompt or the label: its end, if all of it would leave no room for the line."""
        prompt = label or self.prompt
        while prompt and cells(prompt) > self._width - 1 - _LEAST:
            prompt = prompt[len(next(clusters(prompt))) :]
        return prompt

    def _layout(self) -> _Row:
        text, cursor, label = self._now
        prompt = self._prompt(label)
        room = max(self._width, _MARKS + 3) - 1 - cells(prompt)
        if cells(faces(text)) <= room:
            self._from = 0
            head = faces(text[:cursor])
            return _Row(prompt + head, faces(text)[len(head) :])
        room -= _MARKS
        self._scroll(text, cursor, room)
        head = faces(text[self._from : cursor])
        tail, rest = _fitting(text[cursor:], room - cells(head))
        return _Row(prompt + ("<" if self._from else "") + head, tail + (">" if rest else ""))

    def _scroll(self, text: str, cursor: int, room: int) -> None:
        """Moves the visible part so that the cursor is in it: seldom and far, since every move draws the whole row."""
        self._from = boundary(text, self._from)  # another text may have come into its place
        if self._from and self._from >= cursor:
            self._from = _start(text[:cursor], room // 3)
        elif cells(faces(text[self._from : cursor])) > room:
            self._from = _start(text[:cursor], room * 2 // 3)


def _difference(old: _Row | None, new: _Row) -> str:
    """The shortest of a few ways from one row to the other."""
    back = f"\r{new.head}" if new.tail else ""
    if old is None:
        return new.head + new.tail + back
    if old == new:
        return ""
    if not old.tail and not new.tail and new.head.startswith(old.head):
        return new.head[len(old.head) :]
    if old.head + old.tail == new.head + new.tail:
        return f"\r{new.head}"
    return f"\r{new.head}{new.tail}{_ERASE_REST}{back}"


def _fitting(text: str, room: int) -> tuple[str, bool]:
    """As much of the beginning of text as `room` cells hold, and whether something is left."""
    shown = ""
    for cluster in clusters(text):
        drawn = face(cluster)
        room -= cells(drawn)
        if room < 0:
            return shown, True
        shown += drawn
    return shown, False


def _start(text: str, room: int) -> int:
    """Where the longest end of text begins that fits in `room` cells."""
    start = len(text)
    for cluster in reversed(list(clusters(text))):
        room -= cells(face(cluster))
        if room < 0:
            break
        start -= len(cluster)
    return start
