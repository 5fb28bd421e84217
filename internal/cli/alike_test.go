package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// long is a message with enough words to be compared by.
func long(guid, headline, swap string) string {
	var words []string
	for i := range 80 {
		words = append(words, fmt.Sprintf("word%d", i*i))
	}
	text := strings.Replace(strings.Join(words, " "), "word1600", swap, 1)
	return strings.Replace(message(guid, headline), "Two ferries left Hallen on Monday.", text, 1)
}

func (term *terminal) putText(source, guid, text string) string {
	term.t.Helper()
	return strings.Fields(term.ok("wire", "put", "-source", source, term.write(guid+".json", text)).out)[3]
}

func TestStoryAlike(t *testing.T) {
	term := newTerminal(t)
	a := term.putText("npa", "a", long("a", "Ferries sail", "word1600"))
	b := term.putText("cw", "b", long("b", "Ferries sail again", "other"))
	c := term.put("cw", "c", "Nothing like it")
	term.ok("story", "show", a).says("\nsame     "+b+"  ", " %  cw  Ferries sail again\n")
	term.ok("story", "show", b).says("look     The same text came from NPA as “Ferries sail” (a).\n", "\nsame     "+a+"  ")
	if p := term.ok("story", "show", c); strings.Contains(p.out, "same ") {
		t.Errorf("%s prints %q, want no link", p.call, p.out)
	}
	var shown struct{ Alike []news.AlikeLine }
	term.ok("story", "show", "-json", a).json(&shown)
	if len(shown.Alike) != 1 || string(shown.Alike[0].Other) != b || shown.Alike[0].Kind != news.AlikeSame || shown.Alike[0].Score < .8 || shown.Alike[0].Headline != "Ferries sail again" {
		t.Errorf("run(story show -json) = %+v, want the link", shown.Alike)
	}
	term.ok("story", "alike").says(a+"  npa  Ferries sail\n"+b+"  cw  Ferries sail again\n", "\n  same ")
	var clusters []cluster
	term.ok("story", "alike", "-since", "24h", "-json").json(&clusters)
	if len(clusters) != 1 || len(clusters[0].Stories) != 2 || len(clusters[0].Links) != 1 {
		t.Errorf("run(story alike -json) = %+v, want one cluster of two", clusters)
	}

	if p := term.ok("story", "unlink", b, a); p.out != "story.unlinked "+b+" "+a+"\n" {
		t.Errorf("%s prints %q", p.call, p.out)
	}
	if p := term.ok("story", "unlink", a, b); p.out != "nothing to change\n" {
		t.Errorf("%s prints %q", p.call, p.out)
	}
	term.ok("story", "show", a).says("Ferries sail again (unlinked by desk:")
	if p := term.ok("story", "alike"); p.out != "" {
		t.Errorf("%s prints %q, want nothing", p.call, p.out)
	}
	if p := term.ok("story", "alike", "-json"); strings.TrimSpace(p.out) != "[]" {
		t.Errorf("%s prints %q, want an empty list", p.call, p.out)
	}
	term.ok("story", "link", "-kind", "take", c, a).says("story.linked " + c + " " + a + "\n")
	term.ok("story", "show", c).says("\ntake     " + a + "    0 %  npa  Ferries sail (linked by desk:")
	term.at = term.at.Add(25 * time.Hour)
	if p := term.ok("story", "alike"); p.out != "" {
		t.Errorf("%s prints %q, want nothing a day later", p.call, p.out)
	}
	if p := term.run("story", "link", a); p.code != 2 || !strings.Contains(p.errs, "name two stories by their IDs") {
		t.Errorf("%s = %d, %q, want 2 and what is missing", p.call, p.code, p.errs)
	}
	term.run("story", "link", a, a).failed(1, "name two stories")
	term.run("story", "link", a, "nobody").failed(1, "story nobody: not found")
	term.run("story", "link", "-kind", "twin", a, b).failed(1, `kind "twin" is none of`)
}
