package feed

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// all collects what Each yields.
func all(raw []byte) ([]news.WireItem, error) {
	var out []news.WireItem
	err := Each(raw, func(it news.WireItem) error { out = append(out, it); return nil })
	return out, err
}

// sameAsParse holds Each to what Parse reads: the same items, and an error where
// that has one.
func sameAsParse(t *testing.T, name string, raw []byte) {
	t.Helper()
	want, wantErr := Parse(raw)
	got, err := all(raw)
	if (err == nil) != (wantErr == nil) {
		t.Errorf("Each(%s) = %v, want %v", name, err, wantErr)
	}
	if len(got) != len(want) {
		t.Errorf("Each(%s) = %d items, want %d", name, len(got), len(want))
		return
	}
	for i := range got {
		// Parse alone sees the other entries, unless Each has left it to that.
		withoutShared(&got[i])
		withoutShared(&want[i])
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("Each(%s) item %d =\n%+v, want\n%+v", name, i, got[i], want[i])
		}
	}
}

// withoutShared drops what is said of entries that share a guid.
func withoutShared(it *news.WireItem) {
	it.Warnings = slices.DeleteFunc(it.Warnings, func(w string) bool { return strings.Contains(w, "entries of the feed have this guid") })
	if len(it.Warnings) == 0 {
		it.Warnings = nil
	}
}

func TestEachReadsWhatParseReads(t *testing.T) {
	n := 0
	for _, root := range []string{"testdata", "../../../../shared/data/feedparser"} {
		filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) == ".golden" {
				return nil
			}
			raw, err := os.ReadFile(path)
			if err != nil || !Sniff(raw) {
				return err
			}
			n++
			sameAsParse(t, path, raw)
			return nil
		})
	}
	if n == 0 {
		t.Error("no feed was read")
	}
}

// longFeed is a feed of n entries as a scanner would send its whole archive.
func longFeed(n int) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Norland harbours</title><language>en</language>`)
	for i := range n {
		fmt.Fprintf(&b, "\n<item><guid isPermaLink=\"false\">harbour-%d</guid><title>Notice %d to all boats</title><link>https://harbours.example/notices/%d</link><pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate><description>&lt;p&gt;The berth %d is closed for the day. Boats moor at the outer quay, where the harbour office has set out lines and fenders for them.&lt;/p&gt;</description></item>", i, i, i, i)
	}
	b.WriteString("\n</channel></rss>")
	return []byte(b.String())
}

func longJSON(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"version":"https://jsonfeed.org/version/1.1","title":"Norland harbours","items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"harbour-%d","url":"https://harbours.example/notices/%d","title":"Notice %d to all boats","content_html":"<p>The berth %d is closed for the day. Boats moor at the outer quay.</p>"}`, i, i, i, i)
	}
	b.WriteString(`],"language":"en"}`)
	return []byte(b.String())
}

// TestEachNeedsTheMemoryOfOneEntry reads 40,000 entries and looks at what is
// held in the middle of them.
func TestEachNeedsTheMemoryOfOneEntry(t *testing.T) {
	const n = 40_000
	for name, raw := range map[string][]byte{"RSS": longFeed(n), "JSON Feed": longJSON(n)} {
		held := func() int64 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return int64(m.HeapAlloc)
		}
		before, most, seen := held(), int64(0), 0
		err := Each(raw, func(it news.WireItem) error {
			if seen++; seen%10_000 == 5_000 {
				most = max(most, held()-before)
			}
			if it.Language != "en" || it.BodyHTML == "" {
				return fmt.Errorf("item %d = %+v, want language and body", seen, it)
			}
			return nil
		})
		if err != nil || seen != n {
			t.Errorf("Each(%s) = %d items, %v, want %d", name, seen, err, n)
		}
		if most > 8<<20 {
			t.Errorf("Each(%s) of %d bytes held %d bytes beside them, want at most 8 MiB", name, len(raw), most)
		}
	}
}

func TestEachEndsWithTheCallersError(t *testing.T) {
	stop := errors.New("enough")
	for _, raw := range [][]byte{longFeed(10), longJSON(10)} {
		n := 0
		err := Each(raw, func(news.WireItem) error {
			if n++; n == 3 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) || n != 3 {
			t.Errorf("Each() = %v after %d items, want the caller's error after 3", err, n)
		}
	}
}

func FuzzEach(f *testing.F) {
	f.Add(longFeed(3))
	f.Add(longJSON(3))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id></entry><title>t</title><deleted-entry xmlns="http://purl.org/atompub/tombstones/1.0" ref="a" when="2026-11-23T09:00:00Z"/></feed>`))
	f.Add([]byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><items><item/></items></channel><item><title>a</title></item></rdf:RDF>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1},{},3],"items":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if Sniff(raw) {
			sameAsParse(t, "fuzz", raw)
		}
	})
}
