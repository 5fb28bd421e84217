package store

import (
	"context"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// SaveTitle writes a title at its place in the list of titles. The same title
// again does nothing.
func (s *Store) SaveTitle(ctx context.Context, title news.Title, place int, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		detail, err := toJSON(title)
		if err != nil {
			return news.Event{}, err
		}
		var same int
		if err := t.row(`SELECT COUNT(*) FROM title WHERE id = $1 AND place = $2 AND detail = $3`, string(title.ID), place, detail).Scan(&same); err != nil {
			return news.Event{}, err
		}
		if same > 0 {
			return news.Event{}, errNoChange
		}
		return news.Event{Verb: news.VerbTitle, Ref: string(title.ID)},
			t.exec(`INSERT INTO title (id, place, detail) VALUES ($1, $2, $3)
				ON CONFLICT (id) DO UPDATE SET place = excluded.place, detail = excluded.detail`, string(title.ID), place, detail)
	})
	if err != nil {
		return e, fmt.Errorf("save title %s: %w", title.ID, err)
	}
	return e, nil
}

// Titles returns the titles in their order.
func (s *Store) Titles(ctx context.Context) ([]news.Title, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM title ORDER BY place, id`)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Title](rows)
}

// SaveSource writes a source. If its rights have changed, all its placements
// are due to be looked at again. The same source again does nothing.
func (s *Store) SaveSource(ctx context.Context, src news.Source, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		if err := t.lockName(rightsName(src.ID)); err != nil {
			return news.Event{}, err
		}
		detail, err := toJSON(src)
		if err != nil {
			return news.Event{}, err
		}
		var same int
		if err := t.row(`SELECT COUNT(*) FROM source WHERE id = $1 AND detail = $2`, string(src.ID), detail).Scan(&same); err != nil {
			return news.Event{}, err
		}
		if same > 0 {
			return news.Event{}, errNoChange
		}
		if err := t.exec(`INSERT INTO source (id, detail) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET detail = excluded.detail`, string(src.ID), detail); err != nil {
			return news.Event{}, err
		}
		return news.Event{Verb: news.VerbSource, Ref: string(src.ID)},
			t.exec(`UPDATE placement SET due = $1 WHERE story IN (SELECT id FROM story WHERE source = $2)`, micro(t.now), string(src.ID))
	})
	if err != nil {
		return e, fmt.Errorf("save source %s: %w", src.ID, err)
	}
	return e, nil
}

// Sources returns the sources by id.
func (s *Store) Sources(ctx context.Context) ([]news.Source, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM source ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Source](rows)
}

// Source returns one source.
func (s *Store) Source(ctx context.Context, id news.SourceID) (news.Source, error) {
	src, err := scanOne[news.Source](s.r.QueryRowContext(ctx, `SELECT detail FROM source WHERE id = $1`, string(id)))
	if err != nil {
		return src, fmt.Errorf("source %q: %w", id, err)
	}
	return src, nil
}
