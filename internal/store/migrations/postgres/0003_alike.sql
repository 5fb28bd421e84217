-- Stories whose texts are alike. For the newsroom only: nothing here is read
-- where readers are served.

-- What a story's newest text is compared by.
CREATE TABLE story_signature (
    story  TEXT COLLATE "C" PRIMARY KEY,
    scheme BIGINT NOT NULL,
    at     BIGINT NOT NULL, -- when that text came
    source TEXT COLLATE "C" NOT NULL,
    name   BIGINT NOT NULL, -- key of the working name; 0 is none
    text   BIGINT NOT NULL,
    sketch BYTEA NOT NULL
);
CREATE INDEX story_signature_at ON story_signature (at);

-- One row for both directions: story sorts before other.
CREATE TABLE story_alike (
    story    TEXT COLLATE "C" NOT NULL,
    other    TEXT COLLATE "C" NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    score    BIGINT NOT NULL, -- thousandths
    standing TEXT COLLATE "C" NOT NULL,
    editor   TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (story, other)
);
CREATE INDEX story_alike_other ON story_alike (other);
CREATE INDEX story_alike_at ON story_alike (at);
