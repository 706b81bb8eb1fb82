"""Clients that break the SSH protocol, or speak another one: cut, with one line in the log and never a traceback."""

from __future__ import annotations

import os
import struct

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.conch.ssh.common import NS

from tests.doors.ssh_client import SshCase, Stage, Visitor


class Foreign(SshCase):
    """What comes before the version line is complete."""

    def hear(self, *pieces: bytes) -> tuple[Visitor, list[str]]:
        visitor = Stage().connect()
        for piece in pieces:
            visitor.door.dataReceived(piece)
        return visitor, self.logged()

    def test_another_protocol(self) -> None:
        for start in (
            b"GET / HTTP/1.1\r\n",
            b"\x16\x03\x01\x02\0",
            b"EHLO you\r\n",
            b"SSH-1.5-old\r\n",
            b"\r\nSSH-2.0-x\r\n",
            b"\xff",
        ):
            visitor, log = self.hear(start)
            self.assertTrue(visitor.ended, start)
            self.assertEqual(log, ["An SSH connection from 192.0.2.7 has ended: it does not speak SSH 2"])

    def test_a_version_line_without_end(self) -> None:
        visitor, _ = self.hear(b"SSH-2.0-" + b"x" * 246)
        self.assertFalse(visitor.ended)
        visitor.door.dataReceived(b"x")
        self.assertTrue(visitor.ended)
        self.logged()
        visitor, log = self.hear(b"SSH-2.0-" + b"x" * 70_000)
        self.assertTrue(visitor.ended)
        self.assertEqual(log, ["An SSH connection from 192.0.2.7 has ended: its first line is too long"])

    def test_a_gibibyte_of_packet(self) -> None:
        visitor, log = self.hear(b"SSH-2.0-big\r\n", b"\x40\0\0\0\x04" + bytes(100))
        self.assertTrue(visitor.ended)
        self.assertEqual(log, ["An SSH connection from 192.0.2.7 has ended: bad packet length 1073741824"])

    def test_a_packet_that_is_only_too_long(self) -> None:
        visitor, _ = self.hear(b"SSH-2.0-big\r\n", struct.pack(">L", 1_000_004), bytes(36 * 1024 - 4))
        self.assertFalse(visitor.ended)
        visitor.door.dataReceived(b"x")
        self.assertTrue(visitor.ended)
        self.assertEqual(self.logged(), ["An SSH connection from 192.0.2.7 has ended: This packet is too long."])

    def test_a_scanner_that_looks_and_leaves(self) -> None:
        visitor = Stage().connect()
        visitor.is_lost()
        self.assertEqual(self.logged(), ["An SSH connection from 192.0.2.7 has ended: it left before anybody had logged in"])

    def test_a_client_that_says_goodbye(self) -> None:
        stranger = Stage().connect()
        stranger.greets()
        guest = Stage().guest()
        self.logged()
        for visitor, noted in ((stranger, 1), (guest, 0)):
            visitor.sends(1, struct.pack(">L", 11) + NS(b"bye\nbye") + NS(b""))
            self.assertTrue(visitor.ended)
            visitor.is_lost()
            self.assertEqual(len(self.logged()), noted)

    def test_what_a_client_says_forges_no_line_of_the_log(self) -> None:
        visitor = Stage().connect()
        visitor.greets()
        visitor.asks_for(b"x\r\n2026 root logged in\x1b[2J")
        log = self.logged()
        self.assertEqual(len(log), 1)
        self.assertNotRegex(log[0], r"[\x00-\x1f]")


class OutOfPlace(SshCase):
    """Packets that are well made and come when they must not."""

    def cut(self, visitor: Visitor) -> None:
        self.assertTrue(visitor.ended)
        log = self.logged()
        self.assertEqual(len(log), 1, log)
        visitor.is_lost()

    def test_talk_while_keys_are_exchanged(self) -> None:
        """A client could otherwise let answers pile up that must wait for the new keys."""
        for number in (5, 50, 80, 98):
            visitor = Stage().guest()
            self.logged()
            visitor.client.sendKexInit()
            visitor.client._keyExchangeState = "_KEY_EXCHANGE_NONE"
            visitor.sends(number, NS(b"keepalive") + b"\1")
            self.cut(visitor)

    def test_a_key_exchange_out_of_the_blue(self) -> None:
        for number in (21, 30, 32, 34):
            visitor = Stage().guest()
            self.logged()
            visitor.client._keyExchangeState = "_KEY_EXCHANGE_NONE"
            visitor.sends(number, NS(bytes(32)))
            self.cut(visitor)

    def test_new_keys_that_there_are_not(self) -> None:
        visitor = Stage().connect()
        visitor.client.ssh_KEXINIT = lambda packet: None  # type: ignore[method-assign]  # says nothing more by itself
        visitor.greets()
        visitor.sends(21, b"")
        visitor.door.dataReceived(bytes(64))
        self.cut(visitor)

    def test_groups_that_were_not_offered(self) -> None:
        for number in (32, 34):
            visitor = Stage().connect()
            visitor.client.ssh_KEXINIT = lambda packet: None  # type: ignore[method-assign]
            visitor.greets()
            visitor.sends(number, struct.pack(">3L", 1024, 2048, 8192))
            self.cut(visitor)

    def test_channels_that_there_are_not(self) -> None:
        for number in (93, 94, 95, 96, 97, 98):
            visitor = Stage().guest()
            self.logged()
            visitor.sends(number, struct.pack(">L", 9) + NS(b"shell") + b"\1")
            self.cut(visitor)

    def test_answers_to_what_was_never_asked(self) -> None:
        visitor = Stage().guest()
        visitor.opens()
        self.logged()
        visitor.takes()
        for number in (81, 82, 91, 92, 99, 100, 51, 52, 200):
            visitor.sends(number, struct.pack(">4L", 0, 0, 0, 0))
            self.assertEqual([kind for kind, _ in visitor.takes()], [3])  # unimplemented
        visitor.is_lost()
        self.assertEqual(self.events, [])

    def test_new_keys_in_the_middle_of_a_session(self) -> None:
        stage = Stage()
        visitor = stage.guest()
        visitor.requests(visitor.opens(), b"shell")
        old = visitor.client.currentEncryptions
        visitor.client.sendKexInit()
        stage.shells.made[0].terminal.write(b"meanwhile")
        visitor.carry()
        self.assertIsNot(visitor.client.currentEncryptions, old)
        self.assertIn((94, struct.pack(">L", 100) + NS(b"meanwhile")), visitor.takes())

    def test_what_is_written_while_keys_are_exchanged_waits_where_it_is_counted(self) -> None:
        stage = Stage()
        visitor = stage.guest()
        visitor.requests(visitor.opens(), b"shell")
        terminal = stage.shells.made[0].terminal
        visitor.client.sendKexInit()
        held: list[tuple[int, bytes]] = []
        visitor.client.dispatchMessage = lambda number, payload: held.append((number, payload))  # type: ignore[method-assign]
        visitor.carry()
        terminal.write(b"x" * 200_000)
        self.assertEqual(terminal.waiting, 200_000)
        self.assertEqual(visitor.door._blockedByKeyExchange, [])
        del visitor.client.dispatchMessage
        visitor.takes()
        for number, payload in held:
            visitor.client.dispatchMessage(number, payload)
        visitor.carry()
        self.assertEqual(terminal.waiting, 0)
        self.assertEqual(b"".join(payload[8:] for number, payload in visitor.takes() if number == 94), b"x" * 200_000)


class Garbage(SshCase):
    """Whatever comes: no traceback, and the connection ends or goes on."""

    @settings(deadline=None, max_examples=60)
    @given(st.sampled_from([b"", b"SSH-2.0-x\r\n"]), st.lists(st.binary(max_size=300), max_size=6))
    def test_bytes(self, start: bytes, pieces: list[bytes]) -> None:
        visitor = Stage().connect()
        visitor.door.dataReceived(start)
        for piece in pieces:
            visitor.door.dataReceived(piece)
        visitor.is_lost()

    @settings(deadline=None, max_examples=60)
    @given(st.booleans(), st.lists(st.tuples(st.integers(1, 120), st.binary(max_size=60)), max_size=8))
    def test_packets(self, logged_in: bool, packets: list[tuple[int, bytes]]) -> None:
        visitor = Stage().guest() if logged_in else Stage().connect()
        if logged_in:
            visitor.requests(visitor.opens(), b"shell")
        else:
            visitor.greets()
            visitor.asks_for(b"ssh-userauth")
        for number, payload in packets:
            visitor.client._keyExchangeState = "_KEY_EXCHANGE_NONE"
            visitor.sends(number, payload)
        visitor.is_lost()

    def test_a_broken_mac(self) -> None:
        visitor = Stage().guest()
        self.logged()
        visitor.door.dataReceived(os.urandom(4096))
        self.assertTrue(visitor.ended)
        self.assertEqual(len(self.logged()), 1)


class SlowReaders(SshCase):
    """Who does not take bytes gets a bounded number of them, and is not heard."""

    def test_the_connection_is_full(self) -> None:
        stage = Stage()
        visitor = stage.guest()
        visitor.requests(visitor.opens(window=2**32 - 1), b"shell")
        terminal = stage.shells.made[0].terminal
        visitor.line.read = False
        most = 0
        for _ in range(2000):
            terminal.write(b"y" * 10_000)  # 20 MB
            most = max(most, terminal.waiting + len(visitor.line.value()))
        self.assertTrue(visitor.ended)
        self.assertTrue(terminal.gone)
        self.assertLess(most, 512 * 1024)
        self.assertLess(terminal.waiting + len(visitor.line.value()), 200 * 1024)
        stage.clock.advance(3)
        self.assertTrue(visitor.line.aborted)

    def test_it_reads_again(self) -> None:
        stage = Stage()
        visitor = stage.guest()
        visitor.requests(visitor.opens(), b"shell")
        visitor.takes()
        visitor.line.read = False
        sent = bytes(range(250)) * 1200  # 300,000 bytes
        terminal = stage.shells.made[0].terminal
        terminal.write(sent)
        self.assertEqual(visitor.line.producerState, "paused")
        self.assertGreater(terminal.waiting, 0)
        visitor.line.read = True
        while terminal.waiting or visitor.line.value():
            visitor.carry()
            visitor.door.resumeProducing()
        self.assertEqual(visitor.line.producerState, "producing")
        self.assertEqual(b"".join(payload[8:] for number, payload in visitor.takes() if number == 94), sent)

    def test_who_does_not_read_is_not_heard_before_the_login_either(self) -> None:
        stage = Stage()
        visitor = stage.connect()
        visitor.greets()
        visitor.line.read = False
        for _ in range(3000):
            if visitor.line.producerState == "paused":
                break
            visitor.sends(120, b"")  # each is answered: unimplemented
        self.assertEqual(visitor.line.producerState, "paused")
        self.assertLess(len(visitor.line.value()), 128 * 1024)


class Stopping(SshCase):
    """The door is closed."""

    def test_everybody_is_told(self) -> None:
        stage = Stage()
        guest, stranger = stage.guest(), stage.connect()
        guest.takes()
        stage.door.doStop()
        guest.carry()
        words = b"The server stops."
        self.assertEqual(guest.takes(), [(1, struct.pack(">2L", 11, len(words)) + words + bytes(4))])
        self.assertTrue(guest.ended and stranger.ended)
