"""The connection of somebody with rights is cut within a command, or just after one (F26)."""

from __future__ import annotations

import re
import subprocess

from tests.faults.people import CALM, PeopleCase
from tests.live.hearing import PATIENCE
from tests.live.needs import needs
from tests.live.operator_ssh import Operator, environment
from tests.live.ports import free_ports

KICK = b"/kick lobby:bob"


class LineDoorTests(PeopleCase):
    """Ann acts and is reset; eva sees what came of it."""

    def setUp(self) -> None:
        super().setUp()
        self.staff = {name: self.account(name, role="admin") for name in ("ann", "eva")}
        self.serve(f"{CALM}\nseat_grace: off\nqueue: {{grace: off}}")  # it is seen at once who has gone
        self.bob = self.guest("bob")
        self.bob.skip_to("* bob has joined lobby.")
        self.eva = self.sign_in("eva", self.staff["eva"], "admin")
        self.eva.skip_to("* eva has joined lobby.")

    def cut_after(self, data: bytes) -> None:
        """Ann comes in, sends this and no more, and her machine is gone."""
        ann = self.sign_in("ann", self.staff["ann"], "admin")
        ann.skip_to("* ann has joined lobby.")
        ann.say_bytes(data)
        ann.vanish()
        self.eva.skip_to("* ann has lost the connection.")

    def test_F26_half_a_command_never_runs(self) -> None:
        for length in range(1, len(KICK) + 1):
            self.cut_after(KICK[:length])
        self.bob.say("still here")
        self.bob.skip_to("bob: still here")
        self.eva.say("/audit kick")
        self.eva.skip_to("* There is nothing that fits in the audit log.")

    def test_F26_a_whole_one_runs_to_its_end(self) -> None:
        for number in range(5):
            self.cut_after(b"/ban vic%d\n/ban half" % number)
        self.eva.say("/announce all of that is done")  # it is kept after the others, and so told after them
        self.eva.skip_to("* Announcement by eva: all of that is done")
        self.eva.say("/bans")
        for number in range(5):
            self.eva.expect(f"* #{number + 1} vic{number}, by ann, for good")
        self.eva.say("/audit ban")
        for number in reversed(range(5)):
            self.eva.expect(re.compile(rf"\* \d+ [-0-9]+ [:0-9]+ ann: ban vic{number} - done"))
        self.eva.say("that is all")
        self.eva.expect("eva: that is all")


class SshTests(PeopleCase):
    """The same over SSH without a terminal, where lines are commands."""

    def test_F26_a_console_that_is_killed(self) -> None:
        needs("ssh", package="openssh-client")
        (port,) = free_ports(1)
        operator = Operator(self.elsewhere, port)
        key = operator.make_key("ed25519")
        self.account("ann", role="owner", key=key)
        self.serve(f"{CALM}\nssh: {{port: {port}}}")
        self.server.await_listening([port])
        bob = self.guest("bob")
        bob.skip_to("* bob has joined lobby.")
        argv = operator.argv(key=key, more=("-T",))
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment({})) as ssh:
            assert ssh.stdin is not None and ssh.stdout is not None
            while b"signed in as ann" not in ssh.stdout.readline():
                pass
            ssh.stdin.write(b"mute lobby:bob 60\nkick lobby:bob")
            ssh.stdin.flush()
            bob.expect("* You have been muted for 1 minute by ann.", PATIENCE)
            ssh.kill()
        bob.expect("* Until then nobody sees what you write. Commands still work.")
        operator.run("announce", "later", key=key)
        bob.expect("* Announcement by ann: later")


class StandardInputTests(PeopleCase):
    """The operator's pipe ends within a command."""

    def test_F26_half_a_line_on_standard_input(self) -> None:
        self.account("ann")
        server = self.serve(CALM, console=True)
        bob = self.guest("bob")
        bob.skip_to("* bob has joined lobby.")
        server.say("/mute lobby:bob 60")
        server._stdin.write(b"/kick lobby:bob")
        server._stdin.flush()
        server.close_input()
        bob.expect("* You have been muted for 1 minute by operator.")
        bob.expect("* Until then nobody sees what you write. Commands still work.")
        self.guest("cat").skip_to("* cat has joined lobby.")
        bob.expect("* cat has joined lobby.")
