package ninjs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/ninjs"
)

var sender = wire.Sender{Name: "Hallen Courier", URI: "https://courier.example.org/", Now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}

func at(t testing.TB, s string) news.Time {
	t.Helper()
	out, err := wire.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// whole is an item with every field that the model has.
func whole(t testing.TB) news.WireItem {
	t.Helper()
	lat, lon := 55.5, -3.25
	return news.WireItem{
		Format: "newsml-g2 2.35", GUID: "urn:newsml:npa.example:20261123:ferry", Version: "3", Type: news.TextItem, Profile: "lead", PubStatus: news.Usable,
		Signals: []news.Signal{news.SignalCorrection}, Urgency: 3, Language: "en-GB",
		Headline: "Ferries sail <again> & again", Subheadline: "After the storm", Kicker: "Shipping", Slugline: "hallen-ferries", Byline: "By Ada Holm and Jon Vik",
		Dateline: "HALLEN, Nov 23 (NPA)", Located: "Hallen", Creditline: "NPA/Hallen Courier", Provider: "NPA", CopyrightHolder: "NPA", Copyright: "© 2026 NPA",
		UsageTerms: "No archive.\nMandatory credit.", Genre: "Current", DigitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
		Embargo: at(t, "2026-11-24T06:00:00+01:00"), Created: at(t, "2026-11-22T18:00:00.5+01:00"), Updated: at(t, "2026-11-23T08:59:59Z"), Expires: at(t, "2026-12-23T00:00:00Z"), Ends: at(t, "2026-12-22T23:00:00Z"),
		EditorialNotes: []news.EditorialNote{{Role: "note", Text: "PRIVATE-NOTE call the harbour"}}, CorrectionNote: "(Corrects the number of ferries\nin the second paragraph)",
		Subjects: []news.Concept{{Name: "Sea transport", Code: "medtop:20000346", Role: "about"}, {Code: "http://cv.iptc.org/newscodes/mediatopic/04000000"}, {Name: "Storms"}, {Name: "Local", Code: "LOC 1"}},
		Keywords: []string{"ferries", "desk:world"},
		Places:   []news.Place{{Name: "Hallen", Code: "geo:hallen", Role: "about", Latitude: &lat, Longitude: &lon}, {Name: "Norden"}},
		People:   []news.Concept{{Name: "Ada Holm", Code: "https://people.example/7", Role: "mentioned"}},
		Organisations: []news.Organisation{{Name: "Hallen Lines", Code: "org:1", Role: "about", Symbols: []news.Symbol{{Exchange: "XHAL", Symbol: "FRY", Type: "http://cv.iptc.org/newscodes/financialinstrumentsymboltype/ticker"}}},
			{Symbols: []news.Symbol{{Symbol: "SEA"}}}},
		Instruments: []news.Symbol{{Exchange: "XHAL", Symbol: "FRY", Type: "http://cv.iptc.org/newscodes/financialinstrumentsymboltype/ticker"}, {Symbol: "SEA"}},
		Abstract:    "Two ferries left.\nMore follow.", Caption: "A ferry", AltText: "A white ferry at sea",
		BodyHTML: "<p>Two \"ferries\" left &amp; isn't it <em>fine</em>? <a href=\"https://npa.example/?a=1&amp;b=2\">More</a></p>\n<h2>Later</h2>\n<figure data-embed=\"https://video.example/1\"></figure>\n" +
			"<table><thead><tr><th colspan=\"2\">Ferry</th></tr></thead><tbody><tr><td>1</td><td>Ann</td></tr></tbody></table>\n<ul><li>One<ul><li>Two</li></ul></li></ul>",
		SignOff:    "PRIVATE-SIGNOFF ah/jv",
		Renditions: []news.WireRendition{{Name: "pdf", Href: "https://npa.example/ferry.pdf", ContentType: "application/pdf", Size: 1234}},
		Associations: []news.Association{
			{Name: "ferry", Rel: "photo", GUID: "urn:newsml:npa.example:20261123:ferrypic", Version: "2", Type: news.PictureItem, PubStatus: news.Usable, Headline: "Ferry", Caption: "A ferry leaves.",
				AltText: "A ferry", Byline: "Jon Vik", Creditline: "NPA", CopyrightHolder: "NPA", Copyright: "© NPA", UsageTerms: "Once only", DigitalSourceType: "digsrctype:digitalCapture",
				Embargo: at(t, "2026-11-24T06:00:00Z"), Expires: at(t, "2026-12-01T00:00:00Z"),
				Renditions: []news.WireRendition{{Name: "main", Href: "https://npa.example/ferry.jpg", ContentType: "image/jpeg", Width: 3000, Height: 2000, Size: 99}, {Name: "preview", Href: "https://npa.example/p.jpg"}}},
			{Name: "part", GUID: "urn:newsml:npa.example:20261123:part", Type: news.TextItem, Rel: "seeAlso", Headline: "Part"},
		},
		Links: []news.Link{{Rel: news.SeeAlso, GUID: "urn:newsml:npa.example:20261123:part", Title: "Part"}, {Rel: news.UpdateOf, GUID: "urn:newsml:npa.example:20261122:storm", Version: "1", Title: "Storm"},
			{Rel: "alternate", Href: "https://npa.example/ferry"}},
		Warnings: []string{"PRIVATE-WARNING the clock is wrong"},
	}
}

// afterwards is the item that is read back from what was written of it: each
// line is a loss that docs/wire-writing-ninjs-feeds.md lists.
func afterwards(it news.WireItem, from wire.Sender) news.WireItem {
	out := news.WireItem{Format: "ninjs 3.1", GUID: wire.URI(it.GUID), Version: wire.Text(it.Version), PubStatus: it.PubStatus, Language: wire.Text(it.Language), Created: it.Created, Updated: it.Updated}
	if known[it.Type] {
		out.Type = it.Type
	}
	if out.Provider = wire.Text(it.Provider); out.Provider == "" {
		out.Provider = from.Name
	}
	switch {
	case it.PubStatus == news.Canceled:
		out.CorrectionNote = wire.Lines(it.CorrectionNote)
		return out
	case it.PubStatus != news.Usable || it.EmbargoHold:
		out.PubStatus = news.Withheld
	}
	status, kind, guid, provider := out.PubStatus, out.Type, out.GUID, out.Provider
	out = it
	out.Format, out.GUID, out.Type, out.PubStatus, out.Provider = "ninjs 3.1", guid, kind, status, provider
	out.Expires, out.Ends = it.Until(), news.Time{}
	out.EditorialNotes, out.Warnings, out.SignOff, out.Signals, out.EmbargoHold, out.EmbargoEmpty = nil, nil, "", nil, false, false
	pictures := kind == news.PictureItem || kind == news.GraphicItem || kind == news.VideoItem || kind == news.AudioItem || kind == "" && onlyPictures(it.Renditions)
	if pictures {
		out.Abstract = ""
	}
	out.BodyHTML = body.Clean(regexp.MustCompile(`<figure data-picture="[^"]*"></figure>`).ReplaceAllString(it.BodyHTML, ""))
	out.Headline, out.Subheadline, out.Kicker, out.Caption, out.AltText = wire.Text(it.Headline), wire.Text(it.Subheadline), wire.Text(it.Kicker), wire.Text(it.Caption), wire.Text(it.AltText)
	out.Dateline = strings.TrimRight(it.Dateline, " -–—_")
	out.Subjects, out.Keywords = nil, slices.Clone(it.Keywords)
	for _, c := range it.Subjects {
		if c = concept(c); c.Name == "" && c.Code == "" {
			continue
		}
		out.Subjects = append(out.Subjects, c)
	}
	out.Keywords = keywords(it)
	out.People = nil
	for _, c := range it.People {
		if c = concept(c); c.Name != "" || c.Code != "" {
			out.People = append(out.People, c)
		}
	}
	out.Organisations, out.Instruments = organisations(it)
	out.Renditions = files(it.Renditions)
	out.Associations, out.Links = related(it, out.GUID)
	return out
}

var known = map[news.ItemType]bool{news.TextItem: true, news.PictureItem: true, news.GraphicItem: true, news.VideoItem: true, news.AudioItem: true, news.CompositeItem: true, "component": true, "event": true, "planning": true}

func onlyPictures(list []news.WireRendition) bool {
	list = files(list)
	for _, r := range list {
		if wire.MediaType(r.ContentType) != news.PictureItem {
			return false
		}
	}
	return len(list) > 0
}

func concept(c news.Concept) news.Concept {
	return news.Concept{Name: wire.Text(c.Name), Code: wire.Text(c.Code), Role: wire.Text(c.Role)}
}

// keywords: a subject that is one word without a name is read as a keyword too.
func keywords(it news.WireItem) []string {
	var out []string
	add := func(k string) {
		if k = wire.Text(k); k != "" && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	for _, c := range it.Subjects {
		if c.Name == "" && !strings.Contains(c.Code, ":") && regexp.MustCompile(`\pL`).MatchString(c.Code) {
			add(c.Code)
		}
	}
	for _, k := range it.Keywords {
		add(k)
	}
	return out
}

func organisations(it news.WireItem) (list []news.Organisation, all []news.Symbol) {
	symbols := func(list []news.Symbol) []news.Symbol {
		var out []news.Symbol
		for _, s := range list {
			if wire.URI(s.Type) != s.Type {
				s.Type = ""
			}
			out = wire.AddSymbol(out, s)
		}
		return out
	}
	var told []news.Symbol
	for _, o := range it.Organisations {
		o.Symbols = symbols(o.Symbols)
		for _, s := range o.Symbols {
			told = wire.AddSymbol(told, s)
		}
		if o.Name != "" || o.Code != "" || len(o.Symbols) > 0 {
			list = append(list, o)
		}
	}
	n := len(told)
	for _, s := range symbols(it.Instruments) {
		told = wire.AddSymbol(told, s)
	}
	if len(told) > n {
		list = append(list, news.Organisation{Symbols: slices.Clone(told[n:])})
	}
	return list, told
}

func files(list []news.WireRendition) []news.WireRendition {
	var out []news.WireRendition
	for i, r := range list {
		if r.Href = wire.WebAddress(r.Href); r.Href == "" {
			continue
		}
		if r.Name = wire.Text(r.Name); r.Name == "" {
			r.Name = fmt.Sprintf("file%d", i+1)
		}
		out = append(out, r)
	}
	return out
}

// related: links become associations, and associations of texts links.
func related(it news.WireItem, guid string) ([]news.Association, []news.Link) {
	var list []news.Association
	has := map[string]bool{}
	for i, a := range it.Associations {
		a = associated(a, i, guid)
		has[a.GUID] = true
		list = append(list, a)
	}
	for _, l := range it.Links {
		uri := wire.URI(l.GUID)
		if uri == "" {
			uri = wire.WebAddress(l.Href)
		}
		if uri == "" || has[uri] || uri == guid {
			continue
		}
		has[uri] = true
		name := wire.Text(l.Title)
		if name == "" {
			name = uri
		}
		list = append(list, news.Association{Name: name, Rel: wire.LocalCode(wire.Text(string(l.Rel))), GUID: uri, Version: l.Version, Headline: wire.Text(l.Title)})
	}
	var links []news.Link
	for _, a := range list {
		if a.Type != news.TextItem && a.Type != news.CompositeItem && a.Type != "" || a.GUID == guid || slices.ContainsFunc(links, func(l news.Link) bool { return l.GUID == a.GUID }) {
			continue
		}
		links = append(links, news.Link{Rel: wire.LinkRel(a.Rel), GUID: a.GUID, Version: a.Version, Title: a.Headline})
	}
	return list, links
}

func associated(a news.Association, i int, owner string) news.Association {
	out := news.Association{Name: wire.Text(a.Name), Rel: wire.LocalCode(a.Rel), GUID: wire.URI(a.GUID), Version: a.Version, PubStatus: a.PubStatus, Renditions: files(a.Renditions)}
	if known[a.Type] {
		out.Type = a.Type
	}
	if out.Name == "" {
		if out.Name = string(out.Type); out.Name == "" {
			out.Name = "item"
		}
		out.Name += fmt.Sprint(i + 1)
	}
	if out.GUID == "" && len(out.Renditions) > 0 {
		out.GUID = out.Renditions[0].Href
	}
	if out.GUID == "" {
		out.GUID = fmt.Sprintf("%s#%d", strings.ReplaceAll(owner, "#", "%23"), i+1)
	}
	switch a.PubStatus {
	case news.Canceled:
		out.Renditions = nil
		return out
	case "", news.Usable:
	default:
		out.PubStatus = news.Withheld
	}
	if out.Type == "" && onlyPictures(out.Renditions) {
		out.Type = news.PictureItem
	}
	out.Headline, out.Caption, out.AltText, out.Byline, out.Creditline = wire.Text(a.Headline), wire.Text(a.Caption), wire.Text(a.AltText), a.Byline, a.Creditline
	out.CopyrightHolder, out.Copyright, out.UsageTerms, out.DigitalSourceType, out.Embargo, out.Expires = a.CopyrightHolder, a.Copyright, a.UsageTerms, a.DigitalSourceType, a.Embargo, a.Expires
	return out
}

// plain is an item for comparison: its body cleaned, as ingest does.
func plain(t testing.TB, it news.WireItem) string {
	t.Helper()
	it.BodyHTML = body.Clean(it.BodyHTML)
	raw, err := json.MarshalIndent(it, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// valid asserts that every document written is one of the schema.
func valid(t testing.TB, c *ninjs.Checker, raw []byte, n int) {
	t.Helper()
	verdicts, err := c.Check(raw)
	if err != nil || len(verdicts) != n {
		t.Fatalf("Check(Write()) = %d verdicts, %v, want %d", len(verdicts), err, n)
	}
	for _, v := range verdicts {
		if v.Err() != nil || v.Version != "3.1" || v.Assumed {
			t.Errorf("Check(Write(%s)) = %s: %v, want it valid in 3.1\n%.3000s", v.GUID, v.Version, v.Err(), raw)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	it := whole(t)
	raw, err := ninjs.Write([]news.WireItem{it}, sender)
	if err != nil {
		t.Fatal(err)
	}
	valid(t, ninjs.NewStrictChecker(), raw, 1)
	if bytes.Contains(raw, []byte("PRIVATE")) {
		t.Errorf("Write() = %s, want nothing private", raw)
	}
	back, err := ninjs.Parse(raw, nil)
	if err != nil || len(back) != 1 {
		t.Fatalf("Parse(Write()) = %d items, %v, want 1", len(back), err)
	}
	if got, want := plain(t, back[0]), plain(t, afterwards(it, sender)); got != want {
		t.Errorf("Parse(Write(item)) = %s\nwant %s", got, want)
	}
	// What stays is said here once more, without the help of afterwards.
	for what, pair := range map[string][2]any{
		"headline": {back[0].Headline, it.Headline}, "kicker": {back[0].Kicker, it.Kicker}, "subheadline": {back[0].Subheadline, it.Subheadline}, "dateline": {back[0].Dateline, it.Dateline},
		"creditline": {back[0].Creditline, it.Creditline}, "correction": {back[0].CorrectionNote, it.CorrectionNote}, "keywords": {fmt.Sprint(back[0].Keywords), fmt.Sprint(it.Keywords)},
		"subjects": {fmt.Sprint(back[0].Subjects), fmt.Sprint(it.Subjects)}, "instruments": {fmt.Sprint(back[0].Instruments), fmt.Sprint(it.Instruments)},
		"organisations": {fmt.Sprint(back[0].Organisations), fmt.Sprint(it.Organisations)}, "embargo": {back[0].Embargo.Equal(it.Embargo.Time), true}, "body": {body.Clean(back[0].BodyHTML), it.BodyHTML},
		"picture": {plain(t, news.WireItem{Associations: back[0].Associations[:1]}), plain(t, news.WireItem{Associations: it.Associations[:1]})},
		"terms":   {back[0].UsageTerms, it.UsageTerms}, "place": {*back[0].Places[0].Latitude, 55.5}, "source": {back[0].DigitalSourceType, it.DigitalSourceType},
	} {
		if pair[0] != pair[1] {
			t.Errorf("Parse(Write(item)): %s = %v, want %v", what, pair[0], pair[1])
		}
	}
	again, err := ninjs.Write(back, sender)
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := ninjs.Parse(again, nil); err != nil || len(twice) != 1 || plain(t, twice[0]) != plain(t, back[0]) {
		t.Errorf("Parse(Write(Parse(Write(item)))) = %s, %v, want no further loss than in %s", again, err, raw)
	}
}

func TestWriteOfSeveral(t *testing.T) {
	a, b := whole(t), whole(t)
	b.GUID, b.PubStatus = "urn:newsml:npa.example:20261123:storm", news.Canceled
	raw, err := ninjs.Write([]news.WireItem{a, {Headline: "Nobody"}, b}, sender)
	if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "item 2 of 3 has no guid") {
		t.Errorf("Write(three) = %v, want that the second has no guid", err)
	}
	valid(t, ninjs.NewStrictChecker(), raw, 2)
	items, err := ninjs.Parse(raw, nil)
	if err != nil || len(items) != 2 || items[0].GUID != a.GUID || items[1].GUID != b.GUID {
		t.Errorf("Parse(Write(three)) = %v, %v, want the two with a guid", items, err)
	}
	for _, none := range [][]news.WireItem{nil, {{}}, {{GUID: "\x00"}}} {
		if raw, err := ninjs.Write(none, sender); !errors.Is(err, news.ErrInvalid) || len(raw) != 0 {
			t.Errorf("Write(%v) = %q, %v, want ErrInvalid", none, raw, err)
		}
	}
}

// A kill carries no copy, and nothing that must not be published goes out as
// usable.
func TestWriteOfWhatMayNotBePublished(t *testing.T) {
	kill := whole(t)
	kill.PubStatus, kill.CorrectionNote = news.Canceled, "The harbour was not closed"
	raw, err := ninjs.Write([]news.WireItem{kill}, sender)
	if err != nil {
		t.Fatal(err)
	}
	valid(t, ninjs.NewStrictChecker(), raw, 1)
	for _, word := range []string{"erries", "bodies", "headlines", "associations", "renditions", "Holm", "PRIVATE"} {
		if bytes.Contains(raw, []byte(word)) {
			t.Errorf("Write(kill) = %s, want no %q", raw, word)
		}
	}
	items, err := ninjs.Parse(raw, nil)
	if err != nil || items[0].PubStatus != news.Canceled || items[0].GUID != kill.GUID || items[0].Version != "3" || !items[0].Updated.Equal(kill.Updated.Time) || items[0].CorrectionNote != "The harbour was not closed" {
		t.Errorf("Parse(Write(kill)) = %+v, %v, want the kill with its guid, version and time", items, err)
	}
	for _, c := range []struct {
		change func(*news.WireItem)
		want   news.PubStatus
	}{
		{func(it *news.WireItem) { it.PubStatus = "" }, news.Usable},
		{func(it *news.WireItem) { it.PubStatus = news.Withheld }, news.Withheld},
		{func(it *news.WireItem) { it.PubStatus = "commissioned" }, news.Withheld},
		{func(it *news.WireItem) { it.Embargo, it.EmbargoHold = news.Time{}, true }, news.Withheld},
		{func(it *news.WireItem) { it.Embargo, it.EmbargoHold, it.EmbargoEmpty = news.Time{}, true, true }, news.Withheld},
		{func(it *news.WireItem) { it.EmbargoHold, it.PubStatus = true, news.Canceled }, news.Canceled},
	} {
		it := whole(t)
		c.change(&it)
		raw, err := ninjs.Write([]news.WireItem{it}, sender)
		if err != nil {
			t.Fatal(err)
		}
		valid(t, ninjs.NewStrictChecker(), raw, 1)
		if items, err := ninjs.Parse(raw, nil); err != nil || items[0].PubStatus != c.want {
			t.Errorf("Parse(Write(%q, hold %v)) = %q, %v, want %q", it.PubStatus, it.EmbargoHold, items[0].PubStatus, err, c.want)
		}
	}
	it := whole(t)
	it.Associations[0].PubStatus = news.Canceled
	raw, err = ninjs.Write([]news.WireItem{it}, sender)
	if err != nil {
		t.Fatal(err)
	}
	valid(t, ninjs.NewStrictChecker(), raw, 1)
	if bytes.Contains(raw, []byte("ferry.jpg")) || bytes.Contains(raw, []byte("A ferry leaves")) {
		t.Errorf("Write(killed picture) = %s, want neither its file nor its caption", raw)
	}
}

// TestPublicItemsRoundTrip writes every item of every public sample.
func TestPublicItemsRoundTrip(t *testing.T) {
	c := ninjs.NewStrictChecker()
	n := 0
	for _, dir := range []string{"ninjs", "newsml-g2", "dpa-g2", "dpa-7901", "feedparser"} {
		root := filepath.Join("..", "..", "..", "..", "shared", "data", dir)
		if _, err := os.Stat(root); err != nil {
			t.Skipf("left out: the public samples are not at %s", root)
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			items, _ := ingest.Reader{}.Read(raw) // what cannot be read has its own tests
			for i := range items {
				if items[i].Type.OfTerms() {
					continue
				}
				n++
				tripped(t, c, path, items[i].WireItem)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("wrote and read %d items", n)
	if n < 1200 {
		t.Errorf("wrote %d items, want those of all samples", n)
	}
}

func tripped(t *testing.T, c *ninjs.Checker, path string, it news.WireItem) {
	t.Helper()
	raw, err := ninjs.Write([]news.WireItem{it}, sender)
	if err != nil {
		t.Errorf("Write(%s, %s) = %v, want it written", path, it.GUID, err)
		return
	}
	valid(t, c, raw, 1)
	back, err := ninjs.Parse(raw, nil)
	if err != nil || len(back) != 1 {
		t.Errorf("Parse(Write(%s, %s)) = %d items, %v, want 1", path, it.GUID, len(back), err)
		return
	}
	if got, want := plain(t, back[0]), plain(t, afterwards(it, sender)); got != want {
		t.Errorf("Parse(Write(%s)) differs:\n%s", path, different(got, want))
	}
}

// different shows the lines in which two texts differ.
func different(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := 0; i < min(len(a), len(b)); i++ {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: got  %.400s\n        want %.400s", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(a), len(b))
}

var updateWritten = flag.Bool("update-written", false, "write the documents in testdata/written anew")

// TestWriteGolden compares what is written with testdata/written.
func TestWriteGolden(t *testing.T) {
	it := whole(t)
	kill := whole(t)
	kill.PubStatus, kill.GUID = news.Canceled, "20261123:ferry 7"
	for name, items := range map[string][]news.WireItem{"one.json": {it}, "several.json": {kill, {GUID: "urn:x:2", Headline: "Short"}}} {
		got, err := ninjs.Write(items, sender)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "written", name)
		if *updateWritten {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("Write(%s) = %s\nwant %s (%v)", name, got, want, err)
		}
	}
}

func FuzzWrite(f *testing.F) {
	raw, err := ninjs.Write([]news.WireItem{whole(f)}, sender)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"uri":"a#b c\u0001","standard":{"version":"3.1"},"by":"\ud800\ufffe","infoSources":[{"role":"provider","name":"x:"}],"associations":[{"name":"","uri":"%","renditions":[{"name":"","href":"a"}]}]}`))
	c := ninjs.NewStrictChecker()
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, _ := ninjs.Parse(raw, nil)
		if len(items) == 0 {
			return
		}
		out, err := ninjs.Write(items, sender)
		if err != nil {
			t.Fatalf("Write(%q) = %v, want it written", raw, err)
		}
		valid(t, c, out, len(items))
		back, err := ninjs.Parse(out, nil)
		if err != nil || len(back) != len(items) {
			t.Fatalf("Parse(Write(%q)) = %d items, %v, want %d", raw, len(back), err, len(items))
		}
		for i, it := range back {
			if len(it.EditorialNotes) > 0 || it.SignOff != "" || it.EmbargoHold || items[i].PubStatus != news.Usable && it.PubStatus == news.Usable || items[i].EmbargoHold && it.PubStatus == news.Usable {
				t.Errorf("Parse(Write(%q)) = %+v, want nothing private and nothing freed", raw, it)
			}
			if !it.Embargo.Equal(items[i].Embargo.Time) && it.PubStatus != news.Canceled {
				t.Errorf("Parse(Write(%q)).Embargo = %v, want %v", raw, it.Embargo, items[i].Embargo)
			}
		}
	})
}
