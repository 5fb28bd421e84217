package feed

import (
	"fmt"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// xmlFeed is a feed in XML and what its entries take from it.
type xmlFeed struct {
	names
	scope
	format string
	// about is the element that describes the feed: the channel, or the feed.
	about *wire.Node
	// persons and rights are those of entries that have none (RFC 4287
	// §4.2.1, §4.2.10).
	persons  []string
	rights   string
	provider string
}

// parseXML reads the entries of a feed in XML; each gets the warnings.
func parseXML(root *wire.Node, warnings []string) ([]news.WireItem, error) {
	f, entries, err := openFeed(root)
	if err != nil {
		return nil, err
	}
	return collect(len(entries), warnings, func(i int) (news.WireItem, error) { return f.read(entries[i]) })
}

// read reads an entry or a deleted entry.
func (f *xmlFeed) read(n *wire.Node) (news.WireItem, error) {
	var it news.WireItem
	var err error
	if strings.EqualFold(n.Name, "deleted-entry") {
		it, err = f.deleted(n)
	} else {
		it, err = f.entry(n)
	}
	if err != nil {
		return it, fmt.Errorf("line %d: %w", n.Line, err)
	}
	return it, nil
}

// openFeed finds out what kind of feed it is and where its entries stand.
func openFeed(root *wire.Node) (*xmlFeed, []*wire.Node, error) {
	f := &xmlFeed{names: newNames(), about: root}
	f.spaces[0], f.spaces[1] = root.Space, root.Space
	var holders []*wire.Node
	switch root.Name {
	case "feed", "entry", "deleted-entry":
		f.home, f.format = "atom", "atom 1.0"
		if strings.Contains(root.Space, "purl.org/atom/ns") || strings.HasPrefix(root.Attr("version"), "0.") {
			f.format = "atom 0.3"
		}
		if root.Name != "feed" {
			f.about = &wire.Node{}
			return f, []*wire.Node{root}, nil
		}
		holders = []*wire.Node{root}
	case "rss", "RDF":
		channel := root.First("channel")
		if channel == nil {
			channel = &wire.Node{Name: "channel"}
		}
		f.spaces[1], f.about = channel.Space, channel
		f.format = strings.TrimSpace("rss " + wire.Text(root.Attr("version")))
		if root.Name == "RDF" {
			f.format = "rss 1.0"
			if strings.Contains(channel.Space, "netscape.com") {
				f.format = "rss 0.90"
			}
		}
		holders = []*wire.Node{channel, root} // the items of RSS 1.0 stand beside the channel
	default:
		return nil, nil, fmt.Errorf("line %d: <%s> is no feed; RSS begins with <rss> or <rdf:RDF>, Atom with <feed>: %w", root.Line, root.Name, news.ErrInvalid)
	}
	f.inherit(root)
	var entries []*wire.Node
	for _, h := range holders {
		entries = append(entries, f.entries(h)...)
	}
	return f, entries, nil
}

// entries returns the entries below n, in document order; some feeds wrap them.
func (f *xmlFeed) entries(n *wire.Node) []*wire.Node {
	var out []*wire.Node
	for _, c := range n.Elements() {
		switch {
		case f.isEntry(c):
			out = append(out, c)
		case f.key(c) == "items":
			out = append(out, f.entries(c)...)
		}
	}
	return out
}

// isEntry reports whether an element is an entry, and not one of that name in
// another vocabulary.
func (f *xmlFeed) isEntry(n *wire.Node) bool {
	switch f.key(n) {
	case "item", "entry", "atom:entry", "at:deleted-entry", "deleted-entry":
		return true
	}
	return false
}

// inherit reads what the feed says of all its entries.
func (f *xmlFeed) inherit(root *wire.Node) {
	f.scope = f.in(root)
	if f.about != root {
		f.scope = f.in(f.about)
	}
	if f.base == nil {
		for _, l := range f.all(f.about, "link", "atom:link") {
			rel := strings.ToLower(l.Attr("rel"))
			if rel != "" && rel != "self" && rel != "alternate" {
				continue
			}
			if f.base = f.rebase(first(l.Attr("href"), l.Value())); f.base != nil {
				break
			}
		}
	}
	f.lang = first(f.lang, f.value(f.about, "language", "dc:language"))
	f.provider = first(f.value(f.about, "dc:publisher"), newEntry(f.names, f.format).words(f.first(f.about, "title", "dc:title"), false))
	f.rights = f.value(f.about, "rights", "copyright", "dc:rights", "atom:rights", "media:copyright")
	if f.home == "atom" {
		f.persons = f.named(f.about)
	}
	if name, address := nameOf(f.provider); address != "" {
		f.provider = name
	}
}

// named returns the persons who wrote what stands at n.
func (f *xmlFeed) named(n *wire.Node) []string {
	var out []string
	for _, c := range f.all(n, "author", "atom:author") {
		if name := f.value(c, "name", "atom:name"); name != "" || len(c.Elements()) > 0 {
			out = append(out, strings.TrimSpace(name+" "+f.value(c, "email", "atom:email")))
		} else if s := c.Value(); s != "" {
			out = append(out, s)
		}
	}
	if creators := f.all(n, "dc:creator", "dcterms:creator", "dc:author"); len(creators) > 0 && len(out) == 0 || onlyMail(out) {
		for _, c := range creators {
			out = append(out, c.Value())
		}
	}
	if len(out) == 0 {
		for _, c := range f.all(n, "itunes:author") {
			out = append(out, c.Value())
		}
	}
	return out
}

// onlyMail reports whether none of those named has a name.
func onlyMail(list []string) bool {
	for _, s := range list {
		if name, _ := nameOf(s); name != "" {
			return false
		}
	}
	return true
}

// deleted reads a deleted entry, which recalls what it names (RFC 6721).
func (f *xmlFeed) deleted(n *wire.Node) (news.WireItem, error) {
	e := newEntry(f.names, f.format)
	ref := wire.Text(n.Attr("ref"))
	if ref == "" {
		return news.WireItem{}, fmt.Errorf("a deleted entry has no \"ref\"; it must say whose id is deleted: %w", news.ErrInvalid)
	}
	e.item.PubStatus, e.item.Provider = news.Canceled, f.provider
	e.date(&e.item.Updated, `"when" of the deleted entry`, n.Attr("when"))
	for _, c := range f.all(n, "at:comment", "comment") {
		e.note("deleted", e.words(c, true))
	}
	return e.finish(ref)
}
