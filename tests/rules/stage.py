"""The stage of the state machine: a house with three small rooms, the same house on paper, and how one step is compared."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine
from twisted.logger import globalLogPublisher

from chatroom.rules.channel import Channel
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import PLAIN, Policies
from chatroom.words.refusals import Reason
from tests.fakes import House, Visitor
from tests.rules.paper import Guest, Paper, Room

ROOMS = {"lobby": 2, "quiet": 1, "garden": 3}
OPEN_TOPIC = "garden"


class Attended:
    """A visitor of the house, the guest on paper that stands for it, and what came out of its connection."""

    def __init__(self, visitor: Visitor, guest: Guest) -> None:
        self.visitor = visitor
        self.session = visitor.session
        self.guest = guest
        self.names: set[str] = set()  # under which it has asked for anything
        self.gone = False  # the line is lost: nothing can be read any more
        self.heard: list[Any] = []
        self.stay: list[int] = []  # places in the line told since it last entered one
        self.positions: list[int] = []  # all of them

    def listen(self) -> None:
        if self.gone:
            return
        for event in self.visitor.hear():
            self.heard.append(event)
            if isinstance(event, e.Welcomed):
                self.stay = []
            elif isinstance(event, e.QueuePosition):
                self.stay.append(event.ahead)
                self.positions.append(event.ahead)

    def all(self, *kinds: type[e.Event]) -> list[Any]:
        return [event for event in self.heard if isinstance(event, kinds)]


class Stage(RuleBasedStateMachine):
    """What is there, and how a step is made. `names: house`, and a topic that everybody may set in one of the rooms."""

    classic: ClassVar[bool] = False
    # How fast one may speak is shown in test_flood.py, what is kept of a lost line in test_holding_machine.py.
    policies: ClassVar[Policies] = replace(PLAIN, flood=None, seat_grace=0.0, queue_grace=0.0)

    def __init__(self) -> None:
        super().__init__()
        self.house = House(self.channels(), exact_names=self.classic)
        self.realm = self.house.realm
        self.staff, self.answers = self.house.staff()
        self.paper = Paper([Room(name, seats, name == OPEN_TOPIC) for name, seats in ROOMS.items()], classic=self.classic)
        self.people: list[Attended] = []
        self.count = 0
        self.jumped = False  # the wall clock has been set
        self.held = 0  # steps for which the turn stays open
        self.failures: list[str] = []
        self.surprises: list[tuple[list[Reason], list[Reason]]] = []  # refusals that came, and those on paper
        globalLogPublisher.addObserver(self._log)

    def channels(self) -> list[Channel]:
        """The rooms, new and empty."""
        return [
            Channel(name, seats, replace(self.policies, anyone_sets_topic=name == OPEN_TOPIC)) for name, seats in ROOMS.items()
        ]

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # what failed before is what is to be reported
                self.everybody_leaves()
        finally:
            globalLogPublisher.removeObserver(self._log)

    def everybody_leaves(self) -> None:
        """What must hold in the end."""

    def _log(self, event: Any) -> None:
        if "log_failure" in event:
            self.failures.append(event["log_failure"].getTraceback())

    # ---- how a step is made ------------------------------------------------------------------------------------------

    def one(self, index: int) -> Attended | None:
        """Somebody whose line is up."""
        here = [one for one in self.people if not one.gone]
        return here[index % len(here)] if here else None

    def text(self) -> str:
        self.count += 1
        return f"w{self.count}"

    def expect(self, do: Any, expected: list[Reason]) -> None:
        """Does it, and compares the refusals with those on paper."""
        before = len(self.house.witnessed)
        do()
        refused = [event.reason for event in self.house.witnessed[before:] if isinstance(event, e.Refusal)]
        if refused != expected:
            self.surprises.append((refused, expected))
        self.settle()

    def asks(self, one: Attended, command: c.Command, expected: list[Reason]) -> None:
        one.names.add(one.guest.nick)
        self.expect(lambda: one.visitor.ask(command), expected)

    def settle(self) -> None:
        """Ends the turn, unless it is held open."""
        self.held = max(0, self.held - 1)
        if not self.held:
            for one in self.people:
                one.listen()

    def guests(self, state: str) -> list[Attended]:
        return [one for one in self.people if one.guest.state == state]

    def listeners(self) -> list[Attended]:
        """Those whose connection can be read to the end; nobody while the turn is open."""
        return [] if self.held else [one for one in self.people if not one.gone and one.guest.why != "slow reader"]
