"""Who is where: what the client asks by itself, so that its user sees it without having asked. Pure.

It must never know what else is said.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from chatroom.client.effects import Ready
from chatroom.client.voice import Voice
from chatroom.words.commands import ListPeople
from chatroom.words.events import PeopleList

PEOPLE: Final = "people"  # ids of what the user has not typed
FIGURES: Final = "figures"
STALE: Final = 15.0  # seconds after which figures are asked for again, when the user has done something since
CALM: Final = 2.0  # seconds without a line from the user


class Lookout:
    """`often`: somebody looks at a screen, on which nothing may grow old."""

    def __init__(self, voice: Voice, *, often: bool) -> None:
        self._voice, self._often = voice, often
        self._asked_about: deque[str] = deque()  # rooms, in the order in which the server answers
        self._figures_at = self._typed_at = float("-inf")

    def begin(self) -> None:
        """There is a line: what was asked over an old one is not answered any more."""
        self._asked_about.clear()

    def typed(self, now: float) -> None:
        """The user has asked for something."""
        self._typed_at = now

    def look(self, channel: str) -> None:
        """Who is there? Asked on coming in, and again on getting a seat if it was refused to one who waited."""
        if channel not in self._asked_about:
            self._asked_about.append(channel)
            self._voice.ask(ListPeople(channel), PEOPLE)

    def answered(self) -> None:
        """What `look` asked first is answered, or refused."""
        if self._asked_about:
            self._asked_about.popleft()

    def seen(self, event: PeopleList) -> None:
        """The answer to `look`. A seat may be the user's already, over another connection: then nobody joins."""
        self.answered()
        room = self._voice.view.rooms.get(event.channel)
        if room is not None and not room.sits and self._voice.view.nick in event.seated:
            room.sits = True
            self._voice.do(Ready(seated=True))

    def look_again(self, now: float) -> None:
        """At the room that the user looks at. Not in the midst of a paste, of which it would count as a line."""
        view = self._voice.view
        wanted = self._typed_at > self._figures_at and min(now - self._typed_at - CALM, now - self._figures_at - STALE) > 0
        if wanted and self._often and view.room.name:
            self._figures_at = now
            self._voice.ask(ListPeople(view.current), FIGURES)
