package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// Placing changes how a story stands on one title; what is nil stays as it is.
type Placing struct {
	Title   news.TitleID
	Section *string
	// Own is as in [Place]. Where readers have the story its words change with a
	// publication only, which tells them.
	Own  map[string]string
	Note *string // for the newsroom
	// OwnAddress says why search engines are told of this title's own page; ""
	// leaves it to the words.
	OwnAddress *string
	// Home makes the title the story's home, before any reader has it.
	Home bool
}

// Place puts a story on a title, where it waits for the desk, or changes how it
// stands there.
func (r *Room) Place(ctx context.Context, u news.User, f news.StoryFile, x Placing) (news.Event, error) {
	d, err := r.place(ctx, u, f, x)
	if err != nil {
		return news.Event{}, fmt.Errorf("place %s on %s: %w", f.Story.ID, x.Title, err)
	}
	return r.save(ctx, f, d)
}

func (r *Room) place(ctx context.Context, u news.User, f news.StoryFile, x Placing) (news.StoryDeed, error) {
	var d news.StoryDeed
	if err := news.Forbid(u, news.ActPublish, x.Title); err != nil {
		return d, err
	}
	if f.Story.Killed() {
		return d, fmt.Errorf("it was withdrawn for good: %w", news.ErrKilled)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return d, err
	}
	t, err := titleOf(titles, x.Title)
	if err != nil {
		return d, err
	}
	p, ok := f.Placement(x.Title)
	if !ok {
		if why := t.RefuseNew(f.Story.Source); why != "" {
			return d, fmt.Errorf("%s: %w", why, news.ErrInvalid)
		}
		p = news.Placement{Story: f.Story.ID, Title: x.Title, State: news.Held}
	}
	seen := !p.FirstPublished.IsZero()
	if len(x.Own) > 0 && seen && p.State != news.TakenDown {
		return d, fmt.Errorf("readers of %s have it; its words change when it is published: %w", x.Title, news.ErrInvalid)
	}
	if x.Section != nil && *x.Section != p.Section {
		if seen {
			return d, fmt.Errorf("readers know it at %s/%s; its section cannot change: %w", p.Title, p.Path, news.ErrInvalid)
		}
		p.Section = *x.Section
	}
	if _, ok := t.Section(p.Section); !ok {
		return d, fmt.Errorf("%s: %w", news.NoSection(t, p.Section), news.ErrInvalid)
	}
	var base news.Content
	if f.Latest != nil {
		base = f.Latest.Content
	}
	if err := override(&p, base, x.Own); err != nil {
		return d, err
	}
	for to, from := range map[*string]*string{&p.Note: x.Note, &p.OwnAddress: x.OwnAddress} {
		if from != nil {
			*to = strings.Join(strings.Fields(*from), " ")
		}
	}
	st := f.Story
	if x.Home {
		if err := mayMove(f, x.Title); err != nil {
			return d, err
		}
		st.Home = x.Title
	}
	if err := r.address(ctx, &p, t, f); err != nil {
		return d, err
	}
	p.By = "desk:" + u.Name
	return news.StoryDeed{Verb: news.VerbPlaced, At: r.Now(), By: p.By, Story: st, Placements: []news.Placement{p}}, nil
}

// mayMove says why a title may not become the story's home: search engines know
// where readers have it.
func mayMove(f news.StoryFile, to news.TitleID) error {
	if news.HomeOf(f.Story, f.Placements) == to {
		return nil
	}
	for _, p := range f.Placements {
		if !p.FirstPublished.IsZero() {
			return fmt.Errorf("readers of %s have it, and search engines know its home; say on a title why it has its own address: %w", p.Title, news.ErrInvalid)
		}
	}
	return nil
}

// working is what somebody is writing as the version it would become; the newest
// version where they have changed nothing.
func working(u news.User, f news.StoryFile, w news.Wording, now time.Time) *news.Version {
	v := news.Version{Story: f.Story.ID}
	if f.Latest != nil {
		if f.Latest.Wording() == w {
			return f.Latest
		}
		v.Content = f.Latest.Content
	}
	v.N, v.At, v.By, v.Kind = f.Story.Head+1, now, "desk:"+u.Name, news.Edit
	v.Headline, v.Kicker, v.Standfirst, v.Slugline, v.Byline, v.SignOff = w.Headline, w.Kicker, w.Standfirst, w.Slugline, w.Byline, w.SignOff
	if v.Body != w.Body {
		read := body.Read(w.Body, v.Language)
		v.Body, v.Words, v.Lead = read.HTML, read.Words, body.FirstSentence(read.Lead, body.LeadLength)
	}
	return &v
}
