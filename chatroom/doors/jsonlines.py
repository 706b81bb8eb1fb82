"""The JSON door: one port for all channels, for bots and whatever else is a program.

    program -> {"do": "introduce", "nick": "ann"} LF          or register and login, with a password
    program -> {"do": "join", "channel": "lobby", "id": 1} LF ...
    door    -> one JSON object a line, each with LF
    program -> {"status": "register", "sender": "ann"} LF     instead of all that: ClassChat (classchat.py)

Nothing is said before the first line has come: it shows which dialect is spoken. What this connection alone is told at once
because of a command has the command's `id`. It must never know what a command means.
"""

from __future__ import annotations

from typing import Any

from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.doors.classchat import ClassChatTalk
from chatroom.doors.door import DoorFactory, LineLimits
from chatroom.formats.classchat import ClassChat, classchat, is_classchat
from chatroom.formats.jsonlines import answering, asked, id_in, jsonlines
from chatroom.formats.splitting import OVERLONG
from chatroom.ports import Format
from chatroom.rules.realm import Realm
from chatroom.rules.session import State
from chatroom.words import codec
from chatroom.words.commands import Command


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


class JsonDoor(ClassChatTalk):
    """One program's connection. Its first line shows whether it speaks the house's dialect or ClassChat's."""

    factory: JsonFactory
    _outbox: AnsweringOutbox

    def connectionMade(self) -> None:
        super().connectionMade()
        self.session.pastes = False  # a program that is too fast would rather know

    def outbox(self) -> AnsweringOutbox:
        factory = self.factory
        return AnsweringOutbox(self.transport, factory.turn, factory.limits.backlog, factory.too_slow)

    def lineReceived(self, line: bytes) -> None:
        if self._outbox.held is not None and (line is OVERLONG or line.strip()):
            self._choose(line)
        super().lineReceived(line)
        if self.session.state is State.PRESENT or not self.session.checking:  # else the answer comes with the checker's
            self._outbox.id = None

    def understood(self, line: bytes) -> Command | None:
        if isinstance(self.session.format, ClassChat):
            return super().understood(line)
        if not line.strip():
            return None
        made = codec.read(line)
        self._outbox.id = id_in(made)
        return asked(made)

    def _choose(self, line: bytes) -> None:
        """The dialect of this connection, from its first line on. ClassChat has no greeting."""
        if is_classchat(line):
            self._outbox.forget()
            self.session.format = classchat()
        else:
            self._outbox.release()

    def go_on(self) -> None:
        self._outbox.id = None
        super().go_on()

    def show_out(self, foreign: Format) -> None:
        self._outbox.forget()
        super().show_out(foreign)


class JsonFactory(DoorFactory):
    """The JSON door's listener. `longest_text` in bytes of UTF-8: no text of a program is longer."""

    protocol = JsonDoor  # type: ignore[assignment]

    def __init__(self, realm: Realm, turn: Turn, *, limits: LineLimits, longest_text: int) -> None:
        super().__init__(realm, turn, jsonlines(), kind="the JSON door", channel="", limits=limits, long_lines="refuse")
        self.longest_text = longest_text
