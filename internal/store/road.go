package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// OpenRoad makes a road known to the house and returns how it stands. A road
// that is known keeps its state; if it is due later than latest it becomes due
// then, or when the other side asked for, if that is later.
func (s *Store) OpenRoad(ctx context.Context, r news.Road, latest time.Time) (news.Road, error) {
	err := s.roadTx(ctx, func(t *tx) error {
		detail, err := toJSON(r)
		if err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO road (id, source, due, owner, until, cursor, detail) VALUES ($1, $2, $3, '', 0, '', $4)
			ON CONFLICT (id) DO NOTHING`, string(r.ID), string(r.Source), micro(r.Due), detail); err != nil {
			return err
		}
		old, err := t.road(r.ID)
		if err != nil {
			return err
		}
		due := latest
		if due.Before(old.Asked) {
			due = old.Asked
		}
		if old.Due.After(due) {
			old.Due = due
		}
		old.Address = r.Address
		r = old
		return t.writeRoad(r)
	})
	if err != nil {
		return r, fmt.Errorf("open road %s: %w", r.ID, err)
	}
	return r, nil
}

// LeaseRoad gives a due road that nobody holds, and that is not paused, to an
// owner until a time, and returns it. Of several that try one wins; the others,
// and whoever comes before it is due, get ErrConflict. owner is new for each lease.
func (s *Store) LeaseRoad(ctx context.Context, id news.RoadID, owner string, now, until time.Time) (news.Road, error) {
	var r news.Road
	err := s.roadTx(ctx, func(t *tx) error {
		if err := t.change(`UPDATE road SET owner = $1, until = $2 WHERE id = $3 AND due <= $4 AND (owner = '' OR until <= $4)`,
			owner, micro(until), string(id), micro(now)); err != nil {
			return err
		}
		var err error
		if r, err = t.road(id); err == nil && !r.Paused.IsZero() {
			return news.ErrConflict
		}
		return err
	})
	if err != nil {
		return r, fmt.Errorf("lease road %s: %w", id, err)
	}
	return r, nil
}

// ExtendRoad moves the end of an owner's lease, or returns ErrConflict if the
// road is no longer the owner's.
func (s *Store) ExtendRoad(ctx context.Context, id news.RoadID, owner string, until time.Time) error {
	err := s.roadTx(ctx, func(t *tx) error {
		return t.change(`UPDATE road SET until = $1 WHERE id = $2 AND owner = $3`, micro(until), string(id), owner)
	})
	if err != nil {
		return fmt.Errorf("extend lease of road %s: %w", id, err)
	}
	return nil
}

// SaveRoad saves what came of a collection and gives the lease back. It is
// refused with ErrConflict if the road is no longer its Owner's, whose cursor
// may be ahead.
func (s *Store) SaveRoad(ctx context.Context, r news.Road) error {
	err := s.roadTx(ctx, func(t *tx) error {
		old, err := t.road(r.ID)
		if err != nil {
			return err
		}
		if r.Owner == "" || old.Owner != r.Owner {
			return news.ErrConflict
		}
		// What was noted meanwhile stands.
		if old.LastItem.After(r.LastItem) {
			r.LastItem = old.LastItem
		}
		r.Owner, r.Until, r.Paused = "", time.Time{}, old.Paused
		return t.writeRoad(r)
	})
	if err != nil {
		return fmt.Errorf("save road %s: %w", r.ID, err)
	}
	return nil
}

// NoteRoad adds a note to a road, whoever holds it, and returns how the road
// stood before.
func (s *Store) NoteRoad(ctx context.Context, n news.RoadNote) (news.Road, error) {
	var before news.Road
	err := s.roadTx(ctx, func(t *tx) error {
		var err error
		if before, err = t.road(n.Road); err != nil {
			return err
		}
		return t.writeRoad(before.Noted(n))
	})
	if err != nil {
		return before, fmt.Errorf("note on road %s: %w", n.Road, err)
	}
	return before, nil
}

// PauseRoad lets nothing come on a road any more, or lets it go on, at once. The
// event's Ref is the road. What is so already is no deed.
func (s *Store) PauseRoad(ctx context.Context, id news.RoadID, paused bool, now time.Time) (news.Event, error) {
	return s.changeRoad(ctx, id, now, func(r *news.Road) error {
		if paused == !r.Paused.IsZero() {
			return errNoChange
		}
		r.Paused = time.Time{}
		if paused {
			r.Paused = now
		} else {
			r.Due = now
		}
		return nil
	})
}

// HurryRoad makes a polled road due now, whatever the other side asked for. The
// event's Ref is the road. A paused road is ErrInvalid.
func (s *Store) HurryRoad(ctx context.Context, id news.RoadID, now time.Time) (news.Event, error) {
	return s.changeRoad(ctx, id, now, func(r *news.Road) error {
		switch {
		case !r.Paused.IsZero():
			return fmt.Errorf("it is paused; let it go on first: %w", news.ErrInvalid)
		case !r.Kind.Polled():
			return fmt.Errorf("copy comes by itself on a road of kind %s: %w", r.Kind, news.ErrInvalid)
		}
		r.Due, r.Asked = now, time.Time{}
		return nil
	})
}

func (s *Store) changeRoad(ctx context.Context, id news.RoadID, now time.Time, do func(*news.Road) error) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		r, err := t.road(id)
		if err == nil {
			err = do(&r)
		}
		if err != nil {
			return news.Event{}, err
		}
		return news.Event{Verb: news.VerbRoad, Ref: string(id)}, t.writeRoad(r)
	})
	if err != nil {
		return e, fmt.Errorf("change road %s: %w", id, err)
	}
	return e, nil
}

// Road returns one road.
func (s *Store) Road(ctx context.Context, id news.RoadID) (news.Road, error) {
	r, err := scanRoad(s.r.QueryRowContext(ctx, `SELECT due, owner, until, cursor, detail FROM road WHERE id = $1`, string(id)))
	if err != nil {
		return r, fmt.Errorf("road %s: %w", id, err)
	}
	return r, nil
}

// Roads returns all roads that the house has known, by id. Those that the
// settings name no longer are among them.
func (s *Store) Roads(ctx context.Context) ([]news.Road, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT due, owner, until, cursor, detail FROM road ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.Road
	for rows.Next() {
		r, err := scanRoad(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// LastWire returns when a source's newest item was filed, zero if none was.
func (s *Store) LastWire(ctx context.Context, source news.SourceID) (time.Time, error) {
	var last int64
	err := s.r.QueryRowContext(ctx, `SELECT COALESCE(MAX(at), 0) FROM wire_item WHERE source = $1`, string(source)).Scan(&last)
	return moment(last), err
}

// FellSilent records that a source has been silent since a time and reports
// whether that is news: of several that find out, one is told so.
func (s *Store) FellSilent(ctx context.Context, source news.SourceID, since time.Time) (bool, error) {
	if told, err := s.silent(ctx, source); told || err != nil {
		return false, err
	}
	r, err := s.w.ExecContext(ctx, `INSERT INTO silence (source, since) VALUES ($1, $2) ON CONFLICT (source) DO NOTHING`, string(source), micro(since))
	return changed(r, err)
}

// Heard ends a source's silence and reports whether there was one: of several
// that find out, one is told so.
func (s *Store) Heard(ctx context.Context, source news.SourceID) (bool, error) {
	if told, err := s.silent(ctx, source); !told || err != nil {
		return false, err
	}
	r, err := s.w.ExecContext(ctx, `DELETE FROM silence WHERE source = $1`, string(source))
	return changed(r, err)
}

// silent reports whether a source's silence has been told. It is asked often,
// and writes nothing.
func (s *Store) silent(ctx context.Context, source news.SourceID) (bool, error) {
	var n int
	err := s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM silence WHERE source = $1`, string(source)).Scan(&n)
	return n > 0, err
}

func changed(r sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

// Subscription returns what hubs were asked for a road.
func (s *Store) Subscription(ctx context.Context, id news.RoadID) (news.Subscription, error) {
	var rev int64
	var detail string
	err := s.r.QueryRowContext(ctx, `SELECT rev, detail FROM subscription WHERE road = $1`, string(id)).Scan(&rev, &detail)
	if err != nil {
		return news.Subscription{}, fmt.Errorf("subscription of %s: %w", id, s.meaning(err))
	}
	var sub news.Subscription
	err = fromJSON(detail, &sub)
	sub.Rev = rev
	return sub, err
}

// SaveSubscription writes a subscription over the one that was seen, or returns
// ErrConflict if it has moved since.
func (s *Store) SaveSubscription(ctx context.Context, sub news.Subscription) error {
	err := s.roadTx(ctx, func(t *tx) error {
		detail, err := toJSON(sub)
		if err != nil {
			return err
		}
		if sub.Rev == 0 {
			return t.change(`INSERT INTO subscription (road, rev, detail) VALUES ($1, 1, $2) ON CONFLICT (road) DO NOTHING`, string(sub.Road), detail)
		}
		return t.change(`UPDATE subscription SET rev = rev + 1, detail = $1 WHERE road = $2 AND rev = $3`, detail, string(sub.Road), sub.Rev)
	})
	if err != nil {
		return fmt.Errorf("save subscription of %s: %w", sub.Road, err)
	}
	return nil
}

// roadTx runs do in one transaction, which leaves no line in the journal.
func (s *Store) roadTx(ctx context.Context, do func(*tx) error) error {
	sqlTx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback()
	if err := do(&tx{Tx: sqlTx, ctx: ctx, kind: s.kind}); err != nil {
		return s.meaning(err)
	}
	return s.meaning(sqlTx.Commit())
}

// road reads a road that is about to be written.
func (t *tx) road(id news.RoadID) (news.Road, error) {
	return scanRoad(t.row(t.forUpdate(`SELECT due, owner, until, cursor, detail FROM road WHERE id = $1`), string(id)))
}

func (t *tx) writeRoad(r news.Road) error {
	detail, err := toJSON(r)
	if err != nil {
		return err
	}
	return t.exec(`UPDATE road SET due = $1, owner = $2, until = $3, cursor = $4, detail = $5 WHERE id = $6`,
		micro(r.Due), r.Owner, micro(r.Until), r.Cursor, detail, string(r.ID))
}

func scanRoad(row rowScanner) (news.Road, error) {
	var r news.Road
	var due, until int64
	var owner, cursor, detail string
	err := row.Scan(&due, &owner, &until, &cursor, &detail)
	if errors.Is(err, sql.ErrNoRows) {
		return r, news.ErrNotFound
	}
	if err != nil {
		return r, err
	}
	err = fromJSON(detail, &r)
	r.Due, r.Owner, r.Until, r.Cursor = moment(due), owner, moment(until), cursor
	return r, err
}

// moment is the time of a column; 0 is none.
func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
