package nitf

import (
	"regexp"
	"strings"

	"broadsheet/internal/wire"
)

// bodyHead reads body.head: headlines, byline, dateline, abstract, distributor.
func (r reader) bodyHead(h *wire.Node) {
	it := r.it
	if s := h.First("hedline", "hl1").Value(); s != "" {
		it.Headline = s
	}
	for _, line := range h.All("hedline") {
		for _, n := range line.All("hl2") {
			r.subheadline(n)
		}
	}
	var bylines []string
	for _, b := range h.All("byline") {
		switch s := spell(b); {
		case s == "":
		case initials.MatchString(s):
			fill(&it.SignOff, s)
		default:
			bylines = append(bylines, s)
		}
	}
	it.Byline = strings.Join(bylines, ", ")
	for _, d := range h.All("dateline") {
		fill(&it.Dateline, strings.Trim(spell(d), " -–—_,"))
		fill(&it.Located, locationName(d.First("location")))
	}
	for _, a := range h.All("abstract") {
		fill(&it.Abstract, a.Value())
	}
	it.Creditline = h.First("distributor").Value()
	fill(&it.Provider, it.Creditline)
}

// initials are a byline of those who handled the copy, as EFE sends "gr/bp": a
// word of the newsroom, not a name for readers.
var initials = regexp.MustCompile(`^[\p{Ll}]{1,5}(?:[/.-][\p{Ll}]{1,5}){0,4}$`)

// subheadline reads an hl2 unless it only repeats the headline, as AP's
// originalHeadline does, or the slugline, as EFE's does.
func (r reader) subheadline(n *wire.Node) {
	it, s := r.it, n.Value()
	if strings.EqualFold(s, it.Headline) || strings.EqualFold(s, it.Slugline) || n.Attr("id") == "originalHeadline" {
		return
	}
	fill(&it.Subheadline, s)
}
