"""The talk over a transport that only remembers: what is shown, and when the keyboard has to wait."""

from collections.abc import Callable
from typing import Any

from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.classic import Chat
from chatroom.client.conversation import Conversation, DownloadAsked


class ChatTests(SynchronousTestCase):
    """One connection, with lists for a screen."""

    def setUp(self) -> None:
        self.shown: list[bytes] = []
        self.complaints: list[str] = []
        self.carried: list[Any] = []
        self.ends: list[None] = []
        self.wanted: list[None] = []
        self.clock = Clock()
        self.chat = Chat(
            Conversation(lambda path: 4294967296 if path == b"huge" else -1),
            self.shown.append,
            self.complaints.append,
            self.carry,
            lambda: self.ends.append(None),
            self.clock,
        )
        self.wire = StringTransport()
        self.chat.makeConnection(self.wire)

    def carry(self, asked: Any, done: Callable[[], None]) -> None:
        self.carried.append(asked)
        self.carry_ends = done

    def type(self, data: bytes) -> None:
        self.chat.typed(data, lambda: self.wanted.append(None))

    def test_lines_are_shown_when_they_end(self) -> None:
        self.chat.dataReceived(b"one\r\ntw")
        self.assertEqual(self.shown, [b"one\n"])
        self.chat.dataReceived(b"o\n\x01nothing\nthree\n")
        self.assertEqual(b"".join(self.shown), b"one\ntwo\nthree\n")

    def test_the_last_words_are_shown(self) -> None:
        self.chat.dataReceived(b"good")
        self.chat.dataReceived(b"bye")
        self.chat.connectionLost()
        self.assertEqual(self.shown, [b"goodbye\n"])
        self.assertEqual(len(self.ends), 1)

    def test_files_are_carried_elsewhere(self) -> None:
        self.chat.dataReceived(b"\x01download t 3 keep a.txt\n")
        self.assertEqual(self.carried, [DownloadAsked(b"t", 3, False, b"a.txt")])
        self.assertEqual(self.shown, [])

    def test_typed_lines_go_up(self) -> None:
        self.type(b"one\n\ntw")
        self.assertEqual(self.wire.value(), b"one\n")
        self.type(b"o\r\nlast")
        self.assertEqual(self.wire.value(), b"one\ntwo\n")
        self.type(b"")
        self.assertEqual(self.wire.value(), b"one\ntwo\nlast\n")
        self.assertFalse(self.wire.disconnecting)
        self.assertEqual(self.ends, [])

    def test_a_file_too_large_is_said_here(self) -> None:
        self.type(b"/send bob huge\nhi\n")
        self.assertEqual(self.complaints, ["huge is too large to send: the limit is 4294967295 bytes."])
        self.assertEqual(self.wire.value(), b"hi\n")

    def test_the_keyboard_waits_for_the_server(self) -> None:
        self.assertTrue(self.wire.streaming)
        self.type(b"a\n")
        self.assertEqual(len(self.wanted), 1)
        self.chat.pauseProducing()
        self.type(b"b\n")
        self.assertEqual(len(self.wanted), 1)
        self.chat.resumeProducing()
        self.assertEqual(len(self.wanted), 2)
        self.chat.resumeProducing()
        self.assertEqual(len(self.wanted), 2)

    def test_quit_ends_after_two_seconds_at_the_latest(self) -> None:
        self.type(b"/quit\nmore\n")
        self.assertEqual(self.wire.value(), b"/quit\n")
        self.assertEqual(self.wanted, [])
        self.clock.advance(1.9)
        self.assertEqual(self.ends, [])
        self.clock.advance(0.2)
        self.assertEqual(len(self.ends), 1)
        self.chat.connectionLost()
        self.assertEqual(len(self.ends), 1)

    def test_quit_waits_for_a_file_that_was_just_offered(self) -> None:
        self.chat._conversation._measure = lambda path: 3
        self.type(b"/send bob a.txt\n/quit\nnever said\n")
        self.assertEqual(self.wire.value(), b"\x01send 3 bob a.txt\n")
        self.chat.dataReceived(b"\x01upload t a.txt\n")
        self.clock.pump([0.05] * 100)
        self.assertNotIn(b"/quit", self.wire.value(), "the file is on its way")
        self.carry_ends()
        self.clock.pump([0.05] * 2)
        self.assertTrue(self.wire.value().endswith(b"a.txt\n/quit\n"))

    def test_quit_waits_for_files_that_wait_for_one_another(self) -> None:
        self.chat._conversation._measure = lambda path: 3
        self.type(b"/send bob a.txt\n/send bob b.txt\n/quit\n")
        for path in (b"a.txt", b"b.txt"):
            self.chat.dataReceived(b"\x01upload t %b\n" % path)
            self.clock.pump([0.05] * 100)
            self.assertNotIn(b"/quit", self.wire.value())
            self.carry_ends()
            self.clock.pump([0.05] * 2)
        self.assertTrue(self.wire.value().endswith(b"/quit\n"))

    def test_quit_waits_for_no_file_that_is_there_or_does_not_exist(self) -> None:
        self.type(b"/send bob a.txt\n/quit\n")
        self.assertTrue(self.wire.value().endswith(b"a.txt\n/quit\n"))
        self.setUp()
        self.chat._conversation._measure = lambda path: 3
        self.type(b"/send bob a.txt\n")
        self.chat.dataReceived(b"\x01upload t a.txt\n")
        self.clock.advance(0.1)
        self.carry_ends()
        self.type(b"/quit\n")
        self.assertTrue(self.wire.value().endswith(b"/quit\n"))

    def test_quit_waits_a_second_for_the_answer_to_an_offer(self) -> None:
        self.chat._conversation._measure = lambda path: 3
        self.type(b"/send bob a.txt\n/quit\n")
        self.clock.advance(0.5)
        self.assertNotIn(b"/quit", self.wire.value())
        self.clock.pump([0.05] * 11)
        self.assertTrue(self.wire.value().endswith(b"/quit\n"))
