package newsml1

import (
	"strconv"
	"strings"
	"unicode"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// describe reads what the components say of the item. What an inner one says
// holds over what one around it says; lists are joined from outside in.
func (r *reader) describe(n *wire.Node) {
	it := r.it
	for _, c := range r.inward() {
		r.lines(c.First("NewsLines"))
		r.administrative(c.First("AdministrativeMetadata"))
		r.rights(c.First("RightsMetadata"))
	}
	for _, c := range r.path {
		for _, d := range c.All("DescriptiveMetadata") {
			r.descriptive(d)
		}
		for _, m := range c.All("Metadata") {
			r.securities(m)
		}
	}
	fill(&it.Headline, r.headline)
	fill(&it.Subheadline, r.subheadline)
	fill(&it.Abstract, r.summary)
	fill(&it.Provider, party(r.envelope.First("SentFrom")))
	fill(&it.Provider, n.First("Identification", "NewsIdentifier", "ProviderId").Value())
}

// lines reads NewsLines. Of lines of an agency's own kind only the catchword is
// for readers.
func (r *reader) lines(n *wire.Node) {
	it := r.it
	fill(&it.Headline, r.spoken(n.All("HeadLine")).Value())
	fill(&it.Subheadline, r.spoken(n.All("SubHeadLine")).Value())
	fill(&it.Byline, r.spoken(n.All("ByLine")).Value())
	fill(&it.Dateline, dateline(r.spoken(n.All("DateLine"))))
	fill(&it.Creditline, r.spoken(n.All("CreditLine")).Value())
	fill(&it.Copyright, r.spoken(n.All("CopyrightLine")).Value())
	fill(&it.UsageTerms, r.spoken(n.All("RightsLine")).Value())
	fill(&it.Slugline, r.spoken(n.All("SlugLine")).Value())
	words := n.All("KeywordLine")
	for _, k := range words {
		r.keyword(k.Value())
	}
	if len(words) == 1 {
		fill(&it.Slugline, words[0].Value())
	}
	for _, l := range n.All("NewsLine") {
		name := formal(l.First("NewsLineType"))
		for _, t := range l.All("NewsLineText") {
			switch text := t.Lines(); {
			case text == "":
			case strings.EqualFold(name, "CatchWord"), strings.EqualFold(name, "CatchLine"):
				fill(&it.Kicker, wire.Text(text))
			default:
				r.note(name, text)
			}
		}
	}
}

// dateline returns a dateline without the dash that leads over to the text.
func dateline(n *wire.Node) string { return strings.Trim(n.Value(), " -–—_") }

func (r *reader) keyword(text string) {
	if text == "" || len(r.it.Keywords) >= maxKeywords {
		return
	}
	for _, k := range r.it.Keywords {
		if k == text {
			return
		}
	}
	r.it.Keywords = append(r.it.Keywords, text)
}

// maxKeywords is how many keywords an item has: more than any copy has, and few
// enough to look through for each new one.
const maxKeywords = 200

// administrative reads who sent the item and who made it. EditorialInfo is
// Belga's word to the newsroom.
func (r *reader) administrative(m *wire.Node) {
	it := r.it
	fill(&it.Provider, party(m.First("Provider")))
	r.note("EditorialInfo", property(m, "EditorialInfo"))
	if it.Byline != "" {
		return
	}
	var names []string
	for _, c := range m.All("Creator") {
		for _, p := range c.All("Party") {
			n := formal(p)
			if named(n) && !strings.EqualFold(n, it.Provider) && !strings.EqualFold(p.Attr("Topic"), "EDITOR") {
				names = append(names, n)
			}
		}
	}
	it.Byline = strings.Join(names, ", ")
}

// named reports whether a creator is a name for readers and not the initials or
// the account of someone at the agency: "DWM", "(TIP)", "kosel.s". A script
// without capitals has names alone.
func named(s string) bool {
	upper, lower, other := false, false, false
	for _, c := range s {
		switch {
		case unicode.IsUpper(c):
			upper = true
		case unicode.IsLower(c):
			lower = true
		case unicode.IsLetter(c):
			other = true
		}
	}
	return other || upper && lower
}

// rights reads RightsMetadata. Use that begins after the revision was made is an
// embargo, and its end is when the item expires.
func (r *reader) rights(m *wire.Node) {
	it := r.it
	fill(&it.CopyrightHolder, m.First("Copyright", "CopyrightHolder").Value())
	for _, u := range m.All("UsageRights") {
		for _, name := range []string{"UsageType", "Geography", "Limitations"} {
			if text := u.First(name).Value(); text != "" {
				it.UsageTerms = strings.TrimSpace(it.UsageTerms + "\n" + text)
			}
		}
		if start := u.First("StartDate"); start.Value() != "" {
			if t, err := r.habit.ParseTime(start.Value()); err != nil || t.After(it.Updated.Time) {
				r.embargo(start)
			}
		}
		r.expire(r.date(u.First("EndDate")))
	}
}

// descriptive reads DescriptiveMetadata.
func (r *reader) descriptive(m *wire.Node) {
	it := r.it
	for _, g := range m.All("Genre") {
		fill(&it.Genre, formal(g))
	}
	for _, s := range m.All("SubjectCode") {
		for _, x := range s.Elements() {
			r.subjectCode(x)
		}
	}
	for _, l := range m.All("Location") {
		r.location(l)
	}
	for _, p := range m.All("Property") {
		if !strings.EqualFold(formal(p), "Keyword") {
			continue
		}
		value := wire.Text(p.Attr("Value"))
		switch as := strings.ToLower(wire.Text(p.Attr("Role"))); {
		case as == "":
			r.keyword(value)
		case value == "":
		case strings.Contains(as, "person"):
			it.People = append(it.People, news.Concept{Name: value, Role: wire.Text(p.Attr("Role"))})
		case strings.Contains(as, "organi"):
			it.Organisations = append(it.Organisations, news.Organisation{Name: value, Role: wire.Text(p.Attr("Role"))})
		}
	}
	for _, o := range m.All("TopicOccurrence") {
		r.topic(o)
	}
}

// subjectCode reads a Subject, SubjectMatter or SubjectDetail with its eight
// digits, which are the codes of the vocabulary subj, and the agency's category.
func (r *reader) subjectCode(n *wire.Node) {
	code := formal(n)
	if len(code) == 8 && strings.Trim(code, "0123456789") == "" {
		code = "subj:" + code
	}
	r.subject(news.Concept{Code: code})
	r.subject(news.Concept{Code: wire.Text(n.Attr("cat")), Role: "cat"})
}

// subject adds a subject unless it is empty or there.
func (r *reader) subject(c news.Concept) {
	if c.Code == "" && c.Name == "" || len(r.it.Subjects) >= maxKeywords {
		return
	}
	for _, x := range r.it.Subjects {
		if x == c {
			return
		}
	}
	r.it.Subjects = append(r.it.Subjects, c)
}

// location reads a place: where the content was made (HowPresent Origin), or
// one it is about.
func (r *reader) location(n *wire.Node) {
	name, code := "", ""
	for _, key := range []string{"City", "SubLocation", "CountryArea", "Country", "WorldRegion"} {
		v := property(n, key)
		switch {
		case v == "":
			continue
		case strings.HasPrefix(key, "Country") && len(v) <= 3 && strings.ToUpper(v) == v:
			code = v
		default:
			name = v
		}
		break
	}
	if strings.EqualFold(n.Attr("HowPresent"), "Origin") {
		fill(&r.it.Located, name)
		fill(&r.it.Located, code)
		return
	}
	p := news.Place{Name: name, Code: code, Role: wire.Text(n.Attr("HowPresent"))}
	lat, err1 := strconv.ParseFloat(property(n, "Latitude"), 64)
	lon, err2 := strconv.ParseFloat(property(n, "Longitude"), 64)
	if err1 == nil && err2 == nil {
		p.Latitude, p.Longitude = wire.Position(lat, lon)
	}
	if name != "" || code != "" {
		r.it.Places = append(r.it.Places, p)
	}
}
