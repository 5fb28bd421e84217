package ninjs

import (
	"encoding/json"
	"fmt"
	"strings"

	"broadsheet/internal/wire"
)

// maxMembers is how many members of a list are read: more than any copy has,
// and few enough to compare each with all others.
const maxMembers = 1000

// findings are what could not be used of an item.
type findings struct {
	faults   []string // the item cannot be filed with these
	warnings []string
}

// node is an object with its place in the item it belongs to.
type node struct {
	*object
	path  string // of this object, "" for the item itself
	found *findings
	habit *wire.Habit // of the item's agency
	// lenient says that what has the wrong type here makes a warning only.
	lenient bool
}

func (n node) at(name string) string {
	if n.path == "" {
		return name
	}
	return n.path + "." + name
}

// spot is the place of a property in the spelling it was sent in.
func (n node) spot(name string) string {
	if m := n.get(name); m.name != "" {
		name = m.name
	}
	return n.at(name)
}

func (n node) child(o *object, path string) node {
	return node{object: o, path: path, found: n.found, habit: n.habit, lenient: n.lenient}
}

// gently returns the same object, whose wrong types are warnings.
func (n node) gently() node {
	n.lenient = true
	return n
}

func (n node) warn(format string, a ...any) {
	n.found.warnings = append(n.found.warnings, fmt.Sprintf(format, a...))
}

// wrong notes a value of the wrong type.
func (n node) wrong(path string, v any, want string) {
	text := fmt.Sprintf("property %q is %s; it must be %s", path, kindOf(v), want)
	if n.lenient {
		n.found.warnings = append(n.found.warnings, text)
	} else {
		n.found.faults = append(n.found.faults, text)
	}
}

// text returns the first of the properties that has text, as one line.
func (n node) text(names ...string) string { return wire.Text(n.raw(names...)) }

// lines is text for properties of several lines.
func (n node) lines(names ...string) string { return wire.Lines(n.raw(names...)) }

func (n node) raw(names ...string) string {
	for _, name := range names {
		m := n.get(name)
		if m.value == nil {
			continue
		}
		s, ok := scalar(m.value)
		if !ok {
			n.wrong(n.at(m.name), m.value, "a string")
		} else if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// scalar returns a string, or a number as it was written.
func scalar(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, true
	case json.Number:
		return x.String(), true
	}
	return "", false
}

// inner returns a property that is an object.
func (n node) inner(name string) (node, bool) {
	m := n.get(name)
	o, ok := m.value.(*object)
	if !ok {
		return node{}, false
	}
	return n.child(o, n.at(m.name)), true
}

// list returns the objects of the properties, each a list or a single one. A
// string in the place of an object stands for one of that name.
func (n node) list(names ...string) []node {
	var out []node
	for _, name := range names {
		m := n.get(name)
		items, isList := m.value.([]any)
		if !isList {
			items = []any{m.value}
		}
		if len(items) > maxMembers {
			n.warn("property %q has %d members; the first %d are read", n.at(m.name), len(items), maxMembers)
			items = items[:maxMembers]
		}
		for i, item := range items {
			path := n.at(m.name)
			if isList {
				path = fmt.Sprintf("%s[%d]", path, i)
			}
			switch x := item.(type) {
			case nil:
			case *object:
				out = append(out, n.child(x, path))
			case string:
				o := &object{}
				o.set("name", x)
				out = append(out, n.child(o, path))
			default:
				n.wrong(path, item, "an object")
			}
		}
	}
	return out
}

// part is an object that has a name among its fellows.
type part struct {
	node
	name string
}

// parts returns the objects of a property that is a list whose members have
// names (2.x, 3.x) or an object that has them by name (1.x).
func (n node) parts(name string) []part {
	var out []part
	m := n.get(name)
	switch v := m.value.(type) {
	case nil:
	case []any:
		for _, x := range n.list(name) {
			out = append(out, part{x, x.text("name")})
		}
	case *object:
		for i, x := range v.members {
			if i == maxMembers {
				n.warn("property %q has %d members; the first %d are read", n.at(m.name), len(v.members), maxMembers)
				break
			}
			path := n.at(m.name) + "." + x.name
			switch o := x.value.(type) {
			case nil:
			case *object:
				out = append(out, part{n.child(o, path), wire.Text(x.name)})
			default:
				n.wrong(path, x.value, "an object")
			}
		}
	default:
		n.wrong(n.at(m.name), m.value, "a list or an object")
	}
	return out
}
