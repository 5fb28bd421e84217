-- What the newsroom says to itself: desks, where stories are, notes, templates and
-- the planning list. Nothing here is read where readers are served.

CREATE TABLE desk (
    id     TEXT COLLATE "C" PRIMARY KEY,
    rev    BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

-- Where each story is that is anywhere, as its detail says it.
CREATE TABLE whereabouts (
    story  TEXT COLLATE "C" PRIMARY KEY,
    desk   TEXT COLLATE "C" NOT NULL,
    holder TEXT COLLATE "C" NOT NULL, -- name of a user
    at     BIGINT NOT NULL
);
CREATE INDEX whereabouts_desk ON whereabouts (desk, at) WHERE desk <> '';
CREATE INDEX whereabouts_holder ON whereabouts (holder, at) WHERE holder <> '';

CREATE TABLE note (
    id     TEXT COLLATE "C" PRIMARY KEY,
    story  TEXT COLLATE "C" NOT NULL,
    at     BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);
CREATE INDEX note_story ON note (story, at, id);

-- Whom a note is for, and when they saw it; 0 is not yet. That is not in the
-- journal.
CREATE TABLE note_for (
    reader TEXT COLLATE "C" NOT NULL, -- name of a user
    note   TEXT COLLATE "C" NOT NULL,
    story  TEXT COLLATE "C" NOT NULL,
    at     BIGINT NOT NULL,
    seen   BIGINT NOT NULL,
    PRIMARY KEY (reader, note)
);
CREATE INDEX note_for_unseen ON note_for (reader, at) WHERE seen = 0;
CREATE INDEX note_for_story ON note_for (story, reader);

-- Which stories were begun from which.
CREATE TABLE begun_from (
    story  TEXT COLLATE "C" PRIMARY KEY,
    parent TEXT COLLATE "C" NOT NULL
);
CREATE INDEX begun_from_parent ON begun_from (parent, story);

CREATE TABLE template (
    id     TEXT COLLATE "C" PRIMARY KEY,
    rev    BIGINT NOT NULL,
    name   TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

CREATE TABLE plan (
    id     TEXT COLLATE "C" PRIMARY KEY,
    rev    BIGINT NOT NULL,
    due    BIGINT NOT NULL,
    open   BIGINT NOT NULL, -- 1 while it is to be done
    story  TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);
CREATE INDEX plan_due ON plan (due);
CREATE INDEX plan_open ON plan (open, due) WHERE open = 1;
CREATE UNIQUE INDEX plan_story ON plan (story) WHERE story <> '';
