package news

import (
	"strings"
	"time"
)

// PubStatus is the agency's own word on whether an item may be published
// (NewsML-G2 pubStatus, ninjs pubstatus).
type PubStatus string

// The three statuses of the IPTC vocabulary pubstatusg2. Any other value is
// kept as sent and holds the item for a person.
const (
	Usable   PubStatus = "usable"
	Withheld PubStatus = "withheld" // not to be published until further notice
	Canceled PubStatus = "canceled" // never to be published; recall it if it was
)

// ItemType is what an item's content is (IPTC ninat vocabulary).
type ItemType string

// The item types this house tells apart. Others are kept as sent.
const (
	TextItem      ItemType = "text"
	PictureItem   ItemType = "picture"
	GraphicItem   ItemType = "graphic"
	VideoItem     ItemType = "video"
	AudioItem     ItemType = "audio"
	CompositeItem ItemType = "composite" // a package: it orders other items
	ConceptItem   ItemType = "concept"   // no copy: it describes terms
	// PlanningItem and CatalogueItem are no copy either: what is planned, and
	// where codes are explained.
	PlanningItem  ItemType = "planning"
	CatalogueItem ItemType = "catalogue"
)

// OfTerms reports whether items of the type say what codes mean, and nothing
// that a reader or a partner could be sent.
func (t ItemType) OfTerms() bool { return t == ConceptItem || t == CatalogueItem }

// Signal is what an agency says a message does to the item it names.
type Signal string

// The signals this house acts on.
const (
	SignalUpdate     Signal = "update"
	SignalCorrection Signal = "correction"
	SignalAtomic     Signal = "atomic" // all items of the message or none
)

// WireItem is one item of agency copy or one agency picture, whatever format
// it came in. It is what every parser in wire/ returns and what ingest files.
// A field that the message did not carry is empty: parsers invent nothing.
type WireItem struct {
	// Format names the format and its version, e.g. "ninjs 3.0", "newsml-g2 2.35".
	Format string `json:"format"`
	// Dialect names the agency dialect that was applied to it, if one was.
	Dialect string `json:"dialect,omitempty"`
	// GUID identifies the item across all its versions; it never includes the
	// revision (docs: NewsML-G2 @guid, ninjs uri).
	GUID string `json:"guid"`
	// Version is the agency's revision as sent. Order versions with
	// [CompareVersions]; numbers are ordered, not consecutive.
	Version string   `json:"version,omitempty"`
	Type    ItemType `json:"type,omitempty"`
	// Profile is the provider's own name of the kind of item, as sent.
	Profile   string    `json:"profile,omitempty"`
	PubStatus PubStatus `json:"pubStatus"` // absent in the message means usable
	Signals   []Signal  `json:"signals,omitempty"`
	// Guessed says of an item that is not usable that its format names no item
	// for good, so that it means the story of its GUID, or those that its links
	// name by number or headline, probably and not certainly (R15).
	Guessed bool `json:"guessed,omitempty"`
	// Urgency runs from 1 (flash) to 9; 0 means that the message has none.
	Urgency int `json:"urgency,omitempty"`
	// Language is a BCP 47 tag, as sent.
	Language string `json:"language,omitempty"`

	Headline    string `json:"headline,omitempty"`
	Subheadline string `json:"subheadline,omitempty"`
	Kicker      string `json:"kicker,omitempty"`
	Slugline    string `json:"slugline,omitempty"`
	Byline      string `json:"byline,omitempty"`
	Dateline    string `json:"dateline,omitempty"`
	Located     string `json:"located,omitempty"` // where the content was made
	Creditline  string `json:"creditline,omitempty"`
	// Provider is the agency that sent the item, by name or by code.
	Provider        string `json:"provider,omitempty"`
	CopyrightHolder string `json:"copyrightHolder,omitempty"`
	Copyright       string `json:"copyright,omitempty"` // the notice
	UsageTerms      string `json:"usageTerms,omitempty"`
	Genre           string `json:"genre,omitempty"`
	// DigitalSourceType is the IPTC URI that says how a picture was made.
	DigitalSourceType string `json:"digitalSourceType,omitempty"`

	// Embargo is the time before which no reader may see any version.
	Embargo Time `json:"embargo,omitzero"`
	// EmbargoHold says that an embargo is meant but has no usable time: a
	// person must release the item.
	EmbargoHold bool `json:"embargoHold,omitempty"`
	// EmbargoEmpty says that the only word of an embargo is a field that is there
	// and empty, as some agencies send it on all copy. EmbargoHold says whether it
	// is taken for one.
	EmbargoEmpty bool `json:"embargoEmpty,omitempty"`
	Created      Time `json:"created,omitzero"` // first version
	Updated      Time `json:"updated,omitzero"` // this version
	// Expires is when the item has lost its interest; Ends is when the right to
	// show it, or its validity, ends (R10).
	Expires Time `json:"expires,omitzero"`
	Ends    Time `json:"ends,omitzero"`

	// EditorialNotes are for the newsroom. They are never public, whatever
	// their role.
	EditorialNotes []EditorialNote `json:"editorialNotes,omitempty"`
	// CorrectionNote is text the agency wrote for readers of a correction.
	CorrectionNote string `json:"correctionNote,omitempty"`

	// Terms are those that an item which is no copy describes.
	Terms         []Term         `json:"terms,omitempty"`
	Subjects      []Concept      `json:"subjects,omitempty"`
	Keywords      []string       `json:"keywords,omitempty"`
	Places        []Place        `json:"places,omitempty"`
	People        []Concept      `json:"people,omitempty"`
	Organisations []Organisation `json:"organisations,omitempty"`
	// Instruments are the securities the item is about, from any place the
	// format hides them, each once.
	Instruments []Symbol `json:"instruments,omitempty"`

	// Abstract is the summary or, for a picture, empty; see Caption.
	Abstract string `json:"abstract,omitempty"`
	Caption  string `json:"caption,omitempty"` // of a picture, graphic or video
	// AltText describes a picture for those who cannot see it.
	AltText string `json:"altText,omitempty"`

	// BodyHTML is the agency's markup as parsed, until body.Clean has made it
	// the house's small vocabulary. Only cleaned text is stored or shown.
	BodyHTML string `json:"bodyHtml,omitempty"`
	// SignOff is the line that closed the copy, kept apart from the body.
	SignOff string `json:"signOff,omitempty"`

	// Renditions are the item's own files, if it is a picture.
	Renditions []WireRendition `json:"renditions,omitempty"`
	// Associations are the items this one carries or points at: pictures of a
	// story, parts of a package, in the message's order.
	Associations []Association `json:"associations,omitempty"`
	Links        []Link        `json:"links,omitempty"`

	// Warnings say what a parser could not use though the item stands: an
	// unreadable date, an unknown alias. For the desk, never for readers.
	Warnings []string `json:"warnings,omitempty"`
}

// EditorialNote is a private word from the agency to the newsroom.
type EditorialNote struct {
	Role string `json:"role,omitempty"` // the last part of the agency's role code
	Text string `json:"text"`
}

// Concept is a subject, person or other controlled or free term.
type Concept struct {
	Name string `json:"name,omitempty"`
	// Code is the term's qcode, URI or literal as sent, e.g. "medtop:04000000".
	Code string `json:"code,omitempty"`
	Role string `json:"role,omitempty"`
}

// Place is a concept with an optional position.
type Place struct {
	Name string `json:"name,omitempty"`
	Code string `json:"code,omitempty"`
	Role string `json:"role,omitempty"`
	// Latitude and Longitude are WGS 84 degrees; both nil if unknown or out of range.
	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
}

// Organisation is a concept with the symbols its securities trade under.
type Organisation struct {
	Name    string   `json:"name,omitempty"`
	Code    string   `json:"code,omitempty"`
	Role    string   `json:"role,omitempty"`
	Symbols []Symbol `json:"symbols,omitempty"`
}

// Symbol names a traded instrument as the agency spelled it.
type Symbol struct {
	Exchange string `json:"exchange,omitempty"` // MIC or the agency's own code
	Symbol   string `json:"symbol,omitempty"`   // with any prefix removed
	Type     string `json:"type,omitempty"`
}

// WireRendition is one file of a picture as the agency lists it.
type WireRendition struct {
	Name        string `json:"name,omitempty"`
	Href        string `json:"href,omitempty"` // URL, or file name beside the item
	ContentType string `json:"contentType,omitempty"`
	Width       int    `json:"width,omitempty"`  // px
	Height      int    `json:"height,omitempty"` // px
	Size        int64  `json:"size,omitempty"`   // bytes
}

// Association is an item another one carries or points at.
type Association struct {
	Name              string          `json:"name,omitempty"`
	Rel               string          `json:"rel,omitempty"`
	GUID              string          `json:"guid,omitempty"`
	Version           string          `json:"version,omitempty"`
	Type              ItemType        `json:"type,omitempty"`
	PubStatus         PubStatus       `json:"pubStatus,omitempty"` // empty where the message says nothing
	Headline          string          `json:"headline,omitempty"`
	Caption           string          `json:"caption,omitempty"`
	AltText           string          `json:"altText,omitempty"`
	Byline            string          `json:"byline,omitempty"`
	Creditline        string          `json:"creditline,omitempty"`
	CopyrightHolder   string          `json:"copyrightHolder,omitempty"`
	Copyright         string          `json:"copyright,omitempty"`
	UsageTerms        string          `json:"usageTerms,omitempty"`
	DigitalSourceType string          `json:"digitalSourceType,omitempty"`
	Embargo           Time            `json:"embargo,omitzero"`
	Expires           Time            `json:"expires,omitzero"`
	Renditions        []WireRendition `json:"renditions,omitempty"`
}

// LinkRel says how a linked item relates to this one.
type LinkRel string

// The relations this house acts on; others are kept as sent.
const (
	UpdateOf     LinkRel = "updateOf"     // evolvedFrom, prevVersion, an update of another guid
	CorrectionOf LinkRel = "correctionOf" // corrects another guid
	SeeAlso      LinkRel = "seeAlso"
	DerivedFrom  LinkRel = "derivedFrom"
)

// Link points from an item to another item or page.
type Link struct {
	Rel     LinkRel `json:"rel,omitempty"`
	GUID    string  `json:"guid,omitempty"`
	Version string  `json:"version,omitempty"`
	Href    string  `json:"href,omitempty"`
	Title   string  `json:"title,omitempty"`
}

// Until returns the earlier of Expires and Ends, zero if it has neither: what is
// said to those who know one end only.
func (w *WireItem) Until() Time {
	return w.Expires.Earlier(w.Ends)
}

// Has reports whether the item carries signal s.
func (w *WireItem) Has(s Signal) bool {
	for _, x := range w.Signals {
		if x == s {
			return true
		}
	}
	return false
}

// Time is an instant as agencies write it; its zero means "not given". It
// marshals as RFC 3339 in the offset it was sent with.
type Time struct{ time.Time }

// Earlier returns the earlier of two ends, of which zero is none.
func (t Time) Earlier(o Time) Time { return Time{Time: earlier(t.Time, o.Time)} }

// CompareVersions orders two agency revisions of one guid: by number where
// both are numbers, however long, else by bytes. Equal numbers with different
// leading zeros are equal. An empty version counts as "1" (NewsML-G2 default).
func CompareVersions(a, b string) int {
	if a == "" {
		a = "1"
	}
	if b == "" {
		b = "1"
	}
	if !digits(a) || !digits(b) {
		return strings.Compare(a, b)
	}
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		if len(a) < len(b) {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
