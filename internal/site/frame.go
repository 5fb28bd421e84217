package site

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/web"
)

// Frame is what every page has around its own matter. Every page struct has
// one inside.
type Frame struct {
	Voice
	Lang, Dir   string
	Name        string        // of the paper
	Wordmark    template.HTML // the name as drawn, in its place
	Strap       string        // on the front only
	Base        string        // prefix of all addresses
	Heading     string        // of the browser's tab, before the name; "" for the name alone
	Description string
	Canonical   string
	Path        string // of the page within the paper, where the reading form leads back to
	NoIndex     bool
	Front       bool
	Date        Moment // of the news on the page; zero where there is none
	Sections    []SectionLink
	Bar         *BarView
	Live        *LiveView // nil of a page that stays as it is
	Choice      Choice
	Banner      *BannerView // nil where none stands
	SizesInText bool        // the page has the text-size control in its own matter
	Sheet       template.CSS
	Accent      template.CSS
	Script      template.JS
	Preview     string // says that no reader sees this page; "" on all that readers see
	paper       *paper
	partial     bool // something could not be had: serve the page and do not keep it
}

// frame gives the page struct's frame to the code that makes a page of it.
func (f *Frame) frame() *Frame { return f }

// framed is a pointer to a page struct.
type framed interface{ frame() *Frame }

// SectionLink is a section in a list.
type SectionLink struct {
	Name, Href string
	Current    bool
}

// BannerView is the line of breaking news on every page of a title.
type BannerView struct {
	Voice
	Line, Href string // Href "" leads nowhere
}

// bannerView makes the banner of a page; nil where none stands.
func (p *paper) bannerView(base string) *BannerView {
	if p.banner == nil {
		return nil
	}
	v := &BannerView{Voice: p.voice(), Line: p.banner.Words}
	if p.banner.Path != "" {
		v.Href = escapePath(base + "/" + p.banner.Path)
	}
	return v
}

// Choice is what readers can choose, and have.
type Choice struct {
	Size    int    // 1 to 5
	Scheme  string // "device", "light" or "dark"
	Sizes   []Option
	Schemes []Option
}

// Option is one button of a choice.
type Option struct {
	Value, Label string
	On           bool
}

// made is a page before it has become HTML.
type made struct {
	name    string // of its template
	status  int
	page    framed
	needs   []string
	version int // of the story it shows
}

// keptAge is what caches between us and readers may do: ask us again after
// seconds, so that a kill is seen, and never answer in our place after that.
func keptAge() []string { return []string{"public, max-age=0, s-maxage=5, must-revalidate"} }

// noStore keeps an answer out of every cache.
var noStore = []string{"no-store"}

// guard sets the headers of every answer, whatever it becomes.
func guard(h http.Header, secure bool) {
	for name, value := range guards {
		h[name] = value
	}
	if secure {
		h["Strict-Transport-Security"] = strictTransport
	}
}

// The values are shared by all answers and never changed.
var (
	guards = http.Header{
		"X-Content-Type-Options":     {"nosniff"},
		"Referrer-Policy":            {"strict-origin-when-cross-origin"},
		"Permissions-Policy":         {"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"},
		"Cross-Origin-Opener-Policy": {"same-origin"},
		"Content-Security-Policy":    {"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
	}
	strictTransport = []string{"max-age=31536000"}
)

// pageHeader returns the headers of a page with these inline elements.
func pageHeader(form *themeForm, accent string, status int) http.Header {
	styles := form.sheetHash
	if accent != "" {
		styles += " " + sourceHash(accent)
	}
	h := http.Header{
		"Content-Type":  {"text/html; charset=utf-8"},
		"Vary":          {"Accept-Encoding, Cookie"},
		"Cache-Control": keptAge(),
		"Content-Security-Policy": {"default-src 'none'; style-src " + styles + "; script-src " + form.scriptHash +
			"; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	}
	switch {
	case status == http.StatusServiceUnavailable:
		h["Cache-Control"], h["Retry-After"] = noStore, []string{"5"}
	case status >= 400 && status != http.StatusGone:
		h["Cache-Control"] = noStore
	}
	return h
}

// render makes the kept form of a page, with sheet and script inside.
func (s *Site) render(m made) (*press.Page, error) {
	form, err := s.theme.form()
	if err != nil {
		return nil, err
	}
	f := m.page.frame()
	accent := ""
	if f.paper != nil {
		accent = f.paper.accent
	}
	f.Sheet, f.Script, f.Accent = form.sheet, form.script, template.CSS(accent)
	body, err := form.render(m.name, m.page)
	if err != nil {
		return nil, err
	}
	page := &press.Page{Version: m.version, Forms: web.NewForms(m.status, pageHeader(form, accent, m.status), body)}
	if !f.partial {
		page.Needs = m.needs
		if f.paper != nil && len(m.needs) > 0 {
			page.Needs = append(slices.Clone(m.needs), press.BannerNeed(f.paper.ID))
		}
	}
	return page, nil
}

// maker asks the store for what a page shows.
type maker func(ctx context.Context, p *paper, v view) (made, error)

// serve answers with the page kept under an address, or makes it. The title is
// looked up inside the making: a page must not be made from one that has
// changed since the request came.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, path string, mk maker) error {
	v := viewOf(r)
	makePage := func(ctx context.Context) (*press.Page, error) {
		p, err := s.paperOf(ctx, v)
		if err != nil {
			return nil, err
		}
		m, err := mk(ctx, p, v)
		if err != nil {
			return nil, err
		}
		return s.render(m)
	}
	var page *press.Page
	var err error
	if s.theme.dev {
		page, err = makePage(r.Context())
	} else {
		page, err = s.pages.Get(r.Context(), press.Key{Title: v.title, Base: v.base, Path: path, Variant: v.reading.variant()}, makePage)
	}
	if err != nil {
		return err
	}
	if seen := witnessOf(r); seen != nil {
		seen.Version = page.Version
	}
	page.ServeHTTP(w, r)
	return nil
}

// newFrame returns the frame of a page of a title. path is within the paper and
// starts with a slash; newest is the time of the newest story on the page.
func (s *Site) newFrame(ctx context.Context, p *paper, v view, path string, newest time.Time) Frame {
	f := Frame{
		Voice: p.voice(), Lang: p.Language, Dir: p.dir, Name: p.Name, Wordmark: p.wordmark, Base: v.base, Path: path,
		Date: p.day(newest), Choice: v.reading.choice(p.words), Banner: p.bannerView(v.base), Live: s.liveView(v), paper: p,
	}
	if p.origin != "" { // a title without a public host has no address of its own
		f.Canonical = p.origin + escapePath(path)
	}
	for _, x := range p.Sections {
		f.Sections = append(f.Sections, SectionLink{Name: x.Name, Href: v.base + "/" + x.Path + "/"})
	}
	bar, whole := s.bar(ctx, p, newest)
	f.Bar, f.partial = bar, !whole
	return f
}

// mark makes one section the current one.
func (f *Frame) mark(section news.Section) {
	for i := range f.Sections {
		f.Sections[i].Current = f.Sections[i].Href == f.Base+"/"+section.Path+"/"
	}
}

// escapePath spells a path, which may carry a query, as addresses are spelled.
func escapePath(path string) string {
	path, query, found := strings.Cut(path, "?")
	out := (&url.URL{Path: path}).EscapedPath()
	if found {
		out += "?" + query
	}
	return out
}
