"""What staff says and what a console is answered, in every dialect that says it; lines by hand."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.plain import plain
from chatroom.formats.screen import is_answer, screen
from chatroom.words import events as e
from chatroom.words import staffroom as r
from tests.formats.samples import ALICE, AT, CONSOLE, STAFFROOM, UTC, filled

T = b"[Server message (22:13:20)] "


class Answers(SynchronousTestCase):
    """To one console."""

    def test_every_answer(self) -> None:
        for event, lines in CONSOLE:
            self.assertEqual(plain().encode(event), "".join(f"* {line}\r\n" for line in lines).encode())
            self.assertEqual(screen(UTC, True, True).encode(event), b"".join(T + line.encode() + b"\n" for line in lines))
            self.assertIsNone(classic(UTC).encode(event))
            self.assertIsNone(screen(UTC).encode(event))
            self.assertTrue(is_answer(event))

    def test_the_configuration(self) -> None:
        for event, lines in (
            (r.ConfigurationRead(AT, True, ()), ["The configuration is sound and has not changed."]),
            (
                r.ConfigurationRead(AT, False, ("x:1: bad",)),
                ["x:1: bad", "The configuration has errors; the server goes on with the old one."],
            ),
        ):
            self.assertEqual(plain().encode(event), "".join(f"* {line}\r\n" for line in lines).encode())

    def test_the_end_of_watching(self) -> None:
        self.assertEqual(plain().encode(r.WatchSet(AT, "lobby", False)), b"* You no longer watch lobby.\r\n")
        self.assertEqual(plain().encode(r.WatchSet(AT, "", False)), b"* You do not watch any channel.\r\n")

    def test_the_operator_at_the_terminal(self) -> None:
        told = b"* You are operator: everything that staff may do.\r\n* You came in without a key.\r\n"
        self.assertEqual(plain().encode(r.StaffShown(AT, "operator", (), "", "")), told)

    def test_no_accounts_yet(self) -> None:
        told = b"* There are no accounts yet. The first one: chatroom admin add NAME --role owner\r\n"
        self.assertEqual(plain().encode(r.AccountsShown(AT, ())), told)


class Watching(SynchronousTestCase):
    """Another channel's lines, with its name in front."""

    def test_what_is_said(self) -> None:
        seen = r.Watched(AT, e.Said(AT, "lobby", 1, ALICE, "hi"))
        self.assertEqual(plain().encode(seen), b"[lobby] alice: hi\r\n")
        self.assertEqual(plain(simple=True).encode(seen), b"In lobby, alice says: hi\r\n")
        self.assertEqual(screen(UTC, True, True).encode(seen), b"[lobby] [alice (22:13:20)] hi\n")
        self.assertIsNone(screen(UTC).encode(seen))
        self.assertIsNone(classic(UTC).encode(seen))

    def test_a_newcomer(self) -> None:
        seen = r.Watched(AT, e.Joined(AT, "lobby", 1, ALICE), "alice", "line", "192.0.2.7:1")
        told = b"[lobby] * alice has joined lobby.\r\n[lobby] * alice, signed in, by line from 192.0.2.7:1.\r\n"
        self.assertEqual(plain().encode(seen), told)


class BeforeEverybody(SynchronousTestCase):
    """A word of the staff, and countdowns."""

    def test_a_word_of_the_staff(self) -> None:
        said = r.StaffSaid(AT, "lobby", 1, "ann", "be kind: all")
        self.assertEqual(plain().encode(said), b"* ann (staff): be kind: all\r\n")
        self.assertEqual(plain(simple=True).encode(said), b"ann, of the staff, says: be kind: all\r\n")
        self.assertEqual(classic(UTC).encode(said), b"[ann (22:13:20)] be kind: all\r\n")
        self.assertEqual(screen(UTC).encode(said), b"[ann (22:13:20)] be kind: all\n")

    def test_countdowns(self) -> None:
        for event, told in (
            (r.Countdown(AT, "", "ann", 300, "see you"), b"The server will stop in 5 minutes (see you)."),
            (r.Countdown(AT, "", "ann", 10, ""), b"The server will stop in 10 seconds."),
            (r.Countdown(AT, "lobby", "ann", 60, ""), b"lobby will be emptied in 1 minute."),
            (r.Countdown(AT, "", "ann", 0, ""), b"The server does not stop after all: taken back by ann."),
            (r.Countdown(AT, "lobby", "ann", 0, ""), b"lobby is not emptied after all: taken back by ann."),
        ):
            self.assertEqual(plain().encode(event), b"* " + told + b"\r\n")
            self.assertEqual(screen(UTC, True).encode(event), T + told + b"\n")
            self.assertIsNone(classic(UTC).encode(event))
            self.assertIsNone(screen(UTC).encode(event))


class Terminals(SynchronousTestCase):
    """Hostile text in every field drives no terminal and makes no line of its own (G409)."""

    def test_every_field_of_every_event(self) -> None:
        looks = (plain(), plain(simple=True), plain(clock="24h", tz=UTC), screen(UTC, True, True), classic(UTC))
        seen = set()
        for look in looks:
            for kind in STAFFROOM:
                for event in filled(kind, "a\x1b[2J\x9bb\x07\r\n* c\u202e\u2028d"):
                    text = (look.encode(event) or b"").decode()
                    self.assertEqual([c for c in text if c in "\x1b\x9b\x07\u202e\u2028"], [], event)
                    lines = text.replace("\r\n", "\n").split("\n")
                    self.assertEqual([line for line in lines if line.startswith("* c")], [], event)
                    seen |= {kind} if text else set()
        self.assertEqual(seen, set(STAFFROOM))
