package nitf

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// headElement writes the head of a document with a text, nil for none.
func (w writer) headElement(text *wire.Node) *wire.Node {
	it := w.it
	n := wire.Element("head").Add(wire.Field("title", it.Headline))
	if slugline := wire.Text(it.Slugline); slugline != "" {
		n.Add(wire.Element("meta", "name", "anpa-keyword", "content", slugline))
	}
	n.Add(w.tobject(), w.docdataElement())
	if words := len(strings.Fields(text.Content())); words > 0 {
		n.Add(wire.Element("pubdata", "item-length", strconv.Itoa(words), "unit-of-measure", "word"))
	}
	return n
}

// tobject writes kind, genre and the subjects that have a code.
func (w writer) tobject() *wire.Node {
	it := w.it
	n := wire.Element("tobject", "tobject.type", wire.Text(it.Profile))
	if genre := wire.Text(it.Genre); genre != "" {
		n.Add(wire.Element("tobject.property", "tobject.property.type", genre))
	}
	for _, c := range it.Subjects {
		if wire.Text(c.Code) != "" {
			n.Add(subjectElement(c))
		}
	}
	if len(n.Attrs)+len(n.Children) == 0 {
		return nil
	}
	return n
}

// subjectElement writes a subject as [subject] reads it: IPTC's own by their
// eight digits, others with the name of their maker, and what is no NMTOKEN in
// full beside a reference that is one.
func subjectElement(c news.Concept) *wire.Node {
	code, level := wire.Text(c.Code), "type"
	maker, ref, _ := strings.Cut(code, ":")
	n := wire.Element("tobject.subject")
	iptc := eightDigits.MatchString(ref) && (maker == "medtop" && ref[0] >= '2' || maker == "subj" && ref[0] < '2')
	switch {
	case iptc:
		n.Set("tobject.subject.refnum", ref)
		switch {
		case !strings.HasSuffix(ref, "000"):
			level = "detail"
		case !strings.HasSuffix(ref, "000000"):
			level = "matter"
		}
	case tokenForm.MatchString(maker) && tokenForm.MatchString(ref) && !strings.Contains(ref, ":") && maker != "medtop" && maker != "subj" && !strings.EqualFold(maker, "IPTC"):
		n.Set("tobject.subject.ipr", maker, "tobject.subject.refnum", ref)
	case tokenForm.MatchString(code):
		n.Set("tobject.subject.refnum", code)
	default:
		n.Set("tobject.subject.refnum", token(code), "tobject.subject.code", code)
	}
	n.Set("tobject.subject."+level, wire.Text(c.Name))
	return n
}

// docdataElement writes what the document is.
func (w writer) docdataElement() *wire.Node {
	it := w.it
	n := wire.Element("docdata", "management-status", w.status(), "management-doc-idref", w.follows())
	n.Add(w.corrections()...)
	for i := range it.Places {
		if p := &it.Places[i]; isEvent(p) {
			n.Add(wire.Element("evloc", "iso-cc", wire.Text(p.Code), "city", wire.Text(p.Name)))
		}
	}
	n.Add(wire.Element("doc-id", "regsrc", or(wire.Text(it.Provider), wire.Text(w.from.Name)), "id-string", wire.Text(it.GUID)))
	if it.Urgency >= 1 && it.Urgency <= 9 {
		n.Add(wire.Element("urgency", "ed-urg", strconv.Itoa(it.Urgency)))
	}
	for _, c := range it.Subjects {
		switch name := wire.Text(c.Name); {
		case wire.Text(c.Code) != "" || name == "":
		case c.Role == "series":
			n.Add(wire.Element("series", "series.name", name))
		case c.Role == "fixture":
			n.Add(wire.Element("fixture", "fix-id", name))
		}
	}
	n.Add(w.dates()...)
	version := wire.Text(it.Version)
	if !tokenForm.MatchString(version) {
		version = ""
	}
	if key := wire.Text(it.Slugline); key != "" || version != "" {
		n.Add(wire.Element("du-key", "version", version, "key", key))
	}
	n.Add(w.copyright(), w.keyList(), w.identified())
	return n
}

// isEvent reports whether a place is where what is told of took place, and no
// more is known of it than evloc has room for.
func isEvent(p *news.Place) bool {
	return p.Role == "event" && (wire.Text(p.Name) == "") != (wire.Text(p.Code) == "")
}

var noticeForm = regexp.MustCompile(`^© (\d{4}) (.+)$`)

// copyright writes the holder, and the year if the notice says no more.
func (w writer) copyright() *wire.Node {
	holder := wire.Text(w.it.CopyrightHolder)
	if holder == "" {
		return nil
	}
	n := wire.Element("doc.copyright", "holder", holder)
	if m := noticeForm.FindStringSubmatch(wire.Text(w.it.Copyright)); m != nil && m[2] == holder {
		n.Set("year", m[1])
	}
	return n
}

// notice writes a copyright notice that says more than doc.copyright; nil for
// none.
func (w writer) notice() *wire.Node {
	p := wire.Field("p", w.it.Copyright)
	if p == nil || w.copyright().Attr("year") != "" {
		return nil
	}
	return wire.Element("note", "noteclass", "cpyrt").Add(wire.Element("body.content").Add(p))
}

func (w writer) keyList() *wire.Node {
	n := wire.Element("key-list")
	for _, k := range w.it.Keywords {
		if k = wire.Text(k); k != "" {
			n.Add(wire.Element("keyword", "key", k))
		}
	}
	if len(n.Children) == 0 {
		return nil
	}
	return n
}

// identified writes what the text is about and docdata and tobject have no
// place for.
func (w writer) identified() *wire.Node {
	it := w.it
	n := wire.Element("identified-content")
	var own []news.Symbol
	for i := range it.Organisations {
		for _, s := range traded(it.Organisations[i].Symbols) {
			own = wire.AddSymbol(own, s)
		}
	}
	if list := traded(it.Instruments); !slices.Equal(list, own) {
		for _, s := range list {
			n.Add(wire.Element("classifier", "type", classInstrument, "idsrc", s.Exchange, "value", s.Symbol))
		}
	}
	for _, c := range it.Subjects {
		if wire.Text(c.Code) == "" && c.Role != "series" && c.Role != "fixture" {
			n.Add(wire.Field("classifier", c.Name, "type", classSubject))
		}
	}
	for _, c := range it.People {
		n.Add(marked("person", c.Name, c.Code, "value", "idsrc"))
	}
	for i := range it.Organisations {
		o := &it.Organisations[i]
		org := marked("org", o.Name, o.Code, "value", "idsrc")
		for _, s := range traded(o.Symbols) {
			if org == nil {
				org = wire.Element("org")
			}
			org.Add(wire.Element("alt-code", "idsrc", s.Exchange, "value", s.Symbol))
		}
		n.Add(org)
	}
	for i := range it.Places {
		if p := &it.Places[i]; !isEvent(p) {
			n.Add(marked("location", p.Name, p.Code, "location-code", "code-source"))
		}
	}
	if len(n.Children) == 0 {
		return nil
	}
	return n
}

// marked writes a thing by its name and its code as [code] reads it, nil if it
// has neither.
func marked(element, name, code, value, source string) *wire.Node {
	name, code = wire.Text(name), wire.Text(code)
	if name == "" && code == "" {
		return nil
	}
	n := wire.Element(element)
	maker, ref, ok := strings.Cut(code, ":")
	if ok && tokenForm.MatchString(maker) && tokenForm.MatchString(ref) && !strings.Contains(ref, ":") {
		n.Set(source, maker, value, ref)
	} else {
		n.Set(value, code)
	}
	if name != "" {
		n.Add(&wire.Node{Text: name})
	}
	return n
}

// traded returns the symbols that are known for such when read, without what
// NITF cannot say of them.
func traded(list []news.Symbol) []news.Symbol {
	var out []news.Symbol
	for _, s := range list {
		s.Exchange, s.Symbol, s.Type = wire.Text(s.Exchange), wire.Text(s.Symbol), ""
		if exchangeForm.MatchString(s.Exchange) && symbolForm.MatchString(s.Symbol) && !registers[s.Exchange] {
			out = append(out, s)
		}
	}
	return out
}
