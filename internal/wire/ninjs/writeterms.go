package ninjs

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// writtenConcept is a term in any of the lists of terms: each has some of these.
type writtenConcept struct {
	Name    string          `json:"name,omitempty"`
	Rel     string          `json:"rel,omitempty"`
	Role    string          `json:"role,omitempty"` // of a source
	URI     string          `json:"uri,omitempty"`
	Literal string          `json:"literal,omitempty"`
	Symbols []writtenSymbol `json:"symbols,omitempty"`
	GeoJSON *point          `json:"geoJSON,omitempty"`
}

type writtenSymbol struct {
	Exchange   string `json:"exchange,omitempty"`
	SymbolType string `json:"symbolType,omitempty"`
	Symbol     string `json:"symbol,omitempty"`
}

// point is a point of GeoJSON, longitude first.
type point struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"`
}

// keywordRel is the relation by which this house tells keywords, for which
// ninjs has no property, from subjects.
const keywordRel = "keyword"

// coded puts a code into a term: as its uri if it is one, a qcode too, else as
// its literal.
func (c writtenConcept) coded(code string) writtenConcept {
	if code = wire.Text(code); code == "" {
		return c
	}
	if uri := wire.URI(code); uri == code && !strings.HasPrefix(uri, "guid:") {
		c.URI = code
	} else {
		c.Literal = code
	}
	return c
}

func conceptOut(name, code, role string) writtenConcept {
	return writtenConcept{Name: wire.Text(name), Rel: wire.Text(role)}.coded(code)
}

// named returns a term of a text that is its name, or its code.
func named(s string) writtenConcept {
	c := writtenConcept{}.coded(s)
	if c.URI == "" {
		return writtenConcept{Name: wire.Text(s)}
	}
	return c
}

// says reports whether a term names something.
func (c writtenConcept) says() bool {
	return c.Name != "" || c.URI != "" || c.Literal != "" || len(c.Symbols) > 0 || c.GeoJSON != nil
}

// writeTerms writes what an item is about.
func writeTerms(it *news.WireItem, d *written) {
	add := func(list *[]writtenConcept, c writtenConcept) {
		if c.says() {
			*list = append(*list, c)
		}
	}
	add(&d.Genres, named(it.Genre))
	for _, c := range it.Subjects {
		add(&d.Subjects, conceptOut(c.Name, c.Code, c.Role))
	}
	for _, k := range it.Keywords {
		add(&d.Subjects, writtenConcept{Rel: keywordRel, Literal: wire.Text(k)})
	}
	for _, c := range it.People {
		add(&d.People, conceptOut(c.Name, c.Code, c.Role))
	}
	for _, p := range it.Places {
		c := conceptOut(p.Name, p.Code, p.Role)
		if p.Latitude != nil && p.Longitude != nil {
			if lat, lon := wire.Position(*p.Latitude, *p.Longitude); lat != nil {
				c.GeoJSON = &point{"Point", [2]float64{*lon, *lat}}
			}
		}
		add(&d.Places, c)
	}
	var told []news.Symbol
	for _, o := range it.Organisations {
		c := conceptOut(o.Name, o.Code, o.Role)
		for _, s := range o.Symbols {
			told = wire.AddSymbol(told, s)
		}
		c.Symbols = symbolsOut(o.Symbols)
		add(&d.Organisations, c)
	}
	// Securities of no organisation named stand in one without a name.
	n := len(told)
	for _, s := range it.Instruments {
		told = wire.AddSymbol(told, s)
	}
	add(&d.Organisations, writtenConcept{Symbols: symbolsOut(told[n:])})
}

func symbolsOut(list []news.Symbol) []writtenSymbol {
	var out []writtenSymbol
	for _, s := range list {
		w := writtenSymbol{Exchange: wire.Text(s.Exchange), Symbol: wire.Text(s.Symbol), SymbolType: writtenConcept{}.coded(s.Type).URI}
		if w.Symbol != "" {
			out = append(out, w)
		}
	}
	return out
}

// sourcesOut names the agency whose item it is and, if that is another, the
// house that sends it.
func sourcesOut(it *news.WireItem, from wire.Sender) []writtenConcept {
	sender := writtenConcept{Name: wire.Text(from.Name), URI: writtenConcept{}.coded(from.URI).URI}
	provider := named(it.Provider)
	if !provider.says() {
		provider, sender = sender, writtenConcept{}
	}
	var out []writtenConcept
	for _, c := range []writtenConcept{provider, sender} {
		c.Role = "provider"
		if len(out) > 0 {
			c.Role = "distributor"
		}
		if c.says() && (len(out) == 0 || c.Name != out[0].Name) {
			out = append(out, c)
		}
	}
	return out
}

func sourceTypeOut(code string) *writtenConcept {
	if c := (writtenConcept{}).coded(code); c.says() {
		return &c
	}
	return nil
}
