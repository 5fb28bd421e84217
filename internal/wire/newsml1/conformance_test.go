package newsml1

import (
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// shared is where the public samples stand, beside the project. They are read
// and never copied.
var shared = filepath.Join("..", "..", "..", "..", "shared", "data")

// samples returns public samples by the names of their files; without them the
// test is left out.
func samples(t *testing.T, parts ...string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(append([]string{shared}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Skipf("left out: the public samples are not at %s", filepath.Join(shared, parts[0]))
	}
	out := map[string][]byte{}
	for _, name := range names {
		out[strings.TrimSuffix(filepath.Base(name), ".xml")] = read(t, name)
	}
	return out
}

// facts are what a reader of a file finds in it.
type facts struct {
	file, guid, version, language, headline, subheadline, slugline, dateline, created string
	instrument                                                                        string
	keywords                                                                          int
	// pictures are the role, type and number of files of each, and the width of
	// its first file in px.
	pictures string
	// contact is a telephone number that is for the newsroom.
	contact string
}

// releases are the facts of Business Wire's files, read in them by eye.
var releases = []facts{
	{file: "businesswire-newsml-20130515006361", guid: "urn:newsml:businesswire.com:20010714:20130515006361", version: "1", language: "en",
		headline:    "Dell Redefines Workstation Computing Boundaries with Smallest Tower and Most Powerful Rack Workstations",
		subheadline: "Offering powerful workstation performance at near desktop PC prices",
		slugline:    "TX-DELL", dateline: "ROUND ROCK, Texas", created: "2013-05-16T04:01:00Z", instrument: "NASDAQ:DELL", keywords: 9, contact: "512-300-3066",
		pictures: "logo picture 4 70; photo picture 4 72; photo picture 4 72"},
	{file: "businesswire-newsml-20130605006126", guid: "urn:newsml:businesswire.com:20010714:20130605006126", version: "1", language: "zh",
		headline: "Cambrios被Gartner評選為「最酷供應商」",
		slugline: "CA-CAMBRIOS-TECHNOLOGIES", dateline: "加州桑尼維爾", created: "2013-06-05T21:00:00Z", keywords: 13, contact: "415-397-7600",
		pictures: "logo picture 1 120"},
	{file: "businesswire-newsml-20130612006110", guid: "urn:newsml:businesswire.com:20010714:20130612006110", version: "1", language: "zh",
		headline: "APP发布“2020 可持续发展路线图”第三次工作进展报告，并将继续落实森林保护政策", subheadline: "旗下浆纸厂将于2013年8月全面停止接收天然林木材",
		slugline: "ASIA-PULP-&-PAPER-GROUP", dateline: "印尼雅加达", created: "2013-06-12T15:29:00Z", keywords: 12, contact: "51309901",
		pictures: "logo picture 1 120"},
	{file: "businesswire-newsml-20130731006140", guid: "urn:newsml:businesswire.com:20010714:20130731006140", version: "1", language: "en",
		headline:    "Lunch Taking a Toll? Let Applebee’s® Industrial Strength Lunch Decoy Stand In",
		subheadline: "With a Year’s Worth of Lunch Combos Starting at $6.99, New 62-Inch, 12-Gauge Vinyl Model",
		slugline:    "MO-APPLEBEE’S", dateline: "KANSAS CITY, Mo.", created: "2013-07-31T15:32:00Z", instrument: "NYSE:DIN", keywords: 10, contact: "816-877-5219",
		pictures: "video video 6 72; logo picture 3 107"},
}

func TestReleases(t *testing.T) {
	files := samples(t, "ninjs", "examples", "NewsML", "*.xml")
	if len(files) != len(releases) {
		t.Errorf("%d samples, want the %d that were read", len(files), len(releases))
	}
	for _, want := range releases {
		raw := files[want.file]
		if !Sniff(raw) {
			t.Errorf("Sniff(%s) = false, want true", want.file)
		}
		items, err := Parse(raw, nil)
		if err != nil || len(items) != 1 {
			t.Errorf("Parse(%s) = %d items, %v, want 1", want.file, len(items), err)
			continue
		}
		check(t, want, items[0])
		if got, all := shown(items[0].BodyHTML), bodyOf(t, raw); got != all {
			t.Errorf("Parse(%s).BodyHTML = %d bytes of words, want the %d of its Body", want.file, len(got), len(all))
		}
	}
}

func check(t *testing.T, want facts, got news.WireItem) {
	t.Helper()
	have := facts{file: want.file, guid: got.GUID, version: got.Version, language: got.Language, headline: got.Headline, subheadline: got.Subheadline,
		slugline: got.Slugline, dateline: got.Dateline, created: got.Created.Format("2006-01-02T15:04:05Z07:00"), keywords: len(got.Keywords), contact: want.contact}
	if len(got.Instruments) == 1 {
		have.instrument = got.Instruments[0].Exchange + ":" + got.Instruments[0].Symbol
	}
	if want.subheadline != "" && strings.HasPrefix(have.subheadline, want.subheadline) {
		have.subheadline = want.subheadline // of which only the beginning was read
	}
	var pictures []string
	for _, a := range got.Associations {
		pictures = append(pictures, fmt.Sprintf("%s %s %d %d", a.Rel, a.Type, len(a.Renditions), a.Renditions[0].Width))
	}
	have.pictures = strings.Join(pictures, "; ")
	if have != want {
		t.Errorf("Parse(%s) = %+v\nwant %+v", want.file, have, want)
	}
	if got.Type != news.TextItem || got.PubStatus != news.Usable || got.Provider != "Business Wire" || got.Profile != "News" || len(got.Warnings) > 0 {
		t.Errorf("Parse(%s) = type %q status %q provider %q profile %q warnings %q, want text, usable, Business Wire, News and none", want.file, got.Type, got.PubStatus, got.Provider, got.Profile, got.Warnings)
	}
	noted := slices.ContainsFunc(got.EditorialNotes, func(n news.EditorialNote) bool { return strings.Contains(n.Text, want.contact) })
	if !noted || strings.Contains(public(t, got), want.contact) {
		t.Errorf("Parse(%s): the contact %s is noted %v, want it in the editorial notes alone", want.file, want.contact, noted)
	}
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// shown returns the words of markup.
func shown(markup string) string {
	return strings.Join(strings.Fields(html.UnescapeString(anyTag.ReplaceAllString(markup, ""))), " ")
}

// bodyOf returns the words of the component with the role Body, cut out of the
// file without parsing it.
func bodyOf(t *testing.T, raw []byte) string {
	t.Helper()
	_, rest, ok := strings.Cut(string(raw), `<Role FormalName="Body"/>`)
	_, rest, in := strings.Cut(rest, "<body>")
	body, _, end := strings.Cut(rest, "</DataContent>")
	if !ok || !in || !end {
		t.Fatal("the sample has no Body")
	}
	return shown(body)
}

// TestOtherFormatsAreLeftAlone sniffs samples of other formats.
func TestOtherFormatsAreLeftAlone(t *testing.T) {
	n := 0
	for _, parts := range [][]string{{"newsml-g2", "examples", "*.xml"}, {"dpa-g2", "tests", "data", "output", "*.xml"}, {"feedparser", "tests", "wellformed", "*", "*.xml"}, {"ninjs", "examples", "3.0", "*.json"}} {
		for name, raw := range samples(t, parts...) {
			n++
			if Sniff(raw) {
				t.Errorf("Sniff(%s) = true, want false", name)
			}
		}
	}
	if n < 50 {
		t.Errorf("sniffed %d samples, want many", n)
	}
}
