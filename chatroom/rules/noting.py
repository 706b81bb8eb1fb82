"""What staff writes down and looks up: notes, a person's history, the audit log; and who is staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatroom.rules.accounts import OF_A_CHANNEL, Account, Role
from chatroom.rules.acting import durably
from chatroom.rules.attending import find_channel
from chatroom.rules.session import Decisions, Session
from chatroom.words.names import fold
from chatroom.words.records import ActAudited, AuditRow, NoteWritten, RoleGiven
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import Audit, GiveRole, History, Note
from chatroom.words.staffroom import ActList, ActRow, NoteKept, RoleSet
from chatroom.words.table import CHAT, CONSOLE
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

SHOWN = 20  # rows at once


def note(realm: Realm, session: Session, command: Note, now: Moment) -> None:
    record = NoteWritten(now.wall, fold(command.nick), session.actor, command.text)

    def effect(now: Moment) -> None:
        realm.answer(session, NoteKept(now.wall, command.nick))

    durably(realm, session, command, now, effect, target=command.nick, records=[record])


def history(realm: Realm, session: Session, command: History, now: Moment) -> None:
    """What was done about a person before, and what was written down."""

    def rows(found: list[AuditRow]) -> Any:
        return realm.store.notes(fold(command.nick)).addCallbacks(show, lost, callbackArgs=(found,))

    def show(notes: list[NoteWritten], found: list[AuditRow]) -> None:
        written = tuple((one.by, one.text) for one in notes)
        realm.answer(session, ActList(realm.now().wall, command.nick, _rows(found[:SHOWN]), written))

    def lost(_: Any) -> None:
        realm.refuse(session, Refused(Reason.NOT_STORED, "history"), realm.now())

    realm.store.history(fold(command.nick)).addCallbacks(rows, lost)


def audit(realm: Realm, session: Session, command: Audit, now: Moment) -> None:
    """The latest acts; the word filters by who acted, by what was done, or by whom it was about."""

    def show(found: list[AuditRow]) -> None:
        realm.answer(session, ActList(realm.now().wall, "", _rows(found)))

    def lost(_: Any) -> None:
        realm.refuse(session, Refused(Reason.NOT_STORED, "audit"), realm.now())

    word = command.filter
    if word == "operator" or any(word in (account.nick, account.key) for account in realm.accounts):
        found = realm.store.audit(last=SHOWN, who=word)
    elif word in CHAT | CONSOLE:
        found = realm.store.audit(last=SHOWN, act=word)
    else:
        found = realm.store.audit(last=SHOWN, target=word)
    found.addCallbacks(show, lost)


def give_role(realm: Realm, session: Session, command: GiveRole, now: Moment) -> None:
    """In effect at once, on every connection of that account. The last owner stays owner."""
    account = realm.accounts.get(fold(command.nick))
    if account is None:
        raise Refused(Reason.NO_ACCOUNT, command.nick)
    role = next((role for role in Role if role.value == command.role.lower()), None)
    if command.channel:
        find_channel(realm, command.channel)
    given = [role for role in reversed(Role) if role in OF_A_CHANNEL or (not command.channel and role is not Role.GUEST)]
    if role not in given:
        hint = ", ".join(role.value for role in given)
        raise Refused(Reason.BAD_ROLE, command.role, channel=command.channel, hint=hint)
    _keep_an_owner(realm, account, role, command.channel)

    def effect(now: Moment) -> None:
        account.roles[command.channel] = role
        realm.answer(session, RoleSet(now.wall, account.nick, role.value, command.channel))

    record = RoleGiven(now.wall, account.key, role.value, command.channel)
    target = f"{account.nick} {role.value} {command.channel}".strip()
    durably(realm, session, command, now, effect, target=target, records=[record])


def _keep_an_owner(realm: Realm, account: Account, role: Role, channel: str) -> None:
    if not channel and role is not Role.OWNER and realm.accounts.owners() == [account]:
        raise Refused(Reason.LAST_OWNER, account.nick)


def _rows(found: list[AuditRow]) -> tuple[ActRow, ...]:
    return tuple(_row(row.number, row.act) for row in found)


def _row(number: int, act: ActAudited) -> ActRow:
    return ActRow(number, act.at, act.who, act.act, act.target, act.reason, act.result, act.undoes)


DECIDE: Decisions = {Note: note, History: history, Audit: audit, GiveRole: give_role}
