package newsroom_test

import (
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/chromedp"
	"golang.org/x/tools/txtar"
)

// TestPasteComesOutClean pastes what real clipboards hold and looks at what the
// server keeps, and that nothing of it was run or loaded.
func TestPasteComesOutClean(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	names, err := filepath.Glob("testdata/paste/*.txtar")
	if err != nil || len(names) < 6 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f := h.File(filepath.Base(name), func(d *news.StoryDeed) { d.Version.Body = "<p>First.</p>" })
			s.t = t
			s.open(f.Story.ID)
			title := eval[string](s, "document.title")
			s.at("First.")
			s.enter()
			for _, x := range a.Files {
				switch x.Name {
				case "clipboard.html":
					s.paste("text/html", string(x.Data))
				case "clipboard.txt":
					s.paste("text/plain", string(x.Data))
				}
			}
			want := "<p>First.</p>\n" + strings.TrimSuffix(string(a.Files[1].Data), "\n")
			s.press("s", chromedp.ModifierCtrl)
			s.told("#story-status", "Version 2 saved")
			if got := h.Story(f.Story.ID).Latest.Body; got != want {
				t.Errorf("body =\n%s\nwant\n%s", got, want)
			}
			if got := eval[string](s, "document.title"); got != title {
				t.Errorf("document.title = %q, want %q: what was pasted was run", got, title)
			}
			if n := eval[int](s, `performance.getEntriesByType("resource").filter((r) => new URL(r.name).host !== location.host).length`); n != 0 {
				t.Errorf("%d things were loaded from elsewhere, want 0", n)
			}
		})
	}
	s.t = t
}
