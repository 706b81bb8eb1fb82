"""What the doors for lines share: a connection's bytes become lines, each is heard in its turn, and everything has a bound.

    connection -> first bytes     no chat at all (a browser, TLS, SSH): answered once in its own language, and closed
    connection -> lines           each handed to `lineReceived` of the door, once the one before has been answered

While a password is checked, nothing more is read from its visitor, and what is here already waits in its order.
It must never know what a line means; that is each door's own business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import ServerFactory, connectionDone
from twisted.logger import Logger
from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure

from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.formats.foreign import ENOUGH, blanks, recognise
from chatroom.formats.splitting import OVERLONG, Splitter
from chatroom.ports import Format
from chatroom.rules.realm import Realm
from chatroom.rules.session import Session, State
from chatroom.words.commands import Command, Say
from chatroom.words.events import Cause, Dismissed
from chatroom.words.refusals import Reason, Refused

if TYPE_CHECKING:
    from twisted.internet.tcp import Server

_HAS_LINE = re.compile(rb"[\r\n\0]*[^\r\n\0][^\r\n]*[\r\n]")
_LEAVING = State.LEAVING  # to look it up in its Enum takes 0.1 µs of each line
READ = 4096  # bytes taken from one visitor at once: whoever sends much takes turns with the others


@dataclass(frozen=True, slots=True)
class LineLimits:
    """Bytes. `name_line` holds until a name is given, `line` from then on; `backlog` waits for a slow reader at most."""

    line: int = 2048
    name_line: int = 1024
    backlog: int = 256 * 1024


class Door(LineReceiver):
    """One visitor's connection."""

    factory: DoorFactory
    transport: Server
    session: Session

    def connectionMade(self) -> None:
        factory = self.factory
        self._log = factory.log
        self._splitter = Splitter(factory.limits.name_line, "refuse")
        self._first: bytes | None = b""  # what came before the first line was complete; None: that has been judged
        self.reads_lines = True  # what comes next is a line
        self.named = False  # and may write longer lines
        self._waits = False  # for a password to be checked
        self._later = b""  # what came meanwhile
        self.transport.bufferSize = READ
        self.transport.setTcpNoDelay(True)
        self.transport.setTcpKeepAlive(True)
        self._outbox = self.outbox()
        peer = self.transport.getPeer()
        self._peer = _as_logged(peer)
        address, host = readable(peer), _host(peer)
        self.session = factory.realm.open(
            self._outbox, factory.format, door=factory.kind, address=address, host=host, home=factory.channel
        )
        self.session.wake = self.go_on
        self._log.info("Client connected from {address}", address=self._peer, session=self.session.id)

    def outbox(self) -> Outbox:
        """What this visitor hears goes through here."""
        factory = self.factory
        return Outbox(self.transport, factory.turn, factory.limits.backlog, factory.too_slow)

    def dataReceived(self, data: bytes) -> None:
        if self.session.state is _LEAVING:
            return
        if self._waits:
            self._later += data  # no more than one read, since no other follows
        else:
            self.heard(data)

    def lineReceived(self, line: bytes) -> None:
        """One line of the visitor, without its end."""
        try:
            if line is OVERLONG:
                raise Refused(Reason.LINE_TOO_LONG, number=self._splitter.limit)
            command = self.understood(line)
            if command is not None and self.factory.longest_text is not None:
                check_texts(command, self.factory.longest_text)
        except Refused as no:
            self.factory.realm.not_understood(self.session, no, self.as_speech(line))
            return
        if command is not None:
            self.factory.realm.perform(self.session, command)

    def understood(self, line: bytes) -> Command | None:
        """What the line asks for at this point of the visitor's life; None: nothing, or it has been done. May refuse."""
        raise NotImplementedError

    def as_speech(self, line: bytes) -> Say | None:
        """A line that is no command, as if it were said: it may be one of a paste. None: nobody pastes here."""
        return None

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._outbox.lost()
        self.session.wake, self._waits, self._later = None, False, b""
        self.gone()
        self._log.info("Client disconnected from {address}", address=self._peer, session=self.session.id)

    def gone(self) -> None:
        """The connection is no more."""
        self.factory.realm.lost(self.session)

    def heard(self, text: bytes) -> None:
        """Takes in what belongs to lines, and answers those that are complete."""
        if self._first is not None and not self._is_chat(text):
            return
        self._take_lines(self._splitter.take(text))

    def _take_lines(self, lines: Iterable[bytes]) -> None:
        """Answers the lines that are complete, one by one, up to the first that has to be waited for."""
        session = self.session
        for line in lines:
            self.lineReceived(line)
            if not self.reads_lines:
                return
            if session.checking:
                self._waits = True
                self.transport.pauseProducing()
                return
            if not self.named:
                self._allow_more()

    def go_on(self) -> None:
        """The check is over: what has come meanwhile is heard now. Quiet if the answer was there at once."""
        if not self._waits:
            return
        self._waits = False
        later, self._later = self._later, b""
        self._allow_more()
        self._take_lines(self._splitter.lines())
        self.dataReceived(later)
        if not self._waits:
            self.transport.resumeProducing()

    def _allow_more(self) -> None:
        """Whoever has a name may write longer lines."""
        if self.session.state is State.PRESENT:
            self.named = True
            self._splitter.limit, self._splitter.long_lines = self.factory.limits.line, self.factory.long_lines

    def _is_chat(self, text: bytes) -> bool:
        """Looks at what comes before the first line is complete; the wrong guest is told so and shown out."""
        assert self._first is not None
        before = len(self._first)
        self._first = (self._first + text)[:ENOUGH]
        foreign = recognise(self._first)
        empty = text[: max(0, blanks(self._first) - before)]  # lines in front of what is no chat are answered first
        if len(self._first) == ENOUGH or _HAS_LINE.match(self._first):
            self._first = None
        if foreign is None:
            return True
        self._take_lines(self._splitter.take(empty))
        if self.session.state is State.LEAVING:
            return False
        self._log.info("Client at {address} is no chat: {what}", address=self._peer, what=foreign.label)
        self.show_out(foreign)
        return False

    def show_out(self, foreign: Format) -> None:
        """Answers who is no chat in its own language, and closes."""
        self.session.format = foreign
        self.factory.realm.turn_away(self.session, Refused(Reason.WRONG_PROTOCOL))


class DoorFactory(ServerFactory):
    """One listener's door. All doors hold the same Realm and Turn. `kind`: what people call it; `channel` "": none of its own."""

    noisy = False
    longest_text: int | None = None  # bytes of UTF-8 in one field of a command; None: a line's limit does for it

    def __init__(
        self, realm: Realm, turn: Turn, format: Format, *, kind: str, channel: str, limits: LineLimits, long_lines: str
    ) -> None:
        self.realm = realm
        self.turn = turn
        self.format = format
        self.kind = kind
        self.channel = channel
        self.limits = limits
        self.long_lines = long_lines
        last = format.encode(Dismissed(0, channel, Cause.SLOW))
        self.too_slow = b"" if last is None else b"\r\n" + last  # the last words to one who does not read
        self.log = Logger("chatroom.door")


def check_texts(command: Command, most: int) -> None:
    """No text is longer than a line may be at other doors; empty lines above it (`Say.raw`) do not count. LINE_TOO_LONG."""
    for field in fields(command):
        value = getattr(command, field.name)
        if isinstance(value, str) and len(value.lstrip("\n").encode("utf-8", "replace")) > most:
            raise Refused(Reason.LINE_TOO_LONG, number=most)


def readable(peer: IAddress) -> str:
    """As staff reads it: 127.0.0.1:12345, or [::1]:12345."""
    if isinstance(peer, IPv4Address | IPv6Address):
        return f"[{peer.host}]:{peer.port}" if ":" in peer.host else f"{peer.host}:{peer.port}"
    return str(peer)


def _as_logged(peer: IAddress) -> str:
    """As Python writes an address, which is how logs have always had it: ('127.0.0.1', 12345)."""
    return repr((peer.host, peer.port)) if isinstance(peer, IPv4Address | IPv6Address) else repr(str(peer))


def _host(peer: IAddress) -> str:
    """The IP address alone, or ""."""
    return peer.host if isinstance(peer, IPv4Address | IPv6Address) else ""
