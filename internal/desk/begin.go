package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

// WritingStore is what writing new stories needs of the store: desks, notes,
// templates and the planning list.
type WritingStore interface {
	UserNamed(ctx context.Context, name string) (news.User, error)
	SaveDesk(context.Context, news.Desk, time.Time) (news.Event, error)
	Desks(context.Context) ([]news.Desk, error)
	SaveNote(context.Context, news.Note) (news.Event, error)
	Notes(context.Context, news.StoryID) ([]news.Note, error)
	SeeNotes(ctx context.Context, reader string, id news.StoryID, upTo, now time.Time) error
	SaveTemplate(context.Context, news.Template) (news.Event, error)
	Template(context.Context, news.TemplateID) (news.Template, error)
	Templates(context.Context) ([]news.Template, error)
	SavePlan(context.Context, news.Plan, time.Time) (news.Event, error)
	Plan(context.Context, news.PlanID) (news.Plan, error)
	Plans(ctx context.Context, from, until time.Time) ([]news.PlanLine, error)
}

// Beginning says how a story is begun.
type Beginning struct {
	// ID is the story's, made by whoever asks: the same again begins nothing.
	ID news.StoryID
	// Title and Section are where it is to stand. An empty title is that of the
	// plan, the template or the parent, or the only one the user works for; an
	// empty section is theirs, or the title's first.
	Title   news.TitleID
	Section string
	// Wording is what there is of it; it may be empty, or a slugline alone.
	// Nothing can be published before it has a headline.
	Wording  news.Wording
	Template news.TemplateID
	// From is the story it is begun from, and As what it is to that.
	From news.StoryID
	As   news.Birth
	// Plan is the planned item it is begun for.
	Plan news.PlanID
	Desk news.DeskID // where it is; empty is the user's desk if they have one
}

// beginning is a Beginning with all that it names.
type beginning struct {
	Beginning
	title    *news.Title
	template news.Template
	parent   news.StoryFile
	plan     *news.Plan
}

// Begin begins a story at the desk, held, with a first version that may lack a
// headline while nobody but the desk has it, and returns it. Whoever begins it
// has it. Asked twice with one id, it begins one story.
func (r *Room) Begin(ctx context.Context, u news.User, how Beginning) (news.StoryFile, error) {
	if err := news.Forbid(u, news.ActWrite, ""); err != nil {
		return news.StoryFile{}, fmt.Errorf("begin a story: %w", err)
	}
	f, err := r.begin(ctx, u, how)
	if err != nil {
		return f, fmt.Errorf("begin a story: %w", err)
	}
	return f, nil
}

func (r *Room) begin(ctx context.Context, u news.User, how Beginning) (news.StoryFile, error) {
	if !news.ValidID(string(how.ID)) {
		return news.StoryFile{}, fmt.Errorf("%q is no id; make a UUID: %w", how.ID, news.ErrInvalid)
	}
	if f, err := r.begunAlready(ctx, u, how.ID); !errors.Is(err, news.ErrNotFound) {
		return f, err
	}
	b := beginning{Beginning: how}
	if err := r.gather(ctx, u, &b); err != nil {
		return news.StoryFile{}, err
	}
	d, err := r.birth(u, b)
	if err != nil {
		return news.StoryFile{}, err
	}
	if _, err := r.Store.SaveStory(ctx, d); err != nil {
		if f, again := r.begunAlready(ctx, u, how.ID); again == nil { // the other request of a doubled one was faster
			return f, nil
		}
		return news.StoryFile{}, err
	}
	return r.Store.Story(ctx, how.ID)
}

// begunAlready returns the user's own story of an id; ErrNotFound if there is
// none, ErrConflict if it is somebody else's.
func (r *Room) begunAlready(ctx context.Context, u news.User, id news.StoryID) (news.StoryFile, error) {
	f, err := r.Store.Story(ctx, id)
	if err != nil {
		return f, err
	}
	first, err := r.Store.Version(ctx, id, 1)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return f, err
	}
	if first.By != "desk:"+u.Name || f.Story.GUID != "" {
		return news.StoryFile{}, fmt.Errorf("the id %s is another story's; make a new one: %w", id, news.ErrConflict)
	}
	return f, nil
}

// gather reads what the beginning names and refuses what does not go together.
func (r *Room) gather(ctx context.Context, u news.User, b *beginning) error {
	var err error
	if b.Plan != "" {
		p, err := r.Store.Plan(ctx, b.Plan)
		switch {
		case err != nil:
			return err
		case p.Story != "":
			return fmt.Errorf("%q has its story already, %s; open that: %w", p.Name, p.Story, news.ErrInvalid)
		case !p.Open():
			return fmt.Errorf("%q is %s; open it again first: %w", p.Name, p.State, news.ErrInvalid)
		}
		b.plan = &p
	}
	if b.Template != "" {
		if b.template, err = r.Store.Template(ctx, b.Template); err != nil {
			return err
		}
		if !b.template.InUse() {
			return fmt.Errorf("template %q was given up; choose another: %w", b.template.Name, news.ErrInvalid)
		}
	}
	if b.From != "" {
		if b.parent, err = r.parent(ctx, *b); err != nil {
			return err
		}
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return err
	}
	if err := b.place(u, titles); err != nil {
		return err
	}
	if b.Desk == "" && b.plan != nil {
		b.Desk = b.plan.Desk
	}
	return r.onDesk(ctx, u, b)
}

// parent returns the story to begin from, if it may be begun from like that.
func (r *Room) parent(ctx context.Context, b beginning) (news.StoryFile, error) {
	f, err := r.Store.Story(ctx, b.From)
	switch {
	case err != nil:
		return f, err
	case b.As != news.Duplicate && b.As != news.FollowUp:
		return f, fmt.Errorf("say %q or %q of what is begun from another story: %w", news.Duplicate, news.FollowUp, news.ErrInvalid)
	case f.Latest == nil:
		return f, fmt.Errorf("story %s has no text yet: %w", b.From, news.ErrInvalid)
	case b.As == news.Duplicate && f.Story.Killed():
		return f, fmt.Errorf("story %s was withdrawn for good; its words are not to be used again: %w", b.From, news.ErrKilled)
	case b.As == news.Duplicate && (f.Story.Withheld || f.Story.Frozen != ""):
		return f, fmt.Errorf("story %s is held back by its agency; release or kill it first: %w", b.From, news.ErrInvalid)
	}
	return f, nil
}

// place settles the title and section.
func (b *beginning) place(u news.User, titles []news.Title) error {
	title, section := b.Title, b.Section
	for _, p := range b.parent.Placements {
		if title == "" && b.plan == nil && b.template.Title == "" && news.May(u, news.ActWrite, p.Title) {
			title = p.Title
		}
		if title == p.Title && section == "" && b.template.Section == "" {
			section = p.Section
		}
	}
	if b.plan != nil && (title == "" || title == b.plan.Title) {
		title, section = b.plan.Title, cmp.Or(section, b.plan.Section)
	}
	if b.template.Title != "" {
		if title != "" && title != b.template.Title {
			return fmt.Errorf("template %q is for title %q, not %q: %w", b.template.Name, b.template.Title, title, news.ErrInvalid)
		}
		title, section = b.template.Title, cmp.Or(section, b.template.Section)
	}
	if title == "" {
		if theirs := slices.DeleteFunc(slices.Clone(titles), func(t news.Title) bool { return !u.On(t.ID) }); len(theirs) == 1 {
			title = theirs[0].ID
		}
	}
	if title == "" {
		return fmt.Errorf("say for which title it is begun; its language and sections are the title's: %w", news.ErrInvalid)
	}
	if err := news.Forbid(u, news.ActWrite, title); err != nil {
		return err
	}
	t, err := titleOf(titles, title)
	if err != nil {
		return err
	}
	source := news.SourceID("")
	if b.As == news.Duplicate {
		source = b.parent.Story.Source
	}
	if why := t.RefuseNew(source); why != "" {
		return fmt.Errorf("%s; choose another: %w", why, news.ErrInvalid)
	}
	if section == "" && len(t.Sections) > 0 {
		section = t.Sections[0].Path
	}
	if _, ok := t.Section(section); !ok {
		var known []string
		for _, s := range t.Sections {
			known = append(known, s.Path)
		}
		return fmt.Errorf("title %q has no section %q; it has %s: %w", t.ID, section, strings.Join(known, ", "), news.ErrInvalid)
	}
	b.title, b.Title, b.Section = &t, title, section
	return nil
}

// onDesk settles the desk: that which was named, or the only one the user is on.
func (r *Room) onDesk(ctx context.Context, u news.User, b *beginning) error {
	desks, err := r.Store.Desks(ctx)
	if err != nil {
		return err
	}
	if b.Desk != "" {
		_, err := deskOf(desks, b.Desk)
		return err
	}
	theirs := slices.DeleteFunc(desks, func(d news.Desk) bool { return !d.AtWork() || !d.Has(u.Name) })
	if len(theirs) == 1 {
		b.Desk = theirs[0].ID
	}
	return nil
}

// birth is the deed that begins the story.
func (r *Room) birth(u news.User, b beginning) (news.StoryDeed, error) {
	st := news.Story{ID: b.ID, Head: 1, Touched: true, Created: r.Now(), Desk: b.Desk, Holder: u.Name}
	c := news.Content{Language: b.title.Language, Byline: u.FullName, SignOff: u.SignOff, Urgency: b.template.Urgency}
	if b.From != "" {
		st.From = &news.Parent{Story: b.From, As: b.As}
		c = inherit(&st, c, b.parent, b.As)
	}
	if b.plan != nil {
		c.Slugline = b.plan.Name
	}
	words := c.Wording()
	for _, from := range []news.Wording{b.template.Wording, b.Wording} {
		overlay(&words, from)
	}
	words, err := clean(words)
	if err != nil {
		return news.StoryDeed{}, err
	}
	c.Headline, c.Kicker, c.Standfirst, c.Slugline, c.Byline, c.SignOff = words.Headline, words.Kicker, words.Standfirst, words.Slugline, words.Byline, words.SignOff
	read := body.Read(words.Body, c.Language)
	c.Body, c.Words, c.Lead = read.HTML, read.Words, body.FirstSentence(read.Lead, body.LeadLength)
	v := news.Version{Story: b.ID, N: 1, At: r.Now(), By: "desk:" + u.Name, Kind: news.Edit, Content: c}
	id := tail(b.ID)
	place := news.Placement{Story: b.ID, Title: b.title.ID, Section: b.Section, State: news.Held,
		Path: news.StoryPath(b.Section, cmp.Or(c.Headline, c.Slugline), r.Now().In(b.title.Location()), id)}
	d := news.StoryDeed{Verb: news.VerbBegun, At: r.Now(), Story: st, Version: &v, Placements: []news.Placement{place}, Signature: reading.Sign(c.Headline, body.Text(c.Body))}
	if b.plan != nil {
		p := *b.plan
		p.Story, p.State, p.Holder = b.ID, news.Assigned, cmp.Or(p.Holder, u.Name)
		d.Plan = &p
	}
	return d, nil
}

// inherit gives a story what it has of the one it is begun from. An embargo binds
// what is begun from it, too. A duplicate of agency copy stays that agency's: its
// rights and limits hold for the words wherever they stand.
func inherit(st *news.Story, c news.Content, from news.StoryFile, as news.Birth) news.Content {
	p, old := from.Story, from.Latest.Content
	st.EmbargoUntil, st.EmbargoHold, st.EmbargoLifted, st.LiftedUntil = p.EmbargoUntil, p.EmbargoHold, p.EmbargoLifted, p.LiftedUntil
	if as == news.FollowUp {
		c.Slugline, c.Keywords, c.Topics, c.Subjects = old.Slugline, old.Keywords, old.Topics, old.Subjects
		return c
	}
	st.Source, st.Limits, st.Contract, st.Ends = p.Source, p.Limits, p.Contract, p.Ends
	old.Related = nil // those are named by the agency's guids, and told of its own story
	return old
}

// overlay lays the fields that are given over those that are there.
func overlay(w *news.Wording, over news.Wording) {
	from := over.Fields()
	for i, f := range w.Fields() {
		if strings.TrimSpace(*from[i].Text) != "" {
			*f.Text = *from[i].Text
		}
	}
	if strings.TrimSpace(over.Body) != "" {
		w.Body = over.Body
	}
}

// named returns nil if a version may have this headline: it may be empty only
// while no reader has the story, nor is to get it.
func named(f news.StoryFile, headline string) error {
	if headline != "" {
		return nil
	}
	for _, p := range f.Placements {
		if p.Published > 0 {
			return fmt.Errorf("the headline is empty, and readers of %s have the story or are to get it; write one: %w", p.Title, news.ErrInvalid)
		}
	}
	if f.Story.Source != "" {
		return fmt.Errorf("the headline is empty; write one: %w", news.ErrInvalid)
	}
	return nil
}
