"""Looking around: channels, people, commands. Nothing here changes anything for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatroom.rules.attending import place, visible
from chatroom.rules.channel import Channel, Standing
from chatroom.rules.person import Person
from chatroom.rules.session import Decisions, Session
from chatroom.rules.signing import has_accounts
from chatroom.words.commands import Command, Describe, Help, ListChannels, ListPeople, Right
from chatroom.words.credentials import Login, OwnAccount, Passwd, Register
from chatroom.words.events import (
    ChannelList,
    ChannelRow,
    Described,
    HelpGiven,
    HelpLine,
    PeopleList,
)
from chatroom.words.habits import meant
from chatroom.words.pastes import OfferPaste
from chatroom.words.refusals import Reason, Refused
from chatroom.words.roomlife import MotdShown
from chatroom.words.rooms import Create, Motd
from chatroom.words.table import allowed, fields_of, table
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def list_channels(realm: Realm, session: Session, command: ListChannels, now: Moment) -> None:
    """In the order of the configuration (CLASSIC C5); then the rooms that people have made, in that order."""
    rows = tuple(
        ChannelRow(c.name, len(c.members), c.capacity, len(c.waiters()), c.topic, c.name in session.attends, *_charter(c))
        for c in realm.channels.values()
        if visible(realm, session, c)
    )
    realm.answer(session, ChannelList(now.wall, rows))


def _charter(channel: Channel) -> tuple[bool, str]:
    charter = channel.charter
    return (False, "") if charter is None else (True, charter.closed)


def list_people(realm: Realm, session: Session, command: ListPeople, now: Moment) -> None:
    if not command.channel and session.person is None:  # a console looks at the whole house
        for channel in realm.channels.values():
            _show_people(realm, session, channel, now)
        return
    _show_people(realm, session, place(realm, session, command.channel), now)


def _show_people(realm: Realm, session: Session, channel: Channel, now: Moment) -> None:
    seated = [realm.people[member] for member in channel.members]
    sees_lines = Right.SEE_ADDRESSES in realm.rights(session, channel.name)
    waiting = [realm.people[ticket.person] for ticket in (channel.queue if sees_lines else channel.waiters())]
    away = tuple(person.nick for person in (*seated, *waiting) if person.away is not None)
    bots = tuple(person.nick for person in (*seated, *waiting) if person.is_bot())
    held = tuple(person.nick for person in (*seated, *waiting) if sees_lines and channel.name in person.held)
    names = tuple(p.nick for p in seated), tuple(p.nick for p in waiting)
    realm.answer(session, PeopleList(now.wall, channel.name, channel.capacity, *names, away, bots, held))


def show_motd(realm: Realm, session: Session, command: Motd, now: Moment) -> None:
    """Without a name it is that of the room behind the door; of a room for members only they alone see it: NOT_NOW."""
    unnamed = session.person is None and not session.is_console
    channel = place(realm, session, command.channel or (session.home if unnamed else ""))
    if unnamed and not channel.policies.guests:
        raise Refused(Reason.NOT_NOW, command.words[0])
    realm.answer(session, MotdShown(now.wall, channel.name, channel.motd))


def describe(realm: Realm, session: Session, command: Describe, now: Moment) -> None:
    """The nearest of that name: in the asker's channel first, then in the others in their order."""
    key = realm.names.key(command.nick)
    order = sorted(realm.channels.values(), key=lambda channel: channel.name != session.channel)
    channel = next((channel for channel in order if key in channel.keys and visible(realm, session, channel)), None)
    if channel is None:
        raise Refused(Reason.NOT_HERE, command.nick)
    person = realm.people[channel.keys[key]]
    realm.answer(session, _description(channel, person, Right.SEE_ADDRESSES in realm.rights(session, channel.name), now))


def _description(channel: Channel, person: Person, with_address: bool, now: Moment) -> Described:
    seated = channel.standing(person.id) is Standing.SEATED
    return Described(
        now.wall,
        person.nick,
        channel.name,
        -1 if seated else channel.queue.ahead(person.id),
        int(channel.members[person.id].idle(now.mono)) if seated else 0,
        person.away,
        person.doors(),
        person.addresses() if with_address else "",
        person.is_bot(),
    )


def give_help(realm: Realm, session: Session, command: Help, now: Moment) -> None:
    """All commands that the asker may use and that do something on this server, or one of them."""
    kinds = _offered(realm, session)
    if not command.topic:
        kinds = [kind for kind in kinds if kind not in _ONLY_WHERE or _ONLY_WHERE[kind](realm)]
    else:
        wanted = command.topic.lstrip("/").lower()
        kinds = [kind for kind in kinds if wanted in _spellings(session, kind)]
        if not kinds and wanted in session.known:
            raise Refused(Reason.NOT_ALLOWED, wanted)
        if not kinds:
            raise Refused(Reason.UNKNOWN_COMMAND, wanted, hint=nearest_command(realm, session, wanted))
    inside, all = not session.is_console, bool(command.topic)
    lines = [HelpLine(_spellings(session, kind), fields_of(kind, inside=inside), _about(kind, all=all)) for kind in kinds]
    realm.answer(session, HelpGiven(now.wall, tuple(lines)))


def _makes_rooms(realm: Realm) -> bool:
    return realm.rooms.allow


def _offers_files(realm: Realm) -> bool:
    return realm.offers.open


_ONLY_WHERE: dict[type[Command], Callable[[Realm], bool]] = {
    **dict.fromkeys((Register, Login, Passwd, OwnAccount), has_accounts),
    Create: _makes_rooms,
    OfferPaste: _offers_files,
}


def _spellings(session: Session, kind: type[Command]) -> tuple[str, ...]:
    """The words for it where this session is: a console has some of its own."""
    return tuple(word for word, known in session.known.items() if known is kind) or kind.words


def nearest_command(realm: Realm, session: Session, word: str) -> str:
    """The command that was probably meant, out of those that this session may use, or ""."""
    return meant(word.lower(), [known for kind in _offered(realm, session) for known in _spellings(session, kind)])


def _offered(realm: Realm, session: Session) -> list[type[Command]]:
    """The commands that the asker may use; to people in rooms those of plugins, too."""
    known = session.known if session.is_console else {**session.known, **table(*realm.plugins.working())}
    return allowed(known, _rights(realm, session))


def _rights(realm: Realm, session: Session) -> frozenset[Right]:
    """Those of the place where it is; a console is everywhere."""
    return realm.rights_anywhere(session) if session.is_console else realm.rights(session, session.channel)


def _about(kind: type[Command], *, all: bool) -> str:
    first = (kind.__doc__ or "").partition("\n")[0]
    return f"{first} {kind.more}" if all and kind.more else first


DECIDE: Decisions = {
    ListChannels: list_channels,
    ListPeople: list_people,
    Describe: describe,
    Motd: show_motd,
    Help: give_help,
}
