package anpa

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"

	"golang.org/x/net/html/charset"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads each testdata/x.txt and compares the items, and the error's
// text if there is one, with x.golden.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(files) < 18 {
		t.Fatalf("found %d messages in testdata, %v; want all", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw := wireFile(t, file)
			if !Sniff(raw) {
				t.Errorf("Sniff(%s) = false, want true", file)
			}
			items, err := Parse(raw, nil)
			got := golden(t, items, err)
			name := strings.TrimSuffix(file, ".txt") + ".golden"
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

// wireFile reads a message as it comes over the wire. In testdata the controls
// are written as their pictures (U+2401 for SOH); the name says if the line
// ends are CRLF and the letters windows-1252.
func wireFile(t testing.TB, name string) []byte {
	t.Helper()
	text := onWire(string(readFile(t, name)))
	if strings.Contains(name, "crlf") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if strings.Contains(name, "1252") {
		e, _ := charset.Lookup("windows-1252")
		raw, err := e.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	return []byte(text)
}

// onWire turns pictures of controls into controls.
func onWire(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x2400 && r < 0x2420:
			return r - 0x2400
		case r == 0x2421:
			return 0x7f
		}
		return r
	}, text)
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
