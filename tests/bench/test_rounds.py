"""Short rounds against the servers of our own: every line arrives, and the table tells what was seen."""

from __future__ import annotations

from xml.etree import ElementTree

from bench.figures import Figure, Figures
from bench.load import Load
from bench.picture import picture
from bench.rounds import play, servers_of
from bench.scenarios import FULL, JOINS, Goal, Row, Scenario, Step
from bench.servers import SERVERS, House
from bench.table import rendered
from tests.bench.workshop import BenchCase

SMALL = Row("small", "a small room", goals=(Goal(1e9, "each"), Goal(1e-9, p99_ms=True)))
ROUND = Scenario(
    "small",
    House(rooms=6),
    tuple(
        Step(command, SMALL if command == "air 4 0.2" else None)
        for command in ("people 1 5", "air 4 0.2", "rate 500 0.2", "coming 50", "rate 500 0.3", "leave", "join 3 4", "idle 2 2")
    ),
    people=20,
)


class Rounds(BenchCase):
    """One round each of chatroom, run as a user would, and of the two floors."""

    def test_nothing_is_lost_and_the_table_says_so(self) -> None:
        figures = Figures()
        for key in ("chatroom", "each", "joined"):
            play(ROUND, SERVERS[key], figures)
        self.assertEqual(figures.troubles, [])
        own = figures.median(SMALL, "chatroom")
        self.assertTrue(own is not None and own.value > 0)
        page = rendered(figures)
        self.assertIn("none lost, none twice, none out of order, none in the wrong room", page)
        self.assertRegex(page, r"\| a small room \| µs/delivery \| +[0-9.,]+ \([0-9.]+\) \| +[0-9.,]+\* \|")
        self.assertEqual([line.split("|")[-2].strip() for line in page.splitlines() if ", at most " in line], ["yes", "no"])
        ElementTree.fromstring(picture(figures))

    def test_the_line_before_a_room_moves_up_in_the_order_that_people_were_told(self) -> None:
        running = self.serve(SERVERS["chatroom"], House(rooms=2, seats={1: 3}))
        with Load.at(running) as load:
            load.do("people 1 3")
            self.assertEqual(load.do("line 3 40").turns, 43)
            load.do("turnover")
            seen = load.do("rate 100 0.5")
        self.assertEqual(seen.faults, {})
        self.assertGreaterEqual(seen.turns, 1)

    def test_who_does_not_read_is_cut_and_the_others_miss_nothing(self) -> None:
        running = self.serve(SERVERS["chatroom"])
        with Load.at(running) as load:
            load.do("people 1 5")
            load.do("bytes 4000")
            load.do("deaf 2")
            cut = 0
            for _ in range(40):  # until the kernel's buffers and the backlog are full
                seen = load.do("air 16 0.3")
                self.assertEqual(seen.faults, {})
                cut += seen.deaf_cut
                if cut == 2:
                    return
        self.fail(f"only {cut} of 2 were cut")

    def test_a_server_that_does_not_cut_whom_it_must_is_told(self) -> None:
        figures = Figures()
        never = Scenario("deaf", House(), (Step("people 1 3"), Step("deaf 1"), Step("rate 100 0.1", SMALL, cut=1)), people=3)
        play(never, SERVERS["asyncio"], figures)
        self.assertEqual(figures.troubles, ["asyncio, deaf, rate 100 0.1: not cut 1"])
        self.assertIn("* asyncio, deaf, rate 100 0.1: not cut 1", rendered(figures))
        self.assertIn("\nPeople who did not read were cut: asyncio 0 of 1.", rendered(figures))

    def test_a_figure_is_held_against_that_of_another_row(self) -> None:
        figures, calm = Figures(), Row("calm", "all is calm", "p99")
        busy = Row("busy", "it is not", "p99", goals=(Goal(1.5, row="calm"), Goal(1.5, row="never measured")))
        for ours, theirs in ((14.0, 10.0), (16.0, 10.0), (12.0, 10.0)):
            figures.add(calm, "chatroom", "chatroom", Figure(theirs))
            figures.add(busy, "chatroom", "chatroom", Figure(ours))
        self.assertEqual(figures.judged(busy, busy.goals[0]), ('1.40 of "all is calm", at most 1.5', True))
        self.assertEqual(figures.judged(busy, Goal(1.3, row="calm")), ('1.40 of "all is calm", at most 1.3', False))
        self.assertIsNone(figures.judged(busy, busy.goals[1]))


class Lists(BenchCase):
    """The scenarios and the servers fit together."""

    def test_every_scenario_has_enough_rooms_and_knows_its_servers(self) -> None:
        for scenario in FULL:
            words = [step.command.split() for step in scenario.steps]
            rooms = sum(1 if word == "line" else int(first) for word, first, *_ in (w for w in words if len(w) == 3)
                        if word in ("people", "idle", "join", "line"))  # fmt: skip
            self.assertLessEqual(rooms, scenario.house.rooms, scenario.name)
            self.assertTrue(scenario.rows and set(scenario.servers) <= set(SERVERS), scenario.name)
            self.assertTrue({goal.other for row in scenario.rows for goal in row.goals} <= {"", *SERVERS}, scenario.name)

    def test_a_server_that_takes_fewer_people_is_left_out(self) -> None:
        self.assertNotIn("words", [server.key for server in servers_of(JOINS, ["words", "each"])])
        self.assertEqual([server.key for server in servers_of(JOINS, ["words", "each"])], ["each"])
