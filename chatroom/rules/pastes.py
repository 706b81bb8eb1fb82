"""The table of what waits to be offered as a file: what was too much of a paste, for each seat. In memory only, and not for long.

Sizes are bytes, times monotonic seconds. It must never know who may offer it; pasting.py does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatroom.rules.channel import Member

EACH = 256 * 1024  # bytes of one seat
MOST = 64 * EACH  # of the house
SECONDS = 600.0


class Paste:
    """The lines of one seat, each with LF. `more` of its `lines` have come in a run that is not over."""

    __slots__ = ("at", "content", "lines", "member", "more", "most", "until")

    def __init__(self, member: Member, most: int) -> None:
        self.member = member
        self.most = most  # lines that are said at once
        self.content = bytearray()
        self.lines = self.more = 0
        self.at = self.until = 0.0  # when the last line came; until when they wait


class Pastes:
    """All that waits. `offered` counts the files that have been made of it."""

    def __init__(self) -> None:
        self.offered = 0
        self._pastes: dict[Member, Paste] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._pastes)

    def of(self, member: Member) -> Paste | None:
        return self._pastes.get(member)

    def add(self, member: Member, most: int, line: bytes, now: float) -> Paste | None:
        """What waits of that seat, with one line more, below the empty ones in it; None: there is no room for it."""
        paste = self._pastes.get(member) or Paste(member, most)
        size = len(line) + 1
        if len(paste.content) + size > EACH or self._size + size > MOST:
            return None
        self._pastes[member] = paste
        self._size += size
        paste.content += line + b"\n"
        lines = 1 + line.count(b"\n")
        paste.lines += lines
        paste.more += lines
        paste.at, paste.until = now, now + SECONDS
        return paste

    def forget(self, paste: Paste) -> None:
        """It waits no longer."""
        del self._pastes[paste.member]
        self._size -= len(paste.content)
