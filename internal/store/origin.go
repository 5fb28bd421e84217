package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

// asker is a pool or a transaction that answers questions.
type asker interface {
	querier
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// Origin returns how much of a version is its agency's: its words are held
// against all that the agency has sent for the story up to now.
func (s *Store) Origin(ctx context.Context, st news.Story, v news.Version) (news.Origin, error) {
	return originOf(ctx, s.r, st, v)
}

func originOf(ctx context.Context, q asker, st news.Story, v news.Version) (news.Origin, error) {
	switch {
	case st.Source == "":
		return news.Ours(v.Credit), nil
	case !v.ByDesk():
		return news.Origin{Byline: v.Byline}, nil
	}
	var theirs []string
	var o news.Origin
	rows, err := q.QueryContext(ctx, `SELECT detail FROM version WHERE story = $1 ORDER BY n`, string(st.ID))
	if err != nil {
		return o, err
	}
	versions, err := scanJSON[news.Version](rows)
	if err != nil {
		return o, err
	}
	for _, x := range versions {
		if !x.ByDesk() {
			theirs, o.Byline = append(theirs, body.Text(x.Body)), x.Byline
		}
	}
	// Takes that came after the desk had put its words into the story are kept as
	// items alone, and their words may have been taken over.
	if rows, err = q.QueryContext(ctx, `SELECT detail FROM wire_item WHERE story = $1 ORDER BY at, id`, string(st.ID)); err != nil {
		return o, err
	}
	items, err := scanJSON[news.WireRecord](rows)
	if err != nil {
		return o, err
	}
	for _, w := range items {
		theirs = append(theirs, body.Text(w.Item.BodyHTML))
	}
	o.Share = reading.OwnShare(body.Text(v.Body), theirs...)
	return o, nil
}

// Readable returns the readable form that readers of a placement would get of
// the proof's version, made as the release gate makes it. It writes nothing, and
// does not ask whether they may see it. pubs are what they are told of it.
func (s *Store) Readable(ctx context.Context, p news.Proof, on news.Placement, pubs []news.Publication) (news.Released, error) {
	if p.Version == nil {
		return news.Released{}, fmt.Errorf("readable form of %s: it has no text yet: %w", p.Story.ID, news.ErrInvalid)
	}
	r, err := readable(ctx, s.r, p, on, pubs)
	if err != nil {
		return r, fmt.Errorf("readable form of %s on %s: %w", p.Story.ID, on.Title, err)
	}
	r.Listed = true
	return r, nil
}

// readable makes the readable form of a proof's version on a placement.
func readable(ctx context.Context, q asker, p news.Proof, on news.Placement, pubs []news.Publication) (news.Released, error) {
	st, v := p.Story, *p.Version
	r := news.Readable(st, v, on, pubs, p.Pictures, p.Origin, p.Scope(on.Title), p.Now)
	for _, guid := range v.Related {
		var id string
		err := q.QueryRowContext(ctx, `SELECT id FROM story WHERE source = $1 AND guid = $2 AND guid <> ''`, string(st.Source), guid).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return r, err
		}
		r.Related = append(r.Related, news.StoryID(id))
	}
	// Readers of a follow-up are led to what it follows, where they have that.
	if from := st.From; from != nil && from.As == news.FollowUp {
		r.Related = append(r.Related, from.Story)
	}
	home, ok := p.Home()
	if !ok || home.Title == on.Title {
		return r, nil
	}
	share, err := divergence(ctx, q, v, on, home)
	if err == nil && !on.OwnCanonical(home.Title, share) {
		r.Home, r.HomePath = home.Title, home.Path
	}
	return r, err
}

// Divergence returns the part of the words readers of one placement would get of
// version v that readers of another do not get.
func (s *Store) Divergence(ctx context.Context, v news.Version, on, home news.Placement) (float64, error) {
	return divergence(ctx, s.r, v, on, home)
}

// divergence returns the part of the words readers of one placement get, v being
// its version, that those of another do not get.
func divergence(ctx context.Context, q asker, v news.Version, on, home news.Placement) (float64, error) {
	there := v
	if home.Published != v.N && home.Published > 0 {
		var err error
		if there, err = scanOne[news.Version](q.QueryRowContext(ctx, `SELECT detail FROM version WHERE story = $1 AND n = $2`, string(v.Story), home.Published)); err != nil {
			return 0, fmt.Errorf("version %d: %w", home.Published, err)
		}
	}
	a, b := v.Content.On(on), there.Content.On(home)
	if a.Headline == b.Headline && a.Kicker == b.Kicker && a.Standfirst == b.Standfirst && a.Body == b.Body {
		return 0, nil
	}
	return reading.OwnShare(wholeText(a), wholeText(b)), nil
}

func wholeText(c news.Content) string {
	return c.Kicker + "\n" + c.Headline + "\n" + c.Standfirst + "\n" + body.Text(c.Body)
}
