"""Who may no longer send: a ban of either side stops a file on its way, and a mute of its sender, in the channel or in the
house, unless the channel lets the muted send (CLASSIC C5). Asked once a second for each file, so that whoever bans or mutes need
not know of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import quiet
from chatroom.rules.bans import Subject, subject
from chatroom.words.events import Who
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.mutes import Mutes
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
    """In its channel or in the house. A mute holds for the name and for the person, and outlives the connection; one of guests
    holds for whoever is one, as long as it is here."""
    channel = realm.channels.get(name)
    if channel is not None and channel.policies.muted_may_send:
        return False
    for mutes in (realm.mutes,) if channel is None else (channel.mutes, realm.mutes):
        if _holds(mutes, sender.person, realm.names.key(sender.nick), now):
            return True
    person = realm.people.get(sender.person)
    return person is not None and quiet.of_guest(realm, person, now) is not None


def _holds(mutes: Mutes, person: int, key: str, now: Moment) -> bool:
    found = (mute for k, mute in mutes.items() if not mute.guests and (person in mute.people or k == key))
    return any(mute.until > now.mono for mute in found)
