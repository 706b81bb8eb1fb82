"""The once-a-second look at the clock: idleness, the ends of mutes, names that never came, last words never read.

Each check looks at one subject at its time and says None (done) or when it is truly due. Monotonic seconds throughout, so
that a clock set back or forward neither stalls anything nor makes anybody idle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import barred, departing, stage
from chatroom.rules.channel import Member
from chatroom.words.events import AfkWarned, Cause, Dismissed, WentAfk, Who
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.rules.sending import Transfer
    from chatroom.rules.session import Session

WARN_AT = 0.8  # of the time one may be idle


def sweep(realm: Realm, now: Moment) -> None:
    """Does everything that is due at `now`, earliest first; then those far behind in a line hear where they are."""
    while (pair := realm.deadlines.due(now.mono)) is not None:
        check, subject = pair
        again = check(realm, subject, now)
        if again is not None:
            realm.deadlines.add(again, check, subject)
    realm.numbering.catch_up()


def watch_idleness(realm: Realm, member: Member) -> None:
    """From the moment somebody sits down (CLASSIC C2.8), or is back; who is away is not idle."""
    limit = member.channel.policies.afk
    if limit is not None and member.held is None:
        first = limit * WARN_AT if member.channel.policies.afk_warning else limit
        realm.deadlines.add(member.active + first, idle, member)


def idle(realm: Realm, member: Member, now: Moment) -> float | None:
    """CLASSIC C7: out after `afk` seconds without a word or a command; a muted member's clock stands still.

    A bot never goes, since nobody sits there who could show it, and staff has given it its seat (G412).
    """
    limit = member.channel.policies.afk
    assert limit is not None
    person = realm.people[member.person]
    if person.is_bot() or (member.channel.stage is not None and not stage.has_voice(person, member.channel)):
        return now.mono + limit  # it cannot show that it is there
    muted = member.muted(now.mono)
    for_now = member.idle(now.mono)
    warns = member.channel.policies.afk_warning and not member.warned
    aim = limit * WARN_AT if warns else limit
    if muted and member.mute is not None:
        return member.mute.until + aim - for_now
    if for_now < aim:
        return now.mono + aim - for_now
    channel = member.channel
    if warns and for_now < limit:
        member.warned = True
        left = max(1, round(limit - for_now))
        realm.tell_person(person.id, channel.name, AfkWarned(now.wall, channel.name, left))
        return now.mono + limit - for_now
    event = WentAfk(now.wall, channel.name, channel.next_seq(), Who(person.nick, person.id))
    departing.unseat(realm, channel, [person], event, now)
    return None


def unnamed(realm: Realm, session: Session, now: Moment) -> float | None:
    """No name came in time."""
    realm.refuse(session, Refused(Reason.TOO_SLOW, channel=session.home, number=realm.name_seconds), now)
    realm.answer(session, Dismissed(now.wall, session.home, Cause.REFUSED))
    realm.end(session, now)
    return None


def unflushed(realm: Realm, session: Session, now: Moment) -> float | None:
    """The last words were not taken in time: the connection is cut, and the door will say that it is lost."""
    session.sink.abort()
    return None


def unfinished(realm: Realm, transfer: Transfer, now: Moment) -> float | None:
    """A file that nobody brings or nobody fetches, or one of whose ends was barred meanwhile. Looked at once a second."""
    stopped = barred.is_barred(realm, transfer.parties, transfer.sender, transfer.channel, now)
    if transfer.due > now.mono and not stopped and not realm.transfers.is_vain(realm, transfer):
        return now.mono + 1.0
    realm.transfers.fail(realm, transfer)
    return None
