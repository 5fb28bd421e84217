package desk

import (
	"context"
	"errors"
	"fmt"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// Clash is a field or a block of the body that two have changed since their
// common base, each in another way. Somebody must choose.
type Clash struct {
	Field  string `json:"field"` // as in JSON; "body" is a block of the body
	Base   string `json:"base"`  // of the body: HTML, "" where there was nothing
	Mine   string `json:"mine"`
	Theirs string `json:"theirs"`
}

// Part is a block of a merged body, or the place of a clash.
type Part struct {
	HTML  string `json:"html,omitempty"`
	Clash int    `json:"clash"` // number of the clash, from 1; 0 is none
}

// Merged is two wordings laid over each other.
type Merged struct {
	// Wording has what either changed, and mine where they clash.
	Wording news.Wording `json:"wording"`
	Clashes []Clash      `json:"clashes,omitempty"`
	// Parts is the body with the places of its clashes; empty if it has none.
	Parts []Part `json:"parts,omitempty"`
}

// MergeWords is [MergeWordings] for somebody who has words of their own to a story
// and may write on it. It changes nothing.
func (r *Room) MergeWords(ctx context.Context, u news.User, id news.StoryID, base, mine, theirs news.Wording) (Merged, error) {
	f, err := r.Store.Story(ctx, id)
	if err == nil {
		err = mayWrite(u, f)
	}
	for _, x := range []news.Wording{base, mine, theirs} {
		if err == nil {
			err = x.Check()
		}
	}
	if err != nil {
		return Merged{}, fmt.Errorf("merge words of %s: %w", id, err)
	}
	return MergeWordings(base, mine, theirs), nil
}

// MergeWordings lays over each other what two have changed since base: fields
// each as a whole, the body by blocks.
func MergeWordings(base, mine, theirs news.Wording) Merged {
	m := Merged{Wording: mine}
	to, b, t := m.Wording.Fields(), base.Fields(), theirs.Fields()
	for i, f := range mine.Fields() {
		switch {
		case *f.Text == *t[i].Text || *t[i].Text == *b[i].Text:
		case *f.Text == *b[i].Text:
			*to[i].Text = *t[i].Text
		default:
			m.Clashes = append(m.Clashes, Clash{f.Name, *b[i].Text, *f.Text, *t[i].Text})
		}
	}
	if mine.Body == theirs.Body || theirs.Body == base.Body {
		return m
	}
	if mine.Body == base.Body {
		m.Wording.Body = theirs.Body
		return m
	}
	rows := body.Merge(base.Body, mine.Body, theirs.Body)
	m.Wording.Body = rows.Text(nil)
	if len(rows.Conflicts()) == 0 {
		return m
	}
	for _, r := range rows.Rows {
		if r.Side == body.Conflict {
			m.Clashes = append(m.Clashes, Clash{"body", htmlOf(r.Base), htmlOf(r.Mine), htmlOf(r.Theirs)})
			m.Parts = append(m.Parts, Part{Clash: len(m.Clashes)})
			continue
		}
		b := r.Mine
		if r.Usual() == body.TakeTheirs {
			b = r.Theirs
		}
		if b != nil {
			m.Parts = append(m.Parts, Part{HTML: b.HTML})
		}
	}
	return m
}

func htmlOf(b *body.Block) string {
	if b == nil {
		return ""
	}
	return b.HTML
}

// Saving is what an editor makes a version of.
type Saving struct {
	Head    int          `json:"head"` // version that the words are based on
	Seq     int64        `json:"seq"`  // of the working copy that they are kept in
	Wording news.Wording `json:"wording"`
}

// Saved is what became of a saving.
type Saved struct {
	// Head is the newest version now, By who made it, and Wording its words.
	Head    int          `json:"head"`
	By      string       `json:"by"`
	Wording news.Wording `json:"wording"`
	// Merged says that the story had moved since, and what others did is in it.
	Merged bool `json:"merged,omitempty"`
	// Unchanged says that there was nothing to save.
	Unchanged bool `json:"unchanged,omitempty"`
	// Clash is set if others changed the same words: nothing was saved then, and
	// Head, By and Wording are those of the newest version.
	Clash *Merged `json:"clash,omitempty"`
}

// SaveVersion makes a version of what a user has typed. If the story has moved
// since the version that they began with, both are merged by paragraphs; where
// both changed the same one, nothing is saved and the clashes are returned: see
// [Saved.Clash]. The user's working copy is dropped once it is a version, unless
// more has been typed into it meanwhile.
func (r *Room) SaveVersion(ctx context.Context, u news.User, id news.StoryID, s Saving) (Saved, error) {
	mine, err := clean(s.Wording)
	if err != nil {
		return Saved{}, fmt.Errorf("save the version: %w", err)
	}
	for range attempts {
		saved, err := r.saveVersion(ctx, u, id, s.Head, mine)
		if errors.Is(err, news.ErrConflict) {
			continue // the story has moved while it was merged
		}
		if err == nil && saved.Clash == nil {
			err = r.Store.DropWorkingCopy(ctx, id, u.ID, s.Seq)
			if errors.Is(err, news.ErrConflict) {
				err = nil // more has been typed
			}
		}
		return saved, err
	}
	return Saved{}, fmt.Errorf("save the version: the story kept moving; save again: %w", news.ErrConflict)
}

func (r *Room) saveVersion(ctx context.Context, u news.User, id news.StoryID, head int, mine news.Wording) (Saved, error) {
	f, err := r.Store.Story(ctx, id)
	if err != nil {
		return Saved{}, fmt.Errorf("save the version: %w", err)
	}
	switch err := mayWrite(u, f); {
	case err != nil:
		return Saved{}, fmt.Errorf("save the version: %w", err)
	case f.Story.Killed():
		return Saved{}, fmt.Errorf("the story was withdrawn for good and takes no new version; your words are kept as a working copy: %w", news.ErrKilled)
	case f.Latest == nil:
		return Saved{}, fmt.Errorf("save the version: the story has no text yet: %w", news.ErrInvalid)
	case head < 1 || head > f.Story.Head:
		return Saved{}, fmt.Errorf("save the version: there is no version %d to base it on: %w", head, news.ErrInvalid)
	}
	latest := f.Latest.Wording()
	now := Saved{Head: f.Story.Head, By: f.Latest.By, Wording: latest}
	wording := mine
	if head != f.Story.Head {
		base, err := r.Store.Version(ctx, id, head)
		if err != nil {
			return Saved{}, fmt.Errorf("save the version: %w", err)
		}
		m := MergeWordings(base.Wording(), mine, latest)
		if len(m.Clashes) > 0 {
			now.Clash = &m
			return now, nil
		}
		wording, now.Merged = m.Wording, true
	}
	if wording == latest {
		now.Unchanged = true
		return now, nil
	}
	w := Words{Headline: &wording.Headline, Kicker: &wording.Kicker, Standfirst: &wording.Standfirst, Slugline: &wording.Slugline, Byline: &wording.Byline, Body: &wording.Body}
	if wording.SignOff != latest.SignOff {
		w.SignOff = &wording.SignOff // else a sign-off typed below the copy counts
	}
	if _, err := r.Edit(ctx, f, w, u.Name); err != nil {
		return Saved{}, err
	}
	v, err := r.Store.Version(ctx, id, f.Story.Head+1)
	if err != nil {
		return Saved{}, err
	}
	now.Head, now.By, now.Wording = v.N, v.By, v.Wording()
	return now, nil
}
