package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Folder is an agency's drop folder. Files that have settled are taken and then
// moved to done/ or quarantine/ below it, after the commit is on disk. It
// looks by itself again and again: notices of the file system get lost on
// network drives, and a missed one would lose copy.
type Folder struct {
	Room   *Room
	Source news.SourceID
	Path   string
	Look   time.Duration // between looks
	// Settle is how long a file must keep its size and time before it is read;
	// a file moved in whole needs it too, since nobody can tell the two apart.
	Settle time.Duration
	// Grace is how long a file that ends in mid-copy may be waited for.
	Grace time.Duration

	seen map[string]sight
}

// sight is how a file looked, and since when by the room's clock.
type sight struct {
	size    int64
	changed time.Time // by the file system
	since   time.Time // it has looked like this
	failed  bool      // the last attempt on it failed for a passing reason
}

// Open makes the folder and those below it.
func (f *Folder) Open() error {
	for _, sub := range []string{"", "done", "quarantine"} {
		if err := os.MkdirAll(filepath.Join(f.Path, sub), 0o755); err != nil {
			return fmt.Errorf("drop folder of %s: %w", f.Source, err)
		}
	}
	return nil
}

// Run makes the folder and watches it until ctx ends. A passing fault (the
// database, the disk) is logged and the file tried again; it never leaves the
// folder unfiled.
func (f *Folder) Run(ctx context.Context) error {
	if err := f.Open(); err != nil {
		return err
	}
	tick := time.NewTicker(f.Look)
	defer tick.Stop()
	for {
		if err := f.Once(ctx); err != nil && ctx.Err() == nil {
			f.Room.Log.Error("drop folder waits", "source", f.Source, "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Once looks at the folder once and takes every file that has settled, the
// oldest first.
func (f *Folder) Once(ctx context.Context) error {
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return err
	}
	now := f.Room.Now()
	type ready struct {
		name    string
		changed time.Time
	}
	var due []ready
	next := map[string]sight{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || unfinished(e.Name()) {
			continue
		}
		s := sight{size: info.Size(), changed: info.ModTime(), since: now}
		if old, ok := f.seen[e.Name()]; ok && old.size == s.size && old.changed.Equal(s.changed) {
			s = old
		}
		next[e.Name()] = s
		if now.Sub(s.since) >= f.Settle {
			due = append(due, ready{e.Name(), s.changed})
		}
	}
	f.seen = next
	slices.SortFunc(due, func(a, b ready) int { return cmp.Or(a.changed.Compare(b.changed), cmp.Compare(a.name, b.name)) })
	var faults []error
	for _, d := range due {
		if ctx.Err() != nil {
			break
		}
		if err := f.takeOne(ctx, d.name, now); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// unfinished reports whether a name says that its writer has not finished.
func unfinished(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".part", ".tmp", ".filepart", ".crdownload", ".swp":
		return true
	}
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~")
}

// takeOne takes one settled file and moves it away.
func (f *Folder) takeOne(ctx context.Context, name string, now time.Time) error {
	path := filepath.Join(f.Path, name)
	s := f.seen[name]
	if now.Sub(s.since) < f.Grace && f.growing(path, s.size) {
		return nil
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // taken back, or another process was faster
	}
	if err != nil {
		return f.failed(name, err)
	}
	defer file.Close()
	taken, err := f.Room.Take(ctx, f.Source, name, "folder", file)
	if err != nil {
		return f.failed(name, err)
	}
	if !s.stillIs(path, file) {
		return nil
	}
	sub := "done"
	if taken.Quarantine != "" {
		sub = "quarantine"
	}
	if err := f.move(name, sub); err != nil {
		return f.failed(name, err)
	}
	return nil
}

// stillIs reports whether the file at path is the one that was read, as it
// was seen. What was written to it meanwhile, or put in its place, is a new
// file: it would be lost if it were moved away unread.
func (s sight) stillIs(path string, read *os.File) bool {
	was, err := read.Stat()
	if err != nil {
		return false
	}
	is, err := os.Lstat(path)
	return err == nil && os.SameFile(was, is) && is.Size() == s.size && is.ModTime().Equal(s.changed)
}

// failed remembers a passing fault and returns it the first time, so that a
// fault that lasts is not logged at every look.
func (f *Folder) failed(name string, err error) error {
	s := f.seen[name]
	before := s.failed
	s.failed = true
	f.seen[name] = s
	if before {
		return nil
	}
	return fmt.Errorf("take %s: %w", name, err)
}

// growing reports whether a file ends in mid-copy, so that its writer may be
// at it still.
func (f *Folder) growing(path string, size int64) bool {
	if size > f.Room.MaxBytes {
		return false
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	if isMedia(path) {
		_, err = measure(raw)
	} else {
		_, err = Reader{}.Read(raw)
	}
	return errors.Is(err, io.ErrUnexpectedEOF)
}

// move puts a file into a folder below, beside those of its name.
func (f *Folder) move(name, sub string) error {
	to, err := freeName(filepath.Join(f.Path, sub), name)
	if err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(f.Path, name), to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	delete(f.seen, name)
	return nil
}

// maxName is the longest file name, in bytes, that file systems hold.
const maxName = 255

// freeName returns a path in a folder that no file has: the name, or the name
// with a number.
func freeName(folder, name string) (string, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	to := filepath.Join(folder, name)
	for n := 2; ; n++ {
		_, err := os.Lstat(to)
		if errors.Is(err, fs.ErrNotExist) {
			return to, nil
		}
		if err != nil {
			return "", err
		}
		end := fmt.Sprintf(".%d%s", n, ext)
		if len(end) > maxName { // all of the name is its ending
			return "", fmt.Errorf("%s has no free name: %w", to, fs.ErrExist)
		}
		to = filepath.Join(folder, stem[:min(len(stem), maxName-len(end))]+end)
	}
}
