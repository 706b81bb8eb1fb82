"""Opening a store's file: what is refused, what is made, what is upgraded, and who may read it."""

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from unittest import SkipTest

from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores import migrations, opening
from chatroom.stores.inspection import verify
from chatroom.stores.opening import prepare
from chatroom.stores.sqlite import SqliteStore
from chatroom.stores.trouble import BadStore
from chatroom.words import records as r
from tests.stores.waiting import Caller

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent

# What schema 1 left in people's files, written down once more: a change of its schema file is a change of theirs.
VERSION_1 = """
CREATE TABLE accounts (account TEXT NOT NULL PRIMARY KEY, nick TEXT NOT NULL, secret TEXT NOT NULL, made REAL NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE roles (account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, channel TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (account, channel)) STRICT, WITHOUT ROWID;
CREATE TABLE keys (account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, fingerprint TEXT NOT NULL, blob TEXT NOT NULL,
    comment TEXT NOT NULL, PRIMARY KEY (account, fingerprint)) STRICT, WITHOUT ROWID;
CREATE TABLE notes (number INTEGER PRIMARY KEY, at REAL NOT NULL, subject TEXT NOT NULL, by TEXT NOT NULL, text TEXT NOT NULL)
    STRICT;
CREATE INDEX notes_by_subject ON notes (subject, number);
CREATE TABLE bans (number INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, by TEXT NOT NULL,
    reason TEXT NOT NULL, until REAL) STRICT;
CREATE TABLE mutes (at REAL NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, by TEXT NOT NULL,
    reason TEXT NOT NULL, until REAL NOT NULL, PRIMARY KEY (channel, kind, value)) STRICT, WITHOUT ROWID;
CREATE TABLE slow (channel TEXT NOT NULL PRIMARY KEY, seconds INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE audit (number INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, key TEXT NOT NULL, origin TEXT NOT NULL,
    act TEXT NOT NULL, target TEXT NOT NULL, reason TEXT NOT NULL, until REAL, result TEXT NOT NULL, undoes INTEGER NOT NULL,
    mark TEXT NOT NULL, subject TEXT NOT NULL) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, number);
CREATE TABLE kept (one INTEGER PRIMARY KEY CHECK (one = 1), next_ban INTEGER NOT NULL, audit_count INTEGER NOT NULL,
    audit_head TEXT NOT NULL, latest TEXT NOT NULL, blank TEXT NOT NULL) STRICT;
INSERT INTO kept VALUES (1, 8, 0, '0000000000000000000000000000000000000000000000000000000000000000', '', '');
INSERT INTO accounts VALUES ('bob', 'Bob', 'secret', 4.5);
INSERT INTO roles VALUES ('bob', '', 'owner');
INSERT INTO bans VALUES (7, 1.0, 'name', 'eve', 'bob', 'spam', NULL);
PRAGMA application_id = 0x63686174;
PRAGMA user_version = 1;
"""
BOB = r.KeptAccount("bob", "Bob", "secret", 4.5, (("", "owner"),), ())
IN_VERSION_1 = r.Snapshot((BOB,), (r.BanPlaced(1.0, 7, "name", "eve", "bob", "spam", None),), (), (), 8)
LATEST = migrations.steps()[-1].version
STEP_2 = migrations.Step(
    LATEST + 1, f"ALTER TABLE accounts ADD COLUMN seen REAL; UPDATE accounts SET seen = 9.0;PRAGMA user_version = {LATEST + 1};"
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class OpeningCase(SynchronousTestCase):
    """A path in a folder of its own."""

    def setUp(self) -> None:
        self.path = Path(self.mktemp()) / "chatroom.db"
        self.path.parent.mkdir(mode=0o700)

    def write_version_1(self, sql: str = VERSION_1) -> None:
        with closing(sqlite3.connect(self.path)) as db:
            db.executescript(sql)

    def snapshot(self) -> r.Snapshot:
        caller = Caller()
        store = SqliteStore.open(self.path, caller.call_back)
        snapshot = caller.wait(store.restore(10.0))
        caller.wait(store.close())
        return snapshot

    def ask(self, sql: str, path: Path | None = None) -> object:
        with closing(sqlite3.connect(path or self.path)) as db:
            return db.execute(sql).fetchone()[0]

    def refused(self) -> str:
        """The sentence with which the file is refused: one line that names it, and no other exception."""
        sentence = str(self.assertRaises(BadStore, prepare, self.path))
        self.assertIn(str(self.path), sentence)
        self.assertNotIn("\n", sentence)
        return sentence

    def assertUntouched(self, content: bytes) -> None:
        self.assertEqual(self.path.read_bytes(), content)


class MakingTests(OpeningCase):
    """A file that is not there yet."""

    def test_it_is_made_for_one_user_alone(self) -> None:
        os.umask(before := os.umask(0))
        self.addCleanup(os.umask, before)
        os.umask(0)
        path = self.path.parent / "data" / "chatroom.db"
        caller = Caller()
        store = SqliteStore.open(path, caller.call_back)
        caller.wait(store.commit([r.ChannelSlowed(1.0, "lobby", 3)]))
        self.assertEqual(mode(path.parent), 0o700)
        self.assertEqual(
            {name.name: mode(name) for name in path.parent.iterdir()},
            {"chatroom.db": 0o600, "chatroom.db-wal": 0o600, "chatroom.db-shm": 0o600},
        )
        caller.wait(store.close())
        self.assertEqual([name.name for name in path.parent.iterdir()], ["chatroom.db"])

    def test_what_a_killed_attempt_left_is_no_store(self) -> None:
        self.path.with_name("chatroom.db.new").write_bytes(b"half")
        self.path.with_name("chatroom.db.new-wal").write_bytes(b"half")
        self.assertEqual(self.snapshot(), r.Snapshot())
        self.assertEqual([name.name for name in self.path.parent.iterdir()], ["chatroom.db"])

    def test_the_name_is_given_last(self) -> None:
        def fail(growing: Path, path: Path) -> None:
            self.assertTrue(growing.exists())
            raise OSError(28, "No space left on device")

        self.patch(opening, "settle", fail)
        self.assertIn("No space left on device", self.refused())
        self.assertFalse(self.path.exists())

    def test_a_log_without_its_file_is_not_buried(self) -> None:
        log = Path(f"{self.path}-wal")
        log.write_bytes(b"precious")
        self.assertIn("is missing, but its log", self.refused())
        self.assertEqual((self.path.exists(), log.read_bytes()), (False, b"precious"))

    def test_F07_a_link_to_a_file_that_is_not_there_is_no_place_for_a_new_one(self) -> None:
        """It is on a disk that somebody has yet to mount."""
        away = self.path.with_name("away.sqlite")
        self.path.symlink_to(away)
        self.assertEqual(self.refused(), f"{self.path} leads to {away}, which is not there. Bring it back, or remove the link.")
        self.assertTrue(self.path.is_symlink() and not away.exists())

    def test_an_empty_log_without_its_file_holds_nothing(self) -> None:
        """A start that was cut off leaves one; nobody should have to move it away by hand."""
        Path(f"{self.path}-wal").touch()
        prepare(self.path)
        self.assertEqual(self.snapshot(), r.Snapshot())

    def test_F07_parts_of_it_are_missing_or_from_another_day(self) -> None:
        """It opens with the first so many of what was kept, or is refused; in no other way."""
        caller, days = Caller(), []
        store = SqliteStore.open(self.path, caller.call_back)
        folder = self.path.parent
        for seconds in range(1, 31):
            act = r.ActAudited(1.0, "ann", "", "", "slow", "lobby", "", None, "done")
            caller.wait(store.commit([r.ChannelSlowed(1.0, "lobby", seconds), act]))
            if seconds % 15 == 0:
                days.append({name.name: name.read_bytes() for name in folder.iterdir()})
        caller.wait(store.close())
        file, log, index = (f"chatroom.db{end}" for end in ("", "-wal", "-shm"))
        old, new = days
        half, noise = new[log][: len(new[log]) // 2], b"\xa5" * len(new[log])
        whole = ("all of it", "no index", "noise as index", "an old index")
        for name, parts in {
            "all of it": {}, "no index": {index: None}, "noise as index": {index: noise[:32768]},
            "no log": {log: None}, "an empty log": {log: b""}, "half a log": {log: half}, "noise as log": {log: noise},
            "an old log": {log: old[log]}, "an old file": {file: old[file]}, "an old index": {index: old[index]},
        }.items():  # fmt: skip
            for left in folder.iterdir():
                left.unlink()
            for part, content in (new | parts).items():
                if content is not None:
                    (folder / part).write_bytes(content)
            try:
                slow = dict(self.snapshot().slow).get("lobby", 0)
            except BadStore as bad:
                self.assertTrue(name not in whole and str(self.path) in str(bad), (name, bad))
                continue
            self.assertEqual((self.ask("SELECT count(*) FROM audit"), verify(self.path)), (slow, []), name)
            self.assertTrue(slow == 30 or name not in whole, (name, slow))

    def test_doors_left_open_are_shut(self) -> None:
        self.write_version_1()
        self.path.chmod(0o644)
        prepare(self.path)
        self.assertEqual(mode(self.path), 0o600)


class RefusedFilesTests(OpeningCase):
    """Files that are no sound store are refused and left as they are (F6, F7)."""

    def made(self) -> bytes:
        """A sound store with something in every page."""
        caller = Caller()
        store = SqliteStore.open(self.path, caller.call_back)
        caller.wait(store.commit([r.AccountMade(1.0, f"name{n}", f"Name{n}", "s" * 90) for n in range(400)]))
        caller.wait(store.commit([r.ActAudited(1.0, "ann", "", "", "kick", f"bob{n}", "", None, "done") for n in range(400)]))
        caller.wait(store.close())
        return self.path.read_bytes()

    def test_not_a_database(self) -> None:
        for content in (b"hello, I am a text file\n" * 400, b"\0" * 8192, os.urandom(9000)):
            self.path.write_bytes(content)
            self.assertIn(".recover", self.refused())
            self.assertUntouched(content)

    def test_an_empty_file(self) -> None:
        for content in (b"", b"x"):
            self.path.write_bytes(content)
            self.assertIn("is empty or not a chatroom store", self.refused())
            self.assertUntouched(content)

    def test_a_database_of_another_program(self) -> None:
        with closing(sqlite3.connect(self.path)) as db:
            db.executescript("CREATE TABLE holiday (photo BLOB); PRAGMA user_version = 1;")
        content = self.path.read_bytes()
        self.assertIn("not a chatroom store", self.refused())
        self.assertUntouched(content)

    def test_cut_short(self) -> None:
        whole = self.made()
        for length in (100, 512, 4096, 4097, len(whole) // 2, len(whole) - 4096):
            self.path.write_bytes(whole[:length])
            self.assertIn(".recover", self.refused(), length)
            self.assertUntouched(whole[:length])

    def test_a_broken_page(self) -> None:
        whole = self.made()
        for page in range(len(whole) // 4096):
            start = page * 4096 + (100 if page == 0 else 0)
            broken = whole[:start] + b"\xa5" * 8 + whole[start + 8 :]
            self.path.write_bytes(broken)
            self.assertIn(".recover", self.refused(), page)
            self.assertUntouched(broken)

    def test_a_random_byte_is_refused_or_harmless(self) -> None:
        """A letter of a name may change unseen (the audit log's would be found by its chain), but nothing breaks later."""
        whole = self.made()
        dice = random.Random(6)
        refused = 0
        for _ in range(60):
            at = dice.randrange(len(whole))
            broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
            self.path.write_bytes(broken)
            try:
                self.snapshot()
            except BadStore as problem:
                refused += 1
                self.assertIn(str(self.path), str(problem))
                self.assertUntouched(broken)
        self.assertGreater(refused, 0)

    def test_a_newer_schema(self) -> None:
        self.write_version_1(VERSION_1 + "PRAGMA user_version = 99;")
        content = self.path.read_bytes()
        sentence = self.refused()
        self.assertIn("newer chatroom (schema 99, this one knows", sentence)
        self.assertUntouched(content)

    def test_a_file_that_another_program_holds(self) -> None:
        self.write_version_1()
        self.patch(opening, "LOCK_SECONDS", 0.1)
        with closing(sqlite3.connect(self.path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            self.assertIn("Stop the program that uses it.", self.refused())
        self.assertEqual(self.snapshot(), IN_VERSION_1)


class OtherUserTests(OpeningCase):
    """Files and folders of somebody else, seen as user nobody (uid 65534)."""

    def setUp(self) -> None:
        super().setUp()
        if os.getuid() != 0:
            raise SkipTest("needs root, to become another user")
        # In a place that everybody may reach, which a home folder need not be.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "chatroom.db"
        self.path.parent.chmod(0o755)

    def refused_to_nobody(self) -> str:
        run = subprocess.run(
            [sys.executable, str(HERE / "as_nobody.py"), str(self.path.resolve())],
            capture_output=True, text=True, timeout=60, cwd=ROOT, check=False,
        )  # fmt: skip
        self.assertEqual((run.returncode, run.stderr), (1, ""))
        self.assertIn(str(self.path.name), run.stdout)
        return run.stdout

    def test_no_file_is_made_in_a_folder_of_somebody_else(self) -> None:
        self.assertIn("Permission denied. Give the file and its folder", self.refused_to_nobody())
        self.assertEqual(list(self.path.parent.iterdir()), [])

    def test_a_file_in_a_folder_that_may_not_be_written(self) -> None:
        self.write_version_1()
        self.path.chmod(0o666)
        content = self.path.read_bytes()
        self.assertIn("this user may not write it, or not beside it", self.refused_to_nobody())
        self.assertUntouched(content)

    def test_a_file_that_may_not_be_read(self) -> None:
        self.write_version_1()
        self.path.chmod(0o600)
        self.path.parent.chmod(0o777)
        self.assertIn("this user may not write it", self.refused_to_nobody())


class UpgradeTests(OpeningCase):
    """Older files (F8)."""

    def with_step_2(self, step: migrations.Step = STEP_2) -> None:
        known = migrations.steps()
        self.assertEqual(known[0].version, 1)
        for module in (migrations, opening):
            self.patch(module, "steps", lambda: [*known, step])

    def test_a_file_of_version_1(self) -> None:
        self.write_version_1()
        self.assertEqual(self.snapshot(), IN_VERSION_1)

    def test_version_1_is_what_it_was(self) -> None:
        self.write_version_1()
        new = self.path.with_name("new.db")
        with closing(sqlite3.connect(new)) as db:
            migrations.steps()[0].take(db)
        everything = (
            "SELECT group_concat(type || name || tbl_name || replace(replace(sql, char(10), ''), ' ', ''), '|')"
            " FROM sqlite_schema"
        )
        self.assertIn("tableaccounts", str(self.ask(everything)))
        self.assertEqual(self.ask(everything), self.ask(everything, new))

    def test_F08_an_upgrade_leaves_a_backup(self) -> None:
        self.write_version_1()
        self.with_step_2()
        backup = self.path.with_name("chatroom.db.backup-v1")
        backup.write_bytes(b"of an upgrade that was killed")
        self.assertEqual(self.snapshot(), IN_VERSION_1)
        self.assertEqual((self.ask("PRAGMA user_version"), self.ask("SELECT seen FROM accounts")), (LATEST + 1, 9.0))
        self.assertEqual((self.ask("PRAGMA user_version", backup), self.ask("SELECT nick FROM accounts", backup)), (1, "Bob"))
        self.assertEqual(mode(backup), 0o600)
        self.assertEqual(sorted(p.name for p in self.path.parent.iterdir()), ["chatroom.db", "chatroom.db.backup-v1"])

    def test_a_backup_is_made_only_for_an_upgrade(self) -> None:
        self.write_version_1()
        prepare(self.path)
        self.with_step_2()
        prepare(self.path)
        for version in (1, LATEST):
            self.path.with_name(f"chatroom.db.backup-v{version}").unlink()
        prepare(self.path)
        self.assertEqual([p.name for p in self.path.parent.iterdir()], ["chatroom.db"])

    def test_what_the_log_holds_is_in_the_backup(self) -> None:
        self.write_version_1()
        other = sqlite3.connect(self.path, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE accounts SET nick = 'BOB'")
        self.with_step_2()
        prepare(self.path)
        self.assertEqual(self.ask("SELECT nick FROM accounts", self.path.with_name("chatroom.db.backup-v1")), "BOB")

    def test_F08_a_step_that_fails_leaves_the_old_version(self) -> None:
        self.write_version_1()
        step = f"UPDATE accounts SET nick = 'x'; PRAGMA user_version = {LATEST + 1}; SELECT nothing;"
        self.with_step_2(migrations.Step(LATEST + 1, step))
        self.refused()
        self.assertEqual((self.ask("PRAGMA user_version"), self.ask("SELECT nick FROM accounts")), (LATEST, "Bob"))

    def test_F08_killed_in_the_middle(self) -> None:
        """Ten kills, each further on. What is left is the old file or the new one, and the next start upgrades it."""
        self.write_version_1()
        old, versions = self.path.read_bytes(), []
        for steps in range(10):
            for leftover in self.path.parent.iterdir():
                leftover.unlink()
            self.path.write_bytes(old)
            run = subprocess.run(
                [sys.executable, str(HERE / "killed_upgrade.py"), str(self.path.resolve()), str(2 ** (steps + 1))],
                capture_output=True, timeout=60, cwd=ROOT, check=False,
            )  # fmt: skip
            self.assertEqual((run.returncode, run.stderr), (-signal.SIGKILL, b""))
            version = self.ask("PRAGMA user_version")
            self.assertEqual(self.ask("SELECT count(*) FROM pragma_table_info('accounts') WHERE name = 'seen'"), version > 1)
            self.assertEqual(self.ask("SELECT nick FROM accounts"), "Bob")
            versions.append(version)
        self.assertEqual(set(versions), {1, LATEST + 1}, versions)
        self.path.write_bytes(old)
        self.with_step_2()
        self.assertEqual(self.snapshot(), IN_VERSION_1)
        self.assertEqual((self.ask("PRAGMA user_version"), self.ask("SELECT seen FROM accounts")), (LATEST + 1, 9.0))
