-- Takes that came to stories the desk had touched, and what the desk calls some
-- versions. Versions themselves are never changed.

CREATE TABLE attached_take (
    story  TEXT NOT NULL,
    item   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (story, item)
) STRICT;

CREATE TABLE version_name (
    story  TEXT NOT NULL,
    n      INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (story, n)
) STRICT;
