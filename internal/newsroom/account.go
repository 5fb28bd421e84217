package newsroom

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
)

// AccountPage is where everybody looks after their own account.
type AccountPage struct {
	Frame
	Own         people.Own
	Factors     FactorsView
	Sessions    []SessionView
	Said, Wrong string
	Needs       bool // this account must have a second factor
	Proved      bool // just now, so that it need not be shown again
}

// FactorsView is what an account has beside its password.
type FactorsView struct {
	App      string // since when; empty is none
	Passkeys []PasskeyView
	Recovery int
	Any      bool
}

// PasskeyView is a passkey in a list.
type PasskeyView struct{ ID, Name, Made, Used string }

// SessionView is a browser in which somebody is signed in.
type SessionView struct {
	ID, From, Browser, Made, Seen string
	Token                         string // of the form that ends it; empty where it is not theirs
	Second, This                  bool
}

// stampWords writes a time in lists of accounts.
func stampWords(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 Jan 2006, 15:04") + " UTC"
}

func factorsView(f people.Factors) FactorsView {
	v := FactorsView{Recovery: f.Recovery, Any: f.Any()}
	if f.TOTP {
		v.App = stampWords(f.Since)
	}
	for _, p := range f.Passkeys {
		v.Passkeys = append(v.Passkeys, PasskeyView{p.ID, p.Name, stampWords(p.Made), stampWords(p.Used)})
	}
	return v
}

// sessionID names a session in a form: by it nobody can be found out who holds
// the key.
func sessionID(x news.Session) string {
	sum := sha256.Sum256([]byte("session " + x.Key))
	return hex.EncodeToString(sum[:12])
}

func sessionViews(list []news.Session, this news.Session) []SessionView {
	var out []SessionView
	for _, x := range list {
		out = append(out, SessionView{ID: sessionID(x), From: x.From, Browser: browserName(x.Agent), Made: stampWords(x.Made), Seen: stampWords(x.Seen), Second: x.Second, This: x.Key == this.Key})
	}
	return out
}

// ownSessions are those that their owner may end one by one.
func ownSessions(list []SessionView, token string) []SessionView {
	for i := range list {
		list[i].Token = token
	}
	return list
}

// browserName makes two words of what a browser says of itself.
func browserName(agent string) string {
	find := func(list ...string) string {
		for i := 0; i < len(list); i += 2 {
			if strings.Contains(agent, list[i]) {
				return list[i+1]
			}
		}
		return ""
	}
	name := find("Edg", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "FxiOS", "Firefox", "CriOS", "Chrome", "Chrome/", "Chrome", "Safari/", "Safari")
	system := find("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS", "Mac", "CrOS", "ChromeOS", "Linux", "Linux")
	switch {
	case name == "" && system == "":
		return "unknown browser"
	case system == "":
		return name
	case name == "":
		return system
	}
	return name + " on " + system
}

// saidOf are the words for what was done before a page was loaded anew.
func saidOf(done string) string {
	switch done {
	case "own":
		return "Saved."
	case "password":
		return "You have a new password. All other browsers are signed out."
	case "app":
		return "The app for codes is removed."
	case "passkey":
		return "Your passkeys have changed."
	case "session":
		return "That browser is signed out."
	case "sessions":
		return "All other browsers are signed out."
	case "opened":
		return "The account is saved."
	case "ended":
		return "They are signed out everywhere."
	case "factors":
		return "Their second factors are removed, and they are signed out everywhere."
	}
	return ""
}

func (w *Window) accountPage(rw http.ResponseWriter, r *http.Request) error {
	return w.showAccount(rw, r, http.StatusOK, userOf(r), "")
}

// showAccount shows the page with what was typed, u, and what was wrong with it.
func (w *Window) showAccount(rw http.ResponseWriter, r *http.Request, status int, u news.User, wrong string) error {
	s := seatOf(r)
	f, err := w.people.Factors(r.Context(), u.ID)
	if err != nil {
		return err
	}
	sessions, err := w.people.Sessions(r.Context(), u.ID)
	if err != nil {
		return err
	}
	return w.page(rw, r, status, "account", &AccountPage{Frame: Frame{Heading: "Your account"},
		Own:     people.Own{FullName: u.FullName, SignOff: u.SignOff, Mail: u.Mail, PlainKeys: u.PlainKeys},
		Factors: factorsView(f), Sessions: ownSessions(sessionViews(sessions, s.session), s.token), Said: saidOf(r.URL.Query().Get("done")), Wrong: wrong,
		Needs: w.people.Needs(u), Proved: w.people.Proved(s.session)})
}

// wrongOwn shows the page again if an error is one that its reader can mend.
func (w *Window) wrongOwn(rw http.ResponseWriter, r *http.Request, u news.User, err error) error {
	var slowed people.Slowed
	switch {
	case errors.As(err, &slowed):
		return err
	case errors.Is(err, people.ErrWrong):
		return w.showAccount(rw, r, http.StatusForbidden, u, "The password is not right.")
	case errors.Is(err, news.ErrInvalid), errors.Is(err, news.ErrConflict):
		return w.showAccount(rw, r, http.StatusBadRequest, u, said(http.StatusBadRequest, err))
	}
	return err
}

func done(rw http.ResponseWriter, r *http.Request, to, what string) error {
	http.Redirect(rw, r, to+"?done="+what, http.StatusSeeOther)
	return nil
}

func (w *Window) changeOwn(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	o := people.Own{FullName: r.PostFormValue("fullName"), SignOff: r.PostFormValue("signOff"), Mail: r.PostFormValue("mail"), PlainKeys: r.PostFormValue("keys") == ""}
	if err := w.people.ChangeOwn(r.Context(), s.user, s.session, o); err != nil {
		u := s.user
		u.FullName, u.SignOff, u.Mail, u.PlainKeys = o.FullName, o.SignOff, o.Mail, o.PlainKeys
		return w.wrongOwn(rw, r, u, err)
	}
	return done(rw, r, "/account", "own")
}

func (w *Window) changePassword(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	token, err := w.people.ChangePassword(r.Context(), s.user, s.session, r.PostFormValue("old"), r.PostFormValue("new"), placeOf(r))
	if err != nil {
		return w.wrongOwn(rw, r, s.user, err)
	}
	w.seat(rw, r, token)
	return done(rw, r, "/account", "password")
}

func (w *Window) endOwnSessions(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	id := r.PostFormValue("session")
	if id == "others" {
		if err := w.people.EndSessions(r.Context(), s.user.ID, s.session.Key); err != nil {
			return err
		}
		return done(rw, r, "/account", "sessions")
	}
	list, err := w.people.Sessions(r.Context(), s.user.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		if sessionID(x) == id {
			if err := w.people.EndSession(r.Context(), s.user.ID, x.Key); err != nil {
				return err
			}
		}
	}
	return done(rw, r, "/account", "session")
}

// ProvePage asks somebody to show anew who they are.
type ProvePage struct {
	Frame
	To, Wrong     string
	App, Passkeys bool
}

func (w *Window) provePage(rw http.ResponseWriter, r *http.Request) error {
	return w.askProof(rw, r, http.StatusOK, inside(r.FormValue("to")), "")
}

func (w *Window) askProof(rw http.ResponseWriter, r *http.Request, status int, to, wrong string) error {
	f, err := w.people.Factors(r.Context(), userOf(r).ID)
	if err != nil {
		return err
	}
	return w.page(rw, r, status, "prove", &ProvePage{Frame: Frame{Heading: "Show that it is you"}, To: to, Wrong: wrong, App: f.TOTP, Passkeys: len(f.Passkeys) > 0})
}

func (w *Window) prove(rw http.ResponseWriter, r *http.Request) error {
	s, to := seatOf(r), inside(r.PostFormValue("to"))
	_, err := w.people.Prove(r.Context(), s.user, s.session, r.PostFormValue("password"), r.PostFormValue("code"), placeOf(r))
	if errors.Is(err, people.ErrWrong) {
		return w.askProof(rw, r, http.StatusForbidden, to, "Password or code is not right.")
	}
	if err != nil {
		return err
	}
	http.Redirect(rw, r, to, http.StatusSeeOther)
	return nil
}

// AppPage shows the secret that an app needs to make codes.
type AppPage struct {
	Frame
	Secret, Address, Wrong string
	Size                   int
	Path                   string // of an SVG that draws the QR code
}

// CodesPage shows recovery codes, this once.
type CodesPage struct {
	Frame
	Codes []string
	First bool // an app was just added
}

// issuer is what an app calls the desk.
func issuer(r *http.Request) string { return "Desk " + siteOf(r).Host }

func (w *Window) addApp(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	if _, err := w.people.Enrol(r.Context(), s.user, s.session, issuer(r)); err != nil {
		return err
	}
	http.Redirect(rw, r, "/account/app", http.StatusSeeOther)
	return nil
}

func (w *Window) appPage(rw http.ResponseWriter, r *http.Request) error {
	return w.showApp(rw, r, http.StatusOK, "")
}

func (w *Window) showApp(rw http.ResponseWriter, r *http.Request, status int, wrong string) error {
	e, err := w.people.Enrolling(r.Context(), userOf(r), issuer(r))
	if err != nil {
		return err
	}
	p := &AppPage{Frame: Frame{Heading: "Add an app for codes"}, Secret: grouped(e.Secret), Address: e.Address, Wrong: wrong, Size: len(e.Modules) + 8}
	var path strings.Builder
	for y, row := range e.Modules {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	p.Path = path.String()
	return w.page(rw, r, status, "app", p)
}

// grouped writes a secret in fours, for whoever types it.
func grouped(s string) string {
	var parts []string
	for len(s) > 4 {
		parts, s = append(parts, s[:4]), s[4:]
	}
	return strings.Join(append(parts, s), " ")
}

func (w *Window) proveApp(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	token, codes, err := w.people.EnrolProve(r.Context(), s.user, s.session, r.PostFormValue("code"))
	if errors.Is(err, news.ErrInvalid) {
		return w.showApp(rw, r, http.StatusBadRequest, said(http.StatusBadRequest, err))
	}
	if err != nil {
		return err
	}
	w.reseat(rw, r, token)
	return w.page(rw, r, http.StatusOK, "codes", &CodesPage{Frame: Frame{Heading: "Recovery codes"}, Codes: codes, First: true})
}

// reseat gives the browser the new token of its session, and this answer's forms
// the one that goes with it.
func (w *Window) reseat(rw http.ResponseWriter, r *http.Request, token string) {
	w.seat(rw, r, token)
	s := seatIn(r)
	s.token, s.owes = formToken(token, ""), false
}

func (w *Window) dropApp(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	token, err := w.people.DropApp(r.Context(), s.user, s.session)
	if err != nil {
		return err
	}
	w.seat(rw, r, token)
	return done(rw, r, "/account", "app")
}

func (w *Window) newRecovery(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	codes, err := w.people.Recovery(r.Context(), s.user, s.session)
	if err != nil {
		return err
	}
	return w.page(rw, r, http.StatusOK, "codes", &CodesPage{Frame: Frame{Heading: "Recovery codes"}, Codes: codes})
}
