package body

import (
	"slices"
	"testing"
)

func TestWithout(t *testing.T) {
	const markup = `<div><p>One <b>bold</b>.</p><p>Two.</p></div><ul><li>Three<li>Four</ul>`
	drop := func(words ...string) func([]string) []bool {
		return func(texts []string) []bool {
			out := make([]bool, len(texts))
			for i, s := range texts {
				out[i] = slices.Contains(words, s)
			}
			return out
		}
	}
	rest, gone := Without(markup, drop("Two.", "Three Four"))
	if want := "<p>One <strong>bold</strong>.</p>"; rest != want || !slices.Equal(gone, []string{"Two.", "Three Four"}) {
		t.Errorf("Without(%q) = %q, %q, want %q and the two blocks", markup, rest, gone, want)
	}
	if rest, gone := Without(markup, drop("Five.")); rest != markup || gone != nil {
		t.Errorf("Without(%q) = %q, %q, want it as it was", markup, rest, gone)
	}
	if rest, gone := Without(markup, func([]string) []bool { return nil }); rest != markup || gone != nil {
		t.Errorf("Without(%q) choosing nothing = %q, %q, want it as it was", markup, rest, gone)
	}
}
