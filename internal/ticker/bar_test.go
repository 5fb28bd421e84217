package ticker

import (
	"slices"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// The quotes of an open market: a fall, a rise, pence, and no change.
var quotesOfTheDay = []string{
	"BP,XNYS,31.675,31.78,USD,2026-11-23T15:14:00Z,15,",
	"RIO,XNYS,61.315,59.825,USD,2026-11-23T15:15:00Z,20,",
	"VOD,XLON,71.86,72.48,GBX,2026-11-23T15:13:00Z,,",
	"GSK,XNYS,38.42,38.42,USD,2026-11-23T15:12:00Z,0,",
}

var allFour = []string{"XNYS:BP", "XNYS:RIO", "XLON:VOD", "XNYS:GSK"}

func TestBarInHouseForm(t *testing.T) {
	f := newFloor(t)
	title := f.title("courier", "en", news.Bar{Heading: "NYSE - LSE", Instruments: allFour, Style: "house"})
	f.took(quotesOfTheDay...)
	b := f.bar(title)
	if b.Heading != "NYSE - LSE" || b.Glyph || b.Sample || b.Closed || b.DelayMin != 20 || !b.AsOf.Equal(open.Add(-15*time.Minute)) {
		t.Errorf("Bar() = %+v, want NYSE - LSE in house form, of %v, 20 minutes late at most", b, open.Add(-15*time.Minute))
	}
	want := []Row{
		{Symbol: "BP", Name: "BP (ADS)", Direction: -1, Change: "-0.33%", Price: "31.675" + nbsp + "$", Bare: "31.675", Unit: "USD"},
		{Symbol: "RIO", Name: "RIO", Direction: 1, Change: "2.49%", Price: "61.315" + nbsp + "$", Bare: "61.315", Unit: "USD"},
		{Symbol: "VOD", Name: "Vodafone Group", Direction: -1, Change: "-0.86%", Price: "71.86" + nbsp + "p", Bare: "71.86", Unit: "GBX"},
		{Symbol: "GSK", Name: "GSK", Direction: 0, Change: "0.00%", Price: "38.42" + nbsp + "$", Bare: "38.42", Unit: "USD"},
	}
	for i, row := range b.Rows {
		if i >= len(want) || row != want[i] {
			t.Errorf("Bar().Rows[%d] = %+v, want %+v", i, row, want[min(i, len(want)-1)])
		}
	}
	if len(b.Rows) != len(want) {
		t.Errorf("Bar() = %d rows, want %d", len(b.Rows), len(want))
	}
}

func TestBarInGlyphFormAndGerman(t *testing.T) {
	f := newFloor(t)
	title := f.title("tageblatt", "de-DE", news.Bar{Instruments: allFour, Style: "glyph"})
	f.took(quotesOfTheDay...)
	b := f.bar(title)
	if !b.Glyph || len(b.Rows) != 4 {
		t.Fatalf("Bar() = glyph %v, %d rows, want true, 4", b.Glyph, len(b.Rows))
	}
	for i, want := range []Row{
		{Change: "−0,33" + nbsp + "%", Bare: "31,675"}, {Change: "+2,49" + nbsp + "%", Bare: "61,315"},
		{Change: "−0,86" + nbsp + "%", Bare: "71,86"}, {Change: "0,00" + nbsp + "%", Bare: "38,42"},
	} {
		if r := b.Rows[i]; r.Change != want.Change || r.Bare != want.Bare {
			t.Errorf("Bar().Rows[%d] = %s %s, want %s %s", i, r.Bare, r.Change, want.Bare, want.Change)
		}
	}
}

func TestBarOrder(t *testing.T) {
	f := newFloor(t)
	instruments := append([]string{"XNYS:ZZZ", "XNYS:AAA"}, allFour...)
	f.took(quotesOfTheDay...)
	for order, want := range map[string]string{
		"": "ZZZ AAA BP RIO VOD GSK", "fixed": "ZZZ AAA BP RIO VOD GSK", "change": "RIO GSK BP VOD AAA ZZZ",
	} {
		title := f.title("courier", "en", news.Bar{Instruments: instruments, Order: order})
		if got := symbolsOf(f.bar(title)); got != want {
			t.Errorf("Bar(order %q) = %s, want %s", order, got, want)
		}
	}
}

func TestBarOfDailyValues(t *testing.T) {
	f := newFloor(t)
	title := f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:BP", "XNYS:RIO"}})
	f.took("BP,XNYS,31.675,31.78,USD,2026-11-23,0,")
	if b := f.bar(title); !b.DateOnly || !b.AsOf.Equal(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("Bar(a daily value) = as of %v, date only %v, want 23 November and no time of day", b.AsOf, b.DateOnly)
	}
	f.took("RIO,XNYS,61.315,59.825,USD,2026-11-23T15:15:00Z,0,")
	if b := f.bar(title); b.DateOnly || !b.AsOf.Equal(open.Add(-15*time.Minute)) {
		t.Errorf("Bar(a trade after it) = as of %v, date only %v, want the trade's moment", b.AsOf, b.DateOnly)
	}
}

func TestBarOfUnknownInstruments(t *testing.T) {
	f := newFloor(t)
	title := f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:NIL", "no instrument", "XNYS:BP"}})
	b := f.bar(title)
	if got := symbolsOf(b); got != "NIL BP" {
		t.Fatalf("Bar() = %s, want NIL BP", got)
	}
	for _, r := range b.Rows {
		if r.Price != "–" || r.Bare != "–" || r.Change != "–" || r.Direction != 0 || r.Stale {
			t.Errorf("Bar().Rows(%s) = %+v, want a dash for price and change", r.Symbol, r)
		}
	}
	if r := b.Rows[0]; r.Name != "NIL" {
		t.Errorf("Bar().Rows(NIL).Name = %q, want its symbol", r.Name)
	}
	if !b.AsOf.IsZero() || b.Closed || b.DelayMin != 0 {
		t.Errorf("Bar(no prices) = as of %v, closed %v, delay %d, want nothing said of the market", b.AsOf, b.Closed, b.DelayMin)
	}

	// A quote that nobody described is shown by its symbol.
	f.took("NIL,XNYS,10.5,10,USD,2026-11-23T15:29:00Z,0,")
	if r := f.bar(title).Rows[0]; r.Price != "10.50"+nbsp+"$" || r.Change != "5.00%" || r.Name != "NIL" {
		t.Errorf("Bar().Rows(NIL) = %+v, want 10.50 $ and 5.00%%", r)
	}
	if b := f.bar(f.title("bare", "en", news.Bar{Heading: "NYSE"})); len(b.Rows) != 0 || b.Closed {
		t.Errorf("Bar(no instruments) = %+v, want no rows", b)
	}
}

func TestBarLabels(t *testing.T) {
	bp := []string{"XNYS:BP"}
	both := []string{"XNYS:BP", "XLON:VOD"}
	for _, c := range []struct {
		name          string
		at            time.Time
		instruments   []string
		sample        string
		stale, closed bool
		change        string
	}{
		{"fresh", open, bp, "", false, false, "-0.33%"},
		{"not late yet", open.Add(30 * time.Minute), bp, "", false, false, "-0.33%"},
		{"late in an open market", open.Add(31 * time.Minute), bp, "", true, false, "–"},
		{"one of two venues closed", open.Add(90 * time.Minute), both, "", true, false, "–"},
		{"both closed", open.Add(6 * time.Hour), both, "", false, true, "-0.33%"},
		{"weekend", open.AddDate(0, 0, 5), both, "", false, true, "-0.33%"},
		{"sample data", open.Add(31 * time.Minute), bp, "true", false, false, "-0.33%"},
	} {
		f := newFloor(t)
		title := f.title("courier", "en", news.Bar{Instruments: c.instruments})
		f.took("BP,XNYS,31.675,31.78,USD,2026-11-23T15:30:00Z,0,"+c.sample, "VOD,XLON,71.86,72.48,GBX,2026-11-23T15:30:00Z,0,"+c.sample)
		f.at = c.at
		b := f.bar(title)
		if b.Closed != c.closed || b.Sample != (c.sample == "true") {
			t.Errorf("%s: Bar() = closed %v, sample %v, want %v, %v", c.name, b.Closed, b.Sample, c.closed, c.sample == "true")
		}
		if r := b.Rows[0]; r.Stale != c.stale || r.Change != c.change || r.Price != "31.675"+nbsp+"$" || r.Sample != b.Sample {
			t.Errorf("%s: Bar().Rows[0] = %+v, want stale %v, change %s", c.name, r, c.stale, c.change)
		}
	}
}

func TestWatchTellsOnlyTitlesWhoseBarChanged(t *testing.T) {
	f := newFloor(t)
	f.title("atlantic", "en", news.Bar{Instruments: []string{"XNYS:BP"}})
	f.title("borough", "en", news.Bar{Instruments: []string{"XLON:VOD"}})
	f.title("coast", "en", news.Bar{})
	shown := map[news.TitleID]Bar{}
	compare := func(what string, want ...news.TitleID) {
		t.Helper()
		var told []news.TitleID
		if err := f.compare(t.Context(), shown, func(id news.TitleID) { told = append(told, id) }); err != nil {
			t.Fatalf("compare() = %v, want nil", err)
		}
		slices.Sort(told)
		if !slices.Equal(told, want) {
			t.Errorf("compare(%s) tells %v, want %v", what, told, want)
		}
	}
	compare("the first look", "atlantic", "borough", "coast")
	compare("nothing new")
	f.took("BP,XNYS,31.675,31.78,USD,2026-11-23T15:30:00Z,0,")
	compare("a quote of BP", "atlantic")
	compare("nothing new")
	f.took("RIO,XNYS,61.315,59.825,USD,2026-11-23T15:30:00Z,0,")
	compare("a quote nobody shows")
	f.took("BP,XNYS,31.70,31.78,USD,2026-11-23T15:30:01Z,0,", "VOD,XLON,71.86,72.48,GBX,2026-11-23T15:30:00Z,0,")
	compare("quotes of both", "atlantic", "borough")
	f.at = open.Add(31 * time.Minute)
	compare("both feeds silent", "atlantic", "borough")
	f.at = open.Add(70 * time.Minute)
	compare("London has closed", "borough")
	f.title("atlantic", "en", news.Bar{Instruments: []string{"XNYS:BP"}, Style: "glyph"})
	compare("another style", "atlantic")
}
