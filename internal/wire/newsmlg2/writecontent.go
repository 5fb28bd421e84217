package newsmlg2

import (
	"fmt"
	"strconv"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// contentSet writes the text as XHTML and the item's files, nil for neither.
func (w writer) contentSet() *wire.Node {
	n := wire.Element("contentSet").Add(w.text())
	for _, f := range w.files() {
		n.Add(w.remoteContent(f))
	}
	if len(n.Children) == 0 {
		return nil
	}
	return n
}

// files returns the item's own files that may leave the house.
func (w writer) files() []news.WireRendition {
	if w.killed() {
		return nil
	}
	return placed(w.it.Renditions)
}

// placed returns the files of which it is known where they are.
func placed(list []news.WireRendition) []news.WireRendition {
	var out []news.WireRendition
	for _, f := range list {
		if wire.Text(f.Href) != "" {
			out = append(out, f)
		}
	}
	return out
}

// text writes the text in inlineXML, nil for none.
func (w writer) text() *wire.Node {
	if w.killed() {
		return nil
	}
	root := xhtml(wire.ReadBody(body.Clean(w.it.BodyHTML)))
	if len(root.Children) == 0 {
		return nil
	}
	language := wire.Language(w.it.Language)
	title := wire.Element("title").Add(&wire.Node{Text: or(wire.Text(w.it.Headline), wire.Text(w.it.Slugline))})
	page := wire.Element("html", "xmlns", "http://www.w3.org/1999/xhtml", "xml:lang", language, "dir", wire.Direction(language)).Add(
		wire.Element("head").Add(title), root)
	words := len(strings.Fields(root.Content()))
	return wire.Element("inlineXML", "contenttype", "application/xhtml+xml", "wordcount", strconv.Itoa(words)).Add(page)
}

// xhtml turns the house's vocabulary into XHTML: a page embedded is an iframe,
// and the place of a picture, which goes by the house's own number, is left out.
func xhtml(n *wire.Node) *wire.Node {
	out := wire.Element(n.Name)
	for _, a := range n.Attrs {
		key := a.Name.Local
		if key == "lang" {
			key = "xml:lang"
		}
		out.Set(key, a.Value)
	}
	for _, c := range n.Children {
		switch {
		case c.Name == "" && n.Name == "body" && strings.TrimSpace(c.Text) == "":
		case c.Name == "":
			out.Add(c)
		case c.Name == "figure":
			if page := c.Attr("data-embed"); page != "" {
				out.Add(wire.Element("iframe", "src", page))
			}
		default:
			out.Add(xhtml(c))
		}
	}
	return out
}

// remoteContent writes a file by reference.
func (w writer) remoteContent(f news.WireRendition) *wire.Node {
	n := wire.Element("remoteContent")
	if name := wire.Text(f.Name); renditions[name] {
		n.Set("rendition", "rnd:"+name)
	} else {
		n.Set("renditionuri", w.ownCode("rendition", name))
	}
	n.Set("href", wire.Text(f.Href), "contenttype", wire.Text(f.ContentType), "width", count(int64(f.Width)), "height", count(int64(f.Height)), "size", count(f.Size))
	return n
}

// count writes a number of pixels or bytes, "" for none.
func count(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// link writes a link to another item or page, nil if it leads nowhere.
func (w writer) link(l news.Link) *wire.Node {
	n := wire.Element("link")
	w.relation(n, linkRelation(l.Rel))
	guid, href := wire.Text(l.GUID), wire.Text(l.Href)
	if guid == "" && href == "" {
		return nil
	}
	n.Set("href", href, "residref", guid, "version", positive(l.Version))
	return n.Add(wire.Field("title", l.Title))
}

// reference writes an item that this one carries or points at, as a link or
// itemRef with all that is known of it as hints, or if it is canceled with that
// alone; nil if it leads nowhere.
func (w writer) reference(name string, a *news.Association) *wire.Node {
	files := placed(a.Renditions)
	if wire.Text(a.GUID) == "" && (len(files) == 0 || a.PubStatus == news.Canceled) {
		return nil
	}
	n := wire.Element(name)
	w.relation(n, a.Rel)
	if a.PubStatus == news.Canceled {
		n.Set("residref", wire.Text(a.GUID), "version", positive(a.Version))
		return n.Add(w.itemClass(a.Type), pubStatus(a.PubStatus))
	}
	if len(files) > 0 { // for those who look no further
		n.Set("href", wire.Text(files[0].Href))
	}
	n.Set("residref", wire.Text(a.GUID), "version", positive(a.Version))
	if len(files) > 0 {
		n.Set("contenttype", wire.Text(files[0].ContentType))
	}
	n.Add(w.itemClass(a.Type), wire.Field("embargoed", wire.DateTime(a.Embargo)))
	if a.PubStatus != "" {
		n.Add(pubStatus(a.PubStatus))
	}
	n.Add(wire.Field("expires", wire.DateTime(a.Expires)), rightsInfo(a.CopyrightHolder, a.Copyright, a.UsageTerms))
	if attr, code := spelled(a.DigitalSourceType); code != "" {
		n.Add(wire.Element("digitalSourceType", attr, code))
	}
	n.Add(wire.Field("headline", a.Headline), wire.Field("by", a.Byline), wire.Field("creditline", a.Creditline))
	n.Add(w.pictureWords(a.Caption, a.AltText)...)
	for _, f := range files {
		n.Add(w.remoteContent(f))
	}
	return n
}

// groupSet writes what a package orders, nil for nothing: one group below the
// root for each run of items that go by one name, which is its role. Ids are
// those of the item's place, for they must be unique in a message.
func (w writer) groupSet() *wire.Node {
	if w.killed() {
		return nil
	}
	id := func(n int) string { return fmt.Sprintf("p%d-g%d", w.place, n) }
	root := wire.Element("group", "id", id(0), "roleuri", w.ownCode("group", "root"), "mode", "pgrmod:seq")
	set := wire.Element("groupSet", "root", id(0)).Add(root)
	last := "\x00"
	for i := range w.it.Associations {
		a := &w.it.Associations[i]
		ref := w.reference("itemRef", a)
		if ref == nil {
			continue
		}
		if name := or(wire.Text(a.Name), "main"); name != last {
			last = name
			n := len(set.Children)
			root.Add(wire.Element("groupRef", "idref", id(n)))
			set.Add(wire.Element("group", "id", id(n), "roleuri", w.ownCode("group", name), "mode", "pgrmod:seq"))
		}
		set.Children[len(set.Children)-1].Add(ref)
	}
	if len(set.Children) == 1 {
		return nil
	}
	return set
}
