"""The JSON door: one port for all channels, for bots and whatever else is a program.

    program -> {"do": "introduce", "nick": "ann"} LF          or register and login, with a password
    program -> {"do": "join", "channel": "lobby", "id": 1} LF ...
    door    -> one JSON object a line, each with LF

Nothing is said before the first line has come: it shows which dialect is spoken. What this connection alone is told at once
because of a command has the command's `id`. It must never know what a command means.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.doors.door import Door, DoorFactory, LineLimits
from chatroom.formats.jsonlines import answering, asked, id_in, jsonlines
from chatroom.formats.splitting import OVERLONG
from chatroom.ports import Format
from chatroom.rules.realm import Realm
from chatroom.rules.session import State
from chatroom.words import codec
from chatroom.words.commands import Command
from chatroom.words.refusals import Reason, Refused


class AnsweringOutbox(Outbox):
    """Holds the greeting back until the program has spoken; while `id` is set, every line for this connection alone has it."""

    __slots__ = ("held", "id")

    def __init__(self, *parts: Any) -> None:
        self.id: str | int | None = None
        self.held: list[bytes] | None = []  # None: the program has spoken
        super().__init__(*parts)

    def tell(self, data: bytes) -> None:
        if self.held is not None:
            self.held.append(data)
        else:
            super().tell(data if self.id is None else answering(data, self.id))

    def close(self) -> None:
        self.release()
        super().close()

    def release(self) -> None:
        """What was held back is said."""
        for data in self.forget():
            super().tell(data)

    def forget(self) -> list[bytes]:
        """What was held back, which will not be said."""
        held, self.held = self.held or [], None
        return held


class JsonDoor(Door):
    """One program's connection."""

    factory: JsonFactory
    _outbox: AnsweringOutbox

    def outbox(self) -> AnsweringOutbox:
        factory = self.factory
        return AnsweringOutbox(self.transport, factory.turn, factory.limits.backlog, factory.too_slow)

    def lineReceived(self, line: bytes) -> None:
        if line is OVERLONG or line.strip():
            self._outbox.release()
        super().lineReceived(line)
        if self.session.state is State.PRESENT or not self.session.checking:  # else the answer comes with the checker's
            self._outbox.id = None

    def understood(self, line: bytes) -> Command | None:
        if not line.strip():
            return None
        made = codec.read(line)
        self._outbox.id = id_in(made)
        command = asked(made)
        self._fits(command)
        return command

    def go_on(self) -> None:
        self._outbox.id = None
        super().go_on()

    def show_out(self, foreign: Format) -> None:
        self._outbox.forget()
        super().show_out(foreign)

    def _fits(self, command: Command) -> None:
        """No text is longer than a line may be at other doors. Refuses LINE_TOO_LONG."""
        most = self.factory.longest_text
        for field in fields(command):
            value = getattr(command, field.name)
            if isinstance(value, str) and len(value.encode("utf-8", "replace")) > most:
                raise Refused(Reason.LINE_TOO_LONG, number=most)


class JsonFactory(DoorFactory):
    """The JSON door's listener. `longest_text` in bytes of UTF-8: no text of a program is longer."""

    protocol = JsonDoor  # type: ignore[assignment]

    def __init__(self, realm: Realm, turn: Turn, *, limits: LineLimits, longest_text: int) -> None:
        super().__init__(realm, turn, jsonlines(), kind="the JSON door", channel="", limits=limits, long_lines="refuse")
        self.longest_text = longest_text
