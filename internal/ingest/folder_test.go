package ingest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
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
