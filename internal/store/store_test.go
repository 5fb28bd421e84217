package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

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
