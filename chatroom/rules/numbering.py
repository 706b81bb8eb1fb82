"""Telling those who wait where they are now, each node its own people.

The classic dialect tells every waiter at every departure, unchanged numbers too (CLASSIC C2.4); others hear of a number that
has changed, once a turn, however many left the line in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.delivery.turn import Turn
from chatroom.ports import Clock
from chatroom.words.events import QueuePosition

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


class Numbering:
    """The lines that have moved in this turn."""

    __slots__ = ("_advanced", "_clock", "_realm", "_turn")

    def __init__(self, realm: Realm, clock: Clock, turn: Turn) -> None:
        self._realm = realm
        self._clock = clock
        self._turn = turn
        self._advanced: dict[str, None] = {}

    def advanced(self, channel: str) -> None:
        """Somebody left this line."""
        if self._realm.channels[channel].policies.every_queue_notice:
            self._number(channel, repeat=True)
        else:
            self._advanced[channel] = None
            self._turn.before(self._number_advanced)

    def _number_advanced(self) -> None:
        names, self._advanced = self._advanced, {}
        for name in names:
            self._number(name, repeat=False)

    def _number(self, name: str, *, repeat: bool) -> None:
        wall = self._clock.wall()
        channel = self._realm.channels.get(name)
        for ahead, ticket in channel.queue.number() if channel is not None else ():
            if repeat or ticket.told != ahead:
                ticket.told = ahead
                self._realm.tell_person(ticket.person, name, QueuePosition(wall, name, ahead))
