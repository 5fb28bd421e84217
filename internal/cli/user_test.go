package cli

import (
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

func TestUsers(t *testing.T) {
	term := newTerminal(t)
	term.ok("user", "add", "ad", "-name", "Test Admin", "-role", "administrator").says("ad is administrator", "http://desk.localhost", "/welcome/")
	term.ok("user", "add", "kt", "-name", "Test K.", "-titles", "courier")
	term.ok("user", "list").says("ad  administrator  all titles  Test Admin\n", "kt  reporter  courier  Test K.\n")
	term.ok("user", "set", "kt", "-role", "editor", "-titles", "all", "-mail", "kt@example.com").says("kt  editor  all titles  Test K.\n")
	var u news.User
	term.ok("user", "set", "kt", "-json", "-sign-off", "T. K.").json(&u)
	if u.Rev != 3 || u.Mail != "kt@example.com" || u.SignOff != "T. K." {
		t.Errorf("run(user set -json) = %+v, want rev 3 with mail and sign-off", u)
	}
	term.run("user", "set", "kt", "-role", "boss").failed(1, "the role must be one of")
	term.run("user", "set", "ad", "-close").failed(1, "last administrator")
	term.run("user", "set", "nobody", "-close").failed(1, "not found")
	term.ok("user", "set", "kt", "-close").says("closed 2026-11-23T09:00:00Z")
	term.ok("user", "set", "kt", "-reopen")
	if p := term.run("user", "set", "kt", "-close", "-reopen"); p.code != 2 {
		t.Errorf("%s = %d, want 2", p.call, p.code)
	}
	term.in = "four words of our own\n"
	term.ok("user", "password", "kt").says("kt has a new password")
	term.ok("user", "sessions", "kt")
	term.ok("user", "sessions", "kt", "-end").says("kt is signed out of 0 browsers")
	term.ok("user", "factors", "kt").says("app       none\nrecovery  0 codes\n")
	term.ok("user", "factors", "kt", "-remove").says("kt has no second factor any more")
	p := term.ok("audit", "list", "-limit", "50")
	p.says("account.changed  by desk:", "from command line", `role "reporter" to "editor"`, "account.password", "sessions.ended", "account.link")
	if strings.Contains(p.out, "four words") || strings.Contains(p.out, "argon2id") {
		t.Errorf("%s says a password", p.call)
	}
	term.ok("audit", "list", "-what", "sessions.").says("sessions.ended")
	p = term.ok("audit", "verify")
	p.says("lines are as they were written")
	proof := regexp.MustCompile(`\d+:[0-9a-f]{64}`).FindString(p.out)
	term.ok("audit", "verify", proof)
	term.run("audit", "verify", strings.Replace(proof, ":", ":0", 1)).failed(1, "not the one of the proof")
	for _, args := range [][]string{{"audit", "verify", "x"}, {"audit", "list", "-since", "noon"}} {
		if p := term.run(args...); p.code != 2 {
			t.Errorf("%s = %d, want 2", p.call, p.code)
		}
	}
}
