"""The store's file as the writer thread holds it: one connection, one transaction at a time, and doubt after a failure.

Must never know a Deferred, or be used by two threads at once.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from chatroom.stores import statements
from chatroom.stores.opening import connect
from chatroom.stores.trouble import NotRead, NotStored, Untrusted, diagnosis
from chatroom.words.records import Record

T = TypeVar("T")


class Ledger:
    """`write` keeps records, `read` answers questions. The connection is opened when it is needed."""

    def __init__(self, path: Path, lock_seconds: float) -> None:
        self._path = path
        self._lock_seconds = lock_seconds
        self._connection: sqlite3.Connection | None = None
        self._ghost = ""  # the sign of a transaction that was answered as not stored, and may yet turn up

    def write(self, commits: Sequence[Sequence[Record]]) -> list[int]:
        """All of it in one transaction, and on the disk when this returns. Raises NotStored: nothing of it has happened.

        Gives for each commit the number of the last row that it added to the audit log, or 0.
        """
        db = self._trusted()
        sign = token_hex(8)
        rows: list[int] = []
        try:
            db.execute("BEGIN IMMEDIATE")
            rows = [max((statements.keep(db, record) for record in records), default=0) for records in commits]
            statements.sign(db, sign)
            db.execute("COMMIT")
            return rows
        except Exception as problem:
            found = diagnosis(problem)
        # Outside of the except clause: what sqlite3 says may quote a value, and must not travel as a context.
        self._roll_back(db)
        if isinstance(found, Untrusted) and self._happened_after_all(db, sign):
            return rows
        raise found

    def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What the question returns. Raises NotRead."""
        try:
            db = self._trusted()
        except NotStored as trouble:
            raise NotRead(trouble.reason) from None
        try:
            return question(db)
        except sqlite3.Error as problem:
            found = diagnosis(problem)
        finally:
            self._roll_back(db)
        if isinstance(found, Untrusted):
            self._let_go()
        raise NotRead(found.reason)

    def close(self) -> None:
        """All that was written goes from SQLite's log into the file. What was kept is safe without it, too."""
        self._let_go()

    def _trusted(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._opened()
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        db = None
        try:
            db = connect(self._path, lock_seconds=self._lock_seconds)
            haunted = bool(self._ghost) and statements.signed(db, self._ghost)
        except sqlite3.Error as problem:
            trouble = diagnosis(problem)
        else:
            if not haunted:
                self._ghost = ""
                return db
            # The house acts on what it was answered, the file holds more: only a new start brings them together.
            trouble = NotStored("the file holds more than was acknowledged; restart chatroom")
        if db is not None:
            db.close()
        raise trouble

    def _roll_back(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")

    def _happened_after_all(self, db: sqlite3.Connection, sign: str) -> bool:
        """After an I/O error nobody knows what the disk has: opens the file anew and looks.

        A transaction whose fsync failed lies whole in SQLite's log, and the next to open the file would take it for good.
        So another one is written in its place first, which changes nothing.
        """
        with suppress(sqlite3.Error):
            statements.overwrite(db, token_hex(8))
        self._let_go()
        try:
            db = self._trusted()
            # A checkpoint brings to the disk what the failed fsync left in memory.
            if not statements.signed(db, sign):
                return False
            if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
                return True
        except (sqlite3.Error, NotStored):
            pass
        self._ghost = sign
        self._let_go()
        return False

    def _let_go(self) -> None:
        db, self._connection = self._connection, None
        if db is not None:
            with suppress(sqlite3.Error):
                db.close()
