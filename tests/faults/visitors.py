"""Visitors from many addresses, and two bystanders who talk to each other all the while and keep the time.

Knows sockets and clocks. Must never import the programs.
"""

from __future__ import annotations

import socket
import threading
import time

from tests.live.hearing import PATIENCE
from tests.live.ports import HOST
from tests.live.programs import Visitor


class Caller(Visitor):
    """A bare socket that comes from one of the addresses 127.x.y.z, and says nothing until told to."""

    def __init__(self, port: int, name: str, address: str = HOST) -> None:
        super(Visitor, self).__init__(name)
        self._socket = socket.create_connection((HOST, port), PATIENCE, (address, 0))
        self._socket.settimeout(None)
        self._reader = threading.Thread(target=self._collect, args=(self._socket.makefile("rb"), "\r"), daemon=True)
        self._reader.start()


class Bystanders:
    """`amy` says a number every few milliseconds and `ben` hears it: `stop` gives how long each took, in seconds."""

    def __init__(self, port: int, every: float = 0.02) -> None:
        self._every = every
        self._sockets = [self._enter(port, name) for name in ("amy", "ben")]
        self._times: list[float] = []
        self._trouble: BaseException | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._talk, daemon=True)
        self._thread.start()

    def stop(self) -> list[float]:
        """Sorted. Raises what went wrong: a line that never came, or one that came in another's place."""
        self._over.set()
        self._thread.join(4 * PATIENCE)
        for each in self._sockets:
            each.close()
        if self._trouble is not None:
            raise self._trouble
        return sorted(self._times)

    def _enter(self, port: int, name: str) -> socket.socket:
        connection = socket.create_connection((HOST, port), PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(4 * PATIENCE)
        connection.sendall(name.encode() + b"\n")
        _read_to(connection, f"* {name} has joined lobby.\r\n".encode())
        return connection

    def _talk(self) -> None:
        speaker, hearer = self._sockets
        number = 0
        try:
            while not self._over.is_set():
                number += 1
                line = f"amy: number {number}.\r\n".encode()
                start = time.monotonic()
                speaker.sendall(b"number %d.\n" % number)
                _read_to(hearer, line)
                self._times.append(time.monotonic() - start)
                _read_to(speaker, line)
                self._over.wait(self._every)
        except BaseException as trouble:
            self._trouble = trouble


def _read_to(connection: socket.socket, line: bytes) -> None:
    seen = b""
    while not seen.endswith(line):
        data = connection.recv(65536)
        if not data:
            raise AssertionError(f"the end came before {line!r}, after {seen!r}")
        seen += data


def percentile(times: list[float], part: float) -> float:
    """Of sorted times: 0.99 of them are no longer than this."""
    return times[min(len(times) - 1, int(len(times) * part))]
