package desk

import (
	"context"
	"fmt"
	"slices"

	"broadsheet/internal/news"
)

// Preview returns what readers of a title would get if the order were carried
// out now and nothing kept it back. w is what somebody is writing and has not
// saved; nil is the newest version. It may be shown to nobody but the newsroom.
func (r *Room) Preview(ctx context.Context, u news.User, f news.StoryFile, w *news.Wording, title news.TitleID, o Order) (news.Released, error) {
	rel, err := r.preview(ctx, u, f, w, title, o)
	if err != nil {
		return rel, fmt.Errorf("preview %s on %s: %w", f.Story.ID, title, err)
	}
	return rel, nil
}

func (r *Room) preview(ctx context.Context, u news.User, f news.StoryFile, w *news.Wording, title news.TitleID, o Order) (news.Released, error) {
	// All titles, for one of them may be the story's home.
	if !slices.ContainsFunc(o.On, func(x Place) bool { return x.Title == title }) {
		o.On = append(slices.Clone(o.On), Place{Title: title})
	}
	for _, x := range f.Placements {
		if !slices.ContainsFunc(o.On, func(y Place) bool { return y.Title == x.Title }) {
			o.On = append(o.On, Place{Title: x.Title, At: x.PublishAt})
		}
	}
	p, err := r.proof(ctx, u, f, w, o)
	if err != nil {
		return news.Released{}, err
	}
	if p.Version == nil {
		return news.Released{}, fmt.Errorf("it has no text yet: %w", news.ErrInvalid)
	}
	i := slices.IndexFunc(p.Placements, func(x news.Placement) bool { return x.Title == title })
	x := p.Placements[i]
	t, err := titleOf(p.Titles, title)
	if err != nil {
		return news.Released{}, err
	}
	if x.Section == "" && len(t.Sections) > 0 {
		x.Section = t.Sections[0].Path // not said yet; the checks say so
	}
	asWritten := f
	asWritten.Latest = p.Version
	if err := r.address(ctx, &x, t, asWritten); err != nil {
		return news.Released{}, err
	}
	pubs, err := r.Store.Publications(ctx, f.Story.ID, title)
	if err != nil {
		return news.Released{}, err
	}
	was, _ := f.Placement(title)
	x.Published = p.Version.N
	at := p.Now
	if x.PublishAt.After(at) {
		at = x.PublishAt
	}
	if len(pubs) == 0 || pubs[len(pubs)-1].Version != x.Published || !sameOwn(was, x) {
		pub := news.Publication{Version: x.Published, At: at, Kind: p.Version.Kind, Note: p.Version.Note}
		if told := r.told(was, x, o); told != nil {
			pub.Kind, pub.Note = told.Kind, told.Note
		}
		pubs, x.Updated = append(pubs, pub), at
	}
	if x.FirstPublished.IsZero() {
		x.FirstPublished = at
	}
	if was.State == news.Corrected || o.Change == news.Correction && !was.FirstPublished.IsZero() {
		x.State = news.Corrected
	} else {
		x.State = news.Live
	}
	p.Now, p.Placements[i] = at, x
	return r.Store.Readable(ctx, p, x, pubs)
}

// Stand is how a story stands on one title, for the desk.
type Stand struct {
	news.Placement
	// Fields are those the title may say in its own words.
	Fields []Field `json:"fields"`
	// Byline is what readers are told, in words; Locked says that they are told of
	// the agency whatever the desk asks for.
	Byline string     `json:"bylineTold"`
	Whose  news.Whose `json:"whose"`
	Locked bool       `json:"bylineLocked"`
	// Canonical is the title whose page search engines are told of, and Divergence
	// the part of the words here that its home has not.
	Canonical  news.TitleID `json:"canonical"`
	Divergence float64      `json:"divergence"`
	Seen       bool         `json:"seen"` // readers have it, or had it
}

// Field is a field a title may say in its own words.
type Field struct {
	Name     string `json:"name"`
	Own      string `json:"own,omitempty"`
	Base     string `json:"base"`
	Replaced string `json:"replaced,omitempty"` // what the base was when the own words were laid over it
	Moved    bool   `json:"moved,omitempty"`    // the base has changed since
}

// Sheet is what somebody needs to know before publishing a story.
type Sheet struct {
	Checks []news.Check `json:"checks"`
	On     []Stand      `json:"on"`
	// Share is the part of the words that are not the agency's.
	Share float64 `json:"share"`
	// Note is a first wording of what readers are told of the change.
	Note string `json:"note"`
	Home string `json:"home,omitempty"`
}

// Sheet returns what somebody needs to know before an order is carried out.
func (r *Room) Sheet(ctx context.Context, u news.User, f news.StoryFile, w *news.Wording, o Order) (Sheet, error) {
	p, err := r.proof(ctx, u, f, w, o)
	if err != nil {
		return Sheet{}, fmt.Errorf("sheet of %s: %w", f.Story.ID, err)
	}
	s := Sheet{Checks: p.Checks(), Share: p.Origin.Share, Home: string(news.HomeOf(f.Story, f.Placements))}
	for _, x := range p.Placements {
		on, err := r.stand(ctx, f, p, x)
		if err != nil {
			return s, fmt.Errorf("sheet of %s: %w", f.Story.ID, err)
		}
		s.On = append(s.On, on)
	}
	if p.Version == nil {
		return s, nil
	}
	had := 0
	for _, x := range f.Placements {
		if !x.FirstPublished.IsZero() {
			had = max(had, x.Published)
		}
	}
	if had > 0 && had < p.Version.N {
		before, err := r.Store.Version(ctx, f.Story.ID, had)
		if err != nil {
			return s, err
		}
		s.Note = ChangeNote(before.Content, p.Version.Content)
	}
	return s, nil
}

func (r *Room) stand(ctx context.Context, f news.StoryFile, p news.Proof, x news.Placement) (Stand, error) {
	s := Stand{Placement: x, Seen: !x.FirstPublished.IsZero(), Canonical: x.Title}
	if p.Version == nil {
		return s, nil
	}
	all := p
	all.Placements = f.Placements
	if home, ok := all.Home(); ok && home.Title != x.Title {
		var err error
		if s.Divergence, err = r.Store.Divergence(ctx, *p.Version, x, home); err != nil {
			return s, err
		}
		if !x.OwnCanonical(home.Title, s.Divergence) {
			s.Canonical = home.Title
		}
	}
	agency := p.Story.Limits.Credited(p.Version.Credit)
	var byline string
	s.Whose, byline = p.Origin.Attribute(agency, p.Version.Content.On(x).Byline)
	s.Byline, s.Locked = news.BylineWords(s.Whose, agency, byline), p.Origin.BylineLocked(agency)
	for _, o := range x.Overrides(p.Version.Content) {
		field := Field{Name: o.Field, Own: *o.Own, Base: o.Base}
		if was, ok := x.Replaced[o.Field]; ok && *o.Own != "" {
			field.Replaced, field.Moved = was, was != o.Base
		}
		s.Fields = append(s.Fields, field)
	}
	return s, nil
}
