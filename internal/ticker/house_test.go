package ticker

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// open is a Monday on which New York and London both trade.
var open = time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)

// nbsp stands between a number and its unit.
const nbsp = "\u00a0"

// floor is a room on a real store, with a clock set by hand.
type floor struct {
	*Room
	t     *testing.T
	store *store.Store
	at    time.Time
}

func newFloor(t *testing.T) *floor {
	t.Helper()
	s := storetest.SQLite(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	f := &floor{t: t, store: s, at: open}
	f.Room = &Room{Store: s, Now: func() time.Time { return f.at }, Log: slog.New(slog.DiscardHandler), DelayMin: 15, StaleAfter: 30 * time.Minute}
	for _, in := range []market.Instrument{
		{Symbol: "BP", MIC: "XNYS", Name: "BP (ADS)", Unit: "USD", Class: market.Equity},
		{Symbol: "VOD", MIC: "XLON", Name: "Vodafone Group", Unit: "GBX", Class: market.Equity},
	} {
		if err := s.SaveInstrument(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// title saves and returns a title with a bar.
func (f *floor) title(id news.TitleID, language string, bar news.Bar) news.Title {
	f.t.Helper()
	t := news.Title{ID: id, Name: "The " + string(id), Language: language, TimeZone: "Europe/Berlin", Code: "TC", Sections: []news.Section{{Path: "world", Name: "World"}}, Bar: bar}
	if _, err := f.store.SaveTitle(f.t.Context(), t, 0, f.at); err != nil {
		f.t.Fatal(err)
	}
	return t
}

func (f *floor) take(rows ...string) Taken {
	f.t.Helper()
	taken, err := f.Take(f.t.Context(), []byte("symbol,mic,last,prev_close,currency,as_of,delay_min,sample\n"+strings.Join(rows, "\n")+"\n"), "test.csv")
	if err != nil {
		f.t.Fatalf("Take(%v) = %v, want nil", rows, err)
	}
	return taken
}

// took is take for rows that are all good and new.
func (f *floor) took(rows ...string) {
	f.t.Helper()
	if taken := f.take(rows...); taken.Accepted != len(rows) || len(taken.Problems) > 0 {
		f.t.Fatalf("Take(%v) = %+v, want all taken", rows, taken)
	}
}

func (f *floor) bar(t news.Title) Bar {
	f.t.Helper()
	b, err := f.Bar(f.t.Context(), t)
	if err != nil {
		f.t.Fatalf("Bar(%s) = %v, want nil", t.ID, err)
	}
	return b
}

func symbolsOf(b Bar) string {
	var out []string
	for _, r := range b.Rows {
		out = append(out, r.Symbol)
	}
	return strings.Join(out, " ")
}
