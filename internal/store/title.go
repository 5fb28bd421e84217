package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"broadsheet/internal/news"
)

// SaveTitle writes a title at its place in the list of titles, whatever it was.
// If its territory or its clock has changed, all its placements are due to be
// looked at again. The same title again does nothing.
func (s *Store) SaveTitle(ctx context.Context, title news.Title, place int, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		old, err := t.holdTitle(title.ID)
		if err != nil {
			return news.Event{}, err
		}
		e, err := t.writeTitle(old, title)
		if err == nil || errors.Is(err, errNoChange) {
			moved := t.change(`UPDATE title SET place = $1 WHERE id = $2 AND place <> $1`, place, string(title.ID))
			switch {
			case moved == nil:
				return news.Event{Verb: news.VerbTitle, Ref: string(title.ID)}, nil
			case !errors.Is(moved, news.ErrConflict):
				return e, moved
			}
		}
		return e, err
	})
	if err != nil {
		return e, fmt.Errorf("save title %s: %w", title.ID, err)
	}
	return e, nil
}

// ChangeTitle writes a title over the one that the caller saw, or as the settings
// file has it. It returns ErrConflict if the title has moved since, or is there
// already; an entry of the file that was applied before does nothing.
func (s *Store) ChangeTitle(ctx context.Context, d news.TitleDeed, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		old, err := t.holdTitle(d.Title.ID)
		if err != nil {
			return news.Event{}, err
		}
		if d.Seed != "" {
			if err := t.seed("title", string(d.Title.ID), d.Seed); err != nil {
				return news.Event{}, err
			}
			d.Title.Retired = old.Retired
		} else if old.Rev != d.Title.Rev {
			return news.Event{}, news.ErrConflict
		}
		e, err := t.writeTitle(old, d.Title)
		if d.Seed != "" && errors.Is(err, errNoChange) {
			return news.Event{Verb: news.VerbTitle, Ref: string(d.Title.ID)}, nil // its hash is to be kept
		}
		return e, err
	})
	if err != nil {
		return e, fmt.Errorf("save title %s: %w", d.Title.ID, err)
	}
	return e, nil
}

// holdTitle returns a title that is about to be written, one with the Rev 0 if
// there is none.
func (t *tx) holdTitle(id news.TitleID) (news.Title, error) {
	if err := t.lockToMark(titleName(id)); err != nil {
		return news.Title{}, err
	}
	old, err := scanOne[news.Title](t.row(`SELECT detail FROM title WHERE id = $1`, string(id)))
	if errors.Is(err, news.ErrNotFound) {
		return news.Title{ID: id}, nil
	}
	return old, err
}

// writeTitle writes a title over the one that is held; a new one after all others.
func (t *tx) writeTitle(old, title news.Title) (news.Event, error) {
	title.Rev = old.Rev
	same, err := sameJSON(old, title)
	if err != nil {
		return news.Event{}, err
	}
	if same && old.Rev > 0 {
		return news.Event{}, errNoChange
	}
	title.Rev++
	detail, err := toJSON(title)
	if err != nil {
		return news.Event{}, err
	}
	if err := t.exec(`INSERT INTO title (id, place, detail) VALUES ($1, (SELECT COALESCE(MAX(place), -1) + 1 FROM title), $2)
		ON CONFLICT (id) DO UPDATE SET detail = excluded.detail`, string(title.ID), detail); err != nil {
		return news.Event{}, err
	}
	e := news.Event{Verb: news.VerbTitle, Ref: string(title.ID), Changes: news.AuditChanges(old, title)}
	if slices.Equal(old.Territory, title.Territory) && old.TimeZone == title.TimeZone {
		return e, nil
	}
	return e, t.exec(`UPDATE placement SET due = $1 WHERE title = $2`, micro(t.now), string(title.ID))
}

// RemoveTitle removes a title that the caller saw and that no story was ever
// placed on; else it returns ErrInvalid, or ErrConflict if it has moved.
func (s *Store) RemoveTitle(ctx context.Context, id news.TitleID, rev int64, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		old, err := t.holdTitle(id)
		if err != nil {
			return news.Event{}, err
		}
		if old.Rev != rev || rev == 0 {
			return news.Event{}, news.ErrConflict
		}
		var n int
		if err := t.row(`SELECT COUNT(*) FROM placement WHERE title = $1`, string(id)).Scan(&n); err != nil {
			return news.Event{}, err
		}
		if n > 0 {
			return news.Event{}, fmt.Errorf("%d stories are placed on it; retire it instead: %w", n, news.ErrInvalid)
		}
		return news.Event{Verb: news.VerbTitle, Ref: string(id)}, t.change(`DELETE FROM title WHERE id = $1`, string(id))
	})
	if err != nil {
		return e, fmt.Errorf("remove title %s: %w", id, err)
	}
	return e, nil
}

// OrderTitles puts the titles named in that order, before all others, if the
// settings file has not said the same before.
func (s *Store) OrderTitles(ctx context.Context, ids []news.TitleID, seed string, now time.Time) (news.Event, error) {
	return s.deed(ctx, now, func(t *tx) (news.Event, error) {
		if err := t.seed("order", "titles", seed); err != nil {
			return news.Event{}, err
		}
		for i, id := range ids {
			if err := t.exec(`UPDATE title SET place = $1 WHERE id = $2`, i-len(ids), string(id)); err != nil {
				return news.Event{}, err
			}
		}
		return news.Event{Verb: news.VerbTitle}, nil
	})
}

// SectionUse returns how many stories readers have in each section of a title.
func (s *Store) SectionUse(ctx context.Context, title news.TitleID) (map[string]int, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT section, COUNT(*) FROM released WHERE title = $1 GROUP BY section`, string(title))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var section string
		var n int
		if err := rows.Scan(&section, &n); err != nil {
			return nil, err
		}
		out[section] = n
	}
	return out, rows.Err()
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

// sameJSON reports whether two things are written alike.
func sameJSON(a, b any) (bool, error) {
	x, err := toJSON(a)
	if err != nil {
		return false, err
	}
	y, err := toJSON(b)
	return x == y, err
}

// seed notes that an entry of the settings file is applied now; errNoChange says
// that it was before.
func (t *tx) seed(kind, id, hash string) error {
	err := t.change(`INSERT INTO seed (kind, id, hash, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (kind, id) DO UPDATE SET hash = excluded.hash, at = excluded.at WHERE seed.hash <> excluded.hash`, kind, id, hash, micro(t.now))
	if errors.Is(err, news.ErrConflict) {
		return errNoChange
	}
	return err
}

// Seeded returns the hash of an entry of the settings file as it was applied
// last, "" if it never was.
func (s *Store) Seeded(ctx context.Context, kind, id string) (string, error) {
	hash, err := scanText(s.r.QueryRowContext(ctx, `SELECT hash FROM seed WHERE kind = $1 AND id = $2`, kind, id))
	if errors.Is(err, news.ErrNotFound) {
		return "", nil
	}
	return hash, err
}
