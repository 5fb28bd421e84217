-- Accounts of the newsroom, what proves who somebody is, and who is signed in.
-- Like quotes, sessions are not in the journal.

CREATE TABLE account (
    id     TEXT COLLATE "C" PRIMARY KEY,
    rev    BIGINT NOT NULL,
    name   TEXT COLLATE "C" NOT NULL UNIQUE,
    detail TEXT COLLATE "C" NOT NULL
);

-- A password's hash, a second factor's secret, a passkey: one row each. A code is
-- the hash of a one-time code and when it ends.
CREATE TABLE credential (
    account TEXT COLLATE "C" NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL,
    name    TEXT COLLATE "C" NOT NULL,
    until   BIGINT NOT NULL, -- 0 is for good
    detail  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account, kind, name)
);
CREATE INDEX credential_name ON credential (kind, name);

CREATE TABLE session (
    hash    TEXT COLLATE "C" PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    until   BIGINT NOT NULL,
    detail  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_until ON session (until);
