-- What editors have said of fronts, and the line of breaking news. A revision is
-- never changed; front names the head and what the clock has settled so far.

CREATE TABLE front (
    title   TEXT NOT NULL,
    section TEXT NOT NULL,    -- '' is the title's own front
    head    INTEGER NOT NULL, -- number of the revision in force
    as_of   INTEGER NOT NULL, -- the moment readers have it of: which pins are in force
    due     INTEGER NOT NULL, -- when the clock alone changes it, 0 is never
    PRIMARY KEY (title, section)
) STRICT;
CREATE INDEX front_due ON front (due) WHERE due > 0;

CREATE TABLE front_revision (
    title   TEXT NOT NULL,
    section TEXT NOT NULL,
    n       INTEGER NOT NULL,
    detail  TEXT NOT NULL,
    PRIMARY KEY (title, section, n)
) STRICT;

CREATE TABLE front_changeover (
    title   TEXT NOT NULL,
    section TEXT NOT NULL,
    due     INTEGER NOT NULL, -- when it becomes the head
    detail  TEXT NOT NULL,
    PRIMARY KEY (title, section, due)
) STRICT;

CREATE TABLE banner (
    title  TEXT NOT NULL PRIMARY KEY,
    rev    INTEGER NOT NULL,
    shown  INTEGER NOT NULL, -- 1 while readers have it
    due    INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX banner_due ON banner (due) WHERE due > 0;
