package terms

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Country reports whether a code is one of ISO 3166-1's two letters.
func Country(code string) bool {
	for line := range strings.Lines(countries) {
		if c, _, ok := strings.Cut(line, "|"); ok && c == code {
			return true
		}
	}
	return false
}

// placeNames are the folded names of countries and groups, each with its codes
// as a folded list, by the number of words, the longest first.
type placeNames struct {
	longest int
	codes   map[string]string
}

var places = sync.OnceValue(func() placeNames {
	p := placeNames{codes: map[string]string{}}
	for line := range strings.Lines(countries + groups) {
		names := strings.Split(strings.TrimSpace(line), "|")
		if len(names) < 2 {
			continue
		}
		codes := "@" + strings.ReplaceAll(names[0], ",", " , @")
		for _, name := range names[1:] {
			words := foldWords(abbreviated(name))
			p.longest = max(p.longest, len(words))
			p.codes[nameKey(words)] = codes
		}
	}
	return p
})

// fold writes a clause in capitals without accents, its words and signs parted
// by single spaces and its countries by their codes, "@DE". A word "out" in
// small letters stays small.
func fold(clause string) string {
	words, names := foldWords(clause), places()
	var out []string
	for i := 0; i < len(words); {
		n := min(names.longest, len(words)-i)
		for ; n > 0; n-- {
			if codes, ok := names.codes[nameKey(words[i:i+n])]; ok {
				out = append(out, codes)
				break
			}
		}
		if n == 0 {
			out = append(out, words[i])
			n = 1
		}
		i += n
	}
	return strings.Join(out, " ")
}

// nameKey is how the words of a country's name are looked up.
func nameKey(words []string) string {
	return strings.ReplaceAll(strings.ToUpper(strings.Join(words, " ")), " & ", " AND ")
}

// foldWords parts a text into words, which are letters and digits, and signs.
func foldWords(text string) []string {
	var out []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			w := word.String()
			if w != "out" && w != "Out" {
				w = strings.ToUpper(w)
			} else {
				w = "out"
			}
			out = append(out, w)
			word.Reset()
		}
	}
	for _, c := range norm.NFD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, c):
		case c == 'ß':
			word.WriteString("ss")
		case unicode.IsLetter(c), unicode.IsDigit(c), c == '#':
			word.WriteRune(c)
		case strings.ContainsRune(",/&:", c):
			end()
			out = append(out, string(c))
		default:
			end()
		}
	}
	end()
	return out
}

// Dates are written "#20261231" while clauses are parted and read: the signs in
// a date would part them.

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	"januar": 1, "jänner": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12, "okt": 10, "dez": 12,
	"janvier": 1, "février": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12,
}

var (
	monthNames = strings.Join(slices.SortedFunc(maps.Keys(months), func(a, b string) int { return len(b) - len(a) }), "|")
	year       = regexp.MustCompile(`\d{4}`)
	isoDate    = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b(?:T[0-9:.+Z-]*)?`)
	dotDate    = regexp.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b`)
	slashDate  = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(\d{4})\b`)
	dayFirst   = regexp.MustCompile(`(?i)\b(\d{1,2})(?:\.|st|nd|rd|th|er)?\s+(?:of\s+)?(` + monthNames + `)\.?,?\s+(\d{4})\b`)
	monthFirst = regexp.MustCompile(`(?i)\b(` + monthNames + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`)
	markedDate = regexp.MustCompile(`#(\d{4})(\d{2})(\d{2})`)
)

// markDates marks the dates of a text that can be read in one way only.
func markDates(text string) string {
	text = strings.ReplaceAll(text, "#", " ")
	if !year.MatchString(text) {
		return text // most notes; the forms below cost more
	}
	mark := func(form *regexp.Regexp, of func(m []string) (year, month, day string)) {
		text = form.ReplaceAllStringFunc(text, func(s string) string {
			y, mo, d := of(form.FindStringSubmatch(s))
			if name, ok := months[strings.ToLower(mo)]; ok {
				mo = fmt.Sprint(int(name))
			}
			t, err := time.Parse("2006-1-2", y+"-"+strings.TrimPrefix(mo, "0")+"-"+strings.TrimPrefix(d, "0"))
			if err != nil {
				return s
			}
			return t.Format(" #20060102 ")
		})
	}
	mark(isoDate, func(m []string) (string, string, string) { return m[1], m[2], m[3] })
	mark(dotDate, func(m []string) (string, string, string) { return m[3], m[2], m[1] })
	mark(slashDate, func(m []string) (string, string, string) {
		switch {
		case len(m[1]) == 2 && m[1] > "12" || m[1] == m[2]:
			return m[3], m[2], m[1]
		case len(m[2]) == 2 && m[2] > "12":
			return m[3], m[1], m[2]
		}
		return m[3], "", "" // the day or the month first: nobody knows
	})
	mark(dayFirst, func(m []string) (string, string, string) { return m[3], m[2], m[1] })
	mark(monthFirst, func(m []string) (string, string, string) { return m[3], m[1], m[2] })
	return text
}

// showDates writes marked dates for people.
func showDates(text string) string {
	return strings.Join(strings.Fields(markedDate.ReplaceAllString(text, "$1-$2-$3")), " ")
}
