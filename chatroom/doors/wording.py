"""What a console over SSH reads: sentences, or JSON for scripts in the one spelling that events have everywhere.

It must never know who reads it, nor what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chatroom.formats.plain import plain
from chatroom.formats.screen import unknown_command
from chatroom.words.codec import as_json
from chatroom.words.events import Event, HelpGiven, Refusal
from chatroom.words.refusals import Reason
from chatroom.words.staffroom import BanLift, BanSet, MuteLift, MuteSet, NoteKept
from chatroom.words.table import CHAT, CONSOLE
from chatroom.words.text import clean

_ADVISING = (Refusal, BanSet, BanLift, MuteSet, MuteLift, NoteKept, HelpGiven)  # whose sentences name commands
_SLASHED = re.compile(rb"(?<![^\s(])/(?=(?:%s)\b)" % b"|".join(word.encode() for word in (CHAT | CONSOLE)))


class Wording:
    """What a console reads: the sentences of the plain dialect, but for what only makes sense to one who chats.

    Commands are named without the slash that a console does not need. `width`: of the window in cells, which lines are broken
    for; 0: there is none. `page`: what is on the screen in place of lines, and says whether it shows an event itself.
    """

    def __init__(self, width: int = 0) -> None:
        self.width = width
        self.page: Callable[[Event], bool] | None = None

    def encode(self, event: Event) -> bytes | None:
        if self.page is not None and self.page(event):
            return None
        if isinstance(event, Refusal) and event.reason is Reason.UNKNOWN_COMMAND:
            return f"* {clean(unknown_command(event))}\r\n".encode()
        line = plain(width=self.width).encode(event)
        return _SLASHED.sub(b"", line) if line is not None and isinstance(event, _ADVISING) else line

    def settings(self) -> tuple[tuple[str, str], ...]:
        return ()


class Answers(Wording):
    """The same for scripts, without the mark in front of each line; or one JSON object for each answer."""

    def __init__(self, heard: Callable[[Event], None], as_json: bool) -> None:
        super().__init__()
        self._heard = heard
        self._json = as_json

    def encode(self, event: Event) -> bytes | None:
        self._heard(event)
        if self._json:
            return as_json(event) + b"\n"
        line = super().encode(event)
        return None if line is None else b"".join(part.removeprefix(b"* ") for part in line.splitlines(keepends=True))
