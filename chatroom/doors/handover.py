"""The port where the bytes of offered files come in and go out: HTTP for curl and clients, a bare line for nc.

    PUT /t/CODE HTTP/1.1 ...     the sender brings the file        CODE [SIZE] LF bytes ...   the same with nc
    GET /t/CODE HTTP/1.1 ...     the receiver fetches it           CODE [FROM] LF             the same with nc
    HEAD /t/CODE HTTP/1.1 ...    what is known of it

The first line says which. Twisted's HTTP reads the heads, one request for each connection; the bodies never stay here, they go
straight to the crossing. docs/protocols/files.md is normative. It must never know who may send what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel
from twisted.web.server import Request, Site
from zope.interface import implementer

from chatroom.doors.crossing import Depot, Unwelcome
from chatroom.doors.fileends import Closed, HttpSource, HttpTarget, RawSource, RawTarget
from chatroom.doors.filepages import About, Page, Tickets, asked_start, body_of, say
from chatroom.rules.realm import Realm
from chatroom.words.text import Moment

HEAD_SECONDS = 10.0  # for a request to be complete, but for a file
PARTING_SECONDS = 10.0  # for the other side to close when everything has been said
READING_SECONDS = 60.0  # for a receiver to read the end of its file; offers stall before
MOST = 512  # connections at once
HEAD_BYTES = 8192
_BARE = re.compile(rb"([A-Za-z0-9_-]{8,64})(?: +([0-9]{1,15}))?[ \t]*\r?")

_log = Logger("chatroom.files")


@implementer(IHalfCloseableProtocol)
class FileDoor(HTTPChannel):
    """One connection: one request, or one end of a file without HTTP."""

    factory: FileSite
    transport: Any
    totalHeadersSize = HEAD_BYTES
    maxHeaders = 64
    MAX_LENGTH = HEAD_BYTES

    def connectionMade(self) -> None:
        super().connectionMade()
        self.opening = (b"", b"")  # method and path of the request
        self.end: Any = None  # what this connection is of a file
        self._first: bytes | None = b""  # what came before the first line was complete; None: that is judged
        self._raw = False
        self.reading = False  # a piece of the request is being looked at: no answer may be given meanwhile
        self._parting = False  # everything is said; what still comes is of no interest
        self._half_gone = False  # the other side says no more
        self._gone = False
        self.factory.opened(self)

    def dataReceived(self, data: bytes) -> None:
        if self._parting:
            return
        if self._first is not None:
            data = self._judge(self._first + data)
        if self._raw and self.end is not None and data:
            self.end.received(data)
        elif data and not self._raw:
            self.reading = True
            super().dataReceived(data)
            self.reading = False
            self.answer_early()

    def lineReceived(self, line: bytes) -> None:
        if not self._parting:  # after a bad head Twisted would read on, as long as the connection is there
            super().lineReceived(line)

    def rawDataReceived(self, data: bytes) -> None:
        if not self._parting:
            super().rawDataReceived(data)

    def _judge(self, data: bytes) -> bytes:
        """Looks at the first line once it is there; what is to be read now."""
        line, end, rest = data.partition(b"\n")
        if not end:
            self._first = data
            if len(data) > HEAD_BYTES:
                self._first = None
                self.transport.abortConnection()
            return b""
        self._first = None
        bare = _BARE.fullmatch(line)
        if bare is not None:
            self._raw = True
            self.in_time()
            self._open_bare(bare[1].decode(), bare[2])
            return rest
        self.opening = tuple([*line.split(), b"", b""][:2])  # type: ignore[assignment]
        return data

    def _open_bare(self, code: str, number: bytes | None) -> None:
        """nc has shown a code; for a sender the number is the size, for a receiver where it begins."""
        try:
            crossing, brings = self.factory.depot.find(code)
            if brings:
                source = RawSource(self, crossing, None if number is None else int(number))
                self.end = source
                crossing.bring(source)
            else:
                target = RawTarget(self, crossing, int(number or 0), resumable=number is not None)
                self.end = target
                crossing.fetch(target)
        except Unwelcome as no:
            self.end = None
            self.transport.write(f"{no.text}\n".encode())
            self.part()

    # ---- what HTTPChannel asks ---------------------------------------------------------------------------------------

    def checkPersistence(self, request: Any, version: bytes) -> bool:
        """One request for each connection: nobody can hide a second one behind a file."""
        request.responseHeaders.setRawHeaders(b"Connection", [b"close"])
        return False

    def loseConnection(self) -> None:
        self.part()

    def answer_early(self) -> None:
        """An upload is answered when it cannot be taken or is done, whatever of its body is still to come."""
        request = self.requests[-1] if self.requests else None
        if request is not None and request.refusal is not None:
            refusal, request.refusal = request.refusal, None
            say(request, refusal)

    # ---- producing: the transport is full of what a target is given ---------------------------------------------------

    def pauseProducing(self) -> None:
        if self.end is not None:
            self.end.full()

    def resumeProducing(self) -> None:
        if self.end is not None:
            self.end.drained()

    def stopProducing(self) -> None:
        """The connection is gone; connectionLost says so, too."""

    # ---- ends --------------------------------------------------------------------------------------------------------

    def in_time(self) -> None:
        """What was waited for has come."""
        self.factory.realm.deadlines.drop(too_slow, self)

    def part(self) -> None:
        """Everything is said: our half is closed once it is on its way, and the other side closes when it has it all."""
        if self._parting or self._gone:
            return
        self._parting = True
        self.transport.unregisterProducer()
        if self._half_gone:
            self.transport.loseConnection()
            return
        self.transport.loseWriteConnection()
        self.transport.resumeProducing()
        realm = self.factory.realm
        patience = READING_SECONDS if self.end is not None and self.end.reads else PARTING_SECONDS
        realm.deadlines.add(realm.now().mono + patience, too_slow, self)

    def readConnectionLost(self) -> None:
        """The other side says no more. With nc that may be the end of a file, or of a question."""
        self._half_gone = True
        if self._parting:
            self.transport.loseConnection()
        elif not (self._raw and self.end is not None and self.end.no_more()):
            self.transport.abortConnection()

    def writeConnectionLost(self) -> None:
        """Our half is closed, as was asked for."""

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._gone = True
        self.in_time()
        self.factory.closed(self)
        end, self.end = self.end, None
        if end is not None:
            end.lost(clean=reason.check(Closed) is not None)
        super().connectionLost(reason)


class FileRequest(Request):
    """A request whose body, if it is a file, never waits anywhere to be complete."""

    channel: FileDoor
    source: HttpSource | None = None
    refusal: Unwelcome | None = None

    def gotLength(self, length: int | None) -> None:
        super().gotLength(0)
        method, uri = self.channel.opening
        if method != b"PUT":
            return
        self.method, self.uri, self.clientproto = method, uri, b"HTTP/1.1"
        try:
            self._open(length, uri)
        except Unwelcome as no:
            self.refusal = no
            self.requestHeaders.removeHeader(b"Expect")  # it need not begin

    def _open(self, length: int | None, uri: bytes) -> None:
        code, start, size = body_of(uri, self.requestHeaders, length)
        crossing, brings = self.channel.factory.depot.find(code)
        if not brings:
            raise Unwelcome(405, "This code is for fetching the file. The sender has got another one.")
        self.channel.in_time()
        self.source = HttpSource(self, crossing, start, size)
        self.channel.end = self.source
        try:
            crossing.bring(self.source)
        except Unwelcome:
            self.source = self.channel.end = None
            raise

    def handleContentChunk(self, data: bytes) -> None:
        if self.source is not None:
            self.source.received(data)

    def answer(self, answer: Unwelcome) -> None:
        """The last word to a sender; it waits until the piece at hand has been looked at."""
        self.refusal = answer
        if not self.channel.reading:
            self.channel.answer_early()

    def process(self) -> None:
        """The request is complete, its body included."""
        if self.source is not None:
            self.source.no_more()
        elif self.refusal is None:
            self.channel.in_time()
            super().process()

    def fetch(self, crossing: Any) -> None:
        """Answers with the file, as soon as it comes."""
        start = asked_start(self.uri, self.requestHeaders)
        target = HttpTarget(self, crossing, start)
        self.channel.end = target
        try:
            crossing.fetch(target)
        except Unwelcome:
            self.channel.end = None
            raise


class FileSite(Site):
    """The factory of the port."""

    protocol = FileDoor  # type: ignore[assignment]
    noisy = False

    def __init__(self, realm: Realm, mono: Callable[[], float], reactor: Any) -> None:
        depot = Depot(realm, mono)
        root = Page()
        root.putChild(b"", About())
        root.putChild(b"t", Tickets(depot))
        super().__init__(root, requestFactory=FileRequest, timeout=None, reactor=reactor)
        self.realm = realm
        self.depot = depot
        self._open: set[FileDoor] = set()

    def startFactory(self) -> None:
        """Nothing is written down here: what is asked for holds the codes."""

    def stopFactory(self) -> None:
        """The house closes: whatever is still on its way is cut."""
        for door in list(self._open):
            door.transport.abortConnection()

    def log(self, request: object) -> None:
        """As above."""

    def opened(self, door: FileDoor) -> None:
        """A connection that must say soon what it wants. Too many are not waited for at all."""
        self._open.add(door)
        if len(self._open) > MOST:
            door.transport.abortConnection()
            return
        self.realm.deadlines.add(self.realm.now().mono + HEAD_SECONDS, too_slow, door)

    def closed(self, door: FileDoor) -> None:
        self._open.discard(door)


def too_slow(realm: Realm, door: FileDoor, now: Moment) -> None:
    """It has not said what it wants in time, or does not go when everything is said."""
    door.transport.abortConnection()
