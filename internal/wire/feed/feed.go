// Package feed reads web feeds as agencies, authorities and news wires send
// them: RSS 0.9x, 1.0 and 2.0, Atom 1.0 (and 0.3), and JSON Feed 1.0 and 1.1,
// with what Media RSS, Dublin Core, GeoRSS and PRISM add to them, and the
// deleted entries of RFC 6721.
//
// It writes RSS 2.0, Atom 1.0 and JSON Feed 1.1 too, of what readers may see.
//
// It makes wire items and decides nothing about them. It fetches nothing, not
// even where a feed only points at a text, and cleans no text; body.Clean does
// that. That an entry is missing from a feed says nothing: feeds forget.
//
// Start at [Parse] and [WriteAtom]. The formats: RFC 4287 and RFC 6721, the RSS
// 2.0 and Media RSS specifications of the RSS Advisory Board,
// jsonfeed.org/version/1.1.
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// What a feed may be at most: far more than any agency sends.
const (
	maxBytes   = 32 << 20 // of a feed that is read as a whole
	maxEntries = 10_000   // of such a one
	maxDepth   = 200      // elements within elements
	maxNodes   = 1 << 20  // elements and runs of text
)

// Sniff reports whether a file is a feed: its first element is that of RSS or
// Atom, or it is an object of JSON whose version is one of JSON Feed. JSON of
// other kinds, and RDF that is no RSS, are left to others.
func Sniff(raw []byte) bool {
	if isJSON(raw) {
		return jsonFeedVersion(raw) != ""
	}
	head := raw[:min(len(raw), sniffed)]
	return xmlKind(firstElement(head), head)
}

// Parse reads a feed. Each entry, and each deleted entry, becomes one item;
// those that could be read are returned even if others could not, and the error
// names each of those by its place.
//
// A feed that is not well-formed XML is read a second time as leniently as is
// safe; its items then say so in their warnings. One that breaks off gives the
// entries before the break, and an error.
//
// The guid is what the entry says it is, else its link, else a hash of its
// words. The version is the time of the entry's update in UTC, which orders by
// bytes. An error wraps [news.ErrInvalid], and io.ErrUnexpectedEOF too where the
// file ends in its middle.
func Parse(raw []byte) ([]news.WireItem, error) {
	if len(raw) > maxBytes {
		return nil, fmt.Errorf("the feed has %d bytes; at most %d are read: %w", len(raw), maxBytes, news.ErrInvalid)
	}
	if isJSON(raw) {
		return parseJSON(raw)
	}
	root, err := wire.ReadXML(raw, maxBytes)
	if err == nil {
		return parseXML(root, nil)
	}
	root, broken, lenient := readLeniently(raw)
	if lenient != nil {
		return nil, fmt.Errorf("%w, and leniently: %w", err, lenient)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		items, entryErr := parseXML(root, nil)
		return items, errors.Join(err, quietly(entryErr))
	}
	items, entryErr := parseXML(root, []string{"the feed is no well-formed XML and was read leniently: " + reason(err)})
	return items, errors.Join(broken, entryErr)
}

// quietly drops the complaint that a feed has no entry, which one that breaks
// off need not be told too.
func quietly(err error) error {
	if errors.Is(err, errNoEntry) {
		return nil
	}
	return err
}

// reason is an error's text without the name of its class.
func reason(err error) string {
	return string(bytes.TrimSuffix([]byte(err.Error()), []byte(": "+news.ErrInvalid.Error())))
}

// errNoEntry says that a feed is empty.
var errNoEntry = fmt.Errorf("the feed holds no entry: %w", news.ErrInvalid)

// collect gathers the items of a list of n entries and what was wrong with the
// others. Warnings are given to each.
func collect(n int, warnings []string, read func(i int) (news.WireItem, error)) ([]news.WireItem, error) {
	if n == 0 {
		return nil, errNoEntry
	}
	var out []news.WireItem
	var faults []error
	if n > maxEntries {
		faults = append(faults, fmt.Errorf("the feed has %d entries; the first %d are read: %w", n, maxEntries, news.ErrInvalid))
		n = maxEntries
	}
	times := map[string]int{}
	for i := range n {
		it, err := read(i)
		if err != nil {
			faults = append(faults, fmt.Errorf("entry %d of %d: %w", i+1, n, err))
			continue
		}
		it.Warnings = append(it.Warnings, warnings...)
		times[it.GUID]++
		out = append(out, it)
	}
	for i, it := range out {
		if k := times[it.GUID]; k > 1 {
			out[i].Warnings = append(it.Warnings, fmt.Sprintf("%d entries of the feed have this guid", k))
		}
	}
	return out, errors.Join(faults...)
}
