package newsroom_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/store"
)

// signedIn is a visitor with the session of an account.
func signedIn(t *testing.T, h *newsroomtest.House, name string) *visitor {
	t.Helper()
	v := newVisitor(t, h)
	if status, at, text := v.submit("/sign-in", "/sign-in", url.Values{"name": {name}, "password": {newsroomtest.Password}}); status != http.StatusOK || at != "/" {
		t.Fatalf("sign in as %s = %d at %s:\n%s", name, status, at, text)
	}
	return v
}

func TestAuditShowsWhoDidWhat(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Editor)
	h.User("ad", news.Administrator)
	const typed = "not the right password"
	v := newVisitor(t, h)
	v.submit("/sign-in", "/sign-in", url.Values{"name": {"kt"}, "password": {typed}})
	v.submit("/sign-in", "/sign-in", url.Values{"name": {"my secret words"}, "password": {typed}})
	kt := signedIn(t, h, "kt")
	if status, _, _ := kt.get("/audit"); status != http.StatusForbidden {
		t.Errorf("GET /audit as editor = %d, want 403", status)
	}
	ad := signedIn(t, h, "ad")
	_, _, text := ad.get("/audit")
	for _, want := range []string{"signed in", "sign-in failed", "unknown name", "denied", "GET /audit", "account changed", "<ins>administrator</ins>", "full name <ins>"} {
		if !strings.Contains(text, want) {
			t.Errorf("GET /audit does not say %q", want)
		}
	}
	for _, never := range []string{typed, "my secret words", newsroomtest.Password, "argon2id", "fullName", "signOff"} {
		if strings.Contains(text, never) {
			t.Errorf("GET /audit says %q", never)
		}
	}
	if _, _, text := ad.get("/audit?who=kt&what=denied"); strings.Count(text, "<tr>") != 2 {
		t.Errorf("GET /audit?who=kt&what=denied has %d rows, want the head and one", strings.Count(text, "<tr>"))
	}
	for _, kind := range []string{"banner.", "plan.", "template.", "desk.", "search."} {
		if !strings.Contains(text, `<option value="`+kind+`"`) {
			t.Errorf("GET /audit lets nobody choose %q", kind)
		}
	}
	h.People.Note(news.Actor{By: "=cmd()"}.In(context.Background()), news.AuditLine{What: news.AuditDenied, Ref: "+1"})
	status, _, sheet := ad.get("/audit.csv?what=denied")
	if status != http.StatusOK || !strings.HasPrefix(sheet, "number,time,who,") || !strings.Contains(sheet, ",'=cmd(),,denied,'+1,") || strings.Count(sheet, "\n") != 3 {
		t.Errorf("GET /audit.csv = %d:\n%s\nwant three rows, none of them a formula", status, sheet)
	}
	if lines, err := h.Store.Audit(context.Background(), news.AuditFilter{What: news.AuditExport}); err != nil || len(lines) != 1 {
		t.Errorf("Audit(export) = %v, %v, want one line", lines, err)
	}
	if status, _, _ := ad.get("/audit?day=yesterday"); status != http.StatusBadRequest {
		t.Errorf("GET /audit?day=yesterday = %d, want 400", status)
	}
	if _, err := h.Store.VerifyAudit(context.Background(), store.AuditProof{}); err != nil {
		t.Errorf("VerifyAudit() = %v, want nil", err)
	}
}

// Who reads a story under embargo is written down, once for each version.
func TestReadingUnderEmbargoIsWrittenDown(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Editor)
	open := h.File("a")
	held := h.File("b", func(d *news.StoryDeed) { d.Story.EmbargoUntil = h.Now().Add(time.Hour) })
	v := signedIn(t, h, "kt")
	for range 3 {
		v.get("/data/story/" + string(open.Story.ID))
		v.get("/data/story/" + string(held.Story.ID))
	}
	lines, err := h.Store.Audit(context.Background(), news.AuditFilter{What: news.AuditRead})
	if err != nil || len(lines) != 1 || lines[0].Story != held.Story.ID || lines[0].Who != "desk:kt" || lines[0].From == "" || lines[0].Version != 1 {
		t.Errorf("Audit(story.read) = %+v, %v, want one line of kt's, of the held story", lines, err)
	}
	text, err := json.Marshal(lines)
	if err != nil || strings.Contains(string(text), held.Latest.Headline) {
		t.Errorf("the line has the headline: %s, %v", text, err)
	}
}
