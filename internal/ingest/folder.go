package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/remote"
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
	// Notes are told how the folder stands, as the road Road; nil is nobody.
	Notes *Notes
	Road  news.RoadID

	seen   map[string]sight
	ailing string // what the notes were told that fails; empty is nothing
}

// sight is how a file looked, and since when by the room's clock.
type sight struct {
	size    int64
	changed time.Time // by the file system
	since   time.Time // it has looked like this
	fault   string    // why the last attempt on it failed, if for a passing reason
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
// database, the disk) is logged once and the file tried again; it never leaves
// the folder unfiled.
func (f *Folder) Run(ctx context.Context) error {
	if err := f.Open(); err != nil {
		return err
	}
	tick := time.NewTicker(f.Look)
	defer tick.Stop()
	for {
		if err := f.Once(ctx); err != nil && f.Notes == nil && ctx.Err() == nil { // else they log it
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
// oldest first. It returns the faults that are new and tells the notes of all.
func (f *Folder) Once(ctx context.Context) error {
	fresh, err := f.look(ctx)
	if ctx.Err() != nil {
		return err
	}
	fault := ""
	if err != nil {
		fault = err.Error()
	}
	for _, name := range slices.Sorted(maps.Keys(f.seen)) {
		if s := f.seen[name]; fault == "" && s.fault != "" {
			fault = s.fault
		}
	}
	switch {
	case fault == "":
		f.Notes.Well(f.Road, fresh)
	case fault != f.ailing:
		f.Notes.Failed(f.Road, errors.New(fault))
	default:
		err = nil // it has been told
	}
	f.ailing = fault
	return err
}

// look takes what has settled; fresh says that something new was filed.
func (f *Folder) look(ctx context.Context) (fresh bool, err error) {
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return false, err
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
		if err != nil || !info.Mode().IsRegular() || remote.Unfinished(e.Name()) {
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
	for len(due) > 0 && ctx.Err() == nil {
		var names []string
		var size int64
		for len(due) > 0 && len(names) < waveFiles && (len(names) == 0 || size+f.seen[due[0].name].size <= waveBytes) {
			size += f.seen[due[0].name].size
			names = append(names, due[0].name)
			due = due[1:]
		}
		filed, err := f.takeWave(ctx, names, now)
		fresh = fresh || filed
		faults = append(faults, err)
	}
	return fresh, errors.Join(faults...)
}

// What of a folder is taken at once: enough to share the waits for the disk,
// and little enough to hold in memory.
const (
	waveFiles = 32
	waveBytes = 8 << 20
)

// takeWave takes settled files together and moves them away; fresh says that
// something new was filed.
func (f *Folder) takeWave(ctx context.Context, names []string, now time.Time) (fresh bool, err error) {
	var faults []error
	var taking []*os.File
	var in []Incoming
	for _, name := range names {
		file, err := f.ready(name)
		if err != nil {
			faults = append(faults, f.failed(name, err))
		}
		if file != nil {
			defer file.Close()
			taking = append(taking, file)
			in = append(in, Incoming{Name: name, Body: file, Young: now.Sub(f.seen[name].since) < f.Grace})
		}
	}
	if len(in) == 0 {
		return false, errors.Join(faults...)
	}
	taken, err := f.Room.TakeAll(ctx, f.Source, "folder", in)
	for i, x := range in {
		if err != nil {
			faults = append(faults, f.failed(x.Name, err))
			continue
		}
		fresh = fresh || taken[i].New()
		faults = append(faults, f.finish(x.Name, taking[i], taken[i]))
	}
	return fresh, errors.Join(faults...)
}

// ready opens a settled file, if it is there.
func (f *Folder) ready(name string) (*os.File, error) {
	file, err := os.Open(filepath.Join(f.Path, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // taken back, or another process was faster
	}
	return file, err
}

// finish moves a file that has been taken away.
func (f *Folder) finish(name string, read *os.File, taken TakenFile) error {
	switch {
	case errors.Is(taken.Err, errGrowing):
		return nil
	case taken.Err != nil:
		return f.failed(name, taken.Err)
	}
	if !f.seen[name].stillIs(filepath.Join(f.Path, name), read) {
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
	before := s.fault
	err = fmt.Errorf("%s waits in the folder: %w", name, err)
	s.fault = err.Error()
	f.seen[name] = s
	if before != "" {
		return nil
	}
	return err
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
