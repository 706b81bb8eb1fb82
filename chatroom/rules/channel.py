"""A room with a capacity: who sits in it, who waits for it, who is muted in it.

It knows seats and names, not events: the verbs in visiting.py and moderation.py say what happened.
"""

from enum import Enum

from chatroom.rules.charter import Charter, Identity
from chatroom.rules.held import Held
from chatroom.rules.mutes import Mute, Mutes
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
    STEP_BACK = "step back"


# Everybody passes through the line; with a free seat that takes no time (CLASSIC C2.1).
SEATING: dict[tuple[Standing, Move], Standing] = {
    (Standing.OUTSIDE, Move.ENTER): Standing.WAITING,
    (Standing.WAITING, Move.PROMOTE): Standing.SEATED,
    (Standing.WAITING, Move.WITHDRAW): Standing.OUTSIDE,
    (Standing.SEATED, Move.LEAVE): Standing.OUTSIDE,
    (Standing.SEATED, Move.STEP_BACK): Standing.WAITING,  # its line was lost, and it did not come back in time (G125)
}


class Member:
    """A person in a seat, with its idle clock: frozen while muted (CLASSIC C7).

    `held`: until when the seat is kept for somebody whose line is lost, in monotonic seconds; None: that person is there.
    `since` and `heard_to`: the last numbers in the channel before it sat down, and before its line was lost.
    """

    __slots__ = ("_frozen", "active", "channel", "heard_to", "held", "mute", "person", "since", "warned")

    def __init__(self, channel: "Channel", person: int, now: float) -> None:
        self.channel = channel
        self.person = person
        self.active = now
        self.warned = False
        self.held: float | None = None
        self.since = self.heard_to = channel.seq
        self.mute: Mute | None = None
        self._frozen = 0.0  # when the idle clock stopped; counts while there is a mute

    def heard(self, now: float) -> None:
        """It did something: the idle clock starts anew, unless it is muted."""
        if self.mute is None or not self.muted(now):
            self.active = now
            self.warned = False

    def muted(self, now: float) -> bool:
        """Whether it must be silent; a mute that has run out ends here at the latest."""
        if self.mute is not None and self.mute.until <= now:
            self.speak_again(now)
        return self.mute is not None

    def be_silent(self, mute: Mute | None, now: float) -> None:
        """Until that mute ends; None: not at all. It takes the place of the one before."""
        if mute is None:
            self.speak_again(now)
            return
        if not self.muted(now):
            self._frozen = now
        self.mute = mute

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

    __slots__ = (
        "capacity",
        "charter",
        "held",
        "keys",
        "members",
        "motd",
        "mutes",
        "name",
        "pace",
        "policies",
        "queue",
        "seq",
        "slow",
        "stage",
        "topic",
        "voices",
    )

    def __init__(self, name: str, capacity: int, policies: Policies, topic: str = "", motd: tuple[str, ...] = ()) -> None:
        self.name = name
        self.capacity = capacity
        self.policies = policies
        self.topic = topic
        self.motd = motd  # line by line
        self.members: dict[int, Member] = {}  # by person, in the order of sitting down
        self.queue = WaitingQueue()
        self.keys: dict[str, int] = {}  # key of a name -> person, members and waiters alike
        self.mutes = Mutes()
        self.charter: Charter | None = None  # of a room that somebody made
        self.stage = policies.stage  # None: everybody may speak
        self.voices: set[Identity] = set()  # who was given one here, beside those whose account has the role
        self.held = Held()
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

    def waiters(self) -> WaitingQueue | tuple[()]:
        """For lists. While there is room nobody waits: whoever is in the line is away, and its place is kept (G113)."""
        return () if self.has_room() else self.queue

    def is_empty(self) -> bool:
        return not self.members and not self.queue

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def enter(self, person: int, key: str) -> Ticket:
        """Joins the tail of the line, always."""
        self._check(person, Move.ENTER)
        assert key not in self.keys, "names are checked at the entry"
        self.keys[key] = person
        return self.queue.join(person)

    def promote(self, person: int, now: float) -> Member:
        """From the line into a seat. Whether it must be silent there is for muting.py to settle."""
        self._check(person, Move.PROMOTE)
        assert self.has_room()
        self.queue.leave(person)
        member = self.members[person] = Member(self, person, now)
        return member

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

    def step_back(self, person: int) -> Ticket:
        """Out of the seat, and to the head of the line."""
        self._check(person, Move.STEP_BACK)
        del self.members[person]
        return self.queue.step_back(person)

    def close(self) -> list[Member]:
        """Nobody sits or waits here any more; the seats that were taken."""
        members = list(self.members.values())
        self.members.clear()
        self.queue = WaitingQueue()
        self.keys.clear()
        return members

    def forget(self, person: int) -> None:
        """It is gone from the house, and its number with it: what a guest was let do ends with its visit."""
        self.mutes.forget(person)
        self.voices.discard(person)
        if self.charter is not None:
            self.charter.guests.discard(person)

    def rename(self, person: int, old: str, new: str) -> None:
        """The same person under another key."""
        del self.keys[old]
        self.keys[new] = person
        self.pace.follow(person, new)

    def member(self, key: str) -> Member | None:
        """Who sits here under that key; a waiter does not count."""
        person = self.keys.get(key)
        return None if person is None else self.members.get(person)

    def _check(self, person: int, move: Move) -> None:
        assert (self.standing(person), move) in SEATING, (self.name, person, self.standing(person), move)
