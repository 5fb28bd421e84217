package news

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// Wording is what an editor words of a story.
type Wording struct {
	Headline   string `json:"headline"`
	Kicker     string `json:"kicker"`
	Standfirst string `json:"standfirst"`
	Slugline   string `json:"slugline"`
	Byline     string `json:"byline"`
	SignOff    string `json:"signOff"`
	Body       string `json:"body"` // HTML, see package body
}

// Wording returns what an editor words of the content.
func (c Content) Wording() Wording {
	return Wording{Headline: c.Headline, Kicker: c.Kicker, Standfirst: c.Standfirst, Slugline: c.Slugline, Byline: c.Byline, SignOff: c.SignOff, Body: c.Body}
}

// The longest wording that the desk takes: far beyond any story, and short
// enough for a browser to edit.
const (
	LongestField = 2000    // characters
	LongestBody  = 2 << 20 // bytes
)

// WordingField is a field of a wording, beside its body.
type WordingField struct {
	Name string // as in JSON
	Text *string
}

// Fields returns the fields beside the body, in their order on the screen.
func (w *Wording) Fields() []WordingField {
	return []WordingField{{"kicker", &w.Kicker}, {"headline", &w.Headline}, {"standfirst", &w.Standfirst}, {"slugline", &w.Slugline}, {"byline", &w.Byline}, {"signOff", &w.SignOff}}
}

// Check returns an error wrapping [ErrInvalid] for a field that is too long.
func (w Wording) Check() error {
	for _, f := range w.Fields() {
		if n := utf8.RuneCountInString(*f.Text); n > LongestField {
			return fmt.Errorf("the %s has %d characters and may have %d; shorten it: %w", f.Name, n, LongestField, ErrInvalid)
		}
	}
	if len(w.Body) > LongestBody {
		return fmt.Errorf("the text has %.1f MB and a story may have %d; take some of it out, what you typed is kept in this browser until then: %w",
			float64(len(w.Body))/(1<<20), LongestBody>>20, ErrInvalid)
	}
	return nil
}

// WorkingCopy is what somebody has typed into a story and has not made a version
// of. Everybody has their own; nobody's is laid over another's.
type WorkingCopy struct {
	Story StoryID `json:"story"`
	User  UserID  `json:"user"`
	Name  string  `json:"name"` // full name of the user
	// Head is the number of the version that the words are based on.
	Head int `json:"head"`
	// Seq moves by one with each save. A save names the one it saw, 0 for the
	// first; what came later is told by it, never by the clock.
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
	// Window is the window that saved it, by which one whose answer got lost knows
	// its own words again.
	Window  string  `json:"window,omitempty"`
	Wording Wording `json:"wording"`
}

// Presence is somebody who has a story open, in one window of their browser.
type Presence struct {
	Story StoryID `json:"story"`
	User  UserID  `json:"user"`
	Name  string  `json:"name"` // full name of the user
	// Account is the user's name as versions and the journal have it.
	Account string `json:"account"`
	Window  string `json:"window"` // tells apart several of one user
	// Paragraph is where they are: "n" of the paragraph of version Head counted
	// from 0, or the beginning of one that is in no version yet; "" is nowhere.
	Head      int       `json:"head"`
	Paragraph string    `json:"paragraph"`
	Since     time.Time `json:"since"`
	Until     time.Time `json:"until"` // when they count as gone unless they say more
}
