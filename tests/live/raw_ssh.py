"""An SSH client that sends what no program of others would: the packets of tests/doors/ssh_client.py, over a real socket."""

from __future__ import annotations

import socket
import struct
import time

from twisted.conch.ssh.common import NS

from tests.doors.ssh_client import Client, Line
from tests.live.hearing import PATIENCE
from tests.live.ports import HOST


class RawClient:
    """Connects, and exchanges keys."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), PATIENCE)
        self._up = Line()
        self._client = Client()
        self._client.makeConnection(self._up)
        self._deadline = time.monotonic() + 3 * PATIENCE
        self._ready = lambda: self._client._keyExchangeState == self._client._KEY_EXCHANGE_NONE and self._client.sessionID
        while not self._ready():
            self._carry()

    def log_in(self, name: str, password: str) -> None:
        self._client.sendPacket(5, NS(b"ssh-userauth"))
        self.expect(6)
        self._client.sendPacket(50, NS(name.encode()) + NS(b"ssh-connection") + NS(b"password") + b"\0" + NS(password.encode()))
        self.expect(52)

    def open_session(self) -> None:
        """Its one channel, 0 on the other side."""
        self._client.sendPacket(90, NS(b"session") + struct.pack(">3L", 100, 2_000_000, 32768))
        self.expect(91)

    def request(self, kind: bytes, data: bytes = b"") -> bool:
        """Whether the channel grants it."""
        self._client.sendPacket(98, struct.pack(">L", 0) + NS(kind) + b"\1" + data)
        return self.expect(99, 100) == 99

    def expect(self, *numbers: int) -> int:
        """The next packet with one of these numbers; the others before it are forgotten."""
        while True:
            while self._client.got:
                number = self._client.got.pop(0)[0]
                if number in numbers:
                    return number
            self._carry()

    def stop(self) -> None:
        self._socket.close()

    def _carry(self) -> None:
        self._socket.sendall(self._up.value())
        self._up.clear()
        self._socket.settimeout(max(0.01, self._deadline - time.monotonic()))
        data = self._socket.recv(65536)
        if not data:
            raise AssertionError(f"the door has closed; unread: {self._client.got!r}")
        self._client.dataReceived(data)
