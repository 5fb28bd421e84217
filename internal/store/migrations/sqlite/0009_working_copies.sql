-- What editors have typed and not yet made a version of, and who has which story
-- open. Like sessions, neither is in the journal.

CREATE TABLE working_copy (
    story   TEXT NOT NULL,
    account TEXT NOT NULL,
    head    INTEGER NOT NULL, -- number of the version it is based on
    seq     INTEGER NOT NULL, -- moves by one with each save
    at      INTEGER NOT NULL,
    detail  TEXT NOT NULL,    -- the wording
    PRIMARY KEY (story, account)
) STRICT;
CREATE INDEX working_copy_account ON working_copy (account, at);

CREATE TABLE presence (
    story        TEXT NOT NULL,
    account      TEXT NOT NULL,
    window_name  TEXT NOT NULL,
    head         INTEGER NOT NULL,
    paragraph    TEXT NOT NULL,
    since        INTEGER NOT NULL,
    until        INTEGER NOT NULL, -- end of the lease
    PRIMARY KEY (story, account, window_name)
) STRICT;
CREATE INDEX presence_until ON presence (until);
