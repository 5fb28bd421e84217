// Package newsml1 reads IPTC NewsML 1.0 to 1.2: the NewsItems of one NewsML
// with their nested NewsComponents, text in NITF, bare paragraphs, XHTML, HTML
// or plain, and pictures in several sizes.
//
// Names from catalogues and topic sets are kept as sent; no catalogue, DTD or
// file is fetched. What is meant for the newsroom (advisory lines, contacts,
// comments) goes into editorial notes and into no other field. Patch lists
// (Update) are noted and not carried out.
//
// It is not a writer, and decides nothing about the items it makes: body.Clean
// cleans their text and ingest files them. NewsML-G2, which shares nothing with
// this format but its name, is read by package newsmlg2.
//
// Paths in comments are those of NewsMLv1.2.dtd. Start at [Parse].
package newsml1

import (
	"errors"
	"fmt"
	"regexp"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxBytes is the longest file that is read.
const maxBytes = 32 << 20

// Sniff reports whether a file looks like NewsML 1.
func Sniff(raw []byte) bool { return wire.Root(raw) == "NewsML" }

// Parse reads the NewsItems of a NewsML in their order; one that stands inside
// another follows it. Items that could be read are returned even if others
// could not, with an error that joins one for each of those, by its place. An
// item without an identity is bad.
//
// habits answers how each item's agency writes; nil is the standard alone.
//
// An error wraps [news.ErrInvalid], and io.ErrUnexpectedEOF too where the file
// ends in its middle.
func Parse(raw []byte, habits wire.Habits) ([]news.WireItem, error) {
	root, err := wire.ReadXML(raw, maxBytes)
	if err != nil {
		return nil, err
	}
	if root.Name != "NewsML" {
		return nil, fmt.Errorf("line %d: <%.60s> is not NewsML 1; send <NewsML>: %w", root.Line, root.Name, news.ErrInvalid)
	}
	m := message{format: format(raw, root), habits: habits, envelope: root.First("NewsEnvelope"), topics: map[string]*wire.Node{}}
	m.collect(root)
	list := root.All("NewsItem")
	if len(list) == 0 {
		return nil, fmt.Errorf("line %d: the NewsML holds no NewsItem: %w", root.Line, news.ErrInvalid)
	}
	var out result
	out.read(m, list)
	return out.items, errors.Join(out.faults...)
}

// result is what has been read of a message.
type result struct {
	n      int // items met
	items  []news.WireItem
	faults []error
}

// read adds items and those inside them.
func (out *result) read(m message, list []*wire.Node) {
	for _, n := range list {
		out.n++
		it, inner, err := m.read(n)
		if err != nil {
			out.faults = append(out.faults, fmt.Errorf("item %d of the message: %w", out.n, err))
		} else {
			out.items = append(out.items, it)
		}
		out.read(m, inner)
	}
}

// message is what holds for all items of a NewsML.
type message struct {
	format   string
	habits   wire.Habits
	envelope *wire.Node
	topics   map[string]*wire.Node // by Duid
}

var declared = regexp.MustCompile(`NewsMLv(1\.[0-9])\.dtd`)

// format returns the format's name and version: that of @Version or, before
// 1.2, of the document type.
func format(raw []byte, root *wire.Node) string {
	version := wire.Text(root.Attr("Version"))
	if version == "" {
		if m := declared.FindSubmatch(raw[:min(len(raw), 2048)]); m != nil {
			version = string(m[1])
		}
	}
	if version == "" {
		version = "1"
	}
	return "newsml " + version
}

// collect finds the Topics that TopicOccurrences point at.
func (m message) collect(n *wire.Node) {
	for _, c := range n.Children {
		if c.Name == "Topic" && c.Attr("Duid") != "" {
			m.topics[c.Attr("Duid")] = c
		}
		m.collect(c)
	}
}

// read reads a NewsItem and finds those inside it.
func (m message) read(n *wire.Node) (news.WireItem, []*wire.Node, error) {
	it := news.WireItem{Format: m.format}
	r := newReader(m, &it)
	r.habit = m.habits.Of(r.origin(n))
	r.components(n)
	if err := r.identity(n); err != nil {
		return news.WireItem{}, r.inner, err
	}
	r.management(n.First("NewsManagement"))
	r.notes(n)
	r.describe(n)
	r.content()
	r.patches(n)
	return it, r.inner, nil
}
