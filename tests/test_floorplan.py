"""Imports only go down: reads every module of the house with `ast` and holds it against the floor plan (docs/floorplan.md).

It reads source text alone. Must never import what it judges, or a mistake could hide by failing to import.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from twisted.trial.unittest import SynchronousTestCase

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "chatroom"


class Floor(NamedTuple):
    """What the modules of one floor may import: rooms of ours, and packages of others beside the standard library."""

    ours: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()


def floor(ours: str = "", *others: str) -> Floor:
    return Floor(frozenset(ours.split()), others)


EVERYTHING = (
    "words ports formats delivery rules terminal metrics stores buses doors config entrances keeping plugins house logs logforms"
    " eventlog transcript printer process"
)
TWISTED = ("twisted", "zope.interface")
LOGGING = ("twisted.logger", "zope.interface")

# A room is a folder or a module directly under chatroom/. Its own modules may always import each other.
FLOORS = {
    "__init__": floor(),
    "__main__": floor("cli"),
    "streams": floor(),
    "words": floor("", "msgspec"),
    "ports": floor("words", "twisted.internet.defer"),
    "formats": floor("words", "wcwidth"),
    "delivery": floor("words ports", "twisted.internet.interfaces", "twisted.internet.tcp", "twisted.internet.unix", *LOGGING),
    "rules": floor("words ports delivery"),
    "config": floor("words", "yaml"),
    "metrics": floor("words"),
    "transcript": floor("words"),
    "plugins": floor("words ports", *LOGGING),
    "printer": floor(),
    "process": floor(),
    "logforms": floor("words", *LOGGING),
    "logs": floor("words logforms", *LOGGING),
    "eventlog": floor("words", *LOGGING),
    "terminal": floor("words", "wcwidth"),
    "stores": floor("words ports", "argon2", *TWISTED),
    "buses": floor("words ports", *TWISTED),
    "doors": floor("words ports formats delivery rules terminal metrics", "cryptography", *TWISTED),
    "entrances": floor("config words ports formats delivery rules doors"),
    "keeping": floor("words stores", *TWISTED),
    "client": floor("streams words formats", "wcwidth", "prompt_toolkit", *TWISTED),
    "cli": floor("__init__ streams config client tap office_hours", "twisted.scripts.twistd"),
    "office": floor("clock config doors house keeping stores", *TWISTED),
    "office_hours": floor("config office stores streams"),
    "looking": floor("", *TWISTED),
    "clock": floor("looking", *TWISTED),
    "house": floor(f"{EVERYTHING} clock", *TWISTED),
    "tap": floor(f"{EVERYTHING} clock", *TWISTED),
}

REACTOR_FILES = {"chatroom/tap.py", "chatroom/client/__main__.py", "chatroom/client/shell.py"}
SCREEN_FILE = "chatroom/client/screen.py"  # the one that may import prompt_toolkit
CLOCK_FILE = "chatroom/clock.py"
EARLY = {"chatroom.__version__", "chatroom.streams.open_standard_streams"}  # what the command line may import at its top
SOCKET_ROOM = "delivery"
CHAT_DOORS = {f"chatroom/doors/{name}.py" for name in ("door", "lines", "jsonlines", "classchat")}
LONGEST = 320  # lines of a module
LONG_BY_NATURE = {"chatroom/words/events.py": 460}  # a list of values without a line of logic: it has no seam to cut at

CLOCK_CALLS = {
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "sleep"},
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
}


def complaints(where: str, source: str) -> list[str]:
    """Everything in one module that the floor plan forbids. `where`: its path from the top of the project."""
    tree = ast.parse(source)
    found = [*_wrong_imports(where, tree), *_wrong_clocks(where, tree), *_wrong_sockets(where, tree)]
    if _room(where) == "cli":
        found += _early_imports(where, tree)
    length = source.count("\n")
    if length > LONG_BY_NATURE.get(where, LONGEST):
        found.append(f"{where}: {length} lines; something in it has a name of its own")
    return found


def _floors_of_the_page() -> dict[str, set[str]]:
    """What each room may import of ours, as the table of docs/floorplan.md has it."""
    page = (ROOT / "docs" / "floorplan.md").read_text(encoding="utf-8")
    table = page.partition("## Who may import whom")[2].partition("\nAnd: ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| `")]
    return {room: set(re.findall(r"`(\w+)`", ours)) for _, rooms, ours, *_ in rows for room in re.findall(r"`(\w+)`", rooms)}


def _room(where: str) -> str:
    return Path(where).parts[1].removesuffix(".py")


def _imported(where: str, tree: ast.AST) -> Iterator[str]:
    """The full dotted name of everything that is imported anywhere in the file, under TYPE_CHECKING and in functions, too."""
    package = Path(where).parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
            base = (start + (node.module or "")).rstrip(".")
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and node.value == "twisted.internet.reactor":
            yield node.value  # for importlib or sys.modules


def _wrong_imports(where: str, tree: ast.AST) -> Iterator[str]:
    room = _room(where)
    allowed = FLOORS.get(room)
    if allowed is None:
        yield f"{where}: there is no floor {room} on the plan"
        return
    for name in _imported(where, tree):
        top, _, rest = name.partition(".")
        if top == "chatroom":
            target = rest.partition(".")[0]
            target = target if target in FLOORS else "__init__"
            if target != room and target not in allowed.ours:
                yield f"{where}: {room} may not import {name}"
        elif _is_reactor(name):
            if where not in REACTOR_FILES:
                yield f"{where}: only {' and '.join(sorted(REACTOR_FILES))} know which reactor runs"
        elif top == "prompt_toolkit" and where != SCREEN_FILE:
            yield f"{where}: only {SCREEN_FILE} imports {top}"
        elif top not in sys.stdlib_module_names and not any(_within(name, other) for other in allowed.others):
            yield f"{where}: {room} may not import {name}"


def _is_reactor(name: str) -> bool:
    return re.match(r"twisted\.internet\.(\w*reactor)\b", name) is not None


def _within(name: str, package: str) -> bool:
    """`from twisted.internet import tcp` is read as twisted.internet.tcp, `from x import Name` as x.Name."""
    return name == package or name.startswith(f"{package}.")


def _wrong_clocks(where: str, tree: ast.AST) -> Iterator[str]:
    if where == CLOCK_FILE:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if node.attr in CLOCK_CALLS.get(owner, ()):
                yield f"{where}:{node.lineno}: {owner}.{node.attr} outside the clock"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield f"{where}:{node.lineno}: imports from time, outside the clock"
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.name in CLOCK_CALLS and alias.asname not in (None, alias.name):
                    yield f"{where}:{node.lineno}: calls {alias.name} {alias.asname}, outside the clock"


def _wrong_sockets(where: str, tree: ast.AST) -> Iterator[str]:
    """Only the delivery may go past a transport: over TLS its socket would take bytes unencrypted. It asks once whether a
    connection encrypts or closes, so that nobody may start TLS on one, and a door where people chat closes by its outbox.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "startTLS":
            yield f"{where}:{node.lineno}: starts TLS on a connection whose outbox has its socket"
        if isinstance(node, ast.Attribute) and node.attr == "loseConnection" and where in CHAT_DOORS:
            yield f"{where}:{node.lineno}: closes a connection past its outbox"
        if _room(where) == SOCKET_ROOM:
            continue
        reached = isinstance(node, ast.Attribute) and node.attr == "socket" and ast.unparse(node.value) != "socket"
        if reached or (isinstance(node, ast.Constant) and node.value == "socket"):
            yield f"{where}:{getattr(node, 'lineno', 0)}: reaches for a transport's socket"


def _early_imports(where: str, tree: ast.Module) -> Iterator[str]:
    """Next to nothing beside the standard library is imported before the arguments are judged."""
    for name in _imported(where, ast.Module([node for node in tree.body if not isinstance(node, ast.FunctionDef)], [])):
        if name.partition(".")[0] not in sys.stdlib_module_names and name not in EARLY:
            yield f"{where}: imports {name} before the arguments are judged"


class FloorPlan(SynchronousTestCase):
    """The house as it stands."""

    def test_imports_go_down(self) -> None:
        modules = sorted(HOUSE.rglob("*.py"))
        self.assertGreater(len(modules), 50)
        found = [line for path in modules for line in complaints(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))]
        self.assertEqual(found, [])

    def test_the_table_of_the_page_says_what_is_held_here(self) -> None:
        everybody = FLOORS.keys() - {"__init__", "__main__"}
        written = _floors_of_the_page()
        self.assertEqual(set(written), everybody)
        for room in everybody - {"house", "tap"}:  # these two are said in words: everything below
            self.assertEqual(written[room], FLOORS[room].ours - {"__init__"}, room)

    def test_every_floor_is_inhabited(self) -> None:
        for room in FLOORS:
            self.assertTrue((HOUSE / room).is_dir() or (HOUSE / f"{room}.py").is_file(), room)

    def test_twisted_is_not_hidden_by_a_package_of_ours(self) -> None:
        """An __init__.py under twisted/ would hide the plugin, or all of Twisted."""
        self.assertEqual(list((ROOT / "twisted").rglob("__init__.py")), [])
        self.assertTrue((ROOT / "twisted" / "plugins" / "chatroom_plugin.py").is_file())

    def test_rules_speak_no_dialect(self) -> None:
        languages = re.compile("numeric|telnet|websocket", re.IGNORECASE)
        found = [str(path) for path in (HOUSE / "rules").rglob("*.py") if languages.search(path.read_text("utf-8"))]
        self.assertEqual(found, [])


class Checker(SynchronousTestCase):
    """The checker complains about small offending modules: a test that cannot fail shows nothing."""

    def offends(self, where: str, source: str, about: str) -> None:
        found = complaints(where, source)
        self.assertEqual(len(found), 1, (source, found))
        self.assertIn(about, found[0])

    def passes(self, where: str, source: str) -> None:
        self.assertEqual(complaints(where, source), [])

    def test_an_import_that_goes_up(self) -> None:
        self.offends("chatroom/words/names.py", "from chatroom.rules.realm import Realm\n", "words may not import chatroom.rules")
        self.offends("chatroom/rules/bans.py", "import chatroom.doors.lines\n", "rules may not import chatroom.doors.lines")
        self.offends("chatroom/formats/plain.py", "from chatroom import ports\n", "formats may not import chatroom.ports")
        self.offends("chatroom/rules/bans.py", "from ..formats import plain\n", "rules may not import chatroom.formats.plain")
        self.offends("chatroom/doors/lines.py", "from chatroom.config import load\n", "doors may not import chatroom.config")
        self.offends("chatroom/client/files.py", "from chatroom.ports import Sink\n", "client may not import chatroom.ports")

    def test_an_import_for_type_checkers_only(self) -> None:
        source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from chatroom.doors.lines import LineDoor\n"
        self.offends("chatroom/rules/realm.py", source, "rules may not import chatroom.doors.lines")

    def test_an_import_inside_a_function(self) -> None:
        self.offends("chatroom/words/text.py", "def f():\n    import chatroom.ports\n", "words may not import chatroom.ports")

    def test_packages_of_others(self) -> None:
        self.offends("chatroom/config/values.py", "from twisted.python import usage\n", "config may not import twisted")
        self.offends("chatroom/rules/realm.py", "from twisted.logger import Logger\n", "rules may not import twisted")
        self.offends("chatroom/formats/plain.py", "import yaml\n", "formats may not import yaml")
        self.offends("chatroom/ports.py", "from twisted.internet.task import Clock\n", "ports may not import twisted")
        self.offends("chatroom/doors/lines.py", "import argon2\n", "doors may not import argon2")
        self.offends("chatroom/terminal/keys.py", "import twisted\n", "terminal may not import twisted")
        self.offends(
            "chatroom/rules/realm.py", "from chatroom.terminal.keys import Key\n", "rules may not import chatroom.terminal"
        )
        self.offends("chatroom/office_hours.py", "import argon2\n", "office_hours may not import argon2")

    def test_what_is_allowed(self) -> None:
        self.passes(
            "chatroom/rules/realm.py", "import heapq\nfrom chatroom.delivery.turn import Turn\nfrom chatroom.rules import bans\n"
        )
        self.passes("chatroom/config/yaml_nodes.py", "import yaml\n")
        self.passes("chatroom/doors/lines.py", "from twisted.protocols.basic import LineReceiver\n")
        self.passes("chatroom/tap.py", "from twisted.internet import reactor\n")
        self.passes("chatroom/stores/checker.py", "import argon2\n")
        self.passes("chatroom/doors/staff.py", "from chatroom.terminal.discipline import Discipline\n")

    def test_a_reactor(self) -> None:
        for source in ("from twisted.internet import reactor\n", "import twisted.internet.epollreactor\n"):
            self.offends("chatroom/doors/lines.py", source, "which reactor runs")
            self.offends("chatroom/house.py", source, "which reactor runs")
        for source in (
            "import importlib\nr = importlib.import_module('twisted.internet.reactor')\n",
            "import sys\nr = sys.modules['twisted.internet.reactor']\n",
        ):
            self.offends("chatroom/doors/lines.py", source, "which reactor runs")

    def test_a_clock(self) -> None:
        self.offends("chatroom/rules/sweep.py", "import time\nnow = time.time()\n", "time.time outside the clock")
        self.offends("chatroom/tap.py", "import time\nnow = time.monotonic()\n", "time.monotonic outside the clock")
        self.offends("chatroom/rules/sweep.py", "from time import monotonic\n", "outside the clock")
        self.offends("chatroom/logs.py", "import datetime\nat = datetime.datetime.now()\n", "datetime.now outside the clock")
        self.offends("chatroom/logs.py", "from datetime import date\nday = date.today()\n", "date.today outside the clock")
        self.offends("chatroom/rules/sweep.py", "import time as t\nnow = t.time()\n", "calls time t, outside the clock")
        self.offends(
            "chatroom/logs.py", "from datetime import datetime as d\nat = d.now()\n", "calls datetime d, outside the clock"
        )
        self.passes("chatroom/clock.py", "import time\nnow = time.time()\n")

    def test_a_transport_s_socket(self) -> None:
        self.offends("chatroom/doors/lines.py", "def f(self):\n    self.transport.socket.send(b'')\n", "transport's socket")
        self.offends("chatroom/doors/lines.py", "def f(t):\n    return getattr(t, 'socket')\n", "transport's socket")
        self.passes("chatroom/client/files.py", "import socket\ns: socket.socket\n")
        self.offends("chatroom/doors/lines.py", "def f(self):\n    self.transport.startTLS(None)\n", "starts TLS")
        self.offends("chatroom/delivery/wire.py", "def f(self):\n    self._transport.startTLS(None)\n", "starts TLS")
        self.offends("chatroom/doors/lines.py", "def f(self):\n    self.transport.loseConnection()\n", "past its outbox")

    def test_an_early_import_of_the_command_line(self) -> None:
        self.offends("chatroom/cli.py", "from chatroom.config import load\n", "before the arguments are judged")
        self.passes("chatroom/cli.py", "import sys\nfrom chatroom import __version__\ndef f():\n    import chatroom.config\n")

    def test_a_module_that_grows_too_long(self) -> None:
        self.passes("chatroom/rules/realm.py", "\n" * 320)
        self.offends("chatroom/rules/realm.py", "\n" * 321, "321 lines")

    def test_a_room_that_is_not_on_the_plan(self) -> None:
        self.offends("chatroom/attic.py", "import os\n", "no floor attic")
