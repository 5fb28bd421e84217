package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Hubs is what hubs of WebSub are answered by.
type Hubs interface {
	Confirm(ctx context.Context, road news.RoadID, key string, query url.Values) (echo string, err error)
	Known(ctx context.Context, road news.RoadID, key string) error
	Deliver(ctx context.Context, road news.RoadID, key, signature string, body io.Reader) error
}

// hubTime is how long a hub's body may take to arrive and be filed.
const hubTime = 5 * time.Minute

// withoutKey takes the key off the end of a callback's address, so that it
// stands in no log and no error.
func withoutKey(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.PathValue("road")
		i := max(strings.LastIndex(path, "/"), 0)
		bare := *r
		bare.URL = &url.URL{Path: "/api/websub/" + path[:i], RawQuery: r.URL.RawQuery}
		bare.SetPathValue("road", path[:i])
		bare.SetPathValue("key", strings.TrimPrefix(path[i:], "/"))
		h.ServeHTTP(w, &bare)
	})
}

// confirm answers a hub that asks whether a subscription was asked for: 200 with
// its challenge if it was, 404 if not (WebSub §5.3).
func (c Config) confirm(w http.ResponseWriter, r *http.Request) error {
	if c.Hubs == nil {
		return news.ErrNotFound
	}
	echo, err := c.Hubs.Confirm(r.Context(), news.RoadID(r.PathValue("road")), r.PathValue("key"), r.URL.Query())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	io.WriteString(w, echo) // a hub that has left asks again
	return nil
}

// deliver takes what a hub sends: 202 once it is durable, or dropped for its
// signature; 410 at a callback that is not there (any more), which tells the hub
// to stop; 400, 413 and 503 as for a push (WebSub §7).
func (c Config) deliver(w http.ResponseWriter, r *http.Request) error {
	if c.Hubs == nil {
		return news.ErrNotFound
	}
	road, key := news.RoadID(r.PathValue("road")), r.PathValue("key")
	if err := c.Hubs.Known(r.Context(), road, key); err != nil {
		return gone(w, err)
	}
	c.allow(w, hubTime)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), hubTime)
	defer cancel()
	body := newSent(w, r, c.MaxHub)
	err := c.Hubs.Deliver(ctx, road, key, r.Header.Get("X-Hub-Signature"), body)
	if refused := body.refusal(); refused != nil {
		return refused
	}
	if err != nil {
		return gone(w, fmt.Errorf("copy from the hub of %s: %w", road, err))
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

func gone(w http.ResponseWriter, err error) error {
	if !errors.Is(err, news.ErrNotFound) {
		return err
	}
	writeJSON(w, http.StatusGone, map[string]string{"error": "nobody subscribes here"})
	return nil
}
