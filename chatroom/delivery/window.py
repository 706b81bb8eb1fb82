"""Window: whether the end of a turn waits a little, so that lines that come shortly after one another share their sends.

    closed   every turn is flushed at its end
    open     turns are flushed 6 ms after the flush before, and no sooner; whoever speaks into a silence is heard at once

It opens when the house is busy with lines that could have shared their sends, stays open as long as they do share them, and
closes when it is quiet or when waiting does not pay: people who wait for one line before they say the next have nothing to share.
Then it is tried again more and more rarely, until it was quiet in between or twice as much is said.
It knows numbers and a clock's readings, and must never know what a line says, or who hears it.
"""

from math import inf

HOLD = 0.006  # seconds between two flushes while it is open; a loop that sleeps in whole milliseconds makes it seven
PERIOD = 0.2  # seconds that are looked at before it opens
TRIAL = 8  # flushes that are looked at while it is open
BUSY, CALM = 8000, 5000  # deliveries a second: from here on it may open, and below that it closes
SHARED = 2.0  # lines in a send: whoever has so many does without a window
WORTH = 1.3  # times as many lines in a send as without it, or it does not pay
PAUSE, LONGEST = 1.0, 64.0  # seconds until it is tried again, twice as long each time
MORE = 2.0  # times as many deliveries as when it was tried: that is another situation, and it is tried at once


class Window:
    """Counts what is sent, and says how long the next flush waits. Seconds of `now` are a monotonic clock's.

    At 500 lines a second in a room of 100 a delivery costs 2.5 us with it, and 5.3 without.
    """

    __slots__ = ("_again", "_before", "_began", "_flushes", "_last", "_lines", "_not_until", "_pause", "_sends", "_tried", "open")

    def __init__(self) -> None:
        self.open = False
        self._last = self._began = self._not_until = -PERIOD
        self._before = 1.0  # lines in a send, before it was opened
        self._pause = PAUSE
        self._tried = inf  # deliveries a second when it was opened last
        self._start(self._began)

    def wait(self, now: float) -> float:
        """Seconds until what is said now is sent."""
        return max(0.0, self._last + HOLD - now) if self.open else 0.0

    def sent(self, now: float, pending: int, members: int, last: float) -> None:
        """That many lines went to that many people in one send each; the one before was sent to them at `last`."""
        self._lines += pending * members
        self._sends += members
        if now - last < HOLD:
            self._again += members

    def flushed(self, now: float) -> None:
        """A turn has ended. Now and then it makes up its mind."""
        self._last = now
        self._flushes += 1
        span = now - self._began
        if span < PERIOD and not (self.open and self._flushes >= TRIAL):
            return
        rate, share = self._lines / span, self._lines / self._sends if self._sends else 0.0
        if not self.open:
            if rate < CALM or rate > self._tried * MORE:
                self._pause, self._not_until, self._tried = PAUSE, now, inf
            sharing = self._again > self._sends / 2 and share < SHARED
            if rate >= BUSY and sharing and self._flushes > TRIAL and now >= self._not_until:
                self.open, self._before, self._tried = True, share, rate
        elif rate < CALM:
            self.open, self._pause = False, PAUSE
        elif share < self._before * WORTH:
            self.open, self._not_until = False, now + self._pause
            self._pause = min(2 * self._pause, LONGEST)
        self._start(now)

    def _start(self, now: float) -> None:
        self._began = now
        self._lines = self._sends = self._again = self._flushes = 0
