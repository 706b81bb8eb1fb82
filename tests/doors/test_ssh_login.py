"""Getting in over SSH: who may, how often, how long, and what is said about it. Packets by hand (RFC 4252, 4253)."""

from __future__ import annotations

import struct
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from twisted.conch.ssh.common import NS
from twisted.conch.ssh.keys import Key
from twisted.internet.defer import Deferred

from tests.doors.ssh_client import HOST_KEY, Person, SshCase, Stage, Visitor

SERVICE_ACCEPT, EXT_INFO, DISCONNECT = 6, 7, 1
FAILURE, SUCCESS, PK_OK = 51, 52, 60
REFUSED = (FAILURE, b"\0\0\0\x12publickey,password\0")


def disconnected(code: int, words: bytes) -> tuple[int, bytes]:
    return DISCONNECT, struct.pack(">L", code) + struct.pack(">L", len(words)) + words + b"\0\0\0\0"


TOO_MANY = disconnected(14, b"Too many tries. Please connect again later.")


class Offer(SshCase):
    """What the door says of itself."""

    def offered(self) -> tuple[bytes, list[bytes]]:
        """The version line, and the ten lists of KEXINIT."""
        visitor = Stage().connect()
        version, _, packet = visitor.line.value().partition(b"\r\n")
        rest, lists = packet[4 + 1 + 1 + 16 :], []
        for _ in range(10):
            length = int.from_bytes(rest[:4], "big")
            lists.append(rest[4 : 4 + length])
            rest = rest[4 + length :]
        return version, lists

    def test_nothing_weak_is_offered(self) -> None:
        version, lists = self.offered()
        self.assertEqual(version, b"SSH-2.0-chatroom")
        self.assertTrue(lists[0].endswith(b"curve25519-sha256,curve25519-sha256@libssh.org,ext-info-s"), lists[0])
        self.assertNotIn(b"nistp", lists[0])
        self.assertNotIn(b"sha1", lists[0])
        self.assertEqual(
            lists[1:],
            [
                b"ssh-ed25519",
                *[b"aes256-ctr,aes192-ctr,aes128-ctr"] * 2,
                *[b"hmac-sha2-512,hmac-sha2-256"] * 2,
                *[b"none"] * 2,
                *[b""] * 2,
            ],
        )

    def test_the_keys_that_users_may_have(self) -> None:
        visitor = Stage().connect()
        visitor.greets()
        algorithms = b"ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256"
        self.assertEqual(visitor.takes(), [(EXT_INFO, b"\0\0\0\1" + NS(b"server-sig-algs") + NS(algorithms))])


class LoginCase(SshCase):
    def setUp(self) -> None:
        super().setUp()
        self.stage = Stage()
        self.visitor = self.come()

    def come(self) -> Visitor:
        visitor = self.stage.connect()
        visitor.greets()
        visitor.takes()
        visitor.asks_for(b"ssh-userauth")
        self.assertEqual(visitor.takes(), [(SERVICE_ACCEPT, b"\0\0\0\x0cssh-userauth")])
        return visitor


class Passwords(LoginCase):
    """The right one, the wrong ones, and how many of them."""

    def test_the_methods_are_named(self) -> None:
        self.visitor.sends(50, NS(b"ann") + NS(b"ssh-connection") + NS(b"none"))
        self.assertEqual(self.visitor.takes(), [REFUSED])
        self.visitor.sends(50, NS(b"ann") + NS(b"ssh-connection") + NS(b"keyboard-interactive") + NS(b"") + NS(b""))
        self.assertEqual(self.visitor.takes(), [REFUSED])
        self.assertEqual(self.stage.gatekeeper.asked, [])

    def test_the_right_one(self) -> None:
        self.visitor.tries("öpen".encode(), "änn".encode())
        self.visitor.tries(b"open", b"ann")
        self.assertEqual(self.visitor.takes(), [REFUSED, (SUCCESS, b"")])
        self.assertEqual(
            self.stage.gatekeeper.asked,
            [("password", "änn", "öpen", "192.0.2.7"), ("password", "ann", "open", "192.0.2.7")],
        )
        self.assertEqual(self.logged(), ["ann logged in over SSH from 192.0.2.7 with a password"])

    def test_the_fourth_wrong_one_ends_the_connection(self) -> None:
        for _ in range(4):
            self.assertFalse(self.visitor.ended)
            self.visitor.tries(b"wrong")
        self.assertEqual(self.visitor.takes(), [REFUSED, REFUSED, REFUSED, TOO_MANY])
        self.assertTrue(self.visitor.ended)
        self.visitor.tries(b"open")
        self.assertEqual(self.visitor.takes(), [])
        self.assertEqual(len(self.stage.gatekeeper.asked), 4)
        self.assertEqual(
            self.logged(), ["An SSH connection from 192.0.2.7 has ended: Too many tries. Please connect again later."]
        )

    def test_who_does_not_wait_gets_no_more_of_them(self) -> None:
        request = NS(b"ann") + NS(b"ssh-connection") + NS(b"password") + b"\0" + NS(b"guess")
        self.stage.gatekeeper.by_password = lambda *words: self.stage.gatekeeper.asked.append(words) or Deferred()  # type: ignore
        for _ in range(50):
            self.visitor.client.sendPacket(50, request)
        self.visitor.carry()
        self.assertEqual(len(self.stage.gatekeeper.asked), 4)
        self.assertEqual(self.visitor.takes(), [TOO_MANY])

    def test_asking_again_for_the_service_gives_no_new_tries(self) -> None:
        self.visitor.tries(b"wrong")
        self.visitor.takes()
        self.visitor.asks_for(b"ssh-userauth")
        self.assertTrue(self.visitor.ended)

    def test_a_password_to_be_changed(self) -> None:
        change = NS(b"ann") + NS(b"ssh-connection") + NS(b"password") + b"\1" + NS(b"open") + NS(b"new")
        self.visitor.sends(50, change)
        self.assertEqual(self.visitor.takes(), [REFUSED])
        self.assertEqual(self.stage.gatekeeper.asked, [])

    def test_a_newer_request_makes_the_older_one_void(self) -> None:
        late = self.stage.gatekeeper.late = Deferred()
        self.visitor.tries(b"slow")
        self.visitor.tries(b"wrong", b"bob")
        self.assertEqual(self.visitor.takes(), [REFUSED])
        late.callback(Person("ann"))
        self.visitor.carry()
        self.assertEqual(self.visitor.takes(), [])
        self.assertIsNone(self.visitor.door.login)

    def test_a_judgement_after_the_connection_is_lost(self) -> None:
        late = self.stage.gatekeeper.late = Deferred()
        self.visitor.tries(b"slow")
        self.visitor.is_lost()
        late.callback(Person("ann"))
        self.assertIsNone(self.visitor.door.login)

    def test_a_judgement_after_the_deadline(self) -> None:
        late = self.stage.gatekeeper.late = Deferred()
        self.visitor.tries(b"slow")
        self.stage.clock.advance(60)
        late.callback(Person("ann"))
        self.assertIsNone(self.visitor.door.login)
        self.assertEqual(self.stage.clock.getDelayedCalls()[0].getTime(), 63.0)  # the end is not put off

    def test_what_is_not_waited_for_any_more_is_called_off(self) -> None:
        called_off: list[str] = []
        for how in ("a newer request", "lost"):
            self.stage.gatekeeper.late = Deferred(lambda _, how=how: called_off.append(how))  # type: ignore[misc]
            self.visitor.tries(b"slow")
            if how == "lost":
                self.visitor.is_lost()
            else:
                self.visitor.tries(b"wrong", b"bob")
        self.assertEqual(called_off, ["a newer request", "lost"])
        self.assertEqual(self.visitor.takes(), [REFUSED])
        self.assertFalse([line for line in self.logged() if "judged" in line])

    def test_a_broken_gatekeeper(self) -> None:
        self.stage.gatekeeper.broken = True
        self.visitor.tries(b"open")
        self.assertEqual(self.visitor.takes(), [REFUSED])
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)

    def test_another_service_behind_the_login(self) -> None:
        self.visitor.sends(50, NS(b"ann") + NS(b"ssh-agent") + NS(b"password") + b"\0" + NS(b"open"))
        self.assertEqual(self.visitor.takes(), [disconnected(7, b"There is no such service here.")])

    def test_no_session_without_a_login(self) -> None:
        self.visitor.sends(90, NS(b"session") + struct.pack(">3L", 0, 1000, 1000))
        self.assertEqual([number for number, _ in self.visitor.takes()], [3])
        other = self.stage.connect()
        other.greets()
        other.asks_for(b"ssh-connection")
        self.assertTrue(other.ended)

    def test_a_password_after_the_login_is_in_no_log(self) -> None:
        self.visitor.tries(b"open")
        self.logged()
        self.visitor.tries(b"s3cret")
        self.assertEqual(self.visitor.takes()[1][0], 3)
        self.assertEqual(self.events, [])


class Keys(LoginCase):
    """Every kind of key, asked about and proved."""

    def signature(self, key: Key, announced: bytes, *, used: bytes = b"", session: bytes = b"") -> bytes:
        """The packet of RFC 4252, section 7. `used`: the algorithm, if it is not the one announced."""
        start = NS(b"ann") + NS(b"ssh-connection") + NS(b"publickey") + b"\1" + NS(announced) + NS(key.blob())
        signed = NS(session or self.visitor.client.sessionID or b"") + b"\x32" + start
        return start + NS(key.sign(signed, signatureType=used or announced))

    def probe(self, algorithm: bytes, blob: bytes) -> None:
        self.visitor.sends(50, NS(b"ann") + NS(b"ssh-connection") + NS(b"publickey") + b"\0" + NS(algorithm) + NS(blob))

    def known(self, key: Key) -> Key:
        self.stage.gatekeeper.keys.add(key.blob())
        return key

    def test_each_kind(self) -> None:
        kinds = [
            (Key(Ed25519PrivateKey.generate()), b"ssh-ed25519"),
            (Key(ec.generate_private_key(ec.SECP256R1())), b"ecdsa-sha2-nistp256"),
            (Key(ec.generate_private_key(ec.SECP384R1())), b"ecdsa-sha2-nistp384"),
            (Key(ec.generate_private_key(ec.SECP521R1())), b"ecdsa-sha2-nistp521"),
            (Key(rsa.generate_private_key(65537, 2048)), b"rsa-sha2-512"),
            (Key(rsa.generate_private_key(65537, 2048)), b"rsa-sha2-256"),
        ]
        for key, algorithm in kinds:
            self.visitor = self.come()
            self.known(key)
            self.probe(algorithm, key.blob())
            self.assertEqual(self.visitor.takes(), [(PK_OK, NS(algorithm) + NS(key.blob()))], algorithm)
            self.visitor.sends(50, self.signature(key, algorithm))
            self.assertEqual(self.visitor.takes(), [(SUCCESS, b"")], algorithm)

    def test_the_gatekeeper_is_told_the_fingerprint(self) -> None:
        key = self.known(HOST_KEY)
        self.visitor.sends(50, self.signature(key, b"ssh-ed25519"))
        kind, name, shown, address = self.stage.gatekeeper.asked[-1]
        self.assertEqual((kind, name, address), ("key", "ann", "192.0.2.7"))
        self.assertRegex(shown, r"\ASHA256:[A-Za-z0-9+/]{43}\Z")
        self.assertEqual(self.logged(), [f"ann logged in over SSH from 192.0.2.7 with the key {shown}"])

    def test_an_unknown_key(self) -> None:
        key = Key(Ed25519PrivateKey.generate())
        self.probe(b"ssh-ed25519", key.blob())
        self.visitor.sends(50, self.signature(key, b"ssh-ed25519"))
        self.assertEqual(self.visitor.takes(), [REFUSED, REFUSED])
        self.assertEqual([asked[0] for asked in self.stage.gatekeeper.asked], ["knows", "key"])

    def test_what_proves_nothing_is_not_judged(self) -> None:
        key, other = self.known(Key(Ed25519PrivateKey.generate())), Key(Ed25519PrivateKey.generate())
        rsa_key = self.known(Key(rsa.generate_private_key(65537, 2048)))
        ours, ed25519 = self.signature, b"ssh-ed25519"
        wrong: dict[str, Callable[[], bytes]] = {
            "another session": lambda: ours(key, ed25519, session=bytes(32)),
            "another name": lambda: ours(key, ed25519).replace(NS(b"ann"), NS(b"bob"), 1),
            "another key": lambda: ours(other, ed25519).replace(other.blob(), key.blob()),
            "cut short": lambda: ours(key, ed25519)[:-20],
            "nothing": lambda: ours(key, ed25519)[:-87],
            "sha-1": lambda: ours(rsa_key, b"ssh-rsa"),
            "sha-1 under a better name": lambda: ours(rsa_key, b"rsa-sha2-512", used=b"ssh-rsa"),
            "another kind of key": lambda: ours(key, b"ecdsa-sha2-nistp256", used=ed25519),
        }
        for what, packet in wrong.items():
            self.visitor = self.come()
            self.visitor.sends(50, packet())
            self.assertEqual(self.visitor.takes(), [REFUSED], what)
        self.assertEqual(self.stage.gatekeeper.asked, [])

    def test_broken_keys_are_no_keys(self) -> None:
        for blob in (b"", b"\xff" * 40, NS(b"ssh-ed25519"), NS(b"ssh-rsa") + bytes(50), b"-----BEGIN RSA PRIVATE KEY-----\n"):
            self.probe(b"ssh-ed25519", blob)
            self.probe(b"ssh-rsa", blob)
        self.assertEqual(self.visitor.takes(), [REFUSED] * 10)
        self.assertEqual(self.logged(), [])

    def test_a_key_under_the_name_of_another_kind(self) -> None:
        self.probe(b"ecdsa-sha2-nistp256", self.known(HOST_KEY).blob())
        self.assertEqual(self.visitor.takes(), [REFUSED])

    def test_an_agent_full_of_keys_may_ask_and_then_come_by_password(self) -> None:
        for _ in range(20):
            self.probe(b"ssh-ed25519", Key(Ed25519PrivateKey.generate()).blob())
        self.visitor.tries(b"open")
        self.assertEqual(self.visitor.takes(), [REFUSED] * 20 + [(SUCCESS, b"")])

    def test_but_it_may_not_ask_for_ever(self) -> None:
        for _ in range(25):
            self.probe(b"ssh-ed25519", HOST_KEY.blob())
        self.assertEqual(self.visitor.takes()[-1], TOO_MANY)
        self.assertEqual(len(self.stage.gatekeeper.asked), 24)

    def test_wrong_signatures_count_as_tries(self) -> None:
        for _ in range(4):
            self.visitor.sends(50, self.signature(HOST_KEY, b"ssh-ed25519"))
        self.assertEqual(self.visitor.takes(), [REFUSED, REFUSED, REFUSED, TOO_MANY])


class Deadlines(SshCase):
    """Who is silent is cut, wherever it stopped, and only so many may be silent at once."""

    def test_F19_silent_before_the_version_line(self) -> None:
        stage = Stage()
        visitor = stage.connect()
        stage.clock.advance(59)
        self.assertFalse(visitor.ended)
        stage.clock.advance(1)
        self.assertTrue(visitor.ended)
        self.assertEqual(self.logged(), ["An SSH connection from 192.0.2.7 has ended: You took too long to log in."])

    def test_F19_dripping(self) -> None:
        stage = Stage()
        visitor = stage.connect()
        for byte in b"SSH-2.0-drip":
            visitor.door.dataReceived(bytes([byte]))
            stage.clock.advance(4)
        self.assertFalse(visitor.ended)
        stage.clock.advance(12)
        self.assertTrue(visitor.ended)

    def test_F19_silent_after_the_key_exchange_and_after_a_wrong_password(self) -> None:
        for password in (b"", b"wrong"):
            stage = Stage()
            visitor = stage.connect()
            visitor.greets()
            visitor.asks_for(b"ssh-userauth")
            stage.clock.advance(30)
            visitor.tries(password)
            visitor.takes()
            stage.clock.advance(30)
            visitor.carry()
            self.assertEqual(visitor.takes(), [disconnected(11, b"You took too long to log in.")])

    def test_a_connection_that_will_not_end_is_cut(self) -> None:
        stage = Stage()
        visitor = stage.connect()
        stage.clock.advance(60)
        self.assertFalse(visitor.line.aborted)
        stage.clock.advance(3)
        self.assertTrue(visitor.line.aborted)

    def test_no_deadline_after_the_login(self) -> None:
        stage = Stage()
        visitor = stage.guest()
        stage.clock.advance(1000)
        self.assertFalse(visitor.ended)
        visitor.is_lost()
        self.assertEqual(stage.clock.getDelayedCalls(), [])

    def begins(self, stage: Stage) -> Visitor:
        """Somebody who has exchanged keys and is about to prove who it is."""
        visitor = stage.connect()
        visitor.greets()
        visitor.asks_for(b"ssh-userauth")
        return visitor

    def test_only_so_many_strangers(self) -> None:
        stage = Stage(strangers=2)
        stage.guest()
        first, second = self.begins(stage), self.begins(stage)
        self.logged()
        self.assertIsNone(stage.door.buildProtocol(None))
        self.assertEqual(
            self.logged(), ["An SSH connection from a local socket was turned away: too many have not logged in yet"]
        )
        second.tries(b"open")
        third = self.begins(stage)
        self.assertIsNone(stage.door.buildProtocol(None))
        first.is_lost()
        third.is_lost()
        self.begins(stage), self.begins(stage)
        self.assertIsNone(stage.door.buildProtocol(None))

    def test_whoever_says_nothing_keeps_nobody_out(self) -> None:
        """The one that has been silent for longest makes way; its end comes later, and counts once."""
        stage = Stage(strangers=3)
        begun, old, new = self.begins(stage), stage.connect(), stage.connect()
        ann = stage.connect()
        self.assertEqual([each.line.aborted for each in (begun, old, new)], [False, True, False])
        ann.logs_in()
        why = "it had not begun to log in, and others came"
        self.assertEqual(self.logged()[0], f"An SSH connection from 192.0.2.7 has ended: {why}")
        old.is_lost()
        self.assertEqual(len(stage.door.connections), 3)
        for _ in range(100):
            stage.connect()
        self.assertEqual((len(stage.door.connections), begun.line.aborted), (4, False))

    def test_thirty_two_is_the_default(self) -> None:
        stage = Stage()
        for _ in range(32):
            self.begins(stage)
        self.assertIsNone(stage.door.buildProtocol(None))
