"""How the store's file is opened: looked at, made or brought up to date before anybody trusts it.

A file that is broken, foreign or too new is refused and left as it is: there is never an empty store in the place of one.
Must never know what is in the tables.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from chatroom.stores.migrations import settle, steps, upgrade
from chatroom.stores.trouble import BadStore, Damaged, Locked, Untrusted, diagnosis

APPLICATION = 0x63686174  # "chat", written by the first schema
LOCK_SECONDS = 5.0  # how long to wait for another program's lock
WRITTEN_LATER = ("-wal", "-shm", "-journal")


def connect(path: Path, *, lock_seconds: float | None = None, read_only: bool = False) -> sqlite3.Connection:
    """A connection to a file that is there; it makes none. Waits up to `lock_seconds` for other programs' locks.

    It begins no transaction by itself, and an end of one is on the disk when it returns.
    """
    seconds = LOCK_SECONDS if lock_seconds is None else lock_seconds
    address = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    db = sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cell_size_check = ON")
        if not read_only:
            db.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        db.close()
        raise
    return db


def prepare(path: Path) -> None:
    """Makes sure that `path` is a sound store of the newest schema, or raises BadStore.

    A missing file is made (0600, its folder 0700), an older one is upgraded after a backup `<file>.backup-v<version>`.
    """
    try:
        if not path.exists():
            _refuse_if_lost(path)
            make(path)
            return
        _refuse_if_closed_to_us(path)
        examine(path)
        _close_to_others(path)
        with closing(connect(path)) as db:
            upgrade(db, path)
    except sqlite3.Error as problem:
        raise refusal(path, problem) from None
    except OSError as problem:
        raise BadStore(f"{path}: {problem.strerror}. {_MAKE_WRITABLE}") from None


def make(path: Path) -> None:
    """Makes an empty store beside its final name, and renames it when it is whole and on the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    growing = path.with_name(path.name + ".new")
    for leftover in (growing, *(Path(f"{growing}{end}") for end in WRITTEN_LATER)):
        leftover.unlink(missing_ok=True)
    os.close(os.open(growing, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(connect(growing)) as db:
        for step in steps():
            step.take(db)
    settle(growing, path)


def examine(path: Path) -> None:
    """Raises BadStore unless the file is a sound store of a schema that this program knows. Changes nothing in it."""
    newest = steps()[-1].version
    try:
        with closing(connect(path, read_only=True)) as db:
            version, application = _number(db, "PRAGMA user_version"), _number(db, "PRAGMA application_id")
            if version > newest:
                raise BadStore(
                    f"{path} was written by a newer chatroom (schema {version}, this one knows {newest})."
                    " Start that version, or put back the backup from before the upgrade."
                )
            if (sound := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise BadStore(f"{path} is damaged ({' '.join(str(sound).split())}). {_repair(path)}")
    except sqlite3.Error as problem:
        raise refusal(path, problem) from None
    if application != APPLICATION or version < 1:
        raise BadStore(f"{path} is empty or not a chatroom store. Move it away, or name another file.")


def refusal(path: Path, problem: sqlite3.Error) -> BadStore:
    """The sentence for a file that SQLite cannot use."""
    trouble = diagnosis(problem)
    if isinstance(trouble, Damaged):
        cure = _repair(path)
    elif isinstance(trouble, Locked):
        cure = "Stop the program that uses it."
    elif isinstance(trouble, Untrusted):
        cure = _MAKE_WRITABLE
    else:
        cure = "Make room on the disk."
    return BadStore(f"{path}: {trouble.reason}. {cure}")


_MAKE_WRITABLE = "Give the file and its folder to the user that chatroom runs as."


def _number(db: sqlite3.Connection, pragma: str) -> int:
    return int(db.execute(pragma).fetchone()[0])


def _refuse_if_lost(path: Path) -> None:
    """A log without its file holds what was acknowledged last; a new file would swallow it. An empty one holds nothing.

    And a link that leads nowhere leads to a disk that is not there yet.
    """
    if path.is_symlink():
        raise BadStore(f"{path} leads to {path.readlink()}, which is not there. Bring it back, or remove the link.")
    log = Path(f"{path}-wal")
    if log.exists() and log.stat().st_size > 0:
        raise BadStore(f"{path} is missing, but its log {log} is there. Put the file back, or move the log away.")


def _refuse_if_closed_to_us(path: Path) -> None:
    if not os.access(path, os.R_OK | os.W_OK) or not os.access(path.parent, os.R_OK | os.W_OK | os.X_OK):
        raise BadStore(f"{path}: this user may not write it, or not beside it. {_MAKE_WRITABLE}")


def _repair(path: Path) -> str:
    return f"Put back a backup, or save what can be read: sqlite3 {path} .recover | sqlite3 {path}.saved"


def _close_to_others(path: Path) -> None:
    """Secrets are in it: what was copied here with open doors is shut. SQLite gives its own files the mode of this one."""
    for name in (path, *(Path(f"{path}{end}") for end in WRITTEN_LATER)):
        with suppress(FileNotFoundError, PermissionError):
            name.chmod(0o600)
