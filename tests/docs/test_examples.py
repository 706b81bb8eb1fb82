"""The examples of the documentation, played: what a page shows is what happens.

A block that is marked `chat`, with its channels and their seats, is a play. Each line is one of:

    bob at lounge               bob connects to lounge; who is not announced so connects to the first channel
    alice > hello               alice types this line
    alice < alice: hello        the next line that she sees
    alice is gone               her connection has been closed
    30 seconds pass             time goes by

^A stands for the byte 1, ^I for a TAB at the end of a line, TICKET-1 for a ticket that is learnt when it is first seen. At the
end of a play nobody may have seen a line that is not written there. Must never know what a page is about.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config import load
from chatroom.config.settings import channel
from tests.doors.stage import Stage, Visitor
from tests.live.house import HouseCase
from tests.live.needs import needs
from tests.live.ports import free_ports
from tests.live.programs import Program, command

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, kind: str) -> list[tuple[str, list[str]]]:
    """What follows the mark, and the lines, of each block of that kind on a page of the project."""
    text = (ROOT / page).read_text("utf-8")
    return [(rest.strip(), body.splitlines()) for mark, rest, body in BLOCK.findall(text) if mark == kind]


class Play:
    """One block on a stage of its own. What goes wrong is an AssertionError that names the line."""

    def __init__(self, rooms: str, lines: list[str]) -> None:
        named = [part.split() for part in rooms.split(",")]
        self.stage = Stage(*(channel(name, 6001 + i, int(seats)) for i, (name, seats) in enumerate(named)))
        self.lines = lines
        self.people: dict[str, Visitor] = {}
        self.unseen: dict[str, list[str]] = {}
        self.tickets: dict[str, str] = {}

    def perform(self) -> None:
        for line in self.lines:
            self._line(line)
        for name in self.people:
            self._listen(name)
        left = {name: unseen for name, unseen in self.unseen.items() if unseen}
        assert not left, f"nobody wrote that they see {left}"

    def _line(self, line: str) -> None:
        if passing := re.fullmatch(r"(\d+) seconds pass", line):
            self.stage.pass_time(int(passing[1]))
        elif coming := re.fullmatch(r"(\w+) at (\w+)", line):
            self._person(coming[1], coming[2])
        elif gone := re.fullmatch(r"(\w+) is gone", line):
            assert self.people[gone[1]].gone, line
        else:
            name, mark, words = re.fullmatch(r"(\w+) ([<>]) ?(.*)", line).groups()  # type: ignore[union-attr]
            self._person(name)
            if mark == ">":
                self.people[name].types(self._real(words))
            else:
                self._sees(name, words)

    def _person(self, name: str, room: str = "") -> None:
        if name not in self.people:
            self.people[name] = self.stage.open(room)
            self.unseen[name] = []

    def _listen(self, name: str) -> None:
        self.stage.settle()
        text = self.people[name].bytes().decode("utf-8")
        assert not text or text.endswith("\n"), f"{name} sees half a line: {text!r}"
        self.unseen[name] += [line.removesuffix("\r") for line in text.split("\n")[:-1]]

    def _sees(self, name: str, words: str) -> None:
        self._listen(name)
        assert self.unseen[name], f"{name} sees nothing, instead of: {words}"
        seen = self.unseen[name].pop(0)
        for ticket in re.findall(r"TICKET-\d", words):
            if ticket not in self.tickets:
                found = re.search(r"[A-Za-z0-9_-]{20,}", seen)
                assert found, f"no ticket in: {seen}"
                self.tickets[ticket] = found[0]
        assert seen == self._real(words), f"{name} sees: {seen!r}, instead of: {words!r}"

    def _real(self, words: str) -> str:
        for name, ticket in self.tickets.items():
            words = words.replace(name, ticket)
        return words.replace("^A", "\x01").replace("^I", "\t")


class Plays(SynchronousTestCase):
    """Every play of a page, in order."""

    def test_line_protocol(self) -> None:
        plays = blocks("docs/protocols/lines.md", "chat")
        self.assertGreater(len(plays), 7)
        for rooms, lines in plays:
            Play(rooms, lines).perform()

    def test_a_wrong_play_fails(self) -> None:
        """The player is known to be able to fail: a wrong line, a missing one, one too many."""
        good = ["a < * Welcome to lobby: all 2 seats are free.", "a < * Please type your name and press Enter."]
        Play("lobby 2", good).perform()
        for wrong in (good[:1], [*good, "a < more"], [good[0].replace("2", "3"), good[1]], [*good, "a is gone"]):
            self.assertRaises(AssertionError, Play("lobby 2", wrong).perform)


class Configurations(SynchronousTestCase):
    """Each configuration that a page shows is one."""

    def test_every_yaml_block_loads(self) -> None:
        pages = blocks("docs/operations.md", "yaml")
        self.assertGreater(len(pages), 0)
        for _, lines in pages:
            path = Path(self.mktemp())
            path.write_text("\n".join(lines) + "\n", "utf-8")
            self.assertTrue(load(path).channels)


class Readme(HouseCase):
    """The commands of the README, as a newcomer types them."""

    def test_make_run_and_a_visit_by_nc(self) -> None:
        """The session of the README, typed into the sample that `make run` serves, on other ports."""
        nc = needs("nc", package="netcat-openbsd")
        commands = [line[2:] for _, lines in blocks("README.md", "console") for line in lines if line.startswith("$ ")]
        self.assertIn("make run", commands)
        visit = next(lines for _, lines in blocks("README.md", "console") if lines[0] == "$ nc 127.0.0.1 6001")
        sample = (ROOT / "channels.yaml").read_text("utf-8")
        for old, new in zip((6001, 6002, 6003), self.ports.values(), strict=True):
            sample = sample.replace(f"port: {old}", f"port: {new}")
        for old, new in zip((6022, 5555), free_ports(2), strict=True):
            sample = sample.replace(f"{{port: {old}", f"{{port: {new}")
        sample = sample.replace("127.0.0.1:6080", f"127.0.0.1:{free_ports(1)[0]}")
        self.config.write_text(sample)
        self.start(self.twistd("--config", "channels.yaml")).await_listening(self.ports.values())
        person = self.start([nc, "127.0.0.1", str(self.ports["lobby"])])
        for line in visit[1:]:
            if line in ("alice", "hello"):  # what the newcomer types
                person.say(line)
            else:
                person.expect(f"{line}\r")

    def test_the_bot_in_15_lines(self) -> None:
        """Pasted as it stands, but for the port."""
        ((_, lines),) = blocks("README.md", "python")
        self.assertLessEqual(len([line for line in lines if line.strip()]), 15)
        (port,) = free_ports(1)
        bot = self.folder / "bot.py"
        bot.write_text("\n".join(lines).replace("5555", str(port)))
        self.serve(f"json: {{port: {port}}}")
        ann = self.enter("ann")
        ann.expect("* ann has joined lobby.")
        self.start([sys.executable, str(bot)])
        ann.expect("* echo has joined lobby.")
        ann.say("!echo hi there")
        ann.expect("ann: !echo hi there")
        ann.expect("echo: hi there")

    def test_make_run_is_twistd_with_the_sample(self) -> None:
        recipe = self._make("run")
        self.assertIn("twistd -n --pidfile= chatroom --config channels.yaml", recipe)
        self.assertIn("-m pytest", self._make("test"))

    def test_every_program_that_is_named_says_how_it_is_used(self) -> None:
        for name, status in (("chatroom", 0), ("chatserver", 1), ("chatclient", 1)):
            program: Program = self.start([*command(name), *(["--help"] if name == "chatroom" else [])])
            self.assertEqual(program.end(), status)
            self.assertIn("usage" if name == "chatroom" else "Usage", "".join(program.texts + program.errors))

    def test_every_link_leads_somewhere(self) -> None:
        pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
        lost = [
            f"{page.relative_to(ROOT)}: {link}"
            for page in pages
            for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
            if not (page.parent / link).exists()
        ]
        self.assertEqual(lost, [])

    def _make(self, target: str) -> str:
        make = needs("make", package="make")
        done = subprocess.run([make, "-n", target], cwd=ROOT, capture_output=True, text=True, check=True)
        return " ".join(done.stdout.split())
