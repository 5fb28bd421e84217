package newsroom

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// DesksPage lists the desks.
type DesksPage struct {
	Frame
	Rows []DeskRow
	May  bool // change them
}

// DeskRow is a desk in the list.
type DeskRow struct {
	ID, Name, Members, Titles string
	Mine, Retired             bool
}

// DeskPage writes a desk.
type DeskPage struct {
	Frame
	ID, Rev, Name   string
	New, Retired    bool
	Members, Titles []Choice
	Wrong           string
}

func (w *Window) desksPage(rw http.ResponseWriter, r *http.Request) error {
	desks, err := w.store.Desks(r.Context())
	if err != nil {
		return err
	}
	users, err := w.store.Users(r.Context())
	if err != nil {
		return err
	}
	u := userOf(r)
	p := &DesksPage{Frame: Frame{Heading: "Desks"}, May: news.May(u, news.ActTitle, "")}
	for _, d := range desks {
		row := DeskRow{ID: string(d.ID), Name: d.Name, Titles: "every title", Mine: d.Has(u.Name), Retired: !d.AtWork()}
		var names []string
		for _, x := range users {
			if d.Has(x.Name) {
				names = append(names, x.FullName)
			}
		}
		row.Members = strings.Join(names, ", ")
		if len(d.Titles) > 0 {
			row.Titles = joined(d.Titles)
		}
		p.Rows = append(p.Rows, row)
	}
	return w.page(rw, r, http.StatusOK, "desks", p)
}

func joined(titles []news.TitleID) string {
	var out []string
	for _, t := range titles {
		out = append(out, string(t))
	}
	return strings.Join(out, ", ")
}

func (w *Window) deskNewPage(rw http.ResponseWriter, r *http.Request) error {
	return w.showDesk(rw, r, http.StatusOK, news.Desk{}, "")
}

func (w *Window) deskPage(rw http.ResponseWriter, r *http.Request) error {
	d, err := w.deskNamed(r)
	if err != nil {
		return err
	}
	return w.showDesk(rw, r, http.StatusOK, d, "")
}

// deskNamed returns the desk of the address; ErrNotFound if there is none.
func (w *Window) deskNamed(r *http.Request) (news.Desk, error) {
	desks, err := w.store.Desks(r.Context())
	if err != nil {
		return news.Desk{}, err
	}
	i := slices.IndexFunc(desks, func(d news.Desk) bool { return string(d.ID) == r.PathValue("id") })
	if i < 0 {
		return news.Desk{}, w.nothing(nil, r)
	}
	return desks[i], nil
}

func (w *Window) showDesk(rw http.ResponseWriter, r *http.Request, status int, d news.Desk, wrong string) error {
	p := &DeskPage{Frame: Frame{Heading: d.Name}, ID: string(d.ID), Rev: strconv.FormatInt(d.Rev, 10), Name: d.Name, New: d.Rev == 0, Retired: !d.Retired.IsZero(), Wrong: wrong}
	if p.New {
		p.Heading = "New desk"
	}
	users, err := w.store.Users(r.Context())
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.Open() {
			p.Members = append(p.Members, Choice{Value: u.Name, Label: u.FullName, Chosen: d.Has(u.Name)})
		}
	}
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	for _, t := range titles {
		p.Titles = append(p.Titles, Choice{Value: string(t.ID), Label: t.Name, Chosen: slices.Contains(d.Titles, t.ID)})
	}
	return w.page(rw, r, status, "desk", p)
}

func (w *Window) deskSave(rw http.ResponseWriter, r *http.Request) error {
	d, err := news.Desk{ID: news.DeskID(strings.TrimSpace(r.PostFormValue("id")))}, error(nil)
	if r.PathValue("id") != "" {
		if d, err = w.deskNamed(r); err != nil {
			return err
		}
	}
	if d.Rev, err = revOf(r); err != nil {
		return err
	}
	d.Name, d.Members, d.Titles = r.PostFormValue("name"), r.PostForm["member"], nil
	for _, t := range r.PostForm["title"] {
		d.Titles = append(d.Titles, news.TitleID(t))
	}
	switch r.PostFormValue("step") {
	case "retire":
		d.Retired = w.now()
	case "restore":
		d.Retired = time.Time{}
	}
	_, err = w.desk.SaveDesk(r.Context(), userOf(r), d)
	if wrong, status := mistaken(err); wrong != "" {
		return w.showDesk(rw, r, status, d, wrong)
	}
	if err != nil {
		return err
	}
	http.Redirect(rw, r, "/desks#d-"+url.PathEscape(string(d.ID)), http.StatusSeeOther)
	return nil
}
