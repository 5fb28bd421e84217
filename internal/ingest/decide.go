package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// situation is what is known when an item of copy is decided on.
type situation struct {
	item    *Item
	source  news.Source
	titles  []news.Title
	story   news.StoryFile // as the caller saw it; a zero Story.ID means none
	content news.Content
	record  news.WireItemID
	// replaced is a recalled item that this one says it replaces.
	replaced string
	topics   []string    // what the item's subjects stand for
	limits   news.Limits // what the item says of its use
	now      time.Time
	newID    func() string
}

// decide says what an item of copy does to its story. It depends on nothing
// but the situation. The deed it returns has no message item, file or pictures
// yet; an empty Story.ID in it means that the item is only recorded.
func decide(s situation) (news.StoryDeed, string) {
	it, st := s.item, s.story.Story
	switch {
	case it.PubStatus == news.Canceled && it.Guessed:
		return s.freeze()
	case it.PubStatus == news.Canceled:
		return s.kill()
	case st.Killed():
		return s.only(news.VerbAttached, "The agency sent a version after its kill; it stays withdrawn unless an editor revives it.", "kept: the story is killed")
	case st.ID != "" && !recallOnly(it) && older(it, st):
		return news.StoryDeed{Verb: news.VerbAttached}, "kept: a newer version is here"
	case it.PubStatus == news.Withheld:
		return s.withhold()
	case it.PubStatus != news.Usable && st.Head > 0:
		s.embargo(&s.story.Story)
		return s.only(news.VerbAttached, fmt.Sprintf("The agency sent a version with the unknown status %q; nothing was changed.", it.PubStatus), "attached: unknown status")
	case st.Head > 0 && advisory(it): // R19
		s.embargo(&s.story.Story)
		return s.only(news.VerbAttached, "The agency sent a word to newsrooms under the story's name; nothing was changed.", "attached: an advisory")
	case it.copy.Words == 0 && s.story.Latest != nil && s.story.Latest.Words > 0: // R5
		s.embargo(&s.story.Story)
		return s.only(news.VerbAttached, "The agency sent a version without any text; nothing was changed.", "attached: it has no text")
	case st.Touched:
		return s.attach()
	}
	if rule := s.discardedBy(); rule > 0 {
		return news.StoryDeed{Verb: news.VerbAttached}, fmt.Sprintf("discarded: rule %d", rule)
	}
	return s.version()
}

// older reports whether an item is behind the newest take of its story (R2).
// The same version number sent again with other content counts as newer.
func older(it *Item, st news.Story) bool {
	if st.TakeVersion == "" && st.TakeTime.IsZero() {
		return false
	}
	if c := news.CompareVersions(it.Version, st.TakeVersion); c != 0 {
		return c < 0
	}
	return !it.Updated.IsZero() && it.Updated.Before(st.TakeTime)
}

// recallOnly reports whether an item recalls a story without naming a version,
// as a document that withholds another one does: it is not behind any version.
func recallOnly(it *Item) bool { return it.PubStatus == news.Withheld && it.Version == "" }

// begin returns the story to change: the one there is or a new one.
func (s situation) begin() news.Story {
	st := s.story.Story
	if st.ID == "" {
		st = news.Story{ID: news.StoryID(s.newID()), Source: s.source.ID, GUID: s.item.GUID, Created: s.now}
	}
	st.Flags = slices.Clone(st.Flags)
	return st
}

func (s situation) took(st *news.Story) {
	st.TakeVersion = s.item.Version
	st.TakeTime = s.item.Updated.Time
}

func flag(st *news.Story, text string) {
	if !slices.Contains(st.Flags, text) {
		st.Flags = append(st.Flags, text)
	}
}

// only flags a story and changes nothing readers see.
func (s situation) only(verb news.Verb, text, outcome string) (news.StoryDeed, string) {
	st := s.begin()
	flag(&st, text)
	st.Pending = s.record
	return news.StoryDeed{Verb: verb, Story: st}, outcome
}

// kill withdraws every version for good, whichever version it names and even
// before the story has come (R4, R5, R14).
func (s situation) kill() (news.StoryDeed, string) {
	if s.story.Story.Killed() {
		return news.StoryDeed{Verb: news.VerbAttached}, "kept: killed already"
	}
	st := s.begin()
	st.Frozen = ""
	st.KilledAt, st.KillReason = s.now, s.item.CorrectionNote
	return news.StoryDeed{Verb: news.VerbKilled, Story: st}, "killed"
}

// withhold recalls the story until a later usable version (R6). Its own words,
// often none, never replace those there (R5).
func (s situation) withhold() (news.StoryDeed, string) {
	if s.story.Story.ID == "" && s.item.copy.Words > 0 && !s.item.Guessed && s.discardedBy() == 0 {
		d, _ := s.version()
		d.Verb, d.Story.Withheld = news.VerbWithheld, true
		return d, "withheld"
	}
	st := s.begin()
	st.Withheld = true
	if !recallOnly(s.item) {
		s.took(&st)
	}
	s.embargo(&st) // it holds for the usable version to come, too
	switch {
	case s.item.noted != "":
		flag(&st, fmt.Sprintf("The agency's note on it reads %.120q, though its status says that it may be used.", s.item.noted))
	case s.item.Guessed:
		flag(&st, holdAsked+"a story that it names by "+s.named()+", and this seems to be it.")
	}
	return news.StoryDeed{Verb: news.VerbWithheld, Story: st}, "withheld"
}

// attach puts a take beside a story the desk has touched.
func (s situation) attach() (news.StoryDeed, string) {
	st := s.begin()
	s.took(&st)
	s.embargo(&st)
	s.limitMore(&st)
	st.Expires, st.Ends = s.item.Expires.Time, s.item.Ends.Time
	st.Withheld, st.Pending = false, s.record
	t := news.AttachedTake{Story: st.ID, Item: s.record, At: s.now, By: "agency:" + string(s.source.ID), Version: s.item.Version,
		Correction: s.item.Has(news.SignalCorrection), Note: s.item.CorrectionNote, Content: s.content}
	flag(&st, news.AttachedFlag(t))
	return news.StoryDeed{Verb: news.VerbAttached, Story: st, Attached: &t}, "attached: the desk has touched the story"
}

// version adds the item as the story's newest version, and puts it before
// readers where the rules say so.
func (s situation) version() (news.StoryDeed, string) {
	it := s.item
	st := s.begin()
	first := st.Head == 0
	if !first && news.CompareVersions(it.Version, st.TakeVersion) == 0 && (it.Version != "" || !it.Updated.After(st.TakeTime)) {
		flag(&st, fmt.Sprintf("The agency sent version %s again with other content.", or(it.Version, "1")))
	}
	for _, l := range it.Links {
		if (l.Rel == news.UpdateOf || l.Rel == news.CorrectionOf) && l.GUID != "" && l.GUID != it.GUID {
			flag(&st, fmt.Sprintf("The agency says that this replaces its item %s.", l.GUID))
		}
	}
	s.took(&st)
	s.embargo(&st)
	s.limit(&st)
	st.Expires, st.Ends, st.Withheld = it.Expires.Time, it.Ends.Time, false
	st.Flags = slices.DeleteFunc(st.Flags, func(s string) bool { return strings.HasPrefix(s, holdAsked) })
	st.Head++
	v := &news.Version{Story: st.ID, N: st.Head, At: s.now, By: "agency:" + string(s.source.ID), Kind: news.Take, WireItem: s.record, Content: s.content}
	d := news.StoryDeed{Verb: news.VerbUpdated, Version: v}
	outcome := "updated"
	if it.Has(news.SignalCorrection) && !first {
		d.Verb, v.Kind, v.Note, outcome = news.VerbCorrected, news.Correction, it.CorrectionNote, "corrected"
		if v.Note == "" {
			flag(&st, "The agency corrected the story without a note for readers; write one.")
		}
	}
	if first {
		d.Verb, outcome = news.VerbFiled, "filed"
		d.Placements = s.place(&st)
	}
	if !first && waits(&st) {
		d.Placements = s.placeAnew(&st)
	}
	for _, p := range s.story.Placements {
		if p.State == news.Live || p.State == news.Corrected || p.State == news.Scheduled {
			p.Published = st.Head
			if v.Kind == news.Correction && p.State == news.Live {
				p.State = news.Corrected
			}
			d.Placements = append(d.Placements, p)
		}
	}
	d.Story = st
	return d, outcome
}

// placeAnew places a story that waited for its text where no editor has decided
// on it: what is shown or was taken down stays as it is.
func (s situation) placeAnew(st *news.Story) []news.Placement {
	return slices.DeleteFunc(s.place(st), func(p news.Placement) bool {
		old, ok := s.story.Placement(p.Title)
		return ok && (old.State != news.Held || !old.FirstPublished.IsZero())
	})
}

// waits reports whether a story waits for an editor for no other reason than
// what an earlier version lacked, and takes that word back: the new version is
// looked at afresh.
func waits(st *news.Story) bool {
	n := len(st.Flags)
	st.Flags = slices.DeleteFunc(st.Flags, func(s string) bool { return s == noText || strings.HasPrefix(s, unknownStatus) })
	return len(st.Flags) < n
}

// holdAsked begins what the desk is told of a hold that names its story by no
// more than a number or a headline.
const holdAsked = "The agency asks to hold "

// What makes copy wait for an editor; a later version without that does not.
const (
	noText        = "It has no text; it waits for an editor."
	unknownStatus = "The agency gave it the unknown status "
)

// hold says why an item's copy must not go to readers by itself; it is empty
// if it may.
func (s situation) hold() string {
	switch {
	case s.item.PubStatus != news.Usable && s.item.PubStatus != news.Withheld:
		return fmt.Sprintf(unknownStatus+"%q; it waits for an editor.", s.item.PubStatus)
	case advisory(s.item):
		return "An advisory for newsrooms, not copy for readers."
	case s.content.Headline == "" || s.item.copy.Words == 0:
		return noText
	case s.replaced != "":
		return fmt.Sprintf("It comes in the place of item %s, which the agency recalled; it waits for an editor.", s.replaced)
	}
	return ""
}

// place puts a new story on the titles that the source's rules name.
func (s situation) place(st *news.Story) []news.Placement {
	var out []news.Placement
	hold := s.hold()
	routing := s.source.Route(s.matter(), s.titles)
	for _, why := range routing.Refused {
		flag(st, fmt.Sprintf("It is not on every title its rules name: %s.", why))
	}
	if len(routing.Place) == 0 && len(routing.Refused) == 0 {
		flag(st, fmt.Sprintf("No rule of source %q puts it on a title; publish it by hand.", s.source.ID))
	}
	if hold != "" {
		flag(st, hold)
	}
	day := s.now
	if st.EmbargoUntil.After(day) {
		day = st.EmbargoUntil
	}
	for _, rule := range routing.Place {
		i := slices.IndexFunc(s.titles, func(t news.Title) bool { return t.ID == rule.Title })
		if i < 0 {
			continue // the title was removed after the rule was checked
		}
		p := news.Placement{Story: st.ID, Title: rule.Title, Section: rule.Section, State: news.Held,
			Path: news.StoryPath(rule.Section, s.content.Headline, day.In(s.titles[i].Location()), "")}
		if s.item.copy.SignOff.Name == "" {
			p.SignOff = rule.SignOff
		}
		if rule.Publish == "now" && hold == "" && !s.outOfScope(st, p) {
			p.State, p.Published = news.Live, st.Head
		}
		out = append(out, p)
	}
	return out
}

// advisory reports whether an item is a word to newsrooms (R19).
func advisory(it *Item) bool {
	for _, s := range []string{it.Genre, it.Profile} {
		s = strings.ToLower(s)
		if strings.Contains(s, "advisory") || strings.Contains(s, "planning") || s == "data" {
			return true
		}
	}
	return false
}

var (
	embargoInNote = regexp.MustCompile(`(?i)\bsperrfrist\b|\bembargo(?:ed)?\b.{0,40}\b(?:until|till|for|bis)\b|\bnot for publication before\b|\bfrei ab\b`)
	embargoInCopy = regexp.MustCompile(`(?i)^\W{0,3}(?:sperrfrist\b|embargo(?:ed)?\b\s*(?:until|till|for publication|:)|not for publication before\b)`)
)

// embargo takes over the embargo an item carries. A version that says nothing
// of it leaves the one there is, and one that an editor has lifted binds no more
// (R7). One that is meant but says no certain moment holds the story for a
// person (R8), unless it is only a field that the source is known to send empty.
func (s situation) embargo(st *news.Story) {
	it := s.item
	if !it.Embargo.IsZero() && !(st.EmbargoLifted && it.Embargo.Equal(st.LiftedUntil)) {
		st.EmbargoUntil, st.EmbargoLifted, st.LiftedUntil = it.Embargo.Time, false, time.Time{}
	}
	field := it.EmbargoHold
	if !it.Embargo.IsZero() && !field {
		return // a certain moment is not made vaguer by words
	}
	hold := field || speaksOfEmbargo(it)
	if !hold || st.EmbargoHold || !it.EmbargoHold && !st.EmbargoUntil.IsZero() {
		return
	}
	// What readers have is not called back by words, nor what an editor has let
	// go by a field.
	released := slices.ContainsFunc(s.story.Placements, func(p news.Placement) bool { return !p.FirstPublished.IsZero() })
	if st.EmbargoLifted || released && !field {
		flag(st, "The copy speaks of an embargo without a time that can be read, and readers have the story already.")
	} else {
		st.EmbargoHold = true
		flag(st, "The copy speaks of an embargo without a time that can be read; an editor must release it.")
	}
}

func speaksOfEmbargo(it *Item) bool {
	for _, n := range it.EditorialNotes {
		if embargoInNote.MatchString(n.Text) || embargoInCopy.MatchString(n.Text) {
			return true
		}
	}
	for _, text := range []string{it.Headline, it.Slugline, it.copy.Lead} {
		if embargoInCopy.MatchString(text) {
			return true
		}
	}
	return false
}
