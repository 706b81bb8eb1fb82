"""What somebody gets who was let in over SSH (RFC 4254): session channels, on each one shell or one command.

    client -> pty-req, window-change       the size of the terminal, told to the shell
    client -> shell, or exec "command"     one of the two, once a channel
    client -> data, EOF, close             received, ended
    door   -> data, stderr, exit-status, EOF, close (ssh_terminal.py)

Everything else is refused: forwarding of ports, agents and X11, subsystems, environment, signals. No process is ever
started. It must never know what a shell does, nor who may have one.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from twisted.conch.error import ConchError
from twisted.conch.ssh.channel import SSHChannel
from twisted.conch.ssh.common import getNS
from twisted.conch.ssh.connection import (
    MSG_CHANNEL_CLOSE,
    MSG_CHANNEL_DATA,
    MSG_CHANNEL_EOF,
    MSG_CHANNEL_EXTENDED_DATA,
    MSG_CHANNEL_OPEN,
    MSG_CHANNEL_REQUEST,
    MSG_CHANNEL_WINDOW_ADJUST,
    MSG_GLOBAL_REQUEST,
    OPEN_ADMINISTRATIVELY_PROHIBITED,
    OPEN_RESOURCE_SHORTAGE,
    SSHConnection,
)
from twisted.logger import Logger

from chatroom.doors.ssh_login import QUIET, Login
from chatroom.doors.ssh_terminal import Shell, Shells, Terminal

CRASHED = 70  # the exit status of a session that failed by our own fault, as sysexits.h has it
WIDEST = 1000  # columns or rows that a shell is ever told
USUAL = (80, 24)  # for a terminal that does not say
_SMALLEST = 256  # a client that takes smaller packets wants many of them
# Messages that a client may send to a server that opens no channels and asks for nothing itself.
_HEARD = {
    MSG_GLOBAL_REQUEST, MSG_CHANNEL_OPEN, MSG_CHANNEL_WINDOW_ADJUST, MSG_CHANNEL_DATA, MSG_CHANNEL_EXTENDED_DATA,
    MSG_CHANNEL_EOF, MSG_CHANNEL_CLOSE, MSG_CHANNEL_REQUEST,
}  # fmt: skip
_log = Logger("chatroom.ssh")


class SessionChannel(SSHChannel):
    """One session: its terminal, and the shell at it once there is one."""

    name = b"session"
    conn: Any
    _log = QUIET

    def __init__(self, login: Login, shells: Shells, limit: int, window: int, packet: int) -> None:
        super().__init__(remoteWindow=window, remoteMaxPacket=packet)
        self.terminal = Terminal(self, limit)
        self._login = login
        self._shells = shells
        self._size: tuple[int, int] | None = None
        self._term = ""
        self._asked = False  # for a shell or a command
        self._make: Callable[[], Shell] | None = None  # what was asked for, until it begins
        self._shell: Shell | None = None  # while it hears us

    def begin(self) -> None:
        """Starts what has just been asked for. For the connection, once the client knows that it was granted."""
        make, self._make = self._make, None
        if make is not None:
            self._guarded(lambda: self._start(make()))

    def requestReceived(self, requestType: bytes, data: bytes) -> bool:
        answer = _REQUESTS.get(requestType)
        if answer is None or self.terminal.finished or self.terminal.gone:
            return False
        try:
            return answer(self, data)
        except struct.error:
            return False  # it is cut short

    def dataReceived(self, data: bytes) -> None:
        self._tell(lambda shell: shell.received(data))

    def extReceived(self, dataType: int, data: bytes) -> None:
        """A client has nothing to say there."""

    def addWindowBytes(self, data: int) -> None:
        self.remoteWindowLeft += data
        self.terminal.drain()

    def eofReceived(self) -> None:
        self._end()

    def closeReceived(self) -> None:
        self.terminal.lost()
        self._end()
        self.conn.sendClose(self)

    def closed(self) -> None:
        self.terminal.lost()
        self._end()

    def _pty_req(self, data: bytes) -> bool:
        term, rest = getNS(data)
        size = _size(rest)
        if self._asked or self._size is not None:
            return False
        self._term, self._size = term[:64].decode("ascii", "replace"), size
        return True

    def _window_change(self, data: bytes) -> bool:
        size = _size(data)
        if self._size is None:
            return False
        self._size = size
        self._tell(lambda shell: shell.resized(*size))
        return True

    def _shell_req(self, data: bytes) -> bool:
        return self._once(lambda: self._shells.shell(self._login))

    def _exec(self, data: bytes) -> bool:
        command = getNS(data)[0].decode("utf-8", "replace")
        return self._once(lambda: self._shells.run(self._login, command))

    def _once(self, make: Callable[[], Shell]) -> bool:
        if self._asked:
            return False
        self._asked, self._make = True, make
        return True

    def _start(self, shell: Shell) -> None:
        self._shell = shell
        shell.started(self.terminal, self._size, self._term)

    def _tell(self, say: Callable[[Shell], None]) -> None:
        shell = self._shell
        if shell is not None and not self.terminal.finished:
            self._guarded(lambda: say(shell))

    def _end(self) -> None:
        shell, self._shell = self._shell, None
        if shell is not None:
            self._guarded(shell.ended)

    def _guarded(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception:
            _log.failure("A session of {name} over SSH failed", name=self._login.name)
            end = b"\n" if self._size is None else b"\r\n"
            self.terminal.write_error(b"Something went wrong on the server; its log says what." + end)
            self.terminal.finish(CRASHED)
            self._end()


class Sessions(SSHConnection):
    """All channels of one connection: sessions, and only so many of them."""

    transport: Any
    _log = QUIET

    def __init__(self, login: Login, shells: Shells, *, most: int, limit: int) -> None:
        super().__init__()
        self._login = login
        self._shells = shells
        self._most = most
        self._limit = limit  # bytes, a channel

    def drain(self) -> None:
        """The connection takes bytes again."""
        for channel in list(self.channels.values()):
            channel.terminal.drain()

    def packetReceived(self, messageNum: int, packet: bytes) -> None:
        if messageNum in _HEARD:
            super().packetReceived(messageNum, packet)
        else:
            self.transport.sendUnimplemented()

    def getChannel(self, channelType: bytes, windowSize: int, maxPacket: int, data: bytes) -> SessionChannel:
        if channelType != b"session":
            raise ConchError("There are sessions here, and nothing else.", OPEN_ADMINISTRATIVELY_PROHIBITED)
        if len(self.channels) >= self._most or maxPacket < _SMALLEST:
            raise ConchError("That is more than one connection gets.", OPEN_RESOURCE_SHORTAGE)
        channel = SessionChannel(self._login, self._shells, self._limit, windowSize, maxPacket)
        channel.conn = self
        return channel

    def gotGlobalRequest(self, requestType: bytes, data: bytes) -> bool:
        return False

    def ssh_CHANNEL_REQUEST(self, packet: bytes) -> None:
        super().ssh_CHANNEL_REQUEST(packet)
        self.channels[struct.unpack(">L", packet[:4])[0]].begin()


_REQUESTS: dict[bytes, Callable[[SessionChannel, bytes], bool]] = {
    b"pty-req": SessionChannel._pty_req,
    b"window-change": SessionChannel._window_change,
    b"shell": SessionChannel._shell_req,
    b"exec": SessionChannel._exec,
}


def _size(data: bytes) -> tuple[int, int]:
    """Columns and rows at the start of `data`; 0 means that the client does not say (RFC 4254, section 6.2)."""
    width, height = struct.unpack(">2L", data[:8])
    return min(width or USUAL[0], WIDEST), min(height or USUAL[1], WIDEST)
