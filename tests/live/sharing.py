"""A house with a port for files, and the programs that people use with it: curl, nc, and a bare HTTP client.

Knows the lines by which a file is offered and taken. Must never import the door.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import signal
import subprocess
from pathlib import Path

from tests.live.hearing import PATIENCE
from tests.live.house import HouseCase
from tests.live.needs import needs
from tests.live.ports import free_ports
from tests.live.programs import Visitor

CODE = r"[A-Za-z0-9_-]{20,}"


class SharingCase(HouseCase):
    """ann offers, bob takes; both with nothing but lines."""

    def open_house(self, more: str = "", *, keys: str = "flood: off") -> None:
        needs("curl", package="curl"), needs("nc", package="netcat-openbsd")
        (self.file_port,) = free_ports(1)
        self.serve(f"{keys}\nafk: off\nfiles: {{listen: '127.0.0.1:{self.file_port}'{more}}}", console=True)
        self.server.await_listening([self.file_port])
        self.ann, self.bob = self.enter("ann"), self.enter("bob")
        self.ann.skip_to("* bob has joined lobby.")
        self.bob.skip_to("* bob has joined lobby.")
        self.theirs = self.folder / "theirs"
        self.theirs.mkdir()

    def offer(self, name: str = "notes.bin", to: str = "bob") -> tuple[str, str]:
        """Offered and accepted: the code of the sender, and that of the receiver."""
        self.ann.say(f"/send {to} {name}")
        line = self.bob.skip_to(re.compile(rf"\* ann offers you {re.escape(name)}\. .*"))
        number = re.findall(r"/accept (\d+)", line.text)[0]
        self.bob.say(f"/accept {number}")
        return self.code(self.ann, "curl -T"), self.code(self.bob, "curl -OJ")

    def code(self, person: Visitor, what: str) -> str:
        line = person.skip_to(re.compile(rf"\* {what} .*/t/{CODE}")).text
        return line.rpartition("/")[2]

    def url(self, code: str) -> str:
        return f"http://127.0.0.1:{self.file_port}/t/{code}"

    def file(self, content: bytes, name: str = "notes.bin") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def run_program(self, *argv: str, cwd: Path | None = None, pipe: bytes | None = None) -> subprocess.Popen[bytes]:
        """A program that is stopped with the test, and with it whatever it has started."""
        stdin = subprocess.DEVNULL if pipe is None else subprocess.PIPE
        process = subprocess.Popen(
            argv, cwd=cwd or self.folder, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0
        )
        self.addCleanup(self._stop, process)
        return process

    def shell(self, line: str, cwd: Path | None = None) -> subprocess.Popen[bytes]:
        """A line as people paste it."""
        return self.run_program("bash", "-c", line, cwd=cwd)

    def finish(self, process: subprocess.Popen[bytes]) -> tuple[int, str]:
        """Its status, and what it has said."""
        out, error = process.communicate(timeout=PATIENCE * 6)
        return process.returncode, (out + error).decode("utf-8", "replace")

    def assert_arrived(self, name: str, content: bytes) -> None:
        """Both are told the size and the hash of what was sent."""
        digest = hashlib.sha256(content).hexdigest()
        for person in (self.ann, self.bob):
            person.skip_to(f"* {name} from ann has reached bob: {len(content)} bytes.")
            person.expect(f"* Its SHA-256: {digest}")

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
