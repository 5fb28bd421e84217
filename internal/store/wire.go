package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

func (t *tx) saveWireFile(f news.WireFile) error {
	// Bytes that were let go and come again are kept again.
	return t.exec(`INSERT INTO wire_file (source, sha, name, key, size, at, via) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (source, sha) DO UPDATE SET key = excluded.key, at = excluded.at WHERE wire_file.key = ''`,
		string(f.Source), f.SHA, f.Name, f.Key, f.Size, micro(f.At), f.Via)
}

// LetFileGo records that the bytes with a hash are kept no longer, and reports
// whether they may go: not those of a file that waits in quarantine. What was
// read of the file stays. It is no deed: nothing of any story changes.
func (s *Store) LetFileGo(ctx context.Context, sha string) (bool, error) {
	res, err := s.w.ExecContext(ctx, `UPDATE wire_file SET key = '' WHERE sha = $1 AND key <> ''
		AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.sha = $1 AND q.replayed = 0)`, sha)
	if err != nil {
		return false, fmt.Errorf("let file %s go: %w", sha, err)
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err == nil, err
	}
	var waits int
	if err := s.w.QueryRowContext(ctx, `SELECT COUNT(*) FROM quarantine WHERE sha = $1 AND replayed = 0`, sha).Scan(&waits); err != nil {
		return false, fmt.Errorf("let file %s go: %w", sha, err)
	}
	return waits == 0, nil
}

func (t *tx) saveWireRecord(w news.WireRecord) error {
	detail, err := toJSON(w)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO wire_item (id, source, guid, version, hash, sha, story, at, outcome, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(w.ID), string(w.Source), w.Item.GUID, w.Item.Version, w.Hash, w.SHA, string(w.Story), micro(w.At), w.Outcome, detail)
	if err != nil {
		return fmt.Errorf("wire item: %w", err)
	}
	return nil
}

// WireFiled reports whether an agency's item with that version and content has
// been filed before.
func (s *Store) WireFiled(ctx context.Context, source news.SourceID, guid, version, hash string) (bool, error) {
	var n int
	err := s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM wire_item WHERE source = $1 AND guid = $2 AND version = $3 AND hash = $4`,
		string(source), guid, version, hash).Scan(&n)
	return n > 0, err
}

// WireItem returns a filed message item.
func (s *Store) WireItem(ctx context.Context, id news.WireItemID) (news.WireRecord, error) {
	w, err := scanOne[news.WireRecord](s.r.QueryRowContext(ctx, `SELECT detail FROM wire_item WHERE id = $1`, string(id)))
	if err != nil {
		return w, fmt.Errorf("wire item %s: %w", id, err)
	}
	return w, nil
}

// WireItems returns the message items filed to a story, oldest first.
func (s *Store) WireItems(ctx context.Context, id news.StoryID) ([]news.WireRecord, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM wire_item WHERE story = $1 ORDER BY at, id`, string(id))
	if err != nil {
		return nil, err
	}
	return scanJSON[news.WireRecord](rows)
}

// RecentCopy returns what an agency's items filed since a time called their
// stories, newest first. Items that came to no story are left out.
func (s *Store) RecentCopy(ctx context.Context, source news.SourceID, since time.Time) ([]news.CopyLine, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM wire_item WHERE source = $1 AND at >= $2 AND story <> '' ORDER BY at DESC, id DESC`, string(source), micro(since))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.CopyLine
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		var w struct { // the rest of an item is large, and of no use here
			At   time.Time `json:"at"`
			SHA  string    `json:"sha256"`
			Item struct {
				GUID      string         `json:"guid"`
				PubStatus news.PubStatus `json:"pubStatus"`
				Headline  string         `json:"headline"`
				Links     []news.Link    `json:"links"`
			} `json:"item"`
		}
		if err := fromJSON(text, &w); err != nil {
			return nil, err
		}
		if w.Item.PubStatus == news.Canceled || w.Item.PubStatus == news.Withheld {
			continue // a recall, too, bears the name of what it recalls
		}
		c := news.CopyLine{At: w.At, SHA: w.SHA, GUID: w.Item.GUID, Headline: w.Item.Headline}
		for _, l := range w.Item.Links {
			switch l.Rel {
			case "sameAs":
				c.Same = append(c.Same, l)
			case news.UpdateOf, news.CorrectionOf, news.DerivedFrom:
				c.Follows = append(c.Follows, l.GUID)
			}
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// CountWireItems returns how many message items an agency has had filed.
func (s *Store) CountWireItems(ctx context.Context, source news.SourceID) (int, error) {
	var n int
	err := s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM wire_item WHERE source = $1`, string(source)).Scan(&n)
	return n, err
}

// WireStatus returns how an agency's road stands, counting items from since on.
func (s *Store) WireStatus(ctx context.Context, source news.SourceID, since time.Time) (news.WireStatus, error) {
	w := news.WireStatus{Source: source}
	var last int64
	err := s.r.QueryRowContext(ctx, `SELECT COALESCE(MAX(at), 0) FROM wire_item WHERE source = $1`, string(source)).Scan(&last)
	if err == nil {
		err = s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM wire_item WHERE source = $1 AND at >= $2`, string(source), micro(since)).Scan(&w.Items)
	}
	if err == nil {
		err = s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM quarantine WHERE source = $1 AND replayed = 0`, string(source)).Scan(&w.Waiting)
	}
	if err != nil {
		return w, fmt.Errorf("wire status of %s: %w", source, err)
	}
	if last > 0 {
		w.Last = time.UnixMicro(last).UTC()
	}
	return w, nil
}

// NewestWire returns the newest message items of a source, newest first, at most
// limit.
func (s *Store) NewestWire(ctx context.Context, source news.SourceID, limit int) ([]news.WireRecord, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM wire_item WHERE source = $1 ORDER BY at DESC, id DESC LIMIT $2`, string(source), limit)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.WireRecord](rows)
}

// Waiting returns how many files wait in quarantine.
func (s *Store) Waiting(ctx context.Context) (int, error) {
	var n int
	err := s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM quarantine WHERE replayed = 0`).Scan(&n)
	return n, err
}

// Discard marks an entry that waits as one that will not be filed. It returns
// ErrConflict if it does not wait any more.
func (s *Store) Discard(ctx context.Context, id news.QuarantineID, reason, by string, at time.Time) (news.Event, error) {
	return s.settle(ctx, id, at, news.VerbDiscarded, func(q *news.Quarantined, now time.Time) {
		q.Discarded, q.DiscardReason, q.DiscardedBy = now, reason, by
	})
}

// Quarantine keeps a file that could not be filed. The event's Ref is the id of
// its entry. The same bytes from the same source again, while they wait for the
// same reason, are no deed; otherwise they refresh the entry they have: its
// newest reason stands and it waits anew.
func (s *Store) Quarantine(ctx context.Context, q news.Quarantined) (news.Event, error) {
	waiting := ""
	e, err := s.deed(ctx, q.At, func(t *tx) (news.Event, error) {
		old, err := scanOne[news.Quarantined](t.row(t.forUpdate(`SELECT detail FROM quarantine WHERE source = $1 AND sha = $2 AND replayed = 0`), string(q.Source), q.SHA))
		switch {
		case err == nil && old.Reason == q.Reason && old.Name == q.Name:
			waiting = string(old.ID)
			return news.Event{}, errNoChange
		case err != nil && !errors.Is(err, news.ErrNotFound):
			return news.Event{}, err
		}
		detail, err := toJSON(q)
		if err != nil {
			return news.Event{}, err
		}
		e := news.Event{Verb: news.VerbQuarantined, Ref: string(q.ID)}
		return e, t.exec(`INSERT INTO quarantine (id, source, sha, at, replayed, detail) VALUES ($1, $2, $3, $4, 0, $5)
			ON CONFLICT (source, sha) DO UPDATE SET id = excluded.id, at = excluded.at, replayed = 0, detail = excluded.detail`,
			string(q.ID), string(q.Source), q.SHA, micro(q.At), detail)
	})
	if err != nil {
		return e, fmt.Errorf("quarantine %s of %s: %w", q.Name, q.Source, err)
	}
	if waiting != "" {
		e.Ref = waiting
	}
	return e, nil
}

// Quarantined returns the files in quarantine, newest first: those that wait,
// or all with those replayed since.
func (s *Store) Quarantined(ctx context.Context, all bool) ([]news.Quarantined, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM quarantine WHERE replayed = 0 OR $1 ORDER BY at DESC, id DESC`, all)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Quarantined](rows)
}

// QuarantinedFile returns one entry.
func (s *Store) QuarantinedFile(ctx context.Context, id news.QuarantineID) (news.Quarantined, error) {
	q, err := scanOne[news.Quarantined](s.r.QueryRowContext(ctx, `SELECT detail FROM quarantine WHERE id = $1`, string(id)))
	if err != nil {
		return q, fmt.Errorf("quarantined file %s: %w", id, err)
	}
	return q, nil
}

// Replayed marks an entry as filed at last.
func (s *Store) Replayed(ctx context.Context, id news.QuarantineID, at time.Time) (news.Event, error) {
	return s.settle(ctx, id, at, news.VerbReplayed, func(q *news.Quarantined, now time.Time) { q.Replayed = now })
}

// settle ends the wait of an entry. Its column "replayed" is when that was,
// whatever became of it.
func (s *Store) settle(ctx context.Context, id news.QuarantineID, at time.Time, verb news.Verb, do func(*news.Quarantined, time.Time)) (news.Event, error) {
	e, err := s.deed(ctx, at, func(t *tx) (news.Event, error) {
		q, err := scanOne[news.Quarantined](t.row(t.forUpdate(`SELECT detail FROM quarantine WHERE id = $1`), string(id)))
		if err != nil {
			return news.Event{}, err
		}
		do(&q, t.now)
		detail, err := toJSON(q)
		if err != nil {
			return news.Event{}, err
		}
		return news.Event{Verb: verb, Ref: string(id)},
			t.change(`UPDATE quarantine SET replayed = $1, detail = $2 WHERE id = $3 AND replayed = 0`, micro(t.now), detail, string(id))
	})
	if err != nil {
		return e, fmt.Errorf("mark %s as dealt with: %w", id, err)
	}
	return e, nil
}
