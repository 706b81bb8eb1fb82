"""A house that must not start: its store is damaged or too new, or files are not its own. One line, status 1 (F6, F8, F31).

And the store is left as it was found: there is never an empty one in the place of one that could be mended.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.faults.people import CALM, PeopleCase
from tests.live.needs import needs, needs_root, needs_that
from tests.live.ports import free_ports
from tests.live.programs import ROOT

PRIVILEGED = 1023  # a port


class StartCase(PeopleCase):
    """There is a store with an account, a ban and some history in it."""

    def setUp(self) -> None:
        super().setUp()
        password = self.account("ann", role="owner")
        self.serve(CALM)
        ann = self.sign_in("ann", password, "owner")
        for number in range(40):
            ann.say(f"/ban vic{number} some reason of some length, so that there are a few pages")
            ann.skip_to("* It hit nobody who is here. /undo lifts the ban.")
        self.server.process.terminate()
        self.assertEqual(self.server.end(), 0)
        self.argv = self.twistd("--config", str(self.config))

    def assert_refused_and_untouched(self, what: str, argv: list[str] | None = None) -> str:
        """Does not start, says in one line which file, and changes nothing in it."""
        before = {path.name: path.read_bytes() for path in self.data.glob("chatroom.sqlite*")}
        line = self.refused_start(argv or self.argv)
        self.assertIn(str(self.data), line, what)
        after = {path.name: path.read_bytes() for path in self.data.glob("chatroom.sqlite*")}
        self.assertEqual([name for name in before if before[name] != after.get(name)], [], what)
        self.assertEqual(after.get("chatroom.sqlite-wal", b""), before.get("chatroom.sqlite-wal", b""), what)
        for name in set(after) - set(before):  # what SQLite needs to look
            (self.data / name).unlink()
        return line


class DamagedTests(StartCase):
    """Twenty ways in which a file goes bad."""

    def test_F06_no_database_at_all(self) -> None:
        whole = self.store_file.read_bytes()
        for what, content in {
            "empty": b"",
            "text": b"these are not the bans you are looking for\n" * 200,
            "zeros": b"\0" * len(whole),
            "cut within the header": whole[:50],
            "cut after the first page": whole[:4096],
            "cut in half": whole[: len(whole) // 2],
            "a page short": whole[:-4096],
            "no header": b"\0" * 100 + whole[100:],
            "another page size": whole[:16] + b"\x02\x00" + whole[18:],
            "another program's": _foreign(self.elsewhere / "foreign"),
        }.items():
            self.store_file.write_bytes(content)
            self.assert_refused_and_untouched(what)
        self.store_file.write_bytes(whole)
        self.serve(CALM)  # as it was, it is good

    def test_F06_a_broken_page(self) -> None:
        """The first bytes of a page say what it is."""
        whole, dice = self.store_file.read_bytes(), random.Random(6)
        pages = len(whole) // 4096
        for page in dice.sample(range(1, pages), 9):
            broken = bytearray(whole)
            broken[page * 4096 : page * 4096 + 8] = dice.randbytes(8)
            broken[page * 4096] = 0x7F
            self.store_file.write_bytes(broken)
            line = self.assert_refused_and_untouched(f"page {page}")
            self.assertIn(".recover", line)
        self.store_file.write_bytes(whole)

    def test_F06_its_log_without_the_file(self) -> None:
        """What was acknowledged last is in the log; a new file would swallow it."""
        self.store_file.rename(self.elsewhere / "store")
        Path(f"{self.store_file}-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\0" * 28)
        line = self.assert_refused_and_untouched("log alone")
        self.assertFalse(self.store_file.exists())
        self.assertIn("is missing", line)


class NewerTests(StartCase):
    """A store that a newer program has written (F8)."""

    def test_F08_a_newer_schema_is_refused(self) -> None:
        with closing(sqlite3.connect(self.store_file)) as db:
            db.execute("PRAGMA user_version = 99")
        line = self.assert_refused_and_untouched("newer")
        self.assertIn("was written by a newer chatroom (schema 99", line)


class PermissionTests(StartCase):
    """Files that are not the server's own. It runs as nobody, since root may do everything (F31)."""

    def setUp(self) -> None:
        needs_root()
        super().setUp()
        setpriv = needs("setpriv", package="util-linux")
        self.folder.chmod(0o755)
        self.config.chmod(0o644)
        as_nobody = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
        done = subprocess.run(
            [*as_nobody, sys.executable, "-c", "import chatroom.tap"], cwd=ROOT, capture_output=True, timeout=60
        )
        needs_that(done.returncode == 0, f"needs a checkout that everybody may read: {ROOT}")
        self.as_nobody = [*as_nobody, *self.argv]

    def give_to_nobody(self) -> None:
        for path in (self.data, *self.data.rglob("*")):
            os.chown(path, 65534, 65534)

    def test_F31_a_data_folder_that_is_closed_to_us(self) -> None:
        self.assert_refused_and_untouched("root's, 0700", self.as_nobody)
        self.data.chmod(0o755)
        self.assert_refused_and_untouched("root's, not ours to write", self.as_nobody)

    def test_F31_a_store_that_is_closed_to_us(self) -> None:
        self.give_to_nobody()
        os.chown(self.store_file, 0, 0)
        line = self.assert_refused_and_untouched("root's file", self.as_nobody)
        self.assertIn(str(self.store_file), line)

    def test_F31_ours_again(self) -> None:
        """The same call, with the folder its own, starts: it was the permission."""
        self.give_to_nobody()
        server = self.start(self.as_nobody)
        server.await_listening(self.ports.values())

    def test_F31_members_only_and_nowhere_to_keep_accounts(self) -> None:
        """G305. With guests it starts and keeps nothing; without, nobody could come in."""
        for path in self.data.glob("chatroom.sqlite*"):
            path.unlink()
        self.data.chmod(0o755)
        self.write_config(f"{CALM}\nguests: off")
        line = self.refused_start(self.as_nobody)
        self.assertIn(f"{self.data}: not writable: there can be no accounts, and with guests: off nobody could come into", line)
        self.data.rename(self.folder / "elsewhere")
        line = self.refused_start(self.as_nobody)
        self.assertIn(f"{self.data}: Permission denied: there can be no accounts, and with guests: off nobody", line)
        self.write_config(CALM)
        self.start(self.as_nobody).await_listening(self.ports.values())

    def test_F31_a_privileged_port(self) -> None:
        """Where such ports are privileged."""
        first = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
        needs_that(first > PRIVILEGED, f"needs a kernel that keeps port {PRIVILEGED} for those who may have it")
        self.give_to_nobody()
        self.ports["office"] = PRIVILEGED
        self.write_config(CALM)
        line = self.refused_start(self.as_nobody)
        self.assertEqual(line, f"chatroom: cannot listen on 127.0.0.1 port {PRIVILEGED}: Permission denied. No port was opened.")

    def test_F31_a_host_key_that_we_cannot_read(self) -> None:
        (port,) = free_ports(1)
        self.write_config(f"{CALM}\nssh: {{port: {port}}}")
        key = self.data / "ssh_host_ed25519_key"
        key.write_bytes(b"whatever it is")
        key.chmod(0o600)
        self.give_to_nobody()
        os.chown(key, 0, 0)
        line = self.refused_start(self.as_nobody)
        self.assertEqual(line, f"The SSH host key {key} cannot be used: Permission denied.")
        self.assertEqual(key.read_bytes(), b"whatever it is")

    def test_F31_a_host_key_that_others_can_read(self) -> None:
        (port,) = free_ports(1)
        self.write_config(f"{CALM}\nssh: {{port: {port}}}")
        server = self.start(self.argv)
        server.await_listening([port])
        server.kill()
        key = self.data / "ssh_host_ed25519_key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        before = key.read_bytes()
        key.chmod(0o644)
        line = self.refused_start(self.argv)
        self.assertEqual(line, f"The SSH host key {key} can be read by others (mode 0644): chmod 600 {key}")
        self.assertEqual(key.read_bytes(), before)


def _foreign(path: Path) -> bytes:
    """A sound database of another program."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
        db.commit()
    return path.read_bytes()
