"""What was typed before: to be gone through line by line, or searched.

It must never know keys or the screen, and never sees a secret: the editor does not hand it one.
"""


class History:
    """The last `limit` lines, oldest first, and a place among them; below the newest lies the unfinished line."""

    def __init__(self, limit: int) -> None:
        self.lines: list[str] = []
        self._limit = limit
        self._at: int | None = None  # None: at the unfinished line
        self._unfinished = ""

    def add(self, line: str) -> None:
        """Keeps a line, unless it is blank or the same as the one before, and goes back below the newest."""
        self._at = None
        if line.strip() and self.lines[-1:] != [line]:
            self.lines.append(line)
            del self.lines[: -self._limit or None]

    def leave(self) -> None:
        """Back below the newest; whatever was unfinished is given up."""
        self._at = None

    def older(self, line: str) -> str | None:
        """The line before; None: there is none. `line` is what stands in the editor, kept if it is the unfinished one."""
        at = len(self.lines) if self._at is None else self._at
        if at == 0:
            return None
        if self._at is None:
            self._unfinished = line
        self._at = at - 1
        return self.lines[self._at]

    def newer(self) -> str | None:
        """The line after, at last the unfinished one; None: this was it."""
        if self._at is None:
            return None
        self._at = self._at + 1 if self._at + 1 < len(self.lines) else None
        return self._unfinished if self._at is None else self.lines[self._at]


class Search:
    """A search back from the newest line, letter by letter. `origin` is the line from which it began."""

    _LONGEST = 64

    def __init__(self, lines: list[str], origin: str) -> None:
        self.origin = origin
        self.found = origin
        self.query = ""
        self.failed = False
        self._lines = lines
        self._at = len(lines)  # of the line found; past the end: none yet

    @property
    def label(self) -> str:
        """What stands in the prompt's place."""
        return f"({'nothing has' if self.failed else 'search'} '{self.query}'): "

    def extend(self, text: str) -> None:
        """Looks for more, first in the line found."""
        self.query = (self.query + text)[: self._LONGEST]
        self._look(self._at)

    def shorten(self) -> None:
        """Takes back the last character and begins anew with the rest."""
        self.query = self.query[:-1]
        self._look(len(self._lines))

    def again(self) -> None:
        """Goes on to the next older line."""
        self._look(self._at - 1)

    def _look(self, newest: int) -> None:
        """The newest line at or before `newest` that has the query; the line found before stays if there is none."""
        wanted = self.query.casefold()
        for at in range(min(newest, len(self._lines) - 1), -1, -1):
            if wanted and wanted in self._lines[at].casefold():
                self._at, self.found, self.failed = at, self._lines[at], False
                return
        self.failed = bool(wanted)
