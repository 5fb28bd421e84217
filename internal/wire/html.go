package wire

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"broadsheet/internal/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// errHTML says that HTML is larger or deeper than is read.
var errHTML = errors.New("HTML nests too deep or has too many elements")

// ReadHTML parses a document or fragment of HTML, as agencies send it escaped
// or in CDATA, into a body element. Comments and foreign content (SVG, MathML)
// are left out. An error wraps [news.ErrInvalid].
func ReadHTML(text string) (*Node, error) {
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	list, err := html.ParseFragment(strings.NewReader(text), context)
	if err != nil {
		return nil, fmt.Errorf("%w: %w: %w", errHTML, err, news.ErrInvalid)
	}
	root := &Node{Name: "body"}
	budget := maxNodes
	for _, h := range list {
		if err := adopt(root, h, 1, &budget); err != nil {
			return nil, fmt.Errorf("%w: %w", err, news.ErrInvalid)
		}
	}
	return root, nil
}

// adopt adds an HTML node and what is in it to parent.
func adopt(parent *Node, h *html.Node, depth int, budget *int) error {
	if *budget--; *budget < 0 || depth > maxDepth {
		return errHTML
	}
	switch {
	case h.Type == html.TextNode:
		parent.Children = append(parent.Children, &Node{Text: h.Data})
		return nil
	case h.Type != html.ElementNode || h.Namespace != "":
		return nil
	}
	n := &Node{Name: h.Data}
	for _, a := range h.Attr {
		n.Attrs = append(n.Attrs, xml.Attr{Name: xml.Name{Local: a.Key}, Value: a.Val})
	}
	parent.Children = append(parent.Children, n)
	for c := h.FirstChild; c != nil; c = c.NextSibling {
		if err := adopt(n, c, depth+1, budget); err != nil {
			return err
		}
	}
	return nil
}
