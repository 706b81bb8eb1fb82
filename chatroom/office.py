"""The office: accounts and the audit log, for who holds the server's files. `chatroom admin` and `chatroom audit` are its hours.

A server that runs is asked over its control socket; without one, the same rules work on the store directly. It must never
print, nor ask anybody for a password: that is the command line's.
"""

from __future__ import annotations

import json
import os
import queue
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred

from chatroom.clock import SystemClock
from chatroom.config import Settings
from chatroom.doors.control import NAME, Answer, Clerk, near, operator
from chatroom.house import House
from chatroom.keeping import NAME as STORE
from chatroom.keeping import open_checker, open_store
from chatroom.stores.inspection import export, verify

PATIENCE = 60.0  # seconds for an answer

__all__ = ["NotAnswered", "ask", "export", "store_of", "verify"]


class NotAnswered(Exception):
    """The server that runs did not answer; the text is one sentence."""


def ask(settings: Settings, request: dict[str, Any]) -> Answer:
    """The answer of the server that runs with these settings, or, if none does, of the store itself.

    Raises BadStore for a store that cannot be trusted, NotAnswered, and OSError for a data folder that cannot be used.
    """
    running = _connect(near(settings.data / NAME))
    return _by_store(settings, request) if running is None else _by_socket(running, request)


def store_of(settings: Settings) -> Path:
    """The file with the accounts and the audit log."""
    return settings.data / STORE


# ---- a server runs -----------------------------------------------------------------------------------------------------


def _connect(path: str) -> socket.socket | None:
    """None if nobody listens there."""
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(PATIENCE)
    try:
        line.connect(path)
    except (FileNotFoundError, ConnectionRefusedError):
        line.close()
        return None
    except OSError:
        line.close()
        raise
    return line


def _by_socket(line: socket.socket, request: dict[str, Any]) -> Answer:
    try:
        with line, line.makefile("rwb") as stream:
            stream.write(json.dumps(request).encode() + b"\n")
            stream.flush()
            answer = json.loads(stream.readline())
    except (OSError, ValueError):
        raise NotAnswered("The server that runs here did not answer. Its log may say why.") from None
    return dict(answer)


# ---- no server runs ----------------------------------------------------------------------------------------------------


class Bench:
    """In a reactor's place: does in this thread what others hand over, for as long as somebody waits for it."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()

    def callFromThread(self, fn: Callable[..., object], *args: Any) -> None:
        self._jobs.put(lambda: fn(*args))

    def callLater(self, seconds: float, fn: Callable[..., object], *args: Any) -> None:
        """At once, or rather next: all that is put off here is the end of a turn."""
        self._jobs.put(lambda: fn(*args))

    def work_until(self, done: Callable[[], bool]) -> None:
        """Raises NotAnswered if nothing has happened for a minute."""
        while not done():
            try:
                self._jobs.get(timeout=PATIENCE)()
            except queue.Empty:
                raise NotAnswered("The store did not answer.") from None


def _by_store(settings: Settings, request: dict[str, Any]) -> Answer:
    bench = Bench()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store, snapshot = open_store(settings.data, SystemClock(bench).wall(), bench.callFromThread)
    checker = open_checker(bench.callFromThread)
    house = House(settings, bench, store=store, checker=checker, snapshot=snapshot)
    answers: list[Answer] = []
    clerk = Clerk(house.realm, operator(os.getuid()), "shell", answers.append)
    try:
        clerk.ask(request)
        bench.work_until(lambda: bool(answers))
    finally:
        checker.close()
        _wait(bench, store.close())
    return answers[0]


def _wait(bench: Bench, deferred: Deferred[None]) -> None:
    ended: list[object] = []
    deferred.addBoth(ended.append)
    bench.work_until(lambda: bool(ended))
