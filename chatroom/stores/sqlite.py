"""The store in a file: SQLite, with every acknowledged commit on the disk.

Gives Deferreds and never waits: the file belongs to a thread. Must never know what the house does with what it keeps.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from chatroom.stores import statements
from chatroom.stores.alarm import Alarm
from chatroom.stores.ledger import Ledger
from chatroom.stores.opening import LOCK_SECONDS, connect, prepare, refusal
from chatroom.stores.trouble import NotRead
from chatroom.stores.writer import CallBack, Writer
from chatroom.words.records import AuditRow, MailLeft, NoteWritten, Record, Snapshot


class SqliteStore:
    """Accounts, bans, notes and the audit log in the file `path`.

    `call_back(fn, *args)` must have `fn` called in the thread that uses the store (the reactor's `callFromThread`): every
    Deferred fires there. The file must be sound and of the newest schema: `open` sees to that.
    """

    def __init__(self, path: str | os.PathLike[str], call_back: CallBack, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self._writer = Writer(Ledger(Path(path), lock_seconds), call_back)
        self._alarm = Alarm()

    @classmethod
    def open(cls, path: str | os.PathLike[str], call_back: CallBack, *, lock_seconds: float = LOCK_SECONDS) -> "SqliteStore":
        """Makes the file if it is missing, upgrades an older one after a backup, and raises BadStore for what it cannot trust.

        Reads the whole file once, in this thread: before the reactor runs.
        """
        prepare(Path(path))
        _try_to_read(Path(path))
        return cls(path, call_back, lock_seconds=lock_seconds)

    def restore(self, now: float) -> Deferred[Snapshot]:
        """The sum of all that was committed; what has run out by `now` (wall seconds) is removed. NotRead."""
        snapshot = self._writer.ask(_snapshot, now)
        self._writer.ask(_forget_expired, now).addErrback(_leave_it)
        return snapshot

    def commit(self, records: Sequence[Record]) -> Deferred[int]:
        """All or nothing, in the order of the calls. Fires when it is on the disk; NotStored: nothing has happened.

        An ActAudited becomes the next row of the audit log, in the same transaction as what stands beside it: its number is
        what fires, 0 without one.
        """
        return self._alarm.watch(self._writer.commit(records))

    def audit(self, *, last: int = 50, who: str = "", target: str = "", act: str = "") -> Deferred[list[AuditRow]]:
        """The newest `last` rows, newest first, of this actor, of this act, with this in the target. NotRead."""
        return self._writer.ask(statements.audit, last, who, target, act)

    def notes(self, subject: str) -> Deferred[list[NoteWritten]]:
        """What staff wrote about a person (the key of a name), oldest first. NotRead."""
        return self._writer.ask(statements.notes, subject)

    def history(self, subject: str) -> Deferred[list[AuditRow]]:
        """The audit rows whose target is this person (the key of a name), alone or in a channel; newest first. NotRead."""
        return self._writer.ask(statements.history, subject)

    def mail(self, account: str) -> Deferred[list[MailLeft]]:
        """Whispers that wait for this account, and those that it wrote and that wait for others. NotRead."""
        return self._writer.ask(statements.mail, account)

    def rest(self) -> None:
        """Waits until all that was asked is done, and lets go of the file and the thread until something else is asked."""
        self._writer.rest()

    def close(self) -> Deferred[None]:
        """Fires when all that was asked before is done and the file is closed. Whatever is asked later is refused."""
        return self._writer.close()


def _try_to_read(path: Path) -> None:
    """SQLite's own check does not read text: better no start than one that finds out later."""
    try:
        with closing(connect(path, read_only=True)) as db:
            _snapshot(db, 0.0)
    except sqlite3.Error as problem:
        raise refusal(path, problem) from None


def _snapshot(db: sqlite3.Connection, now: float) -> Snapshot:
    """One view of all tables, whatever another program writes meanwhile."""
    db.execute("BEGIN")
    snapshot = statements.snapshot(db, now)
    db.execute("COMMIT")
    return snapshot


def _forget_expired(db: sqlite3.Connection, now: float) -> None:
    db.execute("BEGIN IMMEDIATE")
    statements.forget_expired(db, now)
    db.execute("COMMIT")


def _leave_it(failure: Failure) -> Failure | None:
    """They are left out of the snapshot already; their rows can go at the next start."""
    return None if isinstance(failure.value, NotRead) else failure
