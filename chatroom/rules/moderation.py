"""Kick, mute, slow down, announce, and taking it back (acting.py says how an act is done; ending.py has what ends)."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from chatroom.rules import administering, attending, banning, consoles, departing, ending, noting, sweep
from chatroom.rules.accounts import Account, Role
from chatroom.rules.acting import check_rank, durably, duration, tell_staff
from chatroom.rules.channel import Channel, Member, Mute
from chatroom.rules.person import Person
from chatroom.rules.session import Session
from chatroom.words import commands as c
from chatroom.words.commands import Command
from chatroom.words.events import (
    Announced,
    Cause,
    Event,
    Kicked,
    Muted,
    Silenced,
    Slowed,
    Unmuted,
    Who,
    Withdrew,
)
from chatroom.words.records import ChannelSlowed, MuteLifted, MutePlaced
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import Announce, Slow, Undo, Unmute
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def kick(realm: Realm, session: Session, command: c.Kick, now: Moment) -> None:
    """Out of the seat, or out of the line where the channel's policy reaches that far."""
    channel = attending.place(realm, session, command.channel)
    person = _present(realm, channel, command.nick)
    if person is None:
        raise Refused(Reason.NOT_IN_CHANNEL, command.nick, channel=channel.name)
    check_rank(session, person.nick, person.account, channel.name)

    def effect(now: Moment) -> None:
        if _present(realm, channel, person.nick) is not person:
            raise Refused(Reason.NOT_IN_CHANNEL, command.nick, channel=channel.name)
        who, by, seated = Who(person.nick, person.id), session.who.nick, session.sits_in(channel.name)
        if person.id in channel.queue:
            event: Event = Withdrew(now.wall, channel.name, who, Cause.KICKED, by, command.reason)
            departing.withdraw(realm, channel, person, event)  # type: ignore[arg-type]
        else:
            event = Kicked(now.wall, channel.name, channel.next_seq(), who, by, command.reason)
            departing.unseat(realm, channel, [person], event, now)
        tell_staff(realm, session, event, seated=seated)

    durably(realm, session, command, now, effect, target=f"{channel.name}:{command.nick}", reason=command.reason)


def mute(realm: Realm, session: Session, command: c.Mute, now: Moment) -> None:
    """Silence until then. The one who is muted is told so in its own words, the others in theirs.

    Whoever leaves while the store keeps it is muted all the same: it is so when it comes back.
    """
    channel = realm.channels.get(command.channel or session.channel)
    key = realm.names.key(command.nick)
    sitting = None if channel is None else channel.member(key)
    if channel is None or sitting is None:
        raise Refused(Reason.NOT_HERE, command.nick, channel=command.channel)
    person = realm.people[sitting.person]
    check_rank(session, person.nick, person.account, channel.name)
    if sitting.muted(now.mono):
        _check_not_its_own(session, person.account, sitting.mute, channel)
    keys = [key] if person.account is None else list(dict.fromkeys((key, person.account.key)))
    seconds = duration(command.duration, channel.policies.duration_units)
    until = now.wall + seconds

    def effect(now: Moment) -> Command:
        silence = Mute(now.mono + seconds, session.who.nick, command.reason)
        member = channel.members.get(person.id) or channel.member(key)
        who = Who(command.nick, 0) if member is None else _who(realm, member)
        if member is not None:
            channel.silence(member, realm.names.key(who.nick), silence, now.mono)
        for one in dict.fromkeys((*keys, realm.names.key(who.nick))):
            channel.mutes[one] = silence
            realm.deadlines.add(silence.until, sweep.mute_over, (channel.name, one))
        event = Muted(now.wall, channel.name, channel.next_seq(), who, silence.by, seconds, command.reason)
        realm.publish(event)
        if member is not None:
            realm.tell_person(who.person, channel.name, Silenced(now.wall, channel.name, silence.by, seconds, command.reason))
        tell_staff(realm, session, event)
        return Unmute(channel.name, command.nick)

    by, where = session.who.nick, f"{channel.name}:{command.nick}"
    records = [MutePlaced(now.wall, channel.name, "name", one, by, command.reason, until) for one in keys]
    durably(realm, session, command, now, effect, target=where, reason=command.reason, until=until, records=records)


def unmute(realm: Realm, session: Session, command: Unmute, now: Moment) -> None:
    """Speech again, for one who is here or for a name that may come back."""
    channel = attending.place(realm, session, command.channel)
    key = realm.names.key(command.nick)
    mute = channel.mutes.get(key)
    if mute is None:
        raise Refused(Reason.NOT_MUTED, command.nick, channel=channel.name)
    same = [other for other, one in channel.mutes.items() if one is mute]
    if session.account is not None:
        sitting = [realm.people[person].account for person in mute.people if person in realm.people]
        if session.account.key in same or session.account in sitting:
            _check_not_its_own(session, session.account, mute, channel)

    def effect(now: Moment) -> Command:
        left = max(1, ceil(mute.until - now.mono))
        channel.unmute(mute, now.mono)
        for other in same:
            realm.deadlines.drop(sweep.mute_over, (channel.name, other))
        member = channel.member(key)
        who = Who(command.nick, 0) if member is None else _who(realm, member)
        event = Unmuted(now.wall, channel.name, channel.next_seq(), who, session.who.nick)
        realm.publish(event)
        tell_staff(realm, session, event)
        return c.Mute(channel.name, command.nick, str(left), mute.reason)

    records = [MuteLifted(now.wall, channel.name, "name", other) for other in same]
    durably(realm, session, command, now, effect, target=f"{channel.name}:{command.nick}", records=records)


def _check_not_its_own(session: Session, muted: Account | None, mute: Mute | None, channel: Channel) -> None:
    """Nobody shortens or lifts a mute that somebody else has placed on it, but an owner; OWN_MUTE."""
    own = session.account
    if mute is None or own is None or own is not muted or own.role(channel.name) is Role.OWNER:
        return
    if mute.by not in (session.who.nick, session.actor):
        raise Refused(Reason.OWN_MUTE, mute.by, channel=channel.name)


def _who(realm: Realm, member: Member) -> Who:
    person = realm.people[member.person]
    return Who(person.nick, person.id)


def slow(realm: Realm, session: Session, command: Slow, now: Moment) -> None:
    """Once in so many seconds for each person; everybody there is told."""
    channel = attending.place(realm, session, command.channel)
    seconds = 0 if command.duration.lower() in ("off", "0") else duration(command.duration, True)

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


DECIDE: dict[type[Command], Any] = {
    c.Kick: kick,
    c.Mute: mute,
    Unmute: unmute,
    Slow: slow,
    Announce: announce,
    Undo: undo,
    **ending.DECIDE,
    **banning.DECIDE,
    **noting.DECIDE,
    **consoles.DECIDE,
    **administering.DECIDE,
}
