package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"broadsheet/internal/news"

	"golang.org/x/net/html/charset"
)

// What a message may be at most, beside its bytes: far more than any agency
// sends, and little enough for one machine.
const (
	maxDepth = 200     // elements within elements
	maxNodes = 1 << 20 // elements and runs of text
)

// ReadXML parses a message of at most maxBytes into its root element. The
// encoding it declares is honoured. Entities are those of XML and HTML alone:
// what a document type declares is never expanded, and nothing is fetched. An
// error wraps [news.ErrInvalid] and says the line, and io.ErrUnexpectedEOF too
// where the message ends in its middle.
func ReadXML(raw []byte, maxBytes int) (*Node, error) {
	return readXML(raw, maxBytes, &treeReader{})
}

// ReadXMLParts is [ReadXML] for a message that is a long list: each element for
// which part answers true of its name and its parents, outermost first, is given
// to use once it is whole, and is no part of the tree that is returned. So a list
// of any length needs the memory of its longest entry. An error of use ends the
// reading and is returned as it is.
func ReadXMLParts(raw []byte, maxBytes int, part func(name string, parents []*Node) bool, use func(*Node) error) (*Node, error) {
	return readXML(raw, maxBytes, &treeReader{part: part, use: use})
}

func readXML(raw []byte, maxBytes int, r *treeReader) (*Node, error) {
	if len(raw) > maxBytes {
		return nil, fmt.Errorf("the message has %d bytes; at most %d are read: %w", len(raw), maxBytes, news.ErrInvalid)
	}
	d, skipped := newDecoder(raw)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(r.open) == 0 {
			break
		}
		line, _ := d.InputPos()
		line += skipped
		if err != nil {
			return nil, xmlError(err, line, r.open)
		}
		if err := r.take(token, line); err != nil {
			return nil, fmt.Errorf("line %d: %w: %w", line, err, news.ErrInvalid)
		}
		if r.whole != nil {
			n := r.whole
			r.whole = nil
			if err := r.use(n); err != nil {
				return nil, err
			}
		}
	}
	if r.root == nil {
		return nil, fmt.Errorf("the message holds no XML element: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
	}
	return r.root, nil
}

// treeReader builds the tree of a message.
type treeReader struct {
	root  *Node
	open  []*Node
	nodes int

	// part and use are those of [ReadXMLParts], nil without parts. While a part
	// is read, inPart is set, outer is how many elements are open around it and
	// before how many nodes the tree has without it; whole is one that has ended.
	part   func(string, []*Node) bool
	use    func(*Node) error
	inPart bool
	outer  int
	before int
	whole  *Node
}

func (r *treeReader) take(token xml.Token, line int) error {
	switch t := token.(type) {
	case xml.StartElement:
		n := &Node{Name: t.Name.Local, Space: t.Name.Space, Attrs: t.Attr, Line: line}
		switch {
		case len(r.open) >= maxDepth:
			return fmt.Errorf("elements nest deeper than %d", maxDepth)
		case len(r.open) > 0 && !r.inPart && r.part != nil && r.part(n.Name, r.open):
			r.inPart, r.outer, r.before = true, len(r.open), r.nodes
		case len(r.open) > 0:
			parent := r.open[len(r.open)-1]
			parent.Children = append(parent.Children, n)
		case r.root != nil:
			return fmt.Errorf("a second root element <%s>", cut(t.Name.Local, 60))
		default:
			r.root = n
		}
		r.open = append(r.open, n)
	case xml.EndElement:
		last := r.open[len(r.open)-1]
		r.open = r.open[:len(r.open)-1]
		if r.inPart && len(r.open) == r.outer {
			r.inPart, r.nodes, r.whole = false, r.before, last
		}
		return nil
	case xml.CharData:
		if len(r.open) == 0 {
			if text := bytes.TrimSpace(t); len(text) > 0 {
				return fmt.Errorf("text outside the root element: %q", cut(string(text), 60))
			}
			return nil
		}
		if r.part != nil && !r.inPart && len(bytes.TrimSpace(t)) == 0 {
			return nil // between entries
		}
		parent := r.open[len(r.open)-1]
		parent.Children = append(parent.Children, &Node{Text: string(t), Line: line})
	default:
		return nil
	}
	if r.nodes++; r.nodes > maxNodes {
		return fmt.Errorf("the message has more than %d elements and runs of text", maxNodes)
	}
	return nil
}

// newDecoder returns a decoder of the XML in raw, and how many lines were
// skipped before it.
func newDecoder(raw []byte) (d *xml.Decoder, skipped int) {
	text := ToUTF8(raw)
	// What a byte order mark says is surer than what the declaration says.
	marked := len(text) != len(raw) || bytes.HasPrefix(text, []byte("\xef\xbb\xbf"))
	trimmed := TrimBOM(text)
	skipped = bytes.Count(text[:len(text)-len(trimmed)], []byte("\n"))
	d = xml.NewDecoder(bytes.NewReader(wholeRunes(trimmed)))
	d.Strict = true
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		// A declaration that could be read byte by byte is not in UTF-16.
		if marked || strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return input, nil
		}
		return charset.NewReaderLabel(label, input)
	}
	return d, skipped
}

// wholeRunes cuts off a character that was broken off at the end: the message
// was too, and shall be called unfinished, not malformed.
func wholeRunes(text []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if c := text[len(text)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(text[len(text)-i:]) {
				return text[:len(text)-i]
			}
			break
		}
	}
	return text
}

// xmlError says where and why a message is no XML.
func xmlError(err error, line int, open []*Node) error {
	inside := ""
	if len(open) > 0 {
		inside = " inside <" + cut(open[len(open)-1].Name, 60) + ">"
	}
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		return fmt.Errorf("line %d: the message ends%s: %w: %w", line, inside, io.ErrUnexpectedEOF, news.ErrInvalid)
	case syntax != nil && strings.Contains(syntax.Msg, "(no semicolon)"):
		return fmt.Errorf("line %d%s: not well-formed XML: a bare ampersand; send it as &amp;: %w", line, inside, news.ErrInvalid)
	case syntax != nil && strings.Contains(syntax.Msg, "invalid character entity"):
		return fmt.Errorf("line %d%s: %s; entities that a document type declares are not expanded: %w", line, inside, cut(syntax.Msg, 120), news.ErrInvalid)
	case syntax != nil:
		return fmt.Errorf("line %d%s: not well-formed XML: %s: %w", line, inside, cut(syntax.Msg, 120), news.ErrInvalid)
	}
	return fmt.Errorf("line %d%s: %v: %w", line, inside, err, news.ErrInvalid)
}

// Root returns the local name of the first element of an XML file, by which to
// choose a parser; "" if it has none in its first 64 KiB or is no XML.
func Root(raw []byte) string {
	raw = raw[:min(len(raw), 64<<10)]
	if text := TrimBOM(ToUTF8(raw)); len(text) == 0 || text[0] != '<' {
		return ""
	}
	d, _ := newDecoder(raw)
	for {
		token, err := d.RawToken()
		if err != nil {
			return ""
		}
		if t, ok := token.(xml.StartElement); ok {
			return t.Name.Local
		}
	}
}

// ToUTF8 returns a file in UTF-16, known by its byte order mark or by the first
// character of a file of markup, as UTF-8 without a mark; any other as it is.
func ToUTF8(raw []byte) []byte {
	var order binary.ByteOrder
	start := 2
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	case bytes.HasPrefix(raw, []byte("<\x00")):
		order, start = binary.LittleEndian, 0
	case bytes.HasPrefix(raw, []byte("\x00<")):
		order, start = binary.BigEndian, 0
	default:
		return raw
	}
	units := make([]uint16, 0, len(raw)/2)
	for i := start; i+1 < len(raw); i += 2 {
		units = append(units, order.Uint16(raw[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}
