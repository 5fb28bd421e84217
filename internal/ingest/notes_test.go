package ingest

import (
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestNotes(t *testing.T) {
	n := newNewsroom(t)
	log := &logBook{}
	n.Room.Log = slog.New(slog.NewTextHandler(log, nil))
	road := news.NewRoad("npa", news.PushRoad, "/api/wire/npa")
	notes := &Notes{Store: n.store, Room: n.Room}
	notes.Open(road)
	flush := func() news.Road {
		t.Helper()
		if err := notes.Flush(t.Context()); err != nil {
			t.Fatalf("Flush() = %v, want nil", err)
		}
		r, err := n.store.Road(t.Context(), road.ID)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := flush(); r.State(false) != news.RoadWaiting || !r.Made.Equal(n.now()) {
		t.Errorf("Road() = %+v, want it known and waiting", r)
	}
	first := n.now()
	notes.Well(road.ID, true)
	if r := flush(); r.State(false) != news.RoadWell || !r.LastItem.Equal(first) {
		t.Errorf("Road() = %+v, want it well with its item", r)
	}
	n.pass(time.Minute)
	notes.Well(road.ID, false)
	if r := flush(); !r.Well.Equal(first) {
		t.Errorf("Road() = well at %v, want no write for a look", r.Well)
	}
	n.pass(wellEvery)
	notes.Well(road.ID, false)
	if r := flush(); !r.Well.Equal(n.now()) || !r.LastItem.Equal(first) {
		t.Errorf("Road() = well at %v, want a write every %v", r.Well, wellEvery)
	}
	for range 3 {
		notes.Failed(road.ID, errors.New("disk full"))
	}
	if r := flush(); r.Failures != 3 || r.Error != "disk full" {
		t.Errorf("Road() = %d failures, %q, want 3", r.Failures, r.Error)
	}
	notes.Failed(road.ID, errors.New("disk full"))
	if r := flush(); r.Failures != 4 {
		t.Errorf("Road() = %d failures, want 4", r.Failures)
	}
	notes.Well(road.ID, false)
	if r := flush(); r.Failures != 0 || r.Error != "" {
		t.Errorf("Road() = %d failures, %q, want none", r.Failures, r.Error)
	}
	notes.Well("npa/push/unknown", true)
	flush()
	if fails, works := log.count("road fails", "disk full"), log.count("works again", "failures=4"); fails != 1 || works != 1 {
		t.Errorf("log has %d failures and %d ends, want one of each", fails, works)
	}
	var none *Notes
	none.Well(road.ID, true)
	none.Failed(road.ID, errors.New("x"))
}

func TestFolderTellsItsRoad(t *testing.T) {
	n := newNewsroom(t)
	log := &logBook{}
	n.Room.Log = slog.New(slog.NewTextHandler(log, nil))
	f := newFolder(t, n)
	road := news.NewRoad("npa", news.FolderRoad, f.Path)
	f.Notes, f.Road = &Notes{Store: n.store, Room: n.Room}, road.ID
	f.Notes.Open(road)
	state := func(want news.RoadState, says string) {
		t.Helper()
		for range 3 { // looks change nothing by themselves
			if err := f.Once(t.Context()); err != nil && want != news.RoadFailing {
				t.Errorf("Once() = %v, want nil", err)
			}
		}
		if err := f.Notes.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r, err := n.store.Road(t.Context(), road.ID); err != nil || r.State(false) != want || !strings.Contains(r.Error, says) || want == news.RoadFailing && r.Failures != 1 {
			t.Errorf("Road() = %s, %d failures, %q, %v; want %s saying %q", r.State(false), r.Failures, r.Error, err, want, says)
		}
	}
	state(news.RoadWell, "")
	put(t, f, "a.json", message("a", "1", ""))
	state(news.RoadWell, "")
	n.pass(time.Second)
	blobs := n.Room.Blobs
	n.Room.Blobs = fullDisk{errors.New("no space left on device")}
	state(news.RoadFailing, "a.json waits in the folder: take a.json: no space left")
	n.Room.Blobs = blobs
	state(news.RoadWell, "")
	if r, err := n.store.Road(t.Context(), road.ID); err != nil || !r.LastItem.Equal(n.now()) {
		t.Errorf("Road() = last item %v, %v, want %v", r.LastItem, err, n.now())
	}
	if err := os.RemoveAll(f.Path); err != nil {
		t.Fatal(err)
	}
	state(news.RoadFailing, "no such file or directory")
	if err := f.Open(); err != nil {
		t.Fatal(err)
	}
	state(news.RoadWell, "")
	if fails, works := log.count("road fails"), log.count("works again"); fails != 2 || works != 2 {
		t.Errorf("log has %d failures and %d ends, want 2 of each:\n%s", fails, works, log.buf.String())
	}
}
