-- Who did what, from where. Lines are only added: each carries the hash of itself
-- and of the line before it, and audit_head that of the newest.

CREATE TABLE audit (
    n      INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    who    TEXT NOT NULL,
    what   TEXT NOT NULL,
    story  TEXT NOT NULL,
    ref    TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash   TEXT NOT NULL
) STRICT;
CREATE INDEX audit_who ON audit (who, n);
CREATE INDEX audit_what ON audit (what, n);
CREATE INDEX audit_story ON audit (story, n) WHERE story <> '';
CREATE INDEX audit_ref ON audit (ref, n) WHERE ref <> '';

CREATE TABLE audit_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    n    INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (id, n, hash) VALUES (1, 0, '');

CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'lines of the audit log are not changed');
END;
CREATE TRIGGER audit_not_removed BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'lines of the audit log are not removed');
END;
