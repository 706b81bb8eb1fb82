"""A real `chatclient` process and a server that does what the test says, over real sockets. Every wait has a deadline."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

DEADLINE = 20.0  # seconds; only a failing test waits so long
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Line:
    """One accepted connection, read with a deadline."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(DEADLINE)
        self.socket = connection
        self.send = connection.sendall
        self._file = connection.makefile("rb")

    def readline(self) -> bytes:
        return self._file.readline()

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def close(self) -> None:
        self._file.close()
        self.socket.close()


class Program:
    """A running client. Its standard output is read line by line."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self._seen = b""

    def type(self, data: bytes) -> None:
        self._stdin.write(data)
        self._stdin.flush()

    def end_of_input(self) -> None:
        self._stdin.close()

    @property
    def _stdin(self) -> Any:
        assert self.process.stdin is not None
        return self.process.stdin

    def line(self) -> bytes:
        """The next line shown, its end included; what there is if the program ends first."""
        while b"\n" not in self._seen and (data := self._read()):
            self._seen += data
        line, end, self._seen = self._seen.partition(b"\n")
        return line + end

    def rest(self) -> bytes:
        """All that is shown until the program closes its output."""
        while data := self._read():
            self._seen += data
        return self._seen

    def _read(self) -> bytes:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE)
        if not ready:
            raise AssertionError(f"nothing more was shown after {self._seen!r}")
        return os.read(self.process.stdout.fileno(), 65536)

    def status(self) -> int:
        return self.process.wait(DEADLINE)

    def errors(self) -> bytes:
        """What was said on standard error; waits for the end."""
        assert self.process.stderr is not None
        self.status()
        return self.process.stderr.read()


def _as_from_a_terminal() -> None:
    """A suite that runs in the background, or under nohup, ignores these, and so would all that it starts."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class ProgramCase(SynchronousTestCase):
    """Tests with a folder of the client's own, and a listening server."""

    def setUp(self) -> None:
        self.folder = os.path.abspath(self.mktemp())
        os.mkdir(self.folder)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(DEADLINE)
        self.addCleanup(self.listener.close)
        self.port = self.listener.getsockname()[1]

    def start(self, *arguments: str, program: tuple[str, ...] = ("-m", "chatroom.client"), **streams: Any) -> Program:
        """The client in its folder; standard input is a pipe unless the test says otherwise."""
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        search = {**os.environ, "PYTHONPATH": ROOT}
        argv = [sys.executable, *program, *arguments]
        process = subprocess.Popen(argv, cwd=self.folder, env=search, preexec_fn=_as_from_a_terminal, **pipes)
        self.addCleanup(self._stop, process)
        return Program(process)

    def _stop(self, process: "subprocess.Popen[bytes]") -> None:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()

    def accept(self) -> Line:
        connection, _ = self.listener.accept()
        line = Line(connection)
        self.addCleanup(line.close)
        return line

    def enter(self, **streams: Any) -> tuple[Program, Line]:
        """A client that has given its name and been told something."""
        program = self.start(str(self.port), "alice", **streams)
        line = self.accept()
        self.assertEqual(line.readline(), b"alice\t\n")
        line.send(b"hello\n")
        if "stdout" not in streams:
            self.assertEqual(program.line(), b"hello\n")
        return program, line

    def files(self) -> dict[str, bytes]:
        """What lies in the client's folder."""
        found = {}
        for name in os.listdir(self.folder):
            with open(os.path.join(self.folder, name), "rb") as file:
                found[name] = file.read()
        return found

    def write(self, name: str, data: bytes) -> str:
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        return path


def until(true: Any) -> None:
    """Looks again and again, for what no stream announces."""
    end = time.monotonic() + DEADLINE
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it did not happen in time")
        select.select([], [], [], 0.01)
