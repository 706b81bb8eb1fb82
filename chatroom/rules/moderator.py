"""What a member of the staff holds, whatever console it sits at: the server's own terminal, SSH, the control socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatroom.words.commands import Command, Right
from chatroom.words.refusals import Refused
from chatroom.words.staff import Empty, Kick, Mute, Shutdown
from chatroom.words.table import CHAT, Table

if TYPE_CHECKING:
    from chatroom.ports import Format, Sink
    from chatroom.rules.accounts import Account
    from chatroom.rules.realm import Realm

ALL_RIGHTS = frozenset(Right)


class Moderator:
    """Acts in one staff member's name. Answers arrive at `sink` as events, in the order in which things happen.

    It is listed in `realm.admins` under the number of its session until `close`.
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
        account: Account | None = None,
        key: str = "",
        host: str = "",
        known: Table = CHAT,
    ) -> None:
        """`account`: whose rights these are, in place of `rights`; `key` and `host`: how it came in, for the audit log.

        `known`: the commands that this console offers, for help.
        """
        self._realm = realm
        self._session = realm.open_staff(sink, format, door=door, moniker=moniker, rights=rights, account=account)
        self._session.key, self._session.host, self._session.known = key, host, known
        realm.admins[self._session.id] = self

    def perform(self, command: Command) -> None:
        """Any command, with this member's rights."""
        self._realm.perform(self._session, command)

    def not_understood(self, no: Refused) -> None:
        """What was typed is no command: told in the same way as every other refusal."""
        self._realm.not_understood(self._session, no)

    def when_done(self, then: Callable[[], None]) -> None:
        """Calls it when everything that this member has asked is decided and the acts among it are done; it may be at once."""
        self._realm.acts.in_turn(self._session, False, then)

    def kick(self, channel: str, nick: str, reason: str = "") -> None:
        self.perform(Kick(channel, nick, reason))

    def mute(self, channel: str, nick: str, duration: str, reason: str = "") -> None:
        self.perform(Mute(channel, nick, duration, reason))

    def empty(self, channel: str) -> None:
        self.perform(Empty(channel))

    def shut_down(self, reason: str = "") -> None:
        self.perform(Shutdown(reason))

    @property
    def rights(self) -> frozenset[Right]:
        """What it may do somewhere in the house."""
        return self._realm.rights_anywhere(self._session)

    def close(self) -> None:
        """The console is gone. The server is not."""
        self._realm.lost(self._session)
        self._realm.admins.pop(self._session.id, None)
