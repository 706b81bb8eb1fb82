"""The judge of the load generator sees whatever a server does wrong, and nothing where nothing is wrong."""

from __future__ import annotations

from bench.load import Load, Seen
from bench.servers import SERVERS
from tests.bench.workshop import BenchCase, crooked


class Judge(BenchCase):
    """Two rooms of three, fifty lines in each, and a server that goes wrong once."""

    def talk(self, fault: str) -> Seen:
        running = self.serve(crooked(fault) if fault else SERVERS["asyncio"])
        with Load("raw", running.port, pids=running.pids, step=0, patience=1) as load:
            load.do("people 2 3")
            return load.do("rate 600 0.5")

    def test_a_server_that_does_nothing_wrong(self) -> None:
        seen = self.talk("")
        self.assertEqual(seen.faults, {})
        self.assertEqual((seen.deliveries, seen.people), (300, 6))

    def test_a_line_that_one_did_not_get(self) -> None:
        self.assertEqual(self.talk("lost").faults, {"lost": 1, "stalled": 1})

    def test_a_line_that_came_twice(self) -> None:
        self.assertEqual(self.talk("twice").faults, {"twice": 1})

    def test_two_lines_of_different_speakers_that_one_heard_the_other_way_round(self) -> None:
        self.assertGreaterEqual(self.talk("swapped").faults.pop("disorder"), 1)

    def test_a_line_that_came_after_the_next_of_its_speaker(self) -> None:
        found = self.talk("late").faults
        self.assertEqual((list(found), found["disorder"] >= 1), (["disorder"], True))

    def test_a_line_that_was_heard_in_the_other_room(self) -> None:
        self.assertEqual(self.talk("elsewhere").faults, {"wrong_room": 1})

    def test_a_line_that_nobody_has_said(self) -> None:
        self.assertEqual(self.talk("invented").faults, {"foreign": 1})

    def test_one_who_was_thrown_out(self) -> None:
        found = self.talk("cut").faults
        self.assertEqual(found["cut"], 1)


class Troubles(BenchCase):
    """What cannot be measured ends with a sentence."""

    def test_a_command_that_does_not_exist(self) -> None:
        running = self.serve(SERVERS["joined"])
        with Load("raw", running.port, pids=running.pids, step=0) as load:
            error = self.assertRaises(RuntimeError, load.do, "dance 1 2")
        self.assertEqual(str(error), "dance 1 2: load: there is no command dance")

    def test_a_server_that_is_gone(self) -> None:
        running = self.serve(SERVERS["joined"])
        with Load("raw", running.port, pids=running.pids, step=0) as load:
            running.stop()
            error = self.assertRaises(RuntimeError, load.do, "people 1 2")
        self.assertIn("load: ", str(error))
