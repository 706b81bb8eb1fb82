"""Muting in the whole house: a person in every channel, or the guests of an address or a network (G503, G504).

Whoever is signed in is spared by the latter: an account can be muted by its own name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatroom.rules import quiet
from chatroom.rules.acting import check_rank, durably, duration
from chatroom.rules.banning import MANY
from chatroom.rules.bans import target_of
from chatroom.rules.channel import Standing
from chatroom.rules.mutes import HouseMutes, Mute, guests_key, spelling
from chatroom.rules.person import Person
from chatroom.rules.session import Session
from chatroom.words import staff as t
from chatroom.words.commands import Command
from chatroom.words.events import Muted, Silenced, Unmuted, Who
from chatroom.words.records import MuteLifted, MutePlaced
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import EVERYWHERE, Unmute
from chatroom.words.staffroom import MuteLift, MuteRow, MuteSet
from chatroom.words.table import switches
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

Hits = Callable[[], list[Person]]


def mute(realm: Realm, session: Session, command: t.Mute, now: Moment) -> None:
    """Those who are here and those who come, in every channel and every line.

    Refuses NOT_HERE for a name that is nobody's and no account's, NEEDS_FORCE where it would hit many or the asker.
    """
    kind, value = target_of(command.nick)
    guests = kind in ("address", "network")
    keys, hits = _guests_of(realm, value, now) if guests else _person(realm, session, kind, value, command.nick)
    seconds = duration(command.duration, True)
    reason, asked = switches(command.reason)
    _check(realm, session, hits(), asked)
    by, begin, until = session.who.nick, now.wall, now.wall + seconds
    row = MuteRow(spelling(keys[0]), by, reason, until)
    if "--dry-run" in asked:
        realm.answer(session, MuteSet(now.wall, row, _nicks(hits()), trial=True))
        return

    def effect(now: Moment) -> Command:
        older = quiet.again(EVERYWHERE, command.nick, realm.mutes.get(keys[0]), now)
        silence, people = Mute(now.mono + seconds, by, reason, guests, (begin, until)), hits()
        if guests:
            realm.mutes.place_on_guests(silence, value)
            realm.deadlines.add(silence.until, quiet.over, ("", keys[0]))
        else:
            quiet.place(realm, "", silence, keys, [Who(person.nick, person.id) for person in people])
        for person in people:
            quiet.settle_person(realm, person, now)
            _tell(realm, person, silence, seconds, now)
        realm.answer(session, MuteSet(now.wall, row, _nicks(people)))
        return older or Unmute(EVERYWHERE, command.nick)

    kept = [(kind, value)] if guests else [("name", key) for key in keys]
    records = [MutePlaced(begin, "", *one, by, reason, until) for one in kept]
    target = value if guests else command.nick
    durably(realm, session, command, now, effect, target=target, reason=reason, until=until, records=records)


def _guests_of(realm: Realm, value: str, now: Moment) -> tuple[list[str], Hits]:
    """Under what a mute of that address or network is kept, and whom it hits of those who are here."""
    trial = HouseMutes()
    trial.place_on_guests(Mute(float("inf"), "", ""), value)

    def hits() -> list[Person]:
        here = (person for person in realm.people.values() if person.account is None)
        return [person for person in here if any(trial.of_guest(host, now.mono) for host in person.hosts())]

    return [guests_key(value)], hits


def _person(realm: Realm, session: Session, kind: str, value: str, typed: str) -> tuple[list[str], Hits]:
    """The same for one person: by the name it goes by, and by its account's if it has one. It need not be here then."""
    account = realm.accounts.get(value)
    holder = realm.people.get(realm.names.holder(value)) if kind == "name" else None
    person = holder or (realm.person_of(account) if account is not None else None)
    if person is not None:
        account = person.account
    if person is None and account is None:
        raise Refused(Reason.NOT_HERE, typed)
    nick = person.nick if person is not None else account.nick if account is not None else typed
    check_rank(session, nick, account, "")
    keys = [realm.names.key(nick), value if account is None else account.key]
    quiet.check_not_its_own(session, account, realm.mutes.get(keys[0]) or realm.mutes.get(keys[1]), "")

    def hits() -> list[Person]:
        here = realm.people.get(person.id) if person is not None else realm.person_of(account) if account is not None else None
        return [] if here is None else [here]

    return list(dict.fromkeys(keys)), hits


def _check(realm: Realm, session: Session, hits: list[Person], asked: frozenset[str]) -> None:
    """As with bans: what hits many, or the asker, is meant only if it is asked for with --force."""
    many = len(hits) > 1 and len(hits) > MANY * len(realm.people)
    if (many or session.person in hits) and not asked:
        raise Refused(Reason.NEEDS_FORCE, "mute", number=len(hits))


def _tell(realm: Realm, person: Person, mute: Mute, seconds: int, now: Moment) -> None:
    """Guests of a network are told by themselves: where somebody comes from is not for the others to know."""
    if mute.guests:
        quiet.tell_guest(realm, person, mute, now)
        return
    who = Who(person.nick, person.id)
    for channel in realm.channels.values():
        if channel.standing(person.id) is Standing.SEATED:
            realm.publish(Muted(now.wall, channel.name, channel.next_seq(), who, mute.by, seconds, mute.reason))
    for session in person.sessions:
        realm.answer(session, Silenced(now.wall, "", mute.by, seconds, mute.reason))


def unmute(realm: Realm, session: Session, command: Unmute, now: Moment) -> None:
    """By the same spelling. Whoever is silent for another reason, too, stays silent and is told nothing."""
    kind, value = target_of(command.nick)
    guests = kind in ("address", "network")
    key = guests_key(value) if guests else value
    found = realm.mutes.get(key)
    if found is None:
        raise Refused(Reason.NOT_MUTED, command.nick)
    quiet.check_not_lifting_its_own(realm, session, found, "")

    def effect(now: Moment) -> Command | None:
        mute = realm.mutes.get(key)
        if mute is None:
            return None
        people = [realm.people[person] for person in sorted(mute.people) if person in realm.people]
        row = MuteRow(spelling(key), mute.by, mute.reason, now.wall + mute.until - now.mono)
        quiet.end(realm, "", mute, now)
        for person in people:
            _tell_free(realm, person, mute, session.who.nick, now)
        realm.answer(session, MuteLift(now.wall, row))
        return quiet.again(EVERYWHERE, command.nick, mute, now)

    under = realm.mutes.under(found)
    records = [MuteLifted(now.wall, "", kind if guests else "name", value if guests else other) for other in under]
    durably(realm, session, command, now, effect, target=value if guests else command.nick, records=records)


def _tell_free(realm: Realm, person: Person, mute: Mute, by: str, now: Moment) -> None:
    seats = [channel.members[person.id] for channel in realm.channels.values() if person.id in channel.members]
    if mute.guests and person.account is not None:
        return  # it has been free since it signed in
    for member in seats if not mute.guests else ():
        if member.mute is None:
            channel = member.channel
            realm.publish(Unmuted(now.wall, channel.name, channel.next_seq(), Who(person.nick, person.id), by))
    if mute.guests and all(member.mute is None for member in seats):
        for session in person.sessions:
            realm.answer(session, Silenced(now.wall, "", by, 0, "", guests=True))


def _nicks(people: list[Person]) -> tuple[str, ...]:
    return tuple(person.nick for person in people)
