"""Files that are offered, in the plain dialect, byte by byte: sentences, and lines to be copied into a shell."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.plain import plain
from chatroom.formats.screen import screen
from chatroom.words import files as f
from chatroom.words.events import Event
from chatroom.words.files import Ending
from tests.formats.samples import ALICE, AT, FILES, UTC, filled

HASH = "ab" * 32
PLACE = "http://chat.example:6080"
TOLD: list[tuple[Event, list[str]]] = [
    (
        f.FileOffered(AT, 3, "lobby", ALICE, "notes.pdf", 1536, HASH, 3600),
        [
            "alice offers you notes.pdf (1.5 KiB). Type /accept 3 to take it or /refuse 3 not to, within 1 hour.",
            f"Its SHA-256: {HASH}",
        ],
    ),
    (
        f.FileOffered(AT, 3, "lobby", ALICE, "notes.pdf", -1, "", 90),
        ["alice offers you notes.pdf. Type /accept 3 to take it or /refuse 3 not to, within 1 minute and 30 seconds."],
    ),
    (
        f.OfferMade(AT, 3, "lobby", "bob", "notes.pdf", 1, 3600),
        ["You offer notes.pdf, 1 byte to bob, as number 3. It begins when bob accepts, within 1 hour; /cancel 3 takes it back."],
    ),
    (
        f.UploadAsked(AT, 3, "bob", "my notes.pdf", -1, PLACE, "CODE", 0),
        [
            "bob takes my notes.pdf. To send it, type in another terminal, in the same folder:",
            "curl -T 'my notes.pdf' http://chat.example:6080/t/CODE",
            "Or without curl:",
            "{ echo CODE $(wc -c < 'my notes.pdf'); cat 'my notes.pdf'; } | nc chat.example 6080",
        ],
    ),
    (
        f.UploadAsked(AT, 3, "bob", "a", 5000, "https://chat.example", "CODE", 2048),
        [
            "bob has 2.0 KiB of a already. To go on, type the same line in a shell again:",
            "curl -T a https://chat.example/t/CODE",
            "Or without curl:",
            "{ echo CODE $(wc -c < a); cat a; } | nc chat.example 443",
        ],
    ),
    (
        f.UploadAsked(AT, 3, "bob", "-rf notes", -1, PLACE, "CODE", 0),  # no shell shall take it for an option
        [
            "bob takes -rf notes. To send it, type in another terminal, in the same folder:",
            "curl -T './-rf notes' http://chat.example:6080/t/CODE",
            "Or without curl:",
            "{ echo CODE $(wc -c < './-rf notes'); cat './-rf notes'; } | nc chat.example 6080",
        ],
    ),
    (
        f.DownloadReady(AT, 3, ALICE, "notes.pdf", -1, "", PLACE, "CODE", 60),
        [
            "To fetch notes.pdf from alice, type in a shell, within 1 minute:",
            "curl -OJ http://chat.example:6080/t/CODE",
            "Or without curl, with a name of your choice for FILE:",
            "echo CODE | nc chat.example 6080 > FILE",
        ],
    ),
    (
        f.FileBroke(AT, 3, "a", 3 * 1024**3, 120),
        [
            "The transfer of a has broken off after 3.0 GiB. It can go on within 2 minutes: please type the same line in the "
            "shell again."
        ],
    ),
    (
        f.FileArrived(AT, 3, "lobby", ALICE, "bob", "a", 5000, HASH),
        ["a from alice has reached bob: 5000 bytes.", f"Its SHA-256: {HASH}"],
    ),
    (
        f.FilesShown(AT, ()),
        ["No file is offered or on its way. /send offers one, with a name and the path of the file."],
    ),
    (
        f.FilesShown(
            AT,
            (
                f.FileRow(3, "alice", "bob", "a", -1, 0, "offered"),
                f.FileRow(4, "alice", "bob", "b", 4096, 0, "waiting"),
                f.FileRow(5, "bob", "alice", "c", 4096, 1024, "moving"),
                f.FileRow(6, "bob", "alice", "d", -1, 1, "broken"),
            ),
        ),
        [
            "Number 3: a, from alice to bob; waits to be accepted.",
            "Number 4: b, 4.0 KiB, from alice to bob; accepted, waits to be sent and fetched.",
            "Number 5: c, 4.0 KiB, from bob to alice; on its way; 1.0 KiB of 4.0 KiB so far.",
            "Number 6: d, from bob to alice; broken off, may go on; 1 byte so far.",
        ],
    ),
]
ENDED = {
    Ending.REFUSED: "bob does not take a, so that nothing was sent.",
    Ending.CANCELLED: "a from alice to bob was cancelled, so it has not arrived.",
    Ending.EXPIRED: "a from alice to bob has waited for too long and was taken back. Please use /send again.",
    Ending.LEFT: "a from alice to bob was taken back: one of the two has left. Please use /send again.",
    Ending.LOST: "a from alice has not reached bob: a connection broke after 7 bytes. Please use /send again.",
    Ending.STALLED: "a from alice has not reached bob: nothing moved any more after 7 bytes. Please use /send again.",
    Ending.TOO_SHORT: "a from alice has not reached bob: it ended after 7 bytes, earlier than announced. Please use /send again.",
    Ending.TOO_LONG: (
        "a from alice has not reached bob: it is larger than announced, or than allowed here. Please use /send again."
    ),
    Ending.CHANGED: "a from alice has not reached bob: its SHA-256 is not the announced one. Please use /send again.",
    Ending.BARRED: "a from alice to bob was stopped by the staff of this server.",
}


def wire(lines: list[str]) -> bytes:
    return "".join(f"* {line}\r\n" for line in lines).encode()


class Sentences(SynchronousTestCase):
    """What is read, where it is read."""

    def test_what_the_two_are_told(self) -> None:
        for event, lines in TOLD:
            self.assertEqual(plain(tz=UTC).encode(event), wire(lines))

    def test_why_a_file_has_not_arrived(self) -> None:
        self.assertEqual(set(ENDED), set(Ending))
        for why, line in ENDED.items():
            self.assertEqual(plain(tz=UTC).encode(f.OfferEnded(AT, 3, ALICE, "bob", "a", why, 7)), wire([line]))

    def test_every_event_is_above(self) -> None:
        self.assertEqual({type(event) for event, _ in TOLD} | {f.OfferEnded}, set(FILES))

    def test_for_a_screen_reader_there_is_no_bracket(self) -> None:
        event = f.FileOffered(AT, 3, "lobby", ALICE, "notes.pdf", 1536, "", 3600)
        line = b"alice offers you notes.pdf, 1.5 KiB. Type /accept 3 to take it or /refuse 3 not to, within 1 hour.\r\n"
        self.assertEqual(plain(simple=True).encode(event), line)

    def test_a_line_for_a_shell_stays_whole_in_a_narrow_window(self) -> None:
        event = f.UploadAsked(AT, 3, "bob", "my notes.pdf", -1, PLACE, "CODE", 0)
        self.assertIn(b"\r\n* curl -T 'my notes.pdf' http://chat.example:6080/t/CODE\r\n", plain(width=20).encode(event) or b"")

    def test_classic_and_the_operator_s_screen_are_silent(self) -> None:
        for event, _ in TOLD:
            for look in (classic(UTC), screen(UTC), screen(UTC, True)):
                self.assertIsNone(look.encode(event))


class Hostile(SynchronousTestCase):
    """Names of files come from strangers (G409)."""

    def test_every_text_field_of_every_event(self) -> None:
        checked = 0
        for kind in FILES:
            for event in filled(kind, "a\x1b[2J\x9bb\x07\r\n* c\u202e\u2028d"):
                if isinstance(event, f.FilesShown):
                    continue  # its rows have a state out of a closed list
                text = (plain().encode(event) or b"").decode()
                self.assertEqual([c for c in text if c in "\x1b\x9b\x07\u202e\u2028"], [], event)
                self.assertEqual([line for line in text.split("\r\n") if line.startswith("* c d")], [], event)
                checked += 1
        self.assertGreater(checked, 12)

    def test_a_stranger_s_name_stands_in_no_line_for_a_shell(self) -> None:
        event = f.DownloadReady(AT, 3, ALICE, "$(rm -rf ~)", -1, "", PLACE, "CODE", 60)
        lines = (plain().encode(event) or b"").decode().split("\r\n")
        self.assertEqual([line for line in lines if "rm -rf" in line and ("curl" in line or "nc " in line)], [])
