"""Coming in and moving on: a name, a line, a seat, another channel, another name, goodbye."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatroom.rules import attending, departing, mail, quiet, resuming, settings, signing, stage, sweep
from chatroom.rules.accounts import Account
from chatroom.rules.channel import Channel, Member, Standing
from chatroom.rules.entry import check_entry, guest_name, legal_name
from chatroom.rules.hiding import arrive, follow, hide_from_ignorers
from chatroom.rules.person import Person
from chatroom.rules.session import Decisions, Heard, Session, State
from chatroom.words.commands import ComeBack, GoAway, Introduce, Quit, Rename, Switch
from chatroom.words.events import CameBack, Cause, Dismissed, Event, Joined, QueuePosition, Renamed, Welcomed, WentAway
from chatroom.words.refusals import Reason, Refused
from chatroom.words.roomlife import CurrentRoom, MotdShown
from chatroom.words.rooms import Join, Leave
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def introduce(realm: Realm, session: Session, command: Introduce, now: Moment) -> None:
    """A name is given. Bad ones are refused with a free variant; after too many the door is closed."""
    channel = realm.channels.get(session.home)
    session.files = session.files or command.files
    session.resumes = session.resumes or command.resumes
    try:
        if signing.claim(realm, session, command.nick, now):
            return
        nick = legal_name(realm, channel, guest_name(realm, session, command.nick))
        check_entry(realm, channel, nick, session, now)
    except Refused as no:
        refuse_name(realm, session, no, now)
        return
    come_in(realm, session, nick, None, now)


def come_in(realm: Realm, session: Session, nick: str, account: Account | None, now: Moment) -> None:
    """The name is settled: a new person, or one more connection of an account's person who is here. On into the line."""
    person = realm.person_of(account) if account is not None else None
    if person is None:
        person = Person(realm.new_number(), nick)
        person.account = account
        realm.people[person.id] = person
        realm.names.claim(nick, person.id)
    attach(realm, session, person)
    if session.home:
        enter(realm, session, realm.channels[session.home], now)
    else:
        realm.answer(session, Welcomed(now.wall, "", session.who, ""))
    if person.held:
        resuming.take_up_all(realm, session, now)
    resuming.give_code(realm, session, now)
    mail.show(realm, session)


def attach(realm: Realm, session: Session, person: Person) -> None:
    """This connection is that person's, beside its others."""
    session.step(Heard.NAMED)
    realm.deadlines.drop(sweep.unnamed, session)
    person.sessions.append(session)
    session.person = person
    session.format = session.format.of(person.id)
    settings.recall(session)
    arrive(realm, session)


def refuse_name(realm: Realm, session: Session, no: Refused, now: Moment) -> None:
    """One try less; after the last one the door is closed, and at once on whoever is banned (S1-06)."""
    no.channel = session.home
    session.tries += 1
    realm.refuse(session, no, now)
    if session.tries >= realm.policies(session).name_tries or no.reason in (Reason.STOPPING, Reason.BANNED):
        realm.answer(session, Dismissed(now.wall, session.home, Cause.REFUSED))
        realm.end(session, now)


def enter(realm: Realm, session: Session, channel: Channel, now: Moment) -> None:
    """Into the line, and on into a seat if there is one (CLASSIC C2.1 - C2.3). The entry has been checked."""
    person = session.person
    assert person is not None
    if channel.standing(person.id) is not Standing.OUTSIDE:
        enter_quietly(realm, session, channel, now)
        return
    attending.attend(realm, session, channel.name, None)
    ticket = channel.enter(person.id, realm.names.key(person.nick))
    _welcome(realm, session, channel, now)
    departing.admit(realm, channel, now)
    if person.id in channel.queue:
        ticket.told = len(channel.queue) - 1  # it is the last
        realm.answer(session, QueuePosition(now.wall, channel.name, ticket.told))


def _welcome(realm: Realm, session: Session, channel: Channel, now: Moment) -> None:
    realm.answer(session, Welcomed(now.wall, channel.name, session.who, channel.topic, channel.slow))
    if channel.motd:
        realm.answer(session, MotdShown(now.wall, channel.name, channel.motd))
    stage.tell_newcomer(realm, session, channel, now)


def enter_quietly(realm: Realm, session: Session, channel: Channel, now: Moment) -> None:
    """One more session of a person who is already there: it hears the channel, and nobody is told."""
    person = session.person
    assert person is not None
    if channel.name in person.held:
        resuming.take_up(realm, session, channel, now)
        return
    _welcome(realm, session, channel, now)
    attending.attend(realm, session, channel.name, channel.members.get(person.id))
    if person.id in channel.queue:
        realm.answer(session, QueuePosition(now.wall, channel.name, channel.queue.ahead(person.id)))


def take_seat(realm: Realm, event: Joined) -> None:
    """The newcomer's sessions join the audience when they hear of their seat, and not before."""
    person = realm.people.get(event.who.person)
    if person is not None:
        for session in person.attending(event.channel):
            attending.attend(realm, session, event.channel, realm.channels[event.channel].members[person.id])


def switch(realm: Realm, session: Session, command: Switch, now: Moment) -> None:
    """Leaves for the tail of another line, on the same connection (CLASSIC C5). A refusal changes nothing for anybody.

    To a room that it attends already it only turns, and leaves nothing.
    """
    target = attending.find_channel(realm, command.channel)
    person = session.visitor()
    if target.name in session.attends:
        turn_to(realm, session, target, now)
        return
    _may_enter(realm, session, person, target, now)
    departing.leave_channel(realm, session, session.channel, Cause.SWITCHED, now)
    attending.face(realm, session, target.name)
    enter(realm, session, target, now)


def join(realm: Realm, session: Session, command: Join, now: Moment) -> None:
    """One room more, beside those that it attends. It becomes the current one if there is a seat at once."""
    target = attending.find_channel(realm, command.channel)
    person = session.visitor()
    if target.name in session.attends:
        turn_to(realm, session, target, now)
        return
    _may_enter(realm, session, person, target, now)
    before = session.channel
    attending.face(realm, session, target.name)  # so that it hears its own arrival as in any room
    enter(realm, session, target, now)
    if before and session.attends[target.name] is None:
        attending.face(realm, session, before)
    elif before:
        realm.answer(session, CurrentRoom(now.wall, target.name))


def leave(realm: Realm, session: Session, command: Leave, now: Moment) -> None:
    """Out of one room; the others stay. Whoever came by a channel's door keeps one: ONLY_ROOM."""
    channel = attending.place(realm, session, command.channel)
    if channel.name not in session.attends:
        raise Refused(Reason.NOT_MEMBER, channel.name, channel=channel.name)
    if session.home and len(session.attends) == 1:
        raise Refused(Reason.ONLY_ROOM, channel.name, channel=channel.name)
    departing.leave_channel(realm, session, channel.name, Cause.LEFT, now)


def turn_to(realm: Realm, session: Session, channel: Channel, now: Moment) -> None:
    """What it says goes there from now on. SAME_CHANNEL if it does already."""
    if channel.name == session.channel:
        raise Refused(Reason.SAME_CHANNEL, channel.name, channel=channel.name)
    attending.face(realm, session, channel.name)
    attending.tell_current(realm, session, now.wall)


def _may_enter(realm: Realm, session: Session, person: Person, target: Channel, now: Moment) -> None:
    """By the rules of entry; that a name is taken there is told as CANNOT_SWITCH."""
    try:
        check_entry(realm, target, person.nick, session, now)
    except Refused as no:
        if no.reason in (Reason.BANNED, Reason.NO_GUESTS, Reason.INVITE_ONLY, Reason.ROOM_PASSWORD):
            raise
        raise Refused(Reason.CANNOT_SWITCH, person.nick, channel=target.name, hint=no.hint) from None


def rename(realm: Realm, session: Session, command: Rename, now: Moment) -> None:
    """Another name, wherever this person is; everybody in its channels is told."""
    person = session.visitor()
    wish = command.nick if person.account is not None else guest_name(realm, session, command.nick)
    nick = legal_name(realm, realm.channels.get(session.channel), wish)
    if nick == person.nick:
        realm.answer(session, Renamed(now.wall, session.channel, 0, session.who, nick))
        return
    places = [channel for channel in realm.channels.values() if channel.standing(person.id) is not Standing.OUTSIDE]
    for channel in places:
        check_entry(realm, channel, nick, session, now)
    if not places:
        check_entry(realm, None, nick, session, now)
    who, old, new = session.who, realm.names.key(person.nick), realm.names.key(nick)
    realm.names.release(person.nick)
    realm.names.claim(nick, person.id)
    person.nick = nick
    for channel in places:
        channel.rename(person.id, old, new)
    quiet.renamed(realm, person, places, old, new, now)
    follow(realm, person, old)
    hide_from_ignorers(realm, person)
    for channel in places:
        if person.id in channel.members:
            realm.publish(Renamed(now.wall, channel.name, channel.next_seq(), who, nick))
    if not places:
        realm.answer(session, Renamed(now.wall, "", 0, who, nick))


def go_away(realm: Realm, session: Session, command: GoAway, now: Moment) -> None:
    person = session.visitor()
    quiet.check_everywhere(realm, person, now)  # an away text is seen by others
    person.away = command.text
    _tell_rooms(realm, session, WentAway, now, command.text)


def come_back(realm: Realm, session: Session, command: ComeBack, now: Moment) -> None:
    person = session.visitor()
    if person.away is None:
        raise Refused(Reason.NOT_AWAY)
    person.away = None
    _tell_rooms(realm, session, CameBack, now)


def quit(realm: Realm, session: Session, command: Quit, now: Moment) -> None:
    """Goodbye; the others are told (CLASSIC C5)."""
    mail.take(realm, session)
    departing.leave_all(realm, session, Cause.QUIT, now)
    if session.state is not State.LEAVING:  # had no seat or place to leave
        realm.answer(session, Dismissed(now.wall, session.home, Cause.QUIT))
        realm.end(session, now)


def _tell_rooms(realm: Realm, session: Session, kind: Any, now: Moment, *fields: str) -> None:
    """Everybody in every room where this person sits and may speak; in none, it is told so itself."""
    person = session.visitor()
    seats = [member for member in _seats(realm, person) if stage.has_voice(person, member.channel)]
    for member in seats:
        event: Event = kind(now.wall, member.channel.name, member.channel.next_seq(), session.who, *fields)
        realm.publish(event)
    if not seats:
        realm.answer(session, kind(now.wall, "", 0, session.who, *fields))


def _seats(realm: Realm, person: Person) -> list[Member]:
    """In the order of the rooms."""
    return [channel.members[person.id] for channel in realm.channels.values() if person.id in channel.members]


DECIDE: Decisions = {
    Introduce: introduce,
    Switch: switch,
    Leave: leave,
    Rename: rename,
    GoAway: go_away,
    ComeBack: come_back,
    Quit: quit,
}
