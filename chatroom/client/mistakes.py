"""Mistakes of this program: one sentence for the user in place of a traceback, which would tear the screen. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from twisted.logger import ILogObserver, LogEvent

from chatroom.words.mistakes import named


def told(tell: Callable[[str], None]) -> ILogObserver:
    """An observer of Twisted's log that tells of failures and of nothing else."""

    def saw(event: LogEvent) -> None:
        failure = event.get("log_failure")
        if failure is not None:
            tell(f"Something in this client has failed, and the rest goes on: {named(failure.value)}. Please report it.")

    return cast("ILogObserver", saw)
