"""TCP ports for the tests: nobody listens on them, no two are the same, and no other test process on this machine has them.

They lie below the range from which the system numbers outgoing connections. A process takes them in blocks: it holds the first
port of each block for as long as it lives, and whoever cannot bind that takes another block. Must never know what listens.
"""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.live.hearing import PATIENCE
from tests.live.needs import needs_that

if TYPE_CHECKING:
    from twisted.trial.unittest import SynchronousTestCase

HOST = "127.0.0.1"
SAMPLE_PORTS = (6001, 6002, 6003)  # the channels of the sample that a first run writes
SAMPLE_DOORS = (5555, 6022, 6080)  # its JSON port, its console and its place for files
BLOCK = 100
BLOCKS = range(20000, 32000, BLOCK)
TURN = 19999  # is held by the one test whose turn it is to use the ports of the sample


def free_ports(count: int) -> list[int]:
    """So many of them. None is given twice, not even when its test is over: old connections may still be fading away."""
    return [next(_ports) for _ in range(count)]


def can_bind(port: int) -> bool:
    """Whether nobody listens on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # old connections fading away do not count
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def take_sample_ports(case: SynchronousTestCase) -> None:
    """The ports of the sample, which the programs choose themselves, are this test's until its end.

    Another test process that wants them waits. Skips, or fails under CHATROOM_CI, if somebody else does not let them go.
    """
    deadline = time.monotonic() + 2 * PATIENCE
    while (turn := _hold(TURN)) is None:
        needs_that(time.monotonic() < deadline, "needs the ports of the sample; other tests use them again and again")
        time.sleep(0.05)
    case.addCleanup(turn.close)
    while busy := [port for port in (*SAMPLE_PORTS, *SAMPLE_DOORS) if not can_bind(port)]:
        needs_that(time.monotonic() < deadline, f"needs the ports of the sample; somebody uses {busy}")
        time.sleep(0.05)


def _hold(port: int) -> socket.socket | None:
    """A port that nobody else can bind until this is closed, or its process ends; None if somebody has it."""
    holder = socket.socket()
    try:
        holder.bind((HOST, port))
    except OSError:
        holder.close()
        return None
    return holder


def _all_ports() -> Iterator[int]:
    held = []
    for first in random.sample(BLOCKS, len(BLOCKS)):
        if holder := _hold(first):
            held.append(holder)
            yield from filter(can_bind, range(first + 1, first + BLOCK))
    raise AssertionError(f"no block of ports is free between {BLOCKS.start} and {BLOCKS.stop}")


_ports = _all_ports()
