// Package iptc7901 reads IPTC 7901, the text format that agencies have sent
// since teleprinters: a line of service, number, priority and category, the
// slugline, the text, and the time of filing, between control characters.
//
// The format names nothing for good, so the package makes an item's guid: the
// agency, the service, the number and the day of filing, as in
// "iptc7901:npa:bas:0157:2026-11-23". Where a lead, a correction or a kill
// names the number that it replaces, its guid is that one's.
//
// It is no writer, decides nothing about the items it makes and cleans no
// text; body.Clean does that. Notebook, sign-off and whatever is not meant for
// readers go into editorial notes and into no other field.
//
// Start at [Parse].
package iptc7901

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxBytes is the longest file that is read.
const maxBytes = 32 << 20

// Sniff reports whether a file looks like IPTC 7901: its first line, after
// padding, is a header.
func Sniff(raw []byte) bool {
	raw = raw[:min(len(raw), 4096)]
	for _, f := range frames(raw) {
		_, ok := readHeader(f.header())
		return ok
	}
	return false
}

// Parse reads a file of one message or of several, in their order.
//
// SOH, STX, ETX, EOT and the trailer may be missing, padding (NUL, DEL, SYN)
// and bells are passed over, and what is not UTF-8 is read as windows-1252. A
// filing time without a zone is in the agency's, which is UTC where it is not
// known; in UTC it is the version too, since the format has none (202611231505). A message without
// a number of its own is known by its slugline and headline instead, and one
// without a trailer by both.
//
// An embargo counts where its date, time and zone can be read without
// guessing; else it makes the item wait for a person. HOLD makes an item
// withheld and KILL canceled; they have the guid of the number that they name,
// and make an item for each if there are several. A lead with the guid of what
// it replaces has a link "sameAs" to that of its own number.
//
// habits answers how each message's agency writes; nil is the format alone.
//
// Items that could be read are returned even if others could not, with an
// error that joins one for each of those. It wraps [news.ErrInvalid], and
// io.ErrUnexpectedEOF too where a message that was begun is not ended. A kill
// or hold is returned even then.
func Parse(raw []byte, habits wire.Habits) ([]news.WireItem, error) {
	if len(raw) > maxBytes {
		return nil, fmt.Errorf("the file has %d bytes, more than %d; send its messages apart: %w", len(raw), maxBytes, news.ErrInvalid)
	}
	list := frames(raw)
	if len(list) == 0 {
		return nil, fmt.Errorf("the file holds no IPTC 7901 message: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
	}
	var out []news.WireItem
	var faults []error
	for i, f := range list {
		items, err := readMessage(f, habits)
		if err != nil {
			faults = append(faults, fmt.Errorf("message %d of %d, line %d: %w", i+1, len(list), f.line, err))
		}
		out = append(out, items...)
	}
	return out, errors.Join(faults...)
}

// message is a message while it is read.
type message struct {
	header
	habit wire.Habit
	filed filing
	item  news.WireItem
	lead  int // of "2ND LEAD", 2
	refs  []reference
	named string // the headline that a kill quotes
}

// urgency is the agency's own meaning of the priority, or else the priority.
func (m *message) urgency() int {
	if u, ok := m.habit.Urgencies[strconv.Itoa(m.priority)]; ok {
		return u
	}
	return min(m.priority, 6)
}

// readMessage reads one message: an item, or of a kill or hold one for each
// message that it names. Those are returned even with an error.
func readMessage(f frame, habits wire.Habits) ([]news.WireItem, error) {
	h, ok := readHeader(f.header())
	if !ok {
		return nil, fmt.Errorf("%q is no IPTC 7901 header, which reads \"bas0157 3 pl 120  npa 0157\": %w", shown(f.header()), news.ErrInvalid)
	}
	m := &message{header: h, habit: habits.Of(wire.Origin{Format: "iptc 7901", Provider: h.agency})}
	m.filed = readTrailer(f.tail, m.habit.Zone)
	m.item = news.WireItem{
		Format: "iptc 7901", Type: news.TextItem, PubStatus: news.Usable, Urgency: m.urgency(), Provider: h.agency,
		Slugline: f.slugline(), Profile: h.service, Subjects: []news.Concept{{Code: h.category, Role: "category"}},
	}
	if h.reference != 0 {
		m.refs = append(m.refs, reference{number: h.reference, header: true})
	}
	m.readText(f.text)
	others := m.identify()
	var err error
	switch {
	case f.cut() && m.filed.day == "":
		err = fmt.Errorf("the message ends in its middle, without ETX or filing time; have it sent again: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
	case m.item.PubStatus == news.Usable && m.item.Headline == "" && m.item.BodyHTML == "":
		err = fmt.Errorf("the message has neither headline nor text; have it sent again: %w", news.ErrInvalid)
	}
	if m.item.PubStatus == news.Usable {
		if err != nil {
			return nil, err
		}
		return []news.WireItem{m.item}, nil
	}
	items := []news.WireItem{m.item}
	for _, guid := range others {
		it := m.item
		it.GUID = guid
		items = append(items, it)
	}
	return items, err
}
