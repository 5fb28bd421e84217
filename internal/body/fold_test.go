package body

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// What foldSpaces, tidy and plain promise, said as patterns.
var (
	spacesForm = regexp.MustCompile(`[ \t\n\f\v\x{2028}\x{2029}]+`)
	aroundBr   = regexp.MustCompile(`[ \x{a0}]*<br>[ \x{a0}]*`)
	manyBr     = regexp.MustCompile(`(?:<br>){2,}`)
	blankEdges = regexp.MustCompile(`^(?:[ \x{a0}]|<br>)+|(?:[ \x{a0}]|<br>)+$`)
	inlineMark = regexp.MustCompile(`<[^>]*>`)
)

func tidyByPattern(inline string) string {
	for {
		s := spacesForm.ReplaceAllString(inline, " ")
		s = aroundBr.ReplaceAllString(s, "<br>")
		s = manyBr.ReplaceAllString(s, "<br>")
		s = blankEdges.ReplaceAllString(s, "")
		if s == inline {
			break
		}
		inline = s
	}
	if strings.Trim(plainByPattern(inline), " \u00a0\n") == "" {
		return ""
	}
	return inline
}

func plainByPattern(inline string) string {
	return html.UnescapeString(inlineMark.ReplaceAllString(strings.ReplaceAll(inline, "<br>", "\n"), ""))
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{
		"", " ", "a  b", "\ta\n\u2028b ", "<br>", " <br>\u00a0<br> a<br> <em>b</em>\u00a0<br>", "a <br>b<br><br>c", "x < y <em>z</em> > <", "&amp;&#39;&lt;br&gt;", "<br", "a\f\v b", "\u00a0\u00a0",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "") // what parse is given
		if got, want := foldSpaces(s), spacesForm.ReplaceAllString(s, " "); got != want {
			t.Errorf("foldSpaces(%q) = %q, want %q", s, got, want)
		}
		if got, want := tidy(s), tidyByPattern(s); got != want {
			t.Errorf("tidy(%q) = %q, want %q", s, got, want)
		}
		if got, want := plain(s), plainByPattern(s); got != want {
			t.Errorf("plain(%q) = %q, want %q", s, got, want)
		}
	})
}
