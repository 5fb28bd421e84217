package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/anpa"
	"broadsheet/internal/wire/dialect"
	"broadsheet/internal/wire/digitalwires"
	"broadsheet/internal/wire/email"
	"broadsheet/internal/wire/feed"
	"broadsheet/internal/wire/iptc7901"
	"broadsheet/internal/wire/newsml1"
	"broadsheet/internal/wire/newsmlg2"
	"broadsheet/internal/wire/ninjs"
	"broadsheet/internal/wire/nitf"
	"broadsheet/internal/wire/photo"
)

// Item is a wire item with its text read.
type Item struct {
	news.WireItem        // BodyHTML is cleaned, SignOff taken out of it
	BodyText      string `json:"bodyText"`
	WordCount     int    `json:"wordCount"`

	copy    body.Copy
	dialect *dialect.Dialect // nil if none is known
	noted   string           // the note that recalls the item, where its status does not
	follows string           // of a kill that is not the item's own: the item killed
}

// Reader reads files of one agency's copy. The zero value knows no agency.
type Reader struct {
	Dialects *dialect.Set // may be nil
	// Source is whose copy it is, as far as it says how that is to be read: its
	// dialect, and what an empty embargo means.
	Source news.Source
}

// format is a wire format this house reads.
type format struct {
	sniff func([]byte) bool
	parse func([]byte, wire.Habits) ([]news.WireItem, error)
	// files returns the pictures that a file of the format carries inside it;
	// nil for formats that name theirs only.
	files func([]byte) ([]email.File, error)
	// each reads a long file an item at a time; nil for formats whose files are
	// never long.
	each func([]byte, func(news.WireItem) error) error
}

// formats are the wire formats this house reads. The first that knows a file
// reads it: feeds and digitalwires stand before ninjs, which takes any JSON for
// its own, and mail last, since any text with a colon may begin one.
var formats = []format{
	{sniff: newsmlg2.Sniff, parse: newsmlg2.Parse},
	{sniff: newsml1.Sniff, parse: newsml1.Parse},
	{sniff: nitf.Sniff, parse: nitf.Parse},
	{sniff: feed.Sniff, parse: plain(feed.Parse), each: feed.Each},
	{sniff: digitalwires.Sniff, parse: digitalwires.Parse},
	{sniff: ninjs.Sniff, parse: ninjs.Parse},
	{sniff: iptc7901.Sniff, parse: iptc7901.Parse},
	{sniff: anpa.Sniff, parse: anpa.Parse},
	{sniff: email.Sniff, parse: plain(email.Parse), files: email.Pictures},
}

// plain makes a parser of one of a format that all agencies write alike.
func plain(parse func([]byte) ([]news.WireItem, error)) func([]byte, wire.Habits) ([]news.WireItem, error) {
	return func(raw []byte, _ wire.Habits) ([]news.WireItem, error) { return parse(raw) }
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

// Read parses a file of agency copy, applies the agency's dialect and reads the
// texts of the items. It stores nothing. Items that could be read are returned
// even if others could not; the error then says which and why. An error wraps
// [news.ErrInvalid], and io.ErrUnexpectedEOF too where the file ends in mid-copy.
func (r Reader) Read(raw []byte) ([]Item, error) {
	f, ok := formatOf(raw)
	if !ok {
		return nil, unknown(raw)
	}
	parsed, err := f.parse(raw, r.Dialects.Habits(r.Source.Dialect))
	items := make([]Item, 0, len(parsed))
	for _, w := range parsed {
		item, bad := r.item(w)
		if bad != nil {
			err = errors.Join(err, bad)
			continue
		}
		items = append(items, item)
	}
	if err == nil && len(items) == 0 {
		err = fmt.Errorf("the file holds no item: %w", news.ErrInvalid)
	}
	return items, err
}

// ReadFile is [Reader.Read] for a file that may be a picture: that is one item,
// with what the file says of itself, under its name.
func (r Reader) ReadFile(name string, raw []byte) ([]Item, error) {
	if !isPicture(raw) {
		return r.Read(raw)
	}
	m, err := measure(raw)
	if err != nil {
		return nil, err
	}
	said := photo.Read(raw)
	p := news.Picture{}.Filled(said)
	w := news.WireItem{Format: strings.TrimPrefix(m.ContentType, "image/"), GUID: news.FileGUID(name), Type: news.PictureItem, PubStatus: news.Usable,
		Headline: p.Headline, Caption: p.Caption, AltText: p.Alt, Byline: p.Byline, Creditline: p.Credit, Located: p.Located, Copyright: p.Copyright, UsageTerms: p.UsageTerms,
		DigitalSourceType: p.DigitalSourceType, Keywords: p.Keywords, Created: p.Taken, Warnings: said.Warnings,
		Renditions: []news.WireRendition{{Name: "main", Href: name, ContentType: m.ContentType, Width: m.Width, Height: m.Height, Size: int64(len(raw))}}}
	for _, who := range said.People {
		w.People = append(w.People, news.Concept{Name: who})
	}
	if p.Instructions != "" {
		w.EditorialNotes = []news.EditorialNote{{Role: "instructions", Text: p.Instructions}}
	}
	return []Item{{WireItem: w}}, nil
}

// item applies the agency's dialect to a parsed item and reads its text.
func (r Reader) item(w news.WireItem) (Item, error) {
	if bad := checkItem(&w); bad != nil {
		return Item{}, bad
	}
	d := r.Dialects.Apply(r.Source.Dialect, &w)
	if w.EmbargoEmpty && r.Source.EmptyEmbargo != "" {
		w.EmbargoHold = r.Source.EmptyEmbargo == "hold"
	}
	item := readItem(w)
	item.dialect = d
	return item, nil
}

// long returns what reads a file an item at a time, if it is a long one of a
// format that can be read so; else nil.
func long(raw []byte) func([]byte, func(news.WireItem) error) error {
	if len(raw) < feed.LongFeed {
		return nil
	}
	f, _ := formatOf(raw)
	return f.each
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
	const known = "this house reads NewsML-G2, NewsML 1, NITF, ninjs, digitalwires, IPTC 7901, ANPA 1312, RSS, Atom, JSON Feed and mail, and pictures in JPEG, PNG, GIF and WebP"
	head := raw
	if len(head) > 60 {
		head = head[:60]
	}
	return fmt.Errorf("unknown format, beginning %q; %s: %w", head, known, news.ErrInvalid)
}
