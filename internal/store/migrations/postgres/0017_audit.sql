-- Who did what, from where. Lines are only added: each carries the hash of itself
-- and of the line before it, and audit_head that of the newest.

CREATE TABLE audit (
    n      BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    who    TEXT COLLATE "C" NOT NULL,
    what   TEXT COLLATE "C" NOT NULL,
    story  TEXT COLLATE "C" NOT NULL,
    ref    TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    hash   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_who ON audit (who, n);
CREATE INDEX audit_what ON audit (what, n);
CREATE INDEX audit_story ON audit (story, n) WHERE story <> '';
CREATE INDEX audit_ref ON audit (ref, n) WHERE ref <> '';

CREATE TABLE audit_head (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    n    BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
INSERT INTO audit_head (id, n, hash) VALUES (1, 0, '');

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lines of the audit log are neither changed nor removed';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
