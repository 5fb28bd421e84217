package nitf

import (
	"strconv"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// bodyHead writes what stands above the text.
func (w writer) bodyHead() *wire.Node {
	it := w.it
	n := wire.Element("body.head")
	headline, sub := wire.Text(it.Headline), wire.Field("hl2", it.Subheadline)
	if headline != "" || sub != nil {
		n.Add(wire.Element("hedline").Add(wire.Element("hl1").Add(&wire.Node{Text: headline}), sub))
	}
	n.Add(w.notice(), w.rightsElement(), wire.Field("byline", it.Byline), wire.Field("distributor", it.Creditline))
	n.Add(w.datelines()...)
	if p := wire.Field("p", it.Abstract); p != nil && !w.killed() {
		n.Add(wire.Element("abstract").Add(p))
	}
	return n
}

// rightsElement writes the terms of use, line by line; nil for none.
func (w writer) rightsElement() *wire.Node {
	n := wire.Element("rights")
	for line := range strings.SplitSeq(wire.Lines(w.it.UsageTerms), "\n") {
		n.Add(wire.Field("rights.limitations", line))
	}
	if len(n.Children) == 0 {
		return nil
	}
	return n
}

// datelines writes the dateline with the place marked in it, or the place in a
// dateline of its own.
func (w writer) datelines() []*wire.Node {
	line, place := wire.Text(w.it.Dateline), wire.Text(w.it.Located)
	location := wire.Field("location", place)
	if location == nil {
		return []*wire.Node{wire.Field("dateline", line)}
	}
	before, after, found := strings.Cut(line, place)
	if !found {
		return []*wire.Node{wire.Field("dateline", line), wire.Element("dateline").Add(location)}
	}
	n := wire.Element("dateline")
	for _, c := range []*wire.Node{{Text: before}, location, {Text: after}} {
		if c.Name != "" || c.Text != "" {
			n.Add(c)
		}
	}
	return []*wire.Node{n}
}

// text writes body.content, the pictures after the text; nil for neither.
func (w writer) text() *wire.Node {
	if w.killed() {
		return nil
	}
	n := wire.Element("body.content")
	for _, c := range wire.ReadBody(body.Clean(w.it.BodyHTML)).Elements() {
		n.Add(markup(c))
	}
	for i := range w.it.Associations {
		if a := &w.it.Associations[i]; w.mayGo(a) {
			n.Add(mediaElement(a))
		}
	}
	if len(n.Children) == 0 {
		return nil
	}
	return n
}

// inNITF names what NITF calls otherwise than HTML.
var inNITF = map[string]string{"h2": "hl2", "blockquote": "bq", "strong": "em", "span": "lang"}

// markup turns the house's vocabulary into NITF. A page embedded becomes a link
// to it; the place of a picture, which goes by the house's own number, is left
// out (nil).
func markup(n *wire.Node) *wire.Node {
	if n.Name == "" {
		return n
	}
	if n.Name == "figure" {
		page := n.Attr("data-embed")
		if page == "" {
			return nil
		}
		return wire.Element("p").Add(wire.Element("a", "href", page).Add(&wire.Node{Text: page}))
	}
	out := wire.Element(or(inNITF[n.Name], n.Name))
	if n.Name == "strong" {
		out.Set("class", "strong")
	}
	for _, a := range n.Attrs {
		switch a.Name.Local {
		case "lang":
			out.Set("xml:lang", a.Value)
		case "dir":
			out.Set("its:dir", a.Value)
		default:
			out.Set(a.Name.Local, a.Value)
		}
	}
	inner := out
	if n.Name == "blockquote" {
		inner = wire.Element("block")
		out.Add(inner)
	}
	for _, c := range n.Children {
		inner.Add(markup(c))
	}
	return out
}

// mayGo reports whether an item that the text carries is a picture, film or
// sound with a file that may be published when the text may.
func (w writer) mayGo(a *news.Association) bool {
	if a.PubStatus != news.Usable && a.PubStatus != "" || mediaType(a) == "" {
		return false
	}
	return !(a.Embargo.After(w.from.Now) && a.Embargo.After(w.it.Embargo.Time))
}

// mediaType returns what NITF calls the type of a picture, film or sound, ""
// for anything else.
func mediaType(a *news.Association) string {
	t := a.Type
	if t == "" && len(a.Renditions) > 0 {
		t = wire.MediaType(a.Renditions[0].ContentType)
	}
	switch t {
	case news.PictureItem:
		return "image"
	case news.GraphicItem, news.VideoItem, news.AudioItem:
		return string(t)
	}
	return ""
}

// mediaElement writes a picture, film or sound; nil if it is not known where
// its files are.
func mediaElement(a *news.Association) *wire.Node {
	n := wire.Element("media", "media-type", mediaType(a))
	said := func(name, value string) {
		if value = wire.Text(value); value != "" {
			n.Add(wire.Element("media-metadata", "name", name, "value", value))
		}
	}
	said(metaGUID, a.GUID)
	said(metaVersion, a.Version)
	said(metaHeadline, a.Headline)
	said(metaNotice, a.Copyright)
	for line := range strings.SplitSeq(wire.Lines(a.UsageTerms), "\n") {
		said(metaTerms, line)
	}
	said(metaSource, a.DigitalSourceType)
	said(metaExpires, wire.DateTime(a.Expires))
	files := 0
	for _, f := range a.Renditions {
		href := wire.Text(f.Href)
		if href == "" {
			continue
		}
		files++
		n.Add(wire.Element("media-reference", "source", href, "name", wire.Text(f.Name), "mime-type", wire.Text(f.ContentType), "source-credit", wire.Text(a.Creditline),
			"copyright", wire.Text(a.CopyrightHolder), "alternate-text", wire.Text(a.AltText), "height", size(f.Height), "width", size(f.Width)))
	}
	if files == 0 {
		return nil
	}
	if p := wire.Field("p", a.Caption); p != nil {
		n.Add(wire.Element("media-caption").Add(p))
	}
	return n.Add(wire.Field("media-producer", a.Byline))
}

// size writes a number of pixels, "" for none.
func size(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}
