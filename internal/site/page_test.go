package site

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/ticker"
	"broadsheet/themes"

	"golang.org/x/net/html"
)

// elements calls see for every element of a page.
func elements(t *testing.T, page string, see func(*html.Node)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			see(n)
		}
	}
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// checkPage holds a page to what every page must be: one h1 and one main, no
// heading skipped, ids once, pictures with size and alternative, no foreign
// host, nothing inline that its policy does not name by hash.
func checkPage(t *testing.T, name string, w *httptest.ResponseRecorder) {
	t.Helper()
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q", name, policy)
	}
	ids, count, level := map[string]bool{}, map[string]int{}, 0
	elements(t, w.Body.String(), func(n *html.Node) {
		count[n.Data]++
		if id, ok := attr(n, "id"); ok {
			if ids[id] {
				t.Errorf("%s: id %q occurs twice", name, id)
			}
			ids[id] = true
		}
		for _, a := range n.Attr {
			leads := a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction"
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || leads && strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
				t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
			}
		}
		switch n.Data {
		case "h2", "h3":
			// The market bar's heading stands before the page's own h1.
			if l := int(n.Data[1] - '0'); l > level+1 && level > 0 {
				t.Errorf("%s: <%s> after level %d", name, n.Data, level)
			} else if level > 0 {
				level = l
			}
		case "h1":
			level = 1
		case "style", "script":
			if kind, _ := attr(n, "type"); kind == "" && !strings.Contains(policy, sourceHash(text(n))) {
				t.Errorf("%s: the policy lacks the hash of <%s>%.60s", name, n.Data, text(n))
			}
		case "img":
			for _, key := range []string{"width", "height", "alt"} {
				if _, ok := attr(n, key); !ok {
					t.Errorf("%s: picture without %s", name, key)
				}
			}
			if src, _ := attr(n, "src"); !strings.HasPrefix(src, "/") || strings.HasPrefix(src, "//") {
				t.Errorf("%s: picture from %q", name, src)
			}
		case "iframe", "object", "embed", "base":
			t.Errorf("%s: <%s>", name, n.Data)
		}
	})
	if count["h1"] != 1 || count["main"] != 1 || count["title"] != 1 {
		t.Errorf("%s: %d h1, %d main, %d title, want one each", name, count["h1"], count["main"], count["title"])
	}
}

func TestEveryPageInEveryLanguage(t *testing.T) {
	h := printed(t)
	for _, c := range []struct {
		host  string
		paths []string
	}{
		{"courier.example", []string{"/", "/world/", "/world/?before=2026-11-23T10:30:00Z", "/world/2026/11/23/corridor", "/world/2026/11/23/killed", "/world/?before=x", "/nowhere"}},
		{"tageblatt.example", []string{"/", "/politik/", "/wirtschaft/", "/politik/2026/11/23/orve", "/nirgends"}},
		{"marsa.example", []string{"/", "/world/", "/culture/", "/world/2026/11/23/mamarr", "/nowhere"}},
		{"localhost", []string{"/", "/@courier/", "/@marsa/world/", "/nowhere", "/@nobody/"}},
		{"unknown.example", []string{"/"}},
	} {
		for _, path := range c.paths {
			checkPage(t, c.host+path, h.get(c.host, path))
		}
	}
}

// TestEveryTemplateTakesEveryPage executes each template with its page struct,
// once with every field filled and once with all of them empty, in each
// direction and with words of the page's own and of another language.
func TestEveryTemplateTakesEveryPage(t *testing.T) {
	form, err := readTheme(themes.Default())
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]func() framed{
		"front": func() framed { return &FrontPage{} }, "section": func() framed { return &SectionPage{} }, "story": func() framed { return &StoryPage{} },
		"gone": func() framed { return &GonePage{} }, "message": func() framed { return &MessagePage{} }, "papers": func() framed { return &PapersPage{} },
	}
	for _, name := range pageNames() {
		for _, title := range testTitles() {
			for _, full := range []bool{false, true} {
				page := pages[name]()
				if full {
					fill(reflect.ValueOf(page).Elem(), 0)
				}
				voice := newPaper(title).voice()
				setVoice(reflect.ValueOf(page).Elem(), voice)
				f := page.frame()
				f.Lang, f.Dir, f.Sheet, f.Script = title.Language, dirOf(title.Language), form.sheet, form.script
				body, err := form.render(name, page)
				if err != nil {
					t.Errorf("render(%s, %s, full %v) = %v", name, title.ID, full, err)
					continue
				}
				if !strings.Contains(string(body), fmt.Sprintf(`<html lang="%s" dir="%s"`, title.Language, f.Dir)) || !strings.Contains(string(body), "</html>") {
					t.Errorf("render(%s, %s, full %v) is no whole page", name, title.ID, full)
				}
			}
		}
	}
	if _, err := form.render("weather", &FrontPage{}); err == nil {
		t.Error("render(weather) = nil, want an error")
	}
}

// fill sets every field that can be set to something.
func fill(v reflect.Value, deep int) {
	if !v.CanSet() || deep > 5 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("filled")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(3)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), deep+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), deep+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), deep+1)
		}
	}
}

// setVoice gives every part of a page the same words.
func setVoice(v reflect.Value, voice Voice) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.CanSet() {
			setVoice(v.Elem(), voice)
		}
	case reflect.Slice:
		for i := range v.Len() {
			setVoice(v.Index(i), voice)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Voice]() {
			v.Set(reflect.ValueOf(voice))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				setVoice(v.Field(i), voice)
			}
		}
	}
}

// vectors are words that would be more than words if one place forgot to
// escape them.
var vectors = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><svg onload=alert(1)>`, `</script><script>alert(1)</script>`,
	`javascript:alert(1)`, `{{.Script}}`, `]]><!--`, "\u2028alert(1)\u2029", `</style><script>alert(1)</script>`, `%3Cscript%3E`,
}

func TestWordsStayWords(t *testing.T) {
	h := newHouse(t)
	titles := testTitles()
	bars := testBars()
	for i, v := range vectors {
		d := deed(fmt.Sprintf("v-%d", i), "courier", "world", i, news.Content{
			Headline: "H" + v, Kicker: v, Standfirst: v, Byline: v, Credit: v, SignOff: v, Copyright: v, Dateline: v, Keywords: []string{v}, Language: "en"})
		d = show(d, h.picture(fmt.Sprint("v", i), 480, 1024), news.PictureUse{Caption: v, Credit: v, Alt: v})
		h.save(d)
		h.save(h.again(d.Story.ID, news.Correction, 100+i, v, func(*news.Content) {}))
		gone := deed(fmt.Sprintf("g-%d", i), "courier", "world", i, news.Content{Headline: "G" + v})
		h.save(gone)
		h.kill(gone.Story.ID, 200, v)
		row := bars["courier"].Rows[0]
		row.Symbol, row.Name, row.Change, row.Price = v, v, v, v
		bar := bars["courier"]
		bar.Heading, bar.Rows = v, append(bar.Rows, row)
		bars["courier"] = bar
	}
	titles[0].Name, titles[0].Strap, titles[0].Sections[1].Name = strings.Join(vectors, " "), vectors[0], vectors[1]
	if _, err := h.store.SaveTitle(t.Context(), titles[0], 0, t0); err != nil {
		t.Fatal(err)
	}
	h.site.bars = fixedBars{bars}
	h.follow()
	paths := []string{"/", "/world/", "/%3Cscript%3Ealert(1)%3C/script%3E", "/world/?before=%3Cscript%3E"}
	for i := range vectors {
		paths = append(paths, fmt.Sprintf("/world/2026/11/23/v-%d", i), fmt.Sprintf("/world/2026/11/23/g-%d", i))
	}
	for _, path := range paths {
		w := h.get("courier.example", path)
		checkPage(t, path, w)
		scripts := 0
		elements(t, w.Body.String(), func(n *html.Node) {
			if n.Data == "script" {
				scripts++
			}
			if n.Data == "svg" || n.Data == "img" && n.Parent.Data != "figure" && n.Parent.Data != "a" {
				t.Errorf("%s: <%s %v>", path, n.Data, n.Attr)
			}
		})
		want := 1
		if strings.Contains(path, "/v-") {
			want = 2 // and the data for machines
		}
		if scripts != want {
			t.Errorf("GET %s has %d scripts, want %d", path, scripts, want)
		}
	}
	if svg := h.get("courier.example", "/favicon.svg").Body.String(); strings.Contains(svg, "<script") || !strings.Contains(svg, "&lt;</text>") {
		t.Errorf("GET /favicon.svg = %q, want its letter escaped", svg)
	}
}

// fronts makes a front of what stories says, newest last.
func fronts(t *testing.T, stories ...news.Content) *FrontPage {
	t.Helper()
	h := newHouse(t)
	for i, c := range stories {
		sections := testTitles()[0].Sections
		d := deed(fmt.Sprintf("s-%d", i), "courier", sections[i%len(sections)].Path, i, c)
		if c.Credit == "picture" {
			d = show(d, h.picture(fmt.Sprint("s", i), 640), news.PictureUse{})
		}
		h.save(d)
	}
	papers, err := h.site.titles.get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.site.makeFront(t.Context(), papers.byID["courier"], view{title: "courier", reading: plainReading})
	if err != nil {
		t.Fatal(err)
	}
	return m.page.(*FrontPage)
}

// cards returns every card of a front.
func (f *FrontPage) cards() []Card {
	var out []Card
	if f.Lead != nil {
		out = append(out, *f.Lead)
	}
	out = append(append(append(out, f.Pair...), f.Second...), f.Quiet...)
	for _, s := range f.Strips {
		out = append(append(out, s.Head), s.More...)
	}
	return append(out, f.Hour...)
}

func TestFrontHoldsItsBounds(t *testing.T) {
	var stories []news.Content
	for i := range 90 {
		stories = append(stories, news.Content{Headline: fmt.Sprint("Story ", i), Urgency: 1 + i%9, Credit: "picture"})
	}
	f := fronts(t, stories...)
	seen, pictures := map[news.StoryID]bool{}, 0
	for _, c := range f.cards() {
		if seen[c.id] {
			t.Errorf("%q stands twice on the front", c.Headline)
		}
		seen[c.id] = true
		if c.Picture != nil {
			pictures++
		}
	}
	if len(seen) != news.FrontStories || pictures > news.FrontPictures || pictures < 7 {
		t.Errorf("front has %d stories and %d pictures, want %d and 7 to %d", len(seen), pictures, news.FrontStories, news.FrontPictures)
	}
	if f.Lead == nil || f.Lead.Headline != "Story 81" { // the newest of urgency 1
		t.Errorf("lead = %+v, want Story 81", f.Lead)
	}
	if len(f.Second) != 4 || len(f.Strips) != 6 || !f.Lead.Picture.Eager || f.Strips[0].Head.Picture.Eager {
		t.Errorf("second has %d, strips %d; want 5 and 6, and the lead's picture alone at once", len(f.Second), len(f.Strips))
	}
}

func TestFrontByItsDay(t *testing.T) {
	at := func(urgency int, credit string) news.Content {
		return news.Content{Headline: fmt.Sprint("Urgency ", urgency), Urgency: urgency, Credit: credit}
	}
	if f := fronts(t); !f.Empty() || f.Date.Text != "" {
		t.Errorf("empty paper: %+v", f)
	}
	if f := fronts(t, at(9, "")); f.Lead == nil || len(f.Quiet) != 0 || len(f.Second) != 0 {
		t.Errorf("one story: lead %v, quiet %d, want it to lead", f.Lead, len(f.Quiet))
	}
	if f := fronts(t, at(7, ""), at(6, "picture"), at(8, "")); f.Lead != nil || len(f.Quiet) != 2 || f.Quiet[0].Headline != "Urgency 6" {
		t.Errorf("quiet day: lead %v, quiet %v, want two columns", f.Lead, f.Quiet)
	}
	f := fronts(t, at(5, ""), at(3, ""), at(4, "picture"), at(5, ""), at(5, ""))
	if f.Lead == nil || f.Lead.Headline != "Urgency 3" || f.Lead.Picture != nil || len(f.Second) != 3 {
		t.Errorf("lead without picture: lead %+v, second %d, want three beside it", f.Lead, len(f.Second))
	}
}

// telling is a store whose stories have their first words by themselves.
type telling struct{ Store }

func (s telling) Newest(ctx context.Context, title news.TitleID, section string, before time.Time, limit int) ([]news.Released, error) {
	list, err := s.Store.Newest(ctx, title, section, before, limit)
	for i := range list {
		list[i].Lead = "The first words of " + list[i].Headline + "."
	}
	return list, err
}

func (s telling) Stock(ctx context.Context, title news.Title, f news.Front) (news.Stock, map[news.StoryID]news.Released, error) {
	stock, stories, err := s.Store.Stock(ctx, title, f)
	for id, r := range stories {
		r.Lead = "The first words of " + r.Headline + "."
		stories[id] = r
	}
	return stock, stories, err
}

func TestFirstWordsStandWithTheLeadAndForAStandfirst(t *testing.T) {
	h := newHouse(t)
	h.site.store = telling{h.site.store}
	h.save(show(deed("a", "courier", "world", 5, news.Content{Headline: "Alpha", Urgency: 1, Standfirst: "In short."}), h.picture("a", 640), news.PictureUse{}))
	h.save(deed("b", "courier", "world", 4, news.Content{Headline: "Beta"}))
	body := h.get("courier.example", "/").Body.String()
	for _, want := range []string{`class="top told"`, `<p class="opening">The first words of Alpha.</p>`, `<p class="teaser">In short.</p>`, `<p class="teaser">The first words of Beta.</p>`} {
		if !strings.Contains(body, want) {
			t.Errorf("GET / lacks %q", want)
		}
	}
}

func TestWhoHearsTheBarIsToldNoMoreThanWhoSeesIt(t *testing.T) {
	for _, c := range []struct {
		row  ticker.Row
		want string
	}{
		{ticker.Row{Name: "BP", Bare: "31.675", Unit: "USD", Change: "0.00%"}, "BP: 31.675 USD, unchanged"},
		{ticker.Row{Name: "BP", Bare: "31.675", Unit: "USD", Change: "–"}, "BP: 31.675 USD, change not known"},
		{ticker.Row{Name: "BP", Bare: "31.675", Unit: "USD", Change: "–", Stale: true}, "BP: 31.675 USD, change not known, stale"},
		{ticker.Row{Name: "BP", Bare: "–", Change: "–"}, "BP: no price"},
		{ticker.Row{Name: "BP", Bare: "31.675", Unit: "USD", Change: "+1.99%", Direction: 1}, "BP: 31.675 USD, up 1.99%"},
	} {
		if got := newBarRow(english(), false, c.row).Heard; got != c.want {
			t.Errorf("newBarRow(%+v).Heard = %q, want %q", c.row, got, c.want)
		}
	}
}

func TestEmptyPaperSaysSoKindly(t *testing.T) {
	h := newHouse(t)
	for host, want := range map[string]string{"courier.example": "The first stories are still being written.", "tageblatt.example": "Die ersten Meldungen werden gerade geschrieben."} {
		w := h.get(host, "/")
		checkPage(t, host, w)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s/ = %d, want 200 and %q", host, w.Code, want)
		}
	}
	if w := h.get("courier.example", "/world/"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "There is nothing here yet.") {
		t.Errorf("GET /world/ = %d, want 200 and a word", w.Code)
	}
}

// TestOlderStoriesAreNeitherLostNorTwice turns the pages of a section in which
// many stories came at one instant, as they do when embargoes end together.
func TestOlderStoriesAreNeitherLostNorTwice(t *testing.T) {
	h := newHouse(t)
	const all = 130
	for i := range all {
		minute := i
		if i >= 20 && i < 80 {
			minute = 20 // sixty at once, more than two pages
		}
		d := deed(fmt.Sprintf("s-%d", i), "courier", "world", minute, news.Content{Headline: fmt.Sprintf("Story %d.", i)})
		if _, err := h.store.SaveStory(context.Background(), d); err != nil {
			t.Fatal(err)
		}
	}
	h.follow()
	seen, pages := map[string]int{}, 0
	for path := "/world/"; path != ""; pages++ {
		w := h.get("courier.example", path)
		if w.Code != http.StatusOK || pages > 10 {
			t.Fatalf("GET %s = %d after %d pages", path, w.Code, pages)
		}
		path = ""
		elements(t, w.Body.String(), func(n *html.Node) {
			if n.Data == "h2" && n.Parent.Data == "div" && strings.HasPrefix(text(n), "Story ") {
				seen[text(n)]++
			}
			if rel, _ := attr(n, "rel"); rel == "next" {
				path, _ = attr(n, "href")
			}
		})
	}
	// 24, 24, the 2 before the sixty, and the sixty with what follows them.
	if len(seen) != all || pages != 4 {
		t.Errorf("%d pages show %d stories, want 4 pages with all %d", pages, len(seen), all)
	}
	for name, n := range seen {
		if n != 1 {
			t.Errorf("%s stands on %d pages, want one", name, n)
		}
	}
}

var _ Store = (*store.Readers)(nil)

// TestMistakesAreAnsweredFromMemory holds that a page that says what was wrong is
// made once for each look, however often it is asked for.
func TestMistakesAreAnsweredFromMemory(t *testing.T) {
	h := printed(t)
	bodies := map[string]bool{}
	for range 3 {
		for _, path := range []string{"/", "/world/", "/nowhere"} {
			w := h.ask("POST", "courier.example", path, nil)
			if w.Code != http.StatusMethodNotAllowed {
				t.Fatalf("POST %s = %d, want 405", path, w.Code)
			}
			bodies[w.Body.String()] = true
		}
		h.ask("POST", "courier.example", "/", func(r *http.Request) { r.Header.Set("Cookie", "scheme=dark") })
		h.get("stranger.example", "/")
	}
	kept := 0
	h.site.titles.now.Load().said.Range(func(any, any) bool { kept++; return true })
	if kept != 3 || len(bodies) != 1 {
		t.Errorf("3 looks of 2 messages are kept as %d pages, the first of %d bodies; want 3 and 1", kept, len(bodies))
	}
}
