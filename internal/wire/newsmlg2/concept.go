package newsmlg2

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxTerms is how many concepts of a knowledgeItem are read: more than IPTC's
// Media Topics have ten times over.
const maxTerms = 20_000

// notCopy reads what holds no copy: terms, plans and lists of vocabularies. They
// are items all the same, of types that nobody shows (receiver rule R19).
func (r reader) notCopy(n *wire.Node) {
	it := r.it
	it.Type = others[n.Name]
	if title := r.title(n.First("itemMeta")); title != "" {
		it.Headline = title
	}
	if s := r.spoken(n.First("contentMeta").All("headline")).Value(); s != "" {
		it.Headline = s
	}
	it.Abstract = r.spoken(n.First("contentMeta").All("description")).Value()
	if n.Name == "conceptItem" {
		r.terms(n.All("concept"))
	}
	for _, set := range n.All("conceptSet") {
		r.terms(set.All("concept"))
	}
}

// terms reads concepts. One without a code cannot be told from others and is
// passed over.
func (r reader) terms(list []*wire.Node) {
	for _, c := range list {
		if len(r.it.Terms) == maxTerms {
			r.warn("line %d: the item has more than %d concepts; the rest was passed over", c.Line, maxTerms)
			return
		}
		t := news.Term{Code: code(c.First("conceptId")), Type: strings.ToLower(wire.LocalCode(code(c.First("type"))))}
		if t.Code == "" {
			r.warn("line %d: the concept has no conceptId and was passed over", c.Line)
			continue
		}
		t.Names, t.Definitions = spokenBy(c.All("name")), spokenBy(c.All("definition"))
		t.SameAs, t.Broader = codes(c.All("sameAs")), codes(c.All("broader"))
		r.it.Terms = append(r.it.Terms, t)
	}
}

// spokenBy returns the texts of elements by their language, of each the first.
func spokenBy(list []*wire.Node) map[string]string {
	var out map[string]string
	for _, n := range list {
		language, text := wire.Text(n.Attr("lang")), n.Value()
		if text == "" || out[language] != "" {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[language] = text
	}
	return out
}

func codes(list []*wire.Node) []string {
	var out []string
	for _, n := range list {
		if c := code(n); c != "" {
			out = append(out, c)
		}
	}
	return out
}
