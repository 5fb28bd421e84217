-- How every road into the wire room stands. Like quotes, none of this is in
-- the journal.

CREATE TABLE road (
    id     TEXT COLLATE "C" PRIMARY KEY,
    source TEXT COLLATE "C" NOT NULL,
    due    BIGINT NOT NULL, -- when it is to be collected from next
    owner  TEXT COLLATE "C" NOT NULL, -- who collects from it now; empty is nobody
    until  BIGINT NOT NULL, -- when that lease runs out
    cursor TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

-- What hubs were asked for; detail holds secrets.
CREATE TABLE subscription (
    road   TEXT COLLATE "C" PRIMARY KEY,
    rev    BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

-- The sources whose silence has been told.
CREATE TABLE silence (
    source TEXT COLLATE "C" PRIMARY KEY,
    since  BIGINT NOT NULL
);
