package newsml1

import (
	"html"
	"regexp"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// How well the forms of a text keep what its writer meant; the best one sent is
// taken.
const (
	noText     = iota
	emptyText  // markup with a head or pictures alone, as kills have it
	plainText  // with or without inline tags
	textInHTML // escaped or in CDATA
	textInXML  // NITF, XHTML or bare paragraphs
)

// rendering is one form of a text.
type rendering struct {
	rank int
	root *wire.Node
}

// texts are the elements that a text begins with; a DataContent that begins
// with another holds data, such as the results of a match.
var texts = map[string]bool{
	"html": true, "body": true, "nitf": true, "body.head": true, "body.content": true, "div": true, "section": true, "article": true, "p": true, "block": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "hl1": true, "hl2": true, "ul": true, "ol": true, "table": true, "nitf-table": true, "pre": true,
	"blockquote": true, "bq": true, "figure": true, "media": true, "img": true, "span": true, "br": true, "hr": true,
	"b": true, "i": true, "em": true, "strong": true, "a": true, "org": true, "person": true, "location": true, "q": true, "note": true,
}

// data returns the DataContent of a ContentItem that is not encoded, else nil.
func data(x *wire.Node) *wire.Node { return x.First("DataContent") }

// isText reports whether a ContentItem holds text, or markup with pictures in it.
func isText(x *wire.Node) bool {
	if mediaKind(formal(x.First("MediaType"))) != "" || wire.MediaType(contentType(x)) != "" {
		return false
	}
	for _, name := range []string{formal(x.First("Format")), formal(x.First("MimeType"))} {
		if strings.Contains(strings.ToLower(name), "css") {
			return false
		}
	}
	d := data(x)
	image := func(n *wire.Node) bool { return n.Name == "img" || n.Name == "media" }
	return d != nil && (strings.TrimSpace(d.Content()) != "" || d.Find(image) != nil) || x.First("Encoding") != nil
}

// content puts together the text of the item from its components, and its
// pictures.
func (r *reader) content() {
	it := r.it
	var body []string
	for _, c := range r.texts {
		if best := r.best(c); best.root != nil {
			it.Type = news.TextItem
			body = append(body, r.text(best.root))
		}
	}
	it.BodyHTML = strings.TrimSpace(strings.Join(body, "\n"))
	r.opening()
	var sent []news.Association
	for _, g := range r.pictures {
		if a := r.association(g); a.GUID != "" || len(a.Renditions) > 0 {
			sent = append(sent, a)
		} else if a.Caption != "" {
			r.note("caption", a.Caption)
		}
	}
	r.join(sent)
}

// join adds pictures to the item. One of them that also stands in the text, by
// the name of one of its files, is one picture.
func (r *reader) join(sent []news.Association) {
	it := r.it
	by := map[string]*news.Association{}
	for i := range sent {
		for _, f := range sent[i].Renditions {
			by[f.Href] = &sent[i]
		}
	}
	placed := it.Associations
	it.Associations = nil
	for _, a := range placed {
		if len(a.Renditions) == 0 || by[a.Renditions[0].Href] == nil {
			it.Associations = append(it.Associations, a)
			continue
		}
		same := by[a.Renditions[0].Href]
		fill(&same.AltText, a.AltText)
		fill(&same.Caption, a.Caption)
		fill(&same.Creditline, a.Creditline)
	}
	it.Associations = append(it.Associations, sent...)
}

// opening sets the lead before the text, whose first paragraph it is, unless
// the text begins with the same words.
func (r *reader) opening() {
	it := r.it
	switch {
	case r.lead == "":
	case strings.HasPrefix(wire.Text(html.UnescapeString(tag.ReplaceAllString(it.BodyHTML, ""))), r.lead):
		fill(&it.Abstract, r.lead)
	default:
		it.Type = news.TextItem
		it.BodyHTML = strings.TrimSpace("<p>" + html.EscapeString(r.lead) + "</p>\n" + it.BodyHTML)
	}
}

// best returns the best of the forms of a text that a component holds.
func (r *reader) best(c *wire.Node) rendering {
	var best rendering
	for _, x := range c.All("ContentItem") {
		if !isText(x) {
			continue
		}
		r.notes(x)
		if form := r.form(x); form.rank > best.rank {
			best = form
		}
	}
	return best
}

// said returns the words in a component that is not the story's text, in lines.
func (r *reader) said(c *wire.Node) string {
	best := r.best(c)
	if best.root == nil {
		return ""
	}
	best.root.Prune(func(n *wire.Node) bool {
		return n.Name == "head" || n.Name == "media" || n.Name == "body.head" || wire.IsPrivate(n)
	})
	return best.root.Lines()
}

// form reads the DataContent of a ContentItem.
func (r *reader) form(x *wire.Node) rendering {
	d := data(x)
	if e := x.First("Encoding"); d == nil && e != nil {
		r.warn("line %d: the content is encoded (%s) and was passed over; send its text as it is", e.Line, wire.Text(e.Attr("Notation")))
		return rendering{}
	}
	elements := d.Elements()
	if len(elements) == 0 {
		return r.characters(d)
	}
	first := elements[0]
	switch {
	case !texts[strings.ToLower(first.Name)]:
		r.warn("line %d: the content begins with <%.60s>; it was taken for data, not text", first.Line, first.Name)
		return rendering{}
	case first.Name == "html", first.Name == "body", first.Name == "nitf", first.Name == "body.content":
		return r.markup(textInXML, first)
	}
	return r.markup(textInXML, &wire.Node{Name: "body", Children: d.Children})
}

// markup is the rendering in a tree. What an NITF says of its own status holds
// even if another form of the text is better.
func (r *reader) markup(rank int, root *wire.Node) rendering {
	if root.Name == "nitf" {
		r.docdata(root.First("head", "docdata"))
	}
	if !visible(wire.BodyMarkup(root)) {
		rank = emptyText
	}
	return rendering{rank: rank, root: root}
}

var (
	tag    = regexp.MustCompile(`<[^>]*>`)
	inline = regexp.MustCompile(`(?i)</?(?:b|i|u|em|strong|a|sup|sub|span|q)(?:\s[^<>]*)?/?>`)
	blocks = regexp.MustCompile(`(?i)</?(?:p|br|div|ul|ol|li|table|tr|h[1-6]|blockquote|body|html|nitf|block|hl[12])(?:\s[^<>]*)?/?>`)
)

// visible reports whether markup shows readers anything.
func visible(markup string) bool {
	return strings.TrimSpace(tag.ReplaceAllString(markup, "")) != "" || strings.Contains(markup, "<figure data-embed=")
}

// characters reads a DataContent without elements: plain text, or markup that
// was sent escaped or in CDATA, be it whole or only for some words.
func (r *reader) characters(d *wire.Node) rendering {
	text := strings.TrimSpace(d.Content())
	rank := textInHTML
	switch {
	case text == "":
		return rendering{}
	case blocks.MatchString(text):
		if root, err := wire.ReadXML([]byte(text), len(text)); err == nil && (root.Name == "nitf" || root.Name == "body.content" || root.First("body.content") != nil) {
			return r.markup(textInHTML, root)
		}
	case inline.MatchString(text):
		rank, text = plainText, html.UnescapeString(wire.PlainMarkup(text))
	default:
		rank, text = plainText, wire.PlainMarkup(text)
	}
	root, err := wire.ReadHTML(text)
	if err != nil {
		r.warn("line %d: <%s>: %v", d.Line, d.Name, err)
		return rendering{}
	}
	return r.markup(rank, root)
}
