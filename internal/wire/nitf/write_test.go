package nitf

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/newsmlg2"
	"broadsheet/internal/wire/ninjs"
)

// sender is who writes in these tests.
func sender() wire.Sender {
	return wire.Sender{Name: "Orve Courier", URI: "https://courier.example.org/", Now: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)}
}

func at(t testing.TB, s string) news.Time {
	t.Helper()
	out, err := wire.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func degree(f float64) *float64 { return &f }

// models are items as the house has them, by name.
func models(t testing.TB) map[string]news.WireItem {
	t.Helper()
	full := news.WireItem{
		GUID: "urn:newsml:courier.example.org:20261124:orve-lock", Version: "7", Type: news.TextItem, Profile: "report", PubStatus: news.Usable,
		Signals: []news.Signal{news.SignalUpdate}, Urgency: 3, Language: "en-GB",
		Headline: `Lock gates <open> & "hold" at Marsa`, Subheadline: "Ferries wait no more", Kicker: "River", Slugline: "ORVE-LOCK/Marsa",
		Byline: "By Ada Lindqvist, Harbour Correspondent", Dateline: "Marsa, Nov 24 (NNA)", Located: "Marsa", Creditline: "NNA/Courier", Provider: "Norland News Agency",
		CopyrightHolder: "Orve Courier", Copyright: "© 2026 Orve Courier. All rights reserved.", UsageTerms: "Not for resale.\nNo archive after 30 days.",
		Genre: "Feature", Created: at(t, "2026-11-24T06:00:00+01:00"), Updated: at(t, "2026-11-24T09:15:30.25+01:00"), Expires: at(t, "2026-12-24T00:00:00Z"), Ends: at(t, "2026-12-27T00:00:00Z"),
		Subjects: []news.Concept{{Name: "transport", Code: "medtop:20000337"}, {Name: "economy", Code: "medtop:04000000"}, {Name: "Rivers", Code: "nna:H42"}, {Code: "subj:04015000"},
			{Name: "canals", Code: "http://cv.iptc.org/newscodes/mediatopic/20000339"}, {Name: "Plain", Code: "a plain code"}, {Name: "Bare", Code: "ECO"},
			{Name: "The River", Role: "series"}, {Name: "Harbour Notes", Role: "fixture"}, {Name: "Locks"}},
		Keywords: []string{"harbour", "Ferry", "two words"},
		Places:   []news.Place{{Name: "Orve", Role: "event"}, {Name: "Marsa", Code: "nna:17", Latitude: degree(35.5), Longitude: degree(-0.25)}, {Name: "Hallen"}, {Code: "https://places.example.org/9"}},
		People:   []news.Concept{{Name: "Ada Lindqvist", Code: "nna:p7"}, {Name: "Bo Halm"}},
		Organisations: []news.Organisation{{Name: "Orve Line", Code: "nna:o1", Symbols: []news.Symbol{{Exchange: "XVES", Symbol: "ORVE", Type: "share"}, {Exchange: "XVES", Symbol: "ORV-B"}}},
			{Name: "Harbour Office"}},
		Instruments: []news.Symbol{{Exchange: "XVES", Symbol: "ORVE", Type: "share"}, {Exchange: "XVES", Symbol: "ORV-B"}},
		Abstract:    "The gates at Marsa opened, and the ferries sailed.",
		BodyHTML: "<p>MARSA (NNA) - The <em>Orve</em> &amp; its <strong>gates</strong> &lt;both&gt; hold, <a href=\"https://courier.example.org/?a=1&amp;b=2\">it says</a>.<br>Second line.</p>\n" +
			"<h2>Calm water</h2>\n<blockquote><p>We sail.</p><ul><li>soon</li></ul></blockquote>\n<ul><li>one<ol><li>in <em>one</em></li></ol></li><li>two</li></ul>\n" +
			"<table><caption>Times</caption><thead><tr><th colspan=\"2\">Boat</th></tr></thead><tbody><tr><td>7.00</td><td>Marsa</td></tr></tbody></table>\n" +
			"<figure data-embed=\"https://video.example.org/v?x=1&amp;y=2\"></figure>\n<figure data-picture=\"p17\"></figure>\n<p lang=\"fr\">Adieu, <span lang=\"de\">Wasser</span>\u00a0!</p>",
		Links: []news.Link{{Rel: news.UpdateOf, GUID: "urn:newsml:courier.example.org:20261123:orve-lock", Version: "2", Title: "The lock is shut"},
			{Rel: news.SeeAlso, Href: "https://courier.example.org/river", Title: "The river"}},
		Associations: []news.Association{{
			Rel: "media", GUID: "urn:newsml:courier.example.org:20261124:p1", Version: "3", Type: news.PictureItem, PubStatus: news.Usable, Headline: "The gates", Caption: "The gates on Tuesday.",
			AltText: "Two steel gates", Byline: "Eli Sund", Creditline: "NNA Photos", CopyrightHolder: "NNA", Copyright: "© 2026 NNA", UsageTerms: "Mandatory credit.\nNo sales.",
			DigitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", Embargo: at(t, "2026-11-24T07:00:00+01:00"), Expires: at(t, "2026-11-30T00:00:00Z"),
			Renditions: []news.WireRendition{{Name: "highRes", Href: "https://pictures.example.org/1.jpg?a&b", ContentType: "image/jpeg", Width: 3000, Height: 2000, Size: 123456},
				{Name: "small", Href: "1-small.jpg", ContentType: "image/jpeg", Width: 300}},
		}, {GUID: "urn:newsml:courier.example.org:20261124:v1", Type: news.VideoItem},
			{GUID: "early", Type: news.PictureItem, Embargo: at(t, "2026-11-26T00:00:00Z"), Renditions: []news.WireRendition{{Href: "EARLY.jpg"}}},
			{GUID: "dead", Type: news.PictureItem, PubStatus: news.Canceled, Renditions: []news.WireRendition{{Href: "DEAD.jpg"}}}},
	}
	kill := news.WireItem{
		GUID: full.GUID, Version: "8", Type: news.TextItem, PubStatus: news.Canceled, Urgency: 2, Language: "en-GB", Headline: "KILL: Lock gates open", Slugline: full.Slugline,
		Provider: full.Provider, Created: full.Created, Updated: at(t, "2026-11-24T10:00:00Z"), Links: []news.Link{{Rel: news.UpdateOf, GUID: "innocent"}},
	}
	embargo := news.WireItem{
		GUID: "courier-20261124-report", Version: "1", Type: news.TextItem, PubStatus: news.Usable, Language: "de", Headline: "Bericht der Schleuse", Provider: "NNA", CopyrightHolder: "NNA",
		Copyright: "© 2026 NNA", Embargo: at(t, "2026-11-25T19:00:00+01:00"), Ends: at(t, "2026-12-25T19:00:00+01:00"), Updated: at(t, "2026-11-24T10:00:00Z"), BodyHTML: "<p>Später zu lesen.</p>",
		Instruments: []news.Symbol{{Exchange: "XVES", Symbol: "ORVE"}}, Located: "Hallen", Dateline: "MARSA (NNA)",
	}
	correction := news.WireItem{
		GUID: full.GUID, Version: "9", Type: news.TextItem, PubStatus: news.Usable, Signals: []news.Signal{news.SignalCorrection}, Language: "en", Headline: "Forty boats wait",
		Provider: full.Provider, Updated: at(t, "2026-11-24T11:00:00Z"), CorrectionNote: "An earlier version said fourteen boats.\nThere are forty.",
		Links: []news.Link{{Rel: news.CorrectionOf, GUID: "urn:newsml:courier.example.org:20261122:boats"}}, BodyHTML: "<p>Forty boats wait.</p>",
	}
	arabic := news.WireItem{
		GUID: "urn:newsml:courier.example.org:20261124:ar", Version: "1", Type: news.TextItem, PubStatus: news.Usable, Language: "ar", Headline: "فتح بوابات مرسى", Byline: "ليلى حسن",
		Dateline: "مرسى 24 نوفمبر", Provider: "NNA", Updated: at(t, "2026-11-24T12:00:00+03:00"), Abstract: "فُتحت البوابات.", BodyHTML: `<p dir="rtl">فُتحت <strong>البوابات</strong> في <span lang="en" dir="ltr">Marsa</span>.</p>`,
	}
	hold := embargo
	hold.EmbargoHold = true
	empty := embargo
	empty.Embargo, empty.EmbargoHold, empty.EmbargoEmpty = news.Time{}, true, true
	withheld := embargo
	withheld.PubStatus = "held for the editor"
	return map[string]news.WireItem{
		"full": full, "kill": kill, "embargo": embargo, "correction": correction, "arabic": arabic, "hold": hold, "hold-empty": empty, "withheld": withheld,
	}
}

// TestRoundTrip holds that what is written is read as it was, but for the losses
// that are documented.
func TestRoundTrip(t *testing.T) {
	for name, it := range models(t) {
		roundTrip(t, name, it)
	}
}

func roundTrip(t *testing.T, name string, it news.WireItem) {
	t.Helper()
	before := string(marshal(t, it))
	raw, err := Write([]news.WireItem{it}, sender())
	if err != nil {
		t.Errorf("%s: Write() = %v", name, err)
		return
	}
	got, err := Parse(raw, nil)
	if err != nil || len(got) != 1 {
		t.Errorf("%s: Parse(Write()) = %d items, %v, want 1", name, len(got), err)
		return
	}
	if !it.EmbargoHold && len(got[0].Warnings) > 0 {
		t.Errorf("%s: Parse(Write()).Warnings = %q, want none", name, got[0].Warnings)
	}
	got[0].Warnings = nil
	got[0].BodyHTML = body.Clean(got[0].BodyHTML)
	if g, w := string(marshal(t, got[0])), string(marshal(t, expected(it))); g != w {
		t.Errorf("%s: Parse(Write()) has, and ought to have:\n%s", name, differing(g, w))
	}
	if after := string(marshal(t, it)); after != before {
		t.Errorf("%s: Write() changes its item to %s", name, after)
	}
}

// differing returns the lines from the first to the last in which two texts
// differ.
func differing(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for len(g) > 0 && len(w) > 0 && g[0] == w[0] {
		g, w = g[1:], w[1:]
	}
	for len(g) > 0 && len(w) > 0 && g[len(g)-1] == w[len(w)-1] {
		g, w = g[:len(g)-1], w[:len(w)-1]
	}
	return strings.Join(g, "\n") + "\n---\n" + strings.Join(w, "\n")
}

// TestSamplesRoundTrip writes and reads again every text of the public samples
// of NewsML-G2 and ninjs.
func TestSamplesRoundTrip(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "..", "shared", "data")
	texts := 0
	for _, c := range []struct {
		folder, part string
		parse        func([]byte, wire.Habits) ([]news.WireItem, error)
	}{
		{filepath.Join("newsml-g2", "examples"), ".xml", newsmlg2.Parse},
		{filepath.Join("dpa-g2", "tests", "data", "output"), ".xml", newsmlg2.Parse},
		{filepath.Join("ninjs", "validation", "test_suite"), "should_pass", ninjs.Parse},
	} {
		root := filepath.Join(shared, c.folder)
		if _, err := os.Stat(root); err != nil {
			t.Skipf("left out: the public samples are not at %s", root)
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.Contains(path, c.part) {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			items, _ := c.parse(raw, nil)
			for _, it := range items {
				if it.Type == news.TextItem || it.Type == "" {
					texts++
					roundTrip(t, path, it)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := 155; texts != want {
		t.Errorf("the samples hold %d texts, want %d", texts, want)
	}
}

// TestOwnRoundTrip writes and reads again what the parser's own files hold.
func TestOwnRoundTrip(t *testing.T) {
	for _, name := range inputs(t) {
		items, _ := Parse(read(t, name), nil)
		for _, it := range items {
			roundTrip(t, name, it)
		}
	}
}

// TestWriteGolden compares what is written, byte for byte.
func TestWriteGolden(t *testing.T) {
	for name, it := range models(t) {
		got, err := Write([]news.WireItem{it}, sender())
		if err != nil {
			t.Errorf("%s: Write() = %v", name, err)
			continue
		}
		file := filepath.Join("testdata", "write", name+".xml")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want := read(t, file); !bytes.Equal(got, want) {
			t.Errorf("%s: Write() = %s\nwant %s", name, got, want)
		}
	}
}

// TestNothingPrivateIsWritten looks for words of the newsroom, and for what may
// not be published, in what is written of all there is.
func TestNothingPrivateIsWritten(t *testing.T) {
	it := models(t)["full"]
	it.EditorialNotes = []news.EditorialNote{{Role: "contacts", Text: "SECRET telephone"}}
	it.Warnings, it.SignOff = []string{"SECRET warning"}, "SECRET initials"
	raw, err := Write([]news.WireItem{it}, sender())
	for _, word := range []string{"SECRET", "EARLY", "DEAD", "p17"} {
		if err != nil || bytes.Contains(raw, []byte(word)) {
			t.Errorf("Write() = %s, %v, want no %s", raw, err, word)
		}
	}
	it.PubStatus, it.Abstract, it.BodyHTML, it.Associations[0].Headline = news.Canceled, "GONE", "<p>GONE</p>", "GONE"
	raw, err = Write([]news.WireItem{it}, sender())
	for _, word := range []string{"GONE", "</body.head>\n    <body.content", "<media", "management-doc-idref"} {
		if err != nil || bytes.Contains(raw, []byte(word)) {
			t.Errorf("Write(kill) = %s, %v, want no %q", raw, err, word)
		}
	}
}

// TestCopyrightNote holds that a note of the class is the notice, and that one
// that is not for publication stays private.
func TestCopyrightNote(t *testing.T) {
	for in, want := range map[string]string{
		`<note noteclass="cpyrt"><body.content><p>© 2026 NNA</p></body.content></note>`:                       "© 2026 NNA",
		`<note noteclass="cpyrt" type="npa"><body.content><p>SECRET</p></body.content></note>`:                "",
		`<note noteclass="cpyrt" class="np-nonpublic"><body.content><p>SECRET</p></body.content></note>`:      "",
		`<note noteclass="editorsnote"><body.content><p>SECRET</p></body.content></note>`:                     "",
		`<note noteclass="cpyrt"><body.content><ed-msg info="SECRET"/><p>© NNA</p></body.content></note>`:     "© NNA",
		`<note noteclass="cpyrt"><body.content><p class="notepad">SECRET</p><p>© N</p></body.content></note>`: "© N",
	} {
		it := one(t, `<nitf uno="u"><body><body.head>`+in+`</body.head></body></nitf>`)
		if it.Copyright != want {
			t.Errorf("Parse(%s).Copyright = %q, want %q", in, it.Copyright, want)
		}
	}
}

// TestAKillNamesNoOther holds that a kill cannot be taken for that of the
// document it followed.
func TestAKillNamesNoOther(t *testing.T) {
	for _, name := range []string{"kill", "withheld"} {
		it := models(t)[name]
		it.Links = []news.Link{{Rel: news.UpdateOf, GUID: "innocent"}}
		raw, err := Write([]news.WireItem{it}, sender())
		if err != nil || bytes.Contains(raw, []byte("innocent")) {
			t.Errorf("%s: Write() = %s, %v, want the other document unnamed", name, raw, err)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	it := models(t)["kill"]
	for _, c := range []struct {
		name  string
		items []news.WireItem
		want  string
	}{
		{"nothing", nil, "holds one text, not 0 items"},
		{"two", []news.WireItem{it, it}, "holds one text, not 2 items"},
		{"a picture", []news.WireItem{{GUID: "g", Type: news.PictureItem}}, `not an item of type "picture"`},
		{"no guid", []news.WireItem{{GUID: " \x00"}}, "has no guid"},
	} {
		if raw, err := Write(c.items, sender()); raw != nil || !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Write() = %q, %v, want ErrInvalid with %q", c.name, raw, err, c.want)
		}
	}
}

func FuzzWrite(f *testing.F) {
	for _, name := range inputs(f) {
		f.Add(read(f, name))
	}
	for _, it := range models(f) {
		raw, err := Write([]news.WireItem{it}, sender())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, _ := Parse(raw, nil)
		for _, it := range items {
			out, err := Write([]news.WireItem{it}, sender())
			if err != nil {
				t.Fatalf("Write(Parse()) = %v", err)
			}
			again, err := Parse(out, nil)
			if err != nil || len(again) != 1 {
				t.Fatalf("Parse(Write()) = %d items, %v, want 1; written %q", len(again), err, out)
			}
			got := again[0]
			if it.PubStatus == news.Canceled && (got.PubStatus != news.Canceled || got.BodyHTML != "") {
				t.Errorf("Parse(Write(kill)) = status %q, text %q", got.PubStatus, got.BodyHTML)
			}
			if it.PubStatus != news.Usable && got.PubStatus == news.Usable || it.EmbargoHold && !got.EmbargoHold ||
				it.PubStatus == news.Usable && !it.EmbargoHold && !got.EmbargoHold && !got.Embargo.Equal(it.Embargo.Time) {
				t.Errorf("Parse(Write()) lets out what was held: %q, embargo %v, hold %v, of %q, %v, %v", got.PubStatus, got.Embargo, got.EmbargoHold, it.PubStatus, it.Embargo, it.EmbargoHold)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	items := []news.WireItem{models(b)["full"]}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Write(items, sender()); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLossesAreDocumented holds the table of losses against the document.
func TestLossesAreDocumented(t *testing.T) {
	text := string(read(t, filepath.Join("..", "..", "..", "docs", "wire-writing-g2-nitf.md")))
	_, section, _ := strings.Cut(text, "## NITF 3.6\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := strings.Count(section, "\n| ") - 1 // without the head
	for _, l := range losses {
		if !strings.Contains(section, fmt.Sprintf("\n| %s |", l.what)) {
			t.Errorf("docs/wire-writing-g2-nitf.md has no row %q in its section on NITF", l.what)
		}
	}
	if rows != len(losses) {
		t.Errorf("docs/wire-writing-g2-nitf.md lists %d losses of NITF, want the %d of the table", rows, len(losses))
	}
}
