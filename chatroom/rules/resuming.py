"""Coming back to what was kept: by a code, or by the proof of an account (G113, G125, F38).

A code is unguessable, works once, and lives in memory: while its connection does, and after its line is lost for as long as
anything can be kept. Whoever shows the code of a connection that is still there takes its place, for the line may be dead
without anybody having noticed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from chatroom.rules import attending, departing, holding, mail, missed, quiet, stage, sweep, visiting
from chatroom.rules.bans import source_of
from chatroom.rules.channel import Channel, Standing
from chatroom.rules.entry import check_return
from chatroom.rules.person import Person
from chatroom.rules.session import Decisions, Session, State
from chatroom.words.events import Cause, Dismissed, QueuePosition, Welcomed
from chatroom.words.refusals import Reason, Refused
from chatroom.words.resuming import Resume, ResumeCode
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

FROM_ONE_ADDRESS = 50  # guests who are kept at a time, so that nobody fills the house with people who are not there


class Absence(NamedTuple):
    """Whose code it is, and where its connection was. `session`: the connection, if it is still there."""

    person: Person
    session: Session | None
    rooms: tuple[str, ...]
    current: str
    host: str


class Codes:
    """The codes of one house."""

    __slots__ = ("_absences", "_from", "_secret")

    def __init__(self, secret: Callable[[], str]) -> None:
        self._secret = secret
        self._absences: dict[str, Absence] = {}
        self._from: Counter[str] = Counter()  # by address, guests whose line is lost

    def __len__(self) -> int:
        return len(self._absences)

    def give(self, session: Session, person: Person) -> str:
        """A new code for this connection."""
        session.code = self._secret()
        self._absences[session.code] = Absence(person, session, (), "", session.host)
        return session.code

    def find(self, code: str) -> Absence | None:
        return self._absences.get(code)

    def is_full(self, host: str) -> bool:
        """Whether no more guests from there can be kept."""
        return self._from[source_of(host)] >= FROM_ONE_ADDRESS

    def leave(self, session: Session, person: Person) -> str:
        """The line of this connection is lost: its code is the person's now."""
        code, session.code = session.code, ""
        self._absences[code] = Absence(person, None, tuple(session.attends), session.channel, session.host)
        self._from[source_of(session.host)] += 1
        person.codes |= {code}
        return code

    def drop(self, code: str) -> None:
        """It opens nothing any more. Quiet if it did not."""
        absence = self._absences.pop(code, None)
        if absence is None:
            return
        if absence.session is not None:
            absence.session.code = ""
            return
        absence.person.codes -= {code}
        source = source_of(absence.host)
        self._from[source] -= 1
        if not self._from[source]:
            del self._from[source]


def give_code(realm: Realm, session: Session, now: Moment) -> None:
    """To a connection that has just come in, if its client asked for one."""
    if session.resumes and session.person is not None and session.state is State.PRESENT:
        realm.answer(session, ResumeCode(now.wall, realm.codes.give(session, session.person), _longest(realm.channels.values())))


def line_lost(realm: Realm, session: Session, now: Moment) -> None:
    """The code of this connection outlives it for a while. To be called while it still is where it was."""
    person = session.person
    if not session.code or person is None:
        return
    seconds = _longest(realm.channels[name] for name in session.attends)
    if seconds <= 0 or realm.stopping or (person.account is None and realm.codes.is_full(session.host)):
        session.resumes = False
        attending.remember_no_more(realm, session)
        realm.codes.drop(session.code)
        return
    realm.deadlines.add(now.mono + seconds, code_over, realm.codes.leave(session, person))


def _longest(channels: Iterable[Channel]) -> float:
    """Seconds that something may be kept there: a seat, and then a place at the head of the line."""
    return max((c.policies.seat_grace + c.policies.queue_grace for c in channels), default=0.0)


def code_over(realm: Realm, code: str, now: Moment) -> float | None:
    realm.codes.drop(code)
    return None


def forget_codes(realm: Realm, person: Person) -> None:
    """It is gone, and everything that was kept for it."""
    for code in list(person.codes):
        realm.codes.drop(code)
        realm.deadlines.drop(code_over, code)


def resume(realm: Realm, session: Session, command: Resume, now: Moment) -> None:
    """Everything as it was. Refuses NOTHING_KEPT and BANNED, and closes the door after some tries."""
    absence = realm.codes.find(command.code)
    try:
        if absence is None or (session.home and session.home not in _rooms(realm, absence)):
            raise Refused(Reason.NOTHING_KEPT)
        check_return(realm, absence.person, session.host, now)
    except Refused as no:
        visiting.refuse_name(realm, session, no, now)
        return
    rooms, current = _rooms(realm, absence), absence.session.channel if absence.session is not None else absence.current
    realm.deadlines.drop(code_over, command.code)
    realm.codes.drop(command.code)
    session.resumes = True
    visiting.attach(realm, session, absence.person)
    realm.answer(session, Welcomed(now.wall, "", session.who, ""))
    seen = {one.channel: one.seq for one in command.seen}
    for name in rooms:
        take_up(realm, session, realm.channels[name], now, seen.get(name), len(rooms))
    missed.tell_rest(realm, session, absence.person)
    if absence.session is not None:
        _replace(realm, absence.session, now)
    if current in session.attends:
        attending.face(realm, session, current)
    give_code(realm, session, now)  # with it a client knows that this was all that was kept
    mail.show(realm, session)


def _rooms(realm: Realm, absence: Absence) -> list[str]:
    """Where it was, in the same order, as far as it still has a seat or a place there."""
    names = absence.rooms if absence.session is None else tuple(absence.session.attends)
    found = [realm.channels[name] for name in names if name in realm.channels]
    return [channel.name for channel in found if channel.standing(absence.person.id) is not Standing.OUTSIDE]


def _replace(realm: Realm, old: Session, now: Moment) -> None:
    """Another connection goes on in the place of this one."""
    realm.answer(old, Dismissed(now.wall, old.channel, Cause.REPLACED))
    attending.stop_all(realm, old)
    realm.end(old, now)


def take_up_all(realm: Realm, session: Session, now: Moment) -> None:
    """An account has proven to be the one for whom this was kept."""
    person = session.person
    assert person is not None
    rooms = sorted(person.held)
    for name in rooms:
        take_up(realm, session, realm.channels[name], now, None, len(rooms))
    missed.tell_rest(realm, session, person)


def take_up(realm: Realm, session: Session, channel: Channel, now: Moment, seen: int | None = None, rooms: int = 1) -> None:
    """Goes on in a seat or a place of its person, and reads what it missed there.

    `seen`: the number of the last event that its client has read, if it says so. `rooms`: how many are taken up together.
    """
    person = session.person
    assert person is not None
    member = channel.members.get(person.id)
    since = channel.seq
    if member is not None:
        since = member.heard_to if member.held is not None else channel.seq
        since = since if seen is None else max(member.since, min(seen, since))
    events, dropped = missed.missed(realm, person, channel, member, since, missed.CHARACTERS // rooms)
    realm.answer(session, Welcomed(now.wall, channel.name, session.who, channel.topic, channel.slow))
    stage.tell_newcomer(realm, session, channel, now)
    attending.attend(realm, session, channel.name, member)
    _be_back(realm, channel, person, now)
    missed.tell(realm, session, channel, member is not None, events, dropped, now)
    if member is None:
        departing.admit(realm, channel, now)
    if person.id in channel.queue:
        ticket = channel.queue.ticket(person.id)
        ticket.told = channel.queue.ahead(person.id)
        realm.answer(session, QueuePosition(now.wall, channel.name, ticket.told))


def _be_back(realm: Realm, channel: Channel, person: Person, now: Moment) -> None:
    """What was held is not any more; the idle clock starts anew."""
    if not holding.is_held(channel, person):
        return
    holding.release(realm, channel, person)
    member = channel.members.get(person.id)
    if member is not None:
        quiet.settle(realm, member, now)
        member.heard(now.mono)
        sweep.watch_idleness(realm, member)


DECIDE: Decisions = {Resume: resume}
