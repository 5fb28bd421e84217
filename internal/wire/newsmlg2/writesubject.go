package newsmlg2

import (
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// subjects writes what the item is about: subjects, people, organisations and
// places, in this order.
func (w writer) subjects() []*wire.Node {
	it := w.it
	var out []*wire.Node
	for _, c := range it.Subjects {
		out = append(out, about("cpnat:abstract", c.Name, c.Code, false))
	}
	for _, c := range it.People {
		out = append(out, about("cpnat:person", c.Name, c.Code, false))
	}
	for i := range it.Organisations {
		o := &it.Organisations[i]
		out = append(out, about("cpnat:organisation", o.Name, o.Code, len(o.Symbols) > 0))
	}
	for i := range it.Places {
		p := &it.Places[i]
		out = append(out, about("cpnat:geoArea", p.Name, p.Code, p.Latitude != nil))
	}
	return out
}

// about writes one subject, nil if it has neither name nor code. Where an assert
// says more of it, one without a code is known by its name.
func about(kind, name, code string, asserted bool) *wire.Node {
	name, code = wire.Text(name), wire.Text(code)
	if name == "" && code == "" {
		return nil
	}
	n := wire.Element("subject", "type", kind)
	if code != "" || asserted {
		n.Set(known(name, code))
	}
	return n.Add(wire.Field("name", name))
}

// known returns the attribute by which a thing is known, and its value: its
// code, or where it has none its name.
func known(name, code string) (attr, value string) {
	if code = wire.Text(code); code != "" {
		return spelled(code)
	}
	return "literal", wire.Text(name)
}

// asserts writes what is known of subjects: the instruments of organisations
// and the positions of places. Of what is known by one code or name, the first
// is told. Instruments that no organisation has, or has in another order, come
// first, each on its own.
func (w writer) asserts() []*wire.Node {
	it := w.it
	var out []*wire.Node
	told := map[string]bool{}
	assert := func(name, code string, details ...*wire.Node) {
		attr, value := known(name, code)
		if value == "" || told[value] {
			return
		}
		told[value] = true
		out = append(out, wire.Element("assert", attr, value).Add(details...))
	}
	if !slices.Equal(it.Instruments, ofOrganisations(it.Organisations)) {
		for _, s := range it.Instruments {
			assert("", strings.TrimPrefix(s.Exchange+":"+s.Symbol, ":"), w.instrument(s))
		}
	}
	for i := range it.Organisations {
		o := &it.Organisations[i]
		var list []*wire.Node
		for _, s := range o.Symbols {
			list = append(list, w.instrument(s))
		}
		if len(list) > 0 {
			assert(o.Name, o.Code, list...)
		}
	}
	for i := range it.Places {
		if p := &it.Places[i]; p.Latitude != nil && p.Longitude != nil {
			position := wire.Element("position", "latitude", degrees(*p.Latitude), "longitude", degrees(*p.Longitude))
			assert(p.Name, p.Code, wire.Element("geoAreaDetails").Add(position))
		}
	}
	return out
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// ofOrganisations returns the symbols of organisations, each once.
func ofOrganisations(list []news.Organisation) []news.Symbol {
	var out []news.Symbol
	for i := range list {
		for _, s := range list[i].Symbols {
			out = wire.AddSymbol(out, s)
		}
	}
	return out
}

// instrument writes what is traded, under the name its market has with the
// agency.
func (w writer) instrument(s news.Symbol) *wire.Node {
	symbol := wire.Text(s.Symbol)
	if strings.Contains(symbol, ":") && s.Exchange != "" { // it would be taken for the exchange before it
		symbol = wire.Text(s.Exchange) + ":" + symbol
	}
	attr, kind := spelled(s.Type)
	if attr != "uri" {
		kind = w.ownCode("instrument", s.Type)
	}
	return wire.Element("hasInstrument", "symbol", symbol, "marketlabel", wire.Text(s.Exchange), "typeuri", kind)
}
