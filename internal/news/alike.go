package news

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Signature is what is kept of a text to find others like it. Package reading
// makes it; its zero value is that of a text too short to be compared.
type Signature struct {
	// Scheme is the way it was made. Those of different schemes say nothing of
	// each other.
	Scheme int
	// Text is the same for two texts whose words are the same.
	Text int64
	// Sketch is as much alike as the texts are; nil for a text of a line or two,
	// which is the same as another or not.
	Sketch []uint16
}

// AlikeKind says how two stories are alike.
type AlikeKind string

// The kinds of likeness, the nearest first.
const (
	AlikeSame AlikeKind = "same"  // the same text, by another guid or agency
	AlikeTake AlikeKind = "take"  // another take, or a rewrite, by the same agency
	AlikeText AlikeKind = "alike" // words in common with another agency's text
)

// Standing says who vouches for a link between two stories.
type Standing string

// The standings of a link. An editor's word is not changed by what is found.
const (
	LinkFound    Standing = "found"    // by comparison; goes when it no longer holds
	LinkMade     Standing = "linked"   // by an editor
	LinkUnlinked Standing = "unlinked" // an editor says that they are not alike
)

// Alike is a link between two stories, as seen from one of them. It is for the
// newsroom: the other story may be embargoed, and nothing of a link ever
// reaches readers.
type Alike struct {
	Story    StoryID   `json:"story"`
	Other    StoryID   `json:"other"`
	Kind     AlikeKind `json:"kind"`
	Score    float64   `json:"score"` // estimated share of the words they have in common, 0 to 1
	Standing Standing  `json:"standing"`
	By       string    `json:"by,omitempty"` // "desk:name" of the editor
	At       time.Time `json:"at"`           // when it was found, or the editor spoke
}

// AlikeLine is a link with what a list for the newsroom says of the other story.
type AlikeLine struct {
	Alike
	Source   SourceID `json:"source,omitempty"`
	Headline string   `json:"headline"`
}

// LinkDeed is an editor's word on two stories.
type LinkDeed struct {
	At    time.Time
	Story StoryID
	Other StoryID
	// Kind is what they are to each other; empty is what was found.
	Kind   AlikeKind
	Unlink bool // they are not alike, and are not to be linked again
	By     string
	// Seen is the standing of their link when the editor looked; empty if there
	// was none.
	Seen Standing
}

// What a found likeness must have. The scores are estimates with a standard
// error of four hundredths at .3; docs/adr/0016 has the measurements.
const (
	sameScore  = .8
	takeScore  = .3
	namedScore = .2 // where the working name is the same, too
	namedSpan  = 24 * time.Hour
)

// Likeness returns how two texts are alike whose signatures agree by score, and
// false if that is too little to say. exact says that their words are the same,
// kin that they are of the same agency, named that they have the same working
// name, and apart is the time between them.
func Likeness(score float64, exact, kin, named bool, apart time.Duration) (AlikeKind, bool) {
	switch {
	case exact || score >= sameScore:
		return AlikeSame, true
	case kin && score >= takeScore, kin && named && score >= namedScore && apart.Abs() <= namedSpan:
		return AlikeTake, true
	case !kin && score >= takeScore:
		return AlikeText, true
	}
	return "", false
}

// takeWords are words of a slugline that number a take and name no story.
const takeWords = " add adds am ap bc bulletin correct corrected correction corrective eil flash korr ld lead net pm refile repeat rpt sub take takes update urgent writethru wrap wrapup zf zusammenfassung "

// WorkingName returns what a story's takes have in common: its slugline, or its
// keywords where it has none, in lower case and without the words that number a
// take. It is empty where that would name nothing.
func WorkingName(c Content) string {
	words := sluglineWords(c.Slugline)
	words = slices.DeleteFunc(words, func(w string) bool {
		// "1st", "2ndld" and "3rd" count takes; "2026" may be a name.
		bare := strings.TrimLeftFunc(w, unicode.IsDigit)
		counts := len(bare) < len(w) && len(w)-len(bare) <= 2
		for _, th := range []string{"st", "nd", "rd", "th"} {
			bare = strings.TrimPrefix(bare, th)
		}
		return bare == "" && counts || strings.Contains(takeWords, " "+bare+" ") && (counts || bare == w)
	})
	if len(words) == 0 && c.Slugline == "" && len(c.Keywords) > 1 {
		for _, k := range c.Keywords {
			words = append(words, strings.ToLower(strings.TrimSpace(k)))
		}
		slices.Sort(words)
	}
	return strings.Join(words, " ")
}

// Twin is a story that a new version's text repeats, word for word or nearly.
type Twin struct {
	Story    Story
	Agency   string // whom the newsroom knows it by
	Headline string // of its newest version
	// Live are the titles whose readers have it now.
	Live []TitleID
}

// maxTwinFlags is of how many twins the desk is told in sentences of their own.
const maxTwinFlags = 3

// MarkTwins returns the deed with a sentence for the desk on each story that its
// version repeats. If twins are to wait, a placement that would put the text
// before a title's readers a second time waits for the desk; what readers have
// already is left alone.
func MarkTwins(d StoryDeed, twins []Twin) StoryDeed {
	d.Story.Flags, d.Placements = slices.Clone(d.Story.Flags), slices.Clone(d.Placements)
	told := 0
	for _, t := range slices.SortedFunc(slices.Values(twins), func(a, b Twin) int { return cmp.Compare(a.Story.ID, b.Story.ID) }) {
		if t.Story.Killed() || t.Story.Withheld {
			d.Story.flag(RecallFlag(t))
		} else if told++; told <= maxTwinFlags {
			d.Story.flag(fmt.Sprintf("The same text came from %s as “%s” (%s).", t.Agency, t.Headline, t.Story.name()))
		}
		if !d.HoldTwins {
			continue
		}
		for i, p := range d.Placements {
			if p.State == Live && p.FirstPublished.IsZero() && slices.Contains(t.Live, p.Title) {
				d.Placements[i].State, d.Placements[i].Published = Held, 0
				d.Story.flag(fmt.Sprintf("Readers of %s have the same text already; it waits for an editor.", p.Title))
			}
		}
	}
	return d
}

// RecallFlag is what the desk is told of a story that repeats one that has been
// killed or withheld.
func RecallFlag(t Twin) string {
	was := "killed"
	if !t.Story.Killed() {
		was = "withheld"
	}
	return fmt.Sprintf("“%s” (%s %s) was %s, and this story repeats it; look at it at once.", t.Headline, t.Agency, t.Story.name(), was)
}

// name is what the newsroom finds a story by: its guid or, born at the desk,
// its ID.
func (s Story) name() string {
	if s.GUID != "" {
		return s.GUID
	}
	return string(s.ID)
}

func (s *Story) flag(text string) {
	if !slices.Contains(s.Flags, text) {
		s.Flags = append(s.Flags, text)
	}
}

// Flagged returns the story with one more sentence for the desk, and whether it
// was not there before.
func (s Story) Flagged(text string) (Story, bool) {
	n := len(s.Flags)
	s.Flags = slices.Clone(s.Flags)
	s.flag(text)
	return s, len(s.Flags) > n
}

// Clusters returns the stories that links hold together, each cluster in the
// order of its IDs, the largest cluster first.
func Clusters(links []Alike) [][]StoryID {
	of := map[StoryID]StoryID{}
	var top func(StoryID) StoryID
	top = func(id StoryID) StoryID {
		up, ok := of[id]
		if !ok || up == id {
			of[id] = id
			return id
		}
		of[id] = top(up)
		return of[id]
	}
	for _, l := range links {
		if l.Standing != LinkUnlinked {
			of[top(l.Story)] = top(l.Other)
		}
	}
	together := map[StoryID][]StoryID{}
	for id := range of {
		together[top(id)] = append(together[top(id)], id)
	}
	var out [][]StoryID
	for _, ids := range together {
		slices.Sort(ids)
		out = append(out, ids)
	}
	slices.SortFunc(out, func(a, b []StoryID) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a[0], b[0]))
	})
	return out
}
