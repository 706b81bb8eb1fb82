"""How fast a session may speak: a bucket of tokens, as a function of time."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from chatroom.words.commands import Command, Introduce, Quit
from chatroom.words.credentials import Prove
from chatroom.words.policies import Flood
from chatroom.words.refusals import Reason, Refused

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session


class Bucket:
    """Tokens of one session. Starts full, whatever the limit turns out to be."""

    __slots__ = ("_at", "_missing", "_run", "_told")

    def __init__(self) -> None:
        self._missing = 0.0  # tokens spent and not yet refilled
        self._at = float("-inf")  # when the last line came, seconds
        self._run = 0  # lines of the paste that is running
        self._told = float("-inf")  # when a refusal was told, seconds

    def tells(self, now: float) -> bool:
        """Whether to tell about a refusal at `now`: once a second, so that a paste is not answered line by line."""
        if now - self._told < 1.0:
            return False
        self._told = now
        return True

    def spend(self, now: float, limit: Flood) -> None:
        """Pays for one line at `now` (monotonic seconds), or refuses FLOOD with the whole seconds to wait.

        A run of up to `limit.paste` lines, each within `limit.gap` of the last, costs one token together. The hint of the
        refusal is "paste" if the line belongs to a run that is longer.
        """
        since = now - self._at
        self._at = now
        missing = self._missing - since * limit.rate
        self._missing = missing if missing > 0.0 else 0.0
        if since <= limit.gap and 0 < self._run < limit.paste:
            self._run += 1
            return
        pasted = since <= limit.gap and self._run >= limit.paste
        if self._missing > limit.burst - 1:
            self._run = limit.paste  # the rest of this paste is refused line by line, not carried by a lucky token
            wait = max(1, ceil((self._missing - (limit.burst - 1)) / limit.rate))
            raise Refused(Reason.FLOOD, number=wait, hint="paste" if pasted else "")
        self._missing += 1
        self._run = 1 if since > limit.gap or self._run == 0 else limit.paste


_FREE = frozenset((Quit, Introduce, Prove))


def charge(realm: Realm, session: Session, command: Command | None, now: float) -> None:
    """Slows who asks too fast, by the policy of the channel where it is; coming and leaving are always free. FLOOD."""
    limit = None if session.moniker else realm.policies(session).flood
    if limit is not None and type(command) not in _FREE:
        session.bucket.spend(now, limit)
