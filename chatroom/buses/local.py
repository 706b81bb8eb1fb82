"""The bus of a house that is one process: three function calls."""

from collections.abc import Callable
from typing import Protocol

from chatroom.words.commands import Command
from chatroom.words.events import Event, Who


class Node(Protocol):
    """What a bus asks of a realm."""

    def decide(self, who: Who, command: Command) -> None: ...
    def deliver(self, event: Event) -> None: ...
    def tell(self, who: Who, event: Event) -> None: ...


class LocalBus:
    """Calls the one node there is, at once and in order. `join` it before anything is asked."""

    ask: Callable[[Who, Command], None]
    publish: Callable[[Event], None]
    tell: Callable[[Who, Event], None]

    def join(self, node: Node) -> None:
        self.ask = node.decide
        self.publish = node.deliver
        self.tell = node.tell
