package cli

import (
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

var uuids = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// From a line of the plan to a story that readers have, at the terminal.
func TestPlanToStoryAtTheTerminal(t *testing.T) {
	term := newTerminal(t)
	term.ok("user", "add", "anna", "-name", "Test anna", "-role", "editor")
	term.run("desk", "add", "sport", "-members", "anna").failed(1, "give it a name")
	term.ok("desk", "add", "sport", "-name", "Sport", "-members", "anna").says("desk.changed sport")
	if p := term.ok("desk", "list"); p.out != "sport  Sport  anna\n" {
		t.Errorf("%s prints %q, want the desk", p.call, p.out)
	}
	template := uuids.FindString(term.ok("template", "save", "Match report", "-title", "courier", "-kicker", "Football", "-body", term.write("t.html", "<p>Score:</p><script>x</script>")).out)
	term.ok("template", "list").says(template + "  courier  Match report\n")

	term.run("plan", "add", "cup final", "-due", "15:30").failed(1, "name -title")
	term.run("plan", "add", "cup final", "-title", "courier", "-due", "soon").failed(1, "write 15:30")
	plan := uuids.FindString(term.ok("plan", "add", "cup final", "-title", "courier", "-due", "15:30", "-desk", "sport").out)
	if p := term.ok("plan", "list"); !strings.HasPrefix(p.out, plan+"  2026-11-23 15:30 ") || !strings.HasSuffix(p.out, "  planned  nobody yet  cup final\n") {
		t.Errorf("%s prints %q, want the item for today", p.call, p.out)
	}
	term.ok("plan", "assign", plan, "-who", "anna").says("assigned")

	p := term.ok("story", "begin", "-plan", plan, "-template", template, "-section", "sport")
	id := uuids.FindString(p.out)
	if p.out != "story.begun "+id+": courier/sport held\n" {
		t.Errorf("%s prints %q, want the story held in sport", p.call, p.out)
	}
	term.run("story", "begin", "-plan", plan).failed(1, "has its story already, "+id)
	term.run("story", "publish", id).failed(1, "headline")
	term.ok("story", "list").says("(no headline yet)")
	var f struct{ news.StoryFile }
	term.ok("story", "show", "-json", id).json(&f)
	if f.Story.Desk != "sport" || f.Latest.Slugline != "cup final" || f.Latest.Kicker != "Football" || f.Latest.Body != "<p>Score:</p>" {
		t.Errorf("story show = %+v, %+v, want the plan's name and the template's start", f.Story, f.Latest)
	}
	term.ok("story", "edit", id, "-headline", "Cup final played", "-body", term.write("b.html", "<p>The final was played on Monday.</p>"))
	term.ok("story", "send", id, "-to", "anna", "-note", "@anna read it, please").says("story.sent " + id)
	term.run("story", "send", id, "-to", "anna").failed(1, "it is with anna already")
	term.run("story", "send", id, "-to", "kim").failed(1, `nobody here is called "kim"`)
	term.ok("story", "note", id, "It", "is", "good.").says("story.noted")
	if p := term.ok("story", "note", id); !strings.Contains(p.out, "(with anna)  @anna read it, please\n") || !strings.HasSuffix(p.out, "  It is good.\n") {
		t.Errorf("%s prints %q, want the sending and the note", p.call, p.out)
	}
	term.ok("story", "spike", id).says("spiked by ")
	term.run("story", "publish", id).failed(1, "bring it back first")
	term.ok("story", "unspike", id)
	term.ok("story", "publish", id).says("courier/sport live")
	term.run("story", "spike", id).failed(1, "take it down there first")
	term.ok("plan", "done", plan).says("done")
	copied := uuids.FindString(term.ok("story", "begin", "-duplicate", id).out)
	term.ok("story", "show", copied).says("Cup final played")
	term.ok("story", "begin", "-follow-up", id).says("courier/sport held")
	if p := term.run("story", "begin", "-follow-up", id, "-duplicate", id); p.code != 2 || !strings.Contains(p.errs, "not both") {
		t.Errorf("%s = %d, %q, want 2 and why", p.call, p.code, p.errs)
	}

	term.ok("template", "retire", template)
	term.ok("template", "list").says("Match report  given up")
	term.ok("desk", "add", "sport", "-retire").says("desk.changed sport")
	term.ok("desk", "list").says("given up")
	term.at = morning.AddDate(0, 0, 1)
	term.ok("plan", "add", "late one", "-title", "courier", "-due", "2026-11-23 12:00", "-who", "anna")
	if p := term.ok("plan", "list"); !strings.Contains(p.out, "LATE assigned  anna  late one") || strings.Contains(p.out, "cup final") {
		t.Errorf("%s prints %q, want what is late alone", p.call, p.out)
	}
}
