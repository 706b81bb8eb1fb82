"""The chain of the audit log: how a row's mark is made, and what a broken chain tells.

Values in, values out. Must never know where rows are kept.

A row's mark is the SHA-256, in hexadecimal, of the mark before it followed by the row as canonical JSON: ASCII, keys in order,
no blanks, dates as floats. The first row follows 64 zeros. Beside the rows a store keeps their count and the last mark, so that
a tail that was cut off is missed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from chatroom.words.names import channel_name_is_legal, fold
from chatroom.words.records import ActAudited, AuditRow

START = "0" * 64


def canonical(number: int, act: ActAudited) -> str:
    """The row as the one spelling that is hashed. Raises ValueError for a date that is no number."""
    # A file gives 10 back as 10.0 and -0.0 as 0.0: what is hashed must not depend on where the row has been.
    dates = {"at": float(act.at) + 0.0, "until": None if act.until is None else float(act.until) + 0.0}
    row = {**asdict(act), **dates, "number": number}
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def linked(number: int, act: ActAudited, previous: str) -> AuditRow:
    """The act as row `number`, chained to the mark before it."""
    return AuditRow(number, act, hashlib.sha256((previous + canonical(number, act)).encode("ascii")).hexdigest())


def subject_of(target: str) -> str:
    """The key of the person that a target names, alone or behind a channel (`lobby:bob`)."""
    channel, colon, nick = target.partition(":")
    return fold(nick if colon and ":" not in nick and channel_name_is_legal(channel) else target)


def findings(rows: Iterable[AuditRow], count: int, head: str) -> Iterator[str]:
    """A sentence for each place where the chain is broken, first place first; nothing for a sound one.

    `rows` by number; `count` and `head` are what was kept beside them. Every row is judged by the mark that stands before it,
    so one change is one finding.
    """
    previous, expected = START, 1
    for row in rows:
        if row.number < expected:
            yield f"record {row.number} was inserted"
            continue
        if row.number > expected:
            yield _missing(expected, row.number - 1)
        elif not _holds(row, previous):
            yield f"record {row.number} was changed or inserted"
        previous, expected = row.mark, row.number + 1
    if expected <= count:
        yield _missing(expected, count)
    elif expected > count + 1:
        yield f"record {count + 1} was inserted: only {count} were written"
    elif previous != head:
        yield f"record {count} is not the one that was written last"


def _holds(row: AuditRow, previous: str) -> bool:
    try:
        return linked(row.number, row.act, previous).mark == row.mark
    except ValueError:  # a date that nobody wrote here
        return False


def _missing(first: int, last: int) -> str:
    return f"record {first} is missing" if first == last else f"records {first} to {last} are missing"
