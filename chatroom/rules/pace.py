"""When each person spoke last in a channel, for slow mode: leaving and coming back is no way to speak sooner (G506).

Times are monotonic seconds. It must never know what was said, or how slow is slow.
"""

from collections.abc import Iterable

Mark = int | str  # a person's number, or the key of a name: what somebody may still be known by when it comes back

BOUND = 10_000  # marks; beyond, those that spoke longest ago may speak early


class Pace:
    """The last line under each mark, oldest first."""

    __slots__ = ("_spoke",)

    def __init__(self) -> None:
        self._spoke: dict[Mark, float] = {}

    def __len__(self) -> int:
        return len(self._spoke)

    def last(self, marks: Iterable[Mark]) -> float:
        """When one of these spoke last; minus infinity for never."""
        return max((self._spoke.get(mark, float("-inf")) for mark in marks), default=float("-inf"))

    def spoke(self, marks: Iterable[Mark], now: float, window: float) -> None:
        """One line. What is older than `window` seconds is forgotten."""
        for mark in marks:
            self._spoke.pop(mark, None)
            self._spoke[mark] = now
        while self._spoke:
            oldest = next(iter(self._spoke))
            if len(self._spoke) <= BOUND and self._spoke[oldest] + window > now:
                return
            del self._spoke[oldest]

    def follow(self, old: Mark, new: Mark) -> None:
        """Whoever spoke under `old` is known by `new`, too."""
        if old in self._spoke:
            self._spoke[new] = max(self._spoke[old], self._spoke.get(new, float("-inf")))

    def clear(self) -> None:
        self._spoke.clear()
