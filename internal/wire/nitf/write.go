package nitf

import (
	"fmt"
	"regexp"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// Write writes one text as a document of NITF 3.6.
//
// What may leave the house is written, and nothing else: no editorial notes, no
// warnings, no sign-off. The text is cleaned by body.Clean. Of what is canceled
// neither text, abstract nor pictures are written. What may not be published
// for certain is written as withheld or embargoed without end. A picture that
// may not be published when the text may is left out.
// docs/wire-writing-g2-nitf.md lists what the format cannot carry, such as
// signals.
//
// NITF holds one text: any other number of items, an item of another type and
// one without a guid are refused with an error that wraps [news.ErrInvalid].
func Write(items []news.WireItem, from wire.Sender) ([]byte, error) {
	if len(items) != 1 {
		return nil, fmt.Errorf("a document of NITF holds one text, not %d items; write each on its own: %w", len(items), news.ErrInvalid)
	}
	it := &items[0]
	switch {
	case it.Type != "" && it.Type != news.TextItem:
		return nil, fmt.Errorf("a document of NITF holds a text, not an item of type %q; write that in NewsML-G2 or ninjs: %w", it.Type, news.ErrInvalid)
	case wire.Text(it.GUID) == "":
		return nil, fmt.Errorf("the item has no guid; without it an update or a kill could not be told from new copy: %w", news.ErrInvalid)
	}
	return wire.WriteXML(writer{it: it, from: from}.document()), nil
}

// writer writes one item.
type writer struct {
	it   *news.WireItem
	from wire.Sender
}

// document writes the whole. The order of elements in it and below is that of
// the schema. Direction, which NITF has no word for, is said in W3C's
// Internationalization Tag Set.
func (w writer) document() *wire.Node {
	language := wire.Language(w.it.Language)
	text := w.text()
	n := wire.Element("nitf", "xmlns", "http://iptc.org/std/NITF/2006-10-18/", "version", "-//IPTC//DTD NITF 3.6//EN", "baselang", language)
	body := wire.Element("body", "xml:lang", language, "its:dir", wire.Direction(language)).Add(w.bodyHead())
	if text != nil {
		body.Add(text)
	}
	if body.Attr("its:dir") != "" || text.Find(func(x *wire.Node) bool { return x.Attr("its:dir") != "" }) != nil {
		n.Set("xmlns:its", "http://www.w3.org/2005/11/its", "its:version", "2.0")
	}
	return n.Add(w.headElement(text), body)
}

// killed reports whether the item may not be used under any circumstances.
func (w writer) killed() bool { return w.it.PubStatus == news.Canceled }

// The management-status of a document.
const (
	statusUsable    = "usable"
	statusEmbargoed = "embargoed"
	statusWithheld  = "withheld"
	statusCanceled  = "canceled"
)

// status returns the status to write. NITF calls embargoed what others call
// usable and give an embargo; any status that it does not know holds the item.
func (w writer) status() string {
	it := w.it
	switch {
	case it.PubStatus == news.Canceled:
		return statusCanceled
	case it.PubStatus != news.Usable && it.PubStatus != "":
		return statusWithheld
	case it.EmbargoHold && it.EmbargoEmpty:
		return statusUsable // and an empty date.release
	case it.EmbargoHold, !it.Embargo.IsZero():
		return statusEmbargoed
	}
	return statusUsable
}

// moment is the layout of times, as the schema asks (ISO 8601, basic).
const moment = "20060102T150405.999999999Z0700"

func dated(name string, t news.Time) *wire.Node {
	s := wire.WriteTime(t, moment)
	if s == "" {
		return nil
	}
	return wire.Element(name, "norm", s)
}

// dates writes when the document was issued, may be released, and ends.
func (w writer) dates() []*wire.Node {
	it := w.it
	first, last := it.Created, it.Updated
	if last.IsZero() {
		first, last = news.Time{}, first
	}
	if last.IsZero() {
		last = news.Time{Time: w.from.Now.UTC()}
	}
	if !first.Before(last.Time) {
		first = news.Time{}
	}
	out := []*wire.Node{dated("date.issue", first), dated("date.issue", last)}
	switch {
	case !it.EmbargoHold:
		out = append(out, dated("date.release", it.Embargo))
	case w.status() != statusEmbargoed:
		out = append(out, wire.Element("date.release"))
	default:
		// Receivers take a date.expire for the end of an embargo that has none
		// (R16), so that is not written.
		return out
	}
	return append(out, dated("date.expire", it.Until()))
}

// corrections writes what readers are told of a correction, line by line, and
// which documents are corrected.
func (w writer) corrections() []*wire.Node {
	var infos, ids []string
	if note := wire.Lines(w.it.CorrectionNote); note != "" {
		infos = strings.Split(note, "\n")
	}
	for _, l := range w.it.Links {
		if id := wire.Text(l.GUID); l.Rel == news.CorrectionOf && id != "" {
			ids = append(ids, id)
		}
	}
	count := max(len(infos), len(ids))
	if count == 0 && w.it.Has(news.SignalCorrection) {
		count = 1
	}
	infos, ids = append(infos, make([]string, count)...), append(ids, make([]string, count)...)
	var out []*wire.Node
	for i := range count {
		out = append(out, wire.Element("correction", "info", infos[i], "id-string", ids[i]))
	}
	return out
}

// follows returns the document that this one is a new telling of. It is named
// only where that cannot be taken for a kill of it (R14).
func (w writer) follows() string {
	if s := w.status(); s != statusUsable && s != statusEmbargoed {
		return ""
	}
	for _, l := range w.it.Links {
		if id := wire.Text(l.GUID); l.Rel == news.UpdateOf && id != "" {
			return id
		}
	}
	return ""
}

var (
	tokenForm = regexp.MustCompile(`^[A-Za-z0-9._:-]+$`)
	noToken   = regexp.MustCompile(`[^A-Za-z0-9._:-]+`)
)

// token returns what an attribute of the schema's type NMTOKEN can hold of a
// code.
func token(code string) string { return noToken.ReplaceAllString(code, "-") }
