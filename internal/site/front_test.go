package site

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
)

func (h *house) setFront(f news.Front, due time.Time) {
	h.t.Helper()
	file, err := h.store.Front(h.t.Context(), f.Title, f.Section)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.store.SaveFront(h.t.Context(), news.FrontDeed{At: t0, Front: f, Seen: file.Head.Rev, Due: due}); err != nil {
		h.t.Fatal(err)
	}
	h.follow()
}

func (h *house) setBanner(b news.Banner) {
	h.t.Helper()
	if _, err := h.store.SaveBanner(h.t.Context(), b, t0); err != nil {
		h.t.Fatal(err)
	}
	h.follow()
}

// settle does what the clock makes due at a moment.
func (h *house) settle(at time.Time) {
	h.t.Helper()
	if err := (press.Due{Store: h.store, Now: func() time.Time { return at }, Log: slog.Default()}).Settle(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	h.follow()
}

// before reports whether one headline stands before another on a page.
func (h *house) before(path, first, second string) bool {
	h.t.Helper()
	page := h.get("courier.example", path).Body.String()
	a, b := strings.Index(page, first), strings.Index(page, second)
	return a >= 0 && b > a
}

func someStories(h *house) []news.StoryDeed {
	var out []news.StoryDeed
	for i, headline := range []string{"Ferry opens", "Bridge closes", "Choir sings", "Port grows", "Mill burns", "Team wins"} {
		d := deed(fmt.Sprint("f-", i), "courier", []string{"world", "sport"}[i%2], i, news.Content{Headline: headline, Urgency: 2 + i%4})
		h.save(d)
		out = append(out, d)
	}
	h.follow()
	return out
}

func TestFrontsChangeAtOnceAndByTheClock(t *testing.T) {
	h := newHouse(t)
	s := someStories(h)
	if !h.before("/", "Ferry opens", "Team wins") {
		t.Fatal("by rule the most urgent story does not lead")
	}
	pin := func(i int, headline string) news.Front {
		return news.Front{Title: "courier"}.With(news.Slot{At: news.SlotLead, Story: s[i].Story.ID, Headline: headline})
	}
	h.setFront(pin(5, "Our team wins it all"), time.Time{})
	if !h.before("/", "Our team wins it all", "Ferry opens") {
		t.Error("the pinned story does not lead with its own headline")
	}
	due := t0.Add(time.Hour)
	planned := pin(2, "")
	planned.Slots[0].Until = due.Add(time.Hour)
	h.setFront(planned, due)
	h.settle(due.Add(-time.Microsecond))
	if !h.before("/", "Our team wins it all", "Choir sings") {
		t.Error("a planned front is there before its time")
	}
	h.settle(due)
	if !h.before("/", "Choir sings", "Mill burns") {
		t.Error("a planned front is not there at its time")
	}
	h.settle(due.Add(time.Hour))
	if !h.before("/", "Mill burns", "Choir sings") {
		t.Error("after the pin's end the rule does not fill its place")
	}
	h.setFront(pin(3, ""), time.Time{})
	h.kill(s[3].Story.ID, 30, "It was wrong.")
	h.follow()
	if page := h.get("courier.example", "/").Body.String(); strings.Contains(page, "Port grows") {
		t.Error("a pinned story that was killed is on the front")
	}
}

func TestSectionFrontsHaveATop(t *testing.T) {
	h := newHouse(t)
	s := someStories(h)
	plain := h.get("courier.example", "/world/").Body.String()
	if strings.Contains(plain, `class="top`) {
		t.Error("a section that nobody has set has a top")
	}
	h.setFront(news.Front{Title: "courier", Section: "world"}.With(news.Slot{At: news.SlotLead, Story: s[5].Story.ID}), time.Time{})
	page := h.get("courier.example", "/world/").Body.String()
	for _, d := range s {
		if n := strings.Count(page, ">"+d.Version.Headline+"</a>"); n != 1 && (d.Placements[0].Section == "world" || d.Story.ID == s[5].Story.ID) {
			t.Errorf("%q stands %d times on the section's front, want once", d.Version.Headline, n)
		}
	}
	if !h.before("/world/", "Team wins", "Ferry opens") {
		t.Error("the pinned story does not lead its section")
	}
	h.kill(s[5].Story.ID, 30, "It was wrong.")
	h.follow()
	if page := h.get("courier.example", "/world/").Body.String(); strings.Contains(page, "Team wins") {
		t.Error("a story of another section that was killed stays on the section's front")
	}
}

func TestEveryLayoutIsAPage(t *testing.T) {
	h := newHouse(t)
	someStories(h)
	d := show(deed("pic", "courier", "world", 9, news.Content{Headline: "Tower opens", Urgency: 1, Standfirst: "It is high."}), h.picture("tower", 640, 1024), news.PictureUse{Caption: "The tower"})
	h.save(d)
	h.follow()
	for _, layout := range news.Layouts()[1:] {
		for _, section := range []string{"", "world"} {
			h.setFront(news.Front{Title: "courier", Section: section, Layout: layout}, time.Time{})
			path := "/"
			if section != "" {
				path = "/world/"
			}
			w := h.get("courier.example", path)
			checkPage(t, string(layout)+" of "+path, w)
			class := map[news.Layout]string{news.LayoutLead: `class="top`, news.LayoutBare: "top bare", news.LayoutDouble: "top pair", news.LayoutBig: "top wide", news.LayoutQuiet: "top quiet"}[layout]
			if !strings.Contains(w.Body.String(), class) {
				t.Errorf("layout %s of %s: no %q", layout, path, class)
			}
		}
	}
}

func TestBannerIsOnEveryPageUntilItEnds(t *testing.T) {
	h := newHouse(t)
	s := someStories(h)
	paths := []string{"/", "/world/", "/" + s[0].Placements[0].Path, "/nothing-here/at/all"}
	until := t0.Add(2 * time.Hour)
	seen := func() (n int) {
		t.Helper()
		for _, path := range paths {
			w := h.get("courier.example", path)
			if strings.Contains(w.Body.String(), "Bridge &lt;closed&gt;") {
				n++
			}
			if w.Code == http.StatusOK {
				checkPage(t, path, w)
			}
		}
		return n
	}
	if seen() != 0 {
		t.Fatal("there is a banner before one was set")
	}
	h.setBanner(news.Banner{Title: "courier", Words: "Bridge <closed>", Story: s[1].Story.ID, From: t0.Add(time.Hour), Until: until})
	if n := seen(); n != 0 {
		t.Errorf("the banner is on %d pages before its time", n)
	}
	h.settle(t0.Add(time.Hour))
	if n := seen(); n != len(paths) {
		t.Errorf("the banner is on %d pages, want all %d", n, len(paths))
	}
	link := `<a href="/` + s[1].Placements[0].Path + `">Bridge`
	if page := h.get("courier.example", "/").Body.String(); !strings.Contains(page, link) || strings.Contains(page, "aria-live") || strings.Contains(page, `role="alert"`) {
		t.Error("the banner does not lead to its story, or is noisy")
	}
	if page := h.get("tageblatt.example", "/").Body.String(); strings.Contains(page, "Bridge") {
		t.Error("another title has the banner")
	}
	h.kill(s[1].Story.ID, 60, "It was wrong.")
	h.follow()
	if page := h.get("courier.example", "/world/").Body.String(); strings.Contains(page, link) || !strings.Contains(page, "Bridge &lt;closed&gt;") {
		t.Error("the banner leads to a story that was killed, or has gone with it")
	}
	h.settle(until)
	if n := seen(); n != 0 {
		t.Errorf("the banner is on %d pages after its end", n)
	}
}

func TestPreviewOfAFrontIsThePageItWillBe(t *testing.T) {
	h := newHouse(t)
	s := someStories(h)
	f := news.Front{Title: "courier", Layout: news.LayoutDouble}.With(news.Slot{At: news.SlotLead2, Story: s[4].Story.ID, Headline: "Old mill burns"})
	p, err := h.site.PreviewFront(t.Context(), f, t0, Look{})
	if err != nil {
		t.Fatal(err)
	}
	h.setFront(f, time.Time{})
	public := h.get("courier.example", "/").Body.String()
	main := func(page string) string {
		_, rest, _ := strings.Cut(page, "<main")
		rest, _, _ = strings.Cut(rest, "</main>")
		return rest
	}
	if main(string(p.Body)) != main(public) || !strings.Contains(public, "Old mill burns") {
		t.Errorf("the preview is\n%s\nand the page\n%s", main(string(p.Body)), main(public))
	}
	if policy := p.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self'") {
		t.Errorf("the preview's policy is %q, want it to be framed by the desk", policy)
	}
}
