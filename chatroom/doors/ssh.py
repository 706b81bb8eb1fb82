"""The SSH door: whoever is let in by key or password gets sessions, and nothing else of what SSH can do.

    visitor -> "SSH-2.0-..." CR LF        door -> "SSH-2.0-chatroom" CR LF, and the key exchange (RFC 4253): Conch's
    visitor -> ssh-userauth               a key or a password, in a minute and a few tries (ssh_login.py)
    visitor -> ssh-connection             sessions, each a shell or a command (ssh_session.py)

Every buffer has a bound: the version line, a packet, what waits for a slow reader; who does not read is not heard, either.
A client that breaks the protocol, is late or is none at all costs one line in the log. It must never know what the sessions
are for, nor look at the users of this machine.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from twisted.conch.ssh._kex import getSupportedKeyExchanges
from twisted.conch.ssh.common import NS
from twisted.conch.ssh.factory import SSHFactory
from twisted.conch.ssh.keys import Key
from twisted.conch.ssh.service import SSHService
from twisted.conch.ssh.transport import (
    DISCONNECT_BY_APPLICATION,
    DISCONNECT_PROTOCOL_ERROR,
    MSG_DISCONNECT,
    MSG_KEXDH_INIT,
    MSG_KEXINIT,
    MSG_NEWKEYS,
    MSG_SERVICE_ACCEPT,
    MSG_SERVICE_REQUEST,
    SSHServerTransport,
)
from twisted.conch.ssh.userauth import MSG_USERAUTH_SUCCESS
from twisted.internet.interfaces import IAddress, IDelayedCall, IPushProducer, IReactorTime, ITCPTransport
from twisted.internet.protocol import connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from chatroom.doors.ssh_login import QUIET, SIGNATURES, Gatekeeper, Login, UserAuth
from chatroom.doors.ssh_session import Sessions
from chatroom.doors.ssh_terminal import Shells
from chatroom.words.text import clean

VERSION_LINE = 255  # bytes with its end (RFC 4253, section 4.2)
PACKET = 36 * 1024  # bytes: RFC 4253 asks for 35,000, and our channels take 32 KiB of data at once
GRACE = 3.0  # seconds for last words to get through
_GREETINGS = (b"SSH-2.0-", b"SSH-1.99-")
# Without SHA-1, the NIST curves that auditors distrust, and groups from files; in Conch's own order.
_EXCHANGES = {b"mlkem768x25519-sha256", b"curve25519-sha256", b"curve25519-sha256@libssh.org"}
_LEFT = "it left before anybody had logged in"
_log = Logger("chatroom.ssh")


@dataclass(frozen=True, slots=True)
class SshLimits:
    """What one client, and all who have not logged in yet, may take."""

    login: float = 60.0  # seconds from the connection to the end of the login
    tries: int = 4  # passwords and signatures; the last wrong one ends the connection
    strangers: int = 32  # connections at once that have not logged in
    sessions: int = 4  # a connection
    backlog: int = 256 * 1024  # bytes that wait for a slow reader, a session


@implementer(IPushProducer)
class SshTransport(SSHServerTransport):
    """One connection."""

    factory: SshDoor
    transport: Any
    _log = QUIET
    ourVersionString = b"SSH-2.0-chatroom"
    supportedKeyExchanges = [name for name in getSupportedKeyExchanges() if name in _EXCHANGES]  # noqa: RUF012 (Conch's)
    supportedCiphers = [b"aes256-ctr", b"aes192-ctr", b"aes128-ctr"]  # noqa: RUF012
    supportedMACs = [b"hmac-sha2-512", b"hmac-sha2-256"]  # noqa: RUF012
    supportedCompressions = [b"none"]  # noqa: RUF012

    def connectionMade(self) -> None:
        self.address = _host(self.transport.getPeer())
        self.login: Login | None = None
        self._over = False  # nothing is heard or sent any more
        self._has_room = True  # the connection takes bytes
        self._exchanging = False  # the client has begun an exchange of keys
        self._end: IDelayedCall = self.factory.clock.callLater(self.factory.limits.login, self._late)
        self.factory.connections[self] = None
        if ITCPTransport.providedBy(self.transport):
            self.transport.setTcpNoDelay(True)
            self.transport.setTcpKeepAlive(True)
        self.transport.registerProducer(self, True)
        super().connectionMade()

    def dataReceived(self, data: bytes) -> None:
        if self._over:
            return
        if not self.gotVersion:
            strange = _strange(self.buf + data)
            if strange:
                self._note(strange)
                self._hang_up()
                return
        try:
            super().dataReceived(data)
        except Exception as error:  # Conch leaves what does not fit together to whatever Python says about it
            self.sendDisconnect(DISCONNECT_PROTOCOL_ERROR, b"This is not the SSH protocol (%s)." % type(error).__name__.encode())
        if len(self.buf) > PACKET:
            self.sendDisconnect(DISCONNECT_PROTOCOL_ERROR, b"This packet is too long.")

    def dispatchMessage(self, messageNum: int, payload: bytes) -> None:
        if self._over:
            return
        if self._timely(messageNum):
            super().dispatchMessage(messageNum, payload)
        else:
            self.sendDisconnect(DISCONNECT_PROTOCOL_ERROR, b"Message %d does not belong here." % messageNum)

    def connectionLost(self, reason: Failure | None = connectionDone) -> None:
        if not self._over and self.login is None:
            self._note(_LEFT)
        self._over = True
        self._wait_no_more()
        self.factory.connections.pop(self, None)
        super().connectionLost(reason)

    def sendExtInfo(self, extensions: list[tuple[bytes, bytes]]) -> None:
        """Says with what users' keys may sign (RFC 8308). Conch would name the algorithms of the host key alone."""
        super().sendExtInfo([(b"server-sig-algs", b",".join(SIGNATURES))])

    def sendDisconnect(self, reason: int, desc: bytes) -> None:
        """Ends the connection, with a sentence for the client and for the log. From then on nothing of it is heard."""
        if not self._over:
            self._note(clean(desc.decode("ascii", "replace"))[:200])
            with suppress(Exception):  # there may be no keys to say it with
                self.sendPacket(MSG_DISCONNECT, struct.pack(">L", reason) + NS(desc) + NS(b""))
            self._hang_up()

    def ssh_DISCONNECT(self, packet: bytes) -> None:
        if self.login is None:
            self._note(_LEFT)
        self._hang_up()

    def ssh_KEXINIT(self, packet: bytes) -> None:
        self._exchanging = True
        super().ssh_KEXINIT(packet)

    def ssh_NEWKEYS(self, packet: bytes) -> None:
        self._exchanging = False
        super().ssh_NEWKEYS(packet)
        self._drain()

    def stop(self) -> None:
        """The server closes the door."""
        self.sendDisconnect(DISCONNECT_BY_APPLICATION, b"The server stops.")

    def make_way(self) -> None:
        """Somebody else wants to log in, and this one has not begun to: whoever says nothing must not keep the staff out."""
        self._note("it had not begun to log in, and others came")
        self._over = True
        self._wait_no_more()
        self.factory.connections.pop(self, None)
        self.transport.abortConnection()

    # For those who are let in.

    @property
    def ready(self) -> bool:
        """Whether what is sent now leaves now, and does not wait in memory for a slow reader or for new keys."""
        return self._has_room and not self._over and self._keyExchangeState == self._KEY_EXCHANGE_NONE

    def let_in(self, login: Login, how: str) -> None:
        """Somebody has logged in, unless the judgement comes too late."""
        if self._over:
            return
        limits = self.factory.limits
        self.login = login
        self._wait_no_more()
        _log.info("{name} logged in over SSH from {address} with {how}", name=login.name, address=self.address, how=how)
        self.sendPacket(MSG_USERAUTH_SUCCESS, b"")
        self.setService(Sessions(login, self.factory.shells, most=limits.sessions, limit=limits.backlog))

    def offer(self) -> SSHService:
        """The one service that a stranger may ask for."""
        return UserAuth(self.factory.gatekeeper, self.address, self.factory.limits.tries, self.let_in)

    # The producer: how the TCP connection says that it has enough.

    def pauseProducing(self) -> None:
        """The client does not read. It is not heard either, or its questions would pile up answers."""
        self._has_room = False
        self.transport.pauseProducing()

    def resumeProducing(self) -> None:
        self._has_room = True
        if not self._over:
            self.transport.resumeProducing()
            self._drain()

    def stopProducing(self) -> None:
        """The connection is lost, and says so."""

    def _drain(self) -> None:
        if isinstance(self.service, Sessions):
            self.service.drain()

    def _timely(self, message: int) -> bool:
        """While keys are exchanged, that and nothing else is talked about, and at no other time (RFC 4253, section 7.1)."""
        if message == MSG_KEXINIT:
            return not self._exchanging
        if message == MSG_NEWKEYS or 30 <= message < 50:  # all but two of these are for exchanges that are not offered
            return self._exchanging and message in (MSG_NEWKEYS, MSG_KEXDH_INIT)
        still = self._keyExchangeState == self._KEY_EXCHANGE_NONE
        return still or (message < MSG_KEXINIT and message not in (MSG_SERVICE_REQUEST, MSG_SERVICE_ACCEPT))

    def _late(self) -> None:
        self.sendDisconnect(DISCONNECT_BY_APPLICATION, b"You took too long to log in.")

    def _hang_up(self) -> None:
        self._over = True
        self.transport.unregisterProducer()  # with one, a connection is never lost
        self.transport.loseConnection()
        self._wait_no_more()
        self._end = self.factory.clock.callLater(GRACE, self.transport.abortConnection)

    def _wait_no_more(self) -> None:
        if self._end.active():
            self._end.cancel()

    def _note(self, why: str) -> None:
        _log.info("An SSH connection from {address} has ended: {why}", address=self.address, why=why)


class SshDoor(SSHFactory):
    """Listens for SSH. When it stops listening, it ends every connection."""

    protocol = SshTransport
    noisy = False
    _log = QUIET

    def __init__(
        self, key: Key, gatekeeper: Gatekeeper, shells: Shells, clock: IReactorTime, limits: SshLimits | None = None
    ) -> None:
        """`key`: the server's own, as `host_key` gives it. `clock` may be any that measures seconds steadily."""
        self.publicKeys = {key.sshType(): key.public()}
        self.privateKeys = {key.sshType(): key}
        self.primes = None
        self.gatekeeper = gatekeeper
        self.shells = shells
        self.clock = clock
        self.limits = limits or SshLimits()
        self.connections: dict[SshTransport, None] = {}  # the oldest first

    def buildProtocol(self, addr: IAddress | None) -> SSHServerTransport | None:  # type: ignore[override]  # None: no, thanks
        strangers = [each for each in self.connections if each.login is None]
        silent = next((each for each in strangers if each.service is None), None)
        if len(strangers) >= self.limits.strangers and silent is not None:
            silent.make_way()
        elif len(strangers) >= self.limits.strangers:
            _log.info("An SSH connection from {address} was turned away: too many have not logged in yet", address=_host(addr))
            return None
        return super().buildProtocol(addr)

    def getService(self, transport: SshTransport, service: bytes) -> Callable[[], SSHService] | None:
        """What asks who it is, once; the sessions come with the answer."""
        return transport.offer if service == b"ssh-userauth" and transport.service is None else None

    def stopFactory(self) -> None:
        for each in list(self.connections):
            each.stop()


def _strange(start: bytes) -> str:
    """What is wrong with the first bytes of a connection, or "". They need not be complete."""
    line = start.partition(b"\n")[0]
    if not any(line.startswith(greeting[: len(line)]) for greeting in _GREETINGS):
        return "it does not speak SSH 2"
    return "its first line is too long" if len(line) >= VERSION_LINE else ""


def _host(addr: IAddress | None) -> str:
    return str(getattr(addr, "host", "a local socket"))
