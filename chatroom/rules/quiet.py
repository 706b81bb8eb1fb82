"""Who must be quiet at the moment: the mutes of channel and house, settled into one for each seat, and their ends.

Of several that hold for one person the one counts that lasts longest. How staff mutes is in muting.py and muting_everywhere.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING

from chatroom.rules import sweep
from chatroom.rules.accounts import Account, Role
from chatroom.rules.channel import Member
from chatroom.rules.mutes import Mute, Mutes, left
from chatroom.rules.speech import check_speech
from chatroom.words.events import Silenced, Who
from chatroom.words.records import MutePlaced
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import Mute as MuteCommand

if TYPE_CHECKING:
    from chatroom.rules.channel import Channel
    from chatroom.rules.person import Person
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session
    from chatroom.words.text import Moment


def settle(realm: Realm, member: Member, now: Moment) -> None:
    """To be called when a member is new, has another name or account, or when a mute comes or goes."""
    mutes = member.channel.mutes
    if not (mutes or realm.mutes or member.mute):
        return
    person = realm.people[member.person]
    key, was_silent = realm.names.key(person.nick), member.mute is not None
    found = [mutes.of(person.id, key, now.mono), realm.mutes.of(person.id, key, now.mono), of_guest(realm, person, now)]
    member.be_silent(max(filter(None, found), key=lambda mute: mute.until, default=None), now.mono)
    if was_silent and member.mute is None:
        sweep.watch_idleness(realm, member)  # its clock goes on, and would be looked at too late


def settle_person(realm: Realm, person: Person, now: Moment) -> None:
    """In every seat it has."""
    for channel in realm.channels.values():
        member = channel.members.get(person.id)
        if member is not None:
            settle(realm, member, now)


def of_guest(realm: Realm, person: Person, now: Moment) -> Mute | None:
    """What holds for this person because of where it comes from; nothing for one who is signed in."""
    if person.account is not None:
        return None
    found = filter(None, (realm.mutes.of_guest(host, now.mono) for host in person.hosts()))
    return max(found, key=lambda mute: mute.until, default=None)


def warn(realm: Realm, member: Member, now: Moment) -> None:
    """A guest who sits down where guests may only read is told so, once."""
    mute = member.mute
    if mute is not None and mute.guests and member.person not in mute.people:
        tell_guest(realm, realm.people[member.person], mute, now)


def tell_guest(realm: Realm, person: Person, mute: Mute, now: Moment) -> None:
    """On every connection: that it may only read, until when, why, and who says so."""
    mute.people.add(person.id)
    event = Silenced(now.wall, "", mute.by, max(1, round(mute.until - now.mono)), mute.reason, guests=True)
    for session in person.sessions:
        realm.answer(session, event)


def place(realm: Realm, name: str, mute: Mute, keys: list[str], people: Iterable[Who]) -> None:
    """A new one, under names that the store has been told. Who has another by now is silent, and stays so, under that, too."""
    mutes = mutes_at(realm, name)
    mutes.place(mute, keys)
    for who in people:
        key = realm.names.key(who.nick)
        mutes.place(mute, [key], who.person)
        if key not in keys:
            _goes_to(realm, name, mute, key)
    for key in keys:
        realm.deadlines.add(mute.until, over, (name, key))


def renamed(realm: Realm, person: Person, places: list[Channel], old: str, new: str, now: Moment) -> None:
    """A person has another name there: its mutes go with it, and are kept under that name, too."""
    for name, mutes in [("", realm.mutes), *((channel.name, channel.mutes) for channel in places)]:
        before = mutes.get(new)
        if mutes.rename(person.id, old, new, now.mono) and mutes[new] is not before:
            _goes_to(realm, name, mutes[new], new)
    settle_person(realm, person, now)


def _goes_to(realm: Realm, name: str, mute: Mute, key: str) -> None:
    """It holds under that name, too: its end, and what the store keeps of it."""
    realm.deadlines.add(mute.until, over, (name, key))
    begin, until = mute.written
    kept = realm.store.commit((MutePlaced(begin, name, "name", key, mute.by, mute.reason, until),))
    kept.addErrback(lambda _: None)  # the mute holds for as long as this house is open


def mutes_at(realm: Realm, name: str) -> Mutes:
    """Those of a channel; of the house for ""."""
    return realm.channels[name].mutes if name else realm.mutes


def over(realm: Realm, place: tuple[str, str], now: Moment) -> float | None:
    """The end of a mute, on time even where nobody speaks. It is silent."""
    name, key = place
    if name and name not in realm.channels:
        return None  # a room that somebody made, and that is gone
    mute = mutes_at(realm, name).get(key)
    if mute is None:
        return None
    if mute.until > now.mono:
        return mute.until
    end(realm, name, mute, now)
    return None


def end(realm: Realm, name: str, mute: Mute, now: Moment) -> None:
    """Of that place, under every name it went to; whoever was silent by it may speak, unless another one holds."""
    for key in mutes_at(realm, name).end(mute):
        realm.deadlines.drop(over, (name, key))
    for channel in [realm.channels[name]] if name else realm.channels.values():
        for member in list(channel.members.values()):
            if member.mute is mute:
                settle(realm, member, now)


def again(channel: str, nick: str, mute: Mute | None, now: Moment) -> MuteCommand | None:
    """The command that would place this mute anew, for as long as is left of it; None if nothing is."""
    if mute is None or mute.until <= now.mono:
        return None
    return MuteCommand(channel, nick, str(max(1, ceil(mute.until - now.mono))), f"--force {mute.reason}".strip())


def check_everywhere(realm: Realm, person: Person, now: Moment) -> None:
    """For words that reach beyond one room: MUTED or READ_ONLY for whoever must be quiet in the house, seated or not, or in any
    of its rooms."""
    for channel in realm.channels.values():
        if person.id in channel.members:
            check_speech(channel.members[person.id], now)
    found = (realm.mutes.of(person.id, realm.names.key(person.nick), now.mono), of_guest(realm, person, now))
    mute = max(filter(None, found), key=lambda mute: mute.until, default=None)
    if mute is not None:
        reason = Reason.READ_ONLY if mute.guests else Reason.MUTED
        raise Refused(reason, number=left(mute.until, now.mono), hint=mute.reason)


def check_staff_may_speak(realm: Realm, session: Session, places: Iterable[Channel], now: Moment) -> None:
    """MUTED for staff that is muted in one of these or in the house, by its account, also at a console; owners may (G502)."""
    account = session.account
    if account is None:
        return
    keys = {account.key, realm.names.key(session.who.nick)}
    for channel in places:
        found = [mutes[key] for mutes in (channel.mutes, realm.mutes) for key in keys if key in mutes]
        until = max((mute.until for mute in found), default=0.0)
        if until > now.mono and account.role(channel.name) is not Role.OWNER:
            raise Refused(Reason.MUTED, channel=channel.name, number=left(until, now.mono))


def check_not_its_own(session: Session, muted: Account | None, mute: Mute | None, channel: str) -> None:
    """Nobody shortens or lifts a mute that somebody else has placed on it, but an owner; OWN_MUTE."""
    own = session.account
    if mute is None or own is None or own is not muted or own.role(channel) is Role.OWNER:
        return
    if mute.by not in (session.who.nick, session.actor):
        raise Refused(Reason.OWN_MUTE, mute.by, channel=channel)


def check_not_lifting_its_own(realm: Realm, session: Session, mute: Mute, channel: str) -> None:
    """The same for whoever is known by one of the names of that mute, or was silenced by it."""
    if session.account is None or mute.guests:
        return
    silenced = [realm.people[person].account for person in mute.people if person in realm.people]
    if session.account.key in mutes_at(realm, channel).under(mute) or session.account in silenced:
        check_not_its_own(session, session.account, mute, channel)
