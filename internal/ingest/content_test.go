package ingest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"broadsheet/internal/news"
)

func TestContentKeepsLinesShort(t *testing.T) {
	long := strings.Repeat("corridor ", 100_000)
	it := &Item{WireItem: news.WireItem{Headline: long, Kicker: long, Subheadline: long, Byline: long, Dateline: long, Copyright: long}}
	c := content(it, news.Source{}, nil)
	for name, line := range map[string]string{
		"Headline": c.Headline, "Kicker": c.Kicker, "Standfirst": c.Standfirst, "Byline": c.Byline, "Dateline": c.Dateline, "Copyright": c.Copyright,
	} {
		if n := utf8.RuneCountInString(line); n > maxLine || !strings.HasPrefix(line, "corridor ") {
			t.Errorf("content().%s has %d characters, want its first %d at most", name, n, maxLine)
		}
	}
	it.Headline = "Ferry line opens"
	if got := content(it, news.Source{}, nil).Headline; got != it.Headline {
		t.Errorf("content().Headline = %q, want %q as it came", got, it.Headline)
	}
}
