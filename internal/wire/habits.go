package wire

import (
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Origin is what a parser knows of an item before it reads the rest of it.
type Origin struct {
	Format   string // as in [news.WireItem], its version may be missing
	Provider string // the agency by name or code, as sent
	GUID     string // as sent, with a revision if the agency puts one there
}

// Habits answers how the agency that sent an item writes. A parser asks once
// for each item, as soon as it knows who sent it. Nil knows nobody: a parser
// then goes by its standard, and by what keeps private words private whoever
// sends them.
type Habits func(Origin) Habit

// Of returns the habit of an item's agency; its zero value if nothing is known.
func (h Habits) Of(o Origin) Habit {
	if h == nil {
		return Habit{}
	}
	return h(o)
}

// Habit is how one agency writes, as far as a parser must know it while it
// reads. The zero value is the standard alone.
type Habit struct {
	// Revisions are the spellings of a guid that hold the item's revision. The
	// first that fits is taken.
	Revisions []Revision
	// Urgencies are the agency's own codes of urgency, in lower case.
	Urgencies map[string]int
	// CorrectionNotes and SignOffNotes are the roles of notes, in lower case,
	// that are a correction's words to readers and the line that closes the copy.
	CorrectionNotes, SignOffNotes map[string]bool
	// PrivateClasses are classes of elements that are for the newsroom, beside
	// those that always are; PrivateRoles such roles of texts, in lower case.
	PrivateClasses, PrivateRoles map[string]bool
	// Zone is that of times that say none; nil takes them as UTC.
	Zone *time.Location
	// ExpireIsRelease says that where a document is embargoed and has no time of
	// release, its expiry is that time (receiver rule R16).
	ExpireIsRelease bool
	// TitleIsSlugline says that the title of a document is its working name.
	TitleIsSlugline bool
}

// Revision is a spelling of guids that hold a revision.
type Revision struct {
	ID *regexp.Regexp
	// GUID and Version are what is made of its parts, as in
	// [regexp.Regexp.Expand].
	GUID, Version string
}

// Identity parts an id into what names the item in all its versions and its
// revision, "" where the id has none.
func (h Habit) Identity(id string) (guid, version string) {
	id = Text(id)
	for _, r := range h.Revisions {
		m := r.ID.FindStringSubmatchIndex(id)
		if m == nil {
			continue
		}
		guid = string(r.ID.ExpandString(nil, r.GUID, id, m))
		if guid = Text(guid); guid != "" {
			return guid, Text(string(r.ID.ExpandString(nil, r.Version, id, m)))
		}
	}
	return id, ""
}

// Urgency reads an urgency in the agency's own codes, or else as of [Urgency].
func (h Habit) Urgency(s string) int {
	if u, ok := h.Urgencies[strings.ToLower(strings.TrimSpace(s))]; ok {
		return u
	}
	return Urgency(s)
}

// ParseTime is [ParseTime] with times that say no zone taken in the agency's.
func (h Habit) ParseTime(s string) (news.Time, error) {
	t, err := ParseTime(s)
	if err != nil || h.Zone == nil || Zoned(s) {
		return t, err
	}
	return news.Time{Time: time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), h.Zone)}, nil
}

// Zoned is [Zoned], and true of every time of an agency whose zone is known.
func (h Habit) Zoned(s string) bool { return h.Zone != nil || Zoned(s) }

// TakePrivate takes out of a text the elements whose class this agency gives to
// what is for the newsroom, and returns their words.
func (h Habit) TakePrivate(root *Node) []news.EditorialNote {
	if len(h.PrivateClasses) == 0 {
		return nil
	}
	var notes []news.EditorialNote
	root.Prune(func(n *Node) bool {
		for class := range strings.FieldsSeq(n.Attr("class")) {
			if !h.PrivateClasses[class] {
				continue
			}
			if text := n.Lines(); text != "" {
				notes = append(notes, news.EditorialNote{Role: class, Text: text})
			}
			return true
		}
		return false
	})
	return notes
}
