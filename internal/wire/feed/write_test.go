package feed_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/feed"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func at(t testing.TB, s string) news.Time {
	t.Helper()
	out, err := wire.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// format is a format of feeds with its writers and its rules.
type format struct {
	name   string
	write  func(feed.Channel, []feed.Entry) ([]byte, error)
	common func([]news.WireItem, wire.Sender) ([]byte, error)
	judge  func(testing.TB, string, []byte)
}

func formats() []format {
	return []format{
		{"rss", feed.WriteRSS, feed.RSS, judgeRSS},
		{"atom", feed.WriteAtom, feed.Atom, judgeAtom},
		{"json", feed.WriteJSON, feed.JSONFeed, judgeJSON},
	}
}

func channel() feed.Channel {
	return feed.Channel{Title: "Hallen Courier & Sons", Description: "News from <Hallen>", Home: "https://courier.example/", Self: "https://courier.example/feed", Language: "en",
		Hubs: []string{"https://hub.example/", "not an address"}, Copyright: "© 2026 Hallen Courier", Credit: "Hallen Courier", Now: now}
}

// whole is an entry with every field that the model has.
func whole(t testing.TB) feed.Entry {
	t.Helper()
	lat, lon := 55.5, -3.25
	return feed.Entry{Page: "https://courier.example/world/2026/11/23/ferries?a=1&b=2", WireItem: news.WireItem{
		Format: "ninjs 3.1", GUID: "urn:newsml:npa.example:20261123:ferry", Version: "3", Type: news.TextItem, Profile: "PRIVATE-PROFILE", PubStatus: news.Usable, Urgency: 3, Language: "en",
		Signals: []news.Signal{news.SignalCorrection}, Headline: "Ferries sail & sail again", Subheadline: "After the storm", Kicker: "Shipping", Slugline: "PRIVATE-SLUGLINE", Byline: "By Ada Holm (ada@npa.example)",
		Dateline: "HALLEN", Creditline: "NPA", Provider: "North Press Agency", Copyright: "© 2026 NPA", UsageTerms: "PRIVATE-TERMS no archive",
		Embargo: at(t, "2026-11-23T08:59:00Z"), Created: at(t, "2026-11-22T18:00:00+01:00"), Updated: at(t, "2026-11-23T08:00:00.25Z"), Expires: at(t, "2026-12-23T00:00:00Z"),
		EditorialNotes: []news.EditorialNote{{Role: "note", Text: "PRIVATE-NOTE call the harbour"}}, CorrectionNote: "Corrects the number\nof ferries",
		Subjects: []news.Concept{{Name: "Sea transport", Code: "medtop:20000346"}, {Name: "Storms"}, {Code: "medtop:20000149"}, {Name: "vm", Code: "dpacat:vm"}},
		Keywords: []string{"ferries", "desk:PRIVATE-DESK"}, Places: []news.Place{{Name: "Norden"}, {Name: "Hallen", Latitude: &lat, Longitude: &lon}},
		Abstract: "Two ferries left & \"more\" <follow>.\nThe rest wait.",
		BodyHTML: "<p>Two ferries left &amp; <a href=\"/harbour\">harbour</a> isn't shut.</p>\n<p class=\"np-nonpublic\">PRIVATE-PARAGRAPH</p>\n<h2>Later</h2>\n<figure data-picture=\"PRIVATE-PICTURE\"></figure>\n<figure data-embed=\"https://video.example/1\"></figure>",
		SignOff:  "PRIVATE-SIGNOFF ah/jv",
		Associations: []news.Association{
			{Name: "ferry", Type: news.PictureItem, Headline: "Ferry", Caption: "A ferry leaves <Hallen>.", AltText: "A white ferry", Byline: "Jon Vik", Creditline: "NPA", Copyright: "© NPA", UsageTerms: "PRIVATE-TERMS",
				Renditions: []news.WireRendition{{Name: "small", Href: "https://pictures.example/s.jpg", ContentType: "image/jpeg", Width: 640, Height: 480, Size: 9}, {Name: "main", Href: "https://desk:PRIVATE@pictures.example/m.jpg", Width: 3000, Height: 2000, Size: 99},
					{Name: "preview", Href: "https://pictures.example/p.jpg", Width: 160}, {Name: "original", Href: "PRIVATE-FILE.tif"}}},
			{Name: "film", Type: news.VideoItem, Byline: "Ann Lie", Renditions: []news.WireRendition{{Href: "https://pictures.example/f.mp4", ContentType: "video/mp4; codecs=avc1"}}},
			{Name: "killed", Type: news.PictureItem, PubStatus: news.Canceled, Caption: "PRIVATE-KILLED", Renditions: []news.WireRendition{{Href: "https://pictures.example/PRIVATE-1.jpg"}}},
			{Name: "later", Type: news.PictureItem, Embargo: at(t, "2026-11-23T09:00:01Z"), Renditions: []news.WireRendition{{Href: "https://pictures.example/PRIVATE-2.jpg"}}},
			{Name: "over", Type: news.PictureItem, Expires: at(t, "2026-11-23T09:00:00Z"), Renditions: []news.WireRendition{{Href: "https://pictures.example/PRIVATE-3.jpg"}}},
			{Name: "text", Type: news.TextItem, GUID: "urn:x", Headline: "PRIVATE-PART"},
		},
		Links:    []news.Link{{Rel: "alternate", Href: "https://npa.example/ferry"}},
		Warnings: []string{"PRIVATE-WARNING"},
	}}
}

// others are entries that lack one thing or another.
func others(t testing.TB) []feed.Entry {
	t.Helper()
	return []feed.Entry{
		{WireItem: news.WireItem{GUID: "7", Abstract: "Words and no headline, which goes on for so long that it must be cut somewhere in its middle."}},
		{WireItem: news.WireItem{GUID: "8:nine", Headline: "A headline alone", Language: "nb-NO", Updated: at(t, "2026-11-23T07:00:00Z")}},
		{WireItem: news.WireItem{GUID: "https://courier.example/id/9", PubStatus: news.Usable, BodyHTML: "<p>A body alone.</p>", Created: at(t, "2026-11-23T06:00:00Z")}},
		{WireItem: news.WireItem{GUID: "urn:x:10", Type: news.PictureItem, Headline: "A picture", Caption: "The harbour", AltText: "Cranes", Renditions: []news.WireRendition{{Name: "main", Href: "https://pictures.example/h.webp"}}}},
		{WireItem: news.WireItem{GUID: "urn:x:11", Type: news.PictureItem, Renditions: []news.WireRendition{{Name: "preview", Href: "https://pictures.example/q.jpg"}, {Name: "thumbnail", Href: "https://pictures.example/r.jpg"}}}},
	}
}

func TestFeedsObeyTheRules(t *testing.T) {
	entries := append([]feed.Entry{whole(t)}, others(t)...)
	for _, f := range formats() {
		raw, err := f.write(channel(), entries)
		if err != nil {
			t.Errorf("%s: %v, want all written", f.name, err)
		}
		f.judge(t, f.name, raw)
		if i := bytes.Index(raw, []byte("PRIVATE")); i >= 0 {
			t.Errorf("%s has %.60q, want nothing private", f.name, raw[i:])
		}
		if bytes.Contains(raw, []byte("@")) {
			t.Errorf("%s = %s, want no address of mail and no password", f.name, raw)
		}
		for _, word := range []string{"https://hub.example/", "https://courier.example/feed", "Hallen Courier", "https://courier.example/harbour"} {
			if !bytes.Contains(raw, []byte(word)) {
				t.Errorf("%s = %s, want %q in it", f.name, raw, word)
			}
		}
		empty, err := f.write(channel(), nil)
		if err != nil {
			t.Errorf("%s of nothing = %v, want an empty feed", f.name, err)
		}
		f.judge(t, f.name+" of nothing", empty)
	}
}

func TestChannelIsNeeded(t *testing.T) {
	for _, f := range formats() {
		for _, c := range []feed.Channel{{}, {Title: "A"}, {Home: "https://a.example/"}, {Title: "A", Home: "/a"}, {Title: " ", Home: "https://a.example/"}} {
			if raw, err := f.write(c, nil); !errors.Is(err, news.ErrInvalid) || raw != nil {
				t.Errorf("%s of %+v = %q, %v, want ErrInvalid", f.name, c, raw, err)
			}
		}
		items := []news.WireItem{whole(t).WireItem}
		if raw, err := f.common(items, wire.Sender{Name: "Courier", URI: "urn:courier"}); !errors.Is(err, news.ErrInvalid) || raw != nil || !strings.Contains(err.Error(), "address of the site") {
			t.Errorf("%s from a urn = %q, %v, want that a home is needed", f.name, raw, err)
		}
		if raw, err := f.common(nil, wire.Sender{Name: "Courier", URI: "https://courier.example/"}); !errors.Is(err, news.ErrInvalid) || raw != nil {
			t.Errorf("%s of no items = %q, %v, want ErrInvalid", f.name, raw, err)
		}
	}
}

// What readers may not see is in no feed, and is said.
func TestFeedsKeepBack(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*feed.Entry)
		want   error
		says   string
	}{
		{"withheld", func(e *feed.Entry) { e.PubStatus = news.Withheld }, news.ErrEmbargoed, "withheld"},
		{"unknown", func(e *feed.Entry) { e.PubStatus = "commissioned" }, news.ErrEmbargoed, "commissioned"},
		{"hold", func(e *feed.Entry) { e.Embargo, e.EmbargoHold = news.Time{}, true }, news.ErrEmbargoed, "a person must release it"},
		{"embargo", func(e *feed.Entry) { e.Embargo = at(t, "2026-11-23T09:00:01Z") }, news.ErrEmbargoed, "until 2026-11-23T09:00:01Z"},
		{"ended", func(e *feed.Entry) { e.Ends = at(t, "2026-11-23T09:00:00Z") }, news.ErrInvalid, "expired"},
		{"expired", func(e *feed.Entry) { e.Expires = at(t, "2026-11-23T09:00:00Z") }, news.ErrInvalid, "expired"},
		{"nameless", func(e *feed.Entry) { e.GUID = "" }, news.ErrInvalid, "no guid"},
		{"empty", func(e *feed.Entry) { *e = feed.Entry{WireItem: news.WireItem{GUID: e.GUID}} }, news.ErrInvalid, "neither words nor pictures"},
		{"kill", func(e *feed.Entry) { e.PubStatus = news.Canceled }, news.ErrKilled, "killed"},
	} {
		for _, f := range formats() {
			e := whole(t)
			e.Headline = "SECRET"
			c.change(&e)
			raw, err := f.write(channel(), []feed.Entry{e, others(t)[2]})
			f.judge(t, f.name, raw)
			if f.name == "atom" && c.name == "kill" {
				if err != nil || !bytes.Contains(raw, []byte(`<at:deleted-entry ref="urn:newsml:npa.example:20261123:ferry" when="2026-11-23T08:00:00.25Z">`)) || !bytes.Contains(raw, []byte(">Corrects the number\nof ferries</at:comment>")) {
					t.Errorf("atom of a kill = %s, %v, want a deleted entry with its reason", raw, err)
				}
			} else if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "entry 1 of 2") {
				t.Errorf("%s, %s = %v, want %v saying %q", f.name, c.name, err, c.want, c.says)
			}
			for _, word := range []string{"SECRET", "Two ferries", "Ada Holm", "m.jpg", "Sea transport"} {
				if bytes.Contains(raw, []byte(word)) {
					t.Errorf("%s, %s = %s, want no %q", f.name, c.name, raw, word)
				}
			}
			if !bytes.Contains(raw, []byte("A body alone.")) {
				t.Errorf("%s, %s = %s, want the other entry", f.name, c.name, raw)
			}
		}
	}
	e := whole(t)
	e.Embargo = at(t, "2026-11-23T09:00:00Z")
	for _, f := range formats() {
		if _, err := f.write(channel(), []feed.Entry{e}); err != nil {
			t.Errorf("%s at the end of an embargo = %v, want it written", f.name, err)
		}
		zero := channel()
		zero.Now = time.Time{}
		if _, err := f.write(zero, []feed.Entry{e}); !errors.Is(err, news.ErrEmbargoed) {
			t.Errorf("%s without a clock = %v, want ErrEmbargoed", f.name, err)
		}
	}
}

// One guid is once in a feed: its newest version, or its kill.
func TestFeedsHoldAGUIDOnce(t *testing.T) {
	old, new, kill := whole(t), whole(t), whole(t)
	old.Version, old.Headline = "2", "Old words"
	new.Version, new.Headline = "10", "New words"
	kill.Version, kill.PubStatus = "1", news.Canceled
	for _, f := range formats() {
		for _, list := range [][]feed.Entry{{old, new}, {new, old}} {
			raw, err := f.write(channel(), list)
			f.judge(t, f.name, raw)
			if !errors.Is(err, news.ErrConflict) || !bytes.Contains(raw, []byte("New words")) || bytes.Contains(raw, []byte("Old words")) {
				t.Errorf("%s of two versions = %s, %v, want the newer", f.name, raw, err)
			}
		}
		raw, err := f.write(channel(), []feed.Entry{new, kill, old})
		f.judge(t, f.name, raw)
		if err == nil || bytes.Contains(raw, []byte("words")) || bytes.Contains(raw, []byte("deleted-entry")) != (f.name == "atom") && !bytes.Contains(raw, []byte("xmlns:at")) {
			t.Errorf("%s with a kill = %s, %v, want none of its versions", f.name, raw, err)
		}
	}
}

var updateWritten = flag.Bool("update-written", false, "write the feeds in testdata/written anew")

// TestWriteGolden compares feeds, and what is read back from them, with
// testdata/written: the losses of each format can be read there.
func TestWriteGolden(t *testing.T) {
	kill := whole(t)
	kill.GUID, kill.PubStatus = "urn:x:12", news.Canceled
	for _, f := range formats() {
		entries := append([]feed.Entry{whole(t)}, others(t)...)
		if f.name == "atom" {
			entries = append(entries, kill)
		}
		raw, err := f.write(channel(), entries)
		if err != nil {
			t.Fatal(err)
		}
		items, err := feed.Parse(raw)
		if err != nil {
			t.Errorf("Parse(%s) = %v, want it read", f.name, err)
		}
		var back bytes.Buffer
		e := json.NewEncoder(&back)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		for _, it := range items {
			if err := e.Encode(it); err != nil {
				t.Fatal(err)
			}
		}
		for ext, got := range map[string][]byte{".feed": raw, ".back": back.Bytes()} {
			file := filepath.Join("testdata", "written", f.name+ext)
			if *updateWritten {
				if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, got, 0o644)); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s = %s\nwant %s (%v)", file, got, want, err)
			}
		}
	}
}

// TestPublicItemsRoundTrip writes every item of the public samples into every
// format, whatever its embargo says, and reads it back.
func TestPublicItemsRoundTrip(t *testing.T) {
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
				it := items[i].WireItem
				if it.PubStatus == news.Canceled || it.Headline == "" && it.Abstract == "" && it.Caption == "" && it.BodyHTML == "" {
					continue
				}
				it.PubStatus, it.Embargo, it.EmbargoHold, it.EmbargoEmpty, it.Expires, it.Ends = news.Usable, news.Time{}, false, false, news.Time{}, news.Time{}
				n++
				for _, f := range formats() {
					tripped(t, f, path, it)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("wrote and read %d items in each format", n)
	if n < 600 {
		t.Errorf("wrote %d items, want those of all samples", n)
	}
}

func tripped(t *testing.T, f format, path string, it news.WireItem) {
	t.Helper()
	what := fmt.Sprintf("%s of %s in %s", f.name, it.GUID, path)
	raw, err := f.common([]news.WireItem{it}, wire.Sender{Name: "Hallen Courier", URI: "https://courier.example/", Now: now})
	if err != nil {
		t.Errorf("%s = %v, want it written", what, err)
		return
	}
	f.judge(t, what, raw)
	back, err := feed.Parse(raw)
	if err != nil || len(back) != 1 {
		t.Errorf("Parse(%s) = %d items, %v, want 1", what, len(back), err)
		return
	}
	compare(t, f, what, it, back[0])
}

// content is the text of an item as it stands in a feed.
func content(it news.WireItem) string {
	page := ""
	for _, l := range it.Links {
		if l.Rel == "alternate" && page == "" {
			page = wire.WebAddress(l.Href)
		}
	}
	text := wire.Outgoing{Page: page}.HTML(it.BodyHTML)
	if note := it.CorrectionNote; note != "" {
		text = "<p><em>" + strings.ReplaceAll(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(note), "\n", "<br>") + "</em></p>\n" + text
	}
	return text
}

// compare holds what was read back to the item that was written.
func compare(t *testing.T, f format, what string, it, got news.WireItem) {
	t.Helper()
	text := content(it)
	check := func(field string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("Parse(%s): %s = %.300q, want %.300q", what, field, got, want)
		}
	}
	check("guid", got.GUID, wire.URI(it.GUID))
	if it.Headline != "" && (f.name != "rss" || !strings.ContainsAny(it.Headline, "<&")) { // RSS does not say whether a title is HTML
		check("headline", got.Headline, wire.Text(it.Headline))
	}
	if text != "" {
		check("body", body.Clean(got.BodyHTML), body.Clean(text))
		want := summary(it)
		if f.name == "rss" { // its summary is HTML, in which an empty line is none
			want = strings.Join(strings.FieldsFunc(want, func(r rune) bool { return r == '\n' }), "\n")
		}
		check("summary", got.Abstract, want)
	}
	if !it.Created.IsZero() && f.name != "rss" {
		check("created", got.Created.Equal(it.Created.Time), true)
	}
	if !it.Created.IsZero() && f.name == "rss" {
		check("created", got.Created.Equal(it.Created.Truncate(time.Second)), true)
	}
	if !it.Updated.IsZero() && !it.Created.IsZero() && !it.Updated.Equal(it.Created.Time) {
		check("updated", got.Updated.Equal(it.Updated.Time), true)
	}
	check("notes", len(got.EditorialNotes), 0)
	for _, a := range it.Associations {
		if a.Type != news.PictureItem || a.PubStatus != "" && a.PubStatus != news.Usable || !a.Embargo.IsZero() || !a.Expires.IsZero() {
			continue
		}
		for _, r := range a.Renditions {
			href := wire.WebAddress(r.Href)
			has := slices.ContainsFunc(got.Associations, func(x news.Association) bool {
				return slices.ContainsFunc(x.Renditions, func(y news.WireRendition) bool { return y.Href == href })
			})
			if f.name != "json" && href != "" {
				check("the file "+href, has, true)
			}
		}
	}
}

func summary(it news.WireItem) string {
	if s := wire.Lines(it.Abstract); s != "" {
		return s
	}
	return wire.Text(it.Caption)
}

func FuzzWrite(f *testing.F) {
	f.Add("urn:x:1", "Head & <b>line</b>", "Words\nmore", "<p>Text <a href='x'>y</a></p>", "By A (a@b.example)", "https://p.example/a.jpg", "2026-11-23T09:00:00Z")
	f.Add("7", "\x00\ufffe", "]]>", "<p>&#0;</p><script>x</script>", "<a@b.c>", "https://u:p@p.example/\"><x>.mp4?", "0001-01-01T00:00:00+23:59")
	f.Add(":", "", "", "<figure data-embed='https://a.example/'></figure>", "", "a.jpg", "")
	f.Fuzz(func(t *testing.T, guid, headline, abstract, text, byline, href, stamp string) {
		when, _ := wire.ParseTime(stamp)
		it := news.WireItem{GUID: guid, Headline: headline, Abstract: abstract, BodyHTML: text, Byline: byline, Updated: when, Language: "en", Keywords: []string{headline}, CorrectionNote: byline,
			Associations: []news.Association{{Type: news.PictureItem, Caption: abstract, AltText: headline, Creditline: byline, Renditions: []news.WireRendition{{Href: href, ContentType: stamp, Width: len(href)}, {Name: "preview", Href: href + "x"}}}}}
		for _, x := range formats() {
			raw, err := x.write(channel(), []feed.Entry{{WireItem: it, Page: href}})
			if raw == nil || err != nil && !errors.Is(err, news.ErrInvalid) {
				t.Fatalf("%s = %q, %v, want a feed", x.name, raw, err)
			}
			x.judge(t, x.name, raw)
			if items, parseErr := feed.Parse(raw); err == nil && (parseErr != nil || len(items) != 1 || items[0].GUID != wire.URI(guid)) {
				t.Errorf("Parse(%s) = %+v, %v, want the item %q", raw, items, parseErr, wire.URI(guid))
			}
		}
	})
}
