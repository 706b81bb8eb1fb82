"""The line door: one port per channel, for telnet, nc and whatever sends lines.

    visitor -> "alice" LF                  the name; the door's greeting asks for it (in the classic dialect: silence)
    visitor -> "secret" LF                 the password, if the name is an account's; hidden where telnet is spoken
    visitor -> anything LF ...             chat and /commands
    door    -> lines, each with CR LF
    visitor -> "chatroom-file TICKET" LF   instead of a name: this connection is one end of a file (files.py)

LF, CR LF, CR NUL and CR each end a line. Telnet's own bytes never get into text, and none is sent to who never sent one.
While a password is checked, nothing more is read from its visitor, and what is here already waits in its order.
What is no chat at all is answered once, in its own language, and closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import ServerFactory, connectionDone
from twisted.logger import Logger
from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure

from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.doors.files import FileEnd, Relay, ticket_in
from chatroom.formats.foreign import ENOUGH, recognise
from chatroom.formats.plain import Plain
from chatroom.formats.splitting import OVERLONG, Piece, Splitter
from chatroom.formats.telnet import Telnet
from chatroom.ports import Format
from chatroom.rules.realm import Realm
from chatroom.rules.session import Session, State
from chatroom.words.commands import Command, Introduce, Say
from chatroom.words.events import Cause, Dismissed
from chatroom.words.refusals import Reason, Refused

if TYPE_CHECKING:
    from twisted.internet.tcp import Server


_HAS_LINE = re.compile(rb"[\r\n\0]*[^\r\n\0][^\r\n]*[\r\n]")
_BEFORE_IAC = re.compile(rb"(?=\xff[\xec-\xfe])")
READ = 4096  # bytes taken from one visitor at once: whoever sends much takes turns with the others


@dataclass(frozen=True, slots=True)
class LineLimits:
    """Bytes. `name_line` holds until a name is given, `line` from then on; `backlog` waits for a slow reader at most."""

    line: int = 2048
    name_line: int = 1024
    backlog: int = 256 * 1024


class LineDoor(LineReceiver):
    """One visitor's connection."""

    factory: ChannelFactory
    transport: Server
    session: Session

    def connectionMade(self) -> None:
        factory = self.factory
        self._log = factory.log
        self._telnet = Telnet()
        self._splitter = Splitter(factory.limits.name_line, "refuse")
        self._first: bytes | None = b""  # what came before the first line was complete; None: that has been judged
        self._end: FileEnd | None = None
        self._waits = False  # for a password to be checked
        self._later = bytearray()  # what came meanwhile
        self._width = 0  # of the window that lines are made for
        self.transport.bufferSize = READ
        self.transport.setTcpNoDelay(True)
        self.transport.setTcpKeepAlive(True)
        self._outbox = Outbox(self.transport, factory.turn, factory.limits.backlog, factory.too_slow)
        peer = self.transport.getPeer()
        address, host = _readable(peer), _host(peer)
        self.session = factory.realm.open(
            self._outbox, factory.format, door="the line door", address=address, host=host, home=factory.channel
        )
        self.session.wake = self._go_on
        self._log.info("Client connected from {address}", address=address, session=self.session.id)

    def dataReceived(self, data: bytes) -> None:
        if self._end is not None:
            self._end.received(self._splitter.go_on(data))
            return
        # Telnet is answered at the beginning of a piece, so that the answer keeps its place among those to the lines.
        for piece in _BEFORE_IAC.split(data) if b"\xff" in data else (data,):
            if self._end is not None or self.session.state is State.LEAVING:
                return
            if self._waits:
                self._later += piece  # no more than one read, since no other follows
            else:
                self._heard(piece)

    def lineReceived(self, line: bytes) -> None:
        """One line of the visitor, without its end."""
        realm, session = self.factory.realm, self.session
        try:
            if line is OVERLONG:
                raise Refused(Reason.LINE_TOO_LONG, number=self._splitter.limit)
            if isinstance(line, Piece):  # of a line that was too long, and that was no command
                command: Command | None = Say("", line.decode("utf-8", "replace"))
            else:
                command = self._understood(line)
        except Refused as no:
            realm.not_understood(session, no)
            return
        if command is not None:
            realm.perform(session, command)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._outbox.lost()
        self.session.wake, self._waits, self._later = None, False, bytearray()
        if self._end is not None:
            self._end.lost()
        else:
            self.factory.realm.lost(self.session)
        self._log.info("Client disconnected from {address}", address=self.session.address, session=self.session.id)

    def _heard(self, data: bytes) -> None:
        text, answer = self._telnet.feed(data)
        self._tell(answer)
        self._fit()
        if self._first is not None and not self._is_chat(text):
            return
        self._splitter.feed(text)
        self._take_lines()

    def _take_lines(self) -> None:
        """Answers the lines that are complete, one by one, up to the first that has to be waited for."""
        for line in self._splitter.lines():
            self.lineReceived(line)
            if self._end is not None:
                return
            if self.session.checking:
                self._waits = True
                self.transport.pauseProducing()
                return
            self._allow_more()

    def _go_on(self) -> None:
        """The check is over: what has come meanwhile is heard now. Quiet if the answer was there at once."""
        if not self._waits:
            return
        self._waits = False
        later, self._later = bytes(self._later), bytearray()
        self._allow_more()
        self._take_lines()
        self.dataReceived(later)
        if not self._waits:
            self.transport.resumeProducing()

    def _allow_more(self) -> None:
        """Whoever has a name may write longer lines."""
        if self.session.state is State.PRESENT:
            self._splitter.limit, self._splitter.long_lines = self.factory.limits.line, self.factory.long_lines

    def _fit(self) -> None:
        """Lines from now on are as wide as the visitor's window, in the one dialect that breaks lines."""
        session, width = self.session, self._telnet.width
        if width != self._width and isinstance(session.format, Plain):
            self._width = width
            session.format = session.format.with_width(width)
            if session.channel:
                self.factory.realm.audience(session.channel).move(self._outbox, session.format)

    def _understood(self, line: bytes) -> Command | None:
        """What the line asks for at this point of the visitor's life; None: nothing, or it has been done."""
        session = self.session
        if session.state is State.NAMING:
            return self._introduce(line)
        if session.state is State.AUTHENTICATING:
            self._show()
            return session.format.prove(line)
        return session.format.decode(line)

    def _show(self) -> None:
        """The password is there: the client shows again what is typed. Its Enter it has not shown."""
        shown = self._telnet.show()
        self._tell(shown and shown + b"\r\n")

    def _tell(self, telnet: bytes) -> None:
        if telnet:
            self._outbox.tell(telnet)

    def _introduce(self, line: bytes) -> Command | None:
        ticket = ticket_in(line)
        if ticket:
            self._become_end(ticket)
            return None
        command = self.session.format.introduce(line)
        if isinstance(command, Introduce):
            if command.files:
                self.session.format = self.session.format.with_files()
            self.factory.realm.perform(self.session, command)
            if self.session.state is State.AUTHENTICATING:
                self._tell(self._telnet.hide())
            return None
        return command

    def _is_chat(self, text: bytes) -> bool:
        """Looks at what comes before the first line is complete; the wrong guest is told so and shown out."""
        assert self._first is not None
        self._first = (self._first + text)[:ENOUGH]
        foreign = recognise(self._first)
        if len(self._first) == ENOUGH or _HAS_LINE.match(self._first):
            self._first = None
        if foreign is None:
            return True
        self._log.info("Client at {address} is no chat: {what}", address=self.session.address, what=foreign.label)
        self.session.format = foreign
        self.factory.realm.turn_away(self.session, Refused(Reason.WRONG_PROTOCOL))
        return False

    def _become_end(self, ticket: str) -> None:
        """This connection is no visitor but one end of a file."""
        factory = self.factory
        factory.realm.lost(self.session)
        factory.turn.flush()
        self._outbox.release()
        self.transport.bufferSize = 65536  # a file is no talk
        self._end = factory.relay.open(ticket, self.transport)


class ChannelFactory(ServerFactory):
    """The door of one channel. All of them hold the same Realm, Turn and Relay."""

    protocol = LineDoor  # type: ignore[assignment]
    noisy = False

    def __init__(
        self,
        realm: Realm,
        turn: Turn,
        relay: Relay,
        channel: str,
        format: Format,
        *,
        limits: LineLimits,
        long_lines: str,
    ) -> None:
        self.realm = realm
        self.turn = turn
        self.relay = relay
        self.channel = channel
        self.format = format
        self.limits = limits
        self.long_lines = long_lines
        last = format.encode(Dismissed(0, channel, Cause.SLOW))
        self.too_slow = b"" if last is None else b"\r\n" + last  # the last words to one who does not read
        self.log = Logger("chatroom.door")


def _readable(peer: IAddress) -> str:
    """As S4 logged it: ('127.0.0.1', 12345)."""
    return repr((peer.host, peer.port)) if isinstance(peer, IPv4Address | IPv6Address) else repr(str(peer))


def _host(peer: IAddress) -> str:
    """The IP address alone, or ""."""
    return peer.host if isinstance(peer, IPv4Address | IPv6Address) else ""
