package newsmlg2

import (
	"regexp"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// aliases are those of IPTC's catalogue whose terms an item may carry as a
// subject, place, person, genre or kind of source. A code with another alias
// cannot be resolved by whoever receives it and is written as a literal.
var aliases = map[string]bool{
	"medtop": true, "subj": true, "genre": true, "prodgenre": true, "digsrctype": true, "nprov": true, "loctyp": true, "scn": true, "squ": true, "wldreg": true,
	"trustindicator": true, "tone": true, "a1312cat": true, "iso3166-1a2": true, "iso3166-1a3": true, "iso3166-2": true, "geonames": true, "geonameshttps": true,
	"dbpedia": true, "isin": true, "mic": true, "figi": true, "cusip": true, "sedol": true, "tidm": true, "ticker": true, "gics": true, "secst": true, "parasport": true,
}

var qcodeForm = regexp.MustCompile(`^([^\s:]+):\S+$`)

// spelled returns the attribute that holds a code, and its value.
func spelled(code string) (attr, value string) {
	code = wire.Text(code)
	m := qcodeForm.FindStringSubmatch(code)
	switch {
	case m == nil:
		return "literal", code
	case aliases[m[1]]:
		return "qcode", code
	case m[1] == "http", m[1] == "https", m[1] == "urn", m[1] == "tag":
		return "uri", code
	}
	return "literal", code
}

// ownCode returns a code of the sender's own, as a URI; "" for none.
func (w writer) ownCode(kind, name string) string {
	if name = wire.Text(name); name == "" {
		return ""
	}
	return w.own + kind + "/" + codeEscapes.Replace(name)
}

// codeEscapes spells the characters that end a part of a URI, or that no URI
// has. Letters of all languages stay, for G2 takes IRIs.
var codeEscapes = strings.NewReplacer("%", "%25", "/", "%2F", ":", "%3A", "?", "%3F", "#", "%23", "[", "%5B", "]", "%5D", " ", "%20", "\u00a0", "%C2%A0",
	"<", "%3C", ">", "%3E", `"`, "%22", "{", "%7B", "}", "%7D", "|", "%7C", `\`, "%5C", "^", "%5E", "`", "%60")

// Codes of IPTC's own vocabularies by the part that names them.
var (
	// itemrelation
	relations = map[string]bool{
		"seeAlso": true, "derivedFrom": true, "associatedWith": true, "dependsOn": true, "evolvedFrom": true, "prevVersion": true, "processedFrom": true, "rightspolicy": true,
	}
	// rendition
	renditions = map[string]bool{"highRes": true, "web": true, "thumb": true, "thumbnail": true, "preview": true}
	// ninature
	natures = map[news.ItemType]bool{
		news.TextItem: true, news.PictureItem: true, news.GraphicItem: true, news.VideoItem: true, news.AudioItem: true, news.CompositeItem: true, "animation": true,
	}
)

// relation writes a relation onto a link or itemRef. One that IPTC does not
// have is the sender's.
func (w writer) relation(n *wire.Node, rel string) {
	rel = wire.Text(rel)
	switch attr, value := spelled(rel); {
	case relations[rel]:
		n.Set("rel", "irel:"+rel)
	case strings.HasPrefix(rel, "irel:") && relations[rel[len("irel:"):]]:
		n.Set("rel", rel)
	case attr == "uri":
		n.Set("reluri", value)
	default:
		n.Set("reluri", w.ownCode("relation", wire.LocalCode(rel)))
	}
}

// linkRelation returns how a link's relation is written; it is read back by
// wire.LinkRel.
func linkRelation(rel news.LinkRel) string {
	if rel == news.UpdateOf {
		return "evolvedFrom"
	}
	return string(rel)
}

// itemClass writes the type of an item, nil for none.
func (w writer) itemClass(t news.ItemType) *wire.Node {
	switch t = news.ItemType(wire.Text(string(t))); {
	case t == "":
		return nil
	case natures[t]:
		return wire.Element("itemClass", "qcode", "ninat:"+string(t))
	}
	return wire.Element("itemClass", "uri", w.ownCode("type", string(t)))
}

// pubStatus writes a status: one that is not IPTC's holds an item for a person,
// here as elsewhere.
func pubStatus(s news.PubStatus) *wire.Node {
	switch s {
	case news.Usable, news.Withheld, news.Canceled:
	case "":
		s = news.Usable
	default:
		s = news.Withheld
	}
	return wire.Element("pubStatus", "qcode", "stat:"+string(s))
}

// signalOf writes a signal to one item.
func signalOf(s news.Signal) *wire.Node {
	switch s {
	case news.SignalUpdate, news.SignalCorrection:
		return wire.Element("signal", "qcode", "sig:"+string(s))
	case news.SignalAtomic, "": // of a message
		return nil
	}
	return wire.Element("signal", "literal", wire.Text(string(s)))
}

// named writes an element that holds a name, or a code where it is one that
// others can resolve; nil for none.
func named(name, value string) *wire.Node {
	value = wire.Text(value)
	if value == "" {
		return nil
	}
	if attr, code := spelled(value); attr != "literal" {
		return wire.Element(name, attr, code)
	}
	return wire.Element(name).Add(wire.Field("name", value))
}
