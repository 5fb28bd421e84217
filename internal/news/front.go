package news

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Layout is the shape of the top of a front.
type Layout string

// The layouts.
const (
	LayoutByRule Layout = ""       // a lead, or a quiet day if nothing urgent has come
	LayoutLead   Layout = "lead"   // a lead, with its picture if it has one
	LayoutBare   Layout = "bare"   // a lead without picture
	LayoutDouble Layout = "double" // two leads side by side
	LayoutBig    Layout = "big"    // the lead's picture over the whole width
	LayoutQuiet  Layout = "quiet"  // no lead: two equal columns
	LayoutList   Layout = "list"   // of a section, by rule: no top at all
)

// Layouts lists the layouts that an editor may choose.
func Layouts() []Layout {
	return []Layout{LayoutByRule, LayoutLead, LayoutBare, LayoutDouble, LayoutBig, LayoutQuiet}
}

// Size says how much room a story gets in its slot.
type Size string

// The sizes.
const (
	SizeUsual Size = ""
	SizeSmall Size = "small" // the headline alone
	SizeLarge Size = "large" // a larger headline, and a picture if there is one
)

// SlotID names a place on a front: "lead", "lead/2", "second/1" to "second/5",
// "strip/SECTION/1" to "strip/SECTION/8".
type SlotID string

// The slots that are named alone.
const (
	SlotLead  SlotID = "lead"
	SlotLead2 SlotID = "lead/2" // of a double lead, or the second column of a quiet day
)

// SecondSlot is one of those beside or beneath the lead, from 1.
func SecondSlot(n int) SlotID { return SlotID("second/" + strconv.Itoa(n)) }

// StripSlot is one of a section's strip, from 1.
func StripSlot(section string, n int) SlotID {
	return SlotID("strip/" + section + "/" + strconv.Itoa(n))
}

// The bounds of a front.
const (
	FrontStories   = 40 // on a whole page
	FrontPictures  = 9
	frontSeconds   = 5
	frontStrip     = 8 // stories of a strip
	usualStrip     = 4
	frontHour      = 12
	frontDay       = 24 * time.Hour // how far before the newest story the lead may lie
	quietUrgency   = 6              // a day whose most urgent story is this or less urgent is quiet
	FrontPool      = 80             // newest stories the rule looks at
	FrontStripPool = 12             // newest stories of a section it looks at
	slotHeadline   = 120            // characters
	BannerWords    = 120            // characters
)

// Slot is what an editor has said of one place on a front.
type Slot struct {
	At SlotID `json:"at"`
	// Story is pinned there; "" leaves the place to the rule.
	Story StoryID `json:"story,omitempty"`
	// From and Until bound the pin; zero is no bound.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// Headline stands for the story's own on this front alone.
	Headline string `json:"headline,omitempty"`
	Size     Size   `json:"size,omitempty"`
}

// InForce reports whether the slot's bounds hold a moment.
func (s Slot) InForce(now time.Time) bool {
	return !now.Before(s.From) && (s.Until.IsZero() || now.Before(s.Until))
}

// FrontStrip is the strip of a section on a title's front.
type FrontStrip struct {
	Section string `json:"section"`
	Stories int    `json:"stories,omitempty"` // 1 to 8; 0 is 4
}

// Front is what editors have said of the front of a title, or of one of its
// sections. The zero value says nothing: all of it is filled by rule.
type Front struct {
	Title   TitleID `json:"title"`
	Section string  `json:"section,omitempty"` // "" is the title's own front
	// Rev is the number of the revision; 0 if nobody has said anything yet.
	Rev     int    `json:"rev"`
	Layout  Layout `json:"layout,omitempty"`
	Seconds int    `json:"seconds,omitempty"` // 3 to 5; 0 is by rule
	// Strips are the sections' strips in their order; nil is all of the title's.
	Strips []FrontStrip `json:"strips,omitempty"`
	NoHour bool         `json:"noHour,omitempty"` // without the list of the newest
	Slots  []Slot       `json:"slots,omitempty"`
}

// Slot returns what is said of a place.
func (f Front) Slot(at SlotID) (Slot, bool) {
	for _, s := range f.Slots {
		if s.At == at {
			return s, true
		}
	}
	return Slot{}, false
}

// Pinned lists the stories that are pinned, whenever.
func (f Front) Pinned() []StoryID {
	var out []StoryID
	for _, s := range f.Slots {
		if s.Story != "" {
			out = append(out, s.Story)
		}
	}
	return out
}

// With returns the front with a slot as given, and without another pin of its
// story. A slot that says nothing is left out.
func (f Front) With(s Slot) Front {
	slots := slices.DeleteFunc(slices.Clone(f.Slots), func(x Slot) bool {
		return x.At == s.At || s.Story != "" && x.Story == s.Story
	})
	if s != (Slot{At: s.At}) {
		slots = append(slots, s)
	}
	f.Slots = slots
	return f
}

// StripPool is how many of a section's newest stories the rule looks at for its
// strip.
func (f Front) StripPool(section string) int {
	for _, s := range f.Strips {
		if s.Section == section {
			return max(FrontStripPool, 3*s.Stories)
		}
	}
	return FrontStripPool
}

// Next is when a pin next begins or ends after a moment; zero is never.
func (f Front) Next(after time.Time) time.Time {
	var next time.Time
	for _, s := range f.Slots {
		for _, t := range []time.Time{s.From, s.Until} {
			if t.After(after) {
				next = earlier(next, t)
			}
		}
	}
	return next
}

// Same reports whether two fronts say the same, whatever their revisions.
func (f Front) Same(o Front) bool {
	if f.Title != o.Title || f.Section != o.Section || f.Layout != o.Layout || f.Seconds != o.Seconds || f.NoHour != o.NoHour ||
		!slices.Equal(f.Strips, o.Strips) || (f.Strips == nil) != (o.Strips == nil) || len(f.Slots) != len(o.Slots) {
		return false
	}
	for _, s := range f.Slots {
		x, ok := o.Slot(s.At)
		if !ok || !x.From.Equal(s.From) || !x.Until.Equal(s.Until) || x.Story != s.Story || x.Headline != s.Headline || x.Size != s.Size {
			return false
		}
	}
	return true
}

var slotForm = regexp.MustCompile(`^(lead|lead/2|second/[1-5]|strip/[a-z0-9][a-z0-9-]{0,39}/[1-8])$`)

// strip returns the section of a slot of a strip.
func (id SlotID) strip() (section string, ok bool) {
	rest, ok := strings.CutPrefix(string(id), "strip/")
	section, _, _ = strings.Cut(rest, "/")
	return section, ok
}

// Check returns an error wrapping [ErrInvalid] for the first rule the front of a
// title breaks.
func (f Front) Check(t Title) error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("%s: %s: %w", f.Name(), fmt.Sprintf(format, a...), ErrInvalid)
	}
	if f.Title != t.ID {
		return bad("it is not of title %q", t.ID)
	}
	if f.Section != "" {
		if _, ok := t.Section(f.Section); !ok {
			return bad("the title has no such section; it has %s", sectionPaths(t))
		}
		if len(f.Strips) > 0 {
			return bad("a section's front has no strips; leave them out")
		}
	}
	if !slices.Contains(Layouts(), f.Layout) {
		return bad("the layout %q is none of %q; leave it empty for the rule's", f.Layout, Layouts()[1:])
	}
	if f.Seconds != 0 && (f.Seconds < 3 || f.Seconds > frontSeconds) {
		return bad("%d stories beside the lead; it takes 3 to %d, or 0 for the rule's", f.Seconds, frontSeconds)
	}
	seen := map[string]bool{}
	for _, s := range f.Strips {
		if _, ok := t.Section(s.Section); !ok {
			return bad("there is no section %q for a strip; the title has %s", s.Section, sectionPaths(t))
		}
		if seen[s.Section] {
			return bad("the strip of %q is there twice; take one away", s.Section)
		}
		if seen[s.Section] = true; s.Stories < 0 || s.Stories > frontStrip {
			return bad("%d stories in the strip of %q; it takes 1 to %d", s.Stories, s.Section, frontStrip)
		}
	}
	return f.checkSlots(t, bad)
}

func (f Front) checkSlots(t Title, bad func(string, ...any) error) error {
	at, stories := map[SlotID]bool{}, map[StoryID]bool{}
	for _, s := range f.Slots {
		section, strip := s.At.strip()
		_, known := t.Section(section)
		switch {
		case !slotForm.MatchString(string(s.At)) || strip && (f.Section != "" || !known):
			return bad("there is no place %q; there are lead, lead/2, second/1 to second/5 and, on a title's front, strip/SECTION/1 to strip/SECTION/8", s.At)
		case at[s.At]:
			return bad("two pins stand on %s; take one away", s.At)
		case s.Story != "" && stories[s.Story]:
			return bad("story %s is pinned twice; one place is enough", s.Story)
		case !s.Until.IsZero() && !s.Until.After(s.From):
			return bad("the pin on %s ends before it begins; set a later end", s.At)
		case s.Headline != "" && s.Story == "":
			return bad("%s has a headline of its own and no story; pin the story it is for", s.At)
		case utf8.RuneCountInString(s.Headline) > slotHeadline:
			return bad("the headline on %s has more than %d characters; shorten it", s.At, slotHeadline)
		case strings.ContainsAny(s.Headline, "\r\n\x00") || !utf8.ValidString(s.Headline):
			return bad("the headline on %s is more than one line", s.At)
		case s.Size != SizeUsual && s.Size != SizeSmall && s.Size != SizeLarge:
			return bad("the size %q on %s is neither small nor large", s.Size, s.At)
		case len(s.Story) > 64:
			return bad("%q on %s is no story", s.Story[:64], s.At)
		}
		at[s.At] = true
		if s.Story != "" {
			stories[s.Story] = true
		}
	}
	if len(stories) > FrontStories {
		return bad("%d pins; a front has room for %d stories", len(stories), FrontStories)
	}
	return nil
}

func sectionPaths(t Title) string {
	var out []string
	for _, s := range t.Sections {
		out = append(out, s.Path)
	}
	return strings.Join(out, ", ")
}

// Name is how messages and the journal call the front: "TITLE/SECTION".
func (f Front) Name() string { return string(f.Title) + "/" + f.Section }

// Revision is a front as it stood from one moment on. It is never changed.
type Revision struct {
	Front
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Note string    `json:"note,omitempty"` // what was done, in words
	// Back is the number of the revision that undo goes back to; 0 is the front
	// that is all by rule, and -1 says that there is nothing before.
	Back int `json:"back"`
}

// Changeover is a front that becomes the head by itself at its time.
type Changeover struct {
	Front
	Due  time.Time `json:"due"`
	At   time.Time `json:"at"` // when it was made
	By   string    `json:"by"`
	Note string    `json:"note,omitempty"`
}

// FrontFile is a front with all that is kept of it.
type FrontFile struct {
	Head        Revision     `json:"head"`        // Rev 0 if nobody has said anything yet
	Changeovers []Changeover `json:"changeovers"` // the next first
	Revisions   []Revision   `json:"revisions"`   // the newest first
}

// FrontDeed sets a front, now or, with a Due, at that time.
type FrontDeed struct {
	At    time.Time
	Front Front
	// Seen is the number of the head that the editor saw.
	Seen int
	Due  time.Time
	Back int
	By   string
	Note string
}

// Banner is the line of breaking news on every page of a title. The zero value is
// none.
type Banner struct {
	Title TitleID   `json:"title"`
	Rev   int64     `json:"rev"` // moves by one with each deed
	Words string    `json:"words,omitempty"`
	Story StoryID   `json:"story,omitempty"` // that it leads to
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	By    string    `json:"by,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// On reports whether the banner stands at a moment.
func (b Banner) On(now time.Time) bool {
	return b.Words != "" && !now.Before(b.From) && now.Before(b.Until)
}

// Next is when the banner next begins or ends after a moment; zero is never.
func (b Banner) Next(after time.Time) time.Time {
	var next time.Time
	for _, t := range []time.Time{b.From, b.Until} {
		if b.Words != "" && t.After(after) {
			next = earlier(next, t)
		}
	}
	return next
}

// bannerDays is the longest that news is breaking.
const bannerDays = 3

// Check returns an error wrapping [ErrInvalid] for the first rule the banner
// breaks at a moment. One without words, which takes the banner away, breaks none.
func (b Banner) Check(now time.Time) error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("banner of %s: %s: %w", b.Title, fmt.Sprintf(format, a...), ErrInvalid)
	}
	begins := b.From
	if begins.Before(now) {
		begins = now
	}
	switch {
	case b.Words == "":
		return nil
	case utf8.RuneCountInString(b.Words) > BannerWords:
		return bad("%d characters; it has room for %d", utf8.RuneCountInString(b.Words), BannerWords)
	case strings.ContainsAny(b.Words, "\r\n\x00") || !utf8.ValidString(b.Words):
		return bad("it must be one line")
	case b.Until.IsZero():
		return bad("say when it ends; news does not break for ever")
	case !b.Until.After(begins):
		return bad("it would end before it begins; set a later end")
	case b.Until.Sub(begins) > bannerDays*24*time.Hour:
		return bad("it would stand for more than %d days; set an earlier end", bannerDays)
	}
	return nil
}

// BannerShown is a banner as readers have it.
type BannerShown struct {
	Words string
	Path  string // of the story it leads to, "" if it leads nowhere
	Until time.Time
}

// FrontDue names a front or a banner that the clock alone has changed.
type FrontDue struct {
	Title   TitleID
	Section string
	Banner  bool // of the title; else its front or a section's
}
