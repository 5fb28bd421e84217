package newscodes

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

func tree(t testing.TB) *Tree {
	t.Helper()
	x, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// The shipped table is whole: a vocabulary with a hole routes copy wrongly and
// nobody sees it.
func TestShippedTableIsWhole(t *testing.T) {
	x := tree(t)
	top, retired := 0, 0
	for _, topic := range x.Topics() {
		if topic.Broader == "" {
			top++
		}
		if topic.Retired != "" {
			retired++
		}
		if topic.Names["en"] == "" || topic.Names["de"] == "" && topic.Code < "medtop:20001153" {
			t.Errorf("topic %s has the names %v, want English and German", topic.Code, topic.Names)
		}
		now, ok := x.Resolve(topic.Code)
		if !ok || now.Retired != "" {
			t.Errorf("Resolve(%s) = %+v, %v, want a topic in use", topic.Code, now, ok)
		}
		if topic.Retired == "" && topic.Broader != "" && x.topics[topic.Broader].Retired != "" {
			t.Errorf("topic %s stands under %s, which is retired", topic.Code, topic.Broader)
		}
	}
	if n := len(x.Topics()); n != 1286 || top != 17 || retired != 153 {
		t.Errorf("shipped: %d topics, %d at the top, %d retired, want 1286, 17, 153", n, top, retired)
	}
	if x.Snapshot != "2019-12-11" {
		t.Errorf("Snapshot = %q, want 2019-12-11", x.Snapshot)
	}
	licence, err := os.ReadFile("LICENCE.txt")
	if err != nil || !bytes.Contains(licence, []byte(x.Snapshot)) || !bytes.Contains(licence, []byte("creativecommons.org/licenses/by/4.0")) {
		t.Errorf("LICENCE.txt: %v; want the licence and the snapshot's date", err)
	}
}

func TestEverySubjectCodeIsOneTopicInUse(t *testing.T) {
	x := tree(t)
	seen := map[string]bool{}
	for _, topic := range x.Topics() {
		for _, s := range topic.Subjects {
			seen[s.Code] = true
			got, ok := x.Resolve("subj:" + s.Code)
			if !ok || got.Retired != "" {
				t.Errorf("Resolve(subj:%s) = %q, %v, want a topic in use", s.Code, got.Code, ok)
			}
			if s.Match == Exact && topic.Retired == "" && got.Code != topic.Code {
				t.Errorf("Resolve(subj:%s) = %s, want %s, which it is the same as", s.Code, got.Code, topic.Code)
			}
		}
	}
	if len(seen) != 959 || len(x.old) != 959 {
		t.Errorf("%d subject codes, %d of them mapped, want 959", len(seen), len(x.old))
	}
}

func TestResolve(t *testing.T) {
	x := tree(t)
	for _, c := range []struct{ in, want string }{
		{"medtop:20001065", "soccer"}, // any form of one topic
		{"http://cv.iptc.org/newscodes/mediatopic/20001065", "soccer"},
		{"https://cv.iptc.org/newscodes/mediatopic/20001065", "soccer"},
		{"HTTP://CV.IPTC.ORG/newscodes/mediatopic/20001065/", "soccer"},
		{"20001065", "soccer"},
		{" medtop:20001065\n", "soccer"},
		{"15000000", "sport"},
		{"subj:15000000", "sport"},
		{"subj:15054000", "soccer"},
		{"15054000", "soccer"},
		{"http://cv.iptc.org/newscodes/subjectcode/15054000", "soccer"},
		{"https://cv.iptc.org/newscodes/subjectcode/15054000", "soccer"},
		{"IPTC:15054000:Sport:Soccer", "soccer"},
		{"subj:15054999", "soccer"}, // a detail of it that is in no table
		{"subj:15999999", "sport"},
		{"subj:16009000", "war"},                        // two are the same as it, one of them retired
		{"subj:15030000", "horse racing"},               // the same
		{"subj:13002000", "technology and engineering"}, // broader than two topics: what is above both
		{"medtop:20000809", "corruption"},               // retired, replaced
		{"medtop:20000881", "canoeing"},                 // retired, nothing named
		{"medtop:20000163", "air and space accident and incident"},
	} {
		got, ok := x.Resolve(c.in)
		if !ok || x.Name(got, "en") != c.want {
			t.Errorf("Resolve(%q) = %q, %v, want %q", c.in, x.Name(got, "en"), ok, c.want)
		}
	}
	for _, in := range []string{"", "medtop:", "medtop:2000", "medtop:99999999", "subj:1505400", "subj:99000000", "99000000", "dpatopic:15000000", "sport", "http://cv.iptc.org/newscodes/genre/Current", "medtop:20001065x"} {
		if got, ok := x.Resolve(in); ok {
			t.Errorf("Resolve(%q) = %s, want none", in, got.Code)
		}
	}
}

func TestExpand(t *testing.T) {
	x := tree(t)
	for _, c := range []struct {
		in   []string
		want []string
	}{
		{nil, nil},
		{[]string{"desk:world", "desk:world"}, []string{"desk:world"}},
		{[]string{"medtop:20001065"}, []string{"medtop:20001065", "medtop:20000822", "medtop:15000000"}},
		{[]string{"subj:15054000"}, []string{"subj:15054000", "medtop:20001065", "medtop:20000822", "medtop:15000000"}},
		{[]string{"20000881"}, []string{"20000881", "medtop:20000881", "medtop:20000877", "medtop:20000822", "medtop:15000000"}},
		{[]string{"medtop:15000000", "medtop:20000822"}, []string{"medtop:15000000", "medtop:20000822"}},
	} {
		if got := x.Expand(c.in); !slices.Equal(got, c.want) {
			t.Errorf("Expand(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestNamesAndSearch(t *testing.T) {
	x := tree(t)
	sport, _ := x.Resolve("medtop:15000000")
	late, _ := x.Exactly("medtop:20001289")
	for _, c := range []struct {
		topic          Topic
		language, want string
	}{
		{sport, "de-AT", "Sport"}, {sport, "ar", "رياضة"}, {sport, "xx", "sport"}, {late, "de", x.Name(late, "en")}, {Topic{Code: "medtop:1"}, "en", "medtop:1"},
	} {
		if got := x.Name(c.topic, c.language); got != c.want {
			t.Errorf("Name(%s, %s) = %q, want %q", c.topic.Code, c.language, got, c.want)
		}
	}
	if got := x.Search("Sport", 3); len(got) != 3 || got[0].Code != sport.Code {
		t.Errorf("Search(Sport) = %v, want sport first of three", got)
	}
	if got := x.Search("politische unru", 5); len(got) == 0 || x.Name(got[0], "en") != "political dissent" {
		t.Errorf("Search(politische unru) = %v, want political dissent", got)
	}
	if got := x.Search("  ", 5); got != nil {
		t.Errorf("Search(nothing) = %v, want none", got)
	}
}

func TestTableIsWrittenAsRead(t *testing.T) {
	x := tree(t)
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), shipped) {
		t.Errorf("Write() differs from the shipped table")
	}
}

const header = "code\tbroader\tsubjects\tretired\treplaced\ten\n"

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "no topics",
		header:                             "no topics",
		"code\tname\n":                     "line 1: the columns",
		header + "01000000\t\t\t\t\n":      "line 2: it has 5 columns, not 6",
		header + "0100000\t\t\t\t\tarts\n": "no code of eight digits",
		header + "01000000\t\t\t\t\t\n":    "has no name",
		header + "01000000\t\t\tlast year\t\tarts\n":                                              "is no date",
		header + "01000000\t\t01000000\t\t\tarts\n":                                               "with its mark",
		header + "01000000\t20000001\t\t\t\tarts\n":                                               "which is not there",
		header + "01000000\t\t\t\t\tarts\n01000000\t\t\t\t\tarts\n":                               "line 3: topic medtop:01000000 occurs twice",
		header + "01000000\t02000000\t\t\t\tarts\n02000000\t01000000\t\t\t\tlaw\n":                "stands above itself",
		header + "01000000\t\t\t2019-01-01\t\tarts\n":                                             "nothing stands for it",
		header + "01000000\t\t\t2019-01-01\t02000000\ta\n02000000\t\t\t2019-01-01\t01000000\tb\n": "in a circle",
	} {
		_, err := Read(strings.NewReader(text))
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%q) = %v, want ErrInvalid with %q", text, err, want)
		}
	}
}

const official = `{"uri":"http://cv.iptc.org/newscodes/mediatopic/","conceptSet":[
{"uri":"http://cv.iptc.org/newscodes/mediatopic/15000000","qcode":"medtop:15000000","modified":"2024-10-01T10:00:00+00:00","prefLabel":{"en-US":"sports","en-GB":"sport","de":"Sport","pt-BR":"esporte"},"exactMatch":["http://cv.iptc.org/newscodes/subjectcode/15000000","http://www.wikidata.org/entity/Q349"]},
{"uri":"http://cv.iptc.org/newscodes/mediatopic/20001065","qcode":"medtop:20001065","prefLabel":{"en-GB":"soccer\n (association)"},"broader":["http://cv.iptc.org/newscodes/mediatopic/15000000"],"exactMatch":"http://cv.iptc.org/newscodes/subjectcode/15054000","broadMatch":["http://cv.iptc.org/newscodes/subjectcode/15000000"]},
{"uri":"http://cv.iptc.org/newscodes/mediatopic/20000001","prefLabel":{"en-US":"kicking"},"broader":"http://cv.iptc.org/newscodes/mediatopic/15000000","retired":"2025-02-03T00:00:00+00:00","changeNote":{"en-GB":"Retired 2025: use soccer (20001065) instead."}},
{"qcode":"medtop:20000003","prefLabel":{"en-GB":"throwing"},"broader":["medtop:15000000"],"retired":"2025-02-03","note":["Use 99999999, or nothing"],"narrowMatch":["https://cv.iptc.org/newscodes/subjectcode/15054001"]}
]}`

func TestReadOfficial(t *testing.T) {
	x, err := ReadOfficial(strings.NewReader(official))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	want := "# IPTC Media Topics. Copyright International Press Telecommunications Council, www.iptc.org; CC BY 4.0.\n# snapshot 2025-02-03\n" +
		"code\tbroader\tsubjects\tretired\treplaced\ten\tde\tpt\n" +
		"15000000\t\t=15000000\t\t\tsport\tSport\tesporte\n" +
		"20000001\t15000000\t\t2025-02-03\t20001065\tkicking\t\t\n" +
		"20000003\t15000000\t<15054001\t2025-02-03\t\tthrowing\t\t\n" +
		"20001065\t15000000\t=15054000,>15000000\t\t\tsoccer (association)\t\t\n"
	if b.String() != want {
		t.Errorf("ReadOfficial() writes\n%s, want\n%s", b.String(), want)
	}
	for in, want := range map[string]string{"medtop:20000001": "medtop:20001065", "medtop:20000003": "medtop:15000000", "subj:15054001": "medtop:15000000", "subj:15000000": "medtop:15000000"} {
		if got, ok := x.Resolve(in); !ok || got.Code != want {
			t.Errorf("Resolve(%s) = %s, %v, want %s", in, got.Code, ok, want)
		}
	}
	for text, want := range map[string]string{
		``:                           "not the IPTC's JSON",
		`[1]`:                        "not the IPTC's JSON",
		`{"title":"x"}`:              "no conceptSet",
		official[:len(official)-200]: "not the IPTC's JSON",
		`{"conceptSet":[{"qcode":"subj:15000000","prefLabel":{"en":"x"}}]}`:                                 "no Media Topic",
		`{"conceptSet":[{"qcode":"medtop:15000000"}]}`:                                                      "has no name",
		`{"conceptSet":[{"qcode":"medtop:15000000","prefLabel":{"en":"x"},"retired":"long ago"}]}`:          "is no date",
		`{"conceptSet":[{"qcode":"medtop:15000000","prefLabel":{"en":"x"},"broader":["medtop:20000001"]}]}`: "is not there",
	} {
		if _, err := ReadOfficial(strings.NewReader(text)); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadOfficial(%.60q) = %v, want ErrInvalid with %q", text, err, want)
		}
	}
}

func TestOpenPrefersTheFolder(t *testing.T) {
	folder := t.TempDir()
	x, err := Open(folder)
	if err != nil || len(x.Topics()) != 1286 {
		t.Fatalf("Open(empty folder) = %d topics, %v, want the shipped ones", len(x.Topics()), err)
	}
	name := filepath.Join(folder, filepath.FromSlash(File))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text   string
		topics int
		says   string
	}{
		{header + "01000000\t\t\t\t\tarts\n", 1, ""},
		{"rubbish\n", 1286, "the shipped ones are used"},
	} {
		if err := os.WriteFile(name, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		x, err := Open(folder)
		if x == nil || len(x.Topics()) != c.topics || (err != nil) != (c.says != "") || err != nil && (!strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "line 1")) {
			t.Errorf("Open(%q) = %v, %v, want %d topics, error %q", c.text, x, err, c.topics, c.says)
		}
	}
}

func BenchmarkExpand(b *testing.B) {
	x := tree(b)
	for b.Loop() {
		x.Expand([]string{"subj:15054000", "medtop:20000163", "desk:world"})
	}
}

func BenchmarkShipped(b *testing.B) {
	for b.Loop() {
		tree(b)
	}
}
