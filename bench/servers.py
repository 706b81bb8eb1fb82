"""The servers that are measured: how each is started, what it speaks, and what makes it comparable to the others.

Every one runs on a core of its own, with its brakes off (the files in peers/ say which and why).
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
BUILD = HERE / "build"
HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds for a server to open its ports, or to stop
FILES = 65536  # open files that a server may need
LARGE = 20_000  # more seats than anybody needs


@dataclass(frozen=True, slots=True)
class House:
    """What a scenario asks of its server: rooms, numbered from 0, and how many seats some of them have."""

    rooms: int = 1
    seats: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Server:
    """One server. `command` makes the files it needs in its folder and says how it is started.

    `at_once`: how many may knock at the same time (its listen backlog). `step`: 1 if every room has a port of its own.
    `most`: the most people worth trying. `package`: what brings it on Debian, for those who do not have it. `wrong`: a command
    of the same program that it must refuse.
    """

    key: str
    title: str
    dialect: str
    command: Callable[[int, Path, House], list[str]]
    version: tuple[str, ...]
    program: str = sys.executable
    package: str = ""
    at_once: int = 100
    step: int = 0
    most: int = LARGE
    password: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def installed(self) -> bool:
        return shutil.which(self.program, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None


def _floor(mode: str) -> Callable[[int, Path, House], list[str]]:
    return lambda port, folder, house: [str(BUILD / "floor"), str(port), mode]


def _python(name: str) -> Callable[[int, Path, House], list[str]]:
    return lambda port, folder, house: [sys.executable, str(PEERS / f"{name}.py"), str(port)]


def _filled(name: str, port: int, folder: Path) -> Path:
    """A configuration of peers/, for this run."""
    text = (PEERS / name).read_text("utf-8")
    file = folder / name
    file.write_text(text.replace("@PORT@", str(port)).replace("@FOLDER@", str(folder)), "utf-8")
    return file


def _chatroom(port: int, folder: Path, house: House) -> list[str]:
    channels = "".join(
        f"  - {{name: r{room}, port: {port + room}, capacity: {house.seats.get(room, LARGE)}}}\n" for room in range(house.rooms)
    )
    config = folder / "chatroom.yaml"
    config.write_text((PEERS / "chatroom.yaml").read_text("utf-8") + "\nchannels:\n" + channels, "utf-8")
    return [str(Path(sys.executable).with_name("chatroom")), "run", "--config", str(config)]


def _ngircd(port: int, folder: Path, house: House) -> list[str]:
    return ["/usr/sbin/ngircd", "--nodaemon", "--config", str(_filled("ngircd.conf", port, folder))]


def _inspircd(port: int, folder: Path, house: House) -> list[str]:
    return ["/usr/sbin/inspircd", "--runasroot", "--nofork", "--config", str(_filled("inspircd.conf", port, folder))]


_CHATROOM_VERSION = (str(Path(sys.executable).with_name("chatroom")), "--version")
_CHATROOM_WRONG = (str(Path(sys.executable).with_name("chatserver")), "never", "nowhere.txt")
_PYTHON_VERSION = (sys.executable, "--version")
_TWISTED_VERSION = (sys.executable, "-c", "import twisted; print('Twisted', twisted.__version__)")

SERVERS = {
    server.key: server
    for server in (
        Server("chatroom", "chatroom", "lines", _chatroom, _CHATROOM_VERSION, step=1, wrong=_CHATROOM_WRONG),
        Server("each", "C floor, one send each", "raw", _floor("each"), ("cc", "--version"), program=str(BUILD / "floor")),
        Server("joined", "C floor, joined", "raw", _floor("joined"), ("cc", "--version"), program=str(BUILD / "floor")),
        # It registers newcomers when its clock ticks, once a second: so many knock at once.
        Server(
            "inspircd", "InspIRCd", "irc", _inspircd, ("/usr/sbin/inspircd", "--version"), "inspircd", "inspircd", at_once=2000
        ),
        # Its listen backlog is 10; a knock beyond that is tried again a second later.
        Server("ngircd", "ngIRCd", "irc", _ngircd, ("/usr/sbin/ngircd", "--version"), "ngircd", "ngircd", at_once=8),
        Server("asyncio", "asyncio", "raw", _python("asyncio_lines"), _PYTHON_VERSION),
        Server("threads", "threads", "raw", _python("threads_lines"), _PYTHON_VERSION, most=1000),
        Server("words", "Twisted words", "irc", _python("words_server"), _TWISTED_VERSION, most=1000, password="any"),
    )
}


def free_ports(count: int) -> int:
    """The first of so many free ports in a row, below those from which the system numbers outgoing connections."""
    for _ in range(100):  # by chance, so that two who look at the same time find different ones
        first = random.randrange(10_000, 19_900 - count)  # the tests have theirs above
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise RuntimeError(f"there are no {count} free ports in a row on {HOST}")


def _is_free(port: int) -> bool:
    with socket.socket() as knock:
        knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            knock.bind((HOST, port))
        except OSError:
            return False
        return True


class Running:
    """A server that runs, on the core that is given (None: on any), until the `with` ends."""

    def __init__(self, server: Server, house: House, folder: Path, core: int | None) -> None:
        self.server = server
        self.port = free_ports(house.rooms if server.step else 1)
        argv = server.command(self.port, folder, house)

        def alone() -> None:
            with suppress(ValueError, OSError):  # only root may have more files than were allowed
                resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
            if core is not None:
                os.sched_setaffinity(0, {core})

        began = time.monotonic()
        self._log = (folder / "server.log").open("wb")
        self.process = subprocess.Popen(
            argv, cwd=folder, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, preexec_fn=alone
        )
        last = self.port + (house.rooms - 1) * server.step
        while not _answers(last):
            if self.process.poll() is not None or time.monotonic() > began + PATIENCE:
                said = (folder / "server.log").read_text("utf-8", "replace")[-500:]
                self.stop()
                raise RuntimeError(f"{server.title} did not start: {said}")
            time.sleep(0.002)
        self.start_seconds = time.monotonic() - began
        self.start_work = sum(map(_worked, self.pids))

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it, and waits until it is gone; one that does not want to end has no say."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def refusing_seconds(self) -> float:
        """How long its program takes to refuse bad arguments."""
        began = time.monotonic()
        done = subprocess.run(self.server.wrong, capture_output=True, timeout=PATIENCE)
        if not done.returncode:
            raise RuntimeError(f"{self.server.title} accepts {self.server.wrong}")
        return time.monotonic() - began

    @property
    def pids(self) -> list[int]:
        """Its process, and all that it has started."""
        found = [self.process.pid]
        for pid in found:
            with suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    found += map(int, (task / "children").read_text().split())
        return found

    def memory_kib(self) -> int:
        """What is resident of all its processes."""
        total = 0
        for pid in self.pids:
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    total += int(line.split()[1])
        return total


def _worked(pid: int) -> float:
    """Seconds of processor time of one process so far, all its threads."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def _answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), 1).close()
    except OSError:
        return False
    return True


def version_of(server: Server) -> str:
    """The first line of what it says about itself."""
    try:
        done = subprocess.run(server.version, capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return "unknown"
    return (done.stdout or done.stderr).strip().partition("\n")[0]
