"""A room with a capacity: who sits in it, who waits for it, who is muted in it.

It knows seats and names, not events: the verbs in visiting.py and moderation.py say what happened.
"""

from enum import Enum

from chatroom.rules.pace import Pace
from chatroom.rules.waiting import Ticket, WaitingQueue
from chatroom.words.policies import Policies


class Standing(Enum):
    """Where one person is, seen from one channel."""

    OUTSIDE = "outside"
    WAITING = "waiting"
    SEATED = "seated"


class Move(Enum):
    """What changes it."""

    ENTER = "enter"
    PROMOTE = "promote"
    WITHDRAW = "withdraw"
    LEAVE = "leave"


# Everybody passes through the line; with a free seat that takes no time (CLASSIC C2.1).
SEATING: dict[tuple[Standing, Move], Standing] = {
    (Standing.OUTSIDE, Move.ENTER): Standing.WAITING,
    (Standing.WAITING, Move.PROMOTE): Standing.SEATED,
    (Standing.WAITING, Move.WITHDRAW): Standing.OUTSIDE,
    (Standing.SEATED, Move.LEAVE): Standing.OUTSIDE,
}


class Mute:
    """A silence with an end, in monotonic seconds. It holds for a name, and for `people` whatever they call themselves."""

    __slots__ = ("by", "people", "reason", "until")

    def __init__(self, until: float, by: str, reason: str) -> None:
        self.until = until
        self.by = by
        self.reason = reason
        self.people: set[int] = set()


class Member:
    """A person in a seat, with its idle clock: frozen while muted (CLASSIC C7)."""

    __slots__ = ("_frozen", "active", "channel", "mute", "person", "warned")

    def __init__(self, channel: "Channel", person: int, now: float) -> None:
        self.channel = channel
        self.person = person
        self.active = now
        self.warned = False
        self.mute: Mute | None = None
        self._frozen = 0.0  # when the idle clock stopped; counts while there is a mute

    def heard(self, now: float) -> None:
        """It did something: the idle clock starts anew, unless it is muted."""
        if not self.muted(now):
            self.active = now
            self.warned = False

    def muted(self, now: float) -> bool:
        """Whether it must be silent; a mute that has run out ends here at the latest."""
        if self.mute is not None and self.mute.until <= now:
            self.speak_again(now)
        return self.mute is not None

    def silence(self, mute: Mute, now: float) -> None:
        if not self.muted(now):
            self._frozen = now
        self.mute = mute
        mute.people.add(self.person)

    def speak_again(self, now: float) -> None:
        """The mute is over: the idle clock goes on where it stopped."""
        if self.mute is not None:
            self.active += min(now, self.mute.until) - self._frozen
            self.mute = None

    def idle(self, now: float) -> float:
        """Seconds on its idle clock."""
        return (self._frozen if self.mute is not None else now) - self.active


class Channel:
    """Seats, line, mutes and the counter that orders what is heard in it."""

    __slots__ = ("capacity", "keys", "members", "mutes", "name", "pace", "policies", "queue", "seq", "slow", "topic")

    def __init__(self, name: str, capacity: int, policies: Policies, topic: str = "") -> None:
        self.name = name
        self.capacity = capacity
        self.policies = policies
        self.topic = topic
        self.members: dict[int, Member] = {}  # by person, in the order of sitting down
        self.queue = WaitingQueue()
        self.keys: dict[str, int] = {}  # key of a name -> person, members and waiters alike
        self.mutes: dict[str, Mute] = {}  # by key of a name: a mute outlives the connection
        self.seq = 0
        self.slow = 0  # seconds between two lines of one person; 0: as fast as flood control lets
        self.pace = Pace()

    def __repr__(self) -> str:
        return f"<Channel {self.name}: {len(self.members)} of {self.capacity} seats taken, {len(self.queue)} waiting>"

    def standing(self, person: int) -> Standing:
        if person in self.members:
            return Standing.SEATED
        return Standing.WAITING if person in self.queue else Standing.OUTSIDE

    def has_room(self) -> bool:
        return len(self.members) < self.capacity

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def enter(self, person: int, key: str) -> Ticket:
        """Joins the tail of the line, always."""
        self._check(person, Move.ENTER)
        assert key not in self.keys, "names are checked at the entry"
        self.keys[key] = person
        return self.queue.join(person)

    def promote(self, person: int, key: str, now: float) -> Member:
        """From the line into a seat. A mute of that person, or under that name, goes on."""
        self._check(person, Move.PROMOTE)
        assert self.has_room()
        self.queue.leave(person)
        member = self.members[person] = Member(self, person, now)
        own = (mute for mute in self.mutes.values() if person in mute.people and mute.until > now)
        mute = next(own, None) or self.mutes.get(key)
        if mute is not None and mute.until > now:
            member.silence(mute, now)
        return member

    def silence(self, member: Member, key: str, mute: Mute, now: float) -> None:
        """Mutes a member under its name; an older mute holds for it no longer, be it longer or shorter."""
        for older in self.mutes.values():
            older.people.discard(member.person)
        self.mutes[key] = mute
        member.silence(mute, now)

    def unmute(self, mute: Mute, now: float) -> None:
        """Ends a mute under every name it went to."""
        for under in [other for other, same in self.mutes.items() if same is mute]:
            del self.mutes[under]
        for member in self.members.values():
            if member.mute is mute:
                member.speak_again(now)

    def withdraw(self, person: int, key: str) -> None:
        """Out of the line."""
        self._check(person, Move.WITHDRAW)
        self.queue.leave(person)
        del self.keys[key]

    def leave(self, person: int, key: str) -> Member:
        """Out of the seat, which is free now."""
        self._check(person, Move.LEAVE)
        del self.keys[key]
        return self.members.pop(person)

    def close(self) -> list[Member]:
        """Nobody sits or waits here any more; the seats that were taken."""
        members = list(self.members.values())
        self.members.clear()
        self.queue = WaitingQueue()
        self.keys.clear()
        return members

    def rename(self, person: int, old: str, new: str, now: float) -> None:
        """The same person under another key. Its own mute goes with it and stays with the old name, too; one that waits
        under the new name falls on it. Of the two the longer counts: no name is a way out of a mute."""
        del self.keys[old]
        self.keys[new] = person
        own, waiting, member = self.mutes.get(old), self.mutes.get(new), self.members.get(person)
        if own is not None and person in own.people and (waiting is None or waiting.until < own.until):
            self.mutes[new] = own
        elif waiting is not None and waiting.until > now and member is not None:
            mute = member.mute if member.muted(now) else None
            if mute is None or mute.until < waiting.until:
                self.silence(member, new, waiting, now)

    def member(self, key: str) -> Member | None:
        """Who sits here under that key; a waiter does not count."""
        person = self.keys.get(key)
        return None if person is None else self.members.get(person)

    def _check(self, person: int, move: Move) -> None:
        assert (self.standing(person), move) in SEATING, (self.name, person, self.standing(person), move)
