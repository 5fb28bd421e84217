package desk

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func newStoryID() news.StoryID { return news.StoryID(store.NewID()) }

// hire opens the accounts of users.
func (b *bureau) hire(users ...news.User) {
	b.t.Helper()
	for _, u := range users {
		if _, err := b.store.SaveUser(b.t.Context(), u, b.at); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *bureau) begin(u news.User, how Beginning) news.StoryFile {
	b.t.Helper()
	if how.ID == "" {
		how.ID = newStoryID()
	}
	f, err := b.Begin(b.t.Context(), u, how)
	if err != nil {
		b.t.Fatalf("Begin(%+v) = %v, want nil", how, err)
	}
	return f
}

// A story may be begun with a slugline alone, and is edited without a headline
// until it is to be published.
func TestBeginWithASluglineOnly(t *testing.T) {
	b := newBureau(t)
	anna := somebody("anna", news.Reporter)
	how := Beginning{ID: newStoryID(), Title: "courier", Section: "sport", Wording: news.Wording{Slugline: " cup\nfinal "}}
	f := b.begin(anna, how)
	v, p := f.Latest, f.Placements[0]
	if v.Headline != "" || v.Slugline != "cup final" || v.Language != "en" || v.Byline != "Test anna" || v.By != "desk:anna" || v.Kind != news.Edit {
		t.Errorf("Begin() = %+v, want the slugline, the title's language and anna's byline", v)
	}
	if !f.Story.Touched || f.Story.Source != "" || f.Story.GUID != "" || f.Story.Head != 1 || f.Story.Holder != "anna" {
		t.Errorf("Begin() = %+v, want a touched story of anna's without a source", f.Story)
	}
	if p.Title != "courier" || p.Section != "sport" || p.State != news.Held {
		t.Errorf("Begin() places it %+v, want held in courier/sport", p)
	}
	_, err := b.Publish(t.Context(), chief(), f, Order{})
	b.refused("Publish(no headline)", err, f, news.ErrInvalid, "headline")
	if _, err := b.Edit(t.Context(), f, Words{Body: text("<p>The final was played on Sunday.</p>")}, "anna"); err != nil {
		t.Fatalf("Edit(no headline yet) = %v, want nil", err)
	}
	if _, err := b.Edit(t.Context(), b.look(how.ID), Words{Headline: text("Cup final played")}, "anna"); err != nil {
		t.Fatal(err)
	}
	b.publish(b.look(how.ID), Order{})
	if r, _, err := b.readers(how.ID, "courier"); err != nil || r.Headline != "Cup final played" || r.Path != "sport/2026/11/23/cup-final-played" {
		t.Errorf("Readers().Story() = %q at %s, %v, want it at the headline's address", r.Headline, r.Path, err)
	}
	f = b.look(how.ID)
	_, err = b.Edit(t.Context(), f, Words{Headline: text("")}, "anna")
	b.refused("Edit(headline taken from readers)", err, f, news.ErrInvalid, "readers of courier have the story")
}

func TestBeginTwiceIsOneStory(t *testing.T) {
	b := newBureau(t)
	anna, bo := somebody("anna", news.Reporter), somebody("bo", news.Reporter)
	how := Beginning{ID: newStoryID(), Title: "courier", Wording: news.Wording{Headline: "Ferry ran aground"}}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if f, err := b.Begin(t.Context(), anna, how); err != nil || f.Story.ID != how.ID {
				t.Errorf("Begin(again) = %s, %v, want the same story", f.Story.ID, err)
			}
		})
	}
	wg.Wait()
	if all, err := b.store.Stories(t.Context(), 10); err != nil || len(all) != 1 {
		t.Errorf("Stories() = %d, %v, want one", len(all), err)
	}
	if _, err := b.Begin(t.Context(), bo, how); !errors.Is(err, news.ErrConflict) {
		t.Errorf("Begin(another's id) = %v, want ErrConflict", err)
	}
}

func TestBeginRefusesClearly(t *testing.T) {
	b := newBureau(t)
	anna, far := somebody("anna", news.Reporter), somebody("far", news.Reporter, "evening")
	b.hire(anna)
	killed := b.file("killed", func(d *news.StoryDeed) { held(d); d.Story.KilledAt = b.at })
	withheld := b.file("withheld", func(d *news.StoryDeed) { held(d); d.Story.Withheld = true })
	for _, c := range []struct {
		name string
		u    news.User
		how  Beginning
		want error
		says string
	}{
		{"no id", anna, Beginning{ID: "x", Title: "courier"}, news.ErrInvalid, "make a UUID"},
		{"no title of two", anna, Beginning{}, news.ErrInvalid, "for which title"},
		{"unknown title", anna, Beginning{Title: "gazette"}, news.ErrInvalid, "there are courier, evening"},
		{"unknown section", anna, Beginning{Title: "courier", Section: "moon"}, news.ErrInvalid, "it has world, sport"},
		{"not theirs", far, Beginning{Title: "courier"}, news.ErrForbidden, `on title "courier"`},
		{"unknown desk", anna, Beginning{Title: "courier", Desk: "moon"}, news.ErrInvalid, "nor any other yet"},
		{"unknown template", anna, Beginning{Title: "courier", Template: "t"}, news.ErrNotFound, "template"},
		{"copy of a killed story", anna, Beginning{From: killed.Story.ID, As: news.Duplicate}, news.ErrKilled, "not to be used again"},
		{"copy of a withheld story", anna, Beginning{From: withheld.Story.ID, As: news.Duplicate}, news.ErrInvalid, "held back by its agency"},
		{"from a story, as what", anna, Beginning{From: withheld.Story.ID}, news.ErrInvalid, "duplicate"},
		{"too long", anna, Beginning{Title: "courier", Wording: news.Wording{Headline: strings.Repeat("a", 3000)}}, news.ErrInvalid, "shorten it"},
	} {
		if c.how.ID == "" {
			c.how.ID = newStoryID()
		}
		if _, err := b.Begin(t.Context(), c.u, c.how); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Begin(%s) = %v, want %v saying %q", c.name, err, c.want, c.says)
		}
	}
}

// Agency words stay the agency's in a duplicate: what the contract refuses on a
// title, and until when it is held, no copy gets round.
func TestDuplicateOfAgencyCopyStaysTheAgencys(t *testing.T) {
	b := newBureau(t)
	anna := somebody("anna", news.Editor)
	f := b.file("a", func(d *news.StoryDeed) { held(d); d.Story.EmbargoUntil = b.at.Add(time.Hour) })
	d := b.begin(anna, Beginning{Title: "evening", From: f.Story.ID, As: news.Duplicate})
	if d.Story.Source != "npa" || d.Story.GUID != "" || d.Latest.Body != f.Latest.Body || d.Latest.Headline != f.Latest.Headline || d.Story.From.Story != f.Story.ID {
		t.Errorf("Begin(duplicate) = %+v, %+v, want the words under their agency's rights", d.Story, d.Latest)
	}
	_, err := b.Publish(t.Context(), chief(), d, Order{})
	b.refused("Publish(duplicate on evening)", err, d, news.ErrInvalid, `the contract does not allow title "evening"`)
	c := b.begin(anna, Beginning{From: f.Story.ID, As: news.Duplicate})
	if c.Placements[0].Title != "courier" {
		t.Errorf("Begin(duplicate) places it on %s, want its parent's title", c.Placements[0].Title)
	}
	b.publish(c, Order{})
	b.wantHeadline(c.Story.ID, "")
	b.settle(b.at.Add(time.Hour))
	b.wantHeadline(c.Story.ID, f.Latest.Headline)
}

func TestFollowUpIsTheDesksOwn(t *testing.T) {
	b := newBureau(t)
	anna := somebody("anna", news.Editor)
	f := b.file("a", func(d *news.StoryDeed) { d.Version.Slugline, d.Version.Keywords = "ferry", []string{"ferries"} })
	u := b.begin(anna, Beginning{From: f.Story.ID, As: news.FollowUp})
	if u.Story.Source != "" || u.Latest.Body != "" || u.Latest.Headline != "" || u.Latest.Slugline != "ferry" || len(u.Latest.Keywords) != 1 {
		t.Errorf("Begin(follow-up) = %+v, %+v, want the slugline and no words of the agency", u.Story, u.Latest)
	}
	if l, err := b.store.BegunFrom(t.Context(), f.Story.ID); err != nil || len(l) != 1 || l[0].Headline != "ferry" {
		t.Errorf("BegunFrom() = %+v, %v, want the follow-up", l, err)
	}
}

func TestBeginNothingOnARetiredTitle(t *testing.T) {
	b := newBureau(t)
	anna := somebody("anna", news.Editor)
	titles, err := b.store.Titles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	x := titles[0]
	x.Retired = b.at
	if _, err := b.store.SaveTitle(t.Context(), x, 0, b.at); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Begin(t.Context(), anna, Beginning{ID: newStoryID(), Title: x.ID}); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "is retired") {
		t.Errorf("Begin(retired title) = %v, want it refused", err)
	}
	p := news.Plan{ID: news.PlanID(store.NewID()), Name: "too late", Due: b.at, Title: x.ID}
	if _, err := b.SavePlan(t.Context(), anna, p); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "is retired") {
		t.Errorf("SavePlan(retired title) = %v, want it refused", err)
	}
}

func TestTemplates(t *testing.T) {
	b := newBureau(t)
	chief, anna, local := somebody("chief", news.Chief), somebody("anna", news.Reporter), somebody("local", news.Editor, "courier")
	id := news.TemplateID(store.NewID())
	x := news.Template{ID: id, Name: " Match  report ", Title: "courier", Section: "sport",
		Wording: news.Wording{Kicker: "Football", Body: `<p onclick="x()">Score:</p><script>alert(1)</script><h2>Reactions</h2>`}}
	if _, err := b.SaveTemplate(t.Context(), anna, x); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("SaveTemplate(reporter) = %v, want ErrForbidden", err)
	}
	if _, err := b.SaveTemplate(t.Context(), local, x); err != nil {
		t.Fatalf("SaveTemplate() = %v, want nil", err)
	}
	kept, err := b.store.Template(t.Context(), id)
	if err != nil || kept.Name != "Match report" || kept.Wording.Body != "<p>Score:</p>\n<h2>Reactions</h2>" || kept.By != "local" {
		t.Errorf("Template() = %+v, %v, want it clean", kept, err)
	}
	all := kept
	all.Title, all.Section = "", ""
	if _, err := b.SaveTemplate(t.Context(), local, all); !errors.Is(err, news.ErrForbidden) || !strings.Contains(err.Error(), "every title") {
		t.Errorf("SaveTemplate(for every title) = %v, want ErrForbidden", err)
	}
	f := b.begin(anna, Beginning{Template: id, Wording: news.Wording{Slugline: "cup"}})
	if f.Latest.Kicker != "Football" || f.Latest.Body != kept.Wording.Body || f.Latest.Byline != "Test anna" || f.Placements[0].Section != "sport" {
		t.Errorf("Begin(template) = %+v in %s, want the template's start", f.Latest, f.Placements[0].Section)
	}
	if _, err := b.Begin(t.Context(), anna, Beginning{ID: newStoryID(), Template: id, Title: "evening"}); err == nil || !strings.Contains(err.Error(), `for title "courier"`) {
		t.Errorf("Begin(template of another title) = %v, want it refused", err)
	}
	made, err := b.TemplateOf(t.Context(), f.Story.ID)
	if err != nil || made.Wording.Byline != "" || made.Wording.Body != kept.Wording.Body || made.Title != "courier" {
		t.Errorf("TemplateOf() = %+v, %v, want the story's start without its byline", made, err)
	}
	if _, err := b.TemplateOf(t.Context(), b.file("agency").Story.ID); err == nil || !strings.Contains(err.Error(), "agency's copy") {
		t.Errorf("TemplateOf(agency copy) = %v, want it refused", err)
	}
	kept.Retired = b.at
	if _, err := b.SaveTemplate(t.Context(), chief, kept); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SaveTemplate(t.Context(), chief, kept); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveTemplate(seen before) = %v, want ErrConflict", err)
	}
	if _, err := b.Begin(t.Context(), anna, Beginning{ID: newStoryID(), Template: id}); err == nil || !strings.Contains(err.Error(), "given up") {
		t.Errorf("Begin(retired template) = %v, want it refused", err)
	}
}
