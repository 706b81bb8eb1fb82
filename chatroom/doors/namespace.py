"""What is in reach at the manhole: the house as Python values, and acts of staff as functions.

    >>> channels                                a table; channels["lobby"] is the channel itself
    >>> kick("lobby", "bob", "too loud")        what a console's `kick` does: the same right, the same row of the audit log

It must never know how the code got here, nor evaluate anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from twisted.internet.defer import Deferred

from chatroom.doors.errand import Errand, sentences
from chatroom.doors.gatekeeper import StaffLogin
from chatroom.rules.channel import Channel
from chatroom.rules.person import Person
from chatroom.rules.realm import Realm
from chatroom.terminal.cells import cells
from chatroom.words.commands import Command
from chatroom.words.events import Event, Refusal
from chatroom.words.staff import Ban, Kick, Mute, Unban, Undo, Unmute
from chatroom.words.text import clean, nearest


class Told(str):
    """What came of an act, in the sentences that a console shows. `done`: it has happened."""

    done = False

    def __repr__(self) -> str:
        return str(self)


class Channels:
    """The channels as they are whenever it is looked at: a table, a row of `Channel`s, and each by its name."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def __iter__(self) -> Iterator[Channel]:
        return iter(list(self._realm.channels.values()))

    def __len__(self) -> int:
        return len(self._realm.channels)

    def __contains__(self, name: object) -> bool:
        return name in self._realm.channels

    def __getitem__(self, name: str) -> Channel:
        if name not in self._realm.channels:
            raise LookupError(f"There is no channel {name}{_hint(name, list(self._realm.channels))}.")
        return self._realm.channels[name]

    def __repr__(self) -> str:
        rows = [(each.name, f"{len(each.members)}/{each.capacity}", str(len(each.queue)), each.topic) for each in self]
        return table(("channel", "seats", "waiting", "topic"), rows)


class People:
    """Everybody with a name as long as they are here: a table, a row of `Person`s, and each by name or number."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def __iter__(self) -> Iterator[Person]:
        return iter(list(self._realm.people.values()))

    def __len__(self) -> int:
        return len(self._realm.people)

    def __contains__(self, who: object) -> bool:
        return bool(self._found(who))

    def __getitem__(self, who: str | int) -> Person:
        found = self._found(who)
        if not found:
            raise LookupError(f"Nobody here is called {who}{_hint(str(who), [each.nick for each in self])}.")
        if len(found) > 1:
            raise LookupError(f"{len(found)} people are called {who}: ask by number, such as people[{found[0].id}].")
        return found[0]

    def __repr__(self) -> str:
        rows = [
            (str(each.id), each.nick, each.account.nick if each.account else "", self._places(each), *_ways_in(each))
            for each in self
        ]
        return table(("number", "name", "account", "where", "door", "address"), rows) if rows else "Nobody is here."

    def _found(self, who: object) -> list[Person]:
        if isinstance(who, int):
            return [each for each in self if each.id == who]
        key = self._realm.names.key
        return [each for each in self if key(each.nick) == key(str(who))]

    def _places(self, person: Person) -> str:
        seats = [each.name for each in self._realm.channels.values() if person.id in each.members]
        lines = [f"{each.name} (waiting)" for each in self._realm.channels.values() if person.id in each.queue]
        return ", ".join(seats + lines)


class Acts:
    """What an owner does from Python: each gives what came of it, at once or as a Deferred that fires with it.

    A refusal is told, too, and raises nothing. Every act is the owner's own, in the audit log with the key it came in with.
    """

    def __init__(self, realm: Realm, login: StaffLogin) -> None:
        self._realm = realm
        self._login = login

    def kick(self, channel: str, name: str, reason: str = "") -> Told | Deferred[Told]:
        """Sends somebody out of a channel: kick("lobby", "bob", "too loud")."""
        return self._do(Kick(channel, name, reason))

    def mute(self, channel: str, name: str, time: int | str, reason: str = "") -> Told | Deferred[Told]:
        """Silences somebody: mute("lobby", "bob", 60), in seconds, or mute("lobby", "bob", "10m", "spam")."""
        return self._do(Mute(channel, name, str(time), reason))

    def unmute(self, channel: str, name: str) -> Told | Deferred[Told]:
        """Lets somebody speak again: unmute("lobby", "bob")."""
        return self._do(Unmute(channel, name))

    def ban(self, target: str, time: str = "", reason: str = "") -> Told | Deferred[Told]:
        """Keeps somebody out: ban("bob", "2h", "spam"); without a time for good. Targets as `help ban` of the console."""
        return self._do(Ban(target, f"{time} {reason}".strip()))

    def unban(self, target: str | int) -> Told | Deferred[Told]:
        """Lifts a ban: unban(3) by its number, or unban("bob")."""
        return self._do(Unban(str(target)))

    def undo(self) -> Told | Deferred[Told]:
        """Takes back your latest ban, unban, mute or unmute."""
        return self._do(Undo())

    def _do(self, command: Command) -> Told | Deferred[Told]:
        answer: Deferred[Told] = Deferred()
        login = self._login
        errand = Errand(
            self._realm,
            lambda event: answer.callback(_told(event)),
            door="manhole",
            moniker=login.name,
            rights=frozenset(),
            account=login.account,
            key=login.key,
            host=login.address,
        )
        errand.run(command)
        return cast(Told, answer.result) if answer.called else answer


def namespace(realm: Realm, login: StaffLogin) -> dict[str, Any]:
    """The names that whoever enters finds."""
    acts = Acts(realm, login)
    functions: tuple[Callable[..., Any], ...] = (acts.kick, acts.ban, acts.mute, acts.unban, acts.unmute, acts.undo)
    return {
        "__name__": "__console__",
        "realm": realm,
        "channels": Channels(realm),
        "people": People(realm),
        **{function.__name__: function for function in functions},
    }


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as they must be, two spaces apart, without a line end after the last row."""
    lines = [heads, *(tuple(clean(field) for field in row) for row in rows)]
    widths = [max(map(cells, column)) for column in zip(*lines, strict=True)]
    padded = (
        "  ".join(field + " " * (width - cells(field)) for field, width in zip(line, widths, strict=True)) for line in lines
    )
    return "\n".join(line.rstrip() for line in padded)


def _told(event: Event | None) -> Told:
    told = Told("The server stops." if event is None else "\n".join(sentences(event)))
    told.done = event is not None and not isinstance(event, Refusal)
    return told


def _ways_in(person: Person) -> tuple[str, str]:
    """Doors and addresses, each once."""
    doors = dict.fromkeys(session.door.removeprefix("the ") for session in person.sessions)
    hosts = dict.fromkeys(session.host or session.address for session in person.sessions)
    return ", ".join(doors), ", ".join(hosts)


def _hint(word: str, candidates: list[str]) -> str:
    close = nearest(word, candidates)
    return f"; did you mean {close}?" if close else ""
