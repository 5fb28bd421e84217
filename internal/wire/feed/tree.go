package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode/utf32"
)

// sniffed is how much of a file is looked at to know its kind.
const sniffed = 64 << 10

// xmlKind reports whether a file is a feed by its first element.
func xmlKind(root xml.Name, head []byte) bool {
	switch root.Local {
	case "rss", "feed":
		return true
	case "RDF": // other things than feeds are written in RDF
		text := utf8Text(head)
		return bytes.Contains(text, []byte("purl.org/rss/1.0")) || bytes.Contains(text, []byte("netscape.com/rdf")) || bytes.Contains(text, []byte("<channel"))
	case "deleted-entry":
		return true
	case "entry":
		return bytes.Contains(utf8Text(head), []byte("www.w3.org/2005/Atom"))
	}
	return false
}

// firstElement returns the name of the first element in what begins a file,
// its prefix as its space; none if there is none.
func firstElement(head []byte) xml.Name {
	text := wire.TrimBOM(utf8Text(head))
	if len(text) == 0 || text[0] != '<' {
		return xml.Name{}
	}
	d := lenientDecoder(text)
	for {
		token, err := d.RawToken()
		if err != nil {
			return xml.Name{}
		}
		if t, ok := token.(xml.StartElement); ok {
			return t.Name
		}
	}
}

// lenientDecoder returns a decoder of XML in UTF-8 that forgives what feeds get
// wrong: bare ampersands, unknown entities, elements that
// are not closed.
func lenientDecoder(text []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.AutoClose = []string{"br", "hr", "img", "input"}
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	return d
}

// readLeniently parses what is no well-formed XML. Text outside the root and
// what follows its end are dropped. Where the file cannot be read to its end,
// broken says why, and an entry that was open there is dropped. err says that
// nothing can be read.
func readLeniently(raw []byte) (root *wire.Node, broken, err error) {
	d := lenientDecoder(wire.TrimBOM(legal(utf8Text(raw))))
	var r lenientReader
	for {
		token, err := d.Token()
		line, _ := d.InputPos()
		if err != nil {
			broken = r.breakOff(err, line)
			break
		}
		done, err := r.take(token, line)
		if err != nil {
			return nil, nil, fmt.Errorf("line %d: %w: %w", line, err, news.ErrInvalid)
		}
		if done {
			break
		}
	}
	if r.root == nil {
		return nil, nil, fmt.Errorf("no element could be found: %w", news.ErrInvalid)
	}
	return r.root, broken, nil
}

// lenientReader builds the tree of a feed.
type lenientReader struct {
	root  *wire.Node
	open  []*wire.Node
	nodes int
}

// take adds a token to the tree; done says that the root is closed and what
// follows does not count.
func (r *lenientReader) take(token xml.Token, line int) (done bool, err error) {
	switch t := token.(type) {
	case xml.StartElement:
		n := &wire.Node{Name: t.Name.Local, Space: t.Name.Space, Attrs: t.Attr, Line: line}
		switch {
		case len(r.open) >= maxDepth:
			return false, fmt.Errorf("elements nest deeper than %d", maxDepth)
		case len(r.open) > 0:
			r.add(n)
		default:
			r.root = n
		}
		r.open = append(r.open, n)
	case xml.EndElement:
		if len(r.open) > 0 {
			r.open = r.open[:len(r.open)-1]
		}
		return len(r.open) == 0 && r.root != nil, nil
	case xml.CharData:
		if len(r.open) > 0 {
			r.add(&wire.Node{Text: string(t), Line: line})
		}
	}
	if r.nodes++; r.nodes > maxNodes {
		return false, fmt.Errorf("the feed has more than %d elements and runs of text", maxNodes)
	}
	return false, nil
}

func (r *lenientReader) add(n *wire.Node) {
	top := r.open[len(r.open)-1]
	top.Children = append(top.Children, n)
}

// breakOff says where and why a feed could not be read further, if it was not
// whole, and drops the entry that was open there.
func (r *lenientReader) breakOff(err error, line int) error {
	if len(r.open) == 0 {
		return nil
	}
	dropOpen(r.open)
	if errors.Is(err, io.EOF) || strings.Contains(err.Error(), "unexpected EOF") {
		return fmt.Errorf("line %d: the feed ends in its middle: %w: %w", line, io.ErrUnexpectedEOF, news.ErrInvalid)
	}
	return fmt.Errorf("line %d: the feed cannot be read from here on: %v: %w", line, err, news.ErrInvalid)
}

// dropOpen takes an entry that was not closed out of the tree: half an entry
// must not pass for a whole one.
func dropOpen(open []*wire.Node) {
	for i := 1; i < len(open); i++ {
		switch open[i].Name {
		case "item", "entry", "deleted-entry":
			parent := open[i-1]
			parent.Children = parent.Children[:len(parent.Children)-1]
			return
		}
	}
}

// declared finds the encoding that an XML declaration names.
var declared = regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// utf8Text returns a file of markup in UTF-8, whatever it was written in: by its
// byte order mark or first character, as UTF-8 if it is that, by what it
// declares, else as Windows-1252, which can be anything.
func utf8Text(raw []byte) []byte {
	if text, ok := fromUTF32(raw); ok {
		return text
	}
	if text := wire.ToUTF8(raw); len(text) != len(raw) {
		return text
	}
	if wholeUTF8(raw) {
		return raw
	}
	label := "windows-1252"
	if m := declared.FindSubmatch(raw[:min(len(raw), 1<<10)]); m != nil && !strings.HasPrefix(strings.ToLower(string(m[1])), "utf") {
		label = string(m[1])
	}
	e, _ := charset.Lookup(label)
	if e == nil {
		e, _ = charset.Lookup("windows-1252")
	}
	text, err := e.NewDecoder().Bytes(raw)
	if err != nil {
		return bytes.ToValidUTF8(raw, nil)
	}
	return text
}

// wholeUTF8 reports whether a text, whose last character may be cut, is UTF-8.
func wholeUTF8(raw []byte) bool {
	for i := 0; i < utf8.UTFMax && i <= len(raw); i++ {
		if utf8.Valid(raw[:len(raw)-i]) {
			return true
		}
	}
	return false
}

// fromUTF32 reads UTF-32, known by its mark or by a first character of markup.
func fromUTF32(raw []byte) ([]byte, bool) {
	var order utf32.Endianness
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(raw, []byte("<\x00\x00\x00")):
		order = utf32.LittleEndian
	case bytes.HasPrefix(raw, []byte("\x00\x00\xfe\xff")), bytes.HasPrefix(raw, []byte("\x00\x00\x00<")):
		order = utf32.BigEndian
	default:
		return nil, false
	}
	text, err := utf32.UTF32(order, utf32.UseBOM).NewDecoder().Bytes(raw)
	return text, err == nil
}

// legal drops the characters that XML does not allow.
func legal(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r < 0xfffe && r != utf8.RuneError || r > 0xffff:
			return r
		}
		return -1
	}, text)
}
