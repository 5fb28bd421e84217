package nitf

import (
	"regexp"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// headMatter reads what describes the document: urgency, kind, subjects,
// keywords, slugline and the place of the event.
func (r reader) headMatter() {
	it, d, meta := r.it, r.docdata, r.meta()
	it.Urgency = r.habit.Urgency(d.First("urgency").Attr("ed-urg"))
	for _, name := range []string{"anpa-priority", "priority", "prioridad"} {
		if it.Urgency == 0 {
			it.Urgency = r.letterUrgency(meta[name])
		}
	}
	t := r.head.First("tobject")
	it.Profile = wire.Text(t.Attr("tobject.type"))
	if meta["anpa-category"] == "v" {
		it.Profile = "advisory" // ANPA 1312's letter for it
	}
	for _, p := range t.All("tobject.property") {
		if g := wire.Text(p.Attr("tobject.property.type")); !strings.EqualFold(g, "current") { // the schema's default
			fill(&it.Genre, g)
		}
	}
	for _, s := range t.All("tobject.subject") {
		r.addSubject(subject(s))
	}
	for _, s := range d.All("series") {
		r.addSubject(news.Concept{Name: wire.Text(s.Attr("series.name")), Role: "series"})
	}
	for _, f := range d.All("fixture") {
		r.addSubject(news.Concept{Name: wire.Text(f.Attr("fix-id")), Role: "fixture"})
	}
	r.keywords(meta)
	it.Slugline = r.slugline(meta)
	for _, e := range d.All("evloc") {
		r.event(e)
	}
	if !r.habit.TitleIsSlugline {
		it.Headline = r.head.First("title").Value()
	}
}

// meta returns head/meta by name in small letters.
func (r reader) meta() map[string]string {
	out := map[string]string{}
	for _, m := range r.head.All("meta") {
		if name := strings.ToLower(m.Attr("name")); out[name] == "" {
			out[name] = wire.Text(m.Attr("content"))
		}
	}
	return out
}

// letterUrgency reads a priority of ANPA 1312, 0 if it is none.
func (r reader) letterUrgency(letter string) int {
	if u, ok := r.habit.Urgencies[strings.ToLower(letter)]; ok {
		return u
	}
	if len(letter) != 1 {
		return 0
	}
	switch strings.ToLower(letter) {
	case "f":
		return 1
	case "b":
		return 2
	case "u":
		return 3
	case "r":
		return 4
	case "d":
		return 5
	case "a", "s":
		return 6
	}
	return 0
}

func (r reader) addSubject(c news.Concept) {
	if r.first("subject", c.Code+"\x00"+c.Name) && c.Code+c.Name != "" {
		r.it.Subjects = append(r.it.Subjects, c)
	}
}

var eightDigits = regexp.MustCompile(`^\d{8}$`)

// subject reads a tobject.subject. IPTC's eight digits are a Media Topic from
// 20000000 on, and else a Subject Code; codes of others bear the name of their
// maker.
func subject(n *wire.Node) news.Concept {
	var c news.Concept
	for _, level := range []string{"detail", "matter", "type"} {
		fill(&c.Name, wire.Text(n.Attr("tobject.subject."+level)))
	}
	ref, full := wire.Text(n.Attr("tobject.subject.refnum")), wire.Text(n.Attr("tobject.subject.code"))
	if full != token(full) && ref == token(full) { // the reference is what the schema lets through of the code
		c.Code = full
		return c
	}
	fill(&ref, full)
	maker := wire.Text(n.Attr("tobject.subject.ipr"))
	switch {
	case ref == "", strings.Contains(ref, ":"):
		c.Code = ref
	case maker != "" && !strings.EqualFold(maker, "IPTC"):
		c.Code = maker + ":" + ref
	case !eightDigits.MatchString(ref):
		c.Code = ref
	case ref[0] >= '2':
		c.Code = "medtop:" + ref
	default:
		c.Code = "subj:" + ref
	}
	return c
}

// keywords reads key-list, which Superdesk sets beside docdata, doc-scope and
// the keywords among the meta elements.
func (r reader) keywords(meta map[string]string) {
	add := func(s string) {
		if s = wire.Text(s); r.first("keyword", s) {
			r.it.Keywords = append(r.it.Keywords, s)
		}
	}
	for _, k := range r.keyList() {
		add(k)
	}
	for _, s := range r.docdata.All("doc-scope") {
		add(s.Attr("scope"))
	}
	for _, name := range []string{"keywords", "keyword"} {
		for s := range strings.SplitSeq(meta[name], ",") {
			add(s)
		}
	}
}

func (r reader) keyList() []string {
	var out []string
	for _, parent := range []*wire.Node{r.docdata, r.head} {
		for _, list := range parent.All("key-list") {
			for _, k := range list.All("keyword") {
				if s := wire.Text(k.Attr("key")); s != "" {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

var leadingNumber = regexp.MustCompile(`^[\d.]+\s+`)

// slugline returns the working name of the story.
func (r reader) slugline(meta map[string]string) string {
	s := meta["anpa-keyword"]
	if r.habit.TitleIsSlugline {
		// A number that counts parts stands before it.
		fill(&s, leadingNumber.ReplaceAllString(r.head.First("title").Value(), ""))
	}
	fill(&s, wire.Text(r.docdata.First("du-key").Attr("key")))
	if keys := r.keyList(); len(keys) > 0 {
		fill(&s, keys[0])
	}
	return s
}

// event reads evloc, where what is told of took place.
func (r reader) event(e *wire.Node) {
	var name string
	for _, attr := range []string{"city", "county-dist", "state-prov"} {
		fill(&name, wire.Text(e.Attr(attr)))
	}
	r.place(news.Place{Name: name, Role: "event"})
	r.place(news.Place{Code: wire.Text(e.Attr("iso-cc")), Role: "event"}) // of the country
}

// rights reads doc.copyright and doc.rights, and what the body says of both.
func (r reader) rights(body *wire.Node) {
	it := r.it
	c := r.docdata.First("doc.copyright")
	it.CopyrightHolder = wire.Text(c.Attr("holder"))
	fill(&it.Copyright, body.Find(func(n *wire.Node) bool { return n.Name == "copyrite" }).Value())
	if year := wire.Text(c.Attr("year")); year != "" && it.CopyrightHolder != "" {
		fill(&it.Copyright, "© "+year+" "+it.CopyrightHolder)
	}
	var lines []string
	terms := func(s string) {
		if s = wire.Text(s); r.first("terms", s) {
			lines = append(lines, s)
		}
	}
	for _, d := range r.docdata.All("doc.rights") {
		for _, attr := range []string{"type", "geography", "limitations"} {
			terms(d.Attr(attr))
		}
	}
	for _, x := range body.First("body.head").All("rights") {
		r.expire(r.date(x.First("rights.enddate"), "norm"))
		for _, c := range x.Children {
			switch c.Name {
			case "", "rights.type", "rights.geography", "rights.limitations":
				terms(c.Content())
			}
		}
	}
	it.UsageTerms = strings.Join(lines, "\n")
}
