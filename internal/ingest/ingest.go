// Package ingest is the wire room: agency files come in, their raw bytes are
// kept, and each item becomes a story, a new version, a picture, a kill or a
// quarantined file. It obeys the agencies' statuses, embargoes and corrections
// and never lays an agency's words over the desk's.
//
// It parses no format itself (wire/...) and decides nothing for readers: the
// store's release gate does. A file that has been taken can be taken again and
// changes nothing.
//
// Start at [Room.Take] for one file, at decide for what an item does to a
// story, at [Folder] for the drop folder, at [Runner] and [Collector] for the
// roads that are polled, and at [Traffic] for all of them together.
package ingest

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/news"
	"broadsheet/internal/wire/dialect"
)

// Store is what the wire room needs of the store.
type Store interface {
	Source(context.Context, news.SourceID) (news.Source, error)
	Titles(context.Context) ([]news.Title, error)
	StoryByGUID(context.Context, news.SourceID, string) (news.StoryFile, error)
	PictureByGUID(context.Context, news.SourceID, string) (news.Picture, error)
	WireFiled(ctx context.Context, source news.SourceID, guid, version, hash string) (bool, error)
	RecentCopy(ctx context.Context, source news.SourceID, since time.Time) ([]news.CopyLine, error)
	PathTaken(ctx context.Context, title news.TitleID, path string, but news.StoryID) (bool, error)
	Term(ctx context.Context, source news.SourceID, code string) (news.Term, error)
	SaveStory(context.Context, news.StoryDeed) (news.Event, error)
	SaveStories(context.Context, []news.StoryDeed) ([]news.Event, error)
	SaveMedia(context.Context, news.MediaFile) (news.Event, error)
	Quarantine(context.Context, news.Quarantined) (news.Event, error)
	QuarantinedFile(context.Context, news.QuarantineID) (news.Quarantined, error)
	Replayed(context.Context, news.QuarantineID, time.Time) (news.Event, error)
	Discard(ctx context.Context, id news.QuarantineID, reason, by string, at time.Time) (news.Event, error)
	NewestWire(ctx context.Context, source news.SourceID, limit int) ([]news.WireRecord, error)
}

// Blobs keeps the bytes.
type Blobs interface {
	Put(kind string, r io.Reader) (blob.Info, error)
	Get(key string) (*os.File, error)
}

// Room is the wire room. Its fields are set before its first use and not
// changed afterwards; its methods may be called from many goroutines.
type Room struct {
	Store Store
	Blobs Blobs
	Now   func() time.Time
	NewID func() string // UUIDv7
	Log   *slog.Logger
	// Topics adds to the codes of an item's subjects what they mean and what
	// stands above that; nil knows no vocabulary.
	Topics func(codes []string) []string
	// Dialects are those of the agencies; nil knows none.
	Dialects *dialect.Set
	// MaxBytes is the size of the largest file that is parsed; a larger one is
	// kept and quarantined.
	MaxBytes int64

	budget budget // of what is read at a time
}
