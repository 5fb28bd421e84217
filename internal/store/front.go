package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// frontRevisions is how many revisions of a front the desk is shown.
const frontRevisions = 50

// Front returns a front with its changeovers and newest revisions. One that nobody has
// set has a head with number 0.
func (s *Store) Front(ctx context.Context, title news.TitleID, section string) (news.FrontFile, error) {
	f := news.FrontFile{Head: noFront(title, section)}
	wrap := func(err error) error { return fmt.Errorf("front %s/%s: %w", title, section, err) }
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM front_revision WHERE title = $1 AND section = $2 ORDER BY n DESC LIMIT $3`, string(title), section, frontRevisions)
	if err != nil {
		return f, wrap(err)
	}
	if f.Revisions, err = scanJSON[news.Revision](rows); err != nil {
		return f, wrap(err)
	}
	if len(f.Revisions) > 0 {
		f.Head = f.Revisions[0]
	}
	rows, err = s.r.QueryContext(ctx, `SELECT detail FROM front_changeover WHERE title = $1 AND section = $2 ORDER BY due`, string(title), section)
	if err != nil {
		return f, wrap(err)
	}
	if f.Changeovers, err = scanJSON[news.Changeover](rows); err != nil {
		return f, wrap(err)
	}
	return f, nil
}

// noFront is the head of a front that nobody has set: there is nothing before it.
func noFront(title news.TitleID, section string) news.Revision {
	return news.Revision{Front: news.Front{Title: title, Section: section}, Back: -1}
}

// FrontRevision returns one revision of a front.
func (s *Store) FrontRevision(ctx context.Context, title news.TitleID, section string, n int) (news.Revision, error) {
	if n == 0 {
		return noFront(title, section), nil
	}
	r, err := scanOne[news.Revision](s.r.QueryRowContext(ctx, `SELECT detail FROM front_revision WHERE title = $1 AND section = $2 AND n = $3`, string(title), section, n))
	if err != nil {
		return r, fmt.Errorf("revision %d of front %s/%s: %w", n, title, section, err)
	}
	return r, nil
}

// SaveFront adds a revision, which is the head at once, or a changeover for its time. It
// returns ErrConflict if the head is not the one the editor saw, or if there is a
// changeover for that very time.
func (s *Store) SaveFront(ctx context.Context, d news.FrontDeed) (news.Event, error) {
	e, err := s.deed(ctx, d.At, func(t *tx) (news.Event, error) {
		f := d.Front
		if err := t.lockName("front/" + f.Name()); err != nil {
			return news.Event{}, err
		}
		head, err := t.frontHead(f.Title, f.Section)
		if err != nil {
			return news.Event{}, err
		}
		if head.Rev != d.Seen {
			return news.Event{}, fmt.Errorf("the front is at revision %d, not %d: %w", head.Rev, d.Seen, news.ErrConflict)
		}
		e := frontEvent(f.Title, f.Section)
		e.By, e.Changes = d.By, news.AuditChanges(head.Front, f)
		if d.Due.IsZero() {
			f.Rev = head.Rev + 1
			return e, t.saveRevision(news.Revision{Front: f, At: t.now, By: d.By, Note: d.Note, Back: d.Back})
		}
		f.Rev = 0
		detail, err := toJSON(news.Changeover{Front: f, Due: d.Due, At: t.now, By: d.By, Note: d.Note})
		if err != nil {
			return news.Event{}, err
		}
		if err := t.change(`INSERT INTO front_changeover (title, section, due, detail) VALUES ($1, $2, $3, $4) ON CONFLICT (title, section, due) DO NOTHING`,
			string(f.Title), f.Section, micro(d.Due), detail); err != nil {
			return news.Event{}, err
		}
		e.Touched = nil // readers get it at its time
		return e, t.settleFront(head, t.now)
	})
	if err != nil {
		return e, fmt.Errorf("save front %s: %w", d.Front.Name(), err)
	}
	return e, nil
}

// DropChangeover takes one off the schedule. It returns ErrNotFound if there is none
// for that time, or no longer.
func (s *Store) DropChangeover(ctx context.Context, title news.TitleID, section string, due, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		if err := t.lockName("front/" + string(title) + "/" + section); err != nil {
			return news.Event{}, err
		}
		err := t.change(`DELETE FROM front_changeover WHERE title = $1 AND section = $2 AND due = $3`, string(title), section, micro(due))
		if errors.Is(err, news.ErrConflict) {
			err = news.ErrNotFound
		}
		if err != nil {
			return news.Event{}, err
		}
		head, err := t.frontHead(title, section)
		if err != nil {
			return news.Event{}, err
		}
		e := frontEvent(title, section)
		e.Touched = nil
		return e, t.settleFront(head, t.now)
	})
	if err != nil {
		return e, fmt.Errorf("drop the changeover of front %s/%s: %w", title, section, err)
	}
	return e, nil
}

// Stock returns what a front of a title is filled from, as readers have it.
func (s *Store) Stock(ctx context.Context, title news.Title, f news.Front) (news.Stock, map[news.StoryID]news.Released, error) {
	return s.Readers().Stock(ctx, title, f)
}

// frontEvent touches what the front's readers see, though no story.
func frontEvent(title news.TitleID, section string) news.Event {
	return news.Event{Verb: news.VerbFront, Ref: string(title) + "/" + section, Touched: []news.TouchedPlacement{{Title: title, Section: section}}}
}

func (t *tx) frontHead(title news.TitleID, section string) (news.Revision, error) {
	r, err := scanOne[news.Revision](t.row(`SELECT detail FROM front_revision WHERE title = $1 AND section = $2 ORDER BY n DESC LIMIT 1`, string(title), section))
	if errors.Is(err, news.ErrNotFound) {
		return noFront(title, section), nil
	}
	return r, err
}

// saveRevision adds a revision as the head.
func (t *tx) saveRevision(r news.Revision) error {
	detail, err := toJSON(r)
	if err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO front_revision (title, section, n, detail) VALUES ($1, $2, $3, $4)`, string(r.Title), r.Section, r.Rev, detail); err != nil {
		return err
	}
	return t.settleFront(r, t.now)
}

// settleFront writes which revision readers have, of which moment, and when the
// clock alone changes it next.
func (t *tx) settleFront(head news.Revision, now time.Time) error {
	var next int64
	if err := t.row(`SELECT COALESCE(MIN(due), 0) FROM front_changeover WHERE title = $1 AND section = $2`, string(head.Title), head.Section).Scan(&next); err != nil {
		return err
	}
	due := micro(head.Next(now))
	if due == 0 || next > 0 && next < due {
		due = next
	}
	return t.exec(`INSERT INTO front (title, section, head, as_of, due) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (title, section) DO UPDATE SET head = excluded.head, as_of = excluded.as_of, due = excluded.due`,
		string(head.Title), head.Section, head.Rev, micro(now), due)
}

// FrontsDue returns fronts and banners that the clock alone has changed, at most
// limit of each.
func (s *Store) FrontsDue(ctx context.Context, now time.Time, limit int) ([]news.FrontDue, error) {
	var out []news.FrontDue
	for _, banner := range []bool{false, true} {
		query := `SELECT title, section FROM front WHERE due > 0 AND due <= $1 ORDER BY due LIMIT $2`
		if banner {
			query = `SELECT title, '' FROM banner WHERE due > 0 AND due <= $1 ORDER BY due LIMIT $2`
		}
		rows, err := s.r.QueryContext(ctx, query, micro(now), limit)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			d := news.FrontDue{Banner: banner}
			if err := rows.Scan(&d.Title, &d.Section); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			out = append(out, d)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SettleFront makes of a due front or banner what it is at now: changeovers become the
// head, in the order of their times, and pins and banners begin and end. If another
// process was faster it does nothing and returns an event with number 0.
func (s *Store) SettleFront(ctx context.Context, d news.FrontDue, now time.Time) (news.Event, error) {
	settle := func(t *tx) (news.Event, error) { return t.settleDueFront(d) }
	if d.Banner {
		settle = func(t *tx) (news.Event, error) { return t.settleDueBanner(d.Title) }
	}
	e, err := s.deed(ctx, now, settle)
	if err != nil {
		return e, fmt.Errorf("settle front %s/%s: %w", d.Title, d.Section, err)
	}
	return e, nil
}

func (t *tx) settleDueFront(d news.FrontDue) (news.Event, error) {
	if err := t.lockName("front/" + string(d.Title) + "/" + d.Section); err != nil {
		return news.Event{}, err
	}
	var due int64
	if err := t.row(`SELECT due FROM front WHERE title = $1 AND section = $2`, string(d.Title), d.Section).Scan(&due); err != nil {
		return news.Event{}, err
	}
	if due == 0 || due > micro(t.now) {
		return news.Event{}, errNoChange
	}
	head, err := t.frontHead(d.Title, d.Section)
	if err != nil {
		return news.Event{}, err
	}
	rows, err := t.QueryContext(t.ctx, `SELECT detail FROM front_changeover WHERE title = $1 AND section = $2 AND due <= $3 ORDER BY due`, string(d.Title), d.Section, micro(t.now))
	if err != nil {
		return news.Event{}, err
	}
	waiting, err := scanJSON[news.Changeover](rows)
	if err != nil {
		return news.Event{}, err
	}
	e := frontEvent(d.Title, d.Section)
	for _, p := range waiting {
		p.Front.Rev = head.Rev + 1
		head = news.Revision{Front: p.Front, At: t.now, By: p.By, Note: p.Note, Back: head.Rev}
		if err := t.saveRevision(head); err != nil {
			return news.Event{}, err
		}
		if err := t.exec(`DELETE FROM front_changeover WHERE title = $1 AND section = $2 AND due = $3`, string(d.Title), d.Section, micro(p.Due)); err != nil {
			return news.Event{}, err
		}
		e.By = p.By
	}
	return e, t.settleFront(head, t.now)
}

// Banner returns the banner of a title as the desk has set it; the zero one with
// its title if there never was one.
func (s *Store) Banner(ctx context.Context, title news.TitleID) (news.Banner, error) {
	b, err := scanOne[news.Banner](s.r.QueryRowContext(ctx, `SELECT detail FROM banner WHERE title = $1`, string(title)))
	if errors.Is(err, news.ErrNotFound) {
		return news.Banner{Title: title}, nil
	}
	if err != nil {
		return b, fmt.Errorf("banner of %s: %w", title, err)
	}
	return b, nil
}

// SaveBanner sets the banner of a title; one without words takes it away. It
// returns ErrConflict if the banner has moved since Rev.
func (s *Store) SaveBanner(ctx context.Context, b news.Banner, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		if err := t.lockName("banner/" + string(b.Title)); err != nil {
			return news.Event{}, err
		}
		was, err := scanOne[news.Banner](t.row(`SELECT detail FROM banner WHERE title = $1`, string(b.Title)))
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return news.Event{}, err
		}
		if was.Rev != b.Rev {
			return news.Event{}, fmt.Errorf("the banner has been set anew: %w", news.ErrConflict)
		}
		b := b
		b.Rev, b.At = b.Rev+1, t.now
		e := bannerEvent(b.Title)
		e.By, e.Changes = b.By, news.AuditChanges(was, b)
		return e, t.settleBanner(b)
	})
	if err != nil {
		return e, fmt.Errorf("save banner of %s: %w", b.Title, err)
	}
	return e, nil
}

func bannerEvent(title news.TitleID) news.Event {
	return news.Event{Verb: news.VerbBanner, Ref: string(title), Touched: []news.TouchedPlacement{{Title: title}}}
}

// settleBanner writes a banner and whether readers have it now.
func (t *tx) settleBanner(b news.Banner) error {
	detail, err := toJSON(b)
	if err != nil {
		return err
	}
	shown := 0
	if b.On(t.now) {
		shown = 1
	}
	return t.exec(`INSERT INTO banner (title, rev, shown, due, detail) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (title) DO UPDATE SET rev = excluded.rev, shown = excluded.shown, due = excluded.due, detail = excluded.detail`,
		string(b.Title), b.Rev, shown, micro(b.Next(t.now)), detail)
}

func (t *tx) settleDueBanner(title news.TitleID) (news.Event, error) {
	if err := t.lockName("banner/" + string(title)); err != nil {
		return news.Event{}, err
	}
	var due int64
	var detail string
	if err := t.row(`SELECT due, detail FROM banner WHERE title = $1`, string(title)).Scan(&due, &detail); err != nil {
		return news.Event{}, err
	}
	if due == 0 || due > micro(t.now) {
		return news.Event{}, errNoChange
	}
	var b news.Banner
	if err := fromJSON(detail, &b); err != nil {
		return news.Event{}, err
	}
	return bannerEvent(title), t.settleBanner(b)
}
