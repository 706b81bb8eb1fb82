"""Banning: whom a ban would hit, placing it, lifting it. In effect at once on everybody who is here, through every door."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from chatroom.rules import departing
from chatroom.rules.acting import check_rank, durably, duration
from chatroom.rules.bans import BanList, subject, target_of
from chatroom.rules.channel import Standing
from chatroom.rules.person import Person
from chatroom.rules.session import Decisions, Session, State
from chatroom.words.commands import Command
from chatroom.words.events import Banned, Cause, Dismissed, Who, Withdrew
from chatroom.words.names import fold
from chatroom.words.records import BanLifted, BanPlaced
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import Ban, ListBans, Unban
from chatroom.words.staffroom import BanLift, BanRow, BanSet
from chatroom.words.staffroom import BanList as BansShown
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

MANY = 0.2  # of the people here: a ban that hits more needs --force
LONGEST = 10**9  # seconds: thirty years, which a calendar can still show
_LIKE_TIME = re.compile("[-+]?[0-9][0-9.,:]*[a-z0-9.,:]*", re.IGNORECASE)
_LIKE_UNITS = {"s", "sec", "m", "min", "minute", "h", "hr", "hour", "d", "day", "w", "week", "month", "y", "year"}
_LIKE_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+)+|.*[*:/].*")  # no name of the house has such a mark in it


class _Order(NamedTuple):
    seconds: int | None  # None: for good
    reason: str
    trial: bool
    force: bool


def ban(realm: Realm, session: Session, command: Ban, now: Moment) -> None:
    """Places it, unless it is a trial, would hit many without --force, or hits the asker, somebody above it or the last owner."""
    order = _read(command.rest)
    targets = _targets(realm, command.target)
    until = None if order.seconds is None else now.wall + order.seconds
    number = realm.bans.next_number
    by = session.who.nick
    placed = [BanPlaced(now.wall, number + n, kind, value, by, order.reason, until) for n, (kind, value) in enumerate(targets)]
    hits = _hits(realm, placed, now)
    _check(realm, session, placed, hits, now)
    asker = _hits_asker(session, placed, hits)
    forced = asker or (len(hits) > 1 and len(hits) > MANY * len(realm.people))
    if forced and not order.force and not order.trial:
        raise Refused(Reason.NEEDS_FORCE, "ban", number=len(hits), hint=session.who.nick if asker else "")
    row, more = _row(placed[0], command.target), tuple(_row(one, _spelling(one)) for one in placed[1:])
    if order.trial:
        realm.answer(session, BanSet(now.wall, row, tuple(person.nick for person in hits), True, forced))
        return
    realm.bans.next_number += len(placed)
    older = _older(realm.bans, placed)

    def effect(now: Moment) -> Command:
        for one in placed:
            realm.bans.add(one)
        hit = _hits(realm, placed, now)
        throw_out(realm, hit, placed[0], now)
        _turn_away(realm, session, placed, now)
        realm.answer(session, BanSet(now.wall, row, tuple(person.nick for person in hit), more=more))
        if len(placed) == len(older) == 1:
            return _again(older, now)
        return Unban(" ".join(str(one.number) for one in placed))

    records = [*(BanLifted(now.wall, one.number) for one in older), *placed]
    durably(realm, session, command, now, effect, target=command.target, reason=order.reason, until=until, records=records)


def _older(bans: BanList, placed: list[BanPlaced]) -> list[BanPlaced]:
    """The bans that these replace."""
    return [older for one in placed if (older := bans.by_target(one.kind, one.value)) is not None]


def _again(bans: list[BanPlaced], now: Moment) -> Ban:
    """The command that places these anew, for as long as is left: those that have the end and the reason of the first one."""
    first = bans[0]
    left = "" if first.until is None else f"{max(1, round(first.until - now.wall))}s "
    alike = [ban for ban in bans if (ban.until, ban.reason) == (first.until, first.reason)]
    return Ban(" ".join(_spelling(ban) for ban in alike), f"{left}--force {first.reason}")


def _turn_away(realm: Realm, session: Session, placed: list[BanPlaced], now: Moment) -> None:
    """Those at a door who have no name yet, and staff at a console; not whoever has just given the order."""
    trial = BanList(placed)
    for other in list(realm.sessions.values()):
        at_a_console = other.staff is not None and other.state is State.PRESENT
        if other is session or not (at_a_console or other.state in (State.NAMING, State.AUTHENTICATING)):
            continue
        ban = trial.find(subject(other.moniker, other.staff, other.host), now.wall)
        if ban is not None:
            left = 0.0 if ban.until is None else ban.until - now.wall
            realm.turn_away(other, Refused(Reason.BANNED, number=left, hint=ban.reason))


def unban(realm: Realm, session: Session, command: Unban, now: Moment) -> None:
    """By number, by several numbers, or by the target as it was typed."""
    found = _find(realm.bans, command.target)
    if not found:
        raise Refused(Reason.NO_BAN, command.target)

    def effect(now: Moment) -> Command | None:
        for one in found:
            realm.bans.lift(one.number)
        realm.answer(session, BanLift(now.wall, _row(found[0], _spelling(found[0]))))
        return _again(found, now)

    records = [BanLifted(now.wall, one.number) for one in found]
    durably(realm, session, command, now, effect, target=_spelling(found[0]), records=records)


def list_bans(realm: Realm, session: Session, command: ListBans, now: Moment) -> None:
    rows = tuple(_row(one, _spelling(one)) for one in realm.bans if one.until is None or one.until > now.wall)
    realm.answer(session, BansShown(now.wall, rows))


def throw_out(realm: Realm, people: list[Person], ban: BanPlaced, now: Moment) -> None:
    """Out of every line and every seat, and told why; the others in its channels are told, too.

    The lines first, so that no seat is given to one who is banned.
    """
    seconds = 0 if ban.until is None else max(1, round(ban.until - now.wall))
    places = [(channel, person, Who(person.nick, person.id)) for channel in realm.channels.values() for person in people]
    for channel, person, who in places:
        if channel.standing(person.id) is Standing.WAITING:
            gone = Withdrew(now.wall, channel.name, who, Cause.BANNED, ban.by, ban.reason, seconds)
            departing.withdraw(realm, channel, person, gone, now)
    for channel, person, who in places:
        if channel.standing(person.id) is Standing.SEATED:
            event = Banned(now.wall, channel.name, channel.next_seq(), who, ban.by, seconds, ban.reason)
            departing.unseat(realm, channel, [person], event, now)
    for session in [session for person in people for session in person.sessions]:  # those who were in no room
        realm.answer(session, Dismissed(now.wall, "", Cause.BANNED, ban.by, ban.reason, seconds=seconds))
        realm.end(session, now)


def _read(rest: str) -> _Order:
    """The words after the target, in any order: a time, the two switches, and what is left is the reason. BAD_DURATION."""
    seconds: int | None = None
    reason: list[str] = []
    switches: set[str] = set()
    for word in rest.split():
        if word in ("--dry-run", "--force"):
            switches.add(word)
        elif seconds is None and not reason and _is_like_time(word):
            seconds = min(duration(word, True, Ban.words[0]), LONGEST)
        else:
            reason.append(word)
    return _Order(seconds, " ".join(reason), "--dry-run" in switches, "--force" in switches)


def _is_like_time(word: str) -> bool:
    """Whether it was meant as one. Taken for a reason, what is none would make the ban one for good."""
    units = re.findall("[a-z]+", word.lower())
    return _LIKE_TIME.fullmatch(word) is not None and all(unit.rstrip("s") in _LIKE_UNITS or unit == "s" for unit in units)


def _targets(realm: Realm, text: str) -> list[tuple[str, str]]:
    """What to ban. all:NAME is everything that is known of that person; a bare name is it and its account; several are all.

    Refuses NOT_HERE for all:NAME, and BAD_TARGET for what must be meant as something else: as a name it would hit nobody.
    """
    if " " in text:
        return list(dict.fromkeys(target for word in text.split() for target in _targets(realm, word)))
    if text.startswith("all:"):
        nick = text.removeprefix("all:")
        person = realm.people.get(realm.names.holder(realm.names.key(nick)))
        account = realm.accounts.get(fold(nick)) if person is None else person.account
        if person is None and account is None:
            raise Refused(Reason.NOT_HERE, nick)
        found = [("name", fold(nick))]
        if account is not None:
            found += [("account", account.key), *(("key", key) for key in account.keys)]
        return found + [target_of(host) for host in (person.hosts() if person is not None else ()) if host]
    kind, value = target_of(text)
    if kind == "name" and _LIKE_ADDRESS.fullmatch(text) and not text.startswith("name:"):
        raise Refused(Reason.BAD_TARGET, text)
    person = realm.people.get(realm.names.holder(value)) if kind == "name" else None
    if person is not None and person.account is not None and person.account.key != value:
        return [(kind, value), ("account", person.account.key)]
    return [(kind, value)]


def _hits(realm: Realm, placed: list[BanPlaced], now: Moment) -> list[Person]:
    trial = BanList(placed)
    return [
        person
        for person in realm.people.values()
        if any(trial.find(subject(person.nick, person.account, host), now.wall) for host in person.hosts())
    ]


def _check(realm: Realm, session: Session, placed: list[BanPlaced], hits: list[Person], now: Moment) -> None:
    """Nobody bans somebody of its own rank or above, and nobody the last owner."""
    trial = BanList(placed)
    for person in hits:
        check_rank(session, person.nick, person.account, "")
    named = [account for account in realm.accounts if trial.find(subject(account.nick, account, ""), float("-inf"))]
    for account in named:  # here or not
        check_rank(session, account.nick, account, "")
    owners = [one for one in realm.accounts.owners() if not realm.bans.find(subject(one.nick, one, ""), now.wall)]
    if owners and all(owner in named for owner in owners):
        raise Refused(Reason.LAST_OWNER, owners[0].nick)


def _hits_asker(session: Session, placed: list[BanPlaced], hits: list[Person]) -> bool:
    asker = subject(session.moniker, session.staff, session.host)
    return session.person in hits or BanList(placed).find(asker, float("-inf")) is not None


def _find(bans: BanList, text: str) -> list[BanPlaced]:
    numbers = text.replace("#", "").split()
    if all(word.isascii() and word.isdigit() and len(word) < 10 for word in numbers):
        found = [bans.by_number(int(word)) for word in numbers]
    else:
        found = [bans.by_target(*target_of(text))]
    return [one for one in found if one is not None]


def _row(ban: BanPlaced, target: str) -> BanRow:
    return BanRow(ban.number, target, ban.by, ban.reason, ban.until)


def _spelling(ban: BanPlaced) -> str:
    """As a target that means nothing else."""
    alone = ban.kind in ("address", "network") or (ban.kind == "name" and not _LIKE_ADDRESS.fullmatch(ban.value))
    return ban.value if alone else f"{ban.kind}:{ban.value}"


DECIDE: Decisions = {Ban: ban, Unban: unban, ListBans: list_bans}
