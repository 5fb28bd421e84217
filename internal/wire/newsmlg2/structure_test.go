package newsmlg2

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/wire"
)

// slot is a place in the sequence of an element's children: what may stand
// there, and how often.
type slot struct {
	names    string // separated by spaces
	min, max int    // max 0 is any number
}

// content is what the schema allows in an element, as far as we write it.
type content struct {
	slots []slot
	attrs string // allowed, each "name:kind"; a kind in capitals is required
	text  bool
}

const i18n = " xml:lang:language dir:dir"

// concept and its kin are the schema's types Flex…PropType.
const flex = "qcode:qcode uri:uri literal:line type:qcode typeuri:uri"

// structure is that of NewsML-G2_2.35-spec-All-Power.xsd, as far as we write
// it. Elements in a link or itemRef are hints, whose order is free.
var structure = map[string]content{
	"newsMessage": {slots: []slot{{"header", 1, 1}, {"itemSet", 1, 1}}, attrs: "xmlns:NAR"},
	"header":      {slots: []slot{{"sent", 1, 1}, {"catalogRef", 0, 0}, {"sender", 0, 1}, {"transmitId", 0, 1}, {"signal", 0, 0}}},
	"sent":        {text: true}, "sender": {text: true, attrs: "uri:uri"}, "transmitId": {text: true},
	"itemSet":     {slots: []slot{{"newsItem packageItem", 1, 0}}},
	"newsItem":    {slots: append(anyItem, slot{"contentSet", 0, 1}), attrs: anyAttrs},
	"packageItem": {slots: append(anyItem, slot{"groupSet", 0, 1}), attrs: anyAttrs},
	"catalogRef":  {attrs: "href:URI"},
	"rightsInfo":  {slots: []slot{{"copyrightHolder", 0, 1}, {"copyrightNotice usageTerms", 0, 0}}},
	"itemMeta": {slots: []slot{{"itemClass", 1, 1}, {"provider", 1, 1}, {"versionCreated", 1, 1}, {"firstCreated", 0, 1}, {"embargoed", 0, 1}, {"pubStatus", 0, 1},
		{"profile", 0, 1}, {"edNote", 0, 0}, {"signal", 0, 0}, {"expires", 0, 0}, {"link", 0, 0}}},
	"contentMeta": {slots: []slot{{"urgency", 0, 1}, {"digitalSourceType", 0, 1}, {"located infoSource", 0, 0},
		{"language genre keyword subject slugline headline dateline by creditline description", 0, 0}}},
	"itemClass": {attrs: "qcode:qcode uri:uri"}, "pubStatus": {attrs: "qcode:QCODE"}, "signal": {attrs: flex}, "language": {attrs: "tag:LANGUAGE"},
	"provider": {slots: []slot{{"name", 0, 0}}, attrs: flex}, "copyrightHolder": {slots: []slot{{"name", 0, 0}}, attrs: flex},
	"located": {slots: []slot{{"name", 0, 0}}, attrs: flex}, "infoSource": {slots: []slot{{"name", 0, 0}}, attrs: flex},
	"genre": {slots: []slot{{"name", 0, 0}}, attrs: flex}, "digitalSourceType": {attrs: flex}, "subject": {slots: []slot{{"name", 0, 0}}, attrs: flex},
	"name": {text: true}, "versionCreated": {text: true}, "firstCreated": {text: true}, "expires": {text: true}, "embargoed": {text: true}, "urgency": {text: true},
	"profile": {text: true}, "edNote": {text: true, attrs: "roleuri:URI"}, "copyrightNotice": {text: true}, "usageTerms": {text: true}, "keyword": {text: true},
	"slugline": {text: true}, "headline": {text: true, attrs: "rank:number roleuri:uri"}, "dateline": {text: true}, "by": {text: true}, "creditline": {text: true},
	"description": {text: true, attrs: "role:qcode roleuri:uri"}, "title": {text: true},
	"link": {attrs: "rel:qcode reluri:uri " + target}, "itemRef": {attrs: "rel:qcode reluri:uri " + target},
	"assert": {attrs: "qcode:qcode uri:uri literal:line"}, "geoAreaDetails": {slots: []slot{{"position", 0, 1}}},
	"position": {attrs: "latitude:DECIMAL longitude:DECIMAL"}, "hasInstrument": {attrs: "symbol:LINE marketlabel:line typeuri:uri"},
	"contentSet":    {slots: []slot{{"inlineXML remoteContent", 0, 0}}},
	"remoteContent": {attrs: "rendition:qcode renditionuri:uri width:number height:number " + target},
	"inlineXML":     {slots: []slot{{"html", 1, 1}}, attrs: "contenttype:LINE wordcount:number"},
	"groupSet":      {slots: []slot{{"group", 1, 0}}, attrs: "root:ID"},
	"group":         {slots: []slot{{"groupRef itemRef", 0, 0}}, attrs: "id:ID roleuri:URI mode:qcode"},
	"groupRef":      {attrs: "idref:ID"},
}

// What several elements have.
var (
	anyItem  = []slot{{"catalogRef", 0, 0}, {"rightsInfo", 0, 0}, {"itemMeta", 1, 1}, {"contentMeta", 0, 1}, {"assert", 0, 0}}
	anyAttrs = "xmlns:nar standard:STANDARD standardversion:VERSION conformance:CONFORMANCE guid:LINE version:positive" + i18n
	target   = "href:uri residref:line version:positive contenttype:line size:number"
)

var kinds = map[string]*regexp.Regexp{
	"nar": regexp.MustCompile(`^http://iptc\.org/std/nar/2006-10-01/$`), "standard": regexp.MustCompile(`^NewsML-G2$`), "version": regexp.MustCompile(`^2\.35$`),
	"conformance": regexp.MustCompile(`^power$`), "line": regexp.MustCompile(`^[\S ]+$`), "positive": regexp.MustCompile(`^0*[1-9]\d*$`), "number": regexp.MustCompile(`^\d+$`),
	"language": regexp.MustCompile(`^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$`), "dir": regexp.MustCompile(`^(ltr|rtl)$`), "qcode": regexp.MustCompile(`^[^\s:]+:\S+$`),
	"uri": regexp.MustCompile(`^\S.*$`), "decimal": regexp.MustCompile(`^-?\d+(\.\d+)?$`), "id": regexp.MustCompile(`^p\d+-g\d+$`),
}

// checkStructure holds a document we wrote against the schema's structure.
func checkStructure(t *testing.T, name string, raw []byte) {
	t.Helper()
	root, err := wire.ReadXML(raw, len(raw))
	if err != nil {
		t.Errorf("%s: ReadXML(Write()) = %v", name, err)
		return
	}
	if root.Space != namespace {
		t.Errorf("%s: Write() is in namespace %q, want %q", name, root.Space, namespace)
	}
	ids := map[string]bool{}
	for _, fault := range faults(root, "", ids) {
		t.Errorf("%s: Write(): %s in %s", name, fault, raw)
	}
}

// faults returns where an element breaks the structure.
func faults(n *wire.Node, parent string, ids map[string]bool) []string {
	at := parent + "/" + n.Name
	if n.Name == "html" {
		return xhtmlFaults(n, at)
	}
	c, ok := structure[n.Name]
	if !ok {
		return []string{at + " is not written by us"}
	}
	out := attrFaults(n, c, at, ids)
	hints := n.Name == "link" || n.Name == "itemRef" || n.Name == "assert"
	i, count := 0, 0
	for _, child := range n.Children {
		if child.Name == "" {
			if strings.TrimSpace(child.Text) != "" && !c.text {
				out = append(out, at+" holds text")
			}
			continue
		}
		out = append(out, faults(child, at, ids)...)
		for !hints && i < len(c.slots) && (!slices.Contains(strings.Fields(c.slots[i].names), child.Name) || c.slots[i].max > 0 && count >= c.slots[i].max) {
			if count < c.slots[i].min {
				out = append(out, at+" lacks "+c.slots[i].names)
			}
			i, count = i+1, 0
		}
		if !hints && i == len(c.slots) {
			return append(out, at+": "+child.Name+" is out of place")
		}
		count++
	}
	for ; !hints && i < len(c.slots); i, count = i+1, 0 {
		if count < c.slots[i].min {
			out = append(out, at+" lacks "+c.slots[i].names)
		}
	}
	return append(out, valueFaults(n, at)...)
}

func attrFaults(n *wire.Node, c content, at string, ids map[string]bool) []string {
	var out []string
	allowed := map[string]string{}
	for pair := range strings.FieldsSeq(c.attrs) {
		key, kind := pair[:strings.LastIndex(pair, ":")], pair[strings.LastIndex(pair, ":")+1:]
		allowed[key] = strings.ToLower(kind)
		if local := strings.TrimPrefix(key, "xml:"); kind != strings.ToLower(kind) && n.Attr(local) == "" {
			out = append(out, at+" lacks @"+key)
		}
	}
	for _, a := range n.Attrs {
		key := a.Name.Local
		if a.Name.Space == "http://www.w3.org/XML/1998/namespace" {
			key = "xml:" + key
		}
		kind, ok := allowed[key]
		if !ok {
			out = append(out, at+" has @"+key)
			continue
		}
		if !kinds[kind].MatchString(a.Value) {
			out = append(out, at+"/@"+key+" is "+a.Value+", no "+kind)
		}
		if key == "id" {
			if ids[a.Value] {
				out = append(out, at+"/@id "+a.Value+" is there twice")
			}
			ids[a.Value] = true
		}
	}
	return out
}

// valueFaults checks texts that the schema gives a type.
func valueFaults(n *wire.Node, at string) []string {
	text := n.Content()
	switch n.Name {
	case "versionCreated", "firstCreated", "expires", "sent", "embargoed":
		if _, err := time.Parse(time.RFC3339Nano, text); err != nil && (n.Name != "embargoed" || text != "") {
			return []string{at + " is " + text + ", no dateTime"}
		}
	case "urgency":
		if !regexp.MustCompile(`^[1-9]$`).MatchString(text) {
			return []string{at + " is " + text}
		}
	case "name", "headline", "keyword", "slugline", "by", "creditline", "dateline", "profile":
		if !kinds["line"].MatchString(text) {
			return []string{at + " is no line: " + text}
		}
	case "itemClass":
		if len(n.Attrs) != 1 {
			return []string{at + " has no code"}
		}
	}
	return nil
}

// xhtmlFaults checks that a text is XHTML of the house's vocabulary.
func xhtmlFaults(n *wire.Node, at string) []string {
	var out []string
	const vocabulary = " html head title body p h2 blockquote ul ol li table caption thead tbody tr th td a em strong br span iframe "
	if n.Space != "http://www.w3.org/1999/xhtml" || !strings.Contains(vocabulary, " "+n.Name+" ") {
		out = append(out, at+" is no XHTML that we write")
	}
	for _, c := range n.Elements() {
		out = append(out, xhtmlFaults(c, at+"/"+c.Name)...)
	}
	return out
}

// TestStructureIsTold holds that the checker sees what is wrong.
func TestStructureIsTold(t *testing.T) {
	raw, err := Write(models(t)["full"], sender())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, want string }{
		{`<pubStatus qcode="stat:usable"/>`, ``, ""},
		{`<itemClass qcode="ninat:text"/>`, ``, "lacks itemClass"},
		{`<itemClass qcode="ninat:text"/>`, `<itemClass/>`, "has no code"},
		{` guid="urn:newsml:courier.example.org:20261124:orve-lock"`, ``, "lacks @guid"},
		{` version="7"`, ` version="0"`, "no positive"},
		{`<urgency>3</urgency>`, `<keyword>x</keyword>`, "digitalSourceType"},
		{`<urgency>3</urgency>`, `<urgency>0</urgency>`, "urgency is 0"},
		{`xmlns="http://iptc.org/std/nar/2006-10-01/"`, `xmlns="http://iptc.org/"`, "no nar"},
		{`<catalogRef`, `<rating/><catalogRef`, "rating is not written"},
		{`<itemMeta>`, `<contentMeta/><itemMeta>`, "out of place"},
		{`<firstCreated>2026`, `<firstCreated>tomorrow 2026`, "no dateTime"},
		{`<em>`, `<em><script/>`, "script is no XHTML"},
	} {
		broken := strings.Replace(string(raw), c.from, c.to, 1)
		if c.want == "digitalSourceType" { // a keyword before what must come first
			broken = strings.Replace(string(raw), c.from, `<keyword>x</keyword><urgency>3</urgency>`, 1)
			c.want = "urgency is out of place"
		}
		root, err := wire.ReadXML([]byte(broken), len(broken))
		if err != nil || broken == string(raw) {
			t.Fatalf("%s: %v", c.from, err)
		}
		got := strings.Join(faults(root, "", map[string]bool{}), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("faults(with %s for %s) = %q, want %q", c.to, c.from, got, c.want)
		}
	}
}
