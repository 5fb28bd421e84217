// Package newsroom is the window through which editors work: the wire list, the
// story editor, preview, fronts, titles, sources and accounts, in a browser.
//
// It decides nothing: rooms and package news do, and every handler asks them as
// the user who is signed in. It speaks no SQL and serves no reader (site).
//
// A screen is a handler in a file of its name, a page struct with a [Frame] in it,
// a template in page, and, where it needs them, a module in ui/src and a sheet in
// static. All addresses stand in routes.go.
//
// Start at [New] and [Window.routes].
package newsroom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/people"
	"broadsheet/internal/setup"
	"broadsheet/internal/web"
)

// Store is what the window reads of the store. Writes are rooms' business.
type Store interface {
	Story(context.Context, news.StoryID) (news.StoryFile, error)
	Titles(context.Context) ([]news.Title, error)
	writingStore
	Version(context.Context, news.StoryID, int) (news.Version, error)
	ListStore
	LiveStore
	SourceSetup(context.Context, news.SourceID) (news.SourceSetup, error)
	SourceSetups(context.Context) ([]news.SourceSetup, error)
	Quarantined(ctx context.Context, all bool) ([]news.Quarantined, error)
	QuarantinedFile(context.Context, news.QuarantineID) (news.Quarantined, error)
	Waiting(context.Context) (int, error)
	FrontStore
}

// Config is what a Window is made of.
type Config struct {
	Store  Store
	Desk   *desk.Room
	People *people.Room
	Paper  Paper // of readers, for previews and to see what they get
	Blobs  Blobs
	Log    *slog.Logger
	Now    func() time.Time
	NewID  func() string // of what is begun in a window, or by a form, which makes it once if it is sent twice
	// Watch measures how fast users ask for deeds; nil is time.Now.
	Watch func() time.Time
	Setup *setup.Room
	Wire  *ingest.Room
	// Traffic drives the roads.
	Traffic *ingest.Traffic
	// Hosts are the host names of the desk, without port.
	Hosts []string
	// Proxies are the machines whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
}

// Window is the desk's application, one handler. It may be used by many
// goroutines.
type Window struct {
	store     Store
	desk      *desk.Room
	people    *people.Room
	paper     Paper
	setup     *setup.Room
	wire      *ingest.Room
	traffic   *ingest.Traffic
	blobs     Blobs
	log       *slog.Logger
	now       func() time.Time
	newID     func() string
	live      *Live
	hosts     map[string]bool
	proxies   []netip.Prefix
	forms     *forms
	cross     *http.CrossOriginProtection
	mux       http.Handler
	reads     reads
	stopwatch func() time.Time
	paces     paces
}

// New returns the window. The error tells what is wrong with its templates.
func New(c Config) (*Window, error) {
	forms, err := readForms()
	if err != nil {
		return nil, fmt.Errorf("open newsroom: %w", err)
	}
	w := &Window{store: c.Store, desk: c.Desk, people: c.People, setup: c.Setup, wire: c.Wire, traffic: c.Traffic, paper: c.Paper, blobs: c.Blobs, log: c.Log, now: c.Now, newID: c.NewID, hosts: map[string]bool{}, proxies: c.Proxies, forms: forms, cross: http.NewCrossOriginProtection()}
	for _, h := range c.Hosts {
		w.hosts[strings.ToLower(h)] = true
	}
	if w.stopwatch = c.Watch; w.stopwatch == nil {
		w.stopwatch = time.Now
	}
	w.live = &Live{store: c.Store, log: c.Log, seats: map[*liveSeat]bool{}}
	w.mux = w.routes()
	return w, nil
}

// Run tells open windows what happens until ctx ends, closes their streams and
// returns its error. It must run while the window serves.
func (w *Window) Run(ctx context.Context) error { return w.live.run(ctx) }

// Live is what tells open windows of things.
func (w *Window) Live() *Live { return w.live }

// Is reports whether a request is for the desk's host.
func (w *Window) Is(r *http.Request) bool { return w.hosts[strings.ToLower(web.HostName(r))] }

// ServeHTTP answers an editor.
func (w *Window) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	nonce := newNonce()
	r = w.behind(r)
	guard(rw.Header(), nonce, r)
	w.mux.ServeHTTP(rw, r.WithContext(context.WithValue(r.Context(), seatKey{}, &seat{nonce: nonce})))
}

// own is the act of routes on which everybody looks after their own account.
const own news.Act = "own"

// errNoSecond says that somebody must add a second factor before all else.
var errNoSecond = fmt.Errorf("add a second factor first, under your name: %w", news.ErrForbidden)

// handler is a [web.Handler] with what it asks of whoever calls.
type handler struct {
	pattern string
	serve   web.Handler
	act     news.Act // asked before serve; "" is for those who are not signed in, too
}

// routed makes the mux of a list of handlers.
func (w *Window) routed(list []handler) http.Handler {
	mux := http.NewServeMux()
	for _, h := range list {
		mux.Handle(h.pattern, web.Handle(w.enter(h), w.log, w.answer))
	}
	return mux
}

// enter finds out who calls and whether they may. A deed must come from our own
// pages: the browser says so in Sec-Fetch-Site or Origin, and our script in
// X-Desk or our form in its token, since a request with neither of the first two
// would pass.
func (w *Window) enter(h handler) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		if err := w.cross.Check(r); err != nil {
			return fmt.Errorf("this came from another site: %w", news.ErrForbidden)
		}
		token := tokenOf(r)
		user, session, err := w.people.Session(r.Context(), token)
		if err != nil && !errors.Is(err, people.ErrSignedOut) {
			return err
		}
		s := seatIn(r)
		s.user, s.session, s.signed, s.near = user, session, err == nil, onThisMachine(r) && fromThisMachine(r)
		s.owes = s.signed && w.people.Needs(user) && !session.Second
		s.token = formToken(token, s.preToken(rw, r))
		r = r.WithContext(s.actor(r).In(r.Context()))
		if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Header.Get("X-Desk") == "" {
			if err := checkForm(r, s.token); err != nil {
				return err
			}
		}
		if s.signed && r.Method != http.MethodGet && r.Method != http.MethodHead {
			if err := w.paces.step(user.ID, w.stopwatch()); err != nil {
				return err
			}
		}
		if h.act != "" {
			if !s.signed {
				return people.ErrSignedOut
			}
			if h.act == own {
				return h.serve(rw, r)
			}
			if err := news.Forbid(user, h.act, ""); err != nil {
				return w.denied(r, err)
			}
			if s.owes && !s.near {
				return errNoSecond
			}
		}
		return w.denied(r, h.serve(rw, r))
	}
}

// denied writes down that somebody who is signed in asked for what they may not,
// and returns the error as it is.
func (w *Window) denied(r *http.Request, err error) error {
	if errors.Is(err, news.ErrForbidden) && seatOf(r).signed {
		l := news.AuditLine{What: news.AuditDenied, Ref: r.Method + " " + r.URL.Path}
		if failed := w.people.Note(r.Context(), l); failed != nil {
			w.log.Error("audit", "err", failed)
		}
	}
	return err
}
