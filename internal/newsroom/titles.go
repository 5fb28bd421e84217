package newsroom

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wordmark"
)

// TitlesPage lists the titles.
type TitlesPage struct {
	Frame
	Titles []TitleLine
	May    bool // make a new one
	Said   string
}

// TitleLine is a title in the list.
type TitleLine struct {
	Name, Href, Code, Language, Hosts, Sections, Front string
	Retired                                            string // since when
}

// TitlePage is one title, to be set up.
type TitlePage struct {
	Frame
	ID, Name, Action string
	Rev              int64
	Fresh            bool
	Retired          string
	Paper, Look      []Field
	Sections         []Row
	N                int // of sections
	Bar, Copy        []Field
	Mastheads        []Masthead
	Front            string // where readers find it on this machine
	Said, Wrong      string
}

// Masthead is how the head of a title's pages looks on the theme's grounds.
type Masthead struct {
	Scheme, Page, Panel, Ink, Accent string
	Name, Strap, Kicker              string
	Size                             int          // of the name
	Mark                             template.URL // the name as drawn; "" is none
}

func (w *Window) titlesPage(rw http.ResponseWriter, r *http.Request) error {
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	user := userOf(r)
	p := &TitlesPage{Frame: Frame{Heading: "Titles"}, May: len(user.Titles) == 0, Said: setupSaid(r)}
	for _, t := range titles {
		if !news.May(user, news.ActTitle, t.ID) {
			continue
		}
		l := TitleLine{Name: t.Name, Href: "/titles/" + url.PathEscape(string(t.ID)), Code: t.Code, Language: t.Language, Hosts: strings.Join(t.Hosts, ", "), Front: frontOf(r, t)}
		var names []string
		for _, s := range t.Sections {
			names = append(names, s.Name)
		}
		l.Sections, l.Retired = strings.Join(names, ", "), stampWords(t.Retired)
		p.Titles = append(p.Titles, l)
	}
	return w.page(rw, r, http.StatusOK, "titles", p)
}

// frontOf is where readers find a title: at its first host, or on this machine.
func frontOf(r *http.Request, t news.Title) string {
	_, port, found := strings.Cut(r.Host, ":")
	switch {
	case onThisMachine(r) && found:
		return "http://localhost:" + port + "/@" + string(t.ID) + "/"
	case onThisMachine(r):
		return "http://localhost/@" + string(t.ID) + "/"
	case len(t.Hosts) > 0:
		return "https://" + t.Hosts[0] + "/"
	}
	return ""
}

// setupSaid says what was done before the page was opened.
func setupSaid(r *http.Request) string {
	switch r.URL.Query().Get("done") {
	case "saved":
		return "Saved. It holds from now on; nothing is to be restarted."
	case "removed":
		return "Removed."
	case "retired":
		return "Retired. What readers have stays."
	case "restored":
		return "In use again."
	case "replayed":
		return "Filed."
	case "discarded":
		return "It will not be filed. The reason is kept with it."
	case "run":
		return "It is being collected from now."
	case "paused":
		return "Paused: nothing comes on it until it is let go on."
	case "resumed":
		return "It goes on."
	}
	return ""
}

func (w *Window) newTitle(rw http.ResponseWriter, r *http.Request) error {
	t := news.Title{Language: "en", TimeZone: "Europe/London", Sections: []news.Section{{Path: "news", Name: "News"}}}
	return w.editTitle(rw, r, t)
}

func (w *Window) titlePage(rw http.ResponseWriter, r *http.Request) error {
	id := news.TitleID(r.PathValue("id"))
	t, err := w.setup.Title(r.Context(), id)
	if err != nil {
		return err
	}
	if err := news.Forbid(userOf(r), news.ActTitle, id); err != nil {
		return err
	}
	return w.editTitle(rw, r, t)
}

// editTitle shows the form of a title, and does what its buttons ask for.
func (w *Window) editTitle(rw http.ResponseWriter, r *http.Request, was news.Title) error {
	s, t := newSheet(r), was
	word, n := did(r)
	p := &TitlePage{ID: string(was.ID), Name: was.Name, Fresh: was.Rev == 0, Rev: was.Rev, Retired: stampWords(was.Retired), Said: setupSaid(r), Action: "/titles/" + url.PathEscape(string(was.ID))}
	if p.Fresh {
		p.Name, p.Action = "A new title", "/titles/new"
	}
	if err := w.titleFields(r, s, p, &t); err != nil {
		return err
	}
	status := http.StatusOK
	if s.read {
		var err error
		if t.Rev, err = revOf(r); err != nil {
			return err
		}
		p.Rev, p.Wrong = t.Rev, s.wrong()
		if rearrange(&t.Sections, "section", word, n, news.Section{}) {
			s.read = false
			if err := w.titleFields(r, s, p, &t); err != nil {
				return err
			}
			focus(p.Sections, word, n)
		} else if p.Wrong == "" && word == "save" {
			_, err := w.setup.SaveTitle(r.Context(), t)
			if err == nil {
				return done(rw, r, "/titles/"+url.PathEscape(string(t.ID)), "saved")
			}
			if status, p.Wrong, err = refused(err); err != nil {
				return err
			}
			if status == http.StatusConflict {
				p.Rev = was.Rev
			}
		}
		if p.Wrong != "" && status == http.StatusOK {
			status = http.StatusBadRequest
		}
	}
	p.Heading, p.Mastheads, p.Front = p.Name, mastheads(t), frontOf(r, t)
	return w.page(rw, r, status, "title", p)
}

// refused turns what an editor can act on into a status and words for the form,
// which keeps what was typed; other errors come back. After somebody else's change
// the form knows of it, and saving again lays it over theirs.
func refused(err error) (int, string, error) {
	switch {
	case errors.Is(err, news.ErrConflict):
		return http.StatusConflict, "Somebody changed this since you opened it. What you typed is kept below; open the page in another tab to see theirs. Saving again lays yours over it.", nil
	case errors.Is(err, news.ErrInvalid):
		return http.StatusBadRequest, said(http.StatusBadRequest, err), nil
	}
	return 0, "", err
}

// titleFields writes the form of a title, and reads it if it was sent.
func (w *Window) titleFields(r *http.Request, s *sheet, p *TitlePage, t *news.Title) error {
	if p.Fresh {
		s.text("id", "Id", (*string)(&t.ID), "Lower-case letters, digits and hyphens. It never changes.").Plain = true
	}
	s.text("name", "Name", &t.Name, "As readers see it.").Required = true
	s.text("strap", "Strap", &t.Strap, "The line under the name, on the front only.")
	s.text("code", "Code", &t.Code, "Closes the sign-off: Name--CODE. 2 to 6 capital letters or digits.").Plain = true
	s.text("language", "Language", &t.Language, "BCP 47, such as en or de-CH.").Plain = true
	s.text("timeZone", "Time zone", &t.TimeZone, "IANA name, such as Europe/Berlin.").Plain = true
	s.list("territory", "Countries", (*[]string)(&t.Territory), "Where it is published: ISO 3166, such as DE; AT. For contracts that hold in some only.")
	s.list("hosts", "Hosts", &t.Hosts, "Names without port, parted by semicolons. Readers also find it under /@id/ on the machine itself.").Long = true
	p.Paper = s.take()

	f := s.text("accent", "Accent in the light", &t.Accent, "As #8f1d21; empty is the theme’s.")
	f.Plain, f.Figures = true, figures(*t, "light", t.Accent)
	f = s.text("accentDark", "Accent in the dark", &t.AccentDark, "As #e98b83; empty is the theme’s.")
	f.Plain, f.Figures = true, figures(*t, "dark", t.AccentDark)
	s.area("wordmark", "Wordmark", &t.Wordmark, "The name as drawn, in place of letters: an SVG of paths, at most 4 KB. It is shown in the ink of the page.").Plain = true
	p.Look = s.take()

	p.N = s.count("section", len(t.Sections))
	if s.read {
		t.Sections = make([]news.Section, p.N)
	}
	p.Sections = nil
	for i := range t.Sections {
		x := &t.Sections[i]
		s.at(fmt.Sprintf("section.%d", i))
		s.text("name", "Name", &x.Name, "")
		s.text("path", "Path", &x.Path, "").Plain = true
		p.Sections = append(p.Sections, Row{Legend: fmt.Sprintf("Section %d", i+1), Fields: s.take(), Buttons: movers("section", "section", i, len(t.Sections))})
	}
	p.N = len(t.Sections)
	s.at("")

	s.text("bar.heading", "Heading", &t.Bar.Heading, "Free text, such as NYSE – LSE.")
	s.list("bar.instruments", "Instruments", &t.Bar.Instruments, "MIC:SYMBOL in their order, such as XNYS:BP; XLON:RIO. None is no bar.").Long = true
	s.choice("bar.style", "Style", &t.Bar.Style, []Choice{{Value: "", Label: "As the house does"}, {Value: "house", Label: "BP -0.33% 31.675 $"}, {Value: "glyph", Label: "BP 31.675 ▼ −0.33%"}}, "")
	s.choice("bar.order", "Order", &t.Bar.Order, []Choice{{Value: "", Label: "As written"}, {Value: "fixed", Label: "As written, always"}, {Value: "change", Label: "Largest change first"}}, "")
	p.Bar = s.take()
	return w.copyFields(r, s, p, t)
}

// copyFields are the sources whose copy a title takes.
func (w *Window) copyFields(r *http.Request, s *sheet, p *TitlePage, t *news.Title) error {
	sources, err := w.store.SourceSetups(r.Context())
	if err != nil {
		return err
	}
	var choices []Choice
	for _, x := range sources {
		choices = append(choices, Choice{Value: string(x.ID), Label: x.Name})
	}
	chosen := strs(t.Sources)
	s.checks("source", "Sources", &chosen, choices, "None chosen is every source. What readers have already stays.")
	t.Sources = ids[news.SourceID](chosen)
	p.Copy = s.take()
	return nil
}

// figures measures a colour on the grounds of a scheme.
func figures(t news.Title, scheme, colour string) []Figure {
	var out []Figure
	for _, g := range news.Grounds() {
		if g.Scheme != scheme {
			continue
		}
		f := Figure{Ground: "on the " + g.Name, Colour: g.Colour, Enough: true}
		if ratio, err := news.Contrast(colour, g.Colour); colour != "" && err == nil {
			f.Enough = ratio >= news.LeastContrast
			f.Words = fmt.Sprintf("%.1f : 1 %s", ratio, f.Ground)
			if !f.Enough {
				f.Words += fmt.Sprintf(", and %.1f is needed", news.LeastContrast)
			}
		}
		out = append(out, f)
	}
	return out
}

// The accents of the default theme.
const (
	accentLight = "#8f1d21"
	accentDark  = "#e98b83"
)

func mastheads(t news.Title) []Masthead {
	grounds, out := news.Grounds(), []Masthead(nil)
	for i := 0; i < len(grounds); i += 2 {
		m := Masthead{Scheme: grounds[i].Scheme, Page: grounds[i].Colour, Panel: grounds[i+1].Colour, Ink: grounds[i].Ink, Accent: t.Accent, Name: t.Name, Strap: t.Strap, Size: 30}
		if m.Scheme == "dark" {
			m.Accent = t.AccentDark
		}
		if _, err := news.Contrast(m.Accent, m.Page); err != nil {
			m.Accent = map[string]string{"light": accentLight, "dark": accentDark}[m.Scheme]
		}
		if n := len([]rune(t.Name)); n > 24 {
			m.Size = max(12, 30*24/n)
		}
		if len(t.Sections) > 0 {
			m.Kicker = t.Sections[0].Name
		}
		if mark, err := wordmark.Clean(t.Wordmark); err == nil && mark != "" {
			mark = strings.ReplaceAll(mark, "currentColor", m.Ink)
			m.Mark = template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(mark)))
		}
		out = append(out, m)
	}
	return out
}

// endTitle retires, restores or removes a title.
func (w *Window) endTitle(rw http.ResponseWriter, r *http.Request) error {
	id := news.TitleID(r.PathValue("id"))
	rev, err := revOf(r)
	if err != nil {
		return err
	}
	at := "/titles/" + url.PathEscape(string(id))
	switch r.PostFormValue("do") {
	case "remove":
		if _, err := w.setup.RemoveTitle(r.Context(), id, rev); err != nil {
			return err
		}
		return done(rw, r, "/titles", "removed")
	case "restore":
		if _, err := w.setup.RetireTitle(r.Context(), id, rev, false); err != nil {
			return err
		}
		return done(rw, r, at, "restored")
	}
	if _, err := w.setup.RetireTitle(r.Context(), id, rev, true); err != nil {
		return err
	}
	return done(rw, r, at, "retired")
}
