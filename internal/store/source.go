package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"broadsheet/internal/news"
)

// SaveSource writes a source, whatever it was; its roads stay. If what readers may
// see of it can have changed, all placements of its stories, and of stories that
// use its pictures, are due to be looked at again. The same source again does
// nothing.
func (s *Store) SaveSource(ctx context.Context, src news.Source, now time.Time) (news.Event, error) {
	return s.sourceDeed(ctx, src.ID, now, func(t *tx, old news.SourceSetup) (news.Event, error) {
		return t.writeSource(old, src, old.RoadSetup)
	})
}

// ChangeSource writes a source and its roads over those that the caller saw, or
// as the settings file has them. It returns ErrConflict if the source has moved
// since, or is there already; an entry of the file that was applied before does
// nothing.
func (s *Store) ChangeSource(ctx context.Context, d news.SourceDeed, now time.Time) (news.Event, error) {
	return s.sourceDeed(ctx, d.Source.ID, now, func(t *tx, old news.SourceSetup) (news.Event, error) {
		if d.Seed != "" {
			if err := t.seed("source", string(d.Source.ID), d.Seed); err != nil {
				return news.Event{}, err
			}
			d.Source.Retired = old.Retired
		} else if old.Rev != d.Source.Rev {
			return news.Event{}, news.ErrConflict
		}
		for kind, text := range d.Secrets {
			if err := t.keepSecret(d.Source.ID, kind, text); err != nil {
				return news.Event{}, err
			}
		}
		e, err := t.writeSource(old, d.Source, d.Roads)
		if errors.Is(err, errNoChange) && (d.Seed != "" || len(d.Secrets) > 0) {
			e, err = news.Event{Verb: news.VerbSource, Ref: string(d.Source.ID)}, nil
		}
		for _, kind := range slices.Sorted(maps.Keys(d.Secrets)) {
			e.Changes = append(e.Changes, news.AuditChange{Field: "secret " + string(kind), New: "not shown"})
		}
		return e, err
	})
}

// sourceDeed is a deed on a source that is held.
func (s *Store) sourceDeed(ctx context.Context, id news.SourceID, now time.Time, do func(*tx, news.SourceSetup) (news.Event, error)) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		if err := t.lockToMark(rightsName(id)); err != nil {
			return news.Event{}, err
		}
		old, err := scanSetup(t.row(`SELECT detail, roads FROM source WHERE id = $1`, string(id)))
		if errors.Is(err, news.ErrNotFound) {
			old, err = news.SourceSetup{Source: news.Source{ID: id}}, nil
		}
		if err != nil {
			return news.Event{}, err
		}
		return do(t, old)
	})
	if err != nil {
		return e, fmt.Errorf("save source %s: %w", id, err)
	}
	return e, nil
}

// writeSource writes a source over the one that is held.
func (t *tx) writeSource(old news.SourceSetup, src news.Source, roads news.RoadSetup) (news.Event, error) {
	src.Rev = old.Rev
	same, err := sameJSON(old.Source, src)
	if err != nil {
		return news.Event{}, err
	}
	sameRoads, err := sameJSON(old.RoadSetup, roads)
	if err != nil {
		return news.Event{}, err
	}
	if same && sameRoads && old.Rev > 0 {
		return news.Event{}, errNoChange
	}
	src.Rev++
	detail, err := toJSON(src)
	if err != nil {
		return news.Event{}, err
	}
	ways, err := toJSON(roads)
	if err != nil {
		return news.Event{}, err
	}
	if err := t.exec(`INSERT INTO source (id, detail, roads) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET detail = excluded.detail, roads = excluded.roads`,
		string(src.ID), detail, ways); err != nil {
		return news.Event{}, err
	}
	e := news.Event{Verb: news.VerbSource, Ref: string(src.ID), Changes: slices.Concat(news.AuditChanges(old.Source, src), news.AuditChanges(old.RoadSetup.Plain(), roads.Plain()))}
	if same, err = sameJSON(forReaders(old.Source), forReaders(src)); same || err != nil {
		return e, err
	}
	return e, t.exec(`UPDATE placement SET due = $1 WHERE story IN (SELECT id FROM story WHERE source = $2
		UNION SELECT u.story FROM picture_use u JOIN picture p ON p.id = u.picture WHERE p.source = $2)`, micro(t.now), string(src.ID))
}

// forReaders returns a source without what changes nothing for the stories that
// readers have: where its copy goes, and how it is read.
func forReaders(s news.Source) news.Source {
	s.Rev, s.Rules, s.Retired, s.Dialect, s.EmptyEmbargo, s.Duplicates = 0, nil, time.Time{}, "", "", ""
	return s
}

// keepSecret keeps a secret of a source's roads, or forgets it if it is empty.
func (t *tx) keepSecret(id news.SourceID, kind news.SecretKind, text string) error {
	if text == "" {
		return t.exec(`DELETE FROM source_secret WHERE source = $1 AND kind = $2`, string(id), string(kind))
	}
	return t.exec(`INSERT INTO source_secret (source, kind, detail) VALUES ($1, $2, $3)
		ON CONFLICT (source, kind) DO UPDATE SET detail = excluded.detail`, string(id), string(kind), text)
}

// RemoveSource removes a source that the caller saw and of which nothing was ever
// filed; else it returns ErrInvalid, or ErrConflict if it has moved.
func (s *Store) RemoveSource(ctx context.Context, id news.SourceID, rev int64, now time.Time) (news.Event, error) {
	return s.sourceDeed(ctx, id, now, func(t *tx, old news.SourceSetup) (news.Event, error) {
		if old.Rev != rev || rev == 0 {
			return news.Event{}, news.ErrConflict
		}
		for _, in := range []struct{ table, what string }{{"wire_item", "items"}, {"story", "stories"}, {"picture", "pictures"}, {"media_file", "picture files"}, {"quarantine", "files in quarantine"}} {
			var n int
			if err := t.row(`SELECT COUNT(*) FROM `+in.table+` WHERE source = $1`, string(id)).Scan(&n); err != nil {
				return news.Event{}, err
			}
			if n > 0 {
				return news.Event{}, fmt.Errorf("%d %s came from it; retire it instead: %w", n, in.what, news.ErrInvalid)
			}
		}
		if err := t.exec(`DELETE FROM source_secret WHERE source = $1`, string(id)); err != nil {
			return news.Event{}, err
		}
		if err := t.exec(`DELETE FROM road WHERE source = $1`, string(id)); err != nil {
			return news.Event{}, err
		}
		return news.Event{Verb: news.VerbSource, Ref: string(id)}, t.change(`DELETE FROM source WHERE id = $1`, string(id))
	})
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

// SourceSetup returns a source with its roads and which secrets are kept for it.
func (s *Store) SourceSetup(ctx context.Context, id news.SourceID) (news.SourceSetup, error) {
	src, err := scanSetup(s.r.QueryRowContext(ctx, `SELECT detail, roads FROM source WHERE id = $1`, string(id)))
	if err != nil {
		return src, fmt.Errorf("source %q: %w", id, err)
	}
	secrets, err := s.Secrets(ctx, id)
	src.Has = secrets.Kinds()
	return src, err
}

// SourceSetups returns all sources by id, with their roads and which secrets are
// kept for them.
func (s *Store) SourceSetups(ctx context.Context) ([]news.SourceSetup, error) {
	sources, err := s.Sources(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]news.SourceSetup, 0, len(sources))
	for _, src := range sources {
		x, err := s.SourceSetup(ctx, src.ID)
		if errors.Is(err, news.ErrNotFound) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// Secrets returns the secrets kept for a source's roads.
func (s *Store) Secrets(ctx context.Context, id news.SourceID) (news.Secrets, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT kind, detail FROM source_secret WHERE source = $1 ORDER BY kind`, string(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := news.Secrets{}
	for rows.Next() {
		var kind news.SecretKind
		var text string
		if err := rows.Scan(&kind, &text); err != nil {
			return nil, err
		}
		out[kind] = text
	}
	return out, rows.Err()
}

func scanSetup(row rowScanner) (news.SourceSetup, error) {
	var x news.SourceSetup
	var detail, roads string
	err := row.Scan(&detail, &roads)
	if errors.Is(err, sql.ErrNoRows) {
		return x, news.ErrNotFound
	}
	if err == nil {
		err = fromJSON(detail, &x.Source)
	}
	if err == nil {
		err = fromJSON(roads, &x.RoadSetup)
	}
	return x, err
}

// scanText reads one column; a missing row is ErrNotFound.
func scanText(row rowScanner) (string, error) {
	var text string
	err := row.Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", news.ErrNotFound
	}
	return text, err
}
