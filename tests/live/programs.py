"""Starting and stopping programs and visitors: what the live tests are made of.

Knows processes, pipes and sockets. Must never import the programs it starts, nor know a rule they follow.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.live.hearing import PATIENCE, Conversation
from tests.live.ports import HOST

ROOT = Path(__file__).resolve().parents[2]
MORTAL = "--pdeathsig=KILL"  # with it, what `setpriv` starts is killed when those are gone who started it; new rights forget it
_MORTAL = ["setpriv", MORTAL] if shutil.which("setpriv") else []


class Program(Conversation):
    """A running program on three pipes, in its own process group; its standard output is what is heard.

    It is killed when the tests end, however they do. To be started by the main thread, whose end would be its own.
    """

    def __init__(self, argv: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None, name: str = "") -> None:
        super().__init__(name or Path(argv[0]).name)
        self.errors: list[str] = []
        self.process = subprocess.Popen(
            [*_MORTAL, *argv],
            cwd=cwd,
            env=_environment(env or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=0,
        )
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self._stdin = self.process.stdin
        self._readers = [
            threading.Thread(target=self._collect, args=(self.process.stdout, ""), daemon=True),
            threading.Thread(target=self._collect_errors, args=(self.process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def say(self, line: str) -> None:
        self._stdin.write(line.encode() + b"\n")
        self._stdin.flush()

    def close_input(self) -> None:
        """The end of the program's standard input."""
        self._stdin.close()

    def end(self, within: float = PATIENCE) -> int:
        """Wait until the program has ended by itself; its exit status. Every line it wrote has then been heard."""
        try:
            status = self.process.wait(within)
        except subprocess.TimeoutExpired:
            raise AssertionError(self._report(f"expected it to exit within {within} s")) from None
        for reader in self._readers:
            reader.join(within)
        return status

    def kill(self) -> None:
        """Kill it outright, as a crash would, and wait until it is dead."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.running:
            self.kill()
        for reader in self._readers:
            reader.join(PATIENCE)
        with contextlib.suppress(BrokenPipeError):  # it ended with words of ours unread
            self._stdin.close()

    def await_listening(self, ports: Iterable[int], within: float = PATIENCE) -> None:
        """Return once every port answers; each is knocked at and left again without a word."""
        deadline = time.monotonic() + within
        for port in ports:
            while not _answers(port):
                if not self.running or time.monotonic() > deadline:
                    raise AssertionError(self._report(f"port {port} never answered"))
                time.sleep(0.01)

    def _collect_errors(self, stream: IO[bytes]) -> None:
        with stream:
            for raw in stream:
                self.errors.append(raw.decode("utf-8", "backslashreplace").rstrip("\n"))

    def _report(self, trouble: str) -> str:
        errors = "".join(f"\n  stderr {line!r}" for line in self.errors)
        return super()._report(trouble) + errors


class Visitor(Conversation):
    """A bare socket, as `nc` would be: sends lines, hears lines that end in LF or CRLF."""

    def __init__(self, port: int, name: str, *, introduce: bool = True, deaf: bool = False) -> None:
        """Connects and, unless told not to, sends the name; a deaf visitor never reads."""
        super().__init__(name)
        self._socket = socket.create_connection((HOST, port), PATIENCE)
        self._socket.settimeout(None)
        self._reader: threading.Thread | None = None
        if not deaf:
            self._reader = threading.Thread(target=self._collect, args=(self._socket.makefile("rb"), "\r"), daemon=True)
            self._reader.start()
        if introduce:
            self.say(name)

    def say(self, line: str) -> None:
        self.say_bytes(line.encode() + b"\n")

    def say_bytes(self, data: bytes) -> None:
        self._socket.sendall(data)

    def vanish(self) -> None:
        """Reset the connection: what a dead machine or a pulled cable ends in."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._let_go(socket.SHUT_RD)  # SHUT_RD wakes our own reader and sends nothing

    def stop(self) -> None:
        self._let_go(socket.SHUT_RDWR)

    def _let_go(self, how: int) -> None:
        with contextlib.suppress(OSError):  # the other side was faster
            self._socket.shutdown(how)
        if self._reader is not None:
            self._reader.join(PATIENCE)  # while it reads, the kernel keeps the connection open
        self._socket.close()


def command(name: str) -> list[str]:
    """How to start one of the project's programs: its script beside this Python, or else its function."""
    script = Path(sys.executable).with_name(name)
    return [str(script)] if script.exists() else [sys.executable, "-c", f"from chatroom.cli import {name}; {name}()"]


def _answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), 1.0).close()
    except OSError:
        return False
    return True


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    unset = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE")  # flushing is their job; a start need not compile everything anew
    environment = {key: value for key, value in os.environ.items() if key not in unset}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH", "")]))
    environment.update(extra)
    return environment
