package newsmlg2

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// itemMeta reads what holds for the item as such.
func (r reader) itemMeta(m *wire.Node) {
	it := r.it
	it.Type = wire.ItemType(code(m.First("itemClass")))
	it.Provider = r.nameOrCode(m.First("provider"))
	it.Updated = r.date(m.First("versionCreated"))
	it.Created = r.date(m.First("firstCreated"))
	it.Expires = r.date(m.First("expires"))
	for _, e := range m.All("embargoed") {
		r.embargo(e, e.Value())
	}
	status := m.First("pubStatus")
	it.PubStatus = wire.PubStatus(code(status))
	if code(status) == "" {
		it.PubStatus = wire.PubStatus(status.Value())
	}
	// The role says what kind of item it is, an advisory say; the profile only
	// how it is built.
	if it.Profile = r.nameOrCode(m.First("role")); it.Profile == "" {
		it.Profile = m.First("profile").Value()
	}
	for _, s := range m.All("signal") {
		it.Signals = wire.AddSignal(it.Signals, signal(s))
	}
	var corrections []string
	for _, e := range m.All("edNote") {
		corrections = append(corrections, r.edNote(e))
	}
	it.CorrectionNote = wire.Lines(strings.Join(corrections, "\n"))
	for _, l := range m.All("link") {
		r.link(l)
	}
}

func signal(n *wire.Node) news.Signal { return wire.Signal(code(n)) }

// edNote reads a note to the newsroom. An agency's habit may give two a second
// home: what it wrote for readers of a correction, which is returned, and the
// line that closes the copy.
func (r reader) edNote(e *wire.Node) (correction string) {
	text := e.Lines()
	if text == "" {
		return ""
	}
	note := news.EditorialNote{Role: role(e), Text: text}
	r.it.EditorialNotes = append(r.it.EditorialNotes, note)
	if wire.IsPrivate(e) {
		return ""
	}
	switch as := strings.ToLower(note.Role); {
	case r.habit.CorrectionNotes[as], note.Role == ownCorrection:
		return wire.Text(text)
	case r.habit.SignOffNotes[as]:
		fill(&r.it.SignOff, wire.Text(text))
	}
	return ""
}

// link reads a link: to a picture of the story, or to another item or page.
func (r reader) link(l *wire.Node) {
	rel := either(l, "rel", "reluri")
	switch kind := refType(l); kind {
	case news.PictureItem, news.GraphicItem, news.VideoItem, news.AudioItem:
		a := r.reference(l)
		a.Rel = local(rel)
		if a.GUID != "" || len(a.Renditions) > 0 {
			r.it.Associations = append(r.it.Associations, a)
		}
		return
	}
	x := news.Link{Rel: wire.LinkRel(rel), GUID: wire.Text(l.Attr("residref")), Version: wire.Text(l.Attr("version")), Href: wire.Text(l.Attr("href")), Title: r.title(l)}
	if x.GUID != "" || x.Href != "" {
		r.it.Links = append(r.it.Links, x)
	}
}

// refType returns the type of what a link or itemRef points at.
func refType(n *wire.Node) news.ItemType {
	if t := wire.ItemType(code(n.First("itemClass"))); t != "" {
		return t
	}
	return wire.MediaType(n.Attr("contenttype"))
}

// title returns the title or headline of what a link or itemRef points at.
func (r reader) title(n *wire.Node) string {
	for _, key := range []string{"title", "headline"} {
		if s := r.spoken(n.All(key)).Value(); s != "" {
			return s
		}
	}
	return ""
}

// reference reads what a link or itemRef says of the item it points at: its own
// attributes, and the properties of the item that stand in it as hints.
func (r reader) reference(n *wire.Node) news.Association {
	a := news.Association{
		GUID: wire.Text(n.Attr("residref")), Version: wire.Text(n.Attr("version")), Type: refType(n), Headline: r.title(n),
		AltText: n.First("altText").Value(), Byline: n.First("by").Value(), Creditline: n.First("creditline").Value(),
		DigitalSourceType: code(n.First("digitalSourceType")), Embargo: r.date(n.First("embargoed")), Expires: r.date(n.First("expires")),
	}
	a.CopyrightHolder, a.Copyright, a.UsageTerms = r.rights(n)
	if s := n.First("pubStatus"); s != nil {
		a.PubStatus = wire.PubStatus(code(s))
	}
	for _, d := range n.All("description") {
		switch kind := strings.ToLower(role(d)); {
		case kind == "caption":
			fill(&a.Caption, d.Value())
		case isAltText(kind):
			fill(&a.AltText, d.Value())
		}
	}
	for _, f := range n.All("remoteContent") {
		a.Renditions = append(a.Renditions, remoteFile(f))
	}
	if n.Attr("href") != "" && len(a.Renditions) == 0 {
		a.Renditions = []news.WireRendition{remoteFile(n)}
	}
	return a
}
