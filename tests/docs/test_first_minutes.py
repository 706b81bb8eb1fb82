"""The operator's first ten minutes, as docs/operations.md tells them: each command is typed, and the answer is the page's."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

from tests.docs.test_examples import ROOT
from tests.live.house import HouseCase
from tests.live.needs import needs
from tests.live.ports import free_ports
from tests.live.programs import command

TITLE = "## The operator's first ten minutes"
HABITS = "-F none -o StrictHostKeyChecking=no -o LogLevel=ERROR -o IdentitiesOnly=yes"


def typed_and_shown() -> list[tuple[str, list[str]]]:
    """Each command of the section, with the lines under it."""
    section = (ROOT / "docs/operations.md").read_text("utf-8").split(TITLE)[1].split("\n## ")[0]
    steps: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            else:
                steps[-1][1].append(line)
    return steps


class FirstMinutes(HouseCase):
    """With a server that runs, and OpenSSH."""

    def setUp(self) -> None:
        super().setUp()
        ssh, keygen = needs("ssh", package="openssh-client"), needs("ssh-keygen", package="openssh-client")
        (self.ssh_port,) = free_ports(1)
        self.key = self.folder / "id_ed25519"
        subprocess.run([keygen, "-q", "-N", "", "-t", "ed25519", "-f", str(self.key)], check=True)
        self.tools = self.folder / "bin"
        self.tools.mkdir()
        self._tool("ssh", f"{ssh} {HABITS} -o UserKnownHostsFile={self.folder / 'known_hosts'} -i {self.key}")
        self._tool("chatroom", shlex.join(command("chatroom")))
        self.serve(f"ssh: {{port: {self.ssh_port}}}")

    def test_every_step(self) -> None:
        steps = typed_and_shown()
        self.assertGreaterEqual(len(steps), 8)
        for line, shown in steps:
            done = self._type(line)
            self.assertEqual(done.returncode, 0, (line, done.stderr))
            if shown:
                expected = "\n".join(shown)
                self.assertRegex(done.stdout, "^" + re.escape(expected).replace(r"\.\.\.", r"\S+") + "\n$", line)
        audit = self._type("ssh -p 6022 ann@127.0.0.1 audit ban").stdout
        self.assertIn("ann: ban 192.0.2.0/24 (spam) - done", audit)
        self.assertRegex(self._type("chatroom audit verify").stdout, r"^The audit log is sound: \d+ records\.$")

    def test_the_port_of_the_console_is_busy(self) -> None:
        """Nothing stays bound, and the status is 1."""
        ports = free_ports(3)
        self.ports = dict(zip(self.ports, ports, strict=True))
        (self.folder / "other").mkdir()
        other = self.folder / "other" / "channels.yaml"
        other.write_text(f"ssh: {{port: {self.ssh_port}}}\nchannels: [{{name: lobby, port: {ports[0]}, capacity: 1}}]\n")
        second = self.start(self.twistd("--config", str(other)), cwd=other.parent)
        self.assertEqual(second.end(), 1)
        self.assertIn(f"port {self.ssh_port}: Address already in use. No port was opened.", "".join(second.errors))

    def test_two_servers_do_not_share_a_data_folder(self) -> None:
        (port,) = free_ports(1)
        other = self.folder / "other.yaml"
        other.write_text(f"channels: [{{name: lobby, port: {port}, capacity: 1}}]\n")
        second = self.start(self.twistd("--config", str(other)))
        self.assertEqual(second.end(), 1)
        self.assertIn("Another chatroom is running with the data folder", "".join(second.errors))

    def _tool(self, name: str, words: str) -> None:
        path = self.tools / name
        path.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        path.chmod(0o755)

    def _type(self, line: str) -> subprocess.CompletedProcess[str]:
        line = line.replace("6022", str(self.ssh_port)).replace("~/.ssh/id_ed25519", str(self.key))
        env = os.environ | {"PATH": f"{self.tools}:{os.environ['PATH']}", "PYTHONPATH": str(Path(ROOT))}
        return subprocess.run(
            ["sh", "-c", line], cwd=self.folder, env=env, input="Correct-Horse-9\n", capture_output=True, text=True, timeout=60
        )
