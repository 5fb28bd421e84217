package anpa

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
	files, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		f.Add(wireFile(f, file))
	}
	f.Add([]byte("\x05\n\x01\x01\x02\x03\x04w0001\nr i \x14 BC-X 1-1\n^;;;;\n^\xff\xfe"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := Parse(raw, nil)
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Parse() = %v, want ErrInvalid", err)
		}
		if err == nil && len(items) == 0 {
			t.Error("Parse() = no item and no error")
		}
		if err == nil && len(raw) < 4096 && !Sniff(raw) {
			t.Error("Sniff() = false for a good file")
		}
		for _, it := range items {
			if !strings.HasPrefix(it.GUID, "anpa:") || strings.ContainsAny(it.GUID, "\n\x00") || it.Urgency < 1 || it.Urgency > 6 || it.PubStatus == "" {
				t.Errorf("Parse() = guid %q, urgency %d, status %q, want them whole", it.GUID, it.Urgency, it.PubStatus)
			}
			if it.EmbargoHold && !it.Embargo.IsZero() {
				t.Errorf("Parse() = held and embargoed until %v, want one", it.Embargo)
			}
			if text, err := json.Marshal(it); err != nil || !utf8.Valid(text) || strings.ContainsAny(it.BodyHTML+it.Headline, "\x01\x02\x03\x04\x07\x7f") {
				t.Errorf("json.Marshal(item) = %q, %v, want valid UTF-8 without controls", text, err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	raw := wireFile(b, filepath.Join("testdata", "text.txt"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw, nil); err != nil {
			b.Fatal(err)
		}
	}
}
