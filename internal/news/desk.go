package news

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// DeskID is the short name of a desk, such as "sport".
type DeskID string

// Desk is a group of people inside the newsroom to whom stories are sent.
type Desk struct {
	ID DeskID `json:"id"`
	// Rev moves by one with every deed on the desk.
	Rev  int64  `json:"rev"`
	Name string `json:"name"`
	// Titles are those it works for; none is every title.
	Titles []TitleID `json:"titles,omitempty"`
	// Members are the names of the users who belong to it.
	Members []string `json:"members,omitempty"`
	// Retired is when it was given up; zero is at work. A retired desk is sent
	// nothing; what is there stays.
	Retired time.Time `json:"retired,omitzero"`
}

// AtWork reports whether stories can be sent to the desk.
func (d Desk) AtWork() bool { return d.ID != "" && d.Retired.IsZero() }

// Has reports whether a user belongs to the desk.
func (d Desk) Has(user string) bool { return slices.Contains(d.Members, user) }

var deskForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// Check returns an error wrapping [ErrInvalid] for the first rule the desk
// breaks.
func (d Desk) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("desk %q: %s: %w", d.ID, fmt.Sprintf(format, a...), ErrInvalid)
	}
	switch {
	case !deskForm.MatchString(string(d.ID)):
		return bad("the short name must be lower-case letters, digits and hyphens, starting with a letter, at most 40")
	case strings.TrimSpace(d.Name) == "":
		return bad("give it a name, such as Sport")
	}
	return oneLine("the name", d.Name, 80, bad)
}

// oneLine refuses what would not stand on one line.
func oneLine(what, text string, most int, bad func(string, ...any) error) error {
	switch {
	case strings.ContainsAny(text, "\r\n\x00"):
		return bad("%s must be one line", what)
	case len([]rune(text)) > most:
		return bad("%s has %d characters; %d are allowed", what, len([]rune(text)), most)
	}
	return nil
}
