package newsml1

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// reader fills one wire item from one NewsItem.
type reader struct {
	it    *news.WireItem
	habit wire.Habit
	message

	// What components found.
	path     []level      // components that speak of the item, from outside in
	texts    []*wire.Node // components with its text
	pictures []group
	inner    []*wire.Node // NewsItems within
	// What components with a role of their own hold, "" if there is none.
	headline, subheadline, lead, summary string

	holds map[*wire.Node]bool         // what holdsText found
	noted map[news.EditorialNote]bool // what the editorial notes have
}

// level is a component and how deep it stands.
type level struct {
	*wire.Node
	depth int
}

// inward returns the components that speak of the item, the innermost first; of
// those side by side the first.
func (r *reader) inward() []level {
	list := slices.Clone(r.path)
	slices.SortStableFunc(list, func(a, b level) int { return b.depth - a.depth })
	return list
}

// newReader returns a reader that fills it.
func newReader(m message, it *news.WireItem) *reader {
	return &reader{it: it, message: m, holds: map[*wire.Node]bool{}, noted: map[news.EditorialNote]bool{}}
}

// warn notes what could not be used though the item stands.
func (r *reader) warn(format string, a ...any) {
	r.it.Warnings = append(r.it.Warnings, fmt.Sprintf(format, a...))
}

// note adds a word to the newsroom unless it is empty or there.
func (r *reader) note(role, text string) {
	if n := (news.EditorialNote{Role: role, Text: text}); text != "" && !r.noted[n] {
		r.noted[n] = true
		r.it.EditorialNotes = append(r.it.EditorialNotes, n)
	}
}

// notes adds the Comments of an element.
func (r *reader) notes(n *wire.Node) {
	for _, c := range n.All("Comment") {
		r.note("Comment", c.Lines())
	}
}

// date reads a time; one that cannot be read is noted and left out.
func (r *reader) date(n *wire.Node) news.Time {
	s := n.Value()
	if s == "" {
		return news.Time{}
	}
	t, err := r.habit.ParseTime(s)
	switch {
	case err != nil:
		r.warn("line %d: <%s>: %v", n.Line, n.Name, err)
	case wire.Timed(s) && !r.habit.Zoned(s):
		r.warn("line %d: <%s> %q says no zone; it was taken as UTC", n.Line, n.Name, s)
	}
	return t
}

// embargo takes in one embargo of several: the latest holds (receiver rule R7).
// One that cannot be read or leaves open when it ends waits for a person (R8).
func (r *reader) embargo(n *wire.Node) {
	s := n.Value()
	t, err := r.habit.ParseTime(s)
	switch {
	case err != nil:
		r.it.EmbargoHold = true
		r.warn("line %d: the embargo has no time that can be read: %v", n.Line, err)
		return
	case !r.habit.Zoned(s) || !wire.Timed(s):
		r.it.EmbargoHold = true
		r.warn("line %d: <%s> %q leaves open when the embargo ends; it was taken as %s and waits for an editor", n.Line, n.Name, s, t.Format(time.RFC3339))
	}
	if t.After(r.it.Embargo.Time) {
		r.it.Embargo = t
	}
}

// expire takes in one end of use of several: the earliest holds.
func (r *reader) expire(t news.Time) {
	r.it.Ends = r.it.Ends.Earlier(t)
}

// formal returns the name an element bears (@FormalName).
func formal(n *wire.Node) string { return wire.Text(n.Attr("FormalName")) }

// role returns the role of a component in lower case, "" if it has none.
func role(c *wire.Node) string {
	return strings.ToLower(wire.LocalCode(formal(c.First("Role"))))
}

// property returns the value of a Property of an element, "" if there is none.
func property(n *wire.Node, name string) string {
	for _, p := range n.All("Property") {
		if strings.EqualFold(formal(p), name) {
			if v := wire.Text(p.Attr("Value")); v != "" {
				return v
			}
		}
	}
	return ""
}

// party returns the name of the first Party in an element.
func party(n *wire.Node) string { return formal(n.First("Party")) }

func fill(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

// count reads a number of pixels or bytes, 0 if it is none.
func count(s string) int64 {
	v, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || v < 0 {
		return 0
	}
	return v
}

// language returns the language a component says it is in, "" if it does not.
func language(c *wire.Node) string {
	if s := formal(c.First("DescriptiveMetadata", "Language")); s != "" {
		return s
	}
	return wire.Text(c.Attr("lang"))
}

// spoken returns the first element with text that is in the item's language,
// else in none said, else in any.
func (r *reader) spoken(list []*wire.Node) *wire.Node {
	var best *wire.Node
	rank := 0
	for _, n := range list {
		fit := 1
		switch tag := n.Attr("lang"); {
		case strings.EqualFold(tag, r.it.Language):
			fit = 3
		case tag == "":
			fit = 2
		}
		if fit > rank && n.Value() != "" {
			best, rank = n, fit
		}
	}
	return best
}
