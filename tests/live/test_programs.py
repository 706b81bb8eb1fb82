"""What the live tests stand on: ports that are theirs alone, and programs that never outlive them."""

import re
import signal
import sys
import time
import unittest
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.faults.people import PeopleCase
from tests.live.hearing import PATIENCE
from tests.live.needs import needs
from tests.live.ports import BLOCK, HOST, can_bind, free_ports
from tests.live.programs import ROOT, Program
from tests.live.sharing import SharingCase

PORTS = f"from tests.live.ports import free_ports; print(*free_ports({BLOCK}), flush=True); input()"
LISTENS = """
import signal, socket, sys
with socket.create_server((sys.argv[1], int(sys.argv[2]))):
    print("listens", flush=True)
    signal.pause()  # as a server without a console: nobody tells it that the other end of its pipes has gone
"""
TESTS = f"""
import sys
from pathlib import Path
from tests.live.programs import Program
Program([sys.executable, "-c", {LISTENS!r}, *sys.argv[1:]], Path.cwd()).expect("listens")
print("all is well", flush=True)
input()
"""


class Ports(SynchronousTestCase):
    """A live test names its ports before its server has them."""

    def test_none_is_given_twice(self) -> None:
        ports = [port for _ in range(BLOCK) for port in free_ports(2)]
        self.assertEqual(len(set(ports)), 2 * BLOCK)
        self.assertTrue(all(map(can_bind, ports)))

    def test_nor_to_two_test_processes_side_by_side(self) -> None:
        others = [Program([sys.executable, "-c", PORTS], ROOT) for _ in range(3)]
        for other in others:
            self.addCleanup(other.stop)
        given = free_ports(BLOCK)
        for other in others:
            given += map(int, other.expect(re.compile(".*")).text.split())
        self.assertEqual(len(set(given)), 4 * BLOCK)


class Ends(SynchronousTestCase):
    """Tests can be interrupted, or killed: what they have started ends all the same, and lets go of its ports."""

    def test_all_of_a_line_for_a_shell(self) -> None:
        """A shell that is killed would leave what it has started, and whoever reads from that would wait for it."""
        case = SharingCase()
        case.setUp()
        self.addCleanup(case.doCleanups)
        process = case.shell(f"sleep {2 * PATIENCE} | cat")
        began = time.monotonic()
        case.doCleanups()
        self.assertLess(time.monotonic() - began, PATIENCE)
        self.assertEqual(process.returncode, -signal.SIGKILL)

    def test_a_program_dies_with_its_tests(self) -> None:
        needs("setpriv", package="util-linux")
        (port,) = free_ports(1)
        tests = Program([sys.executable, "-c", TESTS, HOST, str(port)], Path.cwd())
        self.addCleanup(tests.stop)
        tests.expect("all is well")
        self.assertFalse(can_bind(port))
        tests.kill()
        deadline = time.monotonic() + PATIENCE
        while not can_bind(port):
            self.assertLess(time.monotonic(), deadline, "it goes on without its tests")
            time.sleep(0.01)


class Missing(SynchronousTestCase):
    """On a machine without some program, its tests are skipped and nothing else."""

    def test_a_test_with_passwords_is_skipped_before_there_are_any(self) -> None:
        class Case(PeopleCase):
            def test_it(self) -> None:
                self.start([sys.executable, "-V"])
                raise unittest.SkipTest("needs the program nc")

        result = unittest.TestResult()
        Case("test_it").run(result)
        self.assertEqual((len(result.skipped), result.errors, result.failures), (1, [], []))
