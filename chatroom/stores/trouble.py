"""What a store says when it cannot. Plain sentences for people; never a statement, a value or a secret in them."""

import sqlite3

from chatroom import ports


class NotStored(ports.NotStored):
    """Nothing of a commit has happened, and nothing of it will. It may be tried again. `reason`: why, for an operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Locked(NotStored):
    """Another program held the store for longer than a commit may wait."""

    def __init__(self) -> None:
        super().__init__("another program has locked the store")


class Closed(NotStored):
    """The store was closed before: the server stops."""

    def __init__(self) -> None:
        super().__init__("the store is closed")


class Contradicted(NotStored):
    """The records do not fit what is kept: a second account of one name, a password for nobody, text that is none."""

    def __init__(self) -> None:
        super().__init__("it contradicts what is kept")


class Untrusted(NotStored):
    """The file failed in a way that says nothing of what it holds: it is closed and opened again before the next use."""


class Damaged(Untrusted):
    """What is in the file makes no sense any more."""

    def __init__(self) -> None:
        super().__init__("the file is damaged, or not a store")


class NotRead(Exception):
    """A question to the store has no answer now. `reason`: why, for an operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadStore(Exception):
    """A file that must not be opened. The sentence is one line that names the file and says what to do."""


def diagnosis(problem: Exception) -> NotStored:
    """What a failure means for whoever waits for the answer."""
    if isinstance(problem, NotStored):
        return problem
    if isinstance(problem, sqlite3.Error) and hasattr(problem, "sqlite_errorcode"):
        return _diagnosis_by_code(problem.sqlite_errorcode & 0xFF)
    if isinstance(problem, sqlite3.ProgrammingError | sqlite3.InterfaceError | ValueError | OverflowError | TypeError):
        return Contradicted()  # the value was refused before SQLite saw it
    if isinstance(problem, sqlite3.DatabaseError):
        return Damaged()  # text that is none, rows that must be there and are not
    return Untrusted("the file cannot be written or read")


def _diagnosis_by_code(code: int) -> NotStored:
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Locked()
        case sqlite3.SQLITE_CONSTRAINT | sqlite3.SQLITE_MISMATCH | sqlite3.SQLITE_TOOBIG:
            return Contradicted()
        case sqlite3.SQLITE_FULL:
            return NotStored("the disk is full")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return Untrusted("the store is read-only")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return Damaged()
        case sqlite3.SQLITE_CANTOPEN:
            return Untrusted("the file cannot be opened")
    return Untrusted("the file cannot be written or read")
