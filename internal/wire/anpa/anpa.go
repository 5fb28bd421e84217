// Package anpa reads ANPA 1312, the text format of North American agencies: a
// line of service and number, a line of priority, category, keyword and date,
// then the copy, in which "^" begins a line of heading and a tab a paragraph.
//
// The format names nothing for good, so the package makes an item's guid: the
// agency, the service, the keyword and the day, as in
// "anpa:np:w:bcvesmarkferry:2026-11-23". The keyword is what agencies keep
// when they file a lead or a kill, which name no number; copy whose keyword is
// shared (alerts, adds) has its number behind it.
//
// It is no writer, decides nothing about the items it makes and cleans no
// text; body.Clean does that. Notes to editors go into editorial notes and
// into no other field.
//
// Start at [Parse].
package anpa

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxBytes is the longest file that is read.
const maxBytes = 32 << 20

// Sniff reports whether a file looks like ANPA 1312: its first two lines, after
// padding, are a header.
func Sniff(raw []byte) bool {
	raw = raw[:min(len(raw), 4096)]
	for _, f := range frames(raw) {
		_, ok := readHeader(f)
		return ok
	}
	return false
}

// Parse reads a file of one message or of several, in their order.
//
// SYN, SOH, STX, ETX, EOT and the trailer may be missing, padding is passed
// over, and what is not UTF-8 is read as windows-1252. The year of the header's
// date is that of the trailer; without a trailer there is no day in the guid.
// The filing time is the version too (202611231505), or else the number of the
// lead.
//
// An embargo counts where its date, time and zone can be read without guessing;
// else, as with copy slugged for a day to come (Adv24), it makes the item wait
// for a person. A kill makes an item canceled, a hold withheld; they have the
// guid of the keyword that they name, or else of their own, and make an item
// for each keyword if they name several. Numbers named are in links.
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
		return nil, fmt.Errorf("the file holds no ANPA message: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
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
	trailer
	habit wire.Habit
	item  news.WireItem
	lead  int // of "2ndLd", 2
	refs  []reference
	title bool // a line of the byline may follow
}

// readMessage reads one message: an item, or of a kill or hold one for each
// copy that it names. Those are returned even with an error.
func readMessage(f frame, habits wire.Habits) ([]news.WireItem, error) {
	h, ok := readHeader(f)
	if !ok {
		return nil, fmt.Errorf("%q is no ANPA header, which reads \"w0123\" and then \"r i BC-Keyword 11-23 0120\": %w", shown(f.head), news.ErrInvalid)
	}
	m := &message{header: h, trailer: readTrailer(f.tail, nil)}
	m.habit = habits.Of(wire.Origin{Format: "anpa 1312", Provider: m.agency})
	if m.habit.Zone != nil {
		m.trailer = readTrailer(f.tail, m.habit.Zone)
	}
	m.item = news.WireItem{
		Format: "anpa 1312", Type: news.TextItem, PubStatus: news.Usable, Urgency: m.urgency(h.priority), Profile: h.service,
		Slugline: h.keyword, Provider: m.agency, Subjects: []news.Concept{{Code: h.category, Role: "category"}},
	}
	if h.category == "v" {
		m.item.Profile = "advisory"
	}
	m.readLabel(h.version)
	if advanceLabel.MatchString(h.keyword) {
		m.embargo(h.keyword)
	}
	m.readText(f.text)
	others := m.identify()
	var err error
	switch {
	case f.opened && !f.closed && m.day == "":
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

// urgency is the urgency of a priority letter: flash, bulletin (and kill),
// urgent, regular and deferred, in the agencies' order; advances and what is
// slower are last.
func (m *message) urgency(priority string) int {
	if u, ok := m.habit.Urgencies[priority]; ok {
		return u
	}
	if i := strings.Index("fburd", priority); i >= 0 {
		return i + 1
	}
	return 6
}
