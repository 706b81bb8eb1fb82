"""A stream of acts that must last, from several connections at once, and exactly what the server has said of each.

Each actor asks for one thing and waits for its answer, so that at the end at most one act of each is open: asked for, and not
answered. Knows the sentences of the answers. Must never look into the store.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle

from tests.faults.visitors import Caller
from tests.live.hearing import PATIENCE

ANYTHING = re.compile(".*", re.DOTALL)


@dataclass
class Said:
    """What was acknowledged, and what was still open when the server died.

    `states`: for each thing (a victim's ban, a member's mute, an account's password) the states that it may be in: one that was
    acknowledged, or that and the one that was asked for last.
    """

    registered: dict[str, str] = field(default_factory=dict)  # name -> password
    registering: tuple[str, str] | None = None
    states: dict[str, list[str]] = field(default_factory=dict)
    acts: int = 0  # acknowledged
    fatal: tuple[str, int] = ("", 0)  # after so many acts of this kind, and at once, `end` is called
    end: Callable[[], None] = lambda: None

    def count(self, kind: str) -> None:
        """One more. If the server dies as soon as it has said so, what it has not kept by then is lost."""
        self.acts += 1
        if self.fatal[0] == kind:
            self.fatal = (kind, self.fatal[1] - 1)
            if self.fatal[1] == 0:
                self.end()


class Actor(threading.Thread):
    """Asks until the connection ends."""

    def __init__(self, ask: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._ask = ask
        self.trouble: BaseException | None = None

    def run(self) -> None:
        try:
            while True:
                self._ask()
        except (OSError, Ended):
            pass
        except BaseException as trouble:
            self.trouble = trouble

    def finish(self) -> None:
        """The server is dead: wait until every answer that it gave has been read."""
        self.join(PATIENCE)
        if self.trouble is not None:
            raise self.trouble
        assert not self.is_alive(), "it still waits for an answer of a dead server"


class Ended(Exception):
    """The connection is gone before an answer came."""


def hear(caller: Caller, *answers: str) -> str:
    """The next line that one of these patterns matches, others of the channel left out. A refusal is an error here."""
    while True:
        try:
            line = caller.expect(ANYTHING).text
        except AssertionError as silence:
            if "it ended" in str(silence):
                raise Ended from None
            raise
        if "<no line end>" in line:
            raise Ended
        if "so nothing has happened" in line or "too many" in line:
            raise AssertionError(line)
        if any(re.fullmatch(answer, line) for answer in answers):
            return line


def registers(callers: list[Caller], said: Said, first: int, password: Callable[[str], str]) -> Callable[[], None]:
    """New accounts without end, from each of these in turn: one address may have only so many in ten minutes."""
    numbers, turn = iter(range(first, first + 10**6)), cycle(callers)

    def ask() -> None:
        name, caller = f"new{next(numbers)}", next(turn)
        said.registering = (name, password(f"Secret-Of-{name}"))
        caller.say(f"/register {name} {said.registering[1]}")
        hear(caller, rf"\* {name} is an account now\. .*")
        said.registered[name] = said.registering[1]
        said.registering = None
        said.count("register")

    return ask


def changes_password(caller: Caller, said: Said, name: str, first: int, password: Callable[[str], str]) -> Callable[[], None]:
    """One account's password, again and again."""
    numbers = iter(range(first, first + 10**6))

    def ask() -> None:
        new = password(f"Changed-{name}-{next(numbers)}")
        old = said.states[name][0]
        said.states[name] = [old, new]
        caller.say(f"/passwd {old} {new}")
        hear(caller, rf"\* The password of {name} has changed\. .*")
        said.states[name] = [new]
        said.count("passwd")

    return ask


def toggles(
    caller: Caller, said: Said, names: list[str], on: tuple[str, str, str], off: tuple[str, str, str]
) -> Callable[[], None]:
    """Each name in turn from one state into the other. `on` and `off`: the state, the command and the answer, {} for the name."""
    turn = cycle(names)

    def ask() -> None:
        name = next(turn)
        state, command, answer = off if said.states[name][0] == on[0] else on
        said.states[name] = [said.states[name][0], state]
        caller.say(command.format(name))
        hear(caller, answer.format(re.escape(name)))
        said.states[name] = [state]
        said.count(on[0])

    return ask
