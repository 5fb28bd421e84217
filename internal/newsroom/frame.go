package newsroom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
	"broadsheet/internal/web"
)

// Frame is what every page has around its own matter. Every page struct has one
// inside.
type Frame struct {
	Heading string // of the browser's tab and the page
	Nonce   string
	Token   string // of forms
	User    news.User
	Signed  bool
	Nav     []NavLink
	Sheet   string // address of the style sheet
	Script  string // address of the script
	Screen  string // name of the page, by which the script knows what to start
	Wide    bool   // the page fills the window, as the main screen does
	// Owes says that the user must have a second factor and has none; on this
	// machine it may be put off.
	Owes bool
}

func (f *Frame) frame() *Frame { return f }

// framed is a pointer to a page struct.
type framed interface{ frame() *Frame }

// NavLink is an entry of the line at the top.
type NavLink struct {
	Label, Href string
	Current     bool
	Count       int // what waits there; 0 shows nothing
}

// navigation lists the screens and the act that somebody must be allowed to see
// each.
func navigation() []struct {
	label, href string
	act         news.Act
} {
	return []struct {
		label, href string
		act         news.Act
	}{
		{"Wire", "/", news.ActRead},
		{"My stories", "/stories", news.ActRead},
		{"For me", "/for-me", news.ActRead},
		{"Plan", "/plan", news.ActRead},
		{"New story", "/new", news.ActWrite},
		{"Fronts", "/fronts", news.ActFront},
		{"Titles", "/titles", news.ActTitle},
		{"Sources", "/sources", news.ActSources},
		{"Roads", "/roads", news.ActSources},
		{"Quarantine", "/quarantine", news.ActSources},
		{"People", "/people", news.ActPeople},
		{"Audit", "/audit", news.ActAudit},
	}
}

// page answers with a page struct in its template, within the layout.
func (w *Window) page(rw http.ResponseWriter, r *http.Request, status int, name string, p framed) error {
	s, f := seatOf(r), p.frame()
	f.Nonce, f.Token, f.User, f.Signed, f.Owes = s.nonce, s.token, s.user, s.signed, s.owes
	f.Sheet, f.Script, f.Screen = w.forms.address("desk.css"), w.forms.address("desk.js"), name
	if !s.signed {
		f.Script = ""
		if name == "signin" || name == "second" {
			f.Script = w.forms.address("signin.js")
		}
	}
	if s.signed {
		for _, n := range navigation() {
			if news.May(s.user, n.act, "") {
				f.Nav = append(f.Nav, NavLink{Count: w.waiting(r, n.href), Label: n.label, Href: n.href, Current: n.href == r.URL.Path || n.href != "/" && strings.HasPrefix(r.URL.Path, n.href)})
			}
		}
	}
	t := w.forms.pages[name]
	if t == nil {
		return fmt.Errorf("no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", p); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(status)
	_, err := rw.Write(b.Bytes())
	return gone(err)
}

// waiting is how much waits for the user at a screen. Where that cannot be told,
// the page is shown all the same.
func (w *Window) waiting(r *http.Request, href string) int {
	n, err := 0, error(nil)
	switch href {
	case "/for-me":
		n, err = w.unseen(r)
	case "/quarantine":
		n, err = w.store.Waiting(r.Context())
	}
	if err != nil {
		w.log.Error("count what waits", "screen", href, "err", err)
	}
	return n
}

// json answers a script.
func (w *Window) json(rw http.ResponseWriter, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "application/json")
	_, err = rw.Write(b)
	return gone(err)
}

// gone is the error of a write: the browser has left, which is nobody's fault.
func gone(error) error { return nil }

// readJSON reads what a script sent, at most limit bytes.
func readJSON(r *http.Request, v any, limit int64) error {
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, limit))
	if err := d.Decode(v); err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			return fmt.Errorf("it is larger than %d KiB: %w", limit>>10, err)
		}
		return fmt.Errorf("not readable as JSON: %v: %w", err, news.ErrInvalid)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("there is more than one JSON value: %w", news.ErrInvalid)
	}
	return nil
}

// MessagePage tells an editor what went wrong, and what to do.
type MessagePage struct {
	Frame
	Said string
}

// Refusal is what a script is told instead of what it asked for.
type Refusal struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
}

// answer is what becomes of a handler's error: for a script JSON, else a page.
// Editors are told what they can act on; the rest is in the log.
func (w *Window) answer(rw http.ResponseWriter, r *http.Request, status int, err error) {
	if errors.Is(err, people.ErrSignedOut) {
		status = http.StatusUnauthorized
	}
	var slowed people.Slowed
	switch {
	case errors.Is(err, people.ErrWrong), errors.Is(err, people.ErrProve):
		status = http.StatusForbidden
	case errors.As(err, &slowed):
		status = http.StatusTooManyRequests
		rw.Header().Set("Retry-After", strconv.Itoa(int(slowed.Wait.Seconds())+1))
	case errors.Is(err, people.ErrBusy):
		status = http.StatusServiceUnavailable
		rw.Header().Set("Retry-After", "5")
	}
	said := said(status, err)
	if strings.HasPrefix(r.URL.Path, "/data/") || r.Header.Get("X-Desk") != "" {
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(status)
		json.NewEncoder(rw).Encode(Refusal{Status: status, Message: said})
		return
	}
	if errors.Is(err, errNoSecond) && r.Method == http.MethodGet {
		http.Redirect(rw, r, "/account", http.StatusSeeOther)
		return
	}
	if errors.Is(err, people.ErrProve) {
		to := "/account"
		if r.Method == http.MethodGet {
			to = r.URL.RequestURI()
		}
		http.Redirect(rw, r, "/account/prove?to="+template.URLQueryEscaper(to), http.StatusSeeOther)
		return
	}
	if status == http.StatusUnauthorized {
		to := "/sign-in"
		if r.Method == http.MethodGet && r.URL.Path != "/" {
			to += "?to=" + template.URLQueryEscaper(r.URL.RequestURI())
		}
		http.Redirect(rw, r, to, http.StatusSeeOther)
		return
	}
	if err := w.page(rw, r, status, "message", &MessagePage{Frame: Frame{Heading: http.StatusText(status)}, Said: said}); err != nil {
		w.log.Error("message page", "err", err)
		http.Error(rw, http.StatusText(status), status)
	}
}

func said(status int, err error) string {
	switch {
	case status == http.StatusUnauthorized:
		return "You are signed out. Sign in again; what you have typed is kept here."
	case status == http.StatusServiceUnavailable:
		return "Too many are signing in at this moment. Try again in a few seconds."
	case status >= 500:
		return "That did not work, and it is our fault, not yours. Nothing was changed. Try again; if it stays so, the log of the server says why."
	}
	text := err.Error()
	for _, known := range []error{news.ErrInvalid, news.ErrForbidden, news.ErrConflict, news.ErrNotFound, news.ErrKilled, news.ErrEmbargoed} {
		text = strings.TrimSuffix(text, ": "+known.Error())
	}
	if errors.Is(err, news.ErrConflict) && !strings.Contains(text, "meanwhile") {
		text += ". Somebody changed it meanwhile; look again"
	}
	if first, size := utf8.DecodeRuneInString(text); first != utf8.RuneError {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	return text + "."
}

func (w *Window) nothing(rw http.ResponseWriter, r *http.Request) error {
	return fmt.Errorf("there is no page %s here: %w", path.Clean(r.URL.Path), news.ErrNotFound)
}

var _ web.Handler = (*Window)(nil).nothing
