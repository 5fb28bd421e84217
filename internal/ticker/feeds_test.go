package ticker

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/quotesource"
	"broadsheet/internal/store"
)

// exchange is a provider's server: it answers with one price of BP, or a status.
type exchange struct {
	*Collector
	t      *testing.T
	h      *floor
	price  string
	status int
	asked  int
}

func newExchange(t *testing.T) *exchange {
	h := newFloor(t)
	x := &exchange{t: t, h: h, price: "31.675", status: 200}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x.asked++
		if x.status != 200 {
			w.Header().Set("Retry-After", "300")
			w.WriteHeader(x.status)
			return
		}
		fmt.Fprintf(w, `{"p": %s, "prev": 31.78, "t": %d}`, x.price, x.h.at.Unix())
	}))
	t.Cleanup(server.Close)
	p, err := quotesource.Open(quotesource.Settings{Provider: "json", Mapping: quotesource.Mapping{URL: server.URL + "/{symbol}", Last: "p", PrevClose: "prev", AsOf: "t", DelayMin: 15}})
	if err != nil {
		t.Fatal(err)
	}
	x.Collector = &Collector{Room: h.Room, Roads: h.store, NewID: store.NewID, Log: slog.New(slog.DiscardHandler),
		Get: fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}), Feeds: []Feed{{ID: "prices", Provider: p, Instruments: []string{"XNYS:BP"}}}}
	if err := h.store.SaveInstrument(t.Context(), market.Instrument{Symbol: "BP", MIC: "XNYS", Unit: "USD"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.OpenRoad(t.Context(), x.Feeds[0].Road(), h.at); err != nil {
		t.Fatal(err)
	}
	return x
}

func (x *exchange) once(wantAsked int) error {
	x.t.Helper()
	before := x.asked
	err := x.Once(x.t.Context(), x.Feeds[0])
	if got := x.asked - before; got != wantAsked {
		x.t.Errorf("Once() asked %d times, want %d", got, wantAsked)
	}
	return err
}

func (x *exchange) wantPrice(want string) {
	x.t.Helper()
	b, err := x.h.Bar(x.t.Context(), news.Title{ID: "courier", Language: "en-GB", Bar: news.Bar{Instruments: []string{"XNYS:BP"}}})
	if err != nil || len(b.Rows) != 1 || b.Rows[0].Price != want {
		x.t.Errorf("Bar() = %+v, %v, want %q", b.Rows, err, want)
	}
}

// Nothing that was asked for is before readers until somebody has recorded that
// it may be.
func TestFeedIsForTheNewsroomUntilItHasALicence(t *testing.T) {
	x := newExchange(t)
	if err := x.once(1); err != nil {
		t.Fatal(err)
	}
	quotes, err := x.h.store.Quotes(t.Context())
	if err != nil || len(quotes) != 1 || quotes[0].Feed != "prices" || quotes[0].DelayMin != 15 {
		t.Fatalf("Quotes() = %+v, %v, want one of the feed", quotes, err)
	}
	x.wantPrice(market.None)
	l := market.Licence{Source: "prices", Display: true, By: "kt", At: x.h.at, Terms: "Contract 12 of 2026 allows display.", Attribution: "Prices Inc."}
	if err := x.h.store.SaveLicence(t.Context(), l, market.Change{At: x.h.at, By: "kt", What: "licence", Why: "It was signed."}); err != nil {
		t.Fatal(err)
	}
	x.wantPrice("31.675" + nbsp + "$")
	b, err := x.h.Bar(t.Context(), news.Title{ID: "courier", Language: "en", Bar: news.Bar{Instruments: []string{"XNYS:BP"}}})
	if err != nil || len(b.Credits) != 1 || b.Credits[0].Text != "Prices Inc." {
		t.Errorf("Bar().Credits = %+v, %v, want what the licence says", b.Credits, err)
	}
	l.Rev, l.Display = 1, false
	if err := x.h.store.SaveLicence(t.Context(), l, market.Change{At: x.h.at, By: "kt", What: "licence", Why: "It ended."}); err != nil {
		t.Fatal(err)
	}
	x.wantPrice(market.None)
}

func TestFeedIsAskedWhenItIsDue(t *testing.T) {
	x := newExchange(t)
	x.h.at = time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC) // New York is open
	if _, err := x.h.store.OpenRoad(t.Context(), x.Feeds[0].Road(), x.h.at); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		asked int
	}{{0, 1}, {30 * time.Second, 0}, {31 * time.Second, 1}} {
		x.h.at = x.h.at.Add(c.after)
		if err := x.once(c.asked); err != nil {
			t.Fatal(err)
		}
	}
	x.h.at = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC) // it is night there
	if err := x.once(1); err != nil {
		t.Fatal(err)
	}
	x.h.at = x.h.at.Add(30 * time.Minute)
	if err := x.once(0); err != nil {
		t.Fatal(err)
	}
}

// A provider that says no is left alone as long as it asks, and what it said
// before stays.
func TestFeedThatFails(t *testing.T) {
	x := newExchange(t)
	if err := x.once(1); err != nil {
		t.Fatal(err)
	}
	x.status, x.h.at = 429, x.h.at.Add(time.Hour)
	if err := x.once(1); err == nil {
		t.Error("Once() = nil, want the provider's refusal")
	}
	road, err := x.h.store.Road(t.Context(), "quotes/prices")
	if err != nil || road.Failures != 1 || road.Error == "" || road.Due.Sub(x.h.at) < 5*time.Minute {
		t.Errorf("Road() = %+v, %v, want one failure and five minutes' wait", road, err)
	}
	x.h.at = x.h.at.Add(4 * time.Minute)
	if err := x.once(0); err != nil {
		t.Fatal(err)
	}
	x.status, x.h.at = 200, x.h.at.Add(2*time.Minute)
	x.price = "31.7"
	if err := x.once(1); err != nil {
		t.Fatal(err)
	}
	if road, err = x.h.store.Road(t.Context(), "quotes/prices"); err != nil || road.Failures != 0 || road.Error != "" {
		t.Errorf("Road() = %+v, %v, want it well", road, err)
	}
	quotes, err := x.h.store.Quotes(t.Context())
	if err != nil || quotes[0].Last.String() != "31.7" {
		t.Errorf("Quotes() = %+v, %v, want 31.7", quotes, err)
	}
}
