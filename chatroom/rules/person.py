"""Who is there: a guest's one session today, an account's several sessions later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from chatroom.rules.accounts import Account
    from chatroom.rules.session import Session

# What everybody begins with who hides nobody: two empty sets less are 0.4 KiB. hiding.py makes a set when there is somebody.
NOBODY = cast("set[Any]", frozenset())


class Person:
    """Somebody with a name. Lives as long as one of its sessions does."""

    __slots__ = ("account", "away", "hidden_from", "id", "ignores", "nick", "sessions", "whispered_by")

    def __init__(self, number: int, nick: str) -> None:
        self.id = number
        self.nick = nick
        self.account: Account | None = None  # None: a guest
        self.sessions: list[Session] = []
        self.ignores: dict[str, str] = {}  # key of a name -> the name as it was typed
        self.hidden_from: set[Session] = NOBODY  # the other side of Session.hides
        self.away: str | None = None
        self.whispered_by = 0  # the person whose whisper came last

    def __repr__(self) -> str:
        return f"<Person {self.id} {self.nick}>"

    def attending(self, channel: str) -> list[Session]:
        """Its sessions that hear this channel or wait for it."""
        return [session for session in self.sessions if channel in session.attends]
