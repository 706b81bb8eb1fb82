"""What a talk has to say, to the server and to its user, kept in order until it is done. Pure.

Nothing is done here. It must never know what an event means.
"""

from __future__ import annotations

from typing import Any, Final

from chatroom.client.effects import Effect, Finish, Print, Send
from chatroom.client.endings import End
from chatroom.client.view import Kind, Shown, View
from chatroom.words import codec
from chatroom.words.commands import Command
from chatroom.words.text import clean

QUIETLY: Final = "quietly"  # the id of what the user has not typed, and whose answer it need not see


class Voice:
    """One list of effects, for all parts of a talk."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._do: list[Effect] = []

    def take(self) -> list[Effect]:
        """What is to be done, in this order; each is handed out once."""
        done, self._do = self._do, []
        return done

    def do(self, *effects: Effect) -> None:
        """These are to be done."""
        self._do.extend(effects)

    def ask(self, command: Command, number: int | str | None = None) -> None:
        """Asks the server, passwords and all; its answer has this number."""
        made: dict[str, Any] = codec.as_dict(command)
        made |= {name: secret for name in codec.secrets(type(command)) if (secret := getattr(command, name))}
        if number is not None:
            made["id"] = number
        self.do(Send(codec.written(made) + b"\n"))

    def show(self, room: str, line: Shown) -> None:
        """A line for the user, in this room's log."""
        self.view.show(room, line)
        self.do(Print(room, line))

    def tell(self, text: str, kind: Kind = Kind.CLIENT, at: float | None = None) -> None:
        """A sentence for the user, where it looks; `at` in wall seconds, None: no time."""
        self.show(self.view.current, Shown(clean(text), kind, at=at))

    def finish(self, end: End) -> None:
        """It is over."""
        self.do(Finish(End(end.why, clean(end.sentence))))
