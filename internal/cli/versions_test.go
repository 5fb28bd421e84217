package cli

import (
	"strings"
	"testing"
)

// A take that an agency sends to a story the desk has edited is told, shown,
// merged, and no longer waits; older words can be compared and restored.
func TestStoryVersionsAndMerge(t *testing.T) {
	term := newTerminal(t)
	id := term.put("cw", "ferry", "Ferries sail again")
	term.ok("story", "edit", id, "-headline", "All ferries sail again")
	term.ok("story", "merge", "-show", id).says("No take lies beside the desk's words.")

	second := strings.NewReplacer(`"version":"1"`, `"version":"2"`, "Two ferries", "Three ferries", "More are to follow.</p>", "More are to follow.</p><p>The harbour is open.</p>").Replace(message("ferry", "Ferries sail again"))
	term.ok("wire", "put", "-source", "cw", term.write("ferry2.json", second)).says("attached")

	term.ok("story", "versions", id).says("beside  2026-11-23T09:00:00Z  take (take 2)  agency:cw  ", "+1 ¶, 1 ¶ changed, lead changed",
		"v2      2026-11-23T09:00:00Z  edit (take 1)  desk:", "new headline\n", "v1      2026-11-23T09:00:00Z  take (take 1)  agency:cw  ", "first version")
	term.ok("story", "merge", "-show", id).says("Take 2 of agency:cw, 2026-11-23T09:00:00Z. One paragraph added, one paragraph changed. Your edits do not touch them.",
		"headline: mine", "paragraph 1: theirs\n  theirs  [-Two-]{+Three+} ferries left Hallen on Monday.")
	term.ok("story", "merge", id).says("story.merged " + id)
	term.ok("story", "show", id).says("All ferries sail again\n\n<p>Three ferries left Hallen on Monday.</p>\n<p>More are to follow.</p>\n<p>The harbour is open.</p>")
	term.run("story", "merge", id).failed(1, "built on its newest take")

	term.ok("story", "name", id, "2", "-name", "Before the merge").says("story.named")
	term.ok("story", "versions", "-limit", "2", id).says("“Before the merge”")
	term.ok("story", "compare", id, "1", "3").says("Headline changed, one paragraph added, one paragraph changed.\n", "\nheadline: [-Ferries-]{+All ferries+} sail again", "\n~ [-Two-]{+Three+} ferries left Hallen on Monday.\n", "\n+ {+The harbour is open.+}\n")
	for _, args := range [][]string{{"merge", "-take", "yours", id}, {"compare", id, "1"}, {"restore", id}, {"restore", id, "x"}} {
		if p := term.run(append([]string{"story"}, args...)...); p.code != 2 || !strings.Contains(p.errs, "usage: ") {
			t.Errorf("%s = %d, %q, want how it is used", p.call, p.code, p.errs)
		}
	}
	term.run("story", "compare", id, "1", "9").failed(1, "no version 9; it has 3")
	term.run("story", "restore", id, "3").failed(1, "it is the newest version")
	term.ok("story", "restore", id, "2").says("story.restored " + id)
	term.ok("story", "versions", id).says("restores v2")
	term.ok("story", "merge", "-keep-ours", id).says("story.merged " + id)
}
