package site

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// A preview is the page readers get, but for the bar and what keeps it from them.
func TestPreviewIsThePageReadersGet(t *testing.T) {
	h := newHouse(t)
	pic := h.picture("quay", 1600, 640)
	d := show(deed("ferry", "courier", "world", 0, news.Content{Headline: "Ferry opens", Credit: "NPA"}), pic, news.PictureUse{Caption: "The quay.", Credit: "NPA"})
	h.save(d)
	r, _, err := h.store.Readers().Story(t.Context(), "courier", d.Placements[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.site.Preview(t.Context(), r, Look{})
	if err != nil {
		t.Fatalf("Preview() = %v, want nil", err)
	}
	h.site.live = nil // a preview is not kept up to date
	page := h.get("courier.example", "/"+r.Path)
	want := strings.Split(page.Body.String(), "\n")
	var extra []string
	for line := range strings.SplitSeq(string(got.Body), "\n") {
		if i := slices.Index(want, line); i >= 0 {
			want = slices.Delete(want, i, i+1)
			continue
		}
		extra = append(extra, line)
	}
	if len(extra) != 3 || !strings.Contains(extra[0], "noindex") || !strings.Contains(extra[1], "<style>.preview{") || !strings.Contains(extra[2], "Preview for The Harbour Courier") {
		t.Errorf("Preview() has %d more lines than the page: %q", len(extra), extra)
	}
	if left := strings.Join(want, "\n"); len(want) != 2 || !strings.Contains(left, `name="robots"`) || !strings.Contains(left, `rel="canonical"`) {
		t.Errorf("the page has more than Preview(): %q", left)
	}
	if c := got.Header.Get("Content-Security-Policy"); !strings.Contains(c, "frame-ancestors 'self'") || !strings.Contains(c, "form-action 'none'") || got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("Preview() has the headers %v", got.Header)
	}
	if strings.Contains(page.Body.String(), "class=\"preview") {
		t.Error("the page readers get speaks of a preview")
	}

	r.Headline, r.Path = "Never released", "world/2026/11/23/never"
	got, err = h.site.Preview(t.Context(), r, Look{Scheme: "dark", Size: 4, Base: "/preview/on/courier"})
	if text := string(got.Body); err != nil || !strings.Contains(text, `data-ts="4" data-theme="dark"`) || !strings.Contains(text, `src="/preview/on/courier/media/`) || strings.Contains(text, `"/media/`) {
		t.Errorf("Preview(dark, large) = %v, want its look and its addresses", err)
	}
	if w := h.get("courier.example", "/"+r.Path); w.Code != http.StatusNotFound {
		t.Errorf("GET what was previewed = %d, want 404: nothing of it is kept", w.Code)
	}
	if _, err := h.site.Preview(t.Context(), news.Released{Title: "nobody"}, Look{}); err == nil {
		t.Error("Preview(unknown title) = nil, want an error")
	}
}

// Ask tells what readers get, and readers nothing of it.
func TestAskTellsWhichVersionIsServed(t *testing.T) {
	h := newHouse(t)
	d := deed("ferry", "courier", "world", 0, news.Content{Headline: "Ferry opens"})
	path := d.Placements[0].Path
	ask := func(want Served) {
		t.Helper()
		for range 2 { // made, and kept
			if got, err := h.site.Ask(t.Context(), "courier", path); err != nil || got.Upto != h.seen || got.Status != want.Status || got.Version != want.Version {
				t.Errorf("Ask() = %+v, %v, want %+v", got, err, want)
			}
		}
	}
	ask(Served{Status: 404})
	h.save(d)
	ask(Served{Status: 200, Version: 1})
	h.save(h.again(d.Story.ID, news.Edit, 5, "", func(c *news.Content) { c.Headline = "Ferry opens twice" }))
	ask(Served{Status: 200, Version: 2})
	h.kill(d.Story.ID, 9, "Wrong.")
	ask(Served{Status: 410})
	if got, err := h.site.Ask(t.Context(), "nobody", path); err == nil {
		t.Errorf("Ask(unknown title) = %+v, want an error", got)
	}
}

func TestBylineAndCanonicalOfAPage(t *testing.T) {
	h := newHouse(t)
	r := news.Released{Story: "s", Title: "courier", Section: "world", Path: "world/2026/11/23/x", Headline: "H", Body: "<p>x</p>", Agency: "NPA", Byline: "Kay Tiller", FirstPublished: t0, Updated: t0}
	for _, c := range []struct {
		title  news.TitleID
		whose  news.Whose
		byline string
		has    string
		lacks  string
	}{
		{"courier", "", "Ida Norring", "<b>Agency report: <bdi>NPA</bdi></b>, by <bdi>Ida Norring</bdi>", "With"},
		{"courier", news.WhoseAgency, "", "<b>Agency report: <bdi>NPA</bdi></b>", "Kay"},
		{"courier", news.WhoseShared, "Kay Tiller", "By <b><bdi>Kay Tiller</bdi></b>, with <b><bdi>NPA</bdi></b>", "Agency report"},
		{"courier", news.WhoseShared, "", "With <b><bdi>NPA</bdi></b>", "Agency report"},
		{"tageblatt", news.WhoseShared, "von Kay Tiller", "Von <b><bdi>Kay Tiller</bdi></b>, mit <b><bdi>NPA</bdi></b>", "Agenturmeldung"},
		{"courier", news.WhoseOwn, "Kay Tiller", "By <b><bdi>Kay Tiller</bdi></b>", "<bdi>NPA"},
	} {
		r.Title, r.Whose, r.Byline = c.title, c.whose, c.byline
		p, err := h.site.Preview(t.Context(), r, Look{})
		if text := string(p.Body); err != nil || !strings.Contains(text, c.has) || strings.Contains(text, c.lacks) {
			i := strings.Index(text, `class="meta"`)
			t.Errorf("byline of %q, %q = %s, %v, want %s and not %s", c.whose, c.byline, text[max(i, 0):min(len(text), max(i, 0)+200)], err, c.has, c.lacks)
		}
	}

	d := deed("ferry", "courier", "world", 0, news.Content{Headline: "Ferry opens"})
	second := d.Placements[0]
	second.Title, second.Section, second.Path = "marsa", "world", "world/2026/11/23/there"
	d.Placements = append(d.Placements, second)
	h.save(d)
	const home = `<link rel="canonical" href="https://courier.example/world/2026/11/23/ferry">`
	for host, path := range map[string]string{"courier.example": "/world/2026/11/23/ferry", "marsa.example": "/world/2026/11/23/there"} {
		if w := h.get(host, path); !strings.Contains(w.Body.String(), home) {
			t.Errorf("GET %s%s lacks %s", host, path, home)
		}
	}
	h.kill(d.Story.ID, 9, "Wrong.")
}
