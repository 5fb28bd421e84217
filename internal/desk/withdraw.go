package desk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// TakeDown withdraws a story from one title. Readers who had it are told the
// reason.
func (r *Room) TakeDown(ctx context.Context, u news.User, f news.StoryFile, title news.TitleID, reason string) (news.Event, error) {
	p, ok := f.Placement(title)
	if err := news.Forbid(u, news.ActTakeDown, title); err != nil {
		return news.Event{}, fmt.Errorf("take down %s: %w", f.Story.ID, err)
	}
	reason = strings.TrimSpace(reason)
	switch {
	case !ok:
		return news.Event{}, fmt.Errorf("take down %s: it is not on title %q: %w", f.Story.ID, title, news.ErrInvalid)
	case f.Story.Killed():
		return news.Event{}, fmt.Errorf("take down %s: it was withdrawn for good: %w", f.Story.ID, news.ErrKilled)
	case reason == "" && !p.FirstPublished.IsZero():
		return news.Event{}, fmt.Errorf("take down %s: readers of %s have it and are told why; give a reason: %w", f.Story.ID, title, news.ErrInvalid)
	}
	p.State, p.Reason, p.By = news.TakenDown, reason, "desk:"+u.Name
	return r.save(ctx, f, news.StoryDeed{Verb: news.VerbTakenDown, At: r.Now(), By: p.By, Story: f.Story, Placements: []news.Placement{p}})
}

// save carries out a deed; a conflict says what happened meanwhile.
func (r *Room) save(ctx context.Context, f news.StoryFile, d news.StoryDeed) (news.Event, error) {
	e, err := r.Store.SaveStory(ctx, d)
	if errors.Is(err, news.ErrConflict) {
		return e, r.meanwhile(ctx, f, err)
	}
	return e, err
}

// Release lets a story go that the agency asked to hold, or that its kill only
// seemed to mean: readers get what they had, or were to get. It publishes
// nothing else, and lifts no embargo.
func (r *Room) Release(ctx context.Context, u news.User, f news.StoryFile) (news.Event, error) {
	st := f.Story
	act := news.ActPublish
	if st.Frozen != "" {
		act = news.ActKill
	}
	if err := everywhere(u, act, f); err != nil {
		return news.Event{}, fmt.Errorf("release %s: %w", st.ID, err)
	}
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
	return r.save(ctx, f, news.StoryDeed{Verb: news.VerbReleased, At: r.Now(), By: "desk:" + u.Name, Story: st})
}

// everywhere asks whether somebody may do something on every title a story is on.
func everywhere(u news.User, act news.Act, f news.StoryFile) error {
	if err := news.Forbid(u, act, ""); err != nil {
		return err
	}
	for _, p := range f.Placements {
		if err := news.Forbid(u, act, p.Title); err != nil {
			return err
		}
	}
	return nil
}

// attempts is how often a kill is tried anew because the story moved.
const attempts = 50

// Kill withdraws a story from every title for good and tells readers the
// reason. It does not ask what the editor saw: a kill wins.
func (r *Room) Kill(ctx context.Context, u news.User, id news.StoryID, reason string) (news.Event, error) {
	if err := news.Forbid(u, news.ActKill, ""); err != nil {
		return news.Event{}, fmt.Errorf("kill %s: %w", id, err)
	}
	if strings.TrimSpace(reason) == "" {
		return news.Event{}, fmt.Errorf("kill %s: readers are told why; give a reason: %w", id, news.ErrInvalid)
	}
	for range attempts {
		f, err := r.Store.Story(ctx, id)
		if err != nil {
			return news.Event{}, fmt.Errorf("kill: %w", err)
		}
		if err := everywhere(u, news.ActKill, f); err != nil {
			return news.Event{}, fmt.Errorf("kill %s: %w", id, err)
		}
		if f.Story.Killed() {
			return news.Event{}, fmt.Errorf("kill %s: it is withdrawn already: %w", id, news.ErrKilled)
		}
		st := f.Story
		st.KilledAt, st.KillReason, st.Frozen = r.Now(), strings.TrimSpace(reason), ""
		e, err := r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbKilled, At: r.Now(), By: "desk:" + u.Name, Story: st})
		if !errors.Is(err, news.ErrConflict) {
			return e, err
		}
	}
	return news.Event{}, fmt.Errorf("kill %s: it kept moving; do it again: %w", id, news.ErrConflict)
}

// KillPlan is what a kill would do.
type KillPlan struct {
	Story    news.StoryID `json:"story"`
	Headline string       `json:"headline"`
	Reason   string       `json:"reason"`
	// Ran is where readers have it, or had it.
	Ran []Ran `json:"ran"`
	// Never are the titles it is on whose readers never saw it: nothing betrays
	// there that it existed.
	Never []news.TitleID `json:"never,omitempty"`
	// Pictures are those that go with it. Other stories that use them keep them.
	Pictures []string `json:"pictures,omitempty"`
	// Alike are stories that say nearly the same, which stay.
	Alike []string `json:"alike,omitempty"`
	// Token is what [Room.KillAsPlanned] asks for.
	Token string `json:"token"`
}

// Ran is a title whose readers have a story, or had it.
type Ran struct {
	Title news.TitleID `json:"title"`
	Name  string       `json:"name"`
	Path  string       `json:"path"`
	Since time.Time    `json:"since"`
	State news.State   `json:"state"`
}

// PlanKill says what a kill would do, and does nothing.
func (r *Room) PlanKill(ctx context.Context, u news.User, id news.StoryID, reason string) (KillPlan, error) {
	plan, err := r.planKill(ctx, u, id, strings.TrimSpace(reason))
	if err != nil {
		return plan, fmt.Errorf("kill %s: %w", id, err)
	}
	return plan, nil
}

// KillAsPlanned is [Room.Kill] for somebody who was shown what it does. If it ran
// elsewhere since, the error wraps news.ErrConflict and nothing is done. Edits
// and updates meanwhile do not stop it.
func (r *Room) KillAsPlanned(ctx context.Context, u news.User, id news.StoryID, reason, token string) (news.Event, error) {
	plan, err := r.planKill(ctx, u, id, strings.TrimSpace(reason))
	if err != nil {
		return news.Event{}, fmt.Errorf("kill %s: %w", id, err)
	}
	if plan.Token != token {
		return news.Event{}, fmt.Errorf("kill %s: where it ran, or the reason, has changed since you were shown it; look again: %w", id, news.ErrConflict)
	}
	return r.Kill(ctx, u, id, reason)
}

func (r *Room) planKill(ctx context.Context, u news.User, id news.StoryID, reason string) (KillPlan, error) {
	plan := KillPlan{Story: id, Reason: reason}
	f, err := r.Store.Story(ctx, id)
	if err != nil {
		return plan, err
	}
	switch err := everywhere(u, news.ActKill, f); {
	case err != nil:
		return plan, err
	case reason == "":
		return plan, fmt.Errorf("readers are told why; give a reason: %w", news.ErrInvalid)
	case f.Story.Killed():
		return plan, fmt.Errorf("it is withdrawn already: %w", news.ErrKilled)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return plan, err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %q", id, reason)
	for _, p := range f.Placements {
		if p.FirstPublished.IsZero() {
			plan.Never = append(plan.Never, p.Title)
			continue
		}
		ran := Ran{Title: p.Title, Path: p.Path, Since: p.FirstPublished, State: p.State}
		if t, err := titleOf(titles, p.Title); err == nil {
			ran.Name = t.Name
		}
		plan.Ran = append(plan.Ran, ran)
		fmt.Fprintf(h, " %q %q", ran.Title, ran.Path)
	}
	plan.Token = fmt.Sprintf("%x", h.Sum(nil)[:12])
	if f.Latest != nil {
		plan.Headline = f.Latest.Headline
		pictures, err := r.Store.Pictures(ctx, picturesOf(*f.Latest))
		if err != nil {
			return plan, err
		}
		for _, use := range f.Latest.Pictures {
			plan.Pictures = append(plan.Pictures, pictures[use.Picture].Called(use))
		}
	}
	links, err := r.Store.Alikes(ctx, id)
	for _, l := range links {
		if l.Standing != news.LinkUnlinked {
			plan.Alike = append(plan.Alike, l.Headline)
		}
	}
	return plan, err
}

func picturesOf(v news.Version) []news.PictureID {
	var out []news.PictureID
	for _, use := range v.Pictures {
		out = append(out, use.Picture)
	}
	return out
}
