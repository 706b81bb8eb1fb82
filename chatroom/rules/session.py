"""The life of one connection: its states, what it may ask in each, and the few things that are its own.

Seat, mute and idleness belong to the person (channel.py); echo, wording and speed belong to the connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from chatroom.delivery.outbox import Outbox
from chatroom.ports import Format
from chatroom.rules.accounts import Account
from chatroom.rules.bucket import Bucket
from chatroom.rules.channel import Member
from chatroom.rules.person import NOBODY, NOTHING, Person
from chatroom.rules.throttle import Proof
from chatroom.words.commands import Command, Introduce, Right, Say
from chatroom.words.credentials import Prove, SignIn
from chatroom.words.events import Who
from chatroom.words.files import OfferFile
from chatroom.words.plugins import RunPlugin
from chatroom.words.refusals import Reason, Refused
from chatroom.words.resuming import Resume
from chatroom.words.table import ADMINISTRATION, CHAT, CONSOLE, Table, kinds

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.words.text import Moment

MENTIONS: Mapping[str, str] = {"": "mentions"}  # what everybody begins with
NOTHING_SET: Mapping[str, str] = {}


class State(Enum):
    """Where a connection is in its life."""

    steps: dict[type[Command] | Heard, State]  # its row of STEPS

    NAMING = "naming"
    AUTHENTICATING = "authenticating"  # the name is an account's: its password is awaited
    PRESENT = "present"
    LEAVING = "leaving"  # its last words are on the way
    GONE = "gone"


class Heard(Enum):
    """What can befall a connection that nobody asked for with a command."""

    CLAIMED = "claimed"  # an account's name was given
    NAMED = "named"
    ENDED = "ended"
    LOST = "lost"


Kind = type[Command] | Heard

_COMMANDS: tuple[type[Command], ...] = (*kinds(CHAT | CONSOLE), *ADMINISTRATION, Say, OfferFile, RunPlugin)

# A pair that is missing is a polite "not now", not a crash: people may type anything at any time.
STEPS: dict[tuple[State, Kind], State] = {
    (State.NAMING, Introduce): State.NAMING,
    (State.NAMING, SignIn): State.NAMING,
    (State.NAMING, Resume): State.NAMING,
    (State.NAMING, Heard.CLAIMED): State.AUTHENTICATING,
    (State.NAMING, Heard.NAMED): State.PRESENT,
    (State.NAMING, Heard.ENDED): State.LEAVING,
    (State.NAMING, Heard.LOST): State.GONE,
    **{(State.NAMING, kind): State.NAMING for kind in _COMMANDS if kind.nameless},
    (State.AUTHENTICATING, Prove): State.AUTHENTICATING,
    (State.AUTHENTICATING, Heard.NAMED): State.PRESENT,
    (State.AUTHENTICATING, Heard.ENDED): State.LEAVING,
    (State.AUTHENTICATING, Heard.LOST): State.GONE,
    **{(State.PRESENT, kind): State.PRESENT for kind in _COMMANDS},
    (State.PRESENT, Heard.ENDED): State.LEAVING,
    (State.PRESENT, Heard.LOST): State.GONE,
    (State.LEAVING, Heard.LOST): State.GONE,
}


for _state in State:  # a row of the table lies with its state: to hash a pair with an Enum in it takes 0.3 µs of each line
    _state.steps = {kind: after for (before, kind), after in STEPS.items() if before is _state}


class Session:
    """One connection through one door. The door owns its sink; the realm owns everything else."""

    __slots__ = (
        "_who", "address", "attends", "auto_accept", "bucket", "channel", "checking", "chosen", "claims", "code", "door",
        "echo", "files", "format", "hides", "home", "host", "id", "key", "known", "mentions", "moniker", "pastes", "person",
        "proof", "resumes", "rights", "sink", "staff", "state", "tries", "waits", "wake",
    )  # fmt: skip

    def __init__(self, number: int, sink: Outbox, format: Format, *, door: str, address: str, host: str, home: str) -> None:
        self.id = number
        self.sink = sink
        self.format = format
        self.door = door  # the kind of door it came through, for people to read
        self.address = address  # for staff to read
        self.host = host  # the IP address alone, "" where there is none
        self.home = home  # the channel whose door it is, "" if the door leads to none; with one, it ends with its last room
        self.state = State.NAMING
        self._who = Who("", 0)
        self.tries = 0  # names and passwords refused so far
        self.claims = ""  # the key of the account whose password is awaited
        self.checking = False  # a password is being checked; what comes meanwhile must wait at the door
        self.proof: Proof | None = None  # of a password, in line or being checked
        self.wake: Callable[[], None] | None = None  # tells the door that the check is over
        self.person: Person | None = None
        self.attends: dict[str, Member | None] = {}  # by channel, its person's seat there; None: it waits for one
        self.waits = False  # in one of them at least
        self.channel = ""  # the current one of them: where what is said goes
        self.echo = True
        self.hides: set[Person] = NOBODY  # whose words it does not get: people it ignores, its own without echo
        self.resumes = False  # its client wants to come back by a code when the line is lost
        self.code = ""  # that code
        self.files = False  # its client takes control lines
        self.mentions: Mapping[str, str] = MENTIONS  # what rings its bell: one of LEVELS by room, "" for all others
        self.chosen = NOTHING_SET  # what it has set without an account, of what an account keeps
        self.auto_accept = False  # takes every file that is offered
        self.pastes = True  # what is too much of a paste waits to be offered as a file; False: it is refused
        self.bucket = Bucket()
        self.rights: frozenset[Right] = NOTHING
        self.key = ""  # the fingerprint of the SSH key it came in with
        self.staff: Account | None = None  # whose console this is; None for the server's own terminal, which stands above all
        self.known: Table = CHAT  # what its door offers, for help
        self.moniker = ""  # what staff without a person is called

    @property
    def is_console(self) -> bool:
        """Staff without a person: it sits nowhere, and nothing slows it."""
        return bool(self.moniker)

    @property
    def who(self) -> Who:
        person, known = self.person, self._who
        nick, number = (self.moniker, 0) if person is None else (person.nick, person.id)
        if known.nick is not nick or known.person != number or known.session != self.id:  # made once a name: 0.5 µs less a line
            known = self._who = Who(nick, number, self.id)
        return known

    @property
    def member(self) -> Member | None:
        """Its person's seat in the current channel."""
        return self.attends.get(self.channel)

    def sits_in(self, channel: str) -> bool:
        return self.attends.get(channel) is not None

    def rings_at(self, channel: str) -> str:
        """What rings its bell in that room: one of LEVELS."""
        return self.mentions.get(channel) or self.mentions[""]

    def hears(self, channel: str) -> Format:
        """How lines of that channel are rendered for it."""
        return self.format if channel == self.channel else self.format.elsewhere()

    @property
    def account(self) -> Account | None:
        """Whose proof it has given; None for a guest and for the server's own terminal."""
        if self.person is None:
            return self.staff
        return self.person.account

    @property
    def actor(self) -> str:
        """Under what name it acts as staff: its account's, whatever it is called at the moment."""
        account = self.account
        return self.who.nick if account is None else account.nick

    @property
    def origin(self) -> str:
        """Door and address, for the audit log."""
        return f"{self.door} {self.host}".strip()

    def visitor(self) -> Person:
        """Its person. Refuses NOT_NOW for a console, which has none."""
        if self.person is None:
            raise Refused(Reason.NOT_NOW)
        return self.person

    def alive(self, now: float) -> None:
        """It did something: its person is there, in every room that it attends."""
        for member in self.attends.values():
            if member is not None:
                member.heard(now)

    def step(self, kind: Kind) -> None:
        """Moves on in its life, or refuses NOT_NOW and stays; ALREADY_IN for who has a name and gives one."""
        try:
            self.state = self.state.steps[kind]
        except KeyError:
            raise (Refused(Reason.NOT_NOW) if self.person is None else Refused(Reason.ALREADY_IN, self.who.nick)) from None


# What commands come to: one function for each, in the module of its subject, asked with a command of just that class.
Decisions = dict[type[Command], Callable[["Realm", Session, Any, "Moment"], None]]
