package newsroom

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// PeoplePage lists the accounts and opens new ones.
type PeoplePage struct {
	Frame
	People []PersonLine
	New    PersonForm
	Wrong  string
	Said   string
}

// PersonLine is an account in the list.
type PersonLine struct {
	Name, FullName, Role, Titles, Href string
	Closed                             string // since when
	Second                             string // what they have beside the password
	Missing                            bool   // they must have a second factor and have none
}

// PersonForm is what is typed about an account.
type PersonForm struct {
	Name, FullName, SignOff, Mail string
	Roles, Titles                 []Choice
	Rev                           int64
}

// PersonPage is one account, as those see it who look after all.
type PersonPage struct {
	Frame
	Name, FullName string
	Form           PersonForm
	Closed         string
	Self           bool
	Factors        FactorsView
	Sessions       []SessionView
	Link           string // to choose a password, shown this once
	Said, Wrong    string
}

// roleWords say what each role may do.
func roleWords(r news.Role) string {
	switch r {
	case news.Reporter:
		return "Reporter: writes"
	case news.PictureDesk:
		return "Picture desk: writes, looks after pictures"
	case news.Editor:
		return "Editor: publishes, corrects, takes down, sets fronts"
	case news.Chief:
		return "Chief: also kills, sets up titles, and with every title sees the audit log"
	case news.Administrator:
		return "Administrator: everything, also accounts, and with every title sources"
	}
	return string(r)
}

func (w *Window) personForm(r *http.Request, u news.User) (PersonForm, error) {
	f := PersonForm{Name: u.Name, FullName: u.FullName, SignOff: u.SignOff, Mail: u.Mail, Rev: u.Rev}
	for _, role := range news.Roles() {
		f.Roles = append(f.Roles, Choice{Value: string(role), Label: roleWords(role), Chosen: role == u.Role})
	}
	titles, err := w.store.Titles(r.Context())
	for _, t := range titles {
		f.Titles = append(f.Titles, Choice{Value: string(t.ID), Label: t.Name, Chosen: slices.Contains(u.Titles, t.ID)})
	}
	return f, err
}

// typedUser reads the form of an account over u.
func typedUser(r *http.Request, u news.User) news.User {
	u.FullName, u.SignOff, u.Mail = r.PostFormValue("fullName"), strings.TrimSpace(r.PostFormValue("signOff")), strings.TrimSpace(r.PostFormValue("mail"))
	u.Role, u.Titles = news.Role(r.PostFormValue("role")), nil
	for _, t := range r.PostForm["title"] {
		if t != "" {
			u.Titles = append(u.Titles, news.TitleID(t))
		}
	}
	return u
}

func (w *Window) peoplePage(rw http.ResponseWriter, r *http.Request) error {
	return w.showPeople(rw, r, http.StatusOK, news.User{Role: news.Reporter}, "")
}

func (w *Window) showPeople(rw http.ResponseWriter, r *http.Request, status int, typed news.User, wrong string) error {
	users, err := w.people.Users(r.Context())
	if err != nil {
		return err
	}
	p := &PeoplePage{Frame: Frame{Heading: "People"}, Wrong: wrong, Said: saidOf(r.URL.Query().Get("done"))}
	if p.New, err = w.personForm(r, typed); err != nil {
		return err
	}
	for _, u := range users {
		f, err := w.people.Factors(r.Context(), u.ID)
		if err != nil {
			return err
		}
		l := PersonLine{Name: u.Name, FullName: u.FullName, Role: string(u.Role), Titles: titleNames(p.New.Titles, u), Href: "/people/" + url.PathEscape(u.Name), Missing: u.Open() && w.people.Needs(u) && !f.Any()}
		if !u.Open() {
			l.Closed = stampWords(u.Disabled)
		}
		var second []string
		if f.TOTP {
			second = append(second, "app")
		}
		if n := len(f.Passkeys); n > 0 {
			second = append(second, fmt.Sprintf("%d passkey%s", n, map[bool]string{true: "s"}[n > 1]))
		}
		l.Second = strings.Join(second, ", ")
		p.People = append(p.People, l)
	}
	return w.page(rw, r, status, "people", p)
}

func titleNames(titles []Choice, u news.User) string {
	if len(u.Titles) == 0 {
		return "all titles"
	}
	var names []string
	for _, id := range u.Titles {
		name := string(id)
		for _, t := range titles {
			if t.Value == name {
				name = t.Label
				break
			}
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (w *Window) openAccount(rw http.ResponseWriter, r *http.Request) error {
	u := typedUser(r, news.User{Name: strings.ToLower(strings.TrimSpace(r.PostFormValue("name")))})
	opened, code, err := w.people.Open(r.Context(), u)
	if errors.Is(err, news.ErrInvalid) {
		return w.showPeople(rw, r, http.StatusBadRequest, u, said(http.StatusBadRequest, err))
	}
	if err != nil {
		return err
	}
	return w.showPerson(rw, r, http.StatusOK, opened, welcomeLink(r, code), "")
}

// welcomeLink is where the owner of an account chooses a password.
func welcomeLink(r *http.Request, code string) string {
	return siteOf(r).Origin + "/welcome/" + url.PathEscape(code)
}

func (w *Window) personPage(rw http.ResponseWriter, r *http.Request) error {
	u, err := w.people.UserNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return w.showPerson(rw, r, http.StatusOK, u, "", "")
}

func (w *Window) showPerson(rw http.ResponseWriter, r *http.Request, status int, u news.User, link, wrong string) error {
	s := seatOf(r)
	f, err := w.people.Factors(r.Context(), u.ID)
	if err != nil {
		return err
	}
	sessions, err := w.people.Sessions(r.Context(), u.ID)
	if err != nil {
		return err
	}
	p := &PersonPage{Frame: Frame{Heading: u.FullName}, Name: u.Name, FullName: u.FullName, Self: u.ID == s.user.ID, Factors: factorsView(f), Sessions: sessionViews(sessions, s.session),
		Link: link, Wrong: wrong, Said: saidOf(r.URL.Query().Get("done"))}
	if !u.Open() {
		p.Closed = stampWords(u.Disabled)
	}
	if p.Form, err = w.personForm(r, u); err != nil {
		return err
	}
	return w.page(rw, r, status, "person", p)
}

func (w *Window) changePerson(rw http.ResponseWriter, r *http.Request) error {
	was, err := w.people.UserNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	u := was
	switch r.PostFormValue("do") {
	case "close":
		u.Disabled = w.now().UTC()
	case "reopen":
		u.Disabled = news.User{}.Disabled
	default:
		u = typedUser(r, u)
		if u.Rev, err = revOf(r); err != nil {
			return err
		}
	}
	if err := w.people.Change(r.Context(), u); err != nil {
		if errors.Is(err, news.ErrInvalid) || errors.Is(err, news.ErrConflict) {
			status := http.StatusBadRequest
			if errors.Is(err, news.ErrConflict) {
				status = http.StatusConflict
			}
			return w.showPerson(rw, r, status, u, "", said(status, err))
		}
		return err
	}
	if u.ID == userOf(r).ID && u.Role != was.Role {
		http.Redirect(rw, r, "/sign-in", http.StatusSeeOther)
		return nil
	}
	return done(rw, r, "/people/"+url.PathEscape(u.Name), "opened")
}

func (w *Window) personLink(rw http.ResponseWriter, r *http.Request) error {
	u, err := w.people.UserNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	code, err := w.people.Code(r.Context(), u.ID)
	if err != nil {
		return err
	}
	return w.showPerson(rw, r, http.StatusOK, u, welcomeLink(r, code), "")
}

func (w *Window) endPersonSessions(rw http.ResponseWriter, r *http.Request) error {
	u, err := w.people.UserNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	if err := w.people.EndSessions(r.Context(), u.ID, ""); err != nil {
		return err
	}
	return done(rw, r, "/people/"+url.PathEscape(u.Name), "ended")
}

func (w *Window) dropPersonFactors(rw http.ResponseWriter, r *http.Request) error {
	u, err := w.people.UserNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	if err := w.people.DropFactors(r.Context(), u.ID); err != nil {
		return err
	}
	return done(rw, r, "/people/"+url.PathEscape(u.Name), "factors")
}
