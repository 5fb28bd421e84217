package ingest

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestSilence(t *testing.T) {
	n := newNewsroom(t)
	log := &logBook{}
	n.Room.Log = slog.New(slog.NewTextHandler(log, nil))
	notes := &Notes{Store: n.store, Room: n.Room}
	road := news.NewPushRoad("npa")
	notes.Open(road)
	nodes := []*Silence{}
	for range 2 { // two nodes look
		nodes = append(nodes, &Silence{Room: n.Room, Store: n.store, Sources: []Awaited{{"npa", 2 * time.Hour}}})
	}
	look := func(wantSilent, wantHeard int) {
		t.Helper()
		for range 2 {
			for _, s := range nodes {
				if err := s.Look(t.Context()); err != nil {
					t.Fatalf("Look() = %v, want nil", err)
				}
			}
		}
		if silent, heard := log.count("source is silent", "source=npa"), log.count("heard again"); silent != wantSilent || heard != wantHeard {
			t.Errorf("Look() at %v has logged %d silences and %d ends, want %d and %d:\n%s", n.now(), silent, heard, wantSilent, wantHeard, log.buf.String())
		}
	}
	look(0, 0) // the house knows no road yet
	if err := notes.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.pass(2 * time.Hour)
	look(0, 0)
	n.pass(time.Second)
	look(1, 0)
	n.pass(time.Hour)
	look(1, 0)
	// A restart knows that it has been told.
	nodes[0] = &Silence{Room: n.Room, Store: n.store, Sources: nodes[0].Sources}
	look(1, 0)
	n.take(message("a", "1", ""))
	look(1, 1)
	n.pass(90 * time.Minute)
	n.take(message("a", "1", "")) // the same again is nothing new
	n.pass(time.Hour)
	look(2, 1)
	// A picture's file is heard, too.
	if taken, err := n.Take(context.Background(), "npa", "ferry.jpg", "push", strings.NewReader(string(photograph(t, 64)))); err != nil || !taken.New() {
		t.Fatalf("Take(ferry.jpg) = %+v, %v, want it kept", taken, err)
	}
	notes.Well(road.ID, true)
	if err := notes.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	look(2, 2)
}
