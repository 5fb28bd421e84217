package api

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/web"
)

// port is the window on a real port, with a real wire room behind it.
type port struct {
	*httptest.Server
	t     *testing.T
	store *store.Store
	room  *ingest.Room
	notes *ingest.Notes
	blobs string // folder
	log   bytes.Buffer

	mu sync.Mutex // guards at
	at time.Time
}

func (p *port) now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

func (p *port) pass(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = p.at.Add(d)
}

// newPort returns the window; change is asked before it opens.
func newPort(t *testing.T, change ...func(*port, *Config)) *port {
	t.Helper()
	s := storetest.SQLite(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	storetest.House(t, s)
	folder := t.TempDir()
	blobs, err := blob.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	p := &port{t: t, store: s, blobs: folder, at: storetest.T0}
	log := slog.New(slog.NewTextHandler(&p.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	p.room = &ingest.Room{Store: s, Blobs: blobs, Now: p.now, NewID: store.NewID, Log: log, MaxBytes: 1 << 20}
	p.notes = &ingest.Notes{Store: s, Room: p.room}
	p.notes.Open(news.NewPushRoad("npa"))
	c := Config{Wire: p.room, WireToken: tokens(map[news.SourceID]string{"npa": token}), Roads: p.notes, Log: log}
	p.Server = httptest.NewUnstartedServer(nil)
	for _, do := range change {
		do(p, &c)
	}
	p.Config = web.Server(New(c), log)
	p.Start()
	t.Cleanup(p.Close)
	return p
}

// raw sends bytes as they are, ends its side of the connection, and returns the
// status of the first answer, 0 if there was none.
func (p *port) raw(text string) (int, string) {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.Listener.Addr().String())
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		p.t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		p.t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return res.StatusCode, err.Error()
	}
	return res.StatusCode, string(body)
}

// nothingKept checks that the house has nothing of any push.
func (p *port) nothingKept(what string) {
	p.t.Helper()
	n, err := p.store.CountWireItems(context.Background(), "npa")
	q, err2 := p.store.Quarantined(context.Background(), true)
	if err != nil || err2 != nil || n != 0 || len(q) != 0 {
		p.t.Errorf("%s: %d items and %d files in quarantine, %v, want nothing kept", what, n, len(q), errors.Join(err, err2))
	}
	err = filepath.WalkDir(p.blobs, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			p.t.Errorf("%s: %s was left behind", what, path)
		}
		return err
	})
	if err != nil {
		p.t.Error(err)
	}
}

const pushHead = "POST /api/wire/npa?name=a.json HTTP/1.1\r\nHost: desk.example.org\r\nAuthorization: Bearer " + token + "\r\n"

func TestPushThatBreaksOffIsNotAccepted(t *testing.T) {
	whole := len(copyFile)
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte(copyFile[:whole-1]))
	signedHead := "POST /api/wire/npa HTTP/1.1\r\nHost: desk.example.org\r\nX-Signature: sha256=" + hex.EncodeToString(mac.Sum(nil)) + "\r\n"
	for _, c := range []struct{ name, text, says string }{
		{"a length that lies", fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", pushHead, whole+1, copyFile), fmt.Sprintf("broke off after %d bytes", whole)},
		{"nothing of the body", fmt.Sprintf("%sContent-Length: %d\r\n\r\n", pushHead, whole), "broke off after 0 bytes"},
		{"a cut chunk", fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s", pushHead, whole, copyFile[:whole-9]), "broke off after"},
		{"no last chunk", fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", pushHead, whole, copyFile), "broke off after"},
		{"a chunk that is longer than it says", fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", pushHead, whole-4, copyFile), "broke off after"},
		{"a chunk size that is no number", fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\nzz\r\n%s\r\n0\r\n\r\n", pushHead, copyFile), "broke off after"},
		{"bare line feeds in chunks", fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\n%s\n0\n\n", pushHead, whole, copyFile), ""},
		{"a body of nothing", pushHead + "Content-Length: 0\r\n\r\n", "the body is empty"},
		{"chunks of nothing", pushHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "the body is empty"},
		{"a signed body that breaks off", fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", signedHead, whole, copyFile[:whole-1]), "broke off after"},
		{"two lengths", fmt.Sprintf("%sContent-Length: %d\r\nContent-Length: %d\r\n\r\n%s", pushHead, whole, whole-1, copyFile), ""},
		{"more than may be kept", fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", pushHead, int64(maxPush+1), copyFile), "larger than 1073741824 bytes and nothing of it was kept"},
		{"more than may be signed", fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", signedHead, maxSigned+1, copyFile), "larger than 67108864 bytes"},
	} {
		p := newPort(t)
		status, body := p.raw(c.text)
		want := http.StatusBadRequest
		if strings.HasPrefix(c.says, "larger") {
			want = http.StatusRequestEntityTooLarge
		}
		if status != want || !strings.Contains(body, c.says) {
			t.Errorf("push with %s = %d %q, want %d saying %q", c.name, status, body, want, c.says)
		}
		p.nothingKept("push with " + c.name)
	}
}

// What is larger than said while it comes is refused when that is seen.
func TestPushThatGrowsTooLarge(t *testing.T) {
	p := newPort(t)
	r, err := http.NewRequest("POST", p.URL+"/api/wire/npa", io.LimitReader(endless{}, maxSigned+2)) // of no length that could be told
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Signature", strings.Repeat("0", 64))
	res, err := http.DefaultClient.Do(r)
	if err != nil { // closed before the answer was read, which says as much
		t.Logf("push of %d bytes: %v", maxSigned+2, err)
	} else {
		defer res.Body.Close()
		if body, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(body), "nothing of it was kept") {
			t.Errorf("push of %d bytes = %d %s, %v, want 413 with the reason", maxSigned+2, res.StatusCode, body, err)
		}
	}
	p.nothingKept("push that grew")
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestPushIsAcceptedOnceItIsDurable(t *testing.T) {
	p := newPort(t)
	push := func(body string) map[string]any {
		t.Helper()
		status, answer := p.raw(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", pushHead, len(body), body))
		var got map[string]any
		if err := json.Unmarshal([]byte(answer), &got); err != nil || status != http.StatusAccepted {
			t.Fatalf("push = %d %q, want 202", status, answer)
		}
		sum := sha256.Sum256([]byte(body))
		sha := hex.EncodeToString(sum[:])
		kept, err := os.ReadFile(filepath.Join(p.blobs, "wire", sha[:2], sha))
		if err != nil || string(kept) != body || got["sha256"] != sha {
			t.Errorf("push = %v with %q kept, %v; want its bytes on disk when it is accepted", got, kept, err)
		}
		return got
	}
	push(copyFile)
	before, err := p.store.LastEvent(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	push(copyFile)
	first := push("no copy")
	again := push("no copy")
	if first["quarantine"] != again["quarantine"] || first["quarantine"] == nil {
		t.Errorf("push of the same letter = quarantine %v, then %v, want one", first["quarantine"], again["quarantine"])
	}
	if after, err := p.store.LastEvent(context.Background()); err != nil || after != before+1 {
		t.Errorf("LastEvent() = %d, %v, want %d: what is sent again changes nothing", after, err, before+1)
	}
}

func TestPushTellsItsRoad(t *testing.T) {
	p := newPort(t)
	road := func() news.Road {
		t.Helper()
		if err := p.notes.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, err := p.store.Road(t.Context(), news.NewPushRoad("npa").ID)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := road(); r.State(false) != news.RoadWaiting {
		t.Errorf("State() = %s, want waiting", r.State(false))
	}
	p.raw("POST /api/wire/npa HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wrong\r\nContent-Length: 2\r\n\r\nab")
	if r := road(); r.State(false) != news.RoadWaiting {
		t.Errorf("State() after a stranger = %s, want waiting", r.State(false))
	}
	p.raw(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", pushHead, len(copyFile)+1, copyFile))
	if r := road(); r.State(false) != news.RoadFailing || !strings.Contains(r.Error, "broke off") {
		t.Errorf("State() = %s, %q, want failing and why", r.State(false), r.Error)
	}
	p.raw(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", pushHead, len(copyFile), copyFile))
	if r := road(); r.State(false) != news.RoadWell || !r.LastItem.Equal(storetest.T0) {
		t.Errorf("State() = %s, last item %v, want well", r.State(false), r.LastItem)
	}
}

// Strangers who hold signed bodies back do not keep out who has the token.
func TestPushSignedAtOnce(t *testing.T) {
	p := newPort(t)
	var held []net.Conn
	defer func() {
		for _, c := range held {
			c.Close()
		}
	}()
	hold := fmt.Sprintf("POST /api/wire/npa HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nX-Signature: %s\r\nContent-Length: 9\r\n\r\n", strings.Repeat("0", 64))
	for range maxSigning {
		conn, err := net.Dial("tcp", p.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
		if _, err := io.WriteString(conn, hold); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(conn).ReadString('\n') // the body is being read now
		if err != nil || !strings.Contains(line, "100 Continue") {
			t.Fatalf("signed push = %q, %v, want 100 Continue", line, err)
		}
	}
	if status, body := p.raw(hold + "123456789"); status != http.StatusServiceUnavailable || !strings.Contains(body, "too many signed files") {
		t.Errorf("one more signed push = %d %s, want 503 and what to do", status, body)
	}
	if status, body := p.raw(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", pushHead, len(copyFile), copyFile)); status != http.StatusAccepted {
		t.Errorf("push with the token meanwhile = %d %s, want 202", status, body)
	}
	if status, body := p.raw("POST /api/wire/npa HTTP/1.1\r\nHost: x\r\nX-Signature: sha256=zz\r\nContent-Length: 9\r\n\r\n"); status != http.StatusUnauthorized {
		t.Errorf("push with no signature at all = %d %s, want 401 before it is read", status, body)
	}
}
