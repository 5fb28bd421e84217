package cli

import (
	"testing"

	"broadsheet/internal/news"
)

func TestWireStatus(t *testing.T) {
	term := newTerminal(t)
	term.ok("wire", "put", "-source", "npa", term.write("a.json", message("a", "One")))
	term.run("wire", "put", "-source", "npa", term.write("b.json", "{"))
	term.ok("wire", "status").says("npa              last at 2026-11-23T09:00:00Z, 1 items in 24 h, 1 files in quarantine\n", "cw               nothing yet, 0 items")
	term.at = term.at.AddDate(0, 0, 2)
	var lines []news.WireStatus
	term.ok("wire", "status", "-json").json(&lines)
	if len(lines) != 2 || lines[1].Source != "npa" || lines[1].Items != 0 || lines[1].Waiting != 1 || lines[1].Last.IsZero() {
		t.Errorf("run(wire status -json) = %+v, want npa with its last item two days ago", lines)
	}
	if p := term.run("wire", "status", "-hours", "0"); p.code != 2 {
		t.Errorf("%s = %d, want 2", p.call, p.code)
	}
}
