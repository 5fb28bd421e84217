-- The newsroom's lists: one line a story, made anew by each deed on it, and what
-- people keep beside them. Nothing here is read where readers are served.

CREATE TABLE story_line (
    num      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    story    TEXT COLLATE "C" NOT NULL UNIQUE,
    event    TEXT COLLATE "C" NOT NULL, -- stories of one event are one row of a list; empty where it is alone
    at       BIGINT NOT NULL, -- when the wire moved it
    moved    BIGINT NOT NULL, -- when anybody did
    source   TEXT COLLATE "C" NOT NULL,
    urgency  BIGINT NOT NULL,
    standing BIGINT NOT NULL, -- marks, as bits; see markBits
    embargo  BIGINT NOT NULL, -- when it ends, the last of all times for one without a time; 0 is none
    language TEXT COLLATE "C" NOT NULL,
    desk     TEXT COLLATE "C" NOT NULL,
    holder   TEXT COLLATE "C" NOT NULL, -- who has it
    editor   TEXT COLLATE "C" NOT NULL, -- who wrote its newest version at the desk
    ours     BIGINT NOT NULL, -- 1 if it is the desk's: born there, touched, or on one
    head     BIGINT NOT NULL,
    places   TEXT COLLATE "C" NOT NULL, -- "|title/section/state/title|…", to be searched
    detail   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX story_line_event ON story_line (event, at, num) WHERE event <> '';
CREATE INDEX story_line_newest ON story_line (at, num);
CREATE INDEX story_line_ours ON story_line (moved, num) WHERE ours = 1;

-- The words of each line's newest version, and those of where it was written and
-- plays; its rows are those of story_line by number. A follower keeps it.
CREATE TABLE line_words (
    num   BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL -- those of places have the weight A
);
CREATE INDEX line_words_words ON line_words USING gin (words);
INSERT INTO follower (name, n) SELECT 'words', n FROM counter WHERE id = 1;
-- Stories from before there were lines are given theirs in the background; 1 is
-- done.
INSERT INTO follower (name, n) SELECT 'lines', 1 FROM counter WHERE id = 1 AND NOT EXISTS (SELECT 1 FROM story);

-- How far each user has read each story. Like quotes, none of this is in the
-- journal.
CREATE TABLE read_mark (
    reader TEXT COLLATE "C" NOT NULL,
    story  TEXT COLLATE "C" NOT NULL,
    n      BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (reader, story)
);
CREATE TABLE story_watch (
    reader TEXT COLLATE "C" NOT NULL,
    story  TEXT COLLATE "C" NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (reader, story)
);

CREATE TABLE saved_search (
    id     TEXT COLLATE "C" PRIMARY KEY,
    rev    BIGINT NOT NULL,
    owner  TEXT COLLATE "C" NOT NULL, -- empty is everybody's
    place  BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);
CREATE INDEX saved_search_owner ON saved_search (owner, place);
