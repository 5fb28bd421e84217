package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// prove returns what an order would put before readers, with all that its checks
// need. v is the version that is meant; nil is none.
func (r *Room) prove(ctx context.Context, f news.StoryFile, v *news.Version, o Order) (news.Proof, error) {
	p := news.Proof{Story: f.Story, Version: v, Now: r.Now(), Sources: map[news.SourceID]news.Source{}}
	var err error
	if p.Titles, err = r.Store.Titles(ctx); err != nil {
		return p, err
	}
	if p.Placements, err = r.placements(f, p.Titles, v, o); err != nil {
		return p, err
	}
	needed := []news.SourceID{f.Story.Source}
	if v != nil {
		if p.Origin, err = r.Store.Origin(ctx, f.Story, *v); err != nil {
			return p, err
		}
		var ids []news.PictureID
		for _, use := range v.Pictures {
			ids = append(ids, use.Picture)
		}
		if p.Pictures, err = r.Store.Pictures(ctx, ids); err != nil {
			return p, err
		}
		for _, pic := range p.Pictures {
			needed = append(needed, pic.Source)
		}
	}
	for _, id := range needed {
		if id == "" {
			continue
		}
		src, err := r.Store.Source(ctx, id)
		if errors.Is(err, news.ErrNotFound) {
			continue // what nothing is known of is refused
		}
		if err != nil {
			return p, err
		}
		p.Sources[id] = src
	}
	if p.Alike, err = r.twins(ctx, f.Story.ID); err != nil {
		return p, err
	}
	p.Signers, err = r.signers(ctx, p.Sources)
	return p, err
}

// signers are the names that close copy; nil while nobody has an account.
func (r *Room) signers(ctx context.Context, sources map[news.SourceID]news.Source) ([]string, error) {
	users, err := r.Store.Users(ctx)
	if err != nil || len(users) == 0 {
		return nil, err
	}
	out := []string{}
	for _, u := range users {
		if u.Open() {
			out = append(out, u.FullName, u.SignOff, u.Name)
		}
	}
	for _, src := range sources { // what those have set who answer for it
		out = append(out, src.SignOff)
		for _, rule := range src.Rules {
			out = append(out, rule.SignOff)
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" }), nil
}

// twins are the stories like one, with the titles whose readers have them.
func (r *Room) twins(ctx context.Context, id news.StoryID) ([]news.Twin, error) {
	links, err := r.Store.Alikes(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []news.Twin
	for _, l := range links {
		if l.Standing == news.LinkUnlinked {
			continue
		}
		other, err := r.Store.Story(ctx, l.Other)
		if err != nil {
			return nil, err
		}
		twin := news.Twin{Story: other.Story, Agency: string(l.Source), Headline: l.Headline}
		for _, p := range other.Placements {
			if !p.FirstPublished.IsZero() && (p.State == news.Live || p.State == news.Corrected) {
				twin.Live = append(twin.Live, p.Title)
			}
		}
		out = append(out, twin)
	}
	return out, nil
}

// placements returns the placements an order is about as it asks for them, new
// ones included.
func (r *Room) placements(f news.StoryFile, titles []news.Title, v *news.Version, o Order) ([]news.Placement, error) {
	on := o.On
	if len(on) == 0 && o.Title != "" {
		on = []Place{{Title: o.Title, Section: o.Section, At: o.At}}
	}
	if len(on) == 0 {
		for _, p := range f.Placements {
			if p.State != news.TakenDown { // what was taken down comes back only by name
				on = append(on, Place{Title: p.Title, Section: o.Section, At: o.At})
			}
		}
	}
	var out []news.Placement
	for _, x := range on {
		t, err := titleOf(titles, x.Title)
		if err != nil {
			return nil, err
		}
		if x.Wall != "" {
			if x.At, err = news.WallTime(x.Wall, t.Location(), x.Which); err != nil {
				return nil, fmt.Errorf("on %s %w", x.Title, err)
			}
			if !x.At.After(r.Now()) {
				return nil, fmt.Errorf("on %s it is past %s already; choose a time to come, or none to publish now: %w", x.Title, x.At.In(t.Location()).Format("2 January, 15:04"), news.ErrInvalid)
			}
		}
		p, ok := f.Placement(x.Title)
		if !ok {
			p = news.Placement{Story: f.Story.ID, Title: x.Title}
		}
		if why := t.RefuseNew(f.Story.Source); why != "" && p.FirstPublished.IsZero() {
			return nil, fmt.Errorf("%s; publish on the other titles only: %w", why, news.ErrInvalid)
		}
		switch {
		case x.Section == "" || x.Section == p.Section:
		case !p.FirstPublished.IsZero():
			return nil, fmt.Errorf("readers know it at %s/%s; its section cannot change: %w", p.Title, p.Path, news.ErrInvalid)
		default:
			p.Section = x.Section
		}
		p.PublishAt = x.At
		if v != nil {
			if err := override(&p, v.Content, x.Own); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// override lays a title's own words over fields and remembers what they replace.
func override(p *news.Placement, base news.Content, own map[string]string) error {
	fields := p.Overrides(base)
	replaced := map[string]string{}
	for name, was := range p.Replaced { // another's map
		replaced[name] = was
	}
	for name, words := range own {
		i := slices.IndexFunc(fields, func(o news.Override) bool { return o.Field == name })
		if i < 0 {
			return fmt.Errorf("a title cannot say %q in its own words: %w", name, news.ErrInvalid)
		}
		words = strings.Join(strings.Fields(words), " ")
		switch o := fields[i]; {
		case words == "" || words == o.Base:
			*o.Own = ""
			delete(replaced, name)
		default:
			*o.Own = words
			replaced[name] = o.Base
		}
	}
	if p.Replaced = replaced; len(replaced) == 0 {
		p.Replaced = nil
	}
	return nil
}

// address gives a placement its path. It does not change once readers have seen
// the story there.
func (r *Room) address(ctx context.Context, p *news.Placement, t news.Title, f news.StoryFile) error {
	if !p.FirstPublished.IsZero() {
		return nil
	}
	headline := ""
	if f.Latest != nil {
		headline = f.Latest.Content.On(*p).Headline
	}
	day := r.Now()
	if p.PublishAt.After(day) {
		day = p.PublishAt
	}
	p.Path = news.StoryPath(p.Section, headline, day.In(t.Location()), "")
	taken, err := r.Store.PathTaken(ctx, t.ID, p.Path, p.Story)
	if taken {
		p.Path = news.StoryPath(p.Section, headline, day.In(t.Location()), tail(f.Story.ID))
	}
	return err
}

// Checks returns what is missing or odd before an order is carried out, as
// [Room.Publish] would find it. w is what somebody is writing and has not saved;
// nil is the newest version.
func (r *Room) Checks(ctx context.Context, u news.User, f news.StoryFile, w *news.Wording, o Order) ([]news.Check, error) {
	p, err := r.proof(ctx, u, f, w, o)
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", f.Story.ID, err)
	}
	return p.Checks(), nil
}

// proof is [Room.prove] for what somebody is writing.
func (r *Room) proof(ctx context.Context, u news.User, f news.StoryFile, w *news.Wording, o Order) (news.Proof, error) {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return news.Proof{}, err
	}
	v := f.Latest
	if w != nil {
		words, err := clean(*w)
		if err != nil {
			return news.Proof{}, err
		}
		v = working(u, f, words, r.Now())
	}
	return r.prove(ctx, f, v, o)
}

// Pass keeps with the story that somebody has looked at a warning and passes it,
// and why. It is one that [Room.Checks] finds of the same words and order now; of
// c only the code, title and words are asked. What stops a story cannot be passed.
// What is said of all titles is passed by those who may write on each.
func (r *Room) Pass(ctx context.Context, u news.User, f news.StoryFile, w *news.Wording, o Order, c news.Check, reason string) (news.Event, error) {
	d, err := r.pass(ctx, u, f, w, o, c, oneLine(reason))
	if err != nil {
		return news.Event{}, fmt.Errorf("pass %s of %s: %w", c.Code, f.Story.ID, err)
	}
	return r.save(ctx, f, d)
}

func (r *Room) pass(ctx context.Context, u news.User, f news.StoryFile, w *news.Wording, o Order, c news.Check, reason string) (news.StoryDeed, error) {
	var d news.StoryDeed
	err := news.Forbid(u, news.ActWrite, c.Title)
	if err == nil && c.Title == "" {
		err = everywhere(u, news.ActWrite, f)
	}
	switch {
	case err != nil:
		return d, err
	case f.Story.Killed():
		return d, fmt.Errorf("it was withdrawn for good: %w", news.ErrKilled)
	case reason == "":
		return d, fmt.Errorf("say why it may stay as it is: %w", news.ErrInvalid)
	case len([]rune(reason)) > maxPassReason:
		return d, fmt.Errorf("the reason has %d characters; %d are allowed: %w", len([]rune(reason)), maxPassReason, news.ErrInvalid)
	}
	now, err := r.Checks(ctx, u, f, w, o)
	if err != nil {
		return d, err
	}
	p := news.Passed{Code: c.Code, Title: c.Title, Words: c.Words, Reason: reason, By: "desk:" + u.Name, At: r.Now()}
	i := slices.IndexFunc(now, p.Of)
	switch {
	case i < 0:
		return d, fmt.Errorf("nothing warns of that now; look at it again: %w", news.ErrInvalid)
	case now[i].Severity != news.Warns:
		return d, fmt.Errorf("%s; that cannot be passed: %w", now[i].Words, news.ErrInvalid)
	}
	st := f.Story
	st.Passed = append(slices.DeleteFunc(slices.Clone(st.Passed), func(was news.Passed) bool { return was.Of(now[i]) }), p)
	if len(st.Passed) > maxPassed {
		st.Passed = st.Passed[len(st.Passed)-maxPassed:]
	}
	return news.StoryDeed{Verb: news.VerbPassed, At: r.Now(), By: p.By, Story: st}, nil
}

// maxPassReason is how long the reason may be for which a warning is passed, in
// characters.
const maxPassReason = 300

// maxPassed is how many warnings that were passed are kept with a story.
const maxPassed = 100
