"""What a session sent is no command: it is answered all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import asking, visiting
from chatroom.rules.flood import charge
from chatroom.rules.session import Session, State
from chatroom.words.commands import Say
from chatroom.words.names import MAX_NAME
from chatroom.words.refusals import Reason, Refused

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def misheard(realm: Realm, session: Session, no: Refused, speech: Say | None = None) -> None:
    """What a session sent is no command. It is told why; it costs what a line costs and counts as a sign of life.

    `/* text` in what is too much of a paste is a line of it like the others: it waits as `speech`.
    """
    if session.state in (State.LEAVING, State.GONE):
        return
    now = realm.now()
    session.alive(now.mono)
    if session.state is State.NAMING and no.reason is Reason.LINE_TOO_LONG:  # it was meant as a name
        visiting.refuse_name(realm, session, Refused(Reason.NAME_LONG, number=MAX_NAME), now)
        return
    if no.reason is Reason.UNKNOWN_COMMAND and no.hint:
        no.hint = asking.nearest_command(realm, session, no.subject)
    if no.reason is Reason.USAGE and not _may_use(realm, session, no.subject):  # it is no use to them to type it better
        no = Refused(Reason.NOT_ALLOWED, no.subject)
    try:
        if not charge(realm, session, speech if no.reason is Reason.UNKNOWN_COMMAND else None, now.mono):
            return
    except Refused as flood:
        if not session.bucket.tells(now.mono):
            return
        no = flood
    realm.refuse(session, no, now)


def _may_use(realm: Realm, session: Session, word: str) -> bool:
    """Whether it may use that command anywhere."""
    kind = session.known.get(word)
    return kind is None or kind.right is None or kind.right in realm.rights_anywhere(session)
