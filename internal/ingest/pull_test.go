package ingest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"broadsheet/internal/fetch"
)

func TestPull(t *testing.T) {
	n := newNewsroom(t)
	version, status, asked := "1", 200, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		tag := `"` + version + `"`
		w.Header().Set("Etag", tag)
		switch {
		case r.Header.Get("Authorization") != "Bearer key":
			w.WriteHeader(http.StatusUnauthorized)
		case status != 200:
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(status)
		case r.Header.Get("If-None-Match") == tag:
			w.WriteHeader(http.StatusNotModified)
		default:
			io.WriteString(w, message("a", version, ""))
		}
	}))
	defer server.Close()
	p := &Pull{Room: n.Room, Fetch: fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}),
		Source: "npa", URL: server.URL + "/copy.json", Authorization: "Bearer key", Every: time.Minute, Jitter: func() float64 { return 0.5 }}
	pull := func(fails bool, want time.Duration) {
		t.Helper()
		wait, err := p.Once(context.Background())
		if (err != nil) != fails || wait != want {
			t.Errorf("Once() = %v, %v; want %v, failing %v", wait, err, want, fails)
		}
	}
	pull(false, time.Minute)
	pull(false, time.Minute) // not modified
	if f := n.file("a"); f.Story.Head != 1 || asked != 2 {
		t.Errorf("story has %d versions after %d questions, want 1 after 2", f.Story.Head, asked)
	}
	version = "2"
	pull(false, time.Minute)
	if f := n.file("a"); f.Story.Head != 2 {
		t.Errorf("story has %d versions, want 2", f.Story.Head)
	}
	// A body that could not be filed is fetched again.
	version, p.Source = "3", "nobody"
	pull(true, time.Minute)
	pull(true, 2*time.Minute)
	p.Source = "npa"
	pull(false, time.Minute)
	if f := n.file("a"); f.Story.Head != 3 {
		t.Errorf("story has %d versions, want 3", f.Story.Head)
	}
	status = http.StatusTooManyRequests
	pull(true, 2*time.Hour) // as asked
	status = 200
	p.Authorization = "Bearer wrong"
	for range 4 {
		if _, err := p.Once(context.Background()); err == nil {
			t.Error("Once() with a wrong key = nil, want an error")
		}
	}
	pull(true, 32*time.Minute)
	pull(true, time.Hour)
	pull(true, time.Hour)
}

func TestPullMovesByAFifthAtMost(t *testing.T) {
	for _, c := range []struct {
		jitter float64
		want   time.Duration
	}{{0, 80 * time.Second}, {0.5, 100 * time.Second}, {1, 120 * time.Second}} {
		p := Pull{Jitter: func() float64 { return c.jitter }}
		if got := p.jittered(100 * time.Second); got != c.want {
			t.Errorf("jittered(100 s) at %v = %v, want %v", c.jitter, got, c.want)
		}
	}
}
