package cli

import "testing"

func TestFrontFromTheTerminal(t *testing.T) {
	term := newTerminal(t)
	var ids []string
	for _, x := range [][2]string{{"ferry", "Ferries sail again"}, {"bridge", "A bridge is closed"}} {
		id := term.put("cw", x[0], x[1])
		term.ok("story", "publish", id)
		ids = append(ids, id)
	}
	term.ok("front", "show").says("front    courier/: all by rule\n")
	term.ok("front", "pin", ids[0], "-at", "lead", "-headline", "Ferries, at last").says("revision 1 by desk:", "lead               "+ids[0]+"  Ferries, at last (pinned by hand)\n")
	term.ok("front", "layout", "double", "-hour", "off").says("layout   double\n", "lead/2             "+ids[1])
	term.ok("front", "pin", ids[1], "-at", "second/1", "-due", "2026-11-23T15:00").says("planned  2026-11-23T15:00:00")
	term.ok("front", "unpin", "lead").says("(by rule:")
	term.run("front", "unpin", "lead").failed(1, "nothing is pinned")
	term.ok("front", "undo").says("Ferries, at last (pinned by hand)")
	term.run("front", "pin", ids[0], "-at", "third").failed(1, "there is no place")
	term.run("front", "show", "-title", "nowhere").failed(1, "there are courier")
	term.run("front", "pin", "none").failed(1, "no story")
	term.ok("banner", "set", "Bridge closed", "-story", ids[1], "-for", "2h").says("banner.changed courier: until ")
	term.run("banner", "set", "").failed(1, "there are no words")
	term.ok("banner", "clear").says("banner.changed courier: taken away\n")
}
