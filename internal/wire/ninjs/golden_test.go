package ninjs

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

// TestGolden reads each testdata/x.json and compares the items, and the error's
// text if there is one, with x.golden.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil || len(files) < 15 {
		t.Fatalf("found %d messages in testdata, %v; want all", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			items, err := Parse(readFile(t, file), nil)
			got := golden(t, items, err)
			name := strings.TrimSuffix(file, ".json") + ".golden"
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
