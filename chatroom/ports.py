"""Sockets in the wall: what the house needs from outside, as protocols that fakes satisfy in three lines.

The sentences are the contract; `tests/contracts/` holds every implementation against them.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from twisted.internet.defer import Deferred

from chatroom.words.commands import Command
from chatroom.words.events import Event, Who
from chatroom.words.plugins import RunPlugin
from chatroom.words.records import AuditRow, MailLeft, NoteWritten, Record, Snapshot


class Clock(Protocol):
    """Two times. Durations are measured with `mono`, dates are read with `wall`; both in seconds."""

    def mono(self) -> float: ...
    def wall(self) -> float: ...
    def later(self, seconds: float, fn: Callable[[], None]) -> object:
        """Calls fn once. For the delivery's Turn alone: nothing else in the house schedules."""


class Format(Protocol):
    """Bytes <-> words for one wire dialect. Pure: no clock, no I/O; same event -> same bytes. Interned: one object a variant."""

    def encode(self, event: Event) -> bytes | None:
        """The whole line or lines, ends included; None: this dialect is silent about it."""

    def decode(self, line: bytes) -> Command | None:
        """What a line without its end asks for once a name is given; None: nothing (an empty line).

        Raises Refused(UNKNOWN_COMMAND or USAGE), and nothing else, whatever the bytes.
        """

    def introduce(self, line: bytes) -> Command | None:
        """The same before a name is given: Introduce, or one of the commands that are open then."""

    def prove(self, line: bytes) -> Command:
        """The same while a password is awaited: Prove, whatever the bytes. Only control characters are taken out."""

    def settings(self) -> tuple[tuple[str, str], ...]:
        """What a person may change about it: each key with its value."""

    def vary(self, key: str, value: str) -> "Format":
        """The variant with that value for one of these keys (the same object for the same variant).

        A dialect without settings is its only variant. Raises Refused(BAD_SETTING), with what would do as the hint.
        """

    def with_files(self) -> "Format":
        """The variant for a client that understands the control lines of files."""

    def elsewhere(self) -> "Format":
        """The variant for lines of a room that is not the session's current one: each says where it comes from."""

    def of(self, person: int) -> "Format":
        """The variant for that person alone, where one's own arrival is told in other words; elsewhere the same object."""

    def __hash__(self) -> int: ...


class Sink(Protocol):
    """Accepts bytes for one connection. Never blocks, never reorders, never raises, never calls back into the rules."""

    def tell(self, data: bytes) -> None:
        """A line for this one alone; it keeps its place among the common lines."""

    def close(self) -> None:
        """After what was told has been sent. The sweep aborts what has not gone by then."""

    def abort(self) -> None:
        """At once."""


class NotStored(Exception):
    """The store could not keep it: nothing has happened."""


class Busy(Exception):
    """Too much is waiting already; to be tried again later."""


class Store(Protocol):
    """What survives a restart, and is known to before anybody is told about it."""

    def restore(self, now: float) -> Deferred[Snapshot]:
        """The sum of all that was kept; what has run out by `now` (wall seconds) is left out."""

    def commit(self, records: Sequence[Record]) -> Deferred[int]:
        """All of them or none. Fires when they are kept for good; fails with NotStored: nothing has happened.

        An ActAudited among them becomes the next row of the audit log. What fires is the number of the last row, 0 without
        one. Nobody who has to wait for another program's lock is left without an answer for more than 5 s.
        """

    def audit(self, *, last: int = 50, who: str = "", target: str = "", act: str = "") -> Deferred[list[AuditRow]]:
        """The latest rows that fit, newest first."""

    def notes(self, subject: str) -> Deferred[list[NoteWritten]]: ...
    def history(self, subject: str) -> Deferred[list[AuditRow]]: ...
    def mail(self, account: str) -> Deferred[list[MailLeft]]:
        """What waits for that account, and what it wrote that waits for others; of each account in the order of the numbers."""

    def close(self) -> Deferred[None]:
        """Fires when all that was committed is kept."""


class Checker(Protocol):
    """Passwords against their hashes, outside the reactor's thread, a few at a time; fails with Busy."""

    def hash(self, password: str) -> Deferred[str]: ...
    def verify(self, secret: str, password: str) -> Deferred[bool]:
        """Takes the same time for "" as secret (nobody's)."""


class Asker(Protocol):
    """Who has asked for a plugin's command, and all that the plugin can do about it."""

    nick: str  # the asker's name
    account: str  # and the name of its account; "" for a guest
    room: str  # where it is asking; "": in no room

    def answer(self, text: str) -> None:
        """Tells the asker alone. Each line of the text is one line; of one question at most 20 are heard, of 500 characters."""

    def tell_room(self, text: str) -> None:
        """Tells everybody in the room, under the same limits. Raises Refused if the asker may not speak there now."""


class Plugins(Protocol):
    """Commands that other packages have added."""

    def commands(self) -> tuple[type[Command], ...]:
        """Their entries in the command table, those of failed ones included."""

    def working(self) -> tuple[type[Command], ...]:
        """The same without those that have failed."""

    def run(self, asker: Asker, command: RunPlugin) -> None:
        """Does what the first word of one of `commands` stands for. Refuses PLUGIN_OFF if it fails or has failed before."""


class Bus(Protocol):
    """Per channel: first in, first out, from the deciding node to every node. tell and publish never overtake each other."""

    def ask(self, who: Who, command: Command) -> None: ...  # -> Realm.decide on the deciding node
    def publish(self, event: Event) -> None: ...  # -> Realm.deliver on every node
    def tell(self, who: Who, event: Event) -> None: ...  # -> Realm.tell on who's node


Witness = Callable[[Event], None]
