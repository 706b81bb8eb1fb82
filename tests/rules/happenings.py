"""What may happen on the stage: everything that visitors, staff and the clock can do, each compared with the house on paper."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from chatroom.rules.bans import Ban
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.refusals import Reason
from tests.rules.paper import POOL
from tests.rules.stage import ROOMS, Attended, Stage

DAY = 86400.0
FIRST = ("carol", "alice", "bob", "la", "\u738b", "ia", "dave")
MOST = 9  # connections at once
VERBS = ("Said", "Acted", "TopicSet", "WentAway")

somebody = st.integers(0, MOST - 1)
names = st.sampled_from(POOL)
good_names = st.sampled_from(POOL[:11])
rooms = st.sampled_from(tuple(ROOMS))


class Visiting(Stage):
    """What visitors do."""

    @initialize(homes=st.lists(rooms, min_size=4, max_size=len(FIRST)))
    def somebody_is_there_already(self, homes: list[str]) -> None:
        for name, home in zip(FIRST, homes, strict=False):
            self.arrive(home, name)

    @rule()
    def more_in_this_turn(self) -> None:
        self.held = 3

    @precondition(lambda self: sum(not one.gone for one in self.people) < MOST)
    @rule(home=rooms)
    def open(self, home: str) -> None:
        guest, expected = self.paper.open(home)
        self.expect(lambda: self.people.append(Attended(self.house.open(home), guest)), expected)

    @precondition(lambda self: sum(not one.gone for one in self.people) < MOST)
    @rule(home=rooms, name=good_names)
    def arrive(self, home: str, name: str) -> None:
        self.open(home)
        one = self.people[-1]
        self.asks(one, c.Introduce(name, files=True), self.paper.introduce(one.guest, name))

    @rule(who=somebody, name=names)
    def introduce(self, who: int, name: str) -> None:
        if one := self.one(who):
            self.asks(one, c.Introduce(name, files=True), self.paper.introduce(one.guest, name))

    @rule(who=somebody)
    def say(self, who: int) -> None:
        if one := self.one(who):
            self.speak(one, "Said")

    @rule(who=somebody, verb=st.sampled_from(VERBS))
    def say_otherwise(self, who: int, verb: str) -> None:
        if one := self.one(who):
            self.speak(one, verb)

    @precondition(lambda self: any(self.paper.silent(one.guest) for one in self.people))
    @rule(who=somebody, verb=st.sampled_from((*VERBS, "Whispered")))
    def a_muted_one_tries(self, who: int, verb: str) -> None:
        muted = [one for one in self.people if self.paper.silent(one.guest)]
        one = muted[who % len(muted)]
        if verb != "Whispered":
            self.speak(one, verb)
        elif one.guest.room:
            text, name = self.text(), one.guest.room.seats[0].nick
            self.asks(one, c.Whisper(name, text), self.paper.whisper(one.guest, name, text))

    @precondition(lambda self: any(self.paper.silent(one.guest) for one in self.people))
    @rule(who=somebody, how=st.sampled_from(("reconnects", "renames", "renames elsewhere", "goes and comes")), name=good_names)
    def a_muted_one_tries_to_get_rid_of_it(self, who: int, how: str, name: str) -> None:
        muted = [one for one in self.people if self.paper.silent(one.guest)]
        one = muted[who % len(muted)]
        assert one.guest.room is not None
        home = one.guest.room.name
        if how == "reconnects":
            nick = one.guest.nick
            self.hang_up(one)
            self.open(home)
            one = self.people[-1]
            self.asks(one, c.Introduce(nick), self.paper.introduce(one.guest, nick))
        else:
            away = ["garden" if home != "garden" else "lobby"] if how != "renames" else []
            for command in [*map(c.Switch, away), *[c.Rename(name)] * ("renames" in how), *map(c.Switch, [home] * len(away))]:
                is_switch = isinstance(command, c.Switch)
                asked = self.paper.switch(one.guest, command.channel) if is_switch else self.paper.rename(one.guest, command.nick)
                self.asks(one, command, asked)
        self.speak(one, "Said")

    def speak(self, one: Attended, verb: str) -> None:
        if not one.gone:
            text = self.text()
            ask = {"Said": c.Say("", text), "Acted": c.Act(text), "TopicSet": c.Topic(text), "WentAway": c.GoAway(text)}[verb]
            expected = self.paper.speak(one.guest, verb, text)
            if verb == "WentAway" and one.guest.state == "member" and not expected:
                one.guest.away = text
            self.asks(one, ask, expected)

    @rule(who=somebody)
    def come_back(self, who: int) -> None:
        if (one := self.one(who)) and one.guest.state == "member":
            self.paper.lively(one.guest)
            expected = [] if one.guest.away is not None else [Reason.NOT_AWAY]
            one.guest.away = None
            self.asks(one, c.ComeBack(), expected)

    @rule(who=somebody, name=good_names)
    def whisper(self, who: int, name: str) -> None:
        if one := self.one(who):
            text = self.text()
            self.asks(one, c.Whisper(name, text), self.paper.whisper(one.guest, name, text))

    @rule(who=somebody, whom=somebody)
    def whisper_to_one_who_is_there(self, who: int, whom: int) -> None:
        if (one := self.one(who)) and one.guest.room and (near := one.guest.room.seats):
            self.whisper(who, near[whom % len(near)].nick)

    @rule(who=somebody)
    def reply(self, who: int) -> None:
        if one := self.one(who):
            text = self.text()
            self.asks(one, c.Reply(text), self.paper.reply(one.guest, text))

    @rule(who=somebody, whom=somebody)
    def send(self, who: int, whom: int) -> None:
        """A file for a neighbour. Whatever becomes of it, the offer of a muted person reaches nobody."""
        one = self.one(who)
        if one is None or one.guest.state != "member":
            return
        assert one.guest.room is not None
        target, path = one.guest.room.seats[whom % len(one.guest.room.seats)], self.text()
        self.paper.lively(one.guest)
        deaf = one.guest in target.deaf_to and target is not one.guest
        busy = sum(transfer.sender.person == one.session.who.person for transfer in self.realm.transfers._running) >= 4
        expected = [Reason.CANNOT_TAKE_FILES] if deaf else [Reason.TOO_MANY_FILES] if busy else []
        if self.paper.silent(one.guest) and not self.classic:
            self.paper.gagged.add(path)
            expected = [Reason.MUTED]
        self.asks(one, c.SendFile(target.nick, path, 10), expected)

    @rule(who=somebody)
    def look_around(self, who: int) -> None:
        if (one := self.one(who)) and one.guest.state != "closed":
            expected = self.paper.held_back(one.guest)
            self.asks(one, c.ListPeople(), [] if expected is None else [expected])
            named = one.guest.state != "unnamed"
            self.asks(one, c.ListChannels(), [] if named else [Reason.NOT_NOW])
            if named and not self.held:
                rows = [(r.name, r.seated, r.capacity, r.waiting) for r in one.all(e.ChannelList)[-1].rows]
                assert rows == [(r.name, len(r.seats), r.capacity, len(r.line)) for r in self.paper.rooms.values()]

    @rule(who=somebody, room=st.sampled_from((*ROOMS, "nowhere")))
    def switch(self, who: int, room: str) -> None:
        if one := self.one(who):
            self.asks(one, c.Switch(room), self.paper.switch(one.guest, room))

    @rule(who=somebody, name=names)
    def rename(self, who: int, name: str) -> None:
        if one := self.one(who):
            self.asks(one, c.Rename(name), self.paper.rename(one.guest, name))

    @rule(who=somebody, name=good_names)
    def ignore(self, who: int, name: str) -> None:
        if one := self.one(who):
            self.asks(one, c.Ignore(name), self.paper.ignore(one.guest, name))

    @rule(who=somebody, whom=somebody)
    def ignore_one_who_is_there(self, who: int, whom: int) -> None:
        if (other := self.one(whom)) and other.guest.nick:
            self.ignore(who, other.guest.nick)

    @rule(who=somebody, whom=somebody)
    def ignored_words(self, who: int, whom: int) -> None:
        """One ignores its neighbour, who talks and whispers."""
        one = self.one(who)
        if one is not None and one.guest.state == "member" and one.guest.room:
            near = [other for other in self.people if other.guest.room is one.guest.room and other.guest.state == "member"]
            other = near[whom % len(near)]
            self.ignore(who, other.guest.nick)
            self.speak(other, "Said")
            text = self.text()
            self.asks(other, c.Whisper(one.guest.nick, text), self.paper.whisper(other.guest, one.guest.nick, text))

    @rule(who=somebody, command=st.sampled_from((c.Kick("lobby", "alice"), c.Empty("lobby"), c.Shutdown())))
    def play_staff(self, who: int, command: c.Command) -> None:
        one = self.one(who)
        if one is not None and one.guest.state in ("member", "waiting"):
            self.paper.lively(one.guest)
            self.asks(one, command, [Reason.NOT_ALLOWED])

    @rule(who=somebody, on=st.booleans())
    def echo(self, who: int, on: bool) -> None:
        if (one := self.one(who)) and one.guest.state != "closed":
            self.paper.lively(one.guest)
            one.guest.echo = on
            self.asks(one, c.Set("echo", "on" if on else "off"), [])


class Happening(Visiting):
    """How visitors go, what staff does, and how time passes."""

    @rule(who=somebody)
    def quit(self, who: int) -> None:
        if one := self.one(who):
            self.paper.close(one.guest, "quit")
            self.asks(one, c.Quit(), [])

    @rule(who=somebody)
    def line_lost(self, who: int) -> None:
        if one := self.one(who):
            self.hang_up(one)

    def hang_up(self, one: Attended) -> None:
        one.gone = True
        self.paper.close(one.guest, "lost")
        self.expect(one.visitor.hang_up, [])

    @rule(who=somebody)
    def does_not_read(self, who: int) -> None:
        one = self.one(who)
        if one is None or one.guest.state == "closed":
            return
        for other in self.people:
            other.listen()
        self.paper.close(one.guest, "slow reader")
        one.visitor.outbox.pauseProducing()
        one.visitor.outbox.tell(bytes(300 * 1024))
        self.expect(self.house.turn.flush, [])
        assert one.visitor.transport.closed

    # ---- rules: staff, time ------------------------------------------------------------------------------------------

    @precondition(lambda self: not self.paper.stopping)
    @rule(room=rooms, whom=somebody)
    def kick(self, room: str, whom: int) -> None:
        here = [*self.paper.rooms[room].seats, *self.paper.rooms[room].line]
        if here:
            name = here[whom % len(here)].nick
            self.expect(lambda: self.staff.kick(room, name), self.paper.kick(self.paper.rooms[room], name))

    @precondition(lambda self: not self.paper.stopping)
    @rule(room=rooms, name=good_names)
    def kick_by_name(self, room: str, name: str) -> None:
        self.expect(lambda: self.staff.kick(room, name), self.paper.kick(self.paper.rooms[room], name))

    @precondition(lambda self: not self.paper.stopping)
    @rule(room=rooms, whom=somebody, seconds=st.sampled_from((0, 1, 2, 10, 150)))
    def mute(self, room: str, whom: int, seconds: int) -> None:
        here = [*self.paper.rooms[room].seats, *self.paper.rooms[room].line]
        if here:
            name = here[whom % len(here)].nick
            expected = self.paper.mute(self.paper.rooms[room], name, seconds)
            self.expect(lambda: self.staff.mute(room, name, str(seconds)), expected)

    @precondition(lambda self: not self.paper.stopping)
    @rule(room=rooms)
    def empty(self, room: str) -> None:
        self.expect(lambda: self.staff.empty(room), self.paper.empty(self.paper.rooms[room]))

    @rule(name=good_names, lift=st.booleans())
    def ban(self, name: str, lift: bool) -> None:
        key = self.paper.key(name)
        if lift:
            self.realm.bans.lift(key)
            self.paper.banned.discard(key)
        else:
            self.realm.bans.add(key, Ban(name, "operator"))
            self.paper.banned.add(key)

    @rule(whom=somebody)
    def ban_one_who_is_there(self, whom: int) -> None:
        """It stays, and may not go anywhere else."""
        if (one := self.one(whom)) and one.guest.nick:
            self.ban(one.guest.nick, lift=False)
            self.switch(whom, "garden")

    @precondition(lambda self: not self.paper.stopping)
    @rule(sure=st.integers(0, 9))
    def shut_down(self, sure: int) -> None:
        if sure == 7:
            self.paper.shut_down()
            self.expect(lambda: self.staff.shut_down("night"), [])

    @rule(seconds=st.sampled_from((0.5, 1.0, 2.0, 9.5, 31.0, 60.0, 99.0, 101.0)))
    def wait(self, seconds: float) -> None:
        self.held = 0
        self.let_pass(seconds)
        for one in self.people:
            if one.visitor.transport.aborted and not one.gone:
                self.hang_up(one)

    def let_pass(self, seconds: float) -> None:
        left = seconds
        while left > 0:
            self.paper.pass_second(min(1.0, left))
            left -= 1.0
        self.house.pass_time(seconds)
        self.settle()

    @rule(days=st.sampled_from((-1, 1)))
    def set_the_wall_clock(self, days: int) -> None:
        self.house.clock.wall_offset += days * DAY
