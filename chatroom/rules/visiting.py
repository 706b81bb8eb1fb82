"""Coming in and moving on: a name, a line, a seat, another channel, another name, goodbye."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatroom.rules import departing, signing, sweep
from chatroom.rules.accounts import Account
from chatroom.rules.channel import Channel, Standing
from chatroom.rules.entry import check_entry, legal_name
from chatroom.rules.hiding import follow, hide_from_ignorers, set_echo
from chatroom.rules.person import Person
from chatroom.rules.session import Heard, Session, State
from chatroom.rules.speech import check_speech
from chatroom.words.commands import ComeBack, Command, GoAway, Introduce, Quit, Rename, Switch
from chatroom.words.events import CameBack, Cause, Dismissed, Event, Joined, QueuePosition, Renamed, Welcomed, WentAway
from chatroom.words.records import MutePlaced
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment, nearest

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def introduce(realm: Realm, session: Session, command: Introduce, now: Moment) -> None:
    """A name is given. Bad ones are refused with a free variant; after too many the door is closed."""
    channel = realm.channels[session.home]
    session.files = session.files or command.files
    try:
        if signing.claim(realm, session, channel, command.nick, now):
            return
        nick = legal_name(realm, channel, command.nick)
        check_entry(realm, channel, nick, session, now)
    except Refused as no:
        refuse_name(realm, session, no, now)
        return
    come_in(realm, session, nick, None, now)


def come_in(realm: Realm, session: Session, nick: str, account: Account | None, now: Moment) -> None:
    """The name is settled: a new person, or one more connection of an account's person who is here. On into the line."""
    session.step(Heard.NAMED)
    realm.deadlines.drop(sweep.unnamed, session)
    person = realm.person_of(account) if account is not None else None
    if person is None:
        person = Person(realm.new_number(), nick)
        person.account = account
        realm.people[person.id] = person
        realm.names.claim(nick, person.id)
    person.sessions.append(session)
    session.person = person
    set_echo(session, session.echo)
    hide_from_ignorers(realm, person)
    enter(realm, session, realm.channels[session.home], now)


def refuse_name(realm: Realm, session: Session, no: Refused, now: Moment) -> None:
    """One try less; after the last one the door is closed."""
    channel = realm.channels[session.home]
    no.channel = channel.name
    session.tries += 1
    realm.refuse(session, no, now)
    if session.tries >= channel.policies.name_tries or no.reason is Reason.STOPPING:
        realm.answer(session, Dismissed(now.wall, channel.name, Cause.REFUSED))
        realm.end(session, now)


def enter(realm: Realm, session: Session, channel: Channel, now: Moment) -> None:
    """Into the line, and on into a seat if there is one (CLASSIC C2.1 - C2.3). The entry has been checked."""
    person = session.person
    assert person is not None
    session.channel = channel.name
    if channel.standing(person.id) is not Standing.OUTSIDE:
        attend(realm, session, channel, now)
        return
    ticket = channel.enter(person.id, realm.names.key(person.nick))
    realm.answer(session, Welcomed(now.wall, channel.name, session.who, channel.topic, channel.slow))
    departing.admit(realm, channel, now)
    if person.id in channel.queue:
        ticket.told = len(channel.queue) - 1  # it is the last
        realm.answer(session, QueuePosition(now.wall, channel.name, ticket.told))


def attend(realm: Realm, session: Session, channel: Channel, now: Moment) -> None:
    """One more session of a person who is already there: it hears the channel, and nobody is told."""
    person = session.person
    assert person is not None
    realm.answer(session, Welcomed(now.wall, channel.name, session.who, channel.topic, channel.slow))
    session.member = channel.members.get(person.id)
    if session.member is not None:
        realm.audience(channel.name).add(session.sink, session.format)
    else:
        realm.answer(session, QueuePosition(now.wall, channel.name, channel.queue.ahead(person.id)))


def take_seat(realm: Realm, event: Joined) -> None:
    """The newcomer's sessions join the audience when they hear of their seat, and not before."""
    person = realm.people.get(event.who.person)
    if person is not None:
        for session in person.attending(event.channel):
            session.member = realm.channels[event.channel].members[person.id]
            realm.audience(event.channel).add(session.sink, session.format)


def find_channel(realm: Realm, name: str) -> Channel:
    channel = realm.channels.get(name)
    if channel is None:
        raise Refused(Reason.NO_CHANNEL, name, hint=nearest(name, tuple(realm.channels)))
    return channel


def switch(realm: Realm, session: Session, command: Switch, now: Moment) -> None:
    """Leaves for the tail of another line, on the same connection (CLASSIC C5). A refusal changes nothing for anybody."""
    target = find_channel(realm, command.channel)
    person = session.person
    if person is None:
        raise Refused(Reason.NOT_NOW)
    if target.name == session.channel:
        raise Refused(Reason.SAME_CHANNEL, target.name, channel=target.name)
    try:
        check_entry(realm, target, person.nick, session, now)
    except Refused as no:
        if no.reason in (Reason.BANNED, Reason.NO_GUESTS):
            raise
        raise Refused(Reason.CANNOT_SWITCH, person.nick, channel=target.name, hint=no.hint) from None
    departing.leave_channel(realm, session, Cause.SWITCHED, now)
    enter(realm, session, target, now)


def rename(realm: Realm, session: Session, command: Rename, now: Moment) -> None:
    """Another name, wherever this person is; everybody in its channels is told."""
    person = _person(session)
    nick = legal_name(realm, realm.channels[session.channel], command.nick)
    if nick == person.nick:
        realm.answer(session, Renamed(now.wall, session.channel, 0, session.who, nick))
        return
    places = [channel for channel in realm.channels.values() if channel.standing(person.id) is not Standing.OUTSIDE]
    for channel in places:
        check_entry(realm, channel, nick, session, now)
    who, old, new = session.who, realm.names.key(person.nick), realm.names.key(nick)
    realm.names.release(person.nick)
    realm.names.claim(nick, person.id)
    person.nick = nick
    for channel in places:
        before = channel.mutes.get(new)
        channel.pace.follow(person.id, new)
        channel.rename(person.id, old, new, now.mono)
        mute = channel.mutes.get(new)
        if mute is not None and mute is not before:
            realm.deadlines.add(mute.until, sweep.mute_over, (channel.name, new))
            until = now.wall + mute.until - now.mono
            kept = realm.store.commit((MutePlaced(now.wall, channel.name, "name", new, mute.by, mute.reason, until),))
            kept.addErrback(lambda _: None)  # the mute holds for as long as this house is open
    follow(realm, person, old)
    hide_from_ignorers(realm, person)
    for channel in places:
        if person.id in channel.members:
            realm.publish(Renamed(now.wall, channel.name, channel.next_seq(), who, nick))


def go_away(realm: Realm, session: Session, command: GoAway, now: Moment) -> None:
    person = _person(session)
    if session.member is not None:
        check_speech(session.member, now)  # an away text is seen by others
    person.away = command.text
    _tell_channel(realm, session, WentAway, now, command.text)


def come_back(realm: Realm, session: Session, command: ComeBack, now: Moment) -> None:
    person = _person(session)
    if person.away is None:
        raise Refused(Reason.NOT_AWAY)
    person.away = None
    _tell_channel(realm, session, CameBack, now)


def quit(realm: Realm, session: Session, command: Quit, now: Moment) -> None:
    """Goodbye; the others are told (CLASSIC C5)."""
    departing.leave_channel(realm, session, Cause.QUIT, now)
    if session.state is not State.LEAVING:  # had no seat or place to leave
        realm.answer(session, Dismissed(now.wall, session.home, Cause.QUIT))
        realm.end(session, now)


def _person(session: Session) -> Person:
    if session.person is None:
        raise Refused(Reason.NOT_NOW)
    return session.person


def _tell_channel(realm: Realm, session: Session, kind: Any, now: Moment, *fields: str) -> None:
    channel = realm.channels[session.channel]
    event: Event = kind(now.wall, channel.name, channel.next_seq(), session.who, *fields)
    realm.publish(event)


DECIDE: dict[type[Command], Any] = {
    Introduce: introduce,
    Switch: switch,
    Rename: rename,
    GoAway: go_away,
    ComeBack: come_back,
    Quit: quit,
}
