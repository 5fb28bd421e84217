package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// Sending is an order to move a story inside the newsroom.
type Sending struct {
	// Note is the id of the note that tells of it, made by whoever asks: the same
	// again moves nothing.
	Note news.NoteID
	// Seen is where the story was when they looked, and To where it is to go.
	Seen, To news.Whereabouts
	Text     string // a comment; may be empty
}

// Send moves a story to another desk or person, with a comment that they are told
// of. It is refused if the story is no longer where the caller saw it, in words
// that say where it is. What else happens to the story meanwhile does not matter.
func (r *Room) Send(ctx context.Context, u news.User, id news.StoryID, s Sending) (news.Event, error) {
	if err := news.Forbid(u, news.ActWrite, ""); err != nil {
		return news.Event{}, fmt.Errorf("send %s: %w", id, err)
	}
	for range attempts {
		e, err := r.send(ctx, u, id, s)
		var moved *movedError
		if errors.Is(err, news.ErrConflict) && !errors.As(err, &moved) {
			continue // another deed on the story was faster
		}
		if err != nil {
			return e, fmt.Errorf("send %s: %w", id, err)
		}
		return e, nil
	}
	return news.Event{}, fmt.Errorf("send %s: it kept moving; do it again: %w", id, news.ErrConflict)
}

// movedError says that a story is no longer where the sender saw it.
type movedError struct{ now news.Whereabouts }

func (e *movedError) Error() string { return fmt.Sprintf("it is %s now", e.now) }
func (e *movedError) Unwrap() error { return news.ErrConflict }

func (r *Room) send(ctx context.Context, u news.User, id news.StoryID, s Sending) (news.Event, error) {
	f, err := r.Store.Story(ctx, id)
	if err != nil {
		return news.Event{}, err
	}
	st := f.Story
	if here := st.Whereabouts(); here != s.Seen {
		done, err := r.sentAlready(ctx, u, id, s, here)
		if done || err != nil {
			return news.Event{}, err
		}
		return news.Event{}, &movedError{here}
	}
	switch {
	case st.Killed():
		return news.Event{}, fmt.Errorf("it was withdrawn for good: %w", news.ErrKilled)
	case st.Spiked():
		return news.Event{}, fmt.Errorf("%s has spiked it; bring it back first: %w", st.SpikedBy, news.ErrInvalid)
	case s.To == s.Seen:
		return news.Event{}, fmt.Errorf("it is %s already; write a note instead: %w", s.To, news.ErrInvalid)
	}
	if err := mayWrite(u, f); err != nil {
		return news.Event{}, err
	}
	n := news.Note{ID: s.Note, Story: id, At: r.Now(), By: u.Name, Kind: news.NoteSent, Text: strings.TrimSpace(s.Text), Was: s.Seen, Now: s.To}
	if err := n.Check(); err != nil {
		return news.Event{}, err
	}
	if n.For, err = r.receivers(ctx, u, f, n); err != nil {
		return news.Event{}, err
	}
	st.Desk, st.Holder = s.To.Desk, s.To.Holder
	return r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbSent, At: r.Now(), Story: st, Note: &n})
}

// sentAlready reports whether the story is here because of this very order.
func (r *Room) sentAlready(ctx context.Context, u news.User, id news.StoryID, s Sending, here news.Whereabouts) (bool, error) {
	if here != s.To {
		return false, nil
	}
	notes, err := r.Store.Notes(ctx, id)
	return slices.ContainsFunc(notes, func(n news.Note) bool { return n.ID == s.Note && n.By == u.Name }), err
}

// receivers returns whom a sending is for: the user or else the members of the
// desk it goes to, and those its comment calls upon. It refuses a desk or user
// that can do nothing with the story.
func (r *Room) receivers(ctx context.Context, u news.User, f news.StoryFile, n news.Note) ([]string, error) {
	var out []string
	if n.Now.Desk != "" {
		desks, err := r.Store.Desks(ctx)
		if err != nil {
			return nil, err
		}
		d, err := deskOf(desks, n.Now.Desk)
		if err != nil {
			return nil, err
		}
		if n.Now.Holder == "" {
			out = slices.Clone(d.Members)
		}
	}
	if n.Now.Holder != "" && n.Now.Holder != u.Name {
		to, err := r.colleague(ctx, n.Now.Holder)
		if err != nil {
			return nil, err
		}
		if mayWrite(to, f) != nil {
			return nil, fmt.Errorf("%s does not work for any title that %s is on; send it to somebody who does: %w", to.Name, f.Story.ID, news.ErrInvalid)
		}
		out = append(out, to.Name)
	}
	called, err := r.called(ctx, n.Text)
	if err != nil {
		return nil, err
	}
	return othersThan(append(out, called...), u.Name), nil
}

// colleague returns a user by name whose account is open.
func (r *Room) colleague(ctx context.Context, name string) (news.User, error) {
	to, err := r.Store.UserNamed(ctx, name)
	switch {
	case errors.Is(err, news.ErrNotFound):
		return to, fmt.Errorf("nobody here is called %q: %w", name, news.ErrInvalid)
	case err != nil:
		return to, err
	case !to.Open():
		return to, fmt.Errorf("the account %q is closed: %w", name, news.ErrInvalid)
	}
	return to, nil
}

// called returns the names that a text calls upon and that are somebody's here.
func (r *Room) called(ctx context.Context, text string) ([]string, error) {
	var out []string
	for _, name := range news.Mentions(text) {
		switch _, err := r.colleague(ctx, name); {
		case err == nil:
			out = append(out, name)
		case !errors.Is(err, news.ErrInvalid):
			return nil, err
		}
	}
	return out, nil
}

// othersThan returns the names, each once, but one.
func othersThan(names []string, but string) []string {
	var out []string
	for _, n := range names {
		if n != but && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// Note writes a note on a story. Those it calls upon with an @ are told of it. The
// same note again is written once.
func (r *Room) Note(ctx context.Context, u news.User, story news.StoryID, id news.NoteID, text string) (news.Event, error) {
	f, err := r.Store.Story(ctx, story)
	if err != nil {
		return news.Event{}, err
	}
	// Whoever sees the story may say something of it, whatever its titles.
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return news.Event{}, fmt.Errorf("note on %s: %w", story, err)
	}
	n := news.Note{ID: id, Story: story, At: r.Now(), By: u.Name, Kind: news.NoteSaid, Text: strings.TrimSpace(text)}
	if err := n.Check(); err != nil {
		return news.Event{}, fmt.Errorf("note on %s: %w", story, err)
	}
	called, err := r.called(ctx, n.Text)
	if err != nil {
		return news.Event{}, fmt.Errorf("note on %s: %w", story, err)
	}
	if h := f.Story.Holder; h != "" { // who has it wants to know
		called = append(called, h)
	}
	n.For = othersThan(called, u.Name)
	return r.Store.SaveNote(ctx, n)
}

// SaveDesk writes a desk, a new one if its Rev is 0. It is for those who may set up
// every title the desk works for, before and after. A member is an open account;
// one that was closed later stays until the desk is written again.
func (r *Room) SaveDesk(ctx context.Context, u news.User, d news.Desk) (news.Event, error) {
	if err := r.maySaveDesk(ctx, u, d); err != nil {
		return news.Event{}, fmt.Errorf("save desk %s: %w", d.ID, err)
	}
	d.Name = oneLine(d.Name)
	if err := d.Check(); err != nil {
		return news.Event{}, err
	}
	d.Members = othersThan(d.Members, "")
	slices.Sort(d.Members)
	for _, name := range d.Members {
		if _, err := r.colleague(ctx, name); err != nil {
			return news.Event{}, fmt.Errorf("save desk %s: %w", d.ID, err)
		}
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return news.Event{}, err
	}
	for _, t := range d.Titles {
		if _, err := titleOf(titles, t); err != nil {
			return news.Event{}, fmt.Errorf("save desk %s: %w", d.ID, err)
		}
	}
	return r.Store.SaveDesk(ctx, d, r.Now())
}

// maySaveDesk asks for the titles of a desk as it is and as it is to be.
func (r *Room) maySaveDesk(ctx context.Context, u news.User, d news.Desk) error {
	if err := news.Forbid(u, news.ActTitle, ""); err != nil || len(u.Titles) == 0 {
		return err
	}
	desks, err := r.Store.Desks(ctx)
	if err != nil {
		return err
	}
	both := []news.Desk{d}
	for _, was := range desks {
		if was.ID == d.ID {
			both = append(both, was)
		}
	}
	for _, x := range both {
		if len(x.Titles) == 0 {
			return fmt.Errorf("you work for %v, and this desk for every title; name titles of yours, or ask somebody who works for all: %w", u.Titles, news.ErrForbidden)
		}
		for _, t := range x.Titles {
			if err := news.Forbid(u, news.ActTitle, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// deskOf returns a desk that is at work.
func deskOf(desks []news.Desk, id news.DeskID) (news.Desk, error) {
	var known []string
	for _, d := range desks {
		if d.ID == id && d.AtWork() {
			return d, nil
		}
		if d.AtWork() {
			known = append(known, string(d.ID))
		}
	}
	if len(known) == 0 {
		return news.Desk{}, fmt.Errorf("there is no desk %q, nor any other yet: %w", id, news.ErrInvalid)
	}
	return news.Desk{}, fmt.Errorf("there is no desk %q; there are %s: %w", id, strings.Join(known, ", "), news.ErrInvalid)
}
