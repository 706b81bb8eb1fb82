"""What a room that somebody made has beyond a configured channel: whose it is, who may come in, whether it stays.

It knows people by what outlives a name: the key of their account, or a guest's number for as long as it is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.words.commands import Right

if TYPE_CHECKING:
    from chatroom.rules.accounts import Account
    from chatroom.rules.channel import Channel
    from chatroom.rules.person import Person

Identity = int | str
LEADS = frozenset({Right.KICK, Right.TOPIC})  # what the one whose room it is may do there
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
