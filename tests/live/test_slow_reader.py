"""One who does not read costs the server next to nothing and is cut; nobody else loses a line (Linux, by /proc)."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from unittest import SkipTest

from tests.live.hearing import PATIENCE
from tests.live.house import HouseCase
from tests.live.programs import Program, Visitor

MIB = 1024 * 1024
TEXT = 1016  # bytes of text in a line
ANY = re.compile(".*")
ROUND = 32  # lines that are in the air at once


def resident(program: Program) -> int:
    """The memory that the process holds now, in bytes."""
    for line in Path(f"/proc/{program.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


class Hearer(Visitor):
    """A visitor who hears tens of mebibytes and keeps only what has not been looked at."""

    def forget(self) -> None:
        with self._news:
            del self.heard[: self._seen]
            self._seen = 0


class Watch:
    """The most memory that a process holds while it is watched."""

    def __init__(self, program: Program) -> None:
        self.most = 0
        self._program = program
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> int:
        self._over.set()
        self._thread.join(PATIENCE)
        return self.most

    def _look(self) -> None:
        while not self._over.wait(0.002):
            self.most = max(self.most, resident(self._program))


class SlowReader(HouseCase):
    """20 MiB are spoken in a channel where somebody has stopped reading."""

    def setUp(self) -> None:
        super().setUp()
        if not Path("/proc/self/status").exists():
            raise SkipTest("needs /proc to see how much memory the server holds")
        self.spoken = 0

    def hearer(self, name: str) -> Hearer:
        hearer = Hearer(self.ports["lobby"], name)
        self.addCleanup(hearer.stop)
        hearer.skip_to(f"* {name} has joined lobby.")
        return hearer

    def speak(self, size: int, ann: Hearer, bob: Hearer) -> list[str]:
        """ann says `size` bytes in lines of a kibibyte; what bob heard beside them. Both must hear every line, in order."""
        beside: list[str] = []
        for _ in range(size // 1024 // ROUND):
            words = [f"{self.spoken + i:08d} ".ljust(TEXT, "x") for i in range(ROUND)]
            self.spoken += ROUND
            ann.say("\n".join(words))
            for person in (ann, bob):
                others = [] if person is ann else beside
                for line in words:
                    while (heard := person.expect(ANY).text) != f"ann: {line}":
                        self.assertTrue(heard.startswith("* "), heard)
                        others.append(heard)
                person.forget()
        return beside

    def test_costs_half_a_mebibyte_at_most_and_is_cut(self) -> None:
        server = self.serve("flood: off")
        ann, bob = self.hearer("ann"), self.hearer("bob")
        self.speak(20 * MIB, ann, bob)
        before = resident(server)
        deaf = Visitor(self.ports["lobby"], "deaf", deaf=True)
        self.addCleanup(deaf.stop)
        bob.skip_to("* deaf has joined lobby.")
        watch = Watch(server)
        beside = self.speak(20 * MIB, ann, bob)
        self.assertLessEqual(watch.end() - before, MIB // 2)
        self.assertEqual(beside, ["* deaf was disconnected: reading too slowly."])
        bob.say("/who")
        bob.skip_to("* In lobby, 2 of 20 seats are taken: ann and bob.")
        self.assertEqual(server.errors, [])
