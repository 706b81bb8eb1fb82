"""The dialogues of S1 and S3 on a real server, line by line, with the programs that people have: nc and telnet."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import threading
from pathlib import Path

from tests.client.program import until
from tests.faults.people import PeopleCase
from tests.live.hearing import PATIENCE
from tests.live.house import GREETING, HINT
from tests.live.needs import needs
from tests.live.ports import HOST
from tests.live.programs import Program
from tests.live.test_plain_talking import Netcat, Terminal

ASKED = "* ann is a registered name. Please type its password and press Enter."
WRONG = "* That is not the right password. Please check it, capital letters too, and try again."
GOODBYE = "* Goodbye. To try once more, please connect again."
APPEAL = "If you think that this is wrong, please ask the staff of this server."
STAFF_ONLY = "* /{} is for staff only, so nothing has happened. /help lists the commands for you."
IF_YOURS = "If it is yours, give it and its password when you come in; if not, please try another name."
EXISTS = f"* dan is registered already. {IF_YOURS}"


class HandCase(PeopleCase):
    """Everybody here sits at nc."""

    def nc(self, channel: str = "lobby") -> Netcat:
        nc = Netcat([needs("nc", package="netcat-openbsd"), HOST, str(self.ports[channel])], self.folder)
        self.programs.append(nc)
        self.addCleanup(nc.stop)
        nc.skip_to(GREETING)
        return nc

    def nc_in(self, name: str) -> Netcat:
        """A guest who has a seat."""
        nc = self.nc()
        nc.say(name)
        nc.expect_exactly([f"* Welcome to lobby, {name}.", HINT, f"* {name} has joined lobby."])
        return nc

    def nc_staff(self, name: str, password: str, role: str) -> Netcat:
        nc = self.nc()
        nc.say(name)
        nc.expect(f"* {name} is a registered name. Please type its password and press Enter.")
        nc.say(password)
        nc.expect(f"* You are signed in as {name} ({role}).")
        nc.expect_exactly([f"* Welcome to lobby, {name}.", HINT, f"* {name} has joined lobby."])
        return nc

    def over(self, nc: Program, *lines: str) -> None:
        """These last words, and nc ends with the connection."""
        nc.expect_exactly(lines)
        nc.close_input()
        nc.expect_end()


class AdminsByNc(HandCase):
    """S1: an admin's name asks for its password; what only admins may do; who is thrown out, and who may come back."""

    def setUp(self) -> None:
        super().setUp()
        self.password = self.account("ann", role="admin")
        self.serve()

    def test_a_wrong_password_is_told_and_the_connection_closed(self) -> None:
        """S1-04, S1-05."""
        bob = self.nc_in("bob")
        nc = self.nc()
        nc.say("ann")
        nc.expect(ASKED)
        nc.say(self.secret("Wrong-Battery-1"))
        self.over(nc, WRONG, GOODBYE)
        bob.say("nobody came")
        bob.expect("bob: nobody came")  # and nothing before it

    def test_the_right_one_makes_staff(self) -> None:
        """S1-04, S1-07; a spelling in capitals is the same name."""
        bob = self.nc_in("bob")
        nc = self.nc()
        nc.say("ANN")
        nc.expect(ASKED)
        nc.say(self.password)
        nc.expect("* You are signed in as ann (admin).")
        nc.expect_exactly(["* Welcome to lobby, ann.", HINT, "* ann has joined lobby."])
        bob.expect("* ann has joined lobby.")
        nc.say("hello")
        bob.expect("ann: hello")

    def test_a_kick(self) -> None:
        """S1-12, S1-15: the target and the others are told; it may come back."""
        bob, cat = self.nc_in("bob"), self.nc_in("cat")
        ann = self.nc_staff("ann", self.password, "admin")
        bob.skip_to("* ann has joined lobby.")
        cat.skip_to("* ann has joined lobby.")
        ann.say("/kick nobody")
        ann.expect("* nobody is not in lobby. /who lobby lists the people who are.")
        ann.say("/kick bob too loud")
        self.over(
            bob,
            "* You were kicked from lobby by ann (too loud).",
            "* You may come back: connect again to join the end of the line.",
        )
        for person in (ann, cat):
            person.expect("* bob was kicked by ann (too loud).")
        self.nc_in("bob")
        cat.expect("* bob has joined lobby.")

    def test_a_ban(self) -> None:
        """S1-06, S1-13: out at once, told so again at the door, in every spelling; lifted, it may come in."""
        bob, cat = self.nc_in("bob"), self.nc_in("cat")
        ann = self.nc_staff("ann", self.password, "admin")
        cat.skip_to("* ann has joined lobby.")
        bob.skip_to("* ann has joined lobby.")
        ann.say("/ban bob 2h spam")
        self.over(bob, "* You were banned from this server for 2 hours by ann (spam).", f"* {APPEAL}")
        ann.expect_any_order(
            [
                "* bob was banned by ann (spam).",
                "* Ban #1: bob is banned for 2 hours (spam).",
                "* It hit 1 person: bob. /undo lifts the ban.",
            ]
        )
        cat.expect("* bob was banned by ann (spam).")
        for spelling in ("bob", "BOB", "b\u043eb"):
            again = self.nc()
            again.say(spelling)
            again.expect(
                re.compile(
                    rf"\* You are banned here and may come back in (2 hours|1 hour and 59 minutes)\. The reason: spam\. {APPEAL}"
                )
            )
            self.over(again, GOODBYE)
        ann.say("/unban bob")
        ann.expect("* Ban #1 on bob is lifted. /undo puts it back.")
        self.nc_in("bob")

    def test_those_who_are_no_admins_are_refused(self) -> None:
        """S1-14: guests and plain accounts; nobody else hears of it, and it is in the audit log."""
        password = self.account_of_a_member()
        bob, cat = self.nc_in("bob"), self.nc_in("cat")
        bob.expect("* cat has joined lobby.")
        dan = self.nc_staff("dan", password, "member")
        for person in (bob, cat):
            person.expect("* dan has joined lobby.")
        for person in (bob, dan):
            for line in ("kick cat", "ban cat", "mute cat 60", "empty lobby", "shutdown", "role dan owner", "audit"):
                person.say(f"/{line}")
                person.expect(STAFF_ONLY.format(line.split()[0]))
        cat.say("still here")
        for person in (bob, cat, dan):
            person.expect("cat: still here")
        ann = self.nc_staff("ann", self.password, "admin")
        ann.say("/audit ban")
        ann.expect(re.compile(r"\* \d+ [-0-9]+ [:0-9]+ dan: ban cat - not-allowed"))
        ann.expect(re.compile(r"\* \d+ [-0-9]+ [:0-9]+ bob: ban cat - not-allowed"))

    def account_of_a_member(self) -> str:
        password = self.secret("Staple-Member-7")
        nc = self.nc()
        nc.say(f"/register dan {password}")
        nc.expect("* dan is an account now. To come in, type /login, dan and the password.")
        nc.stop()
        return password


class RegisteringByNc(HandCase):
    """S3: `register` and `login` as bare words, before a name; the chat only afterwards; the end by `!exit`."""

    def test_the_walk_through(self) -> None:
        self.serve("flood: off\nlong_lines: cut\nlimits: {line: 100}\nlog: {form: full}")
        cat = self.nc_in("cat")
        password, other = self.secret("Test-Password-123"), self.secret("Other-Password-456")
        dan = self.nc()
        dan.say(f"register dan {password}")  # S3-01
        dan.expect("* dan is an account now. To come in, type /login, dan and the password.")
        dan.say(f"register dan {other}")
        dan.expect(EXISTS)
        dan.say(f"register DAN {other}")
        dan.expect(EXISTS.replace("dan", "DAN"))
        dan.say("register eve short")
        dan.expect("* That password is too short: it needs at least 6 characters. Please try a longer one.")
        dan.say(f"login dan {other}")  # S3-02
        dan.expect(WRONG)
        dan.say(f"login nobody {other}")
        dan.expect(WRONG)
        cat.say("nobody has come")
        cat.expect("cat: nobody has come")  # S3-03
        dan.say(f"login dan {password}")
        dan.expect("* You are signed in as dan (member).")
        dan.expect_exactly(["* Welcome to lobby, dan.", HINT, "* dan has joined lobby."])
        cat.expect("* dan has joined lobby.")
        dan.say("ring\a the \x1b[31mbell\x1b[0m")  # S3-04
        dan.expect(re.compile(r"dan: ring[^\x00-\x1f]* the [^\x00-\x1f]*bell[^\x00-\x1f]*"))
        cat.expect(re.compile(r"dan: ring[^\x00-\x1f]* the [^\x00-\x1f]*bell[^\x00-\x1f]*"))
        dan.say("x" * 150)  # S3-05
        dan.expect("dan: " + "x" * 100)
        cat.expect("dan: " + "x" * 100)
        dan.say("!exit")  # S3-07
        self.over(dan, "* Goodbye, come again.")
        cat.expect("* dan has left lobby.")
        self.check_log()

    def check_log(self) -> None:
        """S3-08, S3-09, S3-11: the same lines in the file and on the console, each in S3's form."""
        self.server.skip_to(re.compile(".* - INFO - dan left lobby .*"))
        log = self.data / "log" / "app.log"
        until(lambda: "dan left lobby (quit)" in log.read_text("utf-8"))
        lines = log.read_text("utf-8").splitlines()
        form = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - (DEBUG|INFO|WARNING|ERROR|CRITICAL) - \S.*")
        self.assertEqual([line for line in lines if not form.fullmatch(line)], [])
        text = "\n".join(lines)
        for words in ("Connection from ('127.0.0.1', ", "dan joined lobby", "dan left lobby (quit)"):
            self.assertIn(words, text)
        for words in ("register dan", "login dan", "nobody has come"):
            self.assertNotIn(words, text)

    def test_a_registered_name_is_nobody_elses(self) -> None:
        self.serve("flood: off")
        password = self.secret("Test-Password-123")
        dan = self.nc_in("dan")
        dan.say(f"/register dan {password}")
        dan.expect("* dan is your account now, and you are signed in. Next time, its password is asked for.")
        other = self.nc()
        other.say("d\u0430n")  # with a Cyrillic a
        other.expect(re.compile(r"\* d\u0430n looks too much like the name of somebody else here\. Please try another name.*"))
        other.say("dan")
        other.expect(ASKED.replace("ann", "dan"))
        other.say(self.secret("Wrong-Battery-1"))
        self.over(other, WRONG, GOODBYE)

    def test_another_password_after_a_restart(self) -> None:
        old, new = self.account("dan"), self.secret("Fresh-Password-789")
        server = self.serve("flood: off")
        dan = self.nc_staff("dan", old, "member")
        dan.say(f"/passwd {self.secret('Wrong-Battery-1')} {new}")
        dan.expect(WRONG)
        dan.say(f"/passwd {old} {new}")
        dan.expect("* The password of dan has changed. From now on only the new one works.")
        server.kill()
        self.serve("flood: off")
        nc = self.nc()
        nc.say("dan")
        nc.expect(ASKED.replace("ann", "dan"))
        nc.say(old)
        self.over(nc, WRONG, GOODBYE)
        self.nc_staff("dan", new, "member")

    def test_no_telnet_byte_reaches_nc(self) -> None:
        password = self.account("dan")
        self.serve()
        dan = self.nc_staff("dan", password, "member")
        self.assertNotIn("\\xff", "".join(dan.texts))


class Wiretap:
    """A wire from a port of its own to the server, and everything that went over it, each way in its pieces."""

    def __init__(self, port: int) -> None:
        self.up: list[bytes] = []
        self.down: list[bytes] = []
        self._heard = threading.Condition()
        self._target = port
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def await_up(self, wanted: bytes) -> None:
        """Waits until the visitor has sent this."""
        with self._heard:
            if not self._heard.wait_for(lambda: wanted in b"".join(self.up), PATIENCE):
                raise AssertionError(f"{wanted!r} was not sent; this was: {b''.join(self.up)!r}")

    def stop(self) -> None:
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        try:
            near, _ = self._listener.accept()
        except OSError:
            return
        far = socket.create_connection((HOST, self._target), PATIENCE)
        self._sockets += [near, far]
        threading.Thread(target=self._carry, args=(near, far, self.up), daemon=True).start()
        self._carry(far, near, self.down)

    def _carry(self, source: socket.socket, target: socket.socket, seen: list[bytes]) -> None:
        try:
            while data := source.recv(65536):
                with self._heard:
                    seen.append(data)
                    self._heard.notify_all()
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class ByTelnet(PeopleCase):
    """The telnet program in a terminal; it negotiates because the port stands behind a dash, as it would on port 23."""

    def telnet(self) -> tuple[Terminal, Wiretap]:
        wire = Wiretap(self.ports["lobby"])
        self.addCleanup(wire.stop)
        terminal = Terminal([needs("telnet", package="telnet"), "--", HOST, f"-{wire.port}"], "telnet")
        self.addCleanup(terminal.stop)
        terminal.skip_to(GREETING)
        return terminal, wire

    def asked(self, terminal: Terminal, wire: Wiretap) -> None:
        """The password is asked for, and telnet has stopped showing what is typed: it agrees once it has."""
        terminal.skip_to(ASKED)
        wire.await_up(b"\xff\xfd\x01")

    def test_the_password_is_not_shown(self) -> None:
        password = self.account("ann", role="admin")
        self.serve()
        ann, wire = self.telnet()
        ann.say("ann")
        self.asked(ann, wire)
        ann.say(password)
        ann.skip_to("* You are signed in as ann (admin).")
        ann.skip_to("* ann has joined lobby.")
        ann.say("seen again")
        ann.skip_to(re.compile("ann: seen again"))
        self.assertNotIn(password, "\n".join(ann.texts))
        self.assertIn("seen again", ann.texts)  # what was typed, as the terminal shows it
        said = b"".join(wire.down)
        hide, show = said.index(b"\xff\xfb\x01"), said.index(b"\xff\xfc\x01")
        self.assertLess(hide, show)
        self.assertLess(said.index(b"registered name"), show)
        self.assertLess(show, said.index(b"signed in as ann"))
        self.assertEqual((said.count(b"\xff\xfb\x01"), said.count(b"\xff\xfc\x01")), (1, 1))

    def test_a_wrong_one_ends_the_visit(self) -> None:
        self.account("ann", role="admin")
        self.serve()
        ann, wire = self.telnet()
        ann.say("ann")
        self.asked(ann, wire)
        wrong = self.secret("Wrong-Battery-1")
        ann.say(wrong)
        ann.skip_to(WRONG)
        ann.skip_to(GOODBYE)
        ann.skip_to("Connection closed by foreign host.")
        self.assertNotIn(wrong, "\n".join(ann.texts))
        self.assertIn(b"\xff\xfc\x01", b"".join(wire.down))

    def test_a_plain_telnet_gets_no_telnet_byte(self) -> None:
        """Without the dash it says nothing of telnet first, and nothing is said to it."""
        password = self.account("ann", role="admin")
        self.serve()
        wire = Wiretap(self.ports["lobby"])
        self.addCleanup(wire.stop)
        ann = Terminal([needs("telnet", package="telnet"), HOST, str(wire.port)], "telnet")
        self.addCleanup(ann.stop)
        ann.skip_to(GREETING)
        ann.say("ann")
        ann.skip_to(ASKED)
        ann.say(password)
        ann.skip_to("* ann has joined lobby.")
        self.assertNotIn(b"\xff", b"".join(wire.down))


class Kept(PeopleCase):
    """The files that hold secrets are their owner's alone."""

    def test_modes(self) -> None:
        self.account("ann")
        self.serve()
        self.sign_in("ann", next(iter(self.passwords))).expect("* ann has joined lobby.")
        self.assertEqual(self.data.stat().st_mode & 0o777, 0o700)
        names = [name for name in os.listdir(self.data) if name.startswith("chatroom.sqlite")]
        self.assertIn("chatroom.sqlite", names)
        self.assertEqual({(self.data / name).stat().st_mode & 0o777 for name in names}, {0o600})

    def test_the_process_list_shows_no_password(self) -> None:
        self.account("ann")
        server = self.serve()
        self.sign_in("ann", next(iter(self.passwords)))
        for shown in ("cmdline", "environ"):
            self.assertNotIn(b"Correct-Horse", Path(f"/proc/{server.process.pid}/{shown}").read_bytes())
