"""A plain house for the live tests: one `twistd -n chatroom`, its channels, and the people who come in.

Knows how the server is started and the few lines that everybody sees on the way in. Must never import the programs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.live.collected import COLLECTED
from tests.live.ports import free_ports
from tests.live.programs import Program, Visitor, command

GREETING = "* Please type your name and press Enter."
HINT = "* /help lists the commands, /quit leaves."
CHANNELS = {"lobby": 20, "lounge": 10, "office": 2}


def config_text(ports: Mapping[str, int], more: str = "") -> str:
    """A configuration of these channels. `more`: lines of YAML before them."""
    channels = "".join(f"- {{name: {name}, port: {port}, capacity: {CHANNELS[name]}}}\n" for name, port in ports.items())
    return f"{more}\nchannels:\n{channels}"


class HouseCase(SynchronousTestCase):
    """A folder of its own and three channels on free ports: lobby with 20 seats, lounge with 10, office with 2.

    `self.server` is the running program: what it says is the log on its console, what is said to it the operator.
    """

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(self._hand_in)
        self.folder = Path(folder.name)
        self.config = self.folder / "channels.yaml"
        self.ports = dict(zip(CHANNELS, free_ports(len(CHANNELS)), strict=True))
        self.programs: list[Program] = []

    def tearDown(self) -> None:
        for program in self.programs:
            self.assertFalse([line for line in program.errors + program.texts if "Traceback" in line], program.errors)

    def _hand_in(self) -> None:
        COLLECTED.take(self.id(), self.folder, [line for program in self.programs for line in own_lines(program)])

    def write_config(self, more: str = "") -> Path:
        self.config.write_text(config_text(self.ports, more))
        return self.config

    def start(self, argv: Sequence[str], env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Program:
        """Start a program, to be stopped with the test."""
        program = Program(argv, cwd or self.folder, env)
        self.programs.append(program)
        self.addCleanup(program.stop)
        return program

    def twistd(self, *arguments: str) -> list[str]:
        """`twistd -n chatroom` with these arguments."""
        return [*command("twistd"), "-n", "--pidfile=", "chatroom", *arguments]

    def serve(self, more: str = "", *, console: bool = False) -> Program:
        """Start the server with a configuration (`more`: lines of it) and wait until all its ports answer."""
        argv = self.twistd("--config", str(self.write_config(more)), *(["--console"] if console else []))
        self.server = self.start(argv)
        self.server.await_listening(self.ports.values())
        return self.server

    def enter(self, name: str, channel: str = "lobby") -> Visitor:
        """A bare socket that has given its name and heard the welcome; what comes next is unseen yet."""
        visitor = Visitor(self.ports[channel], name)
        self.addCleanup(visitor.stop)
        visitor.skip_to(GREETING)
        visitor.expect(f"* Welcome to {channel}, {name}.")
        visitor.expect(HINT)
        return visitor

    def log_objects(self) -> list[dict[str, object]]:
        """The log file, of a server whose `log.form` is json."""
        path = self.folder / "data" / "log" / "app.log"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def own_lines(program: Program) -> list[str]:
    """What a program says of itself: its errors, and all else unless it shows what a person types."""
    return [*program.errors, *(program.texts if type(program) is Program else ())]
