"""Whose words a session does not get: people whom its person ignores, and its own person's when it wants no echo.

Kept as links between sessions and people, so that speaking only asks the speaker: nearly always nobody is hidden from.
Whom a person ignores is a list of keys: those of accounts, which stay the same under any name, and of names. An account's
list is the account's own and goes on with its next visit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.person import NOBODY, Person
from chatroom.words.records import IgnoreDropped, IgnoreKept, Record
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.accounts import Account
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session


def whom(realm: Realm, nick: str) -> tuple[str, str]:
    """Key and name under which somebody of that name is ignored: its account's, whatever it is called at the moment."""
    key = realm.names.key(nick)
    holder = realm.people.get(realm.names.holder(nick))
    account = None
    if holder is not None:
        account = holder.account
    elif not realm.names.exact:
        account = realm.accounts.get(key)
    return (key, nick) if account is None else (account.key, account.nick)


def keys_of(realm: Realm, person: Person) -> set[str]:
    """All under which this person may be ignored."""
    key = realm.names.key(person.nick)
    return {key} if person.account is None else {key, person.account.key}


def ignore(realm: Realm, person: Person, key: str, nick: str, on: bool) -> None:
    """From now on this person's sessions see nothing of whoever has that key, or see it again."""
    if on:
        person.ignores[key] = nick
        realm.ignored.setdefault(key, set()).add(person.id)
    elif person.ignores.pop(key, None) is not None:
        _unlist(realm, key, person)
    for other in realm.people.values():
        if other is not person and key in keys_of(realm, other):
            change = _hide if on or keys_of(realm, other) & person.ignores.keys() else _show
            for session in person.sessions:
                change(session, other)


def arrive(realm: Realm, session: Session) -> None:
    """A connection has its person: neither sees what the other side of an ignored name writes. Nobody ignores itself."""
    person = session.person
    assert person is not None
    if person.account is not None:
        person.ignores = person.account.ignores
    for key in person.ignores:
        realm.ignored.setdefault(key, set()).add(person.id)
    if person.ignores:
        for other in realm.people.values():
            if other is not person and keys_of(realm, other) & person.ignores.keys():
                _hide(session, other)
    set_echo(session, session.echo)
    hide_from_ignorers(realm, person)


def hide_from_ignorers(realm: Realm, person: Person) -> None:
    """A person with this name has come: whoever ignores the name does not see it."""
    if not realm.ignored:
        return
    for key in keys_of(realm, person):
        for ignorer in realm.ignored.get(key, set()) - {person.id}:
            for session in realm.people[ignorer].sessions:
                _hide(session, person)


def follow(realm: Realm, person: Person, old: str) -> None:
    """This person has another name now: whoever ignores it goes on ignoring it, under that name or by its account."""
    new = realm.names.key(person.nick)
    for ignorer in [realm.people[other] for other in realm.ignored.get(old, ())]:
        by_account = person.account is not None and person.account.key in ignorer.ignores
        if new != old and not by_account and ignorer is not person:
            ignorer.ignores[new] = person.nick
            realm.ignored.setdefault(new, set()).add(ignorer.id)
            del ignorer.ignores[old]
            _unlist(realm, old, ignorer)
            if ignorer.account is not None:
                realm.store.commit(_moved(ignorer.account, old, new, person.nick, realm.now())).addErrback(_until_a_restart)


def _moved(account: Account, old: str, new: str, nick: str, now: Moment) -> tuple[Record, ...]:
    return IgnoreDropped(now.wall, account.key, old), IgnoreKept(now.wall, account.key, new, nick)


def _until_a_restart(failure: object) -> None:
    """Nobody was promised anything: what a store cannot keep of a name that changed holds as long as the server runs."""


def ignores(realm: Realm, person: Person, other: Person) -> bool:
    """Whether `person` does not want to hear from `other`."""
    return bool(person.ignores) and person is not other and not keys_of(realm, other).isdisjoint(person.ignores)


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
