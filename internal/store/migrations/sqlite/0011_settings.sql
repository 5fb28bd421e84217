-- Titles and sources are kept here and changed by the desk; the settings file
-- only seeds them.

UPDATE title SET detail = json_set(detail, '$.rev', 1);
UPDATE source SET detail = json_set(detail, '$.rev', 1);

-- By which roads its copy may come: the JSON of the type in package news.
ALTER TABLE source ADD COLUMN roads TEXT NOT NULL DEFAULT '{}';

-- What its roads need and nobody is shown again.
CREATE TABLE source_secret (
    source TEXT NOT NULL,
    kind   TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (source, kind)
) STRICT;

-- What of the settings file was applied last, by its hash.
CREATE TABLE seed (
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    hash TEXT NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
