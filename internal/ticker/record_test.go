package ticker

import (
	"errors"
	"strings"
	"testing"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

func TestRecordsByHand(t *testing.T) {
	f := newFloor(t)
	f.Records = f.store
	ctx := t.Context()
	f.took("BP,XNYS,3167.5,31.78,USD,2026-11-23T15:15:00Z,15,false")
	bar := f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:BP"}})
	if got := f.bar(bar).Rows[0]; got.Change != market.None {
		t.Errorf("Bar() shows %+v of a price a hundred times too high, want no change said", got)
	}
	if err := f.Correct(ctx, "kt", "XNYS:BP", "31.675", "", "The feed sent cents."); err != nil {
		t.Fatal(err)
	}
	if got := f.bar(bar).Rows[0]; got.Price != "31.675"+nbsp+"$" || got.Change != "-0.33%" {
		t.Errorf("Bar() after Correct() = %+v, want 31.675 $ and -0.33%%", got)
	}
	if err := f.Split(ctx, "kt", "XNYS:BP", market.Split{Ex: "2026-11-23", From: 1, To: 2}, "It was announced."); err != nil {
		t.Fatal(err)
	}
	f.took("BP,XNYS,15.95,31.78,USD,2026-11-23T15:16:00Z,15,false")
	if got := f.bar(bar).Rows[0]; got.Change != "0.38%" {
		t.Errorf("Bar() after Split() = %+v, want 0.38%% against the close before, halved", got)
	}
	if err := f.Shut(ctx, "kt", market.Closure{MIC: "XNYS", Day: "2026-11-23"}, "A day of mourning."); err != nil {
		t.Fatal(err)
	}
	if !f.bar(bar).Closed {
		t.Error("Bar().Closed = false on a day the venue does not open, want true")
	}
	list, err := f.store.MarketChanges(ctx, 10)
	if err != nil || len(list) != 3 || list[2].Before != "3167.5, previous close 31.78" || list[2].After != "31.675, previous close 31.78" {
		t.Errorf("MarketChanges() = %+v, %v, want three with what was before and after", list, err)
	}
}

func TestRecordsAreRefusedClearly(t *testing.T) {
	f := newFloor(t)
	f.Records = f.store
	ctx := t.Context()
	f.took("BP,XNYS,31.675,31.78,USD,2026-11-23T15:15:00Z,15,false")
	for name, c := range map[string]struct {
		err  error
		want string
		is   error
	}{
		"no reason":      {f.Correct(ctx, "kt", "XNYS:BP", "31", "", " "), "say why", news.ErrInvalid},
		"nobody":         {f.Correct(ctx, "", "XNYS:BP", "31", "", "Because."), "say who", news.ErrInvalid},
		"no number":      {f.Correct(ctx, "kt", "XNYS:BP", "NaN", "", "Because."), "last \"NaN\"", news.ErrInvalid},
		"zero":           {f.Correct(ctx, "kt", "XNYS:BP", "0", "", "Because."), "above zero", news.ErrInvalid},
		"nothing":        {f.Correct(ctx, "kt", "XNYS:BP", "", "", "Because."), "give the right", news.ErrInvalid},
		"unknown":        {f.Correct(ctx, "kt", "XNYS:XX", "1", "", "Because."), "has no quote", news.ErrNotFound},
		"split of none":  {f.Split(ctx, "kt", "XNYS:BP", market.Split{Ex: "2026-11-23", From: 1}, "Because."), "how many shares", news.ErrInvalid},
		"split someday":  {f.Split(ctx, "kt", "XNYS:BP", market.Split{Ex: "soon", From: 1, To: 2}, "Because."), "write it as", news.ErrInvalid},
		"unknown venue":  {f.Shut(ctx, "kt", market.Closure{MIC: "XXXX", Day: "2026-11-23"}, "Because."), "no calendar", news.ErrInvalid},
		"licence, terms": {f.License(ctx, "kt", market.Licence{Source: "rates", Display: true}, "Because."), "which contract", news.ErrInvalid},
	} {
		if !errors.Is(c.err, c.is) || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want %v with %q", name, c.err, c.is, c.want)
		}
	}
	if list, err := f.store.MarketChanges(ctx, 10); err != nil || len(list) != 0 {
		t.Errorf("MarketChanges() = %+v, %v, want nothing recorded of what was refused", list, err)
	}
}
