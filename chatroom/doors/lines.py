"""The line door: one port per channel, for telnet, nc and whatever sends lines.

    visitor -> "alice" LF                  the name; the door's greeting asks for it (in the classic dialect: silence)
    visitor -> "secret" LF                 the password, if the name is an account's; hidden where telnet is spoken
    visitor -> anything LF ...             chat and /commands
    door    -> lines, each with CR LF
    visitor -> "chatroom-file TICKET" LF   instead of a name: this connection is one end of a file (files.py)

LF, CR LF, CR NUL and CR each end a line. Telnet's own bytes never get into text, and none is sent to who never sent one.
"""

from __future__ import annotations

import re

from chatroom.delivery.turn import Turn
from chatroom.doors.door import Door, DoorFactory, LineLimits
from chatroom.doors.files import FileEnd, Relay, ticket_in
from chatroom.formats.plain import Plain
from chatroom.formats.splitting import Piece
from chatroom.formats.telnet import Telnet
from chatroom.ports import Format
from chatroom.rules.attending import change_format
from chatroom.rules.realm import Realm
from chatroom.rules.session import State
from chatroom.words.commands import Command, Introduce, Say
from chatroom.words.credentials import Login
from chatroom.words.pastes import below, spoken

_BEFORE_IAC = re.compile(rb"(?=\xff[\xec-\xfe])")


class LineDoor(Door):
    """One visitor's connection."""

    factory: ChannelFactory

    def connectionMade(self) -> None:
        self._telnet = Telnet()
        self._end: FileEnd | None = None
        self._empty = 0  # lines that were, one after the other, before the one that comes next
        self._width = 0  # of the window that lines are made for
        super().connectionMade()

    def dataReceived(self, data: bytes) -> None:
        if self._end is not None:
            self._end.received(self._splitter.go_on(data))
            return
        # Telnet is answered at the beginning of a piece, so that the answer keeps its place among those to the lines.
        if b"\xff" not in data:
            Door.dataReceived(self, data)  # to find out what super() is takes 0.1 µs of each line, here and below
            return
        for piece in _BEFORE_IAC.split(data):
            if self._end is not None:
                return
            super().dataReceived(piece)

    def understood(self, line: bytes) -> Command | None:
        session = self.session
        if isinstance(line, Piece):  # of a line that was too long, and that was no command
            return Say("", line.decode("utf-8", "replace"))
        if self.named:
            command = session.format.decode(line)
            if command is None:
                self._empty += 1
            elif self._empty:
                empty, self._empty = self._empty, 0
                return below(command, empty) if type(command) is Say else command
            return command
        if session.state is State.NAMING:
            return self._introduce(line)
        if session.state is State.AUTHENTICATING:
            self._show()
            return session.format.prove(line)
        return session.format.decode(line)

    def as_speech(self, line: bytes) -> Say | None:
        whole, empty = line.decode("utf-8", "replace"), self._empty
        self._empty = 0
        return below(spoken(whole.strip(), whole), empty)

    def gone(self) -> None:
        if self._end is not None:
            self._end.lost()
        else:
            super().gone()

    def heard(self, text: bytes) -> None:
        if self._telnet.amid or b"\xff" in text:  # hardly ever: 0.2 µs less
            text = self._obey_telnet(text)
        Door.heard(self, text)

    def _obey_telnet(self, text: bytes) -> bytes:
        """Answers what is telnet in it; the rest."""
        telnet = self._telnet
        text, answer = telnet.feed(text)
        if answer:
            self._outbox.tell(answer)
        if telnet.width != self._width:
            self._fit()
        return text

    def _fit(self) -> None:
        """Lines from now on are as wide as the visitor's window, in the one dialect that breaks lines."""
        session, width = self.session, self._telnet.width
        if isinstance(session.format, Plain):
            self._width = width
            change_format(self.factory.realm, session, session.format.with_width(width))

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
        if isinstance(command, Introduce | Login) and command.files:
            self.session.format = self.session.format.with_files()
        if isinstance(command, Introduce):
            self.factory.realm.perform(self.session, command)
            if self.session.state is State.AUTHENTICATING:
                self._tell(self._telnet.hide())
            return None
        return command

    def _become_end(self, ticket: str) -> None:
        """This connection is no visitor but one end of a file."""
        factory = self.factory
        factory.realm.lost(self.session)
        factory.turn.flush()
        self._outbox.release()
        self.transport.bufferSize = 65536  # a file is no talk
        self._end = factory.relay.open(ticket, self.transport)
        self.reads_lines = False


class ChannelFactory(DoorFactory):
    """The door of one channel. All of them hold the same Relay."""

    protocol = LineDoor  # type: ignore[assignment]

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
        super().__init__(realm, turn, format, kind="the line door", channel=channel, limits=limits, long_lines=long_lines)
        self.relay = relay
