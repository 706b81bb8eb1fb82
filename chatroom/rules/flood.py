"""Who is slowed, by the policy of the channel where it is, and what becomes of the lines that are too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.pasting import gather
from chatroom.words.commands import Command, Introduce, Quit, Say
from chatroom.words.credentials import Prove
from chatroom.words.refusals import Refused

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session

_FREE = frozenset((Quit, Introduce, Prove))


def charge(realm: Realm, session: Session, command: Command | None, now: float) -> bool:
    """Slows who asks too fast; coming and leaving are always free. Refuses FLOOD.

    False: nothing is to be done any more. The line is one too many of a paste, and waits to be offered as a file.
    """
    limit = None if session.moniker else realm.policies(session).flood
    if limit is None or type(command) in _FREE:
        return True
    bucket = session.bucket
    long = bucket.run >= limit.paste and bucket.overruns(now, limit)  # the first half is nearly never so, and takes 0.1 µs less
    if long and type(command) is Say and gather(realm, session, command, limit.paste, now):
        return False
    try:
        bucket.spend(now, limit)
    except Refused as no:
        if type(command) is not Say:  # a file would not take the place of commands
            no.hint = ""
        raise
    return True
