"""What the delivery is given in its tests: a clock, formats and transports of a few lines each."""

import socket
from collections.abc import Callable

from twisted.internet import tcp
from twisted.internet.protocol import Protocol
from twisted.internet.testing import MemoryReactor
from twisted.python.failure import Failure

from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.words.events import Said, Who


def said(text: str) -> Said:
    return Said(at=0.0, channel="general", seq=1, who=Who("ann", 1), text=text)


class FakeClock:
    """Remembers what was asked for later; `tick` runs it."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, Callable[[], None]]] = []

    def mono(self) -> float:
        return 0.0

    def wall(self) -> float:
        return 0.0

    def later(self, seconds: float, fn: Callable[[], None]) -> object:
        self.asked.append((seconds, fn))
        return fn

    def tick(self) -> None:
        asked, self.asked = self.asked, []
        for _, fn in asked:
            fn()


class FakeFormat:
    """Says `<mark>text` and a line end, keeps silent about "hush", and counts."""

    def __init__(self, mark: str = "") -> None:
        self.mark = mark
        self.encoded: list[str] = []

    def encode(self, event):
        self.encoded.append(event.text)
        return None if event.text == "hush" else f"{self.mark}{event.text}\n".encode()


class FakeTransport:
    """Remembers every block it is handed, asks for a pause after `room` of them, and writes down what else is called."""

    def __init__(self, room: int = 1_000_000) -> None:
        self.blocks: list[bytes] = []
        self.calls: list[str] = []
        self.producer = None
        self.room = room

    def write(self, data: bytes) -> None:
        self.blocks.append(data)
        self.room -= 1
        if self.room == 0:
            self.producer.pauseProducing()

    def drain(self, room: int = 1_000_000) -> None:
        self.room = room
        self.producer.resumeProducing()

    def registerProducer(self, producer, streaming: bool) -> None:
        assert self.producer is None
        self.producer = producer
        self.calls.append("push" if streaming else "pull")

    def unregisterProducer(self) -> None:
        assert self.producer is not None
        self.producer = None
        self.calls.append("unregister")

    def loseConnection(self) -> None:
        self.calls.append("lose")

    def abortConnection(self) -> None:
        self.calls.append("abort")


def listener(turn: Turn, limit: int = 1_000_000, room: int = 1_000_000, overflow: bytes = b"") -> tuple[Outbox, FakeTransport]:
    """An outbox and the fake transport that it writes to."""
    transport = FakeTransport(room)
    return Outbox(transport, turn, limit, overflow), transport


class Spy(socket.socket):
    """A socket that remembers the very objects it was asked to send, and how much of each the kernel took."""

    blocks: list[bytes]
    taken: list[int]

    def send(self, data, flags=0):
        if not isinstance(data, memoryview):  # Twisted's own writes are memoryviews
            self.blocks.append(data)
        sent = super().send(data, flags)
        if not isinstance(data, memoryview):
            self.taken.append(sent)
        return sent


class Line:
    """One real connection without a reactor: Twisted's own TCP server transport over a socket pair with small buffers."""

    def __init__(self, test, turn: Turn, limit: int = 1_000_000, overflow: bytes = b"", buffer: int = 4096) -> None:
        ours, self.theirs = socket.socketpair()
        self.socket = Spy(fileno=ours.detach())
        self.socket.blocks, self.socket.taken = [], []
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        self.theirs.setblocking(False)
        test.addCleanup(self.theirs.close)
        test.addCleanup(self.socket.close)
        self.reactor = MemoryReactor()
        protocol = Protocol()
        self.transport = tcp.Server(self.socket, protocol, ("127.0.0.1", 1), None, 0, self.reactor)
        protocol.makeConnection(self.transport)
        self.outbox = Outbox(self.transport, turn, limit, overflow)
        self.ended = False  # the other side has seen the end

    def read(self) -> bytes:
        """Everything the other side can read now."""
        parts = []
        while not self.ended:
            try:
                parts.append(self.theirs.recv(1_000_000))
            except BlockingIOError:
                break
            self.ended = parts[-1] == b""
        return b"".join(parts)

    def pump(self) -> None:
        """What the reactor does when the kernel takes more."""
        if self.transport in self.reactor.getWriters():
            outcome = self.transport.doWrite()
            if outcome is not None:
                self.transport.connectionLost(Failure(outcome))

    def read_all(self) -> bytes:
        """Reads and pumps until nothing more comes."""
        parts = [self.read()]
        while self.transport in self.reactor.getWriters():
            self.pump()
            parts.append(self.read())
        return b"".join(parts)
