"""The sender's end of a file that the house holds: what waits in memory, brought as fast as the receiver takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatroom.doors.crossing import Crossing, Unwelcome

PIECE = 65536  # bytes handed over at a time


class Shelf:
    """A source (`crossing.Source`) that is always there. `start`: the byte that the receiver wants first."""

    def __init__(self, crossing: Crossing, content: bytes, start: int) -> None:
        self.start = start
        self.size: int | None = len(content)
        self._crossing = crossing
        self._content = content
        self._at = start
        self._open = False

    def go(self) -> None:
        self.resume()

    def pause(self) -> None:
        self._open = False

    def resume(self) -> None:
        self._open = True
        while self._open and self._at < len(self._content):
            piece = self._content[self._at : self._at + PIECE]
            self._at += len(piece)
            self._crossing.received(piece)

    def done(self, text: str) -> None:
        """Nobody has to be told here: the chat tells the sender."""

    def fail(self, no: Unwelcome) -> None:
        self._open, self._at = False, len(self._content)
