package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// wantCandles checks candles, as "15:04 open high low last".
func wantCandles(t *testing.T, what string, got []market.Candle, err error, want ...string) {
	t.Helper()
	have := []string{}
	for _, c := range got {
		have = append(have, fmt.Sprintf("%s %s %s %s %s", c.At.UTC().Format("15:04"), c.Open, c.High, c.Low, c.Last))
	}
	if err != nil || fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("%s = %q, %v, want %q", what, have, err, want)
	}
}

// Minutes and sessions are made of the quotes that became the last price, and of
// no other.
func candles(t *testing.T, s *store.Store) {
	ctx := context.Background()
	const bp = "XNYS:BP"
	for i, q := range []struct {
		last    string
		seconds int
	}{{"31.5", 0}, {"31.7", 20}, {"31.4", 40}, {"31.6", 65}, {"99", 50}} { // the last is older than what is there
		want := 1
		if i == 4 {
			want = 0
		}
		saveQuotes(t, s, q.last, want, quote(t, bp, q.last, q.seconds))
	}
	minutes, err := s.Minutes(ctx, bp, T0, 10)
	wantCandles(t, "Minutes()", minutes, err, "09:00 31.5 31.7 31.4 31.4", "09:01 31.6 31.6 31.6 31.6")
	days, err := s.Days(ctx, bp, T0.AddDate(0, 0, -1), 10)
	wantCandles(t, "Days()", days, err, "00:00 31.5 31.7 31.4 31.6")

	// What is forgotten is the oldest, and never a day.
	if n, err := s.ForgetMinutes(ctx, T0.Add(time.Minute), 10); n != 1 || err != nil {
		t.Errorf("ForgetMinutes() = %d, %v, want 1, nil", n, err)
	}
	minutes, err = s.Minutes(ctx, bp, time.Time{}, 10)
	wantCandles(t, "Minutes() of what is left", minutes, err, "09:01 31.6 31.6 31.6 31.6")
	days, err = s.Days(ctx, bp, T0.AddDate(0, 0, -1), 10)
	wantCandles(t, "Days()", days, err, "00:00 31.5 31.7 31.4 31.6")
}

// A bad price that an editor corrects leaves neither the last price nor a chart.
func correctedQuote(t *testing.T, s *store.Store) {
	ctx := context.Background()
	const bp = "XNYS:BP"
	saveQuotes(t, s, "good and bad", 2, quote(t, bp, "31.5", 0), quote(t, bp, "3150", 61))
	right := quote(t, bp, "31.6", 61)
	change := market.Change{At: T0, By: "kt", What: "quote", Instrument: bp, Before: "3150", After: "31.6", Why: "The feed sent pence."}
	if err := s.CorrectQuote(ctx, right, change); err != nil {
		t.Fatal(err)
	}
	wantQuotes(t, s, "XNYS:BP 31.6")
	minutes, err := s.Minutes(ctx, bp, T0, 10)
	wantCandles(t, "Minutes()", minutes, err, "09:00 31.5 31.5 31.5 31.5", "09:01 31.6 31.6 31.6 31.6")
	days, err := s.Days(ctx, bp, T0.AddDate(0, 0, -1), 10)
	wantCandles(t, "Days()", days, err, "00:00 31.5 31.6 31.5 31.6")
	list, err := s.MarketChanges(ctx, 10)
	if err != nil || len(list) != 1 || list[0].N != 1 || list[0].Why != change.Why || list[0].By != "kt" {
		t.Errorf("MarketChanges() = %+v, %v, want the one with its reason", list, err)
	}
}

func marketReference(t *testing.T, s *store.Store) {
	ctx := context.Background()
	c := market.Change{At: T0, By: "kt", Why: "It was announced."}
	split := market.Split{Ex: "2026-11-23", From: 1, To: 20}
	closure := market.Closure{MIC: "XNYS", Day: "2026-11-27", Close: "13:00"}
	before, err := s.QuoteCount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.SaveSplit(ctx, "XNYS:BP", split, c), s.SaveClosure(ctx, closure, c)); err != nil {
		t.Fatal(err)
	}
	splits, err := s.Splits(ctx)
	if err != nil || len(splits["XNYS:BP"]) != 1 || splits["XNYS:BP"][0] != split {
		t.Errorf("Splits() = %v, %v, want %v", splits, err, split)
	}
	closures, err := s.Closures(ctx)
	if err != nil || len(closures) != 1 || closures[0] != closure {
		t.Errorf("Closures() = %v, %v, want %v", closures, err, closure)
	}
	if after, err := s.QuoteCount(ctx); err != nil || after <= before {
		t.Errorf("QuoteCount() = %d, %v, was %d: bars would not be made anew", after, err, before)
	}

	l := market.Licence{Source: "ECB", Display: true, By: "kt", At: T0, Terms: "Reuse is free with attribution."}
	if err := s.SaveLicence(ctx, l, c); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveLicence(ctx, l, c); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveLicence(again as new) = %v, want ErrConflict", err)
	}
	l.Rev, l.Display = 1, false
	if err := s.SaveLicence(ctx, l, c); err != nil {
		t.Errorf("SaveLicence(as seen) = %v, want nil", err)
	}
	if err := s.SaveLicence(ctx, l, c); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveLicence(as seen before) = %v, want ErrConflict", err)
	}
	list, err := s.Licences(ctx)
	if err != nil || len(list) != 1 || list[0].Rev != 2 || list[0].Display {
		t.Errorf("Licences() = %+v, %v, want the second", list, err)
	}
}
