package digitalwires

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/dialect"
	"broadsheet/internal/wire/newsmlg2"
)

const (
	start = `{"format":"digitalwires@0.9.1","urn":"urn:newsml:npa.example:20261123:ferry","version":3,"headline":"Ferry opens"`
	text  = `,"article_html":"<section class=\"main\"><p>The ferry opened.</p><h2>Timetable</h2><p>It sails twice.</p><div class=\"np-nonpublic\">SECRET</div></section>"`
)

func one(t *testing.T, raw string) news.WireItem {
	t.Helper()
	items, err := Parse([]byte(raw), nil)
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse(%.100s) = %d items, %v, want 1", raw, len(items), err)
	}
	return items[0]
}

func TestParse(t *testing.T) {
	it := one(t, start+text+`,"signal":"sig:update","urgency":2,"dateline":"Hallen (NPA) - ","language":"en","version_created":"2026-11-23T09:00:00+01:00",
		"ednotes":[{"role":"r:contacts","ednote":"SECRET 0000 888","is_publishable":false}],"notepad":{"nonpublic_html":"SECRET"},
		"categories":[{"type":"t:desk","name":"wi","qcode":"dpacat:wi"},{"type":"t:poi","name":"Quay","geojson":{"type":"Feature","geometry":{"type":"Point","coordinates":[10.5,59.5]}}},
		{"type":"t:keyword","name":"ferry"},{"type":"t:keyword","name":"ferry"},{"type":"t:creator","name":"kosel.s"},{"type":"t:creator","name":"Ida Kestrel"},{"type":"t:provider","name":"npa"}],
		"associations":[{"type":"image","urn":"urn:p","version":1,"caption":"At the quay","creditline":"NPA","renditions":[{"url":"https://npa.example/a.jpg","mimetype":"image/jpeg","width":2048,"height":1365}]}]}`)
	if it.Format != "digitalwires 0.9.1" || it.GUID != "urn:newsml:npa.example:20261123:ferry" || it.Version != "3" || !it.Has(news.SignalUpdate) || it.Urgency != 2 || it.Dateline != "Hallen (NPA)" ||
		it.Byline != "Ida Kestrel" || it.Provider != "npa" || !slices.Equal(it.Keywords, []string{"ferry"}) || it.Type != news.TextItem {
		t.Errorf("Parse() = %+v, want the file's fields", it)
	}
	if len(it.Places) != 1 || it.Places[0].Latitude == nil || *it.Places[0].Latitude != 59.5 {
		t.Errorf("Parse().Places = %+v, want the quay at 59.5, 10.5", it.Places)
	}
	if a := it.Associations; len(a) != 1 || a[0].Type != news.PictureItem || a[0].Caption != "At the quay" || a[0].Renditions[0].Width != 2048 {
		t.Errorf("Parse().Associations = %+v, want the picture", a)
	}
	if it.BodyHTML != "<section><p>Hallen (NPA) - The ferry opened.</p><h2>Timetable</h2><p>It sails twice.</p></section>" {
		t.Errorf("Parse().BodyHTML = %q, want the public text", it.BodyHTML)
	}
	it.EditorialNotes = nil
	if shown, err := json.Marshal(it); err != nil || strings.Contains(string(shown), "SECRET") {
		t.Errorf("Parse() lets out %s, want it in editorial notes alone", shown)
	}
}

func TestEmbargoes(t *testing.T) {
	for in, want := range map[string]struct {
		until       string
		hold, empty bool
	}{
		`null`: {}, `""`: {"", true, true}, `"2026-11-23T19:00:00+01:00"`: {"2026-11-23T19:00:00+01:00", false, false},
		`"Friday"`: {"", true, false}, `"2026-11-23T19:00:00"`: {"", true, false}, `"2026-11-23"`: {"", true, false},
	} {
		it := one(t, start+text+`,"embargoed":`+in+`}`)
		until := ""
		if !it.Embargo.IsZero() {
			until = it.Embargo.Format("2006-01-02T15:04:05Z07:00")
		}
		if until != want.until || it.EmbargoHold != want.hold || it.EmbargoEmpty != want.empty {
			t.Errorf("Parse(embargoed %s) = %q, hold %v, empty %v, want %+v", in, until, it.EmbargoHold, it.EmbargoEmpty, want)
		}
	}
}

func TestFaults(t *testing.T) {
	for in, want := range map[string]string{
		`{"format":"digitalwires@0.9.1"}`:            "urn",
		start + `,"teaser":{}}`:                      `property "teaser"`,
		start + `,}`:                                 "not JSON",
		start + `,"associations":[{"caption":[3]}]}`: "caption",
	} {
		if items, err := Parse([]byte(in), nil); len(items) != 0 || !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%s) = %d items, %v, want invalid with %q", in, len(items), err, want)
		}
	}
	if _, err := Parse([]byte(start), nil); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Parse(half a file) = %v, want an unexpected end", err)
	}
	for _, status := range []news.PubStatus{news.Canceled, news.Withheld} {
		it := one(t, start+`,"pubstatus":"stat:`+string(status)+`","teaser":{}}`)
		if it.PubStatus != status || len(it.Warnings) != 1 {
			t.Errorf("Parse(%s with a fault) = %q, %q, want it obeyed with a warning", status, it.PubStatus, it.Warnings)
		}
	}
	for raw, want := range map[string]bool{start: true, ` {"x":1, "format" : "digitalwires@1.0"`: true, `{"uri":"a","format":"ninjs"}`: false, `[]`: false, "": false} {
		if got := Sniff([]byte(raw)); got != want {
			t.Errorf("Sniff(%.40s) = %v, want %v", raw, got, want)
		}
	}
}

// TestSameStoryAsInNewsMLG2 reads each public sample and the NewsML-G2 that dpa's
// own converter makes of it: both must be the same story.
func TestSameStoryAsInNewsMLG2(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..", "shared", "data", "dpa-g2", "tests", "data")
	files, err := filepath.Glob(filepath.Join(root, "output", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Skipf("left out: dpa's samples are not at %s", root)
	}
	known, err := dialect.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".xml")
		t.Run(name, func(t *testing.T) {
			got := sample(t, filepath.Join(root, "input", name+".json"), Parse, known)
			want := sample(t, file, newsmlg2.Parse, known)
			for field, pair := range map[string][2]string{
				"GUID": {got.GUID, want.GUID}, "Version": {got.Version, want.Version}, "PubStatus": {string(got.PubStatus), string(want.PubStatus)},
				"Embargo": {got.Embargo.String(), want.Embargo.String()}, "Headline": {got.Headline, want.Headline}, "Text": {bare(got.BodyHTML), bare(want.BodyHTML)},
				"Kicker": {got.Kicker, want.Kicker}, "Byline": {got.Byline, want.Byline}, "Dateline": {got.Dateline, want.Dateline}, "Language": {got.Language, want.Language},
				"CorrectionNote": {got.CorrectionNote, want.CorrectionNote}, "SignOff": {got.SignOff, want.SignOff}, "Type": {string(got.Type), string(want.Type)},
				"Genre": {got.Genre, want.Genre}, "Provider": {got.Provider, want.Provider}, "Dialect": {got.Dialect, want.Dialect}, "Copyright": {got.Copyright, want.Copyright},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s = %.300q, in NewsML-G2 it is %.300q", field, pair[0], pair[1])
				}
			}
			if got.EmbargoHold != want.EmbargoHold || !slices.Equal(got.Signals, want.Signals) || got.Urgency != want.Urgency || !got.Updated.Equal(want.Updated.Time) {
				t.Errorf("hold %v, signals %q, urgency %d, updated %v, in NewsML-G2 %v, %q, %d, %v", got.EmbargoHold, got.Signals, got.Urgency, got.Updated, want.EmbargoHold, want.Signals, want.Urgency, want.Updated)
			}
		})
	}
}

func sample(t *testing.T, name string, parse func([]byte, wire.Habits) ([]news.WireItem, error), known *dialect.Set) news.WireItem {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	items, err := parse(raw, known.Habits(""))
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
	}
	known.Apply("", &items[0])
	return items[0]
}

// bare is the text of markup without white space.
func bare(markup string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(html.UnescapeString(tag.ReplaceAllString(markup, " ")), "\u00a0", " ")), "")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(start + text + `}`))
	f.Add([]byte(start + `,"pubstatus":"canceled","associations":[{"renditions":[{"width":1e99}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := Parse(raw, nil)
		if (err == nil) != (len(items) == 1) || err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Parse() = %d items, %v, want one or ErrInvalid", len(items), err)
		}
		for _, it := range items {
			if it.GUID == "" || it.PubStatus == "" || it.Urgency < 0 || it.Urgency > 9 {
				t.Errorf("Parse() = guid %q, status %q, urgency %d, want them whole", it.GUID, it.PubStatus, it.Urgency)
			}
		}
	})
}
