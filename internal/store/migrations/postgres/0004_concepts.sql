-- Controlled terms as agencies describe them, by the URI of the code where it is
-- known. detail is the JSON of the type in package store.

CREATE TABLE concept (
    source   TEXT COLLATE "C" NOT NULL,
    code     TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    detail   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (source, code, language)
);
