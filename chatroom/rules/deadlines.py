"""One heap of everything that is due some day: no timer per person, one look a second (sweep.py)."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.words.text import Moment

# Asked when its time has come: does what is due and gives None, or gives the time at which it is truly due.
Check = Callable[["Realm", Any, "Moment"], float | None]


class Deadlines:
    """Checks by their time, in monotonic seconds; at most one of a kind per subject."""

    __slots__ = ("_count", "_heap", "_live")

    def __init__(self) -> None:
        self._heap: list[list[Any]] = []
        self._live: dict[tuple[Check, Any], list[Any]] = {}
        self._count = 0  # orders entries of the same time, so that subjects are never compared

    def __len__(self) -> int:
        return len(self._live)

    def __iter__(self) -> Any:
        """The pending (check, subject) pairs."""
        return iter(self._live)

    def add(self, when: float, check: Check, subject: Any) -> None:
        """Asks `check(realm, subject, now)` at `when`; replaces an earlier entry of the same pair."""
        self.drop(check, subject)
        self._count += 1
        entry = [when, self._count, check, subject]
        self._live[check, subject] = entry
        heapq.heappush(self._heap, entry)

    def drop(self, check: Check, subject: Any) -> None:
        """Forgets it; nothing happens if it was not there."""
        entry = self._live.pop((check, subject), None)
        if entry is None:
            return
        entry[2] = entry[3] = None
        if len(self._heap) > 64 and len(self._heap) > 2 * len(self._live):
            self._heap = list(self._live.values())
            heapq.heapify(self._heap)

    def due(self, now: float) -> tuple[Check, Any] | None:
        """Takes out the earliest pair whose time has come."""
        while self._heap and self._heap[0][0] <= now:
            _, _, check, subject = heapq.heappop(self._heap)
            if check is not None:
                del self._live[check, subject]
                return check, subject
        return None
