"""What a room that somebody made has beyond a configured channel: whose it is, who may come in, whether it stays.

It knows people by what outlives a name: the key of their account, or a guest's number for as long as it is here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chatroom.words.commands import Right
from chatroom.words.policies import STAGES, Stage
from chatroom.words.records import Record, RoomChanged, RoomKept, RoomLet

if TYPE_CHECKING:
    from chatroom.rules.accounts import Account
    from chatroom.rules.channel import Channel
    from chatroom.rules.person import Person

Identity = int | str
LEADS = frozenset({Right.KICK, Right.TOPIC, Right.VOICE})  # what the one whose room it is may do there
_NOTHING: frozenset[Right] = frozenset()


class Charter:
    """`owner` None: nobody's any more. `secret` is the hash of its password, "" without one."""

    __slots__ = ("empty_since", "guests", "kept", "owner", "private", "secret")

    def __init__(self, owner: Identity | None, *, private: bool = False, secret: str = "", kept: bool = False) -> None:
        self.owner = owner
        self.private = private  # unlisted, and for those who were invited
        self.secret = secret
        self.kept = kept  # it stays when nobody is in it
        self.guests: set[Identity] = set()  # who was invited, or gave the password
        self.empty_since = float("inf")  # monotonic seconds

    @property
    def closed(self) -> str:
        """What keeps others out: "password", "private", or "" where everybody may come in."""
        return "password" if self.secret else "private" if self.private else ""

    def admits(self, person: int, account: Account | None) -> bool:
        """Whether that person need neither be invited nor give a password."""
        return bool({person, account.key if account is not None else person} & {self.owner, *self.guests})


def identity(person: Person) -> Identity:
    return person.id if person.account is None else person.account.key


def leads(person: Person | None, channel: Channel | None) -> bool:
    """Whether it is this person's room."""
    if person is None or channel is None or channel.charter is None:
        return False
    owner = channel.charter.owner
    return owner == person.id or (person.account is not None and owner == person.account.key)


def rights_of_owner(person: Person | None, channel: Channel | None) -> frozenset[Right]:
    """What this person may do there because the room is its own."""
    return LEADS if leads(person, channel) else _NOTHING


# ---- what a store knows of a room that stays ---------------------------------------------------------------------------


def as_kept(channel: Channel, at: float) -> RoomKept:
    """All of it. A guest's number means nothing after a restart."""
    charter = channel.charter
    assert charter is not None
    stage = stage_word(channel.stage)
    people = (_accounts(charter.guests), _accounts(channel.voices))
    return RoomKept(at, channel.name, _lasting(charter.owner), charter.private, charter.secret, channel.topic, stage, *people)


def changed(channel: Channel, at: float, what: str, value: Identity | None) -> list[Record]:
    """Its owner, topic or stage is another one; nothing to be kept of a room that does not stay."""
    return [RoomChanged(at, channel.name, what, _lasting(value))] if _stays(channel) else []


def let(channel: Channel, at: float, what: str, who: Identity, on: bool) -> list[Record]:
    """Somebody is among its `guests` or `voices`, or is no longer. A guest's number does not last."""
    return [RoomLet(at, channel.name, what, who, on)] if _stays(channel) and isinstance(who, str) else []


def stage_word(stage: Stage | None) -> str:
    """How a stage is called; "" for a room where everybody may speak."""
    return next((word for word, known in STAGES.items() if known == stage), "")


def _stays(channel: Channel) -> bool:
    return channel.charter is not None and channel.charter.kept


def _lasting(who: Identity | None) -> str:
    return who if isinstance(who, str) else ""


def _accounts(people: Iterable[Identity]) -> tuple[str, ...]:
    return tuple(sorted(one for one in people if isinstance(one, str)))
