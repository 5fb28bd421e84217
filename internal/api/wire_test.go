package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

const copyFile = `{"uri":"a","version":"1","type":"text","headlines":[{"value":"Ferry opens"}],"bodies":[{"contentType":"text/html","value":"<p>The ferry opened.</p>"}]}`

// newPush is the window with a real wire room, and its store.
func newPush(t *testing.T) (*gate, *store.Store) {
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
	room := &ingest.Room{Store: s, Blobs: blobs, Now: func() time.Time { return storetest.T0 }, NewID: store.NewID, Log: slog.New(slog.DiscardHandler), MaxBytes: 1 << 20}
	return newGate(t, func(c *Config) {
		c.Wire, c.WireToken, c.Roads = room, tokens(map[news.SourceID]string{"npa": token, "mute": ""}), (*ingest.Notes)(nil)
	}), s
}

func TestPush(t *testing.T) {
	g, s := newPush(t)
	for _, want := range []string{"filed", "repeated"} {
		status, got := g.ask("POST", "/api/wire/npa?name=a.json", "Bearer "+token, strings.NewReader(copyFile))
		items, _ := got["items"].([]any)
		if status != http.StatusAccepted || len(items) != 1 || !strings.HasPrefix(items[0].(map[string]any)["outcome"].(string), want) {
			t.Errorf("push = %d %v, want 202 and %s", status, got, want)
		}
	}
	if f, err := s.StoryByGUID(context.Background(), "npa", "a"); err != nil || f.Story.Head != 1 {
		t.Errorf("StoryByGUID() = head %d, %v; want one version", f.Story.Head, err)
	}
	status, got := g.ask("POST", "/api/wire/npa", "Bearer "+token, strings.NewReader("no copy"))
	if status != http.StatusAccepted || got["quarantine"] == nil || got["reason"] == nil {
		t.Errorf("push of no copy = %d %v, want 202 and the quarantine with its reason", status, got)
	}
}

func TestPushRefusesStrangers(t *testing.T) {
	g, s := newPush(t)
	for _, c := range []struct{ path, authorization string }{
		{"/api/wire/npa", ""}, {"/api/wire/npa", "Bearer wrong"}, {"/api/wire/npa", "Basic " + token}, {"/api/wire/npa", "Bearer "},
		{"/api/wire/mute", "Bearer "}, {"/api/wire/mute", "Bearer " + token}, {"/api/wire/nobody", "Bearer " + token},
	} {
		if status, _ := g.ask("POST", c.path, c.authorization, strings.NewReader(copyFile)); status != http.StatusUnauthorized {
			t.Errorf("push to %s with %q = %d, want 401", c.path, c.authorization, status)
		}
	}
	if n, err := s.CountWireItems(context.Background(), "npa"); err != nil || n != 0 {
		t.Errorf("CountWireItems() = %d, %v; want nothing of strangers filed", n, err)
	}
}

func TestPushSigned(t *testing.T) {
	g, _ := newPush(t)
	push := func(signature string) int {
		r := httptest.NewRequest("POST", "/api/wire/npa", strings.NewReader(copyFile))
		r.Header.Set("X-Signature", signature)
		rec := httptest.NewRecorder()
		g.ServeHTTP(rec, r)
		return rec.Code
	}
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte(copyFile))
	good := hex.EncodeToString(mac.Sum(nil))
	for signature, want := range map[string]int{"sha256=" + good: 202, good: 202, "sha256=" + strings.Repeat("0", 64): 401, "sha256=xyz": 401, "sha256=": 401} {
		if got := push(signature); got != want {
			t.Errorf("push signed %q = %d, want %d", signature, got, want)
		}
	}
}

// broken is a wire room whose disk has gone.
type broken struct{}

func (broken) Take(context.Context, news.SourceID, string, string, io.Reader) (ingest.Taken, error) {
	return ingest.Taken{}, errors.New("write /secret/path: no space left")
}

func TestPushIsNotAcceptedBeforeItIsKept(t *testing.T) {
	g := newGate(t, func(c *Config) {
		c.Wire, c.WireToken, c.Roads = broken{}, tokens(map[news.SourceID]string{"npa": token}), (*ingest.Notes)(nil)
	})
	status, got := g.ask("POST", "/api/wire/npa", "Bearer "+token, strings.NewReader(copyFile))
	if status != http.StatusServiceUnavailable || strings.Contains(got["error"].(string), "secret") {
		t.Errorf("push = %d %v, want 503 without the cause", status, got)
	}
}

func TestPushName(t *testing.T) {
	for query, want := range map[string]string{"?name=ferry-640.jpg": "ferry-640.jpg", "?name=../../etc/passwd": "", "?name=.hidden": "", "": "", "?name=a%00b": ""} {
		if got := pushName(httptest.NewRequest("POST", "/api/wire/npa"+query, nil)); got != want {
			t.Errorf("pushName(%q) = %q, want %q", query, got, want)
		}
	}
}

// tokens are those of sources, all of whose roads are open.
func tokens(of map[news.SourceID]string) func(news.SourceID) (string, bool) {
	return func(id news.SourceID) (string, bool) { return of[id], true }
}
