"""What ends: a channel's visits, the server's day; at once, or after a countdown that everybody hears (G505).

A countdown is a deadline of the sweep. It says itself when it is ordered, at a few moments on the way, and then acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chatroom.rules import departing
from chatroom.rules.acting import durably, duration, tell_staff
from chatroom.rules.attending import find_channel
from chatroom.rules.channel import Channel
from chatroom.rules.session import Decisions, Session
from chatroom.words.commands import Command
from chatroom.words.console import Drain
from chatroom.words.events import Emptied, Who
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import Empty, Shutdown
from chatroom.words.staffroom import Countdown
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

MARKS = (300, 60, 30, 10)  # seconds before the end at which everybody is told again
LONGEST_WAIT = 7 * 86400  # seconds


class Plan(NamedTuple):
    """What will happen at `due` (monotonic seconds), and which of the marks are still to come."""

    due: float
    by: str
    reason: str
    marks: tuple[int, ...]


def empty(realm: Realm, session: Session, command: Empty, now: Moment) -> None:
    """Everybody who sits there goes; those who wait come in, up to capacity (CLASSIC C6)."""
    channel = find_channel(realm, command.channel)

    def effect(now: Moment) -> None:
        _send_out(realm, channel, session.who.nick, now, session)

    durably(realm, session, command, now, effect, target=channel.name)


def drain(realm: Realm, session: Session, command: Drain, now: Moment) -> None:
    """The same after a while, so that people can end what they are at."""
    channel = find_channel(realm, command.channel)
    _plan(realm, session, command, channel.name, _seconds(command.duration, Drain), "", now)


def shutdown(realm: Realm, session: Session, command: Shutdown, now: Moment) -> None:
    """At once; with `--in 5m` before the reason after a countdown; `--cancel` takes back every countdown of the house."""
    first, _, rest = command.reason.partition(" ")
    if first == "--in":
        time, _, reason = rest.strip().partition(" ")
        if not time:
            raise _usage_of_countdown()
        _plan(realm, session, command, "", _seconds(time, Shutdown), _unquoted(reason.strip()), now)
    elif first == "--cancel" and not rest:
        _cancel(realm, session, command, now)
    elif first.startswith("--"):
        raise _usage_of_countdown()
    else:
        reason = _unquoted(command.reason)

        def effect(now: Moment) -> None:
            _stop(realm, reason)

        durably(realm, session, command, now, effect, target="", reason=reason)


def tick(realm: Realm, place: str, now: Moment) -> float | None:
    """One look at a countdown: says how long it still is, or does what it is for."""
    plan = realm.plans.get(place)
    if plan is None:
        return None
    if plan.due > now.mono:
        passed = [mark for mark in plan.marks if plan.due - mark <= now.mono]
        if passed:
            realm.publish(Countdown(now.wall, place, plan.by, min(passed), plan.reason))
            plan = realm.plans[place] = plan._replace(marks=tuple(mark for mark in plan.marks if mark not in passed))
        return plan.due - max(plan.marks, default=0)
    del realm.plans[place]
    if place:
        _send_out(realm, realm.channels[place], plan.by, now)
    else:
        _stop(realm, plan.reason)
    return None


def _plan(realm: Realm, session: Session, command: Command, place: str, seconds: int, reason: str, now: Moment) -> None:
    """A newer countdown for the same replaces the older."""

    def effect(now: Moment) -> None:
        marks = tuple(mark for mark in MARKS if mark < seconds)
        realm.plans[place] = Plan(now.mono + seconds, session.who.nick, reason, marks)
        realm.deadlines.add(now.mono + seconds - max(marks, default=0), tick, place)
        _tell(realm, session, Countdown(now.wall, place, session.who.nick, seconds, reason))

    durably(realm, session, command, now, effect, target=place, reason=reason, until=now.wall + seconds)


def _cancel(realm: Realm, session: Session, command: Command, now: Moment) -> None:
    if not realm.plans:
        raise Refused(Reason.NOTHING_TO_UNDO, Shutdown.words[0])

    def effect(now: Moment) -> None:
        for place in list(realm.plans):
            del realm.plans[place]
            realm.deadlines.drop(tick, place)
            _tell(realm, session, Countdown(now.wall, place, session.who.nick, 0, ""))

    durably(realm, session, command, now, effect, target="--cancel")


def _tell(realm: Realm, session: Session, event: Countdown) -> None:
    """Everybody whom it will hit, and whoever has ordered it, once."""
    realm.publish(event)
    if session.person is None or (event.channel and not session.sits_in(event.channel)):
        realm.answer(session, event)


def _send_out(realm: Realm, channel: Channel, by: str, now: Moment, asker: Session | None = None) -> None:
    """`asker` is told before the line moves up: it may be the next in it."""
    people = [realm.people[person] for person in channel.members]
    whom = tuple(Who(person.nick, person.id) for person in people)
    event = Emptied(now.wall, channel.name, channel.next_seq(), by, whom)
    if asker is not None:
        tell_staff(realm, asker, event)
    departing.unseat(realm, channel, people, event, now)


def _stop(realm: Realm, reason: str) -> None:
    realm.shut_down(reason)
    realm.on_shutdown()


def _seconds(text: str, kind: type[Command]) -> int:
    seconds = duration(text, True, kind.words[0])
    if seconds > LONGEST_WAIT:
        raise Refused(Reason.BAD_DURATION, text, hint=kind.words[0])
    return seconds


def _usage_of_countdown() -> Refused:
    return Refused(Reason.USAGE, Shutdown.words[0], hint="/shutdown --in <time> [reason...]")


def _unquoted(text: str) -> str:
    """The quotes of somebody who types as in a shell are not part of the reason."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


DECIDE: Decisions = {Empty: empty, Drain: drain, Shutdown: shutdown}
