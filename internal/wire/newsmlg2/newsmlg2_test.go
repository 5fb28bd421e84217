package newsmlg2

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"

	"golang.org/x/text/encoding/charmap"
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

// npa is how the agencies of testdata write.
func npa(wire.Origin) wire.Habit {
	return wire.Habit{
		CorrectionNotes: map[string]bool{"correctionshort": true}, SignOffNotes: map[string]bool{"closingline": true}, ExpireIsRelease: true,
	}
}

// TestParse reads each file of testdata and compares with the file of the same
// name in JSON, which was read by eye.
func TestParse(t *testing.T) {
	for _, name := range inputs(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".xml"), func(t *testing.T) {
			raw := read(t, name)
			items, err := Parse(raw, npa)
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
	if err != nil || len(names) < 20 {
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
		raw := read(t, name)
		items, _ := Parse(raw, npa)
		for _, it := range items {
			if i := strings.Index(public(t, it), "SECRET"); i >= 0 {
				t.Errorf("Parse(%s) lets out %.80q, want it in editorial notes alone", name, public(t, it)[i:])
			}
			for _, n := range it.EditorialNotes {
				notes += strings.Count(n.Text, "SECRET")
			}
		}
	}
	if notes != 15 {
		t.Errorf("the editorial notes hold %d private texts, want 15", notes)
	}
}

// TestEncodings reads one text in several encodings.
func TestEncodings(t *testing.T) {
	const text = `<?xml version="1.0" encoding="ENCODING"?>
<newsItem guid="urn:npa:enc" xml:lang="de"><itemMeta/>
<contentMeta><headline>„Größe“ – 5 € für Łódź?</headline></contentMeta>
<contentSet><inlineXML><p>Köln – “schön”</p></inlineXML></contentSet></newsItem>`
	narrow := strings.Replace(text, "Łódź", "Lodz", 1) // windows-1252 has no Ł
	encoded, err := charmap.Windows1252.NewEncoder().String(strings.Replace(narrow, "ENCODING", "windows-1252", 1))
	if err != nil {
		t.Fatal(err)
	}
	utf16of := func(label string, mark, big bool) string {
		var b strings.Builder
		units := utf16.Encode([]rune(strings.Replace(text, "ENCODING", label, 1)))
		if mark {
			units = append([]uint16{0xfeff}, units...)
		}
		for _, u := range units {
			if big {
				b.Write([]byte{byte(u >> 8), byte(u)})
			} else {
				b.Write([]byte{byte(u), byte(u >> 8)})
			}
		}
		return b.String()
	}
	for _, c := range []struct{ name, raw, headline string }{
		{"UTF-8", strings.Replace(text, "ENCODING", "utf-8", 1), "„Größe“ – 5 € für Łódź?"},
		{"UTF-8 with a mark, declared otherwise", "\xef\xbb\xbf" + strings.Replace(text, "ENCODING", "iso-8859-1", 1), "„Größe“ – 5 € für Łódź?"},
		{"UTF-8 declared as UTF-16", strings.Replace(text, "ENCODING", "UTF-16", 1), "„Größe“ – 5 € für Łódź?"},
		{"windows-1252", encoded, "„Größe“ – 5 € für Lodz?"},
		{"windows-1252 called ISO-8859-1", strings.Replace(encoded, "windows-1252", "ISO-8859-1", 1), "„Größe“ – 5 € für Lodz?"},
		{"UTF-16 little-endian", utf16of("UTF-16", true, false), "„Größe“ – 5 € für Łódź?"},
		{"UTF-16 big-endian", utf16of("utf-16", true, true), "„Größe“ – 5 € für Łódź?"},
		{"UTF-16 without a mark", utf16of("UTF-16LE", false, false), "„Größe“ – 5 € für Łódź?"},
		{"UTF-16 declared as UTF-8", utf16of("UTF-8", true, true), "„Größe“ – 5 € für Łódź?"},
	} {
		items, err := Parse([]byte(c.raw), nil)
		if err != nil || len(items) != 1 {
			t.Errorf("%s: Parse() = %d items, %v, want 1", c.name, len(items), err)
			continue
		}
		if items[0].Headline != c.headline || items[0].BodyHTML != "<p>Köln – “schön”</p>" {
			t.Errorf("%s: Parse() = %q, %q, want %q and the text", c.name, items[0].Headline, items[0].BodyHTML, c.headline)
		}
		if !Sniff([]byte(c.raw)) {
			t.Errorf("%s: Sniff() = false, want true", c.name)
		}
	}
	if _, err := Parse([]byte(strings.Replace(text, "ENCODING", "x-unheard-of", 1)), nil); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "x-unheard-of") {
		t.Errorf("Parse(unknown encoding) = %v, want ErrInvalid that names it", err)
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
		"<newsItem/>": true, " \n<?xml version='1.0'?><!-- x --><newsMessage>": true, "<n:packageItem xmlns:n='u'>": true, "<planningItem/>": true,
		"\xef\xbb\xbf<catalogItem>": true, "<!DOCTYPE x [<!ENTITY a 'b'>]><newsItem>": true,
		"": false, "{}": false, "<NewsML>": false, "<nitf/>": false, "<html>": false, "newsItem": false, "<": false, "\xff\xfe": false,
	} {
		if got := Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestParseRefusesWhatIsTooMuch(t *testing.T) {
	item := func(inner string) string { return `<newsItem guid="g">` + inner + `</newsItem>` }
	for _, c := range []struct{ name, raw, want string }{
		{"deep", item(strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300)), "nest deeper than 200"},
		{"many", item(strings.Repeat("<a/>", 1<<20)), "more than 1048576 elements"},
		{"long", strings.Repeat(" ", maxBytes) + item(""), "at most 33554432 are read"},
	} {
		if _, err := Parse([]byte(c.raw), nil); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Parse() = %v, want ErrInvalid with %q", c.name, err, c.want)
		}
	}
	deep := item(`<contentSet><inlineData contenttype="text/html"><![CDATA[` + strings.Repeat("<b>", 600) + "x]]></inlineData></contentSet>")
	items, err := Parse([]byte(deep), nil)
	if err != nil || len(items) != 1 || items[0].BodyHTML != "" || len(items[0].Warnings) != 1 {
		t.Errorf("Parse(deep HTML) = %+v, %v, want an item without text and a warning", items, err)
	}
	var groups strings.Builder
	for i := range 100 {
		groups.WriteString(`<group id="g` + strings.Repeat("x", i) + `"><groupRef idref="g` + strings.Repeat("x", i+1) + `"/><itemRef residref="r"/></group>`)
	}
	items, err = Parse([]byte(`<packageItem guid="g"><groupSet root="g">`+groups.String()+`</groupSet></packageItem>`), nil)
	if err != nil || len(items) != 1 || len(items[0].Associations) != maxGroups || len(items[0].Warnings) != 1 {
		t.Errorf("Parse(deep groups) = %+v, %v, want %d associations and a warning", items, err, maxGroups)
	}
}

// TestWorkGrowsWithTheInput reads messages made to be slow, in which the same
// things could be looked for again and again. Four times the input must be about
// four times the work.
func TestWorkGrowsWithTheInput(t *testing.T) {
	item := func(cm, asserts, content string) string {
		return `<newsItem guid="g"><contentMeta>` + cm + `</contentMeta>` + asserts + `<contentSet>` + content + `</contentSet></newsItem>`
	}
	for name, build := range map[string]func(n int) string{
		"names of one assert for many subjects": func(n int) string {
			return item(strings.Repeat(`<subject qcode="a"/>`, n), `<assert qcode="a">`+strings.Repeat(`<name>x</name>`, n)+`</assert>`, "")
		},
		"renditions": func(n int) string {
			return item("", "", strings.Repeat(`<remoteContent rendition="r:a" contenttype="image/jpeg" href="a"/>`, n))
		},
		"forms of the text": func(n int) string { return item("", "", strings.Repeat(`<inlineXML><p>x</p></inlineXML>`, n)) },
	} {
		work := func(n int) float64 {
			raw := []byte(build(n))
			return testing.AllocsPerRun(1, func() {
				if _, err := Parse(raw, nil); err != nil {
					t.Fatalf("%s: Parse() = %v", name, err)
				}
			})
		}
		if small, large := work(2000), work(8000); large > 5*small {
			t.Errorf("%s: Parse() of four times the input allocates %.0f times, from %.0f, want about four times", name, large, small)
		}
	}
}

// TestOneItemAloneIsAsInAMessage holds that the message around an item changes
// nothing of what is read.
func TestOneItemAloneIsAsInAMessage(t *testing.T) {
	alone := read(t, filepath.Join("testdata", "text.xml"))
	want, err := Parse(alone, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, item, _ := strings.Cut(string(alone), "?>")
	got, err := Parse([]byte(`<newsMessage><header/><itemSet>`+item+`</itemSet></newsMessage>`), nil)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Parse(message, nil) = %s, %v, want %s", marshal(t, got), err, marshal(t, want))
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
			for _, p := range it.Places {
				if (p.Latitude == nil) != (p.Longitude == nil) {
					t.Errorf("Parse() = place %q with half a position", p.Name)
				}
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
