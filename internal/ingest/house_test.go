package ingest

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// newsroom is a wire room on a real store, with a clock set by hand.
type newsroom struct {
	*Room
	t     *testing.T
	store *store.Store
	mu    sync.Mutex // guards at
	at    time.Time
}

func (n *newsroom) now() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.at
}

func (n *newsroom) pass(d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.at = n.at.Add(d)
}

func newNewsroom(t *testing.T) *newsroom {
	t.Helper()
	s := storetest.SQLite(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	storetest.House(t, s)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	n := &newsroom{t: t, store: s, at: storetest.T0}
	n.Room = &Room{Store: s, Blobs: blobs, Now: n.now, NewID: store.NewID, Log: slog.New(slog.DiscardHandler), MaxBytes: 1 << 20}
	return n
}

// ninjs makes a message. more is put before its closing brace.
func message(guid, version, more string) string {
	return fmt.Sprintf(`{"uri":%q,"version":%q,"type":"text","language":"en","headlines":[{"role":"main","value":"Ferry %s opens"}],`+
		`"bodies":[{"contentType":"text/html","value":"<p>The ferry %s opened on Monday, take %s.</p><p>More was to follow.</p>"}]%s}`, guid, version, guid, guid, version, more)
}

func (n *newsroom) take(text string) Taken {
	n.t.Helper()
	taken, err := n.Take(context.Background(), "npa", "file.json", "test", strings.NewReader(text))
	if err != nil {
		n.t.Fatalf("Take(%.60s…) = %v", text, err)
	}
	if taken.Quarantine != "" {
		n.t.Fatalf("Take(%.60s…) was quarantined: %s", text, taken.Reason)
	}
	return taken
}

func (n *newsroom) file(guid string) news.StoryFile {
	n.t.Helper()
	f, err := n.store.StoryByGUID(context.Background(), "npa", guid)
	if err != nil {
		n.t.Fatal(err)
	}
	return f
}

// readers returns what readers get at the story's address.
func (n *newsroom) readers(guid string) (news.Released, error) {
	n.t.Helper()
	f := n.file(guid)
	if len(f.Placements) == 0 {
		return news.Released{}, news.ErrNotFound
	}
	r, _, err := n.store.Readers().Story(context.Background(), "courier", f.Placements[0].Path)
	return r, err
}

func (n *newsroom) wantOutcome(taken Taken, want string) {
	n.t.Helper()
	if len(taken.Items) != 1 || !strings.HasPrefix(taken.Items[0].Outcome, want) {
		n.t.Fatalf("Take() = %+v, want %q", taken.Items, want)
	}
}

func photograph(t *testing.T, width int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, width*2/3))
	for x := range width {
		for y := range width * 2 / 3 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x ^ y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
