"""How staff acts: checked, kept by the store together with its row in the audit log, checked again, and only then done."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chatroom.rules.accounts import Account, Role
from chatroom.rules.session import Session, State
from chatroom.words.commands import Command
from chatroom.words.events import ChannelEvent, Event
from chatroom.words.records import ActAudited, Record
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

UNDOABLE = 20  # acts that each member of the staff can take back
LONGEST = 10**12  # seconds: what a clock can add without losing seconds
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def durably(
    realm: Realm,
    session: Session,
    command: Command,
    now: Moment,
    effect: Callable[[Moment], Command | None],
    *,
    target: str,
    reason: str = "",
    until: float | None = None,
    records: Sequence[Record] = (),
    back: Sequence[Record] = (),
) -> None:
    """Does `effect` once the store has kept `records` and the audit row; if it cannot, nothing has happened.

    `effect` looks again at who is there, since time may have passed: it may refuse, and then `back` is what the store keeps
    against `records`. It gives the command that would take it back, or None.
    """
    act = ActAudited(now.wall, session.actor, session.key, _origin(session), command.words[0], target, reason, until, "done")
    undone = any(command is one for one in realm.undoing)

    def kept(_: object) -> None:
        then = realm.now()
        try:
            inverse = effect(then)
        except Refused as no:
            realm.refuse(session, no, then)
            realm.store.commit((*back, replace(act, at=then.wall, result=no.reason.value))).addErrback(lambda _: None)
            return
        if inverse is not None:
            _remember(realm, act.who, inverse)

    def lost(_: Any) -> None:
        if undone:
            _remember(realm, act.who, command)
        realm.refuse(session, Refused(Reason.NOT_STORED, command.words[0]), realm.now())

    realm.store.commit((*records, act)).addCallbacks(kept, lost)


def _remember(realm: Realm, actor: str, inverse: Command) -> None:
    """What `actor` can take back next."""
    mine = realm.undoable.setdefault(actor, [])
    mine.append(inverse)
    del mine[:-UNDOABLE]


def audit_refusal(realm: Realm, session: Session, command: Command, reason: Reason, now: Moment) -> None:
    """A refused attempt at an act of staff: answered already, its row follows."""
    target = getattr(command, "nick", "") or getattr(command, "target", "") or getattr(command, "channel", "")
    origin, word = _origin(session), command.words[0]
    act = ActAudited(now.wall, session.actor, session.key, origin, word, target, "", None, reason.value)
    realm.store.commit((act,)).addErrback(lambda _: None)  # there was no effect that could be lost with it


def check_rank(session: Session, nick: str, account: Account | None, channel: str) -> None:
    """Nobody acts on somebody of the same rank or above, but on itself; OUTRANKED. The server's own terminal stands above all."""
    own = session.account
    if own is None or account is own:
        return
    role = account.role(channel) if account is not None else Role.GUEST
    if role.rank >= own.role(channel).rank:
        raise Refused(Reason.OUTRANKED, nick)


def duration(text: str, units: bool) -> int:
    """A duration in whole seconds, or BAD_DURATION. "90", and with units "90s", "10m", "2h", "1d"."""
    match = re.fullmatch("0*([1-9][0-9]*)([smhd]?)", text)
    if match is None or (match[2] and not units):
        raise Refused(Reason.BAD_DURATION, text)
    return min(int(match[1][:13]) * _UNITS[match[2]], LONGEST)


def tell_staff(realm: Realm, session: Session, event: Event) -> None:
    """Tells staff that it is done, unless it sits in the channel and has heard it there, or has had its last words by it."""
    if session.state is State.PRESENT and not (isinstance(event, ChannelEvent) and event.channel == session.channel):
        realm.answer(session, event)


def _origin(session: Session) -> str:
    return f"{session.door} {session.host}".strip()
