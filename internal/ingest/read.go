package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
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

	copy body.Copy
}

// formats are the wire formats this house reads. The first that knows a file
// reads it.
var formats = []struct {
	sniff func([]byte) bool
	parse func([]byte) ([]news.WireItem, error)
}{
	{newsmlg2.Sniff, newsmlg2.Parse},
	{newsml1.Sniff, newsml1.Parse},
	{nitf.Sniff, nitf.Parse},
	{ninjs.Sniff, ninjs.Parse},
}

// Read parses a file of agency copy and reads the texts of its items. It
// stores nothing. Items that could be read are returned even if others could
// not; the error then says which and why. An error wraps [news.ErrInvalid],
// and io.ErrUnexpectedEOF too where the file ends in mid-copy.
func Read(raw []byte) ([]Item, error) {
	for _, f := range formats {
		if !f.sniff(raw) {
			continue
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
		if err == nil && len(items) == 0 {
			err = fmt.Errorf("the file holds no item: %w", news.ErrInvalid)
		}
		return items, err
	}
	return nil, unknown(raw)
}

func readItem(w news.WireItem) Item {
	c := body.Read(w.BodyHTML, w.Language)
	if rest, ok := withoutHeading(c.HTML, w.Headline); ok {
		signOff := c.SignOff
		c = body.Read(rest, w.Language)
		c.SignOff = signOff
	}
	w.BodyHTML = c.HTML
	if c.SignOff.Raw != "" {
		w.SignOff = c.SignOff.Raw
	}
	return Item{WireItem: w, BodyText: c.Text, WordCount: c.Words, copy: c}
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
	const known = "this house reads NewsML-G2, NewsML 1, NITF and ninjs"
	head := raw
	if len(head) > 60 {
		head = head[:60]
	}
	return fmt.Errorf("unknown format, beginning %q; %s: %w", head, known, news.ErrInvalid)
}
