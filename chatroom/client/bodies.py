"""Bodies of HTTP messages that are files: one that is read as it comes, and one that is written as fast as it is taken.

One piece is in memory at most. They must never know whose file it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone, ResponseFailed
from twisted.web.iweb import IBodyProducer
from zope.interface import implementer

CHUNK = 65_536


class Body(Protocol):
    """The body of an answer, piece by piece. Trouble with the disk ends it."""

    transport: Any

    def __init__(self, took: Callable[[bytes], None], ended: Deferred[None]) -> None:
        self._took = took
        self._ended: Deferred[None] | None = ended

    def dataReceived(self, data: bytes) -> None:
        if self._ended is None:
            return
        try:
            self._took(data)
        except OSError:
            ended, self._ended = self._ended, None
            self.transport.loseConnection()
            ended.errback()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        ended, self._ended = self._ended, None
        if ended is None:
            return
        if reason.check(ResponseDone):
            ended.callback(None)
        else:
            ended.errback(ResponseFailed([reason]))


def text_of(response: Any) -> Deferred[bytes]:
    """The beginning of an answer that is a sentence, once all of it is there."""
    pieces: list[bytes] = []

    def took(data: bytes) -> None:
        if len(pieces) < 8:
            pieces.append(data)

    ended: Deferred[None] = Deferred()
    response.deliverBody(Body(took, ended))
    return ended.addCallback(lambda _: b"".join(pieces))


@implementer(IBodyProducer)
class FileBody:
    """A part of a file as the body of a request, one piece for each turn of the reactor, as fast as it is taken."""

    def __init__(self, reactor: Any, file: BinaryIO, length: int, took: Callable[[bytes], None]) -> None:
        self.length = length
        self._left = length
        self._reactor = reactor
        self._file = file
        self._took = took
        self._paused = False
        self._ended: Deferred[None] | None = None
        self._consumer: Any = None
        self._next: Any = None

    def startProducing(self, consumer: Any) -> Deferred[None]:
        self._consumer = consumer
        ended: Deferred[None] = Deferred()
        self._ended = ended
        self._more()
        return ended

    def pauseProducing(self) -> None:
        self._paused = True

    def resumeProducing(self) -> None:
        self._paused = False
        self._plan()

    def stopProducing(self) -> None:
        self._ended = None

    def _plan(self) -> None:
        if self._next is None and self._ended is not None and not self._paused:
            self._next = self._reactor.callLater(0, self._more)

    def _more(self) -> None:
        self._next = None
        if self._ended is None or self._paused:
            return
        try:
            data = self._file.read(min(CHUNK, self._left))
            if not data and self._left:
                raise OSError("the file has become shorter")
        except (OSError, ValueError):
            ended, self._ended = self._ended, None
            ended.errback()
            return
        self._left -= len(data)
        self._consumer.write(data)
        self._took(data)
        if self._left:
            self._plan()
        else:
            ended, self._ended = self._ended, None
            ended.callback(None)
