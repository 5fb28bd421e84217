package newsmlg2

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// reader fills one wire item from one G2 item.
type reader struct {
	it    *news.WireItem
	habit wire.Habit
}

// warn notes what could not be used though the item stands.
func (r reader) warn(format string, a ...any) {
	r.it.Warnings = append(r.it.Warnings, fmt.Sprintf(format, a...))
}

// note keeps an element's text for the newsroom, under its role.
func (r reader) note(n *wire.Node) {
	if text := n.Lines(); text != "" {
		r.it.EditorialNotes = append(r.it.EditorialNotes, news.EditorialNote{Role: role(n), Text: text})
	}
}

// steering are the elements that say what to do with an item. They are obeyed
// even if they are not to be published.
var steering = map[string]bool{
	"itemMeta": true, "itemClass": true, "pubStatus": true, "embargoed": true, "signal": true, "versionCreated": true,
	"firstCreated": true, "expires": true, "edNote": true,
}

// takePrivate takes out of the item every element that carries a constraint on
// publishing it (pubconstraint), which holds for all within it, and leaves its
// text as an editorial note of the element's name.
func (r reader) takePrivate(item *wire.Node) {
	item.Prune(func(n *wire.Node) bool {
		if steering[n.Name] || n.Attr("pubconstraint") == "" && n.Attr("pubconstrainturi") == "" {
			return false
		}
		if text := n.Lines(); text != "" {
			r.it.EditorialNotes = append(r.it.EditorialNotes, news.EditorialNote{Role: n.Name, Text: text})
		}
		return true
	})
}

// date reads a time; one that cannot be read is noted and left out.
func (r reader) date(n *wire.Node) news.Time {
	s := n.Value()
	if s == "" {
		return news.Time{}
	}
	t, err := r.habit.ParseTime(s)
	switch {
	case err != nil:
		r.warn("line %d: <%s>: %v", n.Line, n.Name, err)
	case wire.Timed(s) && !r.habit.Zoned(s):
		r.warn("line %d: <%s> %q says no zone; it was taken as UTC", n.Line, n.Name, s)
	}
	return t
}

// embargo takes in one embargo of several: the latest holds (receiver rule R7).
// The type is DateTimeOrNull, and an empty one means that a person decides
// (R8), as does one that cannot be read or leaves open when it ends.
func (r reader) embargo(n *wire.Node, s string) {
	s = wire.Text(s)
	if s == "" {
		r.it.EmbargoEmpty = r.it.EmbargoEmpty || !r.it.EmbargoHold
		r.it.EmbargoHold = true
		return
	}
	r.it.EmbargoEmpty = false
	t, err := r.habit.ParseTime(s)
	if err != nil {
		r.it.EmbargoHold = true
		r.warn("line %d: <%s>: %v", n.Line, n.Name, err)
		return
	}
	if !r.habit.Zoned(s) || !wire.Timed(s) {
		r.it.EmbargoHold = true
		r.warn("line %d: <%s> %q leaves open when it ends; it was taken as %s and waits for an editor", n.Line, n.Name, s, t.Format(time.RFC3339))
	}
	if t.After(r.it.Embargo.Time) {
		r.it.Embargo = t
	}
}

// code returns the code of an element in any of the ways G2 spells one.
func code(n *wire.Node) string {
	for _, name := range []string{"qcode", "uri", "literal", "code"} {
		if v := n.Attr(name); v != "" {
			return wire.Text(v)
		}
	}
	return ""
}

// role returns the last part of an element's role.
func role(n *wire.Node) string { return local(either(n, "role", "roleuri")) }

// local returns the last part of a code. In a URI it is decoded.
func local(code string) string {
	part := wire.LocalCode(code)
	if strings.Contains(code, "://") {
		if plain, err := url.PathUnescape(part); err == nil {
			return wire.Text(plain)
		}
	}
	return part
}

// either returns the first of two attributes that is there: most codes of G2
// are given as a qcode or, under a name ending in "uri", as a URI.
func either(n *wire.Node, qcode, uri string) string {
	if v := n.Attr(qcode); v != "" {
		return wire.Text(v)
	}
	return wire.Text(n.Attr(uri))
}

// name returns the name in an element, in the item's language if it is there.
func (r reader) name(n *wire.Node) string { return r.spoken(n.All("name")).Value() }

// nameOrCode returns the name in an element, or its code if it has none.
func (r reader) nameOrCode(n *wire.Node) string {
	if s := r.name(n); s != "" {
		return s
	}
	return code(n)
}

// spoken returns the first element with text that is in the item's language,
// else in another of its regions, else in none said, else in any.
func (r reader) spoken(list []*wire.Node) *wire.Node {
	var best *wire.Node
	rank := 0
	for _, n := range list {
		if fit := r.fits(n.Attr("lang")); fit > rank && n.Value() != "" {
			best, rank = n, fit
		}
	}
	return best
}

func (r reader) fits(language string) int {
	base := func(tag string) string {
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		return tag
	}
	switch {
	case strings.EqualFold(language, r.it.Language):
		return 4
	case language == "":
		return 2
	case base(language) == base(r.it.Language):
		return 3
	}
	return 1
}

// number reads an attribute that counts pixels or bytes, 0 if it does not.
func number(n *wire.Node, attr string) int {
	v, err := strconv.ParseInt(n.Attr(attr), 10, 32)
	if err != nil || v < 0 {
		return 0
	}
	return int(v)
}
