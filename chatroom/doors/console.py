"""The operator's console: commands on the server's own standard input, answers on its standard output (CLASSIC C6).

    operator -> "/kick lobby:bob" LF          console -> the answer, a line with LF

The end of the input changes nothing: the server serves on (CLASSIC C7).
"""

from __future__ import annotations

import os
from typing import Any, Protocol

from twisted.internet.abstract import FileDescriptor
from twisted.python.failure import Failure

from chatroom.formats.splitting import OVERLONG, Splitter
from chatroom.ports import Format
from chatroom.rules.moderator import Moderator
from chatroom.rules.realm import Realm
from chatroom.words.events import Event, Refusal
from chatroom.words.refusals import Refused
from chatroom.words.table import OPERATOR, Table

LINE = 4096  # bytes


class Paper(Protocol):
    """Where the lines go."""

    def write(self, text: str) -> int: ...


class ConsoleSink:
    """Prints what is told, at once."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def tell(self, data: bytes) -> None:
        self._paper.write(data.decode("utf-8", "replace"))

    def close(self) -> None:
        """The screen stays."""

    def abort(self) -> None:
        """The screen stays."""


class ScreenWitness:
    """Prints what happens in the house as it happens: the whole of what `chatserver` shows (CLASSIC C8)."""

    def __init__(self, paper: Paper, screen: Format) -> None:
        self._paper = paper
        self._screen = screen

    def saw(self, event: Event) -> None:
        if not isinstance(event, Refusal):  # those of visitors are their own
            line = self._screen.encode(event)
            if line is not None:
                self._paper.write(line.decode("utf-8"))


class Console(FileDescriptor):
    """Reads the operator's lines from a descriptor: a terminal, a pipe or a file. Start it with `startReading`."""

    def __init__(
        self, reactor: Any, realm: Realm, paper: Paper, screen: Format, descriptor: int = 0, known: Table = OPERATOR
    ) -> None:
        super().__init__(reactor)
        self._descriptor = descriptor
        self._screen = screen
        self._splitter = Splitter(LINE, "refuse")
        self._moderator = Moderator(realm, ConsoleSink(paper), screen, door="console", moniker="operator", known=known)
        self.connected = 1

    def fileno(self) -> int:
        return self._descriptor

    def doRead(self) -> None:
        """Reads once: the reactor says that it will not block."""
        try:
            data = os.read(self._descriptor, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.heard(data)
        else:
            self.stopReading()

    def heard(self, data: bytes) -> None:
        self._splitter.feed(data)
        for line in self._splitter.lines():
            if line is OVERLONG:
                continue
            try:
                command = self._screen.decode(line)
            except Refused as no:
                self._moderator.not_understood(no)
            else:
                if command is not None:
                    self._moderator.perform(command)

    def connectionLost(self, reason: Failure) -> None:
        """The reactor is done with the descriptor; it is not ours to close."""
        self.stopReading()
