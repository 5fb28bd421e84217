package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// What was filed before there were lists comes into them afterwards, as it would
// have been.
func TestStoriesFromBeforeGetTheirLines(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := store.Open(ctx, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	storetest.House(t, s)
	for i := range 150 {
		if _, err := s.SaveStory(ctx, storetest.NewStory(fmt.Sprint("s", i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.CatchUpLists(ctx); err != nil {
		t.Fatal(err)
	}
	q := news.ListQuestion{Reader: "kt", Now: storetest.T0, Limit: 500}
	before, err := s.Rows(ctx, q)
	if err != nil || len(before.Rows) != 150 {
		t.Fatalf("Rows() = %d, %v, want all", len(before.Rows), err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`DELETE FROM story_line; DELETE FROM line_words; DELETE FROM follower WHERE name = 'lines'`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(ctx, "sqlite:"+path); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if st, err := s.ListState(ctx); err != nil || !st.Filling {
		t.Errorf("ListState() = %+v, %v, want it to say that older stories are missing", st, err)
	}
	if err := s.CatchUpLists(ctx); err != nil {
		t.Fatal(err)
	}
	if st, err := s.ListState(ctx); err != nil || st.Filling || st.Words != 0 {
		t.Errorf("ListState() = %+v, %v, want all of it there", st, err)
	}
	after, err := s.Rows(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	of := func(p []string) map[string]bool {
		out := map[string]bool{}
		for _, x := range p {
			out[x] = true
		}
		return out
	}
	var was, is []string
	for _, r := range before.Rows {
		was = append(was, fmt.Sprintf("%+v", r.Line))
	}
	for _, r := range after.Rows {
		is = append(is, fmt.Sprintf("%+v", r.Line))
	}
	if !reflect.DeepEqual(of(was), of(is)) {
		t.Errorf("lines are %d, want the %d they were; the first is\n%s, was\n%s", len(is), len(was), is[0], was[0])
	}
	q.Filter.Words = []string{"ferry"}
	if n, _, err := s.CountRows(ctx, q); err != nil || n != 150 {
		t.Errorf("CountRows(ferry) = %d, %v, want 150", n, err)
	}
}
