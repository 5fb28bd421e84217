package ingest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func newFolder(t *testing.T, n *newsroom) *Folder {
	t.Helper()
	f := &Folder{Room: n.Room, Source: "npa", Path: filepath.Join(t.TempDir(), "npa"), Look: time.Hour, Settle: 300 * time.Millisecond, Grace: 10 * time.Second}
	if err := f.Open(); err != nil {
		t.Fatal(err)
	}
	return f
}

func put(t *testing.T, f *Folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(f.Path, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func look(t *testing.T, f *Folder) {
	t.Helper()
	if err := f.Once(context.Background()); err != nil {
		t.Fatalf("Once() = %v", err)
	}
}

func at(f *Folder, parts ...string) bool {
	_, err := os.Stat(filepath.Join(append([]string{f.Path}, parts...)...))
	return err == nil
}

func TestFolderWaitsUntilAFileHasSettled(t *testing.T) {
	n := newNewsroom(t)
	f := newFolder(t, n)
	whole := message("a", "1", "")
	put(t, f, "a.json", whole[:40])
	look(t, f)
	n.pass(200 * time.Millisecond)
	put(t, f, "a.json", whole[:90]) // it grew
	look(t, f)
	n.pass(200 * time.Millisecond)
	look(t, f)
	if !at(f, "a.json") {
		t.Fatal("a file was taken 200 ms after it grew")
	}
	// It has settled, but ends in mid-copy: its writer is slow.
	n.pass(time.Second)
	look(t, f)
	if !at(f, "a.json") {
		t.Fatal("a file that ends in mid-copy was taken within the grace")
	}
	put(t, f, "a.json", whole)
	look(t, f)
	n.pass(300 * time.Millisecond)
	look(t, f)
	if at(f, "a.json") || !at(f, "done", "a.json") {
		t.Fatal("a settled file was not taken and moved to done/")
	}
	if _, err := n.readers("a"); err != nil {
		t.Errorf("readers get %v, want the story", err)
	}
}

func TestFolderLeavesUnfinishedNamesAndFolders(t *testing.T) {
	n := newNewsroom(t)
	f := newFolder(t, n)
	names := []string{".hidden.json", "a.json.part", "b.json.tmp", "c.json~", "d.filepart"}
	for _, name := range names {
		put(t, f, name, message("a", "1", ""))
	}
	for range 3 {
		look(t, f)
		n.pass(time.Minute)
	}
	for _, name := range names {
		if !at(f, name) {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestFolderQuarantines(t *testing.T) {
	n := newNewsroom(t)
	f := newFolder(t, n)
	put(t, f, "cut.json", message("a", "1", "")[:50])
	put(t, f, "cut.jpg", string(photograph(t, 64)[:500]))
	put(t, f, "letter.txt", "Dear editors")
	put(t, f, "good.json", message("b", "1", ""))
	look(t, f)
	n.pass(time.Second)
	look(t, f)
	if !at(f, "quarantine", "letter.txt") || !at(f, "done", "good.json") || !at(f, "cut.json") || !at(f, "cut.jpg") {
		t.Error("after a second the letter and the good file should be gone, the cut ones waited for")
	}
	n.pass(10 * time.Second)
	look(t, f)
	if !at(f, "quarantine", "cut.json") || !at(f, "quarantine", "cut.jpg") {
		t.Error("a cut file was not quarantined after the grace")
	}
	if q, err := n.store.Quarantined(context.Background(), false); err != nil || len(q) != 3 {
		t.Errorf("Quarantined() = %d, %v; want 3", len(q), err)
	}
	// The same name again overwrites nothing.
	put(t, f, "good.json", message("c", "1", ""))
	look(t, f)
	n.pass(time.Second)
	look(t, f)
	if !at(f, "done", "good.json") || !at(f, "done", "good.2.json") {
		t.Error("a second file of one name should stand beside the first in done/")
	}
}

func TestFolderKeepsFilesThroughFaults(t *testing.T) {
	n := newNewsroom(t)
	f := newFolder(t, n)
	f.Source = "nobody" // as if the database were away: nothing can be filed
	put(t, f, "a.json", message("a", "1", ""))
	look(t, f)
	n.pass(time.Second)
	if err := f.Once(context.Background()); err == nil {
		t.Error("Once() = nil, want the fault")
	}
	if err := f.Once(context.Background()); err != nil {
		t.Errorf("Once() again = %v, want it quiet about a fault it has told", err)
	}
	if !at(f, "a.json") {
		t.Fatal("the file left the folder unfiled")
	}
	f.Source = "npa"
	look(t, f)
	if !at(f, "done", "a.json") {
		t.Error("the file was not taken after the fault had passed")
	}
}

func TestFolderTakesAHugeFileWithoutReadingIt(t *testing.T) {
	n := newNewsroom(t)
	f := newFolder(t, n)
	n.MaxBytes = 1 << 10
	put(t, f, "huge.xml", string(bytes.Repeat([]byte("<a>"), 100_000)))
	look(t, f)
	n.pass(time.Second)
	look(t, f)
	if !at(f, "quarantine", "huge.xml") {
		t.Error("a file over the limit was not quarantined")
	}
}

// An agency that uses one name for all puts its next file while the last is
// being filed.
func TestFolderMovesNoFileItHasNotRead(t *testing.T) {
	n := newNewsroom(t)
	f := newFolder(t, n)
	put(t, f, "a.json", message("a", "1", ""))
	look(t, f)
	n.pass(time.Second)
	newID, replaced := n.NewID, false
	n.NewID = func() string {
		if !replaced {
			replaced = true
			put(t, f, ".next", message("b", "1", ""))
			if err := os.Rename(filepath.Join(f.Path, ".next"), filepath.Join(f.Path, "a.json")); err != nil {
				t.Error(err)
			}
		}
		return newID()
	}
	for range 3 {
		look(t, f)
		n.pass(time.Second)
	}
	for _, guid := range []string{"a", "b"} {
		if _, err := n.store.StoryByGUID(context.Background(), "npa", guid); err != nil {
			t.Errorf("StoryByGUID(%s) = %v, want the story", guid, err)
		}
	}
	if at(f, "a.json") || !at(f, "done", "a.json") {
		t.Error("the second file was not moved to done/")
	}
}

func TestFolderMovesFilesOfOneLongName(t *testing.T) {
	n := newNewsroom(t)
	f := newFolder(t, n)
	name := strings.Repeat("n", 250) + ".json"
	for _, guid := range []string{"a", "b"} {
		put(t, f, name, message(guid, "1", ""))
		look(t, f)
		n.pass(time.Second)
		onceWithin(t, f, 10*time.Second)
		if at(f, name) {
			t.Errorf("the file with story %s was not moved", guid)
		}
	}
}

func TestFolderThatCannotMoveTellsOnce(t *testing.T) {
	n := newNewsroom(t)
	f := newFolder(t, n)
	done := filepath.Join(f.Path, "done")
	if err := os.Remove(done); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(done, nil, 0o644); err != nil { // in its way
		t.Fatal(err)
	}
	put(t, f, "a.json", message("a", "1", ""))
	look(t, f)
	n.pass(time.Second)
	if err := onceWithin(t, f, 10*time.Second); err == nil {
		t.Error("Once() = nil, want the fault")
	}
	if err := onceWithin(t, f, 10*time.Second); err != nil {
		t.Errorf("Once() again = %v, want it quiet about a fault it has told", err)
	}
	if !at(f, "a.json") {
		t.Error("the file is gone")
	}
}

// onceWithin looks at the folder and fails the test if that does not end.
func onceWithin(t *testing.T, f *Folder, limit time.Duration) error {
	t.Helper()
	result := make(chan error, 1)
	go func() { result <- f.Once(context.Background()) }()
	select {
	case err := <-result:
		return err
	case <-time.After(limit):
		t.Fatalf("Once() did not end within %v", limit)
		return nil
	}
}
