package feed

import (
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// WriteRSS writes a feed in RSS 2.0 (RSS Advisory Board, 2.0.11) with the
// elements of Media RSS, Dublin Core, GeoRSS, Atom's links, and whole texts in
// content:encoded.
//
// Entries that may not be in it are left out: killed, under embargo, withheld,
// expired, or another version of one that is in it. The error then names each
// and wraps one of news's errors, and the feed holds the others. Without a
// feed the channel lacks what it needs.
func WriteRSS(c Channel, entries []Entry) ([]byte, error) {
	c, err := c.checked(entries)
	if err != nil {
		return nil, err
	}
	list, faults := choose(c, entries, false)
	var w xmlWriter
	w.start("rss", "version", "2.0", "xmlns:atom", atomSpace, "xmlns:content", contentSpace, "xmlns:dc", dcSpace, "xmlns:georss", geoSpace, "xmlns:media", mediaSpace)
	w.start("channel")
	w.text("title", c.Title)
	w.text("link", c.Home)
	w.text("description", c.Description)
	w.text("language", c.Language)
	w.text("copyright", c.Copyright)
	w.text("lastBuildDate", mailStamp(news.Time{Time: c.Updated}))
	w.text("generator", "Broadsheet")
	w.text("docs", "https://www.rssboard.org/rss-specification")
	if c.Self != "" {
		w.empty("atom:link", "rel", "self", "type", "application/rss+xml", "href", c.Self)
	}
	for _, hub := range c.Hubs {
		w.empty("atom:link", "rel", "hub", "href", hub)
	}
	for i := range list {
		w.rssItem(&list[i])
	}
	w.end()
	w.end()
	return w.bytes(), faults
}

// RSS is [WriteRSS] of items for the channel of who sends them; the page of
// each is its link "alternate". Without an entry there is no feed.
func RSS(items []news.WireItem, from wire.Sender) ([]byte, error) {
	return common(items, from, WriteRSS, false)
}

// common writes items with the signature that all writers of formats have.
func common(items []news.WireItem, from wire.Sender, write func(Channel, []Entry) ([]byte, error), tombstones bool) ([]byte, error) {
	c, entries := channelOf(items, from), entriesOf(items)
	checked, err := c.checked(entries)
	if err != nil {
		return nil, err
	}
	if list, faults := choose(checked, entries, tombstones); len(list) == 0 {
		if faults == nil {
			faults = errNoEntry
		}
		return nil, faults
	}
	return write(c, entries)
}

func (w *xmlWriter) rssItem(o *outgoing) {
	w.start("item")
	title, description, content := o.title, paragraph(o.summary), o.html
	if description == "" { // a text that stands alone is the description
		description, content = content, ""
	}
	if description == "" {
		title = o.heading() // an item must have one of them
	}
	w.text("title", title)
	w.text("link", o.page)
	w.text("guid", o.id, "isPermaLink", "false")
	published := o.created
	if published.IsZero() {
		published = o.updated
	}
	w.text("pubDate", mailStamp(published))
	if !o.updated.Equal(published.Time) {
		w.text("atom:updated", wire.Stamp(o.updated))
	}
	w.text("dc:creator", o.byline)
	w.text("dc:publisher", o.credit)
	w.text("dc:language", o.language)
	w.text("dc:rights", o.rights)
	for _, tag := range o.tags() {
		w.text("category", tag)
	}
	w.text("description", description)
	w.text("content:encoded", content)
	if len(o.media) > 0 { // RSS has one enclosure an item; Media RSS has all
		if r := widest(&o.media[0]); r.ContentType != "" {
			w.empty("enclosure", "url", r.Href, "length", first(positive(r.Size), "0"), "type", r.ContentType)
		}
	}
	w.media(o.media)
	w.place(o.places)
	w.end()
}

// mailStamp writes a time as RFC 822 with four digits of the year; "" for none.
func mailStamp(t news.Time) string {
	stamp := wire.Stamp(t)
	if stamp == "" {
		return ""
	}
	at, err := time.Parse(time.RFC3339Nano, stamp)
	if err != nil {
		return ""
	}
	return at.Format(time.RFC1123Z)
}
