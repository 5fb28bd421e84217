package newsroom

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/site"
)

// Blobs opens files by key; a key that is not there is news.ErrNotFound.
type Blobs interface {
	Get(key string) (*os.File, error)
}

// preview shows a story as readers of a title would get it: the user's own words
// that are in no version yet, or with ?words=saved the newest version.
func (w *Window) preview(rw http.ResponseWriter, r *http.Request) error {
	ctx, user, q := r.Context(), userOf(r), r.URL.Query()
	f, err := w.store.Story(ctx, news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if err := w.noteReading(r, f); err != nil {
		return err
	}
	var words *news.Wording
	if q.Get("words") != "saved" {
		c, err := w.desk.Working(ctx, user, f.Story.ID)
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return err
		}
		if err == nil {
			words = &c.Wording
		}
	}
	title := news.TitleID(r.PathValue("title"))
	rel, err := w.desk.Preview(ctx, user, f, words, title, desk.Order{Change: news.VersionKind(q.Get("change")), Note: q.Get("note")})
	if err != nil {
		return err
	}
	size, _ := strconv.Atoi(q.Get("size"))
	p, err := w.paper.Preview(ctx, rel, site.Look{Scheme: q.Get("scheme"), Size: size, Base: "/preview/on/" + string(title)})
	if err != nil {
		return err
	}
	for name, value := range p.Header {
		rw.Header()[name] = value
	}
	rw.WriteHeader(http.StatusOK)
	_, err = rw.Write(p.Body)
	return gone(err)
}

// leads answers where a link in a preview leads, which the preview does not show.
func (w *Window) leads(rw http.ResponseWriter, r *http.Request) error {
	h := rw.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'")
	h.Set("Content-Type", "text/plain; charset=utf-8")
	_, err := fmt.Fprintf(rw, "In the paper this link leads to /%s.\nThe preview shows this one story; reload it to go back.\n", r.PathValue("path"))
	return gone(err)
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// previewMedia sends a picture file to the newsroom, released or not. What it is
// is told by its bytes: nothing but a picture is sent.
func (w *Window) previewMedia(rw http.ResponseWriter, r *http.Request) error {
	hash := r.PathValue("hash")
	if !hashForm.MatchString(hash) {
		return fmt.Errorf("picture %q: %w", hash, news.ErrNotFound)
	}
	f, err := w.blobs.Get("media/" + hash[:2] + "/" + hash)
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	kind := pictureKind(head[:n])
	if kind == "" {
		return fmt.Errorf("file %s is no picture: %w", hash, news.ErrNotFound)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := rw.Header()
	h.Set("Content-Type", kind)
	// The next who sits here may not be signed in, and asks again.
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Etag", `"`+hash+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(rw, r, "", w.now(), f)
	return nil
}

// pictureKind is the type of a picture's bytes; "" is none.
func pictureKind(head []byte) string {
	switch kind := http.DetectContentType(head); kind {
	case "image/jpeg", "image/png", "image/gif", "image/webp":
		return kind
	}
	if len(head) > 12 && bytes.Equal(head[4:8], []byte("ftyp")) && (bytes.Equal(head[8:12], []byte("avif")) || bytes.Equal(head[8:12], []byte("avis"))) {
		return "image/avif"
	}
	return ""
}
