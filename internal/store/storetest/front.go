package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func pinned(at news.SlotID, story news.StoryID) news.Front {
	return news.Front{Title: "courier"}.With(news.Slot{At: at, Story: story, Headline: "Pinned " + string(story)})
}

func mustFront(t *testing.T, s *store.Store, d news.FrontDeed) news.Event {
	t.Helper()
	e, err := s.SaveFront(context.Background(), d)
	if err != nil {
		t.Fatalf("SaveFront(%+v) = %v, want nil", d, err)
	}
	return e
}

// Of two who change a front at once one is told, and nothing of either is lost.
func frontRevisions(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	if f, err := s.Front(ctx, "courier", ""); err != nil || f.Head.Rev != 0 || f.Head.Back != -1 {
		t.Fatalf("Front(unset) = %+v, %v, want number 0 with nothing before", f.Head, err)
	}
	var won atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := s.SaveFront(ctx, news.FrontDeed{At: T0, Front: pinned(news.SlotLead, "a"), By: "desk:kt"})
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, news.ErrConflict):
				t.Errorf("SaveFront() = %v, want ErrConflict", err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d of eight editors set the front, want 1", won.Load())
	}
	e := mustFront(t, s, news.FrontDeed{At: T0, Front: pinned(news.SlotLead, "b"), Seen: 1, Back: 1, By: "desk:ab", Note: "pinned b"})
	if e.Verb != news.VerbFront || e.Ref != "courier/" || len(e.Touched) != 1 || e.Touched[0].Title != "courier" {
		t.Errorf("event = %+v, want front.changed of the courier", e)
	}
	f, err := s.Front(ctx, "courier", "")
	if err != nil || f.Head.Rev != 2 || f.Head.By != "desk:ab" || len(f.Revisions) != 2 || f.Revisions[1].Slots[0].Story != "a" {
		t.Errorf("Front() = %+v, %v, want revision 2 and 1 kept", f, err)
	}
	if r, err := s.FrontRevision(ctx, "courier", "", 1); err != nil || r.Slots[0].Story != "a" {
		t.Errorf("FrontRevision(1) = %+v, %v, want a's", r, err)
	}
	if _, err := s.FrontRevision(ctx, "courier", "", 9); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("FrontRevision(9) = %v, want ErrNotFound", err)
	}
}

// A changeover becomes the head once, at its time, whoever settles it; a pin begins and
// ends by the clock.
func frontsDue(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	a, b := NewStory("a"), NewStory("b")
	mustSave(t, s, a)
	mustSave(t, s, b)
	until := T0.Add(2 * time.Hour)
	mustFront(t, s, news.FrontDeed{At: T0, Front: pinned(news.SlotLead, a.Story.ID)})
	planned := pinned(news.SlotLead, b.Story.ID)
	planned.Slots[0].Until = until
	due := T0.Add(time.Hour)
	if e := mustFront(t, s, news.FrontDeed{At: T0, Front: planned, Seen: 1, Due: due, By: "desk:kt"}); len(e.Touched) != 0 {
		t.Errorf("a changeover touches %v, want nothing readers see", e.Touched)
	}
	if _, err := s.SaveFront(ctx, news.FrontDeed{At: T0, Front: planned, Seen: 1, Due: due}); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveFront(a second changeover for that time) = %v, want ErrConflict", err)
	}
	lead := func() news.StoryID {
		t.Helper()
		f, _, err := s.Readers().Front(ctx, "courier", "")
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Slots) == 0 {
			return ""
		}
		return f.Slots[0].Story
	}
	if list, err := s.FrontsDue(ctx, due.Add(-time.Microsecond), 9); err != nil || len(list) != 0 || lead() != a.Story.ID {
		t.Fatalf("before its time FrontsDue() = %v, %v, want none", list, err)
	}
	settle := func(at time.Time) (events int64) {
		t.Helper()
		list, err := s.FrontsDue(ctx, at, 9)
		if err != nil || len(list) != 1 {
			t.Fatalf("FrontsDue(%v) = %v, %v, want one", at, list, err)
		}
		var n atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				e, err := s.SettleFront(ctx, list[0], at)
				if err != nil {
					t.Errorf("SettleFront() = %v, want nil", err)
				}
				if e.N > 0 {
					n.Add(1)
				}
			})
		}
		wg.Wait()
		return n.Load()
	}
	if n := settle(due); n != 1 || lead() != b.Story.ID {
		t.Errorf("at its time: %d nodes settled, the lead is %s; want one and b", n, lead())
	}
	f, _ := s.Front(ctx, "courier", "")
	if f.Head.Rev != 2 || f.Head.Back != 1 || f.Head.By != "desk:kt" || len(f.Changeovers) != 0 {
		t.Errorf("Front() = %+v, want revision 2 by who planned it, and no changeover", f)
	}
	if n := settle(until); n != 1 || lead() != "" {
		t.Errorf("at the pin's end: %d nodes settled, the lead is %q; want one and none", n, lead())
	}
	mustFront(t, s, news.FrontDeed{At: until, Front: planned, Seen: 2, Due: until.Add(time.Hour)})
	if _, err := s.DropChangeover(ctx, "courier", "", until.Add(time.Hour), until); err != nil {
		t.Errorf("DropChangeover() = %v, want nil", err)
	}
	if _, err := s.DropChangeover(ctx, "courier", "", until.Add(time.Hour), until); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("DropChangeover(again) = %v, want ErrNotFound", err)
	}
	if list, _ := s.FrontsDue(ctx, until.Add(9*time.Hour), 9); len(list) != 0 {
		t.Errorf("FrontsDue() = %v after the changeover was dropped, want none", list)
	}
}

// Nothing of a pin, a banner or a link reaches readers but of stories they may see.
func frontsStayInside(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	open, shut := NewStory("open"), NewStory("shut")
	shut.Story.EmbargoUntil = T0.Add(time.Hour)
	mustSave(t, s, open)
	mustSave(t, s, shut)
	if _, err := s.SaveLink(ctx, news.LinkDeed{At: T0, Story: open.Story.ID, Other: shut.Story.ID, Kind: news.AlikeText, By: "desk:kt"}); err != nil {
		t.Fatal(err)
	}
	f := pinned(news.SlotLead, open.Story.ID).With(news.Slot{At: news.SecondSlot(1), Story: shut.Story.ID, Headline: "Secret words"}).
		With(news.Slot{At: news.SecondSlot(2), Story: "no-such-story", Headline: "More secret words"})
	mustFront(t, s, news.FrontDeed{At: T0, Front: f})
	banner := news.Banner{Title: "courier", Words: "Breaking", Story: shut.Story.ID, Until: T0.Add(2 * time.Hour)}
	if _, err := s.SaveBanner(ctx, banner, T0); err != nil {
		t.Fatal(err)
	}
	ids := []news.StoryID{open.Story.ID, shut.Story.ID}
	look := func() (news.Front, news.BannerShown, int) {
		t.Helper()
		front, _, err := s.Readers().Front(ctx, "courier", "")
		if err != nil {
			t.Fatal(err)
		}
		b, _, err := s.Readers().Banner(ctx, "courier")
		if err != nil {
			t.Fatal(err)
		}
		alike, err := s.Readers().Alike(ctx, "courier", ids)
		if err != nil {
			t.Fatal(err)
		}
		return front, b, len(alike)
	}
	front, b, alike := look()
	if len(front.Slots) != 1 || front.Slots[0].Story != open.Story.ID || b.Path != "" || b.Words != "Breaking" || alike != 0 {
		t.Errorf("readers get %+v, %+v and %d links, want the open story's pin, words without a link and no link", front, b, alike)
	}
	for _, x := range front.Slots {
		if strings.Contains(strings.ToLower(x.Headline), "secret") {
			t.Errorf("readers get the headline %q of a story they may not see", x.Headline)
		}
	}
	if _, err := s.SettleDue(ctx, shut.Story.ID, T0.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	front, b, alike = look()
	if len(front.Slots) != 2 || b.Path != shut.Placements[0].Path || alike != 1 {
		t.Errorf("after the release readers get %+v, %+v and %d links, want both pins, its address and one link", front, b, alike)
	}
	st := mustStory(t, s, shut.Story.ID)
	st.Story.KilledAt, st.Story.KillReason = T0.Add(time.Hour), "wrong"
	for i := range st.Placements {
		st.Placements[i].State = news.Killed
	}
	mustSave(t, s, news.StoryDeed{Verb: news.VerbKilled, At: T0.Add(time.Hour), Story: st.Story, Placements: st.Placements})
	if front, b, alike = look(); len(front.Slots) != 1 || b.Path != "" || alike != 0 {
		t.Errorf("after the kill readers get %+v, %+v and %d links, want nothing of it", front, b, alike)
	}
}

// A banner begins and ends by itself.
func banners(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	from, until := T0.Add(time.Hour), T0.Add(2*time.Hour)
	b := news.Banner{Title: "courier", Words: "Bridge closed", From: from, Until: until, By: "desk:kt"}
	e, err := s.SaveBanner(ctx, b, T0)
	if err != nil || e.Verb != news.VerbBanner || e.Ref != "courier" || e.By != "desk:kt" {
		t.Fatalf("SaveBanner() = %+v, %v, want banner.changed", e, err)
	}
	if _, err := s.SaveBanner(ctx, b, T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveBanner(as it was) = %v, want ErrConflict", err)
	}
	for _, c := range []struct {
		at    time.Time
		shown bool
	}{{T0, false}, {from, true}, {until, false}} {
		list, err := s.FrontsDue(ctx, c.at, 9)
		if err != nil || c.at.After(T0) != slices.Contains(list, news.FrontDue{Title: "courier", Banner: true}) {
			t.Fatalf("FrontsDue(%v) = %v, %v", c.at, list, err)
		}
		for _, d := range list {
			if e, err := s.SettleFront(ctx, d, c.at); err != nil || e.N == 0 {
				t.Fatalf("SettleFront() = %+v, %v, want a deed", e, err)
			}
		}
		if got, shown, err := s.Readers().Banner(ctx, "courier"); err != nil || shown != c.shown {
			t.Errorf("Readers.Banner() at %v = %+v, %v, %v; want shown %v", c.at, got, shown, err, c.shown)
		}
	}
	if got, _ := s.Banner(ctx, "courier"); got.Rev != 1 || got.Words != b.Words {
		t.Errorf("Banner() = %+v, want what was set", got)
	}
}
