package setup

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// office is a room on a real store with the title "courier" and the source "npa".
type office struct {
	*Room
	t     *testing.T
	store *store.Store
}

func newOffice(t *testing.T) *office {
	t.Helper()
	s := storetest.SQLite(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	storetest.House(t, s)
	folder := func(id news.SourceID) string { return filepath.Join("wire", string(id)) }
	return &office{&Room{Store: s, Now: func() time.Time { return storetest.T0 }, DeskHosts: []string{"desk.localhost"}, Folder: folder}, t, s}
}

// as returns a context in which somebody of a role acts, on the titles given.
func (o *office) as(role news.Role, titles ...news.TitleID) context.Context {
	return news.Actor{By: "desk:kt", User: &news.User{ID: "1", Name: "kt", Role: role, Titles: titles}}.In(o.t.Context())
}

func TestWhoMaySetUp(t *testing.T) {
	o := newOffice(t)
	title, err := o.Title(t.Context(), "courier")
	if err != nil {
		t.Fatal(err)
	}
	src, err := o.store.SourceSetup(t.Context(), "npa")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name           string
		ctx            context.Context
		title, sources bool
	}{
		{"editor", o.as(news.Editor), false, false},
		{"chief of another title", o.as(news.Chief, "evening"), false, false},
		{"chief of the title", o.as(news.Chief, "courier"), true, false},
		{"administrator of the title", o.as(news.Administrator, "courier"), true, false},
		{"administrator", o.as(news.Administrator), true, true},
		{"command line", t.Context(), true, true},
	} {
		_, err := o.SaveTitle(c.ctx, title)
		if may := !errors.Is(err, news.ErrForbidden); may != c.title || may && err != nil {
			t.Errorf("SaveTitle as %s = %v, want allowed %v", c.name, err, c.title)
		}
		_, save := o.SaveSource(c.ctx, src, nil)
		_, token := o.NewToken(c.ctx, "npa", 99)
		_, rules := o.SaveRules(c.ctx, "npa", 99, src.Rules)
		_, retire := o.RetireSource(c.ctx, "npa", 99, true)
		_, remove := o.RemoveSource(c.ctx, "npa", 99)
		_, pause := o.PauseRoad(c.ctx, "npa/pull/1", true)
		_, run := o.HurryRoad(c.ctx, "npa/pull/1")
		for i, err := range []error{save, token, rules, retire, remove, pause, run} {
			if may := !errors.Is(err, news.ErrForbidden); may != c.sources {
				t.Errorf("deed %d on a source as %s = %v, want allowed %v", i, c.name, err, c.sources)
			}
		}
	}
}

func TestTitlesKeepOutOfEachOthersWay(t *testing.T) {
	o := newOffice(t)
	title, err := o.Title(t.Context(), "courier")
	if err != nil {
		t.Fatal(err)
	}
	second := news.Title{ID: "gazette", Name: "The Gazette", Language: "en", TimeZone: "UTC", Code: "TG", Hosts: []string{"gazette.localhost"}, Sections: []news.Section{{Path: "news", Name: "News"}}}
	for _, c := range []struct {
		says   string
		change func(*news.Title)
	}{
		{`host "courier.localhost" belongs to titles`, func(x *news.Title) { x.Hosts = title.Hosts }},
		{`host "desk.localhost" belongs to the desk`, func(x *news.Title) { x.Hosts = []string{"desk.localhost"} }},
		{"lower-case name without port", func(x *news.Title) { x.Hosts = []string{"Gazette.localhost:80"} }},
		{"stands there twice", func(x *news.Title) { x.Hosts = []string{"a.localhost", "a.localhost"} }},
		{`the code "TC" already`, func(x *news.Title) { x.Code = "TC" }},
		{"is there already; choose another id", func(x *news.Title) { x.ID, x.Hosts, x.Code, x.Sections = "courier", nil, "TX", title.Sections }},
		{`no source "dpx"`, func(x *news.Title) { x.Sources = []news.SourceID{"dpx"} }},
		{`market bar: instrument id "XNYS BP"`, func(x *news.Title) { x.Bar.Instruments = []string{"XNYS BP"} }},
		{"contrast", func(x *news.Title) { x.AccentDark = "#222222" }},
		{"not an IANA name", func(x *news.Title) { x.TimeZone = "Berlin" }},
		{"not found", func(x *news.Title) { x.Rev = 3 }},
	} {
		x := second
		c.change(&x)
		if _, err := o.SaveTitle(t.Context(), x); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("SaveTitle() = %v, want it to say %s", err, c.says)
		}
	}
	// A section that a rule names cannot go.
	title.Sections = []news.Section{{Path: "sport", Name: "Sport"}}
	if _, err := o.SaveTitle(t.Context(), title); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), `rule 1 names section "world"`) {
		t.Errorf("SaveTitle(without a section in use) = %v, want the rule that needs it", err)
	}
}

// What the file says must fit what the desk has made meanwhile; what does not
// stops the start, with both named.
func TestSeedThatDoesNotFit(t *testing.T) {
	o := newOffice(t)
	seed := news.Title{ID: "gazette", Name: "The Gazette", Language: "en", TimeZone: "UTC", Code: "TC", Sections: []news.Section{{Path: "news", Name: "News"}}}
	if _, err := o.Seed(t.Context(), Seeds{Titles: []news.Title{seed}}); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), `title "courier" closes its sign-offs with the code "TC"`) {
		t.Errorf("Seed(code of another) = %v, want ErrInvalid naming both", err)
	}
	seed.Code = "TG"
	src := news.SourceSetup{Source: news.Source{ID: "dpx", Credit: "DPX", Rules: []news.Rule{{Title: "courier", Section: "world", Publish: "now"}}}}
	for i := range 2 {
		if said, err := o.Seed(t.Context(), Seeds{Titles: []news.Title{seed}, Sources: []news.SourceSetup{src}}); err != nil || len(said) > 0 {
			t.Errorf("Seed() the time %d = %v, %v, want nothing said", i+1, said, err)
		}
	}
	src.Credit = "Delta"
	if said, err := o.Seed(t.Context(), Seeds{Sources: []news.SourceSetup{src}}); err != nil || len(said) != 1 || !strings.Contains(said[0], `source "dpx"`) {
		t.Errorf("Seed(changed) = %v, %v, want it said", said, err)
	}
	titles, err := o.store.Titles(t.Context())
	if err != nil || len(titles) != 2 || titles[0].ID != "gazette" {
		t.Errorf("Titles() = %+v, %v, want the file's first", titles, err)
	}
}
