"""What the port of files answers where no file flows: one page that says what this is, what is known of a file, and every "no".

All of it is plain text that quotes nothing of the request, under headers that let a browser run nothing.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from twisted.web.http_headers import Headers
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET

from chatroom.doors.crossing import Crossing, Depot, Unwelcome
from chatroom.words.filenames import safe_file_name

ABOUT = "This is where a chatroom hands over files, each under a code of its own.\nTo send one, type in the chat: /send NAME FILE"
_CODE = re.compile(rb"/t/([A-Za-z0-9_-]{8,64})(?:\?from=([0-9]{1,15}))?")
_RANGE = re.compile(rb"bytes=([0-9]{1,15})-")
_CONTENT_RANGE = re.compile(rb"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
NOT_FOUND = Unwelcome(404, "There is nothing here. A file has an address of its own, which the chat tells.")
NOT_THIS_WAY = Unwelcome(405, "Only GET, HEAD and PUT work here.")


def harden(request: Any) -> None:
    """Headers for whatever is answered: nothing of it is a page, and nothing of it is kept."""
    for name, value in (
        (b"Server", b"chatroom"),
        (b"X-Content-Type-Options", b"nosniff"),
        (b"Content-Security-Policy", b"default-src 'none'; sandbox; frame-ancestors 'none'"),
        (b"Referrer-Policy", b"no-referrer"),
        (b"Cache-Control", b"no-store"),
        (b"Connection", b"close"),
    ):
        request.setHeader(name, value)


def say(request: Any, answer: Unwelcome) -> None:
    """A short text, and the end of the connection."""
    harden(request)
    request.setResponseCode(answer.status)
    body = f"{answer.text}\n".encode()
    request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
    request.setHeader(b"Content-Length", b"%d" % len(body))
    if answer.status == 405:
        request.setHeader(b"Allow", b"GET, HEAD, PUT")
    if answer.offset is not None:
        request.setHeader(b"Upload-Offset", b"%d" % answer.offset)
    request.write(body)
    request.finish()


def describe(request: Any, crossing: Crossing, start: int = 0) -> None:
    """The headers of a file: never a page, always something to be saved, under a name that no disk is afraid of."""
    harden(request)
    name = safe_file_name(crossing.offer.name)
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    value = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    request.setHeader(b"Content-Disposition", value.encode())
    request.setHeader(b"Content-Type", b"application/octet-stream")
    request.setHeader(b"Accept-Ranges", b"bytes")
    if crossing.offer.sha256:
        request.setHeader(b"Content-SHA256", crossing.offer.sha256.encode())
    size = crossing.size
    if size is not None:
        request.setHeader(b"Content-Length", b"%d" % (size - start))
        if 0 < start < size:
            request.setHeader(b"Content-Range", b"bytes %d-%d/%d" % (start, size - 1, size))


def asked_start(uri: bytes, headers: Headers) -> int | None:
    """The byte with which a receiver wants to begin; None: it cannot say. A range counts more than a `from`. Raises Unwelcome."""
    ranges = headers.getRawHeaders(b"Range")
    if ranges:
        match = _RANGE.fullmatch(ranges[0].strip())
        if match is None:
            raise Unwelcome(416, "Only a range from one byte to the end works here, such as: bytes=100-")
        return int(match[1])
    query = _CODE.fullmatch(uri)
    return int(query[2]) if query is not None and query[2] is not None else None


def body_of(uri: bytes, headers: Headers, length: int | None) -> tuple[str, int, int | None]:
    """The code, the byte with which the body begins, and the size of the whole file, None: not known. Raises Unwelcome."""
    match = _CODE.fullmatch(uri)
    if match is None:
        raise NOT_FOUND
    span = headers.getRawHeaders(b"Content-Range")
    if span:
        found = _CONTENT_RANGE.fullmatch(span[0].strip())
        if found is None:
            raise Unwelcome(400, "That Content-Range is not one. It goes like this: bytes 100-199/200")
        first, last, size = (int(number) for number in found.groups())
        if first > last or last != size - 1 or (length is not None and length != last - first + 1):
            raise Unwelcome(400, "That Content-Range does not fit the body: it has to reach the end of the file.")
        return match[1].decode(), first, size
    start = int(match[2] or 0)
    return match[1].decode(), start, None if length is None else start + length


class Page(Resource):
    """What the pages share: a way that leads nowhere, and methods that nobody knows."""

    def getChild(self, path: bytes, request: Any) -> Resource:
        return Nothing()

    def render(self, request: Any) -> Any:
        if request.method not in (b"GET", b"HEAD", b"PUT"):
            say(request, NOT_THIS_WAY)
        else:
            try:
                self.answer(request)
            except Unwelcome as no:
                say(request, no)
        return NOT_DONE_YET

    def answer(self, request: Any) -> None:
        raise NOT_FOUND


class Nothing(Page):
    """Whatever is asked for, it is not there."""

    isLeaf = True


class About(Page):
    """For a browser that has lost its way."""

    isLeaf = True

    def answer(self, request: Any) -> None:
        say(request, Unwelcome(200, ABOUT))


class Tickets(Page):
    """/t/CODE"""

    def __init__(self, depot: Depot) -> None:
        super().__init__()
        self._depot = depot

    def getChild(self, path: bytes, request: Any) -> Resource:
        match = _CODE.fullmatch(request.uri)
        return Nothing() if match is None else Ticket(self._depot, match[1].decode())


class Ticket(Page):
    """One end of one file."""

    isLeaf = True

    def __init__(self, depot: Depot, code: str) -> None:
        super().__init__()
        self._depot = depot
        self._code = code

    def answer(self, request: Any) -> None:
        crossing, brings = self._depot.find(self._code)
        if request.method == b"GET":
            if brings:
                raise Unwelcome(
                    405, "This code is for sending the file: curl -T FILE and this address. The receiver has another."
                )
            request.fetch(crossing)
        else:
            describe(request, crossing)
            if brings and crossing.wanted is not None:
                request.setHeader(b"Upload-Offset", b"%d" % crossing.wanted)
            request.finish()
