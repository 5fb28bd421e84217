package wordmark

import (
	"errors"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

func TestClean(t *testing.T) {
	in := `<?xml version="1.0"?><!-- drawn by hand --><svg width="40px" height="10" xmlns="http://www.w3.org/2000/svg"><title>Name</title><g id="a" fill="#ff0000"><path d="M0 0
		L10 10z" stroke="none" fill="blue"/></g></svg>`
	want := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" fill="currentColor"><g fill="currentColor"><path d="M0 0 L10 10z" stroke="none" fill="currentColor"></path></g></svg>`
	got, err := Clean(in)
	if err != nil || got != want {
		t.Errorf("Clean(drawing) = %s, %v, want %s", got, err, want)
	}
	if again, err := Clean(got); err != nil || again != got {
		t.Errorf("Clean(Clean(drawing)) = %s, %v, want the same", again, err)
	}
	if got, err := Clean("  "); got != "" || err != nil {
		t.Errorf("Clean(nothing) = %q, %v, want nothing", got, err)
	}
}

func TestCleanRefuses(t *testing.T) {
	around := func(s string) string { return `<svg viewBox="0 0 9 9">` + s + `<path d="M0 0"/></svg>` }
	for _, c := range []struct{ name, in, says string }{
		{"script", around(`<script>alert(1)</script>`), "<script>"},
		{"listener", around(`<path onload="alert(1)" d="M0 0"/>`), "onload"},
		{"link", around(`<a href="javascript:alert(1)"><path d="M0 0"/></a>`), "<a>"},
		{"other drawing", around(`<use href="#x"/>`), "<use>"},
		{"picture", around(`<image href="https://x.example/"/>`), "<image>"},
		{"style", around(`<path style="fill:url(//x.example)" d="M0 0"/>`), "style"},
		{"paint elsewhere", around(`<path d="M0 0" filter="url(#f)"/>`), "filter"},
		{"HTML", around(`<foreignObject><b>x</b></foreignObject>`), "<foreignObject>"},
		{"letters", around(`<text>Name</text>`), "<text>"},
		{"entity", `<!DOCTYPE svg [<!ENTITY a "b">]>` + around("&a;"), "document type"},
		{"no drawing", `<svg viewBox="0 0 9 9"></svg>`, "nothing is drawn"},
		{"no size", `<svg><path d="M0 0"/></svg>`, "no viewBox"},
		{"cut short", `<svg viewBox="0 0 9 9"><path`, "no SVG"},
		{"a page", `<html></html>`, "must with <svg>"},
		{"too large", around(`<path d="` + strings.Repeat("M0 0", 2000) + `"/>`), "may have 4096"},
	} {
		got, err := Clean(c.in)
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Clean(%s) = %q, %v, want ErrInvalid saying %s", c.name, got, err, c.says)
		}
	}
}
