package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// parsed reads the items that wire parse printed, one JSON object a line.
func (p printed) parsed() []map[string]any {
	p.t.Helper()
	var out []map[string]any
	for line := range strings.Lines(p.out) {
		var item map[string]any
		if err := json.Unmarshal([]byte(line), &item); err != nil {
			p.t.Fatalf("%s prints %q, want JSON objects: %v", p.call, line, err)
		}
		out = append(out, item)
	}
	return out
}

func TestWireParse(t *testing.T) {
	term := newTerminal(t)
	a, b := term.write("a.json", message("a", "Ferries sail <again>")), term.write("b.json", message("b", "Ferries rest"))
	p := term.ok("wire", "parse", a, b)
	items := p.parsed()
	if len(items) != 2 {
		t.Fatalf("%s prints %d items, want 2", p.call, len(items))
	}
	for key, want := range map[string]any{"format": "ninjs 3.1", "guid": "a", "headline": "Ferries sail <again>", "pubStatus": "usable", "language": "en", "wordCount": 10.0,
		"bodyHtml": "<p>Two ferries left Hallen on Monday.</p>\n<p>More are to follow.</p>"} {
		if got := items[0][key]; got != want {
			t.Errorf("%s: %s = %v, want %v", p.call, key, got, want)
		}
	}
	if text, _ := items[0]["bodyText"].(string); !strings.HasPrefix(text, "Two ferries left Hallen on Monday.") || strings.Contains(text, "<") {
		t.Errorf("%s: bodyText = %q, want the body as plain text", p.call, text)
	}
	if items[1]["guid"] != "b" {
		t.Errorf("%s: second guid = %v, want b", p.call, items[1]["guid"])
	}
	if _, err := os.Stat("data"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Stat(data) = %v, want that parsing stores nothing", err)
	}
}

func TestWireParseOfBrokenFiles(t *testing.T) {
	term := newTerminal(t)
	good := term.write("good.json", message("good", "Good"))
	whole := message("cut", "Cut")
	for _, c := range []struct{ name, text, says string }{
		{"cut.json", whole[:len(whole)/2], "cut.json: "},
		{"empty.xml", "", "the file is empty"},
		{"text.txt", "Dear desk,\n", "unknown format"},
		{"picture.jpg", "\xff\xd8\xff\xe0", "picture ends in mid-file"},
		{"film.mp4", "\x00\x00\x00\x1cftypisom", "unknown format"},
		{"deep.json", strings.Repeat("[", 200_000), "deep.json: "},
	} {
		p := term.run("wire", "parse", term.write(c.name, c.text), good)
		p.failed(1, c.says)
		if items := p.parsed(); len(items) != 1 || items[0]["guid"] != "good" {
			t.Errorf("%s prints %q, want the good file's item still", p.call, p.out)
		}
	}
	term.run("wire", "parse", "missing.json").failed(1, "broadsheet wire parse: missing.json: no such file or directory")
	term.run("wire", "parse", ".").failed(1, "broadsheet wire parse: .: not a file")
}

func TestWirePut(t *testing.T) {
	term := newTerminal(t)
	file := term.write("ferry.json", message("ferry", "Ferries sail again"))
	term.run("wire", "put", "-source", "reuters", file).failed(1, `broadsheet wire put: no source "reuters"; there are cw, npa`)
	term.run("wire", "put", "-source", "npa", "missing.json").failed(1, "missing.json: no such file or directory")

	p := term.ok("wire", "put", file, "-source", "npa")
	if !regexp.MustCompile(`^ferry\.json: ferry filed [0-9a-f-]{36}\n$`).MatchString(p.out) {
		t.Errorf("%s prints %q, want ferry.json: ferry filed ID", p.call, p.out)
	}
	term.ok("wire", "put", "-source", "npa", file).says("ferry.json: ferry repeated: nothing changed")
	if r, _, err := term.readers("world/2026/11/23/ferries-sail-again"); err != nil || r.Headline != "Ferries sail again" || r.Agency != "NPA" {
		t.Errorf("Readers().Story() = %q of %q, %v, want Ferries sail again of NPA", r.Headline, r.Agency, err)
	}

	var taken struct {
		File  string
		Items []struct{ GUID, Outcome, Story string }
	}
	term.ok("wire", "put", "-json", "-source", "cw", file).json(&taken)
	if taken.File != "ferry.json" || len(taken.Items) != 1 || taken.Items[0].GUID != "ferry" || taken.Items[0].Outcome != "filed" || taken.Items[0].Story == "" {
		t.Errorf("run(wire put -json) = %+v, want the item filed", taken)
	}
}

// quarantined puts a file that cannot be filed and returns its id there.
func (term *terminal) quarantined(file, reason string) string {
	term.t.Helper()
	p := term.run("wire", "put", "-source", "npa", file)
	p.failed(1, "broadsheet wire put: "+file+": quarantined as ")
	p.failed(1, reason)
	m := regexp.MustCompile(`quarantined as ([0-9a-f-]{36}): `).FindStringSubmatch(p.complaint())
	if m == nil {
		term.t.Fatalf("%s = %q, want the id in quarantine", p.call, p.complaint())
	}
	return m[1]
}

func TestQuarantineOfTruncatedFile(t *testing.T) {
	term := newTerminal(t)
	if p := term.ok("wire", "quarantine", "list"); p.out != "nothing is in quarantine\n" {
		t.Errorf("%s prints %q, want that nothing is there", p.call, p.out)
	}
	whole := message("cut", "Cut short")
	file := term.write("cut.json", whole[:len(whole)-40])
	id := term.quarantined(file, "unexpected EOF")

	p := term.ok("wire", "quarantine", "list")
	if !regexp.MustCompile(`^` + id + `  2026-11-23T09:00:00Z  npa  cut\.json\n    \S.*\n$`).MatchString(p.out) {
		t.Errorf("%s prints %q, want the file with its time, source, name and reason", p.call, p.out)
	}
	term.ok("wire", "quarantine", "show", id).says("file     cut.json\n", "source   npa\n", fmt.Sprintf("size     %d bytes\n", len(whole)-40), "sha256   ", "reason   ", "Two ferries left Hallen")
	var q news.Quarantined
	term.ok("wire", "quarantine", "show", id, "-json").json(&q)
	if string(q.ID) != id || q.Name != "cut.json" || q.Reason == "" || q.Size != int64(len(whole)-40) {
		t.Errorf("run(wire quarantine show -json) = %+v, want the entry", q)
	}

	term.run("wire", "quarantine", "replay", id).failed(1, id+" still cannot be filed, and waits: ")
	if n := strings.Count(term.ok("wire", "quarantine", "list").out, "cut.json\n"); n != 1 {
		t.Errorf("run(wire quarantine list) lists the file %d times, want once", n)
	}
	term.run("wire", "quarantine", "show", "nobody").failed(1, "not found")
	term.run("wire", "quarantine", "replay", "nobody").failed(1, "not found")
	term.run("wire", "quarantine", "replay", "-all").failed(1, id+" still cannot be filed")
	if p := term.run("wire", "quarantine", "replay"); p.code != 2 || !strings.Contains(p.errs, "replay -all") {
		t.Errorf("%s = %d, %q, want 2 and what to say", p.call, p.code, p.errs)
	}
}

// What could not be filed under the old settings is filed by a replay under
// the new ones.
func TestQuarantineIsReplayedAfterAFix(t *testing.T) {
	term := newTerminal(t)
	raw, err := os.ReadFile("broadsheet.toml")
	if err != nil {
		t.Fatal(err)
	}
	old := string(raw)
	term.write("broadsheet.toml", strings.Replace(old, "[[title]]", "[wire]\nmax_mb = 1\n[[title]]", 1))
	large := term.write("large.json", message("large", "Large")+strings.Repeat(" ", 1<<20))
	id := term.quarantined(large, "wire.max_mb")
	term.write("broadsheet.toml", old)
	term.at = term.at.Add(time.Hour)
	p := term.ok("wire", "quarantine", "replay", id)
	p.says(id + ": large filed ")
	if r, _, err := term.readers("world/2026/11/23/large"); err != nil || r.Headline != "Large" {
		t.Errorf("Readers().Story() = %q, %v, want the replayed story", r.Headline, err)
	}
	term.ok("wire", "quarantine", "list").says("nothing is in quarantine")
	term.ok("wire", "quarantine", "list", "-all").says(id, "large.json (replayed 2026-11-23T10:00:00Z)")
	term.run("wire", "quarantine", "replay", id).failed(1, "changed meanwhile")
}

// An agency's bytes do not command the terminal they are shown on.
func TestTerminalIsNotCommanded(t *testing.T) {
	term := newTerminal(t)
	id := term.quarantined(term.write("escape.txt", "\x1b[2J\u009bDear desk\r\n"), "unknown format")
	term.put("npa", "escape", "Wiped \x1b[2J\u009bclean")
	for _, args := range [][]string{{"wire", "quarantine", "list"}, {"wire", "quarantine", "show", id}, {"story", "list"}, {"wire", "parse", "escape.json"}} {
		p := term.ok(args...)
		if strings.ContainsAny(p.out, "\x1b\u009b\r") {
			t.Errorf("%s prints %q, want no control characters", p.call, p.out)
		}
	}
}
