"""A house with accounts for the live and fault tests: people who are known before it starts, and passwords that nobody finds.

Knows how the store is filled, and the lines of signing in. What the server wrote is searched for every password afterwards.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from chatroom.keeping import open_store
from chatroom.stores.checker import CHEAP, NORMAL, Checker
from chatroom.words.names import fold
from chatroom.words.records import AccountMade, KeyAdded, Record, RoleGiven
from tests.faults.visitors import Caller
from tests.live.collected import COLLECTED
from tests.live.hearing import PATIENCE, Conversation
from tests.live.house import GREETING, HINT, HouseCase, own_lines

CALM = "flood: off\nafk: off"  # lines of the configuration: people here are faster than people, and some only listen


def wait(answer: Deferred[Any]) -> Any:
    """What a store or a checker answers whose own thread calls back. Raises what it fails with."""
    done = threading.Event()
    results: list[Any] = []

    def take(result: Any) -> None:
        results.append(result)
        done.set()

    answer.addBoth(take)
    if not done.wait(PATIENCE):
        raise AssertionError("no answer")
    if isinstance(results[0], Failure):
        results[0].raiseException()
    return results[0]


def at_once(fn: Any, *args: Any) -> None:
    """Called back in whatever thread it is."""
    fn(*args)


class PeopleCase(HouseCase):
    """A house whose accounts are made with `account` before `serve`, each with a password of its own."""

    def setUp(self) -> None:
        super().setUp()
        self.data = self.folder / "data"
        self.store_file = self.data / "chatroom.sqlite"
        self.passwords: set[str] = set()
        self.elsewhere = self.folder.with_name(self.folder.name + "-tests")  # what tests write themselves
        self.elsewhere.mkdir()
        self.addCleanup(self._clear)

    def tearDown(self) -> None:
        super().tearDown()
        if self.passwords:  # none in a test that was skipped
            self.assert_no_password_was_written()

    def secret(self, password: str) -> str:
        """This password, of which nothing may be found afterwards."""
        self.passwords.add(password)
        COLLECTED.passwords.add(password)
        return password

    def account(self, name: str, password: str = "", role: str = "", key: Path | None = None, *, costly: bool = False) -> str:
        """An account from before the start; its password. `key`: of a pair that ssh-keygen has made."""
        password = self.secret(password or f"Correct-Horse-{name}")
        checker = Checker(at_once, cost=NORMAL if costly else CHEAP)
        account, now = fold(name), time.time()
        records: list[Record] = [AccountMade(now, account, name, wait(checker.hash(password)))]
        checker.close()
        if role:
            records.append(RoleGiven(now, account, role))
        if key is not None:
            records.append(key_record(account, key))
        self.keep(*records)
        return password

    def keep(self, *records: Record) -> None:
        """Commits to the store of a house that does not run."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        store, _ = open_store(self.data, time.time(), at_once)
        try:
            wait(store.commit(records))
        finally:
            wait(store.close())

    def sign_in(
        self, name: str, password: str, role: str = "member", channel: str = "lobby", address: str = "127.0.0.1"
    ) -> Caller:
        """Give a name, be asked, and be in; what the channel says comes next."""
        caller = self.call(channel, address, name)
        caller.skip_to(GREETING)
        caller.say(name)
        caller.expect(f"* {name} is a registered name. Please type its password and press Enter.")
        caller.say(password)
        caller.expect(f"* You are signed in as {name} ({role}).")
        caller.expect(f"* Welcome to {channel}, {name}.")
        caller.expect(HINT)
        return caller

    def guest(self, name: str, channel: str = "lobby", address: str = "127.0.0.1") -> Caller:
        """Come in without an account; what the channel says comes next."""
        caller = self.call(channel, address, name)
        caller.skip_to(GREETING)
        caller.say(name)
        caller.expect(f"* Welcome to {channel}, {name}.")
        caller.expect(HINT)
        return caller

    def call(self, channel: str = "lobby", address: str = "127.0.0.1", name: str = "somebody") -> Caller:
        """A connection from that address that has not said a word."""
        caller = Caller(self.ports[channel], name, address)
        self.addCleanup(caller.stop)
        return caller

    def refused_start(self, argv: list[str], within: float = PATIENCE) -> str:
        """Start a server that must not: status 1, nothing on standard output but the log of its end; its one line."""
        program = self.start(argv)
        self.assertEqual(program.end(within), 1, program.errors)
        self.assertEqual(len(program.errors), 1, program.errors)
        return program.errors[0]

    def assert_no_password_was_written(self) -> None:
        """In no file of the server, and on neither of its streams."""
        self.assertTrue(self.passwords, "no password was used")
        for path in self.folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                found = [word for word in self.passwords if word.encode() in content]
                self.assertEqual(found, [], path)
        for program in self.programs:
            said = "\n".join(own_lines(program))
            self.assertEqual([word for word in self.passwords if word in said], [], program.name)

    def _clear(self) -> None:
        for path in sorted(self.elsewhere.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        self.elsewhere.rmdir()


def key_record(account: str, key: Path) -> KeyAdded:
    """The public half of a pair, as an account keeps it."""
    kind, blob, *_ = Path(f"{key}.pub").read_text().split()
    digest = hashlib.sha256(base64.b64decode(blob)).digest()
    return KeyAdded(time.time(), account, "SHA256:" + base64.b64encode(digest).decode().rstrip("="), f"{kind} {blob}", "")


def expect_closed(person: Conversation, *lines: str) -> None:
    """These last words, and the end."""
    person.expect_exactly(lines)
    person.expect_end()
