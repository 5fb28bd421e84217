package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"broadsheet/internal/news"
)

// SaveTitle writes a title at its place in the list of titles. If its territory
// or its clock has changed, all its placements are due to be looked at again.
// The same title again does nothing.
func (s *Store) SaveTitle(ctx context.Context, title news.Title, place int, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		if err := t.lockToMark(titleName(title.ID)); err != nil {
			return news.Event{}, err
		}
		old, err := scanOne[news.Title](t.row(`SELECT detail FROM title WHERE id = $1`, string(title.ID)))
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return news.Event{}, err
		}
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
		if err := t.exec(`INSERT INTO title (id, place, detail) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET place = excluded.place, detail = excluded.detail`, string(title.ID), place, detail); err != nil {
			return news.Event{}, err
		}
		e := news.Event{Verb: news.VerbTitle, Ref: string(title.ID), Changes: news.AuditChanges(old, title)}
		if slices.Equal(old.Territory, title.Territory) && old.TimeZone == title.TimeZone {
			return e, nil
		}
		return e, t.exec(`UPDATE placement SET due = $1 WHERE title = $2`, micro(t.now), string(title.ID))
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

// lockToMark holds the name of what changes, and the right to mark placements.
// The second comes first: whoever waits for it holds nothing that a deed, which
// may have to end before the marking can, still asks for.
func (t *tx) lockToMark(name string) error {
	if err := t.lockName(markName); err != nil {
		return err
	}
	return t.lockName(name)
}

// SaveSource writes a source. If it has changed, all placements of its stories,
// and of stories that use its pictures, are due to be looked at again. The same
// source again does nothing.
func (s *Store) SaveSource(ctx context.Context, src news.Source, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		if err := t.lockToMark(rightsName(src.ID)); err != nil {
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
		old, err := scanOne[news.Source](t.row(`SELECT detail FROM source WHERE id = $1`, string(src.ID)))
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return news.Event{}, err
		}
		if err := t.exec(`INSERT INTO source (id, detail) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET detail = excluded.detail`, string(src.ID), detail); err != nil {
			return news.Event{}, err
		}
		return news.Event{Verb: news.VerbSource, Ref: string(src.ID), Changes: news.AuditChanges(old, src)},
			t.exec(`UPDATE placement SET due = $1 WHERE story IN (SELECT id FROM story WHERE source = $2
				UNION SELECT u.story FROM picture_use u JOIN picture p ON p.id = u.picture WHERE p.source = $2)`, micro(t.now), string(src.ID))
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
