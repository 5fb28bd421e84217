-- What charts are drawn from, and what bears on quotes beside their feeds. None of
-- it is in the journal.

CREATE TABLE quote_candle (
    instrument TEXT NOT NULL,
    span       TEXT NOT NULL, -- "minute" or "day"
    at         INTEGER NOT NULL,
    detail     TEXT NOT NULL,
    PRIMARY KEY (instrument, span, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_candle_at ON quote_candle (span, at);

CREATE TABLE quote_split (
    instrument  TEXT NOT NULL,
    ex          TEXT NOT NULL, -- the first day they trade so, at the venue
    from_shares INTEGER NOT NULL,
    to_shares   INTEGER NOT NULL,
    PRIMARY KEY (instrument, ex)
) STRICT, WITHOUT ROWID;

-- Days on which a venue does not keep its calendar.
CREATE TABLE quote_closure (
    mic   TEXT NOT NULL,
    day   TEXT NOT NULL,
    close TEXT NOT NULL, -- local time; empty is that it does not open
    PRIMARY KEY (mic, day)
) STRICT, WITHOUT ROWID;

-- Whose quotes readers may see, who said so, and what must stand beside them.
CREATE TABLE quote_licence (
    source TEXT PRIMARY KEY,
    rev    INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- What the desk changed of the market's data, and why.
CREATE TABLE quote_change (
    n      INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
