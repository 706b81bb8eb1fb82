"""Stages plays: conversations written down as people would see them, in files that end in `.chat`.

    # a comment                      style classic              the dialect of all channels (plain if not said)
    channel lobby, 2 seats           channel tea, 5 seats, topic Earl Grey
    alice by lines                   comes in under that name, at the first channel's door
    bob by lines to tea              comes in at that channel's door
    guest at the door                connects, and has not given a name (at the door of tea)
    operator by console              sits down at the server's own console
    alice > /quit                    types a line; \\uXXXX in it is that character
    alice < alice: hi                the next line that alice hears, to the letter
    alice < ...                      whatever alice has heard until now (`everybody < ...`: all of them)
    alice hears nothing              nothing is left to hear (`everybody hears nothing`)
    alice is lost                    the connection breaks
    alice is gone                    the server has closed the connection
    12 seconds pass

The player is strict: every line must be named in its order, and at the end of the play nobody may have heard anything more or
have gone unnoticed. It knows the house from outside only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chatroom.config import ChannelSettings
from chatroom.config.settings import channel
from chatroom.doors.console import Console, ScreenWitness
from chatroom.formats.screen import screen
from tests.doors.stage import Paper, Stage, Visitor


class WrongPlay(AssertionError):
    """The house does not act as the play says, or the play cannot be read."""


class Operator:
    """Whoever sits at the console. In a classic house its screen shows everything, otherwise the answers alone."""

    gone = False

    def __init__(self, stage: Stage, paper: Paper, classic: bool) -> None:
        look = screen(refusals_only=True) if classic else screen(talkative=True, answers_only=True)
        self._console = Console(stage.reactor, stage.realm, paper, look)
        self._paper = paper
        paper.read()

    def types(self, line: str) -> None:
        self._console.heard(f"{line}\n".encode())

    def hears(self) -> list[str]:
        return self._paper.read()


class Player:
    """One performance of one play."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._number = 0  # of the line that is played
        self._style = "plain"
        self._rooms: list[ChannelSettings] = []
        self._stage: Stage | None = None
        self._paper = Paper()
        self._cast: dict[str, Visitor | Operator] = {}
        self._heard: dict[str, list[str]] = {}  # and not read yet
        self._seen_off: set[str] = set()

    def play(self, text: str) -> None:
        """Plays it to its end, or raises WrongPlay with the line where the house and the play part."""
        for self._number, line in enumerate(text.splitlines(), 1):
            line = line.rstrip()
            if line and not line.startswith("#"):
                self._perform(line)
        self._number += 1
        for name in self._cast:
            self._check(not self._listen(name), f"{name} has heard more: {self._heard[name]}")
            self._check(name in self._seen_off or not self._cast[name].gone, f"{name} is gone")

    def _perform(self, line: str) -> None:
        for pattern, act in DIRECTIONS:
            match = pattern.fullmatch(line)
            if match:
                act(self, *match.groups(default=""))
                return
        self._check(False, f"what is this? {line}")

    # ---- setting the stage ---------------------------------------------------------------------------------------

    def style(self, style: str) -> None:
        self._check(not self._rooms, "the style comes before the channels")
        self._style = style

    def room(self, name: str, seats: str, topic: str) -> None:
        self._check(self._stage is None, "channels come before people")
        style: Any = self._style
        self._rooms.append(channel(name, 6001 + len(self._rooms), int(seats), style, topic=topic))

    def by_lines(self, name: str, room: str) -> None:
        self.at_the_door(name, room)
        self._person(name).types(name)

    def at_the_door(self, name: str, room: str) -> None:
        self._enter(name, self._house().open(room))

    def by_console(self, name: str) -> None:
        self._enter(name, Operator(self._house(), self._paper, self._style == "classic"))

    # ---- the play ------------------------------------------------------------------------------------------------

    def types(self, name: str, text: str) -> None:
        self._check(not self._person(name).gone, f"{name} is gone and cannot type")
        self._person(name).types(re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text))
        self._house().settle()

    def hears(self, name: str, line: str) -> None:
        if line == "...":
            for one in self._everybody(name):
                self._listen(one)
                self._heard[one].clear()
            return
        heard = self._listen(name)
        self._check(bool(heard), f"{name} hears nothing, instead of: {line}")
        got = heard.pop(0)
        self._check(got == line, f"{name} hears: {got}\n  instead of: {line}")

    def hears_nothing(self, name: str) -> None:
        for one in self._everybody(name):
            self._check(not self._listen(one), f"{one} hears: {self._heard[one]}")

    def is_lost(self, name: str) -> None:
        visitor = self._person(name)
        assert isinstance(visitor, Visitor)
        self.hears_nothing(name)
        visitor.hangs_up()
        self._seen_off.add(name)

    def is_gone(self, name: str) -> None:
        self.hears_nothing(name)
        self._check(self._person(name).gone, f"{name} is still there")
        self._seen_off.add(name)

    def pass_time(self, seconds: str) -> None:
        self._house().pass_time(int(seconds))

    # ---- backstage -----------------------------------------------------------------------------------------------

    def _house(self) -> Stage:
        if self._stage is None:
            self._check(bool(self._rooms), "there is no channel yet")
            classic = self._style == "classic"
            witnesses = [ScreenWitness(self._paper, screen()).saw] if classic else []
            self._stage = Stage(*self._rooms, names="channel" if classic else "house", witnesses=witnesses)
        return self._stage

    def _enter(self, name: str, who: Visitor | Operator) -> None:
        self._check(name not in self._cast or self._cast[name].gone, f"{name} is here already")
        self._seen_off.discard(name)
        self._cast[name] = who
        self._heard[name] = []

    def _person(self, name: str) -> Visitor | Operator:
        self._check(name in self._cast, f"who is {name}?")
        return self._cast[name]

    def _everybody(self, name: str) -> list[str]:
        return list(self._cast) if name == "everybody" else [name]

    def _listen(self, name: str) -> list[str]:
        heard = self._heard.setdefault(name, [])
        heard += self._person(name).hears()
        return heard

    def _check(self, right: bool, why: str) -> None:
        if not right:
            raise WrongPlay(f"{self._title}, line {self._number}: {why}")


_WHO = r"([^\s<>]+)"
DIRECTIONS: list[tuple[re.Pattern[str], Callable[..., None]]] = [
    (re.compile(r"style (plain|classic)"), Player.style),
    (re.compile(r"channel (\w+), (\d+) seats?(?:, topic (.*))?"), Player.room),
    (re.compile(rf"{_WHO} +> ?(.*)"), Player.types),
    (re.compile(rf"{_WHO} +< (.*)"), Player.hears),
    (re.compile(rf"{_WHO} by lines(?: to (\w+))?"), Player.by_lines),
    (re.compile(rf"{_WHO} at the door(?: of (\w+))?"), Player.at_the_door),
    (re.compile(rf"{_WHO} by console"), Player.by_console),
    (re.compile(rf"{_WHO} hears nothing"), Player.hears_nothing),
    (re.compile(rf"{_WHO} is lost"), Player.is_lost),
    (re.compile(rf"{_WHO} is gone"), Player.is_gone),
    (re.compile(r"(\d+) seconds? pass(?:es)?"), Player.pass_time),
]


def stage_play(path: Path) -> None:
    """Plays the play in this file."""
    Player(path.name).play(path.read_text(encoding="utf-8"))
