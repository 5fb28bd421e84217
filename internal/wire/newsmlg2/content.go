package newsmlg2

import (
	"regexp"
	"strings"

	"broadsheet/internal/wire"
)

// How well the forms of a text keep what its writer meant; the best one sent is
// taken.
const (
	noText    = iota
	emptyText // markup with a head or pictures alone, as kills have it
	plainText
	textInHTML // escaped or in CDATA
	textInXML  // XHTML or NITF
)

// rendering is one form of an item's text.
type rendering struct {
	rank  int
	root  *wire.Node // of markup
	plain string     // of plain text
}

// content reads the contentSet: text in its richest form, and files.
func (r reader) content(set *wire.Node) {
	var best rendering
	var files []*wire.Node
	for _, c := range set.Elements() {
		var x rendering
		switch c.Name {
		case "inlineXML":
			x = r.inline(c)
		case "inlineData":
			x = r.data(c)
		case "remoteContent":
			files = append(files, c)
		}
		if x.rank > best.rank {
			best = x
		}
	}
	switch best.rank {
	case noText:
	case plainText:
		r.it.BodyHTML = wire.PlainMarkup(best.plain)
	default:
		r.text(best.root)
	}
	r.files(files)
}

// texts are the elements that a text in inlineXML begins with; one that begins
// with another is data, such as the results of a match.
var texts = map[string]bool{
	"html": true, "body": true, "nitf": true, "body.content": true, "div": true, "section": true, "article": true, "main": true, "header": true,
	"p": true, "h1": true, "h2": true, "h3": true, "hl1": true, "hl2": true, "ul": true, "ol": true, "table": true, "block": true,
	"blockquote": true, "bq": true, "figure": true, "span": true, "strong": true, "em": true, "pre": true, "nitf-table": true,
}

// inline reads an inlineXML, or an inlineData that holds elements.
func (r reader) inline(c *wire.Node) rendering {
	elements := c.Elements()
	if len(elements) == 0 {
		if text := strings.TrimSpace(c.Content()); text != "" {
			return rendering{rank: plainText, plain: text}
		}
		return rendering{}
	}
	first := elements[0]
	if !texts[strings.ToLower(first.Name)] {
		r.warn("line %d: <%s> of type %q begins with <%.60s>; it was taken for data, not text", c.Line, c.Name, wire.Text(c.Attr("contenttype")), first.Name)
		return rendering{}
	}
	switch first.Name {
	case "html", "body", "nitf", "body.content":
		return r.markup(textInXML, first)
	}
	return r.markup(textInXML, &wire.Node{Name: "body", Children: c.Children})
}

// markup is the rendering in a tree. What an NITF says of its own status holds
// even if another form of the text is better.
func (r reader) markup(rank int, root *wire.Node) rendering {
	if root.Name == "nitf" {
		r.docdata(root.First("head", "docdata"))
	}
	if !visible(wire.BodyMarkup(root)) {
		rank = emptyText
	}
	return rendering{rank: rank, root: root}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// visible reports whether markup shows readers anything.
func visible(markup string) bool {
	return strings.TrimSpace(tag.ReplaceAllString(markup, "")) != "" || strings.Contains(markup, "<figure data-embed=")
}

// data reads an inlineData: plain text, or HTML or NITF escaped or in CDATA.
func (r reader) data(c *wire.Node) rendering {
	text := strings.TrimSpace(c.Content())
	kind := strings.ToLower(c.Attr("contenttype"))
	begin := strings.HasPrefix(text, "<") && strings.Contains(text, ">")
	switch {
	case len(c.Elements()) > 0:
		return r.inline(c)
	case text == "":
		return rendering{}
	case either(c, "encoding", "encodinguri") != "":
		r.warn("line %d: <inlineData> is encoded (%s); send its text as it is", c.Line, either(c, "encoding", "encodinguri"))
		return rendering{}
	case strings.Contains(kind, "html"), strings.Contains(kind, "xml"), kind == "" && begin:
		return r.escaped(c, text)
	case kind == "", strings.HasPrefix(kind, "text/"):
		return rendering{rank: plainText, plain: text}
	}
	r.warn("line %d: <inlineData> of type %q is no text", c.Line, wire.Text(kind))
	return rendering{}
}

// escaped reads markup that was sent as characters.
func (r reader) escaped(c *wire.Node, text string) rendering {
	if root, err := wire.ReadXML([]byte(text), len(text)); err == nil && (root.Name == "nitf" || root.Name == "body.content" || root.First("body.content") != nil) {
		return r.markup(textInHTML, root)
	}
	root, err := wire.ReadHTML(text)
	if err != nil {
		r.warn("line %d: <%s>: %v", c.Line, c.Name, err)
		return rendering{}
	}
	return r.markup(textInHTML, root)
}
