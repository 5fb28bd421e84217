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

	"golang.org/x/sync/errgroup"
)

// Incoming is a file on its way in.
type Incoming struct {
	Name string
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
	var g errgroup.Group
	g.SetLimit(readers)
	for i, x := range in {
		g.Go(func() error {
			k := &keptFile{}
			kept[i] = k
			if x.Young {
				k.err = r.peek(k, x)
			}
			if k.err == nil {
				k.file, k.err = r.keep(source, via, x)
			}
			if k.err == nil {
				r.read(ctx, k)
			}
			return nil
		})
	}
	g.Wait() // each file has its own error
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
func (r *Room) peek(k *keptFile, x Incoming) error {
	body := x.Body.(io.ReadSeeker)
	size, err := body.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = body.Seek(0, io.SeekStart)
	}
	if err != nil || size > r.MaxBytes {
		return err
	}
	raw := make([]byte, size)
	switch _, err := io.ReadFull(body, raw); {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF) && size > 0:
		return errGrowing // shorter than it was
	case err != nil && size > 0:
		return err
	}
	if isMedia(x.Name) {
		_, err = measure(raw)
	} else {
		k.items, err = Read(raw)
		k.unread, k.readSHA = err, sha256.Sum256(raw)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errGrowing
	}
	_, err = body.Seek(0, io.SeekStart)
	return err
}

// keptFile is a file whose bytes are kept, and how far it has come.
type keptFile struct {
	file  news.WireFile
	items []Item
	// readSHA is the hash of the bytes that items were read from before the
	// file was kept, zero if they have yet to be read.
	readSHA [sha256.Size]byte
	taken   Taken
	// unread says what of it could not be read or filed, for good; err what
	// failed for a passing reason.
	unread, err error
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
	var all, wave []*filing
	for _, k := range kept {
		if k.err != nil {
			continue
		}
		if atomic(k.items) {
			r.fileWave(ctx, src, wave)
			wave = nil
			r.fileAtomic(ctx, src, k)
			continue
		}
		for i := range k.items {
			f := &filing{of: k, item: &k.items[i]}
			all = append(all, f)
			if f.item.PubStatus != news.Usable {
				r.fileWave(ctx, src, wave)
				wave = nil
				r.fileWave(ctx, src, []*filing{f})
				continue
			}
			wave = append(wave, f)
		}
	}
	r.fileWave(ctx, src, wave)
	for _, f := range all {
		switch {
		case f.err == nil:
			f.of.taken.Items = append(f.of.taken.Items, f.filed)
		case errors.Is(f.err, news.ErrInvalid): // the other items stand
			f.of.unread = errors.Join(f.of.unread, fmt.Errorf("file %s: %w", f.item.GUID, f.err))
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
