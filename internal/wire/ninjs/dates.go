package ninjs

import (
	"fmt"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// date returns the first of the properties that is a time. One that cannot be
// read is noted and left out.
func (n node) date(names ...string) news.Time {
	for _, name := range names {
		m := n.get(name)
		s, ok := m.value.(string)
		switch {
		case m.value == nil || ok && strings.TrimSpace(s) == "":
			continue
		case !ok:
			n.gently().wrong(n.at(m.name), m.value, "a time in a string")
			continue
		}
		t, err := n.habit.ParseTime(s)
		if err == nil {
			return t
		}
		n.warn("property %q is %q, which is no time that can be read", n.at(m.name), shown(s))
	}
	return news.Time{}
}

// embargo returns the latest embargo an item carries (receiver rule R7):
// embargoed in 1.x and 2.x, embargoedUntil in 3.x. One that is there but says
// no moment – it is empty, cannot be read, has no offset – makes the item wait
// for a person, whatever another one says (R8). Null is as good as absent.
// empty says that nothing but an empty property makes it wait.
func embargo(n node, status news.PubStatus) (until news.Time, hold, empty bool) {
	unread := false
	for _, name := range []string{"embargoeduntil", "embargoed"} {
		m := n.get(name)
		if m.value == nil {
			continue
		}
		t, why := n.moment(m.value)
		if why != "" {
			hold = true
			unread = unread || why != isEmpty
			n.warn("property %q %s; a person must release the item", n.at(m.name), why)
		} else if t.After(until.Time) {
			until = t
		}
	}
	// TT gives a reason besides the time, and AP a status of its own.
	meant := n.gently().text("embargoedreason") != "" || strings.EqualFold(string(status), "embargoed")
	if meant && until.IsZero() && !hold {
		hold = true
		n.warn("an embargo is spoken of and no property %q says until when; a person must release the item", n.at("embargoed"))
	}
	if hold {
		return news.Time{}, true, !unread && !meant && until.IsZero()
	}
	return until, false, false
}

// isEmpty is why an empty property says no moment.
const isEmpty = "is empty"

// moment reads a time that means one moment whatever the place, or says why it
// does not.
func (n node) moment(v any) (t news.Time, why string) {
	s, ok := v.(string)
	if !ok {
		return t, "is " + kindOf(v)
	}
	if wire.Text(s) == "" {
		return t, isEmpty
	}
	t, err := n.habit.ParseTime(s)
	switch {
	case err != nil:
		return t, fmt.Sprintf("is %q, which cannot be read", shown(s))
	case !n.habit.Zoned(s):
		return t, fmt.Sprintf("is %q, without an offset from UTC", shown(s))
	}
	return t, ""
}

// shown is a text for a message, cut if it is long.
func shown(s string) string {
	s = wire.Text(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
