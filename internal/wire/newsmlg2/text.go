package newsmlg2

import (
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// text takes a text's body, its pictures, and what its own head says that the
// item did not. It takes apart the tree it is given.
func (r reader) text(root *wire.Node) {
	r.it.EditorialNotes = append(r.it.EditorialNotes, r.habit.TakePrivate(root)...)
	if root.Name == "nitf" {
		r.nitfHead(root.First("body", "body.head"))
	} else {
		r.xhtmlHead(root)
	}
	r.takeHeadline(root)
	for _, n := range wire.TextNodes(root) {
		r.media(n, false)
	}
	if body := wire.BodyMarkup(root); visible(body) {
		r.it.BodyHTML = body
	}
}

func fill(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

// nitfHead reads body.head.
func (r reader) nitfHead(head *wire.Node) {
	fill(&r.it.Headline, head.First("hedline", "hl1").Value())
	fill(&r.it.Subheadline, head.First("hedline", "hl2").Value())
	fill(&r.it.Byline, head.First("byline").Value())
	fill(&r.it.Dateline, dateline(head.First("dateline")))
	fill(&r.it.Abstract, head.First("abstract").Value())
}

// docdata obeys what the NITF inside says beside the item around it. The
// stricter status holds and the later embargo.
func (r reader) docdata(d *wire.Node) {
	for _, m := range d.All("ed-msg") {
		text := wire.Lines(m.Attr("info"))
		fill(&text, m.Lines())
		if text != "" {
			r.it.EditorialNotes = append(r.it.EditorialNotes, news.EditorialNote{Role: "ed-msg", Text: text})
		}
	}
	status := wire.PubStatus(d.Attr("management-status"))
	switch {
	case strings.EqualFold(string(status), "embargoed"):
		release := d.First("date.release")
		if e := d.First("date.expire"); release == nil && e != nil && e.Attr("norm") != "" {
			release = e // where Superdesk writes the end of the embargo (R16)
			r.warn("line %d: the NITF is embargoed and has no date.release; its date.expire was taken for it", d.Line)
			if !r.habit.ExpireIsRelease {
				r.it.EmbargoHold, r.it.EmbargoEmpty = true, false
				r.warn("line %d: that is not known of this agency, so the item waits for an editor", d.Line)
			}
		}
		if release == nil {
			release = d
		}
		r.embargo(release, release.Attr("norm"))
	case r.it.PubStatus == news.Usable:
		r.it.PubStatus = status
	}
}

// maxTeaser is the longest paragraph taken for a summary above the text, in
// characters; a longer one is the text's own beginning.
const maxTeaser = 300

// xhtmlHead reads the header of a text and takes it away: it repeats the item's
// fields and is the agency's furniture.
func (r reader) xhtmlHead(root *wire.Node) {
	var heads []*wire.Node
	var strip func(n *wire.Node)
	strip = func(n *wire.Node) {
		kept := n.Children[:0]
		for _, c := range n.Children {
			switch c.Name {
			case "header":
				heads = append(heads, c)
				continue
			case "footer", "head":
				continue
			case "body", "main", "article":
				strip(c)
			}
			kept = append(kept, c)
		}
		n.Children = kept
	}
	strip(root)
	class := func(name string) func(*wire.Node) bool {
		return func(n *wire.Node) bool { return n.HasClass(name) }
	}
	for _, h := range heads {
		fill(&r.it.Headline, h.Find(func(n *wire.Node) bool { return n.Name == "h1" }).Value())
		fill(&r.it.Byline, h.Find(class("byline")).Value())
	}
	fill(&r.it.Dateline, dateline(root.Find(class("dateline"))))
	teaser := root.Find(class("teaser"))
	if text := teaser.Value(); text != "" && utf8.RuneCountInString(text) <= maxTeaser {
		fill(&r.it.Abstract, text)
		if wire.Text(r.it.Abstract) == text {
			root.Prune(func(n *wire.Node) bool { return n == teaser })
		}
	}
}

// takeHeadline takes away a heading at the very beginning of the text that only
// repeats the headline.
func (r reader) takeHeadline(root *wire.Node) {
	n := root
	if list := wire.TextNodes(root); len(list) != 1 || list[0] != root {
		n = &wire.Node{Children: list}
	}
	for range 10 { // as deep as wrappers go
		elements := n.Elements()
		if len(elements) == 0 {
			return
		}
		n = elements[0]
		switch n.Name {
		case "h1", "h2", "hl1":
			if n.Value() == r.it.Headline {
				root.Prune(func(x *wire.Node) bool { return x == n })
			}
			return
		case "section", "article", "main", "div", "block":
		default:
			return
		}
	}
}
