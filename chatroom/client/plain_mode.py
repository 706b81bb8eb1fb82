"""Plain mode: lines in, lines out. For pipes, for terminals that can do nothing else, and for ears.

From a pipe, what is typed waits until the user has a seat, goes up line by line, and again where it was too fast, so that
`cat notes.txt | chatroom client --plain` loses nothing; its end is the end of the visit. It must never know what a line means.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any, Final

from chatroom.client.endings import End
from chatroom.client.keyboard import STDOUT, Echo, Keyboard, encoding, write
from chatroom.client.view import Kind, Shown, View
from chatroom.client.visit import Visit
from chatroom.formats.lines import Line, hours_minutes
from chatroom.formats.wrapping import wrapped

PROMPT: Final = "You: "
BELL: Final = "\a"
ANSWER: Final = 2.0  # seconds after which the next line of a pipe goes up, whether this one was answered or not
REST: Final = 0.05  # seconds without a line until the next prompt: a paste needs one, and not one for each of its lines
WIPE: Final = "\r\x1b[K"  # takes away a prompt, and what the terminal has shown behind it
AGAIN: Final = 0.05  # seconds beside those that the server wants to pass
BANNER: Final = (
    "=" * 60,
    "chatroom Commands:",
    "  <text>                      say it to everybody in the room",
    "  /whisper <user> <message>   say it to one person (/private, too)",
    "  /group <room> <message>     say it in another of your rooms",
    "  /join <room>, /leave        come into a room, go out of it",
    "  /list, /who                 the rooms; who is here",
    "  /help                       all commands",
    "  /quit                       leave",
    "=" * 60,
)


class PlainMode:
    """A face (`visit.Face`) of lines. `piped`: nobody types. `listen`: the end of the input is not the end of the visit.
    `prompts`: there is somebody to be shown where to type."""

    def __init__(
        self, reactor: Any, view: View, *, piped: bool, listen: bool, prompts: bool, over: Callable[[End], None]
    ) -> None:
        self._reactor, self._view, self._piped, self._listen, self._prompts = reactor, view, piped, listen, prompts
        self._over = over
        self._keyboard = Keyboard(reactor.callFromThread, self._typed)
        self._echo = Echo()
        self._waiting: tuple[int, str] | None = None  # the line of a pipe that is on its way
        self._timer: Any = None
        self._soon: Any = None  # the next prompt
        self._wipes = os.environ.get("TERM", "dumb") not in ("dumb", "unknown", "")
        self._welcomed = self._prompted = self._full = self._wants = self._leaving = self._unread = False
        self._place = ""  # the server that has been named
        self._encoding = encoding()
        self._rings = os.isatty(STDOUT)  # no control character for who reads a pipe or a file
        self.visit: Visit | None = None

    def start(self) -> None:
        """Begins to listen to the keyboard; to a pipe only when there is somebody to hear it."""
        if not self._piped:
            self._more()

    # ---- what is shown -------------------------------------------------------------------------------------------------

    def printed(self, line: Shown, here: bool) -> None:
        text = line.text
        if line.kind is Kind.CLIENT and not text.startswith("["):
            text = f"* {text}" if not self._view.simple else text
        if self._view.clock and line.at is not None:
            text = f"{hours_minutes(line.at, None)} {text}"
        self._write(text)

    def rung(self) -> None:
        if self._rings:
            self._put(BELL)

    def changed(self) -> None:
        if self.visit is not None and not self._piped:
            self._echo.hide(self.visit.talk.hides)
            self._prompt()

    def ready(self, seated: bool) -> None:
        if not self._welcomed:
            self._welcomed = True
            self._greet()
        if seated and self._piped and self._waiting is None and not self._wants:
            self._more()

    def over(self, end: End) -> None:
        self._echo.hide(False)
        self._leaving = True
        if self._prompted:
            self._put("\n")
        self._over(end)

    def _greet(self) -> None:
        if self._prompts:
            self._write(f"[SUCCESS] Welcome to chatroom, {self._view.nick}!")
            for line in BANNER:
                self._write(line)

    def connected(self) -> None:
        if self._prompts and self._place != self._view.place:
            self._place = self._view.place
            self._welcomed = False
            self._write(f"[CLIENT] Connected to server at {self._view.place}")

    def _write(self, text: str) -> None:
        width = shutil.get_terminal_size().columns if not self._piped and os.isatty(STDOUT) and not self._view.simple else 0
        pieces = wrapped(Line(text), width) if width else text
        lines = [pieces] if isinstance(pieces, str) else pieces or []
        if self._prompted:
            self._prompted = False
            lines = [WIPE + lines[0] if self._wipes else "\r" + lines[0].ljust(len(PROMPT)), *lines[1:]]
        self._put("".join(f"{line}\n" for line in lines))

    def _prompt(self) -> None:
        if self._prompts and self._welcomed and not self._prompted and self._soon is None:
            self._soon = self._reactor.callLater(REST, self._prompt_now)

    def _prompt_now(self) -> None:
        self._soon = None
        if not self._leaving:
            self._prompted = True
            self._put(PROMPT)

    def _put(self, text: str) -> None:
        if self._unread:
            return
        try:
            write(STDOUT, text, self._encoding)
        except OSError:  # whoever read the output has gone, as in `chatroom client --plain | head`
            self._unread = self._leaving = True
            if self.visit is not None:
                self.visit.leave()

    # ---- what is typed -------------------------------------------------------------------------------------------------

    def _more(self) -> None:
        """Wants the next line, when the server can take it."""
        if self._full:
            self._wants = True
        elif not self._leaving:
            self._keyboard.wanted()

    def full(self, full: bool) -> None:
        self._full = full
        if not full and self._wants:
            self._wants = False
            self._more()

    def _typed(self, line: str | None) -> None:
        self._prompted = False
        if self._soon is not None:
            self._soon.reset(REST)
        if self.visit is None or self._leaving:
            return
        if line is None:
            self._ended()
            return
        number = self.visit.typed(line)
        if self._piped and number is not None:
            self._waiting = (number, line)
            self._timer = self._reactor.callLater(ANSWER, self.settled, number, 0.0)
        else:
            self._more()

    def settled(self, id: int, wait: float) -> None:
        if self._waiting is None or self._waiting[0] != id:
            return
        line, self._waiting = self._waiting[1], None
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        if wait and self._piped:
            self._reactor.callLater(wait + AGAIN, self._typed, line)
        else:
            self._more()

    def _ended(self) -> None:
        """The end of the input."""
        assert self.visit is not None
        if self._piped and self._listen:
            return
        if self.visit.carrying:
            self._reactor.callLater(0.1, self._ended)
            return
        self._leaving = True
        self.visit.leave()
