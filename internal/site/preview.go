package site

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Preview is a page as readers would get it, for the newsroom alone.
type Preview struct {
	Header http.Header
	Body   []byte
}

// Look is how a reader would look at a preview.
type Look struct {
	Scheme string // "device" (also empty), "light" or "dark"
	Size   int    // of the text, 1 to 5; 0 is the usual one
	// Base is the prefix of all addresses on the page, pictures' included, under
	// which the newsroom answers.
	Base string
}

// previewSheet lays the thin bar over a preview. It stands in no page of readers.
const previewSheet = `.preview{position:sticky;top:0;z-index:9;margin:0;padding:.1rem .8rem;background:#7a4a00;color:#fff;font:600 .75rem/1.6 system-ui,sans-serif;text-align:center}`

// Preview makes the page of a released form that is not released, of the same
// templates and by the same code as readers' pages. It keeps nothing, and no
// address of the site leads to it; whoever calls answers for who may see it.
func (s *Site) Preview(ctx context.Context, r news.Released, look Look) (Preview, error) {
	papers, err := s.titles.get(ctx)
	if err != nil {
		return Preview{}, err
	}
	p := papers.byID[r.Title]
	if p == nil {
		return Preview{}, fmt.Errorf("preview: title %q: %w", r.Title, news.ErrNotFound)
	}
	v := look.view(r.Title)
	m, err := s.makeStory(ctx, p, v, r)
	if err != nil {
		return Preview{}, fmt.Errorf("preview: %w", err)
	}
	return s.asPreview(p, m)
}

// view is how a reader of a title would ask.
func (look Look) view(title news.TitleID) view {
	v := view{title: title, base: look.Base, reading: plainReading}
	if isScheme(look.Scheme) {
		v.reading.scheme = look.Scheme
	}
	if look.Size >= 1 && look.Size <= sizes {
		v.reading.size = look.Size
	}
	return v
}

// PreviewFront makes the page of a front that is not the one readers have, at a
// moment, as [Site.Preview] does of a story. It shows released stories only.
func (s *Site) PreviewFront(ctx context.Context, f news.Front, at time.Time, look Look) (Preview, error) {
	papers, err := s.titles.get(ctx)
	if err != nil {
		return Preview{}, err
	}
	p := papers.byID[f.Title]
	if p == nil {
		return Preview{}, fmt.Errorf("preview: title %q: %w", f.Title, news.ErrNotFound)
	}
	var m made
	if f.Section == "" {
		m, err = s.makeFrontOf(ctx, p, look.view(f.Title), f, at)
	} else {
		m, err = s.makeSectionOf(ctx, p, look.view(f.Title), sectionAsk{name: f.Section, path: "/" + f.Section + "/", front: f, at: at})
	}
	if err != nil {
		return Preview{}, fmt.Errorf("preview: %w", err)
	}
	return s.asPreview(p, m)
}

// asPreview makes a page for the newsroom alone.
func (s *Site) asPreview(p *paper, m made) (Preview, error) {
	form, err := s.theme.form()
	if err != nil {
		return Preview{}, err
	}
	f := m.page.frame()
	f.Preview, f.NoIndex = fmt.Sprintf(p.words.Preview, p.Name), true
	accent := p.accent + previewSheet
	f.Sheet, f.Script, f.Accent = form.sheet, form.script, template.CSS(accent)
	f.Live = nil
	if f.Bar != nil {
		f.Bar.Pause = false
	}
	body, err := form.render(m.name, m.page)
	if err != nil {
		return Preview{}, fmt.Errorf("preview: %w", err)
	}
	h := pageHeader(form, accent, http.StatusOK)
	policy := h.Get("Content-Security-Policy")
	policy = strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1)
	h.Set("Content-Security-Policy", strings.Replace(policy, "form-action 'self'", "form-action 'none'", 1))
	h["Cache-Control"], h["X-Robots-Tag"] = noStore, []string{"noindex"}
	return Preview{Header: h, Body: body}, nil
}

// Served is what a reader got who asked.
type Served struct {
	Status  int
	Version int // of the story on the page; 0 where it shows none
	// Upto is the number of the last event that had been taken in before.
	Upto int64
}

type witnessKey struct{}

func witnessOf(r *http.Request) *Served {
	s, _ := r.Context().Value(witnessKey{}).(*Served)
	return s
}

// Ask asks for a path of a title as a reader does, through everything that
// readers' requests pass, the kept pages included, and returns what came. The
// version of what is served is told to the newsroom in this way alone.
func (s *Site) Ask(ctx context.Context, title news.TitleID, path string) (Served, error) {
	papers, err := s.titles.get(ctx)
	if err != nil {
		return Served{}, err
	}
	p := papers.byID[title]
	if p == nil {
		return Served{}, fmt.Errorf("ask: title %q: %w", title, news.ErrNotFound)
	}
	host, base := "localhost", "/@"+string(title)
	if len(p.Hosts) > 0 {
		host, base = p.Hosts[0], ""
	}
	seen := Served{Upto: s.upto.Load()}
	r, err := http.NewRequestWithContext(context.WithValue(ctx, witnessKey{}, &seen), http.MethodGet, "http://"+host+base+escapePath("/"+path), nil)
	if err != nil {
		return Served{}, fmt.Errorf("ask: %w", err)
	}
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "127.0.0.1:1"
	s.ServeHTTP(&deaf{header: http.Header{}, status: &seen.Status}, r)
	return seen, nil
}

// deaf takes an answer and keeps its status alone.
type deaf struct {
	header http.Header
	status *int
}

func (d *deaf) Header() http.Header { return d.header }

func (d *deaf) WriteHeader(status int) {
	if *d.status == 0 {
		*d.status = status
	}
}

func (d *deaf) Write(b []byte) (int, error) {
	d.WriteHeader(http.StatusOK)
	return len(b), nil
}
