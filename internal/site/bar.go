package site

import (
	"context"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/ticker"
)

// BarView is a market bar on a page.
type BarView struct {
	Voice
	Heading string
	Glyph   bool
	Rows    []BarRow
	Labels  []string // what the bar is: sample data, delayed, closed
	AsOf    Moment
	Credits []BarCredit // whom the quotes are from
	Pause   bool        // the page is kept up to date, and may be told not to be
}

// BarCredit is whom quotes are from, with where that leads, if anywhere.
type BarCredit struct{ Text, Href string }

// BarRow is one instrument: what is seen, and what is heard.
type BarRow struct {
	Symbol, Change, Price string
	Class                 string // "up", "down" or ""
	Arrow                 string
	Stale                 bool
	Heard                 string
}

// bar returns the title's market bar, nil if it has none. A fault of the market
// is logged and leaves the paper readable; whole is false then, and the page is
// not to be kept. ref is the day the page is about.
func (s *Site) bar(ctx context.Context, p *paper, ref time.Time) (bar *BarView, whole bool) {
	if s.bars == nil {
		return nil, true
	}
	b, err := s.bars.Bar(ctx, p.Title)
	if err != nil {
		s.log.Error("market bar is left out", "title", p.ID, "err", err)
		return nil, false
	}
	v := newBarView(p, b, ref)
	if v != nil {
		v.Pause = s.live != nil
	}
	return v, true
}

func newBarView(p *paper, b ticker.Bar, ref time.Time) *BarView {
	if len(b.Rows) == 0 {
		return nil
	}
	v := &BarView{Voice: p.voice(), Heading: b.Heading, Glyph: b.Glyph}
	w := p.words
	if b.Sample {
		v.Labels = append(v.Labels, w.SampleData)
	}
	if b.DelayMin > 0 {
		v.Labels = append(v.Labels, fmt.Sprintf(w.Delayed, b.DelayMin))
	}
	if b.Closed {
		v.Labels = append(v.Labels, w.Closed)
	}
	switch {
	case b.AsOf.IsZero():
	case b.DateOnly: // in the title's zone it could be the day before
		day := calendar{lang: p.calendar.lang, loc: time.UTC}
		v.AsOf = Moment{ISO: b.AsOf.UTC().Format(time.DateOnly), Text: day.date(b.AsOf, ref)}
	default:
		v.AsOf = Moment{ISO: b.AsOf.In(p.calendar.loc).Format(time.RFC3339), Text: p.calendar.stamp(b.AsOf, ref) + " " + p.calendar.zone(b.AsOf)}
	}
	for _, c := range b.Credits {
		v.Credits = append(v.Credits, BarCredit{Text: c.Text, Href: c.URL})
	}
	for _, r := range b.Rows {
		v.Rows = append(v.Rows, newBarRow(w, b.Glyph, r))
	}
	return v
}

func newBarRow(w *Words, glyph bool, r ticker.Row) BarRow {
	out := BarRow{Symbol: r.Symbol, Change: r.Change, Price: r.Price, Stale: r.Stale}
	if glyph {
		out.Price = r.Bare
	}
	moved := w.Unchanged
	if r.Change == market.None {
		moved = w.NoChange
	}
	size := strings.TrimLeft(r.Change, "+-−")
	switch {
	case r.Direction > 0:
		out.Class, out.Arrow, moved = "up", "▲", w.Up+" "+size
	case r.Direction < 0:
		out.Class, out.Arrow, moved = "down", "▼", w.Down+" "+size
	}
	if r.Stale {
		moved += ", " + w.Stale
	}
	if r.Sample {
		moved += ", " + w.SampleData
	}
	out.Heard = fmt.Sprintf("%s: %s %s, %s", r.Name, r.Bare, r.Unit, moved)
	if r.Bare == market.None {
		out.Heard = fmt.Sprintf("%s: %s", r.Name, w.NoPrice)
	}
	return out
}
