"""The console of staff over SSH: a fixed table of commands, the same values as everywhere, and nothing is ever evaluated.

ssh -p 6022 ann@host                        a prompt with editing, history and completion
ssh -p 6022 ann@host mute lobby:bob 10m     one command; exit status 0 done, 1 refused, 2 not understood, 70 our fault
ssh -p 6022 ann@host -- --json who          its answer as one JSON object
"""

from __future__ import annotations

from typing import Any, cast

from chatroom.doors.gatekeeper import StaffLogin
from chatroom.doors.ssh_terminal import Terminal
from chatroom.doors.staff_shell import StaffShell, moderator, understood
from chatroom.doors.wording import Answers
from chatroom.ports import Format
from chatroom.rules.accounts import RIGHTS, Role
from chatroom.rules.realm import Realm
from chatroom.words import commands as c
from chatroom.words import console as o
from chatroom.words.events import Dismissed, Event, Refusal
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staffroom import WatchSet

NOT_STAFF = b"This console is for the staff of this server. To chat, use nc or telnet with a channel's port.\r\n"
_MISUSED = (Reason.USAGE, Reason.UNKNOWN_COMMAND, Reason.BAD_DURATION, Reason.BAD_SETTING, Reason.BAD_ROLE)


class StaffShells:
    """`ssh_terminal.Shells`: what runs for somebody who was let in. `clock` is anything with callLater."""

    def __init__(self, realm: Realm, clock: Any) -> None:
        self._realm, self._clock = realm, clock

    def shell(self, login: StaffLogin) -> StaffShell | Closed:
        return StaffShell(self._realm, login, self._clock) if _is_staff(login) else Closed()

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
        self._moderator = moderator(self._realm, self._login, self, answers)
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
        """The first answer decides what the command has come to. A watch that is over is an answer, too."""
        if self._status is None:
            self._status = _status(event)
        if isinstance(event, WatchSet) and not event.on:
            self._watches = False


def _asks_json(text: str) -> tuple[bool, str]:
    words = text.split()
    return ("--json" in words[:1] or "--json" in words[-1:]), text.strip().removeprefix("--json").removesuffix("--json").strip()


def _status(event: Event) -> int:
    if isinstance(event, Refusal):
        return 2 if event.reason in _MISUSED else 70 if event.reason is Reason.NOT_STORED else 1
    return 0 if not isinstance(event, Dismissed) or event.closing else 1


def _is_staff(login: StaffLogin) -> bool:
    return any(RIGHTS[role] for role in (login.account.role(), *login.account.roles.values()) if role is not Role.GUEST)
