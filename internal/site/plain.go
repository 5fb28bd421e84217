package site

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// robots tells crawlers where they may go: everywhere on a title's own host,
// nowhere on a machine's own name.
func (s *Site) robots(w http.ResponseWriter, r *http.Request) error {
	text := "User-agent: *\nAllow: /\nDisallow: /reading$\n" // a section may be called reading-room
	if v := viewOf(r); v.title == "" || v.base != "" {
		text = "User-agent: *\nDisallow: /\n"
	}
	return plain(w, r, "text/plain; charset=utf-8", text)
}

// favicon draws the first letter of the title's name in its colour.
func (s *Site) favicon(w http.ResponseWriter, r *http.Request) error {
	name, colour := "Broadsheet", "#8f1d21"
	if v := viewOf(r); v.title != "" {
		p, err := s.paperOf(r.Context(), v)
		if err != nil {
			return err
		}
		name = p.Name
		if p.Accent != "" {
			colour = p.Accent
		}
	}
	for _, the := range []string{"The ", "Der ", "Die ", "Das "} {
		if len(name) > len(the) && name[:len(the)] == the {
			name = name[len(the):]
		}
	}
	letter, _ := utf8.DecodeRuneInString(name)
	var safe bytes.Buffer
	if err := xml.EscapeText(&safe, []byte(string(letter))); err != nil {
		return err
	}
	return plain(w, r, "image/svg+xml", fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="%s"/>`+
		`<text x="16" y="24" font-family="Georgia,serif" font-size="23" font-weight="700" fill="%s" text-anchor="middle">%s</text></svg>`, colour, news.Grounds()[0].Colour, safe.String()))
}

func plain(w http.ResponseWriter, r *http.Request, contentType, text string) error {
	h := w.Header()
	h["Content-Type"] = []string{contentType}
	h["Cache-Control"] = []string{"public, max-age=3600"}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		if _, err := w.Write([]byte(text)); err != nil {
			return nil // the reader has gone
		}
	}
	return nil
}
