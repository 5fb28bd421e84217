package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func newUser(name string) news.User {
	return news.User{ID: news.UserID(store.NewID()), Name: name, FullName: "Test " + name, Role: news.Editor, Created: T0}
}

func mustUser(t *testing.T, s *store.Store, u news.User) news.User {
	t.Helper()
	ctx := context.Background()
	if _, err := s.SaveUser(ctx, u, T0); err != nil {
		t.Fatalf("SaveUser(%s) = %v, want nil", u.Name, err)
	}
	u, err := s.User(ctx, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func accounts(t *testing.T, s *store.Store) {
	ctx := context.Background()
	kt := mustUser(t, s, newUser("kt"))
	mustUser(t, s, newUser("ab"))
	if _, err := s.SaveUser(ctx, newUser("kt"), T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveUser(a taken name) = %v, want ErrConflict", err)
	}
	stale := kt
	kt.FullName = "Test K. T."
	kt = mustUser(t, s, kt)
	if _, err := s.SaveUser(ctx, stale, T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveUser(a state that has moved) = %v, want ErrConflict", err)
	}
	if got, err := s.UserNamed(ctx, "kt"); err != nil || got.FullName != "Test K. T." || got.Rev != 2 {
		t.Errorf("UserNamed(kt) = %+v, %v, want rev 2 with the new name", got, err)
	}
	users, err := s.Users(ctx)
	if err != nil || len(users) != 2 || users[0].Name != "ab" {
		t.Errorf("Users() = %v, %v, want ab and kt", users, err)
	}
	if _, err := s.UserNamed(ctx, "nobody"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("UserNamed(nobody) = %v, want ErrNotFound", err)
	}
}

// A code is good once, whoever asks at the same time, and not after its end.
func codeOnce(t *testing.T, s *store.Store) {
	ctx := context.Background()
	kt := mustUser(t, s, newUser("kt"))
	code := news.Credential{User: kt.ID, Kind: "code", Name: "h1", Until: T0.Add(time.Hour)}
	late := news.Credential{User: kt.ID, Kind: "code", Name: "h2", Until: T0.Add(time.Minute)}
	for _, c := range []news.Credential{code, late} {
		if err := s.SaveCredential(ctx, c, news.AuditLine{What: news.AuditLink}, T0); err != nil {
			t.Fatal(err)
		}
	}
	var had atomic.Int64
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			switch id, _, err := s.SpendCredential(ctx, "code", "h1", T0.Add(time.Second)); {
			case err == nil && id == kt.ID:
				had.Add(1)
			case !errors.Is(err, news.ErrNotFound):
				t.Errorf("SpendCredential() = %v, want ErrNotFound", err)
			}
		})
	}
	wg.Wait()
	if had.Load() != 1 {
		t.Errorf("%d had the code, want 1", had.Load())
	}
	if _, _, err := s.SpendCredential(ctx, "code", "h2", T0.Add(time.Minute)); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("SpendCredential(ended) = %v, want ErrNotFound", err)
	}
}

// A proof that counts, such as a second factor's last step, moves once at a time.
func credentialMoves(t *testing.T, s *store.Store) {
	ctx := context.Background()
	kt := mustUser(t, s, newUser("kt"))
	c := news.Credential{User: kt.ID, Kind: "totp", Detail: "0"}
	if err := s.SaveCredential(ctx, c, news.AuditLine{What: news.AuditFactor}, T0); err != nil {
		t.Fatal(err)
	}
	var moved atomic.Int64
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			to := c
			to.Detail = fmt.Sprint(i + 1)
			switch err := s.MoveCredential(ctx, to, "0", T0); {
			case err == nil:
				moved.Add(1)
			case !errors.Is(err, news.ErrConflict):
				t.Errorf("MoveCredential() = %v, want ErrConflict", err)
			}
		})
	}
	wg.Wait()
	if moved.Load() != 1 {
		t.Errorf("%d moved it, want 1", moved.Load())
	}
	if c, err := s.CredentialNamed(ctx, "totp", "", T0); err != nil || c.User != kt.ID {
		t.Errorf("CredentialNamed() = %+v, %v, want kt's", c, err)
	}
	if err := s.DropCredential(ctx, kt.ID, "totp", "", news.AuditLine{}, T0); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Credentials(ctx, kt.ID, "totp", T0); err != nil || len(list) != 0 {
		t.Errorf("Credentials() = %v, %v, want none", list, err)
	}
}

func newSession(u news.User, key string) news.Session {
	return news.Session{Key: key, User: u.ID, Made: T0, Seen: T0, Until: T0.Add(time.Hour)}
}

func sessions(t *testing.T, s *store.Store) {
	ctx := context.Background()
	kt := mustUser(t, s, newUser("kt"))
	for _, key := range []string{"a", "b", "c"} {
		if err := s.BeginSession(ctx, newSession(kt, key), "", news.AuditLine{What: news.AuditSignIn}); err != nil {
			t.Fatal(err)
		}
	}
	live := func(at time.Time, want ...string) {
		t.Helper()
		got, err := s.LiveSessions(ctx, at)
		if err != nil || len(got) != len(want) {
			t.Errorf("LiveSessions(%v) = %v, %v, want %v", at, got, err, want)
		}
		for _, key := range want {
			if !got[key] {
				t.Errorf("LiveSessions(%v) = %v, want %v", at, got, want)
			}
		}
	}
	live(T0, "a", "b", "c")
	if err := s.BeginSession(ctx, newSession(kt, "d"), "a", news.AuditLine{}); err != nil {
		t.Fatal(err)
	}
	live(T0, "b", "c", "d")
	if err := s.EndSessions(ctx, kt.ID, "b", "", news.AuditLine{}, T0); err != nil {
		t.Fatal(err)
	}
	ended := newSession(kt, "b")
	ended.Seen = T0.Add(time.Minute)
	if err := s.SeeSession(ctx, ended); err != nil {
		t.Fatal(err)
	}
	live(T0, "c", "d") // what was ended stays ended
	if _, _, err := s.Session(ctx, "c", T0.Add(time.Hour)); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Session(at its end) = %v, want ErrNotFound", err)
	}
	if err := s.EndSessions(ctx, kt.ID, "", "d", news.AuditLine{}, T0); err != nil {
		t.Fatal(err)
	}
	live(T0, "d")
	live(T0.Add(time.Hour))
}

// Who is shut out, or gets another role, is signed out in the same deed.
func sessionsOfTheClosed(t *testing.T, s *store.Store) {
	ctx := context.Background()
	for _, c := range []struct {
		name   string
		change func(*news.User)
		stays  bool
	}{
		{"new name", func(u *news.User) { u.FullName = "Test Other" }, true},
		{"new role", func(u *news.User) { u.Role = news.Chief }, false},
		{"closed", func(u *news.User) { u.Disabled = T0 }, false},
	} {
		u := mustUser(t, s, newUser("u"+c.name[4:]))
		if err := s.BeginSession(ctx, newSession(u, c.name), "", news.AuditLine{}); err != nil {
			t.Fatal(err)
		}
		c.change(&u)
		u = mustUser(t, s, u)
		_, _, err := s.Session(ctx, c.name, T0)
		if stays := err == nil; stays != c.stays {
			t.Errorf("%s: Session() = %v, want it to stay %v", c.name, err, c.stays)
		}
		if c.name == "closed" {
			if err := s.BeginSession(ctx, newSession(u, "again"), "", news.AuditLine{}); !errors.Is(err, news.ErrForbidden) {
				t.Errorf("BeginSession(closed account) = %v, want ErrForbidden", err)
			}
		}
	}
}

// Every deed of somebody's stands in the audit log, with what changed.
func auditOfDeeds(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := news.Actor{By: "desk:kt", From: "192.0.2.7"}.In(context.Background())
	d := NewStory("a")
	mustSave(t, s, d) // an agency's, and not in it
	f := mustStory(t, s, d.Story.ID)
	edit := news.StoryDeed{Verb: news.VerbEdited, At: T0.Add(time.Second), Story: f.Story, Version: f.Latest}
	edit.Story.Head, edit.Version.N, edit.Version.By = 2, 2, "desk:kt"
	e, err := s.SaveStory(ctx, edit)
	if err != nil {
		t.Fatal(err)
	}
	u := newUser("ab")
	if _, err := s.SaveUser(ctx, u, T0); err != nil {
		t.Fatal(err)
	}
	u.Rev, u.Role = 1, news.Chief
	if _, err := s.SaveUser(ctx, u, T0); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveAudit(ctx, news.AuditLine{What: news.AuditDenied, Ref: "POST /x\r\nline"}, T0); err != nil {
		t.Fatal(err)
	}
	lines, err := s.Audit(ctx, news.AuditFilter{Who: "desk:kt"})
	if err != nil || len(lines) != 4 {
		t.Fatalf("Audit(desk:kt) = %v, %v, want four lines", lines, err)
	}
	if l := lines[3]; l.What != "story.edited" || l.Version != 2 || l.From != "192.0.2.7" || l.Event != e.N || !slices.Equal(l.Titles, []news.TitleID{"courier"}) && len(l.Titles) > 0 {
		t.Errorf("line of the edit = %+v", l)
	}
	if l := lines[1]; !slices.Contains(l.Changes, news.AuditChange{Field: "role", Old: "editor", New: "chief"}) {
		t.Errorf("line of the role = %+v, want editor to chief", l)
	}
	if lines[0].Ref != "POST /x  line" {
		t.Errorf("Ref = %q, want one line", lines[0].Ref)
	}
	for _, c := range []struct {
		f    news.AuditFilter
		want int
	}{{news.AuditFilter{What: "account."}, 2}, {news.AuditFilter{What: "denied"}, 1}, {news.AuditFilter{Story: d.Story.ID}, 1},
		{news.AuditFilter{Ref: string(u.ID), Limit: 1}, 1}, {news.AuditFilter{Since: T0.Add(time.Second)}, 1}, {news.AuditFilter{Until: T0}, 0}, {news.AuditFilter{Before: 2}, 1}} {
		if got, err := s.Audit(ctx, c.f); err != nil || len(got) != c.want {
			t.Errorf("Audit(%+v) = %d lines, %v, want %d", c.f, len(got), err, c.want)
		}
	}
	events, err := s.Journal(ctx, e.N-1, 1)
	if err != nil || events[0].By != "desk:kt" || events[0].Version != 2 {
		t.Errorf("Journal() = %+v, %v, want by desk:kt, version 2", events, err)
	}
}

// Many who write at once make one whole chain.
func auditAtOnce(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := news.Actor{By: "desk:kt"}.In(context.Background())
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 6 {
				d := NewStory(fmt.Sprintf("w%d-%d", w, i))
				if _, err := s.SaveStory(ctx, d); err != nil {
					t.Errorf("SaveStory() = %v", err)
				}
				if err := s.SaveAudit(ctx, news.AuditLine{What: news.AuditSignInFailed}, T0); err != nil {
					t.Errorf("SaveAudit() = %v", err)
				}
			}
		})
	}
	wg.Wait()
	if proof, err := s.VerifyAudit(ctx, store.AuditProof{}); err != nil || proof.N != 96 {
		t.Errorf("VerifyAudit() = %+v, %v, want 96 lines", proof, err)
	}
}
