"""A file on its way between two people: an end vanishes, stalls, says too little or too much, is muted or banned (F32, F33)."""

from __future__ import annotations

import re
import socket

from tests.live.sharing import SharingCase

TOLD_WITHIN = 40.0  # seconds: half a minute, and what a busy machine needs
RESET = b"\x01\0\0\0\0\0\0\0"
NOTHING_LEFT = "* No file is offered or on its way. /send offers one, with a name and the path of the file."


class Files(SharingCase):
    """ann sends to bob; whatever happens, both know soon, nothing that is not whole counts, and the next file may come."""

    def setUp(self) -> None:
        super().setUp()
        self.open_house(", each: 1")

    def call(self, said: bytes) -> socket.socket:
        end = socket.create_connection(("127.0.0.1", self.file_port), timeout=TOLD_WITHIN)
        self.addCleanup(end.close)
        end.sendall(said)
        return end

    def moving(self, size: int = 1_000_000) -> None:
        """1000 bytes of so many have come through."""
        up, down = self.offer()
        self.sending = self.call(f"{up} {size}\n".encode() + b"x" * 1000)
        self.getting = self.call(f"{down}\n".encode())
        got = b""
        while len(got) < 1000:
            got += self.getting.recv(1000)
        self.assertEqual(got, b"x" * 1000)

    def both_hear(self, end: str, *, ann: bool = True) -> None:
        for person in (self.ann, self.bob) if ann else (self.bob,):
            person.skip_to(re.compile(rf"\* notes\.bin from ann {end}.*"), within=TOLD_WITHIN)
        self.bob.say("/files")
        self.bob.skip_to(NOTHING_LEFT)
        self.assertEqual([line for line in self.server.texts if "sent a file" in line], [])
        if ann:
            self.offer("next.bin")  # `each: 1`: the share of the limits is given back

    def assert_cut(self) -> None:
        """The receiver's connection is reset: nobody takes a part for the whole."""
        with self.assertRaises(ConnectionResetError):
            while self.getting.recv(65536):
                pass

    def test_F32_the_receiver_vanishes(self) -> None:
        self.moving()
        self.getting.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.getting.close()
        self.both_hear("has not reached bob: a connection broke after")

    def test_F32_the_sender_vanishes(self) -> None:
        self.moving()
        self.sending.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.sending.close()
        self.both_hear("has not reached bob: a connection broke after 1000 bytes")
        self.assert_cut()

    def test_F32_less_than_announced(self) -> None:
        self.moving()
        self.sending.shutdown(socket.SHUT_WR)
        self.both_hear("has not reached bob: it ended after 1000 bytes, earlier than announced")
        self.assert_cut()

    def test_F32_more_than_announced(self) -> None:
        self.moving(1001)
        self.sending.sendall(b"x" * 2)
        self.both_hear("has not reached bob: it is larger than announced, or than allowed here")
        self.assert_cut()

    def test_F32_an_end_stalls(self) -> None:
        self.moving()
        self.both_hear("has not reached bob: nothing moved any more after 1000 bytes")
        self.assert_cut()

    def test_F33_the_sender_is_muted(self) -> None:
        self.moving()
        self.server.say("/mute lobby:ann 60")
        for person in (self.ann, self.bob):
            person.skip_to("* notes.bin from ann to bob was stopped by the staff of this server.", within=TOLD_WITHIN)
        self.assert_cut()

    def test_F33_the_sender_is_banned(self) -> None:
        self.moving()
        self.server.say("/ban ann spam")
        self.bob.skip_to("* notes.bin from ann to bob was stopped by the staff of this server.", within=TOLD_WITHIN)
        self.assert_cut()
        with self.assertRaises((ConnectionResetError, TimeoutError)):
            while self.sending.recv(65536):
                pass
            raise ConnectionResetError  # closed in order is cut, too
