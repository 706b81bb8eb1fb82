"""Lines that wait for approval in one channel: numbered, few, and not for long. In memory only.

It must never know who may approve; stage.py does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chatroom.words.refusals import Reason, Refused

if TYPE_CHECKING:
    from chatroom.rules.channel import Member
    from chatroom.words.events import Who

EACH = 3  # lines of one person
MOST = 100  # of a channel
SECONDS = 600.0


class Line(NamedTuple):
    """`until`: monotonic seconds. `acts`: it was said with /me."""

    number: int
    author: Member
    who: Who
    text: str
    acts: bool
    until: float


class Held:
    """They are numbered from 1 for as long as the channel is there, so that a number is never two lines."""

    __slots__ = ("_count", "_lines")

    def __init__(self) -> None:
        self._count = 0
        self._lines: dict[int, Line] = {}

    def add(self, author: Member, who: Who, text: str, acts: bool, now: float) -> Line:
        """Refuses HELD_FULL with the number of those that wait already."""
        waiting = self.current(now)
        own = sum(line.author is author for line in waiting)
        if own >= EACH or len(waiting) >= MOST:
            raise Refused(Reason.HELD_FULL, who.nick if own >= EACH else "", channel=author.channel.name, number=min(own, EACH))
        self._count += 1
        line = self._lines[self._count] = Line(self._count, author, who, text, acts, now + SECONDS)
        return line

    def current(self, now: float) -> list[Line]:
        """Those that may still be said, the oldest first: their authors sit there and are not muted."""
        if self._lines:
            self._lines = {number: line for number, line in self._lines.items() if _may_be_said(line, now)}
        return list(self._lines.values())

    def take(self, number: int, now: float) -> Line | None:
        """It waits no longer. None: there is no such line, or it may not be said any more."""
        self.current(now)
        return self._lines.pop(number, None)

    def clear(self) -> None:
        self._lines.clear()


def _may_be_said(line: Line, now: float) -> bool:
    author = line.author
    return line.until > now and author.channel.members.get(author.person) is author and not author.muted(now)
