"""Who may come in over SSH: the accounts of the realm, by key or by password, under the throttle of all doors."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred, succeed

from chatroom.rules.accounts import Account, Role
from chatroom.rules.bans import subject
from chatroom.rules.proving import attempt, check
from chatroom.rules.realm import Realm
from chatroom.words.names import fold
from chatroom.words.refusals import Refused

if TYPE_CHECKING:
    from chatroom.doors.ssh_login import Login as SomeLogin


@dataclass(frozen=True, slots=True)
class StaffLogin:
    """Somebody who was let in. `key` is the fingerprint it came with, "" for a password."""

    name: str
    account: Account
    key: str
    address: str


def is_owner(account: Account) -> bool:
    return account.role() is Role.OWNER


class AccountGate:
    """`ssh_login.Gatekeeper` over the realm's accounts. Says only yes or no, in the same time for known and unknown names."""

    def __init__(self, realm: Realm, admits: Callable[[Account], bool] = lambda account: True) -> None:
        """`admits`: whose right proof counts; that of the others is as wrong as a wrong one."""
        self._realm = realm
        self._admits = admits

    def knows_key(self, name: str, blob: bytes, address: str) -> Deferred[bool]:
        return succeed(self._holder(name, blob) is not None)

    def by_key(self, name: str, blob: bytes, fingerprint: str, address: str) -> Deferred[SomeLogin | None]:
        account = self._holder(name, blob)
        if account is None or self._is_banned(account, address):
            return succeed(None)
        return succeed(StaffLogin(account.nick, account, fingerprint, address))

    def by_password(self, name: str, password: str, address: str) -> Deferred[SomeLogin | None]:
        realm = self._realm
        if realm.checker is None:
            return succeed(None)

        def judged(account: Account | None) -> None:
            refused = account is None or self._is_banned(account, address)
            answer.callback(None if account is None or refused else StaffLogin(account.nick, account, "", address))

        def failed(trouble: Exception) -> None:
            if isinstance(trouble, Refused):
                answer.callback(None)
            else:
                answer.errback(trouble)

        def given_up(_: object) -> None:
            realm.throttle.leave(proof, realm.now().mono)  # what is being checked already counts all the same

        answer: Deferred[SomeLogin | None] = Deferred(given_up)
        now = realm.now()
        attempt(realm, name, now)
        try:
            proof = check(realm, fold(name), password, address, now, judged, failed, self._admits)
        except Refused:
            return succeed(None)
        return answer

    def _holder(self, name: str, blob: bytes) -> Account | None:
        account = self._realm.accounts.get(fold(name))
        encoded = b64encode(blob).decode("ascii")
        if account is None or not any(kept.blob.split()[-1] == encoded for kept in account.keys.values()):
            return None
        return account if self._admits(account) else None

    def _is_banned(self, account: Account, address: str) -> bool:
        return self._realm.bans.find(subject(account.nick, account, address), self._realm.now().wall) is not None
