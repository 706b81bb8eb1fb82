"""Load: the generator (load/*.c) as an object. It obeys one command after the other and answers with what it saw."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import Any

from bench.servers import BUILD, HOST, Running

FAULTS = ("lost", "twice", "disorder", "wrong_room", "foreign", "cut", "stalled")


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer of the generator. Times of the server are processor time of all its threads and processes."""

    seconds: float
    server_seconds: float
    load_busy: float
    deliveries: int
    notices: int
    turns: int
    people: int
    p50_us: float
    p99_us: float
    deaf_cut: int
    faults: dict[str, int]

    @property
    def us_per_delivery(self) -> float:
        return self.server_seconds * 1e6 / self.deliveries if self.deliveries else 0.0


def seen(answer: dict[str, Any]) -> Seen:
    """Reads one line of the generator's JSON; what was only arranged has no figures."""
    return Seen(
        answer.get("seconds", 0.0),
        answer.get("server_ns", 0) / 1e9,
        answer.get("load_busy", 0.0),
        answer.get("deliveries", 0),
        answer.get("notices", 0),
        answer.get("turns", 0),
        answer["people"],
        answer.get("p50_us", 0.0),
        answer.get("p99_us", 0.0),
        answer.get("deaf_cut", 0),
        {fault: int(answer[fault]) for fault in FAULTS if answer.get(fault)},
    )


class Load:
    """The people in front of one server. Ends with the `with`."""

    def __init__(self, dialect: str, port: int, *, pids: list[int], core: int | None = None, **more: object) -> None:
        """`more`: the generator's other options, such as step, at_once, password and patience."""
        options = {"dialect": dialect, "host": HOST, "port": port, "pids": ",".join(map(str, pids)), **more}
        argv = [str(BUILD / "load")]
        for name, value in options.items():
            argv += [f"--{name.replace('_', '-')}", str(value)]

        def alone() -> None:
            if core is not None:
                os.sched_setaffinity(0, {core})

        self._process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=alone
        )

    @classmethod
    def at(cls, running: Running, core: int | None = None) -> Load:
        """The people in front of this one."""
        server = running.server
        more = {"password": server.password} if server.password else {}
        return cls(server.dialect, running.port, pids=running.pids, core=core, step=server.step, at_once=server.at_once, **more)

    def __enter__(self) -> Load:
        return self

    def __exit__(self, *exc: object) -> None:
        self._process.kill()
        self._process.communicate()

    def do(self, command: str) -> Seen:
        """Obeys one command of main.c. RuntimeError with the generator's sentence if something did not come."""
        assert self._process.stdin and self._process.stdout and self._process.stderr
        try:
            self._process.stdin.write(command + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            answer = ""
        else:
            answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{command}: {self._process.stderr.read().strip()}")
        return seen(json.loads(answer))
