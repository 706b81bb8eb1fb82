"""The two sides of a session over SSH: the shell, whatever it is, and the terminal that it writes to.

    shell -> write, write_error            as much as the client takes; the rest waits, up to a limit
    shell -> finish(status)                what waits, exit-status, EOF, close

It must never know what the bytes say, nor how the client has logged in.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from twisted.conch.ssh.connection import EXTENDED_DATA_STDERR
from twisted.conch.ssh.transport import DISCONNECT_BY_APPLICATION

if TYPE_CHECKING:
    from chatroom.doors.ssh_session import SessionChannel

_PACKET = 32 * 1024  # bytes of data in one packet: what every client takes (RFC 4253, section 6.1)


class Shell(Protocol):
    """One session's other side. An error in it is logged and ends this session with status 70, and nothing else."""

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        """First of all. `size` is (columns, rows) of the client's terminal, or None: there is none; `term` is its kind."""

    def received(self, data: bytes) -> None:
        """Bytes as they come, cut anywhere."""

    def resized(self, width: int, height: int) -> None:
        """Columns and rows. Only with a terminal."""

    def ended(self) -> None:
        """Nothing more will be heard: the client sent EOF, the channel is gone, or this shell failed. Once, always, and last.

        After EOF the client still reads: the shell says what is left to say and finishes. `terminal.gone` tells the two apart.
        """


class Shells(Protocol):
    """Makes what runs on a channel."""

    def shell(self, login: Any) -> Shell:
        """The interactive one."""

    def run(self, login: Any, command: str) -> Shell:
        """One that does what the command says when it is started, and finishes by itself."""


class Terminal:
    """Where a shell writes. Nothing raises here; what is written after the end goes nowhere.

    Bytes that the client does not take yet wait, in order. If more than `limit` of them would, the connection is cut. One answer
    may be longer than that: it was asked for, and is whole already; what else is written waits beside it, up to the limit.
    """

    def __init__(self, channel: SessionChannel, limit: int) -> None:
        self.gone = False  # nobody is there any more
        self.finished = False  # the shell has said its status
        self.waiting = 0  # bytes
        self._channel = channel
        self._limit = limit
        self._long = 0  # bytes that are still to be taken of an answer that alone is over the limit
        self._pieces: deque[tuple[bool, bytearray]] = deque()  # whether for stderr, and what
        self._status: int | None = None  # still to be said
        self._when_gone: Callable[[], None] = lambda: None

    def write(self, data: bytes) -> None:
        """To the screen, or to standard output."""
        self._add(False, data)

    def write_error(self, data: bytes) -> None:
        """To standard error; with a terminal that is the screen, too."""
        self._add(True, data)

    def finish(self, status: int) -> None:
        """The session ends with this exit status (0 to 255) once everything that was written has gone."""
        if not self.finished and not self.gone:
            self.finished = True
            self._status = status
            self.drain()

    def when_gone(self, then: Callable[[], None]) -> None:
        """Calls it once, when nobody reads any more. For who goes on after EOF, which `Shell.ended` says only once."""
        self._when_gone = then

    def drain(self) -> None:
        """Sends what the client takes. For the connection, which knows when."""
        channel = self._channel
        while self._pieces and channel.remoteWindowLeft > 0 and channel.conn.transport.ready:
            error, piece = self._pieces[0]
            data = bytes(piece[: min(channel.remoteWindowLeft, channel.remoteMaxPacket, _PACKET)])
            del piece[: len(data)]
            if not piece:
                self._pieces.popleft()
            self.waiting -= len(data)
            self._long = max(0, self._long - len(data))
            channel.remoteWindowLeft -= len(data)
            if error:
                channel.conn.sendExtendedData(channel, EXTENDED_DATA_STDERR, data)
            else:
                channel.conn.sendData(channel, data)
        if not self._pieces and self._status is not None and channel.conn.transport.ready:
            channel.conn.sendRequest(channel, b"exit-status", struct.pack(">L", self._status))
            self._status = None
            channel.conn.sendEOF(channel)
            channel.conn.sendClose(channel)

    def lost(self) -> None:
        """Nobody reads any more: forgets everything. For the channel."""
        self.gone = True
        self._pieces.clear()
        self.waiting = 0
        self._status = None
        then, self._when_gone = self._when_gone, lambda: None
        then()

    def _add(self, error: bool, data: bytes) -> None:
        if self.finished or self.gone or not data:
            return
        if not self._pieces or self._pieces[-1][0] is not error:
            self._pieces.append((error, bytearray()))
        self._pieces[-1][1].extend(data)
        self.waiting += len(data)
        if len(data) > self._limit and not self._long:
            self._long = len(data)
        self.drain()
        if self.waiting - self._long > self._limit:
            self.lost()
            self._channel.conn.transport.sendDisconnect(DISCONNECT_BY_APPLICATION, b"You do not read what is sent to you.")
