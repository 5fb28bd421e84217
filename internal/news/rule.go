package news

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Matter is what rules are asked about: an item, what its subjects mean, and
// when it came.
type Matter struct {
	Item *WireItem
	// Topics are the codes that the item's subjects stand for, with all that
	// stand above them in their vocabulary; nil where no vocabulary is known.
	Topics []string
	At     time.Time
}

// Rule sends matching items of a source to a section of a title, or discards
// them. Every filled condition must hold; within one condition any entry may.
// For each title the first matching rule decides. Entries match in any case.
// Pictures have no rules: they go where the copy goes that shows them.
type Rule struct {
	Formats   []string `json:"formats,omitempty" toml:"formats,omitempty,omitzero"`     // families: "newsml-g2", "ninjs" …, see [Formats]
	Profiles  []string `json:"profiles,omitempty" toml:"profiles,omitempty,omitzero"`   // the agency's own name of the product or kind, with *
	Subjects  []string `json:"subjects,omitempty" toml:"subjects,omitempty,omitzero"`   // code, or its beginning, e.g. "medtop:15000000"
	Keywords  []string `json:"keywords,omitempty" toml:"keywords,omitempty,omitzero"`   // keyword or word of the slugline
	Sluglines []string `json:"sluglines,omitempty" toml:"sluglines,omitempty,omitzero"` // the whole slugline, with *
	Language  string   `json:"language,omitempty" toml:"language,omitempty,omitzero"`   // primary language tag
	Languages []string `json:"languages,omitempty" toml:"languages,omitempty,omitzero"`
	Urgency   string   `json:"urgency,omitempty" toml:"urgency,omitempty,omitzero"` // "2" or "1-3"; copy without one has 5

	Places        []string `json:"places,omitempty" toml:"places,omitempty,omitzero"`       // name or code
	Datelines     []string `json:"datelines,omitempty" toml:"datelines,omitempty,omitzero"` // where the copy was written
	Genres        []string `json:"genres,omitempty" toml:"genres,omitempty,omitzero"`
	People        []string `json:"people,omitempty" toml:"people,omitempty,omitzero"`               // name or code
	Organisations []string `json:"organisations,omitempty" toml:"organisations,omitempty,omitzero"` // name or code

	NotSubjects  []string `json:"notSubjects,omitempty" toml:"not_subjects,omitempty,omitzero"`
	NotKeywords  []string `json:"notKeywords,omitempty" toml:"not_keywords,omitempty,omitzero"`
	NotSluglines []string `json:"notSluglines,omitempty" toml:"not_sluglines,omitempty,omitzero"`
	NotPlaces    []string `json:"notPlaces,omitempty" toml:"not_places,omitempty,omitzero"`

	// Weekdays and Hours are when the item comes, by the clock of the title's
	// time zone: "Mon-Fri", "06:00-22:00". Hours over midnight belong to the day
	// they begin on.
	Weekdays string `json:"weekdays,omitempty" toml:"weekdays,omitempty,omitzero"`
	Hours    string `json:"hours,omitempty" toml:"hours,omitempty,omitzero"`

	Title   TitleID `json:"title" toml:"title,omitempty,omitzero"` // empty, with "discard": every title
	Section string  `json:"section" toml:"section,omitempty,omitzero"`
	Publish string  `json:"publish" toml:"publish,omitempty,omitzero"` // "now", "hold" or "discard"
	SignOff string  `json:"signOff,omitempty" toml:"sign_off,omitempty,omitzero"`
}

// Formats are the families of wire formats, as [Rule.Formats] names them.
func Formats() []string {
	return []string{"newsml-g2", "newsml1", "nitf", "ninjs", "iptc7901", "anpa", "rss", "atom", "jsonfeed", "mail"}
}

// Family returns the family of a format as parsers name it, e.g. "newsml-g2" of
// "newsml-g2 2.35"; "" for one that is not known.
func Family(format string) string {
	f := strings.ToLower(format)
	switch {
	case strings.HasPrefix(f, "newsml-g2"), strings.HasPrefix(f, "newsml g2"):
		return "newsml-g2"
	case strings.HasPrefix(f, "newsml"):
		return "newsml1"
	case strings.HasPrefix(f, "iptc"):
		return "iptc7901"
	case strings.HasPrefix(f, "json feed"), strings.HasPrefix(f, "jsonfeed"):
		return "jsonfeed"
	case strings.HasPrefix(f, "rdf"): // RSS 1.0 and 0.9
		return "rss"
	}
	for _, known := range Formats() {
		if strings.HasPrefix(f, known) {
			return known
		}
	}
	return ""
}

// Condition is one filled condition of a rule, asked of an item.
type Condition struct {
	Name  string `json:"name"`
	Holds bool   `json:"holds"`
	Why   string `json:"why"` // in words, either way
}

// Refuses says in a few words why the rule's conditions do not hold; it is empty
// if they do. loc is the time zone of the rule's title.
func (r Rule) Refuses(m Matter, loc *time.Location) string {
	return firstRefusal(r.conditions(m, func() *time.Location { return loc }))
}

func firstRefusal(all []Condition) string {
	for _, c := range all {
		if !c.Holds {
			return c.Why
		}
	}
	return ""
}

// Matches reports whether the rule's conditions hold. It is Refuses without
// words, for every item that comes.
func (r Rule) Matches(m Matter, loc func() *time.Location) bool {
	q := question{m: m, loc: loc, silent: true}
	q.ask(r)
	return !q.refused
}

// conditions asks the filled conditions of an item.
func (r Rule) conditions(m Matter, loc func() *time.Location) []Condition {
	q := question{m: m, loc: loc}
	q.ask(r)
	return q.out
}

// question is a rule being asked of an item.
type question struct {
	m       Matter
	loc     func() *time.Location // asked only if a condition is about the clock
	silent  bool                  // no words, and no condition after one that refuses
	refused bool
	out     []Condition
}

func (q *question) say(name string, holds bool, why func() string) {
	q.refused = q.refused || !holds
	if !q.silent {
		q.out = append(q.out, Condition{Name: name, Holds: holds, Why: why()})
	}
}

// some asks a condition one entry of which must be had, none one of which no
// entry may. what says in words what the item has.
func (q *question) some(name string, wants []string, has func(string) bool, what func() string) {
	q.entries(name, wants, has, what, true)
}

func (q *question) none(name string, wants []string, has func(string) bool, what func() string) {
	q.entries(name, wants, has, what, false)
}

func (q *question) entries(name string, wants []string, has func(string) bool, what func() string, want bool) {
	if len(wants) == 0 || q.silent && q.refused {
		return
	}
	i := slices.IndexFunc(wants, has)
	q.say(name, (i >= 0) == want, func() string {
		switch {
		case i < 0:
			return fmt.Sprintf("%s: none is %s", what(), strings.Join(wants, " or "))
		case want:
			return fmt.Sprintf("%s: %s", what(), wants[i])
		}
		return fmt.Sprintf("%s: it has %s, which the rule excludes", what(), wants[i])
	})
}

func (q *question) ask(r Rule) {
	w := q.m.Item
	quoted := func(what, value string) func() string {
		return func() string { return fmt.Sprintf("its %s %q", what, value) }
	}
	list := func(what string, all func(*WireItem) []string) func() string {
		return func() string { return "its " + what + " " + listed(all(w)) }
	}
	subjects := list("subjects", func(w *WireItem) []string { return codes(w.Subjects) })
	keywords := func() string { return fmt.Sprintf("its keywords %s and slugline %q", listed(w.Keywords), w.Slugline) }
	slugged := func(s string) bool { return likePattern(s, w.Slugline) }
	languages := r.Languages
	if r.Language != "" {
		languages = slices.Concat([]string{r.Language}, languages)
	}
	q.some("formats", r.Formats, func(s string) bool { return strings.EqualFold(s, Family(w.Format)) }, quoted("format", w.Format))
	q.some("profiles", r.Profiles, func(s string) bool { return likePattern(s, w.Profile) }, quoted("profile", w.Profile))
	q.some("languages", languages, w.inLanguage, quoted("language", w.Language))
	q.some("subjects", r.Subjects, q.m.hasSubject, subjects)
	q.none("not_subjects", r.NotSubjects, q.m.hasSubject, subjects)
	q.some("keywords", r.Keywords, w.hasKeyword, keywords)
	q.none("not_keywords", r.NotKeywords, w.hasKeyword, keywords)
	q.some("sluglines", r.Sluglines, slugged, quoted("slugline", w.Slugline))
	q.none("not_sluglines", r.NotSluglines, slugged, quoted("slugline", w.Slugline))
	q.some("places", r.Places, w.hasPlace, list("places", placeNames))
	q.none("not_places", r.NotPlaces, w.hasPlace, list("places", placeNames))
	q.some("datelines", r.Datelines, w.datedFrom, quoted("dateline", or(w.Dateline, w.Located)))
	q.some("genres", r.Genres, func(s string) bool { return sameTerm(s, w.Genre, w.Genre) }, quoted("genre", w.Genre))
	q.some("people", r.People, func(s string) bool { return hasConcept(w.People, s) }, list("people", func(w *WireItem) []string { return names(w.People) }))
	q.some("organisations", r.Organisations, w.hasOrganisation, list("organisations", organisationNames))
	q.askFigures(r)
}

// askFigures asks what is measured: urgency and the clock.
func (q *question) askFigures(r Rule) {
	if r.Urgency != "" {
		u := q.m.Item.Urgency
		if u < 1 || u > 9 {
			u = 5
		}
		from, to, _ := urgencyRange(r.Urgency)
		q.say("urgency", u >= from && u <= to, func() string { return fmt.Sprintf("its urgency is %d, asked for %s", u, r.Urgency) })
	}
	if (r.Weekdays != "" || r.Hours != "") && !(q.silent && q.refused) {
		at := q.m.At.In(q.loc())
		q.say("hours", scheduleOf(r).holds(at), func() string {
			return fmt.Sprintf("it is %s in %s, asked for %s", at.Format("Mon 15:04"), at.Location(), strings.TrimSpace(r.Weekdays+" "+r.Hours))
		})
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// maxListed is how many of an item's terms an explanation names.
const maxListed = 6

func listed(all []string) string {
	if len(all) == 0 {
		return "(it has none)"
	}
	more := ""
	if n := len(all) - maxListed; n > 0 {
		all, more = all[:maxListed], fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(all, ", ") + more
}

func codes(all []Concept) []string {
	var out []string
	for _, c := range all {
		out = append(out, or(c.Code, c.Name))
	}
	return out
}

func names(all []Concept) []string {
	var out []string
	for _, c := range all {
		out = append(out, or(c.Name, c.Code))
	}
	return out
}

func placeNames(w *WireItem) []string {
	var out []string
	for _, p := range w.Places {
		out = append(out, or(p.Name, p.Code))
	}
	return out
}

func organisationNames(w *WireItem) []string {
	var out []string
	for _, o := range w.Organisations {
		out = append(out, or(o.Name, o.Code))
	}
	return out
}

// hasSubject reports whether a subject's code, or one above it, begins with want.
func (m Matter) hasSubject(want string) bool {
	want = subjectCode(want)
	for _, c := range m.Item.Subjects {
		if strings.HasPrefix(subjectCode(c.Code), want) {
			return true
		}
	}
	return slices.ContainsFunc(m.Topics, func(t string) bool { return strings.HasPrefix(subjectCode(t), want) })
}

// hasKeyword reports whether a keyword, or a word of the slugline, is want.
func (w *WireItem) hasKeyword(want string) bool {
	want = strings.ToLower(want)
	for _, k := range w.Keywords {
		if strings.ToLower(k) == want {
			return true
		}
	}
	return slices.Contains(sluglineWords(w.Slugline), want)
}

// sluglineWords are the words of a slugline in lower case, however it parts them.
func sluglineWords(slugline string) []string {
	return strings.FieldsFunc(strings.ToLower(slugline), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func (w *WireItem) inLanguage(want string) bool {
	have, want := strings.ToLower(strings.ReplaceAll(w.Language, "_", "-")), strings.ToLower(want)
	base, _, _ := strings.Cut(have, "-")
	return want == base || want == have
}

func (w *WireItem) hasPlace(want string) bool {
	return slices.ContainsFunc(w.Places, func(p Place) bool { return sameTerm(want, p.Name, p.Code) })
}

func (w *WireItem) hasOrganisation(want string) bool {
	return slices.ContainsFunc(w.Organisations, func(o Organisation) bool { return sameTerm(want, o.Name, o.Code) })
}

func hasConcept(all []Concept, want string) bool {
	return slices.ContainsFunc(all, func(c Concept) bool { return sameTerm(want, c.Name, c.Code) })
}

// sameTerm reports whether want is a term's name, its code, or the code's last
// part, in any case.
func sameTerm(want, name, code string) bool {
	if want == "" {
		return false
	}
	last := code
	if i := strings.LastIndexAny(code, ":/#"); i >= 0 {
		last = code[i+1:]
	}
	return strings.EqualFold(want, name) || strings.EqualFold(want, code) || strings.EqualFold(want, last)
}

// datedFrom reports whether the copy was written at a place: its dateline begins
// with the place's words, or it is where the content was made.
func (w *WireItem) datedFrom(want string) bool {
	wants, have := sluglineWords(want), sluglineWords(w.Dateline)
	if len(wants) == 0 {
		return false
	}
	return len(have) >= len(wants) && slices.Equal(have[:len(wants)], wants) || slices.Equal(sluglineWords(w.Located), wants)
}

// likePattern reports whether text is what a pattern says, in any case; * stands
// for any letters, also none.
func likePattern(pattern, text string) bool {
	pattern, text = strings.ToLower(pattern), strings.ToLower(text)
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	parts := strings.Split(rest, "*")
	last := parts[len(parts)-1]
	for _, p := range parts[:len(parts)-1] {
		_, after, found := strings.Cut(text, p)
		if !found {
			return false
		}
		text = after
	}
	return strings.HasSuffix(text, last)
}

// subjectCode turns the URI form of a Media Topic into the qcode form.
func subjectCode(code string) string {
	for _, p := range []string{"http://cv.iptc.org/newscodes/mediatopic/", "https://cv.iptc.org/newscodes/mediatopic/"} {
		if rest, ok := strings.CutPrefix(code, p); ok {
			return "medtop:" + rest
		}
	}
	return code
}
