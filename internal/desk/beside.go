package desk

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

// FieldMerge is a field of three wordings. Pictures stand among the fields under
// the name "pictures", their texts being how many there are.
type FieldMerge struct {
	Field  string    `json:"field"`
	Name   string    `json:"name"` // among people
	Side   body.Side `json:"side"`
	Base   string    `json:"base"`
	Mine   string    `json:"mine"`
	Theirs string    `json:"theirs"`
	// MinePieces and TheirPieces compare both with the base.
	MinePieces  []body.Piece `json:"minePieces,omitempty"`
	TheirPieces []body.Piece `json:"theirPieces,omitempty"`
}

// Beside is a take that lies beside the desk's words, laid over them: base is the
// take that those words are built on, mine are the desk's, theirs the take's.
type Beside struct {
	Story news.StoryID    `json:"story"`
	Head  int             `json:"head"` // the version with the desk's words
	Item  news.WireItemID `json:"item"` // the newest take
	Take  int             `json:"take"` // its number, from 1
	At    time.Time       `json:"at"`
	By    string          `json:"by"`
	// BuiltOn is the number of the take that the desk's words are built on; 0 is
	// none.
	BuiltOn int `json:"builtOn"`
	// Correction says that the agency corrects; Note is what it says of that for
	// readers.
	Correction bool         `json:"correction,omitempty"`
	Note       string       `json:"note,omitempty"`
	Changes    news.Changes `json:"changes"` // from the base to the take
	// Said tells what came, in sentences: what the take is, what it changed, and
	// whether that touches the desk's words.
	Said   string          `json:"said"`
	Apart  bool            `json:"apart"` // nothing was changed by both
	Fields []FieldMerge    `json:"fields"`
	Rows   []body.MergeRow `json:"rows"`

	merged       body.Merged
	base, theirs news.Content
	story        chronicle
}

// Beside returns the newest take that the desk's words are not built on, laid over
// them. It returns ErrNotFound if there is none, and ErrKilled for a story that was
// withdrawn: there is nothing left to merge.
func (r *Room) Beside(ctx context.Context, id news.StoryID) (Beside, error) {
	c, err := r.chronicle(ctx, id)
	if err != nil {
		return Beside{}, fmt.Errorf("take beside the story: %w", err)
	}
	takes := c.takes()
	if c.Latest == nil || len(takes) == 0 || !c.Story.Touched {
		return Beside{}, fmt.Errorf("take beside the story: no take lies beside the desk's words: %w", news.ErrNotFound)
	}
	mine := c.versions[len(c.versions)-1]
	newest := takes[len(takes)-1]
	if mine.Take() == newest.item {
		return Beside{}, fmt.Errorf("take beside the story: the desk's words are built on its newest take: %w", news.ErrNotFound)
	}
	if c.Story.Killed() {
		return Beside{}, fmt.Errorf("take beside the story: the story was withdrawn for good: %w", news.ErrKilled)
	}
	b := Beside{Story: id, Head: c.Story.Head, Item: newest.item, Take: len(takes), BuiltOn: takeNumber(takes, mine.Take()), theirs: newest.content, story: c}
	for _, a := range c.attached {
		if a.Item == newest.item {
			b.At, b.By, b.Correction, b.Note = a.At, a.By, a.Correction, a.Note
		}
	}
	for _, v := range c.versions { // a take that was restored away
		if v.WireItem == newest.item {
			b.At, b.By, b.Correction, b.Note = v.At, v.By, v.Kind == news.Correction, v.Note
		}
	}
	if b.BuiltOn > 0 {
		b.base = takes[b.BuiltOn-1].content
	}
	b.merged = body.Merge(b.base.Body, mine.Body, b.theirs.Body)
	b.Rows = b.merged.Rows
	b.Fields = mergeFields(b.base, mine.Content, b.theirs)
	b.Changes = body.Changes(b.base, b.theirs)
	b.Apart = len(b.merged.Conflicts()) == 0 && !slices.ContainsFunc(b.Fields, func(f FieldMerge) bool { return f.Side == body.Conflict })
	b.Said = b.said()
	return b, nil
}

// said tells of the take in sentences.
func (b Beside) said() string {
	var out []string
	if b.Correction {
		out = append(out, "The agency corrects what it sent before.")
	}
	out = append(out, b.Changes.Sentence())
	switch n := len(b.merged.Conflicts()); {
	case b.Apart:
		out = append(out, "Your edits do not touch them.")
	case n == 0:
		out = append(out, "You changed the same fields.")
	case n == 1:
		out = append(out, "One paragraph was changed by both.")
	default:
		out = append(out, fmt.Sprintf("%d paragraphs were changed by both.", n))
	}
	return strings.Join(out, " ")
}

func mergeFields(base, mine, theirs news.Content) []FieldMerge {
	var out []FieldMerge
	b, m, t := base.Wording(), mine.Wording(), theirs.Wording()
	mf, tf := m.Fields(), t.Fields()
	for i, f := range b.Fields() {
		x := FieldMerge{Field: f.Name, Name: news.FieldWords(f.Name), Base: *f.Text, Mine: *mf[i].Text, Theirs: *tf[i].Text}
		if x.Base == "" && x.Mine == "" && x.Theirs == "" {
			continue
		}
		x.Side = side(x.Base == x.Mine, x.Base == x.Theirs, x.Mine == x.Theirs)
		if x.Base != x.Mine {
			x.MinePieces = body.Words(x.Base, x.Mine)
		}
		if x.Base != x.Theirs {
			x.TheirPieces = body.Words(x.Base, x.Theirs)
		}
		out = append(out, x)
	}
	pics := func(a, b news.Content) bool { return slices.Equal(a.Pictures, b.Pictures) }
	if len(base.Pictures)+len(mine.Pictures)+len(theirs.Pictures) > 0 {
		out = append(out, FieldMerge{Field: pictures, Name: pictures, Side: side(pics(base, mine), pics(base, theirs), pics(mine, theirs)),
			Base: pictureCount(base), Mine: pictureCount(mine), Theirs: pictureCount(theirs)})
	}
	return out
}

// pictures is the name of the pictures among the fields of a merge.
const pictures = "pictures"

func pictureCount(c news.Content) string {
	switch n := len(c.Pictures); n {
	case 0:
		return "no picture"
	case 1:
		return "one picture"
	default:
		return fmt.Sprintf("%d pictures", n)
	}
}

func side(mineKept, theirsKept, alike bool) body.Side {
	switch {
	case mineKept && theirsKept:
		return body.Nobody
	case theirsKept:
		return body.Mine
	case mineKept:
		return body.Theirs
	case alike:
		return body.Alike
	}
	return body.Conflict
}

// Merging is an editor's decision on a take beside the desk's words.
type Merging struct {
	Head int             `json:"head"` // the version that was looked at
	Item news.WireItemID `json:"item"` // the take that was looked at
	// Fields and Rows have what is chosen, by field and by the row's place. What is
	// not chosen is taken from whoever changed it; what both changed must be chosen.
	Fields map[string]body.Choice `json:"fields"`
	Rows   map[int]body.Choice    `json:"rows"`
	// KeepOurs leaves all the desk's words as they are: the take was looked at, and
	// nothing of it is wanted.
	KeepOurs bool `json:"keepOurs,omitempty"`
	// Note makes the version a correction that says this to readers.
	Note string `json:"note,omitempty"`
}

// MergeTake adds a version with the desk's words and what is chosen of the newest
// take; it remembers that take as the one it is built on. Readers keep what they
// have until it is published. It returns ErrConflict if the desk's words or the
// take are no longer those that were looked at.
func (r *Room) MergeTake(ctx context.Context, u news.User, id news.StoryID, m Merging) (news.Event, error) {
	if err := news.Forbid(u, news.ActWrite, ""); err != nil {
		return news.Event{}, fmt.Errorf("merge the take: %w", err)
	}
	fail := func(err error) (news.Event, error) {
		return news.Event{}, fmt.Errorf("merge the take: %w", err)
	}
	b, err := r.Beside(ctx, id)
	if err != nil {
		return fail(err)
	}
	if err := mayWrite(u, b.story.StoryFile); err != nil {
		return fail(err)
	}
	if b.Head != m.Head || b.Item != m.Item {
		return fail(fmt.Errorf("it has moved since you looked; look again: %w", news.ErrConflict))
	}
	v, err := b.version(m)
	if err != nil {
		return fail(err)
	}
	st := b.story.Story
	st.Head++
	st.Flags = slices.DeleteFunc(slices.Clone(st.Flags), news.IsAttachedFlag)
	if st.Frozen == "" { // else what is pending is the recall
		st.Pending = ""
	}
	v.N, v.At, v.By = st.Head, r.Now(), "desk:"+u.Name
	e, err := r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbMerged, At: r.Now(), Story: st, Version: &v,
		Signature: reading.Sign(v.Headline, body.Text(v.Body))})
	if errors.Is(err, news.ErrConflict) {
		return fail(fmt.Errorf("it has moved since you looked; look again: %w", news.ErrConflict))
	}
	return e, err
}

// version makes the merged version, but for its number.
func (b Beside) version(m Merging) (news.Version, error) {
	mine := *b.story.Latest
	v := mine
	v.Kind, v.Note, v.WireItem, v.BuiltOn, v.Restores = news.Edit, "", "", b.Item, 0
	if note := strings.TrimSpace(m.Note); note != "" {
		v.Kind, v.Note = news.Correction, note
	}
	v.Content = facts(b.base, mine.Content, b.theirs)
	if m.KeepOurs {
		return v, nil
	}
	if err := b.mergeFields(&v.Content, m.Fields); err != nil {
		return v, err
	}
	for i, r := range b.Rows {
		c, ok := m.Rows[i]
		switch {
		case !ok && r.Side == body.Conflict:
			return v, fmt.Errorf("both changed paragraph %d; choose: %w", i+1, news.ErrInvalid)
		case ok && !r.Allows(c):
			return v, fmt.Errorf("paragraph %d: %q cannot be chosen: %w", i+1, c, news.ErrInvalid)
		}
	}
	// Both texts have been read at the door, their sign-offs taken: a closing line
	// that looks like one is a paragraph.
	v.Body = body.Clean(b.merged.Text(m.Rows))
	v.Words, v.Lead = len(strings.Fields(body.Text(v.Body))), body.FirstSentence(body.Read(v.Body, v.Language).Lead, body.LeadLength)
	if v.Headline == "" {
		return v, fmt.Errorf("the headline is empty: %w", news.ErrInvalid)
	}
	return v, nil
}

func (b Beside) mergeFields(to *news.Content, chosen map[string]body.Choice) error {
	w := to.Wording()
	for _, f := range b.Fields {
		c, ok := chosen[f.Field]
		if !ok {
			switch f.Side {
			case body.Conflict:
				return fmt.Errorf("both changed the %s; choose: %w", f.Name, news.ErrInvalid)
			case body.Theirs:
				c = body.TakeTheirs
			default:
				c = body.TakeMine
			}
		}
		from, of := "", news.Content{}
		switch c {
		case body.TakeMine:
			from, of = f.Mine, b.story.Latest.Content
		case body.TakeTheirs:
			from, of = f.Theirs, b.theirs
		case body.TakeBase:
			from, of = f.Base, b.base
		default:
			return fmt.Errorf("the %s: %q cannot be chosen: %w", f.Name, c, news.ErrInvalid)
		}
		if f.Field == pictures {
			to.Pictures = of.Pictures
			continue
		}
		for _, x := range w.Fields() {
			if x.Name == f.Field {
				*x.Text = from
			}
		}
	}
	to.Headline, to.Kicker, to.Standfirst, to.Slugline, to.Byline, to.SignOff = w.Headline, w.Kicker, w.Standfirst, w.Slugline, w.Byline, w.SignOff
	return nil
}

// facts returns the desk's content with what the agency now says of its copy
// beside the words, wherever the desk has not said otherwise.
func facts(base, mine, theirs news.Content) news.Content {
	out := mine
	unlessOurs(&out.Dateline, base.Dateline, theirs.Dateline)
	unlessOurs(&out.Credit, base.Credit, theirs.Credit)
	unlessOurs(&out.Urgency, base.Urgency, theirs.Urgency)
	unlessOurs(&out.Keywords, base.Keywords, theirs.Keywords)
	unlessOurs(&out.Topics, base.Topics, theirs.Topics)
	unlessOurs(&out.Subjects, base.Subjects, theirs.Subjects)
	unlessOurs(&out.Instruments, base.Instruments, theirs.Instruments)
	unlessOurs(&out.Related, base.Related, theirs.Related)
	unlessOurs(&out.UsageTerms, base.UsageTerms, theirs.UsageTerms)
	unlessOurs(&out.Copyright, base.Copyright, theirs.Copyright)
	unlessOurs(&out.AgencyUpdated, base.AgencyUpdated, theirs.AgencyUpdated)
	return out
}

func unlessOurs[T any](mine *T, base, theirs T) {
	if reflect.DeepEqual(*mine, base) {
		*mine = theirs
	}
}
