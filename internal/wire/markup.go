package wire

import (
	"html"
	"regexp"
	"strings"

	"broadsheet/internal/news"
)

// unshown are elements of a body that are not its text: pictures come as
// associations, and the head matter of NITF and XHTML as fields.
var unshown = map[string]bool{
	"media": true, "img": true, "picture": true, "object": true, "embed": true, "video": true, "audio": true,
	"head": true, "title": true, "script": true, "style": true, "template": true, "nav": true,
	"body.head": true, "body.end": true, "docdata": true, "note": true, "nitf-table-metadata": true, "alt-code": true, "frac-sep": true,
}

// private are classes of what is set beside a text for the newsroom (dpa's
// notepad, contacts, embargo line and closing line). They hold whoever sends
// them: a newsroom that has not said whose copy it takes must not let them out.
var private = map[string]bool{"notepad": true, "np-nonpublic": true, "np-public": true, "np-constraint": true, "closingline": true, "embargoed": true}

// asHTML renames elements of NITF 3.6 that HTML calls otherwise.
var asHTML = map[string]string{
	"hl1": "h2", "hl2": "h2", "bq": "blockquote", "nitf-table": "div", "block": "div", "person": "span", "org": "span", "location": "span", "lang": "span",
}

// embeds are elements that place a page of another house in the text: that of
// HTML and those of dpa.
var embeds = map[string]bool{"iframe": true, "dnl-youtubeembed": true, "dnl-twitterembed": true, "dnl-wgchart": true}

// void are elements of HTML that have no end.
var void = map[string]bool{"br": true, "hr": true, "col": true, "wbr": true}

// Markup writes the content of XHTML, HTML or NITF as HTML, for body.Clean to
// clean: it is escaped, but nothing in it may be shown as it is. What is
// private, media and head matter are left out; pages embedded become figures
// by reference (data-embed).
func Markup(nodes []*Node) string {
	var b strings.Builder
	for _, n := range nodes {
		writeMarkup(&b, n, false)
	}
	return strings.TrimSpace(b.String())
}

// writeMarkup writes a node; bare says that it stands in a figure that is known
// to hold no media.
func writeMarkup(b *strings.Builder, n *Node, bare bool) {
	if n.Name == "" {
		b.WriteString(html.EscapeString(n.Text))
		return
	}
	name := strings.ToLower(n.Name)
	if unshown[name] || IsPrivate(n) {
		return
	}
	switch {
	case embeds[name]:
		b.WriteString(`<figure data-embed="` + html.EscapeString(n.Attr("src")) + `"></figure>`)
		return
	case name == "figure":
		if !bare && n.Find(isMedia) != nil {
			return // with its caption: an association says both
		}
		name, bare = "div", true
	case name == "figcaption":
		name = "p"
	case name == "em" && (n.HasClass("strong") || n.HasClass("bold")): // NITF has no other word for it
		name = "strong"
	case name == "frac-den": // of a fraction, whose separator may be missing
		b.WriteString("/")
	}
	if other, ok := asHTML[name]; ok {
		name = other
	}
	if !plainName(name) { // an agency's own element
		if len(n.Children) == 0 {
			return
		}
		name = "span"
	}
	b.WriteString("<" + name)
	for _, a := range n.Attrs {
		switch key := strings.ToLower(a.Name.Local); key {
		case "href", "lang", "dir", "colspan", "rowspan":
			b.WriteString(" " + key + `="` + html.EscapeString(a.Value) + `"`)
		}
	}
	b.WriteString(">")
	if void[name] {
		return
	}
	for _, c := range n.Children {
		writeMarkup(b, c, bare)
	}
	b.WriteString("</" + name + ">")
}

func isMedia(n *Node) bool {
	switch n.Name {
	case "img", "picture", "video", "audio", "object", "embed", "media":
		return true
	}
	return false
}

// IsPrivate reports whether an element is marked as being for the newsroom: by
// a constraint on publishing it (NewsML-G2 pubconstraint), by a class that is
// private whoever gives it, or as hidden.
func IsPrivate(n *Node) bool {
	for _, a := range n.Attrs {
		switch a.Name.Local {
		case "hidden":
			return true
		case "pubconstraint", "pubconstrainturi":
			if strings.TrimSpace(a.Value) != "" {
				return true
			}
		case "class":
			for class := range strings.FieldsSeq(a.Value) {
				if private[class] {
					return true
				}
			}
		}
	}
	return false
}

func plainName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return s != "" && s[0] >= 'a'
}

// BodyMarkup returns the text of an XHTML document, an NITF document, or a
// fragment of either, as of [Markup].
func BodyMarkup(n *Node) string { return Markup(TextNodes(n)) }

// TextNodes returns what holds the text in an XHTML document, an NITF document,
// or a fragment of either: its head is not among it.
func TextNodes(n *Node) []*Node {
	switch {
	case n == nil:
		return nil
	case n.Name == "nitf", n.Name == "html":
		return TextNodes(n.First("body"))
	case n.Name == "body":
		if inner := n.First("body.content"); inner != nil {
			return inner.Children
		}
		return n.Children
	case n.Name == "body.content":
		return n.Children
	}
	return []*Node{n}
}

var blankLine = regexp.MustCompile(`\n[ \t\x{a0}]*\n\s*`)

// longLine is how long lines are on average, in bytes, where each is a
// paragraph.
const longLine = 100

// PlainMarkup returns plain text as HTML paragraphs: at its empty lines, or if
// it has none, at its line ends when the lines are as long as paragraphs are.
func PlainMarkup(text string) string {
	text = strings.TrimSpace(printable(text))
	if text == "" {
		return ""
	}
	parts := blankLine.Split(text, -1)
	if lines := strings.Split(text, "\n"); len(parts) == 1 && len(lines) > 1 && len(text)/len(lines) > longLine {
		parts = lines
	}
	var b strings.Builder
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
		}
	}
	return strings.TrimSpace(b.String())
}

// NITF returns the text of an NITF document in a string, as of [Markup], what
// stands in it for the newsroom by an agency's habit, and whether it was one
// that could be read.
func NITF(text string, h Habit) (markup string, notes []news.EditorialNote, ok bool) {
	root, err := ReadXML([]byte(text), len(text))
	if err != nil || root.Name != "nitf" && root.Name != "body.content" && root.First("body.content") == nil {
		return "", nil, false
	}
	notes = h.TakePrivate(root)
	return BodyMarkup(root), notes, true
}
