-- What accounts have set with /set and find again at their next visit. value: as it is typed.
CREATE TABLE settings (
    account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;

-- Whispers to accounts that were not there. account: whose they are; number: counts in each account; sender: the key of the
-- account that wrote it, nick: the name it went by; until: wall seconds, when it is thrown away unread.
CREATE TABLE mail (
    account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    at      REAL NOT NULL,
    sender  TEXT NOT NULL,
    nick    TEXT NOT NULL,
    text    TEXT NOT NULL,
    until   REAL NOT NULL,
    PRIMARY KEY (account, number)
) STRICT;

CREATE INDEX mail_by_sender ON mail (sender);

PRAGMA user_version = 5;
