"""The console of staff over SSH: a fixed table of commands, the same values as everywhere, and nothing is ever evaluated.

ssh -p 6022 ann@host                        a prompt with editing, history and completion
ssh -p 6022 ann@host mute lobby:bob 10m     one command; exit status 0 done, 1 refused, 2 not understood, 70 our fault
ssh -p 6022 ann@host -- --json who          its answer as one JSON object
"""

from __future__ import annotations

from typing import cast

from chatroom.doors.gatekeeper import StaffLogin
from chatroom.doors.ssh_terminal import Terminal
from chatroom.doors.wording import Answers, Wording
from chatroom.formats.splitting import OVERLONG, Splitter
from chatroom.ports import Format
from chatroom.rules.accounts import RIGHTS, Role
from chatroom.rules.moderator import Moderator
from chatroom.rules.realm import Realm
from chatroom.terminal.discipline import Discipline
from chatroom.terminal.drawing import PASTE_OFF, PASTE_ON
from chatroom.terminal.outcomes import End, Interrupt, Line
from chatroom.words import commands as c
from chatroom.words import console as o
from chatroom.words.commands import Command
from chatroom.words.events import Dismissed, Event, Refusal
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import CONSOLE, allowed, ordered

LINE = 4096  # bytes of one command
NOT_STAFF = b"This console is for the staff of this server. To chat, use nc or telnet with a channel's port.\r\n"
_MISUSED = (Reason.USAGE, Reason.UNKNOWN_COMMAND, Reason.BAD_DURATION, Reason.BAD_SETTING, Reason.BAD_ROLE)


class StaffShells:
    """`ssh_terminal.Shells`: what runs for somebody who was let in."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def shell(self, login: StaffLogin) -> StaffShell | Closed:
        return StaffShell(self._realm, login) if _is_staff(login) else Closed()

    def run(self, login: StaffLogin, command: str) -> StaffRun | Closed:
        return StaffRun(self._realm, login, command) if _is_staff(login) else Closed()


class Closed:
    """For accounts that are not staff: said so, and closed."""

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        terminal.write(NOT_STAFF)
        terminal.finish(1)

    def received(self, data: bytes) -> None:
        """There is nothing to say."""

    def resized(self, width: int, height: int) -> None:
        """Nor to draw."""

    def ended(self) -> None:
        """Nor to end."""


class StaffShell:
    """The interactive console. Without a terminal (`ssh -T`) it is plain lines both ways."""

    def __init__(self, realm: Realm, login: StaffLogin) -> None:
        self._realm = realm
        self._login = login
        self._discipline: Discipline | None = None
        self._splitter = Splitter(LINE, "refuse")

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        self._terminal = terminal
        if size is not None:
            self._discipline = Discipline("chatroom> ", self._complete, size[0])
        self._wording = Wording(size[0] if size is not None else 0)
        self._moderator = _moderator(self._realm, self._login, self, cast(Format, self._wording))
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
        for step in self._discipline.receive(data):
            if isinstance(step, bytes):
                self._terminal.write(step)
            elif isinstance(step, Line):
                self._obey(step.text)
            elif isinstance(step, End):
                self._leave()
            else:
                assert isinstance(step, Interrupt)

    def resized(self, width: int, height: int) -> None:
        if self._discipline is not None:
            self._wording.width = width
            self._terminal.write(self._discipline.screen.resize(width, height))

    def ended(self) -> None:
        if self._terminal.gone or self._terminal.finished:
            self._moderator.close()
        else:
            self._leave_when_answered()

    # What the realm says (ports.Sink).

    def tell(self, data: bytes) -> None:
        self._print(data)

    def close(self) -> None:
        self._leave()

    def abort(self) -> None:
        self._leave()

    def _obey(self, text: str) -> None:
        try:
            command = understood(text)
        except Refused as no:
            self._moderator.not_understood(no)
            return
        if isinstance(command, c.Quit):
            self._leave_when_answered()
        elif command is not None:
            self._moderator.perform(command)

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


class StaffRun:
    """One command and its answer, for scripts. Only `watch` goes on, until the client leaves."""

    def __init__(self, realm: Realm, login: StaffLogin, text: str) -> None:
        self._realm = realm
        self._login = login
        self._json, self._text = _asks_json(text)
        self._status: int | None = None
        self._performing = True
        self._watches = False
        self._deaf = False  # nothing more is heard from the other side

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        self._terminal = terminal
        answers = cast(Format, Answers(self._heard, self._json))  # a console only encodes
        self._moderator = _moderator(self._realm, self._login, self, answers)
        try:
            command = understood(self._text)
        except Refused as no:
            self._performing = False
            self._moderator.not_understood(no)
            return
        if command is None or isinstance(command, c.Quit):
            self.finish(0 if command else 2)
        else:
            self._watches = isinstance(command, o.Watch) and command.channel.lower() != "off"
            terminal.when_gone(self._moderator.close)
            self._moderator.perform(command)
            self._performing = False
            if self._status is not None:
                self._answered()

    def received(self, data: bytes) -> None:
        """One command needs no input."""

    def resized(self, width: int, height: int) -> None:
        """Nothing is drawn."""

    def ended(self) -> None:
        """The end of the input, which a script's command has at once, is not the end of the answer."""
        self._deaf = True
        if self._terminal.gone or self._terminal.finished:
            self._moderator.close()

    def tell(self, data: bytes) -> None:
        write = self._terminal.write_error if self._status and not self._json else self._terminal.write
        write(data.replace(b"\r\n", b"\n"))
        if not self._performing:  # the answer came from the store
            self._answered()

    def close(self) -> None:
        self.finish(0)

    def abort(self) -> None:
        self.finish(70)

    def finish(self, status: int) -> None:
        self._terminal.finish(status)
        if self._deaf:
            self._moderator.close()

    def _answered(self) -> None:
        if self._status or not self._watches:
            self.finish(self._status or 0)

    def _heard(self, event: Event) -> None:
        """The first answer decides what the command has come to."""
        if self._status is None:
            self._status = _status(event)


def understood(text: str) -> Command | None:
    """The command that was typed, with or without a slash; None for an empty line. Refuses USAGE and UNKNOWN_COMMAND."""
    word, _, rest = text.strip().removeprefix("/").partition(" ")
    if not word:
        return None
    return ordered(word, rest)


def _asks_json(text: str) -> tuple[bool, str]:
    words = text.split()
    return ("--json" in words[:1] or "--json" in words[-1:]), text.strip().removeprefix("--json").removesuffix("--json").strip()


def _status(event: Event) -> int:
    if isinstance(event, Refusal):
        return 2 if event.reason in _MISUSED else 70 if event.reason is Reason.NOT_STORED else 1
    return 0 if not isinstance(event, Dismissed) or event.closing else 1


def _is_staff(login: StaffLogin) -> bool:
    return any(RIGHTS[role] for role in (login.account.role(), *login.account.roles.values()) if role is not Role.GUEST)


def _moderator(realm: Realm, login: StaffLogin, sink: StaffShell | StaffRun, format: Format) -> Moderator:
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
