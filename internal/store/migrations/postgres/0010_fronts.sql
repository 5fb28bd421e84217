-- What editors have said of fronts, and the line of breaking news. A revision is
-- never changed; front names the head and what the clock has settled so far.

CREATE TABLE front (
    title   TEXT COLLATE "C" NOT NULL,
    section TEXT COLLATE "C" NOT NULL,    -- '' is the title's own front
    head    BIGINT NOT NULL, -- number of the revision in force
    as_of   BIGINT NOT NULL, -- the moment readers have it of: which pins are in force
    due     BIGINT NOT NULL, -- when the clock alone changes it, 0 is never
    PRIMARY KEY (title, section)
);
CREATE INDEX front_due ON front (due) WHERE due > 0;

CREATE TABLE front_revision (
    title   TEXT COLLATE "C" NOT NULL,
    section TEXT COLLATE "C" NOT NULL,
    n       BIGINT NOT NULL,
    detail  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (title, section, n)
);

CREATE TABLE front_changeover (
    title   TEXT COLLATE "C" NOT NULL,
    section TEXT COLLATE "C" NOT NULL,
    due     BIGINT NOT NULL, -- when it becomes the head
    detail  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (title, section, due)
);

CREATE TABLE banner (
    title  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    rev    BIGINT NOT NULL,
    shown  BIGINT NOT NULL, -- 1 while readers have it
    due    BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);
CREATE INDEX banner_due ON banner (due) WHERE due > 0;
