"""The two ends of a file's way. Each has a connection of its own, so that the talk never waits for a file:

    both        -> chatroom-file <ticket> LF
                <- whatever a door says to those who come, then 0x01 go LF, when the other end is there, too
    Upload      -> exactly the bytes announced; the server closes when they have arrived
    Download    <- exactly the bytes announced, -> saved LF, or failed LF, and closes

They hold one chunk in memory, however large the file is. They must never know what is being said meanwhile.
"""

from collections.abc import Callable
from typing import Any, BinaryIO

from twisted.internet.interfaces import IPullProducer
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from zope.interface import implementer

from chatroom.client.conversation import DownloadAsked, UploadAsked
from chatroom.client.files import Arrival, Folder, open_announced

CHUNK = 65_536
GREETING = 65_536  # bytes that a door may say before it says go

_GO = b"\x01go"


class End(Protocol):
    """What both have in common: the ticket is shown, and nothing more is said before the server says go."""

    transport: Any
    _before: bytes | None = b""  # what came before go; None: it has been said

    def __init__(self, ticket: bytes) -> None:
        self._ticket = ticket

    def connectionMade(self) -> None:
        self.transport.write(b"chatroom-file %b\n" % self._ticket)

    def dataReceived(self, data: bytes) -> None:
        if self._before is None:
            self.received(data)
            return
        line, end, rest = (self._before + data).partition(b"\n")
        while end and line.removesuffix(b"\r") != _GO:
            line, end, rest = rest.partition(b"\n")
        if end:
            self._before = None
            self.go()
            self.received(rest)
        elif len(line) > GREETING:
            self.transport.abortConnection()
        else:
            self._before = line

    def go(self) -> None:
        """The other end is there."""
        raise NotImplementedError

    def received(self, data: bytes) -> None:
        """What comes after go; at once with what came together with it, perhaps nothing."""
        raise NotImplementedError


@implementer(IPullProducer)
class Upload(End):
    """Brings one file to the server, if it is still the one that was announced; otherwise it hangs up."""

    _file: BinaryIO | None = None

    def __init__(self, asked: UploadAsked, done: Callable[[], None]) -> None:
        """`done` is called when the connection is gone."""
        super().__init__(asked.ticket)
        self._done = done
        self._asked = asked
        self._left = asked.size

    def go(self) -> None:
        try:
            self._file = open_announced(self._asked.path, self._asked.size)
        except OSError:
            self.transport.abortConnection()
            return
        if self._left:
            self.transport.registerProducer(self, False)

    def received(self, data: bytes) -> None:
        """Nothing that the server says on the way matters: it closes when it has everything."""

    def resumeProducing(self) -> None:
        """The transport has room for a chunk."""
        chunk = self._read()
        if not chunk:  # the file has become shorter: what was announced can no longer be kept
            self.transport.unregisterProducer()
            self.transport.abortConnection()
            return
        self._left -= len(chunk)
        self.transport.write(chunk)
        if not self._left:
            self.transport.unregisterProducer()

    def _read(self) -> bytes:
        assert self._file is not None
        try:
            return self._file.read(min(CHUNK, self._left))
        except OSError:
            return b""

    def stopProducing(self) -> None:
        """The connection is gone; connectionLost follows."""

    def connectionLost(self, reason: Failure | None = None) -> None:
        if self._file is not None:
            self._file.close()
        self._done()


class Download(End):
    """Fetches one file into the folder. It appears there when it is whole; whatever goes wrong leaves nothing behind."""

    _arrival: Arrival | None = None

    def __init__(self, asked: DownloadAsked, folder: Folder) -> None:
        super().__init__(asked.ticket)
        self._asked = asked
        self._left = asked.size
        self._folder = folder

    def go(self) -> None:
        try:
            self._arrival = Arrival(self._folder)
        except OSError:
            self._finish(b"failed\n")

    def received(self, data: bytes) -> None:
        if self._arrival is None:  # over; what still comes is of no interest
            return
        self._left -= len(data)
        try:
            self._arrival.write(data)
            if self._left > 0:
                return
            if self._left < 0:
                raise OSError("more than was announced")
            self._arrival.keep(self._asked.name, replace=self._asked.replace)
        except OSError:
            self._finish(b"failed\n")
        else:
            self._finish(b"saved\n")

    def _finish(self, verdict: bytes) -> None:
        self._discard()
        self.transport.write(verdict)
        self.transport.loseConnection()

    def connectionLost(self, reason: Failure | None = None) -> None:
        self._discard()

    def _discard(self) -> None:
        if self._arrival is not None:
            self._arrival.discard()
            self._arrival = None
