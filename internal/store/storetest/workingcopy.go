package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func account(t *testing.T, s *store.Store, name string) news.UserID {
	t.Helper()
	id := news.UserID(store.NewID())
	if _, err := s.SaveUser(context.Background(), news.User{ID: id, Name: name, FullName: "Test " + name, Role: news.Editor}, T0); err != nil {
		t.Fatal(err)
	}
	return id
}

func workingCopies(t *testing.T, s *store.Store) {
	ctx := context.Background()
	anna, ben := account(t, s, "anna"), account(t, s, "ben")
	c := news.WorkingCopy{Story: "s1", User: anna, Head: 3, At: T0, Window: "w1", Wording: news.Wording{Headline: "Ferry", Body: "<p>Calm sea.</p>"}}
	first, err := s.SaveWorkingCopy(ctx, c)
	if err != nil || first.Seq != 1 {
		t.Fatalf("SaveWorkingCopy(first) = seq %d, %v, want 1", first.Seq, err)
	}
	if _, err := s.SaveWorkingCopy(ctx, c); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveWorkingCopy(seq 0 again) = %v, want ErrConflict", err)
	}
	first.Wording.Body, first.At = "<p>Rough sea.</p>", T0.Add(-time.Hour) // a clock set back
	second, err := s.SaveWorkingCopy(ctx, first)
	if err != nil || second.Seq != 2 {
		t.Fatalf("SaveWorkingCopy(second) = seq %d, %v, want 2", second.Seq, err)
	}
	if _, err := s.SaveWorkingCopy(ctx, first); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveWorkingCopy(seq 1 again) = %v, want ErrConflict", err)
	}
	got, err := s.WorkingCopy(ctx, "s1", anna)
	if second.Name = "Test anna"; err != nil || got != second {
		t.Errorf("WorkingCopy() = %+v, %v, want %+v", got, err, second)
	}
	c.User = ben
	if _, err := s.SaveWorkingCopy(ctx, c); err != nil {
		t.Errorf("SaveWorkingCopy(another's) = %v, want nil", err)
	}
	if all, err := s.WorkingCopies(ctx, "s1"); err != nil || len(all) != 2 || all[0].User != ben || all[0].Wording.Body != "" {
		t.Errorf("WorkingCopies() = %+v, %v, want ben's and anna's without words", all, err)
	}
	if all, err := s.WorkingCopiesOf(ctx, anna, 10); err != nil || len(all) != 1 || all[0].Seq != 2 {
		t.Errorf("WorkingCopiesOf(anna) = %+v, %v, want one of seq 2", all, err)
	}
	if err := s.DropWorkingCopy(ctx, "s1", anna, 1); !errors.Is(err, news.ErrConflict) {
		t.Errorf("DropWorkingCopy(an older one) = %v, want ErrConflict", err)
	}
	for range 2 {
		if err := s.DropWorkingCopy(ctx, "s1", anna, 2); err != nil {
			t.Errorf("DropWorkingCopy() = %v, want nil", err)
		}
	}
	if _, err := s.WorkingCopy(ctx, "s1", anna); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("WorkingCopy(dropped) = %v, want ErrNotFound", err)
	}
	oneWindowWins(t, s, ben)
}

// oneWindowWins saves one copy from many windows at once: one of them has it, the
// others are told.
func oneWindowWins(t *testing.T, s *store.Store, user news.UserID) {
	var wg sync.WaitGroup
	results := make(chan error, 8)
	for range cap(results) {
		wg.Go(func() {
			_, err := s.SaveWorkingCopy(context.Background(), news.WorkingCopy{Story: "s2", User: user, At: T0})
			results <- err
		})
	}
	wg.Wait()
	close(results)
	won := 0
	for err := range results {
		if err == nil {
			won++
		} else if !errors.Is(err, news.ErrConflict) {
			t.Errorf("SaveWorkingCopy() at once = %v, want ErrConflict", err)
		}
	}
	if won != 1 {
		t.Errorf("SaveWorkingCopy() of 8 windows at once: %d won, want 1", won)
	}
}

func presences(t *testing.T, s *store.Store) {
	ctx := context.Background()
	anna, ben := account(t, s, "anna"), account(t, s, "ben")
	in := func(user news.UserID, window, paragraph string, since time.Time) {
		t.Helper()
		p := news.Presence{Story: "s1", User: user, Window: window, Paragraph: paragraph, Since: since, Until: since.Add(20 * time.Second)}
		if err := s.SavePresence(ctx, p, since); err != nil {
			t.Fatal(err)
		}
	}
	in(ben, "w1", "3", T0)
	in(anna, "w1", "", T0.Add(time.Second))
	in(ben, "w1", "4", T0.Add(2*time.Second))
	all, err := s.Presences(ctx, "s1", T0.Add(3*time.Second))
	if err != nil || len(all) != 2 || all[0].Name != "Test ben" || all[0].Account != "ben" || all[0].Paragraph != "4" || !all[0].Since.Equal(T0) {
		t.Errorf("Presences() = %+v, %v, want ben since T0 in paragraph 4, then anna", all, err)
	}
	if all, err := s.Presences(ctx, "s1", T0.Add(21*time.Second)); err != nil || len(all) != 1 || all[0].User != ben {
		t.Errorf("Presences(after anna's lease) = %+v, %v, want ben", all, err)
	}
	if err := s.DropPresence(ctx, "s1", ben, "w1"); err != nil {
		t.Fatal(err)
	}
	if all, err := s.Presences(ctx, "s1", T0.Add(3*time.Second)); err != nil || len(all) != 1 || all[0].User != anna {
		t.Errorf("Presences(ben has left) = %+v, %v, want anna", all, err)
	}
}
