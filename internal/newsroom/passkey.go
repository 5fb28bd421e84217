package newsroom

import (
	"encoding/json"
	"net/http"

	"broadsheet/internal/people"
	"broadsheet/internal/web"
)

// Asked is what a browser is asked for a passkey, and what its answer carries.
type Asked struct {
	Options any    `json:"options"`
	Asked   string `json:"asked"`
}

// Answered is a browser's answer.
type Answered struct {
	Asked  string          `json:"asked"`
	Name   string          `json:"name"`
	Answer json.RawMessage `json:"answer"`
}

// Went says where to go on, and shows recovery codes if there are new ones.
type Went struct {
	To    string   `json:"to,omitempty"`
	Codes []string `json:"codes,omitempty"`
}

// maxAnswer is the largest answer of a browser, in bytes.
const maxAnswer = 64 << 10

// siteOf is where the browser believes to be.
func siteOf(r *http.Request) people.Site {
	scheme := "https://"
	if onThisMachine(r) {
		scheme = "http://"
	}
	return people.Site{Host: web.HostName(r), Origin: scheme + r.Host}
}

func (w *Window) askPasskey(rw http.ResponseWriter, r *http.Request) error {
	options, asked, err := w.people.AskPasskey(r.Context(), siteOf(r), placeOf(r))
	if err != nil {
		return err
	}
	return w.json(rw, Asked{options, asked})
}

func (w *Window) signInPasskey(rw http.ResponseWriter, r *http.Request) error {
	var a Answered
	if err := readJSON(r, &a, maxAnswer); err != nil {
		return err
	}
	token, err := w.people.SignInPasskey(r.Context(), siteOf(r), a.Asked, a.Answer, placeOf(r))
	if err != nil {
		return err
	}
	w.seat(rw, r, token)
	return w.json(rw, Went{To: inside(r.URL.Query().Get("to"))})
}

func (w *Window) provePasskey(rw http.ResponseWriter, r *http.Request) error {
	var a Answered
	if err := readJSON(r, &a, maxAnswer); err != nil {
		return err
	}
	s := seatOf(r)
	if _, err := w.people.ProvePasskey(r.Context(), s.user, s.session, siteOf(r), a.Asked, a.Answer, placeOf(r)); err != nil {
		return err
	}
	return w.json(rw, Went{To: inside(r.URL.Query().Get("to"))})
}

func (w *Window) newPasskey(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	options, asked, err := w.people.NewPasskey(r.Context(), s.user, s.session, siteOf(r))
	if err != nil {
		return err
	}
	return w.json(rw, Asked{options, asked})
}

func (w *Window) addPasskey(rw http.ResponseWriter, r *http.Request) error {
	var a Answered
	if err := readJSON(r, &a, maxAnswer); err != nil {
		return err
	}
	s := seatOf(r)
	token, codes, err := w.people.AddPasskey(r.Context(), s.user, s.session, siteOf(r), a.Asked, a.Name, a.Answer)
	if err != nil {
		return err
	}
	w.seat(rw, r, token)
	return w.json(rw, Went{To: "/account?done=passkey", Codes: codes})
}

func (w *Window) dropPasskey(rw http.ResponseWriter, r *http.Request) error {
	s := seatOf(r)
	token, err := w.people.DropPasskey(r.Context(), s.user, s.session, r.PostFormValue("passkey"))
	if err != nil {
		return err
	}
	w.seat(rw, r, token)
	return done(rw, r, "/account", "passkey")
}
