"""What may happen on the stage: everything that visitors, staff and the clock can do, each compared with the house on paper."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from chatroom.rules.throttle import Throttle
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.refusals import Reason
from chatroom.words.staff import Ban, GiveRole, Unban, Unmute
from tests.rules.paper import LOOKS, POOL, RANKS
from tests.rules.stage import ROOMS, Attended, Stage

DAY = 86400.0
FIRST = ("carol", "alice", "bob", "la", "\u738b", "ia", "dave")
MOST = 9  # connections at once
HOSTS = ("10.0.0.1", "10.0.0.2", "10.1.0.1")
PASSWORD = "Correct-Horse-9"
VERBS = ("Said", "Acted", "TopicSet", "WentAway")

somebody = st.integers(0, MOST - 1)
names = st.sampled_from(POOL)
good_names = st.sampled_from(tuple(LOOKS))
rooms = st.sampled_from(tuple(ROOMS))
targets = st.one_of(
    st.tuples(st.sampled_from(("name", "account")), st.sampled_from([key for key, _ in LOOKS.values()])),
    st.sampled_from((("address", HOSTS[0]), ("network", "10.0.0.0/24"))),
)
networks = st.sampled_from((("10.0.0.1", "10.0.0.1"), ("10.0.0.0/24", "10.0.0."), ("10.0.0.0/8", "10.")))


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
        host = HOSTS[len(self.people) % 3]
        guest, expected = self.paper.open(home, host)
        self.expect(lambda: self.people.append(Attended(self.house.open(home, host), guest)), expected)
        self.people[-1].session.files = True  # whichever way it comes in

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
        expected = [Reason.CANNOT_TAKE_FILES] if deaf else []
        if self.paper.silent(one.guest) and not self.classic:
            expected = self.paper.gag(one.guest, path)
        self.asks(one, c.SendFile(target.nick, path, 10), expected)

    @rule(who=somebody)
    def look_around(self, who: int) -> None:
        if (one := self.one(who)) and one.guest.state != "closed":
            expected = self.paper.held_back(one.guest)
            self.asks(one, c.ListPeople(), [] if expected is None else [expected])
            named = one.guest.state not in ("unnamed", "proving")
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

    @rule(who=somebody, command=st.sampled_from((t.Kick("lobby", "alice"), t.Empty("lobby"), t.Shutdown())))
    def play_staff(self, who: int, command: c.Command) -> None:
        one = self.one(who)
        if one is not None and one.guest.state in ("member", "waiting") and not self.is_staff(one):
            self.paper.lively(one.guest)
            self.paper.rows += 1
            self.asks(one, command, [Reason.NOT_ALLOWED])

    def is_staff(self, one: Attended) -> bool:
        return RANKS.index(self.paper.role(one.guest)) >= RANKS.index("moderator")

    @rule(who=somebody, on=st.booleans())
    def echo(self, who: int, on: bool) -> None:
        if (one := self.one(who)) and one.guest.state != "closed":
            self.paper.lively(one.guest)
            proving = one.guest.state == "proving"
            one.guest.echo = one.guest.echo if proving else on
            self.asks(one, c.Set("echo", "on" if on else "off"), [Reason.NOT_NOW] if proving else [])


class SigningIn(Visiting):
    """What visitors do about accounts."""

    @initialize()
    def staff_has_accounts(self) -> None:
        if not self.classic:
            for name, role in (("mia", "moderator"), ("otto", "owner")):
                self.house.account(name, role, PASSWORD)
                self.paper.accounts[name], self.paper.roles[name] = name, role

    @precondition(lambda self: not self.classic)
    @rule(who=somebody, name=names, own=st.booleans())
    def register(self, who: int, name: str, own: bool) -> None:
        if one := self.one(who):
            name = one.guest.nick if own and one.guest.nick else name
            self.asks(one, k.Register(name, PASSWORD), self.paper.register(one.guest, name))

    @precondition(lambda self: not self.classic)
    @rule(who=somebody, name=good_names, right=st.integers(0, 3))
    def log_in(self, who: int, name: str, right: int) -> None:
        """With the word, or with the password that has been asked for."""
        here = [one for one in self.people if not one.gone and one.guest.state in ("unnamed", "proving")]
        if not here:
            return
        one = here[who % len(here)]
        key = one.guest.claims if one.guest.state == "proving" else self.paper.key(name)
        if any(guest.account == key and guest.state != "closed" for guest in self.paper.guests):
            return  # a second connection of one person: test_two_sessions.py, test_accounts.py
        password = PASSWORD if right else "guess"
        command: c.Command = k.Prove(password) if one.guest.state == "proving" else k.Login(name, password)
        self.realm.throttle = Throttle()  # how often one may be wrong: test_throttle.py
        self.asks(one, command, self.paper.prove(one.guest, key, right > 0))

    @precondition(lambda self: not self.classic and sum(not one.gone for one in self.people) < MOST)
    @rule(home=rooms, who=somebody)
    def somebody_with_an_account_comes(self, home: str, who: int) -> None:
        name = tuple(self.paper.accounts.values())[who % len(self.paper.accounts)]
        if not any(guest.account == self.paper.key(name) and guest.state != "closed" for guest in self.paper.guests):
            self.open(home)
            one = self.people[-1]
            if one.guest.state == "unnamed":
                self.asks(one, k.Login(name, PASSWORD), self.paper.prove(one.guest, self.paper.key(name), True))


class Happening(SigningIn):
    """How visitors go, what staff does, and how time passes."""

    @rule(who=somebody)
    def quit(self, who: int) -> None:
        if one := self.one(who):
            proving = one.guest.state == "proving"  # every line is a password then
            if not proving:
                self.paper.close(one.guest, "quit")
            self.asks(one, c.Quit(), [Reason.NOT_NOW] if proving else [])

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
    @rule(name=good_names, seconds=st.sampled_from((2, 10, 150)))
    def mute_everywhere(self, name: str, seconds: int) -> None:
        seconds += self.mute_number()
        self.expect(lambda: self.staff.mute("*", name, str(seconds), "--force"), self.paper.mute_everywhere(name, seconds))

    @precondition(lambda self: not self.paper.stopping)
    @rule(whom=somebody, seconds=st.sampled_from((2, 10, 150)))
    def mute_one_who_is_there_everywhere(self, whom: int, seconds: int) -> None:
        one = self.one(whom)
        if one is not None and one.guest.room is not None:
            self.mute_everywhere(one.guest.nick, seconds)

    @precondition(lambda self: self.paper.mutes and not self.paper.stopping)
    @rule(name=good_names, which=somebody, right=st.booleans())
    def unmute_everywhere(self, name: str, which: int, right: bool) -> None:
        name = tuple(self.paper.mutes)[which % len(self.paper.mutes)] if right else name
        self.expect(lambda: self.staff.perform(Unmute("*", name)), self.paper.unmute_everywhere(name))

    def mute_number(self) -> int:
        """Seconds that no other mute of the house has: on paper a mute is known by its end."""
        self.count += 1
        return self.count

    @precondition(lambda self: not self.paper.stopping)
    @rule(network=networks, seconds=st.sampled_from((2, 10, 150)), lift=st.booleans())
    def mute_guests(self, network: tuple[str, str], seconds: int, lift: bool) -> None:
        typed, start = network
        if lift:
            self.expect(lambda: self.staff.perform(Unmute("*", typed)), self.paper.unmute_guests(start))
        else:
            seconds += self.mute_number()
            self.expect(lambda: self.staff.mute("*", typed, str(seconds), "--force"), self.paper.mute_guests(start, seconds))

    @precondition(lambda self: not self.paper.stopping)
    @rule(room=rooms)
    def empty(self, room: str) -> None:
        self.expect(lambda: self.staff.empty(room), self.paper.empty(self.paper.rooms[room]))

    @precondition(lambda self: not self.paper.stopping)
    @rule(whom=targets, seconds=st.sampled_from((0, 0, 5, 60)))
    def ban(self, whom: tuple[str, str], seconds: int) -> None:
        seconds = 0 if self.jumped else seconds
        expected = self.paper.ban(*whom, seconds)
        self.expect(lambda: self.staff.perform(Ban(_typed(*whom), f"{seconds or ''} --force")), expected)

    @precondition(lambda self: not self.paper.stopping)
    @rule(whom=somebody, kind=st.sampled_from(("name", "account", "address")))
    def ban_one_who_is_there(self, whom: int, kind: str) -> None:
        """And then a newcomer tries the same name."""
        one = self.one(whom)
        if one is None or one.guest.room is None:
            return
        nick, account, host = one.guest.nick, one.guest.account, one.guest.host
        key = LOOKS.get(nick, ("", set()))[0]
        target = {"name": key, "account": account, "address": host}[kind]
        if target:
            if kind == "name" and account and account != target:
                return  # a name and its account are banned together: test_banning.py
            self.expect(lambda: self.staff.perform(Ban(_typed(kind, target), "--force")), self.paper.ban(kind, target, 0))
            self.open("garden")
            self.introduce(len(self.people) - 1, nick)

    @precondition(lambda self: self.paper.bans and not self.paper.stopping)
    @rule(which=somebody)
    def unban(self, which: int) -> None:
        target = tuple(self.paper.bans)[which % len(self.paper.bans)]
        end = self.paper.bans[target]
        if end is None or end > self.paper.wall:  # those that have run out are forgotten when somebody asks
            self.expect(lambda: self.staff.perform(Unban(_typed(*target))), self.paper.unban(*target))

    @precondition(lambda self: not self.paper.stopping)
    @rule(name=good_names)
    def unban_what_may_not_be_banned(self, name: str) -> None:
        target = ("account", LOOKS[name][0])  # of accounts there is one spelling, in every style
        if target not in self.paper.bans:
            self.expect(lambda: self.staff.perform(Unban(_typed(*target))), self.paper.unban(*target))

    @precondition(lambda self: not self.classic and not self.paper.stopping)
    @rule(name=good_names, role=st.sampled_from(RANKS[1:]))
    def give_role(self, name: str, role: str) -> None:
        self.expect(lambda: self.staff.perform(GiveRole(name, role)), self.paper.give_role(name, role))

    @precondition(lambda self: not self.classic and any(self.is_staff(one) for one in self.people))
    @rule(who=somebody, whom=somebody, what=st.sampled_from(("kick", "mute", "ban")))
    def staff_acts_from_its_seat(self, who: int, whom: int, what: str) -> None:
        """By its rights, and on those below it."""
        staff = [one for one in self.people if self.is_staff(one) and one.guest.room and not one.gone]
        if not staff:
            return
        one = staff[who % len(staff)]
        room = one.guest.room
        assert room is not None
        name = [*room.seats, *room.line][whom % (len(room.seats) + len(room.line))].nick
        self.paper.lively(one.guest)
        if what == "ban":
            self.ban_from_a_seat(one, LOOKS[name][0])
        elif what == "kick":
            self.asks(one, t.Kick(room.name, name), self.paper.kick(room, name, one.guest))
        else:
            self.asks(one, t.Mute(room.name, name, "60"), self.paper.mute(room, name, 60, one.guest))

    def ban_from_a_seat(self, one: Attended, key: str) -> None:
        if RANKS.index(self.paper.role(one.guest)) < RANKS.index("admin"):
            self.paper.rows += 1
            self.asks(one, Ban(_typed("account", key)), [Reason.NOT_ALLOWED])
        else:
            self.asks(one, Ban(_typed("account", key), "--force"), self.paper.ban("account", key, 0, one.guest))

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

    @precondition(lambda self: not any(self.paper.bans.values()))
    @rule(days=st.sampled_from((-1, 1)))
    def set_the_wall_clock(self, days: int) -> None:
        """What that means for the ends of bans: test_bans.py."""
        self.jumped = True
        self.paper.wall += days * DAY
        self.house.clock.wall_offset += days * DAY


def _typed(kind: str, value: str) -> str:
    return f"{kind}:{value}" if kind in ("name", "account") else value
