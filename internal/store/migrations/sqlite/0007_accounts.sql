-- Accounts of the newsroom, what proves who somebody is, and who is signed in.
-- Like quotes, sessions are not in the journal.

CREATE TABLE account (
    id     TEXT PRIMARY KEY,
    rev    INTEGER NOT NULL,
    name   TEXT NOT NULL UNIQUE,
    detail TEXT NOT NULL
) STRICT;

-- A password's hash, a second factor's secret, a passkey: one row each. A code is
-- the hash of a one-time code and when it ends.
CREATE TABLE credential (
    account TEXT NOT NULL,
    kind    TEXT NOT NULL,
    name    TEXT NOT NULL,
    until   INTEGER NOT NULL, -- 0 is for good
    detail  TEXT NOT NULL,
    PRIMARY KEY (account, kind, name)
) STRICT;
CREATE INDEX credential_name ON credential (kind, name);

CREATE TABLE session (
    hash    TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    until   INTEGER NOT NULL,
    detail  TEXT NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account);
CREATE INDEX session_until ON session (until);
