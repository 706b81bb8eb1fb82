"""An SSH client in memory, at the door of `chatroom/doors/ssh.py`: Conch's key exchange, and every packet after it by hand.

    stage = Stage()
    client = stage.connect()
    client.logs_in()
    channel = client.opens()

It remembers what comes, and never answers by itself. Nothing here knows what the door should do.
"""

from __future__ import annotations

import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from twisted.conch.ssh.common import NS
from twisted.conch.ssh.keys import Key
from twisted.conch.ssh.transport import SSHClientTransport
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import LogEvent, Logger, formatEvent, globalLogPublisher
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from chatroom.doors.ssh import SshDoor, SshLimits, SshTransport
from chatroom.doors.ssh_terminal import Terminal

FULL = 65536  # bytes that a transport keeps before it asks its producer for a pause, as Twisted's do
HOST_KEY = Key(Ed25519PrivateKey.generate())


class Person:
    """Somebody who was let in."""

    def __init__(self, name: str) -> None:
        self.name = name


class Scripted:
    """A gatekeeper: whoever gives the password "open" or has a key in `keys` comes in; it remembers what it was asked."""

    def __init__(self) -> None:
        self.keys: set[bytes] = set()
        self.asked: list[tuple[str, ...]] = []
        self.late: Deferred[Person | None] | None = None  # the answer to the next password, if set
        self.broken = False

    def knows_key(self, name: str, blob: bytes, address: str) -> Deferred[bool]:
        self.asked.append(("knows", name, address))
        return succeed(blob in self.keys)

    def by_key(self, name: str, blob: bytes, fingerprint: str, address: str) -> Deferred[Person | None]:
        self.asked.append(("key", name, fingerprint, address))
        return succeed(Person(name) if blob in self.keys else None)

    def by_password(self, name: str, password: str, address: str) -> Deferred[Person | None]:
        self.asked.append(("password", name, password, address))
        if self.broken:
            raise RuntimeError("the accounts are on fire")
        if self.late is not None:
            late, self.late = self.late, None
            return late
        return succeed(Person(name) if password == "open" else None)


class Recorder:
    """A shell that remembers what it hears, and does what a test tells it."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.heard: list[Any] = []
        self.terminal: Terminal
        self.fails_in = ""

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        self.terminal = terminal
        self._hear("started", size, term)

    def received(self, data: bytes) -> None:
        self._hear("received", data)

    def resized(self, width: int, height: int) -> None:
        self._hear("resized", width, height)

    def ended(self) -> None:
        self.gone_at_the_end = self.terminal.gone
        self._hear("ended")

    def _hear(self, *what: Any) -> None:
        self.heard.append(what)
        if self.fails_in == what[0]:
            raise ZeroDivisionError("a mistake of the shell's")


class Recorders:
    """Makes them."""

    def __init__(self) -> None:
        self.made: list[Recorder] = []
        self.fails_in = ""

    def shell(self, login: Person) -> Recorder:
        return self._make(f"shell of {login.name}")

    def run(self, login: Person, command: str) -> Recorder:
        return self._make(f"{command} of {login.name}")

    def _make(self, what: str) -> Recorder:
        if self.fails_in == "making":
            raise ZeroDivisionError("a mistake of the shell's")
        recorder = Recorder(what)
        recorder.fails_in = self.fails_in
        self.made.append(recorder)
        return recorder


class Line(StringTransport):
    """One end of a connection: what is written waits until it is carried over; ends as Twisted's do."""

    def __init__(self) -> None:
        super().__init__(peerAddress=IPv4Address("TCP", "192.0.2.7", 50000))
        self.read = True  # False: the other side does not take anything
        self.aborted = False

    def write(self, data: bytes) -> None:
        super().write(data)
        if not self.read and len(self.value()) > FULL and self.producer is not None:
            self.producer.pauseProducing()

    def abortConnection(self) -> None:
        self.aborted = True


class Client(SSHClientTransport):
    """Speaks when told."""

    _log = Logger(observer=lambda event: None)  # what it remarks is not the door's

    def __init__(self) -> None:
        self.got: list[tuple[int, bytes]] = []  # every packet after the key exchange, and disconnections

    def verifyHostKey(self, hostKey: bytes, fingerprint: str) -> Deferred[bool]:
        return succeed(True)

    def connectionSecure(self) -> None:
        """Says nothing by itself."""

    def dispatchMessage(self, messageNum: int, payload: bytes) -> None:
        if 20 <= messageNum < 50:
            super().dispatchMessage(messageNum, payload)
        else:
            self.got.append((messageNum, payload))


class Visitor:
    """One connection: a client, the door's transport, and the line between them."""

    def __init__(self, stage: Stage, door: SshTransport) -> None:
        self.stage = stage
        self.door = door
        self.line = Line()  # from the door
        self.client = Client()
        self._up = Line()  # to the door
        self.opened = 0
        door.makeConnection(self.line)

    def greets(self) -> None:
        """Exchanges version lines and keys."""
        self.client.makeConnection(self._up)
        self.carry()

    def carry(self) -> None:
        """Brings everything over, both ways, until nothing more comes."""
        while True:
            up, down = self._up.value(), self.line.value() if self.line.read else b""
            if not up and not down:
                return
            self._up.clear()
            if up:
                self.door.dataReceived(up)
            if down:
                rest = self.line.value()[len(down) :]
                self.line.clear()
                self.line.write(rest)
                self.client.dataReceived(down)

    def sends(self, number: int, payload: bytes) -> None:
        """One packet, carried over."""
        self.client.sendPacket(number, payload)
        self.carry()

    def takes(self) -> list[tuple[int, bytes]]:
        """The packets since the last time."""
        got, self.client.got = self.client.got, []
        return got

    def asks_for(self, service: bytes) -> None:
        self.sends(5, NS(service))

    def tries(self, password: bytes, name: bytes = b"ann") -> None:
        self.sends(50, NS(name) + NS(b"ssh-connection") + NS(b"password") + b"\0" + NS(password))

    def logs_in(self) -> None:
        """By password; forgets what came until then."""
        self.greets()
        self.asks_for(b"ssh-userauth")
        self.tries(b"open")
        assert self.takes()[-1] == (52, b""), "not let in"

    def opens(self, window: int = 2_000_000, packet: int = 32768, kind: bytes = b"session") -> int:
        """A channel; its number on the door's side, which counts from 0."""
        self.opened += 1
        self.sends(90, NS(kind) + struct.pack(">3L", 100 + self.opened - 1, window, packet))
        return self.opened - 1

    def requests(self, channel: int, kind: bytes, data: bytes = b"", reply: bool = True) -> None:
        self.sends(98, struct.pack(">L", channel) + NS(kind) + bytes([reply]) + data)

    @property
    def ended(self) -> bool:
        """Whether the door has asked for the end of the connection, as one must: with a producer, it would never come."""
        return bool(self.line.disconnecting) and self.line.producer is None

    def is_lost(self) -> None:
        self.line.disconnected = True
        self.door.connectionLost(Failure(ConnectionDone()))


class Stage:
    """A door on a clock that moves when told."""

    def __init__(self, **limits: Any) -> None:
        self.clock = Clock()
        self.gatekeeper = Scripted()
        self.shells = Recorders()
        self.door = SshDoor(HOST_KEY, self.gatekeeper, self.shells, self.clock, SshLimits(**limits))
        self.door.doStart()

    def connect(self) -> Visitor:
        door = self.door.buildProtocol(IPv4Address("TCP", "192.0.2.7", 50000))
        assert isinstance(door, SshTransport), "turned away"
        return Visitor(self, door)

    def guest(self) -> Visitor:
        """Somebody who has logged in."""
        visitor = self.connect()
        visitor.logs_in()
        return visitor


class SshCase(SynchronousTestCase):
    """Remembers what goes to the log."""

    def setUp(self) -> None:
        self.events: list[LogEvent] = []
        globalLogPublisher.addObserver(self.events.append)
        self.addCleanup(globalLogPublisher.removeObserver, self.events.append)

    def logged(self) -> list[str]:
        """What the log says since the last time."""
        lines = [formatEvent(event) for event in self.events if "log_failure" not in event]
        self.events.clear()
        return lines
