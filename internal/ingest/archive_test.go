package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/news"
)

func TestArchiveLetsOldFilesGo(t *testing.T) {
	n := newNewsroom(t)
	root := t.TempDir()
	blobs, err := blob.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	n.Room.Blobs = blobs
	ctx := context.Background()
	old := n.take(message("urn:a:old", "1", ""))
	bad, err := n.Take(ctx, "npa", "bad.json", "test", strings.NewReader("no format"))
	if err != nil || bad.Quarantine == "" {
		t.Fatalf("Take(bad) = %+v, %v", bad, err)
	}
	// The clock of the test and that of the file system are not one.
	for _, sha := range []string{old.SHA, bad.SHA} {
		age(t, root, sha, n.now().Add(-40*24*time.Hour))
	}
	young := n.take(message("urn:a:young", "1", ""))
	age(t, root, young.SHA, n.now().Add(-time.Hour))

	a := &Archive{Room: n.Room, Keep: 30 * 24 * time.Hour, Store: n.store, Blobs: blobs}
	if got, err := a.Once(ctx); err != nil || got != 1 {
		t.Errorf("Once() = %d, %v, want 1", got, err)
	}
	for sha, want := range map[string]error{old.SHA: news.ErrNotFound, bad.SHA: nil, young.SHA: nil} {
		f, err := blobs.Get("wire/" + sha[:2] + "/" + sha)
		if !errors.Is(err, want) {
			t.Errorf("Get(%s) = %v, want %v", sha, err, want)
		}
		if err == nil {
			f.Close()
		}
	}
	if f := n.file("urn:a:old"); f.Latest == nil || f.Latest.Body == "" {
		t.Error("the story went with its file")
	}
	if got, err := a.Once(ctx); err != nil || got != 0 {
		t.Errorf("Once() again = %d, %v, want 0", got, err)
	}
	// The file in quarantine can be replayed still, and then goes too.
	if _, err := n.Replay(ctx, bad.Quarantine); err != nil {
		t.Errorf("Replay() = %v", err)
	}
	// The same bytes again are kept again.
	if again := n.take(message("urn:a:old", "1", "")); again.Items[0].Outcome != "repeated: nothing changed" {
		t.Errorf("Take(again) = %+v, want it repeated", again.Items)
	}
	if f, err := blobs.Get("wire/" + old.SHA[:2] + "/" + old.SHA); err != nil {
		t.Errorf("Get() of bytes that came again = %v", err)
	} else {
		f.Close()
	}
	a.Keep = 0
	if got, err := a.Once(ctx); err != nil || got != 0 {
		t.Errorf("Once() that keeps for good = %d, %v, want 0", got, err)
	}
}

func age(t *testing.T, root, sha string, to time.Time) {
	t.Helper()
	if err := os.Chtimes(filepath.Join(root, "wire", sha[:2], sha), to, to); err != nil {
		t.Fatal(err)
	}
}
