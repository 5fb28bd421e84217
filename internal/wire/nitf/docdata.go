package nitf

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// origin returns who registered the document (doc-id/@regsrc), else who stands
// first in its delivery trail (del-list/from-src/@src-name).
func origin(d *wire.Node) string {
	for _, id := range d.All("doc-id") {
		if s := wire.Text(id.Attr("regsrc")); s != "" {
			return s
		}
	}
	name, best := "", 0
	for _, s := range d.First("del-list").All("from-src") {
		level, err := strconv.Atoi(s.Attr("level-number"))
		if err != nil {
			level = 1 << 20
		}
		if src := wire.Text(s.Attr("src-name")); src != "" && (name == "" || level < best) {
			name, best = src, level
		}
	}
	return name
}

// urnRevision is a URN of NewsML, which ends in the revision by definition (RFC
// 3085).
var urnRevision = regexp.MustCompile(`^(urn:newsml:[^:]+:\d{8}(?:T\d{6}(?:Z|[+-]\d{4})?)?:[^:]+):(\d{1,10})[NUA]?$`)

// identity parts an id into what names the document in all its versions and
// the revision, "" where it has none.
func (r reader) identity(id string) (guid, version string) {
	id = wire.Text(id)
	if m := urnRevision.FindStringSubmatch(id); m != nil {
		return m[1], m[2]
	}
	return r.habit.Identity(id)
}

// identify reads the id and the version: of the du-key, else of the id. A
// document with neither version is ordered by its date.issue.
func (r reader) identify(root *wire.Node) {
	it := r.it
	for _, d := range r.docdata.All("doc-id") {
		if it.GUID, it.Version = r.identity(d.Attr("id-string")); it.GUID != "" {
			break
		}
	}
	if it.GUID == "" {
		it.GUID, it.Version = r.identity(root.Attr("uno"))
	}
	for _, attr := range []string{"generation", "version"} {
		if v := wire.Text(r.docdata.First("du-key").Attr(attr)); v != "" {
			it.Version = v
		}
	}
	it.Provider = origin(r.docdata)
}

// dates reads when the document was issued and until when it holds: the first
// of date.expire and the end of the rights ends it.
func (r reader) dates() {
	it := r.it
	for _, d := range r.docdata.All("date.issue") {
		t := r.date(d, "norm")
		switch {
		case t.IsZero():
		case it.Updated.IsZero():
			it.Updated = t
		case t.After(it.Updated.Time):
			if it.Created.IsZero() {
				it.Created = it.Updated
			}
			it.Updated = t
		case it.Created.IsZero() && t.Before(it.Updated.Time), t.Before(it.Created.Time):
			it.Created = t
		}
	}
	if it.Updated.IsZero() {
		it.Updated = r.date(r.head.First("pubdata"), "date.publication")
	}
	for _, d := range r.docdata.All("doc.rights") {
		r.expire(r.date(d, "enddate"))
	}
}

// expire takes in one end of several: the earliest holds.
func (r reader) expire(t news.Time) {
	r.it.Ends = r.it.Ends.Earlier(t)
}

// status reads docdata/@management-status, the embargo, corrections and words
// to the newsroom.
func (r reader) status() {
	it, d := r.it, r.docdata
	it.PubStatus = wire.PubStatus(d.Attr("management-status"))
	embargoed := strings.EqualFold(string(it.PubStatus), "embargoed")
	if embargoed {
		it.PubStatus = news.Usable // from the embargo's end
	}
	if expireIsRelease := r.embargoes(embargoed); !expireIsRelease {
		for _, e := range d.All("date.expire") {
			r.expire(r.date(e, "norm"))
		}
	}
	r.corrections()
	for _, m := range d.All("ed-msg") {
		r.edMessage(m)
	}
}

// embargoes reads date.release. Where a document is embargoed and has none, its
// date.expire is the end of the embargo, as Superdesk writes it (R16): that it
// was taken for it is returned.
func (r reader) embargoes(embargoed bool) (expireIsRelease bool) {
	d := r.docdata
	timed := false
	for _, e := range d.All("date.release") {
		switch {
		case norm(e, "norm") != "":
			timed = true
			r.release(e, embargoed)
		case !embargoed:
			r.it.EmbargoEmpty = r.it.EmbargoEmpty || !r.it.EmbargoHold
			r.it.EmbargoHold = true
		}
	}
	if timed || !embargoed {
		return false
	}
	for _, e := range d.All("date.expire") {
		if norm(e, "norm") != "" {
			expireIsRelease = true
			r.embargo(e)
			r.warn(e, "the document is embargoed and has no date.release; its date.expire was taken for the end of the embargo")
			if !r.habit.ExpireIsRelease {
				r.it.EmbargoHold, r.it.EmbargoEmpty = true, false
				r.warn(e, "that is not known of this agency, so the document waits for an editor")
			}
		}
	}
	if !expireIsRelease {
		r.it.EmbargoHold, r.it.EmbargoEmpty = true, false
		r.warn(d, "the document is embargoed and has no date.release; an editor must release it")
	}
	return expireIsRelease
}

// release takes in a date.release. AAP sends one on all copy, which is the date
// of issue again: that is an embargo only after it.
func (r reader) release(e *wire.Node, embargoed bool) {
	issue := r.docdata.First("date.issue")
	s, issued := norm(e, "norm"), norm(issue, "norm")
	t, err := r.habit.ParseTime(s)
	from, err2 := r.habit.ParseTime(issued)
	known := err == nil && err2 == nil && r.habit.Zoned(s) == r.habit.Zoned(issued)
	switch {
	case embargoed && known && t.Equal(from.Time):
		r.it.EmbargoHold, r.it.EmbargoEmpty = true, false
		r.warn(e, "the document is embargoed, and its release is its issue; an editor must release it")
	case !embargoed && known && !t.After(from.Time):
	default:
		r.embargo(e)
	}
}

// embargo takes in one end of an embargo of several: the latest holds (R7). One
// that cannot be read, or leaves open when it is, means that a person decides
// (R8).
func (r reader) embargo(e *wire.Node) {
	it, s := r.it, norm(e, "norm")
	it.EmbargoEmpty = false
	t, err := r.habit.ParseTime(s)
	if err != nil {
		it.EmbargoHold = true
		r.warn(e, "%v", err)
		return
	}
	if !r.habit.Zoned(s) || !wire.Timed(s) {
		it.EmbargoHold = true
		r.warn(e, "%q leaves open when the embargo ends; it was taken as %s and waits for an editor", s, t.Format(time.RFC3339))
	}
	if t.After(it.Embargo.Time) {
		it.Embargo = t
	}
}

// corrections reads docdata/correction: words to readers, and the document that
// is corrected. One of empty attributes alone is a form not filled in.
func (r reader) corrections() {
	it := r.it
	var notes []string
	for _, c := range r.docdata.All("correction") {
		info := wire.Text(c.Attr("info"))
		id, _ := r.identity(c.Attr("id-string"))
		if info == "" && id == "" && len(c.Attrs) > 0 {
			continue
		}
		it.Signals = wire.AddSignal(it.Signals, news.SignalCorrection)
		if r.first("correction", info) {
			notes = append(notes, info)
		}
		if id != it.GUID && r.first("corrected", id) {
			it.Links = append(it.Links, news.Link{Rel: news.CorrectionOf, GUID: id})
		}
	}
	it.CorrectionNote = strings.Join(notes, "\n")
}

// named reads docdata/@management-doc-idref: another document, and what becomes
// of it (@management-idref-status, or if that is silent, this document's own
// status). It returns an item for one that is canceled or withheld (R14); to
// one that this document only follows there is a link.
func (r reader) named() (other news.WireItem, acts bool) {
	it, d := r.it, r.docdata
	id, version := r.identity(d.Attr("management-doc-idref"))
	if id == "" || id == it.GUID {
		return other, false
	}
	said := wire.Text(d.Attr("management-idref-status"))
	status := wire.PubStatus(said)
	if said == "" {
		status = it.PubStatus
	}
	if strings.EqualFold(string(status), "embargoed") {
		status = news.Withheld
		r.warn(d, "%s is said to be embargoed, and not until when; it was taken as withheld", id)
	}
	if it.PubStatus == news.Usable {
		it.Links = append(it.Links, news.Link{Rel: news.UpdateOf, GUID: id})
	}
	if status != news.Canceled && status != news.Withheld {
		if said != "" {
			r.warn(d, "%s is said to be %q; nothing was done to it", id, said)
		}
		return other, false
	}
	if v := wire.Text(d.First("du-key").Attr("version")); v != "" {
		version = v // the du-key counts the documents of one story
	}
	return news.WireItem{
		Format: it.Format, GUID: id, Version: version, Type: it.Type, PubStatus: status, Provider: it.Provider, Updated: it.Updated,
		EditorialNotes: slices.Clone(it.EditorialNotes), CorrectionNote: it.CorrectionNote,
	}, true
}
