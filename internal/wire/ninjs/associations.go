package ninjs

import (
	"math"
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// renditions reads the files of an item. Those without an address are of no
// use and left out.
func renditions(n node) []news.WireRendition {
	var out []news.WireRendition
	for _, x := range n.parts("renditions") {
		r := news.WireRendition{Name: x.name, Href: x.text("href"), ContentType: x.text("contenttype", "mimetype"), Size: x.count("sizeinbytes", "size")}
		if unit := strings.ToLower(x.text("unit")); unit == "" || unit == "px" { // TT measures pages in mm
			r.Width, r.Height = int(x.count("width")), int(x.count("height"))
		}
		if r.Href != "" {
			out = append(out, r)
		}
	}
	return out
}

// count reads a whole number that is not negative, 0 if there is none.
func (n node) count(names ...string) int64 {
	n = n.gently()
	s := n.text(names...)
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 || f > math.MaxInt32*1024 || f != math.Trunc(f) {
		n.warn("property %q: %q is no count", n.spot(names[0]), s)
		return 0
	}
	return int64(f)
}

// readAssociations reads the items an item carries or points at, in the
// message's order; what those carry themselves is not looked at.
func readAssociations(n node, it *news.WireItem) {
	for _, x := range n.parts("associations") {
		if len(x.members) == 0 {
			continue
		}
		a := association(x)
		if a.GUID == "" && len(a.Renditions) == 0 {
			x.warn("property %q has neither a \"uri\" nor a file", x.path)
			continue
		}
		it.Associations = append(it.Associations, a)
		switch a.Type {
		case news.TextItem, news.CompositeItem, "":
			addLink(it, news.Link{Rel: wire.LinkRel(a.Rel), GUID: a.GUID, Version: a.Version, Title: a.Headline})
		}
	}
}

func association(x part) news.Association {
	from, _ := describe(x.node)
	a := news.Association{
		Name: x.name, Rel: wire.LocalCode(x.text("rel")), GUID: x.text("uri", "guid"), Version: from.Version, Type: from.Type,
		Headline: from.Headline, Caption: from.Caption, AltText: from.AltText, Byline: from.Byline, Creditline: from.Creditline,
		CopyrightHolder: from.CopyrightHolder, Copyright: from.Copyright, UsageTerms: from.UsageTerms, DigitalSourceType: from.DigitalSourceType,
		Embargo: from.Embargo, Expires: from.Expires, Renditions: from.Renditions,
	}
	if x.has("pubstatus") {
		a.PubStatus = from.PubStatus
	}
	// An association cannot wait for a person by itself; a status that is not
	// usable keeps its picture back.
	if from.EmbargoHold && (a.PubStatus == "" || a.PubStatus == news.Usable) {
		a.PubStatus = "embargoed"
	}
	if a.Type == "" && picturesOnly(a.Renditions) {
		a.Type = news.PictureItem
	}
	return a
}

// picturesOnly reports whether files are all pictures by their media type.
func picturesOnly(list []news.WireRendition) bool {
	for _, r := range list {
		if wire.MediaType(r.ContentType) != news.PictureItem {
			return false
		}
	}
	return len(list) > 0
}
