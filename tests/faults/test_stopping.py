"""The end of a house with accounts: SIGTERM, and two members of the staff who act at once (F2, F27)."""

from __future__ import annotations

import re
import signal
import sqlite3
import threading
import time
from contextlib import closing

from tests.faults.people import CALM, PeopleCase
from tests.faults.visitors import Caller


class SigtermTests(PeopleCase):
    """What is on its way is kept or answered; everybody hears goodbye; status 0."""

    def test_F02_sigterm(self) -> None:
        password = self.account("ann", role="owner")
        server = self.serve(CALM)
        bob = self.guest("bob")
        bob.skip_to("* bob has joined lobby.")
        ann = self.sign_in("ann", password, "owner")
        ann.skip_to("* ann has joined lobby.")
        for number in range(20):
            ann.say(f"/ban vic{number} 1h")
        ann.skip_to(re.compile(r"\* Ban #1: vic0 .*"))
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.end(within=10), 0)
        self.assertLess(time.monotonic() - began, 5.0)
        bob.skip_to("* The server is shutting down. Goodbye.")
        bob.expect_end()
        ann.skip_to("* The server is shutting down. Goodbye.")
        acknowledged = re.findall(r"\* Ban #\d+: (vic\d+) ", "\n".join(ann.texts))
        self.serve(CALM)
        for name in acknowledged:
            self.assert_banned(name)
        self.sign_in("ann", password, "owner")

    def assert_banned(self, name: str) -> None:
        caller = self.call(name=name)
        caller.say(name)
        caller.skip_to(re.compile(r"\* You are banned here and may come back in .*"))
        caller.stop()


class TwoAtOnceTests(PeopleCase):
    """Two admins ban, unban and empty at the same time: the order in the audit log is that of the effects (F27)."""

    def test_F27_what_holds_is_what_is_kept(self) -> None:
        """Both ban and lift the same three names as fast as they can: the list, the store and the door agree afterwards."""
        people = {name: self.account(name, role="admin") for name in ("ann", "eva")}
        self.serve(CALM)
        staff = [self.sign_in(name, password, "admin", "office") for name, password in people.items()]
        for person in staff:
            person.skip_to("* eva has joined office.")
        lines = [f"/{act} {name}" for name in ("vic", "val", "wim") * 6 for act in ("ban", "unban")]
        talking = [threading.Thread(target=self.say_all, args=(person, lines)) for person in staff]
        for each in talking:
            each.start()
        for each in talking:
            each.join()
        listed = self.listed(staff[0])
        done = self.done_acts()
        answers = [line for person in staff for line in person.texts if re.match(r"\* Ban #\d+", line)]
        self.assertEqual(len(done), len(answers))  # a row for each act that was acknowledged, and no other
        self.assertGreater(len(done), 18)
        self.assertEqual(listed, {name for name in ("vic", "val", "wim") if self.is_banned(name)})
        self.server.kill()
        self.serve(CALM)
        self.assertEqual(listed, {name for name in ("vic", "val", "wim") if self.is_banned(name)})

    def say_all(self, person: Caller, lines: list[str]) -> None:
        """Each line, and an announcement at the end, which is kept after them and so told after their answers."""
        for line in lines:
            person.say(line)
        person.say(f"/announce {person.name} is done")
        person.skip_to(f"* Announcement by {person.name}: {person.name} is done")

    def listed(self, ann: Caller) -> set[str]:
        """Who is banned, as she is told."""
        ann.say("/announce let us see")
        ann.skip_to("* Announcement by ann: let us see")
        ann.say("/bans")
        ann.say("/announce that is all")
        found = set()
        while (line := ann.expect(re.compile(".*")).text) != "* Announcement by ann: that is all":
            if row := re.fullmatch(r"\* #\d+ (\w+), by (ann|eva), for good", line):
                found.add(row[1])
        return found

    def is_banned(self, name: str) -> bool:
        caller = self.call(name=name)
        caller.say(name)
        line = caller.skip_to(re.compile(r"\* (Welcome to lobby, .*|You are banned here .*)")).text
        caller.stop()
        return "banned" in line

    def done_acts(self) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(f"file:{self.store_file}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT act, target FROM audit WHERE result = 'done' AND act LIKE '%ban' ORDER BY number")
            return list(rows)

    def test_F27_the_last_owner_cannot_go(self) -> None:
        ann_password, eva_password = self.account("ann", role="owner"), self.account("eva", role="admin")
        self.serve(CALM)
        ann, eva = self.sign_in("ann", ann_password, "owner"), self.sign_in("eva", eva_password, "admin")
        for line, answer in (
            ("/ban ann --force", "* ann is the only owner of this server, so nothing has happened. {}"),
            ("/role ann member", "* ann is the only owner of this server, so nothing has happened. {}"),
        ):
            ann.say(line)
            ann.skip_to(answer.format("Please make somebody else owner first."))
        eva.say("/ban ann")
        eva.skip_to("* ann has your rank or a higher one, so nothing has happened. Please ask somebody above ann.")
        eva.say("/role eva owner")
        eva.skip_to("* /role is for staff only, so nothing has happened. /help lists the commands for you.")
        ann.say("still here")
        ann.skip_to("ann: still here")

    def test_F27_two_owners_who_demote_each_other(self) -> None:
        """One of them is owner afterwards, and still after a restart."""
        people = {name: self.account(name, role="owner") for name in ("ann", "eva")}
        self.serve(CALM)
        ann, eva = (self.sign_in(name, password, "owner") for name, password in people.items())
        ann.say("/role eva member")
        eva.say("/role ann member")
        for person in (ann, eva):
            person.skip_to(re.compile(r"\* .* has the role member everywhere now\.|\* .* nothing has happened.*"))
        self.server.process.terminate()
        self.assertEqual(self.server.end(), 0)
        self.serve(CALM)
        roles = [self.role_after_signing_in(name, password) for name, password in people.items()]
        self.assertEqual(sorted(roles), ["member", "owner"])

    def role_after_signing_in(self, name: str, password: str) -> str:
        caller = self.call(name=name)
        caller.say(f"login {name} {password}")
        line = caller.skip_to(re.compile(rf"\* You are signed in as {name} \(.*\)\.")).text
        return line.split("(")[1].removesuffix(").")
