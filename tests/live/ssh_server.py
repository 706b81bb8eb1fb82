"""An SSH door with nothing behind it, for the live tests: `python -m tests.live.ssh_server FOLDER PORT LOGIN_SECONDS`.

Who may come in: the password "open sesame", and the keys of FOLDER/authorized_keys. A shell echoes; commands are the words
of `Command`. Says on standard output what its shells heard, and its log. Must never know the chat.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import LoopingCall
from twisted.logger import globalLogBeginner, textFileLogObserver

from chatroom.doors.hostkey import fingerprint, host_key
from chatroom.doors.ssh import SshDoor, SshLimits
from chatroom.doors.ssh_terminal import Terminal


def report(text: str) -> None:
    print(text, flush=True)


class Person:
    def __init__(self, name: str) -> None:
        self.name = name


class Gatekeeper:
    """Reads the keys anew each time."""

    def __init__(self, keys: Path) -> None:
        self._keys = keys

    def knows_key(self, name: str, blob: bytes, address: str) -> Deferred[bool]:
        known = [base64.b64decode(line.split()[1]) for line in self._keys.read_text().splitlines()]
        return succeed(blob in known)

    def by_key(self, name: str, blob: bytes, fingerprint: str, address: str) -> Deferred[Person | None]:
        return self.knows_key(name, blob, address).addCallback(lambda known: Person(name) if known else None)

    def by_password(self, name: str, password: str, address: str) -> Deferred[Person | None]:
        report(f"asked for {name} from {address}")
        return succeed(Person(name) if password == "open sesame" else None)


class Echo:
    """An interactive shell: shows what it hears; ^C is answered, ^D ends it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        self._terminal = terminal
        self._show(f"hello {self._name}, size {size}, term {term!r}")

    def received(self, data: bytes) -> None:
        if data == b"\x04":
            self._show("bye")
            self._terminal.finish(3)
        elif data == b"\x03":
            self._show("interrupted")
        else:
            self._show(f"heard {data!r} {data.decode('utf-8', 'replace').strip()}")

    def resized(self, width: int, height: int) -> None:
        self._show(f"now {width}x{height}")

    def ended(self) -> None:
        report(f"shell ended, gone {self._terminal.gone}")
        self._terminal.finish(0)

    def _show(self, text: str) -> None:
        self._terminal.write(text.encode() + b"\r\n")


class Command:
    """status N: both streams, and N · say TEXT · cat: until the end of the input · flood: 20 MB · crash · wait"""

    def __init__(self, command: str) -> None:
        self._word, _, self._rest = command.partition(" ")

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        self._terminal = terminal
        if self._word == "status":
            terminal.write(b"to stdout\n")
            terminal.write_error(b"to stderr\n")
            terminal.finish(int(self._rest))
        elif self._word == "say":
            terminal.write(self._rest.encode() + b"\n")
            terminal.finish(0)
        elif self._word == "crash":
            raise RuntimeError("as ordered")
        elif self._word == "flood":
            self._pieces = 2000
            LoopingCall(self._pour).start(0)
        elif self._word not in ("cat", "wait"):
            terminal.write_error(b"no such command\n")
            terminal.finish(2)

    def received(self, data: bytes) -> None:
        if self._word == "cat":
            self._terminal.write(data)

    def resized(self, width: int, height: int) -> None:
        pass

    def ended(self) -> None:
        report(f"{self._word} ended, gone {self._terminal.gone}")
        if self._word == "cat":
            self._terminal.finish(0)

    def _pour(self) -> None:
        if self._pieces and not self._terminal.gone:
            self._terminal.write(b"z" * 10_000)
            self._pieces -= 1


class Shells:
    def shell(self, login: Person) -> Echo:
        return Echo(login.name)

    def run(self, login: Person, command: str) -> Command:
        return Command(command)


def main(folder: Path, port: int, login: float) -> None:
    globalLogBeginner.beginLoggingTo([textFileLogObserver(sys.stdout)], redirectStandardIO=False)
    key = host_key(folder / "data")
    gatekeeper = Gatekeeper(folder / "authorized_keys")
    door = SshDoor(key, gatekeeper, Shells(), reactor, SshLimits(login=login))  # type: ignore[arg-type]
    reactor.listenTCP(port, door, interface="127.0.0.1")  # type: ignore[attr-defined]
    report(f"ready {fingerprint(key.blob())}")
    reactor.run()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
