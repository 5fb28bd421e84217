package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/ingest"
	"broadsheet/internal/wire/feed"
	"broadsheet/internal/wire/ninjs"
)

const killMessage = `{"standard":{"name":"ninjs","version":"3.1"},"uri":"urn:x:kill","version":"2","pubStatus":"canceled","headlines":[{"role":"main","value":"SECRET"}]}`

// file reads a file that a command wrote.
func (term *terminal) file(name string) []byte {
	term.t.Helper()
	raw, err := os.ReadFile(filepath.Join(term.folder, name))
	if err != nil {
		term.t.Fatal(err)
	}
	return raw
}

func TestWireConvertToOutput(t *testing.T) {
	term := newTerminal(t)
	a, b := term.write("a.json", message("urn:x:a", "Ferries sail again")), term.write("b.json", message("urn:x:b", "Ferries rest"))
	p := term.ok("wire", "convert", a, "-to", "ninjs", b)
	verdicts, err := ninjs.NewStrictChecker().Check([]byte(p.out))
	if err != nil || len(verdicts) != 2 || verdicts[0].Err() != nil || verdicts[1].Err() != nil {
		t.Errorf("%s prints %q, %v, want two valid documents", p.call, p.out, err)
	}
	p.says(`"urn:x:a"`, `"urn:x:b"`, `"The Courier"`, "<p>Two ferries left Hallen on Monday.</p>\\n<p>More are to follow.</p>")
	for format, words := range map[string]string{
		"rss": `<guid isPermaLink="false">urn:x:a</guid>`, "atom": "<id>urn:x:a</id>", "jsonfeed": `"id": "urn:x:a"`,
	} {
		p := term.ok("wire", "convert", "-to", format, "-name", "The Test", "-home", "https://test.example/", a, b)
		p.says(words, "The Test", "https://test.example/")
		if items, err := feed.Parse([]byte(p.out)); err != nil || len(items) != 2 || items[1].Headline != "Ferries rest" {
			t.Errorf("%s prints %q, %v, want a feed of both", p.call, p.out, err)
		}
	}
	if p := term.ok("wire", "convert", "-to", "rss", a); !strings.Contains(p.out, "<title>The Courier</title>\n    <link>http") {
		t.Errorf("%s prints %q, want the first title of the settings and its address", p.call, p.out)
	}
	if entries, err := os.ReadDir(term.folder); err != nil || len(entries) != 3 {
		t.Errorf("the folder holds %v, %v, want the settings and two messages: converting stores nothing", entries, err)
	}
}

// What a format cannot hold is said, and the rest is written.
func TestWireConvertSaysWhatIsLeftOut(t *testing.T) {
	term := newTerminal(t)
	a, kill := term.write("a.json", message("urn:x:a", "Ferries sail again")), term.write("kill.json", killMessage)
	for _, format := range []string{"rss", "jsonfeed"} {
		p := term.run("wire", "convert", "-to", format, a, kill)
		p.failed(1, `entry 2 of 2, "urn:x:kill", is left out: it is killed`)
		if !strings.Contains(p.out, "Ferries sail again") || strings.Contains(p.out, "SECRET") || strings.Contains(p.out, "urn:x:kill") {
			t.Errorf("%s prints %q, want the one that is not killed", p.call, p.out)
		}
	}
	term.ok("wire", "convert", "-to", "atom", a, kill).says(`<at:deleted-entry ref="urn:x:kill"`, "Ferries sail again")
	if p := term.ok("wire", "convert", "-to", "ninjs", kill); strings.Contains(p.out, "SECRET") || !strings.Contains(p.out, `"canceled"`) {
		t.Errorf("%s prints %q, want the kill without its copy", p.call, p.out)
	}
	whole := message("urn:x:cut", "Cut")
	p := term.run("wire", "convert", "-to", "atom", term.write("cut.json", whole[:80]), "missing.json", a)
	if p.code != 1 || !strings.Contains(p.errs, "convert: cut.json: ") || !strings.Contains(p.errs, "convert: missing.json: no such file or directory") {
		t.Errorf("%s = %d, %q, want 1 and both files named", p.call, p.code, p.errs)
	}
	if !strings.Contains(p.out, "Ferries sail again") {
		t.Errorf("%s prints %q, want the good file still", p.call, p.out)
	}
	p = term.run("wire", "convert", "-to", "rss", kill)
	p.failed(1, "it is killed")
	if p.out != "" {
		t.Errorf("%s prints %q, want nothing", p.call, p.out)
	}
}

func TestWireConvertToFolder(t *testing.T) {
	term := newTerminal(t)
	if err := os.MkdirAll(filepath.Join(term.folder, "in"), 0o755); err != nil {
		t.Fatal(err)
	}
	a := term.write("a.json", message("urn:x:a", "Ferries sail again"))
	two := term.write("in/a.json", "["+message("urn:x:b", "Ferries rest")+","+message("urn:x:c", "Ferries turn")+"]")
	p := term.ok("wire", "convert", a, two, "-to", "atom", "-o", "out/deep")
	if want := "a.json: out/deep/a.xml\nin/a.json: out/deep/a-2.xml\n"; p.out != want {
		t.Errorf("%s prints %q, want %q", p.call, p.out, want)
	}
	for file, n := range map[string]int{"out/deep/a.xml": 1, "out/deep/a-2.xml": 2} {
		if items, err := feed.Parse(term.file(file)); err != nil || len(items) != n {
			t.Errorf("%s holds %v, %v, want %d entries", file, items, err, n)
		}
	}
	term.ok("wire", "convert", a, two, "-to", "atom", "-o", "out/deep") // an earlier file is replaced
	if entries, err := os.ReadDir(filepath.Join(term.folder, "out", "deep")); err != nil || len(entries) != 2 {
		t.Errorf("out/deep holds %v, %v, want two files and no leftovers", entries, err)
	}
	before := string(term.file("a.json"))
	term.run("wire", "convert", a, "-to", "ninjs", "-o", ".").failed(1, "a.json: a.json is one of the files to convert; name another folder")
	if string(term.file("a.json")) != before {
		t.Error("wire convert -o . wrote over what it read")
	}
	kill := term.write("kill.json", killMessage)
	if p := term.run("wire", "convert", kill, a, "-to", "rss", "-o", "out"); p.code != 1 || !strings.Contains(p.errs, `kill.json: entry 1 of 1, "urn:x:kill", is left out`) || p.out != "a.json: out/a.xml\n" {
		t.Errorf("%s = %d, %q, %q, want the kill named and the other written", p.call, p.code, p.out, p.errs)
	}
}

// A format of one item a file wants a folder for several.
func TestConvertOfSingles(t *testing.T) {
	term := newTerminal(t)
	var out strings.Builder
	a := &app{out: &out}
	w := writer{name: "single", ext: ".one", write: ninjs.Write, single: true}
	from, err := (&app{now: func() time.Time { return morning }}).sender("Test", "https://test.example/")
	if err != nil {
		t.Fatal(err)
	}
	two := term.write("two.json", "["+message("urn:x:b", "Ferries rest")+","+message("urn:x:c", "Ferries turn")+"]")
	if err := a.convertToOutput(ingest.Reader{}, w, from, []string{two}); err == nil || !strings.Contains(err.Error(), "holds one item and there are 2; name a folder with -o") || out.String() != "" {
		t.Errorf("convertToOutput(two) = %v, %q, want that a folder is needed", err, out.String())
	}
	if err := a.convertToFolder(ingest.Reader{}, w, from, []string{two}, "out"); err != nil || out.String() != "two.json: out/two.one\ntwo.json: out/two-2.one\n" {
		t.Errorf("convertToFolder(two) = %v, %q, want a file for each item", err, out.String())
	}
	if raw := string(term.file("out/two-2.one")); !strings.Contains(raw, "urn:x:c") || strings.Contains(raw, "urn:x:b") {
		t.Errorf("out/two-2.one = %q, want the second item alone", raw)
	}
}

func TestWireConvertTypedWrongly(t *testing.T) {
	term := newTerminal(t)
	a := term.write("a.json", message("urn:x:a", "A"))
	for _, args := range [][]string{{"wire", "convert", a}, {"wire", "convert", a, "-to", "telex"}} {
		if p := term.run(args...); p.code != 2 || !strings.Contains(p.errs, "say -to and one of ninjs, newsml-g2, nitf, rss, atom, jsonfeed") {
			t.Errorf("%s = %d, %q, want 2 and the formats", p.call, p.code, p.errs)
		}
	}
	if p := term.run("wire", "convert", "-to", "rss"); p.code != 2 || !strings.Contains(p.errs, "name at least one file") {
		t.Errorf("%s = %d, %q, want 2", p.call, p.code, p.errs)
	}
	for _, w := range writers() {
		term.ok("wire", "convert", a, "-to", w.name)
	}
	term.run("wire", "convert", a, "-to", "rss", "-home", "courier").failed(1, "a feed needs the address of the site")
}

func TestWireCheck(t *testing.T) {
	term := newTerminal(t)
	good := term.write("good.json", message("urn:x:a", "A"))
	term.ok("wire", "check", good).says("good.json: valid ninjs 3.1\n")
	bad := term.write("bad.json", `[`+message("b c", "B")+`,{"uri":"urn:x:c","pubstatus":"killed","headlines":[],"\u001b[2J":1}]`)
	p := term.run("wire", "check", good, bad)
	p.failed(1, "bad.json: 1 of 2 documents not valid")
	want := "good.json: valid ninjs 3.1\nbad.json /0: valid ninjs 3.1\nbad.json /1: not valid ninjs 2.2, the newest that it looks like: it does not say its version\n" +
		"    /1/·[2J: ninjs 2.2 has no property \"\\x1b[2J\" here\n    /1/pubstatus: is \"killed\"; it must be one of \"usable\", \"withheld\", \"canceled\"\n"
	if p.out != want {
		t.Errorf("%s prints %q, want %q", p.call, p.out, want)
	}
	term.run("wire", "check", "-strict", bad).failed(1, "bad.json: 2 of 2 documents not valid")
	term.run("wire", "check", "-version", "1.0", good).failed(1, "good.json: 1 of 1 documents not valid")
	term.run("wire", "check", "-version", "9", good).failed(1, "no schema of ninjs \"9\"")
	term.run("wire", "check", term.write("a.xml", "<nitf/>")).failed(1, "a.xml: no ninjs")
	term.run("wire", "check", term.write("feed.json", `{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[]}`)).failed(1, "feed.json: no ninjs")
	term.run("wire", "check", term.write("cut.json", `{"uri":`)).failed(1, "cut.json: line 1")
	term.run("wire", "check", "missing.json").failed(1, "missing.json: no such file or directory")
	if p := term.run("wire", "check"); p.code != 2 {
		t.Errorf("%s = %d, want 2", p.call, p.code)
	}
	p = term.run("wire", "check", "-json", bad)
	lines := p.parsed()
	if len(lines) != 2 || lines[0]["valid"] != true || lines[1]["valid"] != false || lines[1]["place"] != "/1" || lines[1]["guid"] != "urn:x:c" || len(lines[1]["faults"].([]any)) != 2 {
		t.Errorf("%s prints %q, want a verdict a line", p.call, p.out)
	}
}
