"""How often one may be wrong about a password: three times a minute, then with growing waits, at every door alike (G312).

Right proofs cost nothing, so that a class behind one address gets in, all at the same moment too: while three proofs of an
account or an address are being checked, the next ones stand in line behind them, and what becomes of those decides whether
they are checked or refused. A function of time: nothing is scheduled.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from chatroom.words.refusals import Reason, Refused

FREE = 3  # wrong proofs in a minute, per account and per address
MINUTE = 60.0
FIRST_WAIT = 60.0
LONGEST_WAIT = 300.0
REGISTRATIONS = 32  # from one address in ten minutes: a class registers in one lesson
BOUND = 10_000  # names and addresses remembered at most
LINE = 256  # proofs that stand in line at most


class Proof:
    """One password that somebody gave. `go` has it checked; `no` is told that it will not be, the wait having got too long."""

    __slots__ = ("go", "keys", "no")

    def __init__(self, account: str, address: str, go: Callable[[], None], no: Callable[[Refused], None]) -> None:
        self.keys = (f"account {account}", f"address {address}")
        self.go = go
        self.no = no


class _Wrongs:
    """The recent wrong proofs of one name or one address, and how many are being checked."""

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

    def has_room(self, now: float) -> bool:
        """Whether one more may be checked: were all of those wrong, there would be no more than FREE in this minute.

        After a long wait has been served, it is one at a time until a minute has passed without a wrong one.
        """
        recent = sum(when > now - MINUTE for when in self.when)
        allowed = FREE if not self.wait or not recent else recent + 1
        return recent + self.pending < allowed


class Throttle:
    """`enter` with a proof, `end` when it has been checked, `leave` when its giver has gone. Monotonic seconds."""

    def __init__(self) -> None:
        self._wrongs: dict[str, _Wrongs] = {}
        self._line: dict[Proof, None] = {}  # in the order in which they came
        self._moving = self._changed = False
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

    def enter(self, proof: Proof, now: float) -> None:
        """Has it checked now, or after those before it; or tells it "no" later, if those were wrong.

        Refuses THROTTLED with the seconds to wait, and BUSY where too many stand in line; it is not told "no" as well then.
        """
        wait = self._wait(proof, now)
        if wait > 0:
            raise Refused(Reason.THROTTLED, number=ceil(wait))
        ahead = {key for other in self._line for key in other.keys}
        if self._has_room(proof, ahead, now):
            self._start(proof, now)
        elif len(self._line) >= LINE:
            raise Refused(Reason.BUSY)
        else:
            self._line[proof] = None

    def end(self, proof: Proof, right: bool, now: float) -> None:
        """It has been checked. Whoever waited for that is checked or refused, in order."""
        for key in proof.keys:
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
        self._move(now)

    def leave(self, proof: Proof, now: float) -> bool:
        """Out of the line; False for one that is not in it: what is being checked counts, whoever has gone."""
        if proof not in self._line:
            return False
        del self._line[proof]
        self._move(now)
        return True

    def forget(self, now: float) -> None:
        """Drops what no longer matters."""
        for key, entry in list(self._wrongs.items()):
            if entry.is_over(now):
                del self._wrongs[key]

    def _move(self, now: float) -> None:
        """Looks along the line until nothing changes. A check that is over at once moves it on from here, not from within."""
        self._changed = True
        if self._moving:
            return
        self._moving = True
        try:
            while self._changed:
                self._changed = False
                self._look_along(now)
        finally:
            self._moving = False

    def _look_along(self, now: float) -> None:
        ahead: set[str] = set()
        for proof in list(self._line):
            if proof not in self._line:  # it left, being told of another's end
                continue
            wait = self._wait(proof, now)
            if wait > 0:
                del self._line[proof]
                proof.no(Refused(Reason.THROTTLED, number=ceil(wait)))
            elif self._has_room(proof, ahead, now):
                del self._line[proof]
                self._start(proof, now)
            else:
                ahead.update(proof.keys)

    def _start(self, proof: Proof, now: float) -> None:
        for key in proof.keys:  # not before: what is refused must leave nothing behind
            entry = self._wrongs[key] = self._entry(key, now)
            entry.pending += 1
        proof.go()

    def _has_room(self, proof: Proof, ahead: set[str], now: float) -> bool:
        """Nobody overtakes those ahead of it with the same account or address."""
        return ahead.isdisjoint(proof.keys) and all(self._entry(key, now).has_room(now) for key in proof.keys)

    def _wait(self, proof: Proof, now: float) -> float:
        """Seconds until the next one may be tried; 0 or less: now."""
        return max(self._entry(key, now).until - now for key in proof.keys)

    def _entry(self, key: str, now: float) -> _Wrongs:
        entry = self._wrongs.get(key)
        return _Wrongs() if entry is None or entry.is_over(now) else entry
