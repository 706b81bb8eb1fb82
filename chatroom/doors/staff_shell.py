"""The console of staff at its prompt: lines with editing, history and completion, and `top` as a page of its own.

A command is answered by lines above the one that is being typed, which is never torn. It must never know what a command does.
"""

from __future__ import annotations

from typing import Any, cast

from chatroom.doors.gatekeeper import StaffLogin
from chatroom.doors.ssh_terminal import Terminal
from chatroom.doors.toppage import TopPage
from chatroom.doors.wording import Wording
from chatroom.formats.splitting import OVERLONG, Splitter
from chatroom.ports import Format, Sink
from chatroom.rules.moderator import Moderator
from chatroom.rules.realm import Realm
from chatroom.terminal.discipline import Discipline
from chatroom.terminal.drawing import PASTE_OFF, PASTE_ON
from chatroom.terminal.outcomes import End, Interrupt, Line
from chatroom.words import commands as c
from chatroom.words import console as o
from chatroom.words.commands import Command
from chatroom.words.events import Event, Refusal
from chatroom.words.refusals import Refused
from chatroom.words.table import CONSOLE, allowed, ordered

LINE = 4096  # bytes of one command


class StaffShell:
    """The interactive console. Without a terminal (`ssh -T`) it is plain lines both ways."""

    def __init__(self, realm: Realm, login: StaffLogin, clock: Any) -> None:
        self._realm = realm
        self._login = login
        self._clock = clock
        self._discipline: Discipline | None = None
        self._page: TopPage | None = None  # while it covers the screen
        self._splitter = Splitter(LINE, "refuse")

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        self._terminal = terminal
        self._size = size if term != "dumb" else None  # of a terminal that has another screen for pages
        if size is not None:
            self._discipline = Discipline("chatroom> ", self._complete, size[0])
        self._wording = Wording(size[0] if size is not None else 0)
        self._moderator = moderator(self._realm, self._login, self, cast(Format, self._wording))
        if self._discipline is not None:
            terminal.write(PASTE_ON)
        self._print(f"* You are signed in as {self._login.name}.\r\n* help lists the commands, quit leaves.\r\n".encode())

    def received(self, data: bytes) -> None:
        if self._discipline is None:
            self._splitter.feed(data)
            for line in self._splitter.lines():
                if line is not OVERLONG:
                    self._obey(line.decode("utf-8", "replace"))
            return
        if self._page is not None:
            self._end_page()
            return
        for step in self._discipline.receive(data):
            if isinstance(step, bytes):
                if self._page is None:  # or it is drawn when the page is gone
                    self._terminal.write(step)
            elif isinstance(step, Line):
                self._obey(step.text)
            elif isinstance(step, End):
                self._leave()
            else:
                assert isinstance(step, Interrupt)

    def resized(self, width: int, height: int) -> None:
        if self._discipline is None:
            return
        self._wording.width = width
        drawn = self._discipline.screen.resize(width, height)
        if self._size is not None:
            self._size = width, height
        if self._page is None:
            self._terminal.write(drawn)
        else:
            self._page.resized((width, height))

    def ended(self) -> None:
        self._end_page()
        if self._terminal.gone or self._terminal.finished:
            self._moderator.close()
        else:
            self._leave_when_answered()

    # What the realm says (ports.Sink).

    def tell(self, data: bytes) -> None:
        if self._page is None:
            self._print(data)
        else:
            self._page.hold(data)

    def close(self) -> None:
        self._leave()

    def abort(self) -> None:
        self._leave()

    def _obey(self, text: str) -> None:
        self._end_page()
        try:
            command = understood(text)
        except Refused as no:
            self._moderator.not_understood(no)
            return
        if isinstance(command, c.Quit):
            self._leave_when_answered()
        elif isinstance(command, o.Top) and self._size is not None:
            self._begin_page(self._size)
        elif command is not None:
            self._moderator.perform(command)

    def _begin_page(self, size: tuple[int, int]) -> None:
        def ask() -> None:
            if self._terminal.waiting:  # who does not read does not wait for figures either
                return
            self._moderator.perform(o.Top())
            if self._page is not None:
                self._moderator.perform(c.ListChannels())

        self._page = TopPage(self._clock, ask, self._terminal.write, size)
        self._wording.page = self._shows
        self._page.begin()

    def _shows(self, event: Event) -> bool:
        """Whether the page shows this. A refusal ends it: the right may be gone."""
        if isinstance(event, Refusal):
            self._end_page()
        return self._page is not None and self._page.shows(event)

    def _end_page(self) -> None:
        page, self._page = self._page, None
        if page is None or self._discipline is None:
            return
        held = page.end()
        self._wording.page = None
        self._terminal.write(self._discipline.screen.redraw())
        if held:
            self._print(held)

    def _leave_when_answered(self) -> None:
        """A script says all that it wants at once: what the store has not answered yet is still to be said."""
        store = self._realm.store

        def leave(_: object) -> None:
            self._leave()
            self._moderator.close()

        def ask() -> None:  # a question may have led to a second one
            store.audit(last=1).addBoth(lambda _: store.audit(last=1)).addBoth(leave)

        self._moderator.when_done(ask)

    def _print(self, data: bytes) -> None:
        if self._discipline is None:
            self._terminal.write(data)
        else:
            self._terminal.write(self._discipline.screen.above(data) + self._discipline.refresh())

    def _leave(self) -> None:
        self._end_page()
        if self._discipline is not None:
            self._terminal.write(PASTE_OFF)
        self._terminal.finish(0)

    def _complete(self, text: str, cursor: int) -> list[str]:
        """Commands for the first word, channels and people for the others."""
        before = text[:cursor]
        word = before.split(" ")[-1]
        if " " not in before.lstrip().removeprefix("help "):
            kinds = allowed(CONSOLE, self._moderator.rights)
            words = [name for name, kind in CONSOLE.items() if kind in kinds]
        else:
            channels = list(self._realm.channels)
            words = [*channels, *(person.nick for person in self._realm.people.values())]
            channel, colon, _ = word.partition(":")
            if colon and channel in channels:
                members = self._realm.channels[channel].members
                words = [f"{channel}:{self._realm.people[member].nick}" for member in members]
        return sorted(name for name in words if name.startswith(word.lstrip("/")))


def understood(text: str) -> Command | None:
    """The command that was typed, with or without a slash; None for an empty line. Refuses USAGE and UNKNOWN_COMMAND."""
    word, _, rest = text.strip().removeprefix("/").partition(" ")
    if not word:
        return None
    return ordered(word, rest)


def moderator(realm: Realm, login: StaffLogin, sink: Sink, format: Format) -> Moderator:
    """What somebody holds who was let in over SSH."""
    return Moderator(
        realm,
        sink,
        format,
        door="ssh",
        moniker=login.name,
        rights=frozenset(),
        account=login.account,
        key=login.key,
        host=login.address,
        known=CONSOLE,
    )
