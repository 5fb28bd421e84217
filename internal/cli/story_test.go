package cli

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

const ferryPath = "world/2026/11/23/ferries-sail-again"

func TestStoryFromHeldToKilled(t *testing.T) {
	term := newTerminal(t)
	id := term.put("cw", "ferry", "Ferries sail again")
	deed := func(want string, args ...string) {
		t.Helper()
		if p := term.ok(append([]string{"story"}, args...)...); p.out != want+"\n" {
			t.Errorf("%s prints %q, want %q", p.call, p.out, want)
		}
	}
	reads := func(want string) {
		t.Helper()
		if r, _, err := term.readers(ferryPath); err != nil || r.Headline != want {
			t.Errorf("Readers().Story() = %q, %v, want %q", r.Headline, err, want)
		}
	}

	if p := term.ok("story", "list"); p.out != id+"  2026-11-23T09:00:00Z  v1  courier/world held  Ferries sail again\n" {
		t.Errorf("%s prints %q, want the held story", p.call, p.out)
	}
	if _, _, err := term.readers(ferryPath); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Readers().Story(held) = %v, want ErrNotFound", err)
	}
	deed("story.published "+id+": courier/world live", "publish", id)
	reads("Ferries sail again")

	term.write("body.html", "<p>Three <i>new</i> words.</p><script>x</script>")
	deed("story.edited "+id+": courier/world live", "edit", "-headline", "All ferries sail again", id, "-body", "body.html")
	reads("Ferries sail again")
	deed("story.published "+id+": courier/world live", "publish", "-title", "courier", id)
	reads("All ferries sail again")

	term.run("story", "correct", id, "-headline", "Two ferries sail again").failed(1, "say in a note for readers what was wrong")
	deed("story.corrected "+id+": courier/world corrected", "correct", id, "-headline", "Two ferries sail again", "-note", "Two sail, not all.")
	reads("Two ferries sail again")

	p := term.ok("story", "show", id)
	p.says("story    "+id+" (rev 5)\n", "source   cw ferry\n", "stands   courier/world corrected\n", "on       courier/"+ferryPath+" (corrected, version 3)\n",
		"\n\nTwo ferries sail again\n\n<p>Three <em>new</em> words.</p>\n")
	if n := len(regexp.MustCompile(`(?m)^v[123] +2026-11-23T09:00:00Z  (take  agency:cw|edit  desk:\S+|correction  desk:\S+)  \d+ words  `).FindAllString(p.out, -1)); n != 3 {
		t.Errorf("%s prints %q, want three versions, %d found", p.call, p.out, n)
	}
	if r, _, _ := term.readers(ferryPath); r.Changes[len(r.Changes)-1].Note != "Two sail, not all." {
		t.Errorf("Readers().Story().Changes = %+v, want the note", r.Changes)
	}

	deed("story.takenDown "+id+": courier/world takenDown", "takedown", id, "-title", "courier", "-reason", "A court has asked for it.")
	if _, gone, err := term.readers(ferryPath); !errors.Is(err, news.ErrKilled) || gone.Why != news.GoneTaken || gone.Reason != "A court has asked for it." {
		t.Errorf("Readers().Story(taken down) = %+v, %v, want the reason", gone, err)
	}
	term.run("story", "kill", id).failed(1, "give a reason")
	deed("story.killed "+id+": killed", "kill", id, "-reason", "The report was invented.")
	if _, gone, err := term.readers(ferryPath); !errors.Is(err, news.ErrKilled) || gone.Why != news.GoneKilled || gone.Reason != "The report was invented." {
		t.Errorf("Readers().Story(killed) = %+v, %v, want the reason", gone, err)
	}
	term.ok("story", "list").says("v3  killed  Two ferries sail again")
	for _, args := range [][]string{{"publish", id}, {"edit", id, "-headline", "x"}, {"correct", id, "-headline", "x", "-note", "y"}, {"kill", id, "-reason", "z"}} {
		term.run(append([]string{"story"}, args...)...).failed(1, "withdrawn")
	}
}

func TestStoryThatAKillMayMean(t *testing.T) {
	term := newTerminal(t)
	id := term.put("cw", "ferry", "Ferries sail again")
	term.ok("story", "publish", id)
	term.ok("wire", "put", "-source", "cw", term.write("kill.eml", "From: Desk <desk@cw.example>\nMessage-ID: <k1@cw.example>\nSubject: KILL: Ferries sail again\n\nPlease kill it.\n"))
	if _, _, err := term.readers(ferryPath); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Readers().Story(frozen) = %v, want ErrNotFound", err)
	}
	term.ok("story", "list").says("frozen: kill or release")
	term.ok("story", "show", id).says("stands   frozen: kill or release", "look     The agency sent a kill")
	if p := term.ok("story", "release", id); p.out != "story.released "+id+": courier/world live\n" {
		t.Errorf("%s prints %q", p.call, p.out)
	}
	if r, _, err := term.readers(ferryPath); err != nil || r.Headline != "Ferries sail again" {
		t.Errorf("Readers().Story(released) = %q, %v, want the story", r.Headline, err)
	}
	term.run("story", "release", id).failed(1, "nothing the agency sent keeps it back")
}

func TestStoryDeedsRefuseClearly(t *testing.T) {
	term := newTerminal(t)
	id := term.put("cw", "ferry", "Ferries sail again")
	for _, c := range []struct{ line, says string }{
		{"show nobody", "broadsheet story show: story nobody: not found"},
		{"publish nobody", "story nobody: not found"},
		{"kill nobody -reason x", "story nobody: not found"},
		{"publish ID -title gazette", `no title "gazette"; there are courier`},
		{"publish ID -section moon", `no section "moon"; it has world, sport`},
		{"takedown ID -title gazette", `not on title "gazette"`},
		{"edit ID -body missing.html", "-body missing.html: no such file or directory"},
	} {
		args := append([]string{"story"}, strings.Fields(strings.ReplaceAll(c.line, "ID", id))...)
		p := term.run(args...)
		p.failed(1, c.says)
		if p.out != "" {
			t.Errorf("%s prints %q, want nothing", p.call, p.out)
		}
	}
}

func TestStoryPublishAtATimeAndUnderEmbargo(t *testing.T) {
	term := newTerminal(t)
	id := term.put("cw", "later", "Later")
	term.ok("story", "publish", id, "-at", "2026-11-23T15:00:00+01:00", "-section", "sport").says("courier/sport waits until 2026-11-23T14:00:00Z")
	if _, _, err := term.readers("sport/2026/11/23/later"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Readers().Story(scheduled) = %v, want ErrNotFound", err)
	}

	text := strings.Replace(message("embargo", "Under embargo"), `"type"`, `"embargoedUntil":"2026-11-23T12:00:00Z","type"`, 1)
	p := term.ok("wire", "put", "-source", "npa", term.write("embargo.json", text))
	embargoed := strings.Fields(p.out)[3]
	term.ok("story", "show", embargoed).says("embargo  2026-11-23T12:00:00Z\n", "courier/world waits until 2026-11-23T12:00:00Z")
	term.ok("story", "publish", embargoed).says("courier/world waits until 2026-11-23T12:00:00Z")
	term.ok("story", "publish", embargoed, "-lift-embargo").says("courier/world live")

	var lines []news.StoryLine
	term.ok("story", "list", "-limit", "1", "-json").json(&lines)
	if len(lines) != 1 || string(lines[0].Story.ID) != embargoed || lines[0].Headline != "Under embargo" || len(lines[0].Placements) != 1 {
		t.Errorf("run(story list -limit 1 -json) = %+v, want the newest alone", lines)
	}
}

func TestStoryDeedAsJSON(t *testing.T) {
	term := newTerminal(t)
	id := term.put("cw", "ferry", "Ferries sail again")
	term.at = term.at.Add(time.Hour)
	var got struct {
		Event      news.Event
		Story      news.Story
		Placements []news.Placement
	}
	term.ok("story", "publish", "-json", id).json(&got)
	if got.Event.Verb != news.VerbPublished || got.Event.N == 0 || !got.Event.At.Equal(term.at) || len(got.Event.Touched) != 1 {
		t.Errorf("run(story publish -json) = event %+v, want the deed of %v", got.Event, term.at)
	}
	if string(got.Story.ID) != id || len(got.Placements) != 1 || got.Placements[0].State != news.Live {
		t.Errorf("run(story publish -json) = %+v, want the story as it is now", got)
	}
	var shown struct{ Versions []news.Version }
	term.ok("story", "show", "-json", id).json(&shown)
	if len(shown.Versions) != 1 || shown.Versions[0].By != "agency:cw" {
		t.Errorf("run(story show -json) = %+v, want one version by agency:cw", shown)
	}
}
