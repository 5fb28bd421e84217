package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// LongFeed is the size, in bytes, from which a feed is better read by [Each].
const LongFeed = 1 << 20

// maxFaults is how many entries that could not be read are named.
const maxFaults = 20

// Each reads a feed of any length an entry at a time: yield is called with each
// item, in the feed's order, and memory is needed for one. The file's own bytes
// are the caller's to bound. An error of yield ends the reading and is returned.
//
// It reads what [Parse] reads, but a feed that is not well-formed is left to
// that, with its limits, and nothing is said of entries that share a guid.
func Each(raw []byte, yield func(news.WireItem) error) error {
	c := &counted{yield: yield}
	if isJSON(raw) {
		return c.json(raw)
	}
	// The feed's own words count for all entries and may stand after them.
	about, err := wire.ReadXMLParts(raw, len(raw), isEntry, func(*wire.Node) error { return nil })
	if err != nil || c.parts(about) {
		return c.whole(raw)
	}
	f, _, err := openFeed(about)
	if err != nil {
		return err
	}
	_, err = wire.ReadXMLParts(raw, len(raw), isEntry, func(n *wire.Node) error {
		if !f.isEntry(n) {
			return nil
		}
		it, err := f.read(n)
		clear(f.index) // it would hold all entries
		return c.take(it, err)
	})
	return errors.Join(err, c.result())
}

// isEntry reports whether an element is an entry where feeds have them: in the
// feed, the channel, or beside the channel.
func isEntry(name string, parents []*wire.Node) bool {
	switch name {
	case "item", "entry", "deleted-entry":
	default:
		return false
	}
	switch len(parents) {
	case 1:
		return parents[0].Name == "feed" || parents[0].Name == "RDF" || parents[0].Name == "rss"
	case 2:
		return parents[1].Name == "channel"
	}
	return false
}

// counted hands items on and counts what could not be read.
type counted struct {
	yield  func(news.WireItem) error
	n      int // entries met
	bad    int
	faults []error // the first of those bad
}

// take hands an item on; err says why it could not be read.
func (c *counted) take(it news.WireItem, err error) error {
	c.n++
	if err == nil {
		return c.yield(it)
	}
	if c.bad++; c.bad <= maxFaults {
		c.faults = append(c.faults, fmt.Errorf("entry %d: %w", c.n, err))
	}
	return nil
}

// result says what could not be read.
func (c *counted) result() error {
	switch {
	case c.n == 0:
		return errNoEntry
	case c.bad > maxFaults:
		c.faults = append(c.faults, fmt.Errorf("and %d more of its %d entries: %w", c.bad-maxFaults, c.n, news.ErrInvalid))
	}
	return errors.Join(c.faults...)
}

// parts reports whether a feed has its entries where only [Parse] finds them.
func (c *counted) parts(about *wire.Node) bool {
	_, entries, err := openFeed(about)
	return err == nil && len(entries) > 0
}

// whole reads a feed as [Parse] does.
func (c *counted) whole(raw []byte) error {
	items, err := Parse(raw)
	for _, it := range items {
		if err := c.yield(it); err != nil {
			return err
		}
	}
	return err
}

// json reads a JSON Feed: first what it says of itself, then its items.
func (c *counted) json(raw []byte) error {
	text := wire.TrimBOM(wire.ToUTF8(raw))
	top := map[string]any{}
	listed, err := members(text, func(d *json.Decoder, name string) error {
		var v any
		err := d.Decode(&v)
		top[name] = v
		return err
	}, func(*json.Decoder, int) error { return nil })
	if err != nil || !listed {
		return c.whole(raw) // which says what is wrong
	}
	f, err := openJSON(top, raw)
	if err != nil {
		return err
	}
	_, err = members(text, skip, func(d *json.Decoder, i int) error {
		var v any
		if err := d.Decode(&v); err != nil {
			return err
		}
		it, err := f.item(v, i)
		return c.take(it, err)
	})
	return errors.Join(err, c.result())
}

// skip reads over a member.
func skip(d *json.Decoder, _ string) error {
	var v json.RawMessage
	return d.Decode(&v)
}

// members walks an object of JSON: each member but the list "items" is given to
// other, each entry of that list to entry, which reads it or leaves it to be
// read over. listed says that there was such a list.
func members(text []byte, other func(*json.Decoder, string) error, entry func(*json.Decoder, int) error) (listed bool, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if _, err := d.Token(); err != nil {
		return false, err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return listed, err
		}
		name, _ := key.(string)
		if name != "items" {
			if err := other(d, name); err != nil {
				return listed, err
			}
			continue
		}
		if t, err := d.Token(); err != nil || t != json.Delim('[') || listed {
			return false, errors.Join(err, fmt.Errorf("\"items\" is no list, or there twice: %w", news.ErrInvalid))
		}
		listed = true
		for i := 0; d.More(); i++ {
			before := d.InputOffset()
			if err := entry(d, i); err != nil {
				return listed, err
			}
			if d.InputOffset() == before {
				if err := skip(d, ""); err != nil {
					return listed, err
				}
			}
		}
		if _, err := d.Token(); err != nil { // the end of the list
			return listed, err
		}
	}
	_, err = d.Token()
	return listed, err
}

// item reads the ith entry of a JSON Feed.
func (f jsonFeed) item(v any, i int) (news.WireItem, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return news.WireItem{}, fmt.Errorf("it is no object: %w", news.ErrInvalid)
	}
	var faults []string
	it, err := f.entry(object{members: m, path: fmt.Sprintf("items[%d].", i), faults: &faults})
	if err == nil && len(faults) > 0 {
		err = fmt.Errorf("%s: %w", strings.Join(faults, "; "), news.ErrInvalid)
	}
	return it, err
}
