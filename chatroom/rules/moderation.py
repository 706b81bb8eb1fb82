"""Kick, slow down, announce, and taking it back.

acting.py says how an act is done; muting.py, banning.py, noting.py and ending.py have the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import (
    administering,
    attending,
    banning,
    consoles,
    departing,
    ending,
    muting,
    noting,
    own_account,
    stage,
    tokens,
)
from chatroom.rules.acting import check_rank, durably, duration, tell_staff
from chatroom.rules.channel import Channel
from chatroom.rules.charter import identity, leads, let
from chatroom.rules.person import Person
from chatroom.rules.quiet import check_staff_may_speak
from chatroom.rules.session import Decisions, Session
from chatroom.words.commands import Command
from chatroom.words.events import Announced, Cause, Kicked, Slowed, Who, Withdrew
from chatroom.words.records import ChannelSlowed
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import Announce, Kick, Slow, Undo
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def kick(realm: Realm, session: Session, command: Kick, now: Moment) -> None:
    """Out of the seat, or out of the line where the channel's policy reaches that far."""
    channel = attending.place(realm, session, command.channel)
    person = _present(realm, channel, command.nick)
    if person is None:
        raise Refused(Reason.NOT_IN_CHANNEL, command.nick, channel=channel.name)
    check_rank(session, person.nick, person.account, channel.name, owns=leads(session.person, channel))

    def effect(now: Moment) -> None:
        if _present(realm, channel, person.nick) is not person:
            raise Refused(Reason.NOT_IN_CHANNEL, command.nick, channel=channel.name)
        who, by = Who(person.nick, person.id), session.who.nick
        _uninvite(realm, channel, person, now)
        if person.id in channel.queue:
            gone = Withdrew(now.wall, channel.name, who, Cause.KICKED, by, command.reason)
            departing.withdraw(realm, channel, person, gone, now)
            tell_staff(realm, session, gone)
        else:
            event = Kicked(now.wall, channel.name, channel.next_seq(), who, by, command.reason)
            tell_staff(realm, session, event)  # before the line moves up: the asker may be the next in it
            departing.unseat(realm, channel, [person], event, now)

    durably(realm, session, command, now, effect, target=f"{channel.name}:{command.nick}", reason=command.reason)


def _uninvite(realm: Realm, channel: Channel, person: Person, now: Moment) -> None:
    """It comes into a closed room no more, whether it was let in as a guest or by its account."""
    if channel.charter is not None:
        channel.charter.guests -= {person.id, identity(person)}
        records = let(channel, now.wall, "guests", identity(person), False)
        if records:  # at worst it may come again after a restart
            realm.store.commit(records).addErrback(lambda _: None)


def slow(realm: Realm, session: Session, command: Slow, now: Moment) -> None:
    """Once in so many seconds for each person; everybody there is told."""
    channel = attending.place(realm, session, command.channel)
    seconds = 0 if command.duration.lower() in ("off", "0") else duration(command.duration, True, Slow.words[0])

    def effect(now: Moment) -> Command:
        before, channel.slow = channel.slow, seconds
        if seconds == 0:
            channel.pace.clear()
        event = Slowed(now.wall, channel.name, channel.next_seq(), session.who.nick, seconds)
        realm.publish(event)
        tell_staff(realm, session, event)
        return Slow(str(before), channel.name)

    record = ChannelSlowed(now.wall, channel.name, seconds)
    where = f"{channel.name} {seconds} s"
    durably(realm, session, command, now, effect, target=where, records=[record])


def announce(realm: Realm, session: Session, command: Announce, now: Moment) -> None:
    """Heard everywhere, so that a mute anywhere binds."""
    check_staff_may_speak(realm, session, realm.channels.values(), now)

    def effect(now: Moment) -> None:
        event = Announced(now.wall, session.who.nick, command.text)
        realm.publish(event)
        if session.person is None:
            realm.answer(session, event)

    durably(realm, session, command, now, effect, target="")


def undo(realm: Realm, session: Session, command: Undo, now: Moment) -> None:
    """Takes back this member's latest act that can be taken back. The audit row of what takes it back names the act's row."""
    mine = realm.acts.undoable.get(session.actor)
    if not mine:
        raise Refused(Reason.NOTHING_TO_UNDO)
    inverse = mine[-1].inverse
    if inverse.right not in realm.rights(session, getattr(inverse, "channel", "")):
        raise Refused(Reason.NOT_ALLOWED, command.words[0])  # it may no longer do what it once did
    realm.acts.undoing = mine.pop()
    try:
        DECIDE[type(inverse)](realm, session, inverse, now)
    finally:
        realm.acts.undoing = None


def _present(realm: Realm, channel: Channel, nick: str) -> Person | None:
    """Who can be kicked under that name: a member, or a waiter where the policy says so."""
    person = channel.keys.get(realm.names.key(nick))
    if person is None or (person in channel.queue and not channel.policies.kick_waiters):
        return None
    return realm.people[person]


DECIDE: Decisions = {
    Kick: kick,
    Slow: slow,
    Announce: announce,
    Undo: undo,
    **muting.DECIDE,
    **stage.DECIDE,
    **ending.DECIDE,
    **banning.DECIDE,
    **noting.DECIDE,
    **consoles.DECIDE,
    **administering.DECIDE,
    **own_account.DECIDE,
    **tokens.DECIDE,
}
