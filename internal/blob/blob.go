// Package blob keeps big bytes by key in a folder: raw agency files, pictures.
//
// It is not a cache and knows nothing of who may read what. A put that has
// returned is on disk, its folder entry too. An object store is a second kind
// of the same few methods, not written yet.
//
// Start at [Open] and [Dir.Put].
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// Dir is a folder of blobs. Its methods may be called from many goroutines and
// processes.
type Dir struct {
	root string

	mu   sync.Mutex      // guards made
	made map[string]bool // folders known to be on disk
}

// Open returns the blobs in a folder, which is made if it does not exist.
func Open(folder string) (*Dir, error) {
	if err := os.MkdirAll(filepath.Join(folder, "tmp"), 0o755); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	return &Dir{root: folder, made: map[string]bool{}}, nil
}

// Info describes stored bytes.
type Info struct {
	Key  string // kind/ab/abcdef…, derived from the content
	SHA  string // SHA-256 of the content, lower-case hex
	Size int64  // bytes
}

var kindForm = regexp.MustCompile(`^[a-z]{1,16}$`)

// Put stores all that r gives, once: the key is made of the kind and the
// content's hash, so the same content again is no new blob. It streams; the
// size of the content does not bound memory. An error from r is returned and
// nothing is kept.
func (d *Dir) Put(kind string, r io.Reader) (Info, error) {
	if !kindForm.MatchString(kind) {
		return Info{}, fmt.Errorf("put blob: kind %q: %w", kind, news.ErrInvalid)
	}
	f, err := os.CreateTemp(filepath.Join(d.root, "tmp"), "put-*")
	if err != nil {
		return Info{}, fmt.Errorf("put blob: %w", err)
	}
	defer os.Remove(f.Name()) // gone after the rename; of a failed put otherwise
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), r)
	if err != nil {
		return Info{}, fmt.Errorf("put blob: %w", err)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	info := Info{Key: kind + "/" + sum[:2] + "/" + sum, SHA: sum, Size: n}
	path := d.path(info.Key)
	if st, err := os.Stat(path); err == nil && st.Size() == n && touch(path) {
		// It may have been put by a process that died before its last step.
		return info, syncFolder(filepath.Dir(path))
	}
	// Contents, then name, then the folder that holds the name: without the
	// last, a power cut loses the newest file.
	if err := f.Sync(); err != nil {
		return Info{}, fmt.Errorf("put blob: %w", err)
	}
	if err := d.makeFolder(filepath.Dir(path)); err != nil {
		return Info{}, fmt.Errorf("put blob: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return Info{}, fmt.Errorf("put blob: %w", err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return Info{}, fmt.Errorf("put blob: %w", err)
	}
	return info, nil
}

// touch makes a blob as young as one put now and reports whether it is there
// still: [Dir.Delete] spares what is young.
func touch(path string) bool {
	now := time.Now()
	return os.Chtimes(path, now, now) == nil
}

// Old calls use with the key of each blob of a kind that was last put before a
// time, by the file system's clock, until use returns an error.
func (d *Dir) Old(kind string, before time.Time, use func(key string) error) error {
	if !kindForm.MatchString(kind) {
		return fmt.Errorf("old blobs: kind %q: %w", kind, news.ErrInvalid)
	}
	folders, err := os.ReadDir(filepath.Join(d.root, kind))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("old blobs: %w", err)
	}
	for _, folder := range folders {
		files, err := os.ReadDir(filepath.Join(d.root, kind, folder.Name()))
		if err != nil {
			return fmt.Errorf("old blobs: %w", err)
		}
		for _, f := range files {
			info, err := f.Info()
			if err != nil || !info.ModTime().Before(before) {
				continue // it is gone, or young
			}
			if key := kind + "/" + folder.Name() + "/" + f.Name(); keyForm.MatchString(key) {
				if err := use(key); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Delete removes a blob that was last put before a time; one that is younger,
// or not there, is left. Somebody may put the same content in the meantime: the
// file is set aside first and put back if it turns out to have been touched.
func (d *Dir) Delete(key string, before time.Time) error {
	if !keyForm.MatchString(key) {
		return fmt.Errorf("delete blob %q: %w", key, news.ErrNotFound)
	}
	aside := filepath.Join(d.root, "tmp", "delete-"+filepath.Base(key))
	err := os.Rename(d.path(key), aside)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("delete blob: %w", err)
	}
	info, err := os.Stat(aside)
	if err != nil {
		return fmt.Errorf("delete blob: %w", err)
	}
	if !info.ModTime().Before(before) {
		err = os.Rename(aside, d.path(key))
	} else {
		err = os.Remove(aside)
	}
	if err != nil {
		return fmt.Errorf("delete blob: %w", err)
	}
	return nil
}

// Get opens a blob. The caller closes it. A key that is not there, or is not a
// key, is ErrNotFound.
func (d *Dir) Get(key string) (*os.File, error) {
	if !keyForm.MatchString(key) {
		return nil, fmt.Errorf("blob %q: %w", key, news.ErrNotFound)
	}
	f, err := os.Open(d.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("blob %s: %w", key, news.ErrNotFound)
	}
	return f, err
}

var keyForm = regexp.MustCompile(`^[a-z]{1,16}/[0-9a-f]{2}/[0-9a-f]{64}$`)

func (d *Dir) path(key string) string { return filepath.Join(d.root, filepath.FromSlash(key)) }

// makeFolder makes a folder below the root and puts its entry on disk.
func (d *Dir) makeFolder(folder string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.made[folder] {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for f := folder; strings.HasPrefix(f, d.root) && f != d.root; f = filepath.Dir(f) {
		if err := syncFolder(filepath.Dir(f)); err != nil {
			return err
		}
	}
	d.made[folder] = true
	return nil
}

func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
