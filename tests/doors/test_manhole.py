"""The manhole over a terminal that only remembers: Python with the house in reach, for owners (G602, G603)."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.logger import globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import channel
from chatroom.doors.gatekeeper import AccountGate, StaffLogin
from chatroom.doors.manhole_ssh import LINE, ManholeShells, manhole_door
from chatroom.rules.accounts import Account, Role
from tests.doors.ssh_client import HOST_KEY
from tests.doors.stage import Stage
from tests.doors.test_staff import FakeTerminal
from tests.fakes import house

ROOT = Path(__file__).resolve().parents[2]
PRINT = "SHA256:abc"


class ManholeCase(SynchronousTestCase):
    """A house with olga, who owns it."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 2), channel("tea", 6002, 1))
        self.realm = self.stage.realm
        self.olga = self.realm.accounts.add(Account("olga", "olga", "", 0.0))
        self.olga.roles = {"": Role.OWNER}
        self.shells = ManholeShells(self.realm)
        self.warnings: list[str] = []
        globalLogPublisher.addObserver(self.hear)
        self.addCleanup(globalLogPublisher.removeObserver, self.hear)

    def hear(self, event: Any) -> None:
        if event.get("log_namespace") == "chatroom.manhole":
            self.warnings.append(event["log_format"].format(**event))

    def login(self) -> StaffLogin:
        return StaffLogin("olga", self.olga, PRINT, "127.0.0.1")

    def shell(self, size: tuple[int, int] | None = None) -> Person:
        return Person(self.stage, self.shells.shell(self.login()), size)

    def evaluates(self, text: str) -> FakeTerminal:
        """`ssh olga@host text`: its input has ended at once."""
        terminal = FakeTerminal()
        run: Any = self.shells.run(self.login(), text)
        run.started(terminal, None, "")
        run.ended()
        self.stage.settle()
        return terminal

    def gives(self, text: str, out: str) -> None:
        """An expression prints this and ends well."""
        done = self.evaluates(text)
        self.assertEqual((done.out.decode(), done.err.decode(), done.status), (out, "", 0), text)

    def audit(self) -> list[tuple[str, ...]]:
        rows: list[Any] = []
        self.realm.store.audit(last=100).addCallback(rows.extend)
        acts = [row.act for row in reversed(rows)]
        return [(act.who, act.key, act.origin, act.act, act.target, act.result) for act in acts]

    def delayed(self) -> list[Deferred[None]]:
        """From now on the store keeps a thing when its Deferred here is called."""
        waiting: list[Deferred[None]] = []
        store: Any = self.realm.store
        commit = store.commit

        def later(records: Any) -> Deferred[None]:
            waiting.append(Deferred())
            return waiting[-1].addCallback(lambda _: commit(records))

        store.commit = later
        return waiting


class Person:
    """Somebody at the prompt, or with a pipe."""

    def __init__(self, stage: Stage, shell: Any, size: tuple[int, int] | None) -> None:
        self.stage = stage
        self.shell = shell
        self.terminal: Any = FakeTerminal()
        shell.started(self.terminal, size, "xterm")

    def types(self, text: str) -> str:
        """What is written because of it."""
        before = len(self.terminal.out)
        self.shell.received(text.encode())
        self.stage.settle()
        return str(self.terminal.out[before:].decode())


class InReach(ManholeCase):
    """The names, and what they show."""

    def test_channels(self) -> None:
        self.stage.enter("bob"), self.stage.enter("eve", "tea"), self.stage.enter("zoë", "tea")
        self.realm.channels["tea"].topic = "five o'clock"
        self.gives(
            "channels",
            "channel  seats  waiting  topic\n"
            "lobby    1/2    0\n"
            "tea      1/1    1        five o'clock\n",
        )  # fmt: skip
        self.gives("channels['tea']", "<Channel tea: 1 of 1 seats taken, 1 waiting>\n")
        self.gives("[each.name for each in channels], len(channels)", "(['lobby', 'tea'], 2)\n")
        self.gives("'tea' in channels, 'gym' in channels", "(True, False)\n")
        self.assertIn(b"LookupError: There is no channel lobbi; did you mean lobby?.", self.evaluates("channels['lobbi']").err)

    def test_people(self) -> None:
        self.gives("people", "Nobody is here.\n")
        bob = self.stage.enter("bob").door.session.person
        self.stage.enter("eve", "tea")
        self.stage.enter("mia", "tea")
        self.realm.accounts.add(Account("bob", "Bob", "", 0.0))
        bob.account = self.realm.accounts.get("bob")
        self.gives(
            "people",
            "number  name  account  where          door       address\n"
            f"{bob.id:<6}  bob   Bob      lobby          line door  127.0.0.1\n"
            f"{bob.id + 2:<6}  eve            tea            line door  127.0.0.1\n"
            f"{bob.id + 4:<6}  mia            tea (waiting)  line door  127.0.0.1\n",
        )
        self.gives("people['BOB']", f"<Person {bob.id} bob>\n")
        self.gives(f"people[{bob.id}].nick, 'eve' in people, 'zed' in people, len(people)", "('bob', True, False, 3)\n")
        self.assertIn(b"LookupError: Nobody here is called bop; did you mean bob?.", self.evaluates("people['bop']").err)

    def test_they_are_alive(self) -> None:
        ann = self.shell()
        ann.types("mine = people\n")
        self.stage.enter("bob")
        self.assertIn("bob", ann.types("mine\n"))

    def test_realm(self) -> None:
        self.stage.enter("bob")
        self.gives("realm", "<Realm: 2 channels, 1 people, 1 sessions>\n")
        self.gives("realm.channels['lobby'] is channels['lobby']", "True\n")

    def test_two_of_one_name(self) -> None:
        stage = Stage(channel("lobby", 6001, 2), channel("tea", 6002, 1), names="channel")
        olga = stage.realm.accounts.add(Account("olga", "olga", "", 0.0))
        olga.roles = {"": Role.OWNER}
        one, _ = stage.enter("bob"), stage.enter("bob", "tea")
        run: Any = ManholeShells(stage.realm).run(StaffLogin("olga", olga, "", ""), "people['bob']")
        terminal = FakeTerminal()
        run.started(terminal, None, "")
        number = one.door.session.person.id
        self.assertIn(f"LookupError: 2 people are called bob: ask by number, such as people[{number}].".encode(), terminal.err)


class Acts(ManholeCase):
    """kick, ban, mute and the others: the commands of the console, as an owner's own."""

    def test_kick(self) -> None:
        bob, eve = self.stage.enter("bob"), self.stage.enter("eve")
        self.gives('kick("lobby", "bob", "too loud")', "bob was kicked by olga (too loud).\n")
        self.assertIn("* You were kicked from lobby by olga (too loud).", bob.hears())
        self.assertEqual(eve.hears()[-1], "* bob was kicked by olga (too loud).")
        self.assertIn(("olga", PRINT, "manhole 127.0.0.1", "kick", "lobby:bob", "done"), self.audit())

    def test_mute_and_unmute(self) -> None:
        bob = self.stage.enter("bob")
        self.gives('mute("lobby", "bob", 60, "spam")', "bob has been muted for 1 minute by olga (spam).\n")
        self.assertEqual(bob.hears()[0], "* You have been muted for 1 minute by olga (spam).")
        self.gives('unmute("lobby", "bob")', "bob may speak again: unmuted by olga.\n")
        self.gives('mute("lobby", "bob", "10m")', "bob has been muted for 10 minutes by olga.\n")
        self.gives("undo()", "bob may speak again: unmuted by olga.\n")

    def test_ban_and_unban(self) -> None:
        bob = self.stage.enter("bob")
        self.gives(
            'ban("bob", "2h", "spam")',
            "Ban #1: bob is banned for 2 hours (spam).\nIt hit 1 person: bob. /undo lifts the ban.\n",
        )
        self.assertTrue(bob.gone)
        self.gives("unban(1)", "Ban #1 on bob is lifted. /undo puts it back.\n")
        self.assertEqual(len(self.realm.bans), 0)

    def test_refusals_are_told_and_raise_nothing(self) -> None:
        missing = "zed is not in lobby. /who lobby lists the people who are."
        self.gives('kick("lobby", "zed")', f"{missing}\n")
        self.gives('kick("lobby", "zed").done', "False\n")
        self.stage.enter("bob")
        self.assertIn(b"not a time", self.evaluates('mute("lobby", "bob", "soon")').out)
        self.assertIn(b"There is no channel gym", self.evaluates('kick("gym", "zed")').out)

    def test_the_answer_that_comes_later(self) -> None:
        self.stage.enter("bob")
        ann = self.shell()
        waiting = self.delayed()
        self.assertEqual(ann.types('told = kick("lobby", "bob")\ntold\n'), "<Deferred #0>\n")
        before = len(ann.terminal.out)
        waiting.pop().callback(None)
        self.assertEqual(ann.terminal.out[before:], b"Deferred #0 called back: bob was kicked by olga.\n")
        self.assertEqual(ann.types("told.result.done\n"), "True\n")

    def test_what_cannot_be_kept_has_not_happened(self) -> None:
        bob = self.stage.enter("bob")
        ann = self.shell()
        self.realm.store.commit = lambda records: fail(OSError())  # type: ignore[method-assign,assignment]
        told = "That was not stored, so nothing has happened. Please try again in a moment.\n"
        self.assertEqual(ann.types('kick("lobby", "bob")\n'), told)
        self.assertFalse(bob.gone)

    def test_nobody_is_left_behind(self) -> None:
        self.stage.enter("bob")
        self.evaluates('kick("lobby", "bob")'), self.evaluates('kick("lobby", "bob")'), self.evaluates("undo()")
        self.assertEqual((self.realm.admins, self.realm.sessions), ({}, {}))


class Expressions(ManholeCase):
    """`ssh olga@host 'expression'`."""

    def test_values(self) -> None:
        self.gives("1 + 1", "2\n")
        self.gives(" 'é你'", "'é你'\n")
        self.gives("None", "")
        self.gives("print('a', end='')", "a\n")
        self.gives("'\\x1b]0;x\\x07'", "'\\x1b]0;x\\x07'\n")

    def test_nothing_drives_the_terminal(self) -> None:
        self.gives("print('a\\x1b[31mb\\ttab\\rc\\n\\x9bd')", "a[31mb tab c\nd\n")

    def test_errors(self) -> None:
        done = self.evaluates("1 / 0")
        traceback = (
            "Traceback (most recent call last):\n"
            '  File "<manhole>", line 1, in <module>\n'
            "ZeroDivisionError: division by zero\n"
        )  # fmt: skip
        self.assertEqual((done.out.decode(), done.err.decode(), done.status), ("", traceback, 1))
        for text, name in (("1 +", b"SyntaxError"), ("", b"SyntaxError"), ("nobody", b"NameError"), ("x = 1", b"SyntaxError")):
            done = self.evaluates(text)
            self.assertEqual((done.out, done.status, name in done.err), (b"", 1, True), (text, done.err))
            self.assertNotIn(b"chatroom/doors", done.err)

    def test_a_value_that_cannot_be_shown(self) -> None:
        done = self.evaluates("type('Bad', (), {'__repr__': lambda self: 1 / 0})()")
        self.assertEqual(done.status, 1)
        self.assertIn(b"ZeroDivisionError", done.err)

    def test_a_deferred_is_waited_for(self) -> None:
        self.stage.enter("bob")
        terminal = FakeTerminal()
        run: Any = self.shells.run(self.login(), 'kick("lobby", "bob")')
        run.started(terminal, None, "")
        run.ended()
        self.assertEqual((terminal.out, terminal.status), (b"bob was kicked by olga.\n", 0))
        waiting = self.delayed()
        late = FakeTerminal()
        run = self.shells.run(self.login(), 'kick("lobby", "bob")')
        run.started(late, None, "")
        run.ended()
        self.assertIsNone(late.status)
        waiting.pop(0).callback(None)  # that she is here
        self.assertEqual((late.out, late.status), (b"bob is not in lobby. /who lobby lists the people who are.\n", 0))

    def test_a_deferred_that_fails(self) -> None:
        done = self.evaluates("__import__('twisted.internet.defer').internet.defer.fail(ValueError('no'))")
        self.assertEqual((done.out, done.status), (b"", 1))
        self.assertIn(b"ValueError: no", done.err)

    def test_exit(self) -> None:
        self.assertEqual(self.evaluates("exit(3)").status, 3)
        done = self.evaluates("exit('bye')")
        self.assertEqual((done.out, done.status), (b"bye\n", 1))

    def test_on_a_terminal(self) -> None:
        terminal: Any = FakeTerminal()
        self.shells.run(self.login(), "channels").started(terminal, (80, 24), "xterm")
        self.assertEqual(terminal.out.count(b"\r\n"), 3)
        self.assertEqual(terminal.out.count(b"\n"), 3)

    def test_input_has_ended_already(self) -> None:
        self.assertIn(b"EOFError", self.evaluates("input()").err)
        self.assertIn(b"Sends somebody out of a channel", self.evaluates("help(kick)").out)


class Prompt(ManholeCase):
    """On a terminal."""

    def setUp(self) -> None:
        super().setUp()
        self.ann = self.shell((80, 24))

    def test_the_banner(self) -> None:
        shown = self.ann.terminal.out.decode()
        self.assertIn("* You are olga, and this is Python inside the running server.", shown)
        self.assertTrue(shown.endswith(">>> "), shown)

    def test_a_value_and_the_last_one(self) -> None:
        self.assertEqual(self.ann.types("6 * 7\r"), "6 * 7\r\n42\r\n>>> ")
        self.assertEqual(self.ann.types("None\r_ + 1\r"), "None\r\n>>> _ + 1\r\n43\r\n>>> ")

    def test_a_block(self) -> None:
        self.assertEqual(self.ann.types("for n in range(3):\r"), "for n in range(3):\r\n... ")
        self.assertEqual(self.ann.types("  n\r"), "  n\r\n... ")
        self.assertEqual(self.ann.types("\r"), "\r\n0\r\n1\r\n2\r\n>>> ")

    def test_a_paste(self) -> None:
        shown = self.ann.types("\x1b[200~def twice(n):\n    return n * 2\n\ntwice(21)\n\x1b[201~")
        self.assertTrue(shown.endswith("twice(21)\r\n42\r\n>>> "), shown)

    def test_other_letters_and_history(self) -> None:
        self.assertIn("'é你 ok'\r\n", self.ann.types("'é你' + ' ok'\r"))
        self.assertIn("'é你 ok'\r\n", self.ann.types("\x1b[A\r"))

    def test_an_error_hurts_nobody(self) -> None:
        for typed in (
            "1 / 0",
            "raise KeyboardInterrupt",
            "raise GeneratorExit",
            "type('Bad', (), {'__repr__': lambda self: 1 / 0})()",
            "(" * 300,
            "x = '\\ud800'; print(x); 1 / 0",
            "def f(): f()\r\rf()",
        ):
            shown = self.ann.types(f"{typed}\r")
            self.assertIn("Error" if "raise" not in typed else typed.split()[-1], shown, typed)
            self.assertTrue(shown.endswith("\r\n>>> "), shown)
        self.assertEqual(self.ann.types("1 + 1\r"), "1 + 1\r\n2\r\n>>> ")
        self.assertEqual(self.flushLoggedErrors(), [])
        self.assertEqual(self.stage.enter("bob").hears(), [])

    def test_a_deferred(self) -> None:
        self.ann.types("from twisted.internet.defer import Deferred\rd = Deferred()\r")
        self.assertEqual(self.ann.types("d\r"), "d\r\n<Deferred #0>\r\n>>> ")
        self.ann.types("half a li")
        before = len(self.ann.terminal.out)
        self.ann.shell._python.locals["d"].callback("done")
        shown = self.ann.terminal.out[before:].decode()
        self.assertEqual(shown, "\r\x1b[KDeferred #0 called back: 'done'\r\n>>> half a li")

    def test_a_deferred_that_fails(self) -> None:
        self.ann.types("from twisted.internet.defer import Deferred\rd = Deferred()\rd\r")
        before = len(self.ann.terminal.out)
        self.ann.shell._python.locals.pop("d").errback(ValueError("no luck"))
        self.assertIn(b"Deferred #0 failed: 'no luck'", self.ann.terminal.out[before:])
        self.ann.types("_ = None\r")
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_what_is_printed_is_bounded(self) -> None:
        shown = self.ann.types("print('x' * 1_000_000)\r")
        self.assertLess(len(shown), 201_000)
        self.assertIn("(and 800001 characters more)\r\n>>> ", shown)

    def test_interrupt(self) -> None:
        self.ann.types("if 1:\r  no")
        self.assertEqual(self.ann.types("\x03"), "^C\r\n>>> ")
        self.assertEqual(self.ann.types("2\r"), "2\r\n2\r\n>>> ")

    def test_end(self) -> None:
        self.ann.types("1 +\x04")
        self.assertIsNone(self.ann.terminal.status)
        self.assertTrue(self.ann.types("\x15\x04").endswith("\x1b[?2004l"))
        self.assertEqual(self.ann.terminal.status, 0)

    def test_exit_ends_what_comes_after_it(self) -> None:
        self.ann.types("\x1b[200~exit(7)\nchannels['lobby'].topic = 'never'\n\x1b[201~")
        self.assertEqual((self.ann.terminal.status, self.realm.channels["lobby"].topic), (7, ""))

    def test_completion(self) -> None:
        editor = self.ann.shell._discipline.editor
        for typed, line in (
            ("chan\t", "channels "),
            ("kick(chann\t", "kick(channels "),
            ("realm.thrott\t", "realm.throttle "),
            ("realm.throttle.forg\t", "realm.throttle.forget "),
            ("nobody.x\t", "nobody.x"),
            ("f().ap\t", "f().ap"),
            ("\t", ""),
        ):
            self.ann.types(f"\x15{typed}")
            self.assertEqual(editor.view.text, line)

    def test_a_resize(self) -> None:
        self.ann.types("1 + 1")
        self.ann.shell.resized(40, 12)
        self.assertTrue(self.ann.terminal.out.endswith(b"\r>>> 1 + 1\x1b[J"))


class Pipe(ManholeCase):
    """`ssh -T`: no terminal, plain lines."""

    def test_lines(self) -> None:
        ann = self.shell()
        self.assertIn(b"* You are olga, and this is Python", ann.terminal.err)
        self.assertEqual(ann.types("1 + 1\r\nprint('é')\n"), "2\né\n")
        self.assertEqual(ann.types("if True:\n    'in'\n\n"), "'in'\n")
        self.assertIn("ZeroDivisionError", ann.types("1 / 0\n"))
        self.assertEqual(ann.types("'still here'\n"), "'still here'\n")

    def test_the_last_line_needs_no_end(self) -> None:
        for typed, shown in (("1 + 1", "2\n"), ("if True:\n  5", "5\n"), ("if True:\n  6\n", "6\n"), ("", "")):
            ann = self.shell()
            ann.types(typed)
            ann.shell.ended()
            self.assertEqual((ann.terminal.out.decode(), ann.terminal.status), (shown, 0))

    def test_half_a_statement_does_not_run(self) -> None:
        ann = self.shell()
        ann.types("(1 +\n")
        ann.shell.ended()
        self.assertEqual(ann.terminal.out, b"The input ended within a statement, which was not run.\n")
        self.assertEqual(ann.terminal.status, 0)

    def test_a_dropped_line_runs_nothing_more(self) -> None:
        """F26: half a line, and the connection dies."""
        ann = self.shell()
        ann.types("channels['lobby'].topic = 'half'")
        ann.terminal.gone = True
        ann.shell.ended()
        self.assertEqual(self.realm.channels["lobby"].topic, "")
        self.assertEqual(self.audit()[-1][3:], ("manhole", "left", "done"))

    def test_a_line_that_is_too_long(self) -> None:
        ann = self.shell()
        told = f"That line has more than {LINE} bytes. It was not run, nor what it belongs to.\n"
        self.assertEqual(ann.types("if True:\n" + "x" * (LINE + 1) + "\n1\n"), f"{told}1\n")

    def test_what_not_even_the_compiler_takes(self) -> None:
        ann = self.shell()
        for typed, error in (("-" * 60_000 + "1", "MemoryError"), ("1+" * 30_000 + "1", "RecursionError")):
            self.assertEqual(ann.types(f"{typed}\n").split(":")[0].splitlines()[-1].strip(), error)
            self.assertEqual(self.evaluates(typed).status, 1)
        self.assertEqual(ann.types("'still here'\n"), "'still here'\n")

    def test_the_end_waits_for_what_was_shown(self) -> None:
        self.stage.enter("bob")
        ann = self.shell()
        waiting = self.delayed()
        ann.types('kick("lobby", "bob")\n')
        ann.shell.ended()
        self.assertIsNone(ann.terminal.status)
        waiting.pop(0).callback(None)
        self.assertTrue(ann.terminal.out.endswith(b"called back: bob was kicked by olga.\n"), ann.terminal.out)
        self.assertEqual(ann.terminal.status, 0)


class Records(ManholeCase):
    """The audit log and the log know who comes and goes, and nothing that was typed."""

    def test_coming_and_going(self) -> None:
        ann = self.shell((80, 24))
        self.assertEqual(self.audit(), [("olga", PRINT, "manhole 127.0.0.1", "manhole", "entered", "done")])
        warned = f"olga HAS ENTERED THE MANHOLE from 127.0.0.1 with the key {PRINT}: Python inside this server"
        self.assertEqual(self.warnings, [warned])
        ann.types("secret = 1\r\x04")
        ann.shell.ended()
        self.assertEqual([row[3:] for row in self.audit()[1:]], [("manhole", "left", "done")])
        self.assertEqual(self.warnings[1:], ["olga has left the manhole"])

    def test_an_expression_is_a_visit(self) -> None:
        self.evaluates("1")
        self.assertEqual([row[4] for row in self.audit()], ["entered", "left"])

    def test_nothing_runs_before_it_is_kept(self) -> None:
        waiting = self.delayed()
        ann = self.shell()
        ann.types("channels['lobby'].topic = 'early'\n'now'\n")
        self.assertEqual((self.realm.channels["lobby"].topic, ann.terminal.out, ann.terminal.err), ("", b"", b""))
        ann.shell.ended()
        waiting.pop(0).callback(None)
        self.assertEqual((self.realm.channels["lobby"].topic, ann.terminal.out), ("early", b"'now'\n"))
        self.assertEqual(ann.terminal.status, 0)

    def test_too_much_before_it_is_kept(self) -> None:
        self.delayed()
        ann = self.shell()
        ann.types("#" * 65536)
        self.assertIsNone(ann.terminal.status)
        ann.types("#")
        self.assertEqual(ann.terminal.status, 70)

    def test_what_cannot_be_kept_stays_closed(self) -> None:
        self.realm.store.commit = lambda records: fail(OSError())  # type: ignore[method-assign,assignment]
        closed = b"The audit log cannot keep that you are here, so that the manhole stays closed. Please try again in a moment.\n"
        done = self.evaluates("channels['lobby'].__setattr__('topic', 'x')")
        self.assertEqual((done.err, done.status, self.realm.channels["lobby"].topic), (closed, 70, ""))
        ann = self.shell()
        self.assertEqual((ann.terminal.err, ann.terminal.status), (closed, 70))

    def test_who_goes_before_it_is_kept(self) -> None:
        waiting = self.delayed()
        for visitor in (self.shells.shell(self.login()), self.shells.run(self.login(), "channels['lobby'].clear()")):
            terminal: Any = FakeTerminal()
            visitor.started(terminal, None, "")
            terminal.gone = True
            visitor.ended()
            waiting.pop(0).callback(None)
            self.assertEqual((terminal.out, terminal.err), (b"", b""))


class Owners(ManholeCase):
    """Nobody else."""

    def test_the_role_is_looked_at_before_each_line(self) -> None:
        ann = self.shell()
        self.olga.roles = {"": Role.ADMIN}
        self.assertEqual(ann.types("1\n2\n"), "You no longer own this server: nothing more runs here.\n")
        self.assertEqual(ann.terminal.status, 1)
        done = self.evaluates("1")
        self.assertEqual((done.out, done.err), (b"", b"You no longer own this server: nothing more runs here.\n"))
        self.assertEqual(done.status, 70)

    def test_an_account_that_is_gone(self) -> None:
        ann = self.shell()
        self.realm.accounts.remove("olga")
        self.assertIn("You no longer own this server", ann.types("1\n"))

    def test_the_gate(self) -> None:
        """A right password or key of somebody else is as wrong as a wrong one, and counts as one."""
        home = house()
        home.account("olga", "owner"), home.account("ann", "admin"), home.account("mia")
        everybody, owners = AccountGate(home.realm), manhole_door(HOST_KEY, home.realm, home.clock.reactor).gatekeeper
        found: list[Any] = []
        for gate in (everybody, owners):
            for name in ("olga", "ann", "mia"):
                gate.by_password(name, "pw", "192.0.2.1").addCallback(found.append)
        self.assertEqual([login and login.name for login in found], ["olga", "ann", "mia", "olga", None, None])
        asked = len(home.checker.asked)
        for _ in range(5):
            owners.by_password("ann", "pw", "192.0.2.9").addCallback(found.append)
        self.assertEqual(len(home.checker.asked) - asked, 2)  # with the one before three: then the throttle


class Imports(SynchronousTestCase):
    """An interpreter is not even in memory where nobody asked for one (STRENGTH: admin console exposure)."""

    def test_who_imports_it(self) -> None:
        importers: dict[str, set[str]] = {}
        for path in sorted((ROOT / "chatroom").rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                for name in names:
                    importers.setdefault(name, set()).add(path.relative_to(ROOT / "chatroom").as_posix())
        self.assertEqual(importers["twisted.conch.manhole"], {"doors/manhole.py"})
        self.assertEqual(importers["chatroom.doors.manhole"], {"doors/manhole_ssh.py"})
        self.assertEqual(importers["chatroom.doors.manhole_ssh"], {"house.py"})
        self.assertEqual([name for name in importers if name.startswith(("twisted.conch.manhole_", "twisted.conch.insults"))], [])

    def test_it_is_imported_when_it_is_switched_on(self) -> None:
        program = """
import sys, tempfile
from pathlib import Path
from twisted.internet.testing import MemoryReactorClock
from chatroom.config.settings import ManholeSettings, Settings, SshSettings, channel
from chatroom.house import House
from chatroom.stores.memory import MemoryStore
for manhole in (ManholeSettings(), ManholeSettings(port=6023)):
    data, reactor = Path(tempfile.mkdtemp()), MemoryReactorClock()
    settings = Settings(data=data, channels=(channel("lobby", 1, 1),), ssh=SshSettings(port=6022), manhole=manhole)
    house = House(settings, reactor, store=MemoryStore())
    house.open(), house.open_console(), house.open_manhole()
    print("twisted.conch.manhole" in sys.modules, [(port, host) for port, _, _, host in reactor.tcpServers])
"""
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60)
        without, with_it = done.stdout.splitlines()
        self.assertEqual(without, "False [(1, '127.0.0.1'), (6022, '127.0.0.1')]", done.stderr)
        self.assertEqual(with_it, "True [(1, '127.0.0.1'), (6022, '127.0.0.1'), (6023, '127.0.0.1')]", done.stderr)
