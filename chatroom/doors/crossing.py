"""Where the two ends of an offered file meet, whatever each of them speaks: what comes from one goes to the other.

    Source: brings bytes as fast as it is let    Target: takes them as fast as it can

Whoever comes first waits; what the house holds is always there (shelf.py). At most one piece of any other file is in memory: a
target that is full pauses the source. The SHA-256 is taken as the bytes pass; the last piece of a file whose SHA-256 was
announced is let through only if it is right. It must never know how an end speaks, nor who may send; that is rules/offering.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Protocol

from chatroom.doors.shelf import Shelf
from chatroom.rules import carrying
from chatroom.rules.offers import Offer, Stage, no_ends
from chatroom.rules.realm import Realm
from chatroom.words.files import UNKNOWN, Ending
from chatroom.words.text import Moment

LONELY_SECONDS = 300.0  # for one end to wait for the other


class Unwelcome(Exception):
    """An end that cannot be taken: an HTTP status, a sentence for people, and where the sender should begin, if that is it."""

    def __init__(self, status: int, text: str, offset: int | None = None) -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text
        self.offset = offset


class Source(Protocol):
    """The sender's end. `start`: the byte of the file with which it begins; `size`: of the whole file, None: not known."""

    start: int
    size: int | None

    def go(self) -> None: ...  # from now on what comes may be handed over
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def done(self, text: str) -> None: ...  # it has arrived
    def fail(self, no: Unwelcome) -> None: ...


class Target(Protocol):
    """The receiver's end. `start`: the first byte it wants; `resumable`: it can come again and ask for the rest."""

    start: int
    resumable: bool

    def begin(self, offer: Offer, size: int | None) -> None: ...
    def write(self, data: bytes) -> None: ...
    def finish(self) -> None: ...  # that was all; it answers with Crossing.delivered
    def fail(self, no: Unwelcome) -> None: ...


class Depot:
    """The crossings of this process, each for as long as its offer stands: some of them hold all of a file."""

    def __init__(self, realm: Realm, mono: Callable[[], float]) -> None:
        self._realm = realm
        self._mono = mono
        self._crossings: dict[Offer, Crossing] = {}

    def find(self, code: str) -> tuple[Crossing, bool]:
        """The crossing that this code opens, and whether it opens the sender's end. Raises Unwelcome (404)."""
        offer = self._realm.offers.find(code)
        if offer is None:
            raise Unwelcome(404, "There is no file under this code: it is mistyped, used up, or too old. Please use /send again.")
        crossing = self._crossings.get(offer)
        if crossing is None:
            crossing = self._crossings[offer] = Crossing(self._realm, offer, self._mono, self._over)
        return crossing, code == offer.up

    def _over(self, offer: Offer) -> None:
        self._crossings.pop(offer, None)
        offer.break_off = no_ends  # the two know each other no longer: the bytes are gone without waiting for the collector


class Crossing:
    """One offered file's way from end to end. `over` is called with the offer when that has ended."""

    def __init__(self, realm: Realm, offer: Offer, mono: Callable[[], float], over: Callable[[Offer], None]) -> None:
        self.offer = offer
        self.size = None if offer.size == UNKNOWN else offer.size
        self._realm = realm
        self._mono = mono
        self._over = over
        self._source: Source | None = None
        self._target: Target | None = None
        self._at = 0  # the byte of the file that the source brings next
        self._hash = hashlib.sha256()
        self._hashed = 0  # bytes of the file, from its beginning
        self._ended = False  # everything has been brought
        offer.break_off = self._cut

    @property
    def wanted(self) -> int | None:
        """The byte with which the waiting receiver wants to begin; None: nobody waits."""
        return self._target.start if self._target is not None and self._source is None else None

    def bring(self, source: Source) -> None:
        """The sender is there. Raises Unwelcome."""
        if self._source is not None:
            raise Unwelcome(409, "This file is being sent already.")
        if source.size is not None and source.size > self._realm.offers.limits.largest:
            raise Unwelcome(413, f"That file is too large: {self._realm.offers.limits.largest} bytes are the most here.")
        if source.size is not None and self.size is not None and source.size != self.size:
            way = "Please bring that one, or offer this one with /send."
            raise Unwelcome(409, f"That is not the file that was offered: it had {self.size} bytes. {way}")
        if self._target is not None and source.start > self._target.start:
            offset = self._target.start
            raise Unwelcome(409, f"Please begin with byte {offset}.", offset)
        self._source = source
        if source.size is not None:
            self.size = source.size
        self._meet()

    def fetch(self, target: Target) -> None:
        """The receiver is there. Raises Unwelcome."""
        if self._target is not None:
            raise Unwelcome(409, "This file is being fetched already.")
        if target.start > self._hashed:
            raise Unwelcome(
                416, f"So much of the file has not come through yet: please begin with byte {self._hashed} or before."
            )
        self._target = target
        if self.offer.content is not None:
            self._source = Shelf(self, self.offer.content, target.start)
        elif self._source is None and self.offer.stage is Stage.BROKEN:
            carrying.wanted(self._realm, self.offer, target.start)
        elif self._source is not None and self._source.start > target.start:
            source, self._source = self._source, None
            source.fail(Unwelcome(409, f"Please begin with byte {target.start}.", target.start))
        self._meet()

    def received(self, data: bytes) -> None:
        """The next bytes of the file, from a source that has been told to go."""
        if self._target is None or self._source is None or self._ended:
            return
        at, end = self._at, self._at + len(data)
        if end > (self._realm.offers.limits.largest if self.size is None else self.size):
            self._break(Ending.TOO_LONG)
            return
        if end > self._hashed:
            self._hash.update(memoryview(data)[max(0, self._hashed - at) :])
            self._hashed = end
        self._at = end
        carrying.moved(self.offer, end, self._mono())
        if end == self.size and not self._is_right():
            self._break(Ending.CHANGED)
            return
        wanted = data[max(0, self._target.start - at) :]
        if wanted:
            self._target.write(wanted)
        if end == self.size:
            self._finish()

    def ended(self) -> None:
        """The source says that this was all."""
        if self._target is None or self._ended:
            return
        if self.size is not None and self._at < self.size:
            self._break(Ending.TOO_SHORT)
        elif not self._is_right():
            self._break(Ending.CHANGED)
        else:
            self.size = self._at
            self._finish()

    def delivered(self) -> None:
        """The target has taken everything: it is done, and nothing before this moment was."""
        if not self._ended or self.size is None:
            return
        digest, source = self._hash.hexdigest(), self._source
        self._source = self._target = None
        carrying.arrived(self._realm, self.offer, self.size, digest)
        self._over(self.offer)
        if source is not None:
            source.done(f"{self.offer.receiver.nick} has it: {self.size} bytes, SHA-256 {digest}")

    def lost(self, end: object) -> None:
        """An end is gone. One that only waited may come again; a sender that has brought everything may go."""
        if end is self._source:
            if self._target is None or self._ended:
                self._source = None
            else:
                self._break(Ending.LOST)
        elif end is self._target:
            if self._source is None and not self._ended:
                self._target = None
            else:
                self._break(Ending.LOST)

    def full(self) -> None:
        """The target takes no more for now."""
        if self._source is not None:
            self._source.pause()

    def drained(self) -> None:
        if self._source is not None:
            self._source.resume()
        if self._target is not None and not self._ended:
            self.offer.due = max(self.offer.due, self._mono() + carrying.STALL_SECONDS)  # it does read, however slowly

    def give_up(self) -> None:
        """One end has waited for too long. It may come again as long as the offer stands."""
        if (self._source is None) != (self._target is None):
            self._cut(Unwelcome(408, "The other side did not come in time. Please type the same line again."))

    def _meet(self) -> None:
        source, target = self._source, self._target
        if source is None or target is None:
            self._realm.deadlines.add(self._mono() + LONELY_SECONDS, lonely, self)
            return
        self._realm.deadlines.drop(lonely, self)
        self._at = source.start
        self.offer.resumable = target.resumable or self.offer.content is not None  # what is held can always be fetched again
        carrying.moving(self.offer, self._mono())
        target.begin(self.offer, self.size)
        source.go()
        if self.size is not None and self._at == self.size:
            self.ended()

    def _is_right(self) -> bool:
        return not self.offer.sha256 or self._hash.hexdigest() == self.offer.sha256

    def _finish(self) -> None:
        self._ended = True
        if self._target is not None:
            self._target.finish()

    def _break(self, why: Ending) -> None:
        """Nothing of it counts. Where the receiver can go on later, the way stays open for a while."""
        may_go_on = why is Ending.LOST and self.offer.resumable
        if may_go_on:
            self._cut(Unwelcome(503, "The connection of one side broke. Please type the same line again to go on."))
        carrying.broke(self._realm, self.offer, why, may_go_on=may_go_on)

    def _cut(self, no: Unwelcome | None = None) -> None:
        """Both ends are closed, whatever still waits for one that does not read."""
        source, target = self._source, self._target
        self._source = self._target = None
        self._ended = False
        self._realm.deadlines.drop(lonely, self)
        no = no or Unwelcome(410, "The file has not arrived. The chat says why.")
        for end in (source, target):
            if end is not None:
                end.fail(no)
        if self.offer not in self._realm.offers:
            self._over(self.offer)


def lonely(realm: Realm, crossing: Crossing, now: Moment) -> None:
    """Looks up from the list of what is due: nobody waits for ever."""
    crossing.give_up()
