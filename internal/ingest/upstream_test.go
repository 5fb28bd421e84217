package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/news"
)

// upstream answers badly in every way that an agency's server may.
func upstream(t *testing.T) *httptest.Server {
	t.Helper()
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 64 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	hijack := func(w http.ResponseWriter) *net.TCPConn {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return nil
		}
		return conn.(*net.TCPConn)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			if _, err := w.Write([]byte(" ")); err != nil {
				return
			}
			http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
				return
			case <-tick.C:
			}
		}
	})
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/loop?key=secret", http.StatusFound)
	})
	mux.HandleFunc("/short", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "4000")
		io.WriteString(w, message("cut", "1", ""))
	})
	mux.HandleFunc("/cut-chunk", func(w http.ResponseWriter, _ *http.Request) {
		conn := hijack(w)
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n%s", message("cut", "1", ""))
		conn.Close()
	})
	mux.HandleFunc("/reset", func(w http.ResponseWriter, _ *http.Request) {
		conn := hijack(w)
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n%s", message("cut", "1", ""))
		conn.SetLinger(0) // a reset, not an end
		conn.Close()
	})
	mux.HandleFunc("/garbage", func(w http.ResponseWriter, _ *http.Request) {
		conn := hijack(w)
		io.WriteString(conn, "SSH-2.0-OpenSSH\r\n")
		conn.Close()
	})
	mux.HandleFunc("/headers", func(w http.ResponseWriter, _ *http.Request) {
		conn := hijack(w)
		io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
		for conn != nil {
			if _, err := fmt.Fprintf(conn, "X-Pad: %s\r\n", strings.Repeat("x", 8000)); err != nil {
				conn.Close()
				return
			}
		}
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb.Bytes())
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/no-gzip", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, message("cut", "1", ""))
	})
	mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "5400")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	mux.HandleFunc("/busy-until", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "Mon, 23 Nov 2026 12:00:00 GMT")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	mux.HandleFunc("/forbidden", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// upstreamTime is what an answer that never ends may take in these tests, and
// upstreamBytes what any may hold.
const (
	upstreamTime  = 400 * time.Millisecond
	upstreamBytes = 1 << 20
)

func TestBadUpstreams(t *testing.T) {
	bad := upstream(t)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler()) // signed by nobody the house knows
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	secure.StartTLS()
	t.Cleanup(secure.Close) // after the cases, which run side by side
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	private := strings.Replace(bad.URL, "127.0.0.1", "localhost", 1)
	for _, c := range []struct {
		name, address, says string
		guarded             bool
		slow                bool // it ends by the time limit alone
		wait                time.Duration
	}{
		{name: "a drip", address: bad.URL + "/drip", says: "deadline exceeded", slow: true},
		{name: "no answer", address: bad.URL + "/hang", says: "deadline exceeded", slow: true},
		{name: "a loop of redirects", address: bad.URL + "/loop", says: "more than 5 redirects"},
		{name: "a length that lies", address: bad.URL + "/short", says: "unexpected EOF"},
		{name: "a cut chunk", address: bad.URL + "/cut-chunk", says: "unexpected EOF"},
		{name: "a reset in mid-body", address: bad.URL + "/reset", says: "reset by peer"},
		{name: "no HTTP", address: bad.URL + "/garbage", says: "malformed HTTP"},
		{name: "endless headers", address: bad.URL + "/headers", says: "server response headers exceeded"},
		{name: "a bomb", address: bad.URL + "/bomb", says: "larger than the limit"},
		{name: "an endless body", address: bad.URL + "/endless", says: "larger than the limit"},
		{name: "gzip that is none", address: bad.URL + "/no-gzip", says: "gzip: invalid header"},
		{name: "a busy server", address: bad.URL + "/busy", says: "answered 429", wait: 90 * time.Minute},
		{name: "a server busy until a time", address: bad.URL + "/busy-until", says: "answered 503", wait: 3 * time.Hour},
		{name: "a refusal", address: bad.URL + "/forbidden", says: "answered 403"},
		{name: "a name that leads inside", address: private + "/forbidden", says: "not a public address", guarded: true},
		{name: "a certificate of nobody", address: secure.URL, says: "certificate"},
		{name: "plain HTTP where TLS is due", address: strings.Replace(bad.URL, "http:", "https:", 1), says: "server gave HTTP response to HTTPS client"},
		{name: "a closed port", address: gone.URL, says: "refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := newNewsroom(t)
			limits := fetch.Config{Timeout: 30 * time.Second, MaxBytes: upstreamBytes, Now: n.now}
			if c.slow {
				limits.Timeout = upstreamTime
			}
			if !c.guarded {
				limits.Allow = nearby
			}
			address := c.address + "?key=secret"
			l := n.polled(address, &Pull{Fetch: fetch.New(limits), URL: address, Authorization: "Bearer secret"})
			for i := range 3 {
				began := time.Now()
				r, wait := l.once()
				if r.State(false) != news.RoadFailing || r.Failures != i+1 || !strings.Contains(r.Error, c.says) || r.Cursor != "" {
					t.Errorf("Once() = %s, %d failures, %q; want %d and %q", r.State(false), r.Failures, r.Error, i+1, c.says)
				}
				if i == 0 && wait != max(c.wait, time.Minute) {
					t.Errorf("Once() = due in %v, want %v", wait, max(c.wait, time.Minute))
				}
				if took := time.Since(began); took > limits.Timeout+10*time.Second {
					t.Errorf("Once() took %v, want at most %v", took, limits.Timeout)
				}
				if strings.Contains(r.Error+r.Address, "secret") {
					t.Errorf("Road() = %q, %q, want no secret", r.Address, r.Error)
				}
			}
			if logged := l.log.count("road fails", c.says); logged != 1 {
				t.Errorf("the failure is logged %d times, want once:\n%s", logged, l.log.buf.String())
			}
			if items, err := n.store.CountWireItems(t.Context(), "npa"); err != nil || items != 0 {
				t.Errorf("CountWireItems() = %d, %v, want nothing filed of what broke off", items, err)
			}
			if q, err := n.store.Quarantined(t.Context(), true); err != nil || len(q) != 0 {
				t.Errorf("Quarantined() = %v, %v, want nothing kept of what broke off", q, err)
			}
		})
	}
}

// A page where a feed is due is quarantined once, however it changes, and fails
// its road until copy comes again.
func TestPageWhereAFeedIsDue(t *testing.T) {
	n := newNewsroom(t)
	var hits atomic.Int64
	feed := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Etag", `"always-the-same"`)
		if feed != "" {
			io.WriteString(w, feed)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, "<?xml version=\"1.0\"?>\n<!DOCTYPE html><html><head><title>Sign in</title></head><body>Request %d</body></html>", hits.Add(1))
	}))
	defer server.Close()
	l := n.polled(server.URL+"/top.xml", &Pull{Fetch: fetch.New(fetch.Config{Allow: nearby}), URL: server.URL + "/top.xml"})
	quarantined := func(want int) {
		t.Helper()
		if q, err := n.store.Quarantined(t.Context(), true); err != nil || len(q) != want {
			t.Errorf("Quarantined() = %d, %v, want %d", len(q), err, want)
		}
	}
	for i := range 5 {
		if r, _ := l.once(); r.Failures != i+1 || !strings.Contains(r.Error, "a web page came where copy is due (quarantined as ") {
			t.Errorf("Once() = %d failures, %q, want the page told", r.Failures, r.Error)
		}
	}
	quarantined(1)
	if fails := l.log.count("road fails"); fails != 1 || hits.Load() != 5 {
		t.Errorf("the page is logged %d times after %d questions, want once after 5", fails, hits.Load())
	}
	feed = message("a", "1", "")
	if r, _ := l.once(); r.Failures != 0 || r.LastItem.IsZero() || n.file("a").Story.Head != 1 {
		t.Errorf("Once(feed) = %d failures, %q, want it filed", r.Failures, r.Error)
	}
	// Other copy that cannot be read is kept each time it changes, and once each.
	feed = `{"uri":`
	for range 3 {
		if r, _ := l.once(); r.Failures == 0 || !strings.Contains(r.Error, "top.xml cannot be read (quarantined as ") {
			t.Errorf("Once(broken) = %d failures, %q, want it told", r.Failures, r.Error)
		}
	}
	quarantined(2)
	feed = `{"uri":"b"`
	l.once()
	quarantined(3)
	feed = ""
	l.once()
	quarantined(3)
	if works := l.log.count("works again"); works != 1 {
		t.Errorf("the end is logged %d times, want once", works)
	}
}

// One road's trouble is nobody else's: while others hang, drip and loop, a good
// one goes on taking.
func TestRoadsDoNotWaitForEachOther(t *testing.T) {
	n := newNewsroom(t)
	bad := upstream(t)
	var version atomic.Int64
	enough := make(chan struct{})
	good := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		v := version.Add(1)
		io.WriteString(w, message("a", fmt.Sprint(v), ""))
		if v == 6 {
			close(enough)
		}
	}))
	defer good.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	n.Room.Now = time.Now
	log := &logBook{}
	n.Room.Log = slog.New(slog.NewTextHandler(log, nil))
	runner := &Runner{Room: n.Room, Store: n.store, Jitter: func() float64 { return 0.5 }}
	fetcher := fetch.New(fetch.Config{Allow: nearby, Timeout: time.Minute, MaxBytes: upstreamBytes}) // they may hang for longer than the test
	done := make(chan error, 16)
	var hanging []news.RoadID
	run := func(address string) news.RoadID {
		road := news.NewRoad("npa", news.PullRoad, address)
		p := Polled{Road: road, Every: time.Millisecond, Whole: true, Collector: &Pull{Fetch: fetcher, URL: address}}
		go func() { done <- runner.Run(ctx, p) }()
		return road.ID
	}
	for i := range 5 {
		hanging = append(hanging, run(fmt.Sprintf("%s/hang?%d", bad.URL, i)), run(fmt.Sprintf("%s/drip?%d", bad.URL, i)))
	}
	road := run(good.URL)
	select {
	case <-enough:
	case <-time.After(30 * time.Second):
		t.Fatalf("a good road was asked %d times while ten others hang, want 6:\n%s", version.Load(), log.buf.String())
	}
	if r, err := n.store.Road(t.Context(), road); err != nil || r.Failures != 0 || n.file("a").Story.Head < 2 {
		t.Errorf("Road(good) = %+v, %v, want it well and taking", r, err)
	}
	for _, id := range hanging {
		if r, err := n.store.Road(t.Context(), id); err != nil || r.Failures != 0 || !r.Well.IsZero() {
			t.Errorf("Road(%s) = %d failures, well %v, %v, want it under way still", id, r.Failures, r.Well, err)
		}
	}
	stop()
	for range 11 {
		<-done
	}
	for _, id := range append(hanging, road) {
		if r, err := n.store.Road(t.Context(), id); err != nil || r.Owner != "" {
			t.Errorf("Road(%s) = owner %q, %v, want it given back", id, r.Owner, err)
		}
	}
}
