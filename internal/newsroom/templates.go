package newsroom

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"broadsheet/internal/news"
)

// TemplatesPage lists the templates.
type TemplatesPage struct {
	Frame
	Rows []TemplateRow
	May  bool // write one
}

// TemplateRow is a template in the list.
type TemplateRow struct {
	ID, Name, For, By, At string
	Retired, May          bool
}

// TemplatePage writes a template.
type TemplatePage struct {
	Frame
	ID, Rev, Name string
	New, Retired  bool
	May           bool
	For           []Choice     // every title, or a title without a section
	Places        []PlaceGroup // a section of one
	Fields        []TemplateField
	Body          string
	From          string // what the story is called that it is made of
	Wrong         string
}

// TemplateField is a field of the template's wording.
type TemplateField struct{ Name, Label, Value, Hint string }

// forEveryTitle is the place of a template that is for every title.
const forEveryTitle = "|"

func mayTemplate(u news.User, title news.TitleID) bool {
	return news.May(u, news.ActPublish, title) && (title != "" || len(u.Titles) == 0)
}

func (w *Window) templatesPage(rw http.ResponseWriter, r *http.Request) error {
	all, err := w.store.Templates(r.Context())
	if err != nil {
		return err
	}
	u := userOf(r)
	p := &TemplatesPage{Frame: Frame{Heading: "Templates"}, May: news.May(u, news.ActPublish, "")}
	for _, retired := range []bool{false, true} {
		for _, t := range all {
			if t.InUse() == retired || !u.On(t.Title) {
				continue
			}
			row := TemplateRow{ID: string(t.ID), Name: t.Name, For: "every title", By: t.By, At: t.At.UTC().Format(time.RFC3339), Retired: retired, May: mayTemplate(u, t.Title)}
			if t.Title != "" {
				row.For = string(t.Title)
				if t.Section != "" {
					row.For += ", " + t.Section
				}
			}
			p.Rows = append(p.Rows, row)
		}
	}
	return w.page(rw, r, http.StatusOK, "templates", p)
}

func (w *Window) templateNewPage(rw http.ResponseWriter, r *http.Request) error {
	t := news.Template{}
	from := ""
	if id := news.StoryID(r.URL.Query().Get("from")); id != "" {
		f, err := w.store.Story(r.Context(), id)
		if err != nil {
			return err
		}
		if t, err = w.desk.TemplateOf(r.Context(), id); err != nil {
			return err
		}
		from = called(f)
	}
	t.ID = news.TemplateID(w.newID())
	return w.showTemplate(rw, r, http.StatusOK, t, from, "")
}

func (w *Window) templatePage(rw http.ResponseWriter, r *http.Request) error {
	t, err := w.store.Template(r.Context(), news.TemplateID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return w.showTemplate(rw, r, http.StatusOK, t, "", "")
}

func (w *Window) showTemplate(rw http.ResponseWriter, r *http.Request, status int, t news.Template, from, wrong string) error {
	u, chosen := userOf(r), placeValue(t.Title, t.Section)
	p := &TemplatePage{Frame: Frame{Heading: t.Name}, ID: string(t.ID), Rev: strconv.FormatInt(t.Rev, 10), Name: t.Name, New: t.Rev == 0, Retired: !t.Retired.IsZero(),
		May: t.Rev == 0 || mayTemplate(u, t.Title), Body: t.Wording.Body, From: from, Wrong: wrong}
	if p.New {
		p.Heading = "New template"
	}
	if len(u.Titles) == 0 {
		p.For = append(p.For, Choice{Value: forEveryTitle, Label: "Every title", Chosen: chosen == forEveryTitle})
	}
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	for _, x := range titles {
		if mayTemplate(u, x.ID) {
			v := placeValue(x.ID, "")
			p.For = append(p.For, Choice{Value: v, Label: x.Name + ", any section", Chosen: v == chosen})
		}
	}
	if p.Places, err = w.places(r, chosen); err != nil {
		return err
	}
	x := t.Wording
	p.Fields = []TemplateField{{"slugline", "Slugline", x.Slugline, ""}, {"kicker", "Kicker", x.Kicker, ""}, {"headline", "Headline", x.Headline, ""}, {"standfirst", "Standfirst", x.Standfirst, ""},
		{"byline", "Byline", x.Byline, "Empty: whoever begins the story."}, {"signOff", "Sign-off", x.SignOff, "Empty: that of whoever begins the story."}}
	return w.page(rw, r, status, "template", p)
}

func (w *Window) templateSave(rw http.ResponseWriter, r *http.Request) error {
	var err error
	t := news.Template{ID: news.TemplateID(r.PathValue("id"))}
	if t.Rev, err = revOf(r); err != nil {
		return err
	}
	if t.Rev > 0 {
		seen := t.Rev
		if t, err = w.store.Template(r.Context(), t.ID); err != nil {
			return err
		}
		t.Rev = seen
	}
	t.Name = r.PostFormValue("name")
	t.Title, t.Section = placeOfForm(r.PostFormValue("place"))
	for _, f := range t.Wording.Fields() {
		*f.Text = r.PostFormValue(f.Name)
	}
	t.Wording.Body = r.PostFormValue("body")
	switch r.PostFormValue("step") {
	case "retire":
		t.Retired = w.now()
	case "restore":
		t.Retired = time.Time{}
	}
	_, err = w.desk.SaveTemplate(r.Context(), userOf(r), t)
	if wrong, status := mistaken(err); wrong != "" {
		return w.showTemplate(rw, r, status, t, "", wrong)
	}
	if err != nil {
		return err
	}
	http.Redirect(rw, r, "/templates#t-"+url.PathEscape(string(t.ID)), http.StatusSeeOther)
	return nil
}
