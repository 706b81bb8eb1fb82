"""Who may no longer send: a ban of either side stops a file on its way, and a mute of its sender, unless the channel lets
the muted send (CLASSIC C5). Asked once a second for each file, so that whoever bans or mutes need not know of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.bans import Subject, subject
from chatroom.words.events import Who
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.person import Person
    from chatroom.rules.realm import Realm


def parties(*people: Person) -> tuple[Subject, ...]:
    """These people as bans know them, to be asked for when they are gone, too."""
    return tuple(subject(person.nick, person.account, host) for person in people for host in person.hosts())


def is_barred(realm: Realm, both: tuple[Subject, ...], sender: Who, channel: str, now: Moment) -> bool:
    """Whether the file must be stopped."""
    if len(realm.bans) and any(realm.bans.find(party, now.wall) for party in both):
        return True
    return _is_muted(realm, sender, channel, now)


def _is_muted(realm: Realm, sender: Who, name: str, now: Moment) -> bool:
    """A mute holds for the name and for the person, and outlives the connection."""
    channel = realm.channels.get(name)
    if channel is None or channel.policies.muted_may_send:
        return False
    key = realm.names.key(sender.nick)
    return any((sender.person in mute.people or k == key) and mute.until > now.mono for k, mute in channel.mutes.items())
