package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/store"
)

// quote returns a quote of an instrument, seconds after T0.
func quote(t *testing.T, instrument, last string, seconds int) market.Quote {
	t.Helper()
	price, err := market.ParseDec(last)
	if err != nil {
		t.Fatal(err)
	}
	return market.Quote{Instrument: instrument, Last: &price, Unit: "USD", AsOf: T0.Add(time.Duration(seconds) * time.Second)}
}

// saveQuotes saves quotes and checks how many changed something, and that the
// counter moved if, and only if, any did.
func saveQuotes(t *testing.T, s *store.Store, what string, want int, quotes ...market.Quote) {
	t.Helper()
	ctx := context.Background()
	before, err := s.QuoteCount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.SaveQuotes(ctx, quotes); got != want || err != nil {
		t.Errorf("SaveQuotes(%s) = %d, %v, want %d, nil", what, got, err, want)
	}
	after, err := s.QuoteCount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if moved := after > before; moved != (want > 0) || after < before {
		t.Errorf("QuoteCount() after SaveQuotes(%s) = %d, was %d; want it moved: %v", what, after, before, want > 0)
	}
}

// wantQuotes checks the last prices, as "instrument price", in their order.
func wantQuotes(t *testing.T, s *store.Store, want ...string) {
	t.Helper()
	list, err := s.Quotes(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, q := range list {
		got = append(got, q.Instrument+" "+q.Last.String())
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("Quotes() = %v, want %v", got, want)
	}
}

func quotes(t *testing.T, s *store.Store) {
	wantQuotes(t, s)
	saveQuotes(t, s, "none", 0)
	saveQuotes(t, s, "two new", 2, quote(t, "XNYS:RIO", "61.315", 0), quote(t, "XNYS:BP", "31.675", 10))
	wantQuotes(t, s, "XNYS:BP 31.675", "XNYS:RIO 61.315")
	saveQuotes(t, s, "the same again", 0, quote(t, "XNYS:BP", "31.675", 10))
	saveQuotes(t, s, "an older one", 0, quote(t, "XNYS:BP", "30", 9))
	wantQuotes(t, s, "XNYS:BP 31.675", "XNYS:RIO 61.315")
	saveQuotes(t, s, "one older, one newer", 1, quote(t, "XNYS:BP", "30", 9), quote(t, "XNYS:RIO", "61.4", 1))
	saveQuotes(t, s, "another price of the same moment", 1, quote(t, "XNYS:BP", "31.68", 10))
	wantQuotes(t, s, "XNYS:BP 31.68", "XNYS:RIO 61.4")
	saveQuotes(t, s, "a newer and then an older one", 1, quote(t, "XNYS:BP", "32", 20), quote(t, "XNYS:BP", "31", 15))
	wantQuotes(t, s, "XNYS:BP 32", "XNYS:RIO 61.4")

	list, err := s.Quotes(context.Background())
	if err != nil || len(list) != 2 || !list[0].AsOf.Equal(T0.Add(20*time.Second)) || list[0].Unit != "USD" {
		t.Errorf("Quotes() = %+v, %v, want the whole quote back", list, err)
	}
	if n, err := s.LastEvent(context.Background()); n != 0 || err != nil {
		t.Errorf("LastEvent() = %d, %v, want 0: quotes are not in the journal", n, err)
	}
}

// eightFeeds write the quotes of one instrument at once, each out of order.
func eightFeeds(t *testing.T, s *store.Store) {
	const feeds, each = 8, 10
	var wg sync.WaitGroup
	for f := range feeds {
		var mine []market.Quote
		for i := range each {
			second := (i*7 + f) % each * feeds
			mine = append(mine, quote(t, "XNYS:BP", fmt.Sprintf("1%02d", second+f), second+f))
		}
		wg.Go(func() {
			for _, q := range mine {
				if _, err := s.SaveQuotes(context.Background(), []market.Quote{q}); err != nil {
					t.Errorf("SaveQuotes(feed %d) = %v, want nil", f, err)
				}
			}
		})
	}
	wg.Wait()
	wantQuotes(t, s, fmt.Sprintf("XNYS:BP 1%d", feeds*each-1))
}

func instruments(t *testing.T, s *store.Store) {
	ctx := context.Background()
	save := func(in market.Instrument, moves bool) {
		t.Helper()
		before, err := s.QuoteCount(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SaveInstrument(ctx, in); err != nil {
			t.Errorf("SaveInstrument(%s) = %v, want nil", in.ID(), err)
		}
		if after, err := s.QuoteCount(ctx); err != nil || (after > before) != moves {
			t.Errorf("QuoteCount() after SaveInstrument(%s, %q) = %d, %v, was %d; want it moved: %v", in.ID(), in.Name, after, err, before, moves)
		}
	}
	rio := market.Instrument{Symbol: "RIO", MIC: "XNYS", Name: "Rio Tinto (ADS)", Unit: "USD"}
	bp := market.Instrument{Symbol: "BP", MIC: "XNYS", Name: "BP", Unit: "USD", Class: market.Equity}
	save(rio, true)
	save(bp, true)
	save(bp, false)
	bp.Name = "BP p.l.c."
	save(bp, true)
	list, err := s.Instruments(ctx)
	if err != nil || len(list) != 2 || list[0].ID() != "XNYS:BP" || list[0].Name != "BP p.l.c." || list[0].Class != market.Equity || list[1].Name != rio.Name {
		t.Errorf("Instruments() = %+v, %v, want the new BP and RIO, by id", list, err)
	}
}
