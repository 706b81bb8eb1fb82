"""The house on paper: what should be true, written down with lists and plain numbers, for the state machine to compare.

It never looks into the rules. Names are judged by a table made by hand, idleness is a count of seconds, and a line is a
list. Whatever one is expected to hear is noted at the moment it is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from chatroom.words.refusals import Reason

# Name -> (key, what it looks like) under `names: house`.
LOOKS: dict[str, tuple[str, set[str]]] = {
    "alice": ("alice", {"alice"}),
    "Alice": ("alice", {"alice"}),
    "\u0430lice": ("\u0430lice", {"alice"}),  # a Cyrillic a
    "bob": ("bob", {"bob"}),
    "b0b": ("b0b", {"bob"}),
    "la": ("la", {"la"}),
    "ia": ("ia", {"ia"}),
    "Ia": ("ia", {"la", "ia"}),  # read aloud it is ia, on a screen it may be la
    "carol": ("carol", {"carol"}),
    "dave": ("dave", {"dave"}),
    "\u738b": ("\u738b", {"\u738b"}),
    "mia": ("mia", {"mia"}),
    "otto": ("otto", {"otto"}),
}
RANKS = ("guest", "member", "moderator", "admin", "owner")
BAD_IN_HOUSE = {
    "": Reason.NAME_EMPTY,
    "x" * 25: Reason.NAME_LONG,
    "bob:x": Reason.NAME_CHARACTERS,
    "two words": Reason.NAME_CHARACTERS,
    "r00t": Reason.NAME_RESERVED,
}
BAD_IN_CLASSIC = {"": Reason.NAME_EMPTY, "two words": Reason.NAME_CHARACTERS}
POOL = (*LOOKS, *BAD_IN_HOUSE)
AFK = 100.0
NAMING = 30.0


class End(float):
    """When a mute ends, and by whom it is."""

    by: str


@dataclass(eq=False)
class Guest:
    """One connection, and what it should be and hear."""

    home: str
    opened: float
    host: str = ""
    nick: str = ""
    account: str = ""  # its key
    claims: str = ""  # the key of the account whose password is awaited
    state: str = "unnamed"  # unnamed, proving, waiting, member, closed
    why: str = ""  # the cause of its end
    room: Room | None = None
    tries: int = 0
    idle: float = 0.0
    muted: float = 0.0  # end of the silence in this seat
    silences: dict[str, float] = field(default_factory=dict)  # by room, "*" for all: those that follow the person
    echo: bool = True
    away: str | None = None
    ignores: set[str] = field(default_factory=set)  # keys of names and of accounts; an account's is the account's own
    deaf_to: set[Guest] = field(default_factory=set)
    whispered_by: Guest | None = None
    words: list[tuple[str, str, str]] = field(default_factory=list)  # kind, whose, what: in the order of hearing
    whispers: list[tuple[str, str]] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)  # classic: every number told, in all its stays


@dataclass(eq=False)
class Room:
    name: str
    capacity: int
    open_topic: bool
    seats: list[Guest] = field(default_factory=list)
    line: list[Guest] = field(default_factory=list)
    mutes: dict[str, float] = field(default_factory=dict)  # key -> end
    arrivals: list[Guest] = field(default_factory=list)  # everybody who ever came to the line, in order


class Paper:
    """The whole house. Methods that ask for something return the reasons for which it is refused: none, or one or more."""

    def __init__(self, rooms: list[Room], *, classic: bool) -> None:
        self.rooms = {room.name: room for room in rooms}
        self.classic = classic
        self.guests: list[Guest] = []
        self.accounts: dict[str, str] = {}  # key -> the name as it is shown
        self.roles: dict[str, str] = {}
        self.ignores: dict[str, set[str]] = {}  # whom an account ignores: goes on with its next visit
        self.bans: dict[tuple[str, str], float | None] = {}  # kind and value -> end on the wall, None: for good
        self.wall = 0.0
        self.rows = 0  # of the audit log
        self.now = 0.0
        self.stopping = False
        self.gagged: set[str] = set()  # what was said under a mute
        self.mutes: dict[str, float] = {}  # those of the whole house: key -> end
        self.networks: dict[str, float] = {}  # those of guests: how their address begins -> end

    # ---- names -------------------------------------------------------------------------------------------------------

    def key(self, name: str) -> str:
        return name if self.classic else LOOKS.get(name, (name, set()))[0]

    def clash(self, one: str, other: str) -> Reason | None:
        """Why two people of one scope may not have these two names at once."""
        if self.key(one) == self.key(other):
            return Reason.NAME_TAKEN
        if not self.classic and LOOKS[one][1] & LOOKS[other][1]:
            return Reason.NAME_LOOKS_LIKE
        return None

    def is_banned(self, name: str, account: str, host: str) -> bool:
        return any(self.hits(ban, name, account, host) for ban, end in self.bans.items() if end is None or end > self.wall)

    def hits(self, ban: tuple[str, str], name: str, account: str, host: str) -> bool:
        """Whether that ban means somebody like this."""
        kind, value = ban
        if kind == "name":
            worn = [LOOKS.get(one, (one, {one}))[1] for one in (name, account) if one]
            return any(LOOKS[value][1] & looks for looks in worn)
        if kind == "account":
            return value == account
        return host == value if kind == "address" else host.startswith(value.removesuffix("0/24"))

    def not_own(self, name: str, account: str) -> Reason | None:
        """Why a registered name is not for this one."""
        key = self.key(name)
        if key in self.accounts:
            return None if key == account else Reason.NAME_TAKEN
        alike = [one for one, shown in self.accounts.items() if LOOKS[shown][1] & LOOKS[name][1]]
        return Reason.NAME_LOOKS_LIKE if any(one != account for one in alike) else None

    def barred(self, name: str, room: Room, guest: Guest, account: str = "") -> Reason | None:
        """Why this name may not come into that room's line."""
        account = account or guest.account
        bad = (BAD_IN_CLASSIC if self.classic else BAD_IN_HOUSE).get(name)
        if bad is not None:
            return bad
        if self.stopping:
            return Reason.STOPPING
        if self.is_banned(name, account, guest.host):
            return Reason.BANNED
        if not self.classic and (no := self.not_own(name, account)):
            return no
        scope = [*room.seats, *room.line] if self.classic else [g for g in self.guests if g.nick and g.state != "closed"]
        clashes = [self.clash(name, other.nick) for other in scope if other is not guest]
        return next((r for r in (Reason.NAME_TAKEN, Reason.NAME_LOOKS_LIKE) if r in clashes), None)

    # ---- coming and going --------------------------------------------------------------------------------------------

    def open(self, home: str, host: str) -> tuple[Guest, list[Reason]]:
        guest = Guest(home, self.now, host)
        self.guests.append(guest)
        if self.stopping:
            self.close(guest, "stopped")
            return guest, [Reason.STOPPING]
        return guest, []

    def introduce(self, guest: Guest, name: str) -> list[Reason]:
        if guest.state == "closed":
            return []
        if guest.state != "unnamed":
            return [Reason.NOT_NOW if guest.state == "proving" else Reason.ALREADY_IN]
        room = self.rooms[guest.home]
        if not self.classic and self.key(name) in self.accounts:
            guest.state, guest.claims = "proving", self.key(name)
            return []
        no = self.barred(name, room, guest)
        if no is not None:
            guest.tries += 1
            if guest.tries >= (1 if self.classic else 3) or no in (Reason.STOPPING, Reason.BANNED):
                self.close(guest, "refused")
            return [no]
        self.take_name(guest, name)
        self.enter(guest, room)
        return []

    def take_name(self, guest: Guest, name: str) -> None:
        guest.nick = name
        for other in self.guests:
            if other is not guest and other.state != "closed" and self.known_as(guest) & other.ignores:
                other.deaf_to.add(guest)

    def known_as(self, guest: Guest) -> set[str]:
        """The keys by which this one may be ignored."""
        return {self.key(guest.nick), guest.account or self.key(guest.nick)}

    def present(self, name: str) -> list[Guest]:
        """All of that name who sit or wait anywhere."""
        return [other for other in self.guests if other.room is not None and self.key(other.nick) == self.key(name)]

    def enter(self, guest: Guest, room: Room) -> None:
        guest.room, guest.state = room, "waiting"
        room.line.append(guest)
        room.arrivals.append(guest)
        self.admit(room)
        if guest.state == "waiting":
            guest.ahead.append(room.line.index(guest))

    def admit(self, room: Room) -> None:
        while room.line and len(room.seats) < room.capacity:
            guest = room.line.pop(0)
            room.seats.append(guest)
            guest.state, guest.idle, guest.muted = "member", 0.0, 0.0
            own = guest.silences.get(room.name, 0.0)
            end = own if own > self.now else room.mutes.get(self.key(guest.nick), 0.0)
            if end > self.now:
                guest.muted = guest.silences[room.name] = end
            self.line_moved(room)

    def line_moved(self, room: Room) -> None:
        for place, waiter in enumerate(room.line):
            waiter.ahead.append(place)

    def depart(self, guest: Guest) -> None:
        """Out of the seat or the line, whatever the cause."""
        room = guest.room
        guest.room = None
        if room is None:
            return
        if guest in room.seats:
            room.seats.remove(guest)
            self.admit(room)
        else:
            room.line.remove(guest)
            self.line_moved(room)

    def close(self, guest: Guest, why: str) -> None:
        if guest.state == "closed":
            return
        guest.state, guest.why = "closed", why
        self.depart(guest)

    def shut_down(self) -> None:
        self.rows += 1
        self.stopping = True
        for room in self.rooms.values():
            room.seats.clear()
            room.line.clear()
        for guest in self.guests:
            guest.room = None
            self.close(guest, "shutdown")

    # ---- what may be asked -------------------------------------------------------------------------------------------

    def held_back(self, guest: Guest) -> Reason | None:
        """Why somebody may not use a command that is for members."""
        self.lively(guest)
        if guest.state in ("unnamed", "proving"):
            return Reason.NOT_NOW
        return Reason.WAITING if guest.state == "waiting" else None

    def lively(self, guest: Guest) -> None:
        """It did something: the idle clock starts anew, unless it is muted."""
        if not self.silent(guest):
            guest.idle = 0.0

    def silent(self, guest: Guest) -> bool:
        return self.silent_until(guest) > self.now

    def silent_until(self, guest: Guest) -> float:
        """The longest of all mutes: of the seat, of the house, of where a guest comes from."""
        if guest.state != "member":
            return 0.0
        own = guest.silences.get("*", 0.0)
        house = own if own > self.now else self.mutes.get(self.key(guest.nick), 0.0)
        if house > self.now:
            guest.silences["*"] = house
        return max(guest.muted, house, self.read_only_until(guest))

    def read_only_until(self, guest: Guest) -> float:
        if guest.account:
            return 0.0
        return max((end for start, end in self.networks.items() if guest.host.startswith(start)), default=0.0)

    def gag(self, guest: Guest, text: str) -> list[Reason]:
        """What a silent one says: nobody hears it, and it is told which mute it is that lasts longest."""
        self.gagged.add(text)
        until, guests = self.silent_until(guest), self.read_only_until(guest)
        return [Reason.READ_ONLY if until == guests > max(guest.muted, guest.silences.get("*", 0.0)) else Reason.MUTED]

    def speak(self, guest: Guest, kind: str, text: str) -> list[Reason]:
        """Words for everybody in the room: Said, Acted, TopicSet, WentAway."""
        if guest.state == "closed":
            return []
        no = self.held_back(guest)
        staff = RANKS.index(self.role(guest)) >= RANKS.index("moderator")
        if kind == "TopicSet" and guest.room is not None and (staff or not guest.room.open_topic):
            self.rows += 1
        if no is not None:
            return [no]
        assert guest.room is not None
        if kind == "TopicSet" and not guest.room.open_topic and not staff:
            return [Reason.NOT_ALLOWED]
        if self.silent(guest):
            return self.gag(guest, text)
        for other in guest.room.seats:
            unheard = guest in other.deaf_to or (other is guest and not guest.echo)
            if kind not in ("Said", "Acted") or not unheard:
                other.words.append((kind, guest.nick, text))
        return []

    def whisper(self, guest: Guest, name: str, text: str) -> list[Reason]:
        if guest.state == "closed":
            return []
        no = self.held_back(guest)
        if no is not None:
            return [no]
        if self.silent(guest):
            return self.gag(guest, text)
        assert guest.room is not None
        target = next((other for other in guest.room.seats if self.key(other.nick) == self.key(name)), None)
        if target is None and not self.classic:
            target = next(iter(self.present(name)), None)
        if target is None:
            return [Reason.NOT_HERE]
        if guest not in target.deaf_to:
            target.whispered_by = guest
            target.whispers.append(("to me from " + guest.nick, text))
        guest.whispers.append(("from me to " + target.nick, text))
        return []

    def reply(self, guest: Guest, text: str) -> list[Reason]:
        partner = guest.whispered_by
        if guest.state == "member" and (partner is None or partner.state == "closed"):
            self.lively(guest)
            return [Reason.NOBODY_TO_REPLY]
        return self.whisper(guest, partner.nick if partner else "", text)

    def switch(self, guest: Guest, name: str) -> list[Reason]:
        if guest.state in ("closed", "unnamed", "proving"):
            return [] if guest.state == "closed" else [Reason.NOT_NOW]
        self.lively(guest)
        room = self.rooms.get(name)
        if room is None:
            return [Reason.NO_CHANNEL]
        if room is guest.room:
            return [Reason.SAME_CHANNEL]
        no = self.barred(guest.nick, room, guest)
        if no is not None:
            return [Reason.BANNED if no is Reason.BANNED else Reason.CANNOT_SWITCH]
        self.depart(guest)
        self.enter(guest, room)
        return []

    def rename(self, guest: Guest, name: str) -> list[Reason]:
        if guest.state == "closed":
            return []
        no = self.held_back(guest)
        if no is not None:
            return [no]
        room = guest.room
        assert room is not None
        if name == guest.nick:
            return []
        no = self.barred(name, room, guest)
        if no is Reason.BANNED and not self.is_banned(guest.nick, guest.account, guest.host):
            return [Reason.NAME_BANNED]
        if no is not None:
            return [no]
        old, new = self.key(guest.nick), self.key(name)
        for other in self.guests:
            by_account = guest.account != "" and guest.account in other.ignores
            if new != old and other is not guest and other.state != "closed" and old in other.ignores and not by_account:
                other.ignores.remove(old)
                other.ignores.add(new)
        self.take_name(guest, name)
        own, waiting = room.mutes.get(old, 0.0), room.mutes.get(new, 0.0)
        if self.now < own == guest.silences.get(room.name) and own > waiting:
            room.mutes[new] = own
        elif waiting > max(self.now, guest.muted):
            guest.muted = guest.silences[room.name] = waiting
        own, waiting, mine = self.mutes.get(old, 0.0), self.mutes.get(new, 0.0), guest.silences.get("*", 0.0)
        if self.now < own == mine and own > waiting:
            self.mutes[new] = own
        elif waiting > max(self.now, mine):
            guest.silences["*"] = waiting
        return []

    def ignore(self, guest: Guest, name: str) -> list[Reason]:
        if guest.state == "closed":
            return []
        no = self.held_back(guest)
        if no is not None:
            return [no]
        typed = key = self.key(name)
        here = self.present(name)
        if typed not in guest.ignores and here and here[0].account:
            key = here[0].account
        if {typed, key} & self.known_as(guest):
            return [Reason.USAGE]
        if key not in guest.ignores and not here and key not in self.accounts:
            return [Reason.NOT_HERE]
        guest.ignores ^= {key}
        for other in self.guests:
            if other is not guest and other.room is not None and key in self.known_as(other):
                (guest.deaf_to.add if self.known_as(other) & guest.ignores else guest.deaf_to.discard)(other)
        return []

    # ---- staff -------------------------------------------------------------------------------------------------------

    def role(self, guest: Guest) -> str:
        return self.roles.get(guest.account, "member") if guest.account else "guest"

    def outranks(self, by: Guest | None, account: str) -> bool:
        """Whether this one may act on somebody with that account ("" for a guest). None is the server's own terminal."""
        if by is None or (account and account == by.account):
            return True
        role = self.roles.get(account, "member") if account else "guest"
        return RANKS.index(self.role(by)) > RANKS.index(role)

    def kick(self, room: Room, name: str, by: Guest | None = None) -> list[Reason]:
        self.rows += 1
        reach = room.seats if self.classic else [*room.seats, *room.line]
        target = next((guest for guest in reach if self.key(guest.nick) == self.key(name)), None)
        if target is None:
            return [Reason.NOT_IN_CHANNEL]
        if not self.outranks(by, target.account):
            return [Reason.OUTRANKED]
        self.close(target, "kicked")
        return []

    def mute(self, room: Room, name: str, seconds: int, by: Guest | None = None) -> list[Reason]:
        self.rows += 1
        target = next((guest for guest in room.seats if self.key(guest.nick) == self.key(name)), None)
        if target is None:
            return [Reason.NOT_HERE]
        if not self.outranks(by, target.account):
            return [Reason.OUTRANKED]
        if seconds <= 0:
            return [Reason.BAD_DURATION]
        if by is not None and by.account == target.account and target.muted > self.now and self.role(by) != "owner":
            assert isinstance(target.muted, End)
            if target.muted.by not in (by.nick, self.accounts[by.account]):
                return [Reason.OWN_MUTE]
        end = End(self.now + seconds)
        end.by = "operator" if by is None else by.nick
        target.muted = target.silences[room.name] = room.mutes[self.key(name)] = end
        if target.account:
            room.mutes[target.account] = target.muted
        return []

    def mute_everywhere(self, name: str, seconds: int) -> list[Reason]:
        self.rows += 1
        key = self.key(name)
        target = next((g for g in self.guests if g.room is not None and not self.classic and self.key(g.nick) == key), None)
        holder = next((g for g in self.guests if g.room is not None and g.account == key), None) if key in self.accounts else None
        target = target or holder
        if target is None and key not in self.accounts:
            return [Reason.NOT_HERE]
        for one in {key} if target is None else {self.key(target.nick), target.account or self.key(target.nick)}:
            self.mutes[one] = self.now + seconds
        if target is not None:
            target.silences["*"] = self.now + seconds
        return []

    def unmute_everywhere(self, name: str) -> list[Reason]:
        self.rows += 1
        end = self.mutes.get(self.key(name), 0.0)
        if end <= self.now:
            return [Reason.NOT_MUTED]
        self.mutes = {key: other for key, other in self.mutes.items() if other != end}
        for guest in self.guests:
            if guest.silences.get("*") == end:
                del guest.silences["*"]
        return []

    def mute_guests(self, start: str, seconds: int) -> list[Reason]:
        self.rows += 1
        self.networks[start] = self.now + seconds
        return []

    def unmute_guests(self, start: str) -> list[Reason]:
        self.rows += 1
        return [] if self.networks.pop(start, 0.0) > self.now else [Reason.NOT_MUTED]

    def ban(self, kind: str, value: str, seconds: int, by: Guest | None = None) -> list[Reason]:
        """By force, so that it may hit many; it closes those who are here."""
        self.rows += 1
        ban = (kind, value)
        hit = [one for one in self.guests if one.room is not None and self.hits(ban, one.nick, one.account, one.host)]
        named = [key for key in self.accounts if self.hits(ban, self.accounts[key], key, "")]
        if not all(self.outranks(by, account) for account in [*(one.account for one in hit), *named]):
            return [Reason.OUTRANKED]
        owners = [key for key in self.accounts if self.roles.get(key) == "owner"]
        free = [key for key in owners if not self.is_banned(self.accounts[key], key, "")]
        if free and all(key in named for key in free):
            return [Reason.LAST_OWNER]
        self.bans[ban] = None if seconds == 0 else self.wall + seconds
        for state in ("waiting", "member"):  # nobody is seated only to be sent out
            for one in hit:
                if one.state == state:
                    self.close(one, "banned")
        door = [one for one in self.guests if one.state in ("unnamed", "proving") and self.hits(ban, "", "", one.host)]
        for one in door:
            self.close(one, "turned away")
        return [Reason.BANNED] * len(door)

    def unban(self, kind: str, value: str) -> list[Reason]:
        self.rows += 1
        if (kind, value) not in self.bans:
            return [Reason.NO_BAN]
        del self.bans[kind, value]
        return []

    def give_role(self, name: str, role: str) -> list[Reason]:
        self.rows += 1
        key = self.key(name)
        if key not in self.accounts:
            return [Reason.NO_ACCOUNT]
        owners = [one for one in self.accounts if self.roles.get(one) == "owner"]
        if owners == [key] and role != "owner":
            return [Reason.LAST_OWNER]
        self.roles[key] = role
        return []

    # ---- accounts ----------------------------------------------------------------------------------------------------

    def register(self, guest: Guest, name: str) -> list[Reason]:
        if guest.state == "closed":
            return []
        if guest.state == "unnamed":
            room = self.rooms[guest.home]
        elif no := self.held_back(guest):
            return [no]
        else:
            assert guest.room is not None
            room = guest.room
        bad, key = BAD_IN_HOUSE.get(name), self.key(name)
        if bad is not None:
            return [bad]
        if key in self.accounts:
            return [Reason.ACCOUNT_EXISTS]
        if guest.nick and (guest.account or key != self.key(guest.nick)):
            return [Reason.ALREADY_IN]
        no = self.barred(name, room, guest)
        if no is not None:
            return [no]
        if self.is_banned(name, key, guest.host):
            return [Reason.BANNED]
        self.accounts[key] = name
        if guest.nick:
            guest.account = key
            self.ignores[key] = guest.ignores
        return []

    def prove(self, guest: Guest, key: str, right: bool) -> list[Reason]:
        """With the word before a name is given, or at the prompt, where the first wrong one closes the door."""
        if guest.state == "closed":
            return []
        prompted = guest.state == "proving"
        if not right or key not in self.accounts:
            guest.tries += 1
            if prompted or guest.tries >= 3:
                self.close(guest, "refused")
            return [Reason.WRONG_PASSWORD]
        room, nick = self.rooms[guest.home], self.accounts[key]
        no = self.barred(nick, room, guest, key)
        if no is not None:
            self.close(guest, "refused")
            return [no]
        guest.account = key
        guest.ignores = self.ignores.setdefault(key, guest.ignores)
        guest.deaf_to = {one for one in self.guests if one.room is not None and self.known_as(one) & guest.ignores}
        self.take_name(guest, nick)
        self.enter(guest, room)
        return []

    def empty(self, room: Room) -> list[Reason]:
        self.rows += 1
        gone, room.seats = room.seats, []
        for guest in gone:
            guest.room = None
            self.close(guest, "emptied")
        self.admit(room)
        return []

    # ---- time --------------------------------------------------------------------------------------------------------

    def pass_second(self, seconds: float) -> None:
        """A second at most goes by; then somebody looks at the clock."""
        for guest in self.guests:
            if guest.state == "member":
                guest.idle += seconds - min(seconds, max(0.0, self.silent_until(guest) - self.now))
        self.now += seconds
        self.wall += seconds
        for guest in self.guests:
            if guest.state in ("unnamed", "proving") and self.now - guest.opened >= NAMING:
                self.close(guest, "slow")
        for guest in [guest for guest in self.guests if guest.state == "member" and guest.idle >= AFK]:
            self.close(guest, "afk")
