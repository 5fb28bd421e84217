package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

// theme is templates, sheet and script. Its files are layout/*.html and
// part/*.html, shared by all pages; page/NAME.html, one for each page struct;
// static/sheet.css and static/script.js, which stand inside every page.
type theme struct {
	files fs.FS
	dev   bool
	kept  *themeForm // nil in dev
}

// themeForm is a theme as read.
type themeForm struct {
	pages      map[string]*template.Template
	sheet      template.CSS
	script     template.JS
	sheetHash  string // as a Content-Security-Policy names it
	scriptHash string
}

// pageNames are the pages a theme must have.
func pageNames() []string {
	return []string{"front", "section", "story", "gone", "message", "papers"}
}

func openTheme(files fs.FS, dev bool) (*theme, error) {
	form, err := readTheme(files)
	if err != nil {
		return nil, err
	}
	t := &theme{files: files, dev: dev}
	if !dev {
		t.kept = form
	}
	return t, nil
}

// form returns the theme as read, or as it is now in dev.
func (t *theme) form() (*themeForm, error) {
	if t.kept != nil {
		return t.kept, nil
	}
	return readTheme(t.files)
}

func readTheme(files fs.FS) (*themeForm, error) {
	form := &themeForm{pages: map[string]*template.Template{}}
	shared, err := template.New("").ParseFS(files, "layout/*.html", "part/*.html")
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	for _, name := range pageNames() {
		t, err := shared.Clone()
		if err != nil {
			return nil, fmt.Errorf("theme: %w", err)
		}
		if form.pages[name], err = t.ParseFS(files, path.Join("page", name+".html")); err != nil {
			return nil, fmt.Errorf("theme: page %s: %w", name, err)
		}
	}
	sheet, err := fs.ReadFile(files, "static/sheet.css")
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	script, err := fs.ReadFile(files, "static/script.js")
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	form.sheet, form.script = template.CSS(tighten(string(sheet))), template.JS(tighten(string(script)))
	form.sheetHash, form.scriptHash = sourceHash(string(form.sheet)), sourceHash(string(form.script))
	return form, nil
}

// tighten takes the comments between /* and */ and the indentation out of a
// sheet or script. Line ends stay: a script may rely on them.
func tighten(text string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "/*")
		b.WriteString(before)
		if !found {
			break
		}
		_, text, _ = strings.Cut(after, "*/")
	}
	var out []string
	for line := range strings.Lines(b.String()) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// sourceHash is the source expression of a Content-Security-Policy for an
// inline element with that text (CSP 3, 2.3.1).
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// render makes the HTML of a page struct.
func (f *themeForm) render(name string, page any) ([]byte, error) {
	t := f.pages[name]
	if t == nil {
		return nil, fmt.Errorf("render: no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", page); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	return b.Bytes(), nil
}
