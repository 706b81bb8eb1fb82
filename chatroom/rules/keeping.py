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

    def over(failure: object) -> None:
        if failure is not None:
            lost()
            realm.refuse(session, trouble(failure), realm.now())
        awake(session)

    session.checking = True
    realm.store.commit(records).addCallback(lambda _: done()).addBoth(over)


def trouble(failure: Any) -> Refused:
    return said_of(failure.value)


def said_of(problem: Exception) -> Refused:
    """What to say when the checker or the store could not."""
    if isinstance(problem, Refused):
        return problem
    return Refused(Reason.BUSY if isinstance(problem, Busy) else Reason.NOT_STORED)
