"""What somebody asks is kept by the store before it is answered, and what it asks meanwhile waits for that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from chatroom.ports import Busy
from chatroom.rules.proving import awake
from chatroom.rules.session import Session
from chatroom.words.records import Record
from chatroom.words.refusals import Reason, Refused

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def keep(
    realm: Realm, session: Session, records: Sequence[Record], done: Callable[[], None], lost: Callable[[], None] = lambda: None
) -> None:
    """`done` is called once these are kept for good. What cannot be kept is refused (NOT_STORED) and has not happened: `lost`."""

    def not_kept(failure: Any) -> None:
        lost()
        could_not(realm, session, failure)

    def over(result: object) -> object:
        awake(session)
        return result  # a mistake in `done` is no refusal: it is logged

    session.checking = True
    realm.store.commit(records).addCallbacks(lambda _: done(), not_kept).addBoth(over)


def could_not(realm: Realm, session: Session, failure: Any) -> None:
    """Tells that the checker or the store could not do what was asked. For the errback of theirs, and for no later mistake."""
    realm.refuse(session, said_of(failure.value), realm.now())


def said_of(problem: Exception) -> Refused:
    """What to say when the checker or the store could not."""
    if isinstance(problem, Refused):
        return problem
    return Refused(Reason.BUSY if isinstance(problem, Busy) else Reason.NOT_STORED)
