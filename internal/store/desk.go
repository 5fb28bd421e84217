package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// SaveDesk writes a desk: a new one if its Rev is 0, else it must be as the
// caller saw it. It returns ErrConflict if it has moved or the id is taken.
func (s *Store) SaveDesk(ctx context.Context, d news.Desk, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		d := d
		seen := d.Rev
		d.Rev++
		detail, err := toJSON(d)
		if err != nil {
			return news.Event{}, err
		}
		old, err := scanOne[news.Desk](t.row(`SELECT detail FROM desk WHERE id = $1`, string(d.ID)))
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return news.Event{}, err
		}
		if seen == 0 {
			err = t.exec(`INSERT INTO desk (id, rev, detail) VALUES ($1, $2, $3)`, string(d.ID), d.Rev, detail)
		} else {
			err = t.change(`UPDATE desk SET rev = $1, detail = $2 WHERE id = $3 AND rev = $4`, d.Rev, detail, string(d.ID), seen)
		}
		return news.Event{Verb: news.VerbDesk, Ref: string(d.ID), Changes: news.AuditChanges(old, d)}, err
	})
	if err != nil {
		return e, fmt.Errorf("save desk %s: %w", d.ID, err)
	}
	return e, nil
}

// Desks returns the desks by id, retired ones included.
func (s *Store) Desks(ctx context.Context) ([]news.Desk, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM desk ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Desk](rows)
}

// saveWhereabouts keeps where a story is where it is looked for, and what it was
// begun from. A take changes neither.
func (t *tx) saveWhereabouts(d news.StoryDeed) error {
	st := d.Story
	switch {
	case st.Desk != "" || st.Holder != "":
		// Its time is that of the last sending: other deeds leave it.
		if err := t.exec(`INSERT INTO whereabouts (story, desk, holder, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (story) DO UPDATE SET desk = excluded.desk, holder = excluded.holder, at = excluded.at
			WHERE whereabouts.desk <> excluded.desk OR whereabouts.holder <> excluded.holder`,
			string(st.ID), string(st.Desk), st.Holder, micro(t.now)); err != nil {
			return err
		}
	case st.Rev > 0 && d.Wire == nil:
		if err := t.exec(`DELETE FROM whereabouts WHERE story = $1`, string(st.ID)); err != nil {
			return err
		}
	}
	if st.Rev == 0 && st.From != nil {
		return t.exec(`INSERT INTO begun_from (story, parent) VALUES ($1, $2)`, string(st.ID), string(st.From.Story))
	}
	return nil
}

// SentTo returns the stories that are with a user, those on their desks that
// nobody has, and those with a note for them that they have not seen, in the order
// in which they came there, newest first, at most limit. Killed and spiked stories
// are left out.
func (s *Store) SentTo(ctx context.Context, user string, limit int) ([]news.StoryLine, error) {
	desks, err := s.Desks(ctx)
	if err != nil {
		return nil, err
	}
	query := `SELECT story, at FROM whereabouts WHERE holder = $1
		UNION ALL SELECT story, MAX(at) FROM note_for WHERE reader = $1 AND seen = 0 GROUP BY story`
	args := []any{user}
	for _, d := range desks {
		if d.Has(user) {
			args = append(args, string(d.ID))
			query += fmt.Sprintf(` UNION ALL SELECT story, at FROM whereabouts WHERE desk = $%d AND desk <> '' AND holder = ''`, len(args))
		}
	}
	rows, err := s.r.QueryContext(ctx, `SELECT x.story FROM (`+query+`) x GROUP BY x.story ORDER BY MAX(x.at) DESC, x.story DESC`, args...)
	if err != nil {
		return nil, err
	}
	ids, err := scanIDs(rows)
	if err != nil {
		return nil, err
	}
	return s.lines(ctx, ids, limit)
}

// BegunFrom returns the stories that were begun from one, oldest first.
func (s *Store) BegunFrom(ctx context.Context, parent news.StoryID) ([]news.StoryLine, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT story FROM begun_from WHERE parent = $1 ORDER BY story LIMIT 100`, string(parent))
	if err != nil {
		return nil, err
	}
	ids, err := scanIDs(rows)
	if err != nil {
		return nil, err
	}
	return s.lines(ctx, ids, len(ids))
}

// lines returns the first stories of a list that are neither killed nor spiked.
func (s *Store) lines(ctx context.Context, ids []news.StoryID, limit int) ([]news.StoryLine, error) {
	var out []news.StoryLine
	for _, id := range ids {
		if len(out) == limit {
			break
		}
		f, err := s.Story(ctx, id)
		if err != nil {
			return nil, err
		}
		if f.Story.Killed() || f.Story.Spiked() {
			continue
		}
		l := news.StoryLine{Story: f.Story, Placements: f.Placements}
		if f.Latest != nil {
			l.Headline = f.Latest.Headline
			if l.Headline == "" {
				l.Headline = f.Latest.Slugline
			}
		}
		out = append(out, l)
	}
	return out, nil
}
