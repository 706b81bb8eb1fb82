"""Rooms that people make: making one, coming in by password or invitation, handing it over, and its end when nobody is there.

A room is a channel with a charter. It has no door of its own: people join it from another one.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from chatroom.rules import keeping, visiting
from chatroom.rules.acting import durably
from chatroom.rules.attending import find_channel, place, seated
from chatroom.rules.channel import Channel
from chatroom.rules.charter import Charter, as_kept, changed, identity, leads, let
from chatroom.rules.hiding import ignores
from chatroom.rules.lifetime import dissolve, note_empty, open_room
from chatroom.rules.person import Person
from chatroom.rules.proving import ask, awake, check_length
from chatroom.rules.quiet import check_everywhere
from chatroom.rules.session import Decisions, Session, State
from chatroom.words.commands import Command, Right
from chatroom.words.names import looks, room_name
from chatroom.words.records import Record, RoomReleased
from chatroom.words.refusals import Reason, Refused
from chatroom.words.roomlife import HandedOver, Invited, InviteSent, RoomKeeping, RoomMade
from chatroom.words.rooms import Create, HandOver, Invite, Join, Keep, Unkeep
from chatroom.words.text import Moment, nearest

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def create(realm: Realm, session: Session, command: Create, now: Moment) -> None:
    """A room of one's own, entered at once. With a password the checker hashes it first."""
    person = session.visitor()
    _may_create(realm, person, command.channel)
    if not command.password:
        _make(realm, session, command, "", now)
        return
    if realm.checker is None:
        raise Refused(Reason.NO_ROOM_PASSWORDS, command.channel)
    check_length(command.password)
    session.checking = True

    def hashed(secret: str) -> None:
        session.checking = False
        if session.state is State.PRESENT:
            _attempt(realm, session, lambda then: _make(realm, session, command, secret, then))

    def lost(failure: Any) -> None:
        keeping.could_not(realm, session, failure)

    def over(result: object) -> object:
        awake(session)
        return result

    realm.checker.hash(command.password).addCallbacks(hashed, lost).addBoth(over)


def _may_create(realm: Realm, person: Person, raw: str) -> str:
    """The name of the new room; or ROOMS_OFF, ROOM_NAME, NO_GUESTS, ROOM_TAKEN, TOO_MANY_ROOMS."""
    if not realm.rooms.allow:
        raise Refused(Reason.ROOMS_OFF)
    name = room_name(raw)
    if person.account is None and not realm.house_policies.guests:  # it could not come in itself
        raise Refused(Reason.NO_GUESTS, person.nick, channel=name)
    double = next((other for other in realm.channels if looks(other) & looks(name)), "")
    if double:
        raise Refused(Reason.ROOM_TAKEN, name, hint=double)
    made = [channel for channel in realm.channels.values() if channel.charter is not None]
    if sum(leads(person, channel) for channel in made) >= realm.rooms.per_person:
        raise Refused(Reason.TOO_MANY_ROOMS, person.nick, number=realm.rooms.per_person)
    if len(made) >= realm.rooms.total and not _longest_empty(made):
        raise Refused(Reason.TOO_MANY_ROOMS, number=realm.rooms.total)
    return name


def _longest_empty(rooms: list[Channel]) -> Channel | None:
    """The one that would vanish first."""
    empty = [room for room in rooms if room.charter is not None and not room.charter.kept and room.is_empty()]
    return min(empty, key=lambda room: room.charter.empty_since if room.charter is not None else inf, default=None)


def _make(realm: Realm, session: Session, command: Create, secret: str, now: Moment) -> None:
    person = session.visitor()
    name = _may_create(realm, person, command.channel)
    made = [channel for channel in realm.channels.values() if channel.charter is not None]
    if len(made) >= realm.rooms.total:
        oldest = _longest_empty(made)
        assert oldest is not None
        dissolve(realm, oldest, now)
    channel = open_room(realm, name, Charter(identity(person), private=command.private, secret=secret))
    note_empty(realm, channel, now)
    event = RoomMade(now.wall, name, session.who, command.private, bool(secret))
    realm.publish(event)
    realm.answer(session, event)
    visiting.join(realm, session, Join(name), now)


def join(realm: Realm, session: Session, command: Join, now: Moment) -> None:
    """Into one room more. Where a password is wanted it is checked first: ROOM_PASSWORD, WRONG_PASSWORD, THROTTLED."""
    channel, person = find_channel(realm, command.channel), session.visitor()
    charter = channel.charter
    if charter is None or not charter.secret or channel.name in session.attends or _is_welcome(realm, session, channel):
        visiting.join(realm, session, command, now)
        return
    if not command.password:
        raise Refused(Reason.ROOM_PASSWORD, channel.name, channel=channel.name)

    def judged(right: bool) -> bool:
        session.checking = False
        try:
            if session.state is State.PRESENT and right:
                charter.guests.add(identity(person))
                _attempt(realm, session, lambda then: visiting.join(realm, session, command, then))
            elif session.state is State.PRESENT:
                realm.refuse(session, Refused(Reason.WRONG_PASSWORD, channel=channel.name), realm.now())
        finally:
            awake(session)
        return right

    def failed(trouble: Exception) -> None:
        if session.state is State.PRESENT:
            realm.refuse(session, keeping.said_of(trouble), realm.now())
        awake(session)

    session.checking = True
    try:
        # The key is no account's: a name holds no space.
        proof = ask(realm, f"room {channel.name}", lambda: charter.secret, command.password, session.host, now, judged, failed)
    except Refused:
        session.checking = False
        raise
    if session.checking:
        session.proof = proof


def _is_welcome(realm: Realm, session: Session, channel: Channel) -> bool:
    person = session.visitor()
    assert channel.charter is not None
    return channel.charter.admits(person.id, person.account) or Right.ROOMS in realm.rights(session, channel.name)


def invite(realm: Realm, session: Session, command: Invite, now: Moment) -> None:
    """Lets somebody in without a password, and tells it so. Everybody may for an open room, its owner for any."""
    channel = place(realm, session, command.channel)
    charter = _charter(channel)
    if Right.ROOMS not in realm.rights(session, channel.name):
        seated(realm, session, channel.name)
        check_everywhere(realm, session.visitor(), now)
        if (charter.private or charter.secret) and not leads(session.person, channel):
            raise Refused(Reason.NOT_OWNER, channel.name, channel=channel.name)
    guest = _named(realm, command.nick)
    who = identity(guest)

    def invited(_: object) -> None:
        charter.guests.add(who)
        at = realm.now().wall
        if session.person is None or not ignores(realm, guest, session.person):
            for other in guest.sessions:
                realm.answer(other, Invited(at, channel.name, session.who.nick))
        realm.answer(session, InviteSent(at, channel.name, guest.nick))

    _kept_first(realm, session, command, let(channel, now.wall, "guests", who, True), invited)


def hand_over(realm: Realm, session: Session, command: HandOver, now: Moment) -> None:
    """The room is somebody else's from now on: one who sits in it. Its owner may, and staff."""
    channel = place(realm, session, command.channel)
    charter = _charter(channel)
    if not leads(session.person, channel) and Right.ROOMS not in realm.rights(session, channel.name):
        raise Refused(Reason.NOT_OWNER, channel.name, channel=channel.name)
    member = channel.member(realm.names.key(command.nick))
    if member is None:
        raise Refused(Reason.NOT_IN_CHANNEL, command.nick, channel=channel.name)
    heir = realm.people[member.person]

    def given(_: object) -> None:
        then = realm.now()
        charter.owner = identity(heir)
        realm.publish(HandedOver(then.wall, channel.name, channel.next_seq(), session.who.nick, heir.nick))

    _kept_first(realm, session, command, changed(channel, now.wall, "owner", identity(heir)), given)


def keep(realm: Realm, session: Session, command: Keep | Unkeep, now: Moment) -> None:
    """The room stays when nobody is in it, over a restart, too; or does no longer."""
    channel = place(realm, session, command.channel)
    charter, on = _charter(channel), isinstance(command, Keep)

    def effect(now: Moment) -> None:
        charter.kept = on
        note_empty(realm, channel, now)
        realm.answer(session, RoomKeeping(now.wall, channel.name, on))

    record: Record = as_kept(channel, now.wall) if on else RoomReleased(now.wall, channel.name)
    durably(realm, session, command, now, effect, target=channel.name, records=[record])


def _kept_first(realm: Realm, session: Session, command: Command, records: list[Record], then: Any) -> None:
    """Calls `then` once the store has kept them, at once if there is nothing to be kept; NOT_STORED if it cannot."""
    if not records:
        then(None)
        return
    lost = Refused(Reason.NOT_STORED, command.words[0])
    realm.store.commit(records).addCallbacks(then, lambda _: realm.refuse(session, lost, realm.now()))


def _charter(channel: Channel) -> Charter:
    if channel.charter is None:
        raise Refused(Reason.CONFIGURED, channel.name, channel=channel.name)
    return channel.charter


def _named(realm: Realm, nick: str) -> Person:
    key = realm.names.key(nick)
    person = next((one for one in realm.people.values() if realm.names.key(one.nick) == key), None)
    if person is None:
        raise Refused(Reason.NOT_HERE, nick, hint=nearest(nick, [one.nick for one in realm.people.values()]))
    return person


def _attempt(realm: Realm, session: Session, act: Any) -> None:
    """What goes on after the checker has answered; a "no" is told like any other."""
    then = realm.now()
    try:
        act(then)
    except Refused as no:
        realm.refuse(session, no, then)


DECIDE: Decisions = {
    Create: create,
    Join: join,
    Invite: invite,
    HandOver: hand_over,
    Keep: keep,
    Unkeep: keep,
}
