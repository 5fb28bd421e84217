package ninjs

import (
	"fmt"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// readItem reads one item.
func readItem(o *object, habits wire.Habits) (news.WireItem, error) {
	n := node{object: o, found: &findings{}, habit: &wire.Habit{}}
	sent, err := identity(n)
	if err != nil {
		return news.WireItem{}, err
	}
	*n.habit = habits.Of(wire.Origin{Format: "ninjs", Provider: provider(n), GUID: sent})
	n.found = &findings{} // what is wrong with the provider is noted below
	guid, revision := n.habit.Identity(sent)
	it, bodies := describe(n)
	readBody(n, bodies, &it)
	it.Format, it.GUID = "ninjs "+version(n), guid
	it.Version = first(it.Version, revision)
	it.Urgency = urgency(n)
	it.Provider, it.Genre = provider(n), genre(n)
	readTerms(n, &it)
	readSignals(n, &it)
	readNotes(n, &it)
	readLinks(n, &it)
	readAssociations(n, &it)
	if kind := strings.ToLower(n.gently().text("representationtype")); kind == "partial" || kind == "incomplete" || kind == "associated" {
		n.warn("property \"representationtype\" is %q: the agency has more of this item than it sent", kind)
	}
	if faults := n.found.faults; len(faults) > 0 && !recalls(n, it.PubStatus) {
		return news.WireItem{}, fmt.Errorf("uri %q: %s: %w", guid, strings.Join(faults, "; "), news.ErrInvalid)
	}
	it.Warnings = append(n.found.faults, n.found.warnings...)
	return it, nil
}

// recalls reports whether an item takes copy back, so that no fault in the rest
// of it may stand in the way. A withhold needs its version, against which later
// ones are measured; a kill holds for all.
func recalls(n node, status news.PubStatus) bool {
	_, plain := scalar(n.get("version").value)
	return status == news.Canceled || status == news.Withheld && (plain || !n.has("version"))
}

// identity returns the uri, or the guid that Superdesk sends in its place.
func identity(n node) (string, error) {
	for _, name := range []string{"uri", "guid"} {
		m := n.get(name)
		if m.value == nil {
			continue
		}
		s, ok := m.value.(string)
		if !ok {
			return "", fmt.Errorf("property %q is %s; it must be a string: %w", m.name, kindOf(m.value), news.ErrInvalid)
		}
		if s = wire.Text(s); s != "" {
			return s, nil
		}
	}
	why := "is missing"
	if n.has("uri") {
		why = "is empty"
	}
	return "", fmt.Errorf("property \"uri\" %s; without it an item's updates and its kill could not be told from new copy: %w", why, news.ErrInvalid)
}

// describe reads what items and associated items have alike, but for their
// identity, and returns the texts of the body unread.
func describe(n node) (news.WireItem, []spoken) {
	it := news.WireItem{
		Version: n.text("version"), Type: wire.ItemType(n.text("type")), Profile: n.text("profile"), PubStatus: status(n),
		Language: n.text("language"), Slugline: n.text("slugline", "slug"), Byline: n.text("by", "byline"),
		CopyrightHolder: n.text("copyrightholder"), Copyright: n.text("copyrightnotice"), UsageTerms: usageTerms(n),
		DigitalSourceType: digitalSourceType(n),
	}
	it.Created, it.Updated, it.Expires = n.date("firstcreated", "contentcreated"), n.date("versioncreated"), n.date("expires")
	it.Embargo, it.EmbargoHold, it.EmbargoEmpty = embargo(n, it.PubStatus)
	if it.Type == "" && (n.has("eventdetails") || n.has("plannedcoverage")) {
		it.Type = "event" // in the words of 3.0: no copy, whatever text it has
	}
	readPlaceline(n, &it)
	readHeadlines(n, &it)
	it.Renditions = renditions(n)
	readDescriptions(n, &it)
	bodies := n.spoken("bodies", "body")
	for _, t := range bodies {
		if isAltText(n, &it, t) {
			it.AltText = first(it.AltText, wire.Text(t.words()))
		}
	}
	return it, bodies
}

// status reads the status. None, and null as dpa sends it, means usable.
func status(n node) news.PubStatus {
	m := n.get("pubstatus")
	s, ok := m.value.(string)
	if !ok && m.value != nil {
		n.wrong(n.at(m.name), m.value, "a string")
	}
	return wire.PubStatus(s)
}

// urgency reads a number from 1 to 9 (a decimal one is possible up to 2.2).
func urgency(n node) int {
	s := n.gently().text("urgency")
	u := n.habit.Urgency(s)
	if s != "" && u == 0 {
		n.warn("property \"urgency\" is %q; it runs from 1 to 9", s)
	}
	return u
}

// usageTerms reads the terms in words. Terms for machines (rightsinfo with a
// rights expression or a link to one) are left to a person.
func usageTerms(n node) string {
	terms := n.lines("usageterms")
	info, ok := n.gently().inner("rightsinfo")
	if !ok {
		return terms
	}
	if link := info.text("linkedrights"); link != "" {
		n.warn("property %q: more terms of use stand at %s", info.spot("linkedrights"), link)
	}
	switch words := info.lines("encodedrights"); {
	case words == "":
	case strings.ContainsAny(words[:1], "{[<"):
		n.warn("property %q holds terms of use for machines; a person must read them", info.spot("encodedrights"))
	case terms == "":
		return words
	}
	return terms
}

// digitalSourceType reads the code that says how a picture was made (1.6, 2.2,
// 3.1): an object with a uri or literal. A bare string counts if it is a code
// with its scheme.
func digitalSourceType(n node) string {
	n = n.gently()
	if in, ok := n.inner("digitalsourcetype"); ok {
		return in.text("uri", "literal")
	}
	s := n.text("digitalsourcetype")
	if s != "" && !strings.Contains(s, ":") {
		n.warn("property %q is %q; it must be an object with a \"uri\"", n.spot("digitalsourcetype"), s)
		return ""
	}
	return s
}

// readPlaceline reads where the content was made, and the dateline, which
// ninjs has no property for and Superdesk sends as an object.
func readPlaceline(n node, it *news.WireItem) {
	if in, ok := n.inner("located"); ok {
		it.Located = in.text("name", "city")
	} else {
		it.Located = n.text("located")
	}
	line, ok := n.gently().inner("dateline")
	if !ok {
		it.Dateline = placeline(n.gently().text("dateline"))
		return
	}
	it.Dateline = placeline(line.text("text"))
	if in, ok := line.inner("located"); ok && it.Located == "" {
		it.Located = in.text("city", "name")
	}
}

// placeline is a dateline without the dash that would follow it in the copy.
func placeline(s string) string { return strings.TrimRight(s, " -–—_") }

// readNotes reads what is for the newsroom alone.
func readNotes(n node, it *news.WireItem) {
	own := []news.EditorialNote{{Text: n.lines("ednote")}, {Role: "embargo", Text: n.gently().lines("embargoedreason")}} // the second is TT's
	own = slices.DeleteFunc(own, func(x news.EditorialNote) bool { return x.Text == "" })
	it.EditorialNotes = append(own, it.EditorialNotes...)
}

// readSignals reads Superdesk's signals and AP's kinds of editorial message,
// whose meaning is the agency's habit. TT's property "signals" describes a
// page and has none.
func readSignals(n node, it *news.WireItem) {
	for _, x := range n.gently().list("signal", "signals", "editorialtypes") {
		it.Signals = wire.AddSignal(it.Signals, wire.Signal(x.text("code", "qcode", "uri", "literal", "name")))
	}
}

// readLinks reads which items this one follows: Superdesk's evolvedfrom, TT's
// replacing and the history in its revisions.
func readLinks(n node, it *news.WireItem) {
	n = n.gently()
	for _, name := range []string{"evolvedfrom", "rewrite_of", "replacing", "revisions"} {
		for _, x := range n.list(name) {
			addLink(it, news.Link{Rel: news.UpdateOf, GUID: x.text("uri", "guid", "name")})
		}
	}
	for _, x := range n.list("replacedby") {
		addLink(it, news.Link{Rel: "replacedby", GUID: x.text("uri", "guid", "name")})
	}
}

// addLink adds a link to another item unless it is there.
func addLink(it *news.WireItem, l news.Link) {
	if l.GUID == "" || l.GUID == it.GUID {
		return
	}
	for _, x := range it.Links {
		if x.GUID == l.GUID {
			return
		}
	}
	it.Links = append(it.Links, l)
}
