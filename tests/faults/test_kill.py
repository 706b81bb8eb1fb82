"""kill -9 under a stream of acts: whatever was acknowledged is there after a restart, and nothing is half there (F1).

CHATROOM_LONG=1 takes fifty rounds in place of twelve.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import statistics
import subprocess
import time
from pathlib import Path
from unittest import SkipTest

from chatroom.keeping import open_store
from chatroom.stores.inspection import verify
from chatroom.words.records import AuditRow, Snapshot
from tests.faults.people import CALM, PeopleCase, at_once, wait
from tests.faults.stream import Actor, Said, changes_password, hear, registers, toggles
from tests.live.hearing import PATIENCE
from tests.live.house import GREETING
from tests.live.needs import needs
from tests.live.programs import Program

ROUNDS = 50 if os.environ.get("CHATROOM_LONG") else 12
SEED = 1
VICTIMS = [f"vic{number}" for number in range(6)]
TALKERS = ["max", "mia"]
KINDS = [("register", 8), ("passwd", 5), ("banned", 40), ("muted", 40), ("", 2)]  # right after such an answer, or at any moment
SLOWEST = 5.0  # seconds until the door is open again; two are promised, on a machine that does nothing else
BAN = ("banned", "/ban {} spam", r"\* Ban #\d+: {} is banned for good \(spam\)\.")
UNBAN = ("free", "/unban {}", r"\* Ban #\d+ on {} is lifted\. /undo puts it back\.")
MUTE = ("muted", "/mute {} 1h", r"\* {} has been muted for 1 hour by eva\.")
UNMUTE = ("heard", "/unmute {}", r"\* {} may speak again: unmuted by eva\.")


class KilledTests(PeopleCase):
    """Registrations, password changes, bans, unbans, mutes and unmutes at once, and an end at any moment."""

    def test_F01_nothing_acknowledged_is_lost_and_nothing_is_half_done(self) -> None:
        dice, said, back = random.Random(SEED), Said(), list[float]()
        self.staff = {name: self.account(name, role="owner") for name in ("ann", "eva")}
        said.states = {name: ["free"] for name in VICTIMS} | {name: ["heard"] for name in TALKERS}
        said.states["pat"] = [self.account("pat")]
        for number in range(ROUNDS):
            server = self.serve(CALM)
            kind, most = KINDS[number % len(KINDS)]
            said.fatal, said.end = (kind, dice.randrange(1, most)), server.process.kill
            moment = dice.uniform(0.02, 0.5) if not kind else PATIENCE
            actors = self.set_going(said, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.process.wait(moment)
            server.kill()
            for actor in actors:
                actor.finish()
            self.look_into_the_store(said)
            started = time.monotonic()
            self.serve(CALM)
            back.append(time.monotonic() - started)
            self.ask_at_the_door(said, number)
            self.server.kill()
        print(f"kill -9: {ROUNDS} rounds, {said.acts} acts acknowledged, back in {statistics.median(back):.2f} s (median)")
        self.assertGreater(said.acts, 10 * ROUNDS)
        self.assertLess(statistics.median(back), SLOWEST)

    def set_going(self, said: Said, number: int) -> list[Actor]:
        """All present and at work."""
        talkers = [self.guest(name, address=f"127.0.2.{place + 1}") for place, name in enumerate(TALKERS)]
        for place, talker in enumerate(talkers):
            talker.skip_to(f"* {TALKERS[place]} has joined lobby.")
        ann = self.sign_in("ann", self.staff["ann"], "owner")
        eva = self.sign_in("eva", self.staff["eva"], "owner")
        pat = self.sign_in("pat", said.states["pat"][0])
        newcomers = [self.call(address=f"127.0.3.{place + 1}") for place in range(8)]
        for newcomer in newcomers:
            newcomer.skip_to(GREETING)
        secret, first = self.secret, 1000 * (number + 1)
        actors = [
            Actor(registers(newcomers, said, first, secret)),
            Actor(changes_password(pat, said, "pat", first, secret)),
            Actor(toggles(ann, said, VICTIMS, BAN, UNBAN)),
            Actor(toggles(eva, said, TALKERS, MUTE, UNMUTE)),
        ]
        for actor in actors:
            actor.start()
        return actors

    def look_into_the_store(self, said: Said) -> None:
        """In a copy of what the dead server left: every effect has its row in the audit log and every row its effect."""
        copy = Path(shutil.copytree(self.data, self.elsewhere / "copy", ignore=shutil.ignore_patterns("control", "log")))
        try:
            store, snapshot = open_store(copy, time.time(), at_once)
            rows = list(reversed(wait(store.audit(last=10**6))))
            wait(store.close())
            self.assertEqual(verify(copy / "chatroom.sqlite"), [])
        finally:
            shutil.rmtree(copy)
        self.assertEqual(sorted(ban.value for ban in snapshot.bans), _by_the_log(rows, "ban", "unban"))
        self.assertEqual(sorted(f"lobby:{mute.value}" for mute in snapshot.mutes), _by_the_log(rows, "mute", "unmute"))
        self.check_accounts(snapshot, said)

    def check_accounts(self, snapshot: Snapshot, said: Said) -> None:
        """Those that were acknowledged, and at most the one that was not yet."""
        there = {account.account for account in snapshot.accounts if account.account.startswith("new")}
        self.assertEqual(set(said.registered) - there, set())
        self.assertLessEqual(len(there - set(said.registered)), 1)
        for name in there - set(said.registered):
            assert said.registering is not None
            self.assertEqual(name, said.registering[0])
            said.registered[name] = said.registering[1]  # it was, though nobody could be told
        said.registering = None

    def ask_at_the_door(self, said: Said, number: int) -> None:
        """Whoever is banned does not get in, whoever is muted is not heard, and the passwords are those of the last answers."""
        for name in VICTIMS:
            said.states[name] = [self.only_one_of(said.states[name], self.state_at_the_door(name), name)]
        for place, name in enumerate(TALKERS):
            said.states[name] = [self.only_one_of(said.states[name], self.state_in_the_channel(name, place), name)]
        newest = list(said.registered.items())[-3:]
        for name, password in newest:
            self.assertTrue(self.lets_in(name, password, "127.0.4.1"), name)
        right = [each for each in said.states["pat"] if self.lets_in("pat", each, f"127.0.5.{len(each) % 250}")]
        self.assertEqual(len(right), 1, said.states["pat"])
        said.states["pat"] = right

    def only_one_of(self, allowed: list[str], found: str, name: str) -> str:
        self.assertIn(found, allowed, name)
        return found

    def state_at_the_door(self, name: str) -> str:
        caller = self.call(address="127.0.2.9")
        caller.skip_to(GREETING)
        caller.say(name)
        answer = hear(caller, rf"\* Welcome to lobby, {name}\.", r"\* You are banned here for good\. The reason: spam\. .*")
        caller.stop()
        return "banned" if "banned" in answer else "free"

    def state_in_the_channel(self, name: str, place: int) -> str:
        caller = self.guest(name, address=f"127.0.2.{place + 1}")
        caller.skip_to(f"* {name} has joined lobby.")
        caller.say("do you hear me?")
        answer = hear(caller, rf"{name}: do you hear me\?", r"\* You are still muted .*")
        caller.stop()
        return "muted" if "muted" in answer else "heard"

    def lets_in(self, name: str, password: str, address: str) -> bool:
        caller = self.call(address=address)
        caller.skip_to(GREETING)
        caller.say(f"login {name} {password}")
        answer = hear(caller, rf"\* You are signed in as {name} \(.*\)\.", r"\* That is not the right password\. .*")
        caller.stop()
        return "signed in" in answer


def _by_the_log(rows: list[AuditRow], on: str, off: str) -> list[str]:
    """What is in force if the audit log is read from its beginning."""
    held: set[str] = set()
    for row in rows:
        if row.act.act == on:
            held.add(row.act.target)
        elif row.act.act == off:
            held.discard(row.act.target)
    return sorted(held)


class SyncedTests(PeopleCase):
    """The order of things below: first the disk has it, then the answer leaves."""

    def test_F01_a_sync_of_the_log_precedes_every_answer(self) -> None:
        strace = needs("strace", package="strace")
        ann, pat = self.account("ann", role="owner"), self.account("pat")
        server = self.serve(CALM)
        trace = self.elsewhere / "trace"
        calls = "trace=fsync,fdatasync,sendto,sendmsg,write,writev,recvfrom,read"
        watcher = Program(
            [strace, "-f", "-y", "-s", "300", "-e", calls, "-o", str(trace), "-p", str(server.process.pid)], self.elsewhere
        )
        self.addCleanup(watcher.stop)
        deadline = time.monotonic() + PATIENCE
        while not any("attached" in line for line in watcher.errors):
            if not watcher.running or time.monotonic() > deadline:  # in a container it is often refused
                raise SkipTest(f"needs a machine that lets strace watch a program: {watcher.errors}")
            time.sleep(0.01)
        self.acts(ann, pat)
        server.stop()
        watcher.end()
        lines = trace.read_text("utf-8", "replace").splitlines()
        for asked, answered in (
            ("/register zoe", "zoe is an account now"),
            ("/passwd", "The password of pat has changed"),
            ("/ban bob", "bob is banned for good"),
            ("/unban bob", "bob is lifted"),
            ("/mute pat", "pat has been muted"),
            ("/unmute pat", "pat may speak again"),
        ):
            self.assert_synced_between(lines, asked, answered)

    def acts(self, ann_password: str, pat_password: str) -> None:
        pat = self.sign_in("pat", pat_password)
        ann = self.sign_in("ann", ann_password, "owner")
        newcomer = self.call()
        newcomer.say(f"/register zoe {self.secret('Secret-Of-Zoe')}")
        hear(newcomer, r"\* zoe is an account now\. .*")
        pat.say(f"/passwd {pat_password} {self.secret('Changed-Pat-1')}")
        hear(pat, r"\* The password of pat has changed\. .*")
        for line, answer in (
            ("/ban bob", r"\* Ban #1: bob is banned for good\."),
            ("/unban bob", r"\* Ban #1 on bob is lifted\. .*"),
            ("/mute pat 1h", r"\* pat has been muted for 1 hour by ann\."),
            ("/unmute pat", r"\* pat may speak again: unmuted by ann\."),
        ):
            ann.say(line)
            hear(ann, answer)

    def assert_synced_between(self, lines: list[str], asked: str, answered: str) -> None:
        """A sync of SQLite's log ended well after the question was read and before the answer was sent."""
        read = next(at for at, line in enumerate(lines) if asked in line and re.search(r" (recvfrom|read)\(|resumed>", line))
        sent = next(at for at, line in enumerate(lines) if answered in line and at > read)
        self.assertRegex(lines[sent], r" (sendto|sendmsg|write|writev)\(")
        between = lines[read:sent]
        whole = [at for at, line in enumerate(between) if re.search(r" (fsync|fdatasync)\(.*sqlite-wal>\)\s+= 0", line)]
        begun = {line.split()[0]: at for at, line in enumerate(between) if re.search(r"sync\(.*sqlite-wal> <unfinished", line)}
        ended = [line for line in between if re.search(r"<\.\.\. (fsync|fdatasync) resumed>\)\s+= 0", line)]
        resumed = [line for line in ended if line.split()[0] in begun]
        self.assertTrue(whole or resumed, (asked, between))
