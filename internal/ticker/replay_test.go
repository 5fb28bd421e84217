package ticker

import (
	"math/rand/v2"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// What is invented moves, is said to be invented, and moves nothing else.
func TestReplayMovesSamplesOnly(t *testing.T) {
	f := newFloor(t)
	f.took("BP,XNYS,31.675,31.78,USD,2026-11-23T15:15:00Z,15,true", "VOD,XLON,71.86,72.48,GBX,2026-11-23T15:15:00Z,15,false")
	chance := rand.New(rand.NewPCG(1, 1))
	p := Replay{Room: f.Room, Every: time.Second}
	for range 40 {
		f.at = f.at.Add(5 * time.Second)
		if err := p.step(t.Context(), chance); err != nil {
			t.Fatal(err)
		}
	}
	quotes, err := f.store.Quotes(t.Context())
	if err != nil || len(quotes) != 2 {
		t.Fatalf("Quotes() = %v, %v, want two", quotes, err)
	}
	for _, q := range quotes {
		switch {
		case q.Instrument == "XNYS:BP" && (q.Last.String() == "31.675" || !q.Sample || q.Base.String() != "31.78"):
			t.Errorf("the sample is %s of %v, want it moved and a sample still", q.Last, q)
		case q.Instrument == "XLON:VOD" && q.Last.String() != "71.86":
			t.Errorf("the newsroom's own quote is %s, want 71.86 as it came", q.Last)
		}
	}
	b := f.bar(f.title("courier", "en", news.Bar{Instruments: []string{"XNYS:BP"}}))
	if !b.Sample {
		t.Error("Bar().Sample = false, want it said")
	}
}
