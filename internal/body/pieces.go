package body

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
	"github.com/clipperhouse/uax29/v2/words"
)

// Op says what became of something between an older text and a newer one.
type Op string

// What becomes of words and blocks.
const (
	Same    Op = "same"
	Added   Op = "added"
	Removed Op = "removed"
	Changed Op = "changed" // of blocks only
	Moved   Op = "moved"   // of blocks only: it stands elsewhere; its words may have changed too
)

// Piece is a stretch of words in a comparison, set in one way.
type Piece struct {
	Op   Op     `json:"op"` // same, added or removed
	Text string `json:"text"`
	Marks
}

// Words compares two plain texts word by word, by Unicode's rules for words, so
// that it serves every language. Pieces that are the same or removed make up a,
// those that are the same or added make up b.
func Words(a, b string) []Piece {
	return pieces([]textRun{{text: a}}, []textRun{{text: b}})
}

// token is a word, a space or a mark, as set.
type token struct {
	text  string
	marks Marks
}

func (t token) word() bool { return isWord(t.text) }

func isWord(token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func (t token) number() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return unicode.IsNumber(r)
}

func tokens(runs []textRun) []token {
	n := 0
	for _, r := range runs {
		n += len(r.text)/3 + 1
	}
	out := make([]token, 0, n)
	for _, r := range runs {
		for it := words.FromString(r.text); it.Next(); {
			out = append(out, token{it.Value(), r.marks})
		}
	}
	return out
}

// stretch is a part of a, or what stands instead of it in b: where it is the
// same, both have as many tokens.
type stretch struct {
	same           bool
	a0, a1, b0, b1 int
}

// pieces compares two marked texts.
func pieces(a, b []textRun) []Piece {
	switch {
	case slices.Equal(a, b):
		return whole(Same, a)
	case len(a) == 0:
		return whole(Added, b)
	case len(b) == 0:
		return whole(Removed, a)
	}
	x, y := tokens(a), tokens(b)
	var out []Piece
	for _, s := range calm(stretches(intern(x, y)), x, y) {
		if s.same {
			out = write(out, Same, y[s.b0:s.b1])
			continue
		}
		out = write(out, Removed, x[s.a0:s.a1])
		out = write(out, Added, y[s.b0:s.b1])
	}
	return out
}

// whole makes one piece of each run.
func whole(op Op, runs []textRun) []Piece {
	var out []Piece
	for _, r := range runs {
		if last := len(out) - 1; last >= 0 && out[last].Marks == r.marks {
			out[last].Text += r.text
			continue
		}
		out = append(out, Piece{op, r.text, r.marks})
	}
	return out
}

func write(out []Piece, op Op, tokens []token) []Piece {
	for i := 0; i < len(tokens); {
		var s strings.Builder
		from := i
		for ; i < len(tokens) && tokens[i].marks == tokens[from].marks; i++ {
			s.WriteString(tokens[i].text)
		}
		if last := len(out) - 1; last >= 0 && out[last].Op == op && out[last].Marks == tokens[from].marks {
			out[last].Text += s.String()
			continue
		}
		out = append(out, Piece{op, s.String(), tokens[from].marks})
	}
	return out
}

// intern numbers what is equal alike. The numbers are written as runes, which
// the comparison takes.
func intern[T comparable](a, b []T) (x, y []rune) {
	known := make(map[T]rune, len(a)+len(b))
	number := func(list []T) []rune {
		out := make([]rune, len(list))
		for i, t := range list {
			n, ok := known[t]
			if !ok {
				n = rune(len(known))
				known[t] = n
			}
			out[i] = n
		}
		return out
	}
	return number(a), number(b)
}

// stretches compares two sequences.
func stretches(a, b []rune) []stretch {
	var out []stretch
	pa, pb := 0, 0
	for _, d := range edits(a, b) {
		if d.Start > pa {
			out = append(out, stretch{true, pa, d.Start, pb, d.ReplStart})
		}
		out = append(out, stretch{false, d.Start, d.End, d.ReplStart, d.ReplEnd})
		pa, pb = d.End, d.ReplEnd
	}
	if pa < len(a) {
		out = append(out, stretch{true, pa, len(a), pb, len(b)})
	}
	return out
}

// maxTokens is the longest pair of sequences that is compared to the end.
const maxTokens = 30_000

// edits is the comparison of the library, which looks no farther than some
// fifty differences from either end and calls all between one difference; what
// it left is compared anew until nothing alike is found, unless that would take
// long.
func edits(a, b []rune) []lcs.Diff {
	found := lcs.DiffRunes(a, b)
	if len(found) == 1 && found[0] == (lcs.Diff{End: len(a), ReplEnd: len(b)}) {
		return found
	}
	var out []lcs.Diff
	for _, d := range found {
		if d.End-d.Start < 2 || d.ReplEnd-d.ReplStart < 2 || d.End-d.Start+d.ReplEnd-d.ReplStart <= 50 || len(a)+len(b) > maxTokens {
			out = append(out, d)
			continue
		}
		for _, in := range edits(a[d.Start:d.End], b[d.ReplStart:d.ReplEnd]) {
			out = append(out, lcs.Diff{Start: d.Start + in.Start, End: d.Start + in.End, ReplStart: d.ReplStart + in.ReplStart, ReplEnd: d.ReplStart + in.ReplEnd})
		}
	}
	return out
}

// calm joins differences that only a space, a mark or a word shorter than both
// parts: people read one replaced phrase more easily than six replaced words.
func calm(in []stretch, x, y []token) []stretch {
	for again := true; again; {
		again = false
		var out []stretch
		for i, s := range in {
			last := len(out) - 1
			if s.same && last >= 0 && !out[last].same && i+1 < len(in) && slight(s, out[last], in[i+1], x, y) {
				s.same = false
				again = true
			}
			if !s.same && last >= 0 && !out[last].same {
				out[last].a1, out[last].b1 = s.a1, s.b1
				continue
			}
			out = append(out, s)
		}
		in = out
	}
	return in
}

// slight reports whether what two differences have between them is too little
// to part them.
func slight(between, before, after stretch, x, y []token) bool {
	words := 0
	for _, t := range y[between.b0:between.b1] {
		if t.word() {
			words++
		}
		if t.text == "\n" || t.text == "\t" {
			return false
		}
	}
	if words == 0 {
		return both(before) && both(after)
	}
	n := length(y[between.b0:between.b1])
	return n <= max(length(x[before.a0:before.a1]), length(y[before.b0:before.b1])) &&
		n <= max(length(x[after.a0:after.a1]), length(y[after.b0:after.b1]))
}

// both reports whether something was replaced, not only added or removed.
func both(s stretch) bool { return s.a1 > s.a0 && s.b1 > s.b0 }

func length(tokens []token) int {
	n := 0
	for _, t := range tokens {
		n += utf8.RuneCountInString(t.text)
	}
	return n
}
