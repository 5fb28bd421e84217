package store

import (
	"context"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// SaveSearch writes a saved search: a new one if its Rev is 0, at the end of its
// owner's, else it must be as the caller saw it. It returns ErrConflict if it has
// moved.
func (s *Store) SaveSearch(ctx context.Context, x news.SavedSearch, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		x := x
		e := news.Event{Verb: news.VerbSearch, Ref: string(x.ID)}
		seen := x.Rev
		x.Rev++
		x.At = t.now
		if seen == 0 {
			if err := t.lockName("searches/" + x.Owner); err != nil {
				return e, err
			}
			var n int
			if err := t.row(`SELECT COUNT(*), COALESCE(MAX(place) + 1, 0) FROM saved_search WHERE owner = $1`, x.Owner).Scan(&n, &x.Place); err != nil {
				return e, err
			}
			if n >= news.MaxSearches {
				return e, fmt.Errorf("there are %d already; remove one first: %w", n, news.ErrInvalid)
			}
		}
		detail, err := toJSON(x)
		if err != nil {
			return e, err
		}
		if seen == 0 {
			return e, t.exec(`INSERT INTO saved_search (id, rev, owner, place, detail) VALUES ($1, $2, $3, $4, $5)`, string(x.ID), x.Rev, x.Owner, x.Place, detail)
		}
		return e, t.change(`UPDATE saved_search SET rev = $1, place = $2, detail = $3 WHERE id = $4 AND rev = $5`, x.Rev, x.Place, detail, string(x.ID), seen)
	})
	if err != nil {
		return e, fmt.Errorf("save search %q: %w", x.Name, err)
	}
	return e, nil
}

// DropSearch removes a saved search as the caller saw it.
func (s *Store) DropSearch(ctx context.Context, id news.SearchID, rev int64, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		return news.Event{Verb: news.VerbSearch, Ref: string(id)}, t.change(`DELETE FROM saved_search WHERE id = $1 AND rev = $2`, string(id), rev)
	})
	if err != nil {
		return e, fmt.Errorf("remove search %s: %w", id, err)
	}
	return e, nil
}

// OrderSearches puts the searches of an owner into an order. It returns
// ErrConflict if ids are not all of them.
func (s *Store) OrderSearches(ctx context.Context, owner string, ids []news.SearchID, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		e := news.Event{Verb: news.VerbSearch}
		if err := t.lockName("searches/" + owner); err != nil {
			return e, err
		}
		rows, err := t.QueryContext(t.ctx, t.forUpdate(`SELECT detail FROM saved_search WHERE owner = $1 ORDER BY place, id`), owner)
		if err != nil {
			return e, err
		}
		have, err := scanJSON[news.SavedSearch](rows)
		if err != nil {
			return e, err
		}
		if len(have) != len(ids) {
			return e, news.ErrConflict
		}
		place := map[news.SearchID]int{}
		for i, id := range ids {
			place[id] = i
		}
		for _, x := range have {
			at, ok := place[x.ID]
			if !ok {
				return e, news.ErrConflict
			}
			x.Place = at
			x.Rev++
			detail, err := toJSON(x)
			if err != nil {
				return e, err
			}
			if err := t.exec(`UPDATE saved_search SET rev = $1, place = $2, detail = $3 WHERE id = $4`, x.Rev, x.Place, detail, string(x.ID)); err != nil {
				return e, err
			}
		}
		return e, nil
	})
	if err != nil {
		return e, fmt.Errorf("order searches: %w", err)
	}
	return e, nil
}

// Search returns one saved search.
func (s *Store) Search(ctx context.Context, id news.SearchID) (news.SavedSearch, error) {
	x, err := scanOne[news.SavedSearch](s.r.QueryRowContext(ctx, `SELECT detail FROM saved_search WHERE id = $1`, string(id)))
	if err != nil {
		return x, fmt.Errorf("saved search %s: %w", id, err)
	}
	return x, nil
}

// Searches returns the searches that a user sees: everybody's, then the user's
// own, each in their order.
func (s *Store) Searches(ctx context.Context, user string) ([]news.SavedSearch, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM saved_search WHERE owner = '' OR owner = $1 ORDER BY owner, place, id`, user)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.SavedSearch](rows)
}

// MarkRead records that a user has seen a story as far as a version; 0 is that
// it is to be unread again. Otherwise a mark never moves back. It is no deed.
func (s *Store) MarkRead(ctx context.Context, reader string, id news.StoryID, n int, now time.Time) error {
	query := `INSERT INTO read_mark (reader, story, n, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (reader, story) DO UPDATE SET n = excluded.n, at = excluded.at WHERE read_mark.n < excluded.n`
	args := []any{reader, string(id), n, micro(now)}
	if n == 0 {
		query, args = `DELETE FROM read_mark WHERE reader = $1 AND story = $2`, args[:2]
	}
	if _, err := s.w.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("mark %s as read: %w", id, s.meaning(err))
	}
	return nil
}

// Watch records whether a user watches a story's event. It is no deed.
func (s *Store) Watch(ctx context.Context, reader string, id news.StoryID, on bool, now time.Time) error {
	var err error
	if on {
		_, err = s.w.ExecContext(ctx, `INSERT INTO story_watch (reader, story, at) VALUES ($1, $2, $3) ON CONFLICT (reader, story) DO NOTHING`, reader, string(id), micro(now))
	} else {
		// The whole event: what was watched may be folded under another since.
		_, err = s.w.ExecContext(ctx, `DELETE FROM story_watch WHERE reader = $1 AND (story = $2 OR story IN (SELECT o.story FROM story_line l
			JOIN story_line o ON o.event = l.event WHERE l.story = $2 AND l.event <> ''))`, reader, string(id))
	}
	if err != nil {
		return fmt.Errorf("watch %s: %w", id, s.meaning(err))
	}
	return nil
}
