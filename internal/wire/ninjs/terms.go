package ninjs

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// readTerms reads what an item is about.
func readTerms(n node, it *news.WireItem) {
	n = n.gently()
	for _, x := range n.list("subjects", "subject") {
		c := concept(x)
		if k := first(c.Name, c.Code); k != "" && c.Role == keywordRel { // as this house writes them
			addKeyword(it, k)
			continue
		}
		if c == (news.Concept{}) {
			continue
		}
		it.Subjects = append(it.Subjects, c)
		// ninjs has no keywords; a literal in words without a name is one.
		if c.Name == "" && c.Code == x.text("literal") && !strings.Contains(c.Code, ":") && strings.ContainsFunc(c.Code, unicode.IsLetter) {
			addKeyword(it, c.Code)
		}
	}
	for _, x := range n.list("keywords", "keyword") { // Superdesk
		addKeyword(it, x.text("name", "value", "literal"))
	}
	for _, x := range n.list("people", "person") {
		if c := concept(x); c != (news.Concept{}) {
			it.People = append(it.People, c)
		}
	}
	for _, x := range n.list("places", "place") {
		c := concept(x)
		p := news.Place{Name: c.Name, Code: c.Code, Role: c.Role}
		p.Latitude, p.Longitude = position(x)
		if c != (news.Concept{}) || p.Latitude != nil {
			it.Places = append(it.Places, p)
		}
	}
	for _, x := range n.list("organisations", "organisation") {
		c := concept(x)
		org := news.Organisation{Name: c.Name, Code: c.Code, Role: c.Role}
		for _, s := range x.list("symbols") {
			symbol := symbolOf(s)
			org.Symbols = wire.AddSymbol(org.Symbols, symbol)
			it.Instruments = wire.AddSymbol(it.Instruments, symbol)
		}
		if c != (news.Concept{}) || len(org.Symbols) > 0 {
			it.Organisations = append(it.Organisations, org)
		}
	}
}

func addKeyword(it *news.WireItem, k string) {
	if k != "" && !slices.Contains(it.Keywords, k) {
		it.Keywords = append(it.Keywords, k)
	}
}

// genre returns the name of the first genre, its code if it has none.
func genre(n node) string {
	for _, x := range n.gently().list("genres", "genre") {
		if c := concept(x); c.Name != "" || c.Code != "" {
			return first(c.Name, c.Code)
		}
	}
	return ""
}

// provider returns the agency: the source whose role that is, or what Superdesk
// and TT name the source.
func provider(n node) string {
	n = n.gently()
	for _, x := range n.list("infosources", "infosource") {
		if strings.EqualFold(wire.LocalCode(x.text("role", "rel")), "provider") {
			if c := concept(x); c.Name != "" || c.Code != "" {
				return first(c.Name, c.Code)
			}
		}
	}
	return n.text("source")
}

func concept(x node) news.Concept {
	return news.Concept{Name: x.text("name"), Code: code(x), Role: x.text("rel", "role")}
}

// code returns the code of a term: its uri or literal (2.x, 3.x), or its code
// in a scheme (1.x), which is an address or, in Superdesk, a short name.
func code(x node) string {
	if uri := x.text("uri"); uri != "" {
		return uri
	}
	local, scheme := x.text("code", "qcode"), x.text("scheme")
	switch {
	case local == "":
		return x.text("literal")
	case scheme == "", strings.Contains(local, ":"):
		return local
	case strings.ContainsAny(scheme[len(scheme)-1:], "/#:="):
		return scheme + local
	case strings.Contains(scheme, "://"):
		return scheme + "/" + local
	}
	return scheme + ":" + local
}

// symbolOf reads a symbol, which Superdesk calls a ticker, and takes the
// exchange out of it where it stands in both.
func symbolOf(x node) news.Symbol {
	s := wire.ParseSymbol(x.text("symbol", "ticker", "name"))
	if exchange := x.text("exchange"); exchange != "" {
		if s.Exchange != "" && !strings.EqualFold(s.Exchange, exchange) {
			s.Symbol = s.Exchange + ":" + s.Symbol
		}
		s.Exchange = exchange
	}
	s.Type = x.text("symboltype")
	return s
}

// position reads a GeoJSON point or a feature that is one (geometry_geojson in
// 1.x, geojson in 2.x, geoJSON in 3.x). GeoJSON has longitude first.
func position(x node) (latitude, longitude *float64) {
	for _, name := range []string{"geojson", "geometry_geojson"} {
		g, ok := x.inner(name)
		if !ok {
			continue
		}
		if of, ok := g.inner("geometry"); ok {
			g = of
		}
		if g.text("type") != "Point" {
			continue
		}
		if pair, _ := g.get("coordinates").value.([]any); len(pair) >= 2 {
			lon, okLon := degrees(pair[0])
			lat, okLat := degrees(pair[1])
			if okLon && okLat {
				latitude, longitude = wire.Position(lat, lon)
			}
		}
		if latitude == nil {
			x.warn("property %q names no place on the globe", g.spot("coordinates"))
		}
		return latitude, longitude
	}
	return nil, nil
}

func degrees(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}
