"""Whose words a session does not get: people whom its person ignores, and its own person's when it wants no echo.

Kept as links between sessions and people, so that speaking only asks the speaker: nearly always nobody is hidden from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.person import NOBODY, Person

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session


def ignore(realm: Realm, person: Person, nick: str) -> bool:
    """Turns ignoring that name on or off, on all of this person's sessions; True if it is on now.

    It holds for whoever has the name, and follows that person to its next one.
    """
    key = realm.names.key(nick)
    others = [other for other in realm.people.values() if realm.names.key(other.nick) == key]
    if key in person.ignores:
        del person.ignores[key]
        _unlist(realm, key, person)
        change = _show
    else:
        person.ignores[key] = nick
        realm.ignored.setdefault(key, set()).add(person.id)
        change = _hide
    for session in person.sessions:
        for other in others:
            change(session, other)
    return change is _hide


def hide_ignored(realm: Realm, session: Session, person: Person) -> None:
    """One more connection of a person: it does not see whom the person ignores."""
    for key in person.ignores:
        for other in realm.people.values():
            if realm.names.key(other.nick) == key and other is not person:
                _hide(session, other)


def hide_from_ignorers(realm: Realm, person: Person) -> None:
    """A person with this name has come: whoever ignores the name does not see it. Nobody ignores itself."""
    for ignorer in realm.ignored.get(realm.names.key(person.nick), set()) - {person.id}:
        for session in realm.people[ignorer].sessions:
            _hide(session, person)


def follow(realm: Realm, person: Person, old: str) -> None:
    """This person has another name now: whoever ignores it goes on ignoring it, under that name."""
    new = realm.names.key(person.nick)
    for ignorer in [realm.people[other] for other in realm.ignored.get(old, ())]:
        if new != old and ignores(ignorer, person):
            del ignorer.ignores[old]
            _unlist(realm, old, ignorer)
            ignorer.ignores[new] = person.nick
            realm.ignored.setdefault(new, set()).add(ignorer.id)


def ignores(person: Person, other: Person) -> bool:
    """Whether `person` does not want to hear from `other`."""
    return any(session in other.hidden_from for session in person.sessions) and person is not other


def set_echo(session: Session, on: bool) -> None:
    """Whether this session gets its own person's lines."""
    session.echo = on
    if session.person is not None:
        (_show if on else _hide)(session, session.person)


def show_everybody(session: Session) -> None:
    """The session ends: its links go."""
    for person in session.hides:
        person.hidden_from.remove(session)
    session.hides = NOBODY


def forget_ignorer(realm: Realm, person: Person) -> None:
    """The person ends: what it ignored, and who ignored it."""
    for key in person.ignores:
        _unlist(realm, key, person)
    for session in person.hidden_from:
        session.hides.remove(person)


def _hide(session: Session, person: Person) -> None:
    if not session.hides:
        session.hides = set()
    if not person.hidden_from:
        person.hidden_from = set()
    session.hides.add(person)
    person.hidden_from.add(session)


def _show(session: Session, person: Person) -> None:
    if person in session.hides:
        session.hides.remove(person)
        person.hidden_from.remove(session)


def _unlist(realm: Realm, key: str, person: Person) -> None:
    realm.ignored[key].discard(person.id)
    if not realm.ignored[key]:
        del realm.ignored[key]
