package nitf

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/dialect"

	"golang.org/x/text/encoding/charmap"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden is what a file of testdata is read as.
type golden struct {
	Items []news.WireItem `json:"items"`
	Error string          `json:"error,omitempty"`
	// Unfinished says that the error wraps io.ErrUnexpectedEOF.
	Unfinished bool `json:"unfinished,omitempty"`
}

// agencies are the habits of the agencies that are shipped.
func agencies(t testing.TB) wire.Habits {
	t.Helper()
	set, err := dialect.Load("")
	if err != nil {
		t.Fatal(err)
	}
	return set.Habits("")
}

// TestParse reads each file of testdata and compares with the file of the same
// name in JSON, which was read by eye.
func TestParse(t *testing.T) {
	for _, name := range inputs(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".xml"), func(t *testing.T) {
			raw := read(t, name)
			habits := agencies(t)
			if strings.Contains(name, "superdesk") {
				habits = func(wire.Origin) wire.Habit { return wire.Habit{ExpireIsRelease: true} }
			}
			items, err := Parse(raw, habits)
			got := golden{Items: items}
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
	if err != nil || len(names) < 38 {
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

func one(t testing.TB, raw string) news.WireItem {
	t.Helper()
	items, err := Parse([]byte(raw), agencies(t))
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse(%.200s) = %d items, %v, want 1", raw, len(items), err)
	}
	return items[0]
}

func TestNothingPrivateBecomesPublic(t *testing.T) {
	notes := 0
	for _, name := range inputs(t) {
		items, _ := Parse(read(t, name), agencies(t))
		for _, it := range items {
			for _, n := range it.EditorialNotes {
				notes += strings.Count(n.Text, "SECRET")
			}
			it.EditorialNotes, it.Warnings = nil, nil
			if text := string(marshal(t, it)); strings.Contains(text, "SECRET") || strings.Contains(text, "mailto:") {
				t.Errorf("Parse(%s) lets out %s, want it in editorial notes alone", name, text)
			}
		}
	}
	if notes != 19 {
		t.Errorf("the editorial notes hold %d private texts, want 19", notes)
	}
}

// TestIdentity holds that the revision is no part of the guid, and that nothing
// is cut off the ids of agencies that send none.
func TestIdentity(t *testing.T) {
	const uuid = "0a1b2c3d-1111-2222-3333-0123456789ab"
	for _, c := range []struct{ agency, id, guid, version string }{
		{"NTB", "NTB7f_00", "NTB7f", "00"},
		{"NTB", "NTB7f_112", "NTB7f", "112"},
		{"NTB", "NTB7f_1", "NTB7f_1", ""},
		{"NTB", "X7f_01", "X7f_01", ""},
		{"NNA", "NTB7f_00", "NTB7f_00", ""},
		{"PA", uuid + "HHH-13-1", uuid + "HHH-1", "13"},
		{"PA", uuid + "HHH-13-2", uuid + "HHH-2", "13"},
		{"PA", "T201510140143580001T", "T201510140143580001T", ""},
		{"NNA", uuid + "HHH-13-1", uuid + "HHH-13-1", ""},
		{"", "urn:newsml:nna.example:20261103T080625Z:TX-71:1", "urn:newsml:nna.example:20261103T080625Z:TX-71", "1"},
		{"", "urn:newsml:nna.example:20261103:TX-71:12A", "urn:newsml:nna.example:20261103:TX-71", "12"},
		{"", "urn:newsml:nna.example:20261103:261103-930-240378", "urn:newsml:nna.example:20261103:261103-930-240378", ""},
		{"", "urn:newsml:localhost:2026-11-03T12:35:40.1:5f2c", "urn:newsml:localhost:2026-11-03T12:35:40.1:5f2c", ""},
		{"", " 227\n51909 ", "227 51909", ""},
	} {
		r := reader{habit: agencies(t).Of(wire.Origin{Provider: c.agency})}
		if guid, version := r.identity(c.id); guid != c.guid || version != c.version {
			t.Errorf("identity(%q) of %q = %q, %q, want %q, %q", c.id, c.agency, guid, version, c.guid, c.version)
		}
	}
}

// TestEncodings reads one text in several encodings, declared well and badly.
func TestEncodings(t *testing.T) {
	const text = `<nitf><head><docdata><doc-id id-string="e"/></docdata></head><body><body.content><p>Größe: 5 £ – “schön”</p></body.content></body></nitf>`
	cp1252, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	declared := func(label, text string) string {
		return fmt.Sprintf("<?xml version=%q encoding='%s'?>\n%s", "1.0", label, text)
	}
	for _, c := range []struct {
		name, raw string
		warnings  int
	}{
		{"UTF-8", text, 0},
		{"UTF-8, declared", declared("utf-8", text), 0},
		{"UTF-8 with a mark, declared otherwise", "\xef\xbb\xbf" + declared("iso-8859-1", text), 0},
		{"UTF-8 called ISO-8859-1", declared("ISO-8859-1", text), 1},
		{"UTF-8 called windows-1252", declared("Windows-1252", text), 1},
		{"windows-1252", declared("windows-1252", cp1252), 0},
		{"windows-1252 called ISO-8859-1", declared("iso-8859-1", cp1252), 0},
		{"windows-1252 called nothing", cp1252, 1},
		{"windows-1252 with a declaration of the version alone", "<?xml version='1.0'?>" + cp1252, 1},
	} {
		it := one(t, c.raw)
		if want := "<p>Größe: 5 £ – “schön”</p>"; it.BodyHTML != want || len(it.Warnings) != c.warnings {
			t.Errorf("%s: Parse() = %q with warnings %q, want %q with %d", c.name, it.BodyHTML, it.Warnings, want, c.warnings)
		}
		if !Sniff([]byte(c.raw)) {
			t.Errorf("%s: Sniff() = false, want true", c.name)
		}
	}
	latin := one(t, declared("iso-8859-1", `<nitf uno="u"><body><body.content><p>gr`+"\xfc"+`n</p></body.content></body></nitf>`))
	if want := "<p>grün</p>"; latin.BodyHTML != want {
		t.Errorf("Parse(ISO-8859-1) = %q, want %q", latin.BodyHTML, want)
	}
	if _, err := Parse([]byte(declared("utf-8", cp1252)), nil); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Parse(windows-1252 called UTF-8) = %v, want ErrInvalid", err)
	}
}

func TestEveryTruncationIsUnfinished(t *testing.T) {
	for _, name := range []string{"arabic", "pa-embargo", "efe"} {
		raw := bytes.TrimSpace(read(t, filepath.Join("testdata", name+".xml")))
		for n := range raw {
			if items, err := Parse(raw[:n], nil); len(items) != 0 || !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, news.ErrInvalid) {
				t.Fatalf("Parse(first %d bytes of %s) = %d items, %v, want ErrInvalid and ErrUnexpectedEOF", n, name, len(items), err)
			}
		}
	}
}

func TestSniff(t *testing.T) {
	for in, want := range map[string]bool{
		"<nitf/>": true, " \n<?xml version='1.0'?><!-- x --><nitf>": true, "<n:nitf xmlns:n='u'>": true,
		"\xef\xbb\xbf<nitf>": true, "<!DOCTYPE nitf SYSTEM 'nitf-3-2.dtd'><nitf>": true,
		"<!-- atenci\xf3n --><nitf uno='\xb4'>": true, "<!-- " + strings.Repeat("\u00e9", 30000) + " --><nitf>": true,
		"": false, "{}": false, "<NewsML>": false, "<newsItem><nitf/></newsItem>": false, "<html>": false, "<rss/>": false, "nitf": false, "<": false, "<nitfs>": false,
	} {
		if got := Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %v, want %v", in, got, want)
		}
	}
}

// TestSpell reads bylines and datelines as agencies set them.
func TestSpell(t *testing.T) {
	for in, want := range map[string]string{
		`By Len Oster<byttl>Writer</byttl>`:                                            "By Len Oster, Writer",
		`By Len Oster, <byttl>Writer</byttl>`:                                          "By Len Oster, Writer",
		`<person>Ada</person><byttl>One</byttl> <person>Bo</person><byttl>Two</byttl>`: "Ada, One, Bo, Two",
		`By <person>Ada</person> and <person>Bo</person>, Agency`:                      "By Ada and Bo, Agency",
		`<byttl>Sports Desk</byttl>`:                                                   "Sports Desk",
		`<person><name.given>Ada</name.given><name.family>Li</name.family></person>`:   "Ada Li",
		`<location><city>Marsa</city><country>Vesmark</country></location>`:            "Marsa, Vesmark",
		`<location>MARSA</location> <story.date norm="20261103">Nov 3</story.date>`:    "MARSA, Nov 3",
		`<location>MARSA</location><story.date>20261103T101500Z</story.date>`:          "MARSA",
		`<location><alt-code idsrc="x" value="y"/></location>`:                         "",
		` <byttl/> `: "",
	} {
		it := one(t, `<nitf uno="u"><body><body.head><byline>`+in+`</byline></body.head></body></nitf>`)
		if it.Byline != want {
			t.Errorf("Parse(byline %s) = %q, want %q", in, it.Byline, want)
		}
	}
}

// TestInitialsAreNoByline keeps a desk's initials from readers, and only those.
func TestInitialsAreNoByline(t *testing.T) {
	for in, initials := range map[string]bool{
		"gr/bp": true, "afx": true, "bur-dar-gl/fz": true, "Ada Li": false, "NTB": false, "by the desk": false, "ليلى": false, "von ada": false,
	} {
		it := one(t, `<nitf uno="u"><body><body.head><byline>`+in+`</byline></body.head></body></nitf>`)
		if got := it.SignOff == in && it.Byline == ""; got != initials || !initials && it.Byline != in {
			t.Errorf("Parse(byline %q) = byline %q, sign-off %q; want it to be initials: %v", in, it.Byline, it.SignOff, initials)
		}
	}
}

func TestSymbols(t *testing.T) {
	for in, want := range map[string]string{
		`<org idsrc="ASX" value="DAM">D</org>`:               "ASX DAM",
		`<org idsrc="tickers" value="XETRA:DAM">D</org>`:     "XETRA DAM",
		`<org><alt-code idsrc="LSE" value="DAM.L"/>D</org>`:  "LSE DAM.L",
		`<org idsrc="ISIN" value="NO0000000007">D</org>`:     "",
		`<org idsrc="xmltag.org" value="SL/mlb.dam">D</org>`: "",
		`<org value="DAM">D</org>`:                           "",
		`<org idsrc="ASX" value="dam works">D</org>`:         "",
		`<org idsrc="RIC" value="DAM.N">D</org>`:             "",
	} {
		it := one(t, `<nitf uno="u"><body><body.content><p>`+in+`</p></body.content></body></nitf>`)
		got := ""
		for _, s := range it.Instruments {
			got += s.Exchange + " " + s.Symbol
		}
		if got != want || len(it.Organisations) != 1 {
			t.Errorf("Parse(%s) = instruments %q of %d organisations, want %q of 1", in, got, len(it.Organisations), want)
		}
	}
}

func TestUrgency(t *testing.T) {
	for letter, want := range map[string]int{"f": 1, "B": 2, "u": 3, "r": 4, "d": 5, "a": 6, "s": 6, "z": 0, "": 0, "rr": 0} {
		raw := `<nitf uno="u"><head><meta name="anpa-priority" content="` + letter + `"/></head><body/></nitf>`
		if got := one(t, raw).Urgency; got != want {
			t.Errorf("Parse(priority %q).Urgency = %d, want %d", letter, got, want)
		}
		raw = strings.Replace(raw, "</head>", `<docdata><urgency ed-urg="7"/></docdata></head>`, 1)
		if got := one(t, raw).Urgency; got != 7 {
			t.Errorf("Parse(urgency 7, priority %q).Urgency = %d, want 7", letter, got)
		}
	}
}

// TestVersions are not consecutive; where there is none the issue tells.
func TestVersions(t *testing.T) {
	for in, want := range map[string]string{
		`<du-key version="7"/>`: "7", `<du-key generation="3"/>`: "3", `<du-key generation="3" version="7"/>`: "7", `<du-key key="K"/>`: "", ``: "",
	} {
		if got := one(t, `<nitf uno="u"><head><docdata>`+in+`</docdata></head><body/></nitf>`).Version; got != want {
			t.Errorf("Parse(%s).Version = %q, want %q", in, got, want)
		}
	}
}

// TestRelease reads date.release beside a date.issue of usable copy: an embargo,
// nothing, or a question for an editor.
func TestRelease(t *testing.T) {
	const issue = `<date.issue norm="20261103T100000Z"/>`
	for _, c := range []struct {
		in, until   string
		hold, empty bool
	}{
		{issue + `<date.release norm="20261103T110000+0100"/>`, "", false, false},
		{issue + `<date.release norm="20261103T100001Z"/>`, "2026-11-03T10:00:01Z", false, false},
		{issue + `<date.release norm="2026-11-03T09:00:00"/>`, "2026-11-03T09:00:00Z", true, false},
		{issue + `<date.release norm="20261104"/>`, "2026-11-04T00:00:00Z", true, false},
		{issue + `<date.release norm="noon"/>`, "", true, false},
		{issue + `<date.release norm=""/>`, "", true, true},
		{issue + `<date.release/><date.release norm="20261105T100000Z"/>`, "2026-11-05T10:00:00Z", true, false},
		{issue + `<date.release norm="20261106T100000Z"/><date.release norm="20261105T100000Z"/>`, "2026-11-06T10:00:00Z", false, false},
		{`<date.issue norm="2026-11-03T10:00:00"/><date.release norm="2026-11-03T10:00:00"/>`, "", false, false},
		{`<date.release norm="20261103T100000Z"/>`, "2026-11-03T10:00:00Z", false, false},
	} {
		it := one(t, `<nitf uno="u"><head><docdata>`+c.in+`</docdata></head><body/></nitf>`)
		until := ""
		if !it.Embargo.IsZero() {
			until = it.Embargo.Format("2006-01-02T15:04:05Z07:00")
		}
		if until != c.until || it.EmbargoHold != c.hold || it.EmbargoEmpty != c.empty {
			t.Errorf("Parse(%s) = embargo %q, hold %v, empty %v, want %q, %v, %v", c.in, until, it.EmbargoHold, it.EmbargoEmpty, c.until, c.hold, c.empty)
		}
	}
}

func TestParseRefusesWhatIsTooMuch(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"deep", `<nitf>` + strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300) + `</nitf>`, "nest deeper than 200"},
		{"long", strings.Repeat(" ", maxBytes) + "<nitf/>", "at most 33554432 are read"},
	} {
		if _, err := Parse([]byte(c.raw), nil); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Parse() = %v, want ErrInvalid with %q", c.name, err, c.want)
		}
	}
}

// TestWorkGrowsWithTheInput reads documents made to be slow. Four times the
// input must be about four times the bytes handled.
func TestWorkGrowsWithTheInput(t *testing.T) {
	for name, build := range map[string]func(n int) string{
		"byline": func(n int) string {
			return `<body><body.head><byline>` + strings.Repeat(`<byttl>x</byttl>`, n) + `</byline></body.head></body>`
		},
		"corrections": func(n int) string {
			return `<head><docdata>` + numbered(n, `<correction info="x%d"/>`) + `</docdata></head>`
		},
		"rights": func(n int) string {
			return `<head><docdata>` + numbered(n, `<doc.rights type="x%d"/>`) + `</docdata></head>`
		},
		"people": func(n int) string {
			return `<body><body.content>` + numbered(n, `<person>x%d</person>`) + `</body.content></body>`
		},
		"notes": func(n int) string {
			return `<body>` + strings.Repeat(`<note>`, 50) + numbered(n, `<note>x%d</note>`) + strings.Repeat(`</note>`, 50) + `</body>`
		},
	} {
		work := func(n int) uint64 {
			raw := []byte(`<nitf uno="u">` + build(n) + `</nitf>`)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := Parse(raw, nil); err != nil {
				t.Fatalf("%s: Parse() = %v", name, err)
			}
			runtime.ReadMemStats(&after)
			return after.TotalAlloc - before.TotalAlloc
		}
		if small, large := work(2000), work(8000); large > 6*small {
			t.Errorf("%s: Parse() of four times the input allocates %d bytes, from %d, want about four times", name, large, small)
		}
	}
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func FuzzParse(f *testing.F) {
	for _, name := range inputs(f) {
		f.Add(read(f, name))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := Parse(raw, nil)
		if err != nil && (!errors.Is(err, news.ErrInvalid) || len(items) > 0) {
			t.Errorf("Parse() = %d items, %v, want none and ErrInvalid", len(items), err)
		}
		if err == nil && (len(items) < 1 || len(items) > 2) {
			t.Errorf("Parse() = %d items and no error, want 1 or 2", len(items))
		}
		for i, it := range items {
			if it.GUID == "" || it.PubStatus == "" || it.Urgency < 0 || it.Urgency > 9 || !strings.HasPrefix(it.Format, "nitf") {
				t.Errorf("Parse() = guid %q, status %q, urgency %d, format %q, want them whole", it.GUID, it.PubStatus, it.Urgency, it.Format)
			}
			if len(items) == 2 && i == 0 && (it.GUID == items[1].GUID || it.BodyHTML != "" || it.PubStatus != news.Canceled && it.PubStatus != news.Withheld) {
				t.Errorf("Parse() = first of two %q %q %q, want another document killed or withheld", it.GUID, it.PubStatus, it.BodyHTML)
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
	raw := read(b, filepath.Join("testdata", "full.xml"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// TestExpireIsReleaseOfThoseWhoWriteItSo holds that the expiry of an embargoed
// document ends its embargo by itself only where the agency is known to write it
// so (R16); else a person decides.
func TestExpireIsReleaseOfThoseWhoWriteItSo(t *testing.T) {
	for agency, hold := range map[string]bool{"NTB": false, "STT": false, "NNA": true} {
		it := one(t, `<nitf><head><docdata management-status="embargoed"><doc-id regsrc="`+agency+`" id-string="e"/><date.expire norm="2026-11-05T09:00:00Z"/></docdata></head><body/></nitf>`)
		if it.EmbargoHold != hold || it.EmbargoEmpty || it.Embargo.Format(time.RFC3339) != "2026-11-05T09:00:00Z" || !it.Expires.IsZero() {
			t.Errorf("Parse(%s) = embargo %v, hold %v, expires %v, want hold %v", agency, it.Embargo, it.EmbargoHold, it.Expires, hold)
		}
	}
}
