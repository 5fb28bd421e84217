-- The newsroom's lists: one line a story, made anew by each deed on it, and what
-- people keep beside them. Nothing here is read where readers are served.

CREATE TABLE story_line (
    num      INTEGER PRIMARY KEY,
    story    TEXT NOT NULL UNIQUE,
    event    TEXT NOT NULL, -- stories of one event are one row of a list; empty where it is alone
    at       INTEGER NOT NULL, -- when the wire moved it
    moved    INTEGER NOT NULL, -- when anybody did
    source   TEXT NOT NULL,
    urgency  INTEGER NOT NULL,
    standing INTEGER NOT NULL, -- marks, as bits; see markBits
    embargo  INTEGER NOT NULL, -- when it ends, the last of all times for one without a time; 0 is none
    language TEXT NOT NULL,
    desk     TEXT NOT NULL,
    holder   TEXT NOT NULL, -- who has it
    editor   TEXT NOT NULL, -- who wrote its newest version at the desk
    ours     INTEGER NOT NULL, -- 1 if it is the desk's: born there, touched, or on one
    head     INTEGER NOT NULL,
    places   TEXT NOT NULL, -- "|title/section/state/title|…", to be searched
    detail   TEXT NOT NULL
) STRICT;
CREATE INDEX story_line_event ON story_line (event, at, num) WHERE event <> '';
-- All that a filter asks for, so that what it refuses costs no look at the row.
CREATE INDEX story_line_newest ON story_line (at, num, standing, source, urgency, embargo, event, language, desk, holder, places);
CREATE INDEX story_line_ours ON story_line (moved, num) WHERE ours = 1;

-- The words of each line's newest version, and those of where it was written and
-- plays; its rows are those of story_line by number. A follower keeps it.
CREATE VIRTUAL TABLE line_words USING fts5(words, place, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
INSERT INTO follower (name, n) SELECT 'words', n FROM counter WHERE id = 1;
-- Stories from before there were lines are given theirs in the background; 1 is
-- done.
INSERT INTO follower (name, n) SELECT 'lines', 1 FROM counter WHERE id = 1 AND NOT EXISTS (SELECT 1 FROM story);

-- How far each user has read each story. Like quotes, none of this is in the
-- journal.
CREATE TABLE read_mark (
    reader TEXT NOT NULL,
    story  TEXT NOT NULL,
    n      INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (reader, story)
) STRICT, WITHOUT ROWID;
CREATE TABLE story_watch (
    reader TEXT NOT NULL,
    story  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (reader, story)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_search (
    id     TEXT PRIMARY KEY,
    rev    INTEGER NOT NULL,
    owner  TEXT NOT NULL, -- empty is everybody's
    place  INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX saved_search_owner ON saved_search (owner, place);
