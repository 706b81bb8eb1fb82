"""The table: the same Markdown in the terminal and in results.md, padded so that it reads well in both."""

from __future__ import annotations

from collections.abc import Sequence

from bench.figures import Figures
from bench.scenarios import UNITS, Row


def rendered(figures: Figures) -> str:
    """Costs, latencies, goals, troubles."""
    parts = [
        "## Figures\n\nMedians; in brackets: how many times that of the server marked \\* in the row.\n",
        _table(["row", "unit", *figures.servers.values()], [_costs(figures, row) for row in figures.rows.values()]),
    ]
    latencies = [_latencies(figures, row) for row in figures.rows.values() if row.kind in ("delivery", "p99")]
    if latencies:
        parts += [
            "\n## Latency of a delivery\n\nMilliseconds, p50 / p99.\n",
            _table(["row", *figures.servers.values()], latencies),
        ]
    goals = [cells for row in figures.rows.values() for cells in _goals(figures, row)]
    if goals:
        parts += ["\n## Goals of chatroom\n", _table(["row", "chatroom", "held"], goals)]
    parts.append("\n## Lines\n\n" + _troubles(figures))
    return "\n".join(parts) + "\n"


def _costs(figures: Figures, row: Row) -> list[str]:
    cells = [row.title, UNITS[row.kind]]
    for server in figures.servers:
        found, ratio = figures.median(row, server), figures.ratio(row, server, row.base)
        if found is None:
            cells.append("-")
        else:
            times = "*" if server == row.base else f" ({ratio:.2f})" if ratio is not None else ""
            cells.append(f"{_number(found.value)}{times}")
    return cells


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _latencies(figures: Figures, row: Row) -> list[str]:
    found = [figures.median(row, server) for server in figures.servers]
    return [row.title, *(f"{_number(f.p50_ms)} / {_number(f.p99_ms)}" if f else "-" for f in found)]


def _goals(figures: Figures, row: Row) -> list[list[str]]:
    judged = [figures.judged(row, goal) for goal in row.goals]
    return [[row.title, said, "yes" if held else "no"] for said, held in filter(None, judged)]


def _troubles(figures: Figures) -> str:
    lines = [f"* {trouble}" for trouble in figures.troubles] or [
        "Every line was checked: none lost, none twice, none out of order, none in the wrong room; nobody was cut who reads."
    ]
    if figures.cuts:
        cuts = ", ".join(f"{title} {cut} of {deaf}" for title, (cut, deaf) in figures.cuts.items())
        lines.append(f"\nPeople who did not read were cut: {cuts}.")
    return "\n".join(lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *rest = zip(cells, widths, strict=True)
        return f"| {first[0].ljust(first[1])} | " + " | ".join(cell.rjust(width) for cell, width in rest) + " |"

    ruler = f"| {'-' * widths[0]} | " + " | ".join("-" * (width - 1) + ":" for width in widths[1:]) + " |"
    return "\n".join([line(head), ruler, *map(line, rows)])
