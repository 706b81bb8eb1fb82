"""Bytes into lines: LF, CR LF, CR NUL and CR each end one, once, and none grows beyond its limit.

A machine of bytes that must never know what a line means, nor where it came from. It leaves the bytes inside a line alone.
"""

from collections.abc import Iterable, Iterator
from typing import Final


class Overlong(bytes):
    """The class of `OVERLONG`, the mark that stands where a refused line stood."""

    __slots__ = ()


OVERLONG: Final = Overlong()  # to be told by identity: `line is OVERLONG`


class Piece(bytes):
    """A later part of a line that was split. It is text, whatever it looks like: "/quit" in it is no command."""

    __slots__ = ()


class Splitter:
    """Gives out the lines of one visitor, without their ends. An unfinished line is never given out.

    A line of more than `limit` bytes is, by `long_lines`: "refuse": dropped, and OVERLONG is given in its place, as soon as it
    is too long; "cut": given without what is beyond the limit; "split": given in pieces, each a line. No cut tears a UTF-8
    character. `limit` may be changed after any line; what has not been given out yet is judged by the new one.

    A line that begins with a slash is never split, or the end of a whisper would be said to everybody: it is cut. One that
    begins with a control byte is refused.

    Once `lines` has run out, at most `limit` bytes are kept. The lines do not depend on how the input is cut into pieces.
    """

    __slots__ = ("_after_cr", "_dropping", "_ready", "limit", "long_lines", "rest")

    def __init__(self, limit: int, long_lines: str) -> None:
        self.limit = limit
        self.long_lines = long_lines
        self.rest = b""  # the unfinished line, as far as it is kept
        self._ready: list[bytes] = []  # finished lines, the next one last
        self._after_cr = False  # a LF or NUL that comes now belongs to the line before
        self._dropping = False  # the unfinished line has been judged too long

    def take(self, data: bytes) -> Iterable[bytes]:
        """Takes the next bytes in, and gives the lines that are complete with them."""
        end = data.find(b"\n")
        if end >= 0 and end == len(data) - 1 and not (self.rest or self._ready or self._after_cr or self._dropping):
            carriage = data.find(b"\r")  # one whole line, as nearly every chunk of somebody who types is: 0.4 µs less
            line = data[:end] if carriage < 0 else data[:carriage] if carriage == end - 1 else None
            if line is not None and len(line) <= self.limit:
                return (line,)
        self.feed(data)
        return self.lines()

    def feed(self, data: bytes) -> None:
        """Takes the next bytes in. Ask for the `lines` after each."""
        if self._after_cr:
            data = self.go_on(data)
        if b"\r" in data:
            self._after_cr = data.endswith(b"\r")
            pieces = _split_any(data)
        else:
            pieces = data.split(b"\n")
        if not self._dropping:
            pieces[0] = _same(self.rest, self.rest + pieces[0])
        elif len(pieces) == 1:
            return
        else:
            self._end_dropped(pieces)
        self.rest = pieces.pop()
        pieces.reverse()
        self._ready[:0] = pieces

    def go_on(self, data: bytes) -> bytes:
        """What of `data` comes after the last line: all, but for the second half of its end. For who feeds no more lines."""
        if self._after_cr and data:
            self._after_cr = False
            if data[0] in (0x0A, 0x00):
                return data[1:]
        return data

    def lines(self) -> Iterator[bytes]:
        """The lines that are complete. Whoever stops early gets the others from the next call."""
        ready = self._ready
        while ready:
            line = ready.pop()
            if len(line) <= self.limit:
                yield line
                continue
            manner = self._manner(line)
            if manner == "refuse":
                yield OVERLONG
                continue
            end = _border(line, self.limit)
            if manner == "split":
                ready.append(Piece(line[end:]))
            yield _part(line, end)
        if len(self.rest) > self.limit:
            yield from self._judge_rest()

    def _judge_rest(self) -> Iterator[bytes]:
        """Makes the unfinished line keep the limit, too."""
        while len(self.rest) > self.limit:
            manner = self._manner(self.rest)
            if manner == "refuse":
                self.rest, self._dropping = b"", True
                yield OVERLONG
                return
            end = _border(self.rest, self.limit)
            piece = _part(self.rest, end)
            if manner == "cut":
                self.rest, self._dropping = piece, True
                return
            self.rest = Piece(self.rest[end:])
            yield piece

    def _manner(self, line: bytes) -> str:
        """What becomes of a line that is too long."""
        if self.long_lines != "split" or isinstance(line, Piece):
            return self.long_lines
        first = line[: self.limit].lstrip()[:1]
        return "cut" if first in (b"", b"/") else "refuse" if first == b"\x01" else "split"

    def _end_dropped(self, pieces: list[bytes]) -> None:
        """The line that was too long ends with the first of these pieces: what is kept of it takes that place."""
        self._dropping = False
        if self.rest:
            pieces[0] = self.rest
        else:
            del pieces[0]


def _part(line: bytes, end: int) -> bytes:
    """The beginning of a line."""
    return _same(line, line[:end])


def _same(model: bytes, line: bytes) -> bytes:
    """The line, as a Piece if `model` is one."""
    return Piece(line) if isinstance(model, Piece) else line


def _split_any(data: bytes) -> list[bytes]:
    """What `split` would give if each line in `data` ended with one LF."""
    if b"\0" in data:
        return data.replace(b"\r\n", b"\n").replace(b"\r\0", b"\n").replace(b"\r", b"\n").split(b"\n")
    pieces = data.splitlines()  # at LF, CR LF and CR, and nothing else; four times as fast as to replace them
    if data.endswith((b"\r", b"\n")):
        pieces.append(b"")
    return pieces


def _border(line: bytes, limit: int) -> int:
    """Where to cut a line that is longer than `limit`: there, or up to three bytes before, where a character begins."""
    for end in range(limit, max(limit - 4, 0), -1):
        if line[end] & 0xC0 != 0x80:
            return end
    return limit  # no UTF-8: any place is as good
