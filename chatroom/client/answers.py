"""Which answer belongs to which question, and which event has been heard before. Pure."""

from __future__ import annotations

from collections import deque

from chatroom.client.effects import Settled
from chatroom.words import events as e
from chatroom.words.events import Event
from chatroom.words.refusals import Reason
from chatroom.words.resuming import Seen


class Questions:
    """The numbers under which the user has asked, until each is answered.

    Speech is answered by being heard, which has no number: a server decides in the order in which it was asked.
    """

    def __init__(self) -> None:
        self._last = 0
        self._spoken: deque[int] = deque()

    def next(self, *, speech: bool = False) -> int:
        """A new number."""
        self._last += 1
        if speech:
            self._spoken.append(self._last)
        return self._last

    def forget(self) -> None:
        """The line is new: nothing that was asked over the old one is answered any more."""
        self._spoken.clear()

    def answered(self, event: Event, number: object, session: int) -> Settled | None:
        """What this event settles, for the user of `session`."""
        if isinstance(event, e.Said | e.Acted):
            return Settled(self._spoken.popleft()) if event.who.session == session and self._spoken else None
        if not isinstance(number, int):
            return None
        if number in self._spoken:
            self._spoken.remove(number)
        slow = isinstance(event, e.Refusal) and event.reason is Reason.FLOOD
        return Settled(number, event.number if isinstance(event, e.Refusal) and slow else 0.0)


class Missed:
    """Lines that were missed come once: what comes again is known by its number in its room, and by its time."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, float]] = {}

    def seen(self) -> tuple[Seen, ...]:
        """What was read last in each room."""
        return tuple(Seen(channel, seq) for channel, (seq, _) in self._last.items())

    def again(self, event: Event) -> bool:
        """Whether this has been heard before; the next time, it has. A server that starts anew counts from 1 at a later time."""
        if not isinstance(event, e.ChannelEvent) or not event.seq:
            return False
        seq, at = self._last.get(event.channel, (0, 0.0))
        if event.seq <= seq and event.at <= at:
            return True
        self._last[event.channel] = (event.seq, event.at)
        return False
