package feed

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// form is how a text is written.
type form int

const (
	plain  form = iota
	markup      // HTML, escaped or in CDATA
	inline      // elements
	unread      // what is no text
)

// tagged finds signs that a text whose form is not said is HTML: elements that
// HTML has, or entities that are left after XML's were read.
var tagged = regexp.MustCompile(`(?i)</?(?:a|abbr|b|big|blockquote|br|cite|code|div|em|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p|pre|q|script|small|span|strike|strong|style|sub|sup|table|tr|tt|u|ul)(?:\s[^<>]*|/)?>|&(?:[a-z][a-z0-9]{1,30}|#[0-9]{1,7}|#x[0-9a-f]{1,6});`)

// phrase reads the form and characters of an element of text. atom says that
// it is one of Atom, where no type means plain text; in RSS it may be HTML.
func phrase(n *wire.Node, atom bool) (form, string) {
	text := n.Content()
	kind := strings.ToLower(n.Attr("type"))
	kind, _, _ = strings.Cut(kind, ";")
	mode := strings.ToLower(n.Attr("mode")) // Atom 0.3
	if mode == "base64" || mode == "" && base64Type(kind) && n.Attr("src") == "" {
		raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			return unread, ""
		}
		if text = string(utf8Text(raw)); !strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "xml") && !strings.HasSuffix(kind, "html") {
			return unread, ""
		}
		mode = "escaped"
	}
	elements := len(n.Elements()) > 0
	switch {
	case elements && mode != "escaped":
		return inline, ""
	case kind == "html" || kind == "xhtml" || strings.HasSuffix(kind, "/html") || strings.HasSuffix(kind, "+html") || strings.HasSuffix(kind, "xml"):
		return markup, text
	case kind == "text" || kind == "plain" || kind == "text/plain" || kind == "" && atom:
		if mode == "escaped" && tagged.MatchString(text) {
			return markup, text
		}
		return plain, text
	case kind != "" && !strings.HasPrefix(kind, "text/"):
		return unread, ""
	case tagged.MatchString(text):
		return markup, text
	}
	return plain, text
}

// base64Type reports whether Atom content of a type is base64 (RFC 4287
// §4.1.3.3).
func base64Type(kind string) bool {
	return strings.Contains(kind, "/") && !strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "/xml") && !strings.HasSuffix(kind, "+xml") &&
		!strings.HasSuffix(kind, "html")
}

// tree returns a text as the tree of its markup, nil if it is plain.
func tree(f form, n *wire.Node, text string) (*wire.Node, error) {
	switch f {
	case inline:
		return n, nil
	case markup:
		return wire.ReadHTML(text)
	}
	return nil, nil
}

// words returns an element of text as a field without markup, of one line or,
// if lines, of several.
func (e *entry) words(n *wire.Node, lines bool) string {
	if n == nil {
		return ""
	}
	f, text := phrase(n, e.atom(n))
	root, err := tree(f, n, text)
	switch {
	case err != nil || f == unread:
		e.warn("the text of <%s> cannot be read", n.Name)
		return ""
	case root == nil && lines:
		return wire.Lines(text)
	case root == nil:
		return wire.Text(text)
	}
	return e.spoken(root, lines)
}

// spoken returns what is for readers in markup, without it.
func (e *entry) spoken(root *wire.Node, lines bool) string {
	root.Prune(func(x *wire.Node) bool {
		return slices.Contains([]string{"script", "style", "img", "figure", "iframe"}, strings.ToLower(x.Name)) || wire.IsPrivate(x)
	})
	if lines {
		return root.Lines()
	}
	return root.Value()
}

// atom reports whether an element of text is one of Atom.
func (e *entry) atom(n *wire.Node) bool { return vocabulary(n.Space) == "atom" || e.home == "atom" }

// body reads an element of text as HTML for body.Clean. What in it is for the
// newsroom goes to the notes; its pictures are added to the item.
func (e *entry) body(n *wire.Node, s scope) (string, error) {
	f, text := phrase(n, e.atom(n))
	if f == unread {
		e.warn("the text in <%s> is of type %q, which is not read", n.Name, shown(n.Attr("type")))
		return "", nil
	}
	root, err := tree(f, n, text)
	if err != nil {
		return "", fmt.Errorf("the text in <%s>: %w", n.Name, err)
	}
	if root == nil {
		return wire.PlainMarkup(text), nil
	}
	if f == markup {
		s = s.in(n)
	}
	return e.html(root, s), nil
}

// html writes a tree of markup for body.Clean.
func (e *entry) html(root *wire.Node, s scope) string {
	s.settle(root)
	root.Prune(func(x *wire.Node) bool {
		if !wire.IsPrivate(x) {
			return false
		}
		e.note(wire.Text(x.Attr("class")), x.Lines())
		return true
	})
	e.pictured(root, "")
	for _, name := range []string{"html", "nitf", "body.content", "body"} {
		if whole := root.First(name); whole != nil {
			return wire.BodyMarkup(whole)
		}
	}
	if list := root.Elements(); len(list) == 1 && strings.EqualFold(list[0].Name, "div") && strings.TrimSpace(root.Value()) == strings.TrimSpace(list[0].Value()) {
		root = list[0]
	}
	return wire.Markup(root.Children)
}

// pictured adds the pictures in n, itself included, with the caption of the
// figure around them. Those of one pixel only count readers.
func (e *entry) pictured(n *wire.Node, caption string) {
	if strings.EqualFold(n.Name, "img") {
		r := news.WireRendition{Name: "main", Href: n.Attr("src"), Width: count(n.Attr("width")), Height: count(n.Attr("height"))}
		if r.Width == 1 || r.Height == 1 || !webAddress(r.Href) {
			return
		}
		e.file(news.Association{Type: news.PictureItem, Caption: caption, AltText: wire.Text(n.Attr("alt")), Renditions: []news.WireRendition{r}})
		return
	}
	for _, c := range n.Elements() {
		under := caption
		if strings.EqualFold(c.Name, "figure") {
			under = c.Find(func(x *wire.Node) bool { return strings.EqualFold(x.Name, "figcaption") }).Value()
		}
		e.pictured(c, under)
	}
}
