package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWireDialects(t *testing.T) {
	term := newTerminal(t)
	term.ok("wire", "dialects").says("afp            shipped")
	folder := filepath.Join(term.folder, "data", "dialects")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(folder, "norland.toml")
	if err := os.WriteFile(own, []byte("about = \"Ours\"\nlanguage = \"nb\"\n[[label]]\ntext = '^URGENT: '\nmeans = \"update\"\nstrip = true\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if p := term.ok("wire", "dialects", "-json"); !strings.Contains(p.out, `{"name":"norland","from":"`+own) {
		t.Errorf("%s prints %q, want the newsroom's own with its file", p.call, p.out)
	}
	a := term.write("a.json", `{"uri":"a","headlines":[{"role":"main","value":"URGENT: Ferries sail"}],"bodies":[{"value":"Two ferries left."}]}`)
	term.ok("wire", "parse", "-dialect", "norland", a).says(`"dialect":"norland"`)
	items := term.ok("wire", "parse", "-dialect", "norland", a).parsed()
	if items[0]["headline"] != "Ferries sail" || items[0]["language"] != "nb" {
		t.Errorf("wire parse -dialect norland = %v, want the dialect applied", items[0])
	}
	term.run("wire", "parse", "-dialect", "norlant", a).failed(1, `no dialect "norlant"; there are afp`)
}

func TestWireDialectsCheck(t *testing.T) {
	term := newTerminal(t)
	good, bad := term.write("good.toml", "language = \"nb\"\n"), term.write("bad.toml", "langauge = \"nb\"\n")
	term.ok("wire", "dialects", "check", good).says("dialect good is sound")
	term.run("wire", "dialects", "check", good, bad).failed(1, `unknown key "langauge"; at the top may stand about, match, language`)
	term.run("wire", "dialects", "check", term.write("a.txt", "")).failed(1, "called NAME.toml")
	term.run("wire", "dialects", "check", "missing.toml").failed(1, "missing.toml")
	if p := term.run("wire", "dialects", "chekc", good); p.code != 2 {
		t.Errorf("%s = %d, want 2", p.call, p.code)
	}
}

// TestSourceOfUnknownDialect holds that a name typed wrongly is told before
// anything is filed.
func TestSourceOfUnknownDialect(t *testing.T) {
	term := newTerminal(t)
	text, err := os.ReadFile(filepath.Join(term.folder, "broadsheet.toml"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "[[source]]\n", "[[source]]\ndialect = \"afb\"\n", 1)
	if err := os.WriteFile(filepath.Join(term.folder, "broadsheet.toml"), []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	term.run("story", "list").failed(1, `no dialect "afb"; there are afp`)
}
