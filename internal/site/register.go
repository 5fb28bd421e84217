package site

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wordmark"
)

// paper is a title with what its pages need of it, made once a change.
type paper struct {
	news.Title
	words *Words
	// wordsLang is the language of words where it is not the title's own.
	wordsLang string
	dir       string
	calendar  calendar
	wordmark  template.HTML
	banner    *news.BannerShown // nil where none stands
	accent    string            // the sheet that lays the title's colours over the theme's
	origin    string            // of absolute addresses, "" where the title has no public host
}

// papers is the set of titles at one moment. It is not changed but for said,
// which holds the message pages that have been made of it (*press.Page by
// saying): whoever asks for nothing but mistakes must not cost a page each.
type papers struct {
	said    sync.Map
	inOrder []*paper
	byID    map[news.TitleID]*paper
	byHost  map[string]*paper
}

// register keeps the titles in memory, so that no request asks for them.
type register struct {
	store Store
	log   *slog.Logger

	mu  sync.Mutex // held from reading the titles to setting now, so that older ones never win
	now atomic.Pointer[papers]
}

// get returns the titles, reading them if none have been read.
func (g *register) get(ctx context.Context) (*papers, error) {
	if p := g.now.Load(); p != nil {
		return p, nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if p := g.now.Load(); p != nil {
		return p, nil
	}
	return g.read(ctx)
}

// reload reads the titles anew.
func (g *register) reload(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, err := g.read(ctx)
	return err
}

// read is called with mu held.
func (g *register) read(ctx context.Context) (*papers, error) {
	titles, err := g.store.Titles(ctx)
	if err != nil {
		return nil, fmt.Errorf("read titles: %w", err)
	}
	out := &papers{byID: map[news.TitleID]*paper{}, byHost: map[string]*paper{}}
	for _, t := range titles {
		if err := t.CheckAccent(); err != nil {
			g.log.Error("title is shown in the theme's own colour", "err", err)
			t.Accent, t.AccentDark = "", ""
		}
		mark, err := wordmark.Clean(t.Wordmark) // whoever wrote it into the store
		if err != nil {
			g.log.Error("title is shown with its name in letters", "err", err)
		}
		p := newPaper(t)
		p.wordmark = template.HTML(mark)
		banner, stands, err := g.store.Banner(ctx, t.ID)
		if err != nil {
			return nil, fmt.Errorf("read titles: %w", err)
		}
		if stands {
			p.banner = &banner
		}
		out.inOrder = append(out.inOrder, p)
		out.byID[t.ID] = p
		for _, h := range t.Hosts {
			out.byHost[hostKey(h)] = p
		}
	}
	g.now.Store(out)
	return out, nil
}

func newPaper(t news.Title) *paper {
	p := &paper{Title: t, dir: dirOf(t.Language), accent: accentSheet(t)}
	p.words, p.wordsLang = wordsFor(t.Language)
	p.calendar = calendar{lang: p.words.Lang, loc: t.Location()}
	for _, h := range t.Hosts {
		if h = hostKey(h); public(h) {
			p.origin = "https://" + h
			break
		}
	}
	return p
}

// day is the day readers of the title call t.
func (p *paper) day(t time.Time) Moment {
	if t.IsZero() {
		return Moment{}
	}
	return Moment{ISO: t.In(p.calendar.loc).Format(time.DateOnly), Text: p.calendar.day(t)}
}

// stamp is t as readers of a page about ref's day need it.
func (p *paper) stamp(t, ref time.Time) Moment {
	return Moment{ISO: t.In(p.calendar.loc).Format(time.RFC3339), Text: p.calendar.stamp(t, ref)}
}

func (p *paper) voice() Voice { return Voice{Words: p.words, WordsLang: p.wordsLang} }

// hostKey is the one spelling of a host name.
func hostKey(h string) string { return strings.ToLower(strings.TrimSuffix(h, ".")) }

// public reports whether a host may be one that readers elsewhere can reach.
func public(h string) bool {
	if h == "localhost" || strings.HasSuffix(h, ".localhost") || !strings.Contains(h, ".") {
		return false
	}
	_, err := netip.ParseAddr(h)
	return err != nil
}

func dirOf(language string) string {
	if news.RightToLeft(language) {
		return "rtl"
	}
	return "ltr"
}
