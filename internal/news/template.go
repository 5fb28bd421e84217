package news

import (
	"fmt"
	"strings"
	"time"
)

// TemplateID names a template for good (UUID).
type TemplateID string

// Template is a named start for stories: fields, a skeleton of the body, and
// where the story is to stand.
type Template struct {
	ID TemplateID `json:"id"`
	// Rev moves by one with every deed on the template.
	Rev  int64  `json:"rev"`
	Name string `json:"name"`
	// Title is the one it is for; empty is every title. Section is where stories
	// begun with it stand; it needs a title.
	Title   TitleID `json:"title,omitempty"`
	Section string  `json:"section,omitempty"`
	Wording Wording `json:"wording"`
	Urgency int     `json:"urgency,omitempty"`
	// By is who saved it last, and At when.
	By string    `json:"by"`
	At time.Time `json:"at"`
	// Retired is when it was given up; zero is in use. Stories begun with it stay.
	Retired time.Time `json:"retired,omitzero"`
}

// InUse reports whether stories can be begun with the template.
func (t Template) InUse() bool { return t.ID != "" && t.Retired.IsZero() }

// Check returns an error wrapping [ErrInvalid] for the first rule the template
// breaks.
func (t Template) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("template %q: %s: %w", t.Name, fmt.Sprintf(format, a...), ErrInvalid)
	}
	switch {
	case !ValidID(string(t.ID)):
		return bad("%q is no id; make a UUID", t.ID)
	case strings.TrimSpace(t.Name) == "":
		return bad("give it a name, such as Match report")
	case t.Section != "" && t.Title == "":
		return bad("a section is one of a title; name the title")
	case t.Urgency < 0 || t.Urgency > 9:
		return bad("the urgency is 1 to 9")
	}
	if err := oneLine("the name", t.Name, 80, bad); err != nil {
		return err
	}
	return t.Wording.Check()
}
