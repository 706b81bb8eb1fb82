"""OpenSSH's own `ssh`, as an operator types it: on pipes, or on a terminal.

Knows its options and ptys. Must never import the server.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.live.hearing import PATIENCE
from tests.live.ports import HOST


class Operator:
    """One person's machine: keys and known hosts in a folder, and nothing of the real one's."""

    def __init__(self, folder: Path, port: int, name: str = "ann") -> None:
        self.folder = folder
        self.port = port
        self.name = name
        self._keys = 0

    def make_key(self, *kind: str) -> Path:
        """A new key pair, of `ssh-keygen -t` words."""
        self._keys += 1
        path = self.folder / f"key{self._keys}"
        subprocess.run(["ssh-keygen", "-q", "-N", "", "-t", *kind, "-f", str(path)], check=True, timeout=PATIENCE)
        return path

    def password(self, text: str) -> dict[str, str]:
        """The environment in which `ssh` gets this password whenever it asks."""
        script = self.folder / "askpass"
        script.write_text(f"#!/bin/sh\necho '{text}'\n")
        script.chmod(0o700)
        return {"SSH_ASKPASS": str(script), "SSH_ASKPASS_REQUIRE": "force"}

    def options(self, port_letter: str = "-p") -> list[str]:
        """What keeps this person's machine apart from the real one; nothing that changes how the door is spoken to."""
        return [
            "-F", "/dev/null", port_letter, str(self.port), "-o", "IdentitiesOnly=yes",
            "-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}", "-o", "StrictHostKeyChecking=accept-new",
        ]  # fmt: skip

    def argv(self, *command: str, key: Path | None = None, more: Sequence[str] = ()) -> list[str]:
        identity = [] if key is None else ["-i", str(key)]
        return ["ssh", *self.options(), *identity, *more, f"{self.name}@{HOST}", *command]

    def run(
        self,
        *command: str,
        key: Path | None = None,
        more: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        typed: bytes = b"",
    ) -> subprocess.CompletedProcess[bytes]:
        """`ssh [more] ann@host command`, with its input; waits for its end."""
        return subprocess.run(
            self.argv(*command, key=key, more=more),
            env=environment(env or {}),
            input=typed,
            capture_output=True,
            timeout=3 * PATIENCE,
        )


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, argv: Sequence[str], size: tuple[int, int] = (80, 24)) -> None:
        self.shown = b""
        self._seen = 0
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            resize(0, size)
            os.execvpe(argv[0], list(argv), {**environment({}), "TERM": "xterm-256color"})

    def type(self, data: bytes) -> None:
        os.write(self._fd, data)

    def resize(self, width: int, height: int) -> None:
        resize(self._fd, (width, height))
        os.kill(self.pid, signal.SIGWINCH)

    def expect(self, text: bytes, within: float = PATIENCE) -> None:
        """This text comes after what was expected last."""
        deadline = time.monotonic() + within
        while text not in self.shown[self._seen :]:
            if not self._read(deadline):
                raise AssertionError(f"expected {text!r}, but got {self.shown!r}")
        self._seen = self.shown.index(text, self._seen) + len(text)

    def end(self, within: float = PATIENCE) -> int:
        """Wait until the program has ended; its exit status."""
        deadline = time.monotonic() + within
        while self._read(deadline):
            pass
        if time.monotonic() >= deadline:
            raise AssertionError(f"it does not end, and shows {self.shown!r}")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def stop(self) -> None:
        """Kill it, if it still runs."""
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        with contextlib.suppress(OSError):
            os.close(self._fd)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], max(0.0, deadline - time.monotonic()))
        try:
            data = os.read(self._fd, 65536) if ready else b""
        except OSError:  # how a terminal says that its program has gone
            data = b""
        self.shown += data
        return bool(data)


def resize(fd: int, size: tuple[int, int]) -> None:
    """Columns and rows of the terminal behind a file descriptor."""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("4H", size[1], size[0], 0, 0))


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Ours without an agent, a screen or a locale of its own."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("SSH_", "DISPLAY", "LC_"))}
    return {**ours, **extra}
