"""The staff's console over a terminal that only remembers: commands, prompt, watching, scripts (G601, G602, G604, G605)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import channel
from chatroom.doors.gatekeeper import StaffLogin
from chatroom.doors.staff import StaffShells
from chatroom.rules.accounts import Account, Role
from chatroom.words.table import CONSOLE, kinds
from tests.doors.stage import Stage

PRINT = "SHA256:abc"


class FakeTerminal:
    """What was written, and the status."""

    def __init__(self) -> None:
        self.out = self.err = b""
        self.status: int | None = None
        self.gone = False
        self.waiting = 0
        self.leave: Callable[[], None] = lambda: None

    def when_gone(self, then: Callable[[], None]) -> None:
        self.leave = then

    @property
    def finished(self) -> bool:
        return self.status is not None

    def write(self, data: bytes) -> None:
        self.out += data

    def write_error(self, data: bytes) -> None:
        self.err += data

    def finish(self, status: int) -> None:
        if self.status is None:
            self.status = status


class Console:
    """Somebody at a shell: types, reads, goes."""

    def __init__(self, stage: Stage, shell: Any, size: tuple[int, int] | None) -> None:
        self.stage = stage
        self.shell = shell
        self.terminal = FakeTerminal()
        shell.started(self.terminal, size, "xterm")

    def types(self, text: str) -> str:
        """Sends it; what has been written since."""
        before = len(self.terminal.out)
        self.shell.received(text.encode())
        self.stage.settle()
        return self.terminal.out[before:].decode()

    def reads(self) -> str:
        self.stage.settle()
        out, self.terminal.out = self.terminal.out, b""
        return out.decode()


class StaffCase(SynchronousTestCase):
    """A house with ann, an admin."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 2), channel("tea", 6002, 1))
        self.realm = self.stage.realm
        self.ann = self.account("ann", Role.ADMIN)
        self.shells = StaffShells(self.realm, self.stage.reactor)

    def account(self, nick: str, role: Role, where: str = "") -> Account:
        account = self.realm.accounts.add(Account(nick, nick, "", 0.0))
        account.roles = {where: role}
        return account

    def login(self, account: Account) -> StaffLogin:
        return StaffLogin(account.nick, account, PRINT, "192.0.2.1")

    def shell(self, account: Account | None = None, size: tuple[int, int] | None = None) -> Console:
        return Console(self.stage, self.shells.shell(self.login(account or self.ann)), size)

    def run_it(self, text: str, account: Account | None = None) -> FakeTerminal:
        """One command, as a script gives it: its input has ended at once."""
        terminal = FakeTerminal()
        shell: Any = self.shells.run(self.login(account or self.ann), text)
        shell.started(terminal, None, "")
        shell.ended()
        self.stage.settle()
        return terminal

    def says(self, text: str, *lines: str, account: Account | None = None, status: int = 0) -> None:
        done = self.run_it(text, account)
        told = done.err if status else done.out
        self.assertEqual((told.decode().splitlines(), done.status), (list(lines), status), text)


class Scripts(StaffCase):
    """`ssh ann@host command`."""

    def test_done(self) -> None:
        bob = self.stage.enter("bob")
        self.says("mute lobby:bob 10m", "bob has been muted for 10 minutes by ann.")
        self.assertEqual(bob.hears()[0], "* You have been muted for 10 minutes by ann.")

    def test_refused(self) -> None:
        missing = "zed is not in lobby. who lobby lists the people who are."
        self.says("kick lobby:zed", missing, status=1)

    def test_not_understood(self) -> None:
        self.says("kcik lobby:zed", "There is no command kcik. Did you mean kick?", status=2)
        self.says("xyzzyxyzzy", "There is no command xyzzyxyzzy. help lists the commands.", status=2)
        self.says("kick", "Please type it like this: kick <channel>:<user> [reason]", status=2)
        self.assertEqual(self.run_it("").status, 2)

    def test_commands_are_named_as_they_are_typed_here(self) -> None:
        self.says("ban eve", "Ban #1: eve is banned for good.", "It hit nobody who is here. undo lifts the ban.")
        self.says("undo", "Ban #1 on eve is lifted. undo puts it back.")
        self.says("mute 192.0.2.1 60", "192.0.2.1 is muted for 1 minute.", "It hit nobody who is here. undo lifts the mute.")
        self.says("undo", "The mute of 192.0.2.1 is lifted. undo puts it back.")
        self.says("note eve and/or /kick", "The note about eve is kept. history eve shows it, to staff only.")
        self.assertIn(
            "* You have done nothing that can be taken back. undo is for",
            self.shell(self.account("al", Role.ADMIN)).types("undo\n"),
        )
        bob = self.stage.enter("bob")
        self.says("say lobby type /undo", "ann (staff): type /undo")
        self.assertEqual(bob.hears(), ["* ann (staff): type /undo"])

    def test_not_stored(self) -> None:
        self.realm.store.commit = lambda records: fail(OSError())  # type: ignore[method-assign,assignment]
        self.says("announce hi", "That was not stored, so nothing has happened. Please try again in a moment.", status=70)

    def test_json(self) -> None:
        for text in ("--json top", "top --json"):
            done = self.run_it(text)
            answer = json.loads(done.out)
            self.assertEqual((answer["event"], answer["seats"], done.status), ("house-shown", 3, 0))
        refused = self.run_it("--json kick lobby:zed")
        self.assertEqual((json.loads(refused.out)["reason"], refused.err, refused.status), ("not-in-channel", b"", 1))

    def test_members_are_told_and_closed(self) -> None:
        mia = self.account("mia", Role.MEMBER)
        told = b"This console is for the staff of this server. To chat, use nc or telnet with a channel's port.\r\n"
        for shell in (self.shells.run(self.login(mia), "who"), self.shells.shell(self.login(mia))):
            terminal: Any = FakeTerminal()
            shell.started(terminal, None, "")
            self.assertEqual((terminal.out, terminal.status), (told, 1))
        self.assertEqual(self.realm.admins, {})

    def test_help_tells_all_of_one_command(self) -> None:
        """What stands before the reason is in no usage line."""
        for text, option in (("help ban", "--dry-run"), ("help ban", "--force"), ("help shutdown", "--in 5m")):
            self.assertIn(option, self.run_it(text).out.decode(), text)
            self.assertNotIn(option, self.run_it("help").out.decode())

    def test_the_nearest_word_is_one_of_the_console(self) -> None:
        self.says("help chanels", "There is no command chanels. Did you mean channels?", status=2)

    def test_help_knows_each_word_of_the_console(self) -> None:
        self.says("help channels", *self.run_it("help list").out.decode().splitlines())
        self.assertIn(b"You may also type channels.", self.run_it("help list").out)

    def test_a_trial_of_a_ban_that_hits_the_asker(self) -> None:
        """ann's own address; she sits at a console and is none of the people who are counted."""
        needed = "To place it all the same, add --force: it would hit many, or you yourself."
        self.says("ban 192.0.2.1 --dry-run", f"This would hit nobody who is here. Nothing has happened. {needed}")
        no = "ban would hit you yourself, so nothing has happened. --dry-run shows whom; to do it all the same, add --force."
        self.says("ban 192.0.2.1", no, status=1)

    def test_watch_goes_on_until_the_client_leaves(self) -> None:
        """Its input has ended long before; the connection says when it is gone."""
        done = self.run_it("watch lobby")
        self.assertIsNone(done.status)
        bob = self.stage.enter("bob")
        bob.types("hi")
        self.assertEqual(done.out.decode().splitlines()[-1], "[lobby] bob: hi")
        done.gone = True
        done.leave()
        self.assertEqual((self.realm.admins, [list(x) for x in self.realm.watching.values()]), ({}, [[]]))

    def test_a_watch_ends_with_the_right_to_it(self) -> None:
        mod = self.account("mo", Role.MODERATOR, "lobby")
        done = self.run_it("watch lobby", mod)
        bob = self.stage.enter("bob")
        mod.roles = {}
        bob.types("a secret", "another")
        self.assertEqual((done.status, done.out.decode().splitlines()[-1]), (0, "You no longer watch lobby."))

    def test_a_watch_in_json(self) -> None:
        """What is heard keeps its own name, inside."""
        done = self.run_it("watch lobby --json")
        self.stage.enter("bob").types("hi")
        said = json.loads(done.out.splitlines()[-1])
        self.assertEqual((said["event"], said["heard"]["event"], said["heard"]["text"]), ("watched", "said", "hi"))

    def test_a_watch_that_is_refused_or_ended_is_over(self) -> None:
        self.assertEqual(self.run_it("watch nowhere").status, 1)
        self.assertEqual(self.run_it("watch off").status, 0)
        self.assertEqual(self.realm.admins, {})

    def test_nobody_is_left_behind(self) -> None:
        self.run_it("announce hi")
        self.run_it("kick lobby:zed")
        self.assertEqual((self.realm.admins, self.realm.sessions), ({}, {}))


class Commands(StaffCase):
    """Those that only a console has."""

    def test_queue(self) -> None:
        self.says("queue tea", "In the waiting line for tea, nobody is waiting.")
        self.stage.enter("bob", "tea"), self.stage.enter("cat", "tea")
        self.says(
            "queue tea",
            "In the waiting line for tea, 1 person is waiting.",
            "1. cat, a guest, by the line door from 127.0.0.1:50002.",
        )

    def test_say(self) -> None:
        bob = self.stage.enter("bob")
        self.says("say lobby be kind", "ann (staff): be kind")
        self.assertEqual(bob.hears(), ["* ann (staff): be kind"])

    def test_top(self) -> None:
        bob = self.stage.enter("bob", "tea")
        self.stage.enter("cat", "tea")
        bob.types("one", "two")
        self.says(
            "top",
            "2 people over 2 connections; 1 of 3 seats taken, 1 person is waiting.",
            "2 lines said since the server started.",
        )

    def test_topic(self) -> None:
        bob = self.stage.enter("bob")
        self.says("topic lobby Tea at five", "ann has set the topic of lobby: Tea at five")
        self.assertEqual(bob.hears(), ["* ann has set the topic of lobby: Tea at five"])

    def test_reload(self) -> None:
        self.says("reload", "The configuration is sound and has not changed.")
        self.realm.on_reload = lambda: (False, ["channels.yaml:3: bad"])
        done = self.run_it("reload")
        self.assertEqual(
            done.out.splitlines(),
            [b"channels.yaml:3: bad", b"The configuration has errors; the server goes on with the old one."],
        )

    def test_who_am_i(self) -> None:
        self.says("whoami", "You are ann: admin.", f"You came in with the key {PRINT} from 192.0.2.1.")

    def test_each_has_help_and_rights(self) -> None:
        owner = self.account("olga", Role.OWNER)
        for kind in kinds(CONSOLE):
            done = self.run_it(f"help {kind.words[0]}", owner)
            self.assertEqual(done.status, 0, kind)
            self.assertTrue(done.out.decode().startswith(kind.words[0]), done.out)
        mod = self.account("mo", Role.MODERATOR)
        for text in ("reload", "empty lobby --drain 60s", "shutdown --in 5m", "announce hi", "role ann member"):
            self.assertEqual(self.run_it(text, mod).status, 1, text)
        self.assertEqual(self.run_it("say lobby hi", mod).status, 0)

    def test_a_moderator_of_one_channel(self) -> None:
        mod = self.account("mo", Role.MODERATOR, "tea")
        self.assertEqual(self.run_it("queue tea", mod).status, 0)
        self.assertEqual(self.run_it("queue lobby", mod).status, 1)
        offered = [line.split()[0] for line in self.run_it("help", mod).out.splitlines()]
        self.assertIn(b"queue", offered)
        self.assertNotIn(b"ban", offered)

    def test_a_moderator_of_one_channel_sees_and_takes_back_what_is_its_own(self) -> None:
        mod = self.account("mo", Role.MODERATOR, "tea")
        self.stage.enter("bob", "tea"), self.stage.enter("eve")
        self.says("mute lobby:eve 60", "eve has been muted for 1 minute by ann.")
        self.assertEqual(self.run_it("mute lobby:eve 60", mod).status, 1)
        for command, answer in (
            ("mute tea:bob 60", b"bob has been muted for 1 minute by mo.\n"),
            ("mutes", b"tea:bob, by mo, for 1 minute more\n"),
            ("undo", b"bob may speak again: unmuted by mo.\n"),
        ):
            done = self.run_it(command, mod)
            self.assertEqual((done.status, done.out), (0, answer), command)
        self.says("mutes", "lobby:eve, by ann, for 1 minute more")


class Countdowns(StaffCase):
    """`shutdown --in`, `empty --drain`, and taking them back (G505)."""

    def setUp(self) -> None:
        super().setUp()
        self.stopped: list[int] = []
        self.realm.on_shutdown = lambda: self.stopped.append(1)
        self.bob = self.stage.enter("bob")

    def awake(self, seconds: int) -> None:
        """Time goes by, and bob is never idle."""
        for _ in range(seconds // 5):
            self.stage.pass_time(5)
            self.bob.types("/set echo off")

    def heard(self) -> list[str]:
        return [line for line in self.bob.hears() if "will stop" in line or "will be emptied" in line or "after all" in line]

    def test_shutdown(self) -> None:
        self.says('shutdown --in 5m "see you"', "The server will stop in 5 minutes (see you).")
        self.awake(295)
        self.assertEqual(self.stopped, [])
        marks = ["5 minutes", "1 minute", "30 seconds", "10 seconds"]
        self.assertEqual(self.heard(), [f"* The server will stop in {mark} (see you)." for mark in marks])
        self.awake(10)
        self.assertEqual(self.stopped, [1])
        self.assertIn("* The server is shutting down (see you). Goodbye.", self.bob.hears())

    def test_taken_back(self) -> None:
        self.says("shutdown --in 20s", "The server will stop in 20 seconds.")
        self.awake(5)
        self.says("shutdown --cancel", "The server does not stop after all: taken back by ann.")
        self.awake(60)
        self.assertEqual(self.stopped, [])
        self.assertEqual(self.heard()[-1], "* The server does not stop after all: taken back by ann.")
        nothing = "Nothing is counting down, so there is nothing to cancel. shutdown --in 5m would begin a countdown."
        self.says("shutdown --cancel", nothing, status=1)

    def test_a_newer_one_replaces_the_older(self) -> None:
        self.run_it("shutdown --in 20s")
        self.run_it("shutdown --in 60s")
        self.awake(45)
        self.assertEqual(self.stopped, [])
        self.awake(20)
        self.assertEqual(self.stopped, [1])

    def test_what_is_no_time_stops_nothing(self) -> None:
        for text in ("shutdown --in soon", "shutdown --in", "shutdown --now", "shutdown --in 999d", "empty lobby --drain x"):
            self.assertEqual(self.run_it(text).status, 2, text)
        self.awake(10)
        self.assertEqual((self.stopped, self.realm.plans), ([], {}))
        no_time = "Please type it like this: shutdown --in <time> [reason]"
        self.says("shutdown --in", no_time, status=2)

    def test_drain(self) -> None:
        cat = self.stage.enter("cat", "tea")
        for text in ("empty lobby --drain 60s", "empty --drain 60s lobby"):
            self.says(text, "lobby will be emptied in 1 minute.")
        self.awake(55)
        self.assertFalse(self.bob.gone)
        told = self.heard()
        self.assertEqual(told[1:], [f"* lobby will be emptied in {time}." for time in ("1 minute", "30 seconds", "10 seconds")])
        self.stage.pass_time(6)
        self.assertTrue(self.bob.gone)
        self.assertEqual([line for line in cat.hears() if "emptied" in line], [])

    def test_a_visitor_s_shutdown_with_a_countdown_is_one(self) -> None:
        """Nobody who is staff in a channel stops the server at once by a switch."""
        dee = self.stage.enter("dee")
        self.realm.people[dee.door.session.who.person].account = self.ann
        dee.types("/shutdown --in 5m tea")
        self.assertEqual(dee.hears()[-1], "* The server will stop in 5 minutes (tea).")
        self.assertEqual(self.stopped, [])


class Watching(StaffCase):
    """`watch lobby`: what members hear, above the line that is being typed (G604)."""

    def test_what_is_seen(self) -> None:
        console = self.shell()
        self.assertIn("You see what happens in lobby from now on.", console.types("watch lobby\n"))
        console.reads()
        bob, cat = self.stage.enter("bob"), self.stage.enter("cat", "tea")
        bob.types("hi", "/whisper bob secret")
        cat.types("not seen")
        self.assertEqual(
            console.reads().splitlines(),
            [
                "[lobby] * bob has joined lobby.",
                "[lobby] * bob, a guest, by the line door from 127.0.0.1:50001.",
                "[lobby] bob: hi",
            ],
        )
        self.assertIn("You no longer watch lobby.", console.types("watch off\n"))
        bob.types("more")
        console.types("say lobby once\n")
        self.assertEqual(console.reads().splitlines()[-1:], ["* ann (staff): once"])

    def test_own_words_are_seen_once(self) -> None:
        console = self.shell()
        console.types("watch lobby\nsay lobby hello\n")
        self.assertEqual(console.reads().count("ann (staff): hello"), 1)

    def test_it_ends_with_the_right(self) -> None:
        console = self.shell()
        console.types("watch lobby\n")
        bob = self.stage.enter("bob")
        console.reads()
        self.ann.roles = {}
        bob.types("secret")
        self.assertEqual(console.reads(), "* You no longer watch lobby.\r\n")
        self.assertIn("is for staff only", console.types("kick lobby:bob\n"))
        self.assertFalse(bob.gone)

    def test_it_ends_with_the_console(self) -> None:
        console = self.shell()
        console.types("watch lobby\nquit\n")
        self.assertEqual(console.terminal.status, 0)
        self.assertEqual([list(x) for x in self.realm.watching.values()], [[]])
        self.stage.enter("bob").types("hi")


class Interactive(StaffCase):
    """With a terminal, and with several."""

    def test_the_output_of_others_stands_above_the_line(self) -> None:
        console = self.shell(size=(80, 24))
        console.types("watch lobby\r")
        bob = self.stage.enter("bob")
        console.types("kick lob")
        console.reads()
        bob.types("hi")
        self.assertEqual(console.reads(), "\r\x1b[K[lobby] bob: hi\r\nchatroom> kick lob")
        console.types("by:bob\r")
        self.assertTrue(bob.gone)

    def test_lines_are_broken_between_words(self) -> None:
        """For the window as it is; scripts get them whole."""
        console = self.shell(size=(40, 24))
        self.assertIn(
            "\r\n* bob is not in lobby. who lobby lists\r\n  the people who are.\r\n", console.types("kick lobby:bob\r")
        )
        console.shell.resized(120, 24)
        self.assertIn("\r\n* bob is not in lobby. who lobby lists the people who are.\r\n", console.types("kick lobby:bob\r"))

    def test_completion(self) -> None:
        self.stage.enter("bobby")
        console = self.shell(size=(80, 24))
        for typed, shown in (("que\t", "queue "), ("lob\t", "queue lobby ")):
            console.types(typed)
            self.assertIn(shown, console.shell._discipline.editor.view.text)
        for typed, shown in (
            ("\x15chan\t", "channels "),
            ("\x15help chan\t", "help channels "),
            ("\x15help que\t", "help queue "),
        ):
            console.types(typed)
            self.assertEqual(console.shell._discipline.editor.view.text, shown)
        console.types("\x15kick lobby:bo\t")
        self.assertEqual(console.shell._discipline.editor.view.text, "kick lobby:bobby ")
        console.types("\x15relo\t")
        self.assertEqual(console.shell._discipline.editor.view.text, "reload ")

    def test_interrupt_and_end(self) -> None:
        console = self.shell(size=(80, 24))
        console.types("announce no\x03")
        self.assertIsNone(console.terminal.status)
        console.types("\x04")
        self.assertEqual(console.terminal.status, 0)

    def test_several_sessions_of_one_operator(self) -> None:
        one, other = self.shell(), self.shell()
        other.reads()
        one.types("watch lobby\n")
        self.stage.enter("bob")
        self.assertEqual(other.reads(), "")
        one.shell.ended()
        self.assertIn("You are ann", other.types("whoami\n"))
        self.assertEqual(len(self.realm.admins), 1)

    def test_a_line_that_is_too_long_is_no_command(self) -> None:
        console = self.shell()
        console.reads()
        console.types("announce " + "x" * 5000 + "\n")
        self.assertNotIn("xxx", console.reads())

    def test_the_end_of_a_script_waits_for_its_answers(self) -> None:
        waiting: list[Deferred[None]] = []
        store: Any = self.realm.store
        for name in ("commit", "audit"):  # each is answered when the test says so, in the order of the questions
            setattr(store, name, self._later(getattr(store, name), waiting))
        console = self.shell()
        console.types("announce hi\n")
        console.shell.ended()
        self.assertIsNone(console.terminal.status)
        for place in range(3):
            waiting[place].callback(None)
        self.assertIn("Announcement by ann: hi", console.reads())
        self.assertEqual(console.terminal.status, 0)
        self.assertEqual(self.realm.admins, {})

    def _later(self, ask: Callable[..., Any], waiting: list[Deferred[None]]) -> Callable[..., Deferred[Any]]:
        def asked(*args: Any, **words: Any) -> Deferred[Any]:
            waiting.append(Deferred())
            return waiting[-1].addCallback(lambda _: ask(*args, **words))

        return asked
