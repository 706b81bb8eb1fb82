"""The control socket: how `chatroom admin` asks a server that runs, on the same machine and as the same user.

    client -> {"do": "add", "name": "ann", "password": "...", "role": "owner"}          one line of JSON
    door   -> {"status": 0, "lines": ["ann is an account now, with the role owner."]}   one line of JSON, and the end

The statuses are those of a program: 0 done, 1 refused, 2 not understood, 70 not stored. What is asked goes to the realm as
commands do, with every right, and into the audit log as the act of an operator with this user number. Who may open the socket
is the file's business (0600). A password must never come back in an answer; a token does, once.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.internet.protocol import ServerFactory
from twisted.protocols.basic import LineReceiver

from chatroom.doors.errand import Errand, sentences
from chatroom.rules.realm import Realm
from chatroom.words.administration import AddAccount, AddKey, ListAccounts, MakeToken, RemoveKey, RevokeToken, SetPassword
from chatroom.words.commands import Command
from chatroom.words.events import Event, Refusal
from chatroom.words.refusals import Reason
from chatroom.words.staff import GiveRole

NAME = "control"  # in the data folder
LONGEST = 64 * 1024  # bytes of one request
_MISUSED = (Reason.BAD_ROLE, Reason.BAD_SETTING, Reason.USAGE)
_PEER = struct.Struct("3i")  # process, user, group: what Linux says of the other side


class Nonsense(ValueError):
    """A request that cannot be understood; the text is one sentence for whoever asked."""


class AlreadyRunning(ValueError):
    """Somebody or something else is in the socket's place; the text is one sentence."""


Answer = dict[str, Any]  # status and lines


class Clerk:
    """Puts one request to the realm and hands back the answer, which comes when it comes."""

    def __init__(self, realm: Realm, moniker: str, door: str, answered: Callable[[Answer], None]) -> None:
        self._realm = realm
        self._moniker = moniker
        self._door = door
        self._answered = answered
        self._errand: Errand | None = None

    def ask(self, request: dict[str, Any]) -> None:
        try:
            command = understood(request)
        except Nonsense as no:
            self._answered({"status": 2, "lines": [str(no)]})
            return
        self._errand = Errand(self._realm, self._heard, door=self._door, moniker=self._moniker)
        self._errand.run(command)

    def gone(self) -> None:
        """Nobody waits for the answer any more. What was asked is done all the same."""
        if self._errand is not None:
            self._errand.drop()

    def _heard(self, event: Event | None) -> None:
        if event is None:
            self._answered({"status": 70, "lines": ["The server stops."]})
        else:
            self._answered({"status": status(event), "lines": sentences(event)})


class ControlDoor(LineReceiver):
    """One connection, one request."""

    delimiter = b"\n"
    MAX_LENGTH = LONGEST
    factory: ControlFactory

    def connectionMade(self) -> None:
        self._clerk: Clerk | None = None

    def lineReceived(self, line: bytes) -> None:
        if self._clerk is not None:
            return  # one answer is on its way, and then the end
        self._clerk = Clerk(self.factory.realm, operator(_peer(self.transport)), "control", self._say)
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):  # no JSON, or deeper than Python reads
            request = None
        self._clerk.ask(request if isinstance(request, dict) else {})

    def lineLengthExceeded(self, line: bytes) -> None:
        self._say({"status": 2, "lines": [f"A request has at most {LONGEST} bytes."]})

    def connectionLost(self, reason: Any = None) -> None:
        if self._clerk is not None:
            self._clerk.gone()

    def _say(self, answer: Answer) -> None:
        self.sendLine(json.dumps(answer, ensure_ascii=False).encode())
        transport: Any = self.transport
        transport.loseConnection()


class ControlFactory(ServerFactory):
    """Makes doors to one realm."""

    protocol = ControlDoor  # type: ignore[assignment]
    noisy = False

    def __init__(self, realm: Realm) -> None:
        self.realm = realm


def understood(request: dict[str, Any]) -> Command:
    """The command that a request means. Raises Nonsense."""
    match request:
        case {"do": "add", "name": str(name), "password": str(password), "role": str(role)}:
            return AddAccount(name, password, role)
        case {"do": "passwd", "name": str(name), "password": str(password)}:
            return SetPassword(name, password)
        case {"do": "role", "name": str(name), "role": str(role), "channel": str(channel)}:
            return GiveRole(name, role, channel)
        case {"do": "key", "name": str(name), "line": str(line)}:
            return AddKey(name, *public_key(line))
        case {"do": "unkey", "name": str(name), "fingerprint": str(print_)}:
            return RemoveKey(name, print_)
        case {"do": "token", "name": str(name)}:
            return MakeToken(name)
        case {"do": "untoken", "name": str(name)}:
            return RevokeToken(name)
        case {"do": "list"}:
            return ListAccounts()
    raise Nonsense("There is no such request.")


def public_key(text: str) -> tuple[str, str, str]:
    """Fingerprint, key and comment of a file that ends in .pub. Raises Nonsense with what is wrong."""
    from chatroom.doors.hostkey import fingerprint  # late: SSH is 13 ms of a start, for who may have it off
    from chatroom.doors.ssh_login import SIGNATURES

    kinds = tuple(dict.fromkeys(kind.decode() for kind in SIGNATURES.values()))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")] or [""]
    line = lines[0]
    if "PRIVATE KEY" in line:
        raise Nonsense("That is a private key: keep it to yourself, and give the file beside it that ends in .pub.")
    if len(lines) > 1:
        raise Nonsense(f"There are {len(lines)} lines, and one key is one line. Please give one key at a time.")
    kind, _, rest = line.partition(" ")
    encoded, _, comment = rest.strip().partition(" ")
    try:
        blob = b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        blob = b""
    if kind not in kinds or not blob.startswith(struct.pack(">L", len(kind)) + kind.encode()):
        raise Nonsense(f"That is not an SSH public key of a kind that opens this console: {', '.join(kinds)}.")
    return fingerprint(blob), f"{kind} {encoded}", comment.strip()


def status(event: Event) -> int:
    """What a program would end with."""
    if not isinstance(event, Refusal):
        return 0
    return 2 if event.reason in _MISUSED else 70 if event.reason in (Reason.NOT_STORED, Reason.BUSY) else 1


def near(path: Path) -> str:
    """The shorter name of the file, from here or from the root: the names of sockets have about a hundred bytes."""
    return min(str(path), os.path.relpath(path), key=len)


def make_way(path: Path) -> None:
    """Removes the socket of a server that was killed. Raises AlreadyRunning if somebody listens there, or if it is no socket."""
    if path.exists() and not path.is_socket():
        raise AlreadyRunning(f"{path} is in the way of a socket. Move it, or choose another place. No port was opened.")
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(1.0)
        line.connect(near(path))
    except (FileNotFoundError, ConnectionRefusedError):
        path.unlink(missing_ok=True)
    except OSError as error:
        raise AlreadyRunning(f"The socket {path} cannot be used: {error}.") from None
    else:
        raise AlreadyRunning(f"Another chatroom is running with the data folder {path.parent}. No port was opened.")
    finally:
        line.close()


def operator(uid: int | None) -> str:
    """What the audit log calls somebody who has come by the machine itself."""
    return "operator" if uid is None else f"operator (uid {uid})"


def _peer(transport: Any) -> int | None:
    """The user number of the other side, where the system tells it."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None or not hasattr(transport, "getHandle"):
        return None
    _, uid, _ = _PEER.unpack(transport.getHandle().getsockopt(socket.SOL_SOCKET, option, _PEER.size))
    return int(uid)
