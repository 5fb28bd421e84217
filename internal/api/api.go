// Package api is the window for programs: agency copy and quotes come in here.
//
// It shows nothing of the newsroom and makes no page. Every address needs a
// token, or ends in an unguessable key as those for hubs do, but the one that
// says whether the house is well.
//
// Start at [New].
package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/ticker"
	"broadsheet/internal/web"
)

// Quotes takes quotes in.
type Quotes interface {
	Take(ctx context.Context, raw []byte, name string) (ticker.Taken, error)
}

// Wire takes agency files in.
type Wire interface {
	Take(ctx context.Context, source news.SourceID, name, via string, from io.Reader) (ingest.Taken, error)
}

// Roads are told how pushes fare. Their methods are called by many goroutines.
type Roads interface {
	Well(road news.RoadID, fresh bool)
	Failed(road news.RoadID, err error)
}

// Config is what the window is made of.
type Config struct {
	Quotes Quotes
	Wire   Wire
	// WireToken returns the secret that POST /api/wire/{source} asks for, and whether
	// copy is taken there now; a source
	// without one is refused.
	WireToken func(news.SourceID) (token string, open bool)
	// Roads are told how pushes fare.
	Roads Roads
	// Hubs answers and takes from hubs of WebSub; nil refuses them.
	Hubs Hubs
	// MaxHub is the largest body taken from a hub, in bytes.
	MaxHub int64
	// Token is the secret that POST /api/quotes asks for; empty refuses all.
	Token string
	// Well reports whether the house can work, nil if it can.
	Well func(context.Context) error
	Log  *slog.Logger

	signing chan struct{} // a place for each signed push that is held in memory
}

// maxQuotes is the largest body of quotes taken, in bytes.
const maxQuotes = 4 << 20

// New returns the window, to be mounted at /api/.
func New(c Config) http.Handler {
	c.signing = make(chan struct{}, maxSigning)
	mux := http.NewServeMux()
	mux.Handle("POST /api/quotes", web.Handle(c.quotes, c.Log, answer))
	mux.Handle("POST /api/wire/{source}", web.Handle(c.wire, c.Log, answer))
	mux.Handle("GET /api/websub/{road...}", withoutKey(web.Handle(c.confirm, c.Log, answer)))
	mux.Handle("POST /api/websub/{road...}", withoutKey(web.Handle(c.deliver, c.Log, answer)))
	mux.Handle("GET /api/health", web.Handle(c.health, c.Log, answer))
	mux.Handle("/api/", web.Handle(func(http.ResponseWriter, *http.Request) error { return news.ErrNotFound }, c.Log, answer))
	return mux
}

// quotes takes a CSV or JSON body of quotes. Good rows are kept even if others
// are not; the answer says which were refused and why.
func (c Config) quotes(w http.ResponseWriter, r *http.Request) error {
	if !bears(r, c.Token) {
		unauthorized(w, "quotes")
		return nil
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxQuotes))
	if err != nil {
		return fmt.Errorf("read quotes: %w", err)
	}
	taken, err := c.Quotes.Take(r.Context(), raw, "POST /api/quotes")
	if err != nil {
		return err
	}
	status := http.StatusOK
	if taken.Accepted == 0 && len(taken.Problems) > 0 {
		status = http.StatusBadRequest
	}
	writeJSON(w, status, taken)
	return nil
}

func unauthorized(w http.ResponseWriter, realm string) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="`+realm+`"`)
	writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "send the token as: Authorization: Bearer TOKEN"})
}

// bears reports whether a request shows the token, in a time that tells nothing
// about it.
func bears(r *http.Request, token string) bool {
	shown, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return false
	}
	want, got := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(strings.TrimSpace(shown)))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

func (c Config) health(w http.ResponseWriter, r *http.Request) error {
	if err := c.Well(r.Context()); err != nil {
		return fmt.Errorf("health: %w", err)
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	return nil
}

// answer tells a program what was wrong: its own faults in full, ours not.
func answer(w http.ResponseWriter, _ *http.Request, status int, err error) {
	text := http.StatusText(status)
	if status < 500 && status != http.StatusNotFound && err != nil {
		text = err.Error()
	}
	writeJSON(w, status, map[string]string{"error": text})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // a client that has left is no fault of ours
}
