package store

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// TestPanicOfOneDeed stays with its caller: the deeds beside it are done, and
// those after it.
func TestPanicOfOneDeed(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	held, begun := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() { // holds the lead until the others have joined
		if _, err := s.deed(ctx, now, func(*tx) (news.Event, error) {
			close(begun)
			<-held
			return news.Event{Verb: "first"}, nil
		}); err != nil {
			t.Errorf("deed() = %v", err)
		}
	})
	<-begun
	var caught any
	wg.Go(func() {
		defer func() { caught = recover() }()
		s.deed(ctx, now, func(t *tx) (news.Event, error) {
			if err := t.exec(`INSERT INTO follower (name, n) VALUES ('lost', 1)`); err != nil {
				return news.Event{}, err
			}
			panic("a bug")
		})
	})
	wg.Go(func() {
		if _, err := s.deed(ctx, now, func(*tx) (news.Event, error) { return news.Event{}, news.ErrEmbargoed }); !errors.Is(err, news.ErrEmbargoed) {
			t.Errorf("deed() = %v, want its own error", err)
		}
	})
	wg.Go(func() {
		if e, err := s.deed(ctx, now, func(*tx) (news.Event, error) { return news.Event{Verb: "third"}, nil }); err != nil || e.N != 2 {
			t.Errorf("deed() = %d, %v, want number 2", e.N, err)
		}
	})
	for joined := 0; joined < 3; {
		s.group.mu.Lock()
		joined = len(s.group.queue)
		s.group.mu.Unlock()
	}
	close(held)
	wg.Wait()
	if caught != "a bug" {
		t.Errorf("the panic's caller caught %v, want its own", caught)
	}
	if n, err := s.Place(ctx, "lost"); n != 0 || err != nil {
		t.Errorf("Place() = %d, %v: what the panic wrote was kept", n, err)
	}
	if events, err := s.Journal(ctx, 0, 10); err != nil || len(events) != 2 {
		t.Errorf("Journal() = %d lines, %v, want 2", len(events), err)
	}
}
