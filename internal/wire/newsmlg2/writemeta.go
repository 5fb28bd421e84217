package newsmlg2

import (
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// rightsInfo writes rights, nil for none. The terms of use are written line by
// line.
func rightsInfo(holder, notice, terms string) *wire.Node {
	n := wire.Element("rightsInfo").Add(named("copyrightHolder", holder), wire.Field("copyrightNotice", notice))
	for line := range strings.SplitSeq(wire.Lines(terms), "\n") {
		n.Add(wire.Field("usageTerms", line))
	}
	if len(n.Children) == 0 {
		return nil
	}
	return n
}

// itemMeta writes what holds for the item as such.
func (w writer) itemMeta() *wire.Node {
	it := w.it
	created := wire.DateTime(it.Updated)
	if created = or(created, wire.DateTime(it.Created)); created == "" {
		created = sent(w.from)
	}
	n := wire.Element("itemMeta").Add(
		w.itemClass(w.kind()),
		w.provider(),
		wire.Field("versionCreated", created),
		wire.Field("firstCreated", wire.DateTime(it.Created)),
		embargoed(it),
		pubStatus(status(it)),
		wire.Field("profile", it.Profile),
	).Add(w.correctionNotes()...)
	for _, s := range it.Signals {
		n.Add(signalOf(s))
	}
	n.Add(wire.Field("expires", wire.DateTime(it.Until())))
	for _, l := range it.Links {
		n.Add(w.link(l))
	}
	if w.isPackage() || w.killed() {
		return n
	}
	for i := range it.Associations {
		n.Add(w.reference("link", &it.Associations[i]))
	}
	return n
}

// kind returns the type of an item, which the schema asks for: one that has
// none is what its first file is, or text.
func (w writer) kind() news.ItemType {
	if w.it.Type != "" {
		return w.it.Type
	}
	if files := w.files(); len(files) > 0 {
		if t := wire.MediaType(files[0].ContentType); t != "" {
			return t
		}
		return news.PictureItem
	}
	return news.TextItem
}

// provider writes who manages the item: the agency whose guid it bears, or
// else the sender.
func (w writer) provider() *wire.Node {
	if n := named("provider", w.it.Provider); n != nil {
		return n
	}
	return wire.Element("provider", "uri", w.from.URI).Add(wire.Field("name", w.from.Name))
}

// embargoed writes the embargo; one whose end is not known is empty, whatever
// time was guessed for it.
func embargoed(it *news.WireItem) *wire.Node {
	if it.EmbargoHold {
		return wire.Element("embargoed")
	}
	return wire.Field("embargoed", wire.DateTime(it.Embargo))
}

// status returns the status to write. Receivers may take an empty embargo for
// none, so an item that a person must release is withheld as well, unless an
// empty field is all there ever was.
func status(it *news.WireItem) news.PubStatus {
	if it.EmbargoHold && !it.EmbargoEmpty && it.PubStatus != news.Canceled {
		return news.Withheld
	}
	return it.PubStatus
}

// ownCorrection is the role of a note that is a correction's words to readers, in
// this house's own messages. No agency has been seen to use it.
const ownCorrection = "readerCorrection"

// correctionNotes writes what readers are told of a correction, a note a line,
// in the role under which it is read.
func (w writer) correctionNotes() []*wire.Node {
	var out []*wire.Node
	for line := range strings.SplitSeq(wire.Lines(w.it.CorrectionNote), "\n") {
		out = append(out, wire.Field("edNote", line, "roleuri", w.ownCode("note", ownCorrection)))
	}
	return out
}

// contentMeta writes what describes the content.
func (w writer) contentMeta() *wire.Node {
	it := w.it
	n := wire.Element("contentMeta")
	if it.Urgency >= 1 && it.Urgency <= 9 {
		n.Add(wire.Field("urgency", strconv.Itoa(it.Urgency)))
	}
	if attr, code := spelled(it.DigitalSourceType); code != "" {
		n.Add(wire.Element("digitalSourceType", attr, code))
	}
	if it.Located != "" {
		n.Add(named("located", it.Located))
	}
	n.Add(named("infoSource", it.Provider))
	n.Add(languageElement(it.Language), named("genre", it.Genre))
	for _, k := range it.Keywords {
		n.Add(wire.Field("keyword", k))
	}
	n.Add(w.subjects()...)
	n.Add(
		wire.Field("slugline", it.Slugline),
		wire.Field("headline", it.Headline),
		wire.Field("headline", it.Subheadline, "rank", "2", "roleuri", w.ownCode("headline", "subHeadline")),
		wire.Field("headline", it.Kicker, "rank", "3", "roleuri", w.ownCode("headline", "kicker")),
		wire.Field("dateline", it.Dateline),
		wire.Field("by", it.Byline),
		wire.Field("creditline", it.Creditline),
	)
	if !w.killed() {
		n.Add(wire.Field("description", it.Abstract, "role", "drol:summary"))
		n.Add(w.pictureWords(it.Caption, it.AltText)...)
	}
	return n
}

func languageElement(tag string) *wire.Node {
	if tag = wire.Language(tag); tag == "" {
		return nil
	}
	return wire.Element("language", "tag", tag)
}

// pictureWords writes a caption, and the words for those who cannot see the
// picture.
func (w writer) pictureWords(caption, alt string) []*wire.Node {
	return []*wire.Node{
		wire.Field("description", caption, "role", "drol:caption"),
		wire.Field("description", alt, "roleuri", w.ownCode("description", "altText")),
	}
}
