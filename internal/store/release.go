package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// release is the one gate to readers. It asks news.See about each placement of
// a story at the deed's time and writes or removes its readable form, its
// pictures and its notice of withdrawal accordingly. It returns the placements
// whose readable form may have changed.
func (t *tx) release(id news.StoryID) ([]news.TouchedPlacement, error) {
	// Held until the end: a kill on its way must not be overtaken by a release
	// that read the story before it.
	st, err := scanOne[news.Story](t.row(t.forUpdate(`SELECT detail FROM story WHERE id = $1`), string(id)))
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", id, err)
	}
	sources, err := t.contracts(st)
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", id, err)
	}
	rows, err := t.QueryContext(t.ctx, `SELECT detail FROM placement WHERE story = $1 ORDER BY title`, string(id))
	if err != nil {
		return nil, err
	}
	placements, err := scanJSON[news.Placement](rows)
	if err != nil {
		return nil, err
	}
	proof := news.Proof{Story: st, Sources: sources, Now: t.now}
	for _, p := range placements {
		title, err := t.titleHeld(p.Title)
		if err != nil {
			return nil, fmt.Errorf("release %s on %s: %w", id, p.Title, err)
		}
		proof.Titles = append(proof.Titles, title)
		// Those that readers get now for the first time count for which is home.
		if p.FirstPublished.IsZero() && news.See(st, p, proof.Scope(p.Title), t.now).View == news.Shown {
			p.FirstPublished = t.now
		}
		proof.Placements = append(proof.Placements, p)
	}
	var touched []news.TouchedPlacement
	for i, p := range placements {
		if err := t.releaseOne(proof, &placements[i]); err != nil {
			return nil, fmt.Errorf("release %s on %s: %w", id, p.Title, err)
		}
		touched = append(touched, news.TouchedPlacement{Title: p.Title, Section: p.Section, Story: p.Story})
	}
	if err := t.saveLine(st, placements); err != nil {
		return nil, fmt.Errorf("line of %s: %w", id, err)
	}
	return touched, nil
}

// releaseOne settles one placement, which it changes where readers get
// something.
func (t *tx) releaseOne(proof news.Proof, on *news.Placement) error {
	p := *on
	st, scope := proof.Story, proof.Scope(p.Title)
	for _, table := range []string{"released", "released_picture", "gone"} {
		if err := t.exec(`DELETE FROM `+table+` WHERE story = $1 AND title = $2`, string(p.Story), string(p.Title)); err != nil {
			return err
		}
	}
	sight := news.See(st, p, scope, t.now)
	due := sight.Until
	switch sight.View {
	case news.Shown:
		v, err := scanOne[news.Version](t.row(`SELECT detail FROM version WHERE story = $1 AND n = $2`, string(p.Story), p.Published))
		if err != nil {
			return fmt.Errorf("version %d: %w", p.Published, err)
		}
		pubs, err := t.publish(&p, v)
		if err != nil {
			return err
		}
		// The first release starts the clock of the contract.
		sight = news.See(st, p, scope, t.now)
		pictures, until, err := t.pictures(v, p, scope)
		if err != nil {
			return err
		}
		due = earliest(sight.Until, until)
		proof.Version, proof.Pictures = &v, pictures
		if proof.Origin, err = originOf(t.ctx, t, st, v); err != nil {
			return err
		}
		if err := t.writeReleased(proof, p, pubs, sight.Listed); err != nil {
			return err
		}
	case news.Gone:
		if err := t.writeGone(st, p, sight.Reason); err != nil {
			return err
		}
	}
	*on = p
	return t.savePlacement(p, micro(due))
}

// publish records that readers get version v from now on, unless they have it
// already, and returns all publications of the placement, oldest first.
func (t *tx) publish(p *news.Placement, v news.Version) ([]news.Publication, error) {
	pubs, err := publications(t.ctx, t, p.Story, p.Title)
	if err != nil {
		return nil, err
	}
	at := t.now
	if n := len(pubs); n > 0 {
		last := pubs[n-1]
		if last.Version == v.N && (p.Told == nil || p.Told.Version != v.N || !p.Told.Again) {
			return pubs, nil
		}
		if !at.After(last.At) { // by a clock that lags or was set back
			at = last.At.Add(time.Microsecond)
		}
	}
	pub := news.Publication{Version: v.N, At: at, Kind: v.Kind, Note: v.Note}
	if p.Told != nil && p.Told.Version == v.N {
		pub.Kind, pub.Note = p.Told.Kind, p.Told.Note
		told := *p.Told // another's
		told.Again = false
		p.Told = &told
	}
	if err := t.exec(`INSERT INTO publication (story, title, at, version, kind, note) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(p.Story), string(p.Title), micro(pub.At), pub.Version, string(pub.Kind), pub.Note); err != nil {
		return nil, err
	}
	if p.FirstPublished.IsZero() {
		p.FirstPublished = at
	}
	p.Updated = at
	if p.State == news.Scheduled {
		p.State = news.Live
	}
	return append(pubs, pub), nil
}

// querier is a pool or a transaction.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

func publications(ctx context.Context, q querier, id news.StoryID, title news.TitleID) ([]news.Publication, error) {
	rows, err := q.QueryContext(ctx, `SELECT version, at, kind, note FROM publication WHERE story = $1 AND title = $2 ORDER BY at, version`, string(id), string(title))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.Publication
	for rows.Next() {
		var p news.Publication
		var at int64
		if err := rows.Scan(&p.Version, &at, &p.Kind, &p.Note); err != nil {
			return nil, err
		}
		p.At = time.UnixMicro(at).UTC()
		out = append(out, p)
	}
	return out, rows.Err()
}

// pictures returns the pictures a version uses, and when the clock alone may
// change which of them readers of a placement may see.
func (t *tx) pictures(v news.Version, on news.Placement, scope news.Scope) (map[news.PictureID]news.Picture, time.Time, error) {
	out := map[news.PictureID]news.Picture{}
	var until time.Time
	uses := slices.SortedFunc(slices.Values(v.Pictures), func(a, b news.PictureUse) int {
		return strings.Compare(string(a.Picture), string(b.Picture)) // one order for all, or they deadlock
	})
	for _, use := range uses {
		// Held, so that a withdrawal under way either sees this use or is seen.
		p, err := scanOne[news.Picture](t.row(t.forUpdate(`SELECT detail FROM picture WHERE id = $1`), string(use.Picture)))
		if errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, until, err
		}
		out[p.ID] = p
		_, next := news.SeePicture(p, use, on, scope, t.now)
		until = earliest(until, next)
	}
	return out, until, nil
}

func (t *tx) writeReleased(proof news.Proof, p news.Placement, pubs []news.Publication, listed bool) error {
	r, err := readable(t.ctx, t, proof, p, pubs)
	if err != nil {
		return err
	}
	r.Listed = listed
	detail, err := toJSON(r)
	if err != nil {
		return err
	}
	card, err := toJSON(r.Card())
	if err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO released (title, story, path, section, listed, published, card, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(p.Title), string(p.Story), p.Path, p.Section, listed, micro(p.FirstPublished), card, detail); err != nil {
		return err
	}
	for _, pic := range r.Pictures {
		for _, x := range pic.Renditions {
			if err := t.exec(`INSERT INTO released_picture (title, key, story, content_type) VALUES ($1, $2, $3, $4) ON CONFLICT (title, key, story) DO NOTHING`,
				string(p.Title), x.Key, string(p.Story), x.ContentType); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) writeGone(st news.Story, p news.Placement, why news.GoneReason) error {
	// The version readers had last: the one they were to get next may be
	// embargoed.
	pubs, err := publications(t.ctx, t, p.Story, p.Title)
	if err != nil {
		return err
	}
	headline := p.Headline
	if n := len(pubs); headline == "" && n > 0 {
		v, err := scanOne[news.Version](t.row(`SELECT detail FROM version WHERE story = $1 AND n = $2`, string(p.Story), pubs[n-1].Version))
		if err != nil {
			return err
		}
		headline = v.Headline
	}
	g := news.GoneNotice{Story: p.Story, Title: p.Title, Section: p.Section, Path: p.Path, Headline: headline,
		FirstPublished: p.FirstPublished, At: t.now, Why: why}
	switch why {
	case news.GoneKilled:
		g.Reason, g.At = st.KillReason, st.KilledAt
	case news.GoneTaken:
		g.Reason = p.Reason
	}
	detail, err := toJSON(g)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO gone (title, story, path, detail) VALUES ($1, $2, $3, $4)`, string(p.Title), string(p.Story), p.Path, detail)
}

// Due returns stories for which the clock alone has changed what readers see,
// the longest overdue first, at most limit.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]news.StoryID, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT story FROM placement WHERE due > 0 AND due <= $1 ORDER BY due LIMIT $2`, micro(now), limit)
	if err != nil {
		return nil, err
	}
	return scanIDs(rows)
}

// scanIDs reads one column of story ids and closes the rows.
func scanIDs(rows *sql.Rows) ([]news.StoryID, error) {
	defer rows.Close()
	var out []news.StoryID
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, news.StoryID(id))
	}
	return out, rows.Err()
}

// SettleDue writes what readers see of a due story at now. If another process
// was faster it does nothing and returns an event with number 0.
func (s *Store) SettleDue(ctx context.Context, id news.StoryID, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		var locked string
		if err := t.row(t.forUpdate(`SELECT id FROM story WHERE id = $1`), string(id)).Scan(&locked); err != nil {
			return news.Event{}, err
		}
		var due int
		if err := t.row(`SELECT COUNT(*) FROM placement WHERE story = $1 AND due > 0 AND due <= $2`, string(id), micro(t.now)).Scan(&due); err != nil {
			return news.Event{}, err
		}
		if due == 0 {
			return news.Event{}, errNoChange
		}
		touched, err := t.release(id)
		return news.Event{Verb: news.VerbDue, Story: id, Touched: touched}, err
	})
	if err != nil {
		return e, fmt.Errorf("settle %s: %w", id, err)
	}
	return e, nil
}

// earliest returns the earlier of two times, where zero is never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
