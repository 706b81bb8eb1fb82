"""One offered file, brought to the server or fetched from it, over docs/protocols/files.md.

`bring` and `fetch` go on after a break, from the byte where the other side is, with longer and longer pauses; they tell how far
they are, and end with what has arrived or with one sentence of what has not. The reactor is handed in. They must never know
what is being said meanwhile, nor write a byte outside the folder that they are given.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, BinaryIO

from twisted.internet.defer import Deferred, inlineCallbacks
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.internet.task import deferLater
from twisted.web.client import Agent, HTTPConnectionPool, RequestTransmissionFailed, ResponseFailed, ResponseNeverReceived
from twisted.web.http_headers import Headers
from twisted.web.iweb import UNKNOWN_LENGTH

from chatroom.client.bodies import Body, FileBody, text_of
from chatroom.client.files import Arrival, Folder
from chatroom.words.filenames import safe_file_name

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0)  # seconds between tries that bring nothing: 107 in all
_BROKEN = (ConnectError, ConnectionClosed, RequestTransmissionFailed, ResponseFailed, ResponseNeverReceived)
_OFFSET = re.compile(rb"[0-9]{1,15}")
_GONE = (404, 410)  # it has ended
_LATER = (408, 409, 503)  # the other side is not there, or not there yet

Progress = Callable[[int, int | None, float], None]  # bytes so far, bytes in all (None: not known), bytes a second


class NotTransferred(Exception):
    """It has not arrived, and nothing of it is left. Its text is one sentence for people."""


class Ended(NotTransferred):
    """The server knows nothing of it any more, and has said in the chat why."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """What has arrived: where it is (for `bring`, what was read), its size in bytes and its SHA-256."""

    path: bytes
    size: int
    sha256: str


def fetch(
    reactor: Any,
    url: str,
    folder: Folder,
    name: str,
    *,
    sha256: str = "",
    replace: bool = False,
    progress: Progress | None = None,
) -> Deferred[Transferred]:
    """Fetches a file into `folder`, under a safe form of `name`, never over an older file unless `replace` says so.

    `sha256`, if it is known, must be that of the file. Fails with NotTransferred, and with nothing else.
    """
    return _Fetch(reactor, url, folder, name, sha256, replace, progress).run()


def bring(reactor: Any, url: str, path: bytes, *, progress: Progress | None = None) -> Deferred[Transferred]:
    """Brings the file at `path`. Fires when the receiver has it whole; fails with NotTransferred, and with nothing else."""
    return _Bring(reactor, url, path, progress).run()


class _Transfer:
    """What both have in common: tries, pauses and the telling of progress."""

    def __init__(self, reactor: Any, url: str, progress: Progress | None) -> None:
        self._reactor = reactor
        self._url = url
        self._progress = progress or _untold
        self._agent = Agent(reactor, connectTimeout=20, pool=HTTPConnectionPool(reactor, persistent=False))
        self._done = 0
        self._total: int | None = None
        self._since = (0.0, 0)  # when this try began, and with how many bytes
        self._tries = 0  # in a row that brought nothing

    @inlineCallbacks
    def run(self) -> Generator[Deferred[Any], Any, Transferred]:
        try:
            while True:
                before = self._done
                why: Exception | None = None
                try:
                    found = yield self.attempt()
                    if found is not None:
                        return found
                except _BROKEN as broken:
                    why = broken
                yield self._pause(moved=self._done > before, why=why)
        except NotTransferred:
            raise
        except OSError as trouble:
            raise NotTransferred(f"{self.subject()} was not transferred: {trouble.strerror or trouble}.") from trouble
        finally:
            self.close()

    def _pause(self, *, moved: bool, why: Exception | None) -> Deferred[None]:
        self._tries = 0 if moved else self._tries + 1
        if self._tries > len(PAUSES):
            raise NotTransferred(f"{self.subject()} was not transferred: {_reason(why)}. Please try again later.")
        later: Deferred[None] = deferLater(self._reactor, PAUSES[max(0, self._tries - 1)])
        return later

    def begin(self, done: int) -> None:
        self._done = done
        self._since = (self._reactor.seconds(), done)

    def moved(self, count: int) -> None:
        self._done += count
        started, before = self._since
        elapsed = self._reactor.seconds() - started
        self._progress(self._done, self._total, (self._done - before) / elapsed if elapsed > 0 else 0.0)

    def refused(self, status: int, text: bytes) -> NotTransferred:
        """An answer that no other try would change."""
        said = _said(text) or f"{self.subject()} was not transferred: the server says {status}."
        return Ended(said) if status in _GONE else NotTransferred(said)

    def subject(self) -> str:
        raise NotImplementedError

    def attempt(self) -> Deferred[Transferred | None]:
        """One connection: what has arrived, or None: not yet, try again. May fail with one of _BROKEN."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing half stays."""


class _Fetch(_Transfer):
    def __init__(
        self, reactor: Any, url: str, folder: Folder, name: str, sha256: str, replace: bool, progress: Progress | None
    ) -> None:
        super().__init__(reactor, url, progress)
        self._folder = folder
        self._name = safe_file_name(name)
        self._sha256 = sha256
        self._replace = replace
        self._hash = hashlib.sha256()
        self._arrival: Arrival | None = None

    def subject(self) -> str:
        return self._name

    @inlineCallbacks
    def attempt(self) -> Generator[Deferred[Any], Any, Transferred | None]:
        if self._arrival is None:
            self._arrival = Arrival(self._folder)
        self.begin(self._done)
        response = yield self._agent.request(b"GET", f"{self._url}?from={self._done}".encode())
        if response.code in _LATER:
            yield text_of(response)
            return None
        if response.code not in (200, 206):
            text = yield text_of(response)
            raise self.refused(response.code, text)
        if response.length is not UNKNOWN_LENGTH:
            self._total = self._done + response.length
        ended: Deferred[None] = Deferred()
        response.deliverBody(Body(self.took, ended))
        yield ended
        return self._keep(response.headers.getRawHeaders(b"Content-SHA256", [b""])[0].decode("ascii", "replace"))

    def took(self, data: bytes) -> None:
        assert self._arrival is not None
        self._arrival.write(data)
        self._hash.update(data)
        self.moved(len(data))

    def _keep(self, announced: str) -> Transferred:
        """It is whole: it gets its name, if it is what was announced."""
        assert self._arrival is not None
        digest = self._hash.hexdigest()
        for expected in (self._sha256, announced):
            if expected and expected != digest:
                raise NotTransferred(f"{self._name} was not kept: its SHA-256 is {digest}, but {expected} was announced.")
        path = self._arrival.keep(self._name.encode(), replace=self._replace)
        self._arrival = None
        return Transferred(path, self._done, digest)

    def close(self) -> None:
        if self._arrival is not None:
            self._arrival.discard()
            self._arrival = None


class _Bring(_Transfer):
    def __init__(self, reactor: Any, url: str, path: bytes, progress: Progress | None) -> None:
        super().__init__(reactor, url, progress)
        self._path = path
        self._file: BinaryIO | None = None
        self._hash = hashlib.sha256()
        self._hashed = 0

    def subject(self) -> str:
        return os.fsdecode(self._path)

    @inlineCallbacks
    def attempt(self) -> Generator[Deferred[Any], Any, Transferred | None]:
        if self._file is None:
            self._file = open(self._path, "rb")  # noqa: SIM115 - it stays open over several tries
            self._total = os.fstat(self._file.fileno()).st_size
        assert self._total is not None
        start = 0
        if self._tries or self._done:  # not the first time: where is the receiver?
            start = yield self._asked()
            if start is None:
                return None
        self._file.seek(start)
        self.begin(start)
        headers = Headers({b"Content-Range": [b"bytes %d-%d/%d" % (start, self._total - 1, self._total)]}) if start else None
        body = FileBody(self._reactor, self._file, self._total - start, self.took)
        try:
            response = yield self._agent.request(b"PUT", self._url.encode(), headers, body)
            text = yield text_of(response)
        finally:
            body.stopProducing()  # an answer may come before the end of the file, which is closed then, or read from elsewhere
        if response.code in _LATER:
            return None
        if response.code != 200:
            raise self.refused(response.code, text)
        return Transferred(self._path, self._total, self._hash.hexdigest())

    @inlineCallbacks
    def _asked(self) -> Generator[Deferred[Any], Any, int | None]:
        """The byte from which the waiting receiver wants the rest; None: it is not there yet."""
        response = yield self._agent.request(b"HEAD", self._url.encode())
        if response.code != 200:
            raise Ended(f"{self.subject()} was not transferred: the other side did not come back in time.")
        offset = response.headers.getRawHeaders(b"Upload-Offset", [b""])[0]
        if not offset:
            return None
        assert self._total is not None
        if not (_OFFSET.fullmatch(offset) and int(offset) <= self._total):
            raise NotTransferred(f"{self.subject()} was not transferred: the server wants a part that is not in it.")
        return int(offset)

    def took(self, data: bytes) -> None:
        end = self._done + len(data)
        if end > self._hashed:
            self._hash.update(data[max(0, self._hashed - self._done) :])
            self._hashed = end
        self.moved(len(data))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _said(text: bytes) -> str:
    """The server's own sentence, if it has one."""
    return text[:300].decode("utf-8", "replace").strip().partition("\n")[0]


def _reason(why: Exception | None) -> str:
    return "the other side did not come" if why is None else "the connection broke again and again"


def _untold(done: int, total: int | None, rate: float) -> None:
    """For those who need no progress."""
