-- What charts are drawn from, and what bears on quotes beside their feeds. None of
-- it is in the journal.

CREATE TABLE quote_candle (
    instrument TEXT COLLATE "C" NOT NULL,
    span       TEXT COLLATE "C" NOT NULL, -- "minute" or "day"
    at         BIGINT NOT NULL,
    detail     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (instrument, span, at)
);
CREATE INDEX quote_candle_at ON quote_candle (span, at);

CREATE TABLE quote_split (
    instrument  TEXT COLLATE "C" NOT NULL,
    ex          TEXT COLLATE "C" NOT NULL, -- the first day they trade so, at the venue
    from_shares BIGINT NOT NULL,
    to_shares   BIGINT NOT NULL,
    PRIMARY KEY (instrument, ex)
);

-- Days on which a venue does not keep its calendar.
CREATE TABLE quote_closure (
    mic   TEXT COLLATE "C" NOT NULL,
    day   TEXT COLLATE "C" NOT NULL,
    close TEXT COLLATE "C" NOT NULL, -- local time; empty is that it does not open
    PRIMARY KEY (mic, day)
);

-- Whose quotes readers may see, who said so, and what must stand beside them.
CREATE TABLE quote_licence (
    source TEXT COLLATE "C" PRIMARY KEY,
    rev    BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

-- What the desk changed of the market's data, and why.
CREATE TABLE quote_change (
    n      BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);
