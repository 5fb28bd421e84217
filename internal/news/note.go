package news

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// NoteID names a note for good (UUID).
type NoteID string

// NoteKind says what a note is about.
type NoteKind string

// The kinds of note.
const (
	NoteSaid NoteKind = "note" // somebody says something about the story
	NoteSent NoteKind = "sent" // somebody sent the story elsewhere, or took it
)

// Whereabouts is where a story is in the newsroom: on a desk, with somebody, or
// both. The zero value is nowhere.
type Whereabouts struct {
	Desk   DeskID `json:"desk,omitempty"`
	Holder string `json:"holder,omitempty"` // name of a user
}

// String writes it for people.
func (w Whereabouts) String() string {
	switch {
	case w.Desk != "" && w.Holder != "":
		return fmt.Sprintf("with %s on desk %s", w.Holder, w.Desk)
	case w.Desk != "":
		return fmt.Sprintf("on desk %s", w.Desk)
	case w.Holder != "":
		return "with " + w.Holder
	}
	return "on no desk"
}

// Whereabouts returns where the story is.
func (s Story) Whereabouts() Whereabouts { return Whereabouts{s.Desk, s.Holder} }

// Note is something said inside the newsroom about a story. It is never changed
// and never public.
type Note struct {
	ID    NoteID    `json:"id"`
	Story StoryID   `json:"story"`
	At    time.Time `json:"at"`
	By    string    `json:"by"` // name of a user
	Kind  NoteKind  `json:"kind"`
	Text  string    `json:"text,omitempty"`
	// For lists the names of the users it is for: they are told of it.
	For []string `json:"for,omitempty"`
	// Was and Now are where the story was and is, if the note tells of a sending.
	Was Whereabouts `json:"was,omitzero"`
	Now Whereabouts `json:"now,omitzero"`
}

// LongestNote is how long a note may be, in characters.
const LongestNote = 4000

// Check returns an error wrapping [ErrInvalid] for the first rule the note
// breaks.
func (n Note) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("note: %s: %w", fmt.Sprintf(format, a...), ErrInvalid)
	}
	switch {
	case !ValidID(string(n.ID)):
		return bad("%q is no id; make a UUID", n.ID)
	case n.Kind == NoteSaid && strings.TrimSpace(n.Text) == "":
		return bad("write something")
	case len([]rune(n.Text)) > LongestNote:
		return bad("it has %d characters; %d are allowed, put the rest into the story", len([]rune(n.Text)), LongestNote)
	case strings.ContainsRune(n.Text, 0):
		return bad("it holds a character that no text has")
	}
	return nil
}

// NoteLine is a note in a list over many stories.
type NoteLine struct {
	Note
	Headline string `json:"headline"`
}

var mention = regexp.MustCompile(`(^|[\s(„“"'/,;:])@([a-z][a-z0-9.-]{0,39})`)

// Mentions returns the account names that a note calls upon with an @, each once,
// in their order. An address of mail calls upon nobody.
func Mentions(text string) []string {
	var out []string
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		if name := strings.TrimRight(m[2], ".-"); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// ValidID reports whether an id that a browser or a terminal made is a UUID in
// lower case.
func ValidID(id string) bool { return uuidForm.MatchString(id) }
