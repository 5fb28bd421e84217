package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// SaveNote writes a note on a story and tells those it is for. The same note
// again does nothing; another under its id is ErrConflict.
func (s *Store) SaveNote(ctx context.Context, n news.Note) (news.Event, error) {
	e, err := s.deed(ctx, n.At, func(t *tx) (news.Event, error) {
		if err := t.row(`SELECT id FROM story WHERE id = $1`, string(n.Story)).Scan(new(string)); err != nil {
			return news.Event{}, err
		}
		old, err := scanOne[news.Note](t.row(`SELECT detail FROM note WHERE id = $1`, string(n.ID)))
		switch {
		case errors.Is(err, news.ErrNotFound):
		case err != nil:
			return news.Event{}, err
		case old.Story == n.Story && old.By == n.By && old.Text == n.Text:
			return news.Event{}, errNoChange
		default:
			return news.Event{}, fmt.Errorf("its id is another's: %w", news.ErrConflict)
		}
		return news.Event{Verb: news.VerbNoted, Story: n.Story, Ref: string(n.ID)}, t.saveNote(n)
	})
	if err != nil {
		return e, fmt.Errorf("note on %s: %w", n.Story, err)
	}
	return e, nil
}

func (t *tx) saveNote(n news.Note) error {
	detail, err := toJSON(n)
	if err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO note (id, story, at, detail) VALUES ($1, $2, $3, $4)`, string(n.ID), string(n.Story), micro(n.At), detail); err != nil {
		return fmt.Errorf("note: %w", err)
	}
	for _, name := range n.For {
		if err := t.exec(`INSERT INTO note_for (reader, note, story, at, seen) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (reader, note) DO NOTHING`,
			name, string(n.ID), string(n.Story), micro(n.At)); err != nil {
			return err
		}
	}
	return nil
}

// Notes returns what was said of a story, oldest first.
func (s *Store) Notes(ctx context.Context, id news.StoryID) ([]news.Note, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM note WHERE story = $1 ORDER BY at, id`, string(id))
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Note](rows)
}

// SeeNotes remembers that a user has seen the notes on a story, those up to a
// time. Like quotes, that is not in the journal.
func (s *Store) SeeNotes(ctx context.Context, reader string, id news.StoryID, upTo, now time.Time) error {
	_, err := s.w.ExecContext(ctx, `UPDATE note_for SET seen = $1 WHERE reader = $2 AND story = $3 AND at <= $4 AND seen = 0`,
		micro(now), reader, string(id), micro(upTo))
	if err != nil {
		return fmt.Errorf("see notes on %s: %w", id, s.meaning(err))
	}
	return nil
}

// Unseen returns on which stories there are notes for a user that they have not
// seen, and how many on each. Spiked stories count like others.
func (s *Store) Unseen(ctx context.Context, reader string) (map[news.StoryID]int, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT story, COUNT(*) FROM note_for WHERE reader = $1 AND seen = 0 GROUP BY story`, reader)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[news.StoryID]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[news.StoryID(id)] = n
	}
	return out, rows.Err()
}

// NotesFor returns the newest notes for a user, newest first, at most limit;
// unseen alone if asked.
func (s *Store) NotesFor(ctx context.Context, reader string, unseen bool, limit int) ([]news.NoteLine, error) {
	only := ""
	if unseen {
		only = " AND f.seen = 0"
	}
	rows, err := s.r.QueryContext(ctx, `SELECT n.detail, s.headline FROM note_for f JOIN note n ON n.id = f.note JOIN story s ON s.id = f.story
		WHERE f.reader = $1`+only+` ORDER BY f.at DESC, f.note DESC LIMIT $2`, reader, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.NoteLine
	for rows.Next() {
		var text string
		var l news.NoteLine
		if err := rows.Scan(&text, &l.Headline); err != nil {
			return nil, err
		}
		if err := fromJSON(text, &l.Note); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}
