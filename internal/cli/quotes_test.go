package cli

import "testing"

func TestQuotesPut(t *testing.T) {
	term := newTerminal(t)
	good := term.write("good.csv", "symbol,mic,last,prev_close,currency,as_of\nBP,XNYS,31.675,31.78,USD,2026-11-23T08:45:00Z\nRIO,XNYS,61.315,59.825,USD,2026-11-23T08:45:00Z\n")
	mixed := term.write("mixed.csv", "symbol,mic,last,as_of\nGSK,XNYS,38.42,2026-11-23T08:45:00Z\nBTI,XNYS,n0ne,2026-11-23T08:45:00Z\n")
	page := term.write("page.csv", "<!doctype html>")

	if p := term.ok("quotes", "put", good); p.out != "good.csv: 2 quotes taken, 0 unchanged or older, 0 refused\n" {
		t.Errorf("%s prints %q, want 2 taken", p.call, p.out)
	}
	p := term.run("quotes", "put", mixed, good)
	p.failed(1, "broadsheet quotes put: mixed.csv: line 3: ")
	if want := "mixed.csv: 1 quotes taken, 0 unchanged or older, 1 refused\ngood.csv: 0 quotes taken, 2 unchanged or older, 0 refused\n"; p.out != want {
		t.Errorf("%s prints %q, want %q", p.call, p.out, want)
	}
	term.run("quotes", "put", page).failed(1, "page.csv: ")
	term.run("quotes", "put", "missing.csv").failed(1, "broadsheet quotes put: missing.csv: no such file or directory")

	var taken struct {
		Accepted, UnchangedOrOlder int
		Problems                   []struct{ Place, Text string }
	}
	p = term.run("quotes", "put", "-json", mixed)
	p.failed(1, "line 3")
	if p.json(&taken); taken.Accepted != 0 || taken.UnchangedOrOlder != 1 || len(taken.Problems) != 1 || taken.Problems[0].Place != "line 3" {
		t.Errorf("%s = %+v, want 0 taken, 1 unchanged, line 3 refused", p.call, taken)
	}
}
