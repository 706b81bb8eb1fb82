"""The life of one connection: its states, what it may ask in each, and the few things that are its own.

Seat, mute and idleness belong to the person (channel.py); echo, wording and speed belong to the connection.
"""

from enum import Enum

from chatroom.delivery.outbox import Outbox
from chatroom.ports import Format
from chatroom.rules.channel import Member
from chatroom.rules.flood import Bucket
from chatroom.rules.person import Person
from chatroom.words import commands as c
from chatroom.words.commands import Command, Right
from chatroom.words.events import Who
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import CHAT, kinds


class State(Enum):
    """Where a connection is in its life."""

    NAMING = "naming"
    PRESENT = "present"
    LEAVING = "leaving"  # its last words are on the way
    GONE = "gone"


class Heard(Enum):
    """What can befall a connection that nobody asked for with a command."""

    NAMED = "named"
    ENDED = "ended"
    LOST = "lost"


Kind = type[Command] | Heard

_COMMANDS: tuple[type[Command], ...] = (*kinds(CHAT), c.Say)

# A pair that is missing is a polite "not now", not a crash: people may type anything at any time.
STEPS: dict[tuple[State, Kind], State] = {
    (State.NAMING, c.Introduce): State.NAMING,
    (State.NAMING, Heard.NAMED): State.PRESENT,
    (State.NAMING, Heard.ENDED): State.LEAVING,
    (State.NAMING, Heard.LOST): State.GONE,
    **{(State.NAMING, kind): State.NAMING for kind in _COMMANDS if kind.nameless},
    **{(State.PRESENT, kind): State.PRESENT for kind in _COMMANDS},
    (State.PRESENT, Heard.ENDED): State.LEAVING,
    (State.PRESENT, Heard.LOST): State.GONE,
    (State.LEAVING, Heard.LOST): State.GONE,
}


class Session:
    """One connection through one door. The door owns its sink; the realm owns everything else."""

    __slots__ = (
        "address", "bucket", "channel", "door", "echo", "files", "format", "hides", "home", "id", "member", "moniker", "person",
        "rights", "sink", "state", "tries",
    )  # fmt: skip

    def __init__(self, number: int, sink: Outbox, format: Format, *, door: str, address: str, home: str) -> None:
        self.id = number
        self.sink = sink
        self.format = format
        self.door = door  # the kind of door it came through, for people to read
        self.address = address  # for staff to read
        self.home = home  # the channel whose door it is, "" if the door leads to none
        self.state = State.NAMING
        self.tries = 0  # names refused so far
        self.person: Person | None = None
        self.channel = ""  # the one it attends, seated or waiting
        self.member: Member | None = None  # its person's seat there
        self.echo = True
        self.hides: set[Person] = set()  # whose words it does not get: people it ignores, its own without echo
        self.files = False  # its client takes control lines
        self.bucket = Bucket()
        self.rights: frozenset[Right] = frozenset()
        self.moniker = ""  # what staff without a person is called

    @property
    def who(self) -> Who:
        person = self.person
        if person is None:
            return Who(self.moniker, 0, self.id)
        return Who(person.nick, person.id, self.id)

    def step(self, kind: Kind) -> None:
        """Moves on in its life, or refuses NOT_NOW and stays."""
        try:
            self.state = STEPS[self.state, kind]
        except KeyError:
            raise Refused(Reason.NOT_NOW) from None
