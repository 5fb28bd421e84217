package ingest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"broadsheet/internal/fetch"
)

// nearby lets a fetch reach the tests' own servers.
var nearby = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

func TestPull(t *testing.T) {
	n := newNewsroom(t)
	version, status, asked, unchanged := "1", 200, 0, 0
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
			unchanged++
			w.WriteHeader(http.StatusNotModified)
		default:
			io.WriteString(w, message("a", version, ""))
		}
	}))
	defer server.Close()
	fetcher := fetch.New(fetch.Config{Allow: nearby})
	pull := &Pull{Fetch: fetcher, URL: server.URL + "/copy.json?key=secret", Authorization: "Bearer key"}
	l := n.polled(pull.URL, pull)
	step := func(failures int, want time.Duration) {
		t.Helper()
		if r, wait := l.once(); r.Failures != failures || wait != want {
			t.Errorf("Once() = %d failures (%s), due in %v; want %d, %v", r.Failures, r.Error, wait, failures, want)
		}
	}
	heads := func(want int) {
		t.Helper()
		if f := n.file("a"); f.Story.Head != want {
			t.Errorf("story has %d versions after %d questions, want %d", f.Story.Head, asked, want)
		}
	}
	step(0, time.Minute)
	step(0, time.Minute)
	heads(1)
	if asked != 2 || unchanged != 1 {
		t.Errorf("the address was asked %d times, %d unchanged, want 2 and 1", asked, unchanged)
	}
	// A restart asks for what has changed, no more.
	l.p.Collector = &Pull{Fetch: fetcher, URL: pull.URL, Authorization: "Bearer key"}
	if err := l.Open(t.Context(), l.p); err != nil {
		t.Fatal(err)
	}
	step(0, time.Minute)
	if unchanged != 2 {
		t.Errorf("after a restart the address was asked for all of it")
	}
	version = "2"
	step(0, time.Minute)
	heads(2)
	// A body that could not be filed is fetched again.
	version = "3"
	blobs := l.Room.Blobs
	l.Room.Blobs = fullDisk{io.ErrShortWrite}
	step(1, ownFaultWait)
	heads(2)
	l.Room.Blobs = blobs
	step(0, time.Minute)
	heads(3)
	status = http.StatusTooManyRequests
	step(1, 2*time.Hour) // as asked
	status = 200
	pull = l.p.Collector.(*Pull)
	pull.Authorization = "Bearer wrong"
	step(2, 2*time.Minute)
}

// An address that tells nothing about change is read again and filed once.
func TestPullWithoutValidators(t *testing.T) {
	n := newNewsroom(t)
	text := message("a", "1", "")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, text) }))
	defer server.Close()
	l := n.polled(server.URL, &Pull{Fetch: fetch.New(fetch.Config{Allow: nearby}), URL: server.URL})
	first, _ := l.once()
	second, _ := l.once()
	if !second.LastItem.Equal(first.LastItem) || second.Cursor != first.Cursor || !second.Well.After(first.Well) {
		t.Errorf("Once(the same again) = last item %v, want %v", second.LastItem, first.LastItem)
	}
	text = message("a", "2", "")
	if third, _ := l.once(); !third.LastItem.After(second.LastItem) || n.file("a").Story.Head != 2 {
		t.Errorf("Once(changed) = last item %v, want a new one", third.LastItem)
	}
}
