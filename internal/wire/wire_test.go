package wire

import (
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestParseTime(t *testing.T) {
	for _, c := range []struct {
		in, want     string
		zoned, timed bool
	}{
		{"2026-11-23T15:00:00+01:00", "2026-11-23T15:00:00+01:00", true, true},
		{"2026-11-23T15:00:00.25Z", "2026-11-23T15:00:00.25Z", true, true},
		{"2026-11-23T15:00:00.123456+0100", "2026-11-23T15:00:00.123456+01:00", true, true},
		{"2026-11-23T15:00:00+0000", "2026-11-23T15:00:00Z", true, true},
		{"20210516T080625+0000", "2021-05-16T08:06:25Z", true, true},
		{"20210516T080625Z", "2021-05-16T08:06:25Z", true, true},
		{"20160909T000100+0100", "2016-09-09T00:01:00+01:00", true, true},
		{"20160909T000100-03:30", "2016-09-09T00:01:00-03:30", true, true},
		{"2026-11-23T15:00+01:00", "2026-11-23T15:00:00+01:00", true, true},
		{"2021-05-16T09:00:04", "2021-05-16T09:00:04Z", false, true},
		{"2016-01-12 12:35:40", "2016-01-12T12:35:40Z", false, true},
		{"2016-01-12 12:35:40 +0100", "2016-01-12T12:35:40+01:00", true, true},
		{"20210516T080625", "2021-05-16T08:06:25Z", false, true},
		{"2019-12-07", "2019-12-07T00:00:00Z", false, false},
		{"20191207", "2019-12-07T00:00:00Z", false, false},
		{"2019-12-07+02:00", "2019-12-07T00:00:00+02:00", true, false},
		{"\n   2018-10-12T06:42:04Z\t\n", "2018-10-12T06:42:04Z", true, true},
		{"1900-01-01", "1900-01-01T00:00:00Z", false, false},
		{"2200-12-31", "2200-12-31T00:00:00Z", false, false},
		{"2024-02-29", "2024-02-29T00:00:00Z", false, false},
	} {
		got, err := ParseTime(c.in)
		if err != nil || got.Format(time.RFC3339Nano) != c.want {
			t.Errorf("ParseTime(%q) = %s, %v, want %s", c.in, got.Format(time.RFC3339Nano), err, c.want)
		}
		if Zoned(c.in) != c.zoned || Timed(c.in) != c.timed {
			t.Errorf("Zoned(%q), Timed() = %v, %v, want %v, %v", c.in, Zoned(c.in), Timed(c.in), c.zoned, c.timed)
		}
	}
	for in, want := range map[string]string{
		"": "cannot be read", "soon": "cannot be read", "2023-02-29": "cannot be read", "2026-13-01T00:00:00Z": "cannot be read", "1700000000": "cannot be read",
		"23.11.2026": "cannot be read", "Mon, 23 Nov 2026 15:00:00 CET": "cannot be read", "2026-11-23T15:00:00+01:00 Z": "cannot be read",
		"1899-12-31": "outside the years", "2201-01-01T00:00:00Z": "outside the years", strings.Repeat("9", 500): "9…\" cannot be read",
	} {
		got, err := ParseTime(in)
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), want) || !got.IsZero() {
			t.Errorf("ParseTime(%.40q) = %v, %v, want ErrInvalid with %q", in, got, err, want)
		}
		if want == "cannot be read" && (Zoned(in) || Timed(in)) {
			t.Errorf("Zoned(%q), Timed() = %v, %v, want false", in, Zoned(in), Timed(in))
		}
	}
}

// TestParseTimeKeepsItsOwnZone holds that the machine's zone plays no part,
// even where it has the same offset.
func TestParseTimeKeepsItsOwnZone(t *testing.T) {
	here := time.Local
	t.Cleanup(func() { time.Local = here })
	time.Local = time.FixedZone("here", 7200)
	for in, offset := range map[string]int{"2026-07-01T12:00:00+02:00": 7200, "2026-07-01T12:00:00": 0, "2026-07-01T12:00:00-0330": -12600} {
		got, err := ParseTime(in)
		if _, have := got.Zone(); err != nil || have != offset || got.Location() == time.Local {
			t.Errorf("ParseTime(%q) = offset %d in %v, %v, want %d", in, have, got.Location(), err, offset)
		}
	}
}

func TestTextAndLines(t *testing.T) {
	for in, want := range map[string]string{
		"  one \n\t two  ": "one two", "a\x00b\x07c": "abc", "a\vb\fc\u2028d\u0085e": "a b c d e", "bad\xff\xfeutf": "badutf", "\ufeffmark\ufffd": "mark", "a\ufffeb\U0001ffffc": "abc",
		"« Le prix\u00a0: 5\u202f€ »": "« Le prix\u00a0: 5\u202f€ »", "\u00a0 edge \u00a0": "edge", "": "", "\r\n": "", "مرسى \u200f x": "مرسى \u200f x", "e\u0301": "e\u0301",
	} {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		" one \r\n  two\rthree ": "one\ntwo\nthree", "\n\n a \n\n b \n\n": "a\n\nb", "a\x00\tb": "a b", "": "",
	} {
		if got := Lines(in); got != want {
			t.Errorf("Lines(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCodes(t *testing.T) {
	for in, want := range map[string]string{
		"stat:usable": "usable", "http://cv.iptc.org/newscodes/pubstatusg2/canceled": "canceled", "bare": "bare", "": "", " x:y ": "y",
		"https://example.org/cv#term": "term", "https://example.org/cv/": "cv", ":": "", "a:b/c": "c",
	} {
		if got := LocalCode(in); got != want {
			t.Errorf("LocalCode(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]news.PubStatus{
		"": "usable", "stat:usable": "usable", "USABLE": "usable", "null": "usable", "stat:withheld": "withheld", "Withheld": "withheld",
		"http://cv.iptc.org/newscodes/pubstatusg2/canceled": "canceled", "cancelled": "canceled", "STAT:CANCELED": "canceled",
		"OPEN": "OPEN", "stat:replaced": "stat:replaced", " embargoed ": "embargoed",
	} {
		if got := PubStatus(in); got != want {
			t.Errorf("PubStatus(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]news.ItemType{
		"ninat:text": news.TextItem, "icls:Picture": news.PictureItem, "photo": news.PictureItem, "http://cv.iptc.org/newscodes/ninature/composite": news.CompositeItem,
		"icls:package": news.CompositeItem, "ninat:Event": "event", "": "",
	} {
		if got := ItemType(in); got != want {
			t.Errorf("ItemType(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]news.ItemType{"image/jpeg": "picture", " Video/MP4": "video", "audio/mp3": "audio", "application/pdf": "", "": "", "imagery": ""} {
		if got := MediaType(in); got != want {
			t.Errorf("MediaType(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]int{"1": 1, " 9 ": 9, "4.7": 4, "0": 0, "0.9": 0, "10": 0, "9.1": 0, "-3": 0, "NaN": 0, "Inf": 0, "": 0, "urgent": 0} {
		if got := Urgency(in); got != want {
			t.Errorf("Urgency(%q) = %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]news.LinkRel{
		"irel:evolvedFrom": news.UpdateOf, "prevVersion": news.UpdateOf, "http://cv.iptc.org/newscodes/itemrelation/seeAlso": news.SeeAlso,
		"irel:derivedFrom": news.DerivedFrom, "corrects": news.CorrectionOf, "irel:dependsOn": "irel:dependsOn", "": "",
	} {
		if got := LinkRel(in); got != want {
			t.Errorf("LinkRel(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAddSignal(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"sig:update", "update"}, {"sig:update sig:update", "update"}, {"sig:update sig:correction", "correction"}, {"sig:correction sig:update", "correction"},
		{"nmsig:atomic sig:update http://cv.iptc.org/newscodes/signal/correction", "atomic correction"}, {"sig:cwarn", "cwarn"}, {": x", "x"},
	} {
		var list []news.Signal
		for _, s := range strings.Fields(c.in) {
			list = AddSignal(list, Signal(s))
		}
		var got []string
		for _, s := range list {
			got = append(got, string(s))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("AddSignal(%s) = %q, want %q", c.in, got, c.want)
		}
	}
	var full []news.Signal
	for i := range 2 * maxSignals {
		full = AddSignal(full, news.Signal(strings.Repeat("x", i+1)))
	}
	if len(full) != maxSignals {
		t.Errorf("AddSignal() makes a list of %d, want %d", len(full), maxSignals)
	}
}

func TestSymbols(t *testing.T) {
	for in, want := range map[string]news.Symbol{
		"XETRA:VOW3": {Exchange: "XETRA", Symbol: "VOW3"}, " NYSE : BP ": {Exchange: "NYSE", Symbol: "BP"}, "AWG": {Symbol: "AWG"}, ":X": {Symbol: ":X"}, "X:": {Symbol: "X:"}, "": {},
	} {
		if got := ParseSymbol(in); got != want {
			t.Errorf("ParseSymbol(%q) = %+v, want %+v", in, got, want)
		}
	}
	var list []news.Symbol
	for _, s := range []string{"A:X", "A:X", "", "B:X", "X"} {
		list = AddSymbol(list, ParseSymbol(s))
	}
	if len(list) != 3 {
		t.Errorf("AddSymbol() = %+v, want three symbols", list)
	}
	for i := range 2 * maxSymbols {
		list = AddSymbol(list, news.Symbol{Symbol: strings.Repeat("x", i+1)})
	}
	if len(list) != maxSymbols {
		t.Errorf("AddSymbol() makes a list of %d, want %d", len(list), maxSymbols)
	}
}

func TestPosition(t *testing.T) {
	for _, c := range []struct {
		lat, lon float64
		ok       bool
	}{
		{54.2, -3.1, true}, {90, 180, true}, {-90, -180, true}, {0, 0, true}, {90.1, 0, false}, {0, 180.1, false}, {math.NaN(), 0, false}, {0, math.Inf(-1), false},
	} {
		lat, lon := Position(c.lat, c.lon)
		if (lat != nil) != c.ok || (lon != nil) != c.ok || c.ok && (*lat != c.lat || *lon != c.lon) {
			t.Errorf("Position(%v, %v) = %v, %v, want it on the globe: %v", c.lat, c.lon, lat, lon, c.ok)
		}
	}
}

func TestReadXMLErrors(t *testing.T) {
	const limit = 1 << 20
	for _, c := range []struct {
		name, in, want string
		cut            bool
	}{
		{"nothing", "", "holds no XML element", true},
		{"words", "just words", "text outside the root element: \"just words\"", false},
		{"text before", "0<a/>", "line 1: text outside the root element", false},
		{"text after", "<a/>\nx", "line 2: text outside the root element", false},
		{"broken off", "<a>\n<b>text", "line 2: the message ends inside <b>", true},
		{"broken off in a tag", "<a href='x", "the message ends", true},
		{"broken off in a character", "<a>\xe2\x82", "the message ends inside <a>", true},
		{"crossed", "\n<a>\n</b>", "line 3 inside <a>: not well-formed XML", false},
		{"bare ampersand", "<a>this & that</a>", "send it as &amp;", false},
		{"declared entity", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "not expanded", false},
		{"two roots", "<a/>\n<b/>", "line 2: a second root element <b>", false},
		{"control", "<a>\x01</a>", "illegal character code", false},
		{"bad UTF-8", "<a>\xff</a>", "invalid UTF-8", false},
		{"unknown encoding", `<?xml version="1.0" encoding="klingon"?><a/>`, "klingon", false},
		{"deep", strings.Repeat("<a>", maxDepth+1), "nest deeper than 200", false},
		{"long", "<a>" + strings.Repeat("x", limit) + "</a>", "at most 1048576 are read", false},
	} {
		n, err := ReadXML([]byte(c.in), limit)
		if n != nil || !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.want) || errors.Is(err, io.ErrUnexpectedEOF) != c.cut {
			t.Errorf("%s: ReadXML() = %v, %v, want ErrInvalid with %q, broken off: %v", c.name, n, err, c.want, c.cut)
		}
	}
}

func TestReadXMLTree(t *testing.T) {
	n, err := ReadXML([]byte("\n\n<x:a xmlns:x='u' xmlns:y='v' y:k='other' k=' v ' xml:lang='en'>one<!-- no --><b>two</b><b><c/>&eacute;&amp;&#8364;</b>\n<br/>x</x:a>"), 1<<10)
	if err != nil {
		t.Fatal(err)
	}
	if n.Name != "a" || n.Space != "u" || n.Line != 3 || n.Attr("k") != "v" || n.Attr("lang") != "en" || n.Attr("none") != "" {
		t.Errorf("ReadXML() = %+v, want a with its attributes, at line 3", n)
	}
	if got := len(n.All("b")); got != 2 {
		t.Errorf("All(b) = %d, want 2", got)
	}
	if got := n.First("b").Value(); got != "two" {
		t.Errorf("First(b).Value() = %q, want \"two\"", got)
	}
	if got := n.Value(); got != "onetwoé&€ x" {
		t.Errorf("Value() = %q, want \"onetwoé&€ x\"", got)
	}
	if got := n.Lines(); got != "onetwoé&€\nx" {
		t.Errorf("Lines() = %q, want two lines", got)
	}
	none := n.First("b", "nothing", "c")
	if none != nil || none.Value() != "" || none.Attr("k") != "" || none.First("x") != nil || len(none.All("x")) != 0 || none.Find(func(*Node) bool { return true }) != nil {
		t.Errorf("First(b, nothing, c) = %v, want nil that bears every question", none)
	}
	n.Prune(func(x *Node) bool { return x.Name == "b" })
	if got := n.Value(); got != "one x" {
		t.Errorf("Prune(b) leaves %q, want \"one x\"", got)
	}
}

func TestMarkup(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"XHTML", `<html><head><title>no</title></head><body><p class="x" onclick="y">a &lt; b<br/><a href="?a&amp;b" target="t">c</a></p></body></html>`, `<p>a &lt; b<br><a href="?a&amp;b">c</a></p>`},
		{"NITF", `<nitf><head/><body><body.head/><body.content><hl2>H</hl2><p><person>P</person> <chron>now</chron></p><bq><p>Q</p></bq></body.content><body.end><tagline>no</tagline></body.end></body></nitf>`,
			`<h2>H</h2><p><span>P</span> <chron>now</chron></p><blockquote><p>Q</p></blockquote>`},
		{"NITF emphasis", `<p><em class="strong">a</em><em class="x bold">b</em><em>c</em><lang xml:lang="fr">d</lang></p>`, `<p><strong>a</strong><strong>b</strong><em>c</em><span lang="fr">d</span></p>`},
		{"fragment", `<p>alone</p>`, `<p>alone</p>`},
		{"fraction", `<p><frac><frac-num>1</frac-num><frac-sep>/</frac-sep><frac-den>2</frac-den></frac></p>`, `<p><frac><span>1</span>/<span>2</span></frac></p>`},
		{"spans and directions", `<table><tr><td colspan="2" rowspan="3" style="s" dir="rtl">x</td></tr></table>`, `<table><tr><td colspan="2" rowspan="3" dir="rtl">x</td></tr></table>`},
		{"private", `<div><p class="a np-nonpublic">no</p><p pubconstraint="c:x">no</p><p hidden="">no</p><p pubconstraint="">yes</p></div>`, `<div><p>yes</p></div>`},
		{"media", `<div><img src="x"/><figure><img src="x"/><figcaption>no</figcaption></figure><media><media-caption>no</media-caption></media>yes</div>`, `<div>yes</div>`},
		{"figure of a table", `<figure><table><tr><td>x</td></tr></table><figcaption>C</figcaption></figure>`, `<div><table><tr><td>x</td></tr></table><p>C</p></div>`},
		{"embedded page", `<p><iframe src="https://v.example/?a&amp;b">no</iframe></p>`, `<p><figure data-embed="https://v.example/?a&amp;b"></figure></p>`},
		{"own elements", `<p><x-y/><x-y>kept</x-y><ü>kept</ü></p>`, `<p><span>kept</span><span>kept</span></p>`},
		{"attributes cannot break out", `<a href="&quot;&gt;&lt;script&gt;">x</a>`, `<a href="&#34;&gt;&lt;script&gt;">x</a>`},
	} {
		n, err := ReadXML([]byte(c.in), len(c.in))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := BodyMarkup(n); got != c.want {
			t.Errorf("%s: BodyMarkup(%s) = %s, want %s", c.name, c.in, got, c.want)
		}
	}
}

func TestReadHTML(t *testing.T) {
	for in, want := range map[string]string{
		`<p>One<p>two &amp; <b>three`: `<p>One</p><p>two &amp; <b>three</b></p>`,
		`<!doctype html><html><head><title>no</title><style>no</style></head><body><p>yes<script>no</script></body></html>`: `<p>yes</p>`,
		`<p>a<!-- no --><svg><text>no</text></svg>b</p>`:                                                                    `<p>ab</p>`,
		`plain`: `plain`, ``: ``,
		`<table><tr><td>x`: `<table><tbody><tr><td>x</td></tr></tbody></table>`,
	} {
		n, err := ReadHTML(in)
		if got := BodyMarkup(n); err != nil || got != want {
			t.Errorf("ReadHTML(%s) = %s, %v, want %s", in, got, err, want)
		}
	}
	for _, tag := range []string{"<b>", "<div>"} {
		if _, err := ReadHTML(strings.Repeat(tag, 100_000)); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("ReadHTML(100000 %s) = %v, want ErrInvalid", tag, err)
		}
	}
}

func TestPlainMarkup(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for in, want := range map[string]string{
		"one\n\ntwo <b> & three\r\n \t\r\nfour": "<p>one</p>\n<p>two &lt;b&gt; &amp; three</p>\n<p>four</p>",
		"wrapped\nat a column":                  "<p>wrapped\nat a column</p>",
		long + "\n" + long:                      "<p>" + strings.TrimSpace(long) + "</p>\n<p>" + strings.TrimSpace(long) + "</p>",
		" \n\x00\n ":                            "",
	} {
		if got := PlainMarkup(in); got != want {
			t.Errorf("PlainMarkup(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNITF(t *testing.T) {
	for in, want := range map[string]string{
		`<nitf><body><body.content><p>x</p></body.content></body></nitf>`: "<p>x</p>", `<body><body.content><p>x</p></body.content></body>`: "<p>x</p>", `<body.content><p>x</p></body.content>`: "<p>x</p>",
	} {
		if got, _, ok := NITF(in, Habit{}); got != want || ok != (want != "") {
			t.Errorf("NITF(%s) = %q, %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "<p>x</p>", "<nitf>", "text"} {
		if got, _, ok := NITF(in, Habit{}); ok || got != "" {
			t.Errorf("NITF(%s) = %q, %v, want none", in, got, ok)
		}
	}
}

func TestRoot(t *testing.T) {
	for in, want := range map[string]string{
		"<a/>": "a", " <?xml version='1.0'?><!DOCTYPE b SYSTEM 'x'><x:b>": "b", "\xef\xbb\xbf<c>": "c", "<\x00d\x00/\x00>\x00": "d", "{\"a\":1}": "", "": "", "<": "", "<!-- <a/> -->": "",
		`<?xml version="1.0" encoding="klingon"?><a/>`: "", "<!--" + strings.Repeat(" ", 70<<10) + "--><a/>": "",
	} {
		if got := Root([]byte(in)); got != want {
			t.Errorf("Root(%.60q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"<p>x</p>", "<nitf><body><body.content><p>&amp;</p></body.content></body></nitf>", "<p class='notepad'>SECRET</p>", "<figure><img></figure>", "<a href=\"'><\">", "\xff\xfe<\x00a\x00>\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		outs := []string{PlainMarkup(s)}
		if n, err := ReadXML([]byte(s), 1<<20); err == nil {
			outs = append(outs, BodyMarkup(n))
		} else if !errors.Is(err, news.ErrInvalid) {
			t.Errorf("ReadXML(%q) = %v, want it to wrap ErrInvalid", s, err)
		}
		if n, err := ReadHTML(s); err == nil {
			outs = append(outs, BodyMarkup(n))
		}
		for _, out := range outs {
			if strings.Contains(out, "<script") {
				t.Errorf("BodyMarkup(%q) = %q, want no script", s, out)
			}
		}
		if got := Text(Text(s)); got != Text(s) {
			t.Errorf("Text(Text(%q)) = %q, want %q", s, got, Text(s))
		}
		if got := Lines(Lines(s)); got != Lines(s) {
			t.Errorf("Lines(Lines(%q)) = %q, want %q", s, got, Lines(s))
		}
	})
}
