"""Looking on from a console: staff without a seat sees what a channel's members hear, and where newcomers come from (G604).

Whispers are not among it. Whoever loses the right to see addresses is told so in place of the next line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.acting import durably
from chatroom.rules.attending import find_channel
from chatroom.rules.session import Session
from chatroom.words.commands import Right
from chatroom.words.console import Watch
from chatroom.words.events import ChannelEvent, Joined
from chatroom.words.staffroom import Watched, WatchSet
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def watch(realm: Realm, session: Session, command: Watch, now: Moment) -> None:
    """One channel more, or off: none any longer. That somebody looks on is in the audit log."""
    if command.channel.lower() == "off":
        seen = [name for name, watchers in realm.watching.items() if watchers.pop(session.id, None) is not None]
        realm.answer(session, WatchSet(now.wall, ", ".join(seen), False))
        return
    channel = find_channel(realm, command.channel)

    def effect(now: Moment) -> None:
        if session.id in realm.sessions:  # it may have gone while the store wrote it down
            realm.watching.setdefault(channel.name, {})[session.id] = session
            realm.answer(session, WatchSet(now.wall, channel.name, True))

    durably(realm, session, command, now, effect, target=channel.name)


def show(realm: Realm, event: ChannelEvent) -> None:
    """To every console that looks on there."""
    watchers = realm.watching.get(event.channel)
    if not watchers:
        return
    seen = _with_origin(realm, event) if isinstance(event, Joined) else Watched(event.at, event)
    for session in list(watchers.values()):
        if Right.SEE_ADDRESSES in realm.rights(session, event.channel):
            realm.answer(session, seen)
        else:
            del watchers[session.id]
            realm.answer(session, WatchSet(event.at, event.channel, False))


def _with_origin(realm: Realm, event: Joined) -> Watched:
    person = realm.people[event.who.person]
    account = person.account.nick if person.account is not None else ""
    return Watched(event.at, event, account, person.doors(), person.addresses())
