package store

import (
	"strings"

	"broadsheet/internal/news"
)

// term is one thing that is looked for in the words of lines: words that follow
// each other.
type term struct {
	words  []string
	prefix bool // the last is the beginning of one
	place  bool // among the words of places
}

// match is the condition that a line has all of a filter's words and places, or
// any of them; empty if it has none.
func (b *listQuery) match(f news.Filter, all bool) string {
	var terms []term
	for _, w := range f.Words {
		if words := strings.Fields(strings.TrimSuffix(w, "*")); len(words) > 0 {
			terms = append(terms, term{words: words, prefix: strings.HasSuffix(w, "*")})
		}
	}
	for _, p := range f.Places {
		if words := strings.Fields(p); len(words) > 0 {
			terms = append(terms, term{words: words, place: true})
		}
	}
	if len(terms) == 0 {
		return ""
	}
	write, and := term.fts5, " AND "
	if b.kind == postgres {
		write, and = term.tsquery, " & "
	}
	if !all {
		and = map[string]string{" AND ": " OR ", " & ": " | "}[and]
	}
	var parts []string
	for _, t := range terms {
		parts = append(parts, "("+write(t)+")")
	}
	query := b.arg(strings.Join(parts, and))
	if b.kind == postgres {
		return "l.num IN (SELECT x.num FROM line_words x WHERE x.words @@ " + query + "::tsquery)"
	}
	// The plus keeps SQLite from taking the words for the way in, and sorting all
	// they lead to.
	return "+l.num IN (SELECT x.rowid FROM line_words x WHERE x.line_words MATCH " + query + ")"
}

// fts5 writes the term for SQLite. Its words are letters and digits only.
func (t term) fts5() string {
	out := `"` + strings.Join(t.words, " ") + `"`
	if t.prefix {
		out += " *"
	}
	if t.place {
		out = "place : " + out
	}
	return out
}

// tsquery writes the term for PostgreSQL.
func (t term) tsquery() string {
	var parts []string
	for i, w := range t.words {
		part := "'" + w + "'"
		switch {
		case t.place:
			part += ":A"
		case t.prefix && i == len(t.words)-1:
			part += ":*"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " <-> ")
}
