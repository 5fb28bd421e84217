package desk

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// ChangeNote returns a first wording of what readers are told of a change, in
// the story's language where the house has words for it. It says what the texts
// show and nothing of why; empty where they show nothing.
func ChangeNote(before, after news.Content) string {
	w := englishNote()
	if strings.HasPrefix(strings.ToLower(after.Language), "de") {
		w = germanNote()
	}
	old, now := paragraphs(before.Body), paragraphs(after.Body)
	gone, added := without(old, now), without(now, old)
	changed := 0
	for _, a := range slices.Clone(added) {
		if i := slices.IndexFunc(gone, func(g string) bool { return akin(g, a) }); i >= 0 {
			changed++
			gone = slices.Delete(gone, i, i+1)
			added = slices.Delete(added, slices.Index(added, a), slices.Index(added, a)+1)
		}
	}
	var parts []string
	say := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, one)
		case n > 1:
			parts = append(parts, fmt.Sprintf(many, n))
		}
	}
	if before.Headline != after.Headline {
		parts = append(parts, w.headline)
	}
	if before.Standfirst != after.Standfirst {
		parts = append(parts, w.standfirst)
	}
	say(len(added), w.added, w.addeds)
	say(changed, w.changed, w.changeds)
	say(len(gone), w.gone, w.gones)
	if len(before.Pictures) < len(after.Pictures) {
		parts = append(parts, w.picture)
	}
	if len(parts) == 0 {
		return ""
	}
	out := strings.Join(parts, ", ")
	if n := len(parts); n > 1 {
		out = strings.Join(parts[:n-1], ", ") + w.and + parts[n-1]
	}
	first := []rune(out)
	first[0] = unicode.ToUpper(first[0])
	return string(first) + "."
}

// noteWords are the words of a note; those in the plural take a number.
type noteWords struct {
	headline, standfirst, picture, and            string
	added, addeds, changed, changeds, gone, gones string
}

func englishNote() noteWords {
	return noteWords{headline: "new headline", standfirst: "new summary", picture: "a picture added", and: " and ",
		added: "one paragraph added", addeds: "%d paragraphs added", changed: "one paragraph changed", changeds: "%d paragraphs changed",
		gone: "one paragraph taken out", gones: "%d paragraphs taken out"}
}

func germanNote() noteWords {
	return noteWords{headline: "neue Überschrift", standfirst: "neue Zusammenfassung", picture: "ein Bild ergänzt", and: " und ",
		added: "ein Absatz ergänzt", addeds: "%d Absätze ergänzt", changed: "ein Absatz geändert", changeds: "%d Absätze geändert",
		gone: "ein Absatz entfernt", gones: "%d Absätze entfernt"}
}

// paragraphs are the blocks of a text, each on one line.
func paragraphs(markup string) []string {
	var out []string
	for line := range strings.SplitSeq(body.Text(markup), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// without returns those of a that are not in b.
func without(a, b []string) []string {
	var out []string
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// akin reports whether two paragraphs are one that was changed: half of the
// words of the shorter are in the other.
func akin(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	there := map[string]bool{}
	for _, w := range y {
		there[w] = true
	}
	n := 0
	for _, w := range x {
		if there[w] {
			n++
		}
	}
	return 2*n >= len(x)
}
