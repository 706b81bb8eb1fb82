"""What is no chat: browsers, TLS, SSH, mail and binary noise at the line door, known by their first line.

Each is answered once, in its own language where it has one, and never with a byte of what it sent. `recognise` is a function
of bytes that must never know about connections. It rather stays undecided than take a name for a protocol: no name holds a
blank, and none of the keys that people press before they give one is taken for noise. `SSH-2.0-` is the one beginning that a
name could have and nobody's will.
"""

import re
from enum import Enum
from typing import Final

from chatroom.words.commands import Command
from chatroom.words.credentials import Prove
from chatroom.words.events import Event, Refusal

ENOUGH: Final = 1024  # bytes; what has not been recognised by then is judged as if its line ended there

_ENTER: Final = (
    b"This is a chat server, not a web site. To come in, open a terminal and type `nc HOST PORT` or `telnet HOST PORT`, "
    b"with the host and the port of this address.\n"
)


def _plain(what: bytes) -> bytes:
    return b"This is a chat server, not " + what + b". To come in, use nc or telnet.\r\n"


class Foreign(Enum):
    """Who knocked at the wrong door. `answer`: what to send before closing, whole.

    A format (`ports.Format`): a refusal is said with the answer, and nothing else is said or understood.
    """

    HTTP = (
        "http",
        b"HTTP/1.1 400 Bad Request\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Length: %d\r\n"
        b"Connection: close\r\n"
        b"X-Content-Type-Options: nosniff\r\n"
        b"\r\n%b" % (len(_ENTER), _ENTER),
    )
    TLS = ("tls", b"\x15\x03\x01\x00\x02\x02\x46")  # a fatal alert: protocol_version (RFC 8446 section 6)
    SSH = ("ssh", _plain(b"an SSH server"))  # a line before the version string is allowed (RFC 4253 section 4.2)
    SMTP = ("smtp", b"554 " + _plain(b"a mail server"))  # "no SMTP service here" (RFC 5321 section 3.1)
    MEDIA = ("media", _plain(b"a media or telephone server"))
    SOCKS4 = ("socks4", b"\x00\x5b\x00\x00\x00\x00\x00\x00")  # request rejected
    SOCKS5 = ("socks5", b"\x05\xff")  # no acceptable methods (RFC 1928 section 3)
    NOISE = ("noise", _plain(b"what your program is looking for"))

    def __init__(self, label: str, answer: bytes) -> None:
        self.label = label
        self.answer = answer

    def encode(self, event: Event) -> bytes | None:
        return self.answer if isinstance(event, Refusal) else None

    def decode(self, line: bytes) -> Command | None:
        return None

    def introduce(self, line: bytes) -> Command | None:
        return None

    def prove(self, line: bytes) -> Prove:
        """Proves nothing."""
        return Prove("")

    def settings(self) -> tuple[tuple[str, str], ...]:
        return ()

    def vary(self, key: str, value: str) -> "Foreign":
        """Nothing varies here."""
        return self

    def with_files(self) -> "Foreign":
        """Nor are files taken here."""
        return self

    def of(self, person: int) -> "Foreign":
        return self

    def elsewhere(self) -> "Foreign":
        """Nor is there any room."""
        return self


# Lines that came before the first one with something in it: a visitor has pressed Enter to see what happens.
_BLANK = re.compile(rb"(?:\r\0|\r|\n)*")
_END = re.compile(rb"[\r\n]")
# Controls that no keyboard sends into a line: all but ^A ^C ^D ^E ^K ^U ^W, backspace, TAB, ESC and the line's end.
_NOISE = re.compile(rb"[\x00\x02\x06\x07\x0c\x0e-\x14\x16\x18-\x1a\x1c-\x1f]")
_VERSIONED = re.compile(rb"[A-Z-]{2,20} \S+ (HTTP|RTSP|SIP)/[0-9]")
_SSH = re.compile(rb"SSH-[0-9]+\.[0-9]+-")
_REQUEST = re.compile(rb"(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE) (?:/|[a-z]+://)")
_MAIL = re.compile(rb"(?:EHLO|HELO) +\S+ *")


def recognise(first: bytes) -> Foreign | None:
    """Who sends these bytes, the first of a connection, telnet's commands taken out; None: a person, or too early to tell.

    Ask again with all of them when more have come, until the first line that is not empty has ended. An answer other than
    None never changes with what follows.
    """
    seen = first[:ENOUGH]
    start = blanks(seen)
    end = _END.search(seen, start)
    line = seen[start : end.start() if end else None]
    ended = end is not None or len(seen) == ENOUGH
    noise = _NOISE.search(line)
    # Only what came before the noise counts as speech, so that one byte at a time leads to the same answer.
    spoken = _greeting(line[: noise.start()] if noise else line)
    if spoken or not noise:
        return spoken or (_request(line) if ended else None)
    return _binary(line, ended)


def blanks(first: bytes) -> int:
    """How many of these bytes are empty lines in front of everything else."""
    found = _BLANK.match(first)
    return found.end() if found else 0


def _greeting(line: bytes) -> Foreign | None:
    """What is certain before its line has ended."""
    if _SSH.match(line):
        return Foreign.SSH
    versioned = _VERSIONED.match(line)
    if versioned is None:
        return None
    return Foreign.HTTP if versioned[1] == b"HTTP" else Foreign.MEDIA


def _request(line: bytes) -> Foreign | None:
    """What only a whole line makes certain: the oldest HTTP, which names no version, and mail."""
    if _REQUEST.match(line):
        return Foreign.HTTP
    return Foreign.SMTP if _MAIL.fullmatch(line) else None


def _binary(line: bytes, ended: bool) -> Foreign | None:
    """Whose noise it is, by its first byte."""
    if line == b"\x16" and not ended:
        return None
    if line.startswith(b"\x16\x03"):
        return Foreign.TLS
    return {0x04: Foreign.SOCKS4, 0x05: Foreign.SOCKS5}.get(line[0], Foreign.NOISE)
