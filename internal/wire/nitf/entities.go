package nitf

import (
	"regexp"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxEntities is how many people, organisations or places an item takes: more
// than any copy has.
const maxEntities = 500

// apart are elements whose names are those of the makers, or stand under a
// picture, and are not what the text is about.
var apart = map[string]bool{"byline": true, "dateline": true, "distributor": true, "rights": true, "copyrite": true, "media": true}

// entities reads the people, organisations and places that docdata lists
// (identified-content) and the text marks.
func (r reader) entities(body *wire.Node) {
	r.marked(r.docdata.First("identified-content"))
	r.marked(body)
}

func (r reader) marked(n *wire.Node) {
	for _, c := range n.Elements() {
		switch {
		case apart[c.Name]:
			continue
		case c.Name == "person":
			r.person(c)
		case c.Name == "org":
			r.organisation(c)
		case c.Name == "location":
			r.place(news.Place{Name: locationName(c), Code: code(c, "location-code", "code-source")})
			continue // what is in it are its parts
		case c.Name == "classifier" && n.Name == "identified-content":
			r.classified(c)
		}
		r.marked(c)
	}
}

// The types of classifier that are read, of what the schema has no element for.
const (
	classSubject    = "subject"    // without a code
	classInstrument = "instrument" // of no organisation
)

// classified reads what identified-content lists by a classifier.
func (r reader) classified(n *wire.Node) {
	switch n.Attr("type") {
	case classSubject:
		r.addSubject(news.Concept{Name: n.Value(), Code: code(n, "value", "idsrc")})
	case classInstrument:
		if s, ok := symbol(n); ok {
			r.it.Instruments = wire.AddSymbol(r.it.Instruments, s)
		}
	}
}

func (r reader) person(n *wire.Node) {
	it := r.it
	name, code := personName(n), code(n, "value", "idsrc")
	if len(it.People) < maxEntities && r.firstName("person", or(name, code)) {
		it.People = append(it.People, news.Concept{Name: name, Code: code})
	}
}

func (r reader) place(p news.Place) {
	it := r.it
	if len(it.Places) < maxEntities && r.firstName("place", or(p.Name, p.Code)) {
		it.Places = append(it.Places, p)
	}
}

// organisation reads an org. Its value, or an alt-code's, is the symbol of a
// security where the source of it (@idsrc) is an exchange.
func (r reader) organisation(n *wire.Node) {
	it := r.it
	o := news.Organisation{Name: n.Value()}
	for _, x := range append([]*wire.Node{n}, n.All("alt-code")...) {
		s, ok := symbol(x)
		switch {
		case ok:
			o.Symbols = wire.AddSymbol(o.Symbols, s)
			it.Instruments = wire.AddSymbol(it.Instruments, s)
		default:
			fill(&o.Code, code(x, "value", "idsrc"))
		}
	}
	key := or(o.Name, o.Code)
	if key == "" && len(o.Symbols) > 0 {
		key = o.Symbols[0].Exchange + ":" + o.Symbols[0].Symbol
	}
	if len(it.Organisations) < maxEntities && r.firstName("org", key) {
		it.Organisations = append(it.Organisations, o)
	}
}

var (
	exchangeForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)
	symbolForm   = regexp.MustCompile(`^[A-Z0-9][A-Z0-9.-]{0,11}$`)
)

// registers are sources of codes that are no exchanges.
var registers = map[string]bool{
	"ISIN": true, "CUSIP": true, "SEDOL": true, "WKN": true, "VALOREN": true, "RIC": true, "LEI": true, "DUNS": true, "IPTC": true, "ISO": true, "SIC": true, "NAICS": true,
}

// symbol reads the symbol of a security, with its exchange in @idsrc or before
// it.
func symbol(n *wire.Node) (news.Symbol, bool) {
	source := wire.Text(n.Attr("idsrc"))
	s := wire.ParseSymbol(n.Attr("value"))
	if s.Exchange == "" {
		s.Exchange = source
	}
	return s, exchangeForm.MatchString(s.Exchange) && symbolForm.MatchString(s.Symbol) && !registers[s.Exchange] && !registers[source]
}

// code returns the code of a marked thing with the source of the code before it.
func code(n *wire.Node, value, source string) string {
	v, s := wire.Text(n.Attr(value)), wire.Text(n.Attr(source))
	if v == "" || s == "" || strings.Contains(v, ":") {
		return v
	}
	return s + ":" + v
}

// personName returns the name of a person, without the office.
func personName(n *wire.Node) string {
	given, family := n.First("name.given").Value(), n.First("name.family").Value()
	if given+family != "" {
		return wire.Text(given + " " + family)
	}
	return n.Value()
}

// locationName returns the name of a location: its city, else all of it.
func locationName(n *wire.Node) string {
	if s := n.First("city").Value(); s != "" {
		return s
	}
	return spell(n)
}
