package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

// Past is one version in a story's history, or a take beside them.
type Past struct {
	// N is the version's number; 0 is a take that came beside the desk's words.
	N    int              `json:"n"`
	Item news.WireItemID  `json:"item,omitempty"` // of a take
	Kind news.VersionKind `json:"kind"`
	At   time.Time        `json:"at"`
	By   string           `json:"by"`
	Note string           `json:"note,omitempty"` // for readers
	Name string           `json:"name,omitempty"` // given by the desk
	// Take is the number of the agency's take that this is, or that its words are
	// built on, from 1; 0 is none.
	Take     int    `json:"take,omitempty"`
	Restores int    `json:"restores,omitempty"`
	Headline string `json:"headline"`
	Words    int    `json:"words"`
	// Changes are those against the version before; a take beside the desk's words
	// is held against the take before it. Said has them in a few words.
	Changes news.Changes `json:"changes"`
	Said    string       `json:"said"`
	// Readers have it on these titles.
	On []news.TitleID `json:"on,omitempty"`
}

// chronicle is a story with all that was ever worded of it.
type chronicle struct {
	news.StoryFile
	versions []news.Version // oldest first
	attached []news.AttachedTake
	names    map[int]string
}

func (r *Room) chronicle(ctx context.Context, id news.StoryID) (chronicle, error) {
	var c chronicle
	var err error
	if c.StoryFile, err = r.Store.Story(ctx, id); err != nil {
		return c, err
	}
	if c.versions, err = r.Store.Versions(ctx, id); err != nil {
		return c, err
	}
	if c.attached, err = r.Store.AttachedTakes(ctx, id); err != nil {
		return c, err
	}
	names, err := r.Store.VersionNames(ctx, id)
	c.names = map[int]string{}
	for _, n := range names {
		c.names[n.N] = n.Name
	}
	// Versions older than the note of what they are built on.
	take := news.WireItemID("")
	for i := range c.versions {
		if own := c.versions[i].Take(); own != "" {
			take = own
		} else {
			c.versions[i].BuiltOn = take
		}
	}
	return c, err
}

// sentTake is one text as the agency sent it.
type sentTake struct {
	item    news.WireItemID
	at      time.Time
	content news.Content
}

// takes returns what the agency sent, oldest first.
func (c chronicle) takes() []sentTake {
	var out []sentTake
	for _, v := range c.versions {
		if v.WireItem != "" {
			out = append(out, sentTake{v.WireItem, v.At, v.Content})
		}
	}
	for _, a := range c.attached {
		out = append(out, sentTake{a.Item, a.At, a.Content})
	}
	slices.SortStableFunc(out, func(a, b sentTake) int { return a.at.Compare(b.at) })
	return out
}

// takeNumber returns the number of a take, from 1; 0 is none.
func takeNumber(takes []sentTake, item news.WireItemID) int {
	return slices.IndexFunc(takes, func(t sentTake) bool { return t.item == item }) + 1
}

// History returns a story's versions and the takes beside them, newest first, at
// most limit; 0 is all.
func (r *Room) History(ctx context.Context, id news.StoryID, limit int) ([]Past, error) {
	c, err := r.chronicle(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	takes := c.takes()
	on := map[int][]news.TitleID{}
	for _, p := range c.Placements {
		if !p.FirstPublished.IsZero() && (p.State == news.Live || p.State == news.Corrected) {
			on[p.Published] = append(on[p.Published], p.Title)
		}
	}
	type entry struct {
		past   Past
		before *news.Content
		now    news.Content
	}
	var all []entry
	for i, v := range c.versions {
		e := entry{now: v.Content, past: Past{N: v.N, Item: v.WireItem, Kind: v.Kind, At: v.At, By: v.By, Note: v.Note,
			Name: c.names[v.N], Take: takeNumber(takes, v.Take()), Restores: v.Restores, On: on[v.N]}}
		if i > 0 {
			e.before = &c.versions[i-1].Content
		}
		all = append(all, e)
	}
	for _, a := range c.attached {
		n := takeNumber(takes, a.Item)
		e := entry{now: a.Content, past: Past{Item: a.Item, Kind: news.Take, At: a.At, By: a.By, Note: a.Note, Take: n}}
		if a.Correction {
			e.past.Kind = news.Correction
		}
		if n > 1 {
			e.before = &takes[n-2].content
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b entry) int {
		return cmp.Or(b.past.At.Compare(a.past.At), b.past.N-a.past.N)
	})
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	out := make([]Past, len(all))
	for i, e := range all {
		out[i] = e.past
		out[i].Headline, out[i].Words, out[i].Said = e.now.Headline, e.now.Words, "first version"
		if e.before != nil {
			out[i].Changes = body.Changes(*e.before, e.now)
			out[i].Said = out[i].Changes.Line()
		}
	}
	return out, nil
}

// FieldDiff is a field of two texts, compared word by word.
type FieldDiff struct {
	Field  string       `json:"field"`
	Name   string       `json:"name"` // among people
	Pieces []body.Piece `json:"pieces"`
}

// Comparison is two texts of a story beside each other.
type Comparison struct {
	From    string       `json:"from"` // as they were asked for
	To      string       `json:"to"`
	Fields  []FieldDiff  `json:"fields"` // of those that either has
	Rows    []body.Row   `json:"rows"`
	Changes news.Changes `json:"changes"`
	Said    string       `json:"said"`
}

// Compare compares any two texts of a story word by word. Each is named by the
// number of its version, or as "take N" for the agency's take of that number.
func (r *Room) Compare(ctx context.Context, id news.StoryID, from, to string) (Comparison, error) {
	out := Comparison{From: from, To: to}
	c, err := r.chronicle(ctx, id)
	if err != nil {
		return out, fmt.Errorf("compare: %w", err)
	}
	a, err := c.text(from)
	if err != nil {
		return out, fmt.Errorf("compare: %w", err)
	}
	b, err := c.text(to)
	if err != nil {
		return out, fmt.Errorf("compare: %w", err)
	}
	before, after := a.Wording(), b.Wording()
	fields := after.Fields()
	for i, f := range before.Fields() {
		if *f.Text != "" || *fields[i].Text != "" {
			out.Fields = append(out.Fields, FieldDiff{f.Name, news.FieldWords(f.Name), body.Words(*f.Text, *fields[i].Text)})
		}
	}
	out.Rows = body.Compare(a.Body, b.Body)
	out.Changes = a.Compare(b)
	body.Count(&out.Changes, out.Rows)
	out.Said = out.Changes.Sentence()
	return out, nil
}

// text finds a text by its name.
func (c chronicle) text(name string) (news.Content, error) {
	if number, ok := strings.CutPrefix(name, "take "); ok {
		takes := c.takes()
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(takes) {
			return takes[n-1].content, nil
		}
		return news.Content{}, fmt.Errorf("no %q; it has %d takes: %w", name, len(takes), news.ErrNotFound)
	}
	n, err := strconv.Atoi(name)
	if err != nil {
		return news.Content{}, fmt.Errorf("%q is no version; give its number, or \"take 2\": %w", name, news.ErrInvalid)
	}
	for _, v := range c.versions {
		if v.N == n {
			return v.Content, nil
		}
	}
	return news.Content{}, fmt.Errorf("no version %d; it has %d: %w", n, len(c.versions), news.ErrNotFound)
}

// Restore adds a version with the words and pictures of an older one. Nothing
// between is lost, and readers keep what they have until it is published. f is the
// story as the editor saw it.
func (r *Room) Restore(ctx context.Context, u news.User, f news.StoryFile, n int) (news.Event, error) {
	fail := func(err error) (news.Event, error) {
		return news.Event{}, fmt.Errorf("restore version %d: %w", n, err)
	}
	if err := mayWrite(u, f); err != nil {
		return fail(err)
	}
	if f.Story.Killed() {
		return fail(fmt.Errorf("the story was withdrawn for good: %w", news.ErrKilled))
	}
	if n == f.Story.Head {
		return fail(fmt.Errorf("it is the newest version: %w", news.ErrInvalid))
	}
	c, err := r.chronicle(ctx, f.Story.ID)
	if err != nil {
		return fail(err)
	}
	i := slices.IndexFunc(c.versions, func(v news.Version) bool { return v.N == n })
	if i < 0 {
		return fail(fmt.Errorf("there is no such version: %w", news.ErrNotFound))
	}
	st, v := f.Story, c.versions[i]
	st.Head++
	st.Touched = true
	v.BuiltOn = v.Take()
	v.N, v.At, v.By, v.Kind, v.Note, v.WireItem, v.Restores = st.Head, r.Now(), "desk:"+u.Name, news.Edit, "", "", n
	e, err := r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbRestored, At: r.Now(), Story: st, Version: &v,
		Signature: reading.Sign(v.Headline, body.Text(v.Body))})
	if errors.Is(err, news.ErrConflict) {
		return fail(fmt.Errorf("the story has moved since you looked; look again: %w", news.ErrConflict))
	}
	return e, err
}

// longestName is how long the name of a version may be, in characters.
const longestName = 120

// Name gives a version a name; an empty one takes it away.
func (r *Room) Name(ctx context.Context, u news.User, id news.StoryID, n int, name string) (news.Event, error) {
	f, err := r.Store.Story(ctx, id)
	if err != nil {
		return news.Event{}, fmt.Errorf("name version %d: %w", n, err)
	}
	if err := mayWrite(u, f); err != nil {
		return news.Event{}, fmt.Errorf("name version %d: %w", n, err)
	}
	name = strings.TrimSpace(oneLine(name))
	if utf8.RuneCountInString(name) > longestName {
		return news.Event{}, fmt.Errorf("name version %d: give it at most %d characters: %w", n, longestName, news.ErrInvalid)
	}
	return r.Store.SaveVersionName(ctx, news.VersionName{Story: id, N: n, Name: name, By: "desk:" + u.Name, At: r.Now()})
}
