package ticker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

func TestOlderQuotesNeverReplaceNewer(t *testing.T) {
	f := newFloor(t)
	title := f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:BP"}})
	price := func() string { t.Helper(); return f.bar(title).Rows[0].Bare }
	f.took("BP,XNYS,31.675,31.78,USD,2026-11-23T15:30:00Z,0,")
	if taken := f.take("BP,XNYS,30.00,31.78,USD,2026-11-23T15:29:59Z,0,"); taken.Accepted != 0 || taken.Older != 1 || price() != "31.675" {
		t.Errorf("Take(older) = %+v, bar at %s, want 0 taken, 1 older, bar at 31.675", taken, price())
	}
	if taken := f.take("BP,XNYS,31.675,31.78,USD,2026-11-23T15:30:00Z,0,"); taken.Accepted != 0 || taken.Older != 1 {
		t.Errorf("Take(the same) = %+v, want 0 taken, 1 unchanged", taken)
	}
	if taken := f.take("BP,XNYS,31.70,31.78,USD,2026-11-23T15:30:01Z,0,", "BP,XNYS,31,31.78,USD,2026-11-23T15:20:00Z,0,"); taken.Accepted != 1 || taken.Older != 1 || price() != "31.70" {
		t.Errorf("Take(newer and older) = %+v, bar at %s, want 1, 1, bar at 31.70", taken, price())
	}
}

func TestTakeRefusesTheFuture(t *testing.T) {
	f := newFloor(t)
	taken := f.take("BP,XNYS,31.675,31.78,USD,2026-11-23T15:32:00Z,0,", "RIO,XNYS,61.315,59.825,USD,2026-11-23T15:32:01Z,0,")
	if taken.Accepted != 1 || len(taken.Problems) != 1 || taken.Problems[0].Place != "XNYS:RIO" || !strings.Contains(taken.Problems[0].Text, "2026-11-23T15:32:01Z lies in the future") {
		t.Errorf("Take(2 min and 2 min 1 s ahead) = %+v, want BP taken and RIO refused", taken)
	}
	title := f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:RIO"}})
	if got := f.bar(title).Rows[0].Price; got != "–" {
		t.Errorf("Bar().Rows[0].Price = %s, want – for a refused quote", got)
	}
}

func TestTakeKeepsGoodRows(t *testing.T) {
	f := newFloor(t)
	taken := f.take("BP,XNYS,soon,31.78,USD,2026-11-23T15:30:00Z,0,", "RIO,XNYS,61.315,59.825,USD,2026-11-23T15:30:00Z,0,")
	if taken.Accepted != 1 || len(taken.Problems) != 1 || taken.Problems[0].Place != "line 2" || !strings.Contains(taken.Problems[0].Text, "last") {
		t.Errorf("Take(bad and good) = %+v, want RIO taken and line 2 refused for its last", taken)
	}
	for _, raw := range []string{"", "<html>", "name,price\nBP,1\n", "{"} {
		if taken, err := f.Take(t.Context(), []byte(raw), "bad.csv"); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "bad.csv") || taken.Accepted != 0 {
			t.Errorf("Take(%q) = %+v, %v, want ErrInvalid naming the file", raw, taken, err)
		}
	}
	if taken, err := f.Take(t.Context(), []byte("[]"), "none.json"); err != nil || taken.Problems == nil || taken.Accepted != 0 {
		t.Errorf("Take([]) = %+v, %v, want nothing taken and an empty list of problems", taken, err)
	}
}

// What a feed does not say is filled in: the delay by the settings, the time by
// the clock.
func TestTakeFillsWhatFeedsLeaveOut(t *testing.T) {
	f := newFloor(t)
	f.took("BP,XNYS,31.675,31.78,USD,,,", "RIO,XNYS,61.315,59.825,USD,2026-11-23T15:00:00Z,0,")
	list, err := f.store.Quotes(t.Context())
	if err != nil || len(list) != 2 {
		t.Fatalf("Quotes() = %+v, %v, want two", list, err)
	}
	if bp := list[0]; bp.DelayMin != 15 || !bp.AsOf.Equal(open) || !bp.Received.Equal(open) {
		t.Errorf("Quotes()[BP] = delay %d, as of %v, received %v, want 15 and %v", bp.DelayMin, bp.AsOf, bp.Received, open)
	}
	if rio := list[1]; rio.DelayMin != 0 || !rio.AsOf.Equal(open.Add(-30*time.Minute)) || !rio.Received.Equal(open) {
		t.Errorf("Quotes()[RIO] = delay %d, as of %v, received %v, want what the feed said", rio.DelayMin, rio.AsOf, rio.Received)
	}
}

func TestBarsWhileQuotesComeIn(t *testing.T) {
	f := newFloor(t)
	title := f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:BP"}})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for n := range 5 {
				at := open.Add(-time.Duration(i+4*n) * time.Second).Format(time.RFC3339)
				f.take("BP,XNYS,31.675,31.78,USD," + at + ",0,")
				f.bar(title)
			}
		})
	}
	wg.Wait()
	if b := f.bar(title); !b.AsOf.Equal(open) {
		t.Errorf("Bar().AsOf = %v, want the newest of all, %v", b.AsOf, open)
	}
}

// broken is a store whose disk has failed.
type broken struct{ Store }

var errDisk = errors.New("disk is gone")

func (broken) SaveQuotes(context.Context, []market.Quote) (int, error) { return 0, errDisk }
func (broken) QuoteCount(context.Context) (int64, error)               { return 0, errDisk }

func TestFaultsOfTheStore(t *testing.T) {
	f := newFloor(t)
	title := f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:BP"}})
	f.Room.Store = broken{f.store}
	if _, err := f.Take(t.Context(), []byte("symbol,mic,last\nBP,XNYS,31\n"), "a.csv"); !errors.Is(err, errDisk) || errors.Is(err, news.ErrInvalid) {
		t.Errorf("Take(disk gone) = %v, want the disk's error, so that it is sent again", err)
	}
	if _, err := f.Bar(t.Context(), title); !errors.Is(err, errDisk) {
		t.Errorf("Bar(disk gone) = %v, want the disk's error", err)
	}
}

func TestWatchEndsWithItsContext(t *testing.T) {
	f := newFloor(t)
	f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:BP"}})
	var log bytes.Buffer
	f.Room.Log = slog.New(slog.NewTextHandler(&log, nil))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := f.Watch(ctx, func(id news.TitleID) { t.Errorf("Watch() tells %s, want nothing", id) })
	if !errors.Is(err, context.Canceled) || log.Len() > 0 {
		t.Errorf("Watch(ended) = %v, logging %q, want context.Canceled and a quiet end", err, log.String())
	}
}
