"""`@name` in a line: whoever has that name there is called, once a minute at most (G406).

Each node calls its own people as it delivers the line, right before they hear it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.person import Person
from chatroom.words.events import Acted, Mentioned, Said
from chatroom.words.mentions import mentioned

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

QUIET_SECONDS = 60.0  # between two calls of one person


def call(realm: Realm, event: Said | Acted) -> None:
    """Tells those whom the line names, on their connections that hear it and want to be called.

    Nobody is called by itself, or by somebody whom it ignores, and no bot by a bot.
    """
    channel, speaker = realm.channels[event.channel], realm.people.get(event.who.person)
    if speaker is None:
        return
    for names in mentioned(event.text):
        person = next((channel.keys[key] for key in map(realm.names.key, names) if key in channel.keys), 0)
        if person in channel.members and person in realm.people and person != speaker.id:
            _ring(realm, realm.people[person], speaker, event)


def _ring(realm: Realm, person: Person, speaker: Person, event: Said | Acted) -> None:
    now = realm.now().mono
    if now < person.called + QUIET_SECONDS or (_is_bot(person) and _is_bot(speaker)):
        return
    for session in person.attending(event.channel):
        if session.mentions and session.sits_in(event.channel) and speaker not in session.hides:
            person.called = now
            realm.tell(session.who, Mentioned(event.at, event.channel, event.who))


def _is_bot(person: Person) -> bool:
    return person.account is not None and person.account.is_bot()
