// Package newsmlg2 reads IPTC NewsML-G2, versions 1 (NAR) to 2.35, and writes
// 2.35: newsItem and packageItem, alone or in a newsMessage, with text in
// XHTML, NITF, HTML or plain, and pictures. It reads the terms of conceptItem
// and knowledgeItem too; and of planningItem and catalogItem that they came.
//
// Elements are found by their local names: agencies send the namespace, leave
// it out, or give it a prefix. Codes are kept as sent and no catalogue is
// fetched. What is marked as not for publication goes into editorial notes and
// into no other field.
//
// It decides nothing about the items it reads or writes: ingest files what came
// in, and who may be sent what is for the callers of [Write].
//
// Start at [Parse] and [Write]. Paths in comments are those of the specification's
// NewsML-G2_2.35-spec-All-Power.xsd.
package newsmlg2

import (
	"errors"
	"fmt"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxBytes is the longest file that is read.
const maxBytes = 32 << 20

// others are the kinds of G2 item that hold no copy, and their types.
var others = map[string]news.ItemType{
	"conceptItem": news.ConceptItem, "knowledgeItem": news.ConceptItem, "planningItem": news.PlanningItem, "catalogItem": news.CatalogueItem,
}

// Sniff reports whether a file looks like NewsML-G2, of whatever kind of item.
func Sniff(raw []byte) bool {
	switch root := wire.Root(raw); root {
	case "newsMessage", "newsItem", "packageItem":
		return true
	default:
		return others[root] != ""
	}
}

// Parse reads a file of one item or one message, in the order of the message.
//
// Items that could be read are returned even if others in the message could
// not, with an error that joins one for each of those, by its place. If the
// message says that it is atomic (nmsig:atomic), one bad item refuses all. What
// is not copy (a planningItem, say) has a type that is not shown. An item
// without a guid is bad.
//
// habits answers how each item's agency writes; nil is the standard alone.
//
// An error wraps [news.ErrInvalid], and io.ErrUnexpectedEOF too where the file
// ends in its middle.
func Parse(raw []byte, habits wire.Habits) ([]news.WireItem, error) {
	root, err := wire.ReadXML(raw, maxBytes)
	if err != nil {
		return nil, err
	}
	if root.Name == "newsMessage" {
		return readMessage(root, habits)
	}
	it, err := readItem(root, habits)
	if err != nil {
		return nil, err
	}
	return []news.WireItem{it}, nil
}

// readMessage reads the items of a newsMessage.
func readMessage(root *wire.Node, habits wire.Habits) ([]news.WireItem, error) {
	atomic := false
	for _, s := range root.First("header").All("signal") {
		atomic = atomic || signal(s) == news.SignalAtomic
	}
	var items []news.WireItem
	var faults []error
	n := 0
	for _, set := range root.All("itemSet") {
		for _, c := range set.Elements() {
			n++
			it, err := readItem(c, habits)
			if err != nil {
				faults = append(faults, fmt.Errorf("item %d of the message: %w", n, err))
				continue
			}
			if atomic {
				it.Signals = wire.AddSignal(it.Signals, news.SignalAtomic)
			}
			items = append(items, it)
		}
	}
	switch {
	case n == 0:
		return nil, fmt.Errorf("line %d: the newsMessage holds no item: %w", root.Line, news.ErrInvalid)
	case atomic && len(faults) > 0:
		return nil, fmt.Errorf("the message is atomic, so none of its %d items is filed: %w", n, errors.Join(faults...))
	}
	return items, errors.Join(faults...)
}

// readItem reads an item. It takes what is private out of n.
func readItem(n *wire.Node, habits wire.Habits) (news.WireItem, error) {
	_, other := others[n.Name]
	if n.Name != "newsItem" && n.Name != "packageItem" && !other {
		return news.WireItem{}, fmt.Errorf("line %d: <%.60s> is no item of NewsML-G2; send newsItem or packageItem: %w", n.Line, n.Name, news.ErrInvalid)
	}
	it := news.WireItem{Format: strings.TrimSpace("newsml-g2 " + wire.Text(n.Attr("standardversion")))}
	r := reader{it: &it}
	r.habit = habits.Of(wire.Origin{Format: it.Format, Provider: r.nameOrCode(n.First("itemMeta", "provider")), GUID: wire.Text(n.Attr("guid"))})
	it.GUID, it.Version = r.habit.Identity(n.Attr("guid"))
	if v := wire.Text(n.Attr("version")); v != "" {
		it.Version = v
	}
	if it.GUID == "" {
		return news.WireItem{}, fmt.Errorf("line %d: <%s> has no guid; without it an item's updates and its kill could not be told from new copy: %w", n.Line, n.Name, news.ErrInvalid)
	}
	if it.Version == "" {
		it.Version = "1" // the schema's default
	}
	it.Language = wire.Text(n.First("contentMeta", "language").Attr("tag"))
	if it.Language == "" {
		it.Language = wire.Text(n.Attr("lang"))
	}
	r.takePrivate(n)
	r.itemMeta(n.First("itemMeta"))
	if n.Name == "packageItem" {
		it.Type = news.CompositeItem
	}
	it.CopyrightHolder, it.Copyright, it.UsageTerms = r.rights(n)
	if other {
		r.notCopy(n)
		return it, nil
	}
	r.contentMeta(n.First("contentMeta"))
	r.subjects(n)
	r.content(n.First("contentSet"))
	r.groups(n.First("groupSet"))
	if it.Headline == "" {
		it.Headline = n.First("itemMeta", "title").Value()
	}
	if it.Byline == "" {
		it.Byline = r.creators(n.First("contentMeta"))
	}
	return it, nil
}
