"""People come, lose their lines, come back or do not, in any order: what must hold after each step.

A house on paper says who sits and who waits where, and for how long something is kept. The numbers are those of the invariants
in test_state_machine.py.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules import holding, resuming
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import Policies
from chatroom.words.resuming import CaughtUp, Resume, ResumeCode, Resumed
from chatroom.words.rooms import Join
from tests.fakes import House, Visitor, house

SEATS, SEAT_GRACE, QUEUE_GRACE = 2, 30, 120
MOVES = (e.Joined, e.Left, e.Kicked)
WHO = st.integers(0, 7)


class Guest:
    """Somebody on paper, and all that it has heard over all its connections."""

    def __init__(self, nick: str, resumes: bool) -> None:
        self.nick, self.resumes = nick, resumes
        self.code = ""
        self.visitor: Visitor | None = None
        self.until: tuple[int, int] | None = None  # while it is kept: when that ends, and which of several ends comes first
        self.words: list[str] = []  # that it must have heard
        self.missed: list[str] = []  # and must hear if it comes back to its seat
        self.heard: list[Any] = []
        self.positions: list[int] = []  # of its present connection, in its present line


class HoldingMachine(RuleBasedStateMachine):
    """One room of two seats."""

    def __init__(self) -> None:
        super().__init__()
        policies = Policies(afk=None, flood=None, seat_grace=SEAT_GRACE, queue_grace=QUEUE_GRACE)
        self.place: House = house(SEATS, policies=policies)
        self.realm, self.channel = self.place.realm, self.place.realm.channels["lobby"]
        self.staff, _ = self.place.staff()
        self.seats: list[Guest] = []
        self.line: list[Guest] = []
        self.now = self.count = 0

    def guests(self, present: bool) -> list[Guest]:
        return [guest for guest in (*self.seats, *self.line) if (guest.visitor is not None) == present]

    def listen(self) -> None:
        """What everybody has heard goes into its record."""
        self.place.turn.flush()
        for guest in self.guests(True):
            assert guest.visitor is not None
            for event in guest.visitor.hear():
                guest.heard.append(event)
                if isinstance(event, ResumeCode):
                    guest.code = event.code
                elif isinstance(event, e.QueuePosition):
                    guest.positions.append(event.ahead)

    def admit(self) -> None:
        while len(self.seats) < SEATS:
            there = next((guest for guest in self.line if guest.until is None), None)
            if there is None:
                return
            self.line.remove(there)
            self.seats.append(there)

    def keep(self, guest: Guest, seconds: int) -> None:
        self.count += 1
        guest.until = self.now + seconds, self.count

    def out(self, guest: Guest) -> None:
        (self.seats if guest in self.seats else self.line).remove(guest)
        self.admit()

    @rule(resumes=st.booleans())
    def somebody_comes(self, resumes: bool) -> None:
        if len(self.seats) + len(self.line) >= 8:
            return
        self.count += 1
        guest = Guest(f"guest{self.count}", resumes)
        guest.visitor = self.place.open("")
        guest.visitor.ask(c.Introduce(guest.nick, resumes=resumes))
        guest.visitor.ask(Join("lobby"))
        self.line.append(guest)
        self.admit()

    @rule(who=WHO)
    def somebody_speaks(self, who: int) -> None:
        speakers = [guest for guest in self.seats if guest.visitor is not None]
        if speakers:
            speaker = speakers[who % len(speakers)]
            self.count += 1
            assert speaker.visitor is not None
            speaker.visitor.say(f"word {self.count}")
            for guest in self.seats:
                (guest.words if guest.until is None else guest.missed).append(f"word {self.count}")

    @rule(who=WHO)
    def a_line_is_lost(self, who: int) -> None:
        present = self.guests(True)
        if present:
            guest = present[who % len(present)]
            assert guest.visitor is not None
            self.listen()
            guest.visitor.hang_up()
            guest.visitor, guest.positions = None, []
            if guest.resumes:
                self.keep(guest, SEAT_GRACE if guest in self.seats else QUEUE_GRACE)
            else:
                self.out(guest)

    @rule(who=WHO, early=st.booleans())
    def somebody_comes_back(self, who: int, early: bool) -> None:
        """By its code; `early`: before the server has noticed that the line is lost."""
        back = [guest for guest in self.guests(early) if guest.resumes]
        if not back:
            return
        self.listen()
        guest = back[who % len(back)]
        old, code = guest.visitor, guest.code
        guest.visitor, guest.positions = self.place.open(""), []
        guest.visitor.ask(Resume(code))
        if old is not None:
            assert isinstance(old.hear()[-1], e.Dismissed)
            old.hang_up()
        guest.until = None
        guest.words += guest.missed
        guest.missed.clear()
        self.admit()
        again = self.place.open("")
        again.hear()
        again.ask(Resume(code))
        assert [event.reason.value for event in again.hear()] == ["nothing-kept"]
        again.hang_up()

    @rule(who=WHO, kicked=st.booleans())
    def somebody_leaves(self, who: int, kicked: bool) -> None:
        everybody = [*self.seats, *self.line]
        if not everybody:
            return
        guest = everybody[who % len(everybody)]
        self.listen()
        if kicked:
            self.staff.kick("lobby", guest.nick)
        elif guest.visitor is not None:
            guest.visitor.ask(c.Quit())
        else:
            return
        if guest.visitor is not None:
            guest.visitor.hang_up()
        self.out(guest)

    @rule(seconds=st.sampled_from((1, 10, 29, 30, 60, 119)))
    def time_passes(self, seconds: int) -> None:
        for _ in range(seconds):
            self.place.pass_time(1.0)
            self.now += 1
            while over := [g for g in (*self.seats, *self.line) if g.until is not None and g.until[0] <= self.now]:
                guest = min(over, key=lambda guest: guest.until or (0, 0))
                if guest in self.seats:
                    self.seats.remove(guest)
                    self.line.insert(0, guest)
                    self.keep(guest, QUEUE_GRACE)
                    guest.missed.clear()
                    self.admit()
                else:
                    self.out(guest)
        self.listen()

    # ---- what holds ----------------------------------------------------------------------------------------------------

    @invariant()
    def invariants_01_to_05_seats_and_line_are_those_on_paper(self) -> None:
        self.listen()
        nick = {person: one.nick for person, one in self.realm.people.items()}
        assert sorted(nick[person] for person in self.channel.members) == sorted(guest.nick for guest in self.seats)
        assert [nick[ticket.person] for ticket in self.channel.queue] == [guest.nick for guest in self.line]
        assert len(self.channel.members) <= SEATS
        assert len(self.seats) == SEATS or all(guest.until is not None for guest in self.line)
        assert len(set(nick.values())) == len(nick) == len(self.seats) + len(self.line)
        assert sorted(self.channel.keys.values()) == sorted(nick)
        assert {one.nick for one in self.realm.people.values() if one.held} == {g.nick for g in self.guests(False)}

    @invariant()
    def invariant_03_numbers_do_not_flap(self) -> None:
        self.listen()
        for guest in self.guests(True):
            assert guest.positions == sorted(set(guest.positions), reverse=True), guest.positions
            if guest in self.line:
                assert guest.positions[-1] == self.line.index(guest)

    @invariant()
    def invariants_08_and_09_every_line_once_to_those_whose_seat_it_was(self) -> None:
        self.listen()
        for guest in self.guests(True):
            assert [event.text for event in guest.heard if isinstance(event, e.Said)] == guest.words

    @invariant()
    def invariant_11_joins_and_leaves_add_up(self) -> None:
        self.listen()
        moves = [move for move in self.place.witnessed if isinstance(move, MOVES)]
        for guest in self.seats:
            if guest.visitor is not None:
                heard = [move for move in guest.heard if isinstance(move, MOVES)]
                mine = max(move.seq for move in moves if isinstance(move, e.Joined) and move.who.nick == guest.nick)
                assert [move for move in heard if move.seq >= mine] == [move for move in moves if move.seq >= mine]

    @invariant()
    def invariant_12_everybody_who_sits_has_joined_and_not_left(self) -> None:
        inside: set[int] = set()
        for move in self.place.witnessed:
            if isinstance(move, MOVES):
                (inside.add if isinstance(move, e.Joined) else inside.remove)(move.who.person)
        assert inside == set(self.channel.members)

    @invariant()
    def what_was_missed_is_told_between_its_marks(self) -> None:
        self.listen()
        for guest in self.guests(True):
            for at, event in enumerate(guest.heard):
                if isinstance(event, Resumed) and event.missed:
                    assert isinstance(guest.heard[at + event.missed + 1], CaughtUp)
                    assert all(one.seq for one in guest.heard[at + 1 : at + event.missed + 1])

    @invariant()
    def invariant_16_nothing_is_due_for_the_gone(self) -> None:
        pending = list(self.realm.deadlines)
        seats = [subject for check, subject in pending if check is holding.seat_over]
        assert {id(seat) for seat in seats} == {id(m) for m in self.channel.members.values() if m.held is not None}
        places = {person for check, (_, person) in [p for p in pending if p[0] is holding.place_over]}
        assert places == {ticket.person for ticket in self.channel.queue if ticket.held is not None}
        codes = {subject for check, subject in pending if check is resuming.code_over}
        assert codes == {guest.code for guest in self.guests(False)}
        assert len(self.realm.codes) == sum(guest.resumes for guest in (*self.seats, *self.line))
        readers = [guest for guest in self.seats if guest.resumes]
        assert (self.realm.audiences["lobby"].memory is None) == (not readers)

    def teardown(self) -> None:
        """17. After all have left, nothing is left."""
        for guest in self.guests(True):
            assert guest.visitor is not None
            guest.visitor.hang_up()
        self.place.pass_time(152.0)
        assert (self.realm.people, len(self.realm.names), len(self.realm.codes)) == ({}, 0, 0)
        assert (self.channel.members, len(self.channel.queue), self.channel.keys) == ({}, 0, {})
        assert not [check for check, _ in self.realm.deadlines if check.__module__ in (holding.__name__, resuming.__name__)]
        assert self.realm.audiences["lobby"].memory is None and not self.realm.codes._from


SETTINGS = settings(max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))


class MachineTests(SynchronousTestCase):
    """The machine, run to its end."""

    def test_seats_and_places_keep_their_promises(self) -> None:
        run_state_machine_as_test(HoldingMachine, settings=SETTINGS)  # asserts after each step
