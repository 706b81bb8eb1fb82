"""What the tests of bench/ share: its C programs, built once, and servers in folders of their own.

Must never look at a time that was measured.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from bench.servers import House, Running, Server
from tests.live.needs import needs

ROOT = Path(__file__).resolve().parents[2]


def crooked(fault: str) -> Server:
    """A server with that fault."""
    return Server(
        "crooked",
        "crooked",
        "raw",
        lambda port, folder, house: [sys.executable, "-m", "tests.bench.crooked", str(port), fault],
        (sys.executable, "--version"),
    )


class BenchCase(SynchronousTestCase):
    """The generator and the floor are built; without a C compiler the tests are skipped."""

    def setUp(self) -> None:
        needs("cc", package="gcc")
        needs("make", package="make")
        subprocess.run(["make", "-s", "-C", str(ROOT), "bench-build"], check=True, capture_output=True)

    def serve(self, server: Server, house: House | None = None) -> Running:
        """Starts it, to be stopped with the test."""
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        Path(folder.name).chmod(0o777)
        running = Running(server, house or House(), Path(folder.name), None)
        self.addCleanup(running.stop)
        return running
