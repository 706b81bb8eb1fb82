"""One look of the reactor at its connections: who has something to say is read, who can take more is written to.

Twisted's own, without what its old log would like to know around each of them. It must never know what is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.logger import Logger
from twisted.python.reflect import qual

Look = Callable[[Any], int]  # seconds to wait (None: for ever) -> how many connections had something

_log = Logger()


def look_of(reactor: Any) -> Look:
    """How this reactor looks once. With any reactor but epoll's it is Twisted's own way, which does not count: 0."""
    own: Callable[[Any], None] = reactor.doIteration
    direct = _direct(reactor)
    if direct is not None and own == reactor.doPoll:
        return direct

    def look(seconds: Any) -> int:
        own(seconds)
        return 0

    return look


def _direct(reactor: Any) -> Look | None:
    """`EPollReactor.doPoll` without `log.callWithLogger`, which copies two dictionaries for each connection that has something,
    for log lines that nobody here writes: a quarter of all that lies between epoll and `dataReceived`.
    """
    if qual(type(reactor)) != "twisted.internet.epollreactor.EPollReactor":  # by name: which reactor runs is not known here
        return None
    poll, connections, read_or_write = reactor._poller.poll, reactor._selectables, reactor._doReadOrWrite

    def look(seconds: Any) -> int:
        ready = poll(-1 if seconds is None else seconds, len(connections))
        for number, what in ready:
            one = connections.get(number)
            if one is not None:  # not closed meanwhile, by what another one said
                try:
                    read_or_write(one, number, what)
                except Exception:
                    _log.failure("Failed while a connection was read")
        return len(ready)

    return look
