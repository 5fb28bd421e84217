package newsroom

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// writingStore is what the screens of writing new stories read of the store.
type writingStore interface {
	Users(context.Context) ([]news.User, error)
	Desks(context.Context) ([]news.Desk, error)
	Templates(context.Context) ([]news.Template, error)
	Template(context.Context, news.TemplateID) (news.Template, error)
	Plan(context.Context, news.PlanID) (news.Plan, error)
	Notes(context.Context, news.StoryID) ([]news.Note, error)
	SeeNotes(ctx context.Context, reader string, id news.StoryID, upTo, now time.Time) error
	Unseen(ctx context.Context, reader string) (map[news.StoryID]int, error)
	NotesFor(ctx context.Context, reader string, unseen bool, limit int) ([]news.NoteLine, error)
	SentTo(ctx context.Context, user string, limit int) ([]news.StoryLine, error)
	BegunFrom(context.Context, news.StoryID) ([]news.StoryLine, error)
}

// BeginPage begins a story.
type BeginPage struct {
	Frame
	ID                  string
	Slugline            string
	Places              []PlaceGroup
	Templates           []Choice
	From, As, Plan      string
	Parent              string // what the story it is begun from is called
	Wrong               string
	FollowUp, Duplicate bool
}

// PlaceGroup is a title with its sections, to choose where a story stands. The
// values are [placeValue].
type PlaceGroup struct {
	Title    string
	Sections []Choice
}

// placeValue is a title and section as one value of a form.
func placeValue(title news.TitleID, section string) string { return string(title) + "|" + section }

// placeOfForm reads it.
func placeOfForm(v string) (news.TitleID, string) {
	title, section, _ := strings.Cut(v, "|")
	return news.TitleID(title), section
}

// places lists where the user may write; chosen is a [placeValue].
func (w *Window) places(r *http.Request, chosen string) ([]PlaceGroup, error) {
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return nil, err
	}
	var out []PlaceGroup
	for _, t := range titles {
		if !news.May(userOf(r), news.ActWrite, t.ID) || t.RefuseNew("") != "" {
			continue
		}
		g := PlaceGroup{Title: t.Name}
		for _, s := range t.Sections {
			v := placeValue(t.ID, s.Path)
			label := s.Name
			if len(titles) > 1 { // a closed list shows no more than this
				label += ", " + t.Name
			}
			g.Sections = append(g.Sections, Choice{Value: v, Label: label, Chosen: v == chosen})
		}
		out = append(out, g)
	}
	return out, nil
}

// templates lists the templates that the user may begin with.
func (w *Window) templates(r *http.Request, chosen string) ([]Choice, error) {
	all, err := w.store.Templates(r.Context())
	if err != nil {
		return nil, err
	}
	var out []Choice
	for _, t := range all {
		if t.InUse() && news.May(userOf(r), news.ActWrite, t.Title) {
			label := t.Name
			if t.Title != "" {
				label += " (" + string(t.Title) + ")"
			}
			out = append(out, Choice{Value: string(t.ID), Label: label, Chosen: string(t.ID) == chosen})
		}
	}
	return out, nil
}

func (w *Window) beginPage(rw http.ResponseWriter, r *http.Request) error {
	return w.showBegin(rw, r, http.StatusOK, r.URL.Query(), "")
}

func (w *Window) showBegin(rw http.ResponseWriter, r *http.Request, status int, q url.Values, wrong string) error {
	p := &BeginPage{Frame: Frame{Heading: "New story"}, ID: q.Get("id"), Slugline: q.Get("slugline"), From: q.Get("from"), As: q.Get("as"), Plan: q.Get("plan"), Wrong: wrong}
	p.FollowUp, p.Duplicate = p.As == string(news.FollowUp), p.As == string(news.Duplicate)
	if !news.ValidID(p.ID) {
		p.ID = w.newID()
	}
	chosen := q.Get("place")
	if p.From != "" {
		f, err := w.store.Story(r.Context(), news.StoryID(p.From))
		if err != nil {
			return err
		}
		p.Parent = called(f)
		if len(f.Placements) > 0 && chosen == "" {
			chosen = placeValue(f.Placements[0].Title, f.Placements[0].Section)
		}
	}
	var err error
	if p.Places, err = w.places(r, chosen); err != nil {
		return err
	}
	if p.Templates, err = w.templates(r, q.Get("template")); err != nil {
		return err
	}
	return w.page(rw, r, status, "begin", p)
}

// called is what a story is called while it may have no headline.
func called(f news.StoryFile) string {
	switch {
	case f.Latest == nil:
		return "No text yet"
	case f.Latest.Headline != "":
		return f.Latest.Headline
	case f.Latest.Slugline != "":
		return f.Latest.Slugline
	}
	return "No headline yet"
}

func (w *Window) begin(rw http.ResponseWriter, r *http.Request) error {
	title, section := placeOfForm(r.PostFormValue("place"))
	b := desk.Beginning{ID: news.StoryID(r.PostFormValue("id")), Title: title, Section: section, Template: news.TemplateID(r.PostFormValue("template")),
		From: news.StoryID(r.PostFormValue("from")), As: news.Birth(r.PostFormValue("as")), Plan: news.PlanID(r.PostFormValue("plan")),
		Wording: news.Wording{Slugline: r.PostFormValue("slugline")}}
	f, err := w.desk.Begin(r.Context(), userOf(r), b)
	if wrong, status := mistaken(err); wrong != "" {
		return w.showBegin(rw, r, status, r.PostForm, wrong)
	}
	if err != nil {
		return err
	}
	http.Redirect(rw, r, "/story/"+url.PathEscape(string(f.Story.ID))+"#headline", http.StatusSeeOther)
	return nil
}

// BeginView is what the script needs to let somebody begin a story.
type BeginView struct {
	ID        string       `json:"id"`
	Titles    []BeginTitle `json:"titles"`
	Templates []BeginForm  `json:"templates"`
}

// BeginTitle is a title to begin a story for.
type BeginTitle struct {
	ID       news.TitleID   `json:"id"`
	Name     string         `json:"name"`
	Sections []news.Section `json:"sections"`
}

// BeginForm is a template to begin a story with.
type BeginForm struct {
	ID      news.TemplateID `json:"id"`
	Name    string          `json:"name"`
	Title   news.TitleID    `json:"title,omitempty"`
	Section string          `json:"section,omitempty"`
}

func (w *Window) beginData(rw http.ResponseWriter, r *http.Request) error {
	v := BeginView{ID: w.newID(), Titles: []BeginTitle{}, Templates: []BeginForm{}}
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	for _, t := range titles {
		if news.May(userOf(r), news.ActWrite, t.ID) && t.RefuseNew("") == "" {
			v.Titles = append(v.Titles, BeginTitle{t.ID, t.Name, t.Sections})
		}
	}
	all, err := w.store.Templates(r.Context())
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.InUse() && news.May(userOf(r), news.ActWrite, t.Title) {
			v.Templates = append(v.Templates, BeginForm{t.ID, t.Name, t.Title, t.Section})
		}
	}
	return w.json(rw, v)
}

// maxAsk is the largest request that asks for something in a few fields, in bytes.
const maxAsk = 64 << 10

func (w *Window) beginByScript(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		ID       news.StoryID    `json:"id"`
		Title    news.TitleID    `json:"title"`
		Section  string          `json:"section"`
		Slugline string          `json:"slugline"`
		Template news.TemplateID `json:"template"`
		From     news.StoryID    `json:"from"`
		As       news.Birth      `json:"as"`
	}
	if err := readJSON(r, &in, maxAsk); err != nil {
		return err
	}
	f, err := w.desk.Begin(r.Context(), userOf(r), desk.Beginning{ID: in.ID, Title: in.Title, Section: in.Section, Template: in.Template,
		From: in.From, As: in.As, Wording: news.Wording{Slugline: in.Slugline}})
	if err != nil {
		return err
	}
	return w.json(rw, f.Story)
}
