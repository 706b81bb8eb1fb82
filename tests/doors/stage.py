"""A whole house without sockets: its ports are opened on a reactor in memory, its clock moves when told.

    stage = Stage(channel("lobby", 6001, 3))
    alice = stage.enter("alice")
    alice.types("hi")
    alice.hears()        -> ["alice: hi"]

Nothing here knows a wording.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.python.failure import Failure

from chatroom.config import ChannelSettings, Settings
from chatroom.config.settings import JsonSettings, Limits, channel
from chatroom.doors.lines import LineDoor
from chatroom.house import House
from chatroom.ports import Witness
from chatroom.words.events import Event

NOON = time.mktime((2026, 10, 26, 12, 0, 0, 0, 0, -1))  # the wall clock of this machine says 12:00:00 when a house opens
NO_JSON = JsonSettings()  # no door for programs
FULL = 65536  # bytes that a transport keeps before it asks its producer for a pause, as Twisted's do


class Wire(StringTransport):
    """A connection as Twisted's TCP has it: it ends a moment after it was asked to, once what was written has been read."""

    def __init__(self, stage: Stage, number: int) -> None:
        super().__init__(peerAddress=IPv4Address("TCP", "127.0.0.1", 50000 + number), lenient=True)
        self.stage = stage
        self.protocol: Any = None
        self.reading = True  # False: the other side does not take anything
        self.stuck = b""  # what it has not taken
        self.lost = self.aborted = False
        self.no_delay = self.keep_alive = False
        self.unread: list[bytes] = []  # what has come while the protocol did not want to read

    def arrives(self, data: bytes) -> None:
        """The other side sends something; it is read now, or when reading goes on."""
        if self.producerState == "producing":
            self.protocol.dataReceived(data)
        else:
            self.unread.append(data)

    def resumeProducing(self) -> None:
        super().resumeProducing()
        self.stage.reactor.callLater(0, self._read)

    def _read(self) -> None:
        while self.unread and self.producerState == "producing" and not self.lost:
            self.protocol.dataReceived(self.unread.pop(0))

    def write(self, data: bytes) -> None:
        if self.lost:
            return
        if self.reading:
            super().write(data)
            return
        self.stuck += data
        if len(self.stuck) > FULL and self.producer is not None and self.streaming:
            self.producer.pauseProducing()

    def read_again(self) -> None:
        """The other side takes what has come meanwhile."""
        self.reading = True
        stuck, self.stuck = self.stuck, b""
        self.write(stuck)
        if self.producer is not None:
            self.producer.resumeProducing()
        self._look()

    def loseConnection(self) -> None:
        self.disconnecting = True
        self._look()

    def abortConnection(self) -> None:
        self.aborted = True
        self.stage.reactor.callLater(0, self.lose)

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        super().registerProducer(producer, streaming)
        if not streaming:
            producer.resumeProducing()

    def unregisterProducer(self) -> None:
        self.producer = None
        self._look()

    def setTcpNoDelay(self, on: bool) -> None:
        self.no_delay = on

    def setTcpKeepAlive(self, on: bool) -> None:
        self.keep_alive = on

    def lose(self) -> None:
        """The connection is gone: closed, reset, or the cable is out."""
        if not self.lost:
            self.lost = True
            self.connected = False
            self.protocol.connectionLost(Failure(ConnectionDone()))

    def _look(self) -> None:
        if self.disconnecting and not self.stuck and self.producer is None:
            self.stage.reactor.callLater(0, self.lose)


class Paper:
    """Where a console prints: keeps it until it is read."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def read(self) -> list[str]:
        """The lines since it was last read, each whole."""
        text, self.text = self.text, ""
        assert not text or text.endswith("\n"), text
        return text.removesuffix("\n").split("\n") if text else []


class Visitor:
    """Somebody at a line door: what it types, and what has come back that it has not looked at yet."""

    def __init__(self, stage: Stage, door: LineDoor, wire: Wire) -> None:
        self.stage = stage
        self.door = door
        self.wire = wire

    @property
    def gone(self) -> bool:
        return self.wire.lost

    def sends(self, *pieces: bytes) -> None:
        """These bytes, each piece in a turn of its own; what comes after the end of the connection is lost."""
        for piece in pieces:
            if not self.gone:
                self.wire.arrives(piece)
            self.stage.settle()

    def types(self, *lines: str) -> None:
        """Whole lines, in one piece."""
        self.sends("".join(f"{line}\n" for line in lines).encode())

    def hears(self) -> list[str]:
        """The lines that have come since it was last asked. Each must be whole and end in CR LF."""
        self.stage.settle()
        text = self.bytes().decode("utf-8")
        if not text:
            return []
        assert text.endswith("\r\n"), text
        return text.removesuffix("\r\n").split("\r\n")

    def bytes(self) -> bytes:
        """The same, as it came."""
        data: bytes = self.wire.value()
        self.wire.clear()
        return data

    def hangs_up(self) -> None:
        """Gone without a word."""
        self.wire.lose()
        self.stage.settle()


class Stage:
    """A house with open doors. `events` is what those who keep count have seen."""

    def __init__(
        self,
        *channels: ChannelSettings,
        names: Any = "house",
        limits: Limits | None = None,
        witnesses: Iterable[Witness] = (),
        json: JsonSettings | None = None,  # None: there is no door for programs
        plugins: tuple[str, ...] = (),
        settings: Settings | None = None,  # all of them, instead of those above
        opens: Callable[[House], None] = House.open,
    ) -> None:
        self.reactor = MemoryReactorClock()
        self.events: list[Event] = []
        rooms = channels or (channel("lobby", 6001, 3),)
        given = limits or Limits()
        if settings is None:
            doors = json or NO_JSON
            settings = Settings(data=Path("data"), channels=rooms, names=names, limits=given, json=doors, plugins=plugins)
        self.house = House(settings, self.reactor, (self.events.append, *witnesses))
        self.realm = self.house.realm
        clock: Any = self.house.clock
        clock.mono = self.reactor.seconds
        clock.wall = lambda: NOON + self.reactor.seconds()
        opens(self.house)
        self.house.startService()
        self._doors = {listening[0]: listening for listening in self.reactor.tcpServers}
        self._ports = {room.name: room.port for room in settings.channels}
        self._count = 0

    def open(self, room: str = "") -> Visitor:
        """Somebody connects to the door of `room` (the first if not said)."""
        return self.connect(self._ports[room or next(iter(self._ports))])

    def connect(self, port: int) -> Visitor:
        """Somebody connects to that port."""
        self._count += 1
        wire = Wire(self, self._count)
        door: Any = self._doors[port][1].buildProtocol(wire.getPeer())
        wire.protocol = door
        door.makeConnection(wire)
        self.settle()
        return Visitor(self, door, wire)

    def enter(self, name: str, room: str = "") -> Visitor:
        """Somebody comes in; what is said to it on the way is forgotten."""
        visitor = self.open(room)
        visitor.types(name)
        visitor.bytes()
        return visitor

    def settle(self) -> None:
        """Lets the turn end: everything that was asked for now is done, and the clock stands still."""
        for _ in range(4):  # a flush may close a connection, whose end may tell others, whose block is flushed
            self.reactor.advance(0)

    def pass_time(self, seconds: int) -> None:
        """Second by second, as the sweep looks at the clock."""
        for _ in range(seconds):
            self.reactor.advance(1)
            self.settle()
