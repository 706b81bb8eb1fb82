"""Audience: the local outboxes of one channel, grouped by format. A line is rendered once per format, whoever listens.

It must never know who the people are, what they may do, or what a line says.
"""

from collections import deque
from collections.abc import Collection
from math import inf

from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.delivery.wire import send_to
from chatroom.ports import Format
from chatroom.words.events import Event

REMEMBERED = 200  # events of one channel


class Group:
    """The members of one audience that hear the same bytes, and the lines that they hear in this turn."""

    __slots__ = ("encode", "members", "pending", "sent_at")

    def __init__(self, fmt: Format) -> None:
        self.encode = fmt.encode
        self.members: dict[Outbox, None] = {}
        self.pending: list[bytes] = []
        self.sent_at = -inf  # monotonic seconds of its last block

    def send(self, some_apart: bool) -> None:
        """Joins the block once and hands the same object to every member that has not stepped out. For the turn alone.

        `some_apart`: whether anybody has, here or elsewhere.
        """
        hearers = [outbox for outbox in self.members if outbox.apart is None] if some_apart else self.members
        send_to(hearers, b"".join(self.pending))


class Audience:
    """Who hears a channel on this node.

    One who comes in mid-turn gets the lines after, one who goes gets the lines before, in the order everybody has them.
    Lines of two audiences keep their own order each; between two audiences of one turn there is none.
    """

    __slots__ = ("_groups", "_readers", "_seats", "_turn", "memory")

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._groups: dict[Format, Group] = {}
        self._seats: dict[Outbox, Group] = {}
        self._readers = 0  # who may want to read again what was said
        self.memory: deque[Event] | None = None  # the latest events, while there is such a reader

    def __len__(self) -> int:
        return len(self._seats)

    def __contains__(self, outbox: Outbox) -> bool:
        return outbox in self._seats

    def add(self, outbox: Outbox, fmt: Format) -> None:
        """Lets the outbox hear the lines from now on; one that is here already changes its format."""
        self.remove(outbox)
        group = self._groups.get(fmt)
        if group is None:
            group = self._groups[fmt] = Group(fmt)
        group.members[outbox] = None
        self._seats[outbox] = group
        outbox.enter(group)

    def remove(self, outbox: Outbox) -> None:
        """Lets the outbox hear the lines until now. Quiet if it is not here."""
        group = self._seats.pop(outbox, None)
        if group is None:
            return
        outbox.leave(group)
        del group.members[outbox]
        if not group.members:
            self._groups = {fmt: kept for fmt, kept in self._groups.items() if kept is not group}

    def move(self, outbox: Outbox, fmt: Format) -> None:
        """Changes the format: lines before in the old one, lines after in the new. Quiet if the outbox is not here."""
        if outbox in self._seats:
            self.add(outbox, fmt)

    def remember(self) -> None:
        """One reader more who may want the latest events again."""
        self._readers += 1
        if self.memory is None:
            self.memory = deque(maxlen=REMEMBERED)

    def forget(self) -> None:
        """One reader less; with the last one they are forgotten."""
        self._readers -= 1
        if not self._readers:
            self.memory = None

    def deliver(self, event: Event, skip: Collection[Outbox] = ()) -> None:
        """Says the event to everybody here but `skip`, at the end of the turn.

        Encodes once per format that has members; a format may stay silent. Nothing here is done per member.
        """
        if self.memory is not None:
            self.memory.append(event)
        passed_over = [outbox for outbox in skip if outbox in self._seats] if skip else ()
        for group in self._groups.values():
            line = group.encode(event)
            if not line:
                continue
            for outbox in passed_over:
                if self._seats[outbox] is group:
                    outbox.step_over(group)
            if not group.pending:
                self._turn.has_lines(group)
            group.pending.append(line)
