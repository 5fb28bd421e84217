package wire

import (
	"encoding/xml"
	"strings"
)

// Node is an element of XML or HTML with all that is in it, in document order.
// Text stands as a child with an empty name. Methods that only read bear a nil
// receiver and find nothing in it, so that paths can be followed blindly.
type Node struct {
	Name     string // local
	Space    string // namespace, as a hint: several agencies send none
	Attrs    []xml.Attr
	Children []*Node
	Text     string // of a text node
	Line     int    // where it begins, from 1; 0 in HTML
}

// Attr returns the value of an attribute without a prefix, and of xml:lang,
// trimmed; "" if there is none.
func (n *Node) Attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attrs {
		if a.Name.Local == name && (a.Name.Space == "" || name == "lang") {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// First returns the first element at a path of local names below n, nil if
// there is none.
func (n *Node) First(path ...string) *Node {
	for _, name := range path {
		if n == nil {
			return nil
		}
		var next *Node
		for _, c := range n.Children {
			if c.Name == name {
				next = c
				break
			}
		}
		n = next
	}
	return n
}

// All returns the child elements with a local name.
func (n *Node) All(name string) []*Node {
	var out []*Node
	for _, c := range n.Elements() {
		if c.Name == name {
			out = append(out, c)
		}
	}
	return out
}

// Elements returns the child elements.
func (n *Node) Elements() []*Node {
	if n == nil {
		return nil
	}
	var out []*Node
	for _, c := range n.Children {
		if c.Name != "" {
			out = append(out, c)
		}
	}
	return out
}

// Find returns the first element below n, in document order, of which ok holds;
// nil if there is none. It does not look inside what is private.
func (n *Node) Find(ok func(*Node) bool) *Node {
	if n == nil {
		return nil
	}
	for _, c := range n.Children {
		if c.Name == "" || IsPrivate(c) {
			continue
		}
		if ok(c) {
			return c
		}
		if x := c.Find(ok); x != nil {
			return x
		}
	}
	return nil
}

// Prune takes the elements below n of which drop holds out of the tree, with
// all that is in them.
func (n *Node) Prune(drop func(*Node) bool) {
	if n == nil {
		return
	}
	kept := n.Children[:0]
	for _, c := range n.Children {
		if c.Name != "" {
			if drop(c) {
				continue
			}
			c.Prune(drop)
		}
		kept = append(kept, c)
	}
	n.Children = kept
}

// HasClass reports whether an element of XHTML or HTML is of a class.
func (n *Node) HasClass(class string) bool {
	for have := range strings.FieldsSeq(n.Attr("class")) {
		if have == class {
			return true
		}
	}
	return false
}

// breaks are elements before and after which a line ends.
var breaks = map[string]bool{
	"br": true, "p": true, "div": true, "section": true, "header": true, "footer": true, "ul": true, "ol": true, "li": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "hl1": true, "hl2": true, "table": true, "tr": true,
	"blockquote": true, "bq": true, "dt": true, "dd": true, "block": true,
}

// Content returns all text in n, with a line feed where a paragraph, heading,
// list item or line of it ends.
func (n *Node) Content() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	n.writeContent(&b)
	return b.String()
}

func (n *Node) writeContent(b *strings.Builder) {
	if n.Name == "" {
		b.WriteString(n.Text)
		return
	}
	line := breaks[n.Name]
	if line {
		b.WriteByte('\n')
	}
	for _, c := range n.Children {
		c.writeContent(b)
	}
	if line {
		b.WriteByte('\n')
	}
}

// Value returns the text in n as a field of one line.
func (n *Node) Value() string { return Text(n.Content()) }

// Lines returns the text in n as a field of several lines, none of them empty.
func (n *Node) Lines() string {
	var lines []string
	for line := range strings.Lines(printable(n.Content())) {
		if line = fold(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
