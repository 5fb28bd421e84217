package cli

import (
	"errors"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// What the list says is what stops the deed, at the terminal, too.
func TestStoryCheckPlaceScheduleAndEmbargo(t *testing.T) {
	term := newTerminal(t)
	misused := func(args ...string) func(string) {
		return func(says string) {
			t.Helper()
			if p := term.run(args...); p.code != 2 || !strings.Contains(p.errs, says) {
				t.Errorf("%s = %d, %q, want 2 and %q", p.call, p.code, p.errs, says)
			}
		}
	}
	id := term.put("cw", "ferry", "Ferries sail again")
	term.ok("story", "check", id).says("warns   it has no standfirst", "byline  courier: Agency report: ")
	term.ok("story", "place", id, "-title", "courier", "-headline", "Our own words", "-note", "ask the harbour")
	misused("story", "place", id)("name -title")
	term.run("story", "place", id, "-title", "courier", "-section", "moon").failed(1, `no section "moon"`)
	misused("story", "embargo", id)("say -until TIME or -lift")
	term.ok("story", "embargo", id, "-until", "2026-11-23T15:00:00+01:00").says("story.embargoed")
	term.ok("story", "check", id).says("warns   it is under embargo until 23 November 2026, 15:00 CET")
	term.ok("story", "embargo", id, "-lift")
	term.ok("story", "publish", id, "-at", "2026-11-23T18:00:00+01:00").says("waits until")
	term.ok("story", "unschedule", id).says("courier/world held")
	misused("story", "publish", id, "-change", "tiny")("neither update, minor nor correction")
	term.run("story", "publish", id, "-change", "correction").failed(1, "say in a note for readers what was wrong")
	term.ok("story", "publish", id)
	r, _, err := term.readers("world/2026/11/23/our-own-words")
	if err != nil || r.Headline != "Our own words" {
		t.Errorf("Readers().Story() = %q, %v, want the title's own words", r.Headline, err)
	}
	term.run("story", "takedown", id, "-title", "courier").failed(1, "give a reason")
	term.ok("story", "takedown", id, "-title", "courier", "-reason", "A court has asked for it.")
	if _, _, err := term.readers("world/2026/11/23/our-own-words"); !errors.Is(err, news.ErrKilled) {
		t.Errorf("Readers().Story(taken down) = %v, want ErrKilled", err)
	}
	term.ok("story", "publish", id, "-title", "courier", "-change", "update", "-note", "Back again.").says("courier/world live")
	if p := term.ok("story", "check", "-json", id); !strings.Contains(p.out, `"checks"`) {
		t.Errorf("story check -json prints %q", p.out)
	}
}
