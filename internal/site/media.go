package site

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// mediaKind is the kind of the blobs that may be picture files.
const mediaKind = "media"

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// mediaHash returns the hash in the key of a picture file, which is its name
// in an address, or "" if the key is not one.
func mediaHash(key string) string {
	hash, ok := strings.CutPrefix(key, mediaKind+"/")
	if !ok || len(hash) != 67 || hash[2] != '/' || hash[:2] != hash[3:5] || !hashForm.MatchString(hash[3:]) {
		return ""
	}
	return hash[3:]
}

func mediaKey(hash string) string { return mediaKind + "/" + hash[:2] + "/" + hash }

// shown reports whether readers are sent files of a type.
func shown(contentType string) bool {
	switch contentType {
	case "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif":
		return true
	}
	return false
}

// media sends a picture file that a released story of this title shows. Its
// address is its content's hash, so what is under it never changes.
func (s *Site) media(w http.ResponseWriter, r *http.Request) error {
	hash := r.PathValue("hash")
	if !hashForm.MatchString(hash) {
		return fmt.Errorf("media %q: %w", hash, news.ErrNotFound)
	}
	contentType, err := s.permits.ask(r.Context(), s.store, permit{viewOf(r).title, mediaKey(hash)})
	if err != nil {
		return err
	}
	if !shown(contentType) {
		return fmt.Errorf("media %s is %s: %w", hash, contentType, news.ErrNotFound)
	}
	f, err := s.blobs.Get(mediaKey(hash))
	if err != nil {
		return err
	}
	defer f.Close()
	h := w.Header()
	h["Content-Type"] = []string{contentType}
	// A reader's browser need not ask again; a cache that serves others must, for
	// the picture may be withdrawn.
	h["Cache-Control"] = []string{"public, max-age=31536000, s-maxage=5, immutable"}
	h["Content-Security-Policy"] = []string{"default-src 'none'; sandbox"}
	h["Etag"] = []string{`"` + hash + `"`}
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// permit is the question whether a title shows a file.
type permit struct {
	title news.TitleID
	key   string
}

// permits remembers which files may be sent, so that a steady request asks no
// database. Any deed that touches readers forgets all of them.
type permits struct {
	mu    sync.Mutex // guards all below, briefly
	round int        // moves by one with each forget
	types map[permit]string
}

// permitsKept bounds what is remembered; beyond it all is forgotten.
const permitsKept = 1 << 14

func newPermits() *permits { return &permits{types: map[permit]string{}} }

func (x *permits) forget() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.round++
	clear(x.types)
}

// ask returns the content type of a file the title shows, else the store's
// error. A yes that was given while something changed is not remembered.
func (x *permits) ask(ctx context.Context, store Store, q permit) (string, error) {
	x.mu.Lock()
	contentType, ok := x.types[q]
	round := x.round
	x.mu.Unlock()
	if ok {
		return contentType, nil
	}
	contentType, err := store.Picture(ctx, q.title, q.key)
	if err != nil {
		return "", err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.round == round {
		if len(x.types) >= permitsKept {
			clear(x.types)
		}
		x.types[q] = contentType
	}
	return contentType, nil
}
