"""Every kind of file that a server writes, after every way of giving it a password: none holds one (G304, S3-11)."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.faults.people import CALM, PeopleCase
from tests.live.hearing import PATIENCE
from tests.live.needs import needs
from tests.live.operator_ssh import Operator
from tests.live.ports import free_ports
from tests.live.programs import command

BY_PASSWORD = ("-o", "PreferredAuthentications=password", "-o", "NumberOfPasswordPrompts=1")


class EveryFile(PeopleCase):
    """All that PeopleCase looks through after each of its tests, made in one."""

    def setUp(self) -> None:
        needs("ssh", package="openssh-client")
        super().setUp()
        (ssh_port,) = free_ports(1)
        self.ann = Operator(self.elsewhere, ssh_port)
        self.more = f"{CALM}\nlog: {{level: debug}}\nssh: {{port: {ssh_port}}}"

    def write_config(self, more: str = "") -> Path:
        path = super().write_config(more)
        path.write_text(path.read_text().replace("capacity: 20}", "capacity: 20, transcript: on}"))
        return path

    def test_none_holds_a_password(self) -> None:
        self.serve(self.more)
        self.by_the_administrator()
        self.on_the_line_door()
        self.over_ssh()
        self.server.kill()  # what was not written back is still in the store's log
        self.assertGreater((self.data / "chatroom.sqlite-wal").stat().st_size, 0)
        self.assert_no_password_was_written()
        self.serve(self.more)
        self.copies()
        written = {path.relative_to(self.data).as_posix() for path in self.data.rglob("*") if path.is_file()}
        self.assertLessEqual({"chatroom.sqlite", "log/app.log", "ssh_host_ed25519_key", "audit.json", "copy.sqlite"}, written)
        self.assertTrue([name for name in written if name.startswith("transcripts/lobby-")], written)
        for name, words in (
            ("log/app.log", b"dan joined lobby"),
            ("audit.json", b"set-password"),
            ("copy.sqlite", b"$argon2id$"),
        ):
            self.assertIn(words, (self.data / name).read_bytes())

    def test_one_that_is_written_would_be_found(self) -> None:
        """Wherever it is."""
        password = self.account("dan")
        self.assert_no_password_was_written()
        note = self.data / "deep" / "down"
        note.parent.mkdir()
        note.write_bytes(b"\0\xff" + password.encode() + b"\0")
        self.assertRaises(self.failureException, self.assert_no_password_was_written)
        note.unlink()

    def by_the_administrator(self) -> None:
        first, second = self.secret("Adam-Secret-11"), self.secret("Adam-Secret-22")
        self.chatroom("admin", "add", "ann", "--role", "owner", typed=first)
        self.chatroom("admin", "passwd", "ann", typed=second)
        self.password = second

    def on_the_line_door(self) -> None:
        first, second, wrong = self.secret("Dan-Secret-333"), self.secret("Dan-Secret-444"), self.secret("Wrong-Battery-5")
        dan = self.call("lobby", "127.0.6.1")
        dan.say(f"register dan {first}")
        dan.skip_to("* dan is an account now. To come in, type /login, dan and the password.")
        dan.say(f"login dan {wrong}")
        dan.skip_to("* That is not the right password. Please check it, capital letters too, and try again.")
        dan.say(f"login dan {first}")
        dan.skip_to("* dan has joined lobby.")
        dan.say("a word for the transcript")
        dan.say(f"register dan {second}")  # too late, and seen by nobody
        dan.say(f"/login dan {second}")
        dan.say(f"/passwd {first} {second}")
        dan.skip_to("* The password of dan has changed. From now on only the new one works.")

    def over_ssh(self) -> None:
        done = self.ann.run("who", more=BY_PASSWORD, env=self.ann.password(self.password))
        self.assertEqual(done.returncode, 0, done.stderr)
        wrong = self.ann.run("who", more=BY_PASSWORD, env=self.ann.password(self.secret("Wrong-Battery-6")))
        self.assertEqual(wrong.returncode, 255)

    def copies(self) -> None:
        """A backup, as docs/operations.md has it, and the audit log as lines of JSON."""
        with (
            closing(sqlite3.connect(self.store_file)) as store,
            closing(sqlite3.connect(self.data / "copy.sqlite")) as copy,
        ):
            store.backup(copy)
        (self.data / "audit.json").write_bytes(self.chatroom("audit", "export"))

    def chatroom(self, *words: str, typed: str = "") -> bytes:
        done = subprocess.run(
            [*command("chatroom"), *words], cwd=self.folder, input=f"{typed}\n".encode(), capture_output=True, timeout=PATIENCE
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        found = [word for word in self.passwords if word.encode() in done.stdout + done.stderr]
        self.assertEqual(found, [])
        return done.stdout
