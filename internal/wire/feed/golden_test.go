package feed

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

var update = flag.Bool("update", false, "write the golden files anew")

// messages are the feeds in testdata.
func messages(t testing.TB) []string {
	t.Helper()
	var files []string
	for _, ext := range []string{"xml", "json"} {
		list, err := filepath.Glob(filepath.Join("testdata", "*."+ext))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, list...)
	}
	if len(files) < 14 {
		t.Fatalf("found %d messages in testdata; want all", len(files))
	}
	return files
}

// TestGolden reads each message in testdata and compares the items, and the
// error's text if there is one, with its golden file.
func TestGolden(t *testing.T) {
	for _, file := range messages(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw := readFile(t, file)
			if !Sniff(raw) {
				t.Errorf("Sniff(%s) = false, want true", file)
			}
			items, err := Parse(raw)
			got := golden(t, items, err)
			name := strings.TrimSuffix(file, filepath.Ext(file)) + ".golden"
			if *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := readFile(t, name); !bytes.Equal(got, want) {
				t.Errorf("Parse(%s) = %s\nwant %s", file, got, want)
			}
		})
	}
}

func golden(t testing.TB, items []news.WireItem, err error) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	for _, it := range items {
		if err := e.Encode(it); err != nil {
			t.Fatal(err)
		}
	}
	if err != nil {
		b.WriteString("error: " + err.Error() + "\n")
	}
	return b.Bytes()
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
