"""Who is it? User authentication on the SSH door (RFC 4252): a key or a password, and a few tries.

    client -> "may I?"                     door -> no, but by publickey or password
    client -> publickey, no signature      door -> that key would do, or no
    client -> publickey, with signature    door -> success, or no
    client -> password                     door -> success, or no

A newer request makes the door forget the one it has not answered yet (RFC 4252, section 5.1), but every proof counts when it
comes. It must never know what keys, passwords and accounts there are: that is the gatekeeper's. No secret is ever logged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from twisted.conch.ssh.common import NS, getNS
from twisted.conch.ssh.keys import Key
from twisted.conch.ssh.service import SSHService
from twisted.conch.ssh.transport import DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, DISCONNECT_SERVICE_NOT_AVAILABLE
from twisted.conch.ssh.userauth import MSG_USERAUTH_FAILURE, MSG_USERAUTH_PK_OK, MSG_USERAUTH_REQUEST
from twisted.internet.defer import CancelledError, Deferred, maybeDeferred
from twisted.logger import ILogObserver, LogEvent, Logger
from twisted.python.failure import Failure
from zope.interface import provider

from chatroom.doors.hostkey import fingerprint

# What a user's key may sign with, and the type of the key. RSA with SHA-1, DSA and security keys are not among them.
SIGNATURES = {
    b"ssh-ed25519": b"ssh-ed25519",
    b"ecdsa-sha2-nistp256": b"ecdsa-sha2-nistp256",
    b"ecdsa-sha2-nistp384": b"ecdsa-sha2-nistp384",
    b"ecdsa-sha2-nistp521": b"ecdsa-sha2-nistp521",
    b"rsa-sha2-512": b"ssh-rsa",
    b"rsa-sha2-256": b"ssh-rsa",
}
REQUESTS = 24  # of any kind before somebody is let in: an agent with many keys asks about each
_METHODS = b"publickey,password"
_log = Logger("chatroom.ssh")


@provider(ILogObserver)
def _silence(event: LogEvent) -> None:
    """Conch remarks on each packet, quotes what it did not understand, and calls a foreign client an error."""


QUIET = Logger("chatroom.ssh", observer=_silence)  # for Conch's classes; what an operator should read, ours say


class Login(Protocol):
    """Somebody who was let in."""

    @property
    def name(self) -> str: ...


class Gatekeeper(Protocol):
    """Decides who is let in. `address` is the client's IP address; `blob` a public key as RFC 4253 writes it.

    None means no. A Deferred that fails is logged, and means no. A Deferred whose client has gone, or has asked for something
    else meanwhile, is cancelled: its result would not be used.
    """

    def knows_key(self, name: str, blob: bytes, address: str) -> Deferred[bool]:
        """Whether it would be worth signing with this key. Anybody may ask this about any key."""

    def by_key(self, name: str, blob: bytes, fingerprint: str, address: str) -> Deferred[Login | None]:
        """The client has proved that it holds this key."""

    def by_password(self, name: str, password: str, address: str) -> Deferred[Login | None]:
        """Takes the same time for names that exist and names that do not."""


class UserAuth(SSHService):
    """One connection, until somebody is let in: then `let_in(login, how)` is called, once."""

    name = b"ssh-userauth"
    transport: Any
    _log = QUIET

    def __init__(self, gatekeeper: Gatekeeper, address: str, tries: int, let_in: Callable[[Login, str], None]) -> None:
        self._gatekeeper = gatekeeper
        self._address = address
        self._tries = tries
        self._let_in = let_in
        self._requests = 0
        self._proofs = 0
        self._asked: Deferred[Any] | None = None  # what the gatekeeper has not answered yet

    def packetReceived(self, messageNum: int, packet: bytes) -> None:
        if messageNum != MSG_USERAUTH_REQUEST:
            self.transport.sendUnimplemented()
            return
        user, service, method, rest = getNS(packet, 3)
        self._requests += 1
        self._forget()
        if service != b"ssh-connection":
            self.transport.sendDisconnect(DISCONNECT_SERVICE_NOT_AVAILABLE, b"There is no such service here.")
        elif self._requests > REQUESTS:
            self._too_many()
        elif method == b"publickey":
            self._key(user, rest)
        elif method == b"password":
            self._password(user, rest)
        else:
            self._refuse()

    def serviceStopped(self) -> None:
        """The client has gone, or has been let in."""
        self._forget()

    def _forget(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.cancel()

    def _password(self, user: bytes, rest: bytes) -> None:
        change, password = rest[:1] != b"\0", getNS(rest[1:])[0]
        if self._may_prove():
            if change:
                self._refuse()
            else:
                name, secret = user.decode("utf-8", "replace"), password.decode("utf-8", "replace")
                self._judge(lambda: self._gatekeeper.by_password(name, secret, self._address), "a password")

    def _key(self, user: bytes, rest: bytes) -> None:
        algorithm, blob, proof = getNS(rest[1:], 2)
        name, key = user.decode("utf-8", "replace"), _public_key(algorithm, blob)
        if rest[:1] == b"\0":
            self._probe(name, algorithm, blob, key)
        elif self._may_prove():
            request = (NS(user), NS(b"ssh-connection"), NS(b"publickey"), b"\1", NS(algorithm), NS(blob))
            signed = b"".join((NS(self.transport.sessionID), bytes((MSG_USERAUTH_REQUEST,)), *request))
            if key is None or not _verified(key, algorithm, proof, signed):
                self._refuse()
                return
            shown = fingerprint(blob)
            self._judge(lambda: self._gatekeeper.by_key(name, blob, shown, self._address), f"the key {shown}")

    def _probe(self, name: str, algorithm: bytes, blob: bytes, key: Key | None) -> None:
        def answer(known: bool) -> None:
            if known:
                self.transport.sendPacket(MSG_USERAUTH_PK_OK, NS(algorithm) + NS(blob))
            else:
                self._refuse()

        if key is None:
            self._refuse()
        else:
            self._ask(lambda: self._gatekeeper.knows_key(name, blob, self._address), answer)

    def _may_prove(self) -> bool:
        """Counts a proof before it is looked at, so that nobody gets more of them by not waiting for the answers."""
        self._proofs += 1
        if self._proofs > self._tries:
            self._too_many()
        return self._proofs <= self._tries

    def _judge(self, question: Callable[[], Deferred[Login | None]], how: str) -> None:
        def answer(login: Login | None) -> None:
            if login is None:
                self._refuse()
            else:
                self._let_in(login, how)

        self._ask(question, answer)

    def _ask(self, question: Callable[[], Deferred[Any]], answer: Callable[[Any], None]) -> None:
        number = self._requests

        def answered(result: Any) -> None:
            if self._requests == number:
                answer(result)

        def failed(failure: Failure) -> None:
            if failure.check(CancelledError):
                return
            _log.failure("A login over SSH from {address} could not be judged", failure=failure, address=self._address)
            if self._requests == number:
                self._refuse()

        self._asked = maybeDeferred(question)
        self._asked.addCallback(answered).addErrback(failed)

    def _refuse(self) -> None:
        if self._proofs >= self._tries:
            self._too_many()
        else:
            self.transport.sendPacket(MSG_USERAUTH_FAILURE, NS(_METHODS) + b"\0")

    def _too_many(self) -> None:
        self.transport.sendDisconnect(DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, b"Too many tries. Please connect again later.")


def _public_key(algorithm: bytes, blob: bytes) -> Key | None:
    """The key, if it is one that may sign so. Whatever else comes, Conch raises many kinds of errors for it."""
    try:
        key = Key.fromString(blob, "blob")
        return key if key.sshType() == SIGNATURES[algorithm] else None
    except Exception:
        return None


def _verified(key: Key, algorithm: bytes, proof: bytes, signed: bytes) -> bool:
    """Whether this is the key's signature, made in the way that was announced."""
    try:
        signature = getNS(proof)[0]
        return getNS(signature)[0] == algorithm and key.verify(signature, signed)
    except Exception:
        return False
