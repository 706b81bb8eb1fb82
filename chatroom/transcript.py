"""What was said, written down, in the channels that opted in: one text file a channel and day.

It must never hold a whisper or a file's name, nor anything of a channel that did not opt in. It knows no settings and no log.
"""

import errno
import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date, datetime, tzinfo
from io import FileIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chatroom.words import events as e
from chatroom.words import files as f
from chatroom.words import staffroom as r
from chatroom.words import stage as s
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginSaid
from chatroom.words.text import clean

MAX_OPEN = 64  # files at once


class Transcript:
    """A witness: writes `<folder>/<channel>-YYYY-MM-DD.txt`, a line an event, each with the system before `saw` returns.

    An announcement is a line in each of them. Days and times are those of `tz` (None: the machine's). Only their owner may
    read the files. Nothing is raised: a line that cannot be written is gone and counted in `lost`, and the next one is
    tried again.
    """

    def __init__(self, folder: Path, channels: Collection[str], tz: tzinfo | None = None) -> None:
        self._folder = folder
        self._channels = frozenset(channels)
        self._tz = tz
        self._open: dict[str, tuple[date, FileIO]] = {}  # by channel, the one written last at the end
        self.lost = 0

    def saw(self, event: e.Event) -> None:
        words = LINES.get(type(event))
        if words is None:
            return
        when = datetime.fromtimestamp(event.at, self._tz)
        line = clean(f"[{when:%H:%M:%S}] {words(event)}") + "\n"
        for channel in self._heard_in(event):
            try:
                self._append(channel, when.date(), line.encode())
            except OSError:
                self.lost += 1
                self._close(channel)

    def close(self) -> None:
        """Lets go of all files. A later line opens its file anew."""
        for channel in list(self._open):
            self._close(channel)

    def _heard_in(self, event: e.Event) -> Collection[str]:
        """Those of our channels that have heard it: an announcement goes to all."""
        if isinstance(event, e.ChannelEvent) and event.channel in self._channels:
            return (event.channel,)
        return self._channels if isinstance(event, e.Announced) else ()

    def _append(self, channel: str, day: date, data: bytes) -> None:
        file = self._page(channel, day)
        written = file.write(data) or 0
        if written < len(data):  # the disk is full: half a line would spoil the next one
            os.ftruncate(file.fileno(), file.tell() - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _page(self, channel: str, day: date) -> FileIO:
        opened, file = self._open.pop(channel, (None, None))
        if file is None or opened != day:
            if file is not None:
                file.close()
            elif len(self._open) >= MAX_OPEN:
                self._close(next(iter(self._open)))
            self._folder.mkdir(parents=True, exist_ok=True)
            file = FileIO(self._folder / f"{_file_name(channel)}-{day.isoformat()}.txt", "ab", opener=_private)
        self._open[channel] = (day, file)
        return file

    def _close(self, channel: str) -> None:
        if channel in self._open:
            _, file = self._open.pop(channel)
            with suppress(OSError):
                file.close()


def _file_name(channel: str) -> str:
    """The name itself where it is legal; every other character, slashes first of all, as %XX."""
    return quote(channel, safe="", errors="surrogatepass")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


# ---- lines: what people say is `name: text` or `* name text`; the house's own begin with `--`, which no name can forge -----


def _said(event: e.Said) -> str:
    return f"{event.who.nick}: {event.text}"


def _acted(event: e.Acted) -> str:
    return f"* {event.who.nick} {event.text}"


def _joined(event: e.Joined) -> str:
    return f"-- {event.who.nick} joined"


def _left(event: e.Left) -> str:
    return f"-- {event.who.nick} left ({event.cause.value})"


def _kicked(event: e.Kicked) -> str:
    return f"-- {event.who.nick} was kicked by {event.by}" + _because(event.reason)


def _banned(event: e.Banned) -> str:
    length = f"for {_length(event.seconds)}" if event.seconds else "for good"
    return f"-- {event.who.nick} was banned by {event.by} {length}" + _because(event.reason)


def _went_afk(event: e.WentAfk) -> str:
    return f"-- {event.who.nick} left (afk)"


def _emptied(event: e.Emptied) -> str:
    return f"-- the channel was emptied by {event.by}"


def _muted(event: e.Muted) -> str:
    return f"-- {event.who.nick} was muted by {event.by} for {_length(event.seconds)}" + _because(event.reason)


def _unmuted(event: e.Unmuted) -> str:
    return f"-- {event.who.nick} was unmuted by {event.by}"


def _slowed(event: e.Slowed) -> str:
    if event.seconds == 0:
        return f"-- {event.by} ended slow mode"
    return f"-- {event.by} set slow mode: one line in {_length(event.seconds)}"


def _announced(event: e.Announced) -> str:
    return f"-- {event.by} announced: {event.text}"


def _staff_said(event: r.StaffSaid) -> str:
    return f"-- {event.by} (staff): {event.text}"


def _plugin_said(event: PluginSaid) -> str:
    return f"-- /{event.word} for {event.who.nick}: {event.text}"


def _renamed(event: e.Renamed) -> str:
    return f"-- {event.who.nick} is now called {event.nick}"


def _topic_set(event: e.TopicSet) -> str:
    return f"-- {event.by} set the topic: {event.topic}" if event.topic else f"-- {event.by} cleared the topic"


def _went_away(event: e.WentAway) -> str:
    return f"-- {event.who.nick} is away" + (f": {event.text}" if event.text else "")


def _came_back(event: e.CameBack) -> str:
    return f"-- {event.who.nick} is back"


def _stage_set(event: s.StageSet) -> str:
    return f"-- {event.by} let {'only people with a voice' if event.moderated else 'everybody'} speak"


def _voice_set(event: s.VoiceSet) -> str:
    return f"-- {event.by} {'gave' if event.on else 'took from'} {event.who.nick} a voice"


def _length(seconds: int) -> str:
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


# None on purpose: not for the channel's audience, so not for its transcript.
LINES: Mapping[type[e.Event], Callable[[Any], str] | None] = {
    e.Said: _said,
    e.Acted: _acted,
    e.Joined: _joined,
    e.Left: _left,
    e.Kicked: _kicked,
    e.Banned: _banned,
    e.WentAfk: _went_afk,
    e.Emptied: _emptied,
    e.Muted: _muted,
    e.Unmuted: _unmuted,
    e.Slowed: _slowed,
    r.StaffSaid: _staff_said,
    s.StageSet: _stage_set,
    s.VoiceSet: _voice_set,
    PluginSaid: _plugin_said,
    e.Renamed: _renamed,
    e.TopicSet: _topic_set,
    e.WentAway: _went_away,
    e.CameBack: _came_back,
    e.QueueAdvanced: None,
    e.Withdrew: None,
    Attempted: None,
    Disconnected: None,
    e.Whispered: None,
    e.FileSent: None,
    f.FileArrived: None,
    e.ShuttingDown: None,
    r.Countdown: None,
    e.Announced: _announced,
    e.Refusal: None,
}
