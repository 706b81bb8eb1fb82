-- What goes with a kept room: its topic, who may speak there ('' for everybody, or the word of a stage), and people by the keys
-- of their accounts. what: 'guests' may come in without the password, 'voices' may speak where not everybody may.
ALTER TABLE rooms ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN stage TEXT NOT NULL DEFAULT '';

CREATE TABLE room_people (
    channel TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE,
    what    TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (channel, what, account)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 3;
