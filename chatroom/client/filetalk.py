"""The files of a talk: offers that come and go, codes for the way of the bytes, progress (docs/protocols/files.md). Pure.

Nothing is brought but what the user has offered in this talk, and nothing is fetched but what the user has accepted. It must
never touch a disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from chatroom.client.effects import Bring, Effect, Fetch
from chatroom.client.view import File, View
from chatroom.client.voice import QUIETLY, Voice
from chatroom.formats.english import duration
from chatroom.formats.files import amount
from chatroom.words import files as f
from chatroom.words.events import Event

_OFFERS_KEPT: Final = 1_000  # the oldest are forgotten first


class FileTalk:
    """What of the files a view shows, and what is to be carried. `accepts_all`: the user has said so, and is asked no more."""

    def __init__(self, voice: Voice, *, accepts_all: bool = False) -> None:
        self.accepts_all = accepts_all
        self._voice, self._view = voice, voice.view
        self._paths: dict[str, str] = {}  # the name under which a file was offered -> its path here

    def offered(self, name: str, path: str) -> None:
        """The user offers the file at `path` under this name."""
        while len(self._paths) >= _OFFERS_KEPT:
            del self._paths[next(iter(self._paths))]
        self._paths[name] = path

    def heard(self, event: Event) -> list[Effect]:
        """What follows from an event about files; nothing from any other."""
        work = _WORK.get(type(event))
        return work(self, self._view, event) if work is not None else []

    def moved(self, number: int, done: int, rate: float) -> str:
        """So many bytes have gone through. A sentence at each quarter, for those who read lines; "" between them."""
        if (file := self._view.files.get(number)) is None or file.size <= 0:
            return ""
        before, file.done, file.rate, file.state = file.done, done, rate, "moving"
        quarter = 4 * done // file.size
        if quarter == 4 * before // file.size or quarter == 4:
            return ""
        return f"{file.name}: {25 * quarter} percent, {amount(int(rate))} a second."

    def gave_up(self, number: int, why: str, *, is_in: bool) -> None:
        """See Talk. `is_in`: the server can be told."""
        if why:
            self._voice.tell(why)
        if is_in and number in self._view.files:
            self._voice.ask(f.CancelFile(str(number)), QUIETLY)

    def end_all(self) -> None:
        """Whatever is on its way."""
        for file in self._view.files.values():
            if file.state != "offered":
                self._voice.ask(f.CancelFile(str(file.number)), QUIETLY)

    def _offer_made(self, view: View, event: f.OfferMade) -> list[Effect]:
        view.files[event.number] = File(event.number, event.name, event.to, event.size, outgoing=True)
        return []

    def _file_offered(self, view: View, event: f.FileOffered) -> list[Effect]:
        view.files[event.number] = File(event.number, event.name, event.who.nick, event.size, outgoing=False)
        return []

    def _upload_asked(self, view: View, event: f.UploadAsked) -> list[Effect]:
        file = view.files.get(event.number)
        path = self._paths.get(event.path)
        if file is None or not file.outgoing or path is None or file.state != "offered":
            return []  # nothing that was offered; or it is on its way, and goes on after a break by itself
        file.state = "moving"
        return [Bring(event.number, path, f"{event.place}/t/{event.code}")]

    def _download_ready(self, view: View, event: f.DownloadReady) -> list[Effect]:
        file = view.files.get(event.number)
        if file is None and self.accepts_all:
            file = view.files[event.number] = File(event.number, event.name, event.who.nick, event.size, outgoing=False)
        if file is None or file.outgoing or file.state != "offered":
            return []
        file.state = "moving"
        return [Fetch(event.number, event.name, f"{event.place}/t/{event.code}", event.sha256)]

    def _file_broke(self, view: View, event: f.FileBroke) -> list[Effect]:
        if (file := view.files.get(event.number)) is not None:
            file.state = "broken"
        return []

    def _over(self, view: View, event: f.OfferEnded | f.FileArrived) -> list[Effect]:
        view.files.pop(event.number, None)
        return []


_WORK: Final[Mapping[type[Event], Callable[[FileTalk, View, Any], list[Effect]]]] = {
    f.OfferMade: FileTalk._offer_made,
    f.FileOffered: FileTalk._file_offered,
    f.UploadAsked: FileTalk._upload_asked,
    f.DownloadReady: FileTalk._download_ready,
    f.FileBroke: FileTalk._file_broke,
    f.OfferEnded: FileTalk._over,
    f.FileArrived: FileTalk._over,
}
SILENT: Final = (f.UploadAsked, f.DownloadReady)  # lines for a shell, which nobody needs here


def file_broke(event: f.FileBroke) -> str:
    """What is told of a break, bare: both ends of a client go on by themselves."""
    way = f"It goes on by itself if it can, within {duration(event.seconds)}; /cancel {event.number} ends it."
    return f"The transfer of {event.name} has broken off after {amount(event.done)}. {way}"
