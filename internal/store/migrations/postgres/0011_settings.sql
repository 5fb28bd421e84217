-- Titles and sources are kept here and changed by the desk; the settings file
-- only seeds them.

UPDATE title SET detail = jsonb_set(detail::jsonb, '{rev}', '1')::text;
UPDATE source SET detail = jsonb_set(detail::jsonb, '{rev}', '1')::text;

-- By which roads its copy may come: the JSON of the type in package news.
ALTER TABLE source ADD COLUMN roads TEXT COLLATE "C" NOT NULL DEFAULT '{}';

-- What its roads need and nobody is shown again.
CREATE TABLE source_secret (
    source TEXT COLLATE "C" NOT NULL,
    kind   TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (source, kind)
);

-- What of the settings file was applied last, by its hash.
CREATE TABLE seed (
    kind TEXT COLLATE "C" NOT NULL,
    id   TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    at   BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
