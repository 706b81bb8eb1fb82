"""Tokens, by which programs come in: made for a bot's account, shown once, and known here by their hash alone.

A token is long and random, so that a fast hash without salt is enough, and nobody is slowed for a wrong one. It is kept where
an account's keys are, under a fingerprint that no SSH key can have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.accounts import Account, token_fingerprint
from chatroom.rules.acting import durably
from chatroom.rules.session import Decisions, Session
from chatroom.rules.signing import enter_as, wrong_proof
from chatroom.words.administration import MakeToken, RevokeToken
from chatroom.words.credentials import SignIn
from chatroom.words.records import KeptKey, KeyAdded, KeyTaken, Record
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staffroom import TokenMade, TokenRevoked
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

MARK = "chatroom_"  # so that a token that has leaked is recognised


def make_token(realm: Realm, session: Session, command: MakeToken, now: Moment) -> None:
    """A new token for a bot; the one it had before opens nothing any more. Refuses NO_ACCOUNT and NOT_A_BOT."""
    account = realm.accounts.named(command.nick)
    if not account.is_bot():
        raise Refused(Reason.NOT_A_BOT, account.nick)
    token = f"{MARK}{realm.secret()}{realm.secret()}"
    kept = KeptKey(token_fingerprint(token), "", "token")

    def effect(now: Moment) -> None:
        for old in account.tokens():
            del account.keys[old]
        account.keys[kept.fingerprint] = kept
        realm.answer(session, TokenMade(now.wall, account.nick, token))

    records = [*_taken(account, now), KeyAdded(now.wall, account.key, kept.fingerprint, kept.blob, kept.comment)]
    durably(realm, session, command, now, effect, target=account.nick, records=records)


def revoke_token(realm: Realm, session: Session, command: RevokeToken, now: Moment) -> None:
    """It opens nothing any more; who came in by it stays until it is kicked or banned. Refuses NO_ACCOUNT and NO_TOKEN."""
    account = realm.accounts.named(command.nick)
    if not account.tokens():
        raise Refused(Reason.NO_TOKEN, account.nick)

    def effect(now: Moment) -> None:
        for old in account.tokens():
            del account.keys[old]
        realm.answer(session, TokenRevoked(now.wall, account.nick))

    durably(realm, session, command, now, effect, target=account.nick, records=_taken(account, now))


def sign_in(realm: Realm, session: Session, command: SignIn, now: Moment) -> None:
    """A bot comes in by its token. A wrong one is told; after three the door is closed. Refuses WRONG_TOKEN."""
    session.resumes = session.resumes or command.resumes
    account = realm.accounts.holder_of(token_fingerprint(command.token.strip()))
    if account is None:
        wrong_proof(realm, session, Refused(Reason.WRONG_TOKEN), now)
    else:
        enter_as(realm, session, account, now)


def _taken(account: Account, now: Moment) -> list[Record]:
    return [KeyTaken(now.wall, account.key, old) for old in account.tokens()]


DECIDE: Decisions = {MakeToken: make_token, RevokeToken: revoke_token, SignIn: sign_in}
