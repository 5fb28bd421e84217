package feed

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// corpus is where the public samples of feeds stand, beside the project. They
// are read and never copied.
var corpus = filepath.Join("..", "..", "..", "..", "shared", "data", "feedparser", "tests")

// corpusFiles returns the samples below a folder; without them the test is left
// out.
func corpusFiles(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(corpus, folder), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			out[name] = readFile(t, name)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("left out: the public samples are not at %s", corpus)
	}
	if err != nil || len(out) == 0 {
		t.Fatalf("%d samples in %s, %v", len(out), folder, err)
	}
	return out
}

// TestCorpusEndsWell reads all of feedparser's torture tests: each ends, soon,
// as items or as one clear reason.
func TestCorpusEndsWell(t *testing.T) {
	outcomes := map[string]int{}
	for name, raw := range corpusFiles(t, "") {
		start := time.Now()
		items, err := Parse(raw)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("Parse(%s) took %v, want less than 2s", name, took)
		}
		switch {
		case len(items) > 0 && err == nil:
			outcomes["items"]++
		case len(items) > 0:
			outcomes["items and a reason"]++
		case err == nil:
			t.Errorf("Parse(%s) = no items, no error, want one of them", name)
		case errors.Is(err, errNoEntry):
			outcomes["no entry"]++
		default:
			outcomes["reason: "+kindOfFault(err)]++
		}
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Parse(%s) = %v, want ErrInvalid", name, err)
		}
		if len(items) > 0 && !Sniff(raw) {
			t.Errorf("Sniff(%s) = false, want true of a feed with items", name)
		}
		for _, it := range items {
			if it.GUID == "" || strings.Contains(strings.ToLower(it.BodyHTML), "<script") {
				t.Errorf("Parse(%s) = guid %q, body %q, want both sound", name, it.GUID, it.BodyHTML)
			}
		}
	}
	for outcome, n := range outcomes {
		t.Logf("%5d %s", n, outcome)
	}
	if outcomes["items"] < 870 {
		t.Errorf("%d feeds gave items, want at least 870", outcomes["items"])
	}
}

// TestSniffLeavesOthers offers the files of other formats.
func TestSniffLeavesOthers(t *testing.T) {
	others := 0
	for _, folder := range []string{"newsml-g2", "ninjs", "dpa-g2", "dpa-7901"} {
		for name, raw := range corpusFiles(t, filepath.Join("..", "..", folder)) {
			others++
			if Sniff(raw) {
				t.Errorf("Sniff(%s) = true, want false", name)
			}
		}
	}
	if others < 200 {
		t.Errorf("offered %d files, want at least 200", others)
	}
}

// kindOfFault is what a fault is about, without its place.
func kindOfFault(err error) string {
	text, _, _ := strings.Cut(err.Error(), ": invalid")
	for _, known := range []string{"is no feed", "the message ends", "holds no XML element", "no element could be found", "its id, no link", "no id, no link"} {
		if strings.Contains(text, known) {
			return known
		}
	}
	return text
}

// expected finds what the samples say of the first entry's title or id.
var expected = regexp.MustCompile(`entries\[0\]\['(title|id)'\] == u?'([^'\\]*)'`)

// unlike are samples in which this house reads a title or id otherwise, and why.
var unlike = map[string]string{
	"entry_title_crazy.xml":                   "it stops where a regular expression would",
	"http_entry_id_base_docuri.xml":           "an id is no reference, and the address the feed came from is not known",
	"http_entry_id_base_content_location.xml": "an id is no reference, and the address the feed came from is not known",
	"item_title.xml":                          "it is of CDF, which is no feed here",
}

// TestCorpusTitles compares headlines and guids with what the samples say.
func TestCorpusTitles(t *testing.T) {
	compared := 0
	for name, raw := range corpusFiles(t, "wellformed") {
		m := expected.FindSubmatch(raw)
		if m == nil || unlike[filepath.Base(name)] != "" || strings.ContainsAny(string(m[2]), "<&") {
			continue
		}
		items, err := Parse(raw)
		if len(items) == 0 {
			if !errors.Is(err, errNoEntry) && string(m[2]) != "" {
				t.Errorf("Parse(%s) = %v, want an entry with %s %q", name, err, m[1], m[2])
			}
			continue
		}
		got := items[0].Headline
		if string(m[1]) == "id" {
			got = items[0].GUID
		}
		compared++
		if want := wire.Text(string(m[2])); got != want {
			t.Errorf("Parse(%s) = %s %q, want %q", name, m[1], got, want)
		}
	}
	if compared < 35 {
		t.Errorf("compared %d samples, want at least 35", compared)
	}
}

// TestCorpusEncodings looks for what the samples of encodings say they hold.
func TestCorpusEncodings(t *testing.T) {
	for name, raw := range corpusFiles(t, "encoding") {
		base := filepath.Base(name)
		if !strings.HasPrefix(base, "utf") && !strings.HasPrefix(base, "u16") || bytes.Contains(raw, []byte("Header:")) {
			continue
		}
		if !Sniff(raw) {
			t.Errorf("Sniff(%s) = false, want true", base)
		}
		if items, err := Parse(raw); len(items) == 0 && !errors.Is(err, errNoEntry) {
			t.Errorf("Parse(%s) = %v, want the feed read", base, err)
		}
	}
}
