package storetest

import (
	"context"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// bylineAtTheGate is that readers are told whose words they read, whatever byline
// a version or a title asks for.
func bylineAtTheGate(t *testing.T, s *store.Store) {
	House(t, s)
	const theirs = "<p>The ferry line opened on Monday after three years of work, the harbour office said.</p>"
	d := NewStory("a")
	d.Version.Body, d.Version.Credit, d.Version.Byline = theirs, "NPA", "Ida Norring"
	mustSave(t, s, d)
	tell := func(body, byline string, want news.Whose, named string) {
		t.Helper()
		f := mustStory(t, s, d.Story.ID)
		v, p := *f.Latest, f.Placements[0]
		v.N++
		v.By, v.Kind, v.Body = "desk:kt", news.Edit, body
		p.Published, p.Byline = v.N, byline
		f.Story.Head = v.N
		mustSave(t, s, news.StoryDeed{Verb: news.VerbPublished, At: T0.Add(time.Duration(v.N) * time.Hour), By: "desk:kt", Story: f.Story, Version: &v, Placements: []news.Placement{p}})
		r, _, err := s.Readers().Story(context.Background(), "courier", p.Path)
		if err != nil || r.Whose != want || r.Byline != named {
			t.Errorf("readers of %q by %q are told %s, %q, %v; want %s, %q", body, byline, r.Whose, r.Byline, err, want, named)
		}
	}
	tell(theirs, "Kay Tiller", news.WhoseAgency, "Ida Norring")
	tell(theirs+"<p>Many came to see it.</p>", "Kay Tiller", news.WhoseShared, "Kay Tiller")
	tell("<p>Nobody had believed in it, and yet on the quay this morning there were more people than seats.</p>", "Kay Tiller", news.WhoseOwn, "Kay Tiller")
	// A take that came later and waits beside the desk's words is theirs, too.
	waits := news.WireRecord{ID: news.WireItemID(store.NewID()), Source: "npa", SHA: "s", Hash: "h", At: T0.Add(9 * time.Hour), Story: d.Story.ID, Outcome: "attached"}
	waits.Item.GUID, waits.Item.BodyHTML = "a", "<p>Nobody had believed in it, and yet on the quay this morning there were more people than seats.</p>"
	mustSave(t, s, news.StoryDeed{Verb: news.VerbAttached, At: T0.Add(9 * time.Hour), Story: mustStory(t, s, d.Story.ID).Story, Wire: &waits})
	f := mustStory(t, s, d.Story.ID)
	if o, err := s.Origin(context.Background(), f.Story, *f.Latest); err != nil || o.Share != 0 {
		t.Errorf("Origin() = %+v, %v, want that the attached take counts as the agency's", o, err)
	}
}

// homeAtTheGate is the address search engines are told of, as the story comes to
// titles and goes from them.
func homeAtTheGate(t *testing.T, s *store.Store) {
	title, _ := House(t, s)
	title.ID, title.Hosts, title.Code = "evening", []string{"evening.localhost"}, "TE"
	if _, err := s.SaveTitle(context.Background(), title, 1, T0); err != nil {
		t.Fatal(err)
	}
	d := NewStory("a")
	there := d.Placements[0]
	there.Title = "evening"
	d.Placements = append(d.Placements, there)
	mustSave(t, s, d)
	home := func(on, want news.TitleID) {
		t.Helper()
		r, _, err := s.Readers().Story(context.Background(), on, d.Placements[0].Path)
		if err != nil || r.Home != want || (want != "") != (r.HomePath != "") {
			t.Errorf("readers of %s are led to %q at %q, %v; want %q", on, r.Home, r.HomePath, err, want)
		}
	}
	home("courier", "")
	home("evening", "courier") // both at once: the first by name
	change := func(at int, on news.TitleID, do func(*news.Placement)) {
		t.Helper()
		f := mustStory(t, s, d.Story.ID)
		p, _ := f.Placement(on)
		do(&p)
		mustSave(t, s, news.StoryDeed{Verb: news.VerbPlaced, At: T0.Add(time.Duration(at) * time.Hour), Story: f.Story, Placements: []news.Placement{p}})
	}
	change(1, "evening", func(p *news.Placement) { p.OwnAddress = "another story by now" })
	home("evening", "")
	change(2, "evening", func(p *news.Placement) { p.OwnAddress = "" })
	home("evening", "courier")
	change(3, "courier", func(p *news.Placement) { p.State = news.TakenDown })
	home("evening", "")
}

// toldOfAChange is what readers are told of a version, once, and of a title's own
// words again.
func toldOfAChange(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	mustSave(t, s, d)
	tell := func(at int, told news.Told, headline string, want int) {
		t.Helper()
		f := mustStory(t, s, d.Story.ID)
		p := f.Placements[0]
		p.Told, p.Headline = &told, headline
		mustSave(t, s, news.StoryDeed{Verb: news.VerbPublished, At: T0.Add(time.Duration(at) * time.Hour), Story: f.Story, Placements: []news.Placement{p}})
		r, _, err := s.Readers().Story(context.Background(), "courier", p.Path)
		if err != nil || len(r.Changes) != want || r.Headline != headline {
			t.Errorf("after %+v readers are told %+v under %q, %v; want %d", told, r.Changes, r.Headline, err, want)
		}
		if f = mustStory(t, s, d.Story.ID); f.Placements[0].Told.Again {
			t.Errorf("after %+v it is to be told again", told)
		}
	}
	tell(1, news.Told{Version: 1, Kind: news.Edit, Note: "not new"}, "H", 1)
	tell(2, news.Told{Version: 1, Kind: news.Edit, Note: "own words", Again: true}, "Own", 2)
	tell(3, news.Told{Version: 1, Kind: news.Minor, Again: true}, "Own too", 2)
}
