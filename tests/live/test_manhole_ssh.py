"""The manhole through OpenSSH: Python inside the running server, for its owners, where the configuration opens it."""

from __future__ import annotations

import re
import stat
import subprocess

from tests.live.hearing import PATIENCE
from tests.live.needs import needs
from tests.live.operator_ssh import Operator, Terminal
from tests.live.ports import free_ports
from tests.live.programs import command
from tests.live.test_console_ssh import BY_SSH, PASTE_BEGINS, PASTE_ENDS, ConsoleCase


class ManholeCase(ConsoleCase):
    """Ann owns the server; adam is an admin with a key. The manhole listens beside the console."""

    def setUp(self) -> None:
        super().setUp()
        (self.port,) = free_ports(1)
        self.owner = Operator(self.elsewhere, self.port)
        self.adam = Operator(self.elsewhere, self.port, "adam")
        self.adams_key = self.ann.make_key("ed25519")
        self.adams_password = self.account("adam", role="admin", key=self.adams_key)

    def open_manhole(self, where: str = "") -> None:
        self.more += f"\nmanhole: {where or f'{{port: {self.port}}}'}"
        self.open_house()
        if not where:
            self.server.await_listening([self.port])

    def prompt(self, size: tuple[int, int] = (80, 24)) -> Terminal:
        """Ann at Python's prompt."""
        terminal = Terminal(self.owner.argv(key=self.key), size)
        self.addCleanup(terminal.stop)
        terminal.expect(b"* You are ann, and this is Python inside the running server.")
        terminal.expect(b">>> ")
        return terminal

    def evaluates(self, text: str, status: int = 0) -> tuple[str, str]:
        done = self.owner.run(text, key=self.key)
        self.assertEqual(done.returncode, status, (text, done.stdout, done.stderr))
        return done.stdout.decode(), done.stderr.decode()

    def logged(self) -> str:
        return "\n".join(self.server.texts)


class Closed(ManholeCase):
    """Unless somebody opens it."""

    def test_off(self) -> None:
        self.open_house()
        done = self.owner.run("1", key=self.key)
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"Connection refused", done.stderr)
        self.assertNotIn("THE MANHOLE", self.logged())

    def test_open_to_others_is_an_error(self) -> None:
        argv = self.twistd("--config", str(self.write_config("manhole: {host: 0.0.0.0}")))
        complaint = "manhole.host: must be an address of this machine alone, 127.0.0.1 or ::1, not 0.0.0.0"
        self.assertEqual(self.refused_start(argv), f"{self.config}:1: {complaint}")


class Open(ManholeCase):
    """On its port."""

    def setUp(self) -> None:
        super().setUp()
        self.open_manhole()

    def test_expressions(self) -> None:
        self.assertEqual(self.evaluates("channels['lobby']")[0], "<Channel lobby: 2 of 20 seats taken, 0 waiting>\n")
        self.assertIn("bob", self.evaluates("people")[0])
        self.assertEqual(self.evaluates("'grüße ' + '你好'")[0], "'grüße 你好'\n")
        out, error = self.evaluates("1 / 0", status=1)
        self.assertEqual((out, error.splitlines()[-1]), ("", "ZeroDivisionError: division by zero"))
        self.assertEqual(self.evaluates("exit(7)", status=7)[0], "")

    def test_acts(self) -> None:
        """They wait for the store, and are ann's own in the audit log."""
        self.assertEqual(self.evaluates('mute("lobby", "bob", 60)')[0], "bob has been muted for 1 minute by ann.\n")
        self.bob.expect("* You have been muted for 1 minute by ann.")
        self.assertEqual(self.evaluates('kick("lobby", "bob", "too loud")')[0], "bob was kicked by ann (too loud).\n")
        self.cat.expect("* bob has been muted for 1 minute by ann.")
        self.cat.expect("* bob was kicked by ann (too loud).")
        self.assertEqual(self.evaluates('ban("bob", "2h")')[0].splitlines()[0], "Ban #1: bob is banned for 2 hours.")
        self.assertIn("is not in lobby", self.evaluates('kick("lobby", "bob")')[0])
        rows = self.run_it("audit", "ann")
        for act in ("kick lobby:bob", "mute lobby:bob", "ban bob", "manhole entered", "manhole left"):
            self.assertIn(act, rows)
        verify = [*command("chatroom"), "audit", "verify", "--config", str(self.config)]
        self.assertEqual(subprocess.run(verify, capture_output=True, timeout=PATIENCE).returncode, 0)

    def test_by_hand(self) -> None:
        ann = self.prompt()
        ann.type(b"6 * 7\r")
        ann.expect(b"\r\n42\r\n>>> ")
        ann.type(b"for each in channels:\r  each.capacity\r\r")
        ann.expect(b"20\r\n10\r\n2\r\n>>> ")
        ann.type('kick("lobby", "bob", "é你")\r'.encode())
        ann.expect(b"<Deferred #0>\r\n")
        ann.expect("Deferred #0 called back: bob was kicked by ann (é你).\r\n".encode())
        self.cat.expect("* bob was kicked by ann (é你).")
        ann.type(b"1 / 0\r")
        ann.expect(b"ZeroDivisionError: division by zero\r\n>>> ")
        ann.type(b"if True:\r  nothing\x03")
        ann.expect(b"^C\r\n>>> ")
        ann.type(b"\x1b[A\x1b[A\r")  # the line before the last
        ann.expect(b">>> ")
        ann.type(b"\x04")
        self.assertEqual(ann.end(), 0)
        self.cat.say("still here")
        self.cat.expect("cat: still here")

    def test_a_paste_in_a_small_window(self) -> None:
        ann = self.prompt((40, 12))
        lines = ["def double(n):", "    return n * 2", "", *(f"double({n})" for n in range(17)), ""]
        ann.type(PASTE_BEGINS + "\r".join(lines).encode() + PASTE_ENDS)
        ann.resize(60, 20)
        for n in range(17):
            ann.expect(b"double(%d)\r\n%d\r\n" % (n, 2 * n))
        ann.type(b"exit()\r")
        self.assertEqual(ann.end(), 0)

    def test_a_pipe(self) -> None:
        typed = b"def f():\n  return 6 * 7\n\nf()\nimport os\nkick('lobby', 'bob')\n1 / 0\nf() + 1"
        done = self.owner.run(key=self.key, more=("-T",), typed=typed)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith(b"42\n<Deferred #0>\nTraceback"), done.stdout)
        self.assertIn(b"\n43\n", done.stdout)
        self.assertIn(b"Deferred #0 called back: bob was kicked by ann.\n", done.stdout)
        self.assertNotIn(b"\x1b", done.stdout + done.stderr)
        self.assertIn(b"* You are ann, and this is Python", done.stderr)

    def test_a_dropped_line(self) -> None:
        ann = self.prompt()
        ann.type(b"channels['lobby'].topic = 'half'")
        ann.expect(b"'half'")
        ann.stop()
        self.server.skip_to(re.compile(".*ann has left the manhole.*"))
        self.assertEqual(self.evaluates("channels['lobby'].topic")[0], "''\n")

    def test_owners_alone(self) -> None:
        """An admin's right password and key are as wrong as wrong ones."""
        by_key = self.adam.run("1", key=self.adams_key, more=("-o", "PreferredAuthentications=publickey"))
        self.assertEqual((by_key.returncode, by_key.stdout), (255, b""))
        self.assertIn(b"Permission denied", by_key.stderr)
        right = self.adam.run("1", more=BY_SSH, env=self.adam.password(self.adams_password))
        wrong = self.adam.run("1", more=BY_SSH, env=self.adam.password(self.secret("Wrong-Battery-2")))
        self.assertEqual((right.returncode, right.stdout), (255, b""))
        self.assertEqual(right.stderr, wrong.stderr)
        console = Operator(self.elsewhere, self.ssh_port, "adam").run("whoami", key=self.adams_key)
        self.assertEqual(console.returncode, 0, console.stderr)
        owner = self.owner.run("1 + 1", more=BY_SSH, env=self.owner.password(self.password))
        self.assertEqual((owner.returncode, owner.stdout), (0, b"2\n"), owner.stderr)

    def test_it_is_loud(self) -> None:
        self.evaluates("1")
        self.server.skip_to(re.compile(rf".*WARNING.*THE MANHOLE IS OPEN at 127\.0\.0\.1 port {self.port}: owners .*"))
        self.server.skip_to(re.compile(r".*WARNING.*ann HAS ENTERED THE MANHOLE from 127\.0\.0\.1 with the key SHA256:.*"))
        self.server.skip_to(re.compile(".*WARNING.*ann has left the manhole.*"))

    def test_nothing_typed_is_logged(self) -> None:
        self.evaluates("'Tell-Nobody'")
        ann = self.prompt()
        ann.type(b"'Tell-' + 'Nobody-Else'\r")
        ann.expect(b"'Tell-Nobody-Else'")
        ann.type(b"\x04")
        ann.end()
        self.assertNotIn("Tell-", self.logged())


class OnASocket(ManholeCase):
    """A UNIX socket in the data folder in place of a port."""

    def test_through_nc(self) -> None:
        nc = needs("nc", package="netcat-openbsd")
        self.open_manhole("{path: manhole}")
        path = self.data / "manhole"
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        done = self.owner.run("1 + 1", key=self.key, more=("-o", f"ProxyCommand={nc} -U {path}"))
        self.assertEqual((done.returncode, done.stdout), (0, b"2\n"), done.stderr)
        self.server.skip_to(re.compile(f".*THE MANHOLE IS OPEN at {path}: .*"))
