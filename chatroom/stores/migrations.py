"""From the schema that a file has to the newest one: numbered steps, each whole or not at all, after a backup.

A step is a file `schema/NNNN-words.sql`; it ends by writing its number into the file's `user_version`. Steps that have been
released are never changed again: what they left is in people's files. Must never know what the tables are for.
"""

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    version: int
    sql: str

    def take(self, db: sqlite3.Connection) -> None:
        """In one transaction; what fails leaves the file at the version before."""
        try:
            db.executescript("BEGIN IMMEDIATE;\n" + self.sql + "\nCOMMIT;")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def steps() -> list[Step]:
    """All steps there are, in order, from version 1 without a hole."""
    found = {}
    for entry in files("chatroom.stores").joinpath("schema").iterdir():
        if match := re.fullmatch(r"(\d{4})-[a-z-]+\.sql", entry.name):
            found[int(match[1])] = entry.read_text("utf-8")
    assert sorted(found) == list(range(1, len(found) + 1)), "the schema files are not numbered from 1 without a hole"
    return [Step(version, found[version]) for version in sorted(found)]


def upgrade(db: sqlite3.Connection, path: Path) -> None:
    """Takes every step that the file has not seen. Before the first one, the file as it is goes to `<path>.backup-v<version>`."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    ahead = [step for step in steps() if step.version > version]
    if ahead:
        back_up(db, path.with_name(f"{path.name}.backup-v{version}"))
    for step in ahead:
        step.take(db)


def back_up(db: sqlite3.Connection, copy: Path) -> None:
    """Writes all that the connection sees to `copy`, with mode 0600, in place of one that is there; whole or not at all."""
    growing = copy.with_name(copy.name + ".new")
    growing.unlink(missing_ok=True)
    os.close(os.open(growing, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(growing)) as target:
        db.backup(target)
        # The copy of a file in WAL mode would want a log beside it; a backup is one file.
        target.execute("PRAGMA journal_mode = DELETE")
    settle(growing, copy)


def settle(growing: Path, path: Path) -> None:
    """Gives a finished file its name, so that it is there and whole even when the power goes."""
    _to_the_disk(growing)
    growing.rename(path)
    _to_the_disk(path.parent)


def _to_the_disk(name: Path) -> None:
    descriptor = os.open(name, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
