package feed

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"broadsheet/internal/news"
)

func TestSniff(t *testing.T) {
	for in, want := range map[string]bool{
		"<rss>": true, "\xef\xbb\xbf\n<?xml version='1.0'?><!-- x --><feed xmlns='http://www.w3.org/2005/Atom'>": true,
		"<rdf:RDF xmlns='http://purl.org/rss/1.0/'>": true, "<rdf:RDF><channel>": true, "<a:entry xmlns:a='http://www.w3.org/2005/Atom'>": true,
		"<at:deleted-entry ref='x'>": true, utf16File("<rss>"): true, "<\x00\x00\x00r\x00\x00\x00s\x00\x00\x00s\x00\x00\x00>\x00\x00\x00": true,
		`{"version":"https://jsonfeed.org/version/1.1"}`: true, ` {"title":"x","version":"http:\/\/jsonfeed.org\/version\/1","items":`: true, utf16File(`{"version":"https://jsonfeed.org/version/1"}`): true,
		"": false, "<": false, "<html><rss>": false, "<newsItem>": false, "<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>": false, "<entry>": false, "rss": false, "<CHANNEL>": false,
		`{"uri":"x","version":"3","body":"https://jsonfeed.org/version/1"}`: false, `{"version":{"a":"https://jsonfeed.org/version/1"}}`: false, `[{"version":"https://jsonfeed.org/version/1"}]`: false, `{`: false,
	} {
		if got := Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %v, want %v", in, got, want)
		}
	}
}

func utf16File(text string) string {
	raw := binary.LittleEndian.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(text)) {
		raw = binary.LittleEndian.AppendUint16(raw, u)
	}
	return string(raw)
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		in, want string
		cut      bool
	}{
		{"", "holds no XML element", true},
		{"words", "no element could be found", false},
		{"<html/>", "line 1: <html> is no feed", false},
		{"<rss><channel/></rss>", "the feed holds no entry", false},
		{"<rss><channel><item><title>x", "the message ends inside <title>", true},
		{"<rss><channel><item><title>a & b", "the feed ends in its middle", true},
		{"<rss>" + strings.Repeat("<a>", maxDepth+1), "nest deeper than 200", false},
		{"<rss><channel><item><guid>1</guid><description>" + strings.Repeat("&lt;b>", 100_000) + "</description></item></channel></rss>", "entry 1 of 1: line 1: the text in <description>: HTML nests too deep", false},
		{"<rss><channel><item/></channel></rss>", "entry 1 of 1: line 1: it has no id, no link and no words", false},
		{"<feed><deleted-entry/></feed>", `has no "ref"`, false},
		{`{"version":"https://jsonfeed.org/version/1"`, "ends in the middle of the JSON", true},
		{"{\"version\":\"https://jsonfeed.org/version/1\",\n oops}", "line 2: not JSON", false},
		{`{"version":"4","items":[]}`, `property "version" is "4"`, false},
		{`{"version":"https://jsonfeed.org/version/1"}`, `property "items" is missing`, false},
		{`{"version":"https://jsonfeed.org/version/1","items":[]}`, "the feed holds no entry", false},
	} {
		items, err := Parse([]byte(c.in))
		if len(items) != 0 || !errors.Is(err, news.ErrInvalid) || !strings.Contains(fmt.Sprint(err), c.want) || errors.Is(err, io.ErrUnexpectedEOF) != c.cut {
			t.Errorf("Parse(%.80s) = %d items, %v, want ErrInvalid with %q, broken off: %v", c.in, len(items), err, c.want, c.cut)
		}
	}
}

func TestParseCapsEntries(t *testing.T) {
	in := "<rss><channel>" + strings.Repeat("<item><guid>g</guid></item>", maxEntries+1) + "</channel></rss>"
	items, err := Parse([]byte(in))
	if len(items) != maxEntries || !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Parse(%d entries) = %d items, %v, want %d and ErrInvalid", maxEntries+1, len(items), err, maxEntries)
	}
	if _, err := Parse(make([]byte, maxBytes+1)); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Parse(too large) = %v, want ErrInvalid", err)
	}
}

// TestParseBearsBulk gives one entry more of everything than it may have.
func TestParseBearsBulk(t *testing.T) {
	var b strings.Builder
	b.WriteString("<rss xmlns:media='http://search.yahoo.com/mrss/' xmlns:atom='http://www.w3.org/2005/Atom'><channel><item><guid>1</guid>")
	for i := range 50_000 {
		fmt.Fprintf(&b, "<category>k%d</category><category domain='d'>s%d</category><atom:link rel='related' href='https://a.example/%d'/><media:content url='https://a.example/%d.jpg'/><author>n%d@a.example</author><license>l%d</license>", i, i, i, i, i, i)
	}
	b.WriteString("</item></channel></rss>")
	items, err := Parse([]byte(b.String()))
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse(bulk) = %d items, %v, want 1", len(items), err)
	}
	it := items[0]
	for what, n := range map[string]int{"keywords": len(it.Keywords), "subjects": len(it.Subjects), "links": len(it.Links), "associations": len(it.Associations), "notes": len(it.EditorialNotes), "terms": 1 + strings.Count(it.UsageTerms, "\n")} {
		if n < maxList-1 || n > maxList { // terms begin with an empty line
			t.Errorf("Parse(bulk) has %d %s, want %d", n, what, maxList)
		}
	}
}

func TestWhen(t *testing.T) {
	for in, want := range map[string]string{
		"Tue, 03 Nov 2026 08:05:00 +0100": "2026-11-03T08:05:00+01:00 certain", "Tue, 3 Nov 2026 08:05:00 GMT": "2026-11-03T08:05:00Z certain",
		"Dienstag, 3 November 26 8:05 CET (Berlin)": "2026-11-03T08:05:00+01:00 certain", "03 Nov 99 08:05 EST": "1999-11-03T08:05:00-05:00 certain",
		"3 Nov 2026 08:05:00": "2026-11-03T08:05:00Z", "3 Nov 2026": "2026-11-03T00:00:00Z", " 2026-11-03T08:05Z\n": "2026-11-03T08:05:00Z certain", "2026-11-03": "2026-11-03T00:00:00Z",
		"Tue, 03 Nov 2026 08:05:00 GMT+01:00": "2026-11-03T08:05:00+01:00 certain", "Tue, 03 Nov 2026 08:05:00.123 Z": "2026-11-03T08:05:00Z certain",
		"3 Nov 2026 08:05:00 IST": "", "31 Feb 2026 08:05:00 GMT": "", "3 Nov 2026 25:05:00 GMT": "", "yesterday": "", "": "", "3 Xyz 2026 08:05 GMT": "",
	} {
		moment, certain, ok := when(in)
		got := ""
		if ok {
			got = moment.Format("2006-01-02T15:04:05Z07:00")
		}
		if certain {
			got += " certain"
		}
		if got != want {
			t.Errorf("when(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestVersionsOrderByBytes(t *testing.T) {
	var last string
	for _, s := range []string{"", "2026-11-03T12:00:00+02:00", "2026-11-03T10:00:00.25Z", "2026-11-03T10:00:01Z", "2026-11-03T09:00:02-02:00"} {
		moment, _, _ := when(s)
		got := versionOf(moment)
		if last != "" && news.CompareVersions(last, got) >= 0 {
			t.Errorf("CompareVersions(%q, %q) = %d, want -1", last, got, news.CompareVersions(last, got))
		}
		last = got
	}
}

func TestNameOf(t *testing.T) {
	for in, want := range map[string]string{
		"desk@a.example (Kaja Moen)": "Kaja Moen|desk@a.example", "Kaja Moen <desk@a.example>": "Kaja Moen|desk@a.example", "desk@a.example": "|desk@a.example",
		`"Kaja Moen" mailto:desk@a.example`: "Kaja Moen|desk@a.example", "Kaja Moen (OCA)": "Kaja Moen (OCA)|", "@kaja": "@kaja|", "": "|",
	} {
		name, address := nameOf(in)
		if got := name + "|" + address; got != want {
			t.Errorf("nameOf(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestPrivateStaysPrivate looks for what is for the newsroom in all that may
// reach readers.
func TestPrivateStaysPrivate(t *testing.T) {
	const in = `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>SECRET@a.example (Desk)</title><item><guid>1</guid><title>T</title>
<author>SECRET@a.example (Kaja Moen)</author><description>&lt;p class="notepad"&gt;SECRET&lt;/p&gt;&lt;p hidden&gt;SECRET &lt;img src="https://a.example/SECRET.jpg"&gt;&lt;/p&gt;yes&lt;!-- SECRET --&gt;</description>
<media:content url="https://a.example/p.jpg" medium="image"><media:credit>SECRET@a.example</media:credit></media:content></item></channel></rss>`
	items, err := Parse([]byte(in))
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse(private) = %d items, %v, want 1", len(items), err)
	}
	it := items[0]
	if len(it.EditorialNotes) < 3 {
		t.Errorf("Parse(private).EditorialNotes = %+v, want the notes kept", it.EditorialNotes)
	}
	it.EditorialNotes, it.Warnings = nil, nil
	text, err := json.Marshal(it)
	if err != nil || strings.Contains(string(text), "SECRET") || !strings.Contains(string(text), "yes") {
		t.Errorf("Parse(private) = %s, %v, want no word of it", text, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, file := range messages(f) {
		f.Add(readFile(f, file))
	}
	f.Add([]byte(utf16File("<rss><channel><item><guid>1</guid></item></channel></rss>")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := Parse(raw)
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Parse() = %v, want ErrInvalid", err)
		}
		if err == nil && len(items) == 0 {
			t.Error("Parse() = no item and no error")
		}
		for _, it := range items {
			if strings.TrimSpace(it.GUID) == "" || it.PubStatus != news.Usable && it.PubStatus != news.Canceled || it.Format == "" {
				t.Errorf("Parse() = guid %q, status %q, format %q, want them whole", it.GUID, it.PubStatus, it.Format)
			}
			if it.EmbargoHold && !it.Embargo.IsZero() {
				t.Errorf("Parse() = held and embargoed until %v, want one", it.Embargo)
			}
			if text, err := json.Marshal(it); err != nil || !utf8.Valid(text) {
				t.Errorf("json.Marshal(item) = %v, want valid UTF-8", err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	raw := readFile(b, filepath.Join("testdata", "atom.xml"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if items, _ := Parse(raw); len(items) != 5 {
			b.Fatalf("Parse() = %d items, want 5", len(items))
		}
	}
}
