// Package site is the window through which readers see the papers: fronts,
// sections, stories, pictures, and what is left of a withdrawn story.
//
// It is not the desk, the API or a store. It reaches the released set only,
// through a handle that cannot name anything else, and decides nothing about
// who may see what. Made pages are kept by package press until a deed touches
// them; a steady request touches no database. Every time on a page is
// absolute, so that no page goes stale by the clock.
//
// Start at [New] and [Site.routes].
package site

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"broadsheet/internal/live"
	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/ticker"
	"broadsheet/internal/web"
)

// Store is what the window needs of the released set.
type Store interface {
	// Titles returns the titles in their order.
	Titles(ctx context.Context) ([]news.Title, error)
	// Story returns the released story at an address. A withdrawn one is
	// news.ErrKilled with its notice, an unknown one news.ErrNotFound.
	Story(ctx context.Context, title news.TitleID, path string) (news.Released, *news.GoneNotice, error)
	// Newest returns listed stories, newest first, without their bodies; an
	// empty section is all, a zero time is from the newest.
	Newest(ctx context.Context, title news.TitleID, section string, before time.Time, limit int) ([]news.Released, error)
	// Cards returns those of the stories that readers of the title may see, in
	// the order given and without their bodies.
	Cards(ctx context.Context, title news.TitleID, ids []news.StoryID) ([]news.Released, error)
	// Front returns a front as readers have it and the moment they have it of; of
	// pins and headlines it names only those of stories they may see.
	Front(ctx context.Context, title news.TitleID, section string) (news.Front, time.Time, error)
	// Stock returns what a front is filled from, and the stories without bodies.
	Stock(ctx context.Context, title news.Title, f news.Front) (news.Stock, map[news.StoryID]news.Released, error)
	// Banner returns the banner that stands on a title's pages, false if there is
	// none.
	Banner(ctx context.Context, title news.TitleID) (news.BannerShown, bool, error)
	// Picture returns the content type of a file that a released story of the
	// title shows, else news.ErrNotFound.
	Picture(ctx context.Context, title news.TitleID, key string) (string, error)
}

// Bars makes market bars.
type Bars interface {
	Bar(ctx context.Context, title news.Title) (ticker.Bar, error)
}

// Blobs opens files by key; a key that is not there is news.ErrNotFound.
type Blobs interface {
	Get(key string) (*os.File, error)
}

// Config is what a Site is made of. Only Bars and Live may be nil: no title has a market
// bar then.
type Config struct {
	Store Store
	Bars  Bars
	Blobs Blobs
	Pages *press.Pages
	// Live tells open pages what changes; nil for pages that stay as they are.
	Live *live.Hub
	Log  *slog.Logger
	// Now is the clock. Pages bear the times of their stories, never this one;
	// it dates the cookies readers ask for.
	Now func() time.Time
	// Theme holds layout, part, page and static.
	Theme fs.FS
	// Dev rereads the theme at each request and keeps no page.
	Dev bool
}

// Site is the window, one handler for all titles. It may be used by many
// goroutines.
type Site struct {
	store   Store
	bars    Bars
	blobs   Blobs
	pages   *press.Pages
	live    *live.Hub
	log     *slog.Logger
	now     func() time.Time
	theme   *theme
	titles  *register
	permits *permits
	upto    atomic.Int64 // number of the last event taken in
	cross   *http.CrossOriginProtection
	door    http.Handler // finds the title, then hands on to paper or house
	paper   http.Handler // what a title has
	house   http.Handler // what this machine shows a newcomer under no title
}

// New returns the window. It reads the theme now and the titles when the first
// request comes. The error tells what is wrong with the theme.
func New(c Config) (*Site, error) {
	th, err := openTheme(c.Theme, c.Dev)
	if err != nil {
		return nil, fmt.Errorf("open site: %w", err)
	}
	s := &Site{
		store: c.Store, bars: c.Bars, blobs: c.Blobs, pages: c.Pages, live: c.Live, log: c.Log, now: c.Now, theme: th,
		titles:  &register{store: c.Store, log: c.Log},
		permits: newPermits(),
		cross:   http.NewCrossOriginProtection(),
	}
	s.paper, s.house = s.routes()
	s.door = web.Handle(s.find, s.log, s.answer)
	return s, nil
}

// routes is the list of all addresses: those of a title, by its host name or
// under /@title/ on this machine, and those of the machine itself.
func (s *Site) routes() (paper, house http.Handler) {
	on := func(mux *http.ServeMux, pattern string, h web.Handler) {
		mux.Handle(pattern, web.Handle(h, s.log, s.answer))
	}
	p := http.NewServeMux()
	on(p, "GET /{$}", s.front)
	on(p, "GET /{section}", s.sectionSlash)
	on(p, "GET /{section}/{$}", s.section)
	on(p, "GET /{section}/{yyyy}/{mm}/{dd}/{words}", s.story)
	on(p, "GET /live", s.stream)
	on(p, "GET /live.json", s.streamed)
	on(p, "GET /media/{hash}", s.media)
	on(p, "GET /robots.txt", s.robots)
	on(p, "GET /favicon.svg", s.favicon)
	on(p, "GET /favicon.ico", s.favicon)
	on(p, "POST /reading", s.setReading)
	on(p, "/", s.nothing)

	h := http.NewServeMux()
	on(h, "GET /{$}", s.papers)
	on(h, "GET /robots.txt", s.robots)
	on(h, "GET /favicon.svg", s.favicon)
	on(h, "GET /favicon.ico", s.favicon)
	on(h, "/", s.nothing)
	return p, h
}

// Handle takes in a deed: it reads the titles anew if one or its banner has
// changed, forgets which pictures may be fetched, and drops the pages the deed
// touched. It is a follower's function, and the only one a window needs.
func (s *Site) Handle(ctx context.Context, e news.Event) error {
	if e.Verb == news.VerbTitle || e.Verb == news.VerbBanner {
		// Before the pages are dropped, or they would be made anew from the old.
		if err := s.titles.reload(ctx); err != nil {
			return err
		}
	} else if len(e.Touched) > 0 {
		if err := s.lookAtBanners(ctx, e); err != nil {
			return err
		}
	}
	if len(e.Touched) > 0 || e.Verb == news.VerbTitle {
		s.permits.forget()
	}
	if err := s.pages.Handle(ctx, e); err != nil {
		return err
	}
	if e.Verb == news.VerbTitle || e.Verb == news.VerbBanner {
		if err := s.tellBanners(ctx); err != nil {
			return err
		}
	}
	if err := s.tellStories(ctx, e); err != nil {
		return err
	}
	s.upto.Store(max(s.upto.Load(), e.N)) // one follower calls
	return nil
}

// lookAtBanners drops a title's pages where a deed has given or taken the story
// its banner leads to.
func (s *Site) lookAtBanners(ctx context.Context, e news.Event) error {
	before := s.titles.now.Load()
	if before == nil || !slices.ContainsFunc(e.Touched, func(t news.TouchedPlacement) bool {
		p := before.byID[t.Title]
		return p != nil && p.banner != nil
	}) {
		return nil
	}
	if err := s.titles.reload(ctx); err != nil {
		return err
	}
	now := s.titles.now.Load()
	for _, p := range before.inOrder {
		if after := now.byID[p.ID]; p.banner != nil && (after == nil || after.banner == nil || *after.banner != *p.banner) {
			s.pages.Drop(press.BannerNeed(p.ID))
			if err := s.tellBanners(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// ServeHTTP answers a reader.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	guard(w.Header(), r.TLS != nil)
	s.door.ServeHTTP(w, r)
}

// view is where a request asks: which title, how it is reached, and what the
// reader has chosen. It has no title on a page of the machine itself.
type view struct {
	title   news.TitleID
	base    string // prefix of all addresses, "" by host name
	reading reading
}

type viewKey struct{}

func viewOf(r *http.Request) view {
	v, _ := r.Context().Value(viewKey{}).(view)
	if v.reading.size == 0 {
		v.reading = plainReading
	}
	return v
}

// find leads a request to its title. A host that is no title's is refused,
// unless it is this machine's own name: there every title is under /@title/,
// so that a newcomer needs no DNS.
func (s *Site) find(w http.ResponseWriter, r *http.Request) error {
	papers, err := s.titles.get(r.Context())
	if err != nil {
		return err
	}
	if err := s.cross.Check(r); err != nil {
		return s.say(w, r, http.StatusForbidden)
	}
	if p := papers.byHost[hostKey(web.HostName(r))]; p != nil {
		s.enter(s.paper, w, r, view{title: p.ID})
		return nil
	}
	if !web.Local(r) {
		return s.say(w, r, http.StatusMisdirectedRequest)
	}
	under, ok := strings.CutPrefix(r.URL.Path, "/@")
	if !ok {
		s.enter(s.house, w, r, view{})
		return nil
	}
	id, rest, slash := strings.Cut(under, "/")
	p := papers.byID[news.TitleID(id)]
	if p == nil {
		return fmt.Errorf("title %q: %w", id, news.ErrNotFound)
	}
	base := "/@" + id
	if !slash {
		w.Header()["Cache-Control"] = noStore
		http.Redirect(w, r, base+"/", http.StatusPermanentRedirect)
		return nil
	}
	s.enter(s.paper, w, trim(r, base, "/"+rest), view{title: p.ID, base: base})
	return nil
}

// enter hands a request on with its view. An address that is not in its one
// spelling is not there: the mux would redirect it, and without the prefix. Nor
// is one that is not text, which PostgreSQL refuses to look for.
func (s *Site) enter(to http.Handler, w http.ResponseWriter, r *http.Request, v view) {
	v.reading = readingOf(r)
	r = r.WithContext(context.WithValue(r.Context(), viewKey{}, v))
	if p := r.URL.Path; !strings.HasPrefix(p, "/") || strings.Contains(p, "//") || strings.Contains(p, "/./") || strings.Contains(p, "/../") ||
		strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..") || strings.ContainsRune(p, 0) || !utf8.ValidString(p) {
		s.answer(w, r, http.StatusNotFound, news.ErrNotFound)
		return
	}
	to.ServeHTTP(w, r)
}

// trim returns the request without the prefix of its path.
func trim(r *http.Request, base, rest string) *http.Request {
	u := *r.URL
	u.Path = rest
	u.RawPath = strings.TrimPrefix(u.RawPath, base)
	out := *r
	out.URL = &u
	return &out
}

// paperOf returns the title of a view as it is now.
func (s *Site) paperOf(ctx context.Context, v view) (*paper, error) {
	papers, err := s.titles.get(ctx)
	if err != nil {
		return nil, err
	}
	if p := papers.byID[v.title]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("title %q: %w", v.title, news.ErrNotFound)
}
