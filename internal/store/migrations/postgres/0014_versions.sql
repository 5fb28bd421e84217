-- Takes that came to stories the desk had touched, and what the desk calls some
-- versions. Versions themselves are never changed.

CREATE TABLE attached_take (
    story  TEXT COLLATE "C" NOT NULL,
    item   TEXT COLLATE "C" NOT NULL,
    at     BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (story, item)
);

CREATE TABLE version_name (
    story  TEXT COLLATE "C" NOT NULL,
    n      BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (story, n)
);
