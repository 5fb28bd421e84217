package dialect

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"

	"golang.org/x/net/html"
)

// Apply does to an item that a parser has read what its agency's dialect says of
// items as such, and returns the dialect; nil if none is known. Private words
// are taken out of the text in either case. It may be applied again and changes
// nothing then.
func (s *Set) Apply(named string, it *news.WireItem) *Dialect {
	d := s.Of(named, wire.Origin{Format: it.Format, Provider: it.Provider, GUID: it.GUID})
	if d == nil {
		(&Dialect{}).text(it)
		return nil
	}
	it.Dialect = d.Name
	d.references(it)
	d.signalled(it)
	d.labelled(it)
	if it.Version != "" && news.CompareVersions(it.Version, "1") > 0 {
		d.laterVersions.apply(it, "its version")
	}
	fill(&it.Language, d.language)
	if it.Byline == "" && it.CopyrightHolder == "" {
		fill(&it.Creditline, d.credit)
	}
	if it.EmbargoEmpty && d.noEmptyEmbargo {
		it.EmbargoHold = false
	}
	d.text(it)
	d.subjects(it)
	return d
}

func fill(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

// references takes the revision out of the guids an item refers to.
func (d *Dialect) references(it *news.WireItem) {
	part := func(guid, version *string) {
		id, v := d.habit.Identity(*guid)
		*guid = id
		fill(version, v)
	}
	for i := range it.Links {
		part(&it.Links[i].GUID, &it.Links[i].Version)
	}
	for i := range it.Associations {
		part(&it.Associations[i].GUID, &it.Associations[i].Version)
	}
}

// signalled gives the agency's signals their meaning. A signal with one is no
// longer listed as sent.
func (d *Dialect) signalled(it *news.WireItem) {
	var list []news.Signal
	var found []meaning
	for _, x := range it.Signals {
		if m, ok := d.signals[x]; ok {
			found = append(found, m)
		} else {
			list = wire.AddSignal(list, x)
		}
	}
	if len(found) == 0 {
		return
	}
	it.Signals = list
	for _, m := range found {
		m.apply(it, "its signal")
	}
}

// places are the fields that labels are looked for in.
var places = map[string]func(*news.WireItem) []*string{
	"headline": func(it *news.WireItem) []*string { return []*string{&it.Headline} },
	"slugline": func(it *news.WireItem) []*string { return []*string{&it.Slugline} },
	"kicker":   func(it *news.WireItem) []*string { return []*string{&it.Kicker} },
	"genre":    func(it *news.WireItem) []*string { return []*string{&it.Genre} },
	"profile":  func(it *news.WireItem) []*string { return []*string{&it.Profile} },
	"keyword": func(it *news.WireItem) []*string {
		out := make([]*string, len(it.Keywords))
		for i := range it.Keywords {
			out[i] = &it.Keywords[i]
		}
		return out
	},
	"note": func(it *news.WireItem) []*string {
		out := make([]*string, len(it.EditorialNotes))
		for i := range it.EditorialNotes {
			out[i] = &it.EditorialNotes[i].Text
		}
		return out
	},
	"lead": func(it *news.WireItem) []*string {
		first, _, _ := strings.Cut(body.Text(it.BodyHTML), "\n\n")
		return []*string{&first}
	},
}

func placeNames() []string { return slices.Sorted(maps.Keys(places)) }

// maxLabels is how many labels may stand before one headline.
const maxLabels = 5

// labelled finds labels. One that is taken off may have stood before another,
// so they are looked for again.
func (d *Dialect) labelled(it *news.WireItem) {
	for range maxLabels {
		stripped := false
		for _, l := range d.labels {
			for _, in := range l.in {
				for _, field := range places[in](it) {
					at := l.form.FindStringIndex(*field)
					if at == nil {
						continue
					}
					words := wire.Text((*field)[at[0]:at[1]])
					l.means.apply(it, fmt.Sprintf("%q in its %s", words, in))
					if rest := wire.Text((*field)[:at[0]] + (*field)[at[1]:]); l.strip && (rest != "" || in == "slugline") {
						*field, stripped = rest, true
						note(it, "label", words)
					}
				}
			}
		}
		if !stripped {
			return
		}
	}
}

// apply does to an item what something it carries means. why names that for
// people. Nothing makes an item less strict than it was sent.
func (m meaning) apply(it *news.WireItem, why string) {
	switch m {
	case meansUpdate:
		it.Signals = wire.AddSignal(it.Signals, news.SignalUpdate)
	case meansCorrection:
		it.Signals = wire.AddSignal(it.Signals, news.SignalCorrection)
	case meansKill:
		if it.PubStatus != news.Canceled {
			warn(it, fmt.Sprintf("it was sent as %s and is killed by %s", it.PubStatus, why))
		}
		it.PubStatus = news.Canceled
	case meansWithhold:
		if it.PubStatus == news.Usable {
			warn(it, fmt.Sprintf("it was sent as usable and is withheld by %s", why))
			it.PubStatus = news.Withheld
		}
	case meansHold:
		if !it.EmbargoHold || it.EmbargoEmpty {
			warn(it, fmt.Sprintf("%s holds it for release; an editor must release it", why))
		}
		it.EmbargoHold, it.EmbargoEmpty = true, false
	case meansAdvisory:
		if !strings.Contains(strings.ToLower(it.Profile), "advisory") {
			it.Profile = strings.TrimSpace(it.Profile + " advisory")
		}
	}
}

// note keeps words for the newsroom, once.
func note(it *news.WireItem, role, text string) {
	n := news.EditorialNote{Role: role, Text: text}
	if text != "" && !slices.Contains(it.EditorialNotes, n) {
		it.EditorialNotes = append(it.EditorialNotes, n)
	}
}

func warn(it *news.WireItem, text string) {
	if !slices.Contains(it.Warnings, text) {
		it.Warnings = append(it.Warnings, text)
	}
}

// notPublic are lines that say that what follows is for the newsroom, whoever
// sends it.
var notPublic = regexp.MustCompile(`(?i)^\W*(?:the following information is not (?:intended )?for publication|die folgenden informationen sind nicht (?:zur|für die) veröffentlichung)`)

// mayBePrivate reports whether markup could hold such a line: it is true of all
// that do and of hardly any other, and far quicker than to read the blocks.
func mayBePrivate(markup string) bool {
	var plain strings.Builder
	plain.Grow(len(markup))
	for rest := markup; rest != ""; {
		text, tag, _ := strings.Cut(rest, "<")
		plain.WriteString(text)
		if strings.HasPrefix(tag, "!") {
			return true // comments have ends of their own
		}
		_, rest, _ = strings.Cut(tag, ">")
	}
	letters := make([]byte, 0, plain.Len())
	for _, c := range []byte(html.UnescapeString(plain.String())) {
		if c |= 0x20; 'a' <= c && c <= 'z' { // of letters, the small one
			letters = append(letters, c)
		}
	}
	return bytes.Contains(letters, []byte("forpublication")) || bytes.Contains(letters, []byte("ffentlichung"))
}

// cuts reports whether the dialect takes anything out of texts.
func (d *Dialect) cuts() bool {
	return len(d.privateFrom)+len(d.privateLines)+len(d.boilerplate)+len(d.signOff) > 0
}

// text takes out of the text what is for the newsroom, and from its end the
// sign-off and what belongs to no story.
func (d *Dialect) text(it *news.WireItem) {
	if it.BodyHTML == "" || !d.cuts() && !mayBePrivate(it.BodyHTML) {
		return
	}
	var roles []string
	rest, gone := body.Without(it.BodyHTML, func(texts []string) []bool {
		goes := make([]bool, len(texts))
		as := make([]string, len(texts))
		end := len(texts)
		for i, s := range texts {
			if notPublic.MatchString(s) || fits(d.privateFrom, s) {
				end = i
				break
			}
			if fits(d.privateLines, s) {
				goes[i], as[i] = true, "private"
			}
		}
		for i := end; i < len(texts); i++ {
			goes[i], as[i] = true, "private"
		}
		d.ending(texts[:end], goes, as)
		for i := range texts {
			if goes[i] {
				roles = append(roles, as[i])
			}
		}
		return goes
	})
	if len(gone) == 0 {
		return
	}
	it.BodyHTML = rest
	for i, s := range gone {
		if roles[i] == "signoff" {
			fill(&it.SignOff, s)
		}
		note(it, roles[i], s)
	}
}

// ending marks what closes a text: any boilerplate, and one sign-off. The first
// block of a text always stays.
func (d *Dialect) ending(texts []string, goes []bool, as []string) {
	signed := false
	for i := len(texts) - 1; i > 0; i-- {
		switch s := texts[i]; {
		case goes[i] || s == "":
		case fits(d.boilerplate, s):
			goes[i], as[i] = true, "boilerplate"
		case !signed && fits(d.signOff, s):
			goes[i], as[i], signed = true, "signoff", true
		default:
			return
		}
	}
}

// subjects adds the subjects that the agency's categories stand for.
func (d *Dialect) subjects(it *news.WireItem) {
	for _, c := range slices.Clone(it.Subjects) {
		code, ok := d.categories[strings.ToLower(c.Code)]
		if !ok {
			code, ok = d.categories[strings.ToLower(wire.LocalCode(c.Code))]
			ok = ok && (strings.HasPrefix(c.Role, "cat") || strings.Contains(strings.ToLower(c.Code), "cat:"))
		}
		if ok && !slices.ContainsFunc(it.Subjects, func(x news.Concept) bool { return x.Code == code }) {
			it.Subjects = append(it.Subjects, news.Concept{Code: code, Role: c.Role})
		}
	}
}
