package newsmlg2

import (
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// fact is what an item says of a concept: in the subject itself or in an
// assert, which is found by its code.
type fact struct {
	kind                string // the last part of its type (cpnat), or what its details are of
	name                string
	symbols             []news.Symbol
	latitude, longitude *float64
}

func (r reader) fact(n *wire.Node) fact {
	f := fact{name: r.name(n), symbols: symbols(n)}
	f.latitude, f.longitude = position(n)
	f.kind = strings.ToLower(wire.LocalCode(either(n, "type", "typeuri")))
	if f.kind != "" {
		return f
	}
	switch {
	case n.First("personDetails") != nil:
		f.kind = "person"
	case n.First("organisationDetails") != nil:
		f.kind = "organisation"
	case n.First("geoAreaDetails") != nil, n.First("POIDetails") != nil:
		f.kind = "place"
	}
	return f
}

// and fills what one fact leaves open from another.
func (f fact) and(g fact) fact {
	if f.kind == "" {
		f.kind = g.kind
	}
	if f.name == "" {
		f.name = g.name
	}
	if f.latitude == nil {
		f.latitude, f.longitude = g.latitude, g.longitude
	}
	if len(f.symbols) == 0 {
		f.symbols = slices.Clip(g.symbols)
		return f
	}
	for _, s := range g.symbols {
		f.symbols = wire.AddSymbol(f.symbols, s)
	}
	return f
}

// subjects sorts the subjects by their type and finds what asserts say of them.
func (r reader) subjects(item *wire.Node) {
	asserted := map[string]fact{}
	for _, a := range item.All("assert") {
		f := r.fact(a)
		for _, key := range []string{"qcode", "uri", "literal"} {
			if c := a.Attr(key); c != "" {
				asserted[c] = asserted[c].and(f)
			}
		}
		r.instruments(f)
	}
	for _, s := range item.First("contentMeta").All("subject") {
		subject := s
		if main := s.First("mainConcept"); main != nil {
			subject = main // with facets beside it
		}
		f := r.fact(subject)
		if subject != s {
			f = f.and(r.fact(s))
		}
		r.instruments(f)
		for _, key := range []string{"qcode", "uri", "literal"} {
			f = f.and(asserted[subject.Attr(key)])
		}
		c := news.Concept{Name: f.name, Code: code(subject), Role: role(s)}
		if c.Code == c.Name && subject.Attr("qcode")+subject.Attr("uri") == "" {
			c.Code = "" // a literal that only repeats the name, for an assert to be found by
		}
		r.subject(f, c)
	}
}

// instruments adds the symbols in a fact to those the item is about.
func (r reader) instruments(f fact) {
	for _, s := range f.symbols {
		r.it.Instruments = wire.AddSymbol(r.it.Instruments, s)
	}
}

// subject adds a subject where its kind belongs.
func (r reader) subject(f fact, c news.Concept) {
	it := r.it
	if c.Name == "" && c.Code == "" {
		return
	}
	switch f.kind {
	case "person":
		it.People = append(it.People, c)
	case "organisation", "organization":
		it.Organisations = append(it.Organisations, news.Organisation{Name: c.Name, Code: c.Code, Role: c.Role, Symbols: f.symbols})
	case "geoarea", "poi", "place", "location":
		it.Places = append(it.Places, news.Place{Name: c.Name, Code: c.Code, Role: c.Role, Latitude: f.latitude, Longitude: f.longitude})
	default:
		it.Subjects = append(it.Subjects, c)
	}
}

// symbols returns what a concept's securities trade under (hasInstrument, up to
// 2.30 within organisationDetails). An exchange before the symbol wins over the
// market's code, and that over its label.
func symbols(n *wire.Node) []news.Symbol {
	var out []news.Symbol
	for _, details := range append([]*wire.Node{n}, n.All("organisationDetails")...) {
		for _, h := range details.All("hasInstrument") {
			s := wire.ParseSymbol(h.Attr("symbol"))
			if s.Exchange == "" {
				s.Exchange = wire.LocalCode(either(h, "market", "marketuri"))
			}
			if s.Exchange == "" {
				s.Exchange = wire.Text(h.Attr("marketlabel"))
			}
			s.Type = local(either(h, "type", "typeuri"))
			out = wire.AddSymbol(out, s)
		}
	}
	return out
}

// position reads the position of a place, in degrees; nil if it has none on
// the globe.
func position(n *wire.Node) (latitude, longitude *float64) {
	for _, details := range []string{"geoAreaDetails", "POIDetails"} {
		p := n.First(details, "position")
		lat, err1 := strconv.ParseFloat(p.Attr("latitude"), 64)
		lon, err2 := strconv.ParseFloat(p.Attr("longitude"), 64)
		if err1 == nil && err2 == nil {
			return wire.Position(lat, lon)
		}
	}
	return nil, nil
}
