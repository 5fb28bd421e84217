// Package ninjs reads IPTC ninjs, the JSON form of news: versions 1.0 to 1.6
// (singular properties with roles in their names), 2.0 to 2.2 and 3.0 to 3.1
// (lists with roles), and what Superdesk and TT add to them. It writes 3.1, and
// holds documents to IPTC's schemas.
//
// It makes wire items and decides nothing about them. Reading is no check: what
// a schema forbids but a house can use is read. It fetches nothing and cleans
// no text; body.Clean does that. A property that a message does not have stays
// empty.
//
// Start at [Parse], [Write] and [Checker]. The schemas are IPTC's
// specification/ninjs-schema_*.json.
package ninjs

import (
	"errors"
	"fmt"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// Sniff reports whether a file looks like JSON, of which ninjs is the only
// kind that this house reads.
func Sniff(raw []byte) bool {
	head := wire.TrimBOM(wire.ToUTF8(raw[:min(len(raw), 512)]))
	return len(head) > 0 && (head[0] == '{' || head[0] == '[')
}

// Parse reads a file of one item, of a list of items, or of an object with a
// list named "items". Items that could be read are returned even if others
// could not; the error then names each of those by its place in the list and
// its properties by their path.
//
// A property of the wrong type makes its item an error where readers would
// miss or see something for it: in texts, rights, files and associated items.
// In a kill or a withhold, which must reach the newsroom whatever else they
// hold, and in terms and dates it makes a warning. An embargo that cannot be
// used never is an error: it makes the item wait for a person.
//
// habits answers how each item's agency writes; nil is the standard alone.
//
// An error wraps [news.ErrInvalid], and io.ErrUnexpectedEOF too where the file
// ends in its middle.
func Parse(raw []byte, habits wire.Habits) ([]news.WireItem, error) {
	top, err := readJSON(raw)
	if err != nil {
		return nil, err
	}
	switch v := top.(type) {
	case []any:
		return readList(v, habits)
	case *object:
		if items, ok := v.get("items").value.([]any); ok && !v.has("uri") && !v.has("guid") {
			return readList(items, habits)
		}
		it, err := readItem(v, habits)
		if err != nil {
			return nil, err
		}
		return []news.WireItem{it}, nil
	}
	return nil, fmt.Errorf("the file is %s in JSON; a ninjs item is an object with a \"uri\": %w", kindOf(top), news.ErrInvalid)
}

func readList(list []any, habits wire.Habits) ([]news.WireItem, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("the list holds no item: %w", news.ErrInvalid)
	}
	var out []news.WireItem
	var faults []error
	for i, v := range list {
		it, err := news.WireItem{}, error(nil)
		if o, ok := v.(*object); ok {
			it, err = readItem(o, habits)
		} else {
			err = fmt.Errorf("%s is no ninjs item; an object with a \"uri\" is: %w", kindOf(v), news.ErrInvalid)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("item %d of %d: %w", i+1, len(list), err))
			continue
		}
		out = append(out, it)
	}
	return out, errors.Join(faults...)
}
