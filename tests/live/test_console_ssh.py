"""The staff's console through OpenSSH, by hand on a terminal and from scripts, with people in the house who feel it."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable

from tests.faults.people import CALM, PeopleCase
from tests.live.hearing import PATIENCE
from tests.live.needs import needs
from tests.live.operator_ssh import Operator, Terminal
from tests.live.ports import free_ports
from tests.terminal import emulator

PROMPT = b"chatroom> "
PASTE_BEGINS, PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
BY_SSH = ("-o", "PreferredAuthentications=password", "-o", "NumberOfPasswordPrompts=1")


class ConsoleCase(PeopleCase):
    """Ann is an owner with a key, mia a plain member with one; bob and cat sit in the lobby."""

    def setUp(self) -> None:
        needs("ssh", package="openssh-client")
        super().setUp()
        (self.ssh_port,) = free_ports(1)
        self.ann = Operator(self.elsewhere, self.ssh_port)
        self.key = self.ann.make_key("ed25519")
        self.password = self.account("ann", role="owner", key=self.key)
        self.more = f"{CALM}\nssh: {{port: {self.ssh_port}}}"

    def open_house(self) -> None:
        self.serve(self.more)
        self.server.await_listening([self.ssh_port])
        self.bob, self.cat = self.guest("bob"), self.guest("cat")
        self.bob.expect("* bob has joined lobby.")
        for person in (self.bob, self.cat):
            person.expect("* cat has joined lobby.")

    def terminal(self, *more: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        """Ann at her prompt."""
        terminal = Terminal(self.ann.argv(key=self.key, more=more), size)
        self.addCleanup(terminal.stop)
        terminal.expect(b"You are signed in as ann.")
        terminal.expect(PROMPT)
        return terminal

    def run_it(self, *words: str, status: int = 0) -> str:
        """`ssh ann@host words`: what it says, on whichever stream its status asks for."""
        done = self.ann.run(*words, key=self.key)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        return (done.stderr if status else done.stdout).decode()

    def screen(self, terminal: Terminal, size: tuple[int, int] = (80, 24)) -> emulator.Terminal:
        """What a person sees of all that the program has written since ssh's own lines."""
        shown = emulator.Terminal(*size)
        shown.feed(terminal.shown[terminal.shown.index(b"* You are signed in") :])
        return shown


class GettingIn(ConsoleCase):
    """`ssh -p PORT ann@host` and nothing more."""

    def test_each_kind_of_key(self) -> None:
        operators = []
        for place, kind in enumerate((("ed25519",), ("rsa", "-b", "3072"), ("ecdsa", "-b", "256"))):
            operator = Operator(self.elsewhere, self.ssh_port, f"op{place}")
            key = self.ann.make_key(*kind)
            self.account(operator.name, role="admin", key=key)
            operators.append((operator, key, kind))
        self.open_house()
        for operator, key, kind in operators:
            done = operator.run("channels", key=key)
            self.assertEqual((done.returncode, done.stderr.decode().count("\n") > 1), (0, False), (kind, done.stderr))
            self.assertIn(b"In lobby, 2 of 20 seats are taken.", done.stdout)

    def test_a_password(self) -> None:
        self.open_house()
        done = self.ann.run("channels", more=BY_SSH, env=self.ann.password(self.password))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"In lobby, 2 of 20 seats are taken.", done.stdout)

    def test_a_wrong_password_and_somebody_elses_key(self) -> None:
        self.open_house()
        wrong = self.ann.run("channels", more=BY_SSH, env=self.ann.password(self.secret("Wrong-Battery-1")))
        self.assertEqual((wrong.returncode, wrong.stdout), (255, b""))
        self.assertIn(b"Permission denied", wrong.stderr)
        other = self.ann.run("channels", key=self.ann.make_key("ed25519"), more=("-o", "PreferredAuthentications=publickey"))
        self.assertEqual((other.returncode, other.stdout), (255, b""))

    def test_an_account_that_is_not_staff(self) -> None:
        mia, key = Operator(self.elsewhere, self.ssh_port, "mia"), self.ann.make_key("ed25519")
        self.account("mia", key=key)
        self.open_house()
        for words in (("kick", "lobby:bob"), ()):
            done = mia.run(*words, key=key)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(b"This console is for the staff of this server.", done.stdout + done.stderr)
        self.bob.say("still here")
        self.bob.expect("bob: still here")


class Scripts(ConsoleCase):
    """One command, its answer and its status."""

    def setUp(self) -> None:
        super().setUp()
        self.open_house()

    def test_statuses(self) -> None:
        """0 done, 1 refused, 2 not understood."""
        self.run_it("mute", "lobby:bob", "10m")
        self.bob.expect("* You have been muted for 10 minutes by ann.")
        self.cat.expect("* bob has been muted for 10 minutes by ann.")
        self.assertIn("nobody is not here", self.run_it("mute", "lobby:nobody", "10m", status=1))
        self.run_it("kick", "lobby:nobody", status=1)
        self.assertIn("not a time", self.run_it("mute", "lobby:bob", "soon", status=2))
        self.assertIn("There is no command", self.run_it("frobnicate", status=2))
        self.assertIn("type it like this", self.run_it("kick", status=2))
        self.bob.expect("* Until then nobody sees what you write. Commands still work.")

    def test_json(self) -> None:
        answer = json.loads(self.run_it("--", "--json", "who", "lobby"))
        self.assertIn("bob", json.dumps(answer))
        self.assertIn("cat", json.dumps(answer))
        again = json.loads(self.run_it("who", "lobby", "--json"))
        self.assertEqual({**again, "at": 0}, {**answer, "at": 0})
        done = self.ann.run("--", "--json", "kick", "lobby:nobody", key=self.key)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)["reason"], "not-in-channel")

    def test_utf8(self) -> None:
        self.run_it("announce", "你好é", "🎉")
        for person in (self.bob, self.cat):
            person.expect("* Announcement by ann: 你好é 🎉")

    def test_a_ban_and_back(self) -> None:
        self.run_it("ban", "bob", "2h", "spam")
        self.bob.expect("* You were banned from this server for 2 hours by ann (spam).")
        self.cat.expect("* bob was banned by ann (spam).")
        again = self.call(name="bob")
        again.say("bob")
        again.skip_to(re.compile(r"\* You are banned here and may come back in .* The reason: spam\. .*"))
        self.assertIn("bob", self.run_it("bans"))
        self.run_it("unban", "bob")
        self.guest("bob").expect("* bob has joined lobby.")

    def test_no_input_is_needed_and_none_is_taken(self) -> None:
        done = self.ann.run("channels", key=self.key, typed=b"kick lobby:bob\n")
        self.assertEqual(done.returncode, 0)
        self.bob.say("still here")
        self.bob.expect("bob: still here")


class ByHand(ConsoleCase):
    """At the prompt."""

    def setUp(self) -> None:
        super().setUp()
        self.open_house()

    def test_commands_and_what_others_feel(self) -> None:
        ann = self.terminal()
        ann.type(b"who lobby\r")
        ann.expect(b"In lobby, 2 of 20 seats are taken: bob and cat.")
        ann.type(b"mute lobby:bob 60\r")
        ann.expect(b"bob has been muted for 1 minute")
        self.bob.expect("* You have been muted for 1 minute by ann.")
        self.bob.expect("* Until then nobody sees what you write. Commands still work.")
        self.bob.say("hear me")
        self.bob.expect(re.compile(r"\* You are still muted for .*"))
        self.cat.expect("* bob has been muted for 1 minute by ann.")
        ann.type(b"kick lobby:bob too loud\r")
        ann.expect(b"bob was kicked")
        self.bob.expect("* You were kicked from lobby by ann (too loud).")
        self.cat.expect("* bob was kicked by ann (too loud).")
        ann.type("announce 你好é\r".encode())
        self.cat.expect("* Announcement by ann: 你好é")
        ann.type(b"quit\r")
        self.assertEqual(ann.end(), 0)

    def test_the_line_being_typed_is_never_torn(self) -> None:
        """Two others act all the while; the window has forty columns and is resized; what is typed runs as it was typed."""
        ann = self.terminal(size=(40, 12))
        other = self.terminal()
        typed = "announce 你好é, a line of more than forty cells in all"
        for place, character in enumerate(typed):
            ann.type(character.encode())
            if place % 8 == 0:
                other.type(b"announce number %d\r" % place)
                other.expect(b"Announcement by ann: number %d" % place)
            if place == 20:
                ann.resize(30, 12)
            elif place == 30:
                ann.resize(70, 12)
        ann.type(b"\r")
        self.cat.skip_to(f"* Announcement by ann: {typed.removeprefix('announce ')}")

    def test_top_until_a_key_is_pressed(self) -> None:
        ann = self.terminal()
        ann.type(b"top\r")
        ann.expect(b"* 2 people over 2 connections;")
        ann.expect(b"* 0 lines said since")
        self.cat.say("hi")
        ann.expect(b"* 1 line said since")
        ann.type(b"q")
        ann.expect(b"\x1b[?1049l\rchatroom> ")
        ann.type(b"who lobby\r")
        ann.expect(b"seats are taken: bob and cat.")

    def test_forty_columns(self) -> None:
        """A line that is longer than the window scrolls in it, and runs whole."""
        ann = self.terminal(size=(40, 24))
        ann.type(b"announce " + b"abcdefghij" * 5 + b"!\x01")  # and back to its beginning with ^A
        ann.expect(b"announce abcdefghijabcdefgh>")
        self.wait_until(lambda: self.screen(ann, (40, 24)).before_cursor == "chatroom> ", ann)
        screen = self.screen(ann, (40, 24))
        self.assertEqual(screen.line, "chatroom> announce abcdefghijabcdefgh>")
        self.assertLessEqual(max(len(row.text()) for row in screen.rows), 40)
        ann.type(b"\x05\x15who lobby\r")  # ^E ^U: another line in place of it
        ann.expect(b"In lobby, 2 of 20 seats are taken")
        self.assertNotIn("Announcement", "\n".join(self.cat.texts))

    def wait_until(self, so: Callable[[], bool], terminal: Terminal) -> None:
        """Reads on until it is so on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not so():
            self.assertTrue(terminal._read(deadline), terminal.shown)

    def test_a_paste_of_twenty_lines(self) -> None:
        ann = self.terminal()
        lines = [f"announce pasted {number}" for number in range(20)]
        ann.type(PASTE_BEGINS + "\r".join(lines).encode() + PASTE_ENDS)
        ann.type(b"\r")
        for number in range(20):
            self.cat.skip_to(f"* Announcement by ann: pasted {number}")

    def test_interrupt_and_end(self) -> None:
        """^C gives a line up, ^D on an empty one says goodbye."""
        ann = self.terminal()
        ann.type(b"kick lobby:bob\x03")
        ann.expect(PROMPT)
        ann.type(b"who lobby\r")
        ann.expect(b"seats are taken: bob and cat.")
        ann.expect(PROMPT)
        ann.type(b"\x04")
        self.assertEqual(ann.end(), 0)
        self.bob.say("still here")
        self.bob.expect("bob: still here")

    def test_a_dropped_line(self) -> None:
        """F26: the console's own connection dies with half a command typed: the half never runs, and nobody is disturbed."""
        ann = self.terminal()
        ann.type(b"kick lobby:bob")
        ann.expect(b"bob")
        os.kill(ann.pid, signal.SIGKILL)
        self.assertIn("lobby", self.run_it("channels"))
        self.bob.say("still here")
        self.bob.expect("bob: still here")

    def test_without_a_terminal(self) -> None:
        done = self.ann.run(key=self.key, more=("-T",), typed=b"who lobby\nmute lobby:bob 60\nquit\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"seats are taken: bob and cat.", done.stdout)
        self.assertNotIn(b"\x1b", done.stdout)
        self.bob.expect("* You have been muted for 1 minute by ann.")
