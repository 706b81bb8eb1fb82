"""Saying something: to the channel, to one person, about oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import mail, stage
from chatroom.rules.acting import durably, tell_staff
from chatroom.rules.attending import beside, place, seated
from chatroom.rules.channel import Member
from chatroom.rules.charter import changed
from chatroom.rules.hiding import ignores
from chatroom.rules.holding import tell_later
from chatroom.rules.pace import Mark
from chatroom.rules.person import Person
from chatroom.rules.quiet import check_everywhere
from chatroom.rules.session import Decisions, Session
from chatroom.rules.speech import check_pace, check_secrecy, check_speech
from chatroom.words.commands import Act, Reply, Right, Say, Topic, Whisper
from chatroom.words.events import (
    Acted,
    Said,
    TopicSet,
    TopicShown,
    Whispered,
    WhisperSent,
)
from chatroom.words.refusals import Reason, Refused
from chatroom.words.rooms import Group
from chatroom.words.text import Moment, nearest

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def say(realm: Realm, session: Session, command: Say | Group, now: Moment) -> None:
    """To everybody in the channel, the sender included (CLASSIC C4)."""
    member = seated(realm, session, command.channel)
    check_secrecy(realm, member, command.text)
    if member.channel.stage is not None and stage.waits_for_approval(realm, member):
        _hold(realm, session, member, command.text, False, now)
        return
    may_speak(realm, session, member, now)
    channel = member.channel
    realm.publish(Said(now.wall, channel.name, channel.next_seq(), session.who, command.text))


def act(realm: Realm, session: Session, command: Act, now: Moment) -> None:
    member = seated(realm, session, command.channel)
    if member.channel.stage is not None and stage.waits_for_approval(realm, member):
        _hold(realm, session, member, command.text, True, now)
        return
    may_speak(realm, session, member, now)
    channel = member.channel
    realm.publish(Acted(now.wall, channel.name, channel.next_seq(), session.who, command.text))


def whisper(realm: Realm, session: Session, command: Whisper, now: Moment) -> None:
    """To one person: in the same channel (CLASSIC C5), and where the policy says so to anybody on the server (S2-01).

    Those who keep count see it even when nobody of that name is there.
    """
    key = realm.names.key(command.nick)
    if session.person is not None and _may_cross(realm, session) and not command.channel and not _shares_a_room(session, key):
        _whisper_across(realm, session, session.person, command, now)
        return
    member = seated(realm, session, command.channel)
    if not command.channel:
        member = beside(session, member, key)
    check_speech(member, now)
    channel = member.channel
    target = channel.member(key)
    event = Whispered(now.wall, channel.name, session.who, command.nick, command.text, target is not None)
    realm.publish(event)
    if target is None:
        others = [realm.people[other].nick for other in channel.members]
        raise Refused(Reason.NOT_HERE, command.nick, channel=channel.name, hint=nearest(command.nick, others))
    person = realm.people[target.person]
    assert session.person is not None
    if not ignores(realm, person, session.person):
        if not person.sessions:
            mail.check_room(realm, person, command.text)
        person.whispered_by = session.person.id
        realm.tell_person(person.id, channel.name, event)
    realm.answer(session, WhisperSent(now.wall, channel.name, person.nick, command.text, person.away))


def _may_cross(realm: Realm, session: Session) -> bool:
    """Whether it reaches people whom it shares no channel with. Where names are the channels' business, nobody could be meant."""
    return not realm.names.exact and (not session.home or realm.policies(session).private_everywhere)


def _shares_a_room(session: Session, key: str) -> bool:
    return any(seat is not None and seat.channel.member(key) is not None for seat in session.attends.values())


def _whisper_across(realm: Realm, session: Session, person: Person, command: Whisper, now: Moment) -> None:
    """To anybody in the house, or for an account that is not in it. Who is muted anywhere is muted here."""
    check_everywhere(realm, person, now)
    target = realm.people.get(realm.names.holder(command.nick))
    event = Whispered(now.wall, "", session.who, command.nick, command.text, target is not None)
    realm.publish(event)
    account = mail.addressee(realm, person, command.nick) if target is None else None
    if account is not None:
        mail.leave(realm, session, person, account, command.text, now)
        return
    if target is None:
        others = [other.nick for other in realm.people.values()]
        raise Refused(Reason.NOT_HERE, command.nick, hint=nearest(command.nick, others))
    if not ignores(realm, target, person):
        if not target.sessions:
            mail.check_room(realm, target, command.text)
        target.whispered_by = person.id
        for one in target.sessions:
            realm.answer(one, event)
        if not target.sessions:
            tell_later(realm, target, "", event)
    realm.answer(session, WhisperSent(now.wall, "", target.nick, command.text, target.away))


def reply(realm: Realm, session: Session, command: Reply, now: Moment) -> None:
    """To whoever whispered last."""
    seated(realm, session)
    assert session.person is not None
    partner = realm.people.get(session.person.whispered_by)
    if partner is None:
        raise Refused(Reason.NOBODY_TO_REPLY)
    whisper(realm, session, Whisper(partner.nick, command.text), now)


def topic(realm: Realm, session: Session, command: Topic, now: Moment) -> None:
    """Shows it, or sets it: staff may, everybody may where the channel says so."""
    channel = place(realm, session, command.channel)
    if not command.text:
        realm.answer(session, TopicShown(now.wall, channel.name, channel.topic, channel.slow))
        return
    staff = Right.TOPIC in realm.rights(session, channel.name)
    if not staff and not channel.policies.anyone_sets_topic:
        raise Refused(Reason.NOT_ALLOWED, Topic.words[0])
    if session.sits_in(channel.name) or not staff:
        member = seated(realm, session, channel.name)
        check_speech(member, now)  # a mute holds for staff, too
        stage.check_voice(realm, member)

    def effect(now: Moment) -> None:
        channel.topic = command.text
        event = TopicSet(now.wall, channel.name, channel.next_seq(), session.who.nick, command.text)
        realm.publish(event)
        if staff:
            tell_staff(realm, session, event)

    if staff:
        records = changed(channel, now.wall, "topic", command.text)
        durably(realm, session, command, now, effect, target=channel.name, records=records)
    else:
        effect(now)


def may_speak(realm: Realm, session: Session, member: Member, now: Moment) -> None:
    """Refuses what SPEECH refuses, NO_VOICE and SLOW_MODE; otherwise this counts as having spoken."""
    check_speech(member, now)
    if member.channel.stage is not None:
        stage.check_voice(realm, member)
    if member.channel.slow:
        _keep_pace(realm, session, member, now)


def _hold(realm: Realm, session: Session, member: Member, text: str, acts: bool, now: Moment) -> None:
    """Shown to staff alone for now. Whoever is muted or too fast for slow mode is refused all the same."""
    check_speech(member, now)
    _keep_pace(realm, session, member, now)
    stage.hold(realm, session, member, text, acts, now)


def _keep_pace(realm: Realm, session: Session, member: Member, now: Moment) -> None:
    if member.channel.slow and Right.SLOW not in realm.rights(session, member.channel.name):
        person = session.person
        assert person is not None
        marks: dict[Mark, None] = {person.id: None, realm.names.key(person.nick): None}
        if person.account is not None:
            marks[person.account.key] = None
        check_pace(member.channel, marks, now)


DECIDE: Decisions = {
    Say: say,
    Group: say,
    Act: act,
    Whisper: whisper,
    Reply: reply,
    Topic: topic,
}
