"""The four ends that a file can have at the port of files: sender and receiver, with HTTP or with nc.

They translate between a connection and a crossing, and know nothing of offers but what they show. An end is told to fail once
at most, and says once at most that it is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twisted.internet.error import ConnectionDone

from chatroom.doors.crossing import Crossing, Unwelcome
from chatroom.doors.filepages import describe, say
from chatroom.rules.offers import Offer
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.doors.handover import FileDoor
    from chatroom.rules.realm import Realm

Closed = ConnectionDone
QUIET_SECONDS = 2.0


class _Source:
    """What senders share: what comes before both ends are there waits, and no more is read until then."""

    reads = False

    def __init__(self, door: FileDoor, crossing: Crossing, start: int, size: int | None) -> None:
        self.start = start
        self.size = size
        self._door = door
        self._crossing = crossing
        self._going = False
        self._early: list[bytes] = []  # at most one read, since no other follows
        self._ended = False
        self._over = False
        door.transport.pauseProducing()

    def received(self, data: bytes) -> None:
        if self._over:
            return
        if self._going:
            self._crossing.received(data)
        else:
            self._early.append(data)

    def go(self) -> None:
        self._going = True
        early, self._early = self._early, []
        for data in early:
            self._crossing.received(data)
        if self._ended:
            self._crossing.ended()
        elif not self._over:
            self._door.transport.resumeProducing()

    def no_more(self) -> bool:
        """The body is complete, or nc has closed its half."""
        self._ended = True
        if self._going and not self._over:
            self._crossing.ended()
        return True

    def pause(self) -> None:
        self._door.transport.pauseProducing()

    def resume(self) -> None:
        if not self._over:
            self._door.transport.resumeProducing()

    def full(self) -> None:
        """Its own answer does not fit: nothing to be done about it."""

    def drained(self) -> None:
        """As above."""

    def lost(self, *, clean: bool) -> None:
        if not self._over:
            self._over = True
            self._crossing.lost(self)


class HttpSource(_Source):
    """PUT."""

    def __init__(self, request: Any, crossing: Crossing, start: int, size: int | None) -> None:
        super().__init__(request.channel, crossing, start, size)
        self._request = request

    def done(self, text: str) -> None:
        self.fail(Unwelcome(200, text))

    def fail(self, no: Unwelcome) -> None:
        self._over = True
        self._request.answer(no)


class RawSource(_Source):
    """CODE and SIZE in a line, then the file. Without a size it ends where the connection ends."""

    def __init__(self, door: FileDoor, crossing: Crossing, size: int | None) -> None:
        super().__init__(door, crossing, 0, size)
        self._mute = False

    def go(self) -> None:
        super().go()
        if self.size is None and not self._over:
            realm = self._door.factory.realm
            self._heard = realm.now().mono
            realm.deadlines.add(self._heard + QUIET_SECONDS, quiet, self)

    def received(self, data: bytes) -> None:
        if self.size is None and self._going:
            self._heard = self._door.factory.realm.now().mono
        super().received(data)

    def look(self, now: float) -> float | None:
        """nc that has sent everything does not say so: it waits for us to close our half. One that has not goes on."""
        if self._over or self._ended or self._mute:
            return None
        if now - self._heard < QUIET_SECONDS:
            return self._heard + QUIET_SECONDS
        self._mute = True
        self._door.transport.unregisterProducer()
        self._door.transport.loseWriteConnection()
        return None

    def done(self, text: str) -> None:
        self._part(text)

    def fail(self, no: Unwelcome) -> None:
        self._part(no.text)

    def _part(self, text: str) -> None:
        self._over = True
        if self._mute:
            self._door.transport.loseConnection()
        else:
            self._door.transport.write(f"{text}\n".encode())
            self._door.part()


def quiet(realm: Realm, source: RawSource, now: Moment) -> float | None:
    """Looks up from the list of what is due."""
    return source.look(now.mono)


class _Target:
    """What receivers share: the pressure goes back, and only a connection that was closed cleanly has it all."""

    reads = True  # what it is sent takes its time

    def __init__(self, door: FileDoor, crossing: Crossing, start: int, resumable: bool) -> None:
        self.start = start
        self.resumable = resumable
        self._door = door
        self._crossing = crossing
        self._begun = False
        self._finished = False
        self._over = False

    def received(self, data: bytes) -> None:
        """A receiver has nothing more to say."""

    def full(self) -> None:
        if not self._over:
            self._crossing.full()

    def drained(self) -> None:
        if not self._over:
            self._crossing.drained()

    def no_more(self) -> bool:
        """nc may close its half as soon as it has asked."""
        return True

    def lost(self, *, clean: bool) -> None:
        if self._over:
            return
        self._over = True
        if self._finished and clean:
            self._crossing.delivered()
        else:
            self._crossing.lost(self)


class HttpTarget(_Target):
    """GET. `start` None: it asks for everything, and could not go on after a break."""

    def __init__(self, request: Any, crossing: Crossing, start: int | None) -> None:
        super().__init__(request.channel, crossing, start or 0, start is not None)
        self._request = request

    def begin(self, offer: Offer, size: int | None) -> None:
        self._begun = True
        self._request.setResponseCode(206 if self.start else 200)
        describe(self._request, self._crossing, self.start)

    def write(self, data: bytes) -> None:
        self._request.write(data)

    def finish(self) -> None:
        self._finished = True
        self._request.finish()

    def fail(self, no: Unwelcome) -> None:
        self._over = True
        if self._begun:
            self._door.transport.abortConnection()  # nobody shall take a part for the whole
        else:
            say(self._request, no)


class RawTarget(_Target):
    """CODE in a line; then the file comes, and nothing else ever."""

    def __init__(self, door: FileDoor, crossing: Crossing, start: int, *, resumable: bool) -> None:
        super().__init__(door, crossing, start, resumable)

    def begin(self, offer: Offer, size: int | None) -> None:
        self._begun = True

    def write(self, data: bytes) -> None:
        self._door.transport.write(data)

    def finish(self) -> None:
        self._finished = True
        self._door.part()

    def fail(self, no: Unwelcome) -> None:
        self._over = True
        self._door.transport.abortConnection()
