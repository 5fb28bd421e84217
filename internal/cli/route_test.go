package cli

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestWireRoute(t *testing.T) {
	term := newTerminal(t)
	file := term.write("a.json", `{"uri":"a","version":"1","type":"text","headlines":[{"value":"A ferry"}],"bodies":[{"contentType":"text/html","value":"<p>One.</p>"}]}`)
	term.ok("wire", "route", "-source", "npa", file).says("a.json: a\n", "rule 1, courier/world: publish now")
	term.ok("wire", "route", "-source", "cw", file).says("rule 1, courier/world: hold for the desk")
	var line routed
	p := term.ok("wire", "route", "-json", "-source", "npa", file)
	if err := json.Unmarshal([]byte(p.out), &line); err != nil || len(line.Rules) != 1 || line.Rules[0].Why != "" {
		t.Errorf("%s prints %q, %v; want one rule that places it", p.call, p.out, err)
	}
	term.run("wire", "route", "-source", "nobody", file).failed(1, `no source "nobody"`)
	term.run("wire", "route", "-source", "npa", term.write("cut.json", `{"uri":`)).failed(1, "cut.json")
	if list := term.ok("story", "list"); strings.Contains(list.out, "ferry") {
		t.Errorf("%s prints %q, want nothing filed", list.call, list.out)
	}
}
