"""The whole server's SSH doors, console and manhole, and OpenSSH's own programs: what is refused, and that no process starts."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator

from twisted.conch.ssh.common import NS

from tests.live.needs import needs, needs_that
from tests.live.operator_ssh import Operator
from tests.live.programs import Program
from tests.live.raw_ssh import RawClient
from tests.live.ssh_attempts import copies, tunnel_back, tunnels
from tests.live.test_manhole_ssh import ManholeCase


class Refusals(ManholeCase):
    """The server under strace, with both doors open."""

    def setUp(self) -> None:
        strace = needs("strace", package="strace")
        probe = subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True)
        needs_that(probe.returncode == 0, "needs strace to be allowed to trace")
        super().setUp()
        self.trace = self.elsewhere / "trace"
        self.traced = [strace, "-f", "-e", "trace=execve,fork,vfork,clone,clone3", "-o", str(self.trace)]
        self.open_manhole()
        self.addCleanup(os.killpg, self.server.process.pid, signal.SIGKILL)  # strace alone would leave it behind
        self.known = len(self.calls())

    def twistd(self, *arguments: str) -> list[str]:
        return [*self.traced, *super().twistd(*arguments)]

    def calls(self) -> list[str]:
        """How processes were started; threads are none."""
        lines = self.trace.read_text().splitlines()
        return [line for line in lines if "CLONE_THREAD" not in line and "resumed>" not in line]

    def no_process_was_started(self) -> None:
        for operator in self.operators():
            done = operator.run("channels", key=self.key)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(b"lobby", done.stdout)
        self.assertEqual(self.calls()[self.known :], [])

    def operators(self) -> Iterator[Operator]:
        """Ann at each door."""
        return iter((self.ann, self.owner))

    def test_forwarding_from_the_client(self) -> None:
        for operator in self.operators():
            tunnel = tunnels(operator, self.key, self.ports["lobby"])
            self.assertNotIn(b"Welcome", tunnel.came_back)
            self.assertGreaterEqual(tunnel.errors.count("administratively prohibited"), 2, tunnel.errors)
        self.no_process_was_started()

    def test_forwarding_from_the_server(self) -> None:
        for operator in self.operators():
            done, reachable = tunnel_back(operator, self.key, self.ports["lobby"])
            self.assertEqual((done.returncode, reachable), (255, False))
            self.assertIn(b"remote port forwarding failed", done.stderr)
        self.no_process_was_started()

    def test_files(self) -> None:
        for operator in self.operators():
            for done in copies(operator, self.key, self.config):
                self.assertNotEqual(done.returncode, 0, done.args)
        self.assertEqual(list(self.folder.rglob("stolen*")), [])
        self.no_process_was_started()

    def test_an_agent_and_variables(self) -> None:
        """Not taken; what is asked beside them is answered."""
        agent = str(self.elsewhere / "agent")
        running = Program(["ssh-agent", "-D", "-a", agent], self.elsewhere)
        self.addCleanup(running.stop)
        running.expect(re.compile("SSH_AUTH_SOCK=.*"))
        for operator in self.operators():
            more = ["-A", "-o", "SetEnv=SECRET=Never-Taken"]
            done = operator.run("channels", key=self.key, more=more, env={"SSH_AUTH_SOCK": agent})
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.evaluates("__import__('os').environ.get('SECRET')")[0], "")
        self.no_process_was_started()

    def test_commands_of_a_shell(self) -> None:
        for command in ("id; touch stolen", "sh -c id", "$(id)", "sftp-server", "`id`"):
            for operator in self.operators():
                done = operator.run(command, key=self.key)
                self.assertIn(done.returncode, (1, 2), (command, done.stdout))
                self.assertNotIn(b"uid=", done.stdout + done.stderr)
        self.no_process_was_started()

    def test_a_second_shell_on_one_channel(self) -> None:
        for port in (self.ssh_port, self.port):
            client = RawClient(port)
            self.addCleanup(client.stop)
            client.log_in("ann", self.password)
            client.open_session()
            self.assertTrue(client.request(b"shell"))
            for kind, data in ((b"shell", b""), (b"exec", NS(b"channels")), (b"subsystem", NS(b"sftp")), (b"env", NS(b"A") * 2)):
                self.assertFalse(client.request(kind, data), kind)
        self.no_process_was_started()


class NotStored(ManholeCase):
    """Another program holds the store: status 70 at both doors, and nothing has happened."""

    def test_status_70(self) -> None:
        self.open_manhole()
        other = sqlite3.connect(self.store_file, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN EXCLUSIVE")
        self.assertIn("That was not stored", self.run_it("mute", "lobby:bob", "10m", status=70))
        out, error = self.evaluates("channels['lobby'].__class__", status=70)
        self.assertEqual(out, "")
        self.assertIn("so that the manhole stays closed. Please try again in a moment.", error)
        other.execute("ROLLBACK")
        self.bob.say("not muted")
        self.bob.expect("bob: not muted")
        self.run_it("mute", "lobby:bob", "10m")
