package news

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Filter says which stories a newsroom's list shows. All its parts must hold;
// of several values of one part any may. Its zero value shows all but what was
// spiked. People write it as text ([ParseFilter]).
type Filter struct {
	Agencies []SourceID // the desk itself is [DeskSource]
	// Titles, Sections and States are asked of one and the same placement.
	Titles   []TitleID
	Sections []string
	States   []State
	// Urgency is the range that counts, 1 to 9; zero is all. Copy without an
	// urgency lies in none.
	Urgency   Range
	Languages []string // "de" is also "de-AT"
	Places    []string
	// Desks are desks and names of users who have stories, By names of those who
	// wrote them; "me" is whoever asks, and the desk "none" is nobody's.
	Desks []string
	By    []string
	Since Since
	// Is are marks that must be there.
	Is []Mark
	// Words must all be there, phrases as one string of several words. A word
	// that ends in "*" stands for all that begin so.
	Words []string
	// Not are the same in reverse: none of it may be there.
	Not *Filter
}

// DeskSource is what a filter calls the stories that were born at the desk.
const DeskSource SourceID = "desk"

// Range is a range of numbers with both ends in it; its zero value is all.
type Range struct{ From, To int }

// IsZero reports whether the range is all.
func (r Range) IsZero() bool { return r == Range{} }

// Mark is what a line of a list is or has.
type Mark string

// The marks a filter may ask for.
const (
	MarkUnread     Mark = "unread"
	MarkWatched    Mark = "watched"
	MarkFlash      Mark = "flash" // urgency 1 or 2
	MarkCorrection Mark = "correction"
	MarkKilled     Mark = "killed"
	MarkWithheld   Mark = "withheld"
	MarkFrozen     Mark = "frozen"
	MarkPending    Mark = "pending" // a take waits beside the desk's words
	MarkEmbargoed  Mark = "embargoed"
	MarkSpiked     Mark = "spiked"
	MarkFlagged    Mark = "flagged" // something wants the desk's eye
	MarkPicture    Mark = "picture"
	MarkTouched    Mark = "touched" // the desk has put its own words into it
	MarkPublished  Mark = "published"
)

// marks are the marks in the order in which they are named to people, those
// that are had, not been, last.
func marks() []Mark {
	return []Mark{MarkUnread, MarkWatched, MarkFlash, MarkCorrection, MarkKilled, MarkWithheld, MarkFrozen, MarkPending,
		MarkEmbargoed, MarkSpiked, MarkFlagged, MarkTouched, MarkPublished, MarkPicture}
}

// Since is the time from which on a filter counts: a span back from now, a time
// of today, or a day.
type Since struct {
	Last  time.Duration
	Clock string // "16:00", of today, or of yesterday if it is yet to come
	Day   string // "2026-11-24"
}

// IsZero reports whether it is from the beginning.
func (s Since) IsZero() bool { return s == Since{} }

// From returns the moment by the clock and place of now; zero is the beginning.
func (s Since) From(now time.Time) time.Time {
	switch {
	case s.Last > 0:
		return now.Add(-s.Last)
	case s.Clock != "":
		t, err := time.Parse("15:04", s.Clock)
		if err != nil {
			return time.Time{}
		}
		at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), 0, 0, now.Location())
		if at.After(now) {
			at = time.Date(now.Year(), now.Month(), now.Day()-1, t.Hour(), t.Minute(), 0, 0, now.Location())
		}
		return at
	case s.Day != "":
		at, err := time.ParseInLocation(time.DateOnly, s.Day, now.Location())
		if err != nil {
			return time.Time{}
		}
		return at
	}
	return time.Time{}
}

func (s Since) String() string {
	switch {
	case s.Last > 0 && s.Last%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", s.Last/(24*time.Hour))
	case s.Last > 0 && s.Last%time.Hour == 0:
		return fmt.Sprintf("%dh", s.Last/time.Hour)
	case s.Last > 0:
		return fmt.Sprintf("%dm", s.Last/time.Minute)
	}
	return s.Clock + s.Day
}

// For returns the filter with "me" replaced by a user's name.
func (f Filter) For(user string) Filter {
	me := func(names []string) []string {
		names = slices.Clone(names)
		for i, n := range names {
			if n == "me" {
				names[i] = user
			}
		}
		return names
	}
	f.Desks, f.By = me(f.Desks), me(f.By)
	if f.Not != nil {
		not := f.Not.For(user)
		f.Not = &not
	}
	return f
}

// Has reports whether the filter asks for a mark.
func (f Filter) Has(m Mark) bool { return slices.Contains(f.Is, m) }

// String writes the filter as people do, each part once and in one order;
// [ParseFilter] reads it back.
func (f Filter) String() string {
	var parts []string
	f.write(&parts, "")
	if f.Not != nil {
		f.Not.write(&parts, "-")
	}
	return strings.Join(parts, " ")
}

func (f Filter) write(parts *[]string, sign string) {
	field := func(name string, values []string) {
		if len(values) > 0 {
			*parts = append(*parts, sign+name+":"+quoteValue(strings.Join(values, ",")))
		}
	}
	field("agency", texts(f.Agencies))
	field("title", texts(f.Titles))
	field("section", f.Sections)
	if !f.Urgency.IsZero() {
		field("urgency", []string{f.Urgency.String()})
	}
	field("state", lower(texts(f.States)))
	for _, p := range f.Places {
		field("place", []string{p})
	}
	field("lang", f.Languages)
	field("desk", f.Desks)
	field("by", f.By)
	if !f.Since.IsZero() {
		field("since", []string{f.Since.String()})
	}
	for _, m := range f.Is {
		if m == MarkPicture {
			field("has", []string{string(m)})
		} else {
			field("is", []string{string(m)})
		}
	}
	for _, w := range f.Words {
		if strings.ContainsAny(w, " :") || strings.HasPrefix(w, "-") {
			w = `"` + w + `"`
		}
		*parts = append(*parts, sign+w)
	}
}

func quoteValue(s string) string {
	if strings.ContainsAny(s, " ") {
		return `"` + s + `"`
	}
	return s
}

func (r Range) String() string {
	if r.From == r.To {
		return strconv.Itoa(r.From)
	}
	return fmt.Sprintf("%d-%d", r.From, r.To)
}

func texts[T ~string](list []T) []string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

func lower(list []string) []string {
	for i, s := range list {
		list[i] = strings.ToLower(s)
	}
	return list
}
