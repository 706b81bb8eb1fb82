"""What the user typed <-> what the server said, in the classic dialect with its control lines. Pure: no I/O, no clock.

    up      <name> TAB LF                                   the TAB, which any server strips, says "I understand control lines"
            <line> LF                                       as typed, if it is UTF-8
            \\x01send <size> <user> <path> LF                what /send <user> <path> becomes; size -1: there is no such file
    down    <line> LF                                       shown
            \\x01upload <ticket> <path> LF                   bring the file that was announced
            \\x01download <ticket> <size> <keep|replace> <name> LF
                                                            fetch a file and keep it; `replace` may overwrite

A control line is never shown, and an unknown one is ignored. The server gets no file but those that the user has offered.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from chatroom.words.text import clean

LARGEST = 4_294_967_295  # bytes in a file
LONGEST = 65_536  # bytes kept of a line whose end has not come, so that nobody can fill the memory with one that never ends
OFFERS = 1_000  # offers remembered; the oldest are forgotten first

_SEND = re.compile(rb"\s*/send\s+(\S+)\s+(.*\S)\s*", re.DOTALL)
_REFUSAL = re.compile(rb"\[Server message \([^)]*\)\] Cannot connect to the .* channel\.")
_NOTICE, _WELCOME = b"* ", re.compile(rb"\* Welcome to [^\s:]+, \S+\.")  # of a plain door, which speaks before one is in
_NOT_SENT = re.compile(rb"\[Server message \([^)]*\)\] (?:Failed to send \".*\" to (\S+)|(\S+) is not here)\.")
_CONTROL = b"\x01"
_UPLOAD = re.compile(rb"upload (\S+) (.+)", re.DOTALL)
_DOWNLOAD = re.compile(rb"download (\S+) ([0-9]{1,10}) (keep|replace) (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class UploadAsked:
    """The server is ready for a file that the user has offered; `size` in bytes, as announced."""

    ticket: bytes
    path: bytes
    size: int


@dataclass(frozen=True, slots=True)
class DownloadAsked:
    """A file of `size` bytes waits at the server; `name` is what its sender calls it and not to be trusted."""

    ticket: bytes
    size: int
    replace: bool
    name: bytes


@dataclass(slots=True)
class _Offer:
    """A file that the user wants to send. `path` is as typed; the server repeats `text` and `user`."""

    text: str
    path: bytes
    size: int
    user: str
    refused: bool = False


class TooLarge(Exception):
    """The file is larger than a transfer may be. Its text is the sentence for the user; nothing goes to the server."""


class Lines:
    """Cuts what comes in pieces into lines, without their LF or CRLF. One that has no end after LONGEST bytes is cut there."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST:
            lines.append(self._rest)
            self._rest = b""
        return [line.removesuffix(b"\r") for line in lines]

    def end(self) -> list[bytes]:
        """The last line, if it has no end."""
        rest, self._rest = self._rest, b""
        return [rest.removesuffix(b"\r")] if rest else []


def introduction(name: bytes) -> bytes:
    """The first line that goes up."""
    return _speakable(name) + b"\t\n"


class Conversation:
    """One user's talk with one server. `measure` tells a file's size in bytes, -1 if there is no such readable file."""

    def __init__(self, measure: Callable[[bytes], int]) -> None:
        self.quitting = False
        self._measure = measure
        self._offers: list[_Offer] = []
        self._entered = False

    @property
    def status(self) -> int:
        """The exit status if the server closes now: 1 if it has said nothing, or nothing but that one cannot come in: at a plain
        door, if it has asked for a name or a password and has not welcomed whoever gave it."""
        return 0 if self._entered or self.quitting else 1

    @property
    def offers(self) -> bool:
        """Whether there is a file that the user has offered and the server has neither asked for nor refused."""
        return any(not offer.refused for offer in self._offers)

    def typed(self, line: bytes) -> bytes:
        """What goes up for a line that was typed, its end included; b"" for nothing. Nothing goes up after /quit.

        Raises TooLarge.
        """
        said = _speakable(line)
        words = said.strip()
        if self.quitting or not words:
            return b""
        self.quitting = words == b"/quit"
        send = _SEND.fullmatch(line)
        return self._offer(*send.groups()) if send else said + b"\n"

    def heard(self, line: bytes) -> bytes | UploadAsked | DownloadAsked | None:
        """What a line of the server means: text to show, a file to carry, or nothing."""
        if line.startswith(_CONTROL):
            return self._asked(line.removeprefix(_CONTROL))
        if not self._entered:
            self._entered = _lets_in(line)
        if self._offers and (no := _NOT_SENT.fullmatch(line)):
            self._not_sent(_text(no[1] or no[2]))
        return line

    def _offer(self, user: bytes, path: bytes) -> bytes:
        size = self._measure(path)
        if size > LARGEST:
            raise TooLarge(f"{_text(path)} is too large to send: the limit is {LARGEST} bytes.")
        if size >= 0:
            self._offers = [*self._offers[1 - OFFERS :], _Offer(_text(path), path, size, _text(user))]
        return b"\x01send %d %b %b\n" % (size, _speakable(user), _speakable(path))

    def _asked(self, line: bytes) -> UploadAsked | DownloadAsked | None:
        if upload := _UPLOAD.fullmatch(line):
            return self._wanted(*upload.groups())
        if download := _DOWNLOAD.fullmatch(line):
            ticket, size, way, name = download.groups()
            if int(size) <= LARGEST:
                return DownloadAsked(ticket, int(size), way == b"replace", name)
        return None

    def _wanted(self, ticket: bytes, path: bytes) -> UploadAsked | None:
        """Each offer is good for one upload, and nothing else is, whatever the server says."""
        for offer in sorted(self._offers, key=lambda offer: offer.refused):
            if offer.text == _text(path):
                self._offers.remove(offer)
                return UploadAsked(ticket, offer.path, offer.size)
        return None

    def _not_sent(self, user: str) -> None:
        """The first offer to that user has been refused; but a whisper may have been meant, so that it stays good."""
        for offer in self._offers:
            if offer.user == user and not offer.refused:
                offer.refused = True
                return


def _lets_in(line: bytes) -> bool:
    """Whether this is heard by nobody who is not in."""
    return not _REFUSAL.fullmatch(line) and (not line.startswith(_NOTICE) or _WELCOME.fullmatch(line) is not None)


def _speakable(typed: bytes) -> bytes:
    """The same in UTF-8 and without the mark of a control line. A byte 255 would be telnet's: the server would answer, and the
    answer, which is no line, would be on the screen."""
    return typed.decode("utf-8", "replace").encode().replace(_CONTROL, b"")


def _text(path: bytes) -> str:
    """A path as the server gives it back: cleaned, and without bytes that are not UTF-8."""
    return clean(path.decode("utf-8", "replace")).strip()
