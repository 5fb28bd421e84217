package ingest

import (
	"context"
	"path"
	"time"
)

// Archive lets the bytes of agency files go once they have been kept as long as
// the operator wants. What was read of them stays, and so does every file that
// waits in quarantine. Pictures are not its business.
type Archive struct {
	Room *Room
	// Keep is how long bytes are kept; 0 is for good.
	Keep time.Duration
	// Look is how long it waits between looks.
	Look time.Duration
	// Store and Blobs are the archive's own needs of what the room has.
	Store ArchiveStore
	Blobs ArchiveBlobs
}

// ArchiveStore is what the archive needs of the store.
type ArchiveStore interface {
	LetFileGo(ctx context.Context, sha string) (bool, error)
}

// ArchiveBlobs is what the archive needs of the bytes.
type ArchiveBlobs interface {
	Old(kind string, before time.Time, use func(key string) error) error
	Delete(key string, before time.Time) error
}

// Run looks again and again until ctx ends and returns its error.
func (a *Archive) Run(ctx context.Context) error {
	tick := time.NewTicker(a.Look)
	defer tick.Stop()
	for {
		n, err := a.Once(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			a.Room.Log.Error("raw archive", "err", err)
		case n > 0:
			a.Room.Log.Info("raw archive: files let go", "files", n)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Once lets go what is due and returns how many files that were.
func (a *Archive) Once(ctx context.Context) (int, error) {
	if a.Keep <= 0 {
		return 0, nil
	}
	before := a.Room.Now().Add(-a.Keep)
	n := 0
	err := a.Blobs.Old("wire", before, func(key string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		may, err := a.Store.LetFileGo(ctx, path.Base(key))
		if err != nil || !may {
			return err
		}
		n++
		return a.Blobs.Delete(key, before)
	})
	return n, err
}
