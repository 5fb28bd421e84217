package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// crawl asks for every address that pages of a host lead to, and for those
// given, and returns each answer's bytes with its headers.
func (h *house) crawl(host, base string, extra ...string) map[string]string {
	h.t.Helper()
	link := regexp.MustCompile(`(?:href|src)="(/[^"]*)"|(/[^" ,]*/media/[0-9a-f]{64}) \d+w`)
	out := map[string]string{}
	todo := append([]string{base + "/"}, extra...)
	for len(todo) > 0 {
		path := strings.ReplaceAll(todo[0], "&amp;", "&")
		todo = todo[1:]
		if _, done := out[path]; done {
			continue
		}
		w := h.get(host, path)
		var b strings.Builder
		if err := w.Header().Write(&b); err != nil {
			h.t.Fatal(err)
		}
		out[path] = fmt.Sprintf("%d\n%s\n%s", w.Code, b.String(), w.Body)
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(w.Body.String(), -1) {
			todo = append(todo, m[1]+m[2])
		}
	}
	return out
}

func (h *house) hidden() []string {
	return []string{"/culture/2026/11/23/embargoed", "/world/2026/11/23/held", "/world/2026/11/23/killed", "/robots.txt", "/nowhere"}
}

func TestEveryLinkLeadsToAPage(t *testing.T) {
	h := printed(t)
	for _, c := range []struct{ host, base string }{{"courier.example", ""}, {"localhost:8080", "/@courier"}, {"tageblatt.example", ""}, {"marsa.example", ""}} {
		pages := h.crawl(c.host, c.base)
		if len(pages) < 5 {
			t.Errorf("crawl(%s%s) found %d pages", c.host, c.base, len(pages))
		}
		for path, answer := range pages {
			if !strings.HasPrefix(answer, "200") {
				t.Errorf("GET %s%s = %.3s, want 200: no page may link to what is not there", c.host, path, answer)
			}
		}
	}
}

func TestNothingHiddenIsOnAnyPath(t *testing.T) {
	h := printed(t)
	for host, base := range map[string]string{"courier.example": "", "localhost": "/@courier"} {
		for path, answer := range h.crawl(host, base, h.hidden()...) {
			for _, word := range []string{embargoedWord, heldWord, killedWord} {
				if strings.Contains(answer, word) {
					t.Errorf("GET %s%s says %q", host, path, word)
				}
			}
		}
	}
}

func TestEmbargoedAndUnknownAreTheSameAnswer(t *testing.T) {
	h := printed(t)
	want := h.get("courier.example", "/world/2026/11/23/never-was")
	for _, path := range []string{"/culture/2026/11/23/embargoed", "/world/2026/11/23/held"} {
		got := h.get("courier.example", path)
		if got.Code != want.Code || got.Body.String() != want.Body.String() || fmt.Sprint(got.Header()) != fmt.Sprint(want.Header()) {
			t.Errorf("GET %s = %d, %v; want the very answer of an unknown address, %d, %v", path, got.Code, got.Header(), want.Code, want.Header())
		}
	}
}

func TestReleaseAndKillAreSeenAtOnce(t *testing.T) {
	h := printed(t)
	path := "/culture/2026/11/23/embargoed"
	if got := h.get("courier.example", path).Code; got != http.StatusNotFound {
		t.Fatalf("GET %s = %d before its time, want 404", path, got)
	}
	for _, path := range []string{"/", "/culture/", "/world/2026/11/23/corridor"} {
		h.get("courier.example", path) // and is kept
	}
	lift := t0.Add(24 * time.Hour)
	due, err := h.store.Due(t.Context(), lift, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("Due() = %v, %v, want one", due, err)
	}
	if _, err := h.store.SettleDue(t.Context(), due[0], lift); err != nil {
		t.Fatal(err)
	}
	h.follow()
	story := h.get("courier.example", path)
	if story.Code != http.StatusOK || !strings.Contains(h.get("courier.example", "/").Body.String(), embargoedWord) {
		t.Errorf("GET %s = %d after its time, want 200 and a place on the front", path, story.Code)
	}
	// The lead names it as related, and was made before it was released.
	if !strings.Contains(h.get("courier.example", "/world/2026/11/23/corridor").Body.String(), embargoedWord) {
		t.Error("GET corridor does not name the related story after its release")
	}
	picture := regexp.MustCompile(`/media/[0-9a-f]{64}`).FindString(story.Body.String())
	if got := h.get("courier.example", picture).Code; got != http.StatusOK {
		t.Errorf("GET %s = %d, want 200", picture, got)
	}
	if !strings.Contains(h.get("courier.example", "/nowhere").Body.String(), embargoedWord) {
		t.Error("GET /nowhere does not list the newest story after its release")
	}
	h.kill(due[0], 25*60, "Recalled.")
	if got := h.get("courier.example", path).Code; got != http.StatusGone {
		t.Errorf("GET %s = %d after the kill, want 410", path, got)
	}
	if got := h.get("courier.example", picture).Code; got != http.StatusNotFound {
		t.Errorf("GET %s = %d after the kill, want 404", picture, got)
	}
	for path, answer := range h.crawl("courier.example", "", "/nowhere") {
		if strings.Contains(answer, embargoedWord) {
			t.Errorf("GET %s says %q after the kill", path, embargoedWord)
		}
	}
}

func TestAStoryTakenDownMayComeBack(t *testing.T) {
	h := printed(t)
	d := deed("contract", "courier", "world", 50, news.Content{Headline: "Contract signed", Language: "en"})
	h.save(d)
	path := "/" + d.Placements[0].Path
	for i, c := range []struct {
		state  news.State
		status int
		want   string
	}{
		{news.TakenDown, http.StatusGone, "We took it down on 23 November 2026."},
		{news.Live, http.StatusOK, "<h1>Contract signed</h1>"},
	} {
		f, err := h.store.Story(t.Context(), d.Story.ID)
		if err != nil {
			t.Fatal(err)
		}
		p := f.Placements[0]
		p.State, p.Reason = c.state, "A court asked us to."
		h.save(news.StoryDeed{Verb: news.VerbTakenDown, At: t0.Add(time.Duration(60+i) * time.Minute), Story: f.Story, Placements: []news.Placement{p}})
		w := h.get("courier.example", path)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("GET %s as %s = %d, want %d and %q", path, c.state, w.Code, c.status, c.want)
		}
		if gone := strings.Contains(w.Body.String(), "A court asked us to."); gone != (c.status == http.StatusGone) {
			t.Errorf("GET %s as %s gives the reason: %v", path, c.state, gone)
		}
	}
}

func TestASteadyRequestTouchesNoDatabase(t *testing.T) {
	h := printed(t)
	front := h.get("courier.example", "/").Body.String()
	picture := regexp.MustCompile(`/media/[0-9a-f]{64}`).FindString(front)
	paths := []string{"/", "/world/", "/world/?before=2026-11-23T10:40:00Z", "/world/2026/11/23/corridor", "/world/2026/11/23/killed", "/nowhere", picture, "/robots.txt", "/favicon.svg"}
	for _, path := range paths {
		h.get("courier.example", path)
	}
	asked := h.count.asked.Load()
	for _, path := range paths {
		for range 3 {
			h.get("courier.example", path)
			h.ask(http.MethodHead, "courier.example", path, nil)
		}
	}
	if got := h.count.asked.Load() - asked; got != 0 {
		t.Errorf("%d requests asked the store %d times, want 0", 6*len(paths), got)
	}
}

func TestMadeUpTimesFillNoCache(t *testing.T) {
	h := printed(t)
	kept := h.site.pages.Stats().Pages
	for n := range 20 {
		path := fmt.Sprintf("/world/?before=2026-11-23T10:30:00.%09dZ", n+1)
		if got := h.get("courier.example", path).Code; got != http.StatusOK {
			t.Fatalf("GET %s = %d, want 200", path, got)
		}
	}
	if got := h.site.pages.Stats().Pages; got != kept {
		t.Errorf("Stats() after 20 made-up addresses = %d pages, want %d as before", got, kept)
	}
	if got := h.get("courier.example", "/world/?before=0001-01-01T00:00:00Z").Code; got != http.StatusNotFound {
		t.Errorf("GET /world/ before year 1 = %d, want 404: there is nothing older", got)
	}
}

func TestTheDatabaseMayGo(t *testing.T) {
	h := printed(t)
	kept := h.get("courier.example", "/").Body.String()
	h.count.broken.Store(true)
	if got := h.get("courier.example", "/"); got.Code != http.StatusOK || got.Body.String() != kept {
		t.Errorf("GET / = %d, want the page that is kept", got.Code)
	}
	w := h.get("courier.example", "/sport/")
	body := w.Body.String()
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("GET /sport/ = %d, %v, want 503, Retry-After and no-store", w.Code, w.Header())
	}
	if !strings.Contains(body, "The fault is ours.") || !strings.Contains(body, "The Harbour Courier") || strings.Contains(body, "secret") {
		t.Errorf("GET /sport/ = %.300q, want a plain word in the title's look without internals", body)
	}
	if !strings.Contains(h.log.String(), "secret-path") {
		t.Error("the log lacks the fault")
	}
	h.count.broken.Store(false)
	if got := h.get("courier.example", "/sport/").Code; got != http.StatusOK {
		t.Errorf("GET /sport/ = %d once the database is back, want 200", got)
	}
}

func TestAnAddressThatIsNotTextIsNotLookedFor(t *testing.T) {
	h := printed(t)
	want := h.get("courier.example", "/nowhere") // and is kept
	asked := h.count.asked.Load()
	for _, path := range []string{"/world/2026/11/23/corridor%00", "/world/2026/11/23/%ff", "/%c0%af/2026/11/23/corridor", "/world%00/"} {
		if got := h.get("courier.example", path); got.Code != http.StatusNotFound || got.Body.String() != want.Body.String() {
			t.Errorf("GET %s = %d, want the 404 of any unknown address", path, got.Code)
		}
	}
	if got := h.count.asked.Load() - asked; got != 0 {
		t.Errorf("GET asked the store %d times, want 0: PostgreSQL takes no NUL and no bytes that are not UTF-8", got)
	}
}

func TestAHouseWithoutTitlesOrDatabase(t *testing.T) {
	h := printed(t)
	h.site.titles.now.Store(nil)
	h.count.broken.Store(true)
	if w := h.get("courier.example", "/"); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("GET / = %d, %.200q, want 503 without internals", w.Code, w.Body)
	}
}

func TestRobotsMayReadEverySection(t *testing.T) {
	h := printed(t)
	body := h.get("courier.example", "/robots.txt").Body.String()
	// A rule holds for all addresses that begin so, unless a dollar ends it (RFC 9309, 2.2.3).
	if want := "User-agent: *\nAllow: /\nDisallow: /reading$\n"; body != want {
		t.Errorf("GET /robots.txt = %q, want %q", body, want)
	}
}

func TestTitleChangesAreSeenAtOnce(t *testing.T) {
	h := printed(t)
	h.get("courier.example", "/")
	title := testTitles()[0]
	title.Name, title.Hosts = "The Morning Courier", []string{"morning.example"}
	if _, err := h.store.SaveTitle(t.Context(), title, 0, t0.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.follow()
	if got := h.get("courier.example", "/").Code; got != http.StatusMisdirectedRequest {
		t.Errorf("GET courier.example/ = %d, want 421", got)
	}
	if body := h.get("morning.example", "/").Body.String(); !strings.Contains(body, "<title>The Morning Courier</title>") {
		t.Errorf("GET morning.example/ = %.200q, want the new name", body)
	}
}

func TestConditionalAndCompressed(t *testing.T) {
	h := printed(t)
	for _, encoding := range []string{"", "gzip", "br"} {
		set := func(tag string) func(*http.Request) {
			return func(r *http.Request) {
				r.Header.Set("Accept-Encoding", encoding)
				if tag != "" {
					r.Header.Set("If-None-Match", tag)
				}
			}
		}
		w := h.ask(http.MethodGet, "courier.example", "/world/", set(""))
		if got := w.Header().Get("Content-Encoding"); w.Code != http.StatusOK || got != encoding {
			t.Errorf("GET /world/ accepting %q = %d, encoding %q", encoding, w.Code, got)
		}
		again := h.ask(http.MethodGet, "courier.example", "/world/", set(w.Header().Get("Etag")))
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("GET /world/ again = %d with %d bytes, want 304 with none, and guarded", again.Code, again.Body.Len())
		}
		head := h.ask(http.MethodHead, "courier.example", "/world/", set(""))
		if head.Body.Len() != 0 || head.Header().Get("Content-Length") != w.Header().Get("Content-Length") {
			t.Errorf("HEAD /world/ has %d bytes and length %s, want none and %s", head.Body.Len(), head.Header().Get("Content-Length"), w.Header().Get("Content-Length"))
		}
	}
}

func TestReadersChoicesAreKeptApart(t *testing.T) {
	h := printed(t)
	seen := map[string]string{}
	for size := 1; size <= sizes; size++ {
		for _, scheme := range []string{"device", "light", "dark"} {
			w := h.send(http.MethodGet, "courier.example", "/", nil, http.Header{"Cookie": {fmt.Sprintf("textsize=%d; scheme=%s", size, scheme)}})
			if old, twice := seen[w.Header().Get("Etag")]; twice {
				t.Errorf("size %d, %s is the same page as %s", size, scheme, old)
			}
			seen[w.Header().Get("Etag")] = fmt.Sprintf("size %d, %s", size, scheme)
		}
	}
}

func TestMedia(t *testing.T) {
	h := printed(t)
	path := regexp.MustCompile(`/media/[0-9a-f]{64}`).FindString(h.get("courier.example", "/world/2026/11/23/corridor").Body.String())
	w := h.get("courier.example", path)
	want := "the picture barge, 1600 px wide"
	if w.Code != http.StatusOK || w.Body.String() != want || w.Header().Get("Content-Type") != "image/jpeg" {
		t.Fatalf("GET %s = %d, %q, %q, want 200, image/jpeg, %q", path, w.Code, w.Header().Get("Content-Type"), w.Body, want)
	}
	if got := w.Header().Get("Cache-Control"); got != "public, max-age=31536000, s-maxage=5, immutable" {
		t.Errorf("Cache-Control = %q, want immutable for a browser and 5 s for a cache that serves others: the picture may be withdrawn", got)
	}
	if got := w.Header().Get("Content-Security-Policy"); got != "default-src 'none'; sandbox" {
		t.Errorf("Content-Security-Policy = %q", got)
	}
	for _, c := range []struct {
		name, value string
		status      int
		body        string
	}{
		{"Range", "bytes=4-10", http.StatusPartialContent, "picture"},
		{"If-None-Match", w.Header().Get("Etag"), http.StatusNotModified, ""},
	} {
		got := h.ask(http.MethodGet, "courier.example", path, func(r *http.Request) { r.Header.Set(c.name, c.value) })
		if got.Code != c.status || got.Body.String() != c.body {
			t.Errorf("GET %s with %s = %d, %q, want %d, %q", path, c.name, got.Code, got.Body, c.status, c.body)
		}
	}
	if got := h.ask(http.MethodHead, "courier.example", path, nil); got.Code != http.StatusOK || got.Body.Len() != 0 || got.Header().Get("Content-Length") != fmt.Sprint(len(want)) {
		t.Errorf("HEAD %s = %d, %v", path, got.Code, got.Header())
	}
	if got := h.get("tageblatt.example", path).Code; got != http.StatusNotFound {
		t.Errorf("GET tageblatt%s = %d, want 404: that title does not show it", path, got)
	}
}

func TestMediaOfUnreleasedPicturesIsNotThere(t *testing.T) {
	h := printed(t)
	svg := h.picture("drawing", 640)
	svg.Renditions[0].ContentType = "image/svg+xml"
	h.save(show(deed("drawing", "courier", "world", 50, news.Content{Headline: "A drawing"}), svg, news.PictureUse{}))
	for _, p := range []news.Picture{h.picture("embargoed", 640), h.picture("killed", 640), h.picture("of no story", 640), svg} {
		path := "/media/" + mediaHash(p.Renditions[0].Key)
		w := h.get("courier.example", path)
		if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "the picture ") {
			t.Errorf("GET %s of %q = %d, want 404", path, p.ID, w.Code)
		}
	}
	for _, path := range []string{"/media/", "/media/xyz", "/media/..%2f..%2fstore.db", "/media/" + strings.Repeat("A", 64)} {
		if got := h.get("courier.example", path).Code; got != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, got)
		}
	}
}

// shifting is a store whose answer is out of date before it is given.
type shifting struct {
	Store
	meanwhile func()
}

func (s shifting) Picture(context.Context, news.TitleID, string) (string, error) {
	s.meanwhile()
	return "image/jpeg", nil
}

func TestPermitsForgetAnAnswerThatCameTooLate(t *testing.T) {
	x := newPermits()
	asked := 0
	q := permit{"courier", "k"}
	for _, c := range []struct {
		meanwhile func()
		asked     int
	}{{x.forget, 1}, {func() {}, 2}, {func() {}, 2}} {
		store := shifting{meanwhile: func() { asked++; c.meanwhile() }}
		if got, err := x.ask(t.Context(), store, q); got != "image/jpeg" || err != nil {
			t.Errorf("ask() = %q, %v, want image/jpeg, nil", got, err)
		}
		if asked != c.asked {
			t.Errorf("the store was asked %d times, want %d", asked, c.asked)
		}
	}
}

func TestBudget(t *testing.T) {
	h := printed(t)
	for path, most := range map[string]int{"/": 25 << 10, "/world/2026/11/23/corridor": 15 << 10} {
		w := h.ask(http.MethodGet, "courier.example", path, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
		if got := w.Body.Len(); w.Header().Get("Content-Encoding") != "gzip" || got > most {
			t.Errorf("GET %s = %d bytes of gzip, want at most %d", path, got, most)
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(z); err != nil || !bytes.HasPrefix(body, []byte("<!doctype html>")) {
			t.Errorf("GET %s = %.40q, %v, want a whole page", path, body, err)
		}
	}
}

func TestStructuredDataIsJSON(t *testing.T) {
	h := printed(t)
	body := h.get("courier.example", "/world/2026/11/23/corridor").Body.String()
	_, after, _ := strings.Cut(body, `<script type="application/ld+json">`)
	data, _, ok := strings.Cut(after, "</script>")
	var got struct {
		Headline, DateModified, MainEntityOfPage, CopyrightNotice string
		Image                                                     []struct{ URL string }
		Correction                                                []struct{ Text string }
	}
	if err := json.Unmarshal([]byte(data), &got); !ok || err != nil {
		t.Fatalf("ld+json %.200q: %v", data, err)
	}
	if got.MainEntityOfPage != "https://courier.example/world/2026/11/23/corridor" || got.CopyrightNotice != "© NPA 2026" || got.DateModified != "2026-11-23T12:40:00Z" ||
		len(got.Image) != 3 || len(got.Correction) != 1 {
		t.Errorf("ld+json = %+v", got)
	}
	for _, img := range got.Image {
		u, err := url.Parse(img.URL)
		if err != nil || u.Host != "courier.example" {
			t.Errorf("image %q is not on the paper's host", img.URL)
		}
	}
}

// TestGolden keeps one story page whole, so that a review sees what changes.
var storyID = regexp.MustCompile(`data-story="[^"]+"`)

func TestGolden(t *testing.T) {
	h := printed(t)
	got := h.get("courier.example", "/world/2026/11/23/corridor").Body.Bytes()
	// Sheet and script are files of their own and seen there.
	for _, element := range []string{"style", "script"} {
		open, end := []byte("<"+element+">"), []byte("</"+element+">")
		before, after, _ := bytes.Cut(got, open)
		_, after, _ = bytes.Cut(after, end)
		got = bytes.Join([][]byte{before, open, []byte("…"), end, after}, nil)
	}
	got = storyID.ReplaceAll(got, []byte(`data-story="…"`)) // it is another each time
	const name = "testdata/story.golden.html"
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range max(len(was), len(is)) {
		if i >= len(was) || i >= len(is) || was[i] != is[i] {
			t.Fatalf("the story page has changed from line %d of %s on; look at what -update makes of it", i+1, name)
		}
	}
}
