"""Many who sign in at once, and many who guess: nobody else feels it, and guesses do not reach the hash (G312)."""

from __future__ import annotations

import re
import time
from pathlib import Path

from chatroom.stores.checker import Checker, Cost
from chatroom.words.records import AccountMade, RoleGiven
from tests.faults.people import CALM, PeopleCase, at_once, wait
from tests.faults.visitors import Bystanders, percentile
from tests.live.house import GREETING
from tests.live.needs import needs
from tests.live.operator_ssh import Operator
from tests.live.ports import HOST, free_ports
from tests.live.programs import Program
from tests.live.test_plain_talking import Netcat

TRIES = 3
CALM_P99 = 0.05  # seconds
DEAR = Cost(memory=19456, rounds=40)  # a hash that shows in the server's time
WRONG = "* That is not the right password. Please check it, capital letters too, and try again."
TOO_MANY = re.compile(r"\* There were too many tries\. Please wait .* and try again\.")


class LoginCase(PeopleCase):
    """Accounts that share one password, so that making them takes no longer than making one."""

    def accounts(self, names: list[str], cost: Cost | None = None) -> str:
        password = self.secret("Shared-Staple-9")
        checker = Checker(at_once, cost=cost) if cost else Checker(at_once)
        secret, now = wait(checker.hash(password)), time.time()
        checker.close()
        self.keep(*(AccountMade(now, name, name, secret) for name in names))
        return password


class FiftyAtOnce(LoginCase):
    """A whole school signs in."""

    def test_a_bystander_does_not_feel_it(self) -> None:
        names = [f"pupil{number}" for number in range(50)]
        password = self.accounts(names)
        self.serve(CALM)
        found = [self.one_try(names, password) for _ in range(TRIES)]
        print("50 logins at once: p99 of a bystander's lines", ", ".join(f"{p99 * 1e3:.1f} ms" for p99 in found))
        self.assertLess(min(found), CALM_P99)  # a stall of ours would be there each time; another program's is not

    def one_try(self, names: list[str], password: str) -> float:
        """The p99 while all of them get in."""
        talk = Bystanders(self.ports["lobby"], every=0.005)
        callers = [self.call("lounge", f"127.0.1.{place + 1}", name) for place, name in enumerate(names)]
        for caller in callers:
            caller.say(f"login {caller.name} {password}")
        for caller in callers:
            caller.skip_to(f"* You are signed in as {caller.name} (member).", within=90)
        times = talk.stop()
        for caller in callers:
            caller.stop()
        self.assertGreater(len(times), 50)
        return percentile(times, 0.99)


class Guesses(LoginCase):
    """Sixty wrong ones, at most three of which cost a hash."""

    def setUp(self) -> None:
        super().setUp()
        self.accounts(["ann"], DEAR)
        self.serve(CALM)
        self.hash_seconds = self.cost_of_one()

    def cost_of_one(self) -> float:
        """Of one hash on this machine."""
        checker, began = Checker(at_once, cost=DEAR), time.process_time()
        wait(checker.hash("anything"))
        checker.close()
        return time.process_time() - began

    def server_seconds(self) -> float:
        """What the server has used of the processors so far."""
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def guess(self, addresses: list[str], names: list[str]) -> None:
        began, before = time.monotonic(), self.server_seconds()
        answers = [self.answer_to_one(address, name) for address, name in zip(addresses, names, strict=True)]
        used = self.server_seconds() - before
        self.assertLess(time.monotonic() - began, 60)
        self.assertEqual((answers.count("wrong"), answers.count("throttled")), (3, 57))
        self.assertEqual(answers[:3], ["wrong"] * 3)
        self.assertLess(used, 3.5 * self.hash_seconds + 0.5)

    def answer_to_one(self, address: str, name: str) -> str:
        caller = self.call(address=address)
        caller.say(f"login {name} {self.secret(f'Wrong-Guess-{len(self.passwords)}')}")
        line = caller.skip_to(re.compile(rf"{re.escape(WRONG)}|{TOO_MANY.pattern}")).text
        caller.stop()
        return "wrong" if line == WRONG else "throttled"

    def test_from_one_address_at_one_account(self) -> None:
        self.guess(["127.0.6.1"] * 60, ["ann"] * 60)

    def test_from_one_address_at_many_names(self) -> None:
        self.guess(["127.0.6.1"] * 60, ["ann", *(f"nobody{number}" for number in range(59))])

    def test_from_many_addresses_at_one_account(self) -> None:
        self.guess([f"127.0.6.{number + 1}" for number in range(60)], ["ann"] * 60)


class AClassAtOneAddress(LoginCase):
    """Right passwords cost nothing."""

    def test_thirty_right_ones_in_a_minute(self) -> None:
        names = [f"pupil{number}" for number in range(30)]
        password = self.accounts(names)
        self.serve(CALM)
        began = time.monotonic()
        for name in names:
            self.sign_in(name, password).stop()
        self.assertLess(time.monotonic() - began, 60)

    def test_thirty_at_the_very_same_moment(self) -> None:
        """By nc, and by ssh between them: three are checked at once, the others wait for their turn, and all get in."""
        nc = needs("nc", package="netcat-openbsd")
        needs("ssh", package="openssh-client")
        names, staff = [f"pupil{number}" for number in range(30)], [f"teacher{number}" for number in range(3)]
        password = self.accounts(names + staff)
        self.keep(*(RoleGiven(time.time(), name, "moderator") for name in staff))
        (ssh_port,) = free_ports(1)
        self.serve(f"{CALM}\nssh: {{port: {ssh_port}}}")
        self.server.await_listening([ssh_port])
        visitors = [self.netcat([nc, HOST, str(self.ports[("lobby", "lounge")[place % 2]])]) for place in range(30)]
        for visitor in visitors:
            visitor.skip_to(GREETING)
        clients = [self.ssh(ssh_port, name, password) for name in staff]
        for name, visitor in zip(names, visitors, strict=True):
            visitor.say(f"login {name} {password}")
        for name, visitor in zip(names, visitors, strict=True):
            visitor.skip_to(f"* You are signed in as {name} (member).", within=60)
        for name, client in zip(staff, clients, strict=True):
            client.skip_to(re.compile(rf".*{name}.*"), within=60)
            self.assertEqual(client.end(), 0, client.errors)

    def netcat(self, argv: list[str]) -> Netcat:
        nc = Netcat(argv, self.folder)
        self.programs.append(nc)
        self.addCleanup(nc.stop)
        return nc

    def ssh(self, port: int, name: str, password: str) -> Program:
        """`ssh name@host whoami`, which asks for the password."""
        home = self.elsewhere / name
        home.mkdir()
        user = Operator(home, port, name)
        argv = user.argv("whoami", more=("-o", "PreferredAuthentications=password", "-o", "NumberOfPasswordPrompts=1"))
        return self.start(argv, user.password(password), home)
