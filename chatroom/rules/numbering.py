"""Telling those who wait where they are now, each node its own people.

The classic dialect tells every waiter at every departure, unchanged numbers too (CLASSIC C2.4). Others hear of a number that has
changed, once a turn, however many left the line in it: those near the head in the turn in which it changed, those far behind
when the next second begins, some in each turn, so that a line of thousands keeps nobody else waiting.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from chatroom.delivery.turn import Turn
from chatroom.ports import Clock
from chatroom.words.events import QueuePosition

if TYPE_CHECKING:
    from chatroom.rules.channel import Channel
    from chatroom.rules.realm import Realm

NEAR = 100  # people at the head of a line who are told at once
SOME = 200  # people further back who are told in one turn: 3 ms, where 10 000 at once kept everybody waiting for 140


class Numbering:
    """The lines that have moved, and how far their people know it."""

    __slots__ = ("_clock", "_far", "_near", "_realm", "_turn", "_walks")

    def __init__(self, realm: Realm, clock: Clock, turn: Turn) -> None:
        self._realm = realm
        self._clock = clock
        self._turn = turn
        self._near: dict[str, None] = {}  # lines that moved in this turn
        self._far: dict[str, None] = {}  # lines that moved since those far behind began to be told
        self._walks: dict[str, int] = {}  # lines whose far people are being told: the place of the next one

    def advanced(self, channel: str) -> None:
        """Somebody left this line."""
        room = self._realm.channels[channel]
        if room.policies.every_queue_notice:
            self._number(room, 0, len(room.queue), repeat=True)
            return
        self._near[channel] = None
        if len(room.queue) > NEAR:
            self._far[channel] = None
        self._turn.before(self._tell_near)

    def catch_up(self) -> None:
        """Once a second: those far behind begin to be told, if their line has moved and the last round is over."""
        for name in [name for name in self._far if name not in self._walks]:
            del self._far[name]
            self._walks[name] = NEAR
            self._turn.before(self._walk_on)

    def _tell_near(self) -> None:
        names, self._near = self._near, {}
        for channel in filter(None, map(self._realm.channels.get, names)):
            self._number(channel, 0, NEAR)

    def _walk_on(self) -> None:
        """The next ones of every line. Whoever a departure moves out of the way meanwhile is told in the next round."""
        for name, place in list(self._walks.items()):
            channel = self._realm.channels.get(name)
            if channel is None or place >= len(channel.queue):
                del self._walks[name]
                continue
            self._walks[name] = place + SOME
            self._number(channel, place, place + SOME)
        if self._walks:
            self._turn.before(self._walk_on)

    def _number(self, channel: Channel, first: int, end: int, *, repeat: bool = False) -> None:
        """Tells the places from `first` up to `end` what they are; only those who do not know, unless `repeat`."""
        wall, name = self._clock.wall(), channel.name
        for ahead, ticket in islice(channel.queue.number(), first, end):
            if repeat or ticket.told != ahead:
                ticket.told = ahead
                self._realm.tell_person(ticket.person, name, QueuePosition(wall, name, ahead))
