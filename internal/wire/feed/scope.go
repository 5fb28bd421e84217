package feed

import (
	"net/url"
	"strings"

	"broadsheet/internal/wire"
)

// families are the vocabularies that feeds mix, by a part of their namespace.
// The first that fits counts. Prefixes stand for those that forget to declare
// one.
var families = []struct{ part, prefix, name string }{
	{"search.yahoo.com/mrss", "media", "media"},
	{"purl.org/dc/elements", "dc", "dc"},
	{"purl.org/dc/terms", "dcterms", "dcterms"},
	{"purl.org/rss/1.0/modules/content", "content", "content"},
	{"purl.org/atompub/tombstones", "at", "at"},
	{"www.w3.org/2005/Atom", "atom", "atom"},
	{"purl.org/atom/ns", "", "atom"},
	{"prismstandard.org", "prism", "prism"},
	{"www.georss.org/georss", "georss", "georss"},
	{"www.w3.org/2003/01/geo", "geo", "geo"},
	{"www.w3.org/1999/xhtml", "xhtml", "xhtml"},
	{"creativeCommonsRssModule", "creativeCommons", "cc"},
	{"creativecommons.org/ns", "cc", "cc"},
	{"web.resource.org/cc", "", "cc"},
	{"itunes.com/dtds", "itunes", "itunes"},
	{"purl.org/rss/1.0/modules", "", "other"},
	{"purl.org/rss/", "rss", ""},
	{"purl.org/net/rss", "", ""},
	{"netscape.com/rdf", "", ""},
	{"backend.userland.com/rss", "", ""},
	{"blogs.law.harvard.edu/tech/rss", "", ""},
}

// vocabulary returns the family of a namespace: "" is that of RSS itself and of
// none, "other" what this house does not read.
func vocabulary(space string) string {
	if space == "" {
		return ""
	}
	for _, f := range families {
		if strings.Contains(space, f.part) || f.prefix != "" && space == f.prefix {
			return f.name
		}
	}
	return "other"
}

// names gives the elements of one feed their keys.
type names struct {
	home   string // the family of the feed's own elements
	spaces [2]string
	// index holds the children of elements that were looked through, by key.
	index map[*wire.Node]map[string][]*wire.Node
}

func newNames() names { return names{index: map[*wire.Node]map[string][]*wire.Node{}} }

// key returns by what name an element is looked up: the local name of the
// feed's own elements and those without a namespace, with the family before it
// for others, as in "dc:creator"; all in lower case.
func (m names) key(n *wire.Node) string {
	local := strings.ToLower(n.Name)
	if n.Space == m.spaces[0] || n.Space == m.spaces[1] {
		return local
	}
	f := vocabulary(n.Space)
	if f == "" || f == m.home {
		return local
	}
	return f + ":" + local
}

// all returns the children of n with any of the keys, key by key.
func (m names) all(n *wire.Node, keys ...string) []*wire.Node {
	if n == nil {
		return nil
	}
	byKey, ok := m.index[n]
	if !ok {
		byKey = map[string][]*wire.Node{}
		for _, c := range n.Elements() {
			byKey[m.key(c)] = append(byKey[m.key(c)], c)
		}
		m.index[n] = byKey
	}
	var out []*wire.Node
	for _, key := range keys {
		out = append(out, byKey[key]...)
	}
	return out
}

// first returns the first child with the first of the keys that has one, nil if
// none has.
func (m names) first(n *wire.Node, keys ...string) *wire.Node {
	if list := m.all(n, keys...); len(list) > 0 {
		return list[0]
	}
	return nil
}

// value returns the text of the first child with any of the keys whose text is
// not empty.
func (m names) value(n *wire.Node, keys ...string) string {
	for _, c := range m.all(n, keys...) {
		if s := c.Value(); s != "" {
			return s
		}
	}
	return ""
}

// scope is what elements hand down to those within them.
type scope struct {
	base *url.URL // absolute; nil if not known
	lang string
}

// in returns the scope inside an element: its xml:base and xml:lang count.
func (s scope) in(n *wire.Node) scope {
	if n == nil {
		return s
	}
	if base := anyAttr(n, "base", "http://www.w3.org/XML/1998/namespace", "xml"); base != "" {
		s.base = s.rebase(base)
	}
	if lang := anyAttr(n, "lang", "http://www.w3.org/XML/1998/namespace", "xml"); lang != "" {
		s.lang = lang
	}
	return s
}

// rebase returns the base that a reference makes, that of s if it makes none.
func (s scope) rebase(ref string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil {
		return s.base
	}
	if s.base != nil {
		u = s.base.ResolveReference(u)
	}
	if !u.IsAbs() || u.Host == "" {
		return s.base
	}
	return u
}

// resolve returns an address in full; as it is where no base is known or it is
// no address.
func (s scope) resolve(ref string) string {
	ref = wire.Text(ref)
	if s.base == nil || ref == "" {
		return ref
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ref
	}
	return s.base.ResolveReference(u).String()
}

// webAddress reports whether an address is one of the web.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// fileAddress reports whether a file may be asked for at an address: one of the
// web, or a name beside the feed.
func fileAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && s != "" && (webAddress(s) || u.Scheme == "" && u.Host == "" && !strings.HasPrefix(s, "/"))
}

// anyAttr returns an attribute in one of the namespaces.
func anyAttr(n *wire.Node, local string, spaces ...string) string {
	for _, a := range n.Attrs {
		if a.Name.Local != local {
			continue
		}
		for _, space := range spaces {
			if a.Name.Space == space {
				return strings.TrimSpace(a.Value)
			}
		}
	}
	return ""
}

// settle makes the links and files in markup whole, in place. What is of HTML
// knows no xml:base and keeps that of s.
func (s scope) settle(n *wire.Node) {
	s = s.in(n)
	for i, a := range n.Attrs {
		if k := strings.ToLower(a.Name.Local); a.Name.Space == "" && (k == "href" || k == "src") {
			n.Attrs[i].Value = s.resolve(a.Value)
		}
	}
	for _, c := range n.Children {
		if c.Name != "" {
			s.settle(c)
		}
	}
}
