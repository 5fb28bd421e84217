// Package desk is the editors' room: it publishes, edits, corrects, takes down
// and kills stories. Each is one deed, decided on what the editor saw and
// refused if that has moved since, so that no editor's word is laid over
// another's.
//
// It makes no page (newsroom, site) and knows no agency (ingest).
//
// Start at [Room.Publish].
package desk

import (
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

// Store is what the desk needs of the store.
type Store interface {
	Story(context.Context, news.StoryID) (news.StoryFile, error)
	Source(context.Context, news.SourceID) (news.Source, error)
	Titles(context.Context) ([]news.Title, error)
	PathTaken(ctx context.Context, title news.TitleID, path string, but news.StoryID) (bool, error)
	SaveStory(context.Context, news.StoryDeed) (news.Event, error)
	Alikes(context.Context, news.StoryID) ([]news.AlikeLine, error)
	SaveLink(context.Context, news.LinkDeed) (news.Event, error)
	Version(context.Context, news.StoryID, int) (news.Version, error)
	SaveWorkingCopy(context.Context, news.WorkingCopy) (news.WorkingCopy, error)
	WorkingCopy(context.Context, news.StoryID, news.UserID) (news.WorkingCopy, error)
	WorkingCopies(context.Context, news.StoryID) ([]news.WorkingCopy, error)
	DropWorkingCopy(ctx context.Context, story news.StoryID, user news.UserID, seq int64) error
	SavePresence(ctx context.Context, p news.Presence, now time.Time) error
	Presences(ctx context.Context, story news.StoryID, now time.Time) ([]news.Presence, error)
	DropPresence(ctx context.Context, story news.StoryID, user news.UserID, window string) error
}

// Room is the desk. Its fields are set before its first use.
type Room struct {
	Store Store
	Now   func() time.Time
}

// Order says where and when to publish.
type Order struct {
	Title   news.TitleID // empty means every title the story has a placement on
	Section string       // for a title it is not on yet, or to move it before readers saw it
	At      time.Time    // the earliest time; zero is now
	// LiftEmbargo lets the story go although its copy speaks of an embargo that
	// has no readable time, or of one that has not come.
	LiftEmbargo bool
	// LiftLimits lets the story go although its agency limits its use, for the
	// case that the agency has allowed more or its words were misread. A contract
	// cannot be lifted.
	LiftLimits bool
}

// Publish puts the newest version before readers, as far as embargo, rights and
// the order's time allow: what they see then is the release gate's answer, and
// the event tells the placements touched. f is the story as the editor saw it.
func (r *Room) Publish(ctx context.Context, f news.StoryFile, o Order) (news.Event, error) {
	st := f.Story
	switch {
	case st.Killed():
		return news.Event{}, fmt.Errorf("publish %s: it was withdrawn for good: %w", st.ID, news.ErrKilled)
	case f.Latest == nil:
		return news.Event{}, fmt.Errorf("publish %s: it has no text yet: %w", st.ID, news.ErrInvalid)
	case strings.TrimSpace(f.Latest.Headline) == "":
		return news.Event{}, fmt.Errorf("publish %s: it has no headline; edit it first: %w", st.ID, news.ErrInvalid)
	case st.EmbargoHold && !o.LiftEmbargo:
		return news.Event{}, fmt.Errorf("publish %s: its copy speaks of an embargo without a readable time; lift it by name if it is over: %w", st.ID, news.ErrEmbargoed)
	}
	if o.LiftEmbargo {
		st.EmbargoLifted, st.LiftedUntil = true, st.EmbargoUntil
		st.EmbargoHold, st.EmbargoUntil = false, time.Time{}
	}
	if o.LiftLimits {
		st.Limits = news.Limits{}
	}
	st.Withheld, st.Frozen, st.Pending, st.Flags = false, "", "", nil
	f.Story = st
	placements, err := r.placements(ctx, f, o)
	if err != nil {
		return news.Event{}, fmt.Errorf("publish %s: %w", st.ID, err)
	}
	for i := range placements {
		p := &placements[i]
		if !p.FirstPublished.IsZero() && o.At.After(r.Now()) {
			return news.Event{}, fmt.Errorf("publish %s: readers of %s have it already, and a time to come would take it from them; publish the new version when it is due: %w", st.ID, p.Title, news.ErrInvalid)
		}
		p.Published, p.PublishAt, p.Reason = f.Latest.N, o.At, ""
		switch {
		case f.Latest.Kind == news.Correction && !p.FirstPublished.IsZero(), p.State == news.Corrected:
			p.State = news.Corrected
		case o.At.After(r.Now()):
			p.State = news.Scheduled
		default:
			p.State = news.Live
		}
	}
	return r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbPublished, At: r.Now(), Story: st, Placements: placements})
}

// placements returns the placements an order is about, new ones included.
func (r *Room) placements(ctx context.Context, f news.StoryFile, o Order) ([]news.Placement, error) {
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return nil, err
	}
	scope := news.Scope{Sources: map[news.SourceID]news.Source{}}
	if f.Story.Source != "" {
		if scope.Sources[f.Story.Source], err = r.Store.Source(ctx, f.Story.Source); err != nil {
			return nil, err
		}
	}
	// What was taken down comes back only by name.
	out := slices.DeleteFunc(slices.Clone(f.Placements), func(p news.Placement) bool { return p.State == news.TakenDown })
	if o.Title != "" {
		p, ok := f.Placement(o.Title)
		if !ok {
			p = news.Placement{Story: f.Story.ID, Title: o.Title}
		}
		out = []news.Placement{p}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("it is on no title; name a title and a section: %w", news.ErrInvalid)
	}
	refused := ""
	kept := out[:0]
	for _, p := range out {
		t, err := titleOf(titles, p.Title)
		if err != nil {
			return nil, err
		}
		scope.Title = t
		if why := scope.Refuse(f.Story, p); why != "" {
			refused = why
			continue // the other titles may have it
		}
		if err := r.address(ctx, &p, t, f, o.Section); err != nil {
			return nil, err
		}
		kept = append(kept, p)
	}
	if len(kept) == 0 {
		return nil, fmt.Errorf("%s: %w", refused, news.ErrInvalid)
	}
	return kept, nil
}

func titleOf(titles []news.Title, id news.TitleID) (news.Title, error) {
	var known []string
	for _, t := range titles {
		if t.ID == id {
			return t, nil
		}
		known = append(known, string(t.ID))
	}
	return news.Title{}, fmt.Errorf("no title %q; there are %s: %w", id, strings.Join(known, ", "), news.ErrInvalid)
}

// address gives a placement its section and path. Neither changes once readers
// have seen the story there.
func (r *Room) address(ctx context.Context, p *news.Placement, t news.Title, f news.StoryFile, section string) error {
	if !p.FirstPublished.IsZero() {
		if section != "" && section != p.Section {
			return fmt.Errorf("readers know it at %s/%s; its section cannot change: %w", t.ID, p.Path, news.ErrInvalid)
		}
		return nil
	}
	if section != "" {
		p.Section = section
	}
	if _, ok := t.Section(p.Section); !ok {
		var known []string
		for _, s := range t.Sections {
			known = append(known, s.Path)
		}
		return fmt.Errorf("title %q has no section %q; it has %s: %w", t.ID, p.Section, strings.Join(known, ", "), news.ErrInvalid)
	}
	headline := f.Latest.Headline
	if p.Headline != "" {
		headline = p.Headline
	}
	p.Path = news.StoryPath(p.Section, headline, r.Now().In(t.Location()), "")
	taken, err := r.Store.PathTaken(ctx, t.ID, p.Path, p.Story)
	if taken {
		p.Path = news.StoryPath(p.Section, headline, r.Now().In(t.Location()), tail(f.Story.ID))
	}
	return err
}

// tail is the end of a story's id, which tells apart two stories of one day and
// headline.
func tail(id news.StoryID) string {
	s := strings.ReplaceAll(string(id), "-", "")
	return s[max(0, len(s)-8):]
}

// Words are an editor's changes; a nil field stays as it is.
type Words struct {
	Headline, Kicker, Standfirst, Body, SignOff *string
	Slugline, Byline                            *string
}

// Edit adds a version with the editor's words. Readers keep what they have
// until it is published. Agency updates are attached from now on.
func (r *Room) Edit(ctx context.Context, f news.StoryFile, w Words, by string) (news.Event, error) {
	d, err := r.version(f, w, by, news.Edit, "")
	if err != nil {
		return news.Event{}, fmt.Errorf("edit %s: %w", f.Story.ID, err)
	}
	d.Verb = news.VerbEdited
	return r.Store.SaveStory(ctx, d)
}

// Correct adds a version that says publicly what was wrong, and puts it before
// readers at once wherever they have the story. Where they are to get it at a
// time to come, they get the right words, and are told of no correction.
func (r *Room) Correct(ctx context.Context, f news.StoryFile, w Words, note, by string) (news.Event, error) {
	if strings.TrimSpace(note) == "" {
		return news.Event{}, fmt.Errorf("correct %s: say in a note for readers what was wrong: %w", f.Story.ID, news.ErrInvalid)
	}
	d, err := r.version(f, w, by, news.Correction, strings.TrimSpace(note))
	if err != nil {
		return news.Event{}, fmt.Errorf("correct %s: %w", f.Story.ID, err)
	}
	d.Verb = news.VerbCorrected
	for _, p := range f.Placements {
		if p.State != news.Live && p.State != news.Corrected && p.State != news.Scheduled {
			continue
		}
		p.Published = d.Story.Head
		if !p.FirstPublished.IsZero() {
			p.State = news.Corrected
		}
		d.Placements = append(d.Placements, p)
	}
	return r.Store.SaveStory(ctx, d)
}

func (r *Room) version(f news.StoryFile, w Words, by string, kind news.VersionKind, note string) (news.StoryDeed, error) {
	st := f.Story
	if st.Killed() {
		return news.StoryDeed{}, fmt.Errorf("it was withdrawn for good: %w", news.ErrKilled)
	}
	if f.Latest == nil {
		return news.StoryDeed{}, fmt.Errorf("it has no text yet: %w", news.ErrInvalid)
	}
	v := *f.Latest
	st.Head++
	st.Touched = true
	v.N, v.At, v.By, v.Kind, v.Note, v.WireItem = st.Head, r.Now(), "desk:"+by, kind, note, ""
	for _, x := range []struct{ to, from *string }{{&v.Headline, w.Headline}, {&v.Kicker, w.Kicker}, {&v.Standfirst, w.Standfirst}, {&v.SignOff, w.SignOff}, {&v.Slugline, w.Slugline}, {&v.Byline, w.Byline}} {
		if x.from != nil {
			*x.to = strings.Join(strings.Fields(*x.from), " ")
		}
	}
	if w.Body != nil {
		read := body.Read(*w.Body, v.Language)
		v.Body, v.Words, v.Lead = read.HTML, read.Words, body.FirstSentence(read.Lead, body.LeadLength)
		if read.SignOff.Name != "" && w.SignOff == nil {
			v.SignOff = read.SignOff.Name
		}
	}
	if v.Headline == "" {
		return news.StoryDeed{}, fmt.Errorf("the headline is empty: %w", news.ErrInvalid)
	}
	return news.StoryDeed{At: r.Now(), Story: st, Version: &v, Signature: reading.Sign(v.Headline, body.Text(v.Body))}, nil
}

// TakeDown withdraws a story from one title. Readers who had it are told the
// reason.
func (r *Room) TakeDown(ctx context.Context, f news.StoryFile, title news.TitleID, reason string) (news.Event, error) {
	p, ok := f.Placement(title)
	if !ok {
		return news.Event{}, fmt.Errorf("take down %s: it is not on title %q: %w", f.Story.ID, title, news.ErrInvalid)
	}
	p.State, p.Reason = news.TakenDown, strings.TrimSpace(reason)
	return r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbTakenDown, At: r.Now(), Story: f.Story, Placements: []news.Placement{p}})
}

// Release lets a story go that the agency asked to hold, or that its kill only
// seemed to mean: readers get what they had, or were to get. It publishes
// nothing else, and lifts no embargo.
func (r *Room) Release(ctx context.Context, f news.StoryFile) (news.Event, error) {
	st := f.Story
	switch {
	case st.Killed():
		return news.Event{}, fmt.Errorf("release %s: it was withdrawn for good: %w", st.ID, news.ErrKilled)
	case !st.Withheld && st.Frozen == "":
		return news.Event{}, fmt.Errorf("release %s: nothing the agency sent keeps it back: %w", st.ID, news.ErrInvalid)
	}
	if st.Frozen != "" {
		st.Pending = "" // the recall, which is dealt with
	}
	st.Withheld, st.Frozen, st.Flags = false, "", nil
	return r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbReleased, At: r.Now(), Story: st})
}

// attempts is how often a kill is tried anew because the story moved.
const attempts = 50

// Kill withdraws a story from every title for good and tells readers the
// reason. It does not ask what the editor saw: a kill wins.
func (r *Room) Kill(ctx context.Context, id news.StoryID, reason string) (news.Event, error) {
	if strings.TrimSpace(reason) == "" {
		return news.Event{}, fmt.Errorf("kill %s: readers are told why; give a reason: %w", id, news.ErrInvalid)
	}
	for range attempts {
		f, err := r.Store.Story(ctx, id)
		if err != nil {
			return news.Event{}, fmt.Errorf("kill: %w", err)
		}
		if f.Story.Killed() {
			return news.Event{}, fmt.Errorf("kill %s: it is withdrawn already: %w", id, news.ErrKilled)
		}
		st := f.Story
		st.KilledAt, st.KillReason, st.Frozen = r.Now(), strings.TrimSpace(reason), ""
		e, err := r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbKilled, At: r.Now(), Story: st})
		if !errors.Is(err, news.ErrConflict) {
			return e, err
		}
	}
	return news.Event{}, fmt.Errorf("kill %s: it kept moving; do it again: %w", id, news.ErrConflict)
}
