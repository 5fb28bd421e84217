-- Controlled terms as agencies describe them, by the URI of the code where it is
-- known. detail is the JSON of the type in package store.

CREATE TABLE concept (
    source   TEXT NOT NULL,
    code     TEXT NOT NULL,
    language TEXT NOT NULL,
    name     TEXT NOT NULL,
    detail   TEXT NOT NULL,
    PRIMARY KEY (source, code, language)
) STRICT;
