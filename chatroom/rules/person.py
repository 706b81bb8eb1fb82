"""Who is there: a guest's one session, or an account's several; or nobody at the moment, while what they had is kept."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from chatroom.words.events import Event

if TYPE_CHECKING:
    from chatroom.rules.accounts import Account
    from chatroom.rules.session import Session

# What everybody begins with who hides nobody: two empty sets less are 0.4 KiB. hiding.py makes a set when there is somebody.
NOBODY = cast("set[Any]", frozenset())
NOTHING: frozenset[Any] = frozenset()  # one for all: Python makes a new one of 0.2 KiB each time, and each person had four
KEPT = 50  # whispers to somebody whose seat or place is kept, which nobody is to see


class Kept(NamedTuple):
    """Said to one person alone while its line was lost; in the channel after what had that number there."""

    channel: str
    seq: int
    event: Event
    sender: str = ""  # the key of the account that said it


class Person:
    """Somebody with a name. Lives as long as one of its sessions does, or something is kept for it."""

    __slots__ = (
        "account", "away", "called", "codes", "held", "hidden_from", "id", "ignores", "kept", "left_from", "nick",
        "rung", "sessions", "whispered_by",
    )  # fmt: skip

    def __init__(self, number: int, nick: str) -> None:
        self.id = number
        self.nick = nick
        self.account: Account | None = None  # None: a guest
        self.sessions: list[Session] = []
        self.ignores: dict[str, str] = {}  # key of a name or an account -> the name to show; an account's own list
        self.hidden_from: set[Session] = NOBODY  # the other side of Session.hides
        self.away: str | None = None
        self.called = -inf  # monotonic seconds of the last line that named it and rang its bell
        self.rung = -inf  # of the last one that rang without naming it
        self.whispered_by = 0  # the person whose whisper came last
        self.held: frozenset[str] = NOTHING  # the channels where a seat or a place is kept for it
        self.kept: tuple[Kept, ...] = ()  # what it is to be told when it is back
        self.codes: frozenset[str] = NOTHING  # with which its lost connections can come back
        self.left_from = ""  # the IP address of the connection that was lost last

    def __repr__(self) -> str:
        return f"<Person {self.id} {self.nick}>"

    def is_bot(self) -> bool:
        """Whether a program is behind it that says so: a bot's account (G1203)."""
        return self.account is not None and self.account.is_bot()

    def hosts(self) -> list[str]:
        """The IP addresses of its connections; of the last one, while there is none."""
        return list(dict.fromkeys(session.host for session in self.sessions)) or [self.left_from]

    def doors(self) -> str:
        """By which doors it has come in, for people to read."""
        return ", ".join(dict.fromkeys(session.door for session in self.sessions))

    def addresses(self) -> str:
        """From where, for staff to read."""
        return ", ".join(dict.fromkeys(session.address for session in self.sessions))

    def attending(self, channel: str) -> list[Session]:
        """Its sessions that hear this channel or wait for it."""
        return [session for session in self.sessions if channel in session.attends]
