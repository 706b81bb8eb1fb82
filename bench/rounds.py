"""Rounds: one server at a time on a core of its own, the people on another, the servers taking turns round by round."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.figures import Figures, figure
from bench.load import Load
from bench.scenarios import Scenario
from bench.servers import SERVERS, Running, Server


def cores() -> tuple[int, int]:
    """One for the server, one for the load; the same if there is only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[-1], allowed[0]


def servers_of(scenario: Scenario, wanted: Sequence[str]) -> list[Server]:
    """Those that are installed, wanted (empty: all), and fit for it."""
    keys = [key for key in scenario.servers or SERVERS if not wanted or key in wanted]
    return [SERVERS[key] for key in keys if SERVERS[key].installed and scenario.people <= SERVERS[key].most]


def play(scenario: Scenario, server: Server, figures: Figures, on: tuple[int, int] | None = None) -> None:
    """One round: a fresh server, and all steps. RuntimeError if something did not come."""
    server_core, load_core = on or cores()
    with (
        tempfile.TemporaryDirectory(prefix="chatroom-bench-") as folder,
        Running(server, scenario.house, _open_to_all(folder), server_core) as running,
        Load.at(running, load_core) as load,
    ):
        empty = running.memory_kib()
        for step in scenario.steps:
            seen = load.do(step.command)
            kept = {"not cut": step.cut - seen.deaf_cut} if seen.deaf_cut < step.cut else {}
            figures.trouble(f"{server.title}, {scenario.name}, {step.command}", seen.faults | kept)
            if step.cut:
                figures.cut(server.title, seen.deaf_cut, step.cut)
            if step.row and (step.row.kind != "refusing" or server.wrong):
                grown = running.memory_kib() - empty
                start = (running.start_seconds, running.start_work)
                refusing = running.refusing_seconds() if step.row.kind == "refusing" else 0.0
                found = figure(step.row, seen, grown_kib=grown, start=start, refusing=refusing)
                figures.add(step.row, server.key, server.title, found)


def _open_to_all(folder: str) -> Path:
    """Some servers give their rights away and read their files as somebody else."""
    path = Path(folder)
    path.chmod(0o777)
    return path


def run(scenarios: Sequence[Scenario], figures: Figures, wanted: Sequence[str], rounds: int, tell: Callable[[str], None]) -> None:
    """All scenarios, each so many rounds (its own number if that is less). What does not work is told and counts as trouble."""
    for scenario in scenarios:
        for number in range(min(rounds, scenario.rounds)):
            for server in servers_of(scenario, wanted):
                tell(f"{scenario.name}, round {number + 1}: {server.title}")
                try:
                    play(scenario, server, figures)
                except RuntimeError as error:
                    figures.troubles.append(f"{server.title}, {scenario.name}: {error}")
