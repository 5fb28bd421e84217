package reading

import (
	"strings"
	"unicode"

	"broadsheet/internal/news"
)

// Changes counts what a version changed in the text of one before it. Blocks
// that were moved are not changes; a block of which one word is another counts as
// removed and added.
func Changes(before, after news.Version) news.Change {
	old, now := blocks(before.Body), blocks(after.Body)
	c := news.Change{Against: before.N, Head: before.Headline != after.Headline, Lead: first(old) != first(now)}
	have := map[string]int{}
	numbers := map[string]bool{}
	for _, b := range old {
		have[b]++
		for _, n := range figures(b) {
			numbers[n] = true
		}
	}
	for _, b := range now {
		if have[b] > 0 {
			have[b]--
			continue
		}
		c.Added++
		for _, n := range figures(b) {
			if !numbers[n] {
				numbers[n] = true
				c.Figures++
			}
		}
	}
	for _, n := range have {
		c.Removed += n
	}
	return c
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// blocks are the paragraphs, crossheads and entries of a stored body as plain
// words.
func blocks(markup string) []string {
	var out []string
	var b strings.Builder
	end := func() {
		if text := strings.Join(strings.Fields(b.String()), " "); text != "" {
			out = append(out, text)
		}
		b.Reset()
	}
	for markup != "" {
		text, rest, tag := strings.Cut(markup, "<")
		b.WriteString(text)
		if !tag {
			break
		}
		name, after, _ := strings.Cut(rest, ">")
		name = strings.TrimPrefix(name, "/")
		if at := strings.IndexAny(name, " \t\n/"); at >= 0 {
			name = name[:at]
		}
		switch name {
		case "a", "em", "strong", "sub", "sup", "b", "i", "q", "abbr", "cite", "code", "span":
		default:
			end()
		}
		markup = after
	}
	end()
	return out
}

// figures are the numbers of a text, with their points and commas.
func figures(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsDigit(r) && r != '.' && r != ',' && !unicode.IsLetter(r)
	}) {
		if w = strings.Trim(w, ".,"); strings.ContainsAny(w, "0123456789") {
			out = append(out, w)
		}
	}
	return out
}
