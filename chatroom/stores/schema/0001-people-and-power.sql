-- Accounts, what they may, and what staff did to whom. Dates are wall seconds.

CREATE TABLE accounts (
    account TEXT NOT NULL PRIMARY KEY,
    nick    TEXT NOT NULL,
    secret  TEXT NOT NULL,
    made    REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE roles (
    account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    channel TEXT NOT NULL,
    role    TEXT NOT NULL,
    PRIMARY KEY (account, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    account     TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    blob        TEXT NOT NULL,
    comment     TEXT NOT NULL,
    PRIMARY KEY (account, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    number  INTEGER PRIMARY KEY,
    at      REAL NOT NULL,
    subject TEXT NOT NULL,
    by      TEXT NOT NULL,
    text    TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_subject ON notes (subject, number);

CREATE TABLE bans (
    number INTEGER PRIMARY KEY,
    at     REAL NOT NULL,
    kind   TEXT NOT NULL,
    value  TEXT NOT NULL,
    by     TEXT NOT NULL,
    reason TEXT NOT NULL,
    until  REAL
) STRICT;

CREATE TABLE mutes (
    at      REAL NOT NULL,
    channel TEXT NOT NULL,
    kind    TEXT NOT NULL,
    value   TEXT NOT NULL,
    by      TEXT NOT NULL,
    reason  TEXT NOT NULL,
    until   REAL NOT NULL,
    PRIMARY KEY (channel, kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE slow (
    channel TEXT NOT NULL PRIMARY KEY,
    seconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows are only ever added. subject: the key of the person in target, to look a person up by.
CREATE TABLE audit (
    number  INTEGER PRIMARY KEY,
    at      REAL NOT NULL,
    who     TEXT NOT NULL,
    key     TEXT NOT NULL,
    origin  TEXT NOT NULL,
    act     TEXT NOT NULL,
    target  TEXT NOT NULL,
    reason  TEXT NOT NULL,
    until   REAL,
    result  TEXT NOT NULL,
    undoes  INTEGER NOT NULL,
    mark    TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, number);

-- One row. latest: the sign of the last transaction, by which one of unknown fate is looked for after an I/O error;
-- blank: what such a transaction is overwritten with.
CREATE TABLE kept (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    next_ban    INTEGER NOT NULL,
    audit_count INTEGER NOT NULL,
    audit_head  TEXT NOT NULL,
    latest      TEXT NOT NULL,
    blank       TEXT NOT NULL
) STRICT;
INSERT INTO kept VALUES (1, 1, 0, '0000000000000000000000000000000000000000000000000000000000000000', '', '');

-- "chat" in ASCII: the mark by which a file is known as one of ours.
PRAGMA application_id = 1667785076;
PRAGMA user_version = 1;
