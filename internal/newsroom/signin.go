package newsroom

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
)

// SignInPage asks for name and password.
type SignInPage struct {
	Frame
	Name, To, Wrong string
	// Slowed says that there were too many tries: the code of a second factor may
	// be sent along.
	Slowed bool
}

// SecondPage asks for the second factor.
type SecondPage struct {
	Frame
	To, Wrong     string
	App, Passkeys bool
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
	entry, err := w.people.SignIn(r.Context(), name, r.PostFormValue("password"), r.PostFormValue("code"), placeOf(r))
	var slowed people.Slowed
	page := &SignInPage{Frame: Frame{Heading: "Sign in"}, Name: name, To: to}
	switch {
	case errors.As(err, &slowed):
		rw.Header().Set("Retry-After", strconv.Itoa(int(slowed.Wait.Seconds())+1))
		page.Wrong, page.Slowed = said(http.StatusTooManyRequests, slowed), true
		return w.page(rw, r, http.StatusTooManyRequests, "signin", page)
	case errors.Is(err, people.ErrWrong):
		page.Wrong = "Name or password is not right."
		return w.page(rw, r, http.StatusForbidden, "signin", page)
	case err != nil:
		return err
	}
	w.goOn(rw, r, entry, to)
	return nil
}

// goOn leads on whoever has signed in, or asks for the second factor.
func (w *Window) goOn(rw http.ResponseWriter, r *http.Request, e people.Entry, to string) {
	if e.Half != "" {
		setCookie(rw, r, halfCookie, e.Half, 10*time.Minute)
		to = "/sign-in/second?to=" + url.QueryEscape(to)
	} else {
		w.seat(rw, r, e.Token)
	}
	http.Redirect(rw, r, to, http.StatusSeeOther)
}

func (w *Window) secondPage(rw http.ResponseWriter, r *http.Request) error {
	return w.askSecond(rw, r, http.StatusOK, inside(r.FormValue("to")), "")
}

func (w *Window) askSecond(rw http.ResponseWriter, r *http.Request, status int, to, wrong string) error {
	_, f, err := w.people.Halfway(r.Context(), cookieOf(r, halfCookie))
	if err != nil {
		return err
	}
	return w.page(rw, r, status, "second", &SecondPage{Frame: Frame{Heading: "Second factor"}, To: to, Wrong: wrong, App: f.TOTP, Passkeys: len(f.Passkeys) > 0})
}

func (w *Window) second(rw http.ResponseWriter, r *http.Request) error {
	to := inside(r.PostFormValue("to"))
	token, err := w.people.SignInSecond(r.Context(), cookieOf(r, halfCookie), r.PostFormValue("code"), placeOf(r))
	if errors.Is(err, people.ErrWrong) {
		return w.askSecond(rw, r, http.StatusForbidden, to, "That code is not right, or has been used. Wait for the next one.")
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
	if cookieOf(r, halfCookie) != "" {
		setCookie(rw, r, halfCookie, "", 0)
	}
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
	entry, err := w.people.Welcome(r.Context(), code, r.PostFormValue("password"), placeOf(r))
	if errors.Is(err, news.ErrInvalid) {
		return w.page(rw, r, http.StatusBadRequest, "welcome", &WelcomePage{Frame: Frame{Heading: "Choose a password"}, Code: code, Wrong: said(http.StatusBadRequest, err)})
	}
	if err != nil {
		return err
	}
	w.goOn(rw, r, entry, "/")
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
