"""What SSH can do beside sessions, tried with OpenSSH's own programs.

Gives back what came of it. Must never know what should.
"""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.live.hearing import PATIENCE
from tests.live.operator_ssh import Operator, environment
from tests.live.ports import HOST, can_bind, free_ports
from tests.live.programs import Program

Done = subprocess.CompletedProcess[bytes]


class Tunnels(NamedTuple):
    """What came back through them, and what `ssh` said."""

    came_back: bytes
    errors: str


def tunnels(operator: Operator, key: Path, port: int) -> Tunnels:
    """`-L` and `-D`: somebody on this machine wants to reach that port of the server's through the door."""
    local, socks = free_ports(2)
    more = ["-N", "-L", f"{local}:{HOST}:{port}", "-D", str(socks)]
    client = Program(operator.argv(key=key, more=more), operator.folder)
    came_back = b""
    try:
        for near, words in ((local, b"hello?"), (socks, b"\4\1" + port.to_bytes(2, "big") + bytes([127, 0, 0, 1, 0]))):
            client.await_listening([near])
            with socket.create_connection((HOST, near), PATIENCE) as through:
                through.settimeout(PATIENCE)
                through.sendall(words)
                came_back += heard(through)
    finally:
        client.stop()
    return Tunnels(came_back, "\n".join(client.errors))


def tunnel_back(operator: Operator, key: Path, port: int) -> tuple[Done, bool]:
    """`-R`: somebody at the server's side would reach that port of this machine. What came of it, and whether one can."""
    (remote,) = free_ports(1)
    done = operator.run(key=key, more=["-N", "-o", "ExitOnForwardFailure=yes", "-R", f"{remote}:{HOST}:{port}"])
    return done, not can_bind(remote)


def copies(operator: Operator, key: Path, file: Path) -> list[Done]:
    """`sftp`, and `scp` in its new and its old way."""
    options, whom = [*operator.options("-P"), "-i", str(key)], f"{operator.name}@{HOST}"
    programs: list[list[str]] = [["sftp", *options, whom]]
    programs += [["scp", *old, *options, str(file), f"{whom}:stolen"] for old in ([], ["-O"])]
    return [
        subprocess.run(argv, input=b"ls\n", env=environment({}), capture_output=True, timeout=3 * PATIENCE) for argv in programs
    ]


def heard(connection: socket.socket) -> bytes:
    """Everything until the other side ends the connection."""
    everything = b""
    try:
        while data := connection.recv(65536):
            everything += data
    except ConnectionResetError:
        pass
    return everything
