"""One command in somebody's name, and its answer: for whoever asks once and waits, a program or a line of Python.

It must never know what is asked, nor who may ask it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from chatroom.formats.plain import plain
from chatroom.ports import Format
from chatroom.rules.moderator import Moderator
from chatroom.rules.realm import Realm
from chatroom.words.commands import Command
from chatroom.words.events import Event


class Errand:
    """Goes once. `answered` gets the first event that comes back, or None if the server stops before there is one."""

    def __init__(self, realm: Realm, answered: Callable[[Event | None], None], **whose: Any) -> None:
        """`whose`: what `Moderator` takes, but for its realm, sink and format."""
        self._answered = answered
        self._moderator = Moderator(realm, self, cast(Format, self), **whose)  # a console only encodes

    def run(self, command: Command) -> None:
        self._moderator.perform(command)

    def drop(self) -> None:
        """Nobody waits for the answer any more. What was asked is done all the same."""
        self._answered = lambda _: None
        self._moderator.close()

    # A format and a sink in one: the first answer is the answer.

    def encode(self, event: Event) -> bytes | None:
        self._answer(event)
        return None

    def settings(self) -> tuple[tuple[str, str], ...]:
        return ()

    def tell(self, data: bytes) -> None:
        """Everything has been said by `encode`."""

    def close(self) -> None:
        self._answer(None)

    abort = close

    def _answer(self, event: Event | None) -> None:
        answered = self._answered
        self.drop()
        answered(event)


def sentences(event: Event) -> list[str]:
    """What a person reads, line by line, without marks."""
    text = (plain().encode(event) or b"").decode("utf-8", "replace")
    return [line.removeprefix("* ") for line in text.split("\r\n") if line]
