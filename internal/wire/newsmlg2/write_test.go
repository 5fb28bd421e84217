package newsmlg2

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
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
func models(t testing.TB) map[string][]news.WireItem {
	t.Helper()
	full := news.WireItem{
		GUID: "urn:newsml:courier.example.org:20261124:orve-lock", Version: "7", Type: news.TextItem, Profile: "report", PubStatus: news.Usable,
		Signals: []news.Signal{news.SignalUpdate, "breaking"}, Urgency: 3, Language: "en-GB",
		Headline: `Lock gates <open> & "hold" at Marsa`, Subheadline: "Ferries wait no more", Kicker: "River", Slugline: "ORVE-LOCK/Marsa",
		Byline: "By Ada Lindqvist, Harbour Correspondent", Dateline: "MARSA, Nov 24 (NNA)", Located: "Marsa", Creditline: "NNA/Courier", Provider: "Norland News Agency",
		CopyrightHolder: "Orve Courier", Copyright: "© 2026 Orve Courier. All rights reserved.", UsageTerms: "Not for resale.\nNo archive after 30 days.",
		Genre: "Feature", Created: at(t, "2026-11-24T06:00:00+01:00"), Updated: at(t, "2026-11-24T09:15:30.25+01:00"), Expires: at(t, "2026-12-24T00:00:00Z"), Ends: at(t, "2026-12-23T23:00:00Z"),
		Subjects: []news.Concept{{Name: "transport", Code: "medtop:20000337"}, {Name: "Rivers", Code: "nna:H42"}, {Name: "Locks"}, {Code: "subj:04015000"},
			{Name: "canals", Code: "http://cv.iptc.org/newscodes/mediatopic/20000339"}, {Name: "Plain", Code: "a plain code"}},
		Keywords: []string{"harbour", "Ferry", "two words"},
		Places: []news.Place{{Name: "Marsa", Code: "nna:17", Latitude: degree(35.5), Longitude: degree(-0.25)}, {Name: "Hallen"}, {Code: "iso3166-1a2:NO"},
			{Name: "Upper Orve", Latitude: degree(-12), Longitude: degree(100.125)}},
		People: []news.Concept{{Name: "Ada Lindqvist", Code: "nna:p7"}, {Name: "Bo Halm"}},
		Organisations: []news.Organisation{{Name: "Orve Line", Code: "nna:o1", Symbols: []news.Symbol{{Exchange: "XVES", Symbol: "ORVE", Type: "ordinary share"}, {Exchange: "XVES", Symbol: "ORV:B"}}},
			{Name: "Marsa Docks", Symbols: []news.Symbol{{Symbol: "DOCK"}}}, {Name: "Harbour Office"}},
		Instruments: []news.Symbol{{Exchange: "XVES", Symbol: "ORVE", Type: "ordinary share"}, {Exchange: "XVES", Symbol: "ORV:B"}, {Symbol: "DOCK"}},
		Abstract:    "The gates at Marsa opened, and the ferries sailed.", AltText: "", Caption: "",
		BodyHTML: "<p>MARSA (NNA) - The <em>Orve</em> &amp; its <strong>gates</strong> &lt;both&gt; hold, <a href=\"https://courier.example.org/?a=1&amp;b=2\">it says</a>.<br>Second line.</p>\n" +
			"<h2>Calm water</h2>\n<blockquote><p>We sail.</p><ul><li>soon</li></ul></blockquote>\n<ul><li>one<ol><li>in <em>one</em></li></ol></li><li>two</li></ul>\n" +
			"<table><caption>Times</caption><thead><tr><th colspan=\"2\">Boat</th></tr></thead><tbody><tr><td>7.00</td><td>Marsa</td></tr></tbody></table>\n" +
			"<figure data-embed=\"https://video.example.org/v?x=1&amp;y=2\"></figure>\n<p lang=\"fr\">Adieu, <span lang=\"de\">Wasser</span>\u00a0!</p>",
		Links: []news.Link{{Rel: news.UpdateOf, GUID: "urn:newsml:courier.example.org:20261123:orve-lock", Version: "2", Title: "The lock is shut"},
			{Rel: news.SeeAlso, Href: "https://courier.example.org/river?a=1&b=2", Title: "The river"}, {Rel: news.DerivedFrom, GUID: "urn:newsml:nna.example:20261124:9"}},
		Associations: []news.Association{{
			Rel: "media", GUID: "urn:newsml:courier.example.org:20261124:p1", Version: "3", Type: news.PictureItem, PubStatus: news.Usable, Headline: "The gates", Caption: "The gates on Tuesday.",
			AltText: "Two steel gates", Byline: "Eli Sund", Creditline: "NNA Photos", CopyrightHolder: "NNA", Copyright: "© 2026 NNA", UsageTerms: "Mandatory credit.\nNo sales.",
			DigitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", Embargo: at(t, "2026-11-24T07:00:00+01:00"), Expires: at(t, "2026-11-30T00:00:00Z"),
			Renditions: []news.WireRendition{{Name: "highRes", Href: "https://pictures.example.org/1.jpg?a&b", ContentType: "image/jpeg", Width: 3000, Height: 2000, Size: 123456},
				{Name: "Überblick 2", Href: "1-small.jpg", ContentType: "image/jpeg", Width: 300}},
		}, {Rel: "seeAlso", GUID: "urn:newsml:courier.example.org:20261124:v1", Type: news.VideoItem},
			{GUID: "urn:newsml:courier.example.org:20261124:p9", Type: news.PictureItem, PubStatus: news.Canceled, Headline: "DEAD", Renditions: []news.WireRendition{{Href: "DEAD.jpg"}}}},
	}
	kill := news.WireItem{
		GUID: full.GUID, Version: "8", Type: news.TextItem, PubStatus: news.Canceled, Signals: []news.Signal{news.SignalUpdate}, Urgency: 2, Language: "en-GB",
		Headline: "KILL: Lock gates open", Slugline: full.Slugline, Provider: full.Provider, Created: full.Created, Updated: at(t, "2026-11-24T10:00:00Z"),
	}
	embargo := news.WireItem{
		GUID: "urn:newsml:courier.example.org:20261124:report", Version: "1", Type: news.TextItem, PubStatus: news.Usable, Language: "de", Headline: "Bericht der Schleuse",
		Provider: "nprov:NNA", Embargo: at(t, "2026-11-25T19:00:00+01:00"), Updated: at(t, "2026-11-24T10:00:00Z"), BodyHTML: "<p>Später zu lesen.</p>",
	}
	correction := news.WireItem{
		GUID: full.GUID, Version: "9", Type: news.TextItem, PubStatus: news.Usable, Signals: []news.Signal{news.SignalCorrection}, Language: "en", Headline: "Forty boats wait",
		Provider: full.Provider, Updated: at(t, "2026-11-24T11:00:00Z"), CorrectionNote: "An earlier version said fourteen boats.\nThere are forty.",
		Links: []news.Link{{Rel: news.CorrectionOf, GUID: "urn:newsml:courier.example.org:20261122:boats"}}, BodyHTML: "<p>Forty boats wait.</p>",
	}
	picture := news.WireItem{
		GUID: "urn:newsml:courier.example.org:20261124:p1", Version: "12", Type: news.PictureItem, PubStatus: news.Usable, Language: "en", Headline: "The gates", Byline: "Eli Sund",
		Creditline: "NNA Photos", Provider: "NNA", Updated: at(t, "2026-11-24T08:00:00Z"), Caption: "The gates on Tuesday.", AltText: "Two steel gates", Located: "Marsa",
		DigitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia", UsageTerms: "Mandatory credit.",
		Renditions: []news.WireRendition{{Name: "highRes", Href: "https://pictures.example.org/1.jpg", ContentType: "image/jpeg", Width: 3000, Height: 2000, Size: 5_000_000_000}, {Name: "thumb", Href: "1-t.jpg"}},
	}
	pack := news.WireItem{
		GUID: "urn:newsml:courier.example.org:20261124:top", Version: "3", Type: news.CompositeItem, PubStatus: news.Usable, Language: "en", Headline: "Top stories", Provider: "Orve Courier",
		Updated: at(t, "2026-11-24T12:00:00Z"), Associations: []news.Association{
			{Name: "main", GUID: full.GUID, Version: "7", Type: news.TextItem, Headline: "Lock gates open", PubStatus: news.Usable},
			{Name: "main", Rel: "seeAlso", GUID: picture.GUID, Type: news.PictureItem, Caption: "The gates.", Renditions: []news.WireRendition{{Name: "web", Href: "1.jpg", ContentType: "image/jpeg"}}},
			{Name: "side bar", GUID: "urn:newsml:courier.example.org:20261124:tides", Type: news.TextItem, PubStatus: news.Withheld},
			{Name: "main", GUID: "urn:newsml:courier.example.org:20261124:last"}},
	}
	arabic := news.WireItem{
		GUID: "urn:newsml:courier.example.org:20261124:ar", Version: "1", Type: news.TextItem, PubStatus: news.Usable, Language: "ar", Headline: "فتح بوابات مرسى", Byline: "ليلى حسن",
		Dateline: "مرسى 24 نوفمبر", Provider: "NNA", Updated: at(t, "2026-11-24T12:00:00+03:00"), Abstract: "فُتحت البوابات.", BodyHTML: `<p dir="rtl">فُتحت <strong>البوابات</strong> في <span lang="en" dir="ltr">Marsa</span>.</p>`,
	}
	hold := news.WireItem{GUID: "urn:newsml:courier.example.org:20261124:hold", Version: "1", Type: news.TextItem, PubStatus: news.Usable, Provider: "NNA", EmbargoHold: true,
		Embargo: at(t, "2026-11-25T19:00:00Z"), Updated: at(t, "2026-11-24T12:00:00Z"), BodyHTML: "<p>Wait.</p>"}
	atomic := pack
	atomic.Signals = []news.Signal{news.SignalAtomic}
	return map[string][]news.WireItem{
		"full": {full}, "kill": {kill}, "embargo": {embargo}, "correction": {correction}, "picture": {picture}, "package": {pack}, "arabic": {arabic}, "hold": {hold},
		"message": {full, kill, picture, pack, atomic, arabic},
	}
}

// TestRoundTrip holds that what is written is read as it was, but for the losses
// that are documented.
func TestRoundTrip(t *testing.T) {
	for name, items := range models(t) {
		roundTrip(t, name, items)
	}
}

func roundTrip(t *testing.T, name string, items []news.WireItem) {
	t.Helper()
	before := string(marshal(t, items))
	raw, err := Write(items, sender())
	if err != nil {
		t.Errorf("%s: Write() = %v", name, err)
		return
	}
	if after := string(marshal(t, items)); after != before {
		t.Errorf("%s: Write() changes its items to %s", name, after)
	}
	checkStructure(t, name, raw)
	got, err := Parse(raw, nil)
	if err != nil || len(got) != len(items) {
		t.Errorf("%s: Parse(Write()) = %d items, %v, want %d", name, len(got), err, len(items))
		return
	}
	for i := range got {
		want := expected(items, i)
		got[i].BodyHTML = body.Clean(got[i].BodyHTML)
		if g, w := string(marshal(t, got[i])), string(marshal(t, want)); g != w {
			t.Errorf("%s: Parse(Write())[%d] has, and ought to have:\n%s", name, i, differing(g, w))
		}
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

// public sample folders whose items are written and read again.
func TestSamplesRoundTrip(t *testing.T) {
	items := map[string][]news.WireItem{}
	for _, parts := range [][]string{{"newsml-g2", "examples", "*.xml"}, {"dpa-g2", "tests", "data", "output", "*.xml"}} {
		for name, raw := range samples(t, parts...) {
			got, _ := Parse(raw, nil)
			if got = slices.DeleteFunc(got, func(it news.WireItem) bool { return it.Type.OfTerms() }); len(got) > 0 {
				items[name] = got
			}
		}
	}
	if len(items) != 23+18 {
		t.Errorf("%d sample files hold items, want %d", len(items), 23+18)
	}
	suite, root := 0, filepath.Join(shared, "ninjs", "validation", "test_suite")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("left out: the public samples are not at %s", root)
	}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" || !strings.Contains(path, "should_pass") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if got, _ := ninjs.Parse(raw, nil); len(got) > 0 {
			suite++
			items[path] = got
		}
		return nil
	})
	if err != nil || suite != 158 {
		t.Errorf("the ninjs suite holds %d files with items, %v, want 158", suite, err)
	}
	for name, list := range items {
		roundTrip(t, name, list)
	}
}

// TestWriteGolden compares what is written, byte for byte.
func TestWriteGolden(t *testing.T) {
	for name, items := range models(t) {
		got, err := Write(items, sender())
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

// TestNothingPrivateIsWritten looks for words of the newsroom in what is
// written of all there is.
func TestNothingPrivateIsWritten(t *testing.T) {
	it := models(t)["full"][0]
	it.EditorialNotes = []news.EditorialNote{{Role: "contacts", Text: "SECRET telephone"}}
	it.Warnings, it.SignOff = []string{"SECRET warning"}, "SECRET initials"
	raw, err := Write([]news.WireItem{it}, sender())
	if err != nil || bytes.Contains(raw, []byte("SECRET")) || bytes.Contains(raw, []byte("DEAD")) {
		t.Errorf("Write() = %s, %v, want nothing secret and nothing of a dead picture", raw, err)
	}
	kill := it
	kill.PubStatus, kill.Abstract, kill.Caption, kill.AltText = news.Canceled, "GONE abstract", "GONE caption", "GONE words"
	kill.BodyHTML, kill.Renditions = "<p>GONE text</p>", []news.WireRendition{{Href: "GONE.jpg"}}
	for i := range kill.Associations {
		kill.Associations[i].Headline = "GONE picture"
	}
	raw, err = Write([]news.WireItem{kill}, sender())
	if err != nil || bytes.Contains(raw, []byte("GONE")) || bytes.Contains(raw, []byte("contentSet")) || !bytes.Contains(raw, []byte(`qcode="stat:canceled"`)) {
		t.Errorf("Write(kill) = %s, %v, want canceled and without what it was", raw, err)
	}
}

func TestWriteRefuses(t *testing.T) {
	good := models(t)["kill"]
	nameless := []news.WireItem{good[0], {GUID: " \x00 "}}
	for _, c := range []struct {
		name  string
		items []news.WireItem
		from  wire.Sender
		want  string
	}{
		{"nothing", nil, sender(), "no item to write"},
		{"no guid", nameless, sender(), "item 2 has no guid"},
		{"no address", good, wire.Sender{Name: "Orve Courier"}, `address "" is no web address`},
		{"other address", good, wire.Sender{URI: "mailto:desk@courier.example.org"}, "is no web address"},
	} {
		if raw, err := Write(c.items, c.from); raw != nil || !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Write() = %q, %v, want ErrInvalid with %q", c.name, raw, err, c.want)
		}
	}
}

// TestTransmitID holds that a message sent again is known as the same, and
// another is not.
func TestTransmitID(t *testing.T) {
	id := func(items []news.WireItem, from wire.Sender) string {
		t.Helper()
		raw, err := Write(items, from)
		if err != nil {
			t.Fatal(err)
		}
		root, err := wire.ReadXML(raw, len(raw))
		if err != nil {
			t.Fatal(err)
		}
		return root.First("header", "transmitId").Value()
	}
	items := models(t)["message"]
	first := id(items, sender())
	later, other := sender(), sender()
	later.Now = later.Now.Add(time.Hour)
	other.URI = "https://gazette.example.org/"
	if got := id(items, later); got != first || len(first) != 32 {
		t.Errorf("transmitId an hour later = %q, want %q of 32 digits", got, first)
	}
	if got := id(items, other); got == first {
		t.Errorf("transmitId of another sender = %q, want another", got)
	}
	items[0].Version = "8"
	if got := id(items, sender()); got == first {
		t.Errorf("transmitId of other items = %q, want another", got)
	}
}

// TestWriteDeepText writes text that nests deeper than may be read, with what
// XML cannot say.
func TestWriteDeepText(t *testing.T) {
	for name, markup := range map[string]string{
		"lists": strings.Repeat("<ul><li>x", 300), "spans": "<p>" + strings.Repeat(`<span lang="en"><span lang="de">`, 300) + "word",
		"tables": strings.Repeat("<table><tr><td>", 200) + "word", "characters": "<p>a\x00b\ufffec\uffffd\x1be\xffword</p>", "quotes": strings.Repeat("<blockquote>", 150) + "word",
	} {
		it := news.WireItem{GUID: "g\x01\ufffe", BodyHTML: markup, Headline: "h\uffffh"}
		raw, err := Write([]news.WireItem{it, it}, sender())
		if err != nil {
			t.Errorf("%s: Write() = %v", name, err)
			continue
		}
		got, err := Parse(raw, nil)
		if err != nil || len(got) != 2 || got[0].GUID != "g" || got[0].Headline != "hh" || got[0].BodyHTML == "" {
			t.Errorf("%s: Parse(Write()) = %+v, %v, want two items of guid g with text", name, got, err)
		}
	}
}

func FuzzWrite(f *testing.F) {
	for _, name := range inputs(f) {
		f.Add(read(f, name))
	}
	for _, items := range models(f) {
		raw, err := Write(items, sender())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, _ := Parse(raw, nil)
		items = slices.DeleteFunc(items, func(it news.WireItem) bool { return it.Type.OfTerms() })
		if len(items) == 0 {
			return
		}
		out, err := Write(items, sender())
		if err != nil {
			t.Fatalf("Write(Parse()) = %v", err)
		}
		again, err := Parse(out, nil)
		if err != nil || len(again) != len(items) {
			t.Fatalf("Parse(Write()) = %d items, %v, want %d; written %q", len(again), err, len(items), out)
		}
		for i := range again {
			if again[i].GUID != items[i].GUID || items[i].PubStatus == news.Canceled && (again[i].PubStatus != news.Canceled || again[i].BodyHTML != "") {
				t.Errorf("Parse(Write())[%d] = guid %q, status %q, want %q, %q", i, again[i].GUID, again[i].PubStatus, items[i].GUID, items[i].PubStatus)
			}
			if items[i].PubStatus != news.Usable && again[i].PubStatus == news.Usable || items[i].EmbargoHold && !again[i].EmbargoHold ||
				!items[i].EmbargoHold && !again[i].Embargo.Equal(items[i].Embargo.Time) {
				t.Errorf("Parse(Write())[%d] lets out what was held: %q, embargo %v", i, again[i].PubStatus, again[i].Embargo)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	items := models(b)["full"]
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
	_, section, _ := strings.Cut(text, "## NewsML-G2 2.35\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := strings.Count(section, "\n| ") - 1 // without the head
	for _, l := range losses {
		if !strings.Contains(section, fmt.Sprintf("\n| %s |", l.what)) {
			t.Errorf("docs/wire-writing-g2-nitf.md has no row %q in its section on NewsML-G2", l.what)
		}
	}
	if rows != len(losses) {
		t.Errorf("docs/wire-writing-g2-nitf.md lists %d losses of NewsML-G2, want the %d of the table", rows, len(losses))
	}
}
