"""Who may come in. The order of ENTRY is the policy of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.channel import Channel
from chatroom.words.names import exact_name, fold, house_name, looks, variants
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


class Names:
    """The names in use under `names: house` (unique on the server, by sound and by look) or `names: channel` (exact)."""

    __slots__ = ("_held", "_looks", "exact")

    def __init__(self, exact: bool) -> None:
        self.exact = exact
        self._held: dict[str, int] = {}
        self._looks: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._held)

    def legal(self, raw: str) -> str:
        """The name as it will be shown, or a NAME_* refusal."""
        return exact_name(raw) if self.exact else house_name(raw)

    def key(self, nick: str) -> str:
        """Under which two names are one."""
        return nick if self.exact else fold(nick)

    def holder(self, nick: str) -> int:
        """The person on this server who has this name in the eyes of the house, or 0."""
        return self._held.get(self.key(nick), 0)

    def double(self, nick: str, person: int = 0) -> int:
        """Somebody other than `person` whose name looks like this one, or 0."""
        holders = (self._looks.get(look, 0) for look in looks(nick))  # a name has two looks, each may be another's
        return next((holder for holder in holders if holder not in (0, person)), 0)

    def claim(self, nick: str, person: int) -> None:
        """Names are the channels' business under `names: channel`."""
        if not self.exact:
            self._held[self.key(nick)] = person
            self._looks.update(dict.fromkeys(looks(nick), person))

    def release(self, nick: str) -> None:
        if not self.exact:
            del self._held[self.key(nick)]
            for look in looks(nick):
                del self._looks[look]


def open_house(realm: Realm, channel: Channel, nick: str, person: int, now: Moment) -> None:
    if realm.stopping:
        raise Refused(Reason.STOPPING)


def not_banned(realm: Realm, channel: Channel, nick: str, person: int, now: Moment) -> None:
    ban = realm.bans.find(realm.names.key(nick), now.wall)
    if ban is not None:
        left = 0.0 if ban.until is None else ban.until - now.wall
        raise Refused(Reason.BANNED, nick, channel=channel.name, number=left, hint=ban.reason)


def name_free(realm: Realm, channel: Channel, nick: str, person: int, now: Moment) -> None:
    holder = channel.keys.get(realm.names.key(nick), 0) or realm.names.holder(nick)
    if holder not in (0, person):
        raise Refused(Reason.NAME_TAKEN, nick, channel=channel.name, hint=free_variant(realm, channel, nick))


def no_double(realm: Realm, channel: Channel, nick: str, person: int, now: Moment) -> None:
    if not realm.names.exact and realm.names.double(nick, person):
        hint = free_variant(realm, channel, nick)
        raise Refused(Reason.NAME_LOOKS_LIKE, nick, channel=channel.name, hint=hint)


ENTRY = (open_house, not_banned, name_free, no_double)


def check_entry(realm: Realm, channel: Channel, nick: str, person: int, now: Moment) -> None:
    """Lets `nick` into the channel's line, or refuses with the first rule of ENTRY that says no.

    `person` is the one who asks, 0 for somebody new; what it holds already is no obstacle.
    """
    for rule in ENTRY:
        rule(realm, channel, nick, person, now)


def free_variant(realm: Realm, channel: Channel, nick: str) -> str:
    """A name near `nick` that would be let in, or ""."""
    return next((variant for variant in variants(nick) if _is_free(realm, channel, variant)), "")


def legal_name(realm: Realm, channel: Channel, raw: str) -> str:
    """The name as it will be shown, or a NAME_* refusal; what it offers instead is free."""
    try:
        return realm.names.legal(raw)
    except Refused as no:
        if no.hint and not _is_free(realm, channel, no.hint):
            no.hint = free_variant(realm, channel, no.hint)
        raise


def _is_free(realm: Realm, channel: Channel, nick: str) -> bool:
    if realm.names.key(nick) in channel.keys or realm.names.holder(nick):
        return False
    return realm.names.exact or not realm.names.double(nick)
