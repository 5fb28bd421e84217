package wire

import (
	"encoding/xml"
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"

	"golang.org/x/net/html"
)

// Element returns an element for a writer, with attributes given as name and
// value by turns. An attribute without a value is left out.
func Element(name string, attrs ...string) *Node {
	n := &Node{Name: name}
	n.Set(attrs...)
	return n
}

// Set adds attributes as [Element] takes them.
func (n *Node) Set(attrs ...string) {
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			n.Attrs = append(n.Attrs, xml.Attr{Name: xml.Name{Local: attrs[i]}, Value: attrs[i+1]})
		}
	}
}

// Field returns an element that holds a field of one line, as of [Text]; nil
// for an empty one.
func Field(name, text string, attrs ...string) *Node {
	if text = Text(text); text == "" {
		return nil
	}
	return Element(name, attrs...).Add(&Node{Text: text})
}

// Add appends children, leaving out those that are nil, and returns n.
func (n *Node) Add(children ...*Node) *Node {
	for _, c := range children {
		if c != nil {
			n.Children = append(n.Children, c)
		}
	}
	return n
}

// inlines are elements within a line of text: white space around them counts.
var inlines = map[string]bool{"a": true, "em": true, "strong": true, "span": true, "br": true, "lang": true}

// WriteXML writes a document in UTF-8, an element a line where that adds no
// text. What XML 1.0 cannot say, such as most controls, is left out. Names are
// written as they are.
func WriteXML(root *Node) []byte {
	var b strings.Builder
	b.WriteString(xml.Header)
	writeXML(&b, root, "\n")
	b.WriteByte('\n')
	return []byte(b.String())
}

// maxIndent bounds how far deep elements are set in.
const maxIndent = 40

func writeXML(b *strings.Builder, n *Node, indent string) {
	if n.Name == "" {
		escapeXML(b, n.Text, textEscapes)
		return
	}
	b.WriteString("<" + n.Name)
	for _, a := range n.Attrs {
		b.WriteString(" " + a.Name.Local + `="`)
		escapeXML(b, a.Value, attrEscapes)
		b.WriteByte('"')
	}
	if len(n.Children) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	inner := ""
	if indent != "" && !mixed(n) {
		inner = indent
		if len(inner) < maxIndent {
			inner += "  "
		}
	}
	for _, c := range n.Children {
		b.WriteString(inner)
		writeXML(b, c, inner)
	}
	if inner != "" {
		b.WriteString(indent)
	}
	b.WriteString("</" + n.Name + ">")
}

// mixed reports whether white space between the children of n would be text.
func mixed(n *Node) bool {
	for _, c := range n.Children {
		if c.Name == "" || inlines[c.Name] {
			return true
		}
	}
	return false
}

var (
	textEscapes = map[rune]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"}
	attrEscapes = map[rune]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;", '"': "&quot;", '\n': "&#xA;", '\t': "&#x9;"}
)

// escapeXML writes text; characters that XML 1.0 does not have (its production
// Char) are left out.
func escapeXML(b *strings.Builder, text string, escapes map[rune]string) {
	for _, r := range strings.ToValidUTF8(text, "") {
		switch {
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == '\ufffe', r == '\uffff':
			continue
		}
		if e, ok := escapes[r]; ok {
			b.WriteString(e)
		} else {
			b.WriteRune(r)
		}
	}
}

// maxBodyDepth is how deep the markup of a text may nest that is written: what
// is deeper stays as words. The message around it must still be readable.
const maxBodyDepth = 100

var markupTag = regexp.MustCompile(`<[^>]*>?`)

// ReadBody parses text that body.Clean has cleaned, for a writer, into a body
// element. It never fails: markup that nests beyond measure becomes words.
func ReadBody(cleaned string) *Node {
	root, err := ReadHTML(cleaned)
	if err != nil {
		words := html.UnescapeString(markupTag.ReplaceAllString(cleaned, " "))
		root = Element("body")
		for p := range strings.SplitSeq(words, "\n") {
			root.Add(Field("p", p))
		}
	}
	flatten(root, 1)
	return root
}

func flatten(n *Node, depth int) {
	for i, c := range n.Children {
		switch {
		case c.Name == "":
		case depth >= maxBodyDepth:
			n.Children[i] = &Node{Text: c.Content()}
		default:
			flatten(c, depth+1)
		}
	}
}

// maxOffset is how far from UTC a time of XML Schema may be, in seconds.
const maxOffset = 14 * 60 * 60

// WriteTime writes a time in a layout of package time, in the offset it has,
// or in UTC where XML Schema knows no such offset; "" for none.
func WriteTime(t news.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	when := t.Time
	if _, offset := when.Zone(); offset%60 != 0 || offset > maxOffset || offset < -maxOffset {
		when = when.UTC()
	}
	return when.Format(layout)
}

// DateTime writes a time as an xs:dateTime; "" for none.
func DateTime(t news.Time) string { return WriteTime(t, time.RFC3339Nano) }

var languageForm = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

// Language returns a language tag if xml:lang may hold it, and else "".
func Language(tag string) string {
	if !languageForm.MatchString(tag) {
		return ""
	}
	return tag
}

// fromRight are the languages and scripts that are written from right to left.
var fromRight = map[string]bool{
	"ar": true, "arc": true, "ckb": true, "dv": true, "fa": true, "he": true, "iw": true, "ks": true, "ps": true, "sd": true, "ug": true, "ur": true, "yi": true,
	"arab": true, "hebr": true, "thaa": true, "syrc": true, "nkoo": true, "adlm": true,
}

// Direction returns "rtl" for a language that is written from right to left,
// by the script its tag names or else by the language; "" for any other.
func Direction(tag string) string {
	parts := strings.Split(strings.ToLower(tag), "-")
	right := fromRight[parts[0]]
	for _, p := range parts[1:] {
		if len(p) == 4 && p[0] >= 'a' {
			right = fromRight[p]
			break
		}
	}
	if right {
		return "rtl"
	}
	return ""
}
