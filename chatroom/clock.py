"""The clocks of this machine, and the end of a turn of the reactor: the moment before it waits for whoever speaks next.

Where many speak at once, a turn looks at the connections twice: who spoke while the first were answered shares their sends.

It must never know what is done then.
"""

import time
from collections.abc import Callable
from typing import Any

from twisted.internet.base import ReactorBase

from chatroom.looking import Look, look_of

MANY = 8  # connections that had something at the same time


class SystemClock:
    """A Clock (`ports.Clock`) over a reactor.

    What is put off by 0 seconds is done when everything that was ready has been read, and before the reactor waits again. Its own
    `callLater(0)` would make it look at all connections once more in between, which is a tenth of a line to ten people.
    """

    def __init__(self, reactor: Any) -> None:
        self.mono = time.monotonic
        self.wall = time.time
        self._reactor = reactor
        self._due: list[Callable[[], None]] = []
        self._look: Look | None = None  # how the reactor waits; None: it is not ours yet
        self._had = 0  # connections that had something in the last look
        self._has_turns = isinstance(reactor, ReactorBase) and type(reactor).mainLoop is ReactorBase.mainLoop

    def later(self, seconds: float, fn: Callable[[], None]) -> None:
        if seconds > 0 or not self._has_turns:
            self._reactor.callLater(seconds, fn)
            return
        if self._look is None:
            self._look, self._reactor.doIteration = look_of(self._reactor), self._end_turn
        self._due.append(fn)

    def _end_turn(self, timeout: Any) -> None:
        """Takes the place of the reactor's `doIteration`: first what is due, then the wait, which that may have made shorter.

        With 64 lines in the air, a second look makes 55 of 32 lines that share a send.
        """
        assert self._look is not None
        if self._due:
            if self._had >= MANY:
                self._look(0)
            due, self._due = self._due, []
            for fn in due:
                fn()
            timeout = self._reactor.running and (0 if self._due else self._reactor.timeout())
        self._had = self._look(timeout)


def steady(reactor: Any) -> None:
    """Gives the reactor a clock that only goes forward, before it runs.

    Its own is the wall clock, which `callLater` shares: set back by a day, it would stall every timer for a day.
    """
    reactor.seconds = time.monotonic
