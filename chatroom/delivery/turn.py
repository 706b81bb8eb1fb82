"""Turn: everything that was said in one turn of the reactor leaves at its end, at once; under load a little later (window.py).

Lines are collected by audiences and outboxes; the turn knows which of them have something to send, and asks the clock
for one flush. It must never know what a line says, or who may hear it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twisted.logger import Logger

from chatroom.delivery.window import Window
from chatroom.ports import Clock

if TYPE_CHECKING:
    from chatroom.delivery.audience import Group
    from chatroom.delivery.outbox import Outbox

_log = Logger()


def _nobody_asks(outbox: Outbox) -> None:
    """Stands in until the realm says what becomes of an outbox that overflowed."""


class Turn:
    """Collects who has something to send and flushes once.

    `on_doomed` is called after a flush, once for every outbox that overflowed in it. It may tell, deliver, close and
    remove: all of that belongs to the next turn.
    """

    __slots__ = ("_apart", "_befores", "_clock", "_closing", "_dirty", "_doomed", "_scheduled", "_window", "on_doomed")

    def __init__(self, clock: Clock) -> None:
        self.on_doomed: Callable[[Outbox], None] = _nobody_asks
        self._clock = clock
        self._scheduled = False
        self._window = Window()
        self._befores: dict[Callable[[], None], None] = {}
        self._dirty: list[Group] = []
        self._apart: list[Outbox] = []
        self._closing: dict[Outbox, None] = {}
        self._doomed: list[Outbox] = []

    def before(self, fn: Callable[[], None]) -> None:
        """Runs fn at the start of the next flush, once however often it was asked for; what it tells joins that flush.

        What such a function puts off in its turn waits for the flush after.
        """
        self._befores[fn] = None
        self._schedule()

    def flush(self) -> None:
        """Sends everything now. Harmless when nothing is pending.

        Order: the functions of `before`; the common blocks; the blocks of those who stepped out; the closings; the
        doomed. No set changes while it walks, because sockets and transports do not call back into the rules.
        """
        befores, self._befores = self._befores, {}
        for fn in befores:
            _safely(fn)
        self._scheduled = False
        if self._befores:
            self._schedule()
        self._walk()
        closing, self._closing = self._closing, {}
        for outbox in closing:
            _safely(outbox.finish)
        doomed, self._doomed = self._doomed, []
        for outbox in doomed:
            _safely(self.on_doomed, outbox)

    def _walk(self) -> None:
        dirty, self._dirty = self._dirty, []
        apart, self._apart = self._apart, []
        now = self._clock.mono()
        for group in dirty:
            self._window.sent(now, len(group.pending), len(group.members), group.sent_at)
            group.send(bool(apart))
            group.sent_at = now
        for outbox in apart:
            outbox.rejoin()
        for group in dirty:
            group.pending.clear()
        if dirty:
            self._window.flushed(now)

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._clock.later(self._window.wait(self._clock.mono()), self.flush)

    # What audiences and outboxes report.

    def has_lines(self, group: Group) -> None:
        """The group got the first line of its block."""
        self._dirty.append(group)
        self._schedule()

    def stepped_out(self, outbox: Outbox) -> None:
        """The outbox sends a block of its own in this turn."""
        self._apart.append(outbox)
        self._schedule()

    def closes(self, outbox: Outbox) -> None:
        """The outbox wants to close after this turn's bytes."""
        self._closing[outbox] = None
        self._schedule()

    def overflowed(self, outbox: Outbox) -> None:
        """The outbox is over its limit: it closes at the end of the flush that runs now, and is reported."""
        self._closing[outbox] = None
        self._doomed.append(outbox)


def _safely(fn: Callable[..., None], *args: object) -> None:
    """One that fails is logged and must not keep the others from their bytes."""
    try:
        fn(*args)
    except Exception:
        _log.failure("Failed at the end of a turn")
