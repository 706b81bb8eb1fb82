"""Typed -> bytes; heard -> shown or asked. Every expectation is written by hand from CLASSIC C4, C5 and the control lines."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.conversation import Conversation, DownloadAsked, Lines, TooLarge, UploadAsked, introduction

SIZES = {b"a.txt": 5, b"my file.txt": 7, b"empty": 0, b"largest": 4294967295, b"larger": 4294967296, "naïve\t€".encode(): 1}

T = b"[Server message (10:00:00)] "


def talk() -> Conversation:
    return Conversation(lambda path: SIZES.get(path, -1))


class LinesTests(SynchronousTestCase):
    """Bytes arrive in any pieces."""

    @given(st.lists(st.binary(max_size=5)))
    @settings(deadline=None)
    def test_pieces_do_not_matter(self, pieces: list[bytes]) -> None:
        whole, cut = Lines(), Lines()
        together = whole.feed(b"".join(pieces)) + whole.end()
        self.assertEqual([line for piece in pieces for line in cut.feed(piece)] + cut.end(), together)

    def test_ends(self) -> None:
        lines = Lines()
        self.assertEqual(lines.feed(b"a\nb\r\n\r\n\nc\rd"), [b"a", b"b", b"", b""])
        self.assertEqual(lines.end(), [b"c\rd"])
        self.assertEqual(lines.end(), [])

    def test_a_line_without_end_is_cut(self) -> None:
        lines = Lines()
        self.assertEqual(lines.feed(b"x" * 65536), [])
        self.assertEqual(lines.feed(b"x"), [b"x" * 65537])
        self.assertEqual(lines.feed(b"y\n"), [b"y"])


class TypedTests(SynchronousTestCase):
    """What goes up."""

    def test_introduction(self) -> None:
        self.assertEqual(introduction(b"alice"), b"alice\t\n")

    def test_as_typed(self) -> None:
        for line in (
            b"hi",
            b"  hi  there ",
            b"/whisper bob hi",
            b"/list",
            b"/unknown x",
            b"//send",
            "naïve €\x00".encode(),
            b"/sender a b",
        ):
            self.assertEqual(talk().typed(line), line + b"\n")

    def test_no_byte_of_telnet_goes_up(self) -> None:
        """A server that believed to be asked something would answer, and the answer would be on the screen."""
        for typed, up in (
            (b"\xff\xfb\x01ab", "\ufffd\ufffdab"),
            (b"caf\xe9", "caf\ufffd"),
            (b"/whisper bob \xff\xf6", "/whisper bob \ufffd\ufffd"),
            (b"/send bob caf\xe9", "\x01send -1 bob caf\ufffd"),
        ):
            self.assertEqual(talk().typed(typed), f"{up}\n".encode())
        self.assertEqual(introduction(b"\xff\xfb\x1fann"), "\ufffd\ufffd\x1fann\t\n".encode())

    def test_nobody_types_a_control_line(self) -> None:
        self.assertEqual(talk().typed(b"\x01send 3 bob a.txt"), b"send 3 bob a.txt\n")
        self.assertEqual(talk().typed(b" \x01\x01x\x01 "), b" x \n")
        self.assertEqual(talk().typed(b"\x01"), b"")

    def test_empty_lines_send_nothing(self) -> None:
        for line in (b"", b" ", b"\t  "):
            self.assertEqual(talk().typed(line), b"")

    def test_send(self) -> None:
        self.assertEqual(talk().typed(b"/send bob a.txt"), b"\x01send 5 bob a.txt\n")
        self.assertEqual(talk().typed(b"  /send   bob \t a.txt  "), b"\x01send 5 bob a.txt\n")
        self.assertEqual(talk().typed(b"/send bob my file.txt"), b"\x01send 7 bob my file.txt\n")
        self.assertEqual(talk().typed(b"/send bob empty"), b"\x01send 0 bob empty\n")
        self.assertEqual(talk().typed(b"/send bob ~/a.txt"), b"\x01send -1 bob ~/a.txt\n")

    def test_send_with_missing_arguments_goes_up_as_typed(self) -> None:
        for line in (b"/send", b"/send ", b"/send bob", b"/send bob  ", b"/sendbob a.txt", b"/SEND bob a.txt"):
            self.assertEqual(talk().typed(line), line + b"\n")

    def test_the_largest_file(self) -> None:
        self.assertEqual(talk().typed(b"/send bob largest"), b"\x01send 4294967295 bob largest\n")
        sentence = self.assertRaises(TooLarge, talk().typed, b"/send bob larger")
        self.assertEqual(str(sentence), "larger is too large to send: the limit is 4294967295 bytes.")

    def test_nothing_goes_up_after_quit(self) -> None:
        conversation = talk()
        self.assertEqual(conversation.typed(b"/quit now"), b"/quit now\n")
        self.assertFalse(conversation.quitting)
        self.assertEqual(conversation.typed(b" /quit "), b" /quit \n")
        self.assertTrue(conversation.quitting)
        self.assertEqual(conversation.typed(b"hi"), b"")


class HeardTests(SynchronousTestCase):
    """What comes down."""

    def test_shown_exactly(self) -> None:
        for line in (b"", b"  [bob (10:00:00)] hi ", b"\xff", b"a\x01upload 1 a.txt"):
            self.assertEqual(talk().heard(line), line)

    def test_upload_of_what_was_offered_once(self) -> None:
        conversation = talk()
        conversation.typed(b"/send bob my file.txt")
        self.assertEqual(conversation.heard(b"\x01upload t1 my file.txt"), UploadAsked(b"t1", b"my file.txt", 7))
        self.assertIsNone(conversation.heard(b"\x01upload t2 my file.txt"))

    def test_two_offers_of_one_file(self) -> None:
        conversation = talk()
        for name in (b"bob", b"carol"):
            conversation.typed(b"/send " + name + b" a.txt")
        for ticket in (b"1", b"2"):
            self.assertEqual(conversation.heard(b"\x01upload " + ticket + b" a.txt"), UploadAsked(ticket, b"a.txt", 5))
        self.assertIsNone(conversation.heard(b"\x01upload 3 a.txt"))

    def test_whether_an_offer_waits_for_an_answer(self) -> None:
        conversation = talk()
        self.assertFalse(conversation.offers)
        conversation.typed(b"/send bob missing")
        self.assertFalse(conversation.offers, "there is nothing to bring")
        answers = (b"\x01upload t a.txt", T + b"bob is not here.", T + b'Failed to send "a.txt" to bob.')
        for answer in answers:
            conversation.typed(b"/send bob a.txt")
            for other in (T + b"carol is not here.", T + b"You sent a.txt to bob.", b"[carol (10:00:00)] bob is not here."):
                conversation.heard(other)
            self.assertTrue(conversation.offers)
            conversation.heard(answer)
            self.assertFalse(conversation.offers, answer)

    def test_each_answer_is_for_one_offer(self) -> None:
        conversation = talk()
        for _ in range(2):
            conversation.typed(b"/send bob a.txt")
        conversation.heard(T + b"bob is not here.")
        self.assertTrue(conversation.offers)
        self.assertIsNotNone(conversation.heard(b"\x01upload t a.txt"))
        self.assertFalse(conversation.offers)
        self.assertIsNotNone(conversation.heard(b"\x01upload t a.txt"), "bob may have come in between")

    def test_no_other_file_can_be_fetched(self) -> None:
        conversation = talk()
        conversation.typed(b"/send bob a.txt")
        conversation.typed(b"/send bob missing")
        conversation.typed(b"I read my file.txt")
        for path in (b"/etc/passwd", b"my file.txt", b"./a.txt", b"missing", b"A.TXT", b"a.tx", b"a.txt/"):
            self.assertIsNone(conversation.heard(b"\x01upload t " + path), path)

    def test_a_path_that_the_server_cleaned(self) -> None:
        conversation = talk()
        conversation.typed("/send bob naïve\t€".encode())
        self.assertEqual(conversation.heard("\x01upload t naïve €".encode()), UploadAsked(b"t", "naïve\t€".encode(), 1))

    def test_old_offers_are_forgotten(self) -> None:
        conversation = talk()
        conversation.typed(b"/send bob empty")
        for _ in range(1000):
            conversation.typed(b"/send bob a.txt")
        self.assertIsNone(conversation.heard(b"\x01upload t empty"))
        self.assertIsNotNone(conversation.heard(b"\x01upload t a.txt"))

    def test_download(self) -> None:
        self.assertEqual(talk().heard(b"\x01download t 12 keep a b.txt"), DownloadAsked(b"t", 12, False, b"a b.txt"))
        self.assertEqual(talk().heard(b"\x01download t 0 replace x"), DownloadAsked(b"t", 0, True, b"x"))

    def test_unknown_and_broken_control_lines_are_ignored(self) -> None:
        broken = (
            "",
            "x",
            "upload",
            "upload t",
            "download t 1 keep",
            "download t -1 keep x",
            "download t 1 other x",
            "Upload t a.txt",
        )
        for line in (*broken, "download t 4294967296 keep x", "download t ٣ keep x", " upload t a.txt"):
            conversation = talk()
            conversation.typed(b"/send bob a.txt")
            self.assertIsNone(conversation.heard(b"\x01" + line.encode()), line)


class StatusTests(SynchronousTestCase):
    """With which status the program ends when the server closes."""

    def test_nothing_said(self) -> None:
        self.assertEqual(talk().status, 1)

    def test_only_a_refusal(self) -> None:
        conversation = talk()
        conversation.heard(b"[Server message (10:00:00)] Cannot connect to the lobby channel.")
        conversation.heard(b"\x01anything")
        self.assertEqual(conversation.status, 1)

    def test_turned_away_at_a_plain_door(self) -> None:
        conversation = talk()
        for line in (
            b"* Welcome to lobby: 2 of 2 seats are taken, and 1 person is waiting.",
            b"* Please type your name and press Enter.",
            b"* bob is a registered name. Please type its password and press Enter.",
            b"* That is not the right password. Please check it, capital letters too, and try again.",
            b"* Goodbye. To try once more, please connect again.",
        ):
            conversation.heard(line)
            self.assertEqual(conversation.status, 1, line)

    def test_let_in_at_a_plain_door(self) -> None:
        for line in (b"* Welcome to lobby, bob.", b"* Welcome to lobby, bob-b.", b"bob says: hi"):
            conversation = talk()
            conversation.heard(b"* Please type your name and press Enter.")
            conversation.heard(line)
            conversation.heard(b"* You were kicked from lobby by operator.")
            self.assertEqual(conversation.status, 0)

    def test_a_talk(self) -> None:
        for line in (
            b"[Server message (10:00:00)] Welcome to the lobby channel, bob.",
            b"[bob (1)] Cannot connect to the x channel.",
        ):
            conversation = talk()
            conversation.heard(line)
            self.assertEqual(conversation.status, 0)

    def test_quit(self) -> None:
        conversation = talk()
        conversation.typed(b"/quit")
        self.assertEqual(conversation.status, 0)
