package people_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestSessionEndsByTheClock(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	b.pass(12*time.Hour - time.Second)
	b.session(token)
	b.pass(12 * time.Hour)
	if _, _, err := b.Session(ctx(), token); !errors.Is(err, people.ErrSignedOut) {
		t.Errorf("Session(12 h unused) = %v, want ErrSignedOut", err)
	}
	e, err := b.SignIn(ctx(), "kt", password, "", here)
	if err != nil {
		t.Fatal(err)
	}
	for range 7*24/6 - 1 {
		b.pass(6 * time.Hour)
		b.session(e.Token)
	}
	b.pass(6 * time.Hour)
	if _, _, err := b.Session(ctx(), e.Token); !errors.Is(err, people.ErrSignedOut) {
		t.Errorf("Session(7 days, used all the time) = %v, want ErrSignedOut", err)
	}
}

// Only a hash of the token is kept.
func TestTokenIsKeptNowhere(t *testing.T) {
	b := newBureau(t)
	u, token := b.user("kt", news.Editor)
	list, err := b.Sessions(ctx(), u.ID)
	if err != nil || len(list) != 1 {
		t.Fatalf("Sessions() = %v, %v, want one", list, err)
	}
	if list[0].Key == token || len(token) < 22 { // 128 bits
		t.Errorf("token %q, key %q: want a hash of a long one", token, list[0].Key)
	}
}

// ended waits for a watched session to end.
func ended(t *testing.T, c <-chan struct{}, within time.Duration) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(within):
		t.Errorf("the page stayed open for %v", within)
	}
}

func TestOpenPagesEndWithTheSession(t *testing.T) {
	b := newBureau(t)
	b.user("ad", news.Administrator)
	for name, end := range map[string]func(news.User, news.Session) error{
		"signing out": func(_ news.User, x news.Session) error { return b.SignOut(ctx(), x) },
		"all ended":   func(u news.User, _ news.Session) error { return b.EndSessions(ctx(), u.ID, "") },
		"role":        func(u news.User, _ news.Session) error { u.Role = news.Reporter; return b.Change(ctx(), u) },
		"closed":      func(u news.User, _ news.Session) error { u.Disabled = b.now(); return b.Change(ctx(), u) },
		"password":    func(u news.User, _ news.Session) error { return b.SetPassword(ctx(), u, "another four words here") },
	} {
		_, token := b.user("u"+name[:3], news.Editor)
		u, x := b.session(token)
		c, stop := b.Watch(x)
		_, other := b.session(b.second(u.Name))
		if err := end(u, x); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		select {
		case <-c:
		default:
			t.Errorf("%s: the page is open still", name)
		}
		_ = other
		stop()
	}
}

func (b *bureau) second(name string) string {
	b.t.Helper()
	e, err := b.SignIn(ctx(), name, password, "", here)
	if err != nil {
		b.t.Fatal(err)
	}
	return e.Token
}

// What another node ends is ended here within a second.
func TestOpenPagesEndOnAnotherNode(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	u, x := b.session(token)
	node := people.New(b.store, b.now, store.NewID)
	c, stop := node.Watch(x)
	defer stop()
	stays, stopStays := node.Watch(func() news.Session { _, x := b.session(b.second("kt")); return x }())
	defer stopStays()
	if err := b.EndSession(ctx(), u.ID, x.Key); err != nil {
		t.Fatal(err)
	}
	ended(t, c, time.Second)
	select {
	case <-stays:
		t.Error("another session's page was ended, too")
	default:
	}
}

// Nobody ends, or sees, another's sessions but those who look after accounts.
func TestSessionsAreTheirOwners(t *testing.T) {
	b := newBureau(t)
	kt, _ := b.user("kt", news.Editor)
	ab, _ := b.user("ab", news.Chief)
	ad, _ := b.user("ad", news.Administrator)
	as := func(u news.User) context.Context { return news.Actor{By: "desk:" + u.Name, User: &u}.In(ctx()) }
	if _, err := b.Sessions(as(ab), kt.ID); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("Sessions(another's) = %v, want ErrForbidden", err)
	}
	if err := b.EndSessions(as(ab), kt.ID, ""); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("EndSessions(another's) = %v, want ErrForbidden", err)
	}
	if err := b.EndSessions(as(kt), kt.ID, ""); err != nil {
		t.Errorf("EndSessions(own) = %v, want nil", err)
	}
	if err := b.EndSessions(as(ad), ab.ID, ""); err != nil {
		t.Errorf("EndSessions(as administrator) = %v, want nil", err)
	}
	for name, err := range map[string]error{
		"Open": func() error {
			_, _, err := b.Open(as(ab), news.User{Name: "x", FullName: "X", Role: news.Administrator})
			return err
		}(),
		"Change":      b.Change(as(ab), kt),
		"Code":        func() error { _, err := b.Code(as(ab), kt.ID); return err }(),
		"DropFactors": b.DropFactors(as(ab), kt.ID),
		"Users":       func() error { _, err := b.Users(as(ab)); return err }(),
	} {
		b.wants(name+" as chief", err, news.ErrForbidden)
	}
}

// The last administrator stays one.
func TestLastAdministratorStays(t *testing.T) {
	b := newBureau(t)
	ad, _ := b.user("ad", news.Administrator)
	closed := ad
	closed.Disabled = storetest.T0
	b.wants("Change(close the last)", b.Change(ctx(), closed), news.ErrInvalid)
	lower := ad
	lower.Role = news.Editor
	b.wants("Change(demote the last)", b.Change(ctx(), lower), news.ErrInvalid)
	b.user("a2", news.Administrator)
	b.wants("Change(close one of two)", b.Change(ctx(), closed), nil)
	b.wants("SignIn(closed)", b.signIn("ad", password, "192.0.2.1"), people.ErrWrong)
}

// A fresh house has no account that anybody could sign in with.
func TestNoAccountToBeginWith(t *testing.T) {
	b := newBureau(t)
	users, err := b.Users(ctx())
	if err != nil || len(users) != 0 {
		t.Errorf("Users() = %v, %v, want none", users, err)
	}
	for _, name := range []string{"", "admin", "administrator", "root", "chief"} {
		b.wants("SignIn("+name+")", b.signIn(name, name, "192.0.2.1"), people.ErrWrong)
	}
}

// Whoever looks after the accounts of one title reaches no other's.
func TestAdministratorOfOneTitle(t *testing.T) {
	b := newBureau(t)
	b.user("ad", news.Administrator)
	ours, _, err := b.Open(ctx(), news.User{Name: "ours", FullName: "Test O.", Role: news.Editor, Titles: []news.TitleID{"courier"}})
	if err != nil {
		t.Fatal(err)
	}
	all, _ := b.user("all", news.Editor)
	local := news.User{ID: "local", Name: "local", Role: news.Administrator, Titles: []news.TitleID{"courier"}}
	as := news.Actor{By: "desk:local", User: &local}.In(ctx())
	wider := ours
	wider.Titles = nil
	other := ours
	other.Titles = []news.TitleID{"courier", "evening"}
	_, _, open := b.Open(as, news.User{Name: "x", FullName: "X", Role: news.Administrator})
	_, code := b.Code(as, all.ID)
	_, sessions := b.Sessions(as, all.ID)
	for name, err := range map[string]error{"Open(all titles)": open, "Code(all titles)": code, "Sessions(all titles)": sessions, "Change(to all titles)": b.Change(as, wider),
		"Change(to another title)": b.Change(as, other), "Change(of all titles)": b.Change(as, all), "DropFactors(all titles)": b.DropFactors(as, all.ID)} {
		b.wants(name, err, news.ErrForbidden)
	}
	_, err = b.UserNamed(as, "all")
	b.wants("UserNamed(all titles)", err, news.ErrForbidden)
	seen, err := b.Users(as)
	if err != nil || len(seen) != 1 || seen[0].Name != "ours" {
		t.Errorf("Users() = %v, %v, want those of their title alone", seen, err)
	}
	_, err = b.Audit(as, news.AuditFilter{})
	b.wants("Audit(administrator of a title)", err, news.ErrForbidden)
	ours.Role = news.Chief
	b.wants("Change(own title)", b.Change(as, ours), nil)
	if _, _, err := b.Open(as, news.User{Name: "y", FullName: "Y", Role: news.Reporter, Titles: []news.TitleID{"courier"}}); err != nil {
		t.Errorf("Open(own title) = %v, want nil", err)
	}
}
