"""Code over several lines: what one person says in one room between a line of three backticks and the next one.

Only a client can show it: a line of the server is the same for all who hear it, and one who has just come in has not heard where
the code began. It must never know how code is shown.
"""

from __future__ import annotations

from typing import Final

from chatroom.formats.dressing import FENCE
from chatroom.words import events as e
from chatroom.words.events import Event

LONGEST: Final = 100  # lines after which somebody has forgotten to say that the code ends


class Fences:
    """Who is in the middle of code, in each room: lines that may still come, by person."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], int] = {}

    def heard(self, event: Event) -> bool:
        """Whether this is said between two fences; told of every event in turn. Who leaves the room has ended its code."""
        match event:
            case e.Said():
                return self._said((event.channel, event.who.person), event.text.strip())
            case e.Left() | e.Kicked() | e.Banned() | e.WentAfk():
                self._open.pop((event.channel, event.who.person), None)
            case e.Emptied():
                for who in event.whom:
                    self._open.pop((event.channel, who.person), None)
        return False

    def _said(self, key: tuple[str, int], text: str) -> bool:
        left = self._open.pop(key, 0)
        if left and not text.endswith(FENCE):
            if left > 1:
                self._open[key] = left - 1
            return True
        if not left and text == FENCE:
            self._open[key] = LONGEST
        return bool(left)
