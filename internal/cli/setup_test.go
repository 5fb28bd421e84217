package cli

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// What was changed at the desk survives restarts, and the settings file has the
// word once when it changes.
func TestSettingsFileSeeds(t *testing.T) {
	term := newTerminal(t)
	term.ok("title", "show", "courier").says("name = \"The Courier\"", "[[section]]", "path = \"world\"")
	term.in = strings.Replace(term.ok("title", "show", "courier").out, "The Courier", "The Morning Courier", 1)
	term.ok("title", "set", "-").says("title courier is saved")
	term.ok("title", "set", "-").says("title courier is so already")
	for range 2 {
		term.ok("title", "list").says("The Morning Courier")
	}
	text := fmt.Sprintf(settings, filepath.Join(term.folder, "data"))
	term.write("broadsheet.toml", strings.Replace(text, "The Courier", "The Evening Courier", 1))
	if p := term.run("title", "list"); p.code != 0 || !strings.Contains(p.errs, `title \"courier\" is as the settings file has it now`) || !strings.Contains(p.out, "The Evening Courier") {
		t.Errorf("%s after a change of the file = %d, %q, %q, want the file's name and a word in the log", p.call, p.code, p.out, p.errs)
	}
	term.ok("title", "set", "-")
	term.ok("title", "list").says("The Morning Courier")
}

func TestTitleCommandsRefuseClearly(t *testing.T) {
	term := newTerminal(t)
	const second = "id = \"gazette\"\nname = \"The Gazette\"\nlanguage = \"en\"\ntime_zone = \"UTC\"\ncode = \"TG\"\n[[section]]\npath = \"world\"\nname = \"World\"\n"
	for change, says := range map[string]string{
		"code = \"TC\"":                  `title "courier" closes its sign-offs with the code "TC" already`,
		"hosts = [\"desk.localhost\"]":   "belongs to the desk",
		"sources = [\"reuters\"]":        `there is no source "reuters"`,
		"colour = \"red\"":               `unknown key "colour"`,
		"accent = \"#eeeeee\"":           "needs 4.5; choose a stronger colour",
		"wordmark = \"<svg><a/></svg>\"": "wordmark: it has no viewBox",
	} {
		key, _, _ := strings.Cut(change, " ")
		text := change + "\n" + second
		if key == "code" {
			text = strings.Replace(second, "code = \"TG\"", change, 1)
		}
		term.in = text
		term.run("title", "set", "-").failed(1, says)
	}
	term.in = second
	term.ok("title", "set", "-")
	term.ok("title", "list").says("gazette          TG     The Gazette")
	term.ok("title", "remove", "gazette")
	term.put("npa", "a", "One")
	term.run("title", "remove", "courier").failed(1, `source "cw" names it; take it out there first, or retire the title`)
	term.ok("title", "retire", "courier")
	term.put("npa", "b", "Two")
	term.ok("title", "list").says("retired 2026-11-23T09:00:00Z")
	var stories []news.StoryLine
	term.ok("story", "list", "-json").json(&stories)
	for _, s := range stories {
		if want := map[string]int{"One": 1, "Two": 0}[s.Headline]; len(s.Placements) != want {
			t.Errorf("story %q has %d placements, want %d", s.Headline, len(s.Placements), want)
		}
	}
	term.ok("title", "retire", "-undo", "courier")
	term.in = strings.Replace(strings.Replace(term.ok("title", "show", "courier").out, "[[section]]\n  path = \"world\"\n  name = \"World\"\n", "", 1), "\n\n\n", "\n", 1)
	term.run("title", "set", "-").failed(1, `section "world" cannot go: readers have 1 stories there`)
}

func TestSourceRulesWithDryRun(t *testing.T) {
	term := newTerminal(t)
	term.put("npa", "a", "One")
	term.in = "[[rule]]\nkeywords = [\"boats\"]\ntitle = \"courier\"\nsection = \"sport\"\npublish = \"now\"\n"
	term.ok("source", "rules", "npa", "-", "-dry-run", "10").says("was done: filed", "now:      rule 1, courier/world: publish now", "then:     no rule takes it", "1 of 1 items would go another way; nothing was changed")
	term.ok("source", "rules", "npa").says(`section = "world"`)
	term.ok("source", "rules", "npa", "-")
	term.ok("source", "rules", "npa").says(`section = "sport"`, `keywords = ["boats"]`)
	term.in = strings.Replace(term.in, "sport", "weather", 1)
	term.run("source", "rules", "npa", "-").failed(1, `rule 1 names section "weather", which title "courier" does not have`)
}

// A source made by command keeps its secrets to itself.
func TestSourceCommands(t *testing.T) {
	term := newTerminal(t)
	term.in = "id = \"dpx\"\nname = \"Delta Press\"\ncredit = \"DPX\"\nsilent_after = \"2h\"\n[[pull]]\nurl = \"https://x.example/top.xml?key=secret-one\"\nevery = \"1m\"\n[[ftp]]\nhost = \"ftp.example\"\nuser = \"u\"\nevery = \"1m\"\n"
	term.ok("source", "set", "-")
	term.in = "secret-two\n"
	term.ok("source", "secret", "dpx", "ftp_password")
	token := strings.TrimSpace(term.ok("source", "token", "dpx").out)
	if len(token) != 32 {
		t.Errorf("source token = %q, want 32 characters", token)
	}
	p := term.ok("source", "show", "dpx")
	p.says(`url = "https://x.example/top.xml"`, `silent_after = "2h0m0s"`, `host = "ftp.example"`)
	all := p.out + term.ok("source", "show", "dpx", "-json").out + term.ok("source", "list", "-json").out + term.ok("wire", "status", "-json").out
	if strings.Contains(all, "secret-") || strings.Contains(all, token) {
		t.Errorf("the commands print a secret: %s", all)
	}
	term.in = p.out // what is shown can be set, and the key stays
	term.ok("source", "set", "-").says("is so already")
	road := news.NewRoad("dpx", news.PullRoad, "https://x.example/top.xml?key=secret-one")
	term.run("wire", "road", "pause", string(road.ID)).failed(1, "not found")
	term.ok("source", "retire", "dpx")
	term.ok("source", "list").says("retired")
	term.ok("source", "remove", "dpx")
}

func TestInstrumentCommands(t *testing.T) {
	term := newTerminal(t)
	term.in = "symbol = \"BP\"\nmic = \"XNYS\"\nname = \"BP p.l.c.\"\nunit = \"USD\"\n"
	term.ok("instrument", "set", "-").says("instrument XNYS:BP is saved")
	term.ok("instrument", "list").says("XNYS:BP          USD      BP p.l.c.")
	term.in = term.ok("title", "show", "courier").out + "[bar]\ninstruments = [\"XNYS:BP\"]\n"
	term.ok("title", "set", "-")
	term.run("instrument", "remove", "XNYS:BP").failed(1, `the market bar of title "courier" shows it`)
	term.in = "symbol = \"B P\"\n"
	term.run("instrument", "set", "-").failed(1, "write 1 to 20 of")
	term.run("instrument", "remove", "XLON:RIO").failed(1, "not found")
}
