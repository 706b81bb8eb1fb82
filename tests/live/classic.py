"""A classic house for the live tests: one `chatserver`, its three channels, and the people who come in.

Knows the lines of CLASSIC C2 that everybody sees on the way in, written out by hand. Must never import the programs.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from twisted.trial.unittest import SynchronousTestCase

from tests.live.hearing import Conversation
from tests.live.ports import free_ports
from tests.live.programs import Program, Visitor, command

SEATS = {"general": 5, "games": 5, "music": 6}

C = TypeVar("C", bound=Conversation)


def config_text(channels: Iterable[tuple[str, int, int]]) -> str:
    """The classic text form of (name, port, capacity) triples, one line each."""
    return "".join(f"channel {name} {port} {capacity}\n" for name, port, capacity in channels)


def joined(name: str) -> str:
    return f"[Server message (T)] {name} has joined the channel."


def joined_log(name: str, channel: str = "general") -> str:
    return f"[Server message (T)] {name} has joined the {channel} channel."


def left(name: str) -> str:
    return f"[Server message (T)] {name} has left the channel."


def ahead(number: int) -> str:
    return f"[Server message (T)] You are in the waiting queue and there are {number} user(s) ahead of you."


def welcome(name: str, channel: str = "general") -> str:
    return f"[Server message (T)] Welcome to the {channel} channel, {name}."


class ClassicCase(SynchronousTestCase):
    """A folder of its own, three channels (general and games with 5 seats, music with 6), and a `chatserver` on request.

    `self.server` is the running program: what it says is the log and the operator's screen, what is said to it the operator.
    """

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.ports = dict(zip(SEATS, free_ports(len(SEATS)), strict=True))
        self.programs: list[Program] = []
        self.marks = 0

    def tearDown(self) -> None:
        for program in self.programs:
            self.assertFalse([line for line in program.errors if "Traceback" in line], program.errors)

    def start(self, argv: Sequence[str], name: str, env: Mapping[str, str] | None = None) -> Program:
        """Start a program in a folder named after it, to be stopped with the test."""
        cwd = self.folder / name
        cwd.mkdir(exist_ok=True)
        program = Program(argv, cwd, env, name)
        self.programs.append(program)
        self.addCleanup(program.stop)
        return program

    def serve(self, afk: int | None = None, env: Mapping[str, str] | None = None) -> Program:
        """Start `chatserver`, with another AFK time (seconds) if given, and wait until all its ports answer."""
        config = self.folder / "config"
        config.write_text(config_text((name, port, SEATS[name]) for name, port in self.ports.items()))
        arguments = [str(config)] if afk is None else [str(afk), str(config)]
        self.server = self.start(command("chatserver") + arguments, "server", env)
        self.server.await_listening(self.ports.values())
        return self.server

    def client(self, name: str, channel: str = "general") -> Program:
        """A real `chatclient` at the channel's port, in a folder named after the user."""
        return self.start([*command("chatclient"), str(self.ports[channel]), name], name)

    def visitor(self, name: str, channel: str = "general") -> Visitor:
        """A bare socket at the channel's port that has given its name."""
        visitor = Visitor(self.ports[channel], name)
        self.addCleanup(visitor.stop)
        return visitor

    def seat_clients(self, *names: str, channel: str = "general", among: Sequence[Conversation] = ()) -> list[Program]:
        """Seat real clients, one after the other; `among` are the members there already."""
        return self._seat(self.client, names, channel, among)

    def seat_visitors(self, *names: str, channel: str = "general", among: Sequence[Conversation] = ()) -> list[Visitor]:
        """Seat bare sockets, one after the other; `among` are the members there already."""
        return self._seat(self.visitor, names, channel, among)

    def _seat(self, come: Callable[[str, str], C], names: Sequence[str], channel: str, among: Sequence[Conversation]) -> list[C]:
        newcomers: list[C] = []
        for name in names:
            newcomer = come(name, channel)
            newcomer.expect_exactly([welcome(name, channel), joined(name)])
            for member in among:
                member.expect(joined(name))
            for earlier in newcomers:
                earlier.expect(joined(name))
            self.server.expect(joined_log(name, channel))
            newcomers.append(newcomer)
        return newcomers

    def fill(self, channel: str = "general") -> list[Visitor]:
        """Five bare sockets on the five seats: ann, bob, cat, dan, eve."""
        return self.seat_visitors("ann", "bob", "cat", "dan", "eve", channel=channel)

    def queue_visitors(self, *names: str, channel: str = "general", before: int = 0) -> list[Visitor]:
        """Bare sockets that wait, one after the other, behind `before` others."""
        return self._queue(self.visitor, names, channel, before)

    def queue_clients(self, *names: str, channel: str = "general", before: int = 0) -> list[Program]:
        """Real clients that wait, one after the other, behind `before` others."""
        return self._queue(self.client, names, channel, before)

    def _queue(self, come: Callable[[str, str], C], names: Sequence[str], channel: str, before: int) -> list[C]:
        waiters: list[C] = []
        for number, name in enumerate(names, before):
            waiter = come(name, channel)
            waiter.expect_exactly([welcome(name, channel), ahead(number)])
            waiters.append(waiter)
        return waiters

    def mark(self, speaker: Conversation, *others: Conversation) -> None:
        """Let a member speak; speaker, log and others must hear just that next, and so have heard nothing before it."""
        self.marks += 1
        speaker.say(f"mark {self.marks}")
        for ear in (speaker, self.server, *others):
            ear.expect(f"[{speaker.name} (T)] mark {self.marks}")

    def operator_mark(self) -> None:
        """Let the operator provoke an answer, which must be the very next line of the log."""
        self.server.say("/empty nowhere")
        self.server.expect("[Server message (T)] nowhere does not exist.")

    def figures(self, asker: Conversation, general: str, games: str = "0/5/0", music: str = "0/6/0") -> None:
        """Ask for /list: the three lines must be the very next ones."""
        asker.say("/list")
        asker.expect_exactly([f"[Channel] general {general}.", f"[Channel] games {games}.", f"[Channel] music {music}."])

    def await_seats(self, asker: Conversation, general: str) -> None:
        """Ask for /list again and again until general has these figures; any other line than an answer fails."""
        deadline = time.monotonic() + 10.0
        while True:
            asker.say("/list")
            answer = asker.expect(re.compile(r"\[Channel\] general \d+/5/\d+\."))
            asker.expect_exactly([re.compile(r"\[Channel\] games .*"), re.compile(r"\[Channel\] music .*")])
            if answer.text == f"[Channel] general {general}.":
                return
            self.assertLess(time.monotonic(), deadline, f"general never came to {general}: {answer.text}")
