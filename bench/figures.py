"""Figures: what was measured in all rounds, and what it comes to: medians, ratios, goals."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median

from bench.load import Seen
from bench.scenarios import UNITS, Goal, Row


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of one server in one round. `value` in the row's unit; latencies in milliseconds."""

    value: float
    p50_ms: float = 0.0
    p99_ms: float = 0.0


def figure(row: Row, seen: Seen, *, grown_kib: float, start: tuple[float, float], refusing: float = 0.0) -> Figure:
    """What a row says about one step. `grown_kib`: the server's memory since nobody was there. `start`: how many seconds it
    took, and how many of them it worked. `refusing`: how many it took to refuse bad arguments.
    """
    p50, p99 = seen.p50_us / 1000, seen.p99_us / 1000
    busy = seen.server_seconds or 1e-9
    values = {
        "delivery": seen.us_per_delivery,
        "p99": p99,
        "joins": seen.turns / busy,  # on a machine of its own the server is busy all the time; on others this is what it could do
        "turn": busy * 1e6 / max(1, seen.turns),
        "memory": grown_kib / max(1, seen.people),
        "start": start[0] * 1000,
        "starting": start[1] * 1000,
        "refusing": refusing * 1000,
    }
    talked = row.kind in ("delivery", "p99")
    return Figure(values[row.kind], p50 if talked else 0.0, p99 if talked else 0.0)


class Figures:
    """Of all rows, servers and rounds. Rows and servers stay in the order in which they came."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.servers: dict[str, str] = {}
        self.troubles: list[str] = []
        self.cuts: dict[str, tuple[int, int]] = {}  # by server: people who did not read and were cut, and how many there were
        self._figures: dict[tuple[str, str], list[Figure]] = defaultdict(list)

    def add(self, row: Row, key: str, title: str, found: Figure) -> None:
        self.rows[row.key] = row
        self.servers[key] = title
        self._figures[row.key, key].append(found)

    def trouble(self, where: str, faults: dict[str, int]) -> None:
        """Something was lost, doubled, out of order, in the wrong room, or somebody was cut."""
        if faults:
            self.troubles.append(f"{where}: {', '.join(f'{name} {count}' for name, count in faults.items())}")

    def cut(self, title: str, cut: int, deaf: int) -> None:
        """So many people of those who did not read were cut."""
        before = self.cuts.get(title, (0, 0))
        self.cuts[title] = (before[0] + cut, before[1] + deaf)

    def median(self, row: Row, server: str) -> Figure | None:
        """Each number by itself; None if this server has no figure in this row."""
        found = self._figures.get((row.key, server))
        if not found:
            return None
        return Figure(median(f.value for f in found), median(f.p50_ms for f in found), median(f.p99_ms for f in found))

    def ratio(self, row: Row, server: str, other: str) -> float | None:
        """The median over the rounds of what one is in the unit of the other, both of the same round where there are as many."""
        ours, theirs = self._figures.get((row.key, server)), self._figures.get((row.key, other))
        if not ours or not theirs:
            return None
        return _times(ours, theirs)

    def judged(self, row: Row, goal: Goal) -> tuple[str, bool] | None:
        """A sentence about one goal, and whether chatroom has reached it; None if that could not be measured."""
        own = self.median(row, "chatroom")
        if own is None:
            return None
        if goal.other:
            ratio = self.ratio(row, "chatroom", goal.other)
            title = self.servers.get(goal.other, goal.other)
            return None if ratio is None else (f"{ratio:.2f} of {title}, at most {goal.factor:g}", ratio <= goal.factor)
        if goal.row:
            of = self.rows.get(goal.row)
            theirs = of and self._figures.get((of.key, "chatroom"))
            if not of or not theirs:
                return None
            ratio = _times(self._figures[row.key, "chatroom"], theirs)
            return f'{ratio:.2f} of "{of.title}", at most {goal.factor:g}', ratio <= goal.factor
        if goal.p99_ms:
            return f"p99 {own.p99_ms:.2f} ms, at most {goal.factor:g}", own.p99_ms <= goal.factor
        if row.kind == "joins":
            return f"{own.value:,.0f} {UNITS[row.kind]}, at least {goal.factor:,.0f}", own.value >= goal.factor
        return f"{own.value:.1f} {UNITS[row.kind]}, at most {goal.factor:g}", own.value <= goal.factor

    def rounds(self) -> Counter[str]:
        """How many figures each row has of its best measured server."""
        counts: Counter[str] = Counter()
        for (row, _), found in self._figures.items():
            counts[row] = max(counts[row], len(found))
        return counts


def _times(ours: list[Figure], theirs: list[Figure]) -> float:
    """How many times theirs ours are: the median over rounds, where both have as many."""
    if len(ours) == len(theirs):
        return median(a.value / b.value for a, b in zip(ours, theirs, strict=True) if b.value)
    return median(f.value for f in ours) / median(f.value for f in theirs)
