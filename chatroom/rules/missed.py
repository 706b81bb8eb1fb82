"""What somebody missed while its line was lost, told once, in order, and marked as missed (G125, G804)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chatroom.delivery.audience import REMEMBERED
from chatroom.rules.channel import Channel, Member
from chatroom.rules.hiding import keys_of
from chatroom.rules.person import Person
from chatroom.words.events import ChannelEvent, Event, Muted
from chatroom.words.resuming import CaughtUp, Resumed
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session

# In all rooms together: at four bytes each half of what may wait for one connection, so that nobody is cut for coming back.
CHARACTERS = 32 * 1024
_FRAME = 40  # of an event beside its texts, roughly


def missed(
    realm: Realm, person: Person, channel: Channel, member: Member | None, since: int, room: int
) -> tuple[list[Event], int]:
    """The events that somebody who has heard all up to `since` missed there, and how many more are not kept.

    `room`: characters that they may have together; the latest count. What was said to it alone is told in any case, since whoever
    said it was told that it went, and leaves the lines of all so much less of it; it is out of the person's hands then.
    """
    alone = [kept for kept in person.kept if kept.channel == channel.name and _is_heard(realm, person, kept.event)]
    person.kept = tuple(kept for kept in person.kept if kept.channel != channel.name)
    memory = [] if member is None else [e for e in realm.audiences[channel.name].memory or () if isinstance(e, ChannelEvent)]
    lines = [event for event in memory if event.seq > since]
    lost = max(0, lines[0].seq - since - 1) if len(lines) == len(memory) >= REMEMBERED else 0
    told = [event for event in lines if _is_heard(realm, person, event)]
    fitting = told[len(told) - _fitting(told, room - sum(_size(kept.event) for kept in alone)) :]
    pairs: list[tuple[int, Event]] = [*((event.seq, event) for event in fitting), *((kept.seq, kept.event) for kept in alone)]
    return [event for _, event in sorted(pairs, key=lambda pair: pair[0])], lost + len(told) - len(fitting)


def _is_heard(realm: Realm, person: Person, event: Event) -> bool:
    """Not those whom it ignores; and that it was muted it is told in other words."""
    who = getattr(event, "who", None)
    if who is None:
        return True
    if isinstance(event, Muted) and who.person == person.id:
        return False
    other = realm.people.get(who.person)  # gone meanwhile: known by its name alone
    keys = {realm.names.key(who.nick)} if other is None else keys_of(realm, other)
    return keys.isdisjoint(person.ignores)


def tell_rest(realm: Realm, session: Session, person: Person) -> None:
    """What was said to it alone and in no channel."""
    alone = [kept for kept in person.kept if not kept.channel]
    person.kept = tuple(kept for kept in person.kept if kept.channel)
    for kept in alone:
        if _is_heard(realm, person, kept.event):
            realm.answer(session, kept.event)


def _size(event: Event) -> int:
    """In characters."""
    return _FRAME + len(str(getattr(event, "text", "")))


def _fitting(events: Sequence[Event], room: int) -> int:
    """How many of the latest ones have so much room."""
    count = 0
    for event in reversed(events[-REMEMBERED:]):
        room -= _size(event)
        if room < 0:
            break
        count += 1
    return count


def tell(realm: Realm, session: Session, channel: Channel, seated: bool, events: list[Event], dropped: int, now: Moment) -> None:
    """That it is back, what it missed, and that this was all."""
    realm.answer(session, Resumed(now.wall, channel.name, seated, len(events), dropped))
    for event in events:
        realm.answer(session, event)
    if events:
        realm.answer(session, CaughtUp(now.wall, channel.name))
