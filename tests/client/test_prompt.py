"""Where somebody types in plain mode at a terminal: one prompt, and no remains of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatroom.client import plain_mode
from chatroom.client.plain_mode import PlainMode
from chatroom.client.view import Shown, View


class Prompt(SynchronousTestCase):
    """The terminal is a text here; nobody reads a keyboard."""

    def begin(self, term: str) -> None:
        self.out = ""
        self.patch(plain_mode, "write", lambda number, text, encoding: setattr(self, "out", self.out + text))
        self.patch(plain_mode.os, "environ", {"TERM": term})
        self.clock = Clock()
        self.clock.callFromThread = None  # type: ignore[attr-defined]  # the thread never begins
        over: Any = lambda end: None  # noqa: E731
        self.face = PlainMode(self.clock, View("ann", "there"), piped=False, listen=False, prompts=True, over=over)
        visit: Any = SimpleNamespace(talk=SimpleNamespace(hides=False), typed=lambda line: None)
        self.face.visit = visit
        self.patch(self.face, "_more", lambda: None)
        self.face.ready(seated=True)
        self.out = ""

    def type(self, *lines: str) -> None:
        for line in lines:
            self.face._typed(line)
            self.face.changed()

    def test_a_paste_is_followed_by_one(self) -> None:
        self.begin("xterm")
        self.type(*map(str, range(300)))
        self.assertEqual(self.out, "")
        self.clock.advance(0.06)
        self.assertEqual(self.out, "You: ")
        self.face.changed()
        self.clock.advance(1)
        self.assertEqual(self.out, "You: ")

    def test_a_line_that_comes_takes_it_away_with_what_was_typed(self) -> None:
        for term, wiped in (("xterm", "\r\x1b[Kbob: hi\n"), ("dumb", "\rbob: hi\n")):
            self.begin(term)
            self.type("")
            self.clock.advance(0.06)
            self.face.printed(Shown("bob: hi"), here=True)
            self.assertEqual(self.out, f"You: {wiped}")

    def test_none_comes_after_the_end(self) -> None:
        self.begin("xterm")
        self.type("/quit")
        self.face.over(None)  # type: ignore[arg-type]
        self.clock.advance(1)
        self.assertEqual(self.out, "")
