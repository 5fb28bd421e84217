package market

import (
	"errors"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func price(t testing.TB, s string) *Dec {
	if s == "" {
		return nil
	}
	d := number(t, s)
	return &d
}

// monday is a session of New York, half past ten.
const monday = "2026-11-23T15:30:00Z"

func TestEvaluate(t *testing.T) {
	quay := Instrument{Symbol: "QUAY", MIC: "XNYS", Unit: "USD"}
	fresh := func(q Quote) Quote { q.AsOf = at(t, "2026-11-23T15:15:00Z"); return q }
	for _, c := range []struct {
		name      string
		in        Instrument
		q         Quote
		now       string
		stale     time.Duration
		state     State
		change    string
		direction int
	}{
		{"live", quay, fresh(Quote{Last: price(t, "101"), Base: price(t, "100")}), monday, 0, StateLive, "1", 1},
		{"delayed", quay, fresh(Quote{Last: price(t, "99"), Base: price(t, "100"), DelayMin: 15}), monday, 0, StateDelayed, "-1", -1},
		{"flat after rounding", quay, fresh(Quote{Last: price(t, "99.996"), Base: price(t, "100")}), monday, 0, StateLive, "0", 0},
		{"no quote at all", quay, Quote{}, monday, 0, StateNoData, "", 0},
		{"no base", quay, fresh(Quote{Last: price(t, "99")}), monday, 0, StateLive, "", 0},
		{"base of zero", quay, fresh(Quote{Last: price(t, "99"), Base: price(t, "0")}), monday, 0, StateLive, "", 0},
		{"the feed's own change stands only without a base", quay, fresh(Quote{Last: price(t, "99"), Claimed: price(t, "1.005")}), monday, 0, StateLive, "1.01", 1},
		{"half an hour of silence is not stale", quay, fresh(Quote{Last: price(t, "99"), Base: price(t, "100")}), "2026-11-23T15:45:00Z", 0, StateLive, "-1", -1},
		{"more is", quay, fresh(Quote{Last: price(t, "99"), Base: price(t, "100")}), "2026-11-23T15:45:01Z", 0, StateStale, "", 0},
		{"the house may wait longer", quay, fresh(Quote{Last: price(t, "99"), Base: price(t, "100")}), "2026-11-23T15:45:01Z", time.Hour, StateLive, "-1", -1},
		{"a late feed may be later", quay, fresh(Quote{Last: price(t, "99"), Base: price(t, "100"), DelayMin: 15}), "2026-11-23T16:00:00Z", 0, StateDelayed, "-1", -1},
		{"contact counts, not trade", quay, Quote{Last: price(t, "99"), Base: price(t, "100"), AsOf: at(t, "2026-11-23T14:40:00Z"), Received: at(t, "2026-11-23T18:59:00Z")}, "2026-11-23T19:00:00Z", 0, StateLive, "-1", -1},
		{"closed", quay, fresh(Quote{Last: price(t, "99"), Base: price(t, "100")}), "2026-11-24T03:00:00Z", 0, StateClosed, "-1", -1},
		{"sample goes before all", quay, fresh(Quote{Last: price(t, "300"), Base: price(t, "100"), Sample: true, Status: Halted}), "2026-11-24T03:00:00Z", 0, StateSample, "200", 1},
		{"a halted jump is not shown", quay, fresh(Quote{Last: price(t, "300"), Base: price(t, "100"), Status: Halted}), monday, 0, StateHalted, "", 0},
		{"futures may jump", Instrument{Symbol: "CL1", MIC: "XNYM", Unit: "USD"}, fresh(Quote{Last: price(t, "-37.63"), Base: price(t, "18.27")}), monday, 0, StateLive, "-305.97", -1},
		{"coins may jump", Instrument{Symbol: "QUAY/USD", Unit: "USD"}, fresh(Quote{Last: price(t, "3"), Base: price(t, "1")}), monday, 0, StateLive, "200", 1},
		{"one tick of two is no split", quay, fresh(Quote{Last: price(t, "0.0001"), Base: price(t, "0.0002")}), monday, 0, StateLive, "-50", -1},
		{"pounds for pence", Instrument{Symbol: "KAI", MIC: "XLON", Unit: "GBX"}, fresh(Quote{Last: price(t, "4.32"), Base: price(t, "4.3"), Unit: "GBP"}), monday, 0, StateLive, "0.47", 1},
		{"a fund priced once a day", Instrument{Symbol: "NAVF", Unit: "EUR", Class: Fund}, fresh(Quote{Last: price(t, "10"), Base: price(t, "9.9")}), "2026-11-24T03:00:00Z", 0, StateReference, "1.01", 1},
		{"a feed says that an unknown venue is closed", Instrument{Symbol: "X", MIC: "ZZZZ", Unit: "USD"}, fresh(Quote{Last: price(t, "10"), Status: Shut}), "2026-11-24T03:00:00Z", 0, StateClosed, "", 0},
		{"a feed says that an open venue is closed", quay, fresh(Quote{Last: price(t, "10"), Status: Shut}), monday, 0, StateLive, "", 0},
	} {
		v := Evaluate(c.in, c.q, Context{Now: at(t, c.now), StaleAfter: c.stale})
		change := ""
		if v.Change != nil {
			change = v.Change.String()
		}
		if v.State != c.state || change != c.change || v.Direction != c.direction {
			t.Errorf("%s: Evaluate() = %s %q %d, want %s %q %d", c.name, v.State, change, v.Direction, c.state, c.change, c.direction)
		}
	}
}

func TestEvaluateNeverMixesMoney(t *testing.T) {
	v := Evaluate(Instrument{Symbol: "KAI", MIC: "XLON", Unit: "GBX"}, Quote{Last: price(t, "5"), Unit: "USD", AsOf: at(t, monday)}, Context{Now: at(t, monday)})
	if got, want := v.Price(LocaleOf("en")), "5.00\u00a0$"; got != want {
		t.Errorf("Price() of a quote in dollars for a line in pence = %q, want %q", got, want)
	}
	_, err := Quote{Instrument: "XLON:KAI", Last: price(t, "5"), Unit: "USD"}.In("GBX")
	if !errors.Is(err, news.ErrInvalid) {
		t.Errorf("In(GBX) of dollars = %v, want ErrInvalid", err)
	}
}

func TestMismatch(t *testing.T) {
	for claim, want := range map[string]bool{"": false, "1": false, "1.05": false, "1.051": true, "0.949": true, "-1.45": true, "0.95000000001": false} {
		v := Evaluate(Instrument{Symbol: "QUAY", MIC: "XNYS"}, Quote{Last: price(t, "101"), Base: price(t, "100"), Claimed: price(t, claim)}, Context{Now: at(t, monday)})
		if v.Mismatch != want || v.Change.String() != "1" {
			t.Errorf("Evaluate() of a claim of %q = mismatch %v, %s, want %v, 1", claim, v.Mismatch, v.Change, want)
		}
	}
}

func TestSplits(t *testing.T) {
	split := []Split{{Ex: "2026-11-23", From: 1, To: 3}}
	for _, c := range []struct {
		name, last, base, asOf string
		adjusted               Adjusted
		splits                 []Split
		want                   string
	}{
		{"divided once", "33.4", "100", monday, AdjustedNo, split, "0.2"},
		{"counted already", "33.4", "33.3", monday, AdjustedYes, split, "0.3"},
		{"not said, nearer to the divided one", "33.4", "100", monday, "", split, "0.2"},
		{"not said, nearer to the whole one", "33.4", "33.3", monday, "", split, "0.3"},
		{"the day after it is in the base", "33.4", "33.3", "2026-11-24T15:30:00Z", AdjustedNo, split, "0.3"},
		{"before the first trade of the day it is in neither", "101", "100", "2026-11-20T20:00:00Z", AdjustedNo, split, "1"},
		{"on a weekend it counts on Monday", "33.4", "100", monday, AdjustedNo, []Split{{Ex: "2026-11-21", From: 1, To: 3}}, "0.2"},
		{"reverse", "8.33", "0.85", monday, AdjustedNo, []Split{{Ex: "2026-11-23", From: 10, To: 1}}, "-2"},
		{"two on one day", "10.2", "60", monday, AdjustedNo, []Split{{Ex: "2026-11-23", From: 1, To: 2}, {Ex: "2026-11-23", From: 1, To: 3}}, "2"},
		{"nonsense is passed over", "101", "100", monday, AdjustedNo, []Split{{Ex: "2026-11-23", From: 0, To: 3}}, "1"},
	} {
		q := Quote{Last: price(t, c.last), Base: price(t, c.base), BaseAdjusted: c.adjusted, AsOf: at(t, c.asOf)}
		v := Evaluate(Instrument{Symbol: "QUAY", MIC: "XNYS"}, q, Context{Now: at(t, c.asOf), Splits: c.splits})
		if v.Change == nil || v.Change.String() != c.want {
			t.Errorf("%s: Evaluate() = %s %v, want %s", c.name, v.State, v.Change, c.want)
		}
	}
}

func TestAfter(t *testing.T) {
	in := Instrument{Symbol: "QUAY", MIC: "XNYS"}
	old := Quote{Last: price(t, "10"), Base: price(t, "9"), AsOf: at(t, "2026-11-23T15:00:00Z"), Received: at(t, "2026-11-23T15:01:00Z"), Unit: "USD"}
	for _, c := range []struct {
		name       string
		q          Quote
		last, base string
	}{
		{"newer", Quote{Last: price(t, "11"), Base: price(t, "9.5"), AsOf: at(t, "2026-11-23T15:05:00Z")}, "11", "9.5"},
		{"older", Quote{Last: price(t, "8"), Base: price(t, "9"), AsOf: at(t, "2026-11-23T14:59:00Z")}, "10", "9"},
		{"newer without a base", Quote{Last: price(t, "11"), AsOf: at(t, "2026-11-23T15:05:00Z")}, "11", "9"},
		{"the next day without a base", Quote{Last: price(t, "11"), AsOf: at(t, "2026-11-24T15:05:00Z")}, "11", ""},
		{"the next day's value without a base", Quote{Last: price(t, "11"), AsOf: at(t, "2026-11-24T00:00:00Z"), DateOnly: true}, "11", ""},
		{"contact alone", Quote{Status: Halted}, "10", "9"},
	} {
		c.q.Received = at(t, "2026-11-23T15:06:00Z")
		got := c.q.After(old, in)
		if got.Last.String() != c.last || (got.Base == nil) != (c.base == "") || got.Base != nil && got.Base.String() != c.base {
			t.Errorf("%s: After() = %v of %v, want %s of %q", c.name, got.Last, got.Base, c.last, c.base)
		}
		if !got.Received.Equal(c.q.Received) {
			t.Errorf("%s: After().Received = %s, want the last contact", c.name, got.Received)
		}
	}
	if got := (Quote{Status: Halted}).After(old, in); got.Status != Halted || !got.AsOf.Equal(old.AsOf) {
		t.Errorf("After() of a halt = %q as of %s, want halted and the old time", got.Status, got.AsOf)
	}
}
