-- The house's first tables. Times are microseconds UTC; ids and keys are text
-- that sorts by bytes; detail is the JSON of the type in package news.

CREATE TABLE counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  INTEGER NOT NULL
) STRICT;
INSERT INTO counter (id, n) VALUES (1, 0);

CREATE TABLE journal (
    n      INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    verb   TEXT NOT NULL,
    story  TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE follower (
    name TEXT PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT;

CREATE TABLE title (
    id     TEXT PRIMARY KEY,
    place  INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE source (
    id     TEXT PRIMARY KEY,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE wire_file (
    source TEXT NOT NULL,
    sha    TEXT NOT NULL,
    name   TEXT NOT NULL,
    key    TEXT NOT NULL,
    size   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    via    TEXT NOT NULL,
    PRIMARY KEY (source, sha)
) STRICT;

CREATE TABLE wire_item (
    id      TEXT PRIMARY KEY,
    source  TEXT NOT NULL,
    guid    TEXT NOT NULL,
    version TEXT NOT NULL,
    hash    TEXT NOT NULL,
    sha     TEXT NOT NULL,
    story   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    detail  TEXT NOT NULL,
    UNIQUE (source, guid, version, hash)
) STRICT;
CREATE INDEX wire_item_story ON wire_item (story, at);
CREATE INDEX wire_item_source ON wire_item (source, at);

CREATE TABLE quarantine (
    id       TEXT PRIMARY KEY,
    source   TEXT NOT NULL,
    sha      TEXT NOT NULL,
    at       INTEGER NOT NULL,
    replayed INTEGER NOT NULL,
    detail   TEXT NOT NULL,
    UNIQUE (source, sha)
) STRICT;

CREATE TABLE story (
    id       TEXT PRIMARY KEY,
    rev      INTEGER NOT NULL,
    source   TEXT NOT NULL,
    guid     TEXT NOT NULL,
    created  INTEGER NOT NULL,
    headline TEXT NOT NULL,
    detail   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX story_guid ON story (source, guid) WHERE guid <> '';
CREATE INDEX story_created ON story (created);

CREATE TABLE version (
    story  TEXT NOT NULL,
    n      INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (story, n)
) STRICT;

CREATE TABLE placement (
    story  TEXT NOT NULL,
    title  TEXT NOT NULL,
    path   TEXT NOT NULL,
    due    INTEGER NOT NULL, -- when the clock alone may change what readers see; 0 is never
    detail TEXT NOT NULL,
    PRIMARY KEY (story, title),
    UNIQUE (title, path)
) STRICT;
CREATE INDEX placement_due ON placement (due) WHERE due > 0;

CREATE TABLE publication (
    story   TEXT NOT NULL,
    title   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    version INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    note    TEXT NOT NULL,
    PRIMARY KEY (story, title, at, version)
) STRICT;

CREATE TABLE picture (
    id     TEXT PRIMARY KEY,
    rev    INTEGER NOT NULL,
    source TEXT NOT NULL,
    guid   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX picture_guid ON picture (source, guid) WHERE guid <> '';

-- Which stories name an agency's item as related, so that they learn of it when
-- it comes.
CREATE TABLE story_related (
    source TEXT NOT NULL,
    guid   TEXT NOT NULL,
    story  TEXT NOT NULL,
    PRIMARY KEY (source, guid, story)
) STRICT;

CREATE TABLE picture_use (
    picture TEXT NOT NULL,
    story   TEXT NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (picture, story, n)
) STRICT;

CREATE TABLE picture_name (
    source  TEXT NOT NULL,
    name    TEXT NOT NULL,
    picture TEXT NOT NULL,
    PRIMARY KEY (source, name, picture)
) STRICT;

CREATE TABLE media_file (
    source TEXT NOT NULL,
    name   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (source, name)
) STRICT;

-- The released set: all that public code can reach.

CREATE TABLE released (
    title     TEXT NOT NULL,
    story     TEXT NOT NULL,
    path      TEXT NOT NULL,
    section   TEXT NOT NULL,
    listed    INTEGER NOT NULL,
    published INTEGER NOT NULL,
    card      TEXT NOT NULL, -- the readable form without its body
    detail    TEXT NOT NULL, -- the readable form
    PRIMARY KEY (title, story),
    UNIQUE (title, path)
) STRICT;
CREATE INDEX released_newest ON released (title, listed, published);
CREATE INDEX released_section ON released (title, section, listed, published);

CREATE TABLE released_picture (
    title        TEXT NOT NULL,
    key          TEXT NOT NULL,
    story        TEXT NOT NULL,
    content_type TEXT NOT NULL,
    PRIMARY KEY (title, key, story)
) STRICT;
CREATE INDEX released_picture_story ON released_picture (story, title);

CREATE TABLE gone (
    title  TEXT NOT NULL,
    story  TEXT NOT NULL,
    path   TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (title, story),
    UNIQUE (title, path)
) STRICT;

-- The market: instruments and their last quotes. Not in the journal.

CREATE TABLE instrument (
    id     TEXT PRIMARY KEY,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE quote (
    instrument TEXT PRIMARY KEY,
    at         INTEGER NOT NULL, -- as-of: an older quote never replaces a newer one
    detail     TEXT NOT NULL
) STRICT;

CREATE TABLE quote_counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  INTEGER NOT NULL
) STRICT;
INSERT INTO quote_counter (id, n) VALUES (1, 0);
