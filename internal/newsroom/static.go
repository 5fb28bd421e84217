package newsroom

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

//go:generate go run ./ui/bundle

//go:embed page static
var files embed.FS

// forms are the templates, the sheet and the scripts, read once.
type forms struct {
	pages  map[string]*template.Template
	static map[string]*web.Forms // by file name
	hashes map[string]string
}

// readForms reads page/NAME.html, each within page/layout.html and with the parts
// of page/part-*.html, and what is in static: all sheets as one, desk.css first.
func readForms() (*forms, error) {
	f := &forms{pages: map[string]*template.Template{}, static: map[string]*web.Forms{}, hashes: map[string]string{}}
	shared, err := template.New("").Funcs(functions()).ParseFS(files, "page/layout.html", "page/part-*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "page/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		short := strings.TrimSuffix(path.Base(name), ".html")
		if short == "layout" || strings.HasPrefix(short, "part-") {
			continue
		}
		t, err := shared.Clone()
		if err != nil {
			return nil, err
		}
		if f.pages[short], err = t.ParseFS(files, name); err != nil {
			return nil, err
		}
	}
	return f, f.readStatic()
}

func (f *forms) readStatic() error {
	sheets, err := fs.Glob(files, "static/*.css")
	if err != nil {
		return err
	}
	slices.SortFunc(sheets, func(a, b string) int {
		if (a == "static/desk.css") != (b == "static/desk.css") {
			if a == "static/desk.css" {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	var sheet []byte
	for _, name := range sheets {
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		sheet = append(append(sheet, text...), '\n')
	}
	f.keep("desk.css", "text/css; charset=utf-8", sheet)
	scripts, err := fs.Glob(files, "static/*.js")
	if err != nil {
		return err
	}
	for _, name := range scripts {
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		f.keep(path.Base(name), "text/javascript; charset=utf-8", text)
	}
	return nil
}

func (f *forms) keep(name, contentType string, body []byte) {
	sum := sha256.Sum256(body)
	f.hashes[name] = hex.EncodeToString(sum[:6])
	f.static[name] = web.NewForms(http.StatusOK, http.Header{"Content-Type": {contentType}, "Cache-Control": {"private, max-age=31536000, immutable"}}, body)
}

// address is where a file is served; it changes with the file.
func (f *forms) address(name string) string { return "/static/" + name + "?" + f.hashes[name] }

// functions are those of the templates.
func functions() template.FuncMap {
	return template.FuncMap{"join": strings.Join}
}

func (w *Window) static(rw http.ResponseWriter, r *http.Request) error {
	form := w.forms.static[r.PathValue("name")]
	if form == nil {
		return fmt.Errorf("no file %q: %w", r.PathValue("name"), news.ErrNotFound)
	}
	form.ServeHTTP(rw, r)
	return nil
}

func (w *Window) favicon(rw http.ResponseWriter, r *http.Request) error {
	rw.Header().Set("Content-Type", "image/svg+xml")
	rw.Header().Set("Cache-Control", "private, max-age=86400")
	_, err := rw.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#1a1a18"/><path d="M7 8h18M7 14h18M7 20h10" stroke="#fbfaf7" stroke-width="3"/></svg>`))
	return gone(err)
}

func (w *Window) robots(rw http.ResponseWriter, r *http.Request) error {
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := rw.Write([]byte("User-agent: *\nDisallow: /\n"))
	return gone(err)
}
