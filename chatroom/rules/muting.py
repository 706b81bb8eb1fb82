"""Muting in one channel, lifting it, and what is muted at all (muting_everywhere.py has what reaches further)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import attending, muting_everywhere, quiet
from chatroom.rules.acting import check_rank, durably, duration, tell_staff
from chatroom.rules.channel import Member
from chatroom.rules.mutes import Mute, spelling
from chatroom.rules.session import Decisions, Session
from chatroom.words import staff as t
from chatroom.words.commands import Command, Right
from chatroom.words.events import Muted, Silenced, Unmuted, Who
from chatroom.words.records import MuteLifted, MutePlaced
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import EVERYWHERE, ListMutes, Unmute
from chatroom.words.staffroom import MuteLift, MuteRow, MuteSet, MutesShown
from chatroom.words.table import switches
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def mute(realm: Realm, session: Session, command: t.Mute, now: Moment) -> None:
    """Silence until then. The one who is muted is told so in its own words, the others in theirs.

    Whoever leaves while the store keeps it is muted all the same: it is so when it comes back. And what is put back holds for a
    name, whether somebody of that name is here or not.
    """
    if command.channel == EVERYWHERE:
        muting_everywhere.mute(realm, session, command, now)
        return
    channel = realm.channels.get(command.channel or session.channel)
    key = realm.names.key(command.nick)
    sitting = None if channel is None else channel.member(key)
    if channel is None or (sitting is None and not realm.acts.takes_back(command)):
        raise Refused(Reason.NOT_HERE, command.nick, channel=command.channel)
    person = None if sitting is None else realm.people[sitting.person]
    nick, account = (command.nick, realm.accounts.get(key)) if person is None else (person.nick, person.account)
    check_rank(session, nick, account, channel.name)
    older = channel.mutes.get(key) if person is None else channel.mutes.of(person.id, key, now.mono)
    quiet.check_not_its_own(session, account, older, channel.name)
    keys = [key] if account is None else list(dict.fromkeys((key, account.key)))
    seconds = duration(command.duration, channel.policies.duration_units)
    reason, asked = switches(command.reason)
    by, where, begin, until = session.who.nick, f"{channel.name}:{command.nick}", now.wall, now.wall + seconds
    if "--dry-run" in asked:
        realm.answer(session, MuteSet(now.wall, MuteRow(where, by, reason, until), (nick,), trial=True))
        return

    def effect(now: Moment) -> Command:
        silence = Mute(now.mono + seconds, by, reason, written=(begin, until))
        member = channel.members.get(person.id if person is not None else 0) or channel.member(key)
        who = Who(command.nick, 0) if member is None else _who(realm, member)
        quiet.place(realm, channel.name, silence, keys, [] if member is None else [who])
        if member is not None:
            quiet.settle(realm, member, now)
        event = Muted(now.wall, channel.name, channel.next_seq(), who, by, seconds, reason)
        realm.publish(event)
        if member is not None:
            realm.tell_person(who.person, channel.name, Silenced(now.wall, channel.name, by, seconds, reason))
        tell_staff(realm, session, event)
        return quiet.again(channel.name, command.nick, older, now) or Unmute(channel.name, command.nick)

    records = [MutePlaced(begin, channel.name, "name", one, by, reason, until) for one in keys]
    durably(realm, session, command, now, effect, target=where, reason=reason, until=until, records=records)


def _who(realm: Realm, member: Member) -> Who:
    person = realm.people[member.person]
    return Who(person.nick, person.id)


def unmute(realm: Realm, session: Session, command: Unmute, now: Moment) -> None:
    """Speech again, for one who is here or for a name that may come back."""
    if command.channel == EVERYWHERE:
        muting_everywhere.unmute(realm, session, command, now)
        return
    channel = attending.place(realm, session, command.channel)
    key = realm.names.key(command.nick)
    mute = channel.mutes.get(key)
    if mute is None:
        raise Refused(Reason.NOT_MUTED, command.nick, channel=channel.name)
    quiet.check_not_lifting_its_own(realm, session, mute, channel.name)

    def effect(now: Moment) -> Command | None:
        member = channel.member(key)
        quiet.end(realm, channel.name, mute, now)
        if member is not None and member.mute is not None:  # another one holds: nobody is told that it may speak
            realm.answer(session, MuteLift(now.wall, MuteRow(where, mute.by, mute.reason, now.wall)))
        else:
            who = Who(command.nick, 0) if member is None else _who(realm, member)
            event = Unmuted(now.wall, channel.name, channel.next_seq(), who, session.who.nick)
            realm.publish(event)
            tell_staff(realm, session, event)
        return quiet.again(channel.name, command.nick, mute, now)

    where = f"{channel.name}:{command.nick}"
    records = [MuteLifted(now.wall, channel.name, "name", other) for other in channel.mutes.under(mute)]
    durably(realm, session, command, now, effect, target=where, records=records)


def list_mutes(realm: Realm, session: Session, command: ListMutes, now: Moment) -> None:
    """What is muted, until when, by whom and why: of each place where the asker may mute."""
    places = ["", *realm.channels]
    rows = [
        MuteRow(f"{name}:{key}" if name else spelling(key), mute.by, mute.reason, now.wall + mute.until - now.mono)
        for name in places
        if Right.MUTE in realm.rights(session, name)
        for key, mute in quiet.mutes_at(realm, name).items()
        if mute.until > now.mono
    ]
    realm.answer(session, MutesShown(now.wall, tuple(rows)))


DECIDE: Decisions = {t.Mute: mute, Unmute: unmute, ListMutes: list_mutes}
