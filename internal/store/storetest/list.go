package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
	"broadsheet/internal/store"
)

// list returns the headlines that a filter finds, newest first.
func list(t *testing.T, s *store.Store, filter string) []string {
	t.Helper()
	return listFor(t, s, "kt", filter, false)
}

func listFor(t *testing.T, s *store.Store, reader, filter string, ours bool) []string {
	t.Helper()
	f, err := news.ParseFilter(filter)
	if err != nil {
		t.Fatal(err)
	}
	q := news.ListQuestion{Filter: f.For(reader), Reader: reader, Now: T0.Add(time.Hour), Limit: 100, Ours: ours}
	page, err := s.Rows(context.Background(), q)
	if err != nil {
		t.Fatalf("Rows(%s) = %v, want nil", filter, err)
	}
	out := []string{}
	for _, r := range page.Rows {
		out = append(out, r.Headline)
	}
	n, more, err := s.CountRows(context.Background(), q)
	if err != nil || n != len(out) || more {
		t.Errorf("CountRows(%s) = %d, %v, %v, want %d", filter, n, more, err, len(out))
	}
	return out
}

func wantList(t *testing.T, s *store.Store, filter string, want ...string) {
	t.Helper()
	if got := list(t, s, filter); !slices.Equal(got, append([]string{}, want...)) {
		t.Errorf("filter %q: rows %q, want %q", filter, got, want)
	}
}

// told is a story of the wire with a headline and a text, filed so many minutes
// after T0.
func told(headline, text string, minutes int, change func(*news.StoryDeed)) news.StoryDeed {
	d := NewStory(headline)
	at := T0.Add(time.Duration(minutes) * time.Minute)
	d.At, d.Story.Created, d.Version.At = at, at, at
	d.Version.Headline, d.Version.Body = headline, "<p>"+text+"</p>"
	d.Placements[0].Path = "world/" + strings.ReplaceAll(headline, " ", "-")
	if change != nil {
		change(&d)
	}
	return d
}

// otherAgency adds a source.
func otherAgency(t *testing.T, s *store.Store, id news.SourceID) {
	t.Helper()
	if _, err := s.SaveSource(context.Background(), news.Source{ID: id, Name: string(id), Credit: string(id)}, T0); err != nil {
		t.Fatal(err)
	}
}

func catchUp(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.CatchUpLists(context.Background()); err != nil {
		t.Fatalf("CatchUpLists() = %v, want nil", err)
	}
}

func filters(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	otherAgency(t, s, "vd")
	if _, err := s.SaveTitle(ctx, news.Title{ID: "tageblatt", Name: "T", Language: "de", TimeZone: "UTC", Code: "TB", Sections: []news.Section{{Path: "politik", Name: "Politik"}}}, 1, T0); err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, told("Bridge", "The old bridge of Østhavn is closed.", 1, func(d *news.StoryDeed) {
		d.Version.Urgency, d.Version.Dateline = 2, "ØSTHAVN, Norland"
	}))
	mustSave(t, s, told("Bank", "Die Zentralbank belässt den Leitzins.", 2, func(d *news.StoryDeed) {
		d.Story.Source, d.Version.Language, d.Version.By = "vd", "de-AT", "agency:vd"
		d.Placements[0].State, d.Placements[0].Published = news.Held, 0
		d.Placements = append(d.Placements, news.Placement{Story: d.Story.ID, Title: "tageblatt", Section: "politik", Path: "p/bank", State: news.Scheduled, Published: 1, PublishAt: T0.Add(48 * time.Hour)})
	}))
	mustSave(t, s, told("Own", "The old harbour was never new.", 3, func(d *news.StoryDeed) {
		d.Story.Source, d.Story.GUID, d.Story.Touched, d.Story.Desk, d.Story.Holder = "", "", true, "sport", "kt"
		d.Version.By, d.Version.Kind = "desk:ab", news.Edit
		d.Version.Pictures = []news.PictureUse{{Picture: "p"}}
		d.Story.EmbargoUntil = T0.Add(3 * time.Hour)
		d.Placements = nil
	}))
	mustSave(t, s, told("Aside", "Nothing.", 4, func(d *news.StoryDeed) {
		d.Story.SpikedAt = T0
		d.Placements = nil
	}))
	catchUp(t, s)
	wantList(t, s, "", "Own", "Bank", "Bridge")
	wantList(t, s, "agency:npa", "Bridge")
	wantList(t, s, "-agency:npa", "Own", "Bank")
	wantList(t, s, "agency:desk", "Own")
	wantList(t, s, "title:courier", "Bank", "Bridge")
	wantList(t, s, "title:courier state:scheduled")
	wantList(t, s, "title:tageblatt state:scheduled", "Bank")
	wantList(t, s, "title:courier,tageblatt state:scheduled", "Bank")
	wantList(t, s, "section:politik state:scheduled", "Bank")
	wantList(t, s, "title:tageblatt section:politik state:scheduled", "Bank")
	wantList(t, s, "title:courier section:politik")
	wantList(t, s, "state:held", "Bank")
	wantList(t, s, "-title:courier", "Own")
	wantList(t, s, "urgency:<3", "Bridge")
	wantList(t, s, "is:flash", "Bridge")
	wantList(t, s, "lang:de", "Bank")
	wantList(t, s, "-lang:de", "Own", "Bridge")
	wantList(t, s, "desk:me", "Own")
	wantList(t, s, "desk:sport,news", "Own")
	wantList(t, s, "desk:none", "Bank", "Bridge")
	wantList(t, s, "by:ab", "Own")
	wantList(t, s, "by:me")
	wantList(t, s, "has:picture", "Own")
	wantList(t, s, "is:embargoed", "Own")
	wantList(t, s, "is:spiked", "Aside")
	wantList(t, s, "is:published", "Bridge")
	wantList(t, s, "since:58m", "Own", "Bank")
	wantList(t, s, "old", "Own", "Bridge")
	wantList(t, s, `"old harbour"`, "Own")
	wantList(t, s, `"old bridge" agency:npa`, "Bridge")
	wantList(t, s, "har*", "Own")
	wantList(t, s, `"never n*"`, "Own")
	wantList(t, s, "old -harbour", "Bridge")
	wantList(t, s, "osthavn", "Bridge")
	wantList(t, s, "belasst", "Bank")
	wantList(t, s, "place:østhavn", "Bridge")
	wantList(t, s, "place:harbour")
	wantList(t, s, "-place:norland", "Own", "Bank")
	page, err := s.Rows(ctx, news.ListQuestion{Reader: "kt", Now: T0, Limit: 9, Titles: []news.TitleID{"tageblatt"}})
	if err != nil || len(page.Rows) != 2 || page.Rows[0].Headline != "Own" || page.Rows[1].Headline != "Bank" {
		t.Errorf("Rows(of tageblatt) = %+v, %v, want Bank, and Own that is on no title", page.Rows, err)
	}
	if got := listFor(t, s, "kt", "", true); !slices.Equal(got, []string{"Own"}) {
		t.Errorf("the desk's own stories are %q, want Own", got)
	}
}

func events(t *testing.T, s *store.Store) {
	House(t, s)
	otherAgency(t, s, "reu")
	ctx := context.Background()
	text := strings.Join(prose(5, 300), " ") + " "
	like := func(extra string) func(*news.StoryDeed) {
		return func(d *news.StoryDeed) {
			d.Version.Body += "<p>" + extra + "</p>"
			d.Signature = reading.Sign(d.Version.Headline, text+extra)
		}
	}
	first := told("First", text, 0, like("One."))
	mustSave(t, s, first)
	mustSave(t, s, told("Other", "Quite another matter.", 1, nil))
	second := told("Second", text, 2, like("Two."))
	second.Story.Source = "reu"
	mustSave(t, s, second)
	wantList(t, s, "", "Second", "Other")
	wantList(t, s, "agency:npa", "Other", "First")
	page, err := s.Rows(ctx, news.ListQuestion{Reader: "kt", Now: T0, Limit: 1})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Others != 1 || page.Next == (news.RowMark{}) {
		t.Fatalf("Rows(1) = %+v, %v, want the event of two and a next page", page, err)
	}
	next, err := s.Rows(ctx, news.ListQuestion{Reader: "kt", Now: T0, Limit: 1, After: page.Next})
	if err != nil || len(next.Rows) != 1 || next.Rows[0].Headline != "Other" || next.Next != (news.RowMark{}) {
		t.Errorf("second page = %+v, %v, want Other alone", next, err)
	}
	rows, err := s.EventRows(ctx, page.Rows[0].Event, "kt")
	if err != nil || len(rows) != 2 || rows[1].Headline != "First" {
		t.Errorf("EventRows() = %+v, %v, want both, newest first", rows, err)
	}
	of, err := s.Rows(ctx, news.ListQuestion{Reader: "kt", Now: T0, Limit: 9, Stories: []news.StoryID{first.Story.ID}})
	if err != nil || len(of.Rows) != 1 || of.Rows[0].Headline != "Second" {
		t.Errorf("Rows(of First) = %+v, %v, want its event", of, err)
	}
	// An editor has the last word.
	if _, err := s.SaveLink(ctx, news.LinkDeed{At: T0.Add(time.Hour), Story: first.Story.ID, Other: second.Story.ID, Unlink: true, By: "desk:kt", Seen: news.LinkFound}); err != nil {
		t.Fatal(err)
	}
	wantList(t, s, "", "Second", "Other", "First")
	if _, err := s.SaveLink(ctx, news.LinkDeed{At: T0.Add(time.Hour), Story: first.Story.ID, Other: second.Story.ID, By: "desk:kt", Seen: news.LinkUnlinked}); err != nil {
		t.Fatal(err)
	}
	wantList(t, s, "", "Second", "Other")
	// What is no longer like the rest leaves it.
	f := mustStory(t, s, second.Story.ID)
	third := told("Second anew", "A text that has nothing in common with any that came before it, of some length, about fish.", 5, nil)
	d := news.StoryDeed{Verb: news.VerbUpdated, At: third.At, Story: f.Story, Version: third.Version}
	d.Story.Head, d.Version.N, d.Version.Story = 2, 2, f.Story.ID
	d.Version.Headline = "Second anew"
	mustSave(t, s, d)
	wantList(t, s, "", "Second anew", "Other")
}

// lineFacts is what one row says over a story's life.
func lineFacts(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	d := told("Ferry", "The ferry opened. It costs 4 crowns.", 0, nil)
	rec := news.WireRecord{ID: news.WireItemID(store.NewID()), Source: "npa", SHA: "1", Hash: "1", Story: d.Story.ID, At: T0, Outcome: "filed",
		Item: news.WireItem{GUID: "Ferry", EditorialNotes: []news.EditorialNote{{Text: "ADDS  quotes"}}, Places: []news.Place{{Name: "New Harbour"}}}}
	d.Wire, d.Version.WireItem = &rec, rec.ID
	mustSave(t, s, d)
	catchUp(t, s)
	wantList(t, s, `place:"new harbour"`, "Ferry")
	l, err := s.Line(ctx, d.Story.ID)
	if err != nil || l.Take != 1 || l.Said != "ADDS quotes" || l.Change != nil || l.Shown != 1 || !l.Has(news.MarkPublished) {
		t.Errorf("Line() = %+v, %v, want a first take that is published", l, err)
	}
	f := mustStory(t, s, d.Story.ID)
	v := *f.Latest
	v.N, v.Body, v.Kind, v.Note = 2, "<p>The ferry opened.</p><p>It costs 5 crowns.</p>", news.Correction, "It costs 5."
	up := news.StoryDeed{Verb: news.VerbCorrected, At: T0.Add(time.Minute), Story: f.Story, Version: &v, Placements: f.Placements}
	up.Story.Head = 2
	up.Placements[0].Published, up.Placements[0].State = 2, news.Corrected
	rec.ID, rec.Hash, rec.At = news.WireItemID(store.NewID()), "2", up.At
	up.Wire = &rec
	mustSave(t, s, up)
	l, err = s.Line(ctx, d.Story.ID)
	if err != nil || l.Take != 2 || l.Change == nil || l.Change.Added != 2 || l.Change.Figures != 1 || !l.Has(news.MarkCorrection) || !l.At.Equal(up.At) {
		t.Errorf("Line() = %+v, %v, want the second take, a correction, and what it changed", l, err)
	}
	f = mustStory(t, s, d.Story.ID)
	kill := news.StoryDeed{Verb: news.VerbKilled, At: T0.Add(2 * time.Minute), Story: f.Story}
	kill.Story.KilledAt, kill.Story.KillReason = kill.At, "Wrong."
	mustSave(t, s, kill)
	l, err = s.Line(ctx, d.Story.ID)
	if err != nil || !l.Has(news.MarkKilled) || l.Has(news.MarkPublished) || l.Shown != 1 || l.Rev != 3 {
		t.Errorf("Line() = %+v, %v, want it killed, with the one title that had it", l, err)
	}
	catchUp(t, s)
	wantList(t, s, "crowns 5", "Ferry")
	wantList(t, s, "crowns 4")
	wantList(t, s, "crowns 5 state:killed", "Ferry")
	wantList(t, s, "crowns 5 state:live,corrected")
}

func readMarks(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	a, b := told("A", "a", 0, nil), told("B", "b", 1, nil)
	mustSave(t, s, a)
	mustSave(t, s, b)
	mark := func(n int) {
		t.Helper()
		if err := s.MarkRead(ctx, "kt", a.Story.ID, n, T0); err != nil {
			t.Fatal(err)
		}
	}
	wantList(t, s, "is:unread", "B", "A")
	mark(1)
	wantList(t, s, "is:unread", "B")
	wantList(t, s, "-is:unread", "A")
	if got := listFor(t, s, "ab", "is:unread", false); len(got) != 2 {
		t.Errorf("another user has %q unread, want both", got)
	}
	f := mustStory(t, s, a.Story.ID)
	v := *f.Latest
	v.N = 2
	d := news.StoryDeed{Verb: news.VerbUpdated, At: T0, Story: f.Story, Version: &v}
	d.Story.Head = 2
	mustSave(t, s, d)
	wantList(t, s, "is:unread", "B", "A")
	mark(2)
	mark(1) // by a browser that lags
	wantList(t, s, "is:unread", "B")
	mark(0)
	wantList(t, s, "is:unread", "B", "A")
	for _, on := range []bool{true, false} {
		if err := s.Watch(ctx, "kt", b.Story.ID, on, T0); err != nil {
			t.Fatal(err)
		}
		want := []string{"B"}
		if !on {
			want = nil
		}
		wantList(t, s, "is:watched", want...)
	}
}

func savedSearches(t *testing.T, s *store.Store) {
	ctx := context.Background()
	save := func(id, owner, name string) news.SavedSearch {
		t.Helper()
		if _, err := s.SaveSearch(ctx, news.SavedSearch{ID: news.SearchID(id), Owner: owner, Name: name, Filter: "agency:npa"}, T0); err != nil {
			t.Fatal(err)
		}
		x, err := s.Search(ctx, news.SearchID(id))
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	names := func(user string) string {
		t.Helper()
		list, err := s.Searches(ctx, user)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, x := range list {
			out = append(out, x.Name)
		}
		return strings.Join(out, " ")
	}
	one := save("1", "kt", "one")
	save("2", "kt", "two")
	save("3", "", "all")
	save("4", "ab", "theirs")
	if got := names("kt"); got != "all one two" {
		t.Errorf("searches are %q, want all one two", got)
	}
	if _, err := s.OrderSearches(ctx, "kt", []news.SearchID{"2", "1"}, T0); err != nil {
		t.Fatal(err)
	}
	if got := names("kt"); got != "all two one" {
		t.Errorf("searches are %q, want all two one", got)
	}
	if _, err := s.OrderSearches(ctx, "kt", []news.SearchID{"2", "4"}, T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("OrderSearches(another's) = %v, want ErrConflict", err)
	}
	if _, err := s.SaveSearch(ctx, one, T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveSearch(as it was) = %v, want ErrConflict", err)
	}
	if _, err := s.DropSearch(ctx, "1", 1, T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("DropSearch(as it was) = %v, want ErrConflict", err)
	}
	if _, err := s.DropSearch(ctx, "3", 1, T0); err != nil {
		t.Errorf("DropSearch() = %v, want nil", err)
	}
	for i := range news.MaxSearches - 1 {
		save(fmt.Sprint("x", i), "ab", "more")
	}
	if _, err := s.SaveSearch(ctx, news.SavedSearch{ID: "y", Owner: "ab", Name: "y"}, T0); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("SaveSearch(one too many) = %v, want ErrInvalid", err)
	}
}

// hints are heard by all who listen; on PostgreSQL from every process, so that
// the first may come before it listens.
func hints(t *testing.T, s *store.Store) {
	ctx := context.Background()
	one, stopOne := s.Hints()
	defer stopOne()
	two, stopTwo := s.Hints()
	defer stopTwo()
	patience := time.NewTimer(10 * time.Second)
	defer patience.Stop()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	want := news.Hint{Topic: "presence", Data: `{"story":"a"}`}
	for _, c := range []<-chan news.Hint{one, two} {
		for heard := false; !heard; {
			if err := s.Tell(ctx, want); err != nil {
				t.Fatal(err)
			}
			select {
			case got := <-c:
				heard = true
				if got != want {
					t.Errorf("hint = %+v, want %+v", got, want)
				}
			case <-again.C:
			case <-patience.C:
				t.Fatal("no hint came")
			}
		}
	}
	if err := s.Tell(ctx, news.Hint{Topic: "x", Data: strings.Repeat("x", 9000)}); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Tell(too long) = %v, want ErrInvalid", err)
	}
}
