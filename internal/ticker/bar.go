// Package ticker is the room of the market: it keeps instruments and their last
// quotes, and makes each title's market bar from them.
//
// It reads no provider's format (that is quotefeed) and makes no page (that is
// the site). A quote never goes through the journal: it has its own table, and
// its own counter that bars are made anew by.
//
// Start at [Room.Take] for what comes in and [Room.Bar] for what is shown.
package ticker

import "time"

// Bar is a title's market bar, ready to show. Its texts are in the numbers of
// the title's language; its words are the page's business.
type Bar struct {
	Heading string // free text, e.g. "NYSE - LSE"; may be empty
	Glyph   bool   // BP 31.675 ▼ −0.33% rather than BP -0.33% 31.675 $
	Rows    []Row
	AsOf    time.Time // of the newest quote shown; zero where there is none
	// DateOnly says that of AsOf only the date, in UTC, is known.
	DateOnly bool
	// DelayMin is the longest delay of the quotes shown, in minutes; 0 is live.
	DelayMin int
	Sample   bool // at least one quote is sample data, and the page must say so
	Closed   bool // every venue of the quotes shown is closed
	// Credits must stand beside the quotes.
	Credits []Credit
}

// Credit is whom quotes are from, in the words of their licence.
type Credit struct{ Text, URL string }

// Row is one instrument in a bar.
type Row struct {
	Symbol string
	Name   string // for those who hear the page; the symbol if there is none
	// Direction is 1 for a rise, -1 for a fall, 0 for no change or none known.
	Direction int
	Change    string // "1.99%", "-0.33%", "–" where none may be shown
	Price     string // with its unit: "31.675 $", NBSP between
	Bare      string // the price without its unit, for the glyph form
	Unit      string // the unit in words for those who hear the page, e.g. "USD"
	Stale     bool   // the venue is open and the quote is late
	Sample    bool
}
