"""Outbox: what one connection hears, in its exact order: the common lines of its groups, and lines for it alone.

It must never know what its bytes say, who reads them, or why it is closed. How bytes get out is the wire's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.delivery.turn import Turn
from chatroom.delivery.wire import Transport, Wire

if TYPE_CHECKING:
    from chatroom.delivery.audience import Group


class Outbox(Wire):
    """The Sink of one connection. Never blocks, never reorders, never raises, never calls back into the rules.

    It may be a member of several groups. As long as all it hears is what a group hears, it costs nothing until the end
    of the turn; as soon as something differs it *steps out* of the common blocks for this turn and joins its own.

    The door that makes it calls `lost` when the connection is gone, writes nothing to the transport by itself, and
    closes it only through here. `limit` in bytes; `overflow` is said to one that is cut for not reading.
    """

    __slots__ = ("_groups", "_taken", "_turn", "apart", "closing")

    def __init__(self, transport: Transport, turn: Turn, limit: int, overflow: bytes = b"") -> None:
        self.closing = False
        self.apart: list[bytes] | None = None  # this turn's own block, once it has stepped out
        self._groups: tuple[Group, ...] = ()
        self._taken: dict[Group, int]  # while it is apart, per group: how many lines of its block it is done with
        self._turn = turn
        super().__init__(transport, limit, overflow)

    def tell(self, data: bytes) -> None:
        """A line for this one alone; it keeps its exact place among the common lines of every group."""
        if not self._deaf:
            self._step_out().append(data)

    def close(self) -> None:
        """Loses the connection after everything that is told in this turn has been sent."""
        if not self.closing and not self._deaf:
            self.closing = True
            self._turn.closes(self)

    # For the audience.

    def enter(self, group: Group) -> None:
        """Hears the group's lines from now on."""
        if group.pending:
            self._step_out()
        self._groups += (group,)
        if self.apart is not None:
            self._taken[group] = len(group.pending)

    def leave(self, group: Group) -> None:
        """Hears the group's lines until now."""
        if group.pending:
            self._step_out()
        self._groups = tuple(kept for kept in self._groups if kept is not group)
        if self.apart is not None:
            del self._taken[group]

    def step_over(self, group: Group) -> None:
        """Does not hear the line that the group gets next."""
        self._step_out()
        self._taken[group] = len(group.pending) + 1

    # For the turn.

    def rejoin(self) -> None:
        """Sends its own block; from the next turn on it is a member like the others."""
        block = b"".join(self._step_out())
        self.apart = None
        del self._taken
        if block:
            self.send(block)

    def _overflowed(self) -> None:
        self.closing = True
        self._turn.overflowed(self)

    def _step_out(self) -> list[bytes]:
        """Its own block so far: every group's lines that it has not taken yet are in it."""
        if self.apart is None:
            self.apart = []
            self._taken = dict.fromkeys(self._groups, 0)
            self._turn.stepped_out(self)
        for group, taken in self._taken.items():
            if taken < len(group.pending):
                self.apart += group.pending[taken:]
                self._taken[group] = len(group.pending)
        return self.apart
