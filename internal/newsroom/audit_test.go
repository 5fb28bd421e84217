package newsroom_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

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
	for _, want := range []string{"session begun", "session refused", "unknown name", "denied", "GET /audit", "account changed", "<ins>administrator</ins>"} {
		if !strings.Contains(text, want) {
			t.Errorf("GET /audit does not say %q", want)
		}
	}
	for _, never := range []string{typed, "my secret words", newsroomtest.Password, "argon2id"} {
		if strings.Contains(text, never) {
			t.Errorf("GET /audit says %q", never)
		}
	}
	if _, _, text := ad.get("/audit?who=kt&what=denied"); strings.Count(text, "<tr>") != 2 {
		t.Errorf("GET /audit?who=kt&what=denied has %d rows, want the head and one", strings.Count(text, "<tr>"))
	}
	if status, _, _ := ad.get("/audit?day=yesterday"); status != http.StatusBadRequest {
		t.Errorf("GET /audit?day=yesterday = %d, want 400", status)
	}
	if _, err := h.Store.VerifyAudit(context.Background(), store.AuditProof{}); err != nil {
		t.Errorf("VerifyAudit() = %v, want nil", err)
	}
}
