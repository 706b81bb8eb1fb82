"""Pastes that are too long, in the plain dialect, byte by byte."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.plain import plain
from chatroom.formats.screen import screen
from chatroom.words import pastes as q
from chatroom.words.events import Event
from chatroom.words.files import Ending
from tests.formats.samples import AT, PASTES, UTC, filled

HASH = "ab" * 32
TOLD: list[tuple[Event, list[str]]] = [
    (
        q.PasteWaits(AT, "lobby", 20, 40, 40, 320, 600),
        [
            "20 lines at once are the most, so the other 40 were not said. /paste offers them to everybody in lobby as a file, "
            "within 10 minutes; /paste drop forgets them."
        ],
    ),
    (
        q.PasteWaits(AT, "lobby", 1, 1, 1, 8, 60),
        [
            "1 line at once is the most, so the other one was not said. /paste offers it to everybody in lobby as a file, "
            "within 1 minute; /paste drop forgets it."
        ],
    ),
    (
        q.PasteWaits(AT, "tea", 20, 5, 45, 320, 60),
        [
            "20 lines at once are the most, so the other 5 were not said. With those of before, 45 wait. /paste offers them to "
            "everybody in tea as a file, within 1 minute; /paste drop forgets them."
        ],
    ),
    (
        q.PasteOffered(AT, 3, "lobby", "paste-alice-1.txt", 40, 1536, HASH, 3600),
        [
            "You offer paste-alice-1.txt, 40 lines, 1.5 KiB, to everybody in lobby, as number 3. They may take it within 1 hour; "
            "/cancel 3 takes it back.",
            f"Its SHA-256: {HASH}",
        ],
    ),
    (
        q.PasteDropped(AT, "lobby", 40, Ending.CANCELLED),
        ["The 40 lines that were not said in lobby are forgotten, as you wish."],
    ),
    (
        q.PasteDropped(AT, "lobby", 1, Ending.EXPIRED),
        ["The 1 line that was not said in lobby is forgotten: nobody has typed /paste in time."],
    ),
    (
        q.PasteDropped(AT, "lobby", 40, Ending.BARRED),
        ["The 40 lines that were not said in lobby are forgotten, since you are muted there."],
    ),
]


def wire(lines: list[str], mark: str = "* ") -> bytes:
    return "".join(f"{mark}{line}\r\n" for line in lines).encode()


class Sentences(SynchronousTestCase):
    """What is read, where it is read."""

    def test_what_is_told(self) -> None:
        for event, lines in TOLD:
            self.assertEqual(plain(tz=UTC).encode(event), wire(lines))
            self.assertEqual(plain(simple=True).encode(event), wire(lines, ""))

    def test_every_event_is_above(self) -> None:
        self.assertEqual({type(event) for event, _ in TOLD}, set(PASTES))

    def test_classic_and_the_operator_s_screen_are_silent(self) -> None:
        for event, _ in TOLD:
            for look in (classic(UTC), screen(UTC), screen(UTC, True)):
                self.assertIsNone(look.encode(event))

    def test_nothing_in_a_field_drives_a_terminal(self) -> None:
        """G409."""
        for kind in PASTES:
            for event in filled(kind, "a\x1b[2J\x9bb\x07\r\n* c\u202e\u2028d"):
                text = (plain().encode(event) or b"").decode()
                self.assertEqual([c for c in text if c in "\x1b\x9b\x07\u202e\u2028"], [], event)
                self.assertEqual([line for line in text.split("\r\n") if line.startswith("* c d")], [], event)
