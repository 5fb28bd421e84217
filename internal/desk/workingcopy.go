package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// mayWrite returns nil if the user may word the story: it is on no title yet, or
// on one of theirs.
func mayWrite(u news.User, f news.StoryFile) error {
	if len(f.Placements) == 0 {
		return news.Forbid(u, news.ActWrite, "")
	}
	var err error
	for _, p := range f.Placements {
		if err = news.Forbid(u, news.ActWrite, p.Title); err == nil {
			return nil
		}
	}
	return err
}

// MayWrite reports whether the user may change the words of the story as it is.
func (r *Room) MayWrite(u news.User, f news.StoryFile) bool {
	return mayWrite(u, f) == nil && !f.Story.Killed()
}

// KeepWorking keeps what a user has typed into a story, and returns it as it is
// kept. It changes nothing of the story, and no reader ever sees it. It returns
// ErrConflict if another window of the user's has kept something since c.Seq; both
// are there then, one here and one with the caller. Words typed into a story that
// was killed meanwhile are kept, too; that they cannot become a version is said
// when that is tried.
func (r *Room) KeepWorking(ctx context.Context, u news.User, c news.WorkingCopy) (news.WorkingCopy, error) {
	if err := news.Forbid(u, news.ActWrite, ""); err != nil {
		return c, fmt.Errorf("keep working copy: %w", err)
	}
	f, err := r.Store.Story(ctx, c.Story)
	if err != nil {
		return c, fmt.Errorf("keep working copy: %w", err)
	}
	if err := mayWrite(u, f); err != nil {
		return c, fmt.Errorf("keep working copy of %s: %w", c.Story, err)
	}
	if c.Head < 0 || c.Head > f.Story.Head {
		return c, fmt.Errorf("keep working copy of %s: there is no version %d: %w", c.Story, c.Head, news.ErrInvalid)
	}
	if c.Wording, err = clean(c.Wording); err != nil {
		return c, fmt.Errorf("keep working copy of %s: %w", c.Story, err)
	}
	if len(c.Window) > 64 {
		return c, fmt.Errorf("keep working copy of %s: the window's name is longer than 64 bytes: %w", c.Story, news.ErrInvalid)
	}
	c.User, c.Name, c.At = u.ID, u.FullName, r.Now()
	return r.Store.SaveWorkingCopy(ctx, c)
}

// clean returns a wording as the house keeps it: fields are single lines, and the
// body is in the vocabulary. What is too long is refused, nothing is cut.
func clean(w news.Wording) (news.Wording, error) {
	if err := w.Check(); err != nil {
		return w, err
	}
	for _, f := range w.Fields() {
		*f.Text = oneLine(*f.Text)
	}
	w.Body = body.Clean(w.Body)
	return w, w.Check()
}

// oneLine folds white space and drops what is no text.
func oneLine(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c) && c != '\u00a0' && c != '\u202f':
			return ' '
		case unicode.IsControl(c):
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == ' ' }), " ")
}

// Working returns what a user has typed into a story and not made a version of.
func (r *Room) Working(ctx context.Context, u news.User, id news.StoryID) (news.WorkingCopy, error) {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return news.WorkingCopy{}, fmt.Errorf("working copy: %w", err)
	}
	return r.Store.WorkingCopy(ctx, id, u.ID)
}

// Discard forgets what a user has typed into a story, as they saw it at seq. It
// returns ErrConflict if another window of theirs has typed more.
func (r *Room) Discard(ctx context.Context, u news.User, id news.StoryID, seq int64) error {
	if err := news.Forbid(u, news.ActWrite, ""); err != nil {
		return fmt.Errorf("discard working copy: %w", err)
	}
	return r.Store.DropWorkingCopy(ctx, id, u.ID, seq)
}

// How long somebody counts as present without saying so again, and how long before
// its end a lease is written anew.
const (
	presenceLease = 25 * time.Second
	presenceRenew = 15 * time.Second
)

// Around is who else is at a story, and how far it has moved.
type Around struct {
	Head    int                `json:"head"`
	Rev     int64              `json:"rev"`
	Killed  bool               `json:"killed,omitempty"`
	Present []news.Presence    `json:"present"` // without the window that asks
	Unsaved []news.WorkingCopy `json:"unsaved"` // of others, without their words
	// News says that others have not seen yet where the asking window is.
	News bool `json:"-"`
}

// Attend tells that a window of the user's has the story open, and where in it
// they are, and returns who else is there. p.Window names the window.
func (r *Room) Attend(ctx context.Context, u news.User, p news.Presence) (Around, error) {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return Around{}, fmt.Errorf("attend: %w", err)
	}
	f, err := r.Store.Story(ctx, p.Story)
	if err != nil {
		return Around{}, fmt.Errorf("attend: %w", err)
	}
	if len(p.Window) > 64 || p.Window == "" || len(p.Paragraph) > 200 {
		return Around{}, fmt.Errorf("attend %s: name the window in at most 64 bytes, the paragraph in at most 200: %w", p.Story, news.ErrInvalid)
	}
	now := r.Now()
	all, err := r.Store.Presences(ctx, p.Story, now)
	if err != nil {
		return Around{}, err
	}
	p.User, p.Name, p.Since, p.Until = u.ID, u.FullName, now, now.Add(presenceLease)
	p.Paragraph = strings.ToValidUTF8(oneLine(p.Paragraph), "")
	mine := slices.IndexFunc(all, func(x news.Presence) bool { return x.User == u.ID && x.Window == p.Window })
	known := mine >= 0 && all[mine].Paragraph == p.Paragraph && all[mine].Head == p.Head && all[mine].Until.Sub(now) >= presenceRenew && all[mine].Until.Sub(now) <= presenceLease
	write := mayWrite(u, f) == nil
	if !known && write { // who only reads changes nothing
		if err := r.Store.SavePresence(ctx, p, now); err != nil {
			return Around{}, err
		}
	}
	a := Around{Head: f.Story.Head, Rev: f.Story.Rev, Killed: f.Story.Killed(), Present: []news.Presence{}, Unsaved: []news.WorkingCopy{}}
	a.News = write && (mine < 0 || all[mine].Paragraph != p.Paragraph || all[mine].Head != p.Head)
	for i, x := range all {
		if i != mine {
			a.Present = append(a.Present, x)
		}
	}
	copies, err := r.Store.WorkingCopies(ctx, p.Story)
	if err != nil {
		return a, err
	}
	a.Unsaved = append(a.Unsaved, slices.DeleteFunc(copies, func(c news.WorkingCopy) bool { return c.User == u.ID })...)
	return a, nil
}

// Leave tells that a window of the user's has closed the story.
func (r *Room) Leave(ctx context.Context, u news.User, id news.StoryID, window string) error {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return r.Store.DropPresence(ctx, id, u.ID, window)
}
