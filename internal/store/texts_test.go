package store

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

func (x *texts) count() (rows, placed int) {
	for _, s := range x.shelf {
		rows += len(s.rows)
	}
	return rows, len(x.placed)
}

func madeUp(r *rand.Rand, id int, at time.Time) signed {
	s := signed{story: news.StoryID(fmt.Sprintf("01a20cbb-85a9-7065-842f-%012d", id)), source: "npa", name: r.Int64N(5000), at: at}
	s.Signature = news.Signature{Scheme: reading.Scheme, Text: r.Int64(), Sketch: make([]uint16, 128)}
	for i := range s.Sketch {
		s.Sketch[i] = uint16(r.Uint32())
	}
	return s
}

// However much comes, memory is bounded, and the newest texts are there.
func TestShelvesAreBounded(t *testing.T) {
	var x texts
	x.empty()
	r := rand.New(rand.NewPCG(1, 1))
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var last signed
	for i := range shelfRoom*shelves + shelfRoom/2 {
		last = madeUp(r, i, at)
		x.put(last)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	rows, placed := x.count()
	t.Logf("%d texts take %d MB", rows, (after.HeapAlloc-before.HeapAlloc)>>20)
	if want := shelfRoom*(shelves-1) + shelfRoom/2; rows != want || placed != want || len(x.shelf) != shelves {
		t.Errorf("%d texts on %d shelves, %d placed; want %d on %d", rows, len(x.shelf), placed, want, shelves)
	}
	if size := after.HeapAlloc - before.HeapAlloc; size > 100<<20 {
		t.Errorf("%d texts take %d bytes, want at most 100 MB", rows, size)
	}
	near := last
	near.story = "another"
	if got := x.shelf[shelves-1].with(near.keys()[0], near, 5); len(got) != 1 || got[0].story != last.story {
		t.Errorf("with(the newest text) = %v, want it", got)
	}
	// Three days on, a shelf is begun, and in a week the old ones have gone.
	for day := range 10 {
		x.put(madeUp(r, 1_000_000+day, at.AddDate(0, 0, day)))
	}
	if rows, placed := x.count(); rows != placed || rows > 10 {
		t.Errorf("after ten days %d texts stand, %d placed; want only those of the last days", rows, placed)
	}
}

// A story stands with its newest text only, and once in each chain.
func TestOneTextAStory(t *testing.T) {
	var x texts
	x.empty()
	r := rand.New(rand.NewPCG(1, 1))
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	a, b := madeUp(r, 1, at), madeUp(r, 2, at)
	b.Signature = a.Signature
	x.put(a)
	x.put(a)
	x.put(b)
	if rows, _ := x.count(); rows != 2 {
		t.Errorf("%d texts stand, want 2: the same again is none", rows)
	}
	for _, k := range b.keys()[:16] {
		if got := x.shelf[0].with(k, b, 5); len(got) != 1 || got[0].story != a.story {
			t.Errorf("with() = %v, want the one other story", got)
		}
	}
	old := a
	a.Signature = madeUp(r, 3, at).Signature
	x.put(a)
	if got := x.shelf[0].with(old.keys()[0], b, 5); len(got) != 0 {
		t.Errorf("with(a text that is no more) = %v, want none", got)
	}
	x.put(signed{story: a.story})
	if got := x.shelf[0].with(a.keys()[0], b, 5); len(got) != 0 || len(x.placed) != 1 {
		t.Errorf("with(a text taken away) = %v, %d placed; want none and 1", got, len(x.placed))
	}
	late := b
	late.at = at.Add(textSpan + time.Second)
	late.story = "late"
	if got := x.shelf[0].with(b.keys()[0], late, 5); len(got) != 0 {
		t.Errorf("with(too late) = %v, want none", got)
	}
}
