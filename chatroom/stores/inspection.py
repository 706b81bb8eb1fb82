"""The audit log seen from outside: verified and exported from the file, with or without a server that runs on it.

Opens the file for reading only. Must never change anything, or need a reactor.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from chatroom.stores import statements
from chatroom.stores.audit_chain import findings
from chatroom.stores.opening import connect, examine, refusal
from chatroom.stores.trouble import BadStore


def verify(path: str | os.PathLike[str]) -> list[str]:
    """A sentence for each record of the audit log that was changed, inserted or taken out; [] for a sound log.

    The first sentence names the first such record. Raises BadStore for a file that is no store.
    """
    with _reading(Path(path)) as db:
        found = list(findings(statements.all_rows(db), *statements.audit_head(db)))
        return found + [f"record {number} is filed under the wrong person" for number in statements.misfiled_rows(db)]


def export(path: str | os.PathLike[str], stream: TextIO) -> int:
    """Writes every record as one line of JSON, oldest first, and returns how many there were.

    Raises BadStore for a file that is no store.
    """
    count = 0
    with _reading(Path(path)) as db:
        for row in statements.all_rows(db):
            stream.write(json.dumps({"number": row.number, **asdict(row.act), "mark": row.mark}, ensure_ascii=False) + "\n")
            count += 1
    return count


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """One view of the file, whatever a running server writes meanwhile."""
    if not path.exists():
        raise BadStore(f"{path} is not there.")
    examine(path)
    try:
        with closing(connect(path, read_only=True)) as db:
            db.execute("BEGIN")
            yield db
    except sqlite3.Error as problem:
        raise refusal(path, problem) from None
