"""People make rooms, come, wait, turn and go in any order: what must hold after each step."""

from __future__ import annotations

from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.policies import Rooms
from chatroom.words.rooms import Create, Group, HandOver, Invite, Join, Keep, Leave, Unkeep
from chatroom.words.staff import Ban, Unban
from chatroom.words.stage import Approve, GiveVoice, SetStage, TakeVoice
from tests.fakes import House, Visitor, house

NICKS = ("ann", "bob", "cid", "dan")
NAMES = st.sampled_from(("lobby", "quiet", "red", "blue", "green"))
WHO = st.integers(0, 5)


class RoomsMachine(RuleBasedStateMachine):
    """Two configured channels, three names for made rooms, four people with accounts, and guests."""

    seats: ClassVar[int] = 2

    def __init__(self) -> None:
        super().__init__()
        self.place: House = house(3, quiet=1)
        self.realm = self.place.realm
        self.realm.rooms = Rooms(capacity=self.seats, per_person=2, total=3, keep_minutes=1)
        for nick in NICKS:
            self.place.account(nick)
        self.staff, _ = self.place.staff()
        self.visitors: list[Visitor] = []
        self.heard: dict[int, dict[str, int]] = {}

    def one(self, who: int) -> Visitor | None:
        here = [one for one in self.visitors if one.session.state is State.PRESENT]
        return here[who % len(here)] if here else None

    def ask(self, who: int, command: c.Command) -> None:
        one = self.one(who)
        if one is not None:
            one.ask(command)

    def nick(self, who: int) -> str:
        one = self.one(who)
        return one.session.who.nick if one is not None else "nobody"

    @rule(nick=st.sampled_from(NICKS), door=st.sampled_from(("lobby", "quiet", "")))
    def signs_in(self, nick: str, door: str) -> None:
        if len(self.visitors) < 9:
            self.visitors.append(self.place.sign_in(nick, door))

    @rule(number=st.integers(0, 3), door=st.sampled_from(("lobby", "quiet", "")))
    def comes_as_a_guest(self, number: int, door: str) -> None:
        if len(self.visitors) < 9:
            self.visitors.append(self.place.enter(f"guest{number}", door))

    @rule(who=WHO, name=NAMES, private=st.booleans(), locked=st.booleans())
    def creates(self, who: int, name: str, private: bool, locked: bool) -> None:
        self.ask(who, Create(name, "sesame" if locked else "", private))

    @rule(who=WHO, name=NAMES, password=st.sampled_from(("", "sesame", "wrong")))
    def joins(self, who: int, name: str, password: str) -> None:
        self.ask(who, Join(name, password))

    @rule(who=WHO, name=NAMES, how=st.sampled_from((c.Switch, Leave)))
    def moves(self, who: int, name: str, how: Any) -> None:
        self.ask(who, how(name))

    @rule(who=WHO, other=WHO, name=NAMES, how=st.sampled_from((Invite, HandOver)))
    def gives(self, who: int, other: int, name: str, how: Any) -> None:
        self.ask(who, how(self.nick(other), name))

    @rule(who=WHO, name=NAMES)
    def speaks(self, who: int, name: str) -> None:
        self.ask(who, Group(name, "hi"))
        self.ask(who, c.Say("", "hi"))

    @rule(who=WHO, name=NAMES, mode=st.sampled_from(("on", "announce", "approve", "off")))
    def stages(self, who: int, name: str, mode: str) -> None:
        self.ask(who, SetStage(mode, name))

    @rule(who=WHO, other=WHO, name=NAMES, how=st.sampled_from((GiveVoice, TakeVoice)))
    def lets_speak(self, who: int, other: int, name: str, how: Any) -> None:
        self.ask(who, how(self.nick(other), name))

    @rule(who=WHO, name=NAMES, number=st.integers(1, 3))
    def approves(self, who: int, name: str, number: int) -> None:
        self.ask(who, Approve(str(number), name))

    @rule(who=WHO, name=NAMES)
    def speaks_where_few_may(self, who: int, name: str) -> None:
        """G124: without a voice there is no line in the room, and what waits is few."""
        one = self.one(who)
        channel = self.realm.channels.get(name)
        if one is None or channel is None or not one.session.sits_in(name):
            return
        person = one.session.person
        assert person is not None
        own = person.account.key if person.account is not None else person.id
        heard = channel.charter is None or channel.stage is None or own == channel.charter.owner or own in channel.voices
        seq = channel.seq
        one.ask(Group(name, "hi"))
        one.ask(c.GoAway("hi"))
        assert heard or channel.seq == seq
        assert len(channel.held.current(self.realm.now().mono)) <= 3 * len(channel.members)

    @rule(who=WHO, other=WHO, name=NAMES)
    def kicks(self, who: int, other: int, name: str) -> None:
        self.ask(who, t.Kick(name, self.nick(other)))

    @rule(other=WHO, name=NAMES, how=st.sampled_from(("kick", "empty", "keep", "unkeep", "ban")))
    def staff_acts(self, other: int, name: str, how: str) -> None:
        nick = self.nick(other)
        if how == "kick":
            self.staff.kick(name, nick)
        elif how == "empty":
            self.staff.empty(name)
        elif how == "ban":
            self.staff.perform(Ban(nick, "--force"))
            self.staff.perform(Unban(nick))
        else:
            self.staff.perform((Keep if how == "keep" else Unkeep)(name))

    @rule(who=WHO, how=st.sampled_from(("quit", "lost", "renamed")))
    def goes(self, who: int, how: str) -> None:
        one = self.one(who)
        if one is None:
            return
        if how == "renamed":
            one.ask(c.Rename("zoe"))
        elif how == "quit":
            one.ask(c.Quit())
        else:
            one.hang_up()
            self.visitors.remove(one)

    @rule(seconds=st.sampled_from((1.0, 30.0, 70.0, 110.0)))
    def time_passes(self, seconds: float) -> None:
        self.place.pass_time(seconds, 10.0)

    @invariant()
    def everybody_is_where_it_attends(self) -> None:
        """Seats, lines, sessions and audiences tell the same story."""
        for session in self.realm.sessions.values():
            if session.is_console:
                continue
            person = session.person
            assert (session.channel in session.attends) or (session.channel == "" and not session.attends)
            assert session.home == "" or session.state is not State.PRESENT or session.attends, "one keeps a room or goes"
            for name, member in session.attends.items():
                channel = self.realm.channels[name]
                assert person is not None
                assert channel.members.get(person.id) is member
                assert (member is None) == (person.id in channel.queue)
            for name in self.realm.channels:
                hears = session.sink in self.realm.audiences[name]
                assert hears == (session.attends.get(name) is not None), (name, session.attends)

    @invariant()
    def rooms_hold_whom_they_may(self) -> None:
        """Nobody sits there but by a session or because it is kept, nobody waits before a free seat, and made rooms are few."""
        made = [channel for channel in self.realm.channels.values() if channel.charter is not None]
        assert len(made) <= 3
        assert set(self.realm.audiences) == set(self.realm.channels)
        for channel in self.realm.channels.values():
            assert len(channel.members) <= channel.capacity
            assert channel.queue.next() is None or not channel.has_room()
            inside = [*channel.members, *(ticket.person for ticket in channel.queue)]
            assert sorted(channel.keys.values()) == sorted(inside)
            people = [self.realm.people[person] for person in inside]
            assert all(bool(one.attending(channel.name)) != (channel.name in one.held) for one in people)
            assert (self.realm.audiences[channel.name].memory is None) == all(m.held is None for m in channel.members.values())
        pending = {subject.name for check, subject in self.realm.deadlines if check.__name__ == "abandoned"}
        assert {room.name for room in made if room.is_empty() and room.charter and not room.charter.kept} <= pending

    @invariant()
    def lines_come_in_order_and_from_rooms_one_was_in(self) -> None:
        for one in self.visitors:
            for event in one.hear():
                if isinstance(event, e.Said):
                    before = self.heard.setdefault(one.session.id, {})
                    assert event.seq > before.get(event.channel, 0) or event.seq <= 3  # a new room counts from 1
                    before[event.channel] = event.seq

    def teardown(self) -> None:
        for one in self.visitors:
            if one.session.id in self.realm.sessions:
                one.hang_up()
        self.place.pass_time(330.0, 10.0)
        assert not self.realm.people
        assert all(channel.charter is None or channel.charter.kept for channel in self.realm.channels.values())
        assert all(channel.is_empty() for channel in self.realm.channels.values())


SETTINGS = settings(max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))


class MachineTests(SynchronousTestCase):
    """The machine, run to its end."""

    def test_rooms_keep_their_promises(self) -> None:
        run_state_machine_as_test(RoomsMachine, settings=SETTINGS)
