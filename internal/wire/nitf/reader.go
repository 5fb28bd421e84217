package nitf

import (
	"fmt"
	"regexp"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// reader fills one wire item from one document.
type reader struct {
	it            *news.WireItem
	head, docdata *wire.Node // nil if there is none
	habit         wire.Habit
	seen          map[string]bool
}

// warn notes what could not be used though the item stands.
func (r reader) warn(n *wire.Node, format string, a ...any) {
	r.it.Warnings = append(r.it.Warnings, fmt.Sprintf("line %d: <%s>: ", n.Line, n.Name)+fmt.Sprintf(format, a...))
}

// note adds a word to the newsroom.
func (r reader) note(role, text string) {
	if text = wire.Lines(text); text != "" {
		r.it.EditorialNotes = append(r.it.EditorialNotes, news.EditorialNote{Role: wire.Text(role), Text: text})
	}
}

// first reports whether a value of a kind comes for the first time.
func (r reader) first(kind, value string) bool {
	key := kind + "\x00" + strings.ToLower(value)
	if value == "" || r.seen[key] {
		return false
	}
	r.seen[key] = true
	return true
}

// firstName is as first, for the name of a thing that the text marks again and
// again, at times with the ending of possession. A name that merely ends like
// that is not cut.
func (r reader) firstName(kind, name string) bool {
	for _, end := range []string{"'s", "’s"} {
		if base, ok := strings.CutSuffix(name, end); ok && r.seen[kind+"\x00"+strings.ToLower(base)] {
			return false
		}
	}
	return r.first(kind, name)
}

// takePrivate takes out of the body what is for the newsroom and leaves its
// text as editorial notes. Notes and taglines are "potentially publishable" at
// best: NTB signs with reporters' addresses there, Superdesk repeats its
// editorial note. A note of the class that is a copyright notice is one.
func (r reader) takePrivate(body *wire.Node) *wire.Node {
	if body == nil {
		return nil
	}
	shell := &wire.Node{Children: []*wire.Node{body}}
	for _, n := range r.habit.TakePrivate(shell) {
		r.note(n.Role, n.Text)
	}
	var private func(n *wire.Node) bool
	private = func(n *wire.Node) bool {
		role := n.Name
		switch n.Name {
		case "ed-msg":
			r.edMessage(n)
			return true
		case "note", "tagline", "bibliography":
			if n.Attr("noteclass") == "cpyrt" && n.Attr("type") != "npa" && !wire.IsPrivate(n) {
				n.Prune(private)
				fill(&r.it.Copyright, n.Value())
				return true
			}
			if kind := n.Attr("type"); kind != "" && kind != "std" {
				role = kind
			}
		default:
			if !wire.IsPrivate(n) {
				return false
			}
		}
		r.note(role, n.Lines())
		return true
	}
	shell.Prune(private)
	return shell.First("body")
}

// edMessage reads docdata/ed-msg.
func (r reader) edMessage(n *wire.Node) {
	role := n.Attr("msg-type")
	if role == "" {
		role = n.Name
	}
	r.note(role, n.Attr("info"))
	r.note(role, n.Lines())
}

var joined = regexp.MustCompile(`^(\d{8})(\d{6}(?:Z|[+-]\d{2}:?\d{2})?)$`)

// norm returns a time as sent in an attribute, "" if there is none. The schema
// also spells times without the T between date and time; Superdesk has been
// seen to write None.
func norm(n *wire.Node, attr string) string {
	s := wire.Text(n.Attr(attr))
	if strings.EqualFold(s, "none") {
		return ""
	}
	return joined.ReplaceAllString(s, "${1}T${2}")
}

// date reads a time; one that cannot be read is noted and left out.
func (r reader) date(n *wire.Node, attr string) news.Time {
	s := norm(n, attr)
	if s == "" {
		return news.Time{}
	}
	t, err := r.habit.ParseTime(s)
	switch {
	case err != nil:
		r.warn(n, "%v", err)
	case wire.Timed(s) && !r.habit.Zoned(s):
		r.warn(n, "%q says no zone; it was taken as UTC", s)
	}
	return t
}

// spell returns the text in n as readers would read it. Parts that follow one
// another without text between them, and titles after a name, are set apart by
// commas; a date that is only a machine's is left out.
func spell(n *wire.Node) string {
	if n == nil {
		return ""
	}
	var parts []string
	after := false // the last thing written was an element
	for _, c := range n.Children {
		text := c.Text
		if c.Name != "" {
			text = part(c)
		}
		if wire.Text(text) == "" {
			if c.Name == "" && len(parts) > 0 {
				parts[len(parts)-1] += " "
			}
			continue
		}
		if last := len(parts) - 1; last >= 0 && c.Name != "" && (after || c.Name == "byttl") {
			parts[last] = strings.TrimRight(parts[last], ", \t\r\n") + ", "
		}
		parts = append(parts, text)
		after = c.Name != ""
	}
	return strings.Trim(wire.Text(strings.Join(parts, "")), " ,")
}

// part returns the text of an element inside a byline or dateline.
func part(n *wire.Node) string {
	switch n.Name {
	case "person":
		return personName(n)
	case "story.date":
		if _, err := wire.ParseTime(n.Value()); err == nil {
			return ""
		}
		return n.Value()
	}
	return spell(n)
}

func fill(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

func or(value, other string) string {
	if value == "" {
		return other
	}
	return value
}
