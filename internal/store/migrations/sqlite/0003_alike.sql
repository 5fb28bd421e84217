-- Stories whose texts are alike. For the newsroom only: nothing here is read
-- where readers are served.

-- What a story's newest text is compared by.
CREATE TABLE story_signature (
    story  TEXT PRIMARY KEY,
    scheme INTEGER NOT NULL,
    at     INTEGER NOT NULL, -- when that text came
    source TEXT NOT NULL,
    name   INTEGER NOT NULL, -- key of the working name; 0 is none
    text   INTEGER NOT NULL,
    sketch BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX story_signature_at ON story_signature (at);

-- One row for both directions: story sorts before other.
CREATE TABLE story_alike (
    story    TEXT NOT NULL,
    other    TEXT NOT NULL,
    kind     TEXT NOT NULL,
    score    INTEGER NOT NULL, -- thousandths
    standing TEXT NOT NULL,
    editor   TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (story, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_alike_other ON story_alike (other);
CREATE INDEX story_alike_at ON story_alike (at);
