-- How every road into the wire room stands. Like quotes, none of this is in
-- the journal.

CREATE TABLE road (
    id     TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    due    INTEGER NOT NULL, -- when it is to be collected from next
    owner  TEXT NOT NULL, -- who collects from it now; empty is nobody
    until  INTEGER NOT NULL, -- when that lease runs out
    cursor TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- What hubs were asked for; detail holds secrets.
CREATE TABLE subscription (
    road   TEXT PRIMARY KEY,
    rev    INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- The sources whose silence has been told.
CREATE TABLE silence (
    source TEXT PRIMARY KEY,
    since  INTEGER NOT NULL
) STRICT;
