package demo

import (
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Edit is what the desk did to a story before its agency's next take came: the
// take lies beside the desk's words when the demo opens.
type Edit struct {
	At       time.Time
	Source   news.SourceID
	GUID     string
	Headline string
	words    *strings.Replacer
}

// Body returns the desk's words for the agency's.
func (e Edit) Body(theirs string) string { return e.words.Replace(theirs) }

// besideStory is the story that the desk edited.
const besideStory = "corridor-insurers"

// Edits returns what the desk did, in the order of its doing.
func Edits(now time.Time) ([]Edit, error) {
	home, err := time.LoadLocation(Titles()[0].TimeZone)
	if err != nil {
		return nil, err
	}
	w := newWeek(now, home)
	stories, err := readCopy(w)
	if err != nil {
		return nil, err
	}
	for _, s := range stories {
		if s.guid != besideStory {
			continue
		}
		sent, next := w.between(w.ago(s.age), 0, len(s.takes)), w.between(w.ago(s.age), 1, len(s.takes))
		return []Edit{{At: sent.Add(next.Sub(sent) / 2), Source: news.SourceID(s.agency), GUID: guid(s.agency, "story", s.guid),
			Headline: "Insurers keep the river surcharge; one mutual asks for less",
			words: strings.NewReplacer(" The rate was raised on the day of the closure and few voyages have been charged at it since, the association said.", "",
				"One insurer took another course. Orve and Sound Mutual", "One insurer went its own way: Orve and Sound Mutual")}}, nil
	}
	return nil, fmt.Errorf("there is no demo story %q", besideStory)
}
