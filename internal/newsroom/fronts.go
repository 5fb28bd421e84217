package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/site"
)

// FrontStore is what the fronts need of the store.
type FrontStore interface {
	Banner(context.Context, news.TitleID) (news.Banner, error)
}

// FrontPaper is what the fronts ask of the readers' side.
type FrontPaper interface {
	// PreviewFront makes the page of a front for the newsroom alone.
	PreviewFront(context.Context, news.Front, time.Time, site.Look) (site.Preview, error)
}

// maxFront is the largest front that is read, in bytes.
const maxFront = 64 << 10

// FrontsPage lists the fronts that there are.
type FrontsPage struct {
	Frame
	Titles []FrontTitle
}

// FrontTitle is a title with its fronts.
type FrontTitle struct {
	Name   string
	Fronts []FrontLink
	Banner string // its words while it stands or is to come
}

// FrontLink is a front in the list.
type FrontLink struct {
	Name, Href string
	Stands     string // who set it and when, in words
	Next       string // when it changes by itself
}

func (w *Window) frontsPage(rw http.ResponseWriter, r *http.Request) error {
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	page := &FrontsPage{Frame: Frame{Heading: "Fronts"}}
	user := userOf(r)
	for _, t := range titles {
		if !news.May(user, news.ActFront, t.ID) {
			continue
		}
		x := FrontTitle{Name: t.Name}
		b, err := w.store.Banner(r.Context(), t.ID)
		if err != nil {
			return err
		}
		if now := w.now(); b.On(now) || !b.Next(now).IsZero() {
			x.Banner = b.Words
		}
		for _, s := range append([]news.Section{{Name: "Front page"}}, t.Sections...) {
			l, err := w.frontLink(r.Context(), t, s)
			if err != nil {
				return err
			}
			x.Fronts = append(x.Fronts, l)
		}
		page.Titles = append(page.Titles, x)
	}
	return w.page(rw, r, http.StatusOK, "fronts", page)
}

func (w *Window) frontLink(ctx context.Context, t news.Title, s news.Section) (FrontLink, error) {
	l := FrontLink{Name: s.Name, Href: frontAddress(t.ID, s.Path), Stands: "by rule"}
	f, err := w.desk.FrontFile(ctx, t.ID, s.Path)
	if err != nil {
		return l, err
	}
	wall := func(at time.Time) string { return at.In(t.Location()).Format("2 Jan, 15:04") }
	if f.Head.Rev > 0 {
		l.Stands = fmt.Sprintf("%s, %s: %s", strings.TrimPrefix(f.Head.By, "desk:"), wall(f.Head.At), f.Head.Note)
	}
	if len(f.Changeovers) > 0 {
		l.Next = wall(f.Changeovers[0].Due)
	}
	return l, nil
}

func frontAddress(t news.TitleID, section string) string {
	to := "/fronts/" + url.PathEscape(string(t))
	if section != "" {
		to += "/" + url.PathEscape(section)
	}
	return to
}

// FrontPage is the screen of one front; the script fills it.
type FrontPage struct {
	Frame
	Title   news.TitleID
	Section string
	Of      string
}

func (w *Window) frontPage(rw http.ResponseWriter, r *http.Request) error {
	t, section, err := w.frontOf(r)
	if err != nil {
		return err
	}
	page := &FrontPage{Title: t.ID, Section: section, Of: t.Name}
	if s, ok := t.Section(section); ok {
		page.Of += ": " + s.Name
	}
	page.Heading = "Front of " + page.Of
	return w.page(rw, r, http.StatusOK, "front", page)
}

// frontOf returns which front a request is about. Whoever may not change a title's
// fronts does not see them.
func (w *Window) frontOf(r *http.Request) (news.Title, string, error) {
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return news.Title{}, "", err
	}
	id, section := news.TitleID(r.PathValue("title")), r.PathValue("section")
	i := slices.IndexFunc(titles, func(t news.Title) bool { return t.ID == id })
	if i < 0 {
		return news.Title{}, "", fmt.Errorf("there is no title %q: %w", id, news.ErrNotFound)
	}
	t := titles[i]
	if err := news.Forbid(userOf(r), news.ActFront, t.ID); err != nil {
		return t, section, err
	}
	if _, ok := t.Section(section); section != "" && !ok {
		return t, section, fmt.Errorf("%s has no section %q: %w", t.Name, section, news.ErrNotFound)
	}
	return t, section, nil
}

// FrontScreen is all that the screen of a front shows.
type FrontScreen struct {
	desk.FrontView
	Title  TitleChoice `json:"title"`
	Banner news.Banner `json:"banner"`
	// BannerHeadline is of the story the banner leads to.
	BannerHeadline string         `json:"bannerHeadline,omitempty"`
	Now            time.Time      `json:"now"`
	Layouts        []news.Layout  `json:"layouts"`
	Fronts         []news.Section `json:"fronts"` // those of the title, its own first
}

func (w *Window) frontData(rw http.ResponseWriter, r *http.Request) error {
	t, section, err := w.frontOf(r)
	if err != nil {
		return err
	}
	return w.frontScreen(rw, r, t, section)
}

func (w *Window) frontScreen(rw http.ResponseWriter, r *http.Request, t news.Title, section string) error {
	v := FrontScreen{Now: w.now(), Layouts: news.Layouts(), Fronts: append([]news.Section{{Name: "Front page"}}, t.Sections...)}
	var err error
	if v.FrontView, err = w.desk.Front(r.Context(), t.ID, section); err != nil {
		return err
	}
	if v.Banner, err = w.store.Banner(r.Context(), t.ID); err != nil {
		return err
	}
	if v.Banner.Story != "" {
		if f, err := w.store.Story(r.Context(), v.Banner.Story); err == nil && f.Latest != nil {
			v.BannerHeadline = f.Latest.Headline
		}
	}
	u := userOf(r)
	v.Title = TitleChoice{ID: t.ID, Name: t.Name, Language: t.Language, TimeZone: t.TimeZone, Code: t.Code, Sections: t.Sections, May: acts(u, t.ID)}
	return w.json(rw, v)
}

// frontForm is what the screen of a front sends; which fields count is the
// handler's business.
type frontForm struct {
	Front news.Front `json:"front"`
	Seen  int        `json:"seen"`
	N     int        `json:"n"`
	Note  string     `json:"note"`
	Due   time.Time  `json:"due"`
}

// arrange answers what a front that is not saved comes to.
func (w *Window) arrange(rw http.ResponseWriter, r *http.Request) error {
	return w.frontDeed(rw, r, func(t news.Title, section string, d frontForm) error {
		v, err := w.desk.Arrange(r.Context(), d.Front, w.now())
		if err != nil {
			return err
		}
		return w.json(rw, v)
	})
}

// frontDeed reads what a screen sent about its front.
func (w *Window) frontDeed(rw http.ResponseWriter, r *http.Request, do func(news.Title, string, frontForm) error) error {
	t, section, err := w.frontOf(r)
	if err != nil {
		return err
	}
	var d frontForm
	if err := readJSON(r, &d, maxFront); err != nil {
		return err
	}
	d.Front.Title, d.Front.Section = t.ID, section
	return do(t, section, d)
}

// frontSave carries out a deed and answers with the front as it is then.
func (w *Window) frontSave(rw http.ResponseWriter, r *http.Request, do func(news.Title, string, frontForm) (news.Event, error)) error {
	return w.frontDeed(rw, r, func(t news.Title, section string, d frontForm) error {
		if _, err := do(t, section, d); err != nil {
			return err
		}
		return w.frontScreen(rw, r, t, section)
	})
}

func (w *Window) setFront(rw http.ResponseWriter, r *http.Request) error {
	return w.frontSave(rw, r, func(_ news.Title, _ string, d frontForm) (news.Event, error) {
		return w.desk.SetFront(r.Context(), userOf(r), desk.FrontOrder{Front: d.Front, Seen: d.Seen, Due: d.Due, Note: d.Note})
	})
}

func (w *Window) undoFront(rw http.ResponseWriter, r *http.Request) error {
	return w.frontSave(rw, r, func(t news.Title, section string, d frontForm) (news.Event, error) {
		return w.desk.UndoFront(r.Context(), userOf(r), t.ID, section, d.Seen)
	})
}

func (w *Window) restoreFront(rw http.ResponseWriter, r *http.Request) error {
	return w.frontSave(rw, r, func(t news.Title, section string, d frontForm) (news.Event, error) {
		return w.desk.RestoreFront(r.Context(), userOf(r), t.ID, section, d.N, d.Seen)
	})
}

func (w *Window) dropChangeover(rw http.ResponseWriter, r *http.Request) error {
	return w.frontSave(rw, r, func(t news.Title, section string, d frontForm) (news.Event, error) {
		return w.desk.DropChangeover(r.Context(), userOf(r), t.ID, section, d.Due)
	})
}

// setBanner takes in the words of breaking news; without words it takes the banner
// away.
func (w *Window) setBanner(rw http.ResponseWriter, r *http.Request) error {
	t, section, err := w.frontOf(r)
	if err != nil {
		return err
	}
	var b news.Banner
	if err := readJSON(r, &b, maxFront); err != nil {
		return err
	}
	b.Title = t.ID
	if _, err := w.desk.SetBanner(r.Context(), userOf(r), b); err != nil {
		return err
	}
	return w.frontScreen(rw, r, t, section)
}

// frontTime reads a time by the clock of the title, for the screen.
func (w *Window) frontTime(rw http.ResponseWriter, r *http.Request) error {
	t, _, err := w.frontOf(r)
	if err != nil {
		return err
	}
	at, err := news.WallTime(r.URL.Query().Get("wall"), t.Location(), r.URL.Query().Get("which"))
	if err != nil {
		return err
	}
	return w.json(rw, struct {
		At time.Time `json:"at"`
	}{at})
}

// previewFront shows the page of a front that is not saved, which the address
// carries, or of the one readers have.
func (w *Window) previewFront(rw http.ResponseWriter, r *http.Request) error {
	t, section, err := w.frontOf(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f, err := w.desk.FrontFile(r.Context(), t.ID, section)
	if err != nil {
		return err
	}
	front := f.Head.Front
	if text := q.Get("front"); text != "" {
		if err := json.Unmarshal([]byte(text), &front); err != nil {
			return fmt.Errorf("the front is not readable: %v: %w", err, news.ErrInvalid)
		}
	}
	front.Title, front.Section = t.ID, section
	if err := front.Check(t); err != nil {
		return err
	}
	front.Rev = max(front.Rev, 1)
	size, _ := strconv.Atoi(q.Get("size"))
	p, err := w.paper.PreviewFront(r.Context(), front, w.now(), site.Look{Scheme: q.Get("scheme"), Size: size, Base: "/preview/on/" + string(t.ID)})
	if err != nil {
		return err
	}
	for name, value := range p.Header {
		rw.Header()[name] = value
	}
	rw.WriteHeader(http.StatusOK)
	_, err = rw.Write(p.Body)
	return gone(err)
}
