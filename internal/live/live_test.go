package live

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/web"
)

// house serves one hub: /live streams the channels that ?on= names, /live.json
// polls them.
type house struct {
	*Hub
	t  *testing.T
	at string // host and port

	mu  sync.Mutex
	now time.Time // guarded by mu
}

func open(t *testing.T, c Config) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	c.Now, c.Log = h.clock, slog.New(slog.DiscardHandler)
	h.Hub = New(c)
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, _ *http.Request, status int, _ error) { w.WriteHeader(status) }
	mux.Handle("GET /live", web.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return h.Stream(w, r, r.URL.Query()["on"]...)
	}, c.Log, answer))
	mux.Handle("GET /live.json", web.Handle(func(w http.ResponseWriter, r *http.Request) error {
		on := r.URL.Query()["on"]
		return h.Poll(w, r, on, on)
	}, c.Log, answer))
	server := web.Server(mux, c.Log)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.at = l.Addr().String()
	go server.Serve(l)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := h.Close(ctx); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
		server.Shutdown(ctx)
	})
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) tell(name string, data any) {
	h.t.Helper()
	if err := h.Tell(name, "state", true, data); err != nil {
		h.t.Fatal(err)
	}
}

// reader is an open stream.
type reader struct {
	t    *testing.T
	body io.ReadCloser
	text *bufio.Scanner
	id   string // of the last event
}

func (h *house) read(lastID string, on ...string) *reader {
	h.t.Helper()
	r, err := http.NewRequest("GET", "http://"+h.at+"/live?on="+strings.Join(on, "&on="), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { res.Body.Close() })
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != eventStream || res.Header.Get("Cache-Control") != "no-store" {
		h.t.Fatalf("GET /live = %d, %v, want a stream", res.StatusCode, res.Header)
	}
	return &reader{t: h.t, body: res.Body, text: bufio.NewScanner(res.Body)}
}

// next returns the data of the next event, "" when the stream has ended.
func (r *reader) next() string {
	r.t.Helper()
	for r.text.Scan() {
		line := r.text.Text()
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			r.id = id
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			return data
		}
	}
	return ""
}

func (r *reader) want(want string) {
	r.t.Helper()
	if got := r.next(); got != want {
		r.t.Errorf("next event = %q, want %q", got, want)
	}
}

// bothWays runs a case with detached streams and with attached ones.
func bothWays(t *testing.T, run func(t *testing.T, c Config)) {
	for name, attached := range map[string]bool{"detached": false, "attached": true} {
		t.Run(name, func(t *testing.T) { run(t, Config{Attached: attached}) })
	}
}

func TestReadersAreToldOfTheirChannelsOnly(t *testing.T) {
	bothWays(t, func(t *testing.T, c Config) {
		h := open(t, c)
		h.tell("a", 1)
		one, both := h.read("", "a"), h.read("", "a", "b")
		one.want("1")
		both.want("1")
		h.tell("b", "x")
		both.want(`"x"`)
		h.tell("a", 2)
		h.tell("a", 2) // the same state again tells nobody
		h.tell("a", 3)
		for _, r := range []*reader{one, both} {
			if got := r.next(); got != "2" && got != "3" {
				t.Errorf("next event = %s, want 2 or 3", got)
			} else if got == "2" {
				r.want("3")
			}
		}
	})
}

func TestReaderThatComesAgainGetsWhatItMissed(t *testing.T) {
	bothWays(t, func(t *testing.T, c Config) {
		h := open(t, c)
		h.tell("a", 1)
		h.tell("b", 1)
		first := h.read("", "a", "b")
		first.want("1")
		first.want("1")
		id := first.id
		first.body.Close()
		h.tell("b", 2)
		again := h.read(id, "a", "b")
		again.want("2")
		h.tell("a", 3)
		again.want("3")
	})
}

func TestMoreThanTheLimitPoll(t *testing.T) {
	bothWays(t, func(t *testing.T, c Config) {
		c.Limit = 2
		h := open(t, c)
		h.tell("a", 1)
		one, two := h.read("", "a"), h.read("", "a")
		one.want("1")
		two.want("1")
		res, err := http.Get("http://" + h.at + "/live?on=a")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusNoContent || h.Count().Refused != 1 {
			t.Errorf("GET /live beyond the limit = %d, count %+v, want 204 and one refused", res.StatusCode, h.Count())
		}
		if got := h.poll("a"); got["a"] != 1.0 {
			t.Errorf("GET /live.json = %v, want a 1", got)
		}
		// A place that a reader leaves is free again; it is found by a write.
		one.body.Close()
		for n := 2; h.Count().Streams == 2; n++ {
			h.tell("a", n)
			time.Sleep(time.Millisecond)
		}
	})
}

func (h *house) poll(on string) map[string]any {
	h.t.Helper()
	res, err := http.Get("http://" + h.at + "/live.json?on=" + on)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		h.t.Fatal(err)
	}
	return out
}

func TestPollAnswersOnlyWhatIsNew(t *testing.T) {
	h := open(t, Config{})
	h.tell("a", 1)
	ask := func(tag string) *http.Response {
		r, err := http.NewRequest("GET", "http://"+h.at+"/live.json?on=a&on=b", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("If-None-Match", tag)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	res := ask("")
	if res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != pollAge {
		t.Errorf("GET /live.json = %d, %v, want it for some seconds", res.StatusCode, res.Header)
	}
	tag := res.Header.Get("Etag")
	if res := ask(tag); res.StatusCode != http.StatusNotModified {
		t.Errorf("GET /live.json again = %d, want 304", res.StatusCode)
	}
	h.tell("b", 1)
	if res := ask(tag); res.StatusCode != http.StatusOK || res.Header.Get("Etag") == tag {
		t.Errorf("GET /live.json after a change = %d, %s, want it anew", res.StatusCode, res.Header.Get("Etag"))
	}
}

// Readers that take nothing hold little, cost the others nothing, and are let go.
func TestStalledReadersAreLetGo(t *testing.T) {
	const stalled = 500
	h := open(t, Config{Patience: 30 * time.Second})
	h.tell("a", 0)
	for range stalled {
		c, err := net.Dial("tcp", h.at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.(*net.TCPConn).SetReadBuffer(4 << 10)
		if _, err := fmt.Fprintf(c, "GET /live?on=a HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	healthy := h.read("", "a")
	healthy.want("0")
	for h.Count().Streams != stalled+1 {
		time.Sleep(time.Millisecond)
	}
	// Enough for every buffer on the way to be full.
	pad := strings.Repeat("x", 1000)
	for n := 1; n <= 400; n++ {
		h.tell("a", fmt.Sprint(n, pad))
		for got := ""; !strings.HasPrefix(got, fmt.Sprintf(`"%d`, n)); { // the healthy one has each
			if got = healthy.next(); got == "" {
				t.Fatalf("the healthy reader's stream ended at %d", n)
			}
		}
	}
	h.pass(31 * time.Second)
	for n := 0; h.Count().Evicted < stalled; n++ {
		h.tell("a", fmt.Sprint("again", n)) // the healthy one takes something after the wait, too
		healthy.next()
		time.Sleep(time.Millisecond)
	}
	if c := h.Count(); c.Streams != 1 {
		t.Errorf("Count() = %+v, want the healthy reader alone", c)
	}
}

func TestCloseEndsStreams(t *testing.T) {
	bothWays(t, func(t *testing.T, c Config) {
		h := open(t, c)
		h.tell("a", 1)
		r := h.read("", "a")
		r.want("1")
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := h.Close(ctx); err != nil {
			t.Fatalf("Close() = %v, want nil", err)
		}
		r.want("")
		res, err := http.Get("http://" + h.at + "/live?on=a")
		if err == nil {
			res.Body.Close()
			if res.StatusCode != http.StatusNoContent {
				t.Errorf("GET /live of a hub that has ended = %d, want 204", res.StatusCode)
			}
		}
		for h.Count().Streams != 0 {
			time.Sleep(time.Millisecond)
		}
	})
}

func TestStreamLastsNoLongerThanItsLife(t *testing.T) {
	h := open(t, Config{Life: time.Hour})
	h.tell("a", 1)
	r := h.read("", "a")
	r.want("1")
	h.pass(2 * time.Hour)
	r.want("")
}
