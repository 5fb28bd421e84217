package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// pullRoad is a road with a secret in its address.
func pullRoad() news.Road {
	r := news.NewRoad("npa", news.PullRoad, "https://reader:secret@feeds.example.org/top.xml?key=secret")
	r.Made, r.Due = T0, T0
	return r
}

func mustOpen(t *testing.T, s *store.Store, r news.Road, latest time.Time) news.Road {
	t.Helper()
	got, err := s.OpenRoad(context.Background(), r, latest)
	if err != nil {
		t.Fatalf("OpenRoad(%s) = %v, want nil", r.ID, err)
	}
	return got
}

// roadLeases is about who may collect from a road.
func roadLeases(t *testing.T, s *store.Store) {
	ctx := context.Background()
	r := pullRoad()
	r.Due = T0.Add(time.Minute)
	r = mustOpen(t, s, r, T0.Add(time.Hour))
	if strings.Contains(r.Address, "secret") || r.Address != "https://feeds.example.org/top.xml" {
		t.Errorf("OpenRoad() = address %q, want it without secrets", r.Address)
	}
	if _, err := s.LeaseRoad(ctx, r.ID, "early", T0, T0.Add(time.Hour)); !errors.Is(err, news.ErrConflict) {
		t.Errorf("LeaseRoad(before it is due) = %v, want ErrConflict", err)
	}
	now := T0.Add(time.Minute)
	end := now.Add(2 * time.Minute)
	var wg sync.WaitGroup
	won := make([]news.Road, 8)
	for i := range won {
		wg.Go(func() {
			got, err := s.LeaseRoad(ctx, r.ID, fmt.Sprintf("node %d", i), now, end)
			switch {
			case err == nil:
				won[i] = got
			case !errors.Is(err, news.ErrConflict):
				t.Errorf("LeaseRoad(node %d) = %v, want nil or ErrConflict", i, err)
			}
		})
	}
	wg.Wait()
	var held news.Road
	for _, w := range won {
		switch {
		case w.Owner == "":
		case held.Owner != "":
			t.Errorf("%s and %s hold the road", held.Owner, w.Owner)
		default:
			held = w
		}
	}
	if held.Owner == "" || !held.Until.Equal(end) || held.ID != r.ID {
		t.Fatalf("LeaseRoad() of eight = %+v, want one owner until %v", held, end)
	}
	if err := s.ExtendRoad(ctx, r.ID, held.Owner, end.Add(time.Minute)); err != nil {
		t.Errorf("ExtendRoad(owner) = %v, want nil", err)
	}
	if _, err := s.LeaseRoad(ctx, r.ID, "thief", end, end.Add(time.Hour)); !errors.Is(err, news.ErrConflict) {
		t.Errorf("LeaseRoad(extended) = %v, want ErrConflict", err)
	}
	// The owner crashes; its lease runs out, and what it says later is refused.
	heir, err := s.LeaseRoad(ctx, r.ID, "heir", end.Add(time.Minute), end.Add(time.Hour))
	if err != nil {
		t.Fatalf("LeaseRoad(run out) = %v, want nil", err)
	}
	held.Cursor = "behind"
	if err := s.SaveRoad(ctx, held); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveRoad(lease lost) = %v, want ErrConflict", err)
	}
	if err := s.ExtendRoad(ctx, r.ID, held.Owner, end.Add(time.Hour)); !errors.Is(err, news.ErrConflict) {
		t.Errorf("ExtendRoad(lease lost) = %v, want ErrConflict", err)
	}
	heir.Cursor, heir.Due, heir.Well = "ahead", end.Add(2*time.Hour), end
	if err := s.SaveRoad(ctx, heir); err != nil {
		t.Fatalf("SaveRoad(owner) = %v, want nil", err)
	}
	if err := s.SaveRoad(ctx, heir); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveRoad(given back) = %v, want ErrConflict", err)
	}
	got, err := s.Road(ctx, r.ID)
	if err != nil || got.Cursor != "ahead" || got.Owner != "" || !got.Until.IsZero() || !got.Due.Equal(heir.Due) || !got.Well.Equal(end) {
		t.Errorf("Road() = %+v, %v, want what the heir saved, held by nobody", got, err)
	}
	if _, err := s.LeaseRoad(ctx, "npa/pull/none", "x", now, end); !errors.Is(err, news.ErrConflict) {
		t.Errorf("LeaseRoad(unknown) = %v, want ErrConflict", err)
	}
	if _, err := s.Road(ctx, "npa/pull/none"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Road(unknown) = %v, want ErrNotFound", err)
	}
	if n, err := s.LastEvent(ctx); n != 0 || err != nil {
		t.Errorf("LastEvent() = %d, %v, want 0: roads are not in the journal", n, err)
	}
}

// roadReopened is about what a restart does to a road.
func roadReopened(t *testing.T, s *store.Store) {
	ctx := context.Background()
	r := mustOpen(t, s, pullRoad(), T0)
	r, err := s.LeaseRoad(ctx, r.ID, "a", T0, T0.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	r = r.Failed(T0, "answered 503", 1)
	r.Cursor, r.Due = `{"etag":"a"}`, T0.Add(6*time.Hour)
	if err := s.SaveRoad(ctx, r); err != nil {
		t.Fatal(err)
	}
	later := pullRoad()
	later.Made, later.Due = T0.Add(time.Hour), T0.Add(time.Hour)
	got := mustOpen(t, s, later, T0.Add(2*time.Hour))
	if got.Cursor != r.Cursor || got.Failures != 1 || got.Error != "answered 503" || !got.FailingSince.Equal(T0) || !got.Made.Equal(T0) || !got.Due.Equal(T0.Add(2*time.Hour)) {
		t.Errorf("OpenRoad(again) = %+v, want its state, due in two hours", got)
	}
	if got := mustOpen(t, s, later, T0.Add(9*time.Hour)); !got.Due.Equal(T0.Add(2 * time.Hour)) {
		t.Errorf("OpenRoad(later) = due %v, want what it was", got.Due)
	}
	if r, err = s.LeaseRoad(ctx, r.ID, "b", T0.Add(2*time.Hour), T0.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	r.Asked, r.Due = T0.Add(8*time.Hour), T0.Add(8*time.Hour)
	if err := s.SaveRoad(ctx, r); err != nil {
		t.Fatal(err)
	}
	if got := mustOpen(t, s, later, T0.Add(3*time.Hour)); !got.Due.Equal(r.Asked) {
		t.Errorf("OpenRoad(asked to wait) = due %v, want %v", got.Due, r.Asked)
	}
	mustOpen(t, s, news.NewRoad("cw", news.PushRoad, "/api/wire/cw"), T0)
	list, err := s.Roads(ctx)
	if err != nil || len(list) != 2 || list[0].Source != "cw" || list[1].ID != r.ID {
		t.Errorf("Roads() = %+v, %v, want two by id", list, err)
	}
}

// roadNotes come from several processes at once.
func roadNotes(t *testing.T, s *store.Store) {
	ctx := context.Background()
	r := mustOpen(t, s, pullRoad(), T0)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := s.NoteRoad(ctx, news.RoadNote{Road: r.ID, At: T0.Add(time.Duration(i) * time.Second), Failures: 2, Error: "disk full"}); err != nil {
				t.Errorf("NoteRoad(%d) = %v, want nil", i, err)
			}
		})
	}
	wg.Wait()
	if got, err := s.Road(ctx, r.ID); err != nil || got.Failures != 16 || got.Error != "disk full" || !got.Tried.Equal(T0.Add(7*time.Second)) || got.State(false) != news.RoadFailing {
		t.Errorf("Road() = %+v, %v, want 16 failures", got, err)
	}
	held, err := s.LeaseRoad(ctx, r.ID, "a", T0, T0.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	item := T0.Add(time.Minute)
	before, err := s.NoteRoad(ctx, news.RoadNote{Road: r.ID, At: item, LastItem: item})
	if err != nil || before.Failures != 16 {
		t.Errorf("NoteRoad(well) = %+v, %v, want how it stood before", before, err)
	}
	if err := s.SaveRoad(ctx, held); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Road(ctx, r.ID); err != nil || !got.LastItem.Equal(item) {
		t.Errorf("Road() = last item %v, %v, want what was noted while it was held", got.LastItem, err)
	}
	if _, err := s.NoteRoad(ctx, news.RoadNote{Road: "npa/push/none", At: T0}); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("NoteRoad(unknown) = %v, want ErrNotFound", err)
	}
}

func subscriptions(t *testing.T, s *store.Store) {
	ctx := context.Background()
	const road = news.RoadID("npa/websub/1")
	if _, err := s.Subscription(ctx, road); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Subscription(none) = %v, want ErrNotFound", err)
	}
	sub := news.Subscription{Road: road, Asked: news.Callback{Key: "k", Secret: "s", Hub: "https://hub.example/", Topic: "https://feeds.example.org/top.xml", At: T0}}
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() { errs[i] = s.SaveSubscription(ctx, sub) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, news.ErrConflict) {
			t.Errorf("SaveSubscription() = %v, want nil or ErrConflict", err)
		}
	}
	got, err := s.Subscription(ctx, road)
	if err != nil || won != 1 || got.Rev != 1 || got.Asked.Secret != "s" || !got.Asked.At.Equal(T0) {
		t.Fatalf("Subscription() = %+v, %v after %d of six were saved, want one", got, err, won)
	}
	old := got
	got.Held, got.Asked = got.Asked, news.Callback{}
	if err := s.SaveSubscription(ctx, got); err != nil {
		t.Errorf("SaveSubscription(seen) = %v, want nil", err)
	}
	if err := s.SaveSubscription(ctx, old); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveSubscription(moved) = %v, want ErrConflict", err)
	}
	if got, err := s.Subscription(ctx, road); err != nil || got.Rev != 2 || got.Held.Key != "k" || got.Asked.Key != "" {
		t.Errorf("Subscription() = %+v, %v, want the second", got, err)
	}
}

func silence(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	fell := func(want bool) {
		t.Helper()
		if got, err := s.FellSilent(ctx, "npa", T0); got != want || err != nil {
			t.Errorf("FellSilent() = %v, %v, want %v", got, err, want)
		}
	}
	heard := func(want bool) {
		t.Helper()
		if got, err := s.Heard(ctx, "npa"); got != want || err != nil {
			t.Errorf("Heard() = %v, %v, want %v", got, err, want)
		}
	}
	heard(false)
	fell(true)
	fell(false)
	heard(true)
	heard(false)
	fell(true)
	if last, err := s.LastWire(ctx, "npa"); !last.IsZero() || err != nil {
		t.Errorf("LastWire() = %v, %v, want none", last, err)
	}
}

// requarantined is the same file sent again and again.
func requarantined(t *testing.T, s *store.Store) {
	ctx := context.Background()
	q := news.Quarantined{ID: "q1", Source: "npa", Name: "a.xml", At: T0, Via: "pull", SHA: "s", Key: "raw/s", Size: 3, Reason: "not XML"}
	first, err := s.Quarantine(ctx, q)
	if err != nil || first.N == 0 {
		t.Fatalf("Quarantine() = %+v, %v, want an event", first, err)
	}
	q.ID, q.At = "q2", T0.Add(time.Hour)
	again, err := s.Quarantine(ctx, q)
	if err != nil || again.N != 0 || again.Ref != "q1" {
		t.Errorf("Quarantine(the same) = %+v, %v, want no event and the first entry's id", again, err)
	}
	if list, err := s.Quarantined(ctx, false); err != nil || len(list) != 1 || list[0].ID != "q1" {
		t.Errorf("Quarantined() = %+v, %v, want the first entry", list, err)
	}
	if _, err := s.Replayed(ctx, "q1", T0); err != nil {
		t.Fatal(err)
	}
	if e, err := s.Quarantine(ctx, q); err != nil || e.N == 0 || e.Ref != "q2" {
		t.Errorf("Quarantine(replayed since) = %+v, %v, want it to wait anew", e, err)
	}
}
