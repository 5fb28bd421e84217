package newsml1

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"regexp"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden is what a file of testdata is read as.
type golden struct {
	Sniff bool            `json:"sniff"`
	Items []news.WireItem `json:"items"`
	Error string          `json:"error,omitempty"`
	// Unfinished says that the error wraps io.ErrUnexpectedEOF.
	Unfinished bool `json:"unfinished,omitempty"`
}

// TestParse reads each file of testdata and compares with the file of the same
// name in JSON, which was read by eye.
func TestParse(t *testing.T) {
	for _, name := range inputs(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".xml"), func(t *testing.T) {
			raw := read(t, name)
			items, err := Parse(raw, nil)
			got := golden{Sniff: Sniff(raw), Items: items}
			if err != nil {
				got.Error, got.Unfinished = err.Error(), errors.Is(err, io.ErrUnexpectedEOF)
				if !errors.Is(err, news.ErrInvalid) {
					t.Errorf("Parse(%s) = %v, want it to wrap ErrInvalid", name, err)
				}
			}
			text := marshal(t, got)
			file := strings.TrimSuffix(name, ".xml") + ".json"
			if *update {
				if err := os.WriteFile(file, text, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := read(t, file); !bytes.Equal(text, want) {
				t.Errorf("Parse(%s) = %s\nwant %s", name, text, want)
			}
		})
	}
}

func inputs(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "*.xml"))
	if err != nil || len(names) < 26 {
		t.Fatalf("testdata holds %d files, %v; want them all", len(names), err)
	}
	return names
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// public returns all text of an item that may reach readers.
func public(t testing.TB, it news.WireItem) string {
	t.Helper()
	it.EditorialNotes, it.Warnings, it.SignOff = nil, nil, ""
	return string(marshal(t, it))
}

func TestNothingPrivateBecomesPublic(t *testing.T) {
	notes := 0
	for _, name := range inputs(t) {
		items, _ := Parse(read(t, name), nil)
		for _, it := range items {
			if text := public(t, it); strings.Contains(text, "SECRET") {
				t.Errorf("Parse(%s) lets out %.80q, want it in editorial notes alone", name, text[strings.Index(text, "SECRET"):])
			}
			for _, n := range it.EditorialNotes {
				notes += strings.Count(n.Text, "SECRET")
			}
		}
	}
	if notes != 23 {
		t.Errorf("the editorial notes hold %d private texts, want 23", notes)
	}
}

// TestNoGUIDHoldsTheRevision sends revisions of one item in every way an agency
// names it; all must be one item.
func TestNoGUIDHoldsTheRevision(t *testing.T) {
	const want = "urn:newsml:npa.example:20261107:doc-1"
	for _, id := range []string{
		`<ProviderId>npa.example</ProviderId><DateId>20261107</DateId><NewsItemId>doc-1</NewsItemId><RevisionId Update="N">12</RevisionId><PublicIdentifier>urn:newsml:npa.example:20261107:doc-1:12N</PublicIdentifier>`,
		`<ProviderId>npa.example</ProviderId><DateId>20261107</DateId><NewsItemId>doc-1</NewsItemId><RevisionId>12</RevisionId><PublicIdentifier>urn:newsml:wrong</PublicIdentifier>`,
		`<RevisionId Update="U">12</RevisionId><PublicIdentifier>urn:newsml:npa.example:20261107:doc-1:12U</PublicIdentifier>`,
		`<RevisionId Update="N">12</RevisionId><PublicIdentifier>urn:newsml:npa.example:20261107:doc-1:12</PublicIdentifier>`,
		`<PublicIdentifier>urn:newsml:npa.example:20261107:doc-1:12A</PublicIdentifier>`,
		`<PublicIdentifier>npa.example:20261107:doc-1:12</PublicIdentifier>`,
		`<RevisionId>12</RevisionId><PublicIdentifier>npa.example:20261107:doc-1:12</PublicIdentifier>`,
	} {
		items, err := Parse([]byte(`<NewsML><NewsItem><Identification><NewsIdentifier>`+id+`</NewsIdentifier></Identification></NewsItem></NewsML>`), nil)
		if err != nil || len(items) != 1 {
			t.Errorf("Parse(%s) = %d items, %v, want 1", id, len(items), err)
			continue
		}
		if items[0].GUID != want || items[0].Version != "12" {
			t.Errorf("Parse(%s) = guid %q version %q, want %q and 12", id, items[0].GUID, items[0].Version, want)
		}
	}
}

func TestEveryTruncationIsUnfinished(t *testing.T) {
	raw := bytes.TrimSpace(read(t, filepath.Join("testdata", "arabic.xml")))
	for n := range raw {
		if items, err := Parse(raw[:n], nil); len(items) != 0 || !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, news.ErrInvalid) {
			t.Fatalf("Parse(first %d bytes) = %d items, %v, want ErrInvalid and ErrUnexpectedEOF", n, len(items), err)
		}
	}
}

func TestSniff(t *testing.T) {
	for in, want := range map[string]bool{
		"<NewsML/>": true, " \n<?xml version='1.0'?><!-- x --><NewsML>": true, "<n:NewsML xmlns:n='u'>": true, "\xef\xbb\xbf<NewsML>": true,
		"<!DOCTYPE NewsML PUBLIC 'a' 'b' [<!ENTITY % n SYSTEM 'c'> %n;]><NewsML>": true,
		"": false, "{}": false, "<newsMessage>": false, "<newsItem/>": false, "<NewsItem/>": false, "<nitf/>": false, "<rss/>": false, "<html>NewsML": false, "NewsML": false,
	} {
		if got := Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %v, want %v", in, got, want)
		}
	}
}

// TestWorkGrowsWithTheInput reads messages made to be slow. Four times the input
// must be about four times the work.
func TestWorkGrowsWithTheInput(t *testing.T) {
	item := func(inner string) string {
		return `<NewsItem><Identification><NewsIdentifier><ProviderId>p</ProviderId><DateId>d</DateId><NewsItemId>i</NewsItemId></NewsIdentifier></Identification><NewsComponent>` + inner + `</NewsComponent></NewsItem>`
	}
	for name, build := range map[string]func(n int) string{
		"items in items": func(n int) string { return strings.Repeat(item(item("")), n) },
		"pictures": func(n int) string {
			return item(strings.Repeat(`<NewsComponent><ContentItem Href="a"/></NewsComponent>`, n))
		},
		"pictures in text": func(n int) string {
			return item(`<ContentItem><DataContent><p>x</p>` + strings.Repeat(`<img src="a"/>`, n) + `</DataContent></ContentItem>`)
		},
		"texts": func(n int) string {
			return item(strings.Repeat(`<NewsComponent><ContentItem><DataContent><p>x</p></DataContent></ContentItem></NewsComponent>`, n))
		},
		"keywords": func(n int) string {
			return item(`<NewsLines>` + strings.Repeat(`<KeywordLine>a</KeywordLine>`, n) + `</NewsLines>`)
		},
		"usage terms": func(n int) string {
			return item(`<RightsMetadata>` + strings.Repeat(`<UsageRights><UsageType>a</UsageType></UsageRights>`, n) + `</RightsMetadata>`)
		},
	} {
		work := func(n int) float64 {
			raw := []byte(`<NewsML>` + build(n) + `</NewsML>`)
			return testing.AllocsPerRun(1, func() {
				if _, err := Parse(raw, nil); err != nil {
					t.Fatalf("%s: Parse() = %v", name, err)
				}
			})
		}
		if small, large := work(1000), work(4000); large > 5*small {
			t.Errorf("%s: Parse() of four times the input allocates %.0f times, from %.0f, want about four times", name, large, small)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range inputs(f) {
		f.Add(read(f, name))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := Parse(raw, nil)
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Parse() = %v, want it to wrap ErrInvalid", err)
		}
		if err == nil && len(items) == 0 {
			t.Error("Parse() = no items and no error")
		}
		for _, it := range items {
			if it.GUID == "" || it.Version == "" || it.PubStatus == "" {
				t.Errorf("Parse() = item %q version %q status %q, want none empty", it.GUID, it.Version, it.PubStatus)
			}
		}
		if len(items) > 0 && !Sniff(raw) && len(raw) < 64<<10 {
			t.Error("Parse() reads what Sniff() does not know")
		}
		again, _ := Parse(raw, nil)
		if !bytes.Equal(marshal(t, items), marshal(t, again)) {
			t.Error("Parse() differs from one call to the next")
		}
	})
}

func BenchmarkParse(b *testing.B) {
	raw := read(b, filepath.Join("testdata", "text.xml"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// TestHabits holds that an agency's habits are asked for by its name and obeyed.
func TestHabits(t *testing.T) {
	const raw = `<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier><ProviderId>npa.example</ProviderId><DateId>20261123</DateId><NewsItemId>F_02</NewsItemId></NewsIdentifier></Identification>` +
		`<NewsManagement><ThisRevisionCreated>20261123T090000</ThisRevisionCreated><Status FormalName="Usable"/><Urgency FormalName="w"/></NewsManagement>` +
		`<NewsComponent><NewsComponent><Role FormalName="Main"/><ContentItem><DataContent><p>The ferry opened.</p><p class="desk">Call Ada.</p></DataContent></ContentItem></NewsComponent>` +
		`<NewsComponent><Role FormalName="Deskwords"/><ContentItem><DataContent><p>Ask for pictures.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>`
	asked := wire.Origin{}
	items, err := Parse([]byte(raw), func(o wire.Origin) wire.Habit {
		asked = o
		return wire.Habit{
			Revisions: []wire.Revision{{ID: regexp.MustCompile(`^(urn:.+)_(\d\d)$`), GUID: "$1", Version: "$2"}}, Urgencies: map[string]int{"w": 6}, Zone: time.FixedZone("", 3600),
			PrivateClasses: map[string]bool{"desk": true}, PrivateRoles: map[string]bool{"deskwords": true},
		}
	})
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse() = %d items, %v, want 1", len(items), err)
	}
	it := items[0]
	if asked.Provider != "npa.example" || asked.Format != "newsml 1.2" || !strings.HasPrefix(asked.GUID, "urn:newsml:npa.example:") {
		t.Errorf("the habits were asked for by %+v, want provider, format and guid", asked)
	}
	if it.GUID != "urn:newsml:npa.example:20261123:F" || it.Version != "02" || it.Urgency != 6 || it.Updated.Format(time.RFC3339) != "2026-11-23T09:00:00+01:00" {
		t.Errorf("Parse() = %q, %q, urgency %d, updated %v, want them by habit", it.GUID, it.Version, it.Urgency, it.Updated)
	}
	if it.BodyHTML != "<p>The ferry opened.</p>" || len(it.EditorialNotes) != 2 {
		t.Errorf("Parse() = %q with notes %+v, want the public text and two notes", it.BodyHTML, it.EditorialNotes)
	}
}
