package people_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

const password = "four words of our own"

// bureau is the room on a real store, with a clock that is moved by hand.
type bureau struct {
	*people.Room
	t     *testing.T
	store *store.Store

	mu sync.Mutex // guards at
	at time.Time
}

func newBureau(t *testing.T) *bureau {
	b := &bureau{t: t, store: storetest.SQLite(t), at: storetest.T0}
	t.Cleanup(func() {
		if err := b.store.Close(); err != nil {
			t.Error(err)
		}
	})
	b.Room = people.New(b.store, b.now, store.NewID)
	return b
}

func (b *bureau) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bureau) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

// user opens an account with a password and returns it and a session's token.
func (b *bureau) user(name string, role news.Role) (news.User, string) {
	b.t.Helper()
	u, code, err := b.Open(ctx(), news.User{Name: name, FullName: "Test " + name, Role: role})
	if err != nil {
		b.t.Fatal(err)
	}
	e, err := b.Welcome(ctx(), code, password, here)
	if err != nil || e.Token == "" {
		b.t.Fatalf("Welcome() = %+v, %v, want a session", e, err)
	}
	return u, e.Token
}

func (b *bureau) session(token string) (news.User, news.Session) {
	b.t.Helper()
	u, x, err := b.Session(ctx(), token)
	if err != nil {
		b.t.Fatalf("Session() = %v, want one", err)
	}
	return u, x
}

// signIn tries a name and a password from an address.
func (b *bureau) signIn(name, password, address string) error {
	b.t.Helper()
	_, err := b.SignIn(ctx(), name, password, "", people.Place{From: address})
	return err
}

func (b *bureau) wants(what string, err, want error) {
	b.t.Helper()
	if !errors.Is(err, want) {
		b.t.Errorf("%s = %v, want %v", what, err, want)
	}
}

var here = people.Place{From: "192.0.2.1", Agent: "test"}

func ctx() context.Context { return context.Background() }

func slowed(err error) time.Duration {
	var s people.Slowed
	if errors.As(err, &s) {
		return s.Wait
	}
	return 0
}
