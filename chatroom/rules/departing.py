"""Leaving: by quit, switch, lost line, kick, empty, idleness. One road for all of them, so that no cause frees a seat twice.

A person's session ends its attendance; the last one frees the seat or the place, and the line moves up in the same turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import attending, holding, mail, proving, quiet, resuming, stage, sweep
from chatroom.rules.channel import Channel, Standing
from chatroom.rules.hiding import forget_ignorer, show_everybody
from chatroom.rules.lifetime import note_empty
from chatroom.rules.person import Person
from chatroom.rules.session import State
from chatroom.words.events import (
    Banned,
    Cause,
    Dismissed,
    Emptied,
    Event,
    Joined,
    Kicked,
    Left,
    QueueAdvanced,
    ShuttingDown,
    WentAfk,
    Who,
    Withdrew,
)
from chatroom.words.logged import Disconnected
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.charter import Charter
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session

DEPARTURES = (Left, Kicked, Banned, WentAfk, Emptied, Withdrew)
Departure = Left | Kicked | Banned | WentAfk | Emptied | Withdrew


# ---- deciding ----------------------------------------------------------------------------------------------------------


def leave_all(realm: Realm, session: Session, cause: Cause, now: Moment) -> None:
    """This session attends nothing any longer. The current room is the last to go."""
    for name in sorted(session.attends, key=lambda name: name == session.channel):
        leave_channel(realm, session, name, cause, now)


def leave_channel(realm: Realm, session: Session, name: str, cause: Cause, now: Moment) -> None:
    """This session attends that channel no longer: QUIT, LEFT, SWITCHED, LOST or SLOW. With its last one the person is out."""
    person = session.person
    if person is None or name not in session.attends:
        return
    channel, who = realm.channels[name], session.who
    if person.attending(name) != [session]:
        before = session.channel
        attending.stop(realm, session, name)  # the others of this person stay, and nobody is told
        if cause is Cause.LEFT:
            realm.answer(session, Dismissed(now.wall, name, cause, closing=False))
            if session.channel != before:
                attending.tell_current(realm, session, now.wall)
    elif cause is Cause.LOST and holding.hold(realm, session, channel, now):
        return  # nobody is told until it is over
    elif channel.standing(person.id) is Standing.WAITING:
        withdraw(realm, channel, person, Withdrew(now.wall, name, who, cause), now)
    else:
        unseat(realm, channel, [person], Left(now.wall, name, channel.next_seq(), who, cause), now)


def unseat(realm: Realm, channel: Channel, people: list[Person], event: Event, now: Moment) -> None:
    """Frees the seats, says so with `event`, and lets the line move up (CLASSIC C2.5, C2.6)."""
    for person in people:
        holding.release(realm, channel, person)
        member = channel.leave(person.id, realm.names.key(person.nick))
        realm.deadlines.drop(sweep.idle, member)
    realm.publish(event)
    admit(realm, channel, now)
    note_empty(realm, channel, now)
    for person in people:
        let_go(realm, person, Who(person.nick, person.id), now)


def withdraw(realm: Realm, channel: Channel, person: Person, event: Withdrew, now: Moment) -> None:
    """Gives a place in the line back."""
    holding.release(realm, channel, person)
    channel.withdraw(person.id, realm.names.key(person.nick))
    realm.publish(event)
    if channel.queue:
        realm.publish(QueueAdvanced(event.at, channel.name))
    note_empty(realm, channel, now)
    let_go(realm, person, event.who, now)


def admit(realm: Realm, channel: Channel, now: Moment) -> None:
    """Seats the longest-waiting while there is a seat (CLASSIC C2.5). Who is not there keeps its place, and is passed over."""
    while channel.queue and channel.has_room() and (ticket := channel.queue.next()) is not None:
        person = realm.people[ticket.person]
        member = channel.promote(person.id, now.mono)
        sweep.watch_idleness(realm, member)
        quiet.settle(realm, member, now)
        realm.publish(Joined(now.wall, channel.name, channel.next_seq(), Who(person.nick, person.id)))
        quiet.warn(realm, member, now)
        if channel.queue:
            realm.publish(QueueAdvanced(now.wall, channel.name))


def forget_person(realm: Realm, session: Session, now: Moment) -> None:
    """The session is nobody's any more, waits for no proof, and comes back by no code."""
    proving.give_up(realm, session, now)
    who, person, session.person = session.who, session.person, None
    if person is None:
        return
    realm.codes.drop(session.code)
    session.moniker, session.staff = person.nick, person.account  # what it has asked as staff ends in its name
    person.sessions.remove(session)
    show_everybody(session)
    mail.hand_on(realm, person, now)
    let_go(realm, person, who, now)


def let_go(realm: Realm, person: Person, who: Who, now: Moment) -> None:
    """With a person's last session its name is free, unless something is kept for it. Quiet if it is still here."""
    if not person.sessions and not person.held and person.id in realm.people:
        realm.note(Disconnected(now.wall, who))
        mail.outlive(realm, person, now)
        realm.names.release(person.nick)
        forget_ignorer(realm, person)
        realm.mutes.forget(person.id)
        for channel in realm.channels.values():
            channel.forget(person.id)
        resuming.forget_codes(realm, person)
        del realm.people[person.id]


# ---- delivering --------------------------------------------------------------------------------------------------------


def deliver(realm: Realm, event: Event, now: Moment) -> None:
    """Takes those who are out from the audience, tells the others, then tells them in their own words.

    Whoever came in by a channel's door and attends nothing more is closed; others go on. The leaver does not hear the common
    line: it has words of its own (in the classic dialect: none).
    """
    assert isinstance(event, DEPARTURES)
    audience, name = realm.audiences[event.channel], event.channel
    people = [realm.people[who.person] for who in _whom(event) if who.person in realm.people]
    sessions = [(session, session.channel) for person in people for session in person.attending(name)]
    for session, _ in sessions:
        attending.stop(realm, session, name)
    if not isinstance(event, Withdrew) and not stage.hides(realm.channels[name], event):
        audience.deliver(event)
    cause, by, reason, seconds = _why(event)
    if cause in (Cause.SWITCHED, Cause.LOST, Cause.SLOW):
        return  # goes on elsewhere, or cannot hear
    charter = realm.channels[name].charter if cause is Cause.KICKED else None
    for session, before in sessions:
        closing = not session.attends and (bool(session.home) or cause in (Cause.QUIT, Cause.BANNED))
        if cause in (Cause.QUIT, Cause.BANNED) and not closing:
            continue  # its other rooms follow, and it is told once
        closed = "" if charter is None or _may_return(session, charter) else charter.closed
        realm.tell(session.who, Dismissed(event.at, name, cause, by, reason, closing, seconds, closed))
        if closing:
            realm.end(session, now)
        elif session.channel != before:
            attending.tell_current(realm, session, event.at)


def _may_return(session: Session, charter: Charter) -> bool:
    person = session.person
    return person is not None and charter.admits(person.id, person.account)


def close_down(realm: Realm, event: ShuttingDown, now: Moment) -> None:
    """Everybody is told goodbye and is out, on the spot: no seat is given to the next, and no line moves up."""
    holding.forget_all(realm, now)
    for channel in realm.channels.values():
        for member in channel.close():
            realm.deadlines.drop(sweep.idle, member)
    for session in list(realm.sessions.values()):
        if session.state is State.LEAVING:
            continue  # it has had its last words
        realm.tell(session.who, Dismissed(event.at, session.channel, Cause.SHUTDOWN, reason=event.reason))
        attending.stop_all(realm, session)
        realm.end(session, now)


def _whom(event: Departure) -> tuple[Who, ...]:
    return event.whom if isinstance(event, Emptied) else (event.who,)


def _why(event: Departure) -> tuple[Cause, str, str, int]:
    match event:
        case Kicked():
            return Cause.KICKED, event.by, event.reason, 0
        case Banned():
            return Cause.BANNED, event.by, event.reason, event.seconds
        case Emptied():
            return Cause.EMPTIED, event.by, "", 0
        case WentAfk():
            return Cause.AFK, "", "", 0
        case Withdrew():
            return event.cause, event.by, event.reason, event.seconds
    return event.cause, "", "", 0
