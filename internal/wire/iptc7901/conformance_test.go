package iptc7901

import (
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/dialect"
)

// told is what dpa's JSON says of the story that it also sends as 7901.
type told struct {
	Urgency  int    `json:"urgency"`
	Headline string `json:"headline"`
	Byline   string `json:"byline"`
	Dateline string `json:"dateline"`
	Teaser   string `json:"teaser"`
	Signal   string `json:"signal"`
	Text     string `json:"article_html"`
	Created  string `json:"version_created"`
	Notes    []struct {
		Role   string `json:"role"`
		Text   string `json:"ednote"`
		Public bool   `json:"is_publishable"`
	} `json:"ednotes"`
}

// TestConformance compares what is read of dpa's 7901 with the same stories in
// its JSON.
func TestConformance(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..", "shared", "data", "dpa-7901", "tests", "data")
	files, err := filepath.Glob(filepath.Join(root, "output", "*.iptc"))
	if err != nil || len(files) == 0 {
		t.Skipf("left out: dpa's samples are not at %s", root)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".iptc")
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			known, err := dialect.Load("")
			if err != nil {
				t.Fatal(err)
			}
			items, err := Parse(raw, known.Habits(""))
			if err != nil || len(items) != 1 || !Sniff(raw) {
				t.Fatalf("Parse(%s) = %d items, %v, Sniff() = %v, want 1 item", file, len(items), err, Sniff(raw))
			}
			text, err := os.ReadFile(filepath.Join(root, "input", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var want told
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			compare(t, items[0], want)
		})
	}
}

func compare(t *testing.T, it news.WireItem, want told) {
	t.Helper()
	for _, c := range []struct{ field, got, want string }{
		{"Headline", it.Headline, want.Headline}, {"Byline", it.Byline, want.Byline},
		{"Dateline", it.Dateline, strings.Trim(want.Dateline, " -")}, {"Abstract", it.Abstract, want.Teaser},
	} {
		if c.got != wire.Text(c.want) {
			t.Errorf("Parse().%s = %q, want %q", c.field, c.got, c.want)
		}
	}
	// The trailer says no zone; that of dpa is its own.
	if filed, err := wire.ParseTime(want.Created); err != nil || !it.Updated.Equal(filed.Truncate(time.Minute)) {
		t.Errorf("Parse().Updated = %v, want %v, to the minute", it.Updated, want.Created)
	}
	if it.Urgency != want.Urgency || it.Has(news.SignalCorrection) != (want.Signal == "sig:correction") || it.PubStatus != news.Usable {
		t.Errorf("Parse() = urgency %d, signals %v, status %s, want %d, %q, usable", it.Urgency, it.Signals, it.PubStatus, want.Urgency, want.Signal)
	}
	if got, want := bare(it.BodyHTML), bare(want.Text); got != want {
		at := 0
		for at < min(len(got), len(want)) && got[at] == want[at] {
			at++
		}
		t.Errorf("Parse().BodyHTML differs from byte %d: %q, want %q", at, got[at:min(len(got), at+60)], want[at:min(len(want), at+60)])
	}
	// In a list of dates a heading is as short as what it heads.
	if got, want := strings.Count(it.BodyHTML, "<h2>"), len(crosshead.FindAllString(want.Text, -1)); got != want && it.Profile != "advisory" {
		t.Errorf("Parse().BodyHTML has %d crossheads, want %d", got, want)
	}
	public := it
	public.EditorialNotes = nil
	shown, err := json.Marshal(public)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range want.Notes {
		if !n.Public && strings.Contains(string(shown), n.Text) {
			t.Errorf("Parse() shows the private note %q outside of EditorialNotes", n.Text)
		}
		if n.Role == "dpaednoterole:closingline" && !hasNote(it, "signoff", n.Text) {
			t.Errorf("Parse().EditorialNotes lack the sign-off %q", n.Text)
		}
		if n.Role == "dpaednoterole:correctionshort" && it.CorrectionNote != n.Text {
			t.Errorf("Parse().CorrectionNote = %q, want %q", it.CorrectionNote, n.Text)
		}
	}
}

func hasNote(it news.WireItem, role, text string) bool {
	for _, n := range it.EditorialNotes {
		if n.Role == role && n.Text == text {
			return true
		}
	}
	return false
}

var (
	tag       = regexp.MustCompile(`<[^>]*>`)
	crosshead = regexp.MustCompile(`<h[2-4][ >]`)
)

// bare is the text of markup without white space and marks of lists, which the
// two forms set differently.
func bare(markup string) string {
	text := html.UnescapeString(tag.ReplaceAllString(markup, " "))
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \n\t\u00a0*+|", r) {
			return -1
		}
		return r
	}, text)
}
