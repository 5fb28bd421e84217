package newsml1

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// management reads NewsManagement: what holds for the item as such.
func (r *reader) management(m *wire.Node) {
	it := r.it
	it.Profile = formal(m.First("NewsItemType"))
	it.Created = r.date(m.First("FirstCreated"))
	it.Updated = r.date(m.First("ThisRevisionCreated"))
	it.Urgency = r.habit.Urgency(formal(m.First("Urgency")))
	if it.Urgency == 0 {
		// Some send the priority of transmission alone, whose first eight steps
		// mean the same.
		if p := wire.Urgency(formal(r.envelope.First("Priority"))); p < 9 {
			it.Urgency = p
		}
	}
	r.status(m)
	for _, x := range m.All("Instruction") {
		r.instruction(x)
	}
	for _, name := range []string{"DerivedFrom", "AssociatedWith"} {
		for _, x := range m.All(name) {
			r.link(x)
		}
	}
}

// status reads Status and the changes it announces. An item that is embargoed
// without the time from which it may be used waits for a person.
func (r *reader) status(m *wire.Node) {
	it := r.it
	sent := formal(m.First("Status"))
	if sent == "" {
		sent = m.First("Status").Value()
	}
	embargoed := isEmbargoed(sent)
	if embargoed {
		it.PubStatus = news.Usable
	} else {
		it.PubStatus = wire.PubStatus(sent)
	}
	for _, change := range m.All("StatusWillChange") {
		at := change.First("DateAndTime")
		future := formal(change.First("FutureStatus"))
		if at == nil {
			at = change
		}
		switch status := wire.PubStatus(future); {
		case future == "", isEmbargoed(future):
			r.warn("line %d: <StatusWillChange> to %q was passed over", change.Line, future)
		case status == news.Usable:
			r.embargo(at)
		case status == news.Withheld, status == news.Canceled:
			r.expire(r.date(at))
		default:
			r.warn("line %d: <StatusWillChange> to the unknown status %q was passed over", change.Line, future)
		}
	}
	if embargoed && it.Embargo.IsZero() {
		it.EmbargoHold = true
	}
}

// stricter takes over a status told in another place if it is stricter.
func (r *reader) stricter(status news.PubStatus) {
	if r.it.PubStatus == news.Usable || status == news.Canceled {
		r.it.PubStatus = status
	}
}

func isEmbargoed(status string) bool {
	return strings.EqualFold(wire.LocalCode(status), "embargoed")
}

// recalls are instructions that take an item back, whatever its status says.
var recalls = map[string]bool{"kill": true, "delete": true, "cancel": true, "canceled": true, "withdraw": true, "recall": true, "withhold": true, "hold": true}

// instruction reads what the agency tells the receiver to do with this revision
// and with earlier ones. What is said of this one holds if it is stricter than
// its status; what is said of earlier ones is for the desk, for this one
// replaces them.
func (r *reader) instruction(n *wire.Node) {
	it := r.it
	name := formal(n)
	if recalls[strings.ToLower(wire.LocalCode(name))] && it.PubStatus == news.Usable {
		it.PubStatus = news.Withheld
		r.warn("line %d: the instruction %q contradicts the status %s; the item is withheld until an editor decides", n.Line, name, news.Usable)
	}
	it.Signals = wire.AddSignal(it.Signals, wire.Signal(name))
	for _, x := range n.All("RevisionStatus") {
		revision := wire.Text(x.Attr("Revision"))
		status := wire.PubStatus(formal(x.First("Status")))
		if revision != "" && news.CompareVersions(revision, it.Version) == 0 {
			r.stricter(status)
			continue
		}
		if revision == "" {
			revision = "all before"
		}
		r.warn("line %d: the agency says of earlier revisions (%s) that they are %s", x.Line, revision, status)
	}
}

// link reads a relation to another item: to a picture of the story, if that is
// its kind, or else to another story. One that names no item only says that
// there are pictures, and is passed over.
func (r *reader) link(n *wire.Node) {
	guid, version := itemRef(n.Attr("NewsItem"))
	kind := formal(n)
	switch t := mediaKind(kind); {
	case guid == "" || guid == r.it.GUID:
	case t != "":
		r.it.Associations = append(r.it.Associations, news.Association{Rel: n.Name, GUID: guid, Version: version, Type: t})
	default:
		rel := wire.LinkRel(n.Name)
		switch told := wire.LinkRel(kind); told {
		case news.UpdateOf, news.CorrectionOf, news.SeeAlso:
			rel = told
		}
		if n.Name == "AssociatedWith" && rel == "AssociatedWith" {
			rel = news.SeeAlso
		}
		r.it.Links = append(r.it.Links, news.Link{Rel: rel, GUID: guid, Version: version})
	}
}

// patches notes that an item changes the revision before it in places and does
// not replace it. Unless it has content of its own it must not be taken for
// the whole: its status is then one that holds it for a person.
func (r *reader) patches(n *wire.Node) {
	it := r.it
	revision := n.First("Identification", "NewsIdentifier", "RevisionId")
	switch strings.ToUpper(revision.Attr("Update")) {
	case "U":
		r.warn("line %d: revision %s is a list of changes to revision %s (Update=U), which are not carried out; ask for the whole item", revision.Line, it.Version, wire.Text(revision.Attr("PreviousRevision")))
	case "A":
		r.warn("line %d: revision %s changes only the management data of revision %s (Update=A)", revision.Line, it.Version, wire.Text(revision.Attr("PreviousRevision")))
	default:
		if n.First("Update") == nil {
			return
		}
	}
	for _, u := range n.All("Update") {
		for _, c := range u.Elements() {
			r.warn("line %d: change not carried out: %.60s at %s", c.Line, c.Name, wire.Text(c.Attr("DuidRef")))
		}
	}
	whole := it.BodyHTML != "" || len(it.Renditions)+len(it.Associations) > 0
	if !whole && it.PubStatus == news.Usable {
		it.PubStatus = "patch"
	}
}
