"""Accounts at the door: registering a name, signing in, changing a password.

A password is checked and hashed by the checker, outside this thread; until its answer is there the session waits and what it
sends waits at the door. What must last has been kept by the store before anybody hears of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatroom.rules import quiet, visiting
from chatroom.rules.accounts import Account
from chatroom.rules.bans import Subject, source_of
from chatroom.rules.entry import check_entry, check_name, legal_name
from chatroom.rules.keeping import could_not, said_of
from chatroom.rules.proving import attempt, awake, check, check_new
from chatroom.rules.session import Decisions, Heard, Session, State
from chatroom.words.credentials import Login, Passwd, Prove, Register
from chatroom.words.events import Cause, Dismissed, PasswordAsked, PasswordChanged, Registered, SignedIn
from chatroom.words.names import fold
from chatroom.words.records import AccountMade, IgnoreKept, PasswordSet, Record, SettingKept
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def has_accounts(realm: Realm) -> bool:
    """Whether anybody can have one here."""
    return realm.checker is not None and not realm.names.exact


def claim(realm: Realm, session: Session, nick: str, now: Moment) -> bool:
    """Whether `nick` is an account's name: then its password is asked for, or the name refused where nobody can be asked."""
    account = None if realm.names.exact else realm.accounts.get(fold(nick.strip()))
    if account is None:
        return False
    if not realm.policies(session).asks_password or realm.checker is None:
        raise Refused(Reason.NAME_TAKEN, account.nick, channel=session.home)
    session.step(Heard.CLAIMED)
    session.claims = account.key
    realm.answer(session, PasswordAsked(now.wall, account.nick))
    return True


def prove(realm: Realm, session: Session, command: Prove, now: Moment) -> None:
    """The password of the name that was given. A wrong one is told, and the door is closed (S1-05)."""

    def judged(account: Account | None, now: Moment) -> None:
        if account is None:
            realm.refuse(session, Refused(Reason.WRONG_PASSWORD), now)
            _show_out(realm, session, now)
        else:
            enter_as(realm, session, account, now)

    account = realm.accounts.get(session.claims)
    attempt(realm, session.claims if account is None else account.nick, now)
    try:
        check_password(realm, session, session.claims, command.password, judged, now)
    except Refused as no:
        realm.refuse(session, no, now)
        _show_out(realm, session, now)


def login(realm: Realm, session: Session, command: Login, now: Moment) -> None:
    """Name and password at once (S3-02), before a name is given. An unknown name is answered like a wrong password."""
    if session.state is not State.NAMING:
        raise Refused(Reason.ALREADY_IN, session.who.nick)
    session.files = session.files or command.files
    session.resumes = session.resumes or command.resumes
    if not has_accounts(realm):
        raise Refused(Reason.NO_ACCOUNTS)

    def judged(account: Account | None, now: Moment) -> None:
        if account is not None:
            enter_as(realm, session, account, now)
        else:
            wrong_proof(realm, session, Refused(Reason.WRONG_PASSWORD), now)

    attempt(realm, command.nick, now)
    check_password(realm, session, fold(command.nick), command.password, judged, now)


def register(realm: Realm, session: Session, command: Register, now: Moment) -> None:
    """Makes a free name an account (S3-01); somebody who is present registers its own name and is signed in by it."""
    if realm.checker is None or not has_accounts(realm):
        raise Refused(Reason.NO_ACCOUNTS)
    attempt(realm, command.nick, now, registers=True)
    nick = _registrable(realm, session, command.nick, now)
    check_new(command.password)
    key = fold(nick)
    realm.throttle.registers(source_of(session.host), now.mono)
    realm.in_making[key] = nick, session.who.person
    session.checking = True

    def hashed(secret: str) -> Any:
        at, person = realm.now().wall, session.person
        lists: list[Record] = []
        if person is not None:
            lists += (IgnoreKept(at, key, other, shown) for other, shown in person.ignores.items())
            lists += (SettingKept(at, key, setting, value) for setting, value in session.chosen.items())
        made = realm.store.commit((AccountMade(at, key, nick, secret), *lists))
        return made.addCallbacks(kept, lost, callbackArgs=(secret,))

    def kept(_: object, secret: str) -> None:
        now = realm.now()
        account = realm.accounts.add(Account(key, nick, secret, now.wall))
        person = session.person
        if person is not None:
            person.account, account.ignores, account.settings = account, person.ignores, dict(session.chosen)
            quiet.settle_person(realm, person, now)
        realm.answer(session, Registered(now.wall, nick, person is not None))

    def lost(failure: Any) -> None:
        could_not(realm, session, failure)

    def over(result: object) -> object:
        del realm.in_making[key]
        awake(session)
        return result

    realm.checker.hash(command.password).addCallbacks(hashed, lost).addBoth(over)


def passwd(realm: Realm, session: Session, command: Passwd, now: Moment) -> None:
    """A new password for the old one. Other connections of the account stay."""
    person = session.person
    if person is None or person.account is None or realm.checker is None:
        raise Refused(Reason.NO_ACCOUNT)
    check_new(command.new)
    checker = realm.checker

    def judged(account: Account | None, now: Moment) -> None:
        if account is None:
            realm.refuse(session, Refused(Reason.WRONG_PASSWORD), now)
            return
        session.checking = True
        checker.hash(command.new).addCallbacks(hashed, lost, callbackArgs=(account,)).addBoth(over)

    def hashed(secret: str, account: Account) -> Any:
        record = PasswordSet(realm.now().wall, account.key, secret)
        return realm.store.commit((record,)).addCallbacks(kept, lost, callbackArgs=(account, secret))

    def kept(_: object, account: Account, secret: str) -> None:
        account.secret = secret
        realm.answer(session, PasswordChanged(realm.now().wall, account.nick))

    def lost(failure: Any) -> None:
        could_not(realm, session, failure)

    def over(result: object) -> object:
        awake(session)
        return result

    check_password(realm, session, person.account.key, command.old, judged, now)


def _registrable(realm: Realm, session: Session, raw: str, now: Moment) -> str:
    """The name as it will be shown, if it may become an account of whoever asks."""
    person = session.person
    channel = realm.channels.get(session.channel or session.home)
    nick = legal_name(realm, channel, raw)
    key = fold(nick)
    if realm.accounts.get(key) is not None or key in realm.in_making:
        raise Refused(Reason.ACCOUNT_EXISTS, nick)
    if person is not None and (person.account is not None or key != fold(person.nick)):
        raise Refused(Reason.ALREADY_IN, person.nick)
    check_name(realm, channel, nick, session, now)
    ban = realm.bans.find(Subject(nick, key, (), session.host), now.wall)
    if ban is not None:  # an account can be banned before it is made
        raise Refused(Reason.BANNED, nick, channel=session.home, hint=ban.reason)
    return nick


def check_password(
    realm: Realm,
    session: Session,
    key: str,
    password: str,
    judged: Callable[[Account | None, Moment], None],
    now: Moment,
) -> None:
    """`judged` gets the account if the password is its own. Refuses THROTTLED or BUSY before anything is hashed."""

    def answered(account: Account | None) -> None:
        session.checking = False
        try:
            if session.state not in (State.LEAVING, State.GONE):
                judged(account, realm.now())
        finally:
            if not session.checking:  # it may be hashing the next one by now
                awake(session)

    def failed(problem: Exception) -> None:
        then = realm.now()
        if session.state not in (State.LEAVING, State.GONE):
            realm.refuse(session, said_of(problem), then)
            if session.state is State.AUTHENTICATING:  # nothing is asked any more, and echo is on again
                _show_out(realm, session, then)
        awake(session)

    session.checking = True
    try:
        proof = check(realm, key, password, session.host, now, answered, failed)
    except Refused:
        session.checking = False
        raise
    if session.checking:
        session.proof = proof


def enter_as(realm: Realm, session: Session, account: Account, now: Moment) -> None:
    """The proof was right: this session is that person's, beside its others."""
    channel = realm.channels.get(session.home)
    try:
        check_entry(realm, channel, account.nick, session, now, account)
    except Refused as no:
        realm.refuse(session, no, now)
        _show_out(realm, session, now)
        return
    realm.answer(session, SignedIn(now.wall, account.nick, account.role(session.home).value))
    visiting.come_in(realm, session, account.nick, account, now)


def wrong_proof(realm: Realm, session: Session, no: Refused, now: Moment) -> None:
    """One try less; after the last one the door is closed."""
    session.tries += 1
    realm.refuse(session, no, now)
    if session.tries >= realm.policies(session).name_tries:
        _show_out(realm, session, now)


def _show_out(realm: Realm, session: Session, now: Moment) -> None:
    realm.answer(session, Dismissed(now.wall, session.home, Cause.REFUSED))
    realm.end(session, now)


DECIDE: Decisions = {
    Prove: prove,
    Login: login,
    Register: register,
    Passwd: passwd,
}
