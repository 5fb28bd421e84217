package digitalwires

import (
	"encoding/json"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// category is one of the terms of a story; its type says what it is.
type category struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	QCode   string `json:"qcode"`
	GeoJSON struct {
		Geometry struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geojson"`
}

// kind is the last part of a category's type.
func (c category) kind() string { return strings.ToLower(wire.LocalCode(c.Type)) }

// first returns the name, or else the code, of the first category of a kind.
func (r *reader) first(kind string) string {
	for _, c := range r.e.Categories {
		if c.kind() == kind {
			if name := wire.Text(c.Name); name != "" {
				return name
			}
			return wire.Text(c.QCode)
		}
	}
	return ""
}

// maxTerms is how many terms of a kind a story has: more than any has, and few
// enough to look through for each new one.
const maxTerms = 200

// categories sorts the terms.
func (r *reader) categories() {
	it := &r.it
	it.Provider, it.Genre = r.first("provider"), r.first("genre")
	if it.Located = r.first("located"); it.Located == "" {
		it.Located = r.first("locationcreated")
	}
	var makers []string
	for _, c := range r.e.Categories {
		term := news.Concept{Name: wire.Text(c.Name), Code: wire.Text(c.QCode)}
		if term == (news.Concept{}) {
			continue
		}
		switch c.kind() {
		case "desk", "dpasubject", "subject":
			if len(it.Subjects) < maxTerms && !slices.Contains(it.Subjects, term) {
				it.Subjects = append(it.Subjects, term)
			}
		case "geosubject", "poi":
			if len(it.Places) < maxTerms {
				p := news.Place{Name: term.Name, Code: term.Code}
				p.Latitude, p.Longitude = c.position()
				it.Places = append(it.Places, p)
			}
		case "person":
			if len(it.People) < maxTerms {
				it.People = append(it.People, term)
			}
		case "keyword":
			if len(it.Keywords) < maxTerms && term.Name != "" && !slices.Contains(it.Keywords, term.Name) {
				it.Keywords = append(it.Keywords, term.Name)
			}
		case "signal":
			it.Signals = wire.AddSignal(it.Signals, wire.Signal(c.QCode))
		case "creator":
			if term.Name != "" && !account(term.Name) && len(makers) < 20 {
				makers = append(makers, term.Name)
			}
		}
	}
	fill(&it.Byline, strings.Join(makers, ", "))
}

// position reads a point, which has its longitude first.
func (c category) position() (latitude, longitude *float64) {
	kind, coordinates := c.GeoJSON.Type, c.GeoJSON.Coordinates
	if c.GeoJSON.Geometry.Type != "" {
		kind, coordinates = c.GeoJSON.Geometry.Type, c.GeoJSON.Geometry.Coordinates
	}
	var pair []float64
	if kind != "Point" || json.Unmarshal(coordinates, &pair) != nil || len(pair) < 2 {
		return nil, nil
	}
	return wire.Position(pair[1], pair[0])
}

// association is a picture, film or sound that comes with a story.
type association struct {
	Type       string          `json:"type"`
	URN        string          `json:"urn"`
	Version    json.RawMessage `json:"version"`
	Headline   string          `json:"headline"`
	Caption    string          `json:"caption"`
	Creditline string          `json:"creditline"`
	Renditions []struct {
		URL      string  `json:"url"`
		MIMEType string  `json:"mimetype"`
		Width    float64 `json:"width"`
		Height   float64 `json:"height"`
	} `json:"renditions"`
}

// media reads what comes with the story. Where there is no text and one thing
// alone, the item is that thing.
func (r *reader) media() {
	it := &r.it
	for _, a := range r.e.Associations[:min(len(r.e.Associations), maxTerms)] {
		x := news.Association{
			Rel: "association", GUID: wire.Text(a.URN), Version: scalar(a.Version), Type: wire.ItemType(a.Type),
			Headline: wire.Text(a.Headline), Caption: wire.Lines(a.Caption), Creditline: wire.Text(a.Creditline),
		}
		for _, f := range a.Renditions[:min(len(a.Renditions), 50)] {
			if href := wire.Text(f.URL); href != "" {
				x.Renditions = append(x.Renditions, news.WireRendition{Href: href, ContentType: wire.Text(f.MIMEType), Width: pixels(f.Width), Height: pixels(f.Height)})
			}
		}
		if x.GUID != "" || len(x.Renditions) > 0 {
			it.Associations = append(it.Associations, x)
		}
	}
	if len(it.Associations) != 1 || it.BodyHTML != "" {
		return
	}
	x := it.Associations[0]
	it.Type, it.Renditions, it.Associations = x.Type, x.Renditions, nil
	for _, d := range r.e.Descriptions {
		if strings.EqualFold(wire.LocalCode(d.Role), "caption") {
			fill(&it.Caption, wire.Lines(d.Text))
		}
	}
	fill(&it.Caption, x.Caption)
	fill(&it.Headline, x.Headline)
	fill(&it.Creditline, x.Creditline)
}

// pixels is a length in pixels, 0 if it is none.
func pixels(f float64) int {
	if !(f >= 1 && f <= 1<<20) {
		return 0
	}
	return int(f)
}
