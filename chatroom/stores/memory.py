"""A store that lasts as long as the process: for `chatserver`, which writes no file (CLASSIC C9), and for tests."""

from collections.abc import Sequence

from twisted.internet.defer import Deferred, succeed

from chatroom.words.events import Event


class MemoryStore:
    """Keeps what is committed, in order. `commit` fires at once."""

    def __init__(self) -> None:
        self.kept: list[Event] = []

    def commit(self, events: Sequence[Event]) -> Deferred[None]:
        self.kept.extend(events)
        return succeed(None)
