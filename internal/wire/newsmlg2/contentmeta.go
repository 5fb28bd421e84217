package newsmlg2

import (
	"strings"
	"unicode"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// rights reads rightsInfo, of an item or of one that it points at.
func (r reader) rights(n *wire.Node) (holder, notice, terms string) {
	var lines []string
	for _, info := range n.All("rightsInfo") {
		fill(&holder, r.nameOrCode(info.First("copyrightHolder")))
		fill(&notice, r.spoken(info.All("copyrightNotice")).Value())
		for _, u := range info.All("usageTerms") {
			if text := u.Value(); text != "" {
				lines = append(lines, text)
			}
		}
	}
	return holder, notice, strings.Join(lines, "\n")
}

// contentMeta reads what describes the content, but for its subjects.
func (r reader) contentMeta(m *wire.Node) {
	it := r.it
	it.Urgency = r.habit.Urgency(m.First("urgency").Value())
	if it.Created.IsZero() {
		it.Created = r.date(m.First("contentCreated"))
	}
	r.headlines(m)
	it.Slugline = r.slugline(m)
	it.Dateline = dateline(m.First("dateline"))
	it.Creditline = m.First("creditline").Value()
	it.Located = r.nameOrCode(m.First("located"))
	it.Byline = r.spoken(m.All("by")).Value()
	it.Genre = r.nameOrCode(m.First("genre"))
	it.AltText = r.spoken(m.All("altText")).Value()
	if d := m.First("digitalSourceType"); d != nil {
		if it.DigitalSourceType = wire.Text(d.Attr("uri")); it.DigitalSourceType == "" {
			it.DigitalSourceType = code(d)
		}
	}
	seen := map[string]bool{}
	for _, k := range m.All("keyword") {
		if text := k.Value(); text != "" && !seen[text] {
			seen[text] = true
			it.Keywords = append(it.Keywords, text)
		}
	}
	r.descriptions(m)
	for _, l := range m.All("link") {
		r.link(l)
	}
}

// dateline returns a dateline without the dash that leads over to the text.
func dateline(n *wire.Node) string { return strings.Trim(n.Value(), " -–—_") }

// slugline reads the slugline. Where an agency sends its terms one by one, with
// what is to stand between them (@separator), they are joined.
func (r reader) slugline(m *wire.Node) string {
	var terms []string
	separator := ""
	for _, s := range m.All("slugline") {
		if text := s.Value(); text != "" {
			terms = append(terms, text)
			separator = s.Attr("separator")
		}
	}
	if len(terms) > 1 && separator == "" {
		return terms[0]
	}
	return strings.Join(terms, separator)
}

// headlines tells headline, subheadline and kicker apart by role, or by rank
// where an agency (dpa) uses that.
func (r reader) headlines(m *wire.Node) {
	parts := map[string][]*wire.Node{}
	for _, h := range m.All("headline") {
		part := "other"
		switch kind := strings.ToLower(role(h)); kind {
		case "":
			switch h.Attr("rank") {
			case "2":
				part = "subheadline"
			case "3":
				part = "kicker"
			default:
				part = "headline"
			}
		case "main", "headline", "mainheadline":
			part = "headline"
		case "subheadline", "subhead", "subtitle":
			part = "subheadline"
		case "kicker", "overline":
			part = "kicker"
		default:
			if r.habit.PrivateRoles[kind] {
				r.note(h)
				continue
			}
		}
		parts[part] = append(parts[part], h)
	}
	r.it.Headline = r.spoken(parts["headline"]).Value()
	r.it.Subheadline = r.spoken(parts["subheadline"]).Value()
	r.it.Kicker = r.spoken(parts["kicker"]).Value()
	if r.it.Headline == "" {
		r.it.Headline = r.spoken(parts["other"]).Value()
	}
}

// creators joins the names of those who made the content. A name in small
// letters alone ("kosel.s") is an account at the agency, not a word to readers.
func (r reader) creators(m *wire.Node) string {
	var names []string
	for _, c := range m.All("creator") {
		n := r.name(c)
		account := strings.IndexFunc(n, func(r rune) bool { return unicode.IsLetter(r) && !unicode.IsLower(r) }) < 0
		if n != "" && !account {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// descriptions reads the summary, caption and description of a picture for
// those who cannot see it. Roles meant for the newsroom, such as a shot list,
// are left out.
func (r reader) descriptions(m *wire.Node) {
	it := r.it
	parts := map[*string][]*wire.Node{}
	for _, d := range m.All("description") {
		switch kind := strings.ToLower(role(d)); {
		case r.habit.PrivateRoles[kind]:
			r.note(d)
		case isAltText(kind):
			parts[&it.AltText] = append(parts[&it.AltText], d)
		case kind == "caption", kind == "" && seen(it.Type):
			parts[&it.Caption] = append(parts[&it.Caption], d)
		case kind == "", kind == "summary", kind == "abstract", kind == "teaser":
			parts[&it.Abstract] = append(parts[&it.Abstract], d)
		}
	}
	for to, list := range parts {
		fill(to, r.spoken(list).Value())
	}
}

// isAltText reports whether a description's role, in small letters, is to be
// read to those who cannot see.
func isAltText(kind string) bool {
	return strings.Contains(kind, "alttext") || strings.Contains(kind, "accessib")
}

// seen reports whether items of a type are looked at, so that what describes
// them is a caption.
func seen(t news.ItemType) bool {
	return t == news.PictureItem || t == news.GraphicItem || t == news.VideoItem
}
