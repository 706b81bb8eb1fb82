"""`/ignore`: whom a person does not want to hear (G405). For an account it lasts, and follows the other's account, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.hiding import ignore, keys_of, whom
from chatroom.rules.keeping import keep
from chatroom.rules.session import Decisions, Session
from chatroom.words.commands import Ignore
from chatroom.words.events import IgnoreList, IgnoreSet
from chatroom.words.records import IgnoreDropped, IgnoreKept
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import usage
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

MOST_IGNORED = 200  # people


def ignore_person(realm: Realm, session: Session, command: Ignore, now: Moment) -> None:
    """Hides what a person writes from all sessions of the asker, or shows it again. The other is not told.

    An account's list is kept before it is answered. Refuses NOT_HERE, and TOO_MANY_IGNORED with the number that is allowed.
    """
    person = session.visitor()
    if not command.nick:
        realm.answer(session, IgnoreList(now.wall, tuple(person.ignores.values())))
        return
    typed = realm.names.key(command.nick)
    key, nick = (typed, command.nick) if typed in person.ignores else whom(realm, command.nick)
    on, account = key not in person.ignores, person.account
    if {typed, key} & keys_of(realm, person):
        raise usage(Ignore)
    if on and not _is_known(realm, typed, key):
        raise Refused(Reason.NOT_HERE, command.nick)
    if on and len(person.ignores) >= MOST_IGNORED:
        raise Refused(Reason.TOO_MANY_IGNORED, command.nick, number=MOST_IGNORED)

    def done() -> None:
        here = person if account is None else realm.person_of(account)
        if here is not None:
            ignore(realm, here, key, nick, on)
        elif on and account is not None:  # it has gone meanwhile, and finds its list at its next visit
            account.ignores[key] = nick
        elif account is not None:
            account.ignores.pop(key, None)
        realm.answer(session, IgnoreSet(realm.now().wall, command.nick, on))

    if account is None:
        done()
    elif on:
        keep(realm, session, (IgnoreKept(now.wall, account.key, key, nick),), done)
    else:
        keep(realm, session, (IgnoreDropped(now.wall, account.key, key),), done)


def _is_known(realm: Realm, typed: str, key: str) -> bool:
    """Whether somebody of that name is here, or has an account."""
    here = any(realm.names.key(other.nick) == typed for other in realm.people.values())
    return here or (not realm.names.exact and realm.accounts.get(key) is not None)


DECIDE: Decisions = {Ignore: ignore_person}
