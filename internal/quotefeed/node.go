package quotefeed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
)

// node is a place in a JSON tree whose shape is not to be relied on. What is
// not there is a node too, and empty in every respect. Numbers keep their
// digits as they were sent.
type node struct{ v any }

func parseTree(raw []byte) (node, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var n node
	if err := d.Decode(&n.v); err != nil {
		return n, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return n, errors.New("something follows it")
	}
	return n, nil
}

func (n node) isObject() bool { _, ok := n.v.(map[string]any); return ok }
func (n node) isList() bool   { _, ok := n.v.([]any); return ok }
func (n node) isNull() bool   { return n.v == nil }

// get returns the first member of an object that has one of the names and is
// not null.
func (n node) get(names ...string) node {
	object, _ := n.v.(map[string]any)
	for _, name := range names {
		if v := object[name]; v != nil {
			return node{v}
		}
	}
	return node{}
}

// keys returns the names of an object's members, sorted.
func (n node) keys() []string {
	object, _ := n.v.(map[string]any)
	out := make([]string, 0, len(object))
	for k := range object {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// list returns the members of a list.
func (n node) list() []node {
	values, _ := n.v.([]any)
	out := make([]node, 0, len(values))
	for _, v := range values {
		out = append(out, node{v})
	}
	return out
}

// text returns a string, a number as it was sent, or a boolean. Of what is no
// plain value it returns something that is no number either.
func (n node) text() string {
	switch x := n.v.(type) {
	case nil:
		return ""
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	case []any:
		return "[…]"
	}
	return "{…}"
}

// time returns a time as providers write it, in RFC 3339 or since 1970; zero
// if it is none.
func (n node) time() time.Time {
	t, _, err := moment("", n.text(), nil)
	if err != nil {
		return time.Time{}
	}
	return t
}

// providerTree parses a provider's JSON answer.
func providerTree(raw []byte) (node, error) {
	if len(raw) > MaxBytes {
		return node{}, refusal("the answer is larger than %d MiB", MaxBytes>>20)
	}
	top, err := parseTree(raw)
	if err != nil {
		return node{}, refusal("the answer is not JSON: %v", err)
	}
	return top, nil
}

// refusal returns an error wrapping [ErrProvider].
func refusal(format string, a ...any) error {
	return fmt.Errorf("%s: %w", cutLong(fmt.Sprintf(format, a...)), ErrProvider)
}

// cutLong keeps a provider's own words to one line of a log.
func cutLong(s string) string {
	out := []rune(s)
	for i, r := range out {
		if isControl(r) {
			out[i] = ' '
		}
	}
	if len(out) > 200 {
		return string(out[:200]) + "…"
	}
	return string(out)
}
