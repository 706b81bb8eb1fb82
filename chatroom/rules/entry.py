"""Who may come in. The order of ENTRY is the policy of the house."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from chatroom.rules.accounts import Account
from chatroom.rules.bans import subject
from chatroom.rules.channel import Channel
from chatroom.words.commands import Right
from chatroom.words.names import exact_name, fold, house_name, looks, variants
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.person import Person
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session


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


class Visit(NamedTuple):
    """Who wants to come in where. `person` is 0 for somebody new; what it holds already is no obstacle.

    `channel` None: into the house, and no room yet.
    """

    channel: Channel | None
    nick: str
    person: int
    account: Account | None
    host: str

    @property
    def place(self) -> str:
        return "" if self.channel is None else self.channel.name


Rule = Callable[["Realm", Visit, Moment], None]


def takes_guests(realm: Realm, channel: Channel | None) -> bool:
    """Whether people without an account may come into the channel; None: into the house, for the sake of one that takes them."""
    if channel is not None:
        return channel.policies.guests
    return realm.house_policies.guests or any(room.policies.guests for room in realm.channels.values())


def open_house(realm: Realm, visit: Visit, now: Moment) -> None:
    if realm.stopping:
        raise Refused(Reason.STOPPING)


def not_banned(realm: Realm, visit: Visit, now: Moment) -> None:
    if not realm.bans:  # 3 of 110 us that a visit costs
        return
    ban = realm.bans.find(subject(visit.nick, visit.account, visit.host), now.wall)
    if ban is not None:
        if _is_the_name_s(realm, visit, now):
            raise Refused(Reason.NAME_BANNED, visit.nick, channel=visit.place)
        left = 0.0 if ban.until is None else ban.until - now.wall
        raise Refused(Reason.BANNED, visit.nick, channel=visit.place, number=left, hint=ban.reason)


def _is_the_name_s(realm: Realm, visit: Visit, now: Moment) -> bool:
    """Whether somebody who is here is banned under the new name only."""
    person = realm.people.get(visit.person)
    return person is not None and realm.bans.find(subject(person.nick, visit.account, visit.host), now.wall) is None


def members_only(realm: Realm, visit: Visit, now: Moment) -> None:
    """G305. It says so before anything of the name, which nobody but its account would be told about anyway."""
    if visit.account is None and not takes_guests(realm, visit.channel):
        raise Refused(Reason.NO_GUESTS, visit.nick, channel=visit.place)


def own_name(realm: Realm, visit: Visit, now: Moment) -> None:
    """A registered name is its account's alone, and so is a name that looks like it."""
    if any(person == 0 or person != visit.person for person in _makers(realm, visit.nick)):
        hint = free_variant(realm, visit.channel, visit.nick)
        raise Refused(Reason.NAME_TAKEN, visit.nick, channel=visit.place, hint=hint)
    account = None if realm.names.exact else realm.accounts.resembling(visit.nick)
    if account is not None and account is not visit.account:
        reason = Reason.NAME_TAKEN if account.key == fold(visit.nick) else Reason.NAME_LOOKS_LIKE
        raise Refused(reason, visit.nick, channel=visit.place, hint=free_variant(realm, visit.channel, visit.nick))


def name_free(realm: Realm, visit: Visit, now: Moment) -> None:
    channel, nick = visit.channel, visit.nick
    key = realm.names.key(nick)
    holder = (channel.keys.get(key, 0) if channel is not None else 0) or realm.names.holder(nick)
    if holder not in (0, visit.person):
        raise Refused(Reason.NAME_TAKEN, nick, channel=visit.place, hint=free_variant(realm, channel, nick))


def no_double(realm: Realm, visit: Visit, now: Moment) -> None:
    if not realm.names.exact and realm.names.double(visit.nick, visit.person):
        hint = free_variant(realm, visit.channel, visit.nick)
        raise Refused(Reason.NAME_LOOKS_LIKE, visit.nick, channel=visit.place, hint=hint)


def invited(realm: Realm, visit: Visit, now: Moment) -> None:
    """A room that somebody made may be private, or want a password. Staff goes in and out."""
    charter = visit.channel.charter if visit.channel is not None else None
    if charter is None or not (charter.private or charter.secret) or charter.admits(visit.person, visit.account):
        return
    if visit.account is None or Right.ROOMS not in visit.account.rights(visit.place):
        raise Refused(Reason.ROOM_PASSWORD if charter.secret else Reason.INVITE_ONLY, visit.place, channel=visit.place)


NAMING = (open_house, not_banned, own_name, name_free, no_double)
ENTRY = (open_house, not_banned, members_only, own_name, name_free, no_double, invited)


def check_entry(
    realm: Realm, channel: Channel | None, nick: str, session: Session, now: Moment, account: Account | None = None
) -> None:
    """Lets `nick` into the channel's line (None: into the house), or refuses with the first rule of ENTRY that says no.

    `account`: whose proof this session has just given; otherwise it comes as what its person is.
    """
    _check(realm, channel, nick, session, now, account, ENTRY)


def check_return(realm: Realm, person: Person, host: str, now: Moment) -> None:
    """Lets somebody for whom a seat or a place is kept come back to it from `host`. STOPPING and BANNED."""
    visit = Visit(None, person.nick, person.id, person.account, host)
    for rule in (open_house, not_banned):
        rule(realm, visit, now)


def check_name(realm: Realm, channel: Channel | None, nick: str, session: Session, now: Moment) -> None:
    """Refuses a name that this session could not have there, whether or not it could come in by it."""
    _check(realm, channel, nick, session, now, None, NAMING)


def _check(
    realm: Realm,
    channel: Channel | None,
    nick: str,
    session: Session,
    now: Moment,
    account: Account | None,
    rules: tuple[Rule, ...],
) -> None:
    person = session.person
    if person is not None and account is None:
        account = person.account
    if person is None and account is not None:
        person = realm.person_of(account)
    visit = Visit(channel, nick, 0 if person is None else person.id, account, session.host)
    for rule in rules:
        rule(realm, visit, now)


def free_variant(realm: Realm, channel: Channel | None, nick: str) -> str:
    """A name near `nick` that would be let in, or ""."""
    return next((variant for variant in variants(nick) if _is_free(realm, channel, variant)), "")


def legal_name(realm: Realm, channel: Channel | None, raw: str) -> str:
    """The name as it will be shown, or a NAME_* refusal; what it offers instead is free."""
    try:
        return realm.names.legal(raw)
    except Refused as no:
        if no.hint and not _is_free(realm, channel, no.hint):
            no.hint = free_variant(realm, channel, no.hint)
        raise


def guest_name(realm: Realm, session: Session, raw: str) -> str:
    """The name in the form that guests' names take here: of `ann` it makes guest-ann where that is guest-* (G301)."""
    form, name = realm.policies(session).guest_names, raw.strip()
    before, _, after = form.casefold().partition("*")
    fits = len(name) > len(before) + len(after) and name.casefold().startswith(before) and name.casefold().endswith(after)
    if not form or not name or fits:
        return raw
    return form.replace("*", name)


def _is_free(realm: Realm, channel: Channel | None, nick: str) -> bool:
    if realm.names.holder(nick) or (channel is not None and realm.names.key(nick) in channel.keys):
        return False
    return realm.names.exact or not (realm.names.double(nick) or realm.accounts.resembling(nick) or _makers(realm, nick))


def _makers(realm: Realm, nick: str) -> list[int]:
    """Who is just registering a name that looks like this one: people, 0 for one that has no name yet."""
    return [person for name, person in realm.in_making.values() if looks(name) & looks(nick)]
