"""The line to one server: called, held, and called again when it breaks, with longer and longer pauses.

It must never know what is said over it. The reactor is handed in.
"""

from __future__ import annotations

import os
from typing import Any, Final, Protocol

from twisted.application.internet import ClientService, backoffPolicy
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IPushProducer
from twisted.internet.protocol import Factory
from twisted.protocols.basic import LineOnlyReceiver
from twisted.python.failure import Failure
from zope.interface import implementer

from chatroom.client.address import Address

LONGEST: Final = 4_194_304  # bytes of a line: none that the server says comes near, and one without an end must not fill memory
CALL_SECONDS: Final = 10
LONGEST_PAUSE: Final = 5.0  # seconds between two tries: servers keep a seat for 30 after the line is lost


class Listener(Protocol):
    """Who is told what becomes of the line."""

    def up(self, link: Link) -> None:
        """There is a line, for the first time or again."""

    def down(self, link: Link, pause: float) -> None:
        """It has broken, or could not be had again; the next try is in `pause` seconds."""

    def heard(self, link: Link, line: bytes) -> None:
        """The server has said a line."""

    def failed(self, link: Link, why: str) -> None:
        """The first try has failed, and there will be no other."""

    def gave_up(self, link: Link) -> None:
        """It has been broken for too long."""

    def full(self, full: bool) -> None:
        """The server does not take as much as it is told; or does again."""


class Link:
    """One server. `patience`: seconds for which a broken line is called again; 0: it is not."""

    def __init__(self, reactor: Any, address: Address, listener: Listener, patience: float) -> None:
        self.address = address
        self._reactor, self._listener, self._patience = reactor, listener, patience
        self._line: _Line | None = None
        self._broken_at: float | None = None
        self._back_off = backoffPolicy(initialDelay=0.5, maxDelay=LONGEST_PAUSE, factor=1.6)  # with up to a second of jitter
        factory = Factory.forProtocol(lambda: _Line(self))
        factory.noisy = False
        endpoint = HostnameEndpoint(reactor, address.host, address.port, timeout=CALL_SECONDS)
        self._service = ClientService(endpoint, factory, retryPolicy=self._pause, clock=reactor)
        self._over = self._was_up = False

    def start(self) -> None:
        """Calls the server."""
        self._service.startService()
        self._service.whenConnected(failAfterFailures=1).addErrback(self._failed)

    def send(self, data: bytes) -> None:
        """Whole lines; what is sent while there is no line is lost."""
        if self._line is not None:
            self._line.transport.write(data)

    def settle(self) -> None:
        """The user is in: the next break is a new one."""
        self._broken_at = None

    def call_again(self) -> None:
        """Breaks the line, to be had again a little later."""
        if self._line is not None:
            self._line.transport.abortConnection()

    def hang_up(self) -> None:
        """For good."""
        self._over = True
        self._reactor.callLater(0, self._service.stopService)  # it may be the service itself that has called us

    def _failed(self, failure: Failure) -> None:
        if not self._over:
            self.hang_up()
            self._listener.failed(self, _why(failure))

    def _pause(self, failures: int) -> float:
        pause = self._back_off(failures)
        now = self._reactor.seconds()
        if self._broken_at is None:
            self._broken_at = now
        if self._was_up and not self._over:
            if now - self._broken_at >= self._patience:
                self._reactor.callLater(0, self._give_up)
            else:
                self._listener.down(self, pause)
        return pause

    def _give_up(self) -> None:
        if not self._over:
            self.hang_up()
            self._listener.gave_up(self)

    # ---- what the line tells -------------------------------------------------------------------------------------------

    def is_up(self, line: _Line) -> None:
        self._line, self._was_up = line, True
        self._listener.up(self)

    def is_down(self) -> None:
        self._line = None

    def hears(self, line: bytes) -> None:
        if not self._over:
            self._listener.heard(self, line)

    def is_full(self, full: bool) -> None:
        self._listener.full(full)


@implementer(IPushProducer)
class _Line(LineOnlyReceiver):
    """One connection."""

    delimiter = b"\n"
    MAX_LENGTH = LONGEST
    transport: Any

    def __init__(self, link: Link) -> None:
        self._link = link

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)
        self.transport.setTcpKeepAlive(True)
        self.transport.registerProducer(self, True)
        self._link.is_up(self)

    def lineReceived(self, line: bytes) -> None:
        if line.strip():
            self._link.hears(line)

    def connectionLost(self, reason: Failure | None = None) -> None:
        self._link.is_down()

    def pauseProducing(self) -> None:
        self._link.is_full(True)

    def resumeProducing(self) -> None:
        self._link.is_full(False)

    def stopProducing(self) -> None:
        """The connection is gone; connectionLost follows."""


def _why(failure: Failure) -> str:
    """For people: "Connection refused"."""
    system = getattr(failure.value, "osError", None)
    return os.strerror(system) if isinstance(system, int) else str(getattr(system, "strerror", failure.getErrorMessage()))
