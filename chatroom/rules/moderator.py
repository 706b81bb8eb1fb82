"""What a member of the staff holds, whatever console it sits at: the server's own terminal today, SSH later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.words import commands as c
from chatroom.words.commands import Command, Right
from chatroom.words.refusals import Refused

if TYPE_CHECKING:
    from chatroom.ports import Format, Sink
    from chatroom.rules.realm import Realm

ALL_RIGHTS = frozenset(Right)


class Moderator:
    """Acts in one staff member's name. Answers arrive at `sink` as events, in the order in which things happen.

    It is listed under `moniker` in `realm.admins` until `close`.
    """

    def __init__(
        self,
        realm: Realm,
        sink: Sink,
        format: Format,
        *,
        door: str,
        moniker: str,
        rights: frozenset[Right] = ALL_RIGHTS,
    ) -> None:
        self._realm = realm
        self._session = realm.open_staff(sink, format, door=door, moniker=moniker, rights=rights)
        self._moniker = moniker
        realm.admins[moniker] = self

    def perform(self, command: Command) -> None:
        """Any command, with this member's rights."""
        self._realm.perform(self._session, command)

    def not_understood(self, no: Refused) -> None:
        """What was typed is no command: told in the same way as every other refusal."""
        self._realm.not_understood(self._session, no)

    def kick(self, channel: str, nick: str, reason: str = "") -> None:
        self.perform(c.Kick(channel, nick, reason))

    def mute(self, channel: str, nick: str, duration: str, reason: str = "") -> None:
        self.perform(c.Mute(channel, nick, duration, reason))

    def empty(self, channel: str) -> None:
        self.perform(c.Empty(channel))

    def shut_down(self, reason: str = "") -> None:
        self.perform(c.Shutdown(reason))

    def close(self) -> None:
        """The console is gone. The server is not."""
        self._realm.lost(self._session)
        del self._realm.admins[self._moniker]
