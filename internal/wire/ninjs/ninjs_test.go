package ninjs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"broadsheet/internal/news"
)

func TestSniff(t *testing.T) {
	for in, want := range map[string]bool{
		`{"uri":"x"}`: true, " \n[{}]": true, "\xef\xbb\xbf{": true, utf16File(t, binary.LittleEndian, "{}"): true,
		"": false, "<newsItem/>": false, "uri: x": false, "\xef\xbb\xbf": false, `"uri"`: false,
	} {
		if got := Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %v, want %v", in, got, want)
		}
	}
}

func utf16File(t testing.TB, order binary.AppendByteOrder, text string) string {
	t.Helper()
	raw := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(text)) {
		raw = order.AppendUint16(raw, u)
	}
	return string(raw)
}

// one parses a message that must hold one good item.
func one(t testing.TB, message string) news.WireItem {
	t.Helper()
	items, err := Parse([]byte(message), nil)
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse(%s) = %d items, %v, want 1", message, len(items), err)
	}
	return items[0]
}

func TestParseEncodings(t *testing.T) {
	const message = `{"uri":"urn:x","headline":"Größe 𝄞 – ميناء"}`
	for name, in := range map[string]string{
		"UTF-8": message, "UTF-8 with a mark": "\xef\xbb\xbf" + message,
		"UTF-16LE": utf16File(t, binary.LittleEndian, message), "UTF-16BE": utf16File(t, binary.BigEndian, message),
	} {
		if got := one(t, in).Headline; got != "Größe 𝄞 – ميناء" {
			t.Errorf("%s: Parse().Headline = %q, want %q", name, got, "Größe 𝄞 – ميناء")
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		in, want string
		cut      bool
	}{
		{"", "the file is empty", true},
		{" \n\t", "the file is empty", true},
		{`{"uri":"urn:x","headline":"Fer`, "line 1, column 31 (byte 30): the file ends in the middle of the JSON", true},
		{`[{"uri":"urn:x"},`, "ends in the middle", true},
		{"{\"uri\":\"urn:x\",\n\"ö\":\"é\" oops}", "line 2, column 9 (byte 26): not JSON: invalid character 'o'", false},
		{"{\"uri\":\"urn:x\"}\n\n{\"uri\":\"urn:y\"}", "line 3, column 1 (byte 17): something follows the JSON value", false},
		{`{"uri":"urn:x",}`, "not JSON", false},
		{"{\"uri\":\"urn:x\",\n\"headline\":\"Gr\xf6\xdfe\"}", "line 2, column 15 (byte 30): the byte 0xf6 is no UTF-8", false},
		{strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1), "nest deeper than 100", false},
		{strings.Repeat("[", 20000), "exceeded max depth", false},
		{`"urn:x"`, "the file is a string in JSON", false},
		{"null", "the file is null in JSON", false},
		{"[]", "the list holds no item", false},
		{`{"items":[]}`, "the list holds no item", false},
		{"{}", `property "uri" is missing`, false},
		{`{"uri":null,"headline":"x"}`, `property "uri" is missing`, false},
		{`{"uri":"  "}`, `property "uri" is empty`, false},
		{`{"uri":{"id":1}}`, `property "uri" is an object; it must be a string`, false},
		{`{"uri":"urn:x","pubStatus":1}`, `property "pubStatus" is a number; it must be a string`, false},
		{`{"uri":"urn:x","version":[2]}`, `property "version" is a list; it must be a string`, false},
		{`{"uri":"urn:x","bodies":[{"role":"main"},{"value":["x"]}]}`, `property "bodies[1].value" is a list; it must be a string`, false},
		{`{"uri":"urn:x","usageTerms":{"start":"2026"}}`, `property "usageTerms" is an object; it must be a string`, false},
		{`{"uri":"urn:x","associations":{"pic":"urn:p"}}`, `property "associations.pic" is a string; it must be an object`, false},
		{`{"uri":"urn:x","associations":[{"uri":"urn:p","pubstatus":true}]}`, `property "associations[0].pubstatus" is a boolean; it must be a string`, false},
	} {
		items, err := Parse([]byte(c.in), nil)
		if !errors.Is(err, news.ErrInvalid) || errors.Is(err, io.ErrUnexpectedEOF) != c.cut || !strings.Contains(fmt.Sprint(err), c.want) || len(items) != 0 {
			t.Errorf("Parse(%.60q) = %d items, %v, want ErrInvalid with %q, cut short: %v", c.in, len(items), err, c.want, c.cut)
		}
	}
}

func TestParseLosesNoGoodItem(t *testing.T) {
	items, err := Parse([]byte(`[{"uri":"urn:1"},{"headline":"no uri"},{"uri":"urn:3"},7]`), nil)
	if len(items) != 2 || items[0].GUID != "urn:1" || items[1].GUID != "urn:3" {
		t.Errorf("Parse(list, nil) = %+v, want urn:1 and urn:3", items)
	}
	if got, want := fmt.Sprint(err), "item 2 of 4: property \"uri\" is missing"; !errors.Is(err, news.ErrInvalid) || !strings.HasPrefix(got, want) || !strings.Contains(got, "\nitem 4 of 4: a number") {
		t.Errorf("Parse(list) error = %v, want items 2 and 4 named", err)
	}
}

func TestLastOfTwoPropertiesCounts(t *testing.T) {
	it := one(t, `{"uri":"urn:1","headline":"Old","headline":"New","pubstatus":"usable","pubStatus":"withheld"}`)
	if it.Headline != "New" || it.PubStatus != news.Withheld {
		t.Errorf("Parse(doubled, nil) = %q, %q, want New, withheld", it.Headline, it.PubStatus)
	}
}

func TestStatus(t *testing.T) {
	for in, want := range map[string]news.PubStatus{
		``: news.Usable, `"pubstatus":null,`: news.Usable, `"pubStatus":"",`: news.Usable, `"pubstatus":"Usable",`: news.Usable,
		`"pubstatus":"canceled",`: news.Canceled, `"pubStatus":"cancelled",`: news.Canceled, `"pubstatus":"stat:withheld",`: news.Withheld,
		`"pubstatus":"replaced",`: "replaced", `"pubstatus":"OPEN",`: "OPEN",
	} {
		if got := one(t, "{"+in+`"uri":"urn:1"}`).PubStatus; got != want {
			t.Errorf("Parse({%s…}).PubStatus = %q, want %q", in, got, want)
		}
	}
}

// TestKillSurvivesAnything gives a kill every property in every wrong type: it
// must come through, for the story has to go.
func TestKillSurvivesAnything(t *testing.T) {
	for _, property := range []string{"version", "type", "headline", "headlines", "body_html", "bodies", "descriptions", "by", "byline", "associations", "renditions",
		"embargoed", "embargoedUntil", "expires", "usageterms", "ednote", "subject", "places", "organisations", "signal", "evolvedfrom", "revisions", "extra", "dateline",
		"rightsinfo", "digitalsourcetype", "standard", "$standard", "$schema", "infosources", "urgency", "language", "profile", "located"} {
		for _, value := range []string{"null", "true", "5", `""`, `"x"`, "[]", "{}", `[5,null,[1],"x",{"value":{},"name":[],"uri":7}]`, `{"a":[1],"b":{"href":{},"uri":[]}}`} {
			message := fmt.Sprintf(`{%q:%s,"uri":"urn:1","pubstatus":"canceled"}`, property, value)
			if it := one(t, message); it.GUID != "urn:1" || it.PubStatus != news.Canceled {
				t.Errorf("Parse(%s) = %q, %q, want the kill of urn:1", message, it.GUID, it.PubStatus)
			}
		}
	}
}

func TestEmbargoNeverGetsLost(t *testing.T) {
	for _, in := range []string{`"embargoed":""`, `"embargoedUntil":" "`, `"embargoed":"2026-13-01T10:00:00Z"`, `"embargoed":"2026-11-04T10:00:00"`, `"embargoed":true`,
		`"embargoed":[]`, `"embargoedUntil":{}`, `"embargoed":"2026-11-04T10:00:00Z","embargoedUntil":"?"`, `"EMBARGOED":"x"`, `"embargoedreason":"Trial"`} {
		it := one(t, `{"uri":"urn:1",`+in+`}`)
		if !it.EmbargoHold || !it.Embargo.IsZero() || len(it.Warnings) != 1 {
			t.Errorf("Parse({%s}) = embargo %v, hold %v, warnings %q, want it held with one warning", in, it.Embargo, it.EmbargoHold, it.Warnings)
		}
		a := one(t, `{"uri":"urn:1","associations":[{"name":"p","uri":"urn:p","pubstatus":"usable",`+in+`}]}`).Associations[0]
		if a.PubStatus == news.Usable || a.PubStatus == "" {
			t.Errorf("Parse(association {%s}).PubStatus = %q, want one that keeps it back", in, a.PubStatus)
		}
	}
	for _, in := range []string{`"embargoed":null`, `"headline":"x"`} {
		if it := one(t, `{"uri":"urn:1",`+in+`}`); it.EmbargoHold || !it.Embargo.IsZero() {
			t.Errorf("Parse({%s}) = embargo %v, hold %v, want none", in, it.Embargo, it.EmbargoHold)
		}
	}
}

// TestPrivateTextStaysPrivate looks for the words of notes everywhere readers
// could meet them (receiver rule R13).
func TestPrivateTextStaysPrivate(t *testing.T) {
	items, err := Parse(readFile(t, "testdata/private.json"), nil)
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse(private.json) = %d items, %v, want 1", len(items), err)
	}
	it := items[0]
	if got := len(it.EditorialNotes); got != 7 {
		t.Errorf("Parse(private.json) has %d notes, want 7", got)
	}
	it.EditorialNotes = nil
	if text := string(golden(t, []news.WireItem{it}, nil)); strings.Contains(text, "0000") {
		t.Errorf("Parse(private.json) = %s, want no private number outside its notes", text)
	}
}

func TestBodyChoice(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`"body_text":"A & b"`, "<p>A &amp; b</p>"},
		{`"body_text":"A","body_html":"<p>B</p>"`, "<p>B</p>"},
		{`"body_html":"  ","body_text":"A"`, "<p>A</p>"},
		{`"body_richhtml5":"<p>R</p>","body_html5":"<p>H</p>","body_text":"T"`, "<p>H</p>"},
		{`"body_new":"Words"`, "<p>Words</p>"},
		{`"body":"<p>Bare</p>"`, "<p>Bare</p>"},
		{`"bodies":[{"value":"One < two"}]`, "<p>One &lt; two</p>"},
		{`"bodies":[{"role":"teaser","contenttype":"text/html","value":"<p>T</p>"},{"role":"main","contenttype":"text/plain","value":"M"}]`, "<p>M</p>"},
		{`"bodies":[{"role":"main","contentType":"application/xml","value":"<TTNITF>x</TTNITF>"},{"role":"text","contentType":"text/plain","value":"M"}]`, "<p>M</p>"},
		{`"bodies":["Only words"]`, "<p>Only words</p>"},
		{`"bodies":[{"role":"nitf","value":"<p>One</p><hl2>Two</hl2>"}]`, "<p>One</p><h2>Two</h2>"},
		{`"bodies":[{"role":"caption","value":"C"},{"role":"altText","value":"A"}]`, ""},
	} {
		if got := one(t, `{"uri":"urn:1",`+c.in+`}`).BodyHTML; got != c.want {
			t.Errorf("Parse({%s}).BodyHTML = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestHeadlineChoice(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`"headline":"A","headline_main":"B"`, "B"},
		{`"headline":"A","headline_seo":"B"`, "A"},
		{`"headline_seo":"B"`, ""},
		{`"title":"internal"`, ""},
		{`"headline":"AT&T <b>wins</b>"`, "AT&T wins"},
		{`"headline":"1 < 2 & 3 > 2"`, "1 < 2 & 3 > 2"},
		{`"headlines":[{"role":"subhead","value":"S"},{"role":"web","value":"W"}]`, "W"},
		{`"headlines":[{"role":"web","value":"W"},{"value":"N"},{"role":"hld:main","value":"M"}]`, "M"},
		{`"headlines":[{"role":"main","contentType":"text/html","value":"<h1>A &amp; B</h1>"}]`, "A & B"},
	} {
		if got := one(t, `{"uri":"urn:1",`+c.in+`}`).Headline; got != c.want {
			t.Errorf("Parse({%s}).Headline = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestVersion(t *testing.T) {
	for in, want := range map[string]string{
		`"headline":"x"`: "ninjs 1.x",
		`"standard":{"name":"ninjs","version":"3.1"}`:                                  "ninjs 3.1",
		`"$standard":{"schema":"http://www.iptc.org/std/ninjs/ninjs-schema_1.6.json"}`: "ninjs 1.6",
		`"$schema":"http://www.iptc.org/std/ninjs/ninjs-schema_2.2.json#"`:             "ninjs 2.2",
		`"$schema":"https://json-schema.org/draft/2020-12/schema","by":"x"`:            "ninjs 2.x",
		`"standard":"IPTC ninjs 1.2"`:                                                  "ninjs 1.2",
		`"headlines":[{"value":"x"}]`:                                                  "ninjs 2.x",
		`"renditions":[{"name":"m","contentType":"image/png"}]`:                        "ninjs 3.x",
		`"associations":{"a":{"uri":"urn:a"}}`:                                         "ninjs 1.x",
		`"embargoedUntil":"2026-11-04T10:00:00Z"`:                                      "ninjs 3.x",
	} {
		if got := one(t, `{"uri":"urn:1",`+in+`}`).Format; got != want {
			t.Errorf("Parse({%s}).Format = %q, want %q", in, got, want)
		}
	}
}

func TestAbsentStaysEmpty(t *testing.T) {
	got := one(t, `{"uri":"urn:1"}`)
	want := news.WireItem{Format: "ninjs 1.x", GUID: "urn:1", PubStatus: news.Usable}
	if a, b := golden(t, []news.WireItem{got}, nil), golden(t, []news.WireItem{want}, nil); string(a) != string(b) {
		t.Errorf("Parse(uri only) = %s, want %s", a, b)
	}
}

func TestListsAreReadToALimit(t *testing.T) {
	list := strings.TrimSuffix(strings.Repeat(`{"name":"a","uri":"urn:a","href":"a.jpg"},`, maxMembers+5), ",")
	var named strings.Builder
	for i := range maxMembers + 5 {
		fmt.Fprintf(&named, `"n%d":{"uri":"urn:%d"},`, i, i)
	}
	it := one(t, `{"uri":"urn:1","subject":[`+list+`],"renditions":[`+list+`],"associations":{`+strings.TrimSuffix(named.String(), ",")+`}}`)
	if got := [3]int{len(it.Subjects), len(it.Renditions), len(it.Associations)}; got != [3]int{maxMembers, maxMembers, maxMembers} || len(it.Warnings) != 3 {
		t.Errorf("Parse(long lists) = %v members, %d warnings, want %d of each and 3", got, len(it.Warnings), maxMembers)
	}
}
