package newsml1

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// text takes a text's body, its pictures, and what its own head says that the
// item did not. It takes apart the tree it is given.
func (r *reader) text(root *wire.Node) string {
	for _, n := range r.habit.TakePrivate(root) {
		r.note(n.Role, n.Text)
	}
	if root.Name == "nitf" {
		r.nitfHead(root.First("body", "body.head"))
	}
	r.takeHeadline(root)
	for _, n := range wire.TextNodes(root) {
		r.media(n)
	}
	if body := wire.BodyMarkup(root); visible(body) {
		return body
	}
	return ""
}

// nitfHead reads body.head.
func (r *reader) nitfHead(head *wire.Node) {
	it := r.it
	fill(&it.Headline, head.First("hedline", "hl1").Value())
	fill(&it.Subheadline, head.First("hedline", "hl2").Value())
	fill(&it.Byline, head.First("byline").Value())
	fill(&it.Dateline, dateline(head.First("dateline")))
	fill(&it.Abstract, head.First("abstract").Value())
}

// docdata obeys what the NITF inside says beside the item around it. The
// stricter status holds and the later embargo.
func (r *reader) docdata(d *wire.Node) {
	for _, m := range d.All("ed-msg") {
		text := wire.Lines(m.Attr("info"))
		fill(&text, m.Lines())
		r.note("ed-msg", text)
	}
	sent := wire.Text(d.Attr("management-status"))
	switch status := wire.PubStatus(sent); {
	case isEmbargoed(sent):
		release := d.First("date.release")
		if release == nil && r.habit.ExpireIsRelease {
			release = d.First("date.expire") // R16
		}
		if release == nil || release.Attr("norm") == "" {
			r.it.EmbargoHold = true
			r.warn("line %d: the NITF is embargoed and says no date.release", d.Line)
			return
		}
		r.embargo(&wire.Node{Name: release.Name, Line: release.Line, Children: []*wire.Node{{Text: release.Attr("norm")}}})
	default:
		r.stricter(status)
	}
}

// takeHeadline takes away a heading at the very beginning of the text that only
// repeats the headline.
func (r *reader) takeHeadline(root *wire.Node) {
	for _, n := range wire.TextNodes(root) {
		for n.Name == "div" || n.Name == "block" || n.Name == "section" || n.Name == "body" {
			elements := n.Elements()
			if len(elements) == 0 {
				break
			}
			n = elements[0]
		}
		switch {
		case n.Name == "":
			if strings.TrimSpace(n.Text) != "" {
				return
			}
		case (n.Name == "h1" || n.Name == "h2" || n.Name == "hl1") && n.Value() == r.it.Headline:
			root.Prune(func(x *wire.Node) bool { return x == n })
			return
		default:
			return
		}
	}
}

// media takes the pictures that stand inside a text: media of NITF and img of
// XHTML.
func (r *reader) media(n *wire.Node) {
	if n.Name == "" || wire.IsPrivate(n) {
		return
	}
	var a news.Association
	switch n.Name {
	case "media":
		a = nitfMedia(n)
	case "img":
		if href := wire.Text(n.Attr("src")); href != "" {
			a = news.Association{Rel: "media", Type: news.PictureItem, AltText: wire.Text(n.Attr("alt")),
				Renditions: []news.WireRendition{{Href: href, Width: pixels(n.Attr("width")), Height: pixels(n.Attr("height"))}}}
		}
	}
	if len(a.Renditions) > 0 {
		r.it.Associations = append(r.it.Associations, a)
		return
	}
	for _, c := range n.Elements() {
		r.media(c)
	}
}

// nitfMedia reads a media element of NITF.
func nitfMedia(n *wire.Node) news.Association {
	a := news.Association{Rel: "media", Type: wire.ItemType(n.Attr("media-type")), Caption: n.First("media-caption").Value(), Creditline: n.First("media-producer").Value()}
	for _, f := range n.All("media-reference") {
		if f.Attr("source") == "" {
			continue
		}
		a.Renditions = append(a.Renditions, news.WireRendition{Name: wire.Text(f.Attr("name")), Href: wire.Text(f.Attr("source")), ContentType: wire.Text(f.Attr("mime-type")),
			Width: pixels(f.Attr("width")), Height: pixels(f.Attr("height"))})
		fill(&a.AltText, wire.Text(f.Attr("alternate-text")))
		fill(&a.Creditline, wire.Text(f.Attr("source-credit")))
	}
	return a
}
