package news

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	// maxFilter is how long a filter's text may be, and filterParts how many
	// parts it may have.
	maxFilter   = 1000
	filterParts = 60
)

// filterFields are the names of a filter's parts, with an example of each.
func filterFields() [][2]string {
	return [][2]string{{"agency", "agency:AFP"}, {"title", "title:courier"}, {"section", "section:world"}, {"urgency", "urgency:<4"}, {"state", "state:held"},
		{"place", "place:norland"}, {"lang", "lang:de"}, {"desk", "desk:me"}, {"by", "by:kt"}, {"since", "since:24h"}, {"has", "has:picture"}, {"is", "is:unread"}}
}

// ParseFilter reads a filter as people write it:
//
//	agency:AFP,REU title:courier urgency:<4 since:24h "exact words" port* -sport
//
// A part is a word, words in double quotes, or a name, a colon and one or more
// values; a minus before it means that it must not be there. Its error wraps
// [ErrInvalid] and says what to write instead.
func ParseFilter(text string) (Filter, error) {
	var f, not Filter
	bad := func(format string, a ...any) (Filter, error) {
		return Filter{}, fmt.Errorf("filter: %s: %w", fmt.Sprintf(format, a...), ErrInvalid)
	}
	switch {
	case len(text) > maxFilter:
		return bad("it is longer than %d bytes; leave something out", maxFilter)
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return bad("it is not readable text; type it anew")
	}
	parts, err := filterTokens(text)
	if err != nil {
		return bad("%v", err)
	}
	if len(parts) > filterParts {
		return bad("it has more than %d parts; leave some out", filterParts)
	}
	for _, p := range parts {
		to := &f
		if p.not {
			to = &not
		}
		if err := to.add(p); err != nil {
			return bad("%v", err)
		}
	}
	if !not.empty() {
		f.Not = &not
	}
	return f, nil
}

func (f Filter) empty() bool { return f.String() == "" && f.Not == nil }

// part is one part of a filter's text: name is empty for words.
type part struct {
	not         bool
	name, value string
	quoted      bool
}

// filterTokens splits a text at white space, but not within quotes.
func filterTokens(text string) ([]part, error) {
	var out []part
	rest := []rune(text)
	for {
		for len(rest) > 0 && unicode.IsSpace(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return out, nil
		}
		var p part
		if rest[0] == '-' && len(rest) > 1 && !unicode.IsSpace(rest[1]) {
			p.not, rest = true, rest[1:]
		}
		n := 0
		for n < len(rest) && !unicode.IsSpace(rest[n]) && rest[n] != ':' && !isQuote(rest[n]) {
			n++
		}
		if n < len(rest) && rest[n] == ':' {
			p.name, rest, n = strings.ToLower(string(rest[:n])), rest[n+1:], 0
			if p.name == "" {
				return nil, fmt.Errorf("a colon stands alone; write a name before it, such as agency:AFP, or put the words in quotes")
			}
		} else {
			n = 0
		}
		if len(rest) > 0 && isQuote(rest[0]) {
			end := slices.IndexFunc(rest[1:], isQuote)
			if end < 0 {
				return nil, fmt.Errorf("the quotation mark before %q is not closed; put another after the last word", clip(string(rest[1:])))
			}
			p.value, p.quoted, rest = string(rest[1:end+1]), true, rest[end+2:]
		} else {
			for n < len(rest) && !unicode.IsSpace(rest[n]) && !isQuote(rest[n]) {
				n++
			}
			p.value, rest = string(rest[:n]), rest[n:]
		}
		out = append(out, p)
	}
}

// isQuote reports whether a rune opens or closes words that belong together, as
// keyboards and word processors write it.
func isQuote(r rune) bool { return strings.ContainsRune(`"“”„«»`, r) }

func clip(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

var (
	nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,39}$`)
	langForm = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)
	lastForm = regexp.MustCompile(`^([0-9]{1,4})(m|h|d|w)$`)
)

// add reads one part into the filter.
func (f *Filter) add(p part) error {
	if p.name == "" {
		return f.addWords(p.value)
	}
	var values []string
	for v := range strings.SplitSeq(p.value, ",") {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return fmt.Errorf("%s: has no value; write it like %s", p.name, exampleOf(p.name))
	}
	switch p.name {
	case "agency", "source":
		return addNames(&f.Agencies, p.name, values)
	case "title":
		return addNames(&f.Titles, p.name, values)
	case "section":
		return addNames(&f.Sections, p.name, values)
	case "desk":
		return addNames(&f.Desks, p.name, values)
	case "by":
		return addNames(&f.By, p.name, values)
	case "place":
		for _, v := range values {
			if words := FoldWords(v); len(words) > 0 {
				addOnce(&f.Places, strings.Join(words, " "))
			}
		}
		return nil
	case "lang", "language":
		for _, v := range values {
			if v = strings.ToLower(v); !langForm.MatchString(v) {
				return fmt.Errorf("lang:%s is no language tag; write it like lang:de", clip(v))
			}
			addOnce(&f.Languages, v)
		}
		return nil
	case "urgency":
		return f.addUrgency(p.value)
	case "since":
		return f.addSince(strings.TrimSpace(p.value))
	case "state":
		return f.addStates(values)
	case "has", "is":
		for _, v := range values {
			if err := f.addMark(p.name, strings.ToLower(v)); err != nil {
				return err
			}
		}
		return nil
	}
	var names []string
	for _, x := range filterFields() {
		names = append(names, x[0])
	}
	return fmt.Errorf("there is no %q to filter by; there are %s. Put words that have a colon in quotes", clip(p.name), strings.Join(names, ", "))
}

func exampleOf(name string) string {
	for _, x := range filterFields() {
		if x[0] == name {
			return x[1]
		}
	}
	return "agency:AFP"
}

func addOnce[T comparable](to *[]T, v T) {
	if !slices.Contains(*to, v) {
		*to = append(*to, v)
	}
}

func addNames[T ~string](to *[]T, field string, values []string) error {
	for _, v := range values {
		if v = strings.ToLower(v); !nameForm.MatchString(v) {
			return fmt.Errorf("%s:%s is no name; write it like %s", field, clip(v), exampleOf(field))
		}
		addOnce(to, T(v))
	}
	return nil
}

func (f *Filter) addWords(text string) error {
	prefix := strings.HasSuffix(text, "*")
	words := FoldWords(text)
	if len(words) == 0 {
		return nil // signs alone filter nothing
	}
	w := strings.Join(words, " ")
	if prefix {
		w += "*"
	}
	addOnce(&f.Words, w)
	return nil
}

// addUrgency reads "2", "1-3", "<4", "<=3", ">5" and ">=6".
func (f *Filter) addUrgency(text string) error {
	bad := fmt.Errorf("urgency:%s is not written like urgency:2, urgency:1-3 or urgency:<4, from 1 to 9", clip(text))
	r, text := Range{1, 9}, strings.TrimSpace(text)
	sign := strings.TrimRight(text, "0123456789")
	n, err := strconv.Atoi(text[len(sign):])
	if sign == "" || !strings.ContainsAny(sign, "<>") {
		from, to, ok := urgencyRange(text)
		if !ok {
			return bad
		}
		f.Urgency = Range{from, to}
		return nil
	}
	if err != nil {
		return bad
	}
	switch sign {
	case "<":
		r.To = n - 1
	case "<=":
		r.To = n
	case ">":
		r.From = n + 1
	case ">=":
		r.From = n
	default:
		return bad
	}
	if r.From < 1 || r.To > 9 || r.From > r.To {
		return bad
	}
	f.Urgency = r
	return nil
}

// addSince reads "90m", "24h", "3d", "2w", "16:00" and "2026-11-24".
func (f *Filter) addSince(text string) error {
	if m := lastForm.FindStringSubmatch(strings.ToLower(text)); m != nil {
		n, _ := strconv.Atoi(m[1])
		unit := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[m[2]]
		if n > 0 {
			f.Since = Since{Last: time.Duration(n) * unit}
			return nil
		}
	}
	if _, err := time.Parse("15:04", text); err == nil {
		f.Since = Since{Clock: text}
		return nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() > 0 {
		f.Since = Since{Day: text}
		return nil
	}
	return fmt.Errorf("since:%s is not written like since:24h, since:3d, since:16:00 or since:2026-11-24", clip(text))
}

func (f *Filter) addStates(values []string) error {
	states := []State{Held, Scheduled, Live, Corrected, TakenDown}
	// These are of the whole story; people call them states all the same.
	whole := []Mark{MarkKilled, MarkWithheld, MarkFrozen, MarkEmbargoed, MarkSpiked}
	var known []string
	for _, v := range values {
		v = strings.ToLower(v)
		if i := slices.IndexFunc(states, func(s State) bool { return strings.EqualFold(string(s), v) }); i >= 0 {
			addOnce(&f.States, states[i])
			continue
		}
		if i := slices.Index(whole, Mark(v)); i >= 0 {
			if len(values) > 1 {
				return fmt.Errorf("state:%s cannot stand beside other states; write it alone", v)
			}
			addOnce(&f.Is, whole[i])
			continue
		}
		known = lower(append(texts(states), texts(whole)...))
		return fmt.Errorf("there is no state %q; there are %s", clip(v), strings.Join(known, ", "))
	}
	return nil
}

func (f *Filter) addMark(field, v string) error {
	if v == "pictures" {
		v = string(MarkPicture)
	}
	if !slices.Contains(marks(), Mark(v)) {
		return fmt.Errorf("%s:%s is nothing to filter by; there are is:%s, and has:picture", field, clip(v),
			strings.Join(texts(marks()[:len(marks())-1]), ", is:"))
	}
	addOnce(&f.Is, Mark(v))
	return nil
}
