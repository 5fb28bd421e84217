// Package nitf reads documents of IPTC NITF, versions 3.0 to 3.6, and writes
// 3.6. They stand alone: one file, one document, with or without the namespace and a document
// type, in whatever encoding the agency sends.
//
// Elements are found by their local names. What is not for publication (ed-msg,
// notes, taglines, what is marked private) goes into editorial notes and into
// no other field. A document whose docdata cancels or withholds another one
// (management-doc-idref) yields an item for that one too.
//
// It reads no NITF inside NewsML, fetches neither a document type nor a picture,
// and decides nothing about the items it reads or writes: ingest files what came
// in, and who may be sent what is for the callers of [Write].
//
// Start at [Parse] and [Write]. Paths in comments are those of the specification's
// nitf-3-6.xsd, rules those of the house's rules for receivers (R1 to R20).
package nitf

import (
	"fmt"
	"regexp"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxBytes is the longest file that is read.
const maxBytes = 32 << 20

// Sniff reports whether a file looks like an NITF document.
func Sniff(raw []byte) bool {
	text, _ := decode(raw[:min(len(raw), 64<<10)]) // no more is looked at
	return wire.Root(text) == "nitf"
}

// Parse reads a file of one document. It returns the document's item, and
// before it an item without text for another document that it cancels or
// withholds. A document without an id of its own is refused, unless it does
// that to another: then the item for the other one stands alone.
//
// habits answers how the document's agency writes; nil is the standard alone.
//
// An error wraps [news.ErrInvalid], and io.ErrUnexpectedEOF too where the file
// ends in its middle.
func Parse(raw []byte, habits wire.Habits) ([]news.WireItem, error) {
	text, note := decode(raw)
	root, err := wire.ReadXML(text, maxBytes)
	if err != nil {
		return nil, err
	}
	if root.Name != "nitf" {
		return nil, fmt.Errorf("line %d: the document begins with <%.60s>; an NITF document begins with <nitf>: %w", root.Line, root.Name, news.ErrInvalid)
	}
	it := news.WireItem{Format: format(root), Type: news.TextItem}
	if note != "" {
		it.Warnings = append(it.Warnings, note)
	}
	r := reader{it: &it, head: root.First("head"), seen: map[string]bool{}}
	r.docdata = r.head.First("docdata")
	r.habit = habits.Of(wire.Origin{Format: it.Format, Provider: origin(r.docdata), GUID: wire.Text(r.docdata.First("doc-id").Attr("id-string"))})
	body := r.takePrivate(root.First("body"))
	r.identify(root)
	r.dates()
	r.status()
	r.headMatter()
	r.rights(body)
	r.bodyHead(body.First("body.head"))
	r.entities(body)
	r.media(body)
	it.Language = language(root, body)
	if markup := wire.Markup(wire.TextNodes(body)); visible(markup) {
		it.BodyHTML = markup
	}
	return r.items(root)
}

// items returns the document's item and that of another one it acts on.
func (r reader) items(root *wire.Node) ([]news.WireItem, error) {
	other, acts := r.named()
	switch {
	case r.it.GUID != "" && acts:
		return []news.WireItem{other, *r.it}, nil
	case r.it.GUID != "":
		return []news.WireItem{*r.it}, nil
	case acts:
		other.Warnings = append(r.it.Warnings, fmt.Sprintf("line %d: the document itself has no doc-id and was not filed", root.Line))
		return []news.WireItem{other}, nil
	}
	return nil, fmt.Errorf("line %d: the document has no id; send docdata/doc-id with an id-string, without it its updates and its kill could not be told from new copy: %w", root.Line, news.ErrInvalid)
}

var formatForm = regexp.MustCompile(`(?i)NITF (\d(?:\.\d)?)`)

// format names the format with the version that nitf/@version states, as in
// "-//IPTC//DTD NITF 3.6//EN".
func format(root *wire.Node) string {
	if m := formatForm.FindStringSubmatch(root.Attr("version")); m != nil {
		return "nitf " + m[1]
	}
	return "nitf"
}

// language returns the language of the text, else that of the document.
func language(root, body *wire.Node) string {
	for _, s := range []string{body.First("body.content").Attr("lang"), body.Attr("lang"), root.Attr("baselang"), root.Attr("lang")} {
		if s = wire.Text(s); s != "" {
			return s
		}
	}
	return ""
}

var tag = regexp.MustCompile(`<[^>]*>`)

// visible reports whether markup shows readers anything.
func visible(markup string) bool {
	return strings.TrimSpace(tag.ReplaceAllString(markup, "")) != "" || strings.Contains(markup, "<figure data-embed=")
}
