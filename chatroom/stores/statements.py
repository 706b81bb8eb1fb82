"""The SQL of the store: what each record writes, and what is read.

Every value is a parameter; no statement is put together from parts. Must never begin or end a transaction, or know a thread.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from chatroom.stores.audit_chain import linked, subject_of
from chatroom.stores.trouble import Contradicted
from chatroom.words import records as r

Write = Callable[[sqlite3.Connection, Any], int | None]

_ROWS = "SELECT number, at, who, key, origin, act, target, reason, until, result, undoes, mark FROM audit"
_ROWS_ASKED_FOR = (
    _ROWS + " WHERE (:who = '' OR who = :who) AND (:act = '' OR act = :act) AND (:target = '' OR instr(target, :target) > 0)"
    " ORDER BY number DESC LIMIT :last"
)
_ROWS_OF_A_PERSON = _ROWS + " WHERE subject = ? ORDER BY number DESC"
_IN_ROOMS = ("guests", "voices")
_ALL_ROWS = _ROWS + " ORDER BY number"


def keep(db: sqlite3.Connection, record: r.Record) -> int:
    """Writes one record; gives its number if it is a row of the audit log, otherwise 0.

    Raises Contradicted, or what sqlite3 raises; the transaction must then be rolled back.
    """
    write = SQL.get(type(record))
    if write is None:
        raise Contradicted
    return write(db, record) or 0


def snapshot(db: sqlite3.Connection, now: float) -> r.Snapshot:
    """The sum of all records. Call it in a transaction, or another program's commit may fall between two tables."""
    bans = db.execute(
        "SELECT at, number, kind, value, by, reason, until FROM bans WHERE until IS NULL OR until > ? ORDER BY number", (now,)
    )
    mutes = db.execute(
        "SELECT at, channel, kind, value, by, reason, until FROM mutes WHERE until > ? ORDER BY channel, kind, value", (now,)
    )
    return r.Snapshot(
        accounts=_accounts(db, now),
        bans=tuple(r.BanPlaced(*row) for row in bans),
        mutes=tuple(r.MutePlaced(*row) for row in mutes),
        slow=tuple(db.execute("SELECT channel, seconds FROM slow ORDER BY channel")),
        next_ban=_the_row(db, "SELECT next_ban FROM kept")[0],
        rooms=_rooms(db),
    )


def _accounts(db: sqlite3.Connection, now: float) -> tuple[r.KeptAccount, ...]:
    """Each with its roles, keys, ignores, settings and mail, in the order of `KeptAccount`."""
    keys = _by_first(db.execute("SELECT account, fingerprint, blob, comment FROM keys ORDER BY fingerprint"))
    mail = "SELECT account, number, until, sender FROM mail WHERE until > ? ORDER BY number"
    parts: tuple[Mapping[str, Sequence[Any]], ...] = (
        _by_first(db.execute("SELECT account, channel, role FROM roles ORDER BY channel")),
        {account: [r.KeptKey(*key) for key in own] for account, own in keys.items()},
        _by_first(db.execute("SELECT account, key, nick FROM ignores ORDER BY key")),
        _by_first(db.execute("SELECT account, key, value FROM settings ORDER BY key")),
        _by_first(db.execute(mail, (now,))),
    )
    rows = db.execute("SELECT account, nick, secret, made FROM accounts ORDER BY account")
    return tuple(r.KeptAccount(*row, *(tuple(part.get(row[0], ())) for part in parts)) for row in rows)


def _rooms(db: sqlite3.Connection) -> tuple[r.RoomKept, ...]:
    """Each with its guests and voices, in the order of `RoomKept`."""
    people = _by_first(db.execute("SELECT channel, what, account FROM room_people ORDER BY account"))
    found = []
    for at, channel, owner, private, *rest in db.execute(
        "SELECT at, channel, owner, private, secret, topic, stage FROM rooms ORDER BY channel"
    ):
        own = (tuple(who for what, who in people.get(channel, ()) if what == kind) for kind in _IN_ROOMS)
        found.append(r.RoomKept(at, channel, owner, bool(private), *rest, *own))
    return tuple(found)


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    """What follows the first column, by that, in the order of the rows."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for first, *rest in rows:
        found.setdefault(first, []).append(tuple(rest))
    return found


def forget_expired(db: sqlite3.Connection, now: float) -> None:
    db.execute("DELETE FROM bans WHERE until <= ?", (now,))
    db.execute("DELETE FROM mutes WHERE until <= ?", (now,))
    db.execute("DELETE FROM mail WHERE until <= ?", (now,))


def audit(db: sqlite3.Connection, last: int, who: str, target: str, act: str) -> list[r.AuditRow]:
    """Newest first."""
    asked = {"who": who, "act": act, "target": target, "last": max(last, 0)}
    return [_row(row) for row in db.execute(_ROWS_ASKED_FOR, asked)]


def history(db: sqlite3.Connection, subject: str) -> list[r.AuditRow]:
    """Newest first."""
    return [_row(row) for row in db.execute(_ROWS_OF_A_PERSON, (subject,))]


def all_rows(db: sqlite3.Connection) -> Iterator[r.AuditRow]:
    """Oldest first, one at a time."""
    return map(_row, db.execute(_ALL_ROWS))


def misfiled_rows(db: sqlite3.Connection) -> Iterator[int]:
    """The numbers of the rows that `history` would not show for the person they are about."""
    for number, target, subject in db.execute("SELECT number, target, subject FROM audit ORDER BY number"):
        if subject != subject_of(target):
            yield number


def audit_head(db: sqlite3.Connection) -> tuple[int, str]:
    """How many rows were written, and the mark of the last."""
    count, head = _the_row(db, "SELECT audit_count, audit_head FROM kept")
    return count, head


def notes(db: sqlite3.Connection, subject: str) -> list[r.NoteWritten]:
    """Oldest first."""
    rows = db.execute("SELECT at, subject, by, text FROM notes WHERE subject = ? ORDER BY number", (subject,))
    return [r.NoteWritten(*row) for row in rows]


def mail(db: sqlite3.Connection, account: str) -> list[r.MailLeft]:
    """To it and by it, in the order of the accounts, each from the first."""
    columns = "SELECT at, account, number, sender, nick, text, until FROM mail WHERE account = :it OR sender = :it"
    return [r.MailLeft(*row) for row in db.execute(columns + " ORDER BY account, number", {"it": account})]


def sign(db: sqlite3.Connection, token: str) -> None:
    """Leaves the sign of the transaction that is under way."""
    db.execute("UPDATE kept SET latest = ?", (token,))


def signed(db: sqlite3.Connection, token: str) -> bool:
    """Whether the last transaction that is kept left this sign."""
    return bool(_the_row(db, "SELECT latest = ? FROM kept", token)[0])


def overwrite(db: sqlite3.Connection, token: str) -> None:
    """Changes nothing that anybody reads, but takes the place in the log where a failed transaction may lie."""
    db.execute("UPDATE kept SET blank = ?", (token,))


def _the_row(db: sqlite3.Connection, statement: str, *values: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] | None = db.execute(statement, values).fetchone()
    if found is None:
        raise sqlite3.DatabaseError("a row that every store has is missing")
    return found


def _row(row: tuple[Any, ...]) -> r.AuditRow:
    number, *act, mark = row
    return r.AuditRow(number, r.ActAudited(*act), mark)


def _plain(*statements: str) -> Write:
    """Statements whose parameters are the record's fields."""

    def write(db: sqlite3.Connection, record: Any) -> None:
        fields = asdict(record)
        for statement in statements:
            db.execute(statement, {name: value for name, value in fields.items() if value != ()})

    return write


def _change(statement: str) -> Write:
    """A statement that must find what it changes: an act that changed nothing is not told as done."""

    def write(db: sqlite3.Connection, record: Any) -> None:
        if db.execute(statement, asdict(record)).rowcount == 0:
            raise Contradicted

    return write


_give_role = _plain(
    "INSERT INTO roles VALUES (:account, :channel, :role) ON CONFLICT (account, channel) DO UPDATE SET role = :role"
)
_take_role = _plain("DELETE FROM roles WHERE account = :account AND channel = :channel")


def _role_given(db: sqlite3.Connection, record: r.RoleGiven) -> None:
    (_take_role if record.role == "member" else _give_role)(db, record)


_slow_on = _plain("INSERT OR REPLACE INTO slow VALUES (:channel, :seconds)")
_slow_off = _plain("DELETE FROM slow WHERE channel = :channel")


def _channel_slowed(db: sqlite3.Connection, record: r.ChannelSlowed) -> None:
    (_slow_off if record.seconds == 0 else _slow_on)(db, record)


_new_room = _plain(
    "DELETE FROM rooms WHERE channel = :channel",  # its people go with it
    "INSERT INTO rooms (at, channel, owner, private, secret, topic, stage)"
    " VALUES (:at, :channel, :owner, :private, :secret, :topic, :stage)",
)
_let_in = _plain(
    "INSERT OR IGNORE INTO room_people SELECT channel, :what, :account FROM rooms WHERE channel = :channel",
)
_shut_out = _plain("DELETE FROM room_people WHERE channel = :channel AND what = :what AND account = :account")
_changes = {
    "owner": _plain("UPDATE rooms SET owner = :value WHERE channel = :channel"),
    "topic": _plain("UPDATE rooms SET topic = :value WHERE channel = :channel"),
    "stage": _plain("UPDATE rooms SET stage = :value WHERE channel = :channel"),
}


def _room_kept(db: sqlite3.Connection, room: r.RoomKept) -> None:
    _new_room(db, replace(room, guests=(), voices=()))
    for what in _IN_ROOMS:
        for account in getattr(room, what):
            _let_in(db, r.RoomLet(room.at, room.channel, what, account, True))


def _room_changed(db: sqlite3.Connection, change: r.RoomChanged) -> None:
    _changes[change.what](db, change)


def _room_let(db: sqlite3.Connection, let: r.RoomLet) -> None:
    (_let_in if let.on else _shut_out)(db, let)


def _act_audited(db: sqlite3.Connection, act: r.ActAudited) -> int:
    count, head = audit_head(db)
    row = linked(count + 1, act, head)
    db.execute(
        "INSERT INTO audit VALUES (:number, :at, :who, :key, :origin, :act, :target, :reason, :until, :result, :undoes,"
        " :mark, :subject)",
        {**asdict(act), "number": row.number, "mark": row.mark, "subject": subject_of(act.target)},
    )
    db.execute("UPDATE kept SET audit_count = ?, audit_head = ?", (row.number, row.mark))
    return row.number


# What puts something there must be able to; what takes something away is content when it is gone already.
SQL: dict[type[r.Record], Write] = {
    r.AccountMade: _plain("INSERT INTO accounts VALUES (:account, :nick, :secret, :at)"),
    r.PasswordSet: _change("UPDATE accounts SET secret = :secret WHERE account = :account"),
    # Keys, roles, whom it ignores, its settings and its mail go with the account, by their foreign keys.
    r.AccountClosed: _plain("DELETE FROM accounts WHERE account = :account", "DELETE FROM room_people WHERE account = :account"),
    r.RoleGiven: _role_given,
    r.KeyAdded: _plain(
        "INSERT INTO keys VALUES (:account, :fingerprint, :blob, :comment)"
        " ON CONFLICT (account, fingerprint) DO UPDATE SET blob = :blob, comment = :comment"
    ),
    r.KeyTaken: _plain("DELETE FROM keys WHERE account = :account AND fingerprint = :fingerprint"),
    r.IgnoreKept: _plain(
        "INSERT INTO ignores VALUES (:account, :key, :nick) ON CONFLICT (account, key) DO UPDATE SET nick = :nick"
    ),
    r.IgnoreDropped: _plain("DELETE FROM ignores WHERE account = :account AND key = :key"),
    r.SettingKept: _plain(
        "INSERT INTO settings VALUES (:account, :key, :value) ON CONFLICT (account, key) DO UPDATE SET value = :value"
    ),
    r.MailLeft: _plain(
        "INSERT INTO mail VALUES (:account, :number, :at, :sender, :nick, :text, :until) ON CONFLICT (account, number)"
        " DO UPDATE SET at = :at, sender = :sender, nick = :nick, text = :text, until = :until"
    ),
    r.MailTaken: _plain("DELETE FROM mail WHERE account = :account AND number = :number"),
    r.BanPlaced: _plain(
        "DELETE FROM bans WHERE kind = :kind AND value = :value AND number <> :number",
        "INSERT INTO bans VALUES (:number, :at, :kind, :value, :by, :reason, :until)",
        "UPDATE kept SET next_ban = max(next_ban, :number + 1)",
    ),
    r.BanLifted: _plain("DELETE FROM bans WHERE number = :number"),
    r.MutePlaced: _plain("INSERT OR REPLACE INTO mutes VALUES (:at, :channel, :kind, :value, :by, :reason, :until)"),
    r.MuteLifted: _plain("DELETE FROM mutes WHERE channel = :channel AND kind = :kind AND value = :value"),
    r.NoteWritten: _plain("INSERT INTO notes (at, subject, by, text) VALUES (:at, :subject, :by, :text)"),
    r.ChannelSlowed: _channel_slowed,
    r.RoomKept: _room_kept,
    r.RoomChanged: _room_changed,
    r.RoomLet: _room_let,
    r.RoomReleased: _plain("DELETE FROM rooms WHERE channel = :channel"),
    r.ActAudited: _act_audited,
}
