package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	"broadsheet/internal/news"
	"broadsheet/internal/wire/feed"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// Incoming is a file on its way in.
type Incoming struct {
	Name string // empty is one of the house's making, after road and content
	Body io.Reader
	// Young says that the file may be growing still: one that ends in mid-copy
	// is left alone, with errGrowing. Body is an io.Seeker then.
	Young bool
}

// errGrowing says that a file ends in mid-copy and its writer may be at it.
var errGrowing = errors.New("it ends in mid-copy and may be growing")

// TakenFile is what became of one of several files. Err is as of [Room.Take]:
// nothing final was done and the file is to be taken again.
type TakenFile struct {
	Taken
	Err error
}

const (
	readers = 4  // files that are kept and read at once
	filers  = 32 // items whose deeds may wait for one commit together
)

// TakeAll is [Room.Take] for several files at once: they are kept and read side
// by side, and the deeds of their items share commits. The result has one entry
// a file, in their order. An error means that none was taken.
func (r *Room) TakeAll(ctx context.Context, source news.SourceID, via string, in []Incoming) ([]TakenFile, error) {
	src, err := r.Store.Source(ctx, source)
	if err != nil {
		return nil, err
	}
	kept := make([]*keptFile, len(in))
	sideBySide(len(in), func(i int) {
		k := &keptFile{}
		if kept[i] = k; in[i].Young {
			k.file.Size, k.err = sizeOf(in[i].Body.(io.Seeker))
		} else {
			k.file, k.err = r.keep(source, via, in[i])
		}
	})
	var size int64
	for _, k := range kept {
		if k.file.Size <= r.MaxBytes { // no other is read
			size += k.file.Size
		}
	}
	done, err := r.budget.spend(ctx, size, r.MaxBytes)
	if err != nil {
		return nil, err
	}
	defer done()
	sideBySide(len(in), func(i int) {
		k := kept[i]
		if k.err == nil && in[i].Young {
			if k.err = r.peek(src, k, in[i]); k.err == nil {
				k.file, k.err = r.keep(source, via, in[i])
			}
		}
		if k.err == nil {
			r.read(ctx, src, k)
		}
	})
	r.fileAll(ctx, src, kept)
	out := make([]TakenFile, len(in))
	for i, k := range kept {
		taken, err := k.taken, k.result()
		if errors.Is(err, news.ErrInvalid) {
			taken, err = r.quarantine(ctx, news.QuarantineID(r.NewID()), k.file, taken, err)
		}
		out[i] = TakenFile{Taken: taken, Err: err}
	}
	return out, nil
}

// peek reads a young file before it is kept and returns errGrowing if it ends
// in mid-copy. A file too large to read is not.
func (r *Room) peek(src news.Source, k *keptFile, x Incoming) error {
	size := k.file.Size
	if size > r.MaxBytes {
		return nil
	}
	body := x.Body.(io.ReadSeeker)
	raw := make([]byte, size)
	_, err := io.ReadFull(body, raw)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errGrowing // shorter than it was
	case err != nil:
		return err
	}
	switch each := long(raw); {
	case isPicture(raw):
		_, err = measure(raw)
	case each != nil:
		err = each(raw, func(news.WireItem) error { return nil })
	default:
		k.items, err = r.reader(src).Read(raw)
		k.unread, k.readSHA = err, sha256.Sum256(raw)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errGrowing
	}
	_, err = body.Seek(0, io.SeekStart)
	return err
}

// sizeOf returns the size of a body that stands at its beginning, and leaves it
// there.
func sizeOf(body io.Seeker) (int64, error) {
	size, err := body.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = body.Seek(0, io.SeekStart)
	}
	return size, err
}

// sideBySide does something for each of n files, several at once.
func sideBySide(n int, do func(i int)) {
	var g errgroup.Group
	g.SetLimit(readers)
	for i := range n {
		g.Go(func() error { do(i); return nil })
	}
	g.Wait() // each file has its own error
}

// budget bounds what all roads together hold of large files: what is read of a
// file in memory is many times its size. Small files pass free, so that one
// agency's monsters do not hold up another's copy.
type budget struct {
	once sync.Once
	sem  *semaphore.Weighted
}

// spend waits until size bytes may be read, at most total at a time over all
// callers. The function gives them back.
func (b *budget) spend(ctx context.Context, size, total int64) (func(), error) {
	if size < feed.LongFeed {
		return func() {}, nil
	}
	b.once.Do(func() { b.sem = semaphore.NewWeighted(max(total, 1)) })
	size = min(size, max(total, 1))
	if err := b.sem.Acquire(ctx, size); err != nil {
		return nil, err
	}
	return func() { b.sem.Release(size) }, nil
}

// keptFile is a file whose bytes are kept, and how far it has come.
type keptFile struct {
	file  news.WireFile
	items []Item
	// readSHA is the hash of the bytes that items were read from before the
	// file was kept, zero if they have yet to be read.
	readSHA [sha256.Size]byte
	// long is the content of a file that is read an item at a time.
	long  []byte
	taken Taken
	// unread says what of it could not be read or filed, for good; err what
	// failed for a passing reason.
	unread, err error
	refused     int // how much unread speaks of
}

// maxRefused is how many items of a file its reason names.
const maxRefused = 50

// refuse adds what could not be filed, for good.
func (k *keptFile) refuse(err error) {
	if k.refused++; k.refused <= maxRefused {
		k.unread = errors.Join(k.unread, err)
	}
}

// result is the error of taking the file: it wraps [news.ErrInvalid] if the
// file is for quarantine.
func (k *keptFile) result() error {
	if k.err != nil {
		return k.err
	}
	return k.unread
}

// isRead reports whether items were read from the very bytes that were kept.
func (k *keptFile) isRead() bool { return hex.EncodeToString(k.readSHA[:]) == k.file.SHA }

// filing is one item on its way into the store.
type filing struct {
	of    *keptFile
	item  *Item
	filed Filed
	err   error
}

// fileAll files the items of files in their order as far as it counts: those
// of one guid one after the other, and a recall after all that came before it.
func (r *Room) fileAll(ctx context.Context, src news.Source, kept []*keptFile) {
	var run []*filing
	for _, k := range kept {
		switch {
		case k.err != nil:
		case k.long != nil:
			r.fileItems(ctx, src, run)
			run = nil
			r.fileLong(ctx, src, k)
		case allOrNone(k.items):
			r.fileItems(ctx, src, run)
			run = nil
			r.fileAtomic(ctx, src, k)
		default:
			for i := range k.items {
				run = append(run, &filing{of: k, item: &k.items[i]})
			}
		}
	}
	r.fileItems(ctx, src, run)
}

// chunk is how many items of a long file are held at a time.
const chunk = 256

// fileLong files a file an item at a time.
func (r *Room) fileLong(ctx context.Context, src news.Source, k *keptFile) {
	var run []*filing
	flush := func() error {
		r.fileItems(ctx, src, run)
		run = nil
		return k.err
	}
	err := long(k.long)(k.long, func(w news.WireItem) error {
		it, bad := r.reader(src).item(w)
		if bad != nil {
			k.refuse(bad)
			return nil
		}
		if run = append(run, &filing{of: k, item: &it}); len(run) < chunk {
			return nil
		}
		return flush()
	})
	if k.err == nil {
		k.unread = errors.Join(k.unread, err)
		flush()
	}
}

// fileItems files items side by side as far as their order does not count.
func (r *Room) fileItems(ctx context.Context, src news.Source, all []*filing) {
	var wave []*filing
	for _, f := range all {
		if f.item.PubStatus == news.Usable {
			wave = append(wave, f)
			continue
		}
		r.fileWave(ctx, src, wave)
		r.fileWave(ctx, src, []*filing{f})
		wave = nil
	}
	r.fileWave(ctx, src, wave)
	for _, f := range all {
		switch {
		case f.err == nil:
			f.of.taken.Items = append(f.of.taken.Items, f.filed)
		case errors.Is(f.err, news.ErrInvalid): // the other items stand
			f.of.refuse(fmt.Errorf("file %s: %w", f.item.GUID, f.err))
		case f.of.err == nil:
			f.of.err = fmt.Errorf("file %s of %s: %w", f.item.GUID, f.of.file.Name, f.err)
		}
	}
}

// fileWave files items side by side, those of one guid in their order. Once one
// fails for a passing reason no other is begun.
func (r *Room) fileWave(ctx context.Context, src news.Source, wave []*filing) {
	var order []string
	byGUID := map[string][]*filing{}
	for _, f := range wave {
		if byGUID[f.item.GUID] == nil {
			order = append(order, f.item.GUID)
		}
		byGUID[f.item.GUID] = append(byGUID[f.item.GUID], f)
	}
	var mu sync.Mutex // guards fault
	var fault error
	var g errgroup.Group
	g.SetLimit(filers)
	for _, guid := range order {
		g.Go(func() error {
			for _, f := range byGUID[guid] {
				mu.Lock()
				f.err = fault
				mu.Unlock()
				if f.err != nil {
					return nil
				}
				if f.filed, f.err = r.fileItem(ctx, src, f.of.file, *f.item); f.err != nil && !errors.Is(f.err, news.ErrInvalid) {
					mu.Lock()
					fault = f.err
					mu.Unlock()
				}
			}
			return nil
		})
	}
	g.Wait()
}
