package wire

import (
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestWriteXML(t *testing.T) {
	n := Element("a", "xmlns", "u", "k", "<\"&\n\t'>\x00\ufffe", "none", "").Add(
		Element("b").Add(Field("c", " one \n two\x07 "), nil, Field("d", " \x00 ")),
		Element("p").Add(&Node{Text: "x & <y>\x1b\ufffd\r"}, Element("em").Add(&Node{Text: "z"})),
		Element("q").Add(Element("strong").Add(&Node{Text: "no"}), Element("em").Add(&Node{Text: "gap"})),
		Element("e"))
	want := `<?xml version="1.0" encoding="UTF-8"?>
<a xmlns="u" k="&lt;&quot;&amp;&#xA;&#x9;'&gt;">
  <b>
    <c>one two</c>
  </b>
  <p>x &amp; &lt;y&gt;` + "\ufffd" + `&#xD;<em>z</em></p>
  <q><strong>no</strong><em>gap</em></q>
  <e/>
</a>
`
	if got := string(WriteXML(n)); got != want {
		t.Errorf("WriteXML() = %s, want %s", got, want)
	}
	if _, err := ReadXML(WriteXML(n), 1<<10); err != nil {
		t.Errorf("ReadXML(WriteXML()) = %v", err)
	}
}

func TestDirection(t *testing.T) {
	for tag, want := range map[string]string{
		"ar": "rtl", "AR-eg": "rtl", "he": "rtl", "fa-IR": "rtl", "az-Arab-IR": "rtl", "pa-Arab": "rtl", "ar-Latn": "", "en": "", "en-GB": "", "de-1996": "", "": "", "arn": "",
	} {
		if got := Direction(tag); got != want {
			t.Errorf("Direction(%q) = %q, want %q", tag, got, want)
		}
	}
	for tag, want := range map[string]string{"en-GB": "en-GB", "en_GB": "", "": "", "de ": "", "x-very-long-tag1": "x-very-long-tag1", "verylongtag": ""} {
		if got := Language(tag); got != want {
			t.Errorf("Language(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestDateTime(t *testing.T) {
	base := time.Date(2026, 11, 24, 12, 0, 0, 500_000_000, time.UTC)
	for offset, want := range map[int]string{
		0: "2026-11-24T12:00:00.5Z", 3600: "2026-11-24T13:00:00.5+01:00", -16200: "2026-11-24T07:30:00.5-04:30",
		15 * 3600: "2026-11-24T12:00:00.5Z", 3208: "2026-11-24T12:00:00.5Z",
	} {
		if got := DateTime(news.Time{Time: base.In(time.FixedZone("", offset))}); got != want {
			t.Errorf("DateTime(at offset %d) = %q, want %q", offset, got, want)
		}
	}
	if got := DateTime(news.Time{}); got != "" {
		t.Errorf("DateTime(none) = %q, want none", got)
	}
}

// TestReadBody holds that a body nests no deeper than may be read again, and
// keeps its words.
func TestReadBody(t *testing.T) {
	deep := strings.Repeat("<ul><li>", 150) + "word" + strings.Repeat("</li></ul>", 150)
	for _, in := range []string{"<p>word</p>", deep, strings.Repeat("<b>", 600) + "word", strings.Repeat(`<p><span lang="en">`, 90) + "word"} {
		got := ReadBody(in)
		if !strings.Contains(got.Content(), "word") {
			t.Errorf("ReadBody(%.20s…) = %q, want its words", in, got.Content())
		}
		if _, err := ReadXML(WriteXML(got), 1<<20); err != nil {
			t.Errorf("ReadXML(ReadBody(%.20s…)) = %v", in, err)
		}
	}
}
