-- The house's first tables. Times are microseconds UTC; ids and keys are text
-- that sorts by bytes; detail is the JSON of the type in package news.

CREATE TABLE counter (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    n  BIGINT NOT NULL
);
INSERT INTO counter (id, n) VALUES (1, 0);

CREATE TABLE journal (
    n      BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    verb   TEXT COLLATE "C" NOT NULL,
    story  TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

CREATE TABLE follower (
    name TEXT COLLATE "C" PRIMARY KEY,
    n    BIGINT NOT NULL
);

CREATE TABLE title (
    id     TEXT COLLATE "C" PRIMARY KEY,
    place  BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

CREATE TABLE source (
    id     TEXT COLLATE "C" PRIMARY KEY,
    detail TEXT COLLATE "C" NOT NULL
);

CREATE TABLE wire_file (
    source TEXT COLLATE "C" NOT NULL,
    sha    TEXT COLLATE "C" NOT NULL,
    name   TEXT COLLATE "C" NOT NULL,
    key    TEXT COLLATE "C" NOT NULL,
    size   BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    via    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (source, sha)
);

CREATE TABLE wire_item (
    id      TEXT COLLATE "C" PRIMARY KEY,
    source  TEXT COLLATE "C" NOT NULL,
    guid    TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    hash    TEXT COLLATE "C" NOT NULL,
    sha     TEXT COLLATE "C" NOT NULL,
    story   TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    detail  TEXT COLLATE "C" NOT NULL,
    UNIQUE (source, guid, version, hash)
);
CREATE INDEX wire_item_story ON wire_item (story, at);
CREATE INDEX wire_item_source ON wire_item (source, at);

CREATE TABLE quarantine (
    id       TEXT COLLATE "C" PRIMARY KEY,
    source   TEXT COLLATE "C" NOT NULL,
    sha      TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    replayed BIGINT NOT NULL,
    detail   TEXT COLLATE "C" NOT NULL,
    UNIQUE (source, sha)
);

CREATE TABLE story (
    id       TEXT COLLATE "C" PRIMARY KEY,
    rev      BIGINT NOT NULL,
    source   TEXT COLLATE "C" NOT NULL,
    guid     TEXT COLLATE "C" NOT NULL,
    created  BIGINT NOT NULL,
    headline TEXT COLLATE "C" NOT NULL,
    detail   TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX story_guid ON story (source, guid) WHERE guid <> '';
CREATE INDEX story_created ON story (created);

CREATE TABLE version (
    story  TEXT COLLATE "C" NOT NULL,
    n      BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (story, n)
);

CREATE TABLE placement (
    story  TEXT COLLATE "C" NOT NULL,
    title  TEXT COLLATE "C" NOT NULL,
    path   TEXT COLLATE "C" NOT NULL,
    due    BIGINT NOT NULL, -- when the clock alone may change what readers see; 0 is never
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (story, title),
    UNIQUE (title, path)
);
CREATE INDEX placement_due ON placement (due) WHERE due > 0;

CREATE TABLE publication (
    story   TEXT COLLATE "C" NOT NULL,
    title   TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    version BIGINT NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL,
    note    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (story, title, at, version)
);

CREATE TABLE picture (
    id     TEXT COLLATE "C" PRIMARY KEY,
    rev    BIGINT NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    guid   TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX picture_guid ON picture (source, guid) WHERE guid <> '';

-- Which stories name an agency's item as related, so that they learn of it when
-- it comes.
CREATE TABLE story_related (
    source TEXT COLLATE "C" NOT NULL,
    guid   TEXT COLLATE "C" NOT NULL,
    story  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (source, guid, story)
);

CREATE TABLE picture_use (
    picture TEXT COLLATE "C" NOT NULL,
    story   TEXT COLLATE "C" NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (picture, story, n)
);

CREATE TABLE picture_name (
    source  TEXT COLLATE "C" NOT NULL,
    name    TEXT COLLATE "C" NOT NULL,
    picture TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (source, name, picture)
);

CREATE TABLE media_file (
    source TEXT COLLATE "C" NOT NULL,
    name   TEXT COLLATE "C" NOT NULL,
    at     BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (source, name)
);

-- The released set: all that public code can reach.

CREATE TABLE released (
    title     TEXT COLLATE "C" NOT NULL,
    story     TEXT COLLATE "C" NOT NULL,
    path      TEXT COLLATE "C" NOT NULL,
    section   TEXT COLLATE "C" NOT NULL,
    listed    BOOLEAN NOT NULL,
    published BIGINT NOT NULL,
    card      TEXT COLLATE "C" NOT NULL, -- the readable form without its body
    detail    TEXT COLLATE "C" NOT NULL, -- the readable form
    PRIMARY KEY (title, story),
    UNIQUE (title, path)
);
CREATE INDEX released_newest ON released (title, listed, published);
CREATE INDEX released_section ON released (title, section, listed, published);

CREATE TABLE released_picture (
    title        TEXT COLLATE "C" NOT NULL,
    key          TEXT COLLATE "C" NOT NULL,
    story        TEXT COLLATE "C" NOT NULL,
    content_type TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (title, key, story)
);
CREATE INDEX released_picture_story ON released_picture (story, title);

CREATE TABLE gone (
    title  TEXT COLLATE "C" NOT NULL,
    story  TEXT COLLATE "C" NOT NULL,
    path   TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (title, story),
    UNIQUE (title, path)
);

-- The market: instruments and their last quotes. Not in the journal.

CREATE TABLE instrument (
    id     TEXT COLLATE "C" PRIMARY KEY,
    detail TEXT COLLATE "C" NOT NULL
);

CREATE TABLE quote (
    instrument TEXT COLLATE "C" PRIMARY KEY,
    at         BIGINT NOT NULL, -- as-of: an older quote never replaces a newer one
    detail     TEXT COLLATE "C" NOT NULL
);

CREATE TABLE quote_counter (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    n  BIGINT NOT NULL
);
INSERT INTO quote_counter (id, n) VALUES (1, 0);
