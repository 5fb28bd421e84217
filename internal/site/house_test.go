package site

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/live"
	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/ticker"
	"broadsheet/themes"
)

// t0 is when the tests' papers begin: 23 November 2026, 10:00 in Berlin.
var t0 = storetest.T0

// counting is a store that counts what is asked of it, and can fail.
type counting struct {
	Store
	asked  atomic.Int64
	broken atomic.Bool
}

func (c *counting) ask() error {
	c.asked.Add(1)
	if c.broken.Load() {
		return fmt.Errorf("the disk has gone: secret-path")
	}
	return nil
}

func (c *counting) Titles(ctx context.Context) ([]news.Title, error) {
	if err := c.ask(); err != nil {
		return nil, err
	}
	return c.Store.Titles(ctx)
}

func (c *counting) Story(ctx context.Context, title news.TitleID, path string) (news.Released, *news.GoneNotice, error) {
	if err := c.ask(); err != nil {
		return news.Released{}, nil, err
	}
	return c.Store.Story(ctx, title, path)
}

func (c *counting) Newest(ctx context.Context, title news.TitleID, section string, before time.Time, limit int) ([]news.Released, error) {
	if err := c.ask(); err != nil {
		return nil, err
	}
	return c.Store.Newest(ctx, title, section, before, limit)
}

func (c *counting) Cards(ctx context.Context, title news.TitleID, ids []news.StoryID) ([]news.Released, error) {
	if err := c.ask(); err != nil {
		return nil, err
	}
	return c.Store.Cards(ctx, title, ids)
}

func (c *counting) Picture(ctx context.Context, title news.TitleID, key string) (string, error) {
	if err := c.ask(); err != nil {
		return "", err
	}
	return c.Store.Picture(ctx, title, key)
}

func (c *counting) Front(ctx context.Context, title news.TitleID, section string) (news.Front, time.Time, error) {
	if err := c.ask(); err != nil {
		return news.Front{}, time.Time{}, err
	}
	return c.Store.Front(ctx, title, section)
}

func (c *counting) Stock(ctx context.Context, title news.Title, f news.Front) (news.Stock, map[news.StoryID]news.Released, error) {
	if err := c.ask(); err != nil {
		return news.Stock{}, nil, err
	}
	return c.Store.Stock(ctx, title, f)
}

// fixedBars is the market as the tests set it.
type fixedBars struct{ bars map[news.TitleID]ticker.Bar }

func (f fixedBars) Bar(_ context.Context, t news.Title) (ticker.Bar, error) { return f.bars[t.ID], nil }

// house is a whole paper on a real store.
type house struct {
	t     testing.TB
	store *store.Store
	count *counting
	blobs *blob.Dir
	site  *Site
	log   *bytes.Buffer
	seen  int64 // the journal's number up to which the site has followed
}

func testTitles() []news.Title {
	return []news.Title{
		{ID: "courier", Name: "The Harbour Courier", Strap: "The daily of Hallen and the coast", Hosts: []string{"courier.localhost", "courier.example"}, Language: "en", TimeZone: "Europe/Berlin", Code: "THC",
			Sections: []news.Section{{Path: "world", Name: "World"}, {Path: "politics", Name: "Politics"}, {Path: "business", Name: "Business"}, {Path: "science", Name: "Science"}, {Path: "culture", Name: "Culture"}, {Path: "sport", Name: "Sport"}}},
		{ID: "tageblatt", Name: "Vesmarker Tageblatt", Strap: "Unabhängige Zeitung für Sandau und das Orvetal", Hosts: []string{"tageblatt.example"}, Language: "de", TimeZone: "Europe/Berlin", Code: "VTB", Accent: "#1f4e5f", AccentDark: "#8fc4d6",
			Sections: []news.Section{{Path: "politik", Name: "Politik"}, {Path: "wirtschaft", Name: "Wirtschaft"}}},
		{ID: "marsa", Name: "صحيفة المرسى", Hosts: []string{"marsa.example"}, Language: "ar", TimeZone: "Asia/Riyadh", Code: "MRS",
			Sections: []news.Section{{Path: "world", Name: "العالم"}, {Path: "culture", Name: "ثقافة"}}},
	}
}

// newHouse opens a house with the tests' titles and one agency.
func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, store: storetest.SQLite(t), log: &bytes.Buffer{}}
	t.Cleanup(func() {
		if err := h.store.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	for i, title := range testTitles() {
		if _, err := h.store.SaveTitle(t.Context(), title, i, t0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.store.SaveSource(t.Context(), news.Source{ID: "npa", Name: "Norland Press Agency", Credit: "NPA"}, t0); err != nil {
		t.Fatal(err)
	}
	var err error
	if h.blobs, err = blob.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	h.count = &counting{Store: h.store.Readers()}
	hub := live.New(live.Config{Now: func() time.Time { return t0 }, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() {
		if err := hub.Close(context.Background()); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	h.site, err = New(Config{Store: h.count, Bars: fixedBars{testBars()}, Blobs: h.blobs, Pages: press.NewPages(64 << 20), Live: hub,
		Log: slog.New(slog.NewTextHandler(h.log, nil)), Now: func() time.Time { return t0 }, Theme: themes.Default()})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func testBars() map[news.TitleID]ticker.Bar {
	rows := []ticker.Row{
		{Symbol: "HSBA", Name: "HSBC Holdings", Direction: 1, Change: "1.99%", Price: "1,121.4\u00a0p", Bare: "1,121.4", Unit: "pence"},
		{Symbol: "BP", Name: "BP", Direction: -1, Change: "-0.33%", Price: "31.675\u00a0$", Bare: "31.675", Unit: "USD", Stale: true},
		{Symbol: "GSK", Name: "GSK", Change: "0.00%", Price: "1,655.5\u00a0p", Bare: "1,655.5", Unit: "pence", Sample: true},
	}
	for _, s := range []string{"SHEL", "AZN", "RIO", "ULVR", "LLOY", "VOD", "AAL", "DGE", "NG", "PRU", "TSCO", "BARC", "REL"} {
		rows = append(rows, ticker.Row{Symbol: s, Name: s, Direction: -1, Change: "-0.81%", Price: "2,744.5\u00a0p", Bare: "2,744.5", Unit: "pence"})
	}
	return map[news.TitleID]ticker.Bar{
		"courier":   {Heading: "NYSE - LSE", Rows: rows, AsOf: t0.Add(5 * time.Hour), DelayMin: 15, Sample: true},
		"tageblatt": {Glyph: true, Rows: rows[:4], AsOf: t0, Closed: true},
	}
}

// follow hands the site every deed it has not seen.
func (h *house) follow() {
	h.t.Helper()
	for {
		events, err := h.store.Journal(h.t.Context(), h.seen, 100)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(events) == 0 {
			return
		}
		for _, e := range events {
			if err := h.site.Handle(h.t.Context(), e); err != nil {
				h.t.Fatal(err)
			}
			h.seen = e.N
		}
	}
}

// deed returns the filing of a live story; at is minutes after t0.
func deed(guid string, title news.TitleID, section string, at int, c news.Content) news.StoryDeed {
	id := news.StoryID(store.NewID())
	when := t0.Add(time.Duration(at) * time.Minute)
	if c.Body == "" {
		c.Body = "<p>The ferry line opened on Monday.</p>"
	}
	return news.StoryDeed{
		Verb: news.VerbFiled, At: when,
		Story:      news.Story{ID: id, Source: "npa", GUID: guid, Head: 1, Created: when},
		Version:    &news.Version{Story: id, N: 1, At: when, By: "agency:npa", Kind: news.Take, Content: c},
		Placements: []news.Placement{{Story: id, Title: title, Section: section, Path: section + "/2026/11/23/" + guid, State: news.Live, Published: 1}},
	}
}

func (h *house) save(d news.StoryDeed) {
	h.t.Helper()
	if _, err := h.store.SaveStory(h.t.Context(), d); err != nil {
		h.t.Fatalf("SaveStory(%s) = %v, want nil", d.Verb, err)
	}
	h.follow()
}

// again returns the deed that puts version n+1 of a story before its readers.
func (h *house) again(id news.StoryID, kind news.VersionKind, at int, note string, change func(*news.Content)) news.StoryDeed {
	h.t.Helper()
	f, err := h.store.Story(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	v := *f.Latest
	v.N, v.Kind, v.Note, v.By = v.N+1, kind, note, "desk:e"
	v.At = t0.Add(time.Duration(at) * time.Minute)
	change(&v.Content)
	p := f.Placements[0]
	p.Published = v.N
	if kind == news.Correction {
		p.State = news.Corrected
	}
	d := news.StoryDeed{Verb: news.VerbCorrected, At: v.At, Story: f.Story, Version: &v, Placements: []news.Placement{p}}
	d.Story.Head = v.N
	return d
}

func (h *house) kill(id news.StoryID, at int, reason string) {
	h.t.Helper()
	f, err := h.store.Story(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	d := news.StoryDeed{Verb: news.VerbKilled, At: t0.Add(time.Duration(at) * time.Minute), Story: f.Story}
	d.Story.KilledAt, d.Story.KillReason = d.At, reason
	h.save(d)
}

// picture puts files of a picture into the blobs, one a width, and returns the
// picture with its renditions. What the bytes show is of no interest here.
func (h *house) picture(id string, widths ...int) news.Picture {
	h.t.Helper()
	p := news.Picture{ID: news.PictureID(id), Source: "npa", GUID: id}
	for _, w := range widths {
		info, err := h.blobs.Put(mediaKind, strings.NewReader(fmt.Sprintf("the picture %s, %d px wide", id, w)))
		if err != nil {
			h.t.Fatal(err)
		}
		p.Renditions = append(p.Renditions, news.Rendition{Name: fmt.Sprint("w", w), Key: info.Key, ContentType: "image/jpeg", Width: w, Height: w * 2 / 3, Size: info.Size})
	}
	return p
}

// show puts a picture into the story of a deed.
func show(d news.StoryDeed, p news.Picture, use news.PictureUse) news.StoryDeed {
	use.Picture = p.ID
	d.Pictures = append(d.Pictures, p)
	d.Version.Pictures = append(d.Version.Pictures, use)
	return d
}

// ask sends one request. Cookies and a form make it what they make it.
func (h *house) ask(method, host, path string, change func(*http.Request)) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(method, "http://"+host+path, nil)
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	h.site.ServeHTTP(w, r)
	return w
}

func (h *house) get(host, path string) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.ask(http.MethodGet, host, path, nil)
}

// send sends a request with a form, if there is one, and headers.
func (h *house) send(method, host, path string, form url.Values, head http.Header) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.ask(method, host, path, func(r *http.Request) {
		if len(form) > 0 {
			r.Body = io.NopCloser(strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for k, v := range head {
			r.Header[k] = v
		}
	})
}
