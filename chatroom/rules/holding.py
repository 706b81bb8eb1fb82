"""Seats and places that are kept while somebody's line is lost (G113, G125).

    seat                       place in the line
      | line lost                 | line lost
    held, `seat_grace` long    held, `queue_grace` long, passed over by whoever gets a seat
      | over: `left` is told      | over: out, and only the line behind hears of it
    held place at the head of the line

Kept are those of accounts, and of guests whose client holds a code; nobody is told as long as it lasts. It must never know how
somebody proves to be the one who comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import attending, departing, sweep
from chatroom.rules.channel import Channel, Member
from chatroom.rules.person import Kept, Person
from chatroom.words.events import Cause, Event, Left, Silenced, Whispered, Who, Withdrew
from chatroom.words.pastes import PasteDropped
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session

TOLD_LATER = (Whispered, Silenced, PasteDropped)  # of what is said to one person alone; the rest is only of use at once


def hold(realm: Realm, session: Session, channel: Channel, now: Moment) -> bool:
    """Keeps what the last session of its person had there, now that its line is lost. False: nothing is kept."""
    person = session.person
    if person is None or realm.stopping or (person.account is None and not session.resumes):
        return False
    member = channel.members.get(person.id)
    grace = channel.policies.queue_grace if member is None else channel.policies.seat_grace
    if grace <= 0:
        return False
    if member is not None:
        realm.audiences[channel.name].remember()
    attending.stop(realm, session, channel.name)
    person.held |= {channel.name}
    person.left_from = session.host
    if member is None:
        _hold_place(realm, channel, person, now.mono + grace)
    else:
        member.held, member.heard_to = now.mono + grace, channel.seq
        realm.deadlines.drop(sweep.idle, member)
        realm.deadlines.add(member.held, seat_over, member)
    return True


def _hold_place(realm: Realm, channel: Channel, person: Person, until: float) -> None:
    channel.queue.ticket(person.id).held = until
    realm.deadlines.add(until, place_over, (channel, person.id))


def is_held(channel: Channel, person: Person) -> bool:
    return channel.name in person.held


def release(realm: Realm, channel: Channel, person: Person) -> None:
    """Nothing is kept for it there any more: it is back, or out. Quiet if nothing was."""
    if channel.name not in person.held:
        return
    person.held -= {channel.name}
    member = channel.members.get(person.id)
    if member is None:
        realm.deadlines.drop(place_over, (channel, person.id))
        channel.queue.ticket(person.id).held = None
    else:
        realm.deadlines.drop(seat_over, member)
        realm.audiences[channel.name].forget()
        member.held = None


def seat_over(realm: Realm, member: Member, now: Moment) -> float | None:
    """It did not come back in time: the seat is the next one's, and the first place in the line is kept for it."""
    channel, person = member.channel, realm.people[member.person]
    release(realm, channel, person)
    gone = Left(now.wall, channel.name, channel.next_seq(), Who(person.nick, person.id), Cause.LOST)
    grace = channel.policies.queue_grace
    if grace <= 0:
        departing.unseat(realm, channel, [person], gone, now)
        return None
    channel.step_back(person.id)
    person.held |= {channel.name}
    _hold_place(realm, channel, person, now.mono + grace)
    realm.publish(gone)
    departing.admit(realm, channel, now)
    return None


def place_over(realm: Realm, place: tuple[Channel, int], now: Moment) -> float | None:
    """The same of a place in the line, which is nobody's now."""
    channel, person = place[0], realm.people[place[1]]
    gone = Withdrew(now.wall, channel.name, Who(person.nick, person.id), Cause.LOST)
    departing.withdraw(realm, channel, person, gone, now)
    return None


def tell_elsewhere(realm: Realm, person: Person, channel: str, event: Event) -> None:
    """What was said to it where only its seat is: its connections in other rooms hear it, or it does when it is back."""
    if person.sessions and isinstance(event, TOLD_LATER) and channel in person.held:
        for session in person.sessions:
            realm.answer(session, event)
    else:
        tell_later(realm, person, channel, event)


def tell_later(realm: Realm, person: Person, channel: str, event: Event) -> None:
    """Keeps what was said to that person alone until it is back; "" as channel: in none.

    Nothing of it is dropped: whispers are as many as `mail.check_room` lets through, and of a silence the last word counts.
    """
    if isinstance(event, TOLD_LATER) and (channel in person.held or (not channel and person.held)):
        seq = realm.channels[channel].seq if channel else 0
        writer = realm.people.get(event.who.person) if isinstance(event, Whispered) else None
        sender = writer.account.key if writer is not None and writer.account is not None else ""
        over = [] if isinstance(event, Whispered) else [one for one in person.kept if _is_over(one, channel, event)]
        person.kept = (*(one for one in person.kept if one not in over), Kept(channel, seq, event, sender))


def _is_over(kept: Kept, channel: str, event: Event) -> bool:
    """Whether it was said of the same silence as this."""
    before = kept.event
    return (
        kept.channel == channel
        and isinstance(before, Silenced)
        and isinstance(event, Silenced)
        and before.channel == event.channel
    )


def forget_all(realm: Realm, now: Moment) -> None:
    """The house closes: nothing is kept for anybody. To be called before seats and lines are cleared."""
    for person in [person for person in realm.people.values() if person.held]:
        for name in list(person.held):
            release(realm, realm.channels[name], person)
        departing.let_go(realm, person, Who(person.nick, person.id), now)
