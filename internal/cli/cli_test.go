package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/config"
)

func TestHelp(t *testing.T) {
	term := newTerminal(t)
	for _, args := range [][]string{nil, {"help"}, {"-h"}, {"-help"}, {"--help"}} {
		p := term.ok(args...)
		for _, c := range commands() {
			p.says("  "+c.name, c.short)
		}
	}
	p := term.run("story", "edit", "-h")
	for _, text := range []string{"broadsheet story edit: add a version", "usage: broadsheet story edit [flags] ID", "-headline TEXT", "-config FILE", "-json"} {
		if !strings.Contains(p.errs, text) {
			t.Errorf("%s prints %q, want it to say %q", p.call, p.errs, text)
		}
	}
	if p.code != 0 {
		t.Errorf("%s = %d, want 0", p.call, p.code)
	}
}

func TestTypedWrongly(t *testing.T) {
	term := newTerminal(t)
	for _, c := range []struct{ line, says string }{
		{"frobnicate now please", "broadsheet: no command \"frobnicate now\"; `broadsheet help` lists them\n"},
		{"wire", "no command \"wire\""},
		{"story rewrite", "no command \"story rewrite\""},
		{"-json version", "no command \"-json version\""},
		{"version -colour", "flag provided but not defined: -colour"},
		{"story list -limit many", "invalid value \"many\" for flag -limit"},
		{"version 2", "nothing is done with \"2\"\nusage: broadsheet version [flags]"},
		{"config settings.toml", "nothing is done with \"settings.toml\""},
		{"migrate up", "nothing is done with \"up\""},
		{"wire parse", "name at least one file"},
		{"wire put a.json", "name -source and at least one file"},
		{"wire put -source npa", "name -source and at least one file"},
		{"wire quarantine", "say list, show ID, replay ID…, replay -all or discard ID… -reason WHY"},
		{"wire quarantine replay", "say list, show ID, replay ID…, replay -all or discard ID… -reason WHY"},
		{"quotes put", "name at least one file"},
		{"story show", "name one story ID"},
		{"story show a b", "name one story ID"},
		{"story publish a -at soon", "-at \"soon\" is not a time such as"},
		{"story edit a", "say what changes: -headline"},
		{"story correct a -note wrong", "say what changes: -headline"},
		{"story takedown a", "name -title"},
	} {
		p := term.run(strings.Fields(c.line)...)
		if p.code != 2 || p.out != "" || !strings.Contains(p.errs, c.says) {
			t.Errorf("%s = %d, %q, want 2 saying %q", p.call, p.code, p.errs, c.says)
		}
	}
}

func TestVersion(t *testing.T) {
	term := newTerminal(t)
	var v struct{ Version, Go string }
	term.ok("version", "-json").json(&v)
	if v.Version != release || v.Go != runtime.Version() {
		t.Errorf("run(version -json) = %+v, want %s of %s", v, release, runtime.Version())
	}
	var out, errs strings.Builder
	if code := Main([]string{"version"}, strings.NewReader(""), &out, &errs); code != 0 || errs.Len() > 0 || !regexp.MustCompile(`^broadsheet \d+\.\d+\.\d+ .*go\d.*\n$`).MatchString(out.String()) {
		t.Errorf("Main(version) = %d, %q, %q, want one line with the version", code, out.String(), errs.String())
	}
}

func TestConfig(t *testing.T) {
	term := newTerminal(t)
	if p := term.ok("config"); p.out != config.Manual() {
		t.Errorf("%s prints %q, want the manual", p.call, p.out)
	}
	if p := term.ok("config", "-check"); p.out != "good: 1 titles, 2 sources, 0 instruments\n" {
		t.Errorf("%s prints %q, want good: 1 titles, 2 sources, 0 instruments", p.call, p.out)
	}
	bad := term.write("bad.toml", "listen = \":1\"\nlisen = \":2\"\n")
	term.run("config", "-check", "-config", bad).failed(1, `settings bad.toml: unknown key "lisen"`)
	term.run("story", "list", "-config", bad).failed(1, `unknown key "lisen"`)
	term.run("config", "-check", "-config", "missing.toml").failed(1, "missing.toml")
}

func TestMigrate(t *testing.T) {
	term := newTerminal(t)
	first := term.ok("migrate")
	if !regexp.MustCompile(`^sqlite:.*broadsheet\.db is at migration [1-9]\d*\n$`).MatchString(first.out) {
		t.Errorf("%s prints %q, want the store and its migration", first.call, first.out)
	}
	if again := term.ok("migrate"); again.out != first.out {
		t.Errorf("%s again prints %q, want %q", again.call, again.out, first.out)
	}
	t.Setenv("BROADSHEET_STORE", "mysql://someone:secret@host/db")
	p := term.run("migrate")
	p.failed(1, "sqlite: or postgres://")
	if strings.Contains(p.errs, "secret") {
		t.Errorf("%s prints the password: %q", p.call, p.errs)
	}
}

func TestFlagsBeforeAndAfterArguments(t *testing.T) {
	term := newTerminal(t)
	id := term.put("npa", "flags", "Flags stand anywhere")
	want := term.ok("story", "show", "-json", id).out
	for _, args := range [][]string{{"story", "show", id, "-json"}, {"story", "show", "-json=true", "--", id}, {"story", "show", id, "-config", "broadsheet.toml", "-json"}} {
		if p := term.ok(args...); p.out != want {
			t.Errorf("%s prints %q, want %q", p.call, p.out, want)
		}
	}
	term.write("-dash.json", message("dash", "A dash"))
	term.ok("wire", "parse", "--", "-dash.json").says(`"guid":"dash"`)
	if p := term.run("wire", "parse", "-dash.json"); p.code != 2 {
		t.Errorf("%s = %d, want 2: it is no flag", p.call, p.code)
	}
}

func TestBodyClean(t *testing.T) {
	term := newTerminal(t)
	term.in = `<div><p onclick="steal()">Two <b>ferries</b>.</p><script>steal()</script></div>`
	if p := term.ok("body", "clean"); p.out != "<p>Two <strong>ferries</strong>.</p>\n" {
		t.Errorf("%s prints %q, want the paragraph alone", p.call, p.out)
	}
}

// lines hands on what is written to it, a line at a time.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p) // the log writes each line whole
	return len(p), nil
}

// rest is what was written and not read yet.
func (l lines) rest() string {
	text := ""
	for {
		select {
		case line := <-l:
			text += line
		default:
			return text
		}
	}
}

func TestServe(t *testing.T) {
	term := newTerminal(t)
	term.put("npa", "ferry", "Ferries sail again")
	t.Setenv("BROADSHEET_QUOTES_TOKEN", "token")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	log, done := make(lines, 1000), make(chan int, 1)
	var out strings.Builder
	go func() {
		done <- run(ctx, &app{out: &out, err: log, now: time.Now}, []string{"serve", "-listen", "127.0.0.1:0"})
	}()
	address := ""
	for address == "" {
		select {
		case line := <-log:
			if m := regexp.MustCompile(`msg=serving at=(http://\S+)/`).FindStringSubmatch(line); m != nil {
				address = m[1]
			}
		case code := <-done:
			t.Fatalf("run(serve) = %d before it served, saying %q", code, log.rest())
		}
	}
	for path, want := range map[string]int{"/api/health": 200, "/@courier/": 200, "/@courier/world/2026/11/23/ferries-sail-again": 200, "/@courier/world/2026/11/23/nothing": 404, "/api/quotes": 404} {
		resp, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("GET %s = %d, want %d", path, resp.StatusCode, want)
		}
	}
	cancel()
	if code := <-done; code != 0 || out.Len() > 0 {
		t.Errorf("run(serve), ended = %d, %q, want 0 and no output", code, out.String())
	}
	term.run("serve", "-listen", "nowhere").failed(1, "-listen HOST:PORT chooses another address")
}

func TestDataFolderIsMade(t *testing.T) {
	term := newTerminal(t)
	term.ok("story", "list")
	for _, name := range []string{"broadsheet.db", "blobs"} {
		if found, err := filepath.Glob(filepath.Join(term.folder, "data", name)); err != nil || len(found) != 1 {
			t.Errorf("Glob(data/%s) = %v, %v, want it made", name, found, err)
		}
	}
	var list []json.RawMessage
	if term.ok("story", "list", "-json").json(&list); list == nil || len(list) != 0 {
		t.Errorf("run(story list -json) = %v, want an empty list", list)
	}
}
