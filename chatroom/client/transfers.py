"""The two file protocols. Each transfer has a connection of its own, so that the talk never waits for it:

    Upload      -> chatroom-file <ticket>      <- ok      -> exactly the bytes announced      (the server closes)
    Download    -> chatroom-file <ticket>      <- exactly the bytes announced                 -> saved | failed, and closes

Both hold one chunk in memory, however large the file is. They must never know what is being said meanwhile.
"""

from typing import Any, BinaryIO

from twisted.internet.interfaces import IPullProducer
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from zope.interface import implementer

from chatroom.client.conversation import DownloadAsked, UploadAsked
from chatroom.client.files import Arrival, Folder, open_announced

CHUNK = 65_536
_OK = b"ok\n"


@implementer(IPullProducer)
class Upload(Protocol):
    """Brings one file to the server, if it is still the one that was announced; otherwise it hangs up."""

    transport: Any
    _file: BinaryIO | None = None

    def __init__(self, asked: UploadAsked) -> None:
        self._asked = asked
        self._left = asked.size
        self._answer = b""

    def connectionMade(self) -> None:
        self.transport.write(b"chatroom-file %b\n" % self._asked.ticket)

    def dataReceived(self, data: bytes) -> None:
        if self._file is not None:  # nothing that the server says on the way matters: it closes when it has everything
            return
        self._answer += data
        if self._answer == _OK:
            self._begin()
        elif not _OK.startswith(self._answer):
            self.transport.abortConnection()

    def _begin(self) -> None:
        try:
            self._file = open_announced(self._asked.path, self._asked.size)
        except OSError:
            self.transport.abortConnection()
            return
        if self._left:
            self.transport.registerProducer(self, False)

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


class Download(Protocol):
    """Fetches one file into the folder. It appears there when it is whole; whatever goes wrong leaves nothing behind."""

    transport: Any
    _arrival: Arrival | None = None

    def __init__(self, asked: DownloadAsked, folder: Folder) -> None:
        self._asked = asked
        self._left = asked.size
        self._folder = folder

    def connectionMade(self) -> None:
        self.transport.write(b"chatroom-file %b\n" % self._asked.ticket)
        try:
            self._arrival = Arrival(self._folder)
        except OSError:
            self._finish(b"failed\n")
        else:
            self.dataReceived(b"")

    def dataReceived(self, data: bytes) -> None:
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
