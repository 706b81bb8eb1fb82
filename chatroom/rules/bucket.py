"""How much a session may still say at the moment: tokens, as a function of time."""

from __future__ import annotations

from math import ceil

from chatroom.words.policies import Flood
from chatroom.words.refusals import Reason, Refused

_REFUSED = -1  # instead of the lines of a run: its first one was refused, and so is the rest, line by line


class Bucket:
    """Tokens of one session. Starts full, whatever the limit turns out to be."""

    __slots__ = ("_at", "_missing", "_told", "run")

    def __init__(self) -> None:
        self._missing = 0.0  # tokens spent and not yet refilled
        self._at = float("-inf")  # when the last line came, seconds
        self.run = 0  # lines of the paste that is running, or _REFUSED
        self._told = float("-inf")  # when a refusal was told, seconds

    def tells(self, now: float) -> bool:
        """Whether to tell about a refusal at `now`: once a second, so that a paste is not answered line by line."""
        if now - self._told < 1.0:
            return False
        self._told = now
        return True

    def overruns(self, now: float, limit: Flood) -> bool:
        """Whether a line at `now` follows on a whole paste: `limit.paste` lines have been let through in this run."""
        return self.run >= limit.paste and now - self._at <= limit.gap

    def goes_on(self, now: float) -> None:
        """A line of such a run that is not said: it costs nothing, and nothing is refilled by it."""
        self._at = now

    def spend(self, now: float, limit: Flood) -> None:
        """Pays for one line at `now` (monotonic seconds), or refuses FLOOD with the whole seconds to wait.

        A run of up to `limit.paste` lines, each within `limit.gap` of the last, costs one token together. The hint of the
        refusal is "paste" if the line belongs to a run that is longer.
        """
        since = now - self._at
        self._at = now
        missing = self._missing - since * limit.rate
        self._missing = missing if missing > 0.0 else 0.0
        run = self.run if since <= limit.gap else 0
        if 0 < run < limit.paste:
            self.run = run + 1
            return
        if self._missing > limit.burst - 1:
            self.run = run or _REFUSED  # the rest of this paste is not carried by a lucky token
            wait = max(1, ceil((self._missing - (limit.burst - 1)) / limit.rate))
            raise Refused(Reason.FLOOD, number=wait, hint="paste" if run else "")
        self._missing += 1
        self.run = run or 1
