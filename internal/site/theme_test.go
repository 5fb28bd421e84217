package site

import (
	"errors"
	"io/fs"
	"maps"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"broadsheet/internal/news"
	"broadsheet/themes"
)

var tokenForm = regexp.MustCompile(`--([a-z]+): (#[0-9a-f]{6});`)

// tokens reads the colours of a block of the sheet.
func tokens(t *testing.T, sheet, selector string) map[string]string {
	t.Helper()
	_, after, ok := strings.Cut(sheet, selector+" {")
	block, _, closed := strings.Cut(after, "}")
	if !ok || !closed {
		t.Fatalf("sheet.css has no block %q", selector)
	}
	out := map[string]string{}
	for _, m := range tokenForm.FindAllStringSubmatch(block, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func defaultSheet(t *testing.T) string {
	t.Helper()
	text, err := fs.ReadFile(themes.Default(), "static/sheet.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTokensCanBeRead(t *testing.T) {
	sheet := defaultSheet(t)
	light, dark := tokens(t, sheet, ":root"), tokens(t, sheet, ":root:not([data-theme=light])")
	if chosen := tokens(t, sheet, ":root[data-theme=dark]"); !maps.Equal(dark, chosen) {
		t.Errorf("dark by the device is %v, dark by choice is %v", dark, chosen)
	}
	if len(light) != 13 || len(dark) != 13 {
		t.Fatalf("found %d light and %d dark tokens, want 13 each", len(light), len(dark))
	}
	for _, scheme := range []struct {
		name string
		of   map[string]string
	}{{"light", light}, {"dark", dark}} {
		for _, c := range []struct {
			fore, ground string
			least        float64
		}{
			{"ink", "paper", 7}, {"ink", "panel", 7}, {"ink", "warnbg", 7},
			{"soft", "paper", 4.5}, {"soft", "panel", 4.5},
			{"accent", "paper", 4.5}, {"accent", "panel", 4.5},
			{"link", "paper", 4.5}, {"link", "panel", 4.5}, {"visited", "paper", 4.5}, {"visited", "panel", 4.5},
			{"up", "panel", 4.5}, {"down", "panel", 4.5},
			{"warn", "warnbg", 4.5}, {"warn", "paper", 4.5}, {"warn", "panel", 4.5},
			{"ruleui", "paper", 3}, {"ruleui", "panel", 3},
		} {
			got, err := news.Contrast(scheme.of[c.fore], scheme.of[c.ground])
			if err != nil {
				t.Errorf("%s: contrast(%s, %s) = %v", scheme.name, c.fore, c.ground, err)
			} else if got < c.least {
				t.Errorf("%s: contrast(%s, %s) = %.2f, want %.1f", scheme.name, c.fore, c.ground, got, c.least)
			}
		}
	}
	tokens := map[string]map[string]string{"light": light, "dark": dark}
	names := map[string]string{"page": "paper", "panel": "panel"}
	for _, g := range news.Grounds() {
		of := tokens[g.Scheme]
		if g.Colour != of[names[g.Name]] || g.Ink != of["ink"] {
			t.Errorf("%s %s = %s under %s, want %s under %s as in the sheet", g.Scheme, g.Name, g.Colour, g.Ink, of[names[g.Name]], of["ink"])
		}
	}
}

func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#767676", "#ffffff", 4.54}} {
		got, err := news.Contrast(c.a, c.b)
		if err != nil || got < c.want-0.01 || got > c.want+0.01 {
			t.Errorf("contrast(%s, %s) = %.3f, %v, want %.2f", c.a, c.b, got, err, c.want)
		}
	}
	if _, err := news.Contrast("red", "#ffffff"); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("contrast(red) = %v, want ErrInvalid", err)
	}
}

func TestCheckAccent(t *testing.T) {
	for _, c := range []struct {
		light, dark string
		names       []string // what the error must name; none is no error
	}{
		{"", "", nil}, {"#1f4e5f", "#8fc4d6", nil},
		{"#c9a227", "", []string{`"courier"`, "#c9a227", "light"}},
		{"", "#8f1d21", []string{`"courier"`, "#8f1d21", "accent_dark", "dark"}},
		{"blue", "", []string{`"courier"`, "blue"}},
	} {
		err := news.Title{ID: "courier", Accent: c.light, AccentDark: c.dark}.CheckAccent()
		if len(c.names) == 0 {
			if err != nil {
				t.Errorf("CheckAccent(%q, %q) = %v, want nil", c.light, c.dark, err)
			}
			continue
		}
		if !errors.Is(err, news.ErrInvalid) {
			t.Errorf("CheckAccent(%q, %q) = %v, want ErrInvalid", c.light, c.dark, err)
			continue
		}
		for _, name := range c.names {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("CheckAccent(%q, %q) = %q, want it to name %s", c.light, c.dark, err, name)
			}
		}
	}
}

func TestUnreadableAccentIsNotShown(t *testing.T) {
	h := newHouse(t)
	title := testTitles()[0]
	title.Accent = "#f4e9c8"
	if _, err := h.store.SaveTitle(t.Context(), title, 0, t0); err != nil {
		t.Fatal(err)
	}
	h.follow()
	if body := h.get("courier.example", "/").Body.String(); strings.Contains(body, "#f4e9c8") {
		t.Error("GET / shows an accent that nobody can read")
	}
	if !strings.Contains(h.log.String(), "#f4e9c8") {
		t.Errorf("log = %q, want the refused colour", h.log)
	}
}

// broken returns the default theme with one file changed.
func broken(t *testing.T, name, text string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(themes.Default(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(themes.Default(), path)
		out[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if out[name] == nil {
		t.Fatalf("the theme has no %s", name)
	}
	if text == "" {
		delete(out, name)
	} else {
		out[name].Data = []byte(text)
	}
	return out
}

func TestNewNamesTheThemesFault(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"page/story.html", "", "page story"}, {"page/gone.html", "{{define", "page gone"}, {"static/sheet.css", "", "sheet.css"}, {"static/script.js", "", "script.js"},
		{"layout/layout.html", "", "layout"},
	} {
		_, err := New(Config{Theme: broken(t, c.file, c.text)})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("New(theme with %s %q) = %v, want an error naming %s", c.file, c.text, err, c.want)
		}
	}
}

func TestDevRereadsTheTheme(t *testing.T) {
	h := newHouse(t)
	files := broken(t, "page/front.html", `{{define "main"}}<h1>one</h1>{{end}}`)
	site, err := New(Config{Store: h.count, Bars: fixedBars{}, Blobs: h.blobs, Pages: h.site.pages, Log: h.site.log, Now: h.site.now, Theme: files, Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	h.site = site
	if body := h.get("courier.example", "/").Body.String(); !strings.Contains(body, "<h1>one</h1>") {
		t.Errorf("GET / = %.200q, want the theme's own front", body)
	}
	files["page/front.html"].Data = []byte(`{{define "main"}}<h1>two</h1>{{end}}`)
	if body := h.get("courier.example", "/").Body.String(); !strings.Contains(body, "<h1>two</h1>") {
		t.Errorf("GET / = %.200q, want the changed front", body)
	}
}

func TestTighten(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a {\n  b: c; /* d */\n\n}\n", "a {\nb: c;\n}"}, {"/* a\n b */x", "x"}, {"x /* open", "x"}, {"", ""},
	} {
		if got := tighten(c.in); got != c.want {
			t.Errorf("tighten(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// A wordmark stands in the place of the name, which is still heard, and what
// should never have been kept is not shown.
func TestWordmark(t *testing.T) {
	h := newHouse(t)
	x := testTitles()[0]
	for mark, want := range map[string]string{
		`<svg viewBox="0 0 40 9"><path d="M0 0h9"/></svg>`:                      `<span class="mark" aria-hidden="true"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 9" fill="currentColor"><path d="M0 0h9"></path></svg></span><span class="vh">` + x.Name,
		`<svg viewBox="0 0 40 9"><script>alert(1)</script><path d="M0"/></svg>`: `aria-current="page">` + x.Name + `</a>`,
	} {
		x.Wordmark = mark
		if _, err := h.store.SaveTitle(t.Context(), x, 0, t0); err != nil {
			t.Fatal(err)
		}
		h.follow()
		if body := h.get("courier.example", "/").Body.String(); !strings.Contains(body, want) || strings.Contains(body, "alert(1)") {
			t.Errorf("front with wordmark %s lacks %s", mark, want)
		}
	}
}
