package follow_test

import (
	"context"
	"errors"
	"testing"

	"broadsheet/internal/follow"
	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

func TestFollowerRepeatsAfterFailureAndRemembers(t *testing.T) {
	s := storetest.SQLite(t)
	defer s.Close()
	storetest.House(t, s) // events 1 and 2
	for _, guid := range []string{"a", "b", "c"} {
		if _, err := s.SaveStory(t.Context(), storetest.NewStory(guid)); err != nil {
			t.Fatal(err)
		}
	}
	var got []int64
	fails := 2
	run := func(until int64) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		f := follow.Follower{Name: "test", Journal: s, Look: 1, Handle: func(_ context.Context, e news.Event) error {
			if e.N == 4 && fails > 0 {
				fails--
				return errors.New("not now")
			}
			got = append(got, e.N)
			if e.N == until {
				cancel()
			}
			return nil
		}}
		if err := f.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Run() = %v, want context.Canceled", err)
		}
	}
	run(5)
	for i, n := range got {
		if n != int64(i+1) {
			t.Fatalf("events %v, want 1 to 5 in order", got)
		}
	}
	if fails != 0 || len(got) != 5 {
		t.Errorf("events %v with %d failures left, want five and none", got, fails)
	}
}
