package newsml1

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// topic reads a TopicOccurrence: what it is about is said by a Topic of the
// same file, to which it points ("#duid"). Topics elsewhere are not fetched.
func (r *reader) topic(n *wire.Node) {
	it := r.it
	ref := wire.Text(n.Attr("Topic"))
	as := wire.Text(n.Attr("HowPresent"))
	t := r.topics[strings.TrimPrefix(ref, "#")]
	if t == nil {
		if strings.HasPrefix(ref, "#") {
			r.warn("line %d: <TopicOccurrence> points at %q, which is not in the file", n.Line, ref)
			return
		}
		r.subject(news.Concept{Code: ref, Role: as})
		return
	}
	name, code := r.spoken(t.All("Description")).Value(), t.First("FormalName").Value()
	if name == "" {
		name = code
	}
	symbols := properties(t)
	for _, s := range symbols {
		it.Instruments = wire.AddSymbol(it.Instruments, s)
	}
	kind := strings.ToLower(formal(t.First("TopicType")))
	about := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(kind, w) {
				return true
			}
		}
		return false
	}
	switch {
	case name == "":
	case about("person", "people"):
		it.People = append(it.People, news.Concept{Name: name, Code: code, Role: as})
	case about("organi", "company", "party"):
		it.Organisations = append(it.Organisations, news.Organisation{Name: name, Code: code, Role: as, Symbols: symbols})
	case about("location", "place", "country", "geo", "city"):
		it.Places = append(it.Places, news.Place{Name: name, Code: code, Role: as})
	default:
		r.subject(news.Concept{Name: name, Code: code, Role: as})
	}
}

// securities reads Metadata of an agency's own kind: securities, and keywords.
func (r *reader) securities(m *wire.Node) {
	switch kind := strings.ToLower(formal(m.First("MetadataType"))); {
	case strings.Contains(kind, "securit"), strings.Contains(kind, "ticker"), strings.Contains(kind, "instrument"):
		for _, s := range properties(m) {
			r.it.Instruments = wire.AddSymbol(r.it.Instruments, s)
		}
	case strings.Contains(kind, "keyword"):
		for _, p := range m.All("Property") {
			if strings.Contains(strings.ToLower(formal(p)), "keyword") {
				r.keyword(wire.Text(p.Attr("Value")))
			}
		}
	}
}

// properties reads the securities among the Properties of an element: each is
// a symbol and an exchange, in either order, or a number of its own.
func properties(n *wire.Node) []news.Symbol {
	var out []news.Symbol
	var next news.Symbol
	flush := func() {
		out = wire.AddSymbol(out, next)
		next = news.Symbol{}
	}
	for _, p := range n.All("Property") {
		value := wire.Text(p.Attr("Value"))
		name := strings.ToLower(formal(p))
		switch {
		case value == "":
			for _, s := range properties(p) {
				out = wire.AddSymbol(out, s)
			}
		case strings.Contains(name, "ticker"), strings.Contains(name, "symbol"), name == "ric":
			if next.Symbol != "" {
				flush()
			}
			s := wire.ParseSymbol(value)
			if s.Exchange == "" {
				s.Exchange = next.Exchange
			}
			next = s
		case strings.Contains(name, "exchange"), name == "market":
			if next.Symbol != "" && next.Exchange != "" {
				flush()
			}
			fill(&next.Exchange, value)
		case name == "isin", name == "wkn", name == "cusip", name == "sedol":
			out = wire.AddSymbol(out, news.Symbol{Symbol: value, Type: strings.ToUpper(name)})
		}
	}
	flush()
	return out
}
