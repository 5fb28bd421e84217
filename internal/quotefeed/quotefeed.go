package quotefeed

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

// The limits of one reading.
const (
	// MaxRows is how many quotes one file may hold.
	MaxRows = 20_000
	// MaxBytes is how large a file of the house's own forms, or a provider's
	// answer in JSON, may be.
	MaxBytes = 4 << 20
	// maxFile is how large a file of trades may be once unpacked, and maxLines
	// how many it may hold.
	maxFile, maxLines = 32 << 20, 200_000
	// maxLine is how long a line of CSV may be, in bytes.
	maxLine = 16 << 10
)

// Item is a quote with what its row says of the instrument.
type Item struct {
	// Instrument is the one asked for, if any was; else only the feed's view:
	// the newsroom's own record goes before it.
	Instrument market.Instrument
	// Quote has no Last if the feed spoke of the instrument but gave no price.
	Quote market.Quote
	// DelayKnown says that the feed says how late its quotes are.
	DelayKnown bool
}

// Problem is a row that was not taken, and why.
type Problem struct {
	Place string `json:"place"` // "line 3", "quote 2"
	Text  string `json:"text"`  // the field, its value, and what to do
}

func (p Problem) String() string { return p.Place + ": " + p.Text }

// Read reads quotes in the house's CSV or JSON, known by their first byte.
// Good rows are returned even if others are not; those are the problems. An
// error wraps [news.ErrInvalid] and says that nothing could be read at all.
//
// CSV has a header line with the columns symbol and last and, in any order,
// mic, prev_close, currency, as_of, delay_min, name, class, isin, status,
// sample, source; others are passed over. The separator is found out; numbers
// may have a decimal comma where that is beyond doubt. A first line such as
// "# comma=; decimal=, group=. zone=Europe/Berlin" removes all doubt. JSON is a
// list of objects, or {"quotes": […]}, with the same names in either spelling:
// prev_close or prevClose. Times are RFC 3339.
func Read(raw []byte) ([]Item, []Problem, error) {
	return readHouse(raw, Context{})
}

func readHouse(raw []byte, ctx Context) ([]Item, []Problem, error) {
	if len(raw) > MaxBytes {
		return nil, nil, fmt.Errorf("the file of quotes is larger than %d MiB; send it in parts: %w", MaxBytes>>20, news.ErrInvalid)
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	switch {
	case len(text) == 0:
		return nil, nil, fmt.Errorf("the file of quotes is empty: %w", news.ErrInvalid)
	case !utf8.Valid(text):
		return nil, nil, fmt.Errorf("the file of quotes is not UTF-8; save it as UTF-8: %w", news.ErrInvalid)
	case text[0] == '<':
		return nil, nil, fmt.Errorf("the file is a web page or XML, not quotes as CSV or JSON: %w", news.ErrInvalid)
	}
	b := &batch{ctx: ctx}
	var err error
	if text[0] == '[' || text[0] == '{' {
		err = readJSON(b, text)
	} else {
		err = readCSV(b, string(text), ctx.Dialect)
	}
	if err != nil {
		return nil, nil, err
	}
	return b.items, b.problems, nil
}

// batch gathers what one reading brings.
type batch struct {
	ctx      Context
	items    []Item
	problems []Problem
}

func (b *batch) problem(place string, err error) {
	b.problems = append(b.problems, Problem{place, plain(err)})
}

// full reports whether no more rows may be taken, and says so once.
func (b *batch) full(n int, place string) bool {
	if n < MaxRows {
		return false
	}
	b.problems = append(b.problems, Problem{place, fmt.Sprintf("one file may hold %d quotes; the rest was not read", MaxRows)})
	return true
}

// plain returns an error's text in one line, without the name of its kind: a
// problem is invalid as it is.
func plain(err error) string {
	text := bytes.ReplaceAll([]byte(err.Error()), []byte("\n"), []byte("; "))
	return string(bytes.TrimSuffix(text, []byte(": "+news.ErrInvalid.Error())))
}

// invalid returns an error wrapping [news.ErrInvalid].
func invalid(format string, a ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, a...), news.ErrInvalid)
}

// ErrProvider says that a provider answered with something other than quotes: a
// limit, a refusal, a web page, or a shape that is not its own. The quotes that
// are there stay.
var ErrProvider = errors.New("no quotes from the provider")
