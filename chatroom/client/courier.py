"""Carries the files of a talk: measures what is offered, brings and fetches what is accepted, and tells how far it is.

It must never know what is being said meanwhile. The reactor and the folder for what arrives are handed in.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure

from chatroom.client.effects import Bring, Fetch, Measure
from chatroom.client.files import Folder, open_regular
from chatroom.client.talk import Talk
from chatroom.formats.files import amount

_CHUNK: Final = 1_048_576


class Courier:
    """`changed` is called when the talk has something new to do or to show."""

    def __init__(self, reactor: Any, folder: Folder, changed: Callable[[], None]) -> None:
        self.carrying = 0
        self._reactor, self._folder, self._changed = reactor, folder, changed

    def carry(self, talk: Talk, errand: Measure | Bring | Fetch) -> None:
        """Does it, in its own time; what goes wrong becomes one sentence of the talk."""
        self.carrying += 1
        work: Deferred[Any]
        match errand:
            case Measure():
                work = deferToThreadPool(self._reactor, self._reactor.getThreadPool(), _measured, errand.path)
                work.addCallback(self._offer, talk, errand)
            case Bring():
                work = self._brought(talk, errand)
            case Fetch():
                work = self._fetched(talk, errand)
        work.addErrback(self._failed, talk, errand)
        work.addBoth(self._over)

    def _offer(self, found: tuple[int, str], talk: Talk, errand: Measure) -> None:
        talk.offer(errand.nick, errand.path, os.path.basename(errand.path), *found)

    def _brought(self, talk: Talk, errand: Bring) -> Deferred[Any]:
        from chatroom.client.offered import bring

        return bring(self._reactor, errand.url, _on_disk(errand.path), progress=self._progress(talk, errand.number))

    def _fetched(self, talk: Talk, errand: Fetch) -> Deferred[Any]:
        from chatroom.client.offered import fetch

        progress = self._progress(talk, errand.number)
        fetched = fetch(self._reactor, errand.url, self._folder, errand.name, sha256=errand.sha256, progress=progress)
        return fetched.addCallback(
            lambda file: talk.tell(f"Saved as {os.fsdecode(file.path)}, {amount(file.size)}. SHA-256: {file.sha256}")
        )

    def _progress(self, talk: Talk, number: int) -> Callable[[int, int | None, float], None]:
        def moved(done: int, size: int | None, rate: float) -> None:
            talk.moved(number, done, rate)
            self._changed()

        return moved

    def _failed(self, failure: Failure, talk: Talk, errand: Measure | Bring | Fetch) -> None:
        error: Any = failure.value
        if isinstance(errand, Measure):
            talk.tell(f"That file cannot be sent: {getattr(error, 'strerror', None) or error}. Please check its path.")
            return
        from chatroom.client.offered import Ended

        talk.gave_up(errand.number, "" if isinstance(error, Ended) else str(error))

    def _over(self, _: object) -> None:
        self.carrying -= 1
        self._changed()


def _on_disk(path: str) -> bytes:
    return os.fsencode(os.path.expanduser(path))


def _measured(path: str) -> tuple[int, str]:
    """Size and SHA-256. Raises OSError and ValueError."""
    size, digest = 0, hashlib.sha256()
    with open_regular(_on_disk(path)) as file:
        for chunk in iter(partial(file.read, _CHUNK), b""):
            size += len(chunk)
            digest.update(chunk)
    return size, digest.hexdigest()
