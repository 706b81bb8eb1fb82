"""A disk whose fsync fails for good or for a while, by a real library between SQLite and the system (F4)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import SkipTest

from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores.sqlite import SqliteStore
from tests.stores.waiting import Caller

PROGRAM = Path(__file__).with_name("failing_disk.py")
LIBRARY = """
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static int broken(void) { const char *name = getenv("BROKEN"); return name && access(name, F_OK) == 0; }
int fsync(int fd) { if (broken()) { errno = EIO; return -1; } return syscall(SYS_fsync, fd); }
int fdatasync(int fd) { if (broken()) { errno = EIO; return -1; } return syscall(SYS_fdatasync, fd); }
"""


class FsyncTests(SynchronousTestCase):
    """What was answered as not stored is not there after the crash, though it lay whole in the log when its fsync failed."""

    def setUp(self) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None or not sys.platform.startswith("linux"):
            raise SkipTest("needs Linux and a C compiler")
        self.folder = Path(self.mktemp()).resolve()
        self.folder.mkdir()
        self.library = self.folder / "broken.so"
        (self.folder / "broken.c").write_text(LIBRARY)
        subprocess.run([compiler, "-shared", "-fPIC", "-o", self.library, self.folder / "broken.c"], check=True)

    def answers(self, *mend: str) -> list[str]:
        run = subprocess.run(
            [sys.executable, str(PROGRAM), str(self.folder / "chatroom.db"), *mend],
            env={**os.environ, "LD_PRELOAD": str(self.library), "BROKEN": str(self.folder / "broken")},
            capture_output=True, text=True, timeout=60, cwd=PROGRAM.parents[2], check=False,
        )  # fmt: skip
        self.assertEqual((run.returncode, run.stderr), (9, ""))
        return run.stdout.splitlines()

    def notes(self) -> list[float]:
        caller = Caller()
        store = SqliteStore.open(self.folder / "chatroom.db", caller.call_back)
        notes = [note.at for note in caller.wait(store.notes("bob"))]
        caller.wait(store.close())
        return notes

    def test_for_good(self) -> None:
        first, second, third = self.answers()
        self.assertEqual(first, "kept")
        self.assertIn("the file cannot be written or read", second)
        self.assertNotEqual(third, "kept")
        self.assertEqual(self.notes(), [1.0])

    def test_for_a_while(self) -> None:
        self.assertEqual(self.answers("mend"), ["kept", "the file cannot be written or read", "kept"])
        self.assertEqual(self.notes(), [1.0, 3.0])
