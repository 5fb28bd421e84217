package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestSQLite(t *testing.T) { storetest.Run(t, storetest.SQLite) }

func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres(t)) }

// Public code must not be able to name a table that holds unreleased words.
func TestReadersReachReleasedRowsOnly(t *testing.T) {
	text, err := os.ReadFile("readers.go")
	if err != nil {
		t.Fatal(err)
	}
	tables := regexp.MustCompile(`(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)`).FindAllStringSubmatch(string(text), -1)
	if len(tables) < 4 {
		t.Fatalf("found %d table names in readers.go, want the queries", len(tables))
	}
	for _, m := range tables {
		switch m[1] {
		case "released", "released_picture", "gone":
		default:
			t.Errorf("readers.go reads table %q, want released rows only", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`r\.s\.([A-Z]\w*)\(`).FindAllStringSubmatch(string(text), -1) {
		if m[1] != "Titles" {
			t.Errorf("readers.go calls Store.%s, want Titles only", m[1])
		}
	}
}

func TestOpenRefusesClearly(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct{ url, says string }{
		{"mysql://x", "sqlite: or postgres://"},
		{"sqlite:", "names no file"},
	} {
		_, err := store.Open(ctx, c.url)
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Open(%q) = %v, want ErrInvalid saying %q", c.url, err, c.says)
		}
	}
	if got := store.Redact("postgres://u:secret@h/db"); strings.Contains(got, "secret") {
		t.Errorf("Redact() = %q, want no password", got)
	}
}

func TestReopenKeepsAllAndMigratesOnce(t *testing.T) {
	ctx := context.Background()
	url := "sqlite:" + filepath.Join(t.TempDir(), "deep", "store.db")
	s, err := store.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	storetest.House(t, s)
	d := storetest.NewStory("a")
	if _, err := s.SaveStory(ctx, d); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(ctx, url); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n, err := s.LastEvent(ctx); n != 3 || err != nil {
		t.Errorf("LastEvent() = %d, %v, want 3, nil", n, err)
	}
	if f, err := s.StoryByGUID(ctx, "npa", "a"); err != nil || f.Latest == nil || f.Latest.Headline != d.Version.Headline {
		t.Errorf("StoryByGUID() = %+v, %v, want the story", f, err)
	}
}

// A contract that is changed while a release that read it is under way must be
// looked at again after that release.
func TestRightsChangedDuringARelease(t *testing.T) {
	ctx := context.Background()
	url := storetest.FreshPostgres(t)
	s, err := store.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, source := storetest.House(t, s)
	d := storetest.NewStory("a")
	if _, err := s.SaveStory(ctx, d); err != nil {
		t.Fatal(err)
	}
	end := storetest.T0.AddDate(0, 0, 29)
	source.Rights.KeepDays = 60 // makes the story due
	if _, err := s.SaveSource(ctx, source, end); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	hold, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Rollback()
	if _, err := hold.ExecContext(ctx, `SELECT story FROM released FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	waiting := func() (n int) {
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM released%'`).Scan(&n); err != nil {
			t.Error(err)
		}
		return n
	}
	released, changed := make(chan error, 1), make(chan error, 1)
	go func() { _, err := s.SettleDue(ctx, d.Story.ID, end); released <- err }()
	for limit := time.Now().Add(10 * time.Second); waiting() == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("the release did not come to the released set")
		}
	}
	source.Rights.KeepDays = 10 // over by now
	go func() { _, err := s.SaveSource(ctx, source, end); changed <- err }()
	select {
	case err = <-changed: // it did not wait
		changed <- err
	case <-time.After(300 * time.Millisecond):
	}
	if err := hold.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(<-released, <-changed); err != nil {
		t.Fatal(err)
	}
	if due, err := s.Due(ctx, end, 10); err != nil || len(due) != 1 {
		t.Errorf("Due(contract over) = %v, %v, want the story", due, err)
	}
}

func TestNodesThatStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	for range 5 {
		url := storetest.FreshPostgres(t)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				s, err := store.Open(context.Background(), url)
				if err != nil {
					t.Errorf("Open() = %v, want nil", err)
					return
				}
				if err := s.Close(); err != nil {
					t.Errorf("Close() = %v, want nil", err)
				}
			})
		}
		wg.Wait()
	}
}
