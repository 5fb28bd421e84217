package feed

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// WriteAtom writes a feed in Atom 1.0 (RFC 4287) with the elements of Media
// RSS, Dublin Core and GeoRSS. A kill becomes a deleted entry (RFC 6721), with
// the words to readers that it came with. What is left out, and the error, are
// as of [WriteRSS].
func WriteAtom(c Channel, entries []Entry) ([]byte, error) {
	c, err := c.checked(entries)
	if err != nil {
		return nil, err
	}
	list, faults := choose(c, entries, true)
	var w xmlWriter
	w.start("feed", "xmlns", atomSpace, "xmlns:at", deletedSpace, "xmlns:dc", dcSpace, "xmlns:georss", geoSpace, "xmlns:media", mediaSpace, "xml:lang", c.Language)
	w.text("id", first(c.Self, c.Home))
	w.text("title", c.Title, "type", "text")
	if c.Description != c.Title {
		w.text("subtitle", c.Description, "type", "text")
	}
	w.text("updated", first(wire.Stamp(news.Time{Time: c.Updated}), "1970-01-01T00:00:00Z"))
	w.start("author")
	w.text("name", c.Credit)
	w.end()
	w.empty("link", "rel", "alternate", "type", "text/html", "href", c.Home)
	if c.Self != "" {
		w.empty("link", "rel", "self", "type", "application/atom+xml", "href", c.Self)
	}
	for _, hub := range c.Hubs {
		w.empty("link", "rel", "hub", "href", hub)
	}
	w.text("rights", c.Copyright, "type", "text")
	w.text("generator", "Broadsheet")
	for i := range list {
		if o := &list[i]; o.deleted {
			w.tombstone(o)
		} else {
			w.atomEntry(o)
		}
	}
	w.end()
	return w.bytes(), faults
}

// Atom is [WriteAtom] of items for the channel of who sends them; the page of
// each is its link "alternate". Without an entry there is no feed.
func Atom(items []news.WireItem, from wire.Sender) ([]byte, error) {
	return common(items, from, WriteAtom, true)
}

func (w *xmlWriter) tombstone(o *outgoing) {
	w.start("at:deleted-entry", "ref", o.id, "when", first(wire.Stamp(o.updated), "1970-01-01T00:00:00Z"))
	w.text("at:comment", o.why, "type", "text")
	w.end()
}

func (w *xmlWriter) atomEntry(o *outgoing) {
	w.start("entry", "xml:lang", o.language)
	w.text("id", o.id)
	w.text("title", o.heading(), "type", "text")
	w.text("published", wire.Stamp(o.created))
	w.text("updated", first(wire.Stamp(o.updated), "1970-01-01T00:00:00Z"))
	if o.byline != "" {
		w.start("author")
		w.text("name", o.byline)
		w.end()
	}
	if o.page != "" {
		w.empty("link", "rel", "alternate", "type", "text/html", "href", o.page)
	}
	for i := range o.media {
		r := widest(&o.media[i])
		w.empty("link", "rel", "enclosure", "href", r.Href, "type", r.ContentType, "length", positive(r.Size))
	}
	for _, s := range o.subjects {
		name, code := wire.Text(s.Name), wire.Text(s.Code)
		if !coded(code) {
			code = "" // without its scheme it says nothing
		}
		if term := first(code, name); term != "" {
			label := name
			if label == term {
				label = ""
			}
			w.empty("category", "term", term, "label", label)
		}
	}
	for _, k := range o.keywords {
		w.empty("category", "term", k)
	}
	w.text("summary", o.summary, "type", "text")
	switch {
	case o.html != "":
		w.text("content", o.html, "type", "html")
	case o.page == "" && o.summary == "": // without a page an entry must have content (RFC 4287 §4.1.2)
		w.text("content", o.heading(), "type", "text")
	case o.page == "":
		w.text("content", strings.TrimSpace(o.summary), "type", "text")
	}
	w.text("rights", o.rights, "type", "text")
	w.text("dc:publisher", o.credit)
	w.media(o.media)
	w.place(o.places)
	w.end()
}
