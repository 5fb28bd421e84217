-- What editors have typed and not yet made a version of, and who has which story
-- open. Like sessions, neither is in the journal.

CREATE TABLE working_copy (
    story   TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    head    BIGINT NOT NULL, -- number of the version it is based on
    seq     BIGINT NOT NULL, -- moves by one with each save
    at      BIGINT NOT NULL,
    detail  TEXT COLLATE "C" NOT NULL,    -- the wording
    PRIMARY KEY (story, account)
);
CREATE INDEX working_copy_account ON working_copy (account, at);

CREATE TABLE presence (
    story        TEXT COLLATE "C" NOT NULL,
    account      TEXT COLLATE "C" NOT NULL,
    window_name  TEXT COLLATE "C" NOT NULL,
    head         BIGINT NOT NULL,
    paragraph    TEXT COLLATE "C" NOT NULL,
    since        BIGINT NOT NULL,
    until        BIGINT NOT NULL, -- end of the lease
    PRIMARY KEY (story, account, window_name)
);
CREATE INDEX presence_until ON presence (until);
