package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire/anpa"
	"broadsheet/internal/wire/email"
	"broadsheet/internal/wire/feed"
	"broadsheet/internal/wire/iptc7901"
	"broadsheet/internal/wire/newsml1"
	"broadsheet/internal/wire/newsmlg2"
	"broadsheet/internal/wire/ninjs"
	"broadsheet/internal/wire/nitf"
)

// Item is a wire item with its text read.
type Item struct {
	news.WireItem        // BodyHTML is cleaned, SignOff taken out of it
	BodyText      string `json:"bodyText"`
	WordCount     int    `json:"wordCount"`

	copy    body.Copy
	noted   string // the note that recalls the item, where its status does not
	follows string // of a kill that is not the item's own: the item killed
}

// format is a wire format this house reads.
type format struct {
	sniff func([]byte) bool
	parse func([]byte) ([]news.WireItem, error)
	// files returns the pictures that a file of the format carries inside it;
	// nil for formats that name theirs only.
	files func([]byte) ([]email.File, error)
}

// formats are the wire formats this house reads. The first that knows a file
// reads it: feeds stand before ninjs, which takes any JSON for its own, and
// mail last, since any text with a colon may begin one.
var formats = []format{
	{sniff: newsmlg2.Sniff, parse: newsmlg2.Parse},
	{sniff: newsml1.Sniff, parse: newsml1.Parse},
	{sniff: nitf.Sniff, parse: nitf.Parse},
	{sniff: feed.Sniff, parse: feed.Parse},
	{sniff: ninjs.Sniff, parse: ninjs.Parse},
	{sniff: iptc7901.Sniff, parse: iptc7901.Parse},
	{sniff: anpa.Sniff, parse: anpa.Parse},
	{sniff: email.Sniff, parse: email.Parse, files: email.Pictures},
}

// formatOf returns the format of a file, known from its content.
func formatOf(raw []byte) (format, bool) {
	for _, f := range formats {
		if f.sniff(raw) {
			return f, true
		}
	}
	return format{}, false
}

// Read parses a file of agency copy and reads the texts of its items. It
// stores nothing. Items that could be read are returned even if others could
// not, unless their message is atomic; the error then says which and why. An error wraps [news.ErrInvalid],
// and io.ErrUnexpectedEOF too where the file ends in mid-copy.
func Read(raw []byte) ([]Item, error) {
	f, ok := formatOf(raw)
	if !ok {
		return nil, unknown(raw)
	}
	parsed, err := f.parse(raw)
	items := make([]Item, 0, len(parsed))
	for _, w := range parsed {
		if bad := checkItem(&w); bad != nil {
			err = errors.Join(err, bad)
			continue
		}
		items = append(items, readItem(w))
	}
	if err = atomic(items, err); err != nil && errors.Is(err, errAtomic) {
		return nil, err
	}
	if err == nil && len(items) == 0 {
		err = fmt.Errorf("the file holds no item: %w", news.ErrInvalid)
	}
	return items, err
}

// errAtomic says that none of a message's items is filed.
var errAtomic = errors.New("the message is atomic, so none of its items is filed")

// atomic returns err, and [errAtomic] too if the items are of a message that is
// filed whole or not at all (R18) and not all of it can be filed.
func atomic(items []Item, err error) error {
	whole := false
	for i := range items {
		whole = whole || items[i].Has(news.SignalAtomic)
	}
	if !whole {
		return err
	}
	for i := range items {
		if _, bad := hashOf(items[i]); bad != nil { // such as a time 24 hours from UTC
			err = errors.Join(err, fmt.Errorf("%s cannot be written down: %v: %w", items[i].GUID, bad, news.ErrInvalid))
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errAtomic, err)
	}
	return nil
}

func readItem(w news.WireItem) Item {
	c := body.Read(w.BodyHTML, w.Language)
	w.BodyHTML = c.HTML
	if takeEmbargoLine(&w); w.BodyHTML != c.HTML {
		signOff := c.SignOff
		c = body.Read(w.BodyHTML, w.Language)
		c.SignOff = signOff
	}
	if rest, contacts := body.WithoutContacts(c.HTML); len(contacts) > 0 {
		signOff := c.SignOff
		if c = body.Read(rest, w.Language); c.SignOff.Raw == "" {
			c.SignOff = signOff
		}
		for _, line := range contacts {
			w.EditorialNotes = append(w.EditorialNotes, news.EditorialNote{Role: "contacts", Text: line})
		}
	}
	if rest, ok := withoutHeading(c.HTML, w.Headline); ok {
		signOff := c.SignOff
		c = body.Read(rest, w.Language)
		c.SignOff = signOff
	}
	w.BodyHTML = c.HTML
	if c.SignOff.Raw != "" {
		w.SignOff = c.SignOff.Raw
	}
	it := Item{WireItem: w, BodyText: c.Text, WordCount: c.Words, copy: c}
	it.heedNotes()
	return it
}

// withoutHeading removes a heading that opens a text and only repeats the
// headline, as TT and others send it.
func withoutHeading(text, headline string) (string, bool) {
	first, rest, ok := strings.Cut(text, "\n")
	if !ok || !strings.HasPrefix(first, "<h2") || !strings.EqualFold(strings.Join(strings.Fields(body.Text(first)), " "), headline) {
		return text, false
	}
	return rest, true
}

// maxGUID is the longest guid, in bytes, that every database can index.
const maxGUID = 1000

func checkItem(w *news.WireItem) error {
	if w.GUID == "" {
		return fmt.Errorf("an item has no guid, so its updates and its kill could not be told from new copy: %w", news.ErrInvalid)
	}
	if len(w.GUID) > maxGUID || len(w.Version) > maxGUID {
		return fmt.Errorf("guid %.40q… or its version is longer than %d bytes: %w", w.GUID, maxGUID, news.ErrInvalid)
	}
	for _, s := range []string{w.GUID, w.Version} {
		for _, r := range s {
			if r < ' ' || r == 0x7f {
				return fmt.Errorf("guid %.80q or its version holds a control character: %w", w.GUID, news.ErrInvalid)
			}
		}
	}
	return nil
}

// unknown says what a file that no parser knows looks like.
func unknown(raw []byte) error {
	if len(raw) == 0 {
		return fmt.Errorf("the file is empty: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
	}
	const known = "this house reads NewsML-G2, NewsML 1, NITF, ninjs, IPTC 7901, ANPA 1312, RSS, Atom, JSON Feed and mail"
	head := raw
	if len(head) > 60 {
		head = head[:60]
	}
	return fmt.Errorf("unknown format, beginning %q; %s: %w", head, known, news.ErrInvalid)
}
