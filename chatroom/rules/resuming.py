"""Coming back by a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatroom.rules.session import Session, State
from chatroom.rules.signing import wrong_proof
from chatroom.words.commands import Command
from chatroom.words.refusals import Reason, Refused
from chatroom.words.resuming import Resume
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def resume(realm: Realm, session: Session, command: Resume, now: Moment) -> None:
    """Refuses NOTHING_KEPT; after some tries the door is closed."""
    if session.state is not State.NAMING:
        raise Refused(Reason.ALREADY_IN, session.who.nick)
    wrong_proof(realm, session, Refused(Reason.NOTHING_KEPT, channel=session.home), now)


DECIDE: dict[type[Command], Any] = {Resume: resume}
