-- Rooms that people made and staff keeps. owner: the key of an account, '' for nobody; secret: the hash of a password, or ''.
CREATE TABLE rooms (
    at      REAL NOT NULL,
    channel TEXT NOT NULL PRIMARY KEY,
    owner   TEXT NOT NULL,
    private INTEGER NOT NULL,
    secret  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
