"""Kick, mute, empty, shut down. What staff may do is checked, kept by the store, checked again, and only then done."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatroom.rules import departing, sweep
from chatroom.rules.channel import Channel, Mute
from chatroom.rules.person import Person
from chatroom.rules.session import Session
from chatroom.words import commands as c
from chatroom.words.commands import Command
from chatroom.words.events import Cause, ChannelEvent, Emptied, Event, Kicked, Muted, Silenced, StaffAct, Who, Withdrew
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

LONGEST = 10**12  # seconds: what a clock can add without losing seconds
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def kick(realm: Realm, session: Session, command: c.Kick, now: Moment) -> None:
    """Out of the seat, or out of the line where the channel's policy reaches that far."""
    channel = realm.find_channel(command.channel or session.channel)
    person = _present(realm, channel, command.nick)
    if person is None:
        raise Refused(Reason.NOT_IN_CHANNEL, command.nick, channel=channel.name)

    def effect(now: Moment) -> None:
        again = _present(realm, channel, command.nick)
        if again is None:
            raise Refused(Reason.NOT_IN_CHANNEL, command.nick, channel=channel.name)
        who, by = Who(again.nick, again.id), session.who.nick
        if again.id in channel.queue:
            event: Event = Withdrew(now.wall, channel.name, who, Cause.KICKED, by, command.reason)
            departing.withdraw(realm, channel, again, event)  # type: ignore[arg-type]
        else:
            event = Kicked(now.wall, channel.name, channel.next_seq(), who, by, command.reason)
            departing.unseat(realm, channel, [again], event, now)
        _answer(realm, session, event)

    _durably(realm, session, command, now, effect)


def mute(realm: Realm, session: Session, command: c.Mute, now: Moment) -> None:
    """Silence until then. The one who is muted is told so in its own words, the others in theirs."""
    channel = realm.channels.get(command.channel or session.channel)
    if channel is None or channel.member(realm.names.key(command.nick)) is None:
        raise Refused(Reason.NOT_HERE, command.nick, channel=command.channel)
    seconds = _seconds(command.duration, channel.policies.duration_units)

    def effect(now: Moment) -> None:
        key = realm.names.key(command.nick)
        member = channel.member(key)
        if member is None:
            raise Refused(Reason.NOT_HERE, command.nick, channel=channel.name)
        by, person = session.who.nick, realm.people[member.person]
        silence = Mute(now.mono + seconds, by, command.reason)
        channel.silence(member, key, silence, now.mono)
        realm.deadlines.add(silence.until, sweep.mute_over, (channel.name, key))
        who = Who(person.nick, person.id)
        event = Muted(now.wall, channel.name, channel.next_seq(), who, by, seconds, command.reason)
        realm.publish(event)
        realm.tell_person(person.id, channel.name, Silenced(now.wall, channel.name, by, seconds, command.reason))
        _answer(realm, session, event)

    _durably(realm, session, command, now, effect)


def empty(realm: Realm, session: Session, command: c.Empty, now: Moment) -> None:
    """Everybody who sits there goes; those who wait come in, up to capacity (CLASSIC C6)."""
    channel = realm.find_channel(command.channel)

    def effect(now: Moment) -> None:
        people = [realm.people[person] for person in channel.members]
        whom = tuple(Who(person.nick, person.id) for person in people)
        event = Emptied(now.wall, channel.name, channel.next_seq(), session.who.nick, whom)
        departing.unseat(realm, channel, people, event, now)
        _answer(realm, session, event)

    _durably(realm, session, command, now, effect)


def shutdown(realm: Realm, session: Session, command: c.Shutdown, now: Moment) -> None:
    def effect(now: Moment) -> None:
        realm.shut_down(command.reason)
        realm.on_shutdown()

    _durably(realm, session, command, now, effect)


def _durably(realm: Realm, session: Session, command: Command, now: Moment, effect: Callable[[Moment], None]) -> None:
    """Does `effect` once the store has kept that it was ordered; if it cannot, nothing has happened and the asker is told.

    `effect` looks again at who is there, since time may have passed; it may refuse.
    """

    def kept(_: object) -> None:
        then = realm.now()
        try:
            effect(then)
        except Refused as no:
            realm.refuse(session, no, then)

    def lost(_: object) -> None:
        realm.refuse(session, Refused(Reason.NOT_STORED, command.words[0]), realm.now())

    realm.store.commit((StaffAct(now.wall, session.who.nick, command),)).addCallbacks(kept, lost)


def _answer(realm: Realm, session: Session, event: Event) -> None:
    """Tells staff that it is done, unless it sits in the channel and has heard it there."""
    if not (isinstance(event, ChannelEvent) and event.channel == session.channel):
        realm.answer(session, event)


def _present(realm: Realm, channel: Channel, nick: str) -> Person | None:
    """Who can be kicked under that name: a member, or a waiter where the policy says so."""
    person = channel.keys.get(realm.names.key(nick))
    if person is None or (person in channel.queue and not channel.policies.kick_waiters):
        return None
    return realm.people[person]


def _seconds(text: str, units: bool) -> int:
    """A duration in whole seconds, or BAD_DURATION. "90", and with units "90s", "10m", "2h", "1d"."""
    match = re.fullmatch("0*([1-9][0-9]*)([smhd]?)", text)
    if match is None or (match[2] and not units):
        raise Refused(Reason.BAD_DURATION, text)
    return min(int(match[1][:13]) * _UNITS[match[2]], LONGEST)


DECIDE: dict[type[Command], Any] = {
    c.Kick: kick,
    c.Mute: mute,
    c.Empty: empty,
    c.Shutdown: shutdown,
}
