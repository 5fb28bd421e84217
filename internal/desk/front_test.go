package desk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

func (b *bureau) front() FrontView {
	b.t.Helper()
	v, err := b.Front(b.t.Context(), "courier", "")
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *bureau) setFront(f news.Front, due time.Time) {
	b.t.Helper()
	if _, err := b.SetFront(b.t.Context(), chief(), FrontOrder{Front: f, Seen: b.front().Head.Rev, Due: due}); err != nil {
		b.t.Fatalf("SetFront(%+v) = %v, want nil", f, err)
	}
}

func TestFrontIsPinnedAndUndone(t *testing.T) {
	b := newBureau(t)
	one, two := b.file("one"), b.file("two")
	first := b.front()
	if first.Page.Lead[0].Pinned || first.Head.Rev != 0 {
		t.Fatalf("Front() = %+v, want all by rule", first.Page)
	}
	pin := func(id news.StoryID) news.Front {
		return b.front().Head.With(news.Slot{At: news.SlotLead, Story: id})
	}
	b.setFront(pin(one.Story.ID), time.Time{})
	b.setFront(pin(two.Story.ID), time.Time{})
	v := b.front()
	if v.Head.Rev != 2 || v.Page.Lead[0].Story != two.Story.ID || v.Head.Note != "pinned to lead" || v.Head.By != "desk:kt" {
		t.Errorf("Front() = revision %d, %q by %s, lead %+v; want 2 with two pinned", v.Head.Rev, v.Head.Note, v.Head.By, v.Page.Lead)
	}
	undo := func() error {
		_, err := b.UndoFront(t.Context(), chief(), "courier", "", b.front().Head.Rev)
		return err
	}
	for _, want := range []news.StoryID{one.Story.ID, ""} {
		if err := undo(); err != nil {
			t.Fatalf("UndoFront() = %v, want nil", err)
		}
		if s, _ := b.front().Head.Slot(news.SlotLead); s.Story != want {
			t.Errorf("after undo %q is pinned, want %q", s.Story, want)
		}
	}
	if err := undo(); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "nothing before") {
		t.Errorf("UndoFront() at the beginning = %v, want ErrInvalid", err)
	}
	if _, err := b.RestoreFront(t.Context(), chief(), "courier", "", 2, 4); err != nil {
		t.Errorf("RestoreFront(2) = %v, want nil", err)
	}
	if v = b.front(); v.Head.Rev != 5 || v.Page.Lead[0].Story != two.Story.ID || len(v.Revisions) != 5 {
		t.Errorf("after all: revision %d of %d, lead %s; want 5 of 5 with two", v.Head.Rev, len(v.Revisions), v.Page.Lead[0].Story)
	}
}

func TestFrontRefusesInWords(t *testing.T) {
	b := newBureau(t)
	one := b.file("one")
	f := news.Front{Title: "courier"}.With(news.Slot{At: news.SlotLead, Story: one.Story.ID})
	for _, c := range []struct {
		name  string
		user  news.User
		order FrontOrder
		want  error
		says  string
	}{
		{"reporter", news.User{ID: "r", Name: "rp", Role: news.Reporter}, FrontOrder{Front: f}, news.ErrForbidden, "ask somebody who is editor"},
		{"another title's editor", news.User{ID: "r", Name: "ed", Role: news.Editor, Titles: []news.TitleID{"evening"}}, FrontOrder{Front: f}, news.ErrForbidden, "courier"},
		{"unknown title", chief(), FrontOrder{Front: news.Front{Title: "nowhere"}}, news.ErrInvalid, "there are"},
		{"no change", chief(), FrontOrder{Front: news.Front{Title: "courier"}}, news.ErrInvalid, "change something first"},
		{"no story", chief(), FrontOrder{Front: news.Front{Title: "courier"}.With(news.Slot{At: news.SlotLead, Story: "none"})}, news.ErrInvalid, "no story"},
		{"past", chief(), FrontOrder{Front: f, Due: storetest.T0}, news.ErrInvalid, "past"},
		{"unseen head", chief(), FrontOrder{Front: f, Seen: 7}, news.ErrNotFound, "revision 7"},
	} {
		if _, err := b.SetFront(t.Context(), c.user, c.order); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: SetFront() = %v, want %v saying %q", c.name, err, c.want, c.says)
		}
	}
	b.setFront(f, time.Time{})
	if _, err := b.SetFront(t.Context(), chief(), FrontOrder{Front: news.Front{Title: "courier", Layout: news.LayoutQuiet}}); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SetFront(over what somebody else set) = %v, want ErrConflict", err)
	}
}

// The desk is told why a pin is not shown; it stands as soon as readers may see it.
func TestFrontSaysWhyAPinIsNotShown(t *testing.T) {
	b := newBureau(t)
	b.file("other")
	lift := storetest.T0.Add(time.Hour)
	shut := b.file("shut", func(d *news.StoryDeed) { d.Story.EmbargoUntil = lift })
	away := b.file("away", ours)
	waits := b.file("waits", held)
	f := news.Front{Title: "courier"}.With(news.Slot{At: news.SlotLead, Story: shut.Story.ID}).With(news.Slot{At: news.SecondSlot(1), Story: away.Story.ID}).
		With(news.Slot{At: news.SecondSlot(2), Story: waits.Story.ID})
	b.setFront(f, time.Time{})
	v := b.front()
	why := map[news.StoryID]string{}
	for _, x := range v.Page.Skipped {
		why[x.Story] = x.Why
	}
	if why[shut.Story.ID] != "it is under embargo" || why[away.Story.ID] != "it is not on this title" || why[waits.Story.ID] != "it waits for the desk" {
		t.Errorf("skipped = %v, want each with its reason", why)
	}
	if v.Page.Lead[0].Pinned || v.Rule[news.SlotLead] == "" {
		t.Errorf("lead = %+v, want one by rule meanwhile", v.Page.Lead)
	}
	b.at = lift
	b.settle(lift)
	if v = b.front(); v.Page.Lead[0].Story != shut.Story.ID || !v.Page.Lead[0].Pinned {
		t.Errorf("after its embargo lead = %+v, want the pin", v.Page.Lead)
	}
	if _, err := b.Kill(t.Context(), chief(), shut.Story.ID, "It was wrong."); err != nil {
		t.Fatal(err)
	}
	if v = b.front(); v.Stories[shut.Story.ID].Shut != "it was killed" || v.Page.Lead[0].Story == shut.Story.ID {
		t.Errorf("after the kill: %+v, lead %+v; want it skipped", v.Stories[shut.Story.ID], v.Page.Lead)
	}
}

func TestBannerOfTheDesk(t *testing.T) {
	b := newBureau(t)
	one := b.file("one")
	until := storetest.T0.Add(time.Hour)
	set := func(u news.User, x news.Banner) error {
		_, err := b.SetBanner(t.Context(), u, x)
		return err
	}
	ok := news.Banner{Title: "courier", Words: " Bridge closed ", Story: one.Story.ID, Until: until}
	if err := set(news.User{ID: "r", Name: "rp", Role: news.Reporter}, ok); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("SetBanner(reporter) = %v, want ErrForbidden", err)
	}
	bad := ok
	bad.Story = "none"
	if err := set(chief(), bad); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("SetBanner(no story) = %v, want ErrInvalid", err)
	}
	if err := set(chief(), ok); err != nil {
		t.Fatal(err)
	}
	if got, shown, err := b.store.Readers().Banner(t.Context(), "courier"); err != nil || !shown || got.Words != "Bridge closed" || got.Path != one.Placements[0].Path {
		t.Errorf("readers have %+v, %v, %v; want the banner with its story", got, shown, err)
	}
	if err := set(chief(), news.Banner{Title: "courier", Rev: 1}); err != nil {
		t.Fatal(err)
	}
	if _, shown, _ := b.store.Readers().Banner(t.Context(), "courier"); shown {
		t.Error("readers have the banner that was taken away")
	}
}
