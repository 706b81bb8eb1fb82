"""The manhole: Python inside the running server, over SSH, for its owners alone. Closed unless the configuration opens it.

    ssh -p 6023 ann@127.0.0.1                   a prompt with editing, history and completion
    ssh -p 6023 ann@127.0.0.1 'channels'        one expression; exit status 0, or 1 with the traceback
    ssh -p 6023 ann@127.0.0.1 -T < lines.py     each line as if it were typed

What is typed runs as the server itself, in its only thread: an error comes back to who typed it and hurts nobody, but code that
does not return stops the server, and nothing can be done about that here. Who comes and goes is in the log and, before the first
line runs, in the audit log; what is typed is in neither. Imported only where the manhole is opened. It must never know how
somebody has proved who they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.conch.ssh.keys import Key
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime

from chatroom.doors.gatekeeper import AccountGate, StaffLogin, is_owner
from chatroom.doors.manhole import MOST, Interpreter, Output, traceback_of
from chatroom.doors.manhole_visit import NO_OWNER, Visit
from chatroom.doors.namespace import namespace
from chatroom.doors.ssh import SshDoor, SshLimits
from chatroom.doors.ssh_terminal import Terminal
from chatroom.formats.splitting import OVERLONG, Splitter
from chatroom.rules.realm import Realm
from chatroom.terminal.discipline import Discipline
from chatroom.terminal.drawing import PASTE_OFF, PASTE_ON
from chatroom.terminal.outcomes import End, Interrupt, Line
from chatroom.words.text import clean

LINE = 64 * 1024  # bytes of one line that comes without a terminal
EARLY = 64 * 1024  # bytes that are kept of what is typed before the door is open
BACKLOG = 4 * 1024 * 1024  # bytes that wait for a slow reader: a paste of many lines answers all at once
FIRST, MORE = ">>> ", "... "
BANNER = """\
* You are {name}, and this is Python inside the running server. What you type is done by the server itself, at once,
* and nobody asks again; while it runs, everybody waits, and a line that never returns stops the server for good.
* In reach: realm, channels, people, kick, ban, mute, unban, unmute, undo. help(kick) tells more, Ctrl+D leaves.
"""
TOO_LONG = f"That line has more than {LINE} bytes. It was not run, nor what it belongs to.\n"
TOO_EARLY = "That was too much before the door was open. Please try again, and wait for the prompt.\n"
CUT_SHORT = "The input ended within a statement, which was not run.\n"


def manhole_door(key: Key, realm: Realm, clock: IReactorTime) -> SshDoor:
    """The hardened SSH door, for owners alone: the right password of anybody else is as wrong as a wrong one."""
    return SshDoor(key, AccountGate(realm, is_owner), ManholeShells(realm), clock, SshLimits(backlog=BACKLOG))


class ManholeShells:
    """`ssh_terminal.Shells`: Python, for an owner who was let in."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def shell(self, login: StaffLogin) -> PythonShell:
        return PythonShell(Visit(self._realm, login))

    def run(self, login: StaffLogin, command: str) -> PythonRun:
        return PythonRun(Visit(self._realm, login), command)


class PythonShell:
    """The prompt. Without a terminal (`ssh -T`) it is plain lines both ways, and the end of the input waits for what is due."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._output = Output(self._print)
        self._python = Interpreter(namespace(visit.realm, visit.login), self._output)
        self._python.on_settled = self._leave_if_done
        self._discipline: Discipline | None = None
        self._splitter = Splitter(LINE, "refuse")
        self._open = False  # the audit log has it
        self._early = b""  # what came before that
        self._ended = False  # nothing more will come

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        self._terminal = terminal
        if size is not None:
            self._discipline = Discipline(FIRST, self._python.complete, size[0])
        self._visit.begin(self._opened, self._refused)

    def received(self, data: bytes) -> None:
        if self._open:
            self._hear(data)
        elif len(self._early) + len(data) <= EARLY:
            self._early += data
        else:
            self._refused(TOO_EARLY)

    def resized(self, width: int, height: int) -> None:
        if self._discipline is not None:
            self._terminal.write(self._discipline.screen.resize(width, height))

    def ended(self) -> None:
        self._ended = True
        if self._terminal.gone or self._terminal.finished:
            self._visit.end()
        elif self._open:
            self._finish_input()

    def _opened(self) -> None:
        if self._terminal.gone or self._terminal.finished:
            self._visit.end()
            return
        self._open = True
        banner = BANNER.format(name=self._visit.login.name)
        if self._discipline is None:
            self._terminal.write_error(banner.encode())
        else:
            self._terminal.write(PASTE_ON)
            self._print(banner)
        early, self._early = self._early, b""
        self._hear(early)
        if self._ended:
            self._finish_input()

    def _refused(self, why: str) -> None:
        self._terminal.write_error(_lines(why, "\n" if self._discipline is None else "\r\n"))
        self._terminal.finish(70)

    def _hear(self, data: bytes) -> None:
        if self._discipline is None:
            self._splitter.feed(data)
            for line in self._splitter.lines():
                if self._terminal.finished:
                    return
                self._take(line)
            return
        for step in self._discipline.receive(data):
            if self._terminal.finished:
                return
            if isinstance(step, bytes):
                self._terminal.write(step)
            elif isinstance(step, Line):
                self._run(step.text)
            elif isinstance(step, End):
                self._leave(0)
            else:
                assert isinstance(step, Interrupt)
                self._forget()

    def _take(self, line: bytes) -> None:
        if line is OVERLONG:
            self._forget()
            self._print(TOO_LONG)
        else:
            self._run(line.decode("utf-8", "replace"))

    def _run(self, line: str) -> None:
        if not self._visit.may_go_on():
            self._print(NO_OWNER)
            self._leave(1)
            return
        try:
            with self._output:
                self._prompt(MORE if self._python.run_line(line) else FIRST)
        except SystemExit as leaving:
            self._leave(_status(leaving, self._print))

    def _forget(self) -> None:
        """What was begun is given up."""
        self._python.resetBuffer()
        self._prompt(FIRST)

    def _prompt(self, prompt: str) -> None:
        if self._discipline is not None:
            self._discipline.screen.prompt = prompt

    def _finish_input(self) -> None:
        """The last line needs no end, and the last block no blank line after it."""
        rest, self._splitter.rest = self._splitter.rest, b""
        for line in [rest.decode("utf-8", "replace")] * bool(rest) + [""]:
            if not self._terminal.finished and (line or self._python.buffer):
                self._run(line)
        if self._python.buffer:
            self._forget()
            self._print(CUT_SHORT)
        self._leave_if_done()

    def _leave_if_done(self) -> None:
        if self._ended and self._open and not self._python.awaited:
            self._leave(0)

    def _leave(self, status: int) -> None:
        if self._discipline is not None:
            self._terminal.write(PASTE_OFF)
        self._terminal.finish(status)
        self._visit.end()

    def _print(self, text: str) -> None:
        if self._discipline is None:
            self._terminal.write(_lines(text, "\n"))
        else:
            self._terminal.write(self._discipline.screen.above(_lines(text, "\n")) + self._discipline.refresh())


class PythonRun:
    """One expression and its value, for scripts: what is printed and the value on standard output, a traceback beside it."""

    def __init__(self, visit: Visit, expression: str) -> None:
        self._visit = visit
        self._expression = expression
        self._output = Output(self._print)
        self._python = Interpreter(namespace(visit.realm, visit.login), self._output)
        self._end = "\n"

    def started(self, terminal: Terminal, size: tuple[int, int] | None, term: str) -> None:
        self._terminal = terminal
        if size is not None:
            self._end = "\r\n"
        self._visit.begin(self._evaluate, self._refused)

    def received(self, data: bytes) -> None:
        """One expression needs no input."""

    def resized(self, width: int, height: int) -> None:
        """Nothing is drawn."""

    def ended(self) -> None:
        """The end of the input, which a script has at once, is not the end of the answer."""
        if self._terminal.gone or self._terminal.finished:
            self._visit.end()

    def _evaluate(self) -> None:
        if self._terminal.gone:
            self._visit.end()
            return
        try:
            with self._output:
                value = self._python.evaluate(self._expression)
        except SystemExit as leaving:
            self._finish(_status(leaving, self._print))
        except BaseException as error:
            self._failed(error)
        else:
            if isinstance(value, Deferred):
                value.addCallbacks(self._show, lambda failure: self._failed(failure.value))
            else:
                self._show(value)

    def _refused(self, why: str) -> None:
        self._terminal.write_error(_lines(why, self._end))
        self._terminal.finish(70)

    def _show(self, value: Any) -> None:
        try:
            text = "" if value is None else repr(value)
        except BaseException as error:
            self._failed(error)
            return
        if value is not None:
            self._print(text[:MOST])
        self._finish(0)

    def _failed(self, error: BaseException) -> None:
        self._terminal.write_error(_lines(traceback_of(error), self._end))
        self._finish(1)

    def _finish(self, status: int) -> None:
        self._terminal.finish(status)
        self._visit.end()

    def _print(self, text: str) -> None:
        self._terminal.write(_lines(text, self._end))


def _lines(text: str, end: str) -> bytes:
    """Text for a terminal, with an end after its last line; nothing in it drives the terminal."""
    lines = text.removesuffix("\n").split("\n")
    return "".join(clean(line.expandtabs()) + end for line in lines).encode("utf-8", "replace")


def _status(leaving: SystemExit, show: Callable[[str], None]) -> int:
    """What `exit(code)` comes to, as for any Python program."""
    code = leaving.code
    if code is None or isinstance(code, int):
        return (code or 0) & 255
    show(str(code))
    return 1
