package store

import (
	"context"
	"fmt"

	"broadsheet/internal/news"
)

func (t *tx) saveAttached(a news.AttachedTake) error {
	detail, err := toJSON(a)
	if err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO attached_take (story, item, at, detail) VALUES ($1, $2, $3, $4)`, string(a.Story), string(a.Item), micro(a.At), detail); err != nil {
		return fmt.Errorf("attached take: %w", err)
	}
	return nil
}

// AttachedTakes returns the takes that came to a story after the desk had
// touched it, oldest first.
func (s *Store) AttachedTakes(ctx context.Context, id news.StoryID) ([]news.AttachedTake, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM attached_take WHERE story = $1 ORDER BY at, item`, string(id))
	if err != nil {
		return nil, err
	}
	return scanJSON[news.AttachedTake](rows)
}

// SaveVersionName gives a version its name, or another; an empty one takes the
// name away. It returns ErrNotFound if there is no such version.
func (s *Store) SaveVersionName(ctx context.Context, v news.VersionName) (news.Event, error) {
	e, err := s.deed(ctx, v.At, func(t *tx) (news.Event, error) {
		e := news.Event{Verb: news.VerbNamed, Story: v.Story, Ref: fmt.Sprintf("v%d %s", v.N, v.Name)}
		var n int
		if err := t.row(`SELECT COUNT(*) FROM version WHERE story = $1 AND n = $2`, string(v.Story), v.N).Scan(&n); err != nil {
			return e, err
		}
		if n == 0 {
			return e, news.ErrNotFound
		}
		detail, err := toJSON(v)
		if err != nil {
			return e, err
		}
		return e, t.exec(`INSERT INTO version_name (story, n, detail) VALUES ($1, $2, $3)
			ON CONFLICT (story, n) DO UPDATE SET detail = excluded.detail`, string(v.Story), v.N, detail)
	})
	if err != nil {
		return e, fmt.Errorf("name version %s.%d: %w", v.Story, v.N, err)
	}
	return e, nil
}

// VersionNames returns what the desk calls versions of a story, by their number.
func (s *Store) VersionNames(ctx context.Context, id news.StoryID) ([]news.VersionName, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM version_name WHERE story = $1 ORDER BY n`, string(id))
	if err != nil {
		return nil, err
	}
	return scanJSON[news.VersionName](rows)
}
