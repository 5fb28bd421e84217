package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Order says where, when and how to publish.
type Order struct {
	Title   news.TitleID // empty means every title the story has a placement on
	Section string       // for a title it is not on yet, or to move it before readers saw it
	At      time.Time    // the earliest time; zero is now
	// On says it title by title; if there are any, Title, Section and At say
	// nothing.
	On []Place
	// LiftEmbargo lets the story go although its copy speaks of an embargo that
	// has no readable time, or of one that has not come.
	LiftEmbargo bool
	// LiftLimits lets the story go although its agency limits its use, for the
	// case that the agency has allowed more or its words were misread. A contract
	// cannot be lifted.
	LiftLimits bool
	// LiftHold lets the story go although its agency asks to hold it, or a kill
	// came that seems to mean it.
	LiftHold bool
	// Change is what kind of change readers get who have an older version:
	// news.Edit (also empty), news.Minor, of which they are not told, or
	// news.Correction. Note is what they are told of it.
	Change news.VersionKind
	Note   string
}

// Place is one title of an order.
type Place struct {
	Title   news.TitleID
	Section string    // empty is that it has
	At      time.Time // zero is now
	// Wall is the time by the clock of the title, over At, as news.WallTime reads
	// it with Which.
	Wall, Which string
	// Own are the fields the title says in its own words, by the names of
	// [news.Placement.Overrides]; an empty one gives the field back to the story.
	// Fields not named stay as they are.
	Own map[string]string
}

// lifted names what the order lifts.
func (o Order) lifted() []string {
	var out []string
	for name, on := range map[string]bool{"embargo": o.LiftEmbargo, "limits": o.LiftLimits, "hold": o.LiftHold} {
		if on {
			out = append(out, name)
		}
	}
	return out
}

// Publish puts the newest version before readers, as far as embargo, rights and
// the order's time allow: what they see then is the release gate's answer, and
// the event tells the placements touched. f is the story as the editor saw it.
// What [news.Proof.Checks] says must stop it refuses it in the same words; of
// several titles not named by name, those that nothing stops are served.
func (r *Room) Publish(ctx context.Context, u news.User, f news.StoryFile, o Order) (news.Event, error) {
	d, err := r.order(ctx, u, f, o)
	if err != nil {
		return news.Event{}, fmt.Errorf("publish %s: %w", f.Story.ID, err)
	}
	e, err := r.Store.SaveStory(ctx, d)
	if errors.Is(err, news.ErrConflict) {
		return e, r.meanwhile(ctx, f, err)
	}
	return e, err
}

// order returns the deed that an order comes to.
func (r *Room) order(ctx context.Context, u news.User, f news.StoryFile, o Order) (news.StoryDeed, error) {
	if err := news.Forbid(u, news.ActPublish, ""); err != nil {
		return news.StoryDeed{}, err
	}
	if err := mayLift(u, f, o); err != nil {
		return news.StoryDeed{}, err
	}
	if f.Story.Spiked() {
		return news.StoryDeed{}, fmt.Errorf("%s has spiked it; bring it back first: %w", f.Story.SpikedBy, news.ErrInvalid)
	}
	if o.Change == news.Correction && strings.TrimSpace(o.Note) == "" {
		return news.StoryDeed{}, fmt.Errorf("say in a note for readers what was wrong: %w", news.ErrInvalid)
	}
	p, err := r.prove(ctx, f, f.Latest, o)
	if err != nil {
		return news.StoryDeed{}, err
	}
	checks := p.Checks()
	if c, ok := news.Stopping(checks, "", o.lifted()...); ok {
		return news.StoryDeed{}, c.Err()
	}
	st := lift(f.Story, o)
	var kept []news.Placement
	var refused error
	for _, x := range p.Placements {
		err := r.mayPublish(u, f, x, o)
		if c, stops := news.Stopping(checks, x.Title, o.lifted()...); err == nil && stops {
			err = c.Err()
		}
		if err == nil {
			x, err = r.onward(ctx, u, f, x, o)
		}
		if err == nil {
			kept = append(kept, x)
			continue
		}
		// The other titles may have it, unless this one was named.
		if o.Title != "" || len(o.On) > 0 || !errors.Is(err, news.ErrInvalid) && !errors.Is(err, news.ErrForbidden) || o.At.After(r.Now()) {
			return news.StoryDeed{}, err
		}
		refused = err
	}
	if len(kept) == 0 {
		return news.StoryDeed{}, refused
	}
	return news.StoryDeed{Verb: news.VerbPublished, At: r.Now(), By: "desk:" + u.Name, Story: st, Placements: kept}, nil
}

// mayLift asks for what an order lifts: it is lifted from the story, and so for
// every title it is on, whichever of them the order is for.
func mayLift(u news.User, f news.StoryFile, o Order) error {
	if len(o.lifted()) == 0 {
		return nil
	}
	act := news.ActPublish
	if o.LiftHold && f.Story.Frozen != "" {
		act = news.ActKill
	}
	return everywhere(u, act, f)
}

// lift returns the story without what an order lifts, and as one that somebody
// has looked at.
func lift(st news.Story, o Order) news.Story {
	if o.LiftEmbargo {
		st.EmbargoLifted, st.LiftedUntil = true, st.EmbargoUntil
		st.EmbargoHold, st.EmbargoUntil = false, time.Time{}
	}
	if o.LiftLimits {
		st.Limits = news.Limits{}
	}
	if o.LiftHold {
		st.Withheld, st.Frozen = false, ""
	}
	st.Pending, st.Flags = "", nil
	return st
}

// mayPublish asks whether somebody may carry out an order on one title.
func (r *Room) mayPublish(u news.User, f news.StoryFile, x news.Placement, o Order) error {
	acts := []news.Act{news.ActPublish}
	if was, _ := f.Placement(x.Title); was.State == news.TakenDown && !was.FirstPublished.IsZero() {
		acts = append(acts, news.ActTakeDown)
	}
	if o.Change == news.Correction {
		acts = append(acts, news.ActCorrect)
	}
	if o.LiftHold && f.Story.Frozen != "" {
		acts = append(acts, news.ActKill)
	}
	for _, a := range acts {
		if err := news.Forbid(u, a, x.Title); err != nil {
			return err
		}
	}
	return nil
}

// onward returns a placement with the newest version on its way to readers.
func (r *Room) onward(ctx context.Context, u news.User, f news.StoryFile, x news.Placement, o Order) (news.Placement, error) {
	seen := !x.FirstPublished.IsZero()
	if seen && x.PublishAt.After(r.Now()) {
		return x, fmt.Errorf("readers of %s have it already, and a time to come would take it from them; publish the new version when it is due: %w", x.Title, news.ErrInvalid)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return x, err
	}
	t, err := titleOf(titles, x.Title)
	if err != nil {
		return x, err
	}
	if err := r.address(ctx, &x, t, f); err != nil {
		return x, err
	}
	was, _ := f.Placement(x.Title)
	x.Published, x.Reason, x.By = f.Latest.N, "", "desk:"+u.Name
	x.Told = r.told(was, x, o)
	switch {
	case seen && (o.Change == news.Correction || f.Latest.Kind == news.Correction), was.State == news.Corrected:
		x.State = news.Corrected
	case x.PublishAt.After(r.Now()):
		x.State = news.Scheduled
	default:
		x.State = news.Live
	}
	return x, nil
}

// told returns how readers are told of what they get on a placement. Who never
// had an older version is told of no change.
func (r *Room) told(was, x news.Placement, o Order) *news.Told {
	if was.FirstPublished.IsZero() {
		return nil
	}
	kind, note := o.Change, strings.Join(strings.Fields(o.Note), " ")
	if kind == "" {
		kind = news.Edit
	}
	if kind == news.Minor {
		note = ""
	}
	again := !sameOwn(was, x) || kind == news.Correction
	if kind == news.Edit && note == "" && !again {
		return nil
	}
	return &news.Told{Version: x.Published, Kind: kind, Note: note, Again: again}
}

// sameOwn reports whether a title says the same fields in the same words of its
// own.
func sameOwn(a, b news.Placement) bool {
	mine := a.Overrides(news.Content{})
	return !slices.ContainsFunc(b.Overrides(news.Content{}), func(o news.Override) bool {
		i := slices.IndexFunc(mine, func(x news.Override) bool { return x.Field == o.Field })
		return *mine[i].Own != *o.Own
	})
}

// Meanwhile returns a conflict that says what happened to a story since somebody
// saw it as f.
func (r *Room) Meanwhile(ctx context.Context, f news.StoryFile) error {
	return r.meanwhile(ctx, f, fmt.Errorf("story %s: %w", f.Story.ID, news.ErrConflict))
}

// meanwhile returns the conflict with what happened to the story since the
// editor saw it, so that nobody does it twice.
func (r *Room) meanwhile(ctx context.Context, f news.StoryFile, conflict error) error {
	now, err := r.Store.Story(ctx, f.Story.ID)
	if err != nil {
		return conflict
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return conflict
	}
	var happened []string
	if now.Story.Killed() {
		happened = append(happened, "it was killed")
	}
	if now.Story.Head > f.Story.Head && now.Latest != nil {
		happened = append(happened, fmt.Sprintf("version %d was saved by %s", now.Story.Head, bareBy(now.Latest.By)))
	}
	for _, p := range now.Placements {
		was, _ := f.Placement(p.Title)
		if was.State == p.State && was.Published == p.Published && was.Updated.Equal(p.Updated) && was.PublishAt.Equal(p.PublishAt) {
			continue
		}
		t, err := titleOf(titles, p.Title)
		if err != nil {
			continue
		}
		happened = append(happened, standing(p, t))
	}
	if len(happened) == 0 {
		return conflict
	}
	return fmt.Errorf("story %s: meanwhile %s; nothing was done twice, look at it again: %w", f.Story.ID, strings.Join(happened, "; "), news.ErrConflict)
}

// standing says where a placement stands and who put it there.
func standing(p news.Placement, t news.Title) string {
	by := ""
	if p.By != "" {
		by = " by " + bareBy(p.By)
	}
	clock := func(at time.Time) string { return at.In(t.Location()).Format("15:04:05") }
	switch p.State {
	case news.Live, news.Corrected:
		if !p.Updated.IsZero() {
			return fmt.Sprintf("version %d went live on %s at %s%s", p.Published, t.ID, clock(p.Updated), by)
		}
		return fmt.Sprintf("version %d was released for %s%s", p.Published, t.ID, by)
	case news.Scheduled:
		return fmt.Sprintf("version %d was scheduled on %s for %s%s", p.Published, t.ID, p.PublishAt.In(t.Location()).Format("2 January, 15:04"), by)
	case news.TakenDown:
		return fmt.Sprintf("it was taken down from %s%s", t.ID, by)
	}
	return fmt.Sprintf("it is %s on %s%s", p.State, t.ID, by)
}

// bareBy is who did something, without the kind of who.
func bareBy(by string) string {
	if _, name, ok := strings.Cut(by, ":"); ok {
		return name
	}
	return by
}

// Unschedule takes the story off the schedule of the titles named, or of all
// where no reader has it yet: it waits for the desk again.
func (r *Room) Unschedule(ctx context.Context, u news.User, f news.StoryFile, on ...news.TitleID) (news.Event, error) {
	if err := news.Forbid(u, news.ActPublish, ""); err != nil {
		return news.Event{}, fmt.Errorf("unschedule %s: %w", f.Story.ID, err)
	}
	var kept []news.Placement
	for _, p := range f.Placements {
		if !p.FirstPublished.IsZero() || p.State != news.Scheduled && p.State != news.Live || len(on) > 0 && !slices.Contains(on, p.Title) {
			continue
		}
		if err := news.Forbid(u, news.ActPublish, p.Title); err != nil {
			return news.Event{}, fmt.Errorf("unschedule %s: %w", f.Story.ID, err)
		}
		p.State, p.Published, p.PublishAt, p.By = news.Held, 0, time.Time{}, "desk:"+u.Name
		kept = append(kept, p)
	}
	if len(kept) == 0 {
		return news.Event{}, fmt.Errorf("unschedule %s: it waits for no time there: %w", f.Story.ID, news.ErrInvalid)
	}
	e, err := r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbHeld, At: r.Now(), By: "desk:" + u.Name, Story: f.Story, Placements: kept})
	if errors.Is(err, news.ErrConflict) {
		return e, r.meanwhile(ctx, f, err)
	}
	return e, err
}

// Embargo sets the time before which no reader may see any version; zero lifts
// what there is. It is refused where readers have the story.
func (r *Room) Embargo(ctx context.Context, u news.User, f news.StoryFile, until time.Time) (news.Event, error) {
	fail := func(err error) (news.Event, error) {
		return news.Event{}, fmt.Errorf("embargo %s: %w", f.Story.ID, err)
	}
	st := f.Story
	if st.Killed() {
		return fail(fmt.Errorf("it was withdrawn for good: %w", news.ErrKilled))
	}
	if len(f.Placements) == 0 {
		if err := news.Forbid(u, news.ActPublish, ""); err != nil {
			return fail(err)
		}
	}
	for _, p := range f.Placements {
		if err := news.Forbid(u, news.ActPublish, p.Title); err != nil {
			return fail(err)
		}
		if !until.IsZero() && !p.FirstPublished.IsZero() && p.State != news.TakenDown {
			return fail(fmt.Errorf("readers of %s have it already, and an embargo would take it from them without a word; take it down or kill it: %w", p.Title, news.ErrInvalid))
		}
	}
	switch {
	case until.IsZero() && st.EmbargoUntil.IsZero() && !st.EmbargoHold:
		return fail(fmt.Errorf("it is under no embargo: %w", news.ErrInvalid))
	case until.IsZero():
		st.EmbargoLifted, st.LiftedUntil = true, st.EmbargoUntil
		st.EmbargoHold, st.EmbargoUntil = false, time.Time{}
	case !until.After(r.Now()):
		return fail(fmt.Errorf("%s is over; give a time to come: %w", until.Format(time.RFC3339), news.ErrInvalid))
	default:
		st.EmbargoHold, st.EmbargoUntil = false, until.UTC()
	}
	e, err := r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbEmbargoed, At: r.Now(), By: "desk:" + u.Name, Story: st})
	if errors.Is(err, news.ErrConflict) {
		return e, r.meanwhile(ctx, f, err)
	}
	return e, err
}
