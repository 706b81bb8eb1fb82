"""What a server's process is like once it serves: as many open files as it may have, and a collector that looks at little."""

import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

ROOT = Path(__file__).resolve().parent.parent


def said(code: str) -> str:
    """What that says in a process of its own, since all of it is the process's."""
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


class ProcessTests(SynchronousTestCase):
    """As many files as there may be, and no more work than the settings ask for."""

    def test_the_soft_limit_of_open_files_becomes_the_hard_one(self) -> None:
        code = (
            "from resource import *; setrlimit(RLIMIT_NOFILE, (100, 300));"
            "from chatroom.process import settle; settle(); print(getrlimit(RLIMIT_NOFILE))"
        )
        self.assertEqual(said(code), "(300, 300)")

    def test_a_system_that_gives_no_more_is_no_trouble(self) -> None:
        code = (
            "import resource\n"
            "def no(*a): raise ValueError('more than the system has')\n"
            "resource.setrlimit = no\n"
            "from chatroom.process import settle; settle(); print('serves')"
        )
        self.assertEqual(said(code), "serves")

    def test_the_collector_looks_at_nothing_that_was_there_and_at_all_that_comes(self) -> None:
        code = (
            "import gc; gc.disable();"
            "from chatroom.process import settle; settle(); print(gc.isenabled(), gc.get_freeze_count() > 1000)"
        )
        self.assertEqual(said(code), "True True")

    def test_a_start_imports_nothing_that_its_settings_do_not_ask_for(self) -> None:
        """SSH, the JSON doors, HTTP and plugins come when a configuration has them."""
        code = (
            "import sys, chatroom.tap, chatroom.keeping\n"
            "late = ('twisted.conch', 'twisted.web', 'cryptography.hazmat.primitives.serialization.ssh', 'importlib.metadata',"
            " 'chatroom.doors.jsonlines', 'chatroom.doors.classchat', 'chatroom.doors.ssh', 'prompt_toolkit')\n"
            "print([name for name in late if name in sys.modules])"
        )
        self.assertEqual(said(code), "[]")
