package feed

import (
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// entry reads an entry or item.
func (f *xmlFeed) entry(n *wire.Node) (news.WireItem, error) {
	e := newEntry(f.names, f.format)
	s := f.in(n)
	it := &e.item
	it.Headline = e.words(e.first(n, "title", "atom:title", "dc:title", "dcterms:title"), false)
	it.Language = first(anyLang(n), e.value(n, "dc:language", "language"), s.lang)
	f.origin(e, n)
	f.dates(e, n)
	f.links(e, n, s)
	guid := f.identity(e, n, s)
	f.subjects(e, n)
	f.files(e, n, s)
	if err := f.texts(e, n, s); err != nil {
		return news.WireItem{}, err
	}
	if it.Headline == "" {
		it.Headline = e.words(e.first(n, "media:title"), false)
	}
	return e.finish(guid)
}

// anyLang returns the language an element itself declares.
func anyLang(n *wire.Node) string { return scope{}.in(n).lang }

// identity returns the id, and makes a guid that is an address the page of an
// entry without a link.
func (f *xmlFeed) identity(e *entry, n *wire.Node, s scope) string {
	guid := ""
	if c := e.first(n, "guid", "id", "atom:id", "dc:identifier", "dcterms:identifier"); c != nil {
		guid = c.Value()
		if e.page == "" && webAddress(guid) && f.key(c) == "guid" && !strings.EqualFold(c.Attr("isPermaLink"), "false") {
			e.page = guid
			e.link("alternate", guid, "")
		}
	}
	return first(guid, s.resolve(anyAttr(n, "about", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf")))
}

// origin reads whose entry it is and what may be done with it. An entry that
// was taken over from another feed has that feed's people and rights.
func (f *xmlFeed) origin(e *entry, n *wire.Node) {
	it := &e.item
	source := e.first(n, "source", "atom:source")
	persons := f.named(n)
	if len(persons) == 0 && source != nil {
		persons = f.named(source)
	}
	if len(persons) == 0 {
		persons = f.persons
	}
	e.people(persons)
	it.Provider = first(e.value(n, "dc:publisher", "dcterms:publisher"), sourceName(e, source), f.provider)
	it.Copyright = first(e.words(e.first(n, "rights", "atom:rights", "copyright", "dc:rights", "dcterms:rights"), false), e.value(n, "media:copyright"))
	if it.Copyright == "" && source != nil {
		it.Copyright = e.words(e.first(source, "rights", "atom:rights"), false)
	}
	it.Copyright = first(it.Copyright, f.rights)
	it.CopyrightHolder = e.value(n, "dcterms:rightsholder", "prism:copyrightholder")
	for _, c := range e.all(n, "cc:license", "dcterms:license", "license") {
		e.terms(first(c.Value(), anyAttr(c, "resource", "", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf")))
	}
}

// sourceName returns the name of the feed an entry was taken from: the title in
// Atom, the text in RSS.
func sourceName(e *entry, source *wire.Node) string {
	if source == nil {
		return ""
	}
	if title := e.first(source, "title", "atom:title"); title != nil || len(source.Elements()) > 0 {
		return e.words(title, false)
	}
	return source.Value()
}

// dates reads when an entry was published and changed, and from when until when
// it may be shown.
func (f *xmlFeed) dates(e *entry, n *wire.Node) {
	it := &e.item
	for _, c := range e.all(n, "published", "atom:published", "issued", "pubdate", "dcterms:issued", "created", "dcterms:created", "prism:publicationdate") {
		e.date(&it.Created, "<"+c.Name+">", c.Value())
	}
	for _, c := range e.all(n, "updated", "atom:updated", "modified", "dcterms:modified", "prism:modificationdate", "dc:date", "dcterms:date") {
		e.date(&it.Updated, "<"+c.Name+">", c.Value())
	}
	for _, c := range e.all(n, "expirationdate", "prism:expirationdate", "prism:killdate") {
		e.date(&it.Expires, "<"+c.Name+">", c.Value())
	}
	for _, c := range e.all(n, "prism:embargodate", "dcterms:available") {
		begin, _ := period(c.Value())
		e.embargo("<"+c.Name+">", begin)
	}
	for _, c := range e.all(n, "dcterms:valid") {
		begin, end := period(c.Value())
		if begin != "" && strings.Contains(c.Value(), "=") {
			e.embargo("the start of <valid>", begin)
		}
		e.date(&it.Expires, "the end of <valid>", end)
	}
}

// period reads the start and end of a DCMI period, "start=…; end=…"; a date
// alone is returned as both.
func period(s string) (start, end string) {
	if !strings.Contains(s, "=") {
		return s, s
	}
	for part := range strings.SplitSeq(s, ";") {
		key, value, _ := strings.Cut(part, "=")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "start":
			start = strings.TrimSpace(value)
		case "end":
			end = strings.TrimSpace(value)
		}
	}
	return start, end
}

// links reads the links of an entry: its page, what it is sent with, and what
// belongs to it.
func (f *xmlFeed) links(e *entry, n *wire.Node, s scope) {
	for _, c := range e.all(n, "link", "atom:link") {
		if c.Attr("href") == "" { // of RSS
			if href := s.in(c).resolve(c.Value()); href != "" && e.page == "" {
				e.page = href
				e.link("alternate", href, "")
			}
			continue
		}
		href := s.in(c).resolve(c.Attr("href"))
		switch rel := strings.ToLower(wire.LocalCode(c.Attr("rel"))); rel {
		case "", "alternate":
			if e.page == "" {
				e.page = href
			}
			e.link("alternate", href, c.Attr("title"))
		case "enclosure":
			e.enclosure(href, c.Attr("type"), c.Attr("title"), size(c.Attr("length")))
		case "related":
			e.link(news.SeeAlso, href, c.Attr("title"))
		case "via":
			e.link(news.DerivedFrom, href, c.Attr("title"))
		case "license":
			e.terms(href)
		}
	}
	if c := e.first(n, "source"); c != nil && c.Attr("url") != "" {
		e.link(news.DerivedFrom, s.in(c).resolve(c.Attr("url")), c.Value())
	}
}

// subjects reads what an entry is about.
func (f *xmlFeed) subjects(e *entry, n *wire.Node) {
	for _, c := range e.all(n, "category", "atom:category", "media:category") {
		if term := c.Attr("term"); term != "" {
			e.subject(c.Attr("label"), term, c.Attr("scheme"))
		} else {
			e.subject(first(c.Attr("label"), c.Value()), c.Value(), first(c.Attr("domain"), c.Attr("scheme")))
		}
	}
	for _, c := range e.all(n, "dc:subject", "dcterms:subject", "prism:keyword") {
		e.subject("", c.Value(), "")
	}
	for k := range strings.SplitSeq(e.value(n, "media:keywords"), ",") {
		e.keyword(k)
	}
	e.item.Genre = e.value(n, "prism:genre", "dcterms:type", "dc:type")
	f.place(e, n)
}

// place reads where an entry is about: a point of GeoRSS or of the basic
// geography vocabulary.
func (f *xmlFeed) place(e *entry, n *wire.Node) {
	p := news.Place{Name: e.value(n, "georss:featurename")}
	lat, lon := e.value(n, "geo:lat"), e.value(n, "geo:long")
	if point := e.first(n, "geo:point"); point != nil && lat == "" {
		lat, lon = e.value(point, "geo:lat"), e.value(point, "geo:long")
	}
	if pair := strings.FieldsFunc(e.value(n, "georss:point"), func(r rune) bool { return r == ' ' || r == ',' }); len(pair) == 2 {
		lat, lon = pair[0], pair[1]
	}
	if lat != "" || lon != "" {
		y, errY := strconv.ParseFloat(lat, 64)
		x, errX := strconv.ParseFloat(lon, 64)
		if errY == nil && errX == nil {
			p.Latitude, p.Longitude = wire.Position(y, x)
		}
		if p.Latitude == nil {
			e.warn("the position %q, %q is no place on the globe", shown(lat), shown(lon))
		}
	}
	if p.Name != "" || p.Latitude != nil {
		e.item.Places = append(e.item.Places, p)
	}
}

// files reads the pictures, sounds and films an entry comes with.
func (f *xmlFeed) files(e *entry, n *wire.Node, s scope) {
	e.media(n, s)
	for _, c := range e.all(n, "enclosure") {
		e.enclosure(s.in(c).resolve(c.Attr("url")), c.Attr("type"), "", size(c.Attr("length")))
	}
	for _, c := range e.all(n, "image", "itunes:image") {
		href := first(e.value(c, "url"), c.Attr("url"), c.Attr("href"), anyAttr(c, "resource", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"))
		if len(c.Elements()) == 0 {
			href = first(href, c.Value())
		}
		if href = s.in(c).resolve(href); href != "" {
			e.file(news.Association{Type: news.PictureItem, AltText: e.value(c, "title"), Renditions: []news.WireRendition{{Name: "main", Href: href}}})
		}
	}
}

// texts reads the body and the summary. A summary alone is the body in RSS,
// where it often is the whole story; in Atom it stays the summary.
func (f *xmlFeed) texts(e *entry, n *wire.Node, s scope) error {
	it := &e.item
	for _, c := range e.all(n, "content:encoded", "content", "atom:content", "xhtml:body", "xhtml:div", "body", "fullitem", "fulltext") {
		if src := c.Attr("src"); src != "" {
			e.warn("the text stands elsewhere, at %s; it is not fetched", shown(s.in(c).resolve(src)))
			continue
		}
		var err error
		if it.BodyHTML, err = e.body(c, s); err != nil {
			return err
		}
		if it.BodyHTML != "" {
			break
		}
	}
	summary := e.first(n, "summary", "atom:summary", "description", "dc:description", "dcterms:abstract", "itunes:summary")
	if summary == nil {
		return nil
	}
	if it.BodyHTML == "" && f.home != "atom" {
		var err error
		it.BodyHTML, err = e.body(summary, s)
		return err
	}
	it.Abstract = e.words(summary, true)
	return nil
}
