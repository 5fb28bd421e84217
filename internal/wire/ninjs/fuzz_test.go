package ninjs

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"broadsheet/internal/news"
)

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		f.Add(readFile(f, file))
	}
	f.Add([]byte("\xff\xfe{\x00}\x00"))
	f.Add([]byte(`{"uri":"\ud800","version":1e400,"place":[{"geojson":{"type":"Point","coordinates":[1e999,"x"]}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := Parse(raw, nil)
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Parse() = %v, want ErrInvalid", err)
		}
		if err == nil && len(items) == 0 {
			t.Error("Parse() = no item and no error")
		}
		if len(items) > 0 && !Sniff(raw) {
			t.Error("Sniff() = false for a message with items")
		}
		for _, it := range items {
			if strings.TrimSpace(it.GUID) == "" || it.PubStatus == "" || it.Urgency < 0 || it.Urgency > 9 || !strings.HasPrefix(it.Format, "ninjs ") {
				t.Errorf("Parse() = guid %q, status %q, urgency %d, format %q, want them whole", it.GUID, it.PubStatus, it.Urgency, it.Format)
			}
			if it.EmbargoHold && !it.Embargo.IsZero() {
				t.Errorf("Parse() = held and embargoed until %v, want one", it.Embargo)
			}
			for _, p := range it.Places {
				if (p.Latitude == nil) != (p.Longitude == nil) || p.Latitude != nil && (*p.Latitude < -90 || *p.Latitude > 90) {
					t.Errorf("Parse() = place %+v, want it on the globe or nowhere", p)
				}
			}
			if text, err := json.Marshal(it); err != nil || !utf8.Valid(text) {
				t.Errorf("json.Marshal(item) = %v, want valid UTF-8", err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	raw := readFile(b, filepath.Join("testdata", "text-1x.json"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw, nil); err != nil {
			b.Fatal(err)
		}
	}
}
