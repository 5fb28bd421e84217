package body

import (
	"strings"

	"golang.org/x/net/html"
)

// join lays two changed forms of one paragraph or crosshead over each other word
// by word. There is none, and ok is false, where both changed the same words or
// words beside each other.
func join(base, mine, theirs *Block) (joined *Block, ok bool) {
	if base == nil || mine == nil || theirs == nil || base.Kind != "p" && base.Kind != "h2" {
		return nil, false
	}
	open := openTag(base)
	if openTag(mine) != open || openTag(theirs) != open {
		return nil, false
	}
	b := tokens(base.runs())
	m, t := replacements(b, tokens(mine.runs())), replacements(b, tokens(theirs.runs()))
	var out []token
	at := 0
	for len(m)+len(t) > 0 {
		var next replacement
		switch {
		case len(t) == 0 || len(m) > 0 && m[0].to < t[0].from:
			next, m = m[0], m[1:]
		case len(m) == 0 || t[0].to < m[0].from:
			next, t = t[0], t[1:]
		default:
			return nil, false
		}
		out = append(append(out, b[at:next.from]...), next.with...)
		at = next.to
	}
	out = append(out, b[at:]...)
	again := Blocks(open + inlineHTML(out) + "</" + base.Kind + ">")
	if len(again) != 1 {
		return nil, false
	}
	return &again[0], true
}

func openTag(b *Block) string {
	tag, _, _ := strings.Cut(b.HTML, ">")
	return tag + ">"
}

// replacement is what stands instead of some tokens of a base.
type replacement struct {
	from, to int
	with     []token
}

func replacements(base, text []token) []replacement {
	var out []replacement
	for _, s := range calm(stretches(intern(base, text)), base, text) {
		if !s.same {
			out = append(out, replacement{s.a0, s.a1, text[s.b0:s.b1]})
		}
	}
	return out
}

// inlineHTML writes tokens as they are set.
func inlineHTML(tokens []token) string {
	var s strings.Builder
	for _, p := range write(nil, Same, tokens) {
		open, end := "", ""
		wrap := func(is bool, tag, attrs string) {
			if is {
				open, end = open+"<"+tag+attrs+">", "</"+tag+">"+end
			}
		}
		wrap(p.Href != "", "a", ` href="`+html.EscapeString(p.Href)+`"`)
		wrap(p.Lang != "" || p.Dir != "", "span", langAttrs(p.Lang, p.Dir))
		wrap(p.Strong, "strong", "")
		wrap(p.Em, "em", "")
		s.WriteString(open + strings.ReplaceAll(html.EscapeString(p.Text), "\n", "<br>") + end)
	}
	return s.String()
}
