package newsroom

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
)

// SignInPage asks for name and password.
type SignInPage struct {
	Frame
	Name, To, Wrong string
}

// WelcomePage lets the owner of a new account choose a password.
type WelcomePage struct {
	Frame
	Code, Wrong string
}

// sessionLife is how long the browser keeps its cookie; the room says when the
// session ends.
const sessionLife = 7 * 24 * time.Hour

func (w *Window) signInPage(rw http.ResponseWriter, r *http.Request) error {
	return w.page(rw, r, http.StatusOK, "signin", &SignInPage{Frame: Frame{Heading: "Sign in"}, To: inside(r.FormValue("to"))})
}

func (w *Window) signIn(rw http.ResponseWriter, r *http.Request) error {
	name, to := r.PostFormValue("name"), inside(r.PostFormValue("to"))
	token, err := w.people.SignIn(r.Context(), name, r.PostFormValue("password"), placeOf(r))
	if errors.Is(err, people.ErrWrong) {
		return w.page(rw, r, http.StatusForbidden, "signin", &SignInPage{Frame: Frame{Heading: "Sign in"}, Name: name, To: to, Wrong: "Name or password is not right."})
	}
	if err != nil {
		return err
	}
	w.seat(rw, r, token)
	http.Redirect(rw, r, to, http.StatusSeeOther)
	return nil
}

// seat gives the browser its session, in place of whatever it had.
func (w *Window) seat(rw http.ResponseWriter, r *http.Request, token string) {
	setCookie(rw, r, sessionCookie, token, sessionLife)
	setCookie(rw, r, formCookie, "", 0)
}

func (w *Window) signOut(rw http.ResponseWriter, r *http.Request) error {
	if s := seatOf(r); s.signed {
		if err := w.people.SignOut(r.Context(), s.session); err != nil {
			return err
		}
	}
	setCookie(rw, r, sessionCookie, "", 0)
	http.Redirect(rw, r, "/sign-in", http.StatusSeeOther)
	return nil
}

func (w *Window) welcomePage(rw http.ResponseWriter, r *http.Request) error {
	return w.page(rw, r, http.StatusOK, "welcome", &WelcomePage{Frame: Frame{Heading: "Choose a password"}, Code: r.PathValue("code")})
}

func (w *Window) welcome(rw http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	token, err := w.people.Welcome(r.Context(), code, r.PostFormValue("password"), placeOf(r))
	if errors.Is(err, news.ErrInvalid) {
		return w.page(rw, r, http.StatusBadRequest, "welcome", &WelcomePage{Frame: Frame{Heading: "Choose a password"}, Code: code, Wrong: said(http.StatusBadRequest, err)})
	}
	if err != nil {
		return err
	}
	w.seat(rw, r, token)
	http.Redirect(rw, r, "/", http.StatusSeeOther)
	return nil
}

// inside returns an address of the desk to go on to; one of another site becomes
// the main screen.
func inside(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}
