"""Accounts made and changed by who holds the server: in effect at once, kept and audited like every act of staff.

The passwords are hashed by the checker, outside this thread. Reserved names may be made accounts this way, and only this way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatroom.ports import Busy
from chatroom.rules.accounts import Account, Role, role_named
from chatroom.rules.acting import durably, in_turn
from chatroom.rules.proving import check_new
from chatroom.rules.session import Decisions, Session
from chatroom.words.administration import AddAccount, AddKey, ListAccounts, RemoveKey, SetPassword
from chatroom.words.commands import Command
from chatroom.words.events import PasswordChanged
from chatroom.words.names import fold, house_name
from chatroom.words.records import AccountMade, KeptKey, KeyAdded, KeyTaken, PasswordSet, Record, RoleGiven
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staffroom import AccountAdded, AccountRow, AccountsShown, KeySet
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def add_account(realm: Realm, session: Session, command: AddAccount, now: Moment) -> None:
    """A new account with its role, both kept in one act. Refuses ACCOUNT_EXISTS, the reasons of names, and of new passwords."""
    nick = house_name(command.nick, reserved=True)
    key, role = fold(nick), role_named(command.role)

    def free() -> None:
        if realm.accounts.get(key) is not None or key in realm.in_making:
            raise Refused(Reason.ACCOUNT_EXISTS, nick)
        alike = realm.accounts.resembling(nick)
        if alike is not None:
            raise Refused(Reason.NAME_LOOKS_LIKE, nick, hint=alike.nick)

    def hashed(secret: str, then: Moment) -> None:
        free()

        def effect(now: Moment) -> None:
            realm.accounts.add(Account(key, nick, secret, then.wall)).roles = {} if role is Role.MEMBER else {"": role}
            realm.answer(session, AccountAdded(now.wall, nick, role.value))

        records: list[Record] = [AccountMade(then.wall, key, nick, secret)]
        if role is not Role.MEMBER:
            records.append(RoleGiven(then.wall, key, role.value))
        durably(realm, session, command, then, effect, target=f"{nick} {role.value}", records=records)

    free()
    if command.password:
        _hash(realm, session, command, command.password, hashed)
    else:
        hashed("", now)


def set_password(realm: Realm, session: Session, command: SetPassword, now: Moment) -> None:
    """Only the new one works from now on; connections stay."""
    account = realm.accounts.named(command.nick)

    def hashed(secret: str, then: Moment) -> None:
        def effect(now: Moment) -> None:
            account.secret = secret
            realm.answer(session, PasswordChanged(now.wall, account.nick))

        record = PasswordSet(then.wall, account.key, secret)
        durably(realm, session, command, then, effect, target=account.nick, records=[record])

    _hash(realm, session, command, command.password, hashed)


def add_key(realm: Realm, session: Session, command: AddKey, now: Moment) -> None:
    """The key opens the console for that account, and for no other: KEY_TAKEN with the account that has it."""
    account = realm.accounts.named(command.nick)
    holder = realm.accounts.holder_of(command.fingerprint)
    if holder not in (None, account):
        assert holder is not None
        raise Refused(Reason.KEY_TAKEN, command.fingerprint, hint=holder.nick)

    def effect(now: Moment) -> None:
        account.keys[command.fingerprint] = KeptKey(command.fingerprint, command.blob, command.comment)
        realm.answer(session, KeySet(now.wall, account.nick, command.fingerprint, command.comment, True))

    record = KeyAdded(now.wall, account.key, command.fingerprint, command.blob, command.comment)
    durably(realm, session, command, now, effect, target=f"{account.nick} {command.fingerprint}", records=[record])


def remove_key(realm: Realm, session: Session, command: RemoveKey, now: Moment) -> None:
    """It opens nothing any more. Refuses NO_KEY for one that the account does not have."""
    account = realm.accounts.named(command.nick)
    kept = account.keys.get(command.fingerprint)
    if kept is None:
        raise Refused(Reason.NO_KEY, command.fingerprint, hint=account.nick)

    def effect(now: Moment) -> None:
        account.keys.pop(command.fingerprint, None)
        realm.answer(session, KeySet(now.wall, account.nick, kept.fingerprint, kept.comment, False))

    record = KeyTaken(now.wall, account.key, command.fingerprint)
    durably(realm, session, command, now, effect, target=f"{account.nick} {command.fingerprint}", records=[record])


def list_accounts(realm: Realm, session: Session, command: ListAccounts, now: Moment) -> None:
    rows = sorted((_row(account) for account in realm.accounts), key=lambda row: fold(row.nick))
    realm.answer(session, AccountsShown(now.wall, tuple(rows)))


def _hash(realm: Realm, session: Session, command: Command, password: str, hashed: Callable[[str, Moment], None]) -> None:
    """Gives the secret to `hashed`, which may refuse, when the turn of the act comes.

    Refuses WEAK_PASSWORD and LONG_PASSWORD at once, BUSY later.

    Other acts do not wait for the hash: it costs a tenth of a second, and more while many people sign in.
    """
    if realm.checker is None:
        raise Refused(Reason.NO_ACCOUNTS)
    check_new(password)

    def failed(failure: Any) -> None:
        reason = Reason.BUSY if isinstance(failure.value, Busy) else Reason.NOT_STORED
        realm.refuse(session, Refused(reason), realm.now())

    def made(secret: str) -> None:
        in_turn(realm, session, command, lambda session, command, then: hashed(secret, then))

    realm.checker.hash(password).addCallbacks(made, failed)


def _row(account: Account) -> AccountRow:
    roles = tuple((channel, role.value) for channel, role in sorted(account.roles.items()))
    tokens = account.tokens()
    keys = tuple((key.fingerprint, key.comment) for key in account.keys.values() if key.fingerprint not in tokens)
    return AccountRow(account.nick, account.made, roles, account.secret != "", keys, bool(tokens))


DECIDE: Decisions = {
    AddAccount: add_account,
    SetPassword: set_password,
    AddKey: add_key,
    RemoveKey: remove_key,
    ListAccounts: list_accounts,
}
