"""Whose bell a line rings: of those whom it names with `@name`, and of those who want to hear of every line (G406).

Each node calls its own people as it delivers the line, right before they hear it; one person once a minute at most by
its name, and as often by lines that do not name it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.person import Person
from chatroom.words.events import Acted, Mentioned, Said
from chatroom.words.mentions import mentioned

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session

QUIET_SECONDS = 60.0  # between two calls of one person


def call(realm: Realm, event: Said | Acted) -> None:
    """Tells those whom the line names, and those for whom every line rings, on their connections that hear it.

    Nobody is called by itself, or by somebody whom it ignores, and no bot by a bot.
    """
    channel, speaker = realm.channels[event.channel], realm.people.get(event.who.person)
    if speaker is None:
        return
    for names in mentioned(event.text):
        person = next((channel.keys[key] for key in map(realm.names.key, names) if key in channel.keys), 0)
        if person in channel.members and person in realm.people and person != speaker.id:
            _ring(realm, realm.people[person], speaker, event, ("all", "mentions"))
    for everything in {session.person: None for session in realm.ears.get(event.channel, ())}:
        if everything is not None and everything is not speaker:
            _ring(realm, everything, speaker, event, ("all",))


def listen(realm: Realm, session: Session, name: str) -> None:
    """To be called when a connection sits down in a room, leaves it, or has set what rings there."""
    if session.sits_in(name) and session.rings_at(name) == "all":
        realm.ears.setdefault(name, set()).add(session)
    elif name in realm.ears:
        realm.ears[name].discard(session)
        if not realm.ears[name]:
            del realm.ears[name]


def _ring(realm: Realm, person: Person, speaker: Person, event: Said | Acted, levels: tuple[str, ...]) -> None:
    now, named = realm.now().mono, "mentions" in levels
    # A name is heard through the bells of a room where every line rings; these are silent after any call.
    last = person.called if named else max(person.called, person.rung)
    if now < last + QUIET_SECONDS or (person.is_bot() and speaker.is_bot()):
        return
    for session in person.attending(event.channel):
        wanted = session.rings_at(event.channel) in levels
        if wanted and session.sits_in(event.channel) and speaker not in session.hides:
            if named:
                person.called = now
            else:
                person.rung = now
            realm.tell(session.who, Mentioned(event.at, event.channel, event.who))
