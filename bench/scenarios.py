"""What is measured: rows of the table, and the scenarios that fill them.

A scenario is a list of commands for the generator (load/main.c says what each does) against one fresh server. A command with a
row fills it; the others prepare, or warm up. Rates are deliveries a second, all rooms together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bench.servers import House

Kind = Literal["delivery", "p99", "joins", "turn", "memory", "start", "starting", "refusing"]

UNITS: dict[Kind, str] = {
    "delivery": "µs/delivery",
    "p99": "ms, p99",
    "joins": "joins/s",
    "turn": "µs/turn",
    "memory": "KiB/person",
    "start": "ms",
    "starting": "ms of work",
    "refusing": "ms",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """chatroom's figure is at most `factor` times that of `other`; without another, at most `factor` (in the row's unit).

    `p99_ms`: what is limited is the 99th percentile of latency. `row`: the key of another row, whose own figure is the measure.
    Joins are the one figure of which more is better.
    """

    factor: float
    other: str = ""
    p99_ms: bool = False
    row: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `base`: the server that the others are compared with."""

    key: str
    title: str
    kind: Kind = "delivery"
    base: str = "each"
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One command, the row that it fills, and how many people who do not read must be cut while it lasts."""

    command: str
    row: Row | None = None
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps against one server. `people`: the most that are there. `servers`: empty for all that take so many."""

    name: str
    house: House
    steps: tuple[Step, ...]
    people: int
    servers: tuple[str, ...] = ()
    rounds: int = 3
    rows: tuple[Row, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(step.row for step in self.steps if step.row))


def _talk(*parts: str | tuple[str, Row]) -> tuple[Step, ...]:
    """Every measured command is first tried for a moment: caches fill, and sockets find their size."""
    steps: list[Step] = []
    for part in parts:
        if isinstance(part, str):
            steps.append(Step(part))
            continue
        command, row = part
        word, what, _ = command.split()
        steps += [Step(f"{word} {what} 0.1"), Step(command, row)]
    return tuple(steps)


ONE_10 = Row("one-10", "G1904 one line in the air, room of 10", goals=(Goal(1.0, "inspircd"),))
ONE_100 = Row("one-100", "G1901 one line in the air, room of 100", goals=(Goal(1.15, "each"), Goal(1.0, "inspircd")))
ONE_1000 = Row("one-1000", "G1901 one line in the air, room of 1 000", goals=(Goal(1.15, "each"), Goal(0.8, "inspircd")))
AIR_100 = Row(
    "air-100", "G1902 64 lines in the air, room of 100", base="joined", goals=(Goal(1.3, "joined"), Goal(0.9, "inspircd"))
)
AIR_1000 = Row(
    "air-1000", "G1902 64 lines in the air, room of 1 000", base="joined", goals=(Goal(1.3, "joined"), Goal(0.9, "inspircd"))
)
ROOMS = Row("rooms", "G1903 100 rooms of 10, ten lines in the air in each", goals=(Goal(1.5, "inspircd"),))
RATE = Row("rate-20000", "G1903 100 rooms of 10, 20 000/s", goals=(Goal(1.2, "each"), Goal(3, p99_ms=True)))

TALK = Scenario(
    "talk",
    House(rooms=103),
    _talk(
        *("people 1 10", ("air 1 0.6", ONE_10), "leave"),
        *("people 1 100", ("air 1 0.7", ONE_100), ("air 64 0.7", AIR_100), "leave"),
        *("people 1 1000", ("air 1 0.7", ONE_1000), ("air 64 0.7", AIR_1000), "leave"),
        *("people 100 10", ("air 10 0.7", ROOMS), ("rate 20000 1", RATE)),
    ),
    people=1000,
)

LARGE_ROOM = Scenario(
    "a room of 5 000",
    House(rooms=1),
    _talk(
        "people 1 5000",
        ("air 1 2", Row("one-5000", "one line in the air, room of 5 000")),
        ("air 64 2", Row("air-5000", "64 lines in the air, room of 5 000", base="joined")),
    ),
    people=5000,
    servers=("chatroom", "each", "joined", "inspircd"),
    rounds=1,
)

RATES = Scenario(
    "rates",
    House(rooms=101),
    _talk(
        "people 100 10",
        ("rate 4000 2", Row("rate-4000", "G1909 100 rooms of 10, 4 000/s", goals=(Goal(1.2, "each"),))),
        ("rate 50000 2", Row("rate-50000", "G1909 100 rooms of 10, 50 000/s", goals=(Goal(0.5, "each"), Goal(10, p99_ms=True)))),
        "leave",
        "people 1 100",
        ("rate 4000 2", Row("rate-4000-100", "G1909 room of 100, 4 000/s", goals=(Goal(1.2, "each"),))),
        ("rate 20000 2", Row("rate-20000-100", "room of 100, 20 000/s")),
        ("rate 50000 2", Row("rate-50000-100", "G1909 room of 100, 50 000/s", goals=(Goal(0.5, "each"), Goal(10, p99_ms=True)))),
    ),
    people=1000,
    servers=("chatroom", "each", "joined", "inspircd", "ngircd", "asyncio"),
)

JOINS = Scenario(
    "joins",
    House(rooms=101),
    (
        Step("join 1 1000", Row("join-1", "G1905 1 000 join one room, everybody told", "joins", "joined", (Goal(10_000),))),
        Step("leave"),
        Step("join 100 50", Row("join-100", "G1905 5 000 join 100 rooms, everybody told", "joins", "joined", (Goal(12_000),))),
    ),
    people=5000,
    servers=("chatroom", "each", "joined", "inspircd", "ngircd", "asyncio"),
)

MEMORY = Scenario(
    "memory",
    House(rooms=100),
    (
        Step("idle 10 100", Row("memory-1000", "memory of an idle person, 1 000 of them", "memory", "ngircd")),
        Step(
            "idle 90 100", Row("memory-10000", "G1906 memory of an idle person, 10 000 of them", "memory", "ngircd", (Goal(5),))
        ),
    ),
    people=10_000,
    servers=("chatroom", "each", "inspircd", "ngircd", "asyncio"),
    rounds=1,
)

DEAF = Scenario(
    "some do not read",
    House(rooms=1),
    (
        Step("people 1 100"),
        Step("bytes 400"),
        Step("rate 50000 0.2"),
        Step("rate 50000 15", Row("all-read", "100 people, 50 000/s of 400 bytes, all read", "p99")),
        Step("deaf 10"),
        # The kernel holds some 4 MB for who does not read, which is 20 s; only then anything waits here.
        Step("rate 50000 25", Row("some-deaf", "the same, 10 do not read", "p99", goals=(Goal(1.5, row="all-read"),)), cut=10),
    ),
    people=100,
    servers=("chatroom", "each", "inspircd", "ngircd"),
)

VISITS = Scenario(
    "visitors",
    House(rooms=1),
    (
        Step("people 1 100"),
        Step("rate 20000 0.2"),
        Step("rate 20000 2", Row("no-visits", "100 people, 20 000/s, nobody comes", "p99")),
        Step("coming 50"),
        Step("rate 20000 3", Row("visits", "the same, 50 a second come and go", "p99")),
    ),
    people=200,
    servers=("chatroom", "each", "inspircd", "ngircd", "asyncio"),
)

LINE = Scenario(
    "a line of 10 000",
    House(rooms=2, seats={1: 10}),
    (
        Step("people 1 10"),
        Step("line 10 10000"),
        Step("air 1 0.2"),
        Step("air 1 2", Row("line-still", "10 people talk, 10 000 wait elsewhere", "p99", "chatroom")),
        Step("turnover"),
        Step("air 1 6", Row("line-moves", "G1003 the same, while the line moves up", "p99", "chatroom", (Goal(50),))),
        Step("turnover"),
        Step("rate 100 4", Row("line-turn", "G1003 processor time of one seat that turns over", "turn", "chatroom")),
    ),
    people=10_020,
    servers=("chatroom",),
    rounds=1,
)

HOLDING = Scenario(
    "holding",
    House(rooms=101),
    _talk(
        "idle 100 100",
        "people 1 1000",
        ("rate 20000 4", Row("holding", "G1908 10 000 idle, 100 of 1 000 talk, 20 000/s", "p99", goals=(Goal(100),))),
    ),
    people=11_000,
    servers=("chatroom", "each", "inspircd", "ngircd"),
    rounds=1,
)

START = Scenario(
    "start",
    House(rooms=3),
    (
        Step("people 1 1", Row("start", "G1907 from the command to an open door", "start", "asyncio", (Goal(600),))),
        Step("people 1 1", Row("refusing", "G1907 bad arguments judged", "refusing", "chatroom", (Goal(200),))),
        Step("people 1 1", Row("starting", "G1907 the same, processor time", "starting", "asyncio")),
    ),
    people=3,
    servers=("chatroom", "inspircd", "ngircd", "asyncio", "words"),
)

QUICK = (TALK,)
FULL = (TALK, RATES, JOINS, DEAF, VISITS, START, LARGE_ROOM, MEMORY, LINE, HOLDING)
