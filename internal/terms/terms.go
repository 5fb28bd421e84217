// Package terms reads what agencies write about the use of an item, such as
// "GERMANY OUT" or "NO ARCHIVE", into limits that the house can hold to.
//
// It reads by a list of known phrases in English, German and French, and
// interprets nothing else: what it does not know is handed back as words for
// the desk. A phrase it knows can only make a limit, never lift one.
//
// Start at [Read].
package terms

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"broadsheet/internal/news"
)

// maxText is how much of one text is read, in bytes, and maxUnread how many
// clauses are handed back.
const (
	maxText   = 16 << 10
	maxUnread = 12
	maxClause = 300 // characters
)

// Read reads an item's terms of use and instructions, all of which are about
// its use, and its editorial notes, which may be about anything: of notes only
// known phrases count, and the rest of them is not handed back. base is when the
// agency sent the item; "within 14 days" counts from then.
func Read(use, notes []string, base time.Time) news.Limits {
	r := reader{base: base}
	for _, text := range use {
		r.text(text, true)
	}
	for _, text := range notes {
		r.text(text, false)
	}
	return r.limits
}

type reader struct {
	base   time.Time
	limits news.Limits
}

// clauseEnd parts clauses: what stands in one may qualify the rest of it.
var clauseEnd = regexp.MustCompile(`[\n\r;|*()!•·]+|\.(?:\s|$)|\s[-–—]+\s|--+`)

func (r *reader) text(text string, use bool) {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	text = markDates(abbreviated(text))
	for _, clause := range clauseEnd.Split(text, -1) {
		if clause = strings.Join(strings.Fields(clause), " "); clause == "" {
			continue
		}
		if rest := r.clause(clause, use); use && rest {
			r.unread(clause)
		}
	}
}

// Stops that end no clause: in abbreviations, after "St." and after an initial.
var (
	abbreviations = strings.NewReplacer("U.S.A.", "USA", "U.S.", "USA", "U. S.", "USA", "U.K.", "UK", "U. K.", "UK", "d.h.", "dh", "z.B.", "zB")
	saint         = regexp.MustCompile(`(?i)\b(st)\.\s`)
	initial       = regexp.MustCompile(`(^|[^\pL])(\pL)\.[ \t]`)
)

func abbreviated(text string) string {
	return initial.ReplaceAllString(saint.ReplaceAllString(abbreviations.Replace(text), "$1 "), "$1$2.\u00a0")
}

func (r *reader) unread(clause string) {
	clause = showDates(clause)
	if runes := []rune(clause); len(runes) > maxClause {
		clause = string(runes[:maxClause]) + "…"
	}
	for _, form := range placed {
		if form.MatchString(clause) && !slices.Contains(r.limits.Unplaced, clause) && len(r.limits.Unplaced) < maxUnread {
			r.limits.Unplaced = append(r.limits.Unplaced, clause)
			return
		}
	}
	if len(r.limits.Unread) < maxUnread && !slices.Contains(r.limits.Unread, clause) {
		r.limits.Unread = append(r.limits.Unread, clause)
	}
}

// placed are clauses that limit the place or medium of use, whatever place it is:
// what no phrase has understood of them must be understood by an editor.
var placed = []*regexp.Regexp{
	regexp.MustCompile(`\b\p{Lu}[\p{Lu}.]+(?:[ ,/&-]+(?:AND |UND |ET )?\p{Lu}[\p{Lu}.]+){0,4} OUT(?:\W*$|[,:/&])`),
	regexp.MustCompile(`(?i)\bnot (?:for (?:use|publication|distribution|sale)|to be (?:used|published)|available) (?:in|within|outside)\b`),
	regexp.MustCompile(`(?i)\b(?:use|publication|distribution) (?:in|within) .{2,60}? only\b`),
	regexp.MustCompile(`(?i)\bno (?:use|publication|sales?|distribution) (?:in|within|outside)\b`),
	regexp.MustCompile(`(?i)\b(?:nicht|keine (?:verwendung|nutzung|veröffentlichung)) (?:in|innerhalb|außerhalb)\b`),
	regexp.MustCompile(`(?i)\b(?:interdit|pas d['’]utilisation|utilisation interdite) (?:en|au|aux|hors)\b`),
}

// clause applies the phrases of one clause and reports whether words are left
// that no phrase accounts for.
func (r *reader) clause(clause string, use bool) bool {
	plain, rest := r.credit(clause)
	line := fold(plain)
	for _, p := range phrases {
		// A second look finds what shared a space with what the first one took.
		for look := 0; look < 2 && p.near(line); look++ {
			line = p.take(r, line)
		}
	}
	line = strings.TrimSpace(line)
	if use {
		if m := wholeOut.FindStringSubmatch(line); m != nil {
			r.out(m[1])
			return rest
		}
	}
	for word := range strings.FieldsSeq(line) {
		if !filler[word] && strings.ContainsFunc(word, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
			return true
		}
	}
	return rest
}

// near reports whether a line has a mark without which the phrase is not in it.
func (p phrase) near(line string) bool {
	return len(p.marks) == 0 || slices.ContainsFunc(p.marks, func(m string) bool { return strings.Contains(line, m) })
}

// take applies the phrase wherever it stands in a line, and returns the line
// with a sign in its place.
func (p phrase) take(r *reader, line string) string {
	all := p.form.FindAllStringSubmatchIndex(line, -1)
	if len(all) == 0 {
		return line
	}
	var rest strings.Builder
	at := 0
	for _, m := range all {
		p.apply(r, func(n int) string {
			if 2*n+1 >= len(m) || m[2*n] < 0 {
				return ""
			}
			return line[m[2*n]:m[2*n+1]]
		})
		rest.WriteString(line[at:m[0]] + " ¤ ")
		at = m[1]
	}
	rest.WriteString(line[at:])
	return rest.String()
}

// wholeOut is a list of countries with a small "out" that is the whole clause;
// elsewhere small letters may be prose ("Turkey out of the cup").
var wholeOut = regexp.MustCompile(`^(` + list + `) out$`)

// filler are words between phrases that say nothing by themselves.
var filler = map[string]bool{"AND": true, "UND": true, "ET": true, "OR": true, "ODER": true, "OU": true, "PLEASE": true, "BITTE": true,
	"ATTENTION": true, "ACHTUNG": true, "NOTE": true, "HANDOUT": true, "EDITORS": true, "EDS": true, "RESTRICTIONS": true, "USAGE": true, "TERMS": true}

// creditForm is a credit that must be given, with its words: in quotes, or to
// the end of the clause.
var (
	creditForm = regexp.MustCompile(`(?i)\b(?:mandatory credit|cr[ée]dit obligatoire|mention obligatoire|pflichtnennung|mandatory byline)\s*(?:[:=]\s*["“„«]?|["“„«])\s*([^"“”„«»]{2,200})["”“»]?`)
	creditEnd  = regexp.MustCompile(`\s*[,/]\s*(?:NO|NOT|EDITORIAL|FOR|KEINE?|NUR|NICHT|PAS|[A-Z]+ OUT)\b.*$`)
)

// credit takes the credit that must be given out of a clause.
func (r *reader) credit(clause string) (plain string, rest bool) {
	m := creditForm.FindStringSubmatchIndex(clause)
	if m == nil {
		return clause, false
	}
	words, after := clause[m[2]:m[3]], clause[m[1]:]
	if cut := creditEnd.FindStringIndex(words); cut != nil {
		words, after = words[:cut[0]], words[cut[0]:]+" "+after
	}
	r.limits.MandatoryCredit = true
	if words = strings.Trim(words, " ,/:"); words != "" && r.limits.Credit == "" {
		r.limits.Credit = words
	}
	return clause[:m[0]] + " , " + after, false
}

// out, only and the others lay down a limit; two of a kind give the stricter.
func (r *reader) out(codes string) {
	for _, c := range codesIn(codes) {
		if !slices.Contains(r.limits.Out, c) {
			r.limits.Out = append(r.limits.Out, c)
		}
	}
}

func (r *reader) only(codes string) {
	r.limits = r.limits.With(news.Limits{Only: codesIn(codes)})
}

func (r *reader) until(t time.Time) {
	r.limits = r.limits.With(news.Limits{Until: t})
}

// codesIn are the countries in a folded list.
func codesIn(s string) []string {
	var out []string
	for _, m := range codeForm.FindAllStringSubmatch(s, -1) {
		out = append(out, m[1])
	}
	return out
}

// within makes a time limit of a number and a unit. Without a base the limit
// cannot be known, and the phrase stays words.
func (r *reader) within(n, unit string) {
	count := 0
	for _, c := range n {
		count = count*10 + int(c-'0')
	}
	switch {
	case r.base.IsZero():
		r.unread(n + " " + strings.ToLower(unit))
	case hasAny(unit, "HOUR", "STUND", "HEURE"):
		r.until(r.base.Add(time.Duration(count) * time.Hour))
	case hasAny(unit, "WEEK", "WOCHE", "SEMAINE"):
		r.until(r.base.AddDate(0, 0, 7*count))
	case hasAny(unit, "MONTH", "MONAT", "MOIS"):
		r.until(r.base.AddDate(0, count, 0))
	default:
		r.until(r.base.AddDate(0, 0, count))
	}
}

func hasAny(s string, beginnings ...string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(s, b) })
}
