"""How often one may be wrong about a password: three times a minute, then with growing waits, at every door alike (G312).

Right proofs cost nothing, so that a class behind one address gets in. A function of time: nothing is scheduled.
"""

from __future__ import annotations

from math import ceil

from chatroom.words.refusals import Reason, Refused

FREE = 3  # wrong proofs in a minute, per account and per address
MINUTE = 60.0
FIRST_WAIT = 60.0
LONGEST_WAIT = 300.0
REGISTRATIONS = 32  # from one address in ten minutes: a class registers in one lesson
BOUND = 10_000  # names and addresses remembered at most


class _Wrongs:
    """The recent wrong proofs of one name or one address, those still being checked included."""

    __slots__ = ("pending", "until", "wait", "when")

    def __init__(self) -> None:
        self.when: list[float] = []
        self.pending = 0
        self.until = 0.0
        self.wait = 0.0

    def is_over(self, now: float) -> bool:
        """Whether nothing of it matters any more."""
        latest = max([*self.when, self.until if self.wait else float("-inf")])
        return not self.pending and latest <= now - LONGEST_WAIT


class Throttle:
    """Ask `begin` before a proof is checked and say `end` after it. Monotonic seconds."""

    def __init__(self) -> None:
        self._wrongs: dict[str, _Wrongs] = {}
        self._registered: dict[str, list[float]] = {}  # by address: when names were registered

    def registers(self, address: str, now: float) -> None:
        """Counts a new account; refuses THROTTLED after REGISTRATIONS from one address in ten minutes."""
        recent = [when for when in self._registered.get(address, ()) if when > now - 10 * MINUTE]
        if len(recent) >= REGISTRATIONS:
            raise Refused(Reason.THROTTLED, number=ceil(recent[0] + 10 * MINUTE - now))
        self._registered[address] = [*recent, now]
        if len(self._registered) > BOUND:
            kept = self._registered.items()
            self._registered = {other: whens for other, whens in kept if whens[-1] > now - 10 * MINUTE}

    def begin(self, account: str, address: str, now: float) -> None:
        """Refuses THROTTLED with the seconds to wait; the proof must not be checked then.

        A proof that is still being checked counts as wrong, so that many at once are no way round.
        """
        entries = {key: self._entry(key, now) for key in _keys(account, address)}
        wait = max(_wait(entry, now) for entry in entries.values())
        if wait > 0:
            raise Refused(Reason.THROTTLED, number=ceil(wait))
        self._wrongs.update(entries)  # not before: what is refused must leave nothing behind
        for entry in entries.values():
            entry.pending += 1

    def end(self, account: str, address: str, right: bool, now: float) -> None:
        for key in _keys(account, address):
            entry = self._wrongs[key]
            entry.pending -= 1
            if right:
                if not entry.pending and not entry.when:
                    del self._wrongs[key]
                continue
            entry.when = [when for when in entry.when if when > now - MINUTE] + [now]
            if len(entry.when) >= FREE:
                entry.wait = min(LONGEST_WAIT, entry.wait * 2 or FIRST_WAIT)
                entry.until = now + entry.wait
        if len(self._wrongs) > BOUND:
            self.forget(now)

    def _entry(self, key: str, now: float) -> _Wrongs:
        entry = self._wrongs.get(key)
        return _Wrongs() if entry is None or entry.is_over(now) else entry

    def forget(self, now: float) -> None:
        """Drops what no longer matters."""
        for key, entry in list(self._wrongs.items()):
            if entry.is_over(now):
                del self._wrongs[key]


def _keys(account: str, address: str) -> tuple[str, str]:
    return f"account {account}", f"address {address}"


def _wait(entry: _Wrongs, now: float) -> float:
    recent = sum(when > now - MINUTE for when in entry.when)
    if entry.until > now:
        return entry.until - now
    # After a long wait has been served, one try at a time until a minute has passed without a wrong one.
    allowed = FREE if not entry.wait or not recent else recent + 1
    return 1.0 if recent + entry.pending >= allowed else 0.0
