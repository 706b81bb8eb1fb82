"""What is packed, and that it runs where it has been installed, for somebody who may write nowhere (G901).

The packages are built and installed once, by pip and with the network, into a folder that everybody may read.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import NamedTuple

from tests.live.house import HouseCase
from tests.live.needs import needs, needs_root, needs_that
from tests.live.ports import SAMPLE_PORTS, take_sample_ports
from tests.live.programs import MORTAL, ROOT, Program, Visitor

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", "*.egg-info", "build", "dist", "_trial_temp*", ".*_cache", ".hypothesis", "dropin.cache"
)
NOBODY = "65534"
ROOMS = ("chatroom", "docs", "newsfragments", "tests", "twisted")  # whose every file is in the sdist


class Packages(NamedTuple):
    """What came out: the two packages, and the `bin` of an environment where the wheel has been installed as root would."""

    sdist: Path
    wheel: Path
    bin: Path


@cache
def packages() -> Packages:
    """Builds and installs, once for all tests of this file. Skips where pip cannot reach the package index."""
    place = Path(mkdtemp(prefix="chatroom-packages-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    place.chmod(0o755)
    copy = place / "copy"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    builder = environment(place / "builder", "setuptools>=77")
    made = {kind: build(builder, copy, place, kind) for kind in ("sdist", "wheel")}
    installed = environment(place / "installed", str(made["wheel"]))
    return Packages(made["sdist"], made["wheel"], installed)


def environment(place: Path, *wanted: str) -> Path:
    """The `bin` of a fresh virtual environment with these packages in it and nothing but what they need."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    pip = [sys.executable, "-m", "pip", "--python", place / "bin" / "python", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "install", "-q", *wanted], capture_output=True, text=True, check=False)
    offline = re.search(r"No matching distribution|Failed to establish|Temporary failure|ConnectionError", done.stderr)
    needs_that(not offline, "needs the package index, which pip cannot reach")
    if done.returncode:
        raise AssertionError(done.stderr)
    return place / "bin"


def build(builder: Path, source: Path, into: Path, kind: str) -> Path:
    """An "sdist" or a "wheel", by the build system that pyproject.toml names."""
    code = f"from setuptools.build_meta import build_{kind} as b; print('made', b({str(into)!r}))"
    done = subprocess.run([builder / "python", "-c", code], cwd=source, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return into / done.stdout.split("made ")[-1].strip()


class Contents(HouseCase):
    """Nothing is missing from the packages, and nothing is in them that belongs to the workshop."""

    def test_wheel(self) -> None:
        names = zipfile.ZipFile(packages().wheel).namelist()
        modules = [path.relative_to(ROOT).as_posix() for path in (ROOT / "chatroom").rglob("*.py")]
        for name in (*modules, "chatroom/sample.yaml", "twisted/plugins/chatroom_plugin.py"):
            self.assertIn(name, names)
        under_twisted = [name for name in names if name.startswith("twisted/")]
        self.assertEqual(under_twisted, ["twisted/plugins/chatroom_plugin.py"])
        tops = {name.partition("/")[0] for name in names}
        self.assertEqual({top for top in tops if not top.endswith(".dist-info")}, {"chatroom", "twisted"})
        entry_points = next(name for name in names if name.endswith("entry_points.txt"))
        commands = zipfile.ZipFile(packages().wheel).read(entry_points).decode()
        for command in ("chatroom", "chatserver", "chatclient"):
            self.assertIn(f"{command} = chatroom.cli:", commands)

    def test_sdist(self) -> None:
        with tarfile.open(packages().sdist) as sdist:
            names = {name.partition("/")[2] for name in sdist.getnames()}
        for name in (
            "channels.yaml", "Makefile", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "setup.cfg", "pyproject.toml",
            "twisted/plugins/chatroom_plugin.py", "chatroom/sample.yaml", "docs/operations.md", "docs/protocols/lines.md",
            "tests/test_floorplan.py", "tests/live/test_packaging.py", ".ci/run",
        ):  # fmt: skip
            self.assertIn(name, names)
        made = {"__pycache__", "dropin.cache"}
        files = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file() and not made & {*path.parts}]
        self.assertGreater(len(files), 500)
        self.assertEqual([str(path.relative_to(ROOT)) for path in files if path.relative_to(ROOT).as_posix() not in names], [])
        self.assertEqual([name for name in names if "__pycache__" in name or name.endswith(("dropin.cache", "__init__.py~"))], [])
        self.assertNotIn("twisted/__init__.py", names)

    def test_the_sample_is_what_make_run_serves(self) -> None:
        self.assertEqual((ROOT / "channels.yaml").read_bytes(), (ROOT / "chatroom" / "sample.yaml").read_bytes())


class Installed(HouseCase):
    """The installed server runs from any folder, for somebody who owns nothing."""

    def setUp(self) -> None:
        super().setUp()
        self.folder.chmod(0o755)

    def as_nobody(self, *argv: str, cwd: Path) -> Program:
        needs_root()
        setpriv = needs("setpriv", package="util-linux")
        rights = [setpriv, MORTAL, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        return self.start([*rights, str(packages().bin / argv[0]), *argv[1:]], {"PYTHONPATH": "", "HOME": "/nonexistent"}, cwd)

    def test_twistd_without_rights_without_noise(self) -> None:
        self.write_config()
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        os.chown(elsewhere, int(NOBODY), int(NOBODY))
        shutil.copy(self.config, elsewhere)
        server = self.as_nobody("twistd", "-n", "chatroom", "--config", "channels.yaml", cwd=elsewhere)
        server.await_listening(self.ports.values())
        self.enter("ann").expect("* ann has joined lobby.")
        server.process.terminate()
        self.assertEqual(server.end(), 0)
        self.assertEqual(server.errors, [])
        self.assertEqual([line for line in server.texts if "cache" in line or not re.search(" - INFO - ", line)], [])
        log = (elsewhere / "data" / "log" / "app.log").read_text("utf-8")
        self.assertNotIn("cache", log)

    def test_chatroom_run_and_the_classic_server_are_installed(self) -> None:
        run = self.as_nobody("chatroom", "run", "--config", str(self.write_config("log: {file: off}")), cwd=Path("/"))
        run.await_listening(self.ports.values())
        run.process.terminate()
        self.assertEqual(run.end(), 0)
        kept = f"{self.folder}/data: Permission denied: nothing is kept, and there are no accounts."
        self.assertEqual(run.errors, [kept])
        classic = self.folder / "classic.txt"
        classic.write_text("".join(f"channel {name} {port} 5\n" for name, port in self.ports.items()))
        server = self.as_nobody("chatserver", str(classic), cwd=Path("/"))
        server.await_listening(self.ports.values())
        ann = Visitor(self.ports["lobby"], "ann")
        self.addCleanup(ann.stop)
        ann.skip_to("[Server message (T)] ann has joined the channel.")

    def test_first_run_in_a_folder_that_cannot_be_written(self) -> None:
        """It serves the sample and writes nothing (G902), not even twistd's file with the number of its process."""
        take_sample_ports(self)
        with TemporaryDirectory() as name:
            bare = Path(name)
            bare.chmod(0o555)
            server = self.as_nobody("twistd", "-n", "chatroom", cwd=bare)
            server.await_listening(SAMPLE_PORTS)
            server.skip_to(re.compile(".*This folder cannot be written to: serving three sample channels without.*"))
            server.process.terminate()
            self.assertEqual(server.end(), 0)
            self.assertEqual(list(bare.iterdir()), [])
        self.assertEqual(len(server.errors), 2, server.errors)
        told = "\n".join(sorted(server.errors))
        self.assertRegex(told, r"The log file .*/data/log/app\.log cannot be opened: Permission denied\.")
        self.assertRegex(told, r"nothing is kept, and there are no accounts")


class Editable(HouseCase):
    """`pip install -e .` shows twistd the plugin, too."""

    def test_the_plugin_is_seen_from_elsewhere(self) -> None:
        place = packages().bin.parent.parent
        editable = environment(place / "editable", "--no-compile", "-e", str(place / "copy"))
        where = subprocess.run(
            [editable / "python", "-c", "import chatroom; print(chatroom.__file__)"], cwd="/", capture_output=True, text=True
        )
        self.assertEqual(where.stdout, f"{place / 'copy' / 'chatroom' / '__init__.py'}\n")
        server = self.start(
            [str(editable / "twistd"), *self.twistd("--config", str(self.write_config()))[1:]], {"PYTHONPATH": ""}
        )
        server.await_listening(self.ports.values())
