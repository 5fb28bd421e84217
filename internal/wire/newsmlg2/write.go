package newsmlg2

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// What the writer says of the documents it writes.
const (
	namespace = "http://iptc.org/std/nar/2006-10-01/"
	version   = "2.35"
	catalogue = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
)

// Write writes NewsML-G2 2.35: for one item a newsItem, or a packageItem if it
// orders other items; for several a newsMessage, whose transmitId is the same
// for the same items of the same sender.
//
// What may leave the house is written, and nothing else: no editorial notes, no
// warnings, no sign-off. The text is cleaned by body.Clean. Of what is canceled
// neither text, summary, caption nor files are written. What may not be
// published for certain is written as withheld: a status that is not IPTC's,
// and an embargo that is meant and has no time. docs/wire-writing-g2-nitf.md
// lists what the format cannot carry.
//
// The sender's URI must be a web address: codes that IPTC has no word for are
// written below it. An error wraps [news.ErrInvalid], and then nothing was
// written.
func Write(items []news.WireItem, from wire.Sender) ([]byte, error) {
	own, err := ownCodes(from)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("there is no item to write: %w", news.ErrInvalid)
	}
	var nodes []*wire.Node
	for i := range items {
		w := writer{it: &items[i], from: from, own: own, place: i + 1}
		if wire.Text(w.it.GUID) == "" {
			return nil, fmt.Errorf("item %d has no guid; without it an update or a kill could not be told from new copy: %w", i+1, news.ErrInvalid)
		}
		if w.it.Type.OfTerms() {
			return nil, fmt.Errorf("item %d (%s) is of type %s, says what codes mean and is no copy; leave it out: %w", i+1, w.it.GUID, w.it.Type, news.ErrInvalid)
		}
		nodes = append(nodes, w.item())
	}
	root := nodes[0]
	if len(nodes) > 1 {
		root = message(nodes, items, from)
	}
	root.Attrs = append(wire.Element("", "xmlns", namespace).Attrs, root.Attrs...)
	return wire.WriteXML(root), nil
}

// ownCodes returns what the sender's own codes begin with.
func ownCodes(from wire.Sender) (string, error) {
	u, err := url.Parse(from.URI)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("the sender's address %q is no web address; give one such as https://courier.example.org/, its codes are told from others' by it: %w", from.URI, news.ErrInvalid)
	}
	u.RawQuery, u.Fragment = "", ""
	return strings.TrimRight(u.String(), "/") + "/codes/", nil
}

// message puts items into a newsMessage. It is atomic if any of them came so.
func message(nodes []*wire.Node, items []news.WireItem, from wire.Sender) *wire.Node {
	set := wire.Element("itemSet").Add(nodes...)
	sum := sha256.New()
	sum.Write([]byte(from.URI + "\n"))
	sum.Write(wire.WriteXML(set))
	header := wire.Element("header").Add(
		wire.Field("sent", sent(from)),
		wire.Element("catalogRef", "href", catalogue),
		wire.Field("sender", or(from.Name, from.URI), "uri", from.URI),
		wire.Field("transmitId", hex.EncodeToString(sum.Sum(nil))[:32]),
	)
	for i := range items {
		if items[i].Has(news.SignalAtomic) {
			header.Add(wire.Element("signal", "qcode", "nmsig:atomic"))
			break
		}
	}
	return wire.Element("newsMessage").Add(header, set)
}

func sent(from wire.Sender) string { return from.Now.UTC().Format(time.RFC3339) }

// writer writes one item.
type writer struct {
	it    *news.WireItem
	from  wire.Sender
	own   string // what the sender's own codes begin with
	place int    // of the item in the message, from 1
}

// item writes a newsItem or packageItem. The order of elements in it and below
// is that of the schema.
func (w writer) item() *wire.Node {
	name := "newsItem"
	if w.isPackage() {
		name = "packageItem"
	}
	language := wire.Language(w.it.Language)
	n := wire.Element(name, "guid", wire.Text(w.it.GUID), "version", positive(w.it.Version), "standard", "NewsML-G2", "standardversion", version,
		"conformance", "power", "xml:lang", language, "dir", wire.Direction(language))
	n.Add(wire.Element("catalogRef", "href", catalogue), rightsInfo(w.it.CopyrightHolder, w.it.Copyright, w.it.UsageTerms), w.itemMeta(), w.contentMeta())
	n.Add(w.asserts()...)
	if name == "packageItem" {
		return n.Add(w.groupSet())
	}
	return n.Add(w.contentSet())
}

// isPackage reports whether the item orders others and has no text or files of
// its own, for which a packageItem has no place.
func (w writer) isPackage() bool {
	return w.it.Type == news.CompositeItem && len(w.files()) == 0 && w.text() == nil
}

// killed reports whether the item may not be used under any circumstances.
func (w writer) killed() bool { return w.it.PubStatus == news.Canceled }

var positiveForm = regexp.MustCompile(`^0*[1-9][0-9]*$`)

// positive returns a version that the schema takes, and else "", which is 1.
func positive(v string) string {
	if !positiveForm.MatchString(v) {
		return ""
	}
	return v
}

func or(value, other string) string {
	if value == "" {
		return other
	}
	return value
}
