-- What the newsroom says to itself: desks, where stories are, notes, templates and
-- the planning list. Nothing here is read where readers are served.

CREATE TABLE desk (
    id     TEXT PRIMARY KEY,
    rev    INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- Where each story is that is anywhere, as its detail says it.
CREATE TABLE whereabouts (
    story  TEXT PRIMARY KEY,
    desk   TEXT NOT NULL,
    holder TEXT NOT NULL, -- name of a user
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX whereabouts_desk ON whereabouts (desk, at) WHERE desk <> '';
CREATE INDEX whereabouts_holder ON whereabouts (holder, at) WHERE holder <> '';

CREATE TABLE note (
    id     TEXT PRIMARY KEY,
    story  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX note_story ON note (story, at, id);

-- Whom a note is for, and when they saw it; 0 is not yet. That is not in the
-- journal.
CREATE TABLE note_for (
    reader TEXT NOT NULL, -- name of a user
    note   TEXT NOT NULL,
    story  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    seen   INTEGER NOT NULL,
    PRIMARY KEY (reader, note)
) STRICT;
CREATE INDEX note_for_unseen ON note_for (reader, at) WHERE seen = 0;
CREATE INDEX note_for_story ON note_for (story, reader);

-- Which stories were begun from which.
CREATE TABLE begun_from (
    story  TEXT PRIMARY KEY,
    parent TEXT NOT NULL
) STRICT;
CREATE INDEX begun_from_parent ON begun_from (parent, story);

CREATE TABLE template (
    id     TEXT PRIMARY KEY,
    rev    INTEGER NOT NULL,
    name   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE plan (
    id     TEXT PRIMARY KEY,
    rev    INTEGER NOT NULL,
    due    INTEGER NOT NULL,
    open   INTEGER NOT NULL, -- 1 while it is to be done
    story  TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX plan_due ON plan (due);
CREATE INDEX plan_open ON plan (open, due) WHERE open = 1;
CREATE UNIQUE INDEX plan_story ON plan (story) WHERE story <> '';
