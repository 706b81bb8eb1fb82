"""The control socket: one line of JSON in, one out, and the realm's rules between (G309, G607)."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import fail, succeed
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase, TestCase

from chatroom.config.settings import Settings, SshSettings, channel
from chatroom.doors.control import AlreadyRunning, ControlFactory, Nonsense, make_way, near, public_key
from chatroom.house import House
from chatroom.rules.accounts import Role
from chatroom.stores.memory import MemoryStore
from tests.doors.stage import Stage
from tests.live.needs import needs

BLOB = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00 " + b"k" * 32
KEY = "ssh-ed25519 " + b64encode(BLOB).decode()


class Checker:
    """Hashes at once, and visibly."""

    def hash(self, password: str) -> Any:
        return succeed(f"hash of {len(password)}")

    def verify(self, secret: str, password: str) -> Any:
        return succeed(secret == f"hash of {len(password)}")


class ControlCase(SynchronousTestCase):
    """A door of a house in memory."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 2))
        self.realm = self.stage.realm
        self.realm.checker = Checker()

    def asks(self, request: Any) -> tuple[int, list[str]]:
        line = request if isinstance(request, bytes) else json.dumps(request).encode()
        wire = StringTransport()
        door: Any = ControlFactory(self.realm).buildProtocol(None)
        door.makeConnection(wire)
        door.dataReceived(line + b"\n" + line + b"\n")  # the second is not heard
        self.stage.settle()
        self.assertTrue(wire.disconnecting)
        self.assertEqual(wire.value().count(b"\n"), 1)
        answer = json.loads(wire.value())
        door.connectionLost()
        return answer["status"], answer["lines"]

    def rows(self) -> list[tuple[str, str, str, str]]:
        acts = self.successResultOf(self.realm.store.audit(last=50))
        return [(row.act.who, row.act.act, row.act.target, row.act.result) for row in reversed(acts)]


class Requests(ControlCase):
    """Each of them, done and refused."""

    def test_an_account(self) -> None:
        request = {"do": "add", "name": "ann", "password": "Correct-Horse-9", "role": "owner"}
        self.assertEqual(self.asks(request), (0, ["ann is an account now, with the role owner."]))
        account = self.realm.accounts.get("ann")
        assert account is not None
        self.assertEqual((account.role(), account.secret), (Role.OWNER, "hash of 15"))
        self.assertEqual(self.asks(request)[0], 1)
        rows = self.rows()
        self.assertEqual(rows[0], ("operator", "add-account", "ann owner", "done"))
        self.assertEqual(rows[1][1:], ("add-account", "ann", "account-exists"))
        self.assertNotIn("Horse", repr(rows))

    def test_reserved_names_may_be_made_accounts_this_way(self) -> None:
        self.assertEqual(self.asks({"do": "add", "name": "admin", "password": "", "role": "admin"})[0], 0)
        bob = self.stage.open()
        bob.types("admin")
        self.assertTrue(bob.hears()[-1].startswith("* admin is a registered name."))

    def test_names_and_passwords_that_cannot_be(self) -> None:
        for name, password, role, status in (
            ("a b", "secret12", "owner", 1), ("bob", "short", "owner", 1),
            ("bob", "secret12", "king", 2), ("", "secret12", "owner", 1), ("bob", "x" * 1025, "owner", 1),
        ):  # fmt: skip
            self.assertEqual(self.asks({"do": "add", "name": name, "password": password, "role": role})[0], status, name)
        self.assertEqual(len(self.realm.accounts), 0)

    def test_a_name_that_looks_like_an_account_s(self) -> None:
        self.asks({"do": "add", "name": "paul", "password": "", "role": "member"})
        self.assertEqual(self.asks({"do": "add", "name": "pau1", "password": "", "role": "member"})[0], 1)

    def test_a_password(self) -> None:
        self.asks({"do": "add", "name": "ann", "password": "secret12", "role": "member"})
        told = (0, ["The password of ann has changed. From now on only the new one works."])
        self.assertEqual(self.asks({"do": "passwd", "name": "ann", "password": "longer-secret"}), told)
        self.assertEqual(self.realm.accounts.get("ann").secret, "hash of 13")  # type: ignore[union-attr]
        self.assertEqual(self.asks({"do": "passwd", "name": "zed", "password": "longer-secret"})[0], 1)

    def test_a_role(self) -> None:
        self.asks({"do": "add", "name": "ann", "password": "", "role": "owner"})
        self.asks({"do": "add", "name": "bob", "password": "", "role": "member"})
        told = (0, ["bob has the role moderator in lobby now."])
        self.assertEqual(self.asks({"do": "role", "name": "bob", "role": "moderator", "channel": "lobby"}), told)
        self.assertEqual(self.asks({"do": "role", "name": "ann", "role": "admin", "channel": ""})[0], 1)  # the last owner
        self.assertEqual(self.asks({"do": "role", "name": "bob", "role": "moderator", "channel": "loby"})[0], 1)

    def test_keys(self) -> None:
        for name in ("ann", "bob"):
            self.asks({"do": "add", "name": name, "password": "", "role": "admin"})
        status, lines = self.asks({"do": "key", "name": "ann", "line": f"{KEY} ann at home\n"})
        account = self.realm.accounts.get("ann")
        assert account is not None
        (key,) = account.keys.values()
        self.assertEqual((status, lines), (0, [f"The key {key.fingerprint}, ann at home, lets ann in."]))
        self.assertEqual((key.blob, key.comment), (KEY, "ann at home"))
        way = f"To take it back: chatroom admin key ann --remove {key.fingerprint}"
        self.assertEqual(
            self.asks({"do": "key", "name": "bob", "line": KEY}),
            (1, [f"That key lets ann in, and one key is for one account. {way}"]),
        )
        listed = self.asks({"do": "list"})[1]
        self.assertEqual(listed[:2], ["ann: admin, without a password.", f"ann has the key {key.fingerprint} ann at home"])
        self.assertEqual(self.asks({"do": "unkey", "name": "ann", "fingerprint": key.fingerprint})[0], 0)
        self.assertEqual(account.keys, {})
        self.assertEqual(
            self.asks({"do": "unkey", "name": "ann", "fingerprint": key.fingerprint}),
            (1, [f"ann has no key {key.fingerprint}, so nothing has happened. To see all keys: chatroom admin list"]),
        )

    def test_nonsense(self) -> None:
        for request in (b"", b"{", b"[1]", b"\xff", b"{}", {"do": "add"}, {"do": "add", "name": 1, "password": "", "role": ""}):
            self.assertEqual(self.asks(request)[0], 2, request)
        for request in (b"x" * 70000, b"[" * 60000, b'{"do":' * 9000):
            self.assertEqual(self.asks(request)[0], 2)
        self.assertEqual((self.rows(), self.realm.admins), ([], {}))

    def test_a_store_that_cannot(self) -> None:
        self.realm.store.commit = lambda records: fail(OSError())  # type: ignore[method-assign,assignment]
        self.assertEqual(self.asks({"do": "add", "name": "ann", "password": "", "role": "owner"})[0], 70)
        self.assertEqual(len(self.realm.accounts), 0)


class Keys(SynchronousTestCase):
    """Lines of files that end in .pub."""

    def test_fingerprints_are_ssh_keygen_s(self) -> None:
        keygen = needs("ssh-keygen", package="openssh-client")
        with tempfile.TemporaryDirectory() as folder:
            for kind in ("ed25519", "rsa", "ecdsa"):
                path = f"{folder}/{kind}"
                subprocess.run([keygen, "-q", "-N", "", "-t", kind, "-C", "a comment", "-f", path], check=True)
                shown = subprocess.run([keygen, "-lf", f"{path}.pub"], capture_output=True, text=True, check=True).stdout
                fingerprint, blob, comment = public_key(Path(f"{path}.pub").read_text())
                self.assertEqual((fingerprint, comment), (shown.split()[1], "a comment"))
                self.assertTrue(Path(f"{path}.pub").read_text().startswith(blob + " "))

    def test_what_is_no_key(self) -> None:
        other = b64encode(b"\x00\x00\x00\x07ssh-rsa").decode()
        for text in ("", "hello", "ssh-ed25519", "ssh-ed25519 !!", f"ssh-ed25519 {other}", "ssh-dss AAAAB3NzaC1kc3M="):
            with self.assertRaises(Nonsense):
                public_key(text)
        with self.assertRaisesRegex(Nonsense, "private key"):
            public_key("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n")
        with self.assertRaisesRegex(Nonsense, "There are 2 lines, and one key is one line"):
            public_key(f"# work\n{KEY}\n\n{KEY} at home\n")


class Sockets(TestCase):
    """The file in the data folder."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "control"

    async def test_it_is_its_owner_s_and_goes_with_the_house(self) -> None:
        settings = Settings(data=self.path.parent, channels=(channel("lobby", 1, 1),))
        house = House(settings, reactor, store=MemoryStore())
        house.open_control()
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        with self.assertRaises(AlreadyRunning):
            make_way(self.path)
        for port in house.ports:
            await port.stopListening()
        self.assertFalse(self.path.exists())

    async def test_the_socket_of_a_killed_server_is_in_nobody_s_way(self) -> None:
        line = socket.socket(socket.AF_UNIX)
        line.bind(str(self.path))
        line.close()
        self.assertTrue(self.path.exists())
        make_way(self.path)
        self.assertFalse(self.path.exists())

    async def test_what_is_no_socket_is_never_removed(self) -> None:
        self.path.write_text("the accounts")
        error = self.assertRaises(AlreadyRunning, make_way, self.path)
        self.assertIn("is in the way of a socket. Move it, or choose another place.", str(error))
        self.assertEqual(self.path.read_text(), "the accounts")

    async def test_a_house_that_keeps_nothing_has_none(self) -> None:
        house = House(Settings(data=self.path.parent, channels=(channel("lobby", 1, 1),), ssh=SshSettings(port=2)), reactor)
        house.open_control()
        house.open_console()
        self.assertEqual((house.ports, self.path.exists()), ([], False))

    def test_names_are_short(self) -> None:
        here = Path.cwd() / ("x" * 120) / "control"
        self.assertEqual(near(here), f"{'x' * 120}/control")
        self.assertEqual(near(Path("/tmp/control")), "/tmp/control")
