"""Is this password that account's? Asked by every door in the same way: in its turn, once, and of the checker alone.

It must never keep a password once it has been checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatroom.rules.accounts import Account
from chatroom.rules.bans import source_of
from chatroom.rules.throttle import Proof
from chatroom.words.logged import Attempted
from chatroom.words.names import MAX_NAME
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment, clean

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session


SHORTEST, LONGEST = 6, 1024  # characters; bytes of UTF-8, which is all that a checker takes


def check_new(password: str) -> None:
    """Whether it may be a password from now on. Refuses WEAK_PASSWORD and LONG_PASSWORD."""
    if len(password) < SHORTEST:
        raise Refused(Reason.WEAK_PASSWORD, number=SHORTEST)
    check_length(password)


def check_length(password: str) -> None:
    """The same for a password that nobody needs to guess long for: that of a room. Refuses LONG_PASSWORD."""
    if len(password.encode("utf-8", "replace")) > LONGEST:
        raise Refused(Reason.LONG_PASSWORD, number=LONGEST)


def attempt(realm: Realm, nick: str, now: Moment, *, registers: bool = False) -> None:
    """Has it logged that a password came for this name (S3-10), of which no more is shown than a name can be long."""
    realm.note(Attempted(now.wall, clean(nick)[:MAX_NAME], registers))


def check(
    realm: Realm,
    key: str,
    password: str,
    host: str,
    now: Moment,
    judged: Callable[[Account | None], None],
    failed: Callable[[Exception], None],
    admits: Callable[[Account], bool] = lambda account: True,
) -> Proof:
    """Has the password checked in its turn; `judged` gets the account of that key if it is its own, and None if not.

    An unknown account is asked for like a known one. Refuses THROTTLED and BUSY; `failed` is told of them if they come later,
    and of what the checker could not do: nobody's password was wrong then. Either may be called before this returns.
    `admits`: whose right password counts there; that of others is as wrong as a wrong one.
    """
    account: Account | None = None

    def secret() -> str:
        nonlocal account
        account = realm.accounts.get(key)
        return account.secret if account is not None else ""

    def answered(right: bool) -> bool:
        counts = right and account is not None and realm.accounts.get(key) is account and admits(account)
        own = account if counts else None
        judged(own)
        return own is not None

    return ask(realm, key, secret, password, host, now, answered, failed)


def ask(
    realm: Realm,
    key: str,
    secret: Callable[[], str],
    password: str,
    host: str,
    now: Moment,
    judged: Callable[[bool], bool],
    failed: Callable[[Exception], None],
) -> Proof:
    """The same for any secret, under the same conditions; `key` is what wrong tries are counted for.

    `judged` is told whether the password is right, and tells whether it counts as that.
    """
    checker, throttle = realm.checker, realm.throttle
    assert checker is not None

    def go() -> None:
        wrong = False

        def answered(right: bool) -> None:
            nonlocal wrong
            wrong = not judged(right)

        def could_not(failure: Any) -> None:
            failed(failure.value)

        def over(result: object) -> object:
            throttle.end(proof, not wrong, realm.now().mono)
            return result

        checker.verify(secret(), password).addCallbacks(answered, could_not).addBoth(over)

    def no(refused: Refused) -> None:
        failed(refused)

    proof = Proof(key, source_of(host), go, no)
    throttle.enter(proof, now.mono)
    return proof


def give_up(realm: Realm, session: Session, now: Moment) -> None:
    """Whoever goes stands in the line of proofs no longer. What is being checked already is waited for."""
    if session.proof is not None and realm.throttle.leave(session.proof, now.mono):
        awake(session)


def awake(session: Session) -> None:
    """Nothing of this session's is being checked any more: what it has sent meanwhile is heard now."""
    session.checking, session.proof = False, None
    if session.wake is not None:
        session.wake()
