"""The ways out that the server shows: out of a room, which may be the last one, or out of the house. Pure.

A user who goes by itself has no need of it. It must never know how the end is told (`endings`).
"""

from __future__ import annotations

from chatroom.client.endings import sent_out
from chatroom.client.entering import Entrance
from chatroom.client.voice import Voice
from chatroom.words.events import Cause, Dismissed, Event


class Exit:
    """`stays`: being sent out of the last room is not the end, since there is somebody who may go into another one."""

    def __init__(self, voice: Voice, entrance: Entrance, *, stays: bool) -> None:
        self._voice, self._entrance, self._stays = voice, entrance, stays

    def is_last_word(self, event: Event) -> bool:
        """What the sentence of the end will say, so that it need not be shown before."""
        return isinstance(event, Dismissed) and (event.closing or self._is_end(event))

    def dismissed(self, event: Dismissed) -> None:
        """Out of a room, or of the house."""
        if event.closing:
            refused = self._entrance.why_not if event.cause is Cause.REFUSED else None
            self._voice.finish(refused or sent_out(event))
        elif self._is_end(event):
            self._voice.finish(sent_out(event))

    def _is_end(self, event: Dismissed) -> bool:
        voluntary = event.cause in (Cause.LEFT, Cause.SWITCHED)
        return not self._stays and not self._voice.view.rooms and not voluntary
