package news

import (
	"slices"
	"strings"
	"time"
)

// EventID names what several stories tell of: the row under which a newsroom's
// list folds them. It holds no longer than the links between them.
type EventID string

// Line is a story as a newsroom's list shows it: what there is to say of it in
// one row. It is made anew by each deed on the story and says nothing that the
// story does not.
type Line struct {
	Story StoryID `json:"story"`
	Rev   int64   `json:"rev"`
	Head  int     `json:"head"`
	Event EventID `json:"event"`
	// Began is when the first story of the event came; a story that comes much
	// later is another event, however alike.
	Began time.Time `json:"began"`
	// At is when the wire moved it last, or when it was born at the desk; lists
	// of the wire are in this order. Moved is when anybody did.
	At    time.Time `json:"at"`
	Moved time.Time `json:"moved"`

	Source   SourceID `json:"source,omitempty"`
	Headline string   `json:"headline"`
	Slugline string   `json:"slugline,omitempty"`
	Language string   `json:"language,omitempty"`
	Dateline string   `json:"dateline,omitempty"`
	Urgency  int      `json:"urgency,omitempty"`
	Words    int      `json:"words"`
	Pictures int      `json:"pictures,omitempty"`
	// Take is the number of the agency's newest take, from 1; attached ones count.
	Take int         `json:"take,omitempty"`
	Kind VersionKind `json:"kind"`
	// Change is what the newest version changed, nil for a first one.
	Change *Change `json:"change,omitempty"`
	// Said is what the agency says of its newest take, in its own words.
	Said string `json:"said,omitempty"`

	// Desk is where it is and Holder the name of the user who has it; By is whoever
	// wrote its newest version at the desk.
	Desk   DeskID `json:"desk,omitempty"`
	Holder string `json:"holder,omitempty"`
	By     string `json:"by,omitempty"`
	// Embargo is when its embargo ends; Marks holds [MarkEmbargoed] if it has one,
	// with or without a time.
	Embargo time.Time   `json:"embargo,omitzero"`
	Marks   []Mark      `json:"marks,omitempty"`
	Places  []LinePlace `json:"places,omitempty"`
	// Shown is on how many titles readers have it, or had it until it was killed.
	Shown int `json:"shown,omitempty"`
	// Warnings are what the desk is to know of it, and Limits what its agency
	// says of its use, in a few words.
	Warnings []string `json:"warnings,omitempty"`
	Limits   string   `json:"limits,omitempty"`
}

// LinePlace is a placement in a line.
type LinePlace struct {
	Title   TitleID   `json:"title"`
	Section string    `json:"section"`
	State   State     `json:"state"`
	At      time.Time `json:"at,omitzero"` // when readers first had it, or will
}

// Change is what a version changed in the text before it, as far as it can be
// counted.
type Change struct {
	Added   int  `json:"added,omitempty"`   // paragraphs that are new
	Removed int  `json:"removed,omitempty"` // paragraphs that are gone
	Lead    bool `json:"lead,omitempty"`    // the first paragraph is another
	Figures int  `json:"figures,omitempty"` // numbers that were not there before
	Head    bool `json:"head,omitempty"`    // the headline is another
	// Against is the number of the version before.
	Against int `json:"against,omitempty"`
}

// FlashUrgency is the urgency up to which copy is a flash.
const FlashUrgency = 2

// Has reports whether the line has a mark.
func (l Line) Has(m Mark) bool { return slices.Contains(l.Marks, m) }

// maxWarnings is of how many things a line warns.
const maxWarnings = 3

// Stand returns the line with all that a story and its placements say of how it
// stands. Its words stay as they are.
func (l Line) Stand(st Story, placements []Placement) Line {
	l.Story, l.Rev, l.Head, l.Source = st.ID, st.Rev, st.Head, st.Source
	l.Desk, l.Holder, l.Embargo, l.Places, l.Shown = st.Desk, st.Holder, st.EmbargoUntil, nil, 0
	for _, p := range placements {
		x := LinePlace{Title: p.Title, Section: p.Section, State: p.State, At: p.FirstPublished}
		if x.At.IsZero() {
			x.At = p.PublishAt
		}
		l.Places = append(l.Places, x)
		if !p.FirstPublished.IsZero() && p.State != TakenDown {
			l.Shown++
		}
	}
	l.Warnings, l.Limits = nil, strings.Join(st.Limits.Words(), ", ")
	for _, w := range append([]string{st.Frozen}, st.Flags...) {
		if w != "" && len(l.Warnings) < maxWarnings {
			l.Warnings = append(l.Warnings, w)
		}
	}
	l.Marks = nil
	for _, m := range []struct {
		mark Mark
		on   bool
	}{
		{MarkFlash, l.Urgency > 0 && l.Urgency <= FlashUrgency},
		{MarkCorrection, l.Kind == Correction},
		{MarkKilled, st.Killed()},
		{MarkWithheld, st.Withheld},
		{MarkFrozen, st.Frozen != ""},
		{MarkPending, st.Pending != ""},
		{MarkEmbargoed, st.EmbargoHold || !st.EmbargoUntil.IsZero()},
		{MarkSpiked, !st.SpikedAt.IsZero()},
		{MarkFlagged, len(st.Flags) > 0 || st.Frozen != ""},
		{MarkTouched, st.Touched},
		{MarkPublished, l.Shown > 0 && !st.Killed()},
		{MarkPicture, l.Pictures > 0},
	} {
		if m.on {
			l.Marks = append(l.Marks, m.mark)
		}
	}
	return l
}

// Read returns the line with what a version says; before is the one before it,
// nil for none.
func (l Line) Read(v Version) Line {
	l.Headline, l.Slugline, l.Language, l.Dateline, l.Urgency = v.Headline, v.Slugline, v.Language, v.Dateline, v.Urgency
	l.Words, l.Pictures, l.Kind = v.Words, len(v.Pictures), v.Kind
	if by, ok := strings.CutPrefix(v.By, "desk:"); ok {
		l.By = by
	}
	return l
}

// EventSpan is how long after the first story of an event another can join it.
const EventSpan = 72 * time.Hour

// Row is an event in a list for the newsroom: its newest line that the list's
// filter lets through.
type Row struct {
	Line
	// Others is how many stories the event has beside this one.
	Others int `json:"others,omitempty"`
	// Unread and Watched are of the user who asked.
	Unread  bool `json:"unread,omitempty"`
	Watched bool `json:"watched,omitempty"`
}

// ListQuestion is what is asked of the newsroom's lists.
type ListQuestion struct {
	Filter Filter
	Reader string // whose read marks count
	Now    time.Time
	// Titles, if any, are those the reader works for: what stands on others alone is
	// left out.
	Titles []TitleID
	// Ours asks for the desk's own stories, each in a row of its own, in the order
	// in which anybody moved them; else events are asked for, in the wire's order.
	Ours  bool
	After RowMark
	// Stories, if any, asks for the rows of their events alone.
	Stories []StoryID
	Limit   int
}

// ListState says how far the newsroom's lists are behind what was filed.
type ListState struct {
	Words   int64 `json:"words,omitempty"`   // deeds whose words cannot be searched for yet
	Filling bool  `json:"filling,omitempty"` // older stories have yet to get their lines
}

// RowMark is a place in a list, after which its next page begins; its zero value
// is the beginning.
type RowMark struct {
	At  time.Time
	Num int64
}

// RowPage is a page of a list.
type RowPage struct {
	Rows []Row
	// Next is where the next page begins; its zero value says that there is none.
	Next RowMark
}
