// Package newsroomtest runs the desk and the papers on a real store behind a real
// server, and opens them in a real Chromium, signed in.
//
// It is imported by tests only. Start at [Open].
package newsroomtest

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/desk"
	"broadsheet/internal/fetch"
	"broadsheet/internal/follow"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/newsroom"
	"broadsheet/internal/people"
	"broadsheet/internal/press"
	"broadsheet/internal/setup"
	"broadsheet/internal/site"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/wire/dialect"
	"broadsheet/themes"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// House is a desk and its papers, served. Title "courier" and source "npa" are
// those of storetest.House.
type House struct {
	t      testing.TB
	Store  *store.Store
	Desk   *desk.Room
	People *people.Room
	Window *newsroom.Window
	Title  news.Title
	Source news.Source
	Port   string
	Blobs  *blob.Dir
	// Data is the store's file, for tests that look at all its tables.
	Data    string
	Setup   *setup.Room
	Wire    *ingest.Room
	Traffic *ingest.Traffic

	mu      sync.Mutex // guards all below
	at      time.Time  // the clock
	stopped time.Time  // where the watch that measures users stands; zero is that it goes
}

// StopWatch makes the watch that measures how fast users are stand at a time.
func (h *House) StopWatch(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = at
}

func (h *House) watch() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped.IsZero() {
		return time.Now()
	}
	return h.stopped
}

// Open starts a house whose clock stands at storetest.T0 until it is moved.
func Open(t testing.TB) *House {
	t.Helper()
	h := &House{t: t, at: storetest.T0, Data: filepath.Join(t.TempDir(), "store.db")}
	var err error
	if h.Store, err = store.Open(context.Background(), "sqlite:"+h.Data); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	h.Title, h.Source = storetest.House(t, h.Store)
	h.Desk = &desk.Room{Store: h.Store, Now: h.Now}
	h.People = people.New(h.Store, h.Now, store.NewID)
	h.People.Second = people.SecondOff // tests of it turn it on
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	blobs, err := blob.Open(filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	h.Blobs = blobs
	paper, err := site.New(site.Config{Store: h.Store.Readers(), Blobs: blobs, Pages: press.NewPages(64 << 20), Log: log, Now: h.Now, Theme: themes.Default()})
	if err != nil {
		t.Fatal(err)
	}
	h.openRoads(blobs, log)
	h.Window, err = newsroom.New(newsroom.Config{Store: h.Store, Desk: h.Desk, People: h.People, Setup: h.Setup, Wire: h.Wire, Traffic: h.Traffic, Paper: paper, Blobs: blobs, Log: log, Now: h.Now, Watch: h.watch, NewID: store.NewID, Hosts: []string{"desk.localhost", "desk.example"}})
	if err != nil {
		t.Fatal(err)
	}
	h.serve(paper, log)
	return h
}

// openRoads makes the rooms of copy and of the house's setup.
func (h *House) openRoads(blobs *blob.Dir, log *slog.Logger) {
	dialects, err := dialect.Load("")
	if err != nil {
		h.t.Fatal(err)
	}
	data := h.t.TempDir()
	folder := func(id news.SourceID) string { return filepath.Join(data, string(id)) }
	h.Setup = &setup.Room{Store: h.Store, Now: h.Now, DeskHosts: []string{"desk.localhost"}, Dialects: dialects, Folder: folder}
	h.Wire = &ingest.Room{Store: h.Store, Blobs: blobs, Now: h.Now, NewID: store.NewID, Log: log, Dialects: dialects, MaxBytes: 1 << 20}
	here := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	notes := &ingest.Notes{Room: h.Wire, Store: h.Store}
	h.Traffic = &ingest.Traffic{Runner: &ingest.Runner{Room: h.Wire, Store: h.Store, Jitter: func() float64 { return 0.5 }}, Store: h.Store, Notes: notes,
		Hubs: &ingest.Callbacks{Room: h.Wire, Store: h.Store, Notes: notes}, Silence: &ingest.Silence{Room: h.Wire, Store: h.Store}, Secrets: h.Store.Secrets,
		Ways: ingest.Ways{Fetch: fetch.New(fetch.Config{Allow: here, Now: h.Now}), Dial: fetch.Dialer(here), Folder: folder, Look: time.Second, MaxBytes: 1 << 20}}
	if err := h.Traffic.Open(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

// Drive drives the roads, as they are set up and change, until the test ends.
func (h *House) Drive() {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { h.Traffic.Run(ctx) })
	running.Go(func() { h.Traffic.Notes.Run(ctx) })
	running.Go(func() { follow.Follower{Journal: h.Store, Handle: h.Traffic.Handle}.Run(ctx) })
	h.t.Cleanup(func() {
		cancel()
		running.Wait()
	})
}

func (h *House) serve(paper *site.Site, log *slog.Logger) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		follow.Follower{Journal: h.Store, Handle: paper.Handle, Log: log}.Run(ctx)
	})
	running.Go(func() { h.Window.Run(ctx) })
	running.Go(func() { h.Store.KeepLists(ctx, func(err error) { log.Error("lists", "err", err) }) })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.Window.Is(r) {
			h.Window.ServeHTTP(w, r)
			return
		}
		paper.ServeHTTP(w, r)
	}))
	h.t.Cleanup(func() {
		cancel()
		server.CloseClientConnections()
		server.Close()
		running.Wait()
	})
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		h.t.Fatal(err)
	}
	h.Port = port
}

// Now is the house's clock.
func (h *House) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

// Set sets the clock.
func (h *House) Set(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = at
}

// Address is where a path of the desk is.
func (h *House) Address(path string) string { return "http://desk.localhost:" + h.Port + path }

// Client returns a client that keeps cookies and finds every host name here: the
// names under localhost are known to browsers, not to each resolver.
func (h *House) Client() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	here := func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", h.Port))
	}
	transport := &http.Transport{DialContext: here}
	h.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: transport}
}

// Paper is where readers find a path of the title.
func (h *House) Paper(path string) string { return "http://localhost:" + h.Port + "/@courier" + path }

// Password is that of every account made here.
const Password = "four words of our own"

// User opens an account and returns it with the token of a session.
func (h *House) User(name string, role news.Role, titles ...news.TitleID) (news.User, string) {
	h.t.Helper()
	ctx := context.Background()
	u, code, err := h.People.Open(ctx, news.User{Name: name, FullName: "Test " + name, SignOff: "T. " + name, Role: role, Titles: titles})
	if err != nil {
		h.t.Fatal(err)
	}
	entry, err := h.People.Welcome(ctx, code, Password, people.Place{From: "test", Agent: "test"})
	if err != nil {
		h.t.Fatal(err)
	}
	return u, entry.Token
}

// File saves a new story as an agency sends it and returns it as an editor sees
// it. change alters the deed first.
func (h *House) File(guid string, change ...func(*news.StoryDeed)) news.StoryFile {
	h.t.Helper()
	d := storetest.NewStory(guid)
	for _, c := range change {
		c(&d)
	}
	if _, err := h.Store.SaveStory(context.Background(), d); err != nil {
		h.t.Fatal(err)
	}
	return h.Story(d.Story.ID)
}

// Story returns a story as it is now.
func (h *House) Story(id news.StoryID) news.StoryFile {
	h.t.Helper()
	f, err := h.Store.Story(context.Background(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

// Browser opens a Chromium of its own, signed in with a session's token; without
// one it is a reader's. It skips the test where there is no Chromium, unless
// BROADSHEET_TEST_ALL is set.
func (h *House) Browser(token string, width, height int64) context.Context {
	h.t.Helper()
	ctx := chromium(h.t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		h.t.Fatal(err)
	}
	if token == "" {
		return ctx
	}
	cookie := network.SetCookieParams{Name: "desk", Value: token, Domain: "desk.localhost", Path: "/", HTTPOnly: new(true)}
	if _, err := chromedp.Call(ctx, network.SetCookie, cookie); err != nil {
		h.t.Fatal(err)
	}
	return ctx
}

func chromium(t testing.TB) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("BROADSHEET_TEST_ALL") != "" {
			t.Fatal("no Chromium: apt-get install chromium")
		}
		t.Skip("no Chromium: apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}
