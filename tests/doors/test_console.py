"""The operator's console: bytes in, classic answers out (CLASSIC C6, G606)."""

import os
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import channel
from chatroom.doors.console import Console, ScreenWitness
from chatroom.formats.screen import Screen, screen
from chatroom.words.table import OPERATOR, TERMINAL
from tests.doors.stage import Paper, Stage

SAYS = "[Server message (12:00:00)] "


class Watching:
    """A reactor that only remembers who is to be read."""

    def __init__(self) -> None:
        self.readers: list[Any] = []

    def addReader(self, reader: Any) -> None:
        if reader not in self.readers:
            self.readers.append(reader)

    def removeReader(self, reader: Any) -> None:
        if reader in self.readers:
            self.readers.remove(reader)


def console(stage: Stage, look: Screen, descriptor: int = 0) -> tuple[Console, Paper]:
    paper = Paper()
    known = TERMINAL if look.talkative else OPERATOR
    return Console(Watching(), stage.realm, paper, look, descriptor, known), paper


class Beside(SynchronousTestCase):
    """As `--console`: talkative, with the answers alone (the log goes elsewhere)."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 2), channel("tea", 6002, 2))
        self.console, self.paper = console(self.stage, screen(talkative=True, answers_only=True))

    def types(self, *lines: str) -> list[str]:
        self.console.heard("".join(f"{line}\n" for line in lines).encode())
        self.stage.settle()
        return self.paper.read()

    def test_kick_in_all_spellings(self) -> None:
        for typed in ("/kick lobby:bob", "/kick lobby bob", "kick lobby:bob", "kick lobby bob being loud"):
            bob = self.stage.enter("bob")
            self.assertEqual(self.types(typed), [SAYS + "Kicked bob."], typed)
            self.assertTrue(bob.gone, typed)

    def test_the_kicked_one_is_told_who_and_why_and_what_next(self) -> None:
        bob = self.stage.enter("bob")
        self.types("/kick lobby:bob being loud")
        told = [
            "* You were kicked from lobby by operator (being loud).",
            "* You may come back: connect again to join the end of the line.",
        ]
        self.assertEqual(bob.hears(), told)

    def test_mute_in_all_spellings(self) -> None:
        for typed in ("/mute lobby:bob 30", "/mute lobby bob 30", "mute  lobby:bob   30"):
            bob = self.stage.enter("bob")
            self.assertEqual(self.types(typed), [SAYS + "Muted bob for 30 seconds."], typed)
            bob.types("hello?", "/quit")
            self.assertIn("* You are still muted for 30 seconds; nobody saw that. Commands still work.", bob.hears())

    def test_mute_for_minutes(self) -> None:
        self.stage.enter("bob")
        self.assertEqual(self.types("/mute lobby:bob 2m"), [SAYS + "Muted bob for 120 seconds."])

    def test_empty(self) -> None:
        bob = self.stage.enter("bob")
        self.assertEqual(self.types("/empty lobby"), [SAYS + "lobby has been emptied."])
        self.assertTrue(bob.gone)

    def test_refusals_in_the_words_of_2023(self) -> None:
        self.stage.enter("bob")
        said = [
            ("/kick attic:bob", "attic does not exist."),
            ("/kick lobby:carol", "carol is not in lobby."),
            ("/mute lobby:carol 5", "carol is not here."),
            ("/mute attic:bob 5", "bob is not here."),
            ("/mute lobby:bob 0", "Invalid mute time."),
            ("/mute lobby:bob -22", "Invalid mute time."),
            ("/mute lobby:bob soon", "Invalid mute time."),
            ("/empty attic", "attic does not exist."),
        ]
        for typed, answer in said:
            self.assertEqual(self.types(typed), [SAYS + answer], typed)

    def test_unknown_words_lead_to_the_nearest(self) -> None:
        said = [
            ("/kcik lobby:bob", "There is no command kcik. Did you mean kick?"),
            ("mutt lobby:bob 5", "There is no command mutt. Did you mean mute?"),
            ("xyzzy there", "There is no command xyzzy. help lists the commands."),
            ("/kick", "Please type it like this: /kick <channel>:<user> [reason]"),
            ("/kick bob", "Please type it like this: /kick <channel>:<user> [reason]"),
        ]
        for typed, answer in said:
            self.assertEqual(self.types(typed), [SAYS + answer], typed)

    def test_empty_lines_and_chat_are_no_business_of_it(self) -> None:
        bob = self.stage.enter("bob")
        bob.types("hi", "/w carol hm", "/quit")
        self.assertEqual(self.types("", "   "), [])

    def test_its_words_reach_no_channel(self) -> None:
        bob = self.stage.enter("bob")
        self.types("hello everybody", "/list", "/nick root")
        self.assertEqual(bob.hears(), [])

    def test_shutdown(self) -> None:
        bob = self.stage.enter("bob")
        self.types("/shutdown new disk")
        self.assertEqual(bob.hears(), ["* The server is shutting down (new disk). Goodbye."])
        self.assertTrue(bob.gone)
        self.assertTrue(self.stage.reactor.hasStopped)

    @settings(deadline=None, max_examples=100)
    @given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from([b"\n", b"\r", b"/kick lobby:", b"/mute lobby:bob "]))))
    def test_any_bytes_are_answered_in_clean_lines(self, pieces: list[bytes]) -> None:
        for piece in [*pieces, b"\n"]:
            self.console.heard(piece)
        for line in self.paper.read():
            self.assertTrue(line.startswith(SAYS), line)
            self.assertNotRegex(line, "[\x00-\x1f\x7f-\x9f]")

    def test_a_terminal_is_safe_from_what_is_typed(self) -> None:
        (answer,) = self.types("/\x1b]0;x\x07kick\x9b")
        self.assertNotRegex(answer, "[\x00-\x1f\x7f-\x9f]")


class Classic(SynchronousTestCase):
    """As `chatserver`: the screen shows what happens, the console adds the refusals (CLASSIC C8)."""

    def setUp(self) -> None:
        self.paper = Paper()
        witness = ScreenWitness(self.paper, screen())
        self.stage = Stage(channel("lobby", 6001, 5, "classic"), names="channel", witnesses=(witness.saw,))
        self.console = Console(Watching(), self.stage.realm, self.paper, screen(refusals_only=True))

    def types(self, *lines: str) -> list[str]:
        self.console.heard("".join(f"{line}\n" for line in lines).encode())
        self.stage.settle()
        return self.paper.read()

    def test_the_whole_screen(self) -> None:
        alice = self.stage.enter("alice")
        self.stage.enter("bob")
        alice.types("hi", "/whisper carol psst", "/whisper bob psst", "/quit")
        self.assertEqual(self.types("/mute lobby:bob 7", "/kick lobby:bob", "/kick lobby:bob", "/empty lobby"), [
            SAYS + "alice has joined the lobby channel.",
            SAYS + "bob has joined the lobby channel.",
            "[alice (12:00:00)] hi",
            "[alice whispers to carol: (12:00:00)] psst",
            "[alice whispers to bob: (12:00:00)] psst",
            SAYS + "alice has left the channel.",
            SAYS + "Muted bob for 7 seconds.",
            SAYS + "Kicked bob.",
            SAYS + "bob is not in lobby.",
            SAYS + "lobby has been emptied.",
        ])  # fmt: skip

    def test_what_is_no_command_is_ignored(self) -> None:
        self.assertEqual(self.types("hello", "kick lobby:bob", "/KICK lobby:bob", "/help", "/kick", "/list", ""), [])

    def test_minutes_are_no_number(self) -> None:
        self.stage.enter("bob")
        self.paper.read()
        self.assertEqual(self.types("/mute lobby:bob 2m"), [SAYS + "Invalid mute time."])

    def test_a_waiter_cannot_be_kicked(self) -> None:
        names = ["alice", "bob", "carol", "dave", "erin", "frank"]
        frank = [self.stage.enter(name) for name in names][-1]
        self.paper.read()
        self.assertEqual(self.types("/kick lobby:frank"), [SAYS + "frank is not in lobby."])
        self.assertFalse(frank.gone)


class Input(SynchronousTestCase):
    """How the bytes come: over a real pipe, in pieces, and to their end."""

    def setUp(self) -> None:
        self.stage = Stage()
        self.bob = self.stage.enter("bob")
        read, self.write = os.pipe()
        self.addCleanup(os.close, read)
        self.console, self.paper = console(self.stage, screen(talkative=True, answers_only=True), read)
        watching: Any = self.console.reactor
        self.readers = watching.readers
        self.console.startReading()

    def sends(self, data: bytes) -> None:
        os.write(self.write, data)
        self.console.doRead()
        self.stage.settle()

    def test_it_is_watched(self) -> None:
        self.assertEqual(self.readers, [self.console])
        os.close(self.write)

    def test_a_command_in_pieces(self) -> None:
        for piece in (b"/ki", b"ck lobby:b", b"ob\r"):
            self.assertEqual(self.paper.read(), [])
            self.sends(piece)
        self.assertEqual(self.paper.read(), [SAYS + "Kicked bob."])
        self.sends(b"\n/empty lobby\n")
        self.assertEqual(self.paper.read(), [SAYS + "lobby has been emptied."])
        os.close(self.write)

    def test_the_end_of_the_input_changes_nothing(self) -> None:
        os.close(self.write)
        self.console.doRead()
        self.assertEqual(self.readers, [])
        self.bob.types("still here")
        self.assertEqual(self.bob.hears(), ["bob: still here"])
        self.assertEqual(len(self.stage.realm.admins), 1)

    def test_half_a_command_at_the_end_is_not_executed(self) -> None:
        self.sends(b"/kick lobby:bob")
        os.close(self.write)
        self.console.doRead()
        self.stage.settle()
        self.assertEqual(self.paper.read(), [])
        self.assertFalse(self.bob.gone)

    def test_what_is_endless_is_not_kept(self) -> None:
        for _ in range(20):
            self.sends(b"x" * 60000)
        self.sends(b"\n/kick lobby:bob\n")
        self.assertEqual(self.paper.read(), [SAYS + "Kicked bob."])
        os.close(self.write)

    def test_nothing_to_read_yet_is_no_end(self) -> None:
        os.set_blocking(self.console.fileno(), False)
        self.console.doRead()
        self.assertEqual(self.readers, [self.console])
        os.close(self.write)
