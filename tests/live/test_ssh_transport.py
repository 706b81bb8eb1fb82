"""The SSH door and OpenSSH's own programs: who gets in, what a session can do, and what is refused."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.live.hearing import PATIENCE
from tests.live.needs import needs, needs_that
from tests.live.operator_ssh import Operator, Terminal, environment
from tests.live.ports import HOST, free_ports
from tests.live.programs import ROOT, Program
from tests.live.ssh_attempts import copies, heard, tunnel_back, tunnels

ANYTHING = re.compile(".*")


class SshServerCase(SynchronousTestCase):
    """A folder of its own, the door on a free port, and one operator with an ed25519 key."""

    login = "20"  # seconds
    before: tuple[str, ...] = ()  # words before the server's command

    def setUp(self) -> None:
        needs("ssh", package="openssh-client")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.allowed = self.folder / "authorized_keys"
        (self.port,) = free_ports(1)
        self.ann = Operator(self.folder, self.port)
        self.key = self.ann.make_key("ed25519")
        shutil.copy(f"{self.key}.pub", self.allowed)
        argv = [*self.before, sys.executable, "-m", "tests.live.ssh_server", str(self.folder), str(self.port), self.login]
        self.server = Program(argv, ROOT, name="server")
        self.addCleanup(self.server.stop)
        self.fingerprint = self.server.skip_to(re.compile("ready SHA256:.*")).text.split()[1]

    def terminal(self, *more: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        """The operator's `ssh` on a terminal."""
        terminal = Terminal(self.ann.argv(key=self.key, more=more), size)
        self.addCleanup(terminal.stop)
        return terminal

    def says(self, *command: str, more: tuple[str, ...] = ()) -> str:
        """What a command says that must succeed."""
        done = self.ann.run(*command, key=self.key, more=more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode()

    def log(self) -> list[str]:
        return [line for line in self.server.texts + self.server.errors if "[chatroom" in line or "Traceback" in line]


class GettingIn(SshServerCase):
    """Keys and passwords, with nothing but `ssh -p PORT ann@host`."""

    def test_each_kind_of_key(self) -> None:
        for kind in (["ed25519"], ["rsa", "-b", "3072"], ["ecdsa", "-b", "256"], ["ecdsa", "-b", "384"], ["ecdsa", "-b", "521"]):
            key = self.ann.make_key(*kind)
            self.allowed.write_text(Path(f"{key}.pub").read_text())
            done = self.ann.run("say hello", key=key)
            self.assertEqual((done.returncode, done.stdout), (0, b"hello\n"), (kind, done.stderr))
        self.assertEqual(
            len([line for line in self.log() if "logged in over SSH from 127.0.0.1 with the key SHA256:" in line]), 5
        )

    def test_a_password(self) -> None:
        done = self.ann.run("say hello", env=self.ann.password("open sesame"))
        self.assertEqual((done.returncode, done.stdout), (0, b"hello\n"), done.stderr)
        self.server.expect("asked for ann from 127.0.0.1")

    def test_a_strange_key_and_then_a_password(self) -> None:
        self.allowed.write_text("")
        done = self.ann.run("say hello", key=self.key, env=self.ann.password("open sesame"))
        self.assertEqual((done.returncode, done.stdout), (0, b"hello\n"), done.stderr)

    def test_four_wrong_passwords(self) -> None:
        done = self.ann.run("say hello", more=["-o", "NumberOfPasswordPrompts=9"], env=self.ann.password("guess"))
        self.assertEqual(done.returncode, 255)
        self.assertIn(b":14: Too many tries. Please connect again later.", done.stderr)
        self.server.expect_exactly(["asked for ann from 127.0.0.1"] * 4)
        self.server.expect(re.compile(".*has ended: Too many tries.*"))
        self.assertEqual(len(self.log()), 1)
        self.assertEqual(self.says("say still here"), "still here\n")

    def test_the_fingerprint_is_the_one_that_the_server_shows(self) -> None:
        self.says("say hello")
        known = subprocess.run(["ssh-keygen", "-lf", str(self.folder / "known_hosts")], capture_output=True, text=True)
        self.assertEqual(known.stdout.split()[1], self.fingerprint)
        self.assertIn("(ED25519)", known.stdout)


class Commands(SshServerCase):
    """`ssh ann@host command`."""

    def test_both_streams_and_the_status(self) -> None:
        for number in (0, 1, 2, 70, 255):
            done = self.ann.run(f"status {number}", key=self.key)
            self.assertEqual(done.returncode, number)
            self.assertEqual(done.stdout, b"to stdout\n")
            self.assertIn(b"to stderr\n", done.stderr)

    def test_utf8(self) -> None:
        self.assertEqual(self.says("say grüße 你好 👩‍💻"), "grüße 你好 👩‍💻\n")

    def test_input_until_its_end_with_new_keys_on_the_way(self) -> None:
        typed = bytes(range(256)) * 2000
        done = self.ann.run("cat", key=self.key, more=["-o", "RekeyLimit=64K"], typed=typed)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout == typed, len(done.stdout))
        self.server.skip_to("cat ended, gone False")

    def test_an_error_of_ours(self) -> None:
        done = self.ann.run("crash", key=self.key)
        self.assertEqual(done.returncode, 70)
        self.assertIn(b"Something went wrong on the server; its log says what.\n", done.stderr)
        self.assertNotIn(b"Traceback", done.stderr + done.stdout)
        self.server.skip_to(re.compile(".*RuntimeError: as ordered.*"))
        self.assertEqual(self.says("say still here"), "still here\n")

    def test_several_on_one_connection(self) -> None:
        path = str(self.folder / "master")
        master = Program(self.ann.argv(key=self.key, more=["-M", "-N", "-S", path]), self.folder)
        self.addCleanup(master.stop)
        self.server.skip_to(re.compile(".*ann logged in.*"))
        for word in ("one", "two"):
            done = subprocess.run(
                ["ssh", "-F", "/dev/null", "-S", path, "ann@x", "say", word], capture_output=True, timeout=PATIENCE
            )
            self.assertEqual((done.returncode, done.stdout), (0, word.encode() + b"\n"), done.stderr)
        self.assertEqual(len([line for line in self.log() if "logged in" in line]), 1)

    def test_who_does_not_read_is_cut(self) -> None:
        with subprocess.Popen(
            self.ann.argv("flood", key=self.key), env=environment({}), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        ) as deaf:  # nobody reads the pipe
            try:
                self.server.skip_to(re.compile(".*has ended: You do not read what is sent to you."))
                self.assertEqual(self.says("say still here"), "still here\n")
            finally:
                deaf.kill()


class Terminals(SshServerCase):
    """A session on a terminal, and one without."""

    def test_the_size_and_a_resize(self) -> None:
        terminal = self.terminal(size=(40, 12))
        terminal.expect(b"hello ann, size (40, 12), term 'xterm-256color'\r\n")
        terminal.resize(132, 50)
        terminal.expect(b"now 132x50\r\n")

    def test_keys_typed(self) -> None:
        terminal = self.terminal()
        terminal.expect(b"hello ann")
        terminal.type("é你".encode())
        terminal.expect("é你\r\n".encode())
        terminal.type(b"\x03")
        terminal.expect(b"interrupted\r\n")
        terminal.type(b"\x1b[A")
        terminal.expect(rb"heard b'\x1b[A'")
        terminal.type(b"\x04")
        terminal.expect(b"bye\r\n")
        self.assertEqual(terminal.end(), 3)
        self.server.skip_to("shell ended, gone True")

    def test_a_dropped_line(self) -> None:
        terminal = self.terminal()
        terminal.expect(b"hello ann")
        terminal.stop()
        self.server.skip_to("shell ended, gone True")
        self.assertEqual([line for line in self.log() if "logged in" not in line], [])

    def test_the_client_ends_the_connection(self) -> None:
        terminal = self.terminal()
        terminal.expect(b"hello ann")
        terminal.type(b"\r~.")
        self.assertEqual(terminal.end(), 255)
        self.server.skip_to("shell ended, gone True")
        self.assertEqual([line for line in self.log() if "logged in" not in line], [])

    def test_no_terminal(self) -> None:
        done = self.ann.run(key=self.key, more=["-T"], typed=b"first\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith(b"hello ann, size None, term ''\r\n"), done.stdout)
        self.assertIn(rb"heard b'first\n'", done.stdout)

    def test_a_command_on_a_terminal(self) -> None:
        terminal = Terminal(self.ann.argv("status 1", key=self.key, more=["-t"]))
        self.addCleanup(terminal.stop)
        terminal.expect(b"to stdout")
        terminal.expect(b"to stderr")
        self.assertEqual(terminal.end(), 1)


class Refusals(SshServerCase):
    """What SSH can do, and this door cannot. No process is ever started."""

    def test_forwarding_from_the_client(self) -> None:
        tried = tunnels(self.ann, self.key, self.port)
        self.assertNotIn(b"SSH-2.0", tried.came_back)
        self.assertIn("administratively prohibited", tried.errors)

    def test_forwarding_from_the_server(self) -> None:
        done, reachable = tunnel_back(self.ann, self.key, self.port)
        self.assertEqual((done.returncode, reachable), (255, False))
        self.assertIn(b"remote port forwarding failed", done.stderr)

    def test_files(self) -> None:
        sftp, *scp = copies(self.ann, self.key, self.allowed)
        self.assertEqual(sftp.returncode, 255, sftp.stderr)
        self.assertIn(b"subsystem request failed", sftp.stderr)
        for done in scp:
            self.assertNotEqual(done.returncode, 0, done.args)

    def test_an_agent_and_variables_are_not_taken(self) -> None:
        agent = str(self.folder / "agent")
        running = Program(["ssh-agent", "-D", "-a", agent], self.folder)
        self.addCleanup(running.stop)
        running.expect(re.compile("SSH_AUTH_SOCK=.*"))
        done = self.ann.run("say hi", key=self.key, more=["-A", "-o", "SetEnv=SECRET=1"], env={"SSH_AUTH_SOCK": agent})
        self.assertEqual((done.returncode, done.stdout), (0, b"hi\n"), done.stderr)
        self.assertEqual(len(self.log()), 1)


class NoProcess(SshServerCase):
    """The whole server under strace."""

    def setUp(self) -> None:
        strace = needs("strace", package="strace")
        self.trace = Path(tempfile.mkstemp()[1])
        self.addCleanup(self.trace.unlink)
        probe = subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True)
        needs_that(probe.returncode == 0, "needs strace to be allowed to trace")
        self.before = (strace, "-f", "-e", "trace=execve,fork,vfork,clone,clone3", "-o", str(self.trace))
        super().setUp()

        self.addCleanup(os.killpg, self.server.process.pid, signal.SIGKILL)  # strace alone would leave it behind

    def test_no_process_is_started(self) -> None:
        known = len(self.calls())
        self.ann.run("id; touch /tmp/x", key=self.key)
        self.ann.run(key=self.key, more=["-T"], typed=b"id\n")
        self.ann.run("id", key=self.key, more=["-tt"])
        self.ann.run("sftp", key=self.key, more=["-s"])
        self.assertEqual(self.says("say done"), "done\n")
        self.assertEqual(self.calls()[known:], [])

    def calls(self) -> list[str]:
        lines = self.trace.read_text().splitlines()
        self.assertEqual(len([line for line in lines if "execve(" in line]), 1, lines)  # the server itself
        return [line for line in lines if "CLONE_THREAD" not in line]


class Silent(SshServerCase):
    """F19: who says nothing, or drips, is cut in time."""

    login = "1.5"

    def test_F19_each_way_of_being_silent(self) -> None:
        begun = time.monotonic()
        silent = [self.connect(words) for words in (b"", b"SSH-2.0-", b"SSH-2.0-quiet\r\n")]
        for each in silent:
            heard(each)
        took = time.monotonic() - begun
        self.assertGreater(took, 1.0)
        self.assertLess(took, 6.0)
        for _ in silent:
            self.server.skip_to(re.compile(".*has ended: You took too long to log in."))

    def test_F19_a_client_that_never_gives_its_password(self) -> None:
        script = self.folder / "askpass"
        script.write_text("#!/bin/sh\nexec sleep 600 </dev/null\n")
        script.chmod(0o700)
        client = Program(
            self.ann.argv("say hi"), self.folder, {"SSH_ASKPASS": str(script), "SSH_ASKPASS_REQUIRE": "force"}, name="client"
        )
        self.addCleanup(client.stop)
        self.addCleanup(os.killpg, client.process.pid, signal.SIGKILL)  # the script with it
        self.server.skip_to(re.compile(".*has ended: You took too long to log in."))

    def test_no_ssh_at_all(self) -> None:
        for words in (b"GET / HTTP/1.1\r\n\r\n", b"SSH-2.0-" + b"x" * 70_000, b"SSH-2.0-x\r\n\x40\0\0\0\4" + bytes(64)):
            begun = time.monotonic()
            heard(self.connect(words))
            self.assertLess(time.monotonic() - begun, 1.2)
        self.assertEqual([line for line in self.log() if "Traceback" in line], [])

    def connect(self, words: bytes) -> socket.socket:
        connection = socket.create_connection((HOST, self.port), PATIENCE)
        self.addCleanup(connection.close)
        connection.settimeout(PATIENCE)
        connection.sendall(words)
        return connection


class Audit(SshServerCase):
    """What `ssh-audit` says of the door."""

    def test_nothing_fails(self) -> None:
        place = self.folder / "audit"
        made = subprocess.run([sys.executable, "-m", "venv", str(place)], capture_output=True)
        install = [str(place / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "ssh-audit"]
        got = made.returncode == 0 and subprocess.run(install, capture_output=True, timeout=120).returncode == 0
        needs_that(got, "needs the package ssh-audit from PyPI, which pip could not get")
        audit = subprocess.run(
            [str(place / "bin" / "ssh-audit"), "--no-colors", "--skip-rate-test", "-p", str(self.port), HOST],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        self.assertIn("curve25519-sha256", audit.stdout)
        self.assertIn("ssh-ed25519", audit.stdout)
        self.assertEqual([line for line in audit.stdout.splitlines() if "[fail]" in line], [])
        self.assertEqual([line for line in self.log() if "Traceback" in line], [])
