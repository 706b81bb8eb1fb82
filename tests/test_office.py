"""`chatroom admin` and `chatroom audit`: on the store, over the socket, and as programs (G304, G307, G309, G607)."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from twisted.internet import reactor as plain_reactor
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import SynchronousTestCase, TestCase

from chatroom import office
from chatroom.config import Settings
from chatroom.config.settings import channel
from chatroom.house import House
from chatroom.keeping import open_checker, open_store
from chatroom.rules.accounts import Role, token_fingerprint
from chatroom.stores.trouble import BadStore

PASSWORD = "Correct-Horse-9"
OWNER = {"do": "add", "name": "ann", "password": PASSWORD, "role": "owner"}


class FolderCase(SynchronousTestCase):
    """A configuration and an empty data folder."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.settings = Settings(data=self.folder / "data", channels=(channel("lobby", 6001, 2),))
        (self.folder / "channels.yaml").write_text("channels: [{name: lobby, port: 6001, capacity: 2}]\n")

    def chatroom(self, *words: str, typed: str = "", speaks: str = "utf-8:strict") -> subprocess.CompletedProcess[str]:
        """Runs the program here, as somebody types it whose terminal speaks so."""
        more = {"PYTHONPATH": str(Path(office.__file__).parents[1]), "PYTHONIOENCODING": speaks}
        return subprocess.run(
            [sys.executable, "-m", "chatroom", *words], cwd=self.folder, input=typed, capture_output=True,
            encoding="utf-8", errors="surrogateescape", timeout=60, env=os.environ | more,
        )  # fmt: skip

    def says(self, status: int, line: str, *words: str, typed: str = "") -> None:
        done = self.chatroom(*words, typed=typed)
        told = done.stderr if status else done.stdout
        self.assertEqual((done.returncode, told.splitlines()), (status, [line]), words)


class OnTheStore(FolderCase):
    """While no server runs."""

    def test_what_was_done_is_there_the_next_time(self) -> None:
        self.assertEqual(
            office.ask(self.settings, OWNER), {"status": 0, "lines": ["ann is an account now, with the role owner."]}
        )
        self.assertEqual(office.ask(self.settings, {"do": "list"})["lines"], ["ann: owner, with a password."])
        self.assertEqual(office.ask(self.settings, OWNER)["status"], 1)
        stream = io.StringIO()
        self.assertEqual(office.export(office.store_of(self.settings), stream), 2)
        first, second = map(json.loads, stream.getvalue().splitlines())
        self.assertEqual((first["act"], first["target"], first["result"]), ("add-account", "ann owner", "done"))
        self.assertEqual(first["who"], f"operator (uid {os.getuid()})")
        self.assertEqual(second["result"], "account-exists")

    def test_a_bot_s_token(self) -> None:
        """G1203: shown once, kept as a hash, in force after a restart, gone when it is revoked, and all of it audited."""
        self.says(0, "helper is an account now, with the role bot.", "admin", "add", "helper", "--bot")
        made = self.chatroom("admin", "token", "helper")
        token, shown_once = made.stdout.splitlines()
        self.assertRegex(token, r"\Achatroom_[A-Za-z0-9_-]{48}\Z")
        self.assertIn("It is shown only now", shown_once)
        for path in self.settings.data.iterdir():
            self.assertNotIn(token.encode(), path.read_bytes(), path)
        store, snapshot = open_store(self.settings.data, 0.0, lambda fn, *args: fn(*args))
        store.close()
        self.assertEqual([key.fingerprint for key in snapshot.accounts[0].keys], [token_fingerprint(token)])
        self.says(0, "helper: bot, without a password, with a token.", "admin", "list")
        self.assertNotEqual(self.chatroom("admin", "token", "helper").stdout.splitlines()[0], token)
        self.says(0, "The token of helper opens nothing any more.", "admin", "token", "helper", "--revoke")
        self.says(1, "helper has no token. To make one: chatroom admin token helper", "admin", "token", "helper", "--revoke")
        self.says(0, "helper: bot, without a password.", "admin", "list")
        stream = io.StringIO()
        office.export(office.store_of(self.settings), stream)
        acts = [(row["act"], row["target"], row["result"]) for row in map(json.loads, stream.getvalue().splitlines())]
        self.assertEqual(
            acts,
            [
                ("add-account", "helper bot", "done"),
                ("make-token", "helper", "done"),
                ("make-token", "helper", "done"),
                ("revoke-token", "helper", "done"),
                ("revoke-token", "helper", "no-token"),
            ],
        )
        self.assertNotIn(token, stream.getvalue())

    def test_only_bots_have_tokens(self) -> None:
        office.ask(self.settings, OWNER)
        only = "ann is not a bot's account, and only bots have tokens. To make one: chatroom admin add NAME --bot"
        self.says(1, only, "admin", "token", "ann")

    def test_the_password_is_hashed_and_nowhere(self) -> None:
        office.ask(self.settings, OWNER)
        for path in self.settings.data.iterdir():
            self.assertNotIn(PASSWORD.encode(), path.read_bytes() if path.is_file() else b"")

    def test_a_store_that_cannot_be_trusted(self) -> None:
        self.settings.data.mkdir()
        office.store_of(self.settings).write_bytes(b"this is no store")
        with self.assertRaises(BadStore):
            office.ask(self.settings, OWNER)


class OverTheSocket(TestCase):
    """While a server runs: in effect there at once."""

    async def test_the_running_house_is_asked(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            reactor: Any = plain_reactor
            settings = Settings(data=Path(folder), channels=(channel("lobby", 6001, 2),))
            store, snapshot = open_store(settings.data, 0.0, reactor.callFromThread)
            checker = open_checker(reactor.callFromThread)
            house = House(settings, reactor, store=store, checker=checker, snapshot=snapshot)
            house.open_control()
            answer = await deferToThread(office.ask, settings, OWNER)
            self.assertEqual(answer["status"], 0)
            self.assertEqual([account.role() for account in house.realm.accounts], [Role.OWNER])
            for port in house.ports:
                await port.stopListening()
            await store.close()
            checker.close()
            again = await deferToThread(office.ask, settings, {"do": "list"})
            self.assertEqual(again["lines"], ["ann: owner, with a password."])


class Programs(FolderCase):
    """As somebody types them."""

    def test_accounts(self) -> None:
        self.says(
            0, "ann is an account now, with the role owner.", "admin", "add", "ann", "--role", "owner", typed=f"{PASSWORD}\n"
        )
        self.says(0, "bob is an account now, with the role member.", "admin", "add", "bob", "--no-password")
        self.says(0, "bob has the role moderator in lobby now.", "admin", "role", "bob", "moderator", "lobby")
        self.says(1, "No password, so nothing has happened.", "admin", "passwd", "ann")
        listed = self.chatroom("admin", "list").stdout.splitlines()
        self.assertEqual(listed, ["ann: owner, with a password.", "bob: moderator in lobby, without a password."])

    def test_keys(self) -> None:
        self.chatroom("admin", "add", "ann", "--no-password")
        self.says(1, "nothing.pub: No such file or directory.", "admin", "key", "ann", "nothing.pub")
        done = self.chatroom("admin", "key", "ann", "-", typed="hello\n")
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_what_is_no_text(self) -> None:
        no = "That password is no text in UTF-8, so nothing has happened. Please try another one."
        self.says(1, no, "admin", "add", "ann", typed="\udcff\udcfe-secret\n")
        self.chatroom("admin", "add", "ann", "--no-password")
        self.assertEqual(self.chatroom("admin", "key", "ann", "-", typed="ssh-ed25519 \udcff\n").returncode, 2)

    def test_a_terminal_that_has_not_all_letters(self) -> None:
        self.says(
            0,
            "\u043c\u0438\u0440 is an account now, with the role member.",
            "admin",
            "add",
            "\u043c\u0438\u0440",
            "--no-password",
        )
        listed = self.chatroom("admin", "list", speaks="ascii:strict")
        self.assertEqual(listed.stdout, "\\u043c\\u0438\\u0440: member, without a password.\n")
        self.assertIn("\u043c\u0438\u0440", self.chatroom("audit", "export", speaks="ascii:strict").stdout)

    def test_a_full_disk_behind_standard_output(self) -> None:
        self.chatroom("admin", "add", "ann", "--no-password")
        for words in (("admin", "list"), ("audit", "export"), ("audit", "verify")):
            with open("/dev/full", "w") as full:
                done = subprocess.run(
                    [sys.executable, "-m", "chatroom", *words], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True,
                    env=os.environ | {"PYTHONPATH": str(Path(office.__file__).parents[1])}, check=False, timeout=60,
                )  # fmt: skip
            told = "What there is to say could not be written: No space left on device."
            self.assertEqual((done.returncode, done.stderr.splitlines()[-1]), (1, told), words)

    def test_on_a_terminal_the_password_is_asked_for_twice_and_never_shown(self) -> None:
        for second, status, told in ((PASSWORD, 0, "ann is an account now"), ("other", 1, "The two are not the same")):
            main, side = pty.openpty()
            root = str(Path(office.__file__).parents[1])
            words = [sys.executable, "-m", "chatroom", "admin", "add", "ann", "--role", "owner"]
            environment = os.environ | {"PYTHONPATH": root}
            program = subprocess.Popen(
                words, cwd=self.folder, stdin=side, stdout=side, stderr=side, env=environment, start_new_session=True
            )
            os.close(side)
            shown = self._until(main, b"Password for ann: ")
            os.write(main, f"{PASSWORD}\n".encode())
            shown += self._until(main, b"once more: ")
            os.write(main, f"{second}\n".encode())
            shown += self._until(main, told.encode())
            self.assertEqual(program.wait(60), status)
            os.close(main)
            self.assertNotIn(PASSWORD.encode(), shown)
            for path in self.settings.data.glob("*") if self.settings.data.exists() else ():
                path.unlink()

    def _until(self, main: int, mark: bytes) -> bytes:
        seen = b""
        while mark not in seen:
            seen += os.read(main, 4096)
        return seen

    def test_the_audit_log(self) -> None:
        self.says(2, f"{self.folder / 'data' / 'chatroom.sqlite'} is not there.", "audit", "verify")
        self.chatroom("admin", "add", "ann", "--no-password", "--role", "owner")
        self.chatroom("admin", "role", "ann", "admin")
        self.says(0, "The audit log is sound: 2 records.", "audit", "verify")
        exported = self.chatroom("audit", "export")
        self.assertEqual([json.loads(line)["number"] for line in exported.stdout.splitlines()], [1, 2])
        with sqlite3.connect(self.folder / "data" / "chatroom.sqlite") as db:
            db.execute("UPDATE audit SET result = 'done' WHERE number = 2")
        db.close()
        done = self.chatroom("audit", "verify")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, re.compile("^The audit log was changed: record 2 "))

    def test_a_configuration_with_errors(self) -> None:
        (self.folder / "channels.yaml").write_text("")
        self.says(1, "channels.yaml:1: the file is empty; it needs at least a list of channels", "admin", "list")
