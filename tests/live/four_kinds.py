"""Four people in one room, each by another way in: a bare socket, a program on the JSON port, the full screen, plain mode.

Knows how each of them signs in, asks, and reads. Must never know a rule, nor import the programs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.faults.people import PeopleCase
from tests.live.client_house import ClientCase
from tests.live.ports import HOST
from tests.live.programs import Program, Visitor

Fields = Mapping[str, Any]
ANYTHING = re.compile(".*")


@dataclass(frozen=True)
class Seen:
    """What somebody must see: `text` is a whole line for eyes, in which `...` is any text; `event` has those fields of a JSON
    line that matter.

    `last`: the words with which plain mode ends, if this is its end. `gone`: what a screen no longer shows then.
    """

    text: str
    event: Fields
    last: str = ""
    gone: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(".*".join(map(re.escape, self.text.split("..."))))


class Person(Protocol):
    """Somebody in the lobby, by one way in."""

    name: str

    def do(self, typed: str, asked: Fields) -> None:
        """Ask for something: with a line that people type, or with what a program writes."""

    def see(self, seen: Seen) -> None:
        """Wait until this is seen, whatever came before it; fails if it never is."""

    def heard(self, words: str) -> int:
        """How many lines with these words have come so far."""

    def back(self) -> None:
        """Come into the lobby again after a kick."""


class ByLine:
    """nc at the port of the lobby."""

    def __init__(self, house: FourKindsCase, name: str) -> None:
        self.name = name
        self._house = house
        self.back()

    def back(self) -> None:
        self._visitor = self._house.call(name=self.name)
        self._visitor.say(self.name)
        self._visitor.skip_to(f"* {self.name} is a registered name. Please type its password and press Enter.")
        self._visitor.say(self._house.words[self.name])
        self._visitor.skip_to(f"* {self.name} has joined lobby.")

    def do(self, typed: str, asked: Fields) -> None:
        self._visitor.say(typed)

    def see(self, seen: Seen) -> None:
        self._visitor.skip_to(seen.pattern)

    def heard(self, words: str) -> int:
        return sum(words in text for text in self._visitor.texts)


class InJson:
    """A program at the JSON port, which attends the lobby."""

    def __init__(self, house: FourKindsCase, name: str) -> None:
        self.name = name
        self._visitor = Visitor(house.json, name, introduce=False)
        house.addCleanup(self._visitor.stop)
        self.do("", {"do": "login", "nick": name, "password": house.words[name]})
        self._read({"event": "signed-in", "nick": name})
        self.back()

    def back(self) -> None:
        self.do("", {"do": "join", "channel": "lobby"})
        self._read({"event": "joined", "channel": "lobby", "who": {"nick": self.name}})

    def do(self, typed: str, asked: Fields) -> None:
        self._visitor.say(json.dumps(asked))

    def see(self, seen: Seen) -> None:
        self._read(seen.event)

    def heard(self, words: str) -> int:
        return sum(words in text for text in self._visitor.texts)

    def _read(self, event: Fields) -> None:
        try:
            while not holds(json.loads(self._visitor.expect(ANYTHING).text), event):
                pass
        except AssertionError as never:
            raise AssertionError(f"never read: {event}\n{never}") from None


class OnScreen:
    """`chatroom client` in a terminal, wide enough for every sentence; the password is typed."""

    def __init__(self, house: FourKindsCase, name: str) -> None:
        self.name = name
        self._terminal = house.terminal(f"{HOST}:{house.json}", name, width=160, height=50)
        self._terminal.wait_for(f"{name} is a registered name.")
        self._terminal.enter(house.words[name])
        self._terminal.wait_for(f"{name} has joined lobby")

    def back(self) -> None:
        self._terminal.enter("/join lobby")
        self._terminal.wait_for(" 1:lobby")

    def do(self, typed: str, asked: Fields) -> None:
        self._terminal.enter(typed)

    def see(self, seen: Seen) -> None:
        def shown(screen: str) -> bool:
            return bool(seen.pattern.search(screen)) and not (seen.gone and seen.gone in screen)

        self._terminal.wait(shown, seen.text)

    def heard(self, words: str) -> int:
        return self._terminal.screen().count(words)


class InPlainMode:
    """`chatroom client --plain` between pipes, with its password in a file; a kick is its end, and it is started anew."""

    def __init__(self, house: FourKindsCase, name: str) -> None:
        self.name = name
        self._house = house
        self._file = house.elsewhere / name
        self._file.write_text(f"{house.words[name]}\n")
        self.back()

    def back(self) -> None:
        self._program: Program = self._house.client("--listen", "--password-file", str(self._file), name=self.name)
        self._program.skip_to(f"* {self.name} has joined lobby.")

    def do(self, typed: str, asked: Fields) -> None:
        self._program.say(typed)

    def see(self, seen: Seen) -> None:
        if not seen.last:
            self._program.skip_to(seen.pattern)
            return
        status = self._program.end()
        if (status, self._program.errors) != (4, [seen.last]):
            raise AssertionError(f"{self.name} has ended with {status}: {self._program.errors}, not with {seen.last!r}")

    def heard(self, words: str) -> int:
        return sum(words in text for text in self._program.texts)


class FourKindsCase(ClientCase, PeopleCase):
    """A house with a JSON port and a place for files. `words`: the password of each."""

    def fill(self, files: int) -> tuple[Person, ...]:
        """The server runs, and all four sit in the lobby."""
        self.words = {name: self.account(name) for name in ("lin", "jay", "sue", "pam")}
        place = f'files: {{listen: "{HOST}:{files}", url: "http://{HOST}:{files}"}}'
        self.open(f"flood: off\nafk: off\n{place}", console=True)
        return ByLine(self, "lin"), InJson(self, "jay"), OnScreen(self, "sue"), InPlainMode(self, "pam")

    def role(self, name: str, role: str) -> None:
        """The operator gives somebody another role in the lobby."""
        self.server.say(f"/role {name} {role} lobby")
        self.server.skip_to(re.compile(rf".*\b{name} has the role {role} in lobby now\..*"))

    def file(self, name: str, content: bytes) -> Path:
        """A file in the folder where the clients run."""
        path = self.folder / name
        path.write_bytes(content)
        return path


def holds(made: Any, expected: Any) -> bool:
    """Whether a JSON value has all that is expected, however deep."""
    if isinstance(expected, Mapping):
        return isinstance(made, dict) and all(holds(made.get(key), value) for key, value in expected.items())
    return bool(made == expected)
