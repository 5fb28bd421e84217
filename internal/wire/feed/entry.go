package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// entry is an item on its way from an entry of a feed.
type entry struct {
	names
	item news.WireItem
	// page is the address of the entry's own page, "" if it has none.
	page string
	// files are the addresses of the pictures, sounds and films it has already.
	files map[string]bool
}

func newEntry(m names, format string) *entry {
	return &entry{names: m, item: news.WireItem{Format: format, Type: news.TextItem, PubStatus: news.Usable}, files: map[string]bool{}}
}

// maxList is how many terms, links, files, notes and warnings an entry has at
// most; more are dropped.
const maxList = 500

// add adds a value to a list unless it is there or the list is full.
func add[T comparable](list []T, v T) []T {
	if len(list) >= maxList || slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

func (e *entry) warn(format string, a ...any) {
	e.item.Warnings = add(e.item.Warnings, fmt.Sprintf(format, a...))
}

// finish gives the item its guid and version, and refuses it if it says
// nothing.
func (e *entry) finish(guid string) (news.WireItem, error) {
	it := &e.item
	if it.Version = versionOf(it.Updated); it.Version == "" {
		it.Version = versionOf(it.Created)
	}
	switch {
	case guid != "":
	case e.page != "":
		guid = e.page
	case it.Headline == "" && it.Abstract == "" && it.BodyHTML == "" && len(it.Associations) == 0:
		return news.WireItem{}, fmt.Errorf("it has no id, no link and no words; an entry needs one of them: %w", news.ErrInvalid)
	default:
		guid = e.hash()
		e.warn("the entry has neither an id nor a link; its guid is made of its words, and new words will make it a new story")
	}
	it.GUID = guid
	return *it, nil
}

// hash names an entry by what it says.
func (e *entry) hash() string {
	h := sha256.New()
	for _, s := range []string{e.item.Headline, versionOf(e.item.Created), e.item.Abstract, e.item.BodyHTML} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	if len(e.item.Associations) > 0 {
		fmt.Fprintf(h, "%v", e.item.Associations[0].Renditions)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)[:16])
}

// date reads a date into to, unless to has one. What cannot be read is noted.
func (e *entry) date(to *news.Time, what, s string) {
	if s == "" || !to.IsZero() {
		return
	}
	t, _, ok := when(s)
	if !ok {
		e.warn("%s is %q, which is no time that can be read", what, shown(s))
		return
	}
	*to = t
}

// aday is how long after it began in the east of the world a day without a zone
// has surely begun everywhere.
const aday = 26 * time.Hour

// embargo takes over a time of release. One that says no certain moment makes
// the item wait for a person (receiver rules R7 and R8), unless the entry was
// published after it in any zone: feeds often give a day alone.
func (e *entry) embargo(what, s string) {
	it := &e.item
	t, certain, ok := when(s)
	switch {
	case ok && !certain && !it.Created.Before(t.Add(aday)) && !it.EmbargoHold:
		return
	case s == "":
		it.EmbargoEmpty = !it.EmbargoHold
		e.warn("%s is empty; a person must release the item", what)
	case !ok || !certain:
		it.EmbargoEmpty = false
		e.warn("%s is %q, which says no certain moment; a person must release the item", what, shown(s))
	default:
		if !it.EmbargoHold && t.After(it.Embargo.Time) {
			it.Embargo = t
		} else if it.EmbargoHold {
			it.EmbargoEmpty = false
		}
		return
	}
	it.EmbargoEmpty = it.EmbargoEmpty && it.Embargo.IsZero()
	it.Embargo, it.EmbargoHold = news.Time{}, true
}

// subject adds a term: one with a scheme or a code is a subject, one in words
// alone a keyword.
func (e *entry) subject(name, term, scheme string) {
	term, scheme = wire.Text(term), wire.Text(scheme)
	name = wire.Text(name)
	switch {
	case term == "" && name == "":
	case scheme == "" && !coded(term):
		e.keyword(first(name, term))
	default:
		c := news.Concept{Name: first(name, term), Code: code(term, scheme)}
		if c.Name == term && !strings.ContainsFunc(term, unicode.IsLetter) || c.Name == c.Code { // a code is no name
			c.Name = ""
		}
		e.item.Subjects = add(e.item.Subjects, c)
	}
}

// coded reports whether a term is a qcode or URI and not words.
func coded(term string) bool { return strings.Contains(term, ":") && !strings.Contains(term, " ") }

// code returns the code of a term in a scheme.
func code(term, scheme string) string {
	switch {
	case scheme == "" || term == "" || coded(term):
		return term
	case strings.ContainsAny(scheme[len(scheme)-1:], "/#:="):
		return scheme + term
	case strings.Contains(scheme, "://"):
		return scheme + "/" + term
	}
	return scheme + ":" + term
}

func (e *entry) keyword(k string) {
	if k = wire.Text(k); k != "" {
		e.item.Keywords = add(e.item.Keywords, k)
	}
}

// link adds a link to a page of the web, unless it is there.
func (e *entry) link(rel news.LinkRel, href, title string) {
	if !webAddress(href) || slices.ContainsFunc(e.item.Links, func(x news.Link) bool { return x.Rel == rel && x.Href == href }) {
		return
	}
	e.item.Links = add(e.item.Links, news.Link{Rel: rel, Href: href, Title: wire.Text(title)})
}

// note adds a word to the newsroom.
func (e *entry) note(role, text string) {
	if text != "" {
		e.item.EditorialNotes = add(e.item.EditorialNotes, news.EditorialNote{Role: role, Text: text})
	}
}

// terms adds a line to the terms of use.
func (e *entry) terms(line string) {
	if line = wire.Text(line); line != "" {
		e.item.UsageTerms = strings.TrimSpace(strings.Join(add(strings.Split(e.item.UsageTerms, "\n"), line), "\n"))
	}
}

// people makes a byline of names. Where a feed gives an address of mail with a
// name or in its place, the address is for the newsroom.
func (e *entry) people(list []string) {
	var out []string
	for _, s := range list {
		name, address := nameOf(s)
		e.note("contact", address)
		if name != "" {
			out = add(out, name)
		}
	}
	if e.item.Byline == "" {
		e.item.Byline = strings.Join(out, ", ")
	}
}

// nameOf parts a name from an address of mail in "desk@agency.example (Name)",
// "Name <desk@agency.example>" and the like.
func nameOf(s string) (name, address string) {
	var words []string
	for word := range strings.FieldsSeq(wire.Text(s)) {
		bare := strings.Trim(word, "()<>[],;\"'")
		bare = strings.TrimPrefix(bare, "mailto:")
		if before, after, ok := strings.Cut(bare, "@"); ok && before != "" && strings.Contains(after, ".") {
			address = bare
			continue
		}
		words = append(words, word)
	}
	name = strings.Join(words, " ")
	if address != "" {
		name = strings.Trim(name, "()<>[]\"' ")
	}
	return name, address
}

// first returns the first text that is not empty.
func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// shown is a text for a message, cut if it is long.
func shown(s string) string {
	s = wire.Text(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
