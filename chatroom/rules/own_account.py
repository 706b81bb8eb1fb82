"""What people may ask about their own account: all that is kept of it, and its end (G314).

Notes are the staff's and are not shown. Bans, mutes, notes and the audit log go by the name and stay when an account goes, so
that making it anew is no way out of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chatroom.rules import mail, quiet
from chatroom.rules.accounts import Account
from chatroom.rules.bans import subject
from chatroom.rules.keeping import could_not
from chatroom.rules.proving import awake
from chatroom.rules.session import Decisions, Session
from chatroom.rules.signing import check_password
from chatroom.words.credentials import OwnAccount
from chatroom.words.mail import MailRow
from chatroom.words.records import AccountClosed, ActAudited, MailLeft
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staffroom import AccountDeleted, AccountExported, BanRow, MuteRow
from chatroom.words.table import usage
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def own_account(realm: Realm, session: Session, command: OwnAccount, now: Moment) -> None:
    """Export or delete; NO_ACCOUNT for a guest, NOT_STORED where the store cannot be read."""
    account, what = session.account, command.what.lower()
    if what not in ("export", "delete") or (what == "delete") != bool(command.password):
        raise usage(OwnAccount)
    if account is None or session.person is None:
        raise Refused(Reason.NO_ACCOUNT)
    if what == "export":
        _export(realm, session, account, now)
    else:
        _delete(realm, session, account, command.password, now)


def _export(realm: Realm, session: Session, account: Account, now: Moment) -> None:
    assert session.person is not None
    ban = realm.bans.find(subject(account.nick, account, ""), now.wall)
    roles = tuple((channel, role.value) for channel, role in sorted(account.roles.items()))
    names = {account.key, realm.names.key(session.person.nick)}
    mutes = [
        MuteRow(f"{place or '*'}:{key}", mute.by, mute.reason, now.wall + mute.until - now.mono)
        for place in ("", *realm.channels)
        for key, mute in quiet.mutes_at(realm, place).items()
        if key in names and mute.until > now.mono
    ]
    exported = AccountExported(
        now.wall,
        account.nick,
        account.made,
        roles,
        tuple((key.fingerprint, key.comment) for key in account.keys.values()),
        (BanRow(ban.number, ban.value, ban.by, ban.reason, ban.until),) if ban is not None else (),
        tuple(mutes),
        tuple(session.person.ignores.values()),
        tuple(sorted(account.settings.items())),
    )

    def read(rows: list[MailLeft]) -> None:
        waiting = tuple(MailRow(_shown(realm, row.account), row.nick, row.at, row.text) for row in rows)
        realm.answer(session, replace(exported, mail=waiting))

    def lost(failure: Any) -> None:
        could_not(realm, session, failure)

    def over(result: object) -> object:
        awake(session)
        return result

    session.checking = True
    realm.store.mail(account.key).addCallbacks(read, lost).addBoth(over)


def _shown(realm: Realm, key: str) -> str:
    """The name of an account as it is written."""
    account = realm.accounts.get(key)
    return key if account is None else account.nick


def _delete(realm: Realm, session: Session, account: Account, password: str, now: Moment) -> None:
    """Asks for the password as at the door, just as often. Refuses LAST_OWNER; what the store cannot do has not happened."""

    def judged(proven: Account | None, now: Moment) -> None:
        if proven is not account:
            realm.refuse(session, Refused(Reason.WRONG_PASSWORD), now)
            return
        try:
            _keep_an_owner(realm, account)
        except Refused as no:
            realm.refuse(session, no, now)
            return
        account.closing = True
        act = ActAudited(now.wall, account.nick, session.key, session.origin, "account", account.nick, "delete", None, "done")
        realm.store.commit((AccountClosed(now.wall, account.key), act)).addCallbacks(kept, lost)

    def kept(_: object) -> None:
        _close(realm, account, realm.now())

    def lost(failure: Any) -> None:
        account.closing = False
        could_not(realm, session, failure)

    _keep_an_owner(realm, account)
    check_password(realm, session, account.key, password, judged, now)


def _keep_an_owner(realm: Realm, account: Account) -> None:
    if account.closing:
        raise Refused(Reason.BUSY)
    if realm.accounts.owners() == [account]:
        raise Refused(Reason.LAST_OWNER, account.nick)


def _close(realm: Realm, account: Account, now: Moment) -> None:
    """Its person goes on as a guest on all its connections; its consoles end, and nobody can take its acts back."""
    person = realm.person_of(account)
    realm.accounts.remove(account.key)
    account.roles.clear()
    account.keys.clear()
    mail.forget(realm, account, list(account.mail))
    realm.acts.undoable.pop(account.nick, None)
    for channel in realm.channels.values():
        channel.voices.discard(account.key)
        if channel.charter is not None:
            channel.charter.guests.discard(account.key)
    event = AccountDeleted(now.wall, account.nick)
    if person is not None:
        person.account = None
        quiet.settle_person(realm, person, now)
        for session in person.sessions:
            realm.answer(session, event)
    for console in [session for session in realm.sessions.values() if session.staff is account]:
        realm.answer(console, event)
        realm.end(console, now)


DECIDE: Decisions = {OwnAccount: own_account}
