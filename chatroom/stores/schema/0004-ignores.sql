-- Whom accounts ignore. key: that of another account or of a name; nick: the name that is shown for it.
CREATE TABLE ignores (
    account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    key     TEXT NOT NULL,
    nick    TEXT NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 4;
