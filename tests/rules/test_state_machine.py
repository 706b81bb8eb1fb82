"""Whatever anybody does in whatever order: the house and the house on paper agree, and the invariants hold.

The numbers are those of the list of invariants; a failing one is named by its method. CHATROOM_LONG=1 runs it overnight.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules import quiet, sweep
from chatroom.rules.channel import Standing
from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import CLASSIC
from tests.fakes import House
from tests.rules.happenings import Happening
from tests.rules.stage import ROOMS, Attended

LONG = bool(os.environ.get("CHATROOM_LONG"))
SETTINGS = settings(
    max_examples=20_000 if LONG else 150,
    stateful_step_count=200 if LONG else 50,
    deadline=None,
    database=None,
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
)
MOVES = (e.Joined, e.Left, e.Kicked, e.Banned, e.WentAfk, e.Emptied)
STATES = {"unnamed": State.NAMING, "proving": State.AUTHENTICATING, "closed": State.LEAVING}
GONE_BY = {
    "quit": e.Cause.QUIT,
    "kicked": e.Cause.KICKED,
    "banned": e.Cause.BANNED,
    "emptied": e.Cause.EMPTIED,
    "afk": e.Cause.AFK,
    "shutdown": e.Cause.SHUTDOWN,
    "refused": e.Cause.REFUSED,
    "slow": e.Cause.REFUSED,
}


class HouseMachine(Happening):
    """`names: house` and the plain policies: after every step, all of this holds."""

    # ---- what has no number, judged last -------------------------------------------------------------------------------

    @invariant()
    def nothing_failed_unseen(self) -> None:
        assert not self.failures, self.failures[0]

    @invariant()
    def refusals_are_those_on_paper(self) -> None:
        assert not self.surprises, self.surprises[0]

    @invariant()
    def invariant_01_no_room_is_overfull(self) -> None:
        for channel in self.realm.channels.values():
            assert len(channel.members) <= channel.capacity == ROOMS[channel.name]

    @invariant()
    def invariant_02_no_seat_is_free_while_somebody_waits(self) -> None:
        for channel in self.realm.channels.values():
            assert not len(channel.queue) or len(channel.members) == channel.capacity

    @invariant()
    def invariant_03_the_line_is_the_order_of_arrival(self) -> None:
        for channel in self.realm.channels.values():
            room = self.paper.rooms[channel.name]
            waiting = [self.realm.people[ticket.person].nick for ticket in channel.queue]
            last = {guest: place for place, guest in enumerate(room.arrivals)}  # who comes back stands at the tail
            still = sorted((g for g in last if g.state == "waiting" and g.room is room), key=last.__getitem__)
            assert waiting == [guest.nick for guest in still], (waiting, still)

    @invariant()
    def invariant_03_everybody_was_told_its_place(self) -> None:
        for one in self.listeners():
            if self.classic:  # at every departure, a number that has not changed, too
                assert one.positions == one.guest.ahead, (one.positions, one.guest.ahead)
            else:
                assert one.stay == sorted(set(one.stay), reverse=True), one.stay
            if one.guest.state == "waiting":
                assert one.guest.room is not None
                assert one.stay[-1] == one.guest.room.line.index(one.guest), one.stay

    @invariant()
    def invariant_04_everybody_is_in_one_state(self) -> None:
        for one in self.people:
            session, person = one.session, one.session.person
            standings = [] if person is None else [channel.standing(person.id) for channel in self.realm.channels.values()]
            inside = [standing for standing in standings if standing is not Standing.OUTSIDE]
            state = {"unnamed": State.NAMING, "proving": State.AUTHENTICATING, "closed": State.LEAVING}.get(
                one.guest.state, State.PRESENT
            )
            assert session.state is (State.GONE if one.gone else state), (session.state, one.guest.state)
            if state is State.PRESENT:
                assert inside == [Standing.SEATED if one.guest.state == "member" else Standing.WAITING], inside
                assert session.channel == one.guest.room.name if one.guest.room else ""
                assert (session.member is not None) == (one.guest.state == "member")
            else:
                assert (person, session.channel, session.member, inside) == (None, "", None, [])

    @invariant()
    def invariant_04_closed_is_final(self) -> None:
        for one in self.guests("closed"):
            outbox = one.visitor.outbox
            assert (one.session.id in self.realm.sessions) == (not one.gone)
            assert not one.session.hides and not any(one.session in p.hidden_from for p in self.realm.people.values())
            assert one.gone or self.held or one.visitor.transport.closed
            assert all(outbox not in self.realm.audiences[name] for name in ROOMS)

    @invariant()
    def invariant_05_no_two_people_share_a_name_or_a_look(self) -> None:
        scopes = [[*channel.members, *(t.person for t in channel.queue)] for channel in self.realm.channels.values()]
        if not self.classic:
            scopes = [list(self.realm.people)]
        for scope in scopes:
            nicks = [self.realm.people[person].nick for person in scope]
            for i, nick in enumerate(nicks):
                assert not any(self.paper.clash(nick, other) for other in nicks[:i]), nicks

    @invariant()
    def invariant_06_nobody_who_is_banned_sits_or_waits(self) -> None:
        for one in self.people:
            guest = one.guest
            if guest.state in ("member", "waiting"):
                assert not self.paper.is_banned(guest.nick, guest.account, guest.host), guest
        for one in self.listeners():
            told = [event for event in one.heard if isinstance(event, e.Dismissed) and event.cause is e.Cause.BANNED]
            assert len(told) == (one.guest.why == "banned")

    @invariant()
    def invariant_07_a_muted_person_reaches_nobody(self) -> None:
        for event in self.house.witnessed:
            if isinstance(event, e.Said | e.Acted | e.Whispered | e.WentAway):
                assert event.text not in self.paper.gagged, event
            elif isinstance(event, e.TopicSet):
                assert event.topic not in self.paper.gagged, event
        for one in self.listeners():
            assert not any(offer.name in self.paper.gagged for offer in one.all(e.Download))

    @invariant()
    def invariant_08_every_line_once_to_those_who_are_there_in_order(self) -> None:
        for one in self.listeners():
            heard = [_words(event) for event in one.all(e.Said, e.Acted, e.TopicSet, e.WentAway)]
            assert heard == one.guest.words, (heard, one.guest.words)

    @invariant()
    def invariant_08_numbers_count_up(self) -> None:
        for one in self.listeners():
            for name in ROOMS:
                numbers = [event.seq for event in one.all(e.ChannelEvent) if event.channel == name and event.seq]
                assert numbers == sorted(set(numbers)), numbers
        for name, channel in self.realm.channels.items():
            published = [v.seq for v in self.house.witnessed if isinstance(v, e.ChannelEvent) and v.channel == name]
            assert published == list(range(1, channel.seq + 1))

    @invariant()
    def invariant_09_only_members_hear_the_room(self) -> None:
        for name in ROOMS:
            audience = self.realm.audiences[name]
            room = self.paper.rooms[name]
            assert len(audience) == len(room.seats)
            assert all((one.visitor.outbox in audience) == (one.guest in room.seats) for one in self.people)
        for one in self.listeners():
            inside = ""
            for event in one.heard:
                if isinstance(event, e.Welcomed | e.Dismissed):
                    inside = ""
                elif isinstance(event, e.ChannelEvent):
                    if isinstance(event, e.Joined) and event.who.person == _person(one, event.channel):
                        inside = event.channel
                    own_act = getattr(event, "by", None) in one.names  # staff that waits is told what it has done
                    assert event.channel == inside or own_act, event

    @invariant()
    def invariant_10_a_whisper_reaches_two(self) -> None:
        for one in self.listeners():
            heard = [_whisper(event) for event in one.all(e.Whispered, e.WhisperSent)]
            assert heard == one.guest.whispers, (heard, one.guest.whispers)

    @invariant()
    def invariant_11_joins_and_leaves_add_up(self) -> None:
        for one in () if self.held else self.guests("member"):
            room = one.guest.room
            assert room is not None
            moves = [move for move in self.house.witnessed if isinstance(move, MOVES) and move.channel == room.name]
            mine = max(m.seq for m in moves if isinstance(m, e.Joined) and m.who.person == one.session.who.person)
            seen = _replayed(move for move in moves if move.seq <= mine)
            later = [move for move in one.all(*MOVES) if move.channel == room.name and move.seq > mine]
            seen = _replayed(later, seen)
            assert seen == list(self.realm.channels[room.name].members)
            assert [self.realm.people[person].nick for person in seen] == [guest.nick for guest in room.seats] or len(seen) > 1
            assert sorted(self.realm.people[p].nick for p in seen) == sorted(guest.nick for guest in room.seats)

    @invariant()
    def invariant_12_every_leave_has_one_cause_and_one_notice(self) -> None:
        for name, channel in self.realm.channels.items():
            moves = [move for move in self.house.witnessed if isinstance(move, MOVES) and move.channel == name]
            assert self.paper.stopping or _replayed(moves) == list(channel.members)
        for one in self.listeners():
            causes = [event.cause for event in one.all(e.Dismissed)]
            assert causes == ([GONE_BY[one.guest.why]] if one.guest.why in GONE_BY else []), (causes, one.guest.why)

    @invariant()
    def invariant_13_every_act_and_every_attempt_leaves_one_row(self) -> None:
        assert len(self.house.store._sum.rows) == self.paper.rows, self.house.audit()[-3:]

    @invariant()
    def invariant_14_what_is_kept_is_what_holds(self) -> None:
        kept = self.successful(self.house.store.restore(0.0))  # all of it: what has run out is sorted out here
        wall, now = self.house.clock.wall(), self.house.clock.mono()
        accounts = {(a.key, a.nick, a.secret, _held(a.roles.items())) for a in self.realm.accounts}
        assert accounts == {(a.account, a.nick, a.secret, tuple(a.roles)) for a in kept.accounts}
        assert {(a.key, a.nick) for a in self.realm.accounts} == set(self.paper.accounts.items())
        bans = {ban for ban in self.realm.bans if ban.until is None or ban.until > wall}
        assert bans == {ban for ban in kept.bans if ban.until is None or ban.until > wall}
        on_paper = {ban for ban, end in self.paper.bans.items() if end is None or end > self.paper.wall}
        assert {(ban.kind, ban.value) for ban in bans} == on_paper, (bans, on_paper)
        for name, channel in self.realm.channels.items() if not self.jumped else ():
            held = {key: round(m.until - now, 3) for key, m in channel.mutes.items() if m.until > now}
            assert held == {m.value: round(m.until - wall, 3) for m in kept.mutes if m.channel == name and m.until > wall}
        if not self.jumped:
            house = {key.removeprefix("guests "): round(m.until - now, 3) for key, m in self.realm.mutes.items() if m.until > now}
            assert house == {m.value: round(m.until - wall, 3) for m in kept.mutes if not m.channel and m.until > wall}

    @invariant()
    def invariant_07_silence_ends_exactly_then(self) -> None:
        now = self.house.clock.mono()
        for one in self.guests("member"):
            member, until = one.session.member, self.paper.silent_until(one.guest)
            assert member is not None
            assert member.muted(now) == (until > now), (one.guest.nick, until, now)
            assert member.mute is None or round(member.mute.until - until, 3) == 0

    def successful(self, answer: Any) -> Any:
        found: list[Any] = []
        answer.addCallback(found.append)
        return found[0]

    @invariant()
    def invariant_16_nothing_is_due_for_the_gone(self) -> None:
        pending = list(self.realm.deadlines)
        for check, subject in pending:
            if check is sweep.unnamed:
                assert subject.state in (State.NAMING, State.AUTHENTICATING) and subject.id in self.realm.sessions
            elif check is sweep.unflushed:
                assert subject.state is State.LEAVING and subject.id in self.realm.sessions
            elif check is sweep.idle:
                assert subject.channel.members.get(subject.person) is subject
            elif check is sweep.unfinished:
                assert subject in self.realm.transfers._running
            else:
                assert check is quiet.over
        for one in self.people:
            assert ((sweep.unnamed, one.session) in pending) == (one.guest.state in ("unnamed", "proving"))
        for channel in self.realm.channels.values():
            assert all((sweep.idle, member) in pending for member in channel.members.values())
            assert all((quiet.over, (channel.name, key)) in pending for key in channel.mutes)
        assert all((quiet.over, ("", key)) in pending for key in self.realm.mutes)

    def everybody_leaves(self) -> None:
        """14 and 17. A new house is as the old one was; after all have left, nothing is left."""
        self.restarted()
        self.held = 0
        for i, one in enumerate(self.people):
            if not one.gone:
                if i % 3 == 0:
                    one.visitor.ask(c.Quit())
                one.visitor.hang_up()
        self.house.pass_time(200.0 + self.count)
        realm = self.realm
        assert (realm.people, realm.ignored, len(realm.names), len(realm.transfers), dict(realm.mutes)) == ({}, {}, 0, 0, {}), (
            "17"
        )
        assert not list(realm.deadlines), ("invariant 17", list(realm.deadlines))
        assert not realm.names._looks and not realm.transfers._tickets and not realm.transfers._waiting, "invariant 17"
        assert all(session.moniker for session in realm.sessions.values()), "invariant 17"
        assert len(realm._by_sink) == len(realm.sessions), "invariant 17"
        for one in self.people:
            assert not one.session.hides and one.session.person is None, "invariant 17"
        for name, channel in realm.channels.items():
            left = (channel.members, len(channel.queue), channel.keys, channel.mutes, len(realm.audiences[name]))
            assert left == ({}, 0, {}, {}, 0), ("invariant 17", name, left)
        self.nothing_failed_unseen()

    def restarted(self) -> None:
        """The store's sum makes a realm that holds what the old one held."""
        old, again = self.realm, House(self.channels(), exact_names=self.classic, snapshot=self.house.snapshot()).realm
        assert [(a.key, a.secret, _held(a.roles.items())) for a in again.accounts] == sorted(
            (a.key, a.secret, _held(a.roles.items())) for a in old.accounts
        ), "invariant 14"
        assert again.bans.next_number == old.bans.next_number, "invariant 14"
        assert {ban.number for ban in again.bans} <= {ban.number for ban in old.bans}, "invariant 14"


class ClassicMachine(HouseMachine):
    """`names: channel` and the classic policies."""

    classic = True
    policies = CLASSIC


def _held(roles: Any) -> tuple[tuple[str, str], ...]:
    """The roles that are more than a member's."""
    return tuple(sorted((channel, role.value) for channel, role in roles if role.value != "member"))


def _words(event: Any) -> tuple[str, str, str]:
    if isinstance(event, e.TopicSet):
        return "TopicSet", event.by, event.topic
    return type(event).__name__, event.who.nick, event.text


def _whisper(event: Any) -> tuple[str, str]:
    if isinstance(event, e.Whispered):
        return "to me from " + event.who.nick, event.text
    return "from me to " + event.to, event.text


def _person(one: Attended, channel: str) -> int:
    """The number of this one's person, as it was told on entering."""
    return next((event.who.person for event in one.heard if isinstance(event, e.Welcomed)), -1)


def _replayed(moves: Any, start: list[int] | None = None) -> list[int]:
    """Who sits there after these, in the order of sitting down. Nobody joins twice or leaves without having joined."""
    seated = list(start or ())
    for move in moves:
        if isinstance(move, e.Joined):
            assert move.who.person not in seated, move
            seated.append(move.who.person)
        else:
            for who in move.whom if isinstance(move, e.Emptied) else (move.who,):
                seated.remove(who.person)
    return seated


class StateMachineTests(SynchronousTestCase):
    """The house against the house on paper."""

    def test_names_of_the_house(self) -> None:
        run_state_machine_as_test(HouseMachine, settings=SETTINGS)

    def test_names_of_the_channel_and_the_classic_policies(self) -> None:
        run_state_machine_as_test(ClassicMachine, settings=SETTINGS)
