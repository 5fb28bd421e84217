package photo

import (
	"bytes"
	"encoding/xml"
	"strings"

	"broadsheet/internal/wire"
)

// The namespaces of XMP that are read.
const (
	nsRDF       = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsDC        = "http://purl.org/dc/elements/1.1/"
	nsPhotoshop = "http://ns.adobe.com/photoshop/1.0/"
	nsRights    = "http://ns.adobe.com/xap/1.0/rights/"
	nsCore      = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
	nsExt       = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
)

// rdf are the properties of one thing in XMP: of the picture, or of a structure
// that is a property of it. A nil one has none.
type rdf struct {
	elements   map[xml.Name]*wire.Node
	attributes map[xml.Name]string
}

// xmp reads the XMP packet of a file; nil if it has none.
func (r raws) xmp() (*rdf, error) {
	packet := bytes.Trim(r.packet, "\x00 \t\r\n")
	if len(packet) == 0 {
		return nil, nil
	}
	root, err := wire.ReadXML(packet, maxPacket)
	if err != nil {
		return nil, err
	}
	top := root
	if top.Name != "RDF" {
		top = root.First("RDF")
	}
	return properties(top.All("Description")), nil
}

// properties gathers the properties of descriptions. The first of a name counts.
func properties(descriptions []*wire.Node) *rdf {
	out := &rdf{elements: map[xml.Name]*wire.Node{}, attributes: map[xml.Name]string{}}
	for _, d := range descriptions {
		for _, a := range d.Attrs {
			if _, have := out.attributes[a.Name]; !have {
				out.attributes[a.Name] = a.Value
			}
		}
		for _, e := range d.Elements() {
			name := xml.Name{Space: e.Space, Local: e.Name}
			if out.elements[name] == nil {
				out.elements[name] = e
			}
		}
	}
	return out
}

// members are the values of a list (Seq, Bag or Alt); nil if n is none.
func members(n *wire.Node) []*wire.Node {
	for _, kind := range []string{"Seq", "Bag", "Alt"} {
		if l := n.First(kind); l != nil && l.Space == nsRDF {
			return l.All("li")
		}
	}
	return nil
}

// text returns the value of a property. Of one in several languages that is the
// default, or else the first; of a list the first.
func (r *rdf) text(space, local string) string {
	if r == nil {
		return ""
	}
	name := xml.Name{Space: space, Local: local}
	n := r.elements[name]
	if n == nil {
		return strings.TrimSpace(r.attributes[name])
	}
	list := members(n)
	for _, m := range list {
		if strings.EqualFold(m.Attr("lang"), "x-default") {
			return value(m)
		}
	}
	if len(list) > 0 {
		return value(list[0])
	}
	return value(n)
}

// list returns the values of a property that may be a list.
func (r *rdf) list(space, local string) []string {
	if r == nil {
		return nil
	}
	var out []string
	if n := r.elements[xml.Name{Space: space, Local: local}]; n != nil {
		for _, m := range members(n) {
			if len(out) < maxList {
				out = append(out, value(m))
			}
		}
	}
	if s := r.text(space, local); len(out) == 0 && s != "" {
		out = append(out, s)
	}
	return out
}

// inner returns a property that is a structure; of a list of them the first.
func (r *rdf) inner(space, local string) *rdf {
	if r == nil {
		return nil
	}
	n := r.elements[xml.Name{Space: space, Local: local}]
	if n == nil {
		return nil
	}
	if list := members(n); len(list) > 0 {
		n = list[0]
	}
	if d := n.First("Description"); d != nil && d.Space == nsRDF {
		n = d
	}
	return properties([]*wire.Node{n})
}

// value is the text in a property, or the address it points at (rdf:resource).
// A structure has none.
func value(n *wire.Node) string {
	if len(n.Elements()) > 0 {
		if v := n.First("value"); v != nil && v.Space == nsRDF { // with qualifiers beside it
			return strings.TrimSpace(v.Content())
		}
		return ""
	}
	if s := strings.TrimSpace(n.Content()); s != "" {
		return s
	}
	for _, a := range n.Attrs {
		if a.Name.Space == nsRDF && a.Name.Local == "resource" {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}
