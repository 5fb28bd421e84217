package ninjs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// Write writes items as documents of ninjs 3.1, each valid by IPTC's schema
// with its formats asserted. One item becomes one document. Several become a
// list of documents, which [Parse] reads; the standard knows single documents
// only. Items that can be written are, even if others cannot; the error then
// names those and wraps [news.ErrInvalid].
//
// Editorial notes, warnings and an agency desk's sign-off are not written. A
// kill carries its identity, the agency's words to readers, and no copy. A status that IPTC does not have, and
// an embargo without a time, go out as withheld: no partner may take them for
// usable. What else is lost stands in docs/wire-writing-ninjs-feeds.md.
func Write(items []news.WireItem, from wire.Sender) ([]byte, error) {
	var docs []written
	var faults []error
	for i := range items {
		it := &items[i]
		if wire.URI(it.GUID) == "" {
			faults = append(faults, fmt.Errorf("item %d of %d has no guid; a ninjs document needs one for its uri: %w", i+1, len(items), news.ErrInvalid))
			continue
		}
		if it.Type.OfTerms() {
			faults = append(faults, fmt.Errorf("item %d of %d (%s) is of type %s, says what codes mean and is no copy: %w", i+1, len(items), it.GUID, it.Type, news.ErrInvalid))
			continue
		}
		docs = append(docs, writeItem(it, from))
	}
	var all any = docs
	switch len(docs) {
	case 0:
		if len(faults) == 0 {
			faults = append(faults, fmt.Errorf("no item to write: %w", news.ErrInvalid))
		}
		return nil, errors.Join(faults...)
	case 1:
		all = docs[0]
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(all); err != nil {
		return nil, fmt.Errorf("write ninjs: %w", err)
	}
	return b.Bytes(), errors.Join(faults...)
}

// written is a document, or an associated one, in the order of its properties.
type written struct {
	URI             string           `json:"uri"`
	Name            string           `json:"name,omitempty"` // of an associated document only, as rel
	Rel             string           `json:"rel,omitempty"`
	Standard        *standard        `json:"standard,omitempty"`
	Type            string           `json:"type,omitempty"`
	Profile         string           `json:"profile,omitempty"`
	Version         string           `json:"version,omitempty"`
	FirstCreated    string           `json:"firstCreated,omitempty"`
	VersionCreated  string           `json:"versionCreated,omitempty"`
	EmbargoedUntil  string           `json:"embargoedUntil,omitempty"`
	Expires         string           `json:"expires,omitempty"`
	PubStatus       string           `json:"pubStatus,omitempty"`
	Urgency         int              `json:"urgency,omitempty"`
	Language        string           `json:"language,omitempty"`
	Slugline        string           `json:"slugline,omitempty"`
	Headlines       []writtenText    `json:"headlines,omitempty"`
	By              string           `json:"by,omitempty"`
	Located         string           `json:"located,omitempty"`
	Descriptions    []writtenText    `json:"descriptions,omitempty"`
	Bodies          []writtenText    `json:"bodies,omitempty"`
	Genres          []writtenConcept `json:"genres,omitempty"`
	Subjects        []writtenConcept `json:"subjects,omitempty"`
	People          []writtenConcept `json:"people,omitempty"`
	Organisations   []writtenConcept `json:"organisations,omitempty"`
	Places          []writtenConcept `json:"places,omitempty"`
	InfoSources     []writtenConcept `json:"infoSources,omitempty"`
	CopyrightHolder string           `json:"copyrightHolder,omitempty"`
	CopyrightNotice string           `json:"copyrightNotice,omitempty"`
	UsageTerms      string           `json:"usageTerms,omitempty"`
	SourceType      *writtenConcept  `json:"digitalSourceType,omitempty"`
	Renditions      []writtenFile    `json:"renditions,omitempty"`
	AltIDs          []altID          `json:"altIds,omitempty"`
	Associations    []written        `json:"associations,omitempty"`
}

type standard struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

type altID struct {
	Role  string `json:"role"`
	Value string `json:"value"`
}

type writtenText struct {
	Role        string `json:"role"`
	ContentType string `json:"contentType"`
	WordCount   int    `json:"wordCount,omitempty"` // of a body
	Value       string `json:"value"`
}

type writtenFile struct {
	Name        string `json:"name"`
	Href        string `json:"href,omitempty"`
	Title       string `json:"title,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
	SizeInBytes int64  `json:"sizeInBytes,omitempty"`
}

// writeItem writes an item that has a guid.
func writeItem(it *news.WireItem, from wire.Sender) written {
	d := written{
		URI:      wire.URI(it.GUID),
		Standard: &standard{"ninjs", "3.1", "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"},
		Type:     itemType(it.Type), Version: wire.Text(it.Version), Language: wire.Text(it.Language),
		FirstCreated: wire.Stamp(it.Created), VersionCreated: wire.Stamp(it.Updated),
		PubStatus: statusOut(it.PubStatus, it.EmbargoHold), InfoSources: sourcesOut(it, from),
	}
	if d.URI != it.GUID {
		d.AltIDs = []altID{{"guid", wire.Text(it.GUID)}}
	}
	if it.PubStatus == news.Canceled {
		d.Descriptions = texts("correction", it.CorrectionNote) // why, for readers
		return d
	}
	d.Profile, d.EmbargoedUntil, d.Expires = wire.Text(it.Profile), wire.Stamp(it.Embargo), wire.Stamp(it.Until())
	if it.Urgency >= 1 && it.Urgency <= 9 {
		d.Urgency = it.Urgency
	}
	d.Slugline, d.By, d.Located = wire.Text(it.Slugline), wire.Text(it.Byline), wire.Text(it.Located)
	d.Headlines = texts("main", it.Headline, "subheadline", it.Subheadline, "kicker", it.Kicker)
	d.Descriptions = texts("summary", it.Abstract, "caption", it.Caption, "altText", it.AltText, "creditline", it.Creditline, "dateline", it.Dateline, "correction", it.CorrectionNote)
	d.Bodies = bodyOut(it.BodyHTML)
	d.CopyrightHolder, d.CopyrightNotice, d.UsageTerms = wire.Text(it.CopyrightHolder), wire.Text(it.Copyright), wire.Lines(it.UsageTerms)
	d.SourceType = sourceTypeOut(it.DigitalSourceType)
	d.Renditions = filesOut(it.Renditions)
	writeTerms(it, &d)
	writeAssociations(it, &d)
	return d
}

// itemType returns a type that the schema has, "" for others.
func itemType(t news.ItemType) string {
	switch t {
	case news.TextItem, news.PictureItem, news.GraphicItem, news.VideoItem, news.AudioItem, news.CompositeItem, "component", "event", "planning":
		return string(t)
	}
	return ""
}

// statusOut returns a status of IPTC. What this house would hold for a person
// is withheld from partners too.
func statusOut(s news.PubStatus, hold bool) string {
	switch {
	case s == news.Canceled, s == news.Withheld:
		return string(s)
	case hold, s != news.Usable && s != "":
		return string(news.Withheld)
	}
	return string(news.Usable)
}

// texts makes texts of pairs of a role and a text, without the empty ones.
func texts(pairs ...string) []writtenText {
	var out []writtenText
	for pair := range slices.Chunk(pairs, 2) {
		if value := wire.Lines(pair[1]); value != "" {
			out = append(out, writtenText{Role: pair[0], ContentType: "text/plain", Value: value})
		}
	}
	return out
}

func bodyOut(body string) []writtenText {
	text := wire.Outgoing{Frames: true}.HTML(body)
	if text == "" {
		return nil
	}
	out := writtenText{Role: "main", ContentType: "text/html", Value: text}
	if root, err := wire.ReadHTML(text); err == nil {
		out.WordCount = len(strings.Fields(root.Value()))
	}
	return []writtenText{out}
}

func filesOut(list []news.WireRendition) []writtenFile {
	var out []writtenFile
	for i, r := range list {
		f := writtenFile{Name: wire.Text(r.Name), Href: wire.WebAddress(r.Href), ContentType: wire.Text(r.ContentType), Width: max(r.Width, 0), Height: max(r.Height, 0), SizeInBytes: max(r.Size, 0)}
		if f.Name == "" {
			f.Name = fmt.Sprintf("file%d", i+1)
		}
		if f.Href == "" && !strings.Contains(r.Href, ":") {
			f.Title = wire.Text(r.Href) // the name of a file that is sent beside the document
		}
		out = append(out, f)
	}
	return out
}

// writeAssociations writes what an item carries, and then the items and pages
// it is linked with and does not carry.
func writeAssociations(it *news.WireItem, d *written) {
	has := map[string]bool{}
	for i := range it.Associations {
		a := associationOut(&it.Associations[i], i, d.URI)
		has[a.URI] = true
		d.Associations = append(d.Associations, a)
	}
	for _, l := range it.Links {
		uri := wire.URI(l.GUID)
		if uri == "" {
			uri = wire.WebAddress(l.Href)
		}
		if uri == "" || has[uri] || uri == d.URI {
			continue
		}
		has[uri] = true
		title := wire.Text(l.Title)
		if title == "" {
			title = uri
		}
		d.Associations = append(d.Associations, written{URI: uri, Name: title, Rel: wire.Text(string(l.Rel)), Version: wire.Text(l.Version), Headlines: texts("main", l.Title)})
	}
}

// associationOut writes the ith associated item of the item that has the uri
// owner. One without a guid is named by its first file, or else by its place.
func associationOut(a *news.Association, i int, owner string) written {
	d := written{URI: wire.URI(a.GUID), Name: wire.Text(a.Name), Rel: wire.Text(a.Rel), Type: itemType(a.Type), Version: wire.Text(a.Version), Renditions: filesOut(a.Renditions)}
	if d.Name == "" {
		d.Name = fmt.Sprintf("%s%d", first(d.Type, "item"), i+1)
	}
	for _, f := range d.Renditions {
		d.URI = first(d.URI, f.Href)
	}
	if d.URI == "" {
		d.URI = wire.URI(strings.ReplaceAll(owner, "#", "%23") + fmt.Sprintf("#%d", i+1))
	}
	if a.PubStatus != "" {
		d.PubStatus = statusOut(a.PubStatus, false)
	}
	if a.PubStatus == news.Canceled {
		d.Renditions = nil
		return d
	}
	d.EmbargoedUntil, d.Expires, d.By = wire.Stamp(a.Embargo), wire.Stamp(a.Expires), wire.Text(a.Byline)
	d.Headlines = texts("main", a.Headline)
	d.Descriptions = texts("caption", a.Caption, "altText", a.AltText, "creditline", a.Creditline)
	d.CopyrightHolder, d.CopyrightNotice, d.UsageTerms = wire.Text(a.CopyrightHolder), wire.Text(a.Copyright), wire.Lines(a.UsageTerms)
	d.SourceType = sourceTypeOut(a.DigitalSourceType)
	return d
}
