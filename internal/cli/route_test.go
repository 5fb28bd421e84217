package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/ingest"
	"broadsheet/internal/newscodes"
)

func TestWireRoute(t *testing.T) {
	term := newTerminal(t)
	file := term.write("a.json", `{"uri":"a","version":"1","type":"text","headlines":[{"value":"A ferry"}],"bodies":[{"contentType":"text/html","value":"<p>One.</p>"}]}`)
	term.ok("wire", "route", "-source", "npa", file).says("a.json: a\n", "rule 1, courier/world: publish now")
	term.ok("wire", "route", "-source", "cw", file).says("rule 1, courier/world: hold for the desk")
	var line ingest.Routed
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

const routing = `
data = "data"
[[title]]
id = "courier"
name = "The Courier"
language = "en"
time_zone = "Europe/Berlin"
territory = ["DE", "AT"]
code = "TC"
  [[title.section]]
  path = "world"
  name = "World"
  [[title.section]]
  path = "sport"
  name = "Sport"
[[source]]
id = "npa"
credit = "NPA"
  [[source.contract]]
  name = "live"
  profiles = ["live*"]
  [[source.rule]]
  keywords = ["horoscope"]
  publish = "discard"
  [[source.rule]]
  subjects = ["medtop:15000000"]
  not_keywords = ["chess"]
  urgency = "1-4"
  hours = "06:00-22:00"
  title = "courier"
  section = "sport"
  publish = "now"
[[source]]
id = "cw"
credit = "CW"
`

func TestWireRouteExplains(t *testing.T) {
	term := newTerminal(t)
	term.write("broadsheet.toml", routing)
	file := term.write("a.json", `{"uri":"a","version":"1","type":"text","profile":"live ticker","urgency":3,"usageterms":"AUSTRIA OUT. Ask first","subjects":[{"uri":"subj:15054000"}],"headlines":[{"value":"A match"}],"bodies":[{"contentType":"text/html","value":"<p>One.</p>"}]}`)
	day, night := "2026-11-23T12:00:00Z", "2026-11-23T22:00:00+01:00"
	term.ok("wire", "route", "-source", "npa", "-at", day, file).says("a.json: a\n", "  rule 1, every title: no: its keywords", "  rule 2, courier/sport: hold for the desk: the agency does not give it for AT")
	term.ok("wire", "route", "-source", "npa", "-at", night, file).says("rule 2, courier/sport: no: it is Mon 22:00 in Europe/Berlin, asked for 06:00-22:00")
	p := term.ok("wire", "route", "-explain", "-at", day, "-all", file)
	p.says("a.json: a from npa\n", `under contract "live"`, "the agency says: not in AT", "not understood: “Ask first”", "topics: subj:15054000, medtop:20001065, medtop:20000822, medtop:15000000",
		"no  keywords: its keywords (it has none)", "yes subjects: its subjects subj:15054000: medtop:15000000", "yes not_keywords:", "yes urgency: its urgency is 3, asked for 1-4", "yes hours: it is Mon 13:00",
		"a.json: a from cw\n", "the source has no rules")
	horoscope := term.write("h.json", `{"uri":"h","version":"1","type":"text","slugline":"HOROSCOPE","headlines":[{"value":"Stars"}],"bodies":[{"contentType":"text/html","value":"<p>One.</p>"}]}`)
	term.ok("wire", "route", "-source", "npa", horoscope).says("rule 1, every title: discard", "rule 2, courier/sport: no: rule 1 discards it", "rule 1 discards it: it is recorded")
	var line ingest.Routed
	p = term.ok("wire", "route", "-json", "-source", "npa", "-at", day, file)
	if err := json.Unmarshal([]byte(p.out), &line); err != nil || line.Contract != "live" || len(line.Limits.Out) != 1 || len(line.Rules) != 2 || line.Rules[0].Why == "" || line.Rules[1].Why != "" {
		t.Errorf("%s prints %q, %v; want the contract, the limits and both rules", p.call, p.out, err)
	}
	for _, args := range [][]string{{"-all", "-source", "npa", file}, {file}, {"-source", "npa", "-at", "noon", file}, {"-all"}} {
		if p := term.run(append([]string{"wire", "route"}, args...)...); p.code != 2 || !strings.Contains(p.errs, "usage: ") {
			t.Errorf("%s = %d, %q, want 2 and how to type it", p.call, p.code, p.errs)
		}
	}
	term.ok("wire", "put", "-source", "npa", horoscope).says("discarded: rule 1")
}

func TestWireTopics(t *testing.T) {
	term := newTerminal(t)
	term.ok("wire", "topics").says("1286 topics, newest change 2019-12-11", "medtop:15000000  sport\n")
	term.ok("wire", "topics", "subj:15054000").says("medtop:20001065  sport > competition discipline > soccer", "  de  Fußball\n", "subject codes  =subj:15054000")
	term.ok("wire", "topics", "medtop:20000881").says("retired 2017-07-04; medtop:20000877 canoeing stands for it")
	term.ok("wire", "topics", "politische", "Unruhen").says("political dissent")
	term.run("wire", "topics", "nothing such").failed(1, "no topic has the code or the words")
	var shown []shownTopic
	p := term.ok("wire", "topics", "-json", "15000000")
	if err := json.Unmarshal([]byte(p.out), &shown); err != nil || len(shown) != 1 || shown[0].Name != "sport" || len(shown[0].Below) == 0 {
		t.Errorf("%s prints %q, %v; want sport and what is below it", p.call, p.out, err)
	}
}

func TestWireTopicsFromTheOfficialFile(t *testing.T) {
	term := newTerminal(t)
	good := term.write("cptall.json", `{"conceptSet":[{"qcode":"medtop:15000000","modified":"2030-01-02T00:00:00+00:00","prefLabel":{"en-GB":"sport","nl":"sport"},"exactMatch":["http://cv.iptc.org/newscodes/subjectcode/15000000"]}]}`)
	bad := term.write("bad.json", `{"conceptSet":[{"qcode":"medtop:15000000"}]}`)
	term.run("wire", "topics", "-from", bad).failed(1, "bad.json: concept \"medtop:15000000\": it has no name")
	term.run("wire", "topics", "-from", "nowhere.json").failed(1, "nowhere.json")
	term.ok("wire", "topics").says("1286 topics")
	term.ok("wire", "topics", "-from", good).says("1 topics, newest change 2030-01-02")
	term.ok("wire", "topics").says("1 topics, newest change 2030-01-02, names in en, nl")
	name := filepath.Join("data", filepath.FromSlash(newscodes.File))
	if err := os.WriteFile(name, []byte("rubbish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := term.run("wire", "topics")
	if p.code != 0 || !strings.Contains(p.errs, "the shipped ones are used: line 1") || !strings.Contains(p.out, "1286 topics") {
		t.Errorf("%s = %d, %q, %q, want the shipped topics and why", p.call, p.code, p.out, p.errs)
	}
	term.write("broadsheet.toml", strings.Replace(routing, `"medtop:15000000"`, `"medtop:20000881", "medtop:99999999"`, 1))
	p = term.run("story", "list")
	for _, says := range []string{"the shipped ones are used", "rule 2 names medtop:20000881, which is retired; name medtop:20000877 (canoeing)", "rule 2 names medtop:99999999, which is no topic"} {
		if !strings.Contains(p.errs, says) {
			t.Errorf("%s complains %q, want %q", p.call, p.errs, says)
		}
	}
}
