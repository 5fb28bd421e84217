package newsml1

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// kind says what a component holds, by its role.
type kind int

const (
	other kind = iota // no role, or one that says nothing here
	text              // the story's text
	headline
	subheadline
	lead    // the first words of the text
	summary // beside the text
	caption
	picture // one picture or video, whatever is in it
	note    // for the newsroom
	unread
)

// roles are the roles agencies give components, in lower case. Those of IPTC
// are Main, Supporting, Caption, Preview, Quicklook and Thumbnail.
var roles = map[string]kind{
	"main": text, "body": text, "text": text, "story": text, "short": text, "long": text, "original": text, "copy": text, "article": text, "bodytext": text, "supporting": text,
	"title": headline, "headline": headline, "subheadline": subheadline, "subtitle": subheadline, "subhead": subheadline,
	"lead": lead, "lede": lead, "intro": lead, "abstract": summary, "summary": summary, "teaser": summary, "standfirst": summary,
	"caption": caption, "legend": caption,
	"photo": picture, "picture": picture, "image": picture, "logo": picture, "graphic": picture, "infographic": picture, "animation": picture,
	"video": picture, "clip": picture, "audio": picture, "sound": picture,
	"contact": note, "contacts": note, "advisory": note, "advisoryline": note, "editorialnote": note, "ednote": note, "note": note, "notes": note,
	"instruction": note, "instructions": note, "comment": note, "dopesheet": note, "shotlist": note, "scheduling": note, "correctionnote": note,
	"stylesheet": unread, "style": unread, "css": unread,
}

// kindOf says what a component holds. What an agency's habit calls private is for
// the newsroom.
func (r *reader) kindOf(c *wire.Node) kind {
	as := role(c)
	if r.habit.PrivateRoles[as] {
		return note
	}
	return roles[strings.ReplaceAll(as, " ", "")]
}

// parts are the components within a component or a NewsItem.
func parts(c *wire.Node) []*wire.Node { return c.All("NewsComponent") }

// holdsText reports whether a component holds text of the story.
func (r *reader) holdsText(c *wire.Node) bool {
	found, known := r.holds[c]
	if k := r.kindOf(c); known || k != other && k != text {
		return found
	}
	found = ownText(c)
	for _, p := range parts(c) {
		found = found || r.holdsText(p)
	}
	r.holds[c] = found
	return found
}

// ownText reports whether text stands in a component itself.
func ownText(c *wire.Node) bool {
	for _, x := range c.All("ContentItem") {
		if isText(x) {
			return true
		}
	}
	return false
}

// components walks the components of an item and sorts them: those that speak
// of it, its text, its pictures, and the items it refers to.
func (r *reader) components(n *wire.Node) {
	r.it.Language = wire.Text(n.Attr("lang"))
	top := parts(n)
	if len(top) == 0 {
		return
	}
	if s := language(top[0]); s != "" && r.it.Language == "" {
		r.it.Language = s
	}
	whole := &wire.Node{Name: "NewsComponent", Children: n.All("NewsComponent"), Line: n.Line}
	if r.holdsText(whole) {
		r.walk(whole, 0)
	} else {
		r.beside(top, false)
		if !r.alone() {
			r.path = []level{{top[0], 0}}
		}
	}
	for _, c := range r.inward() {
		if s := language(c.Node); s != "" {
			r.it.Language = s
			break
		}
	}
}

// walk sorts what is in a component that holds text.
func (r *reader) walk(c *wire.Node, depth int) {
	r.path = append(r.path, level{c, depth})
	r.notes(c)
	r.points(c)
	if ownText(c) {
		r.texts = append(r.texts, c)
	}
	if files := files(c); len(files) > 0 {
		r.pictures = append(r.pictures, group{{Name: c.Name, Children: files, Line: c.Line}})
	}
	passed := r.choose(c)
	var rest []*wire.Node
	for _, p := range parts(c) {
		switch k := r.kindOf(p); {
		case passed[p]:
		case (k == other || k == text) && r.holdsText(p):
			r.walk(p, depth+1)
		case !r.words(p, k):
			rest = append(rest, p)
		}
	}
	r.beside(rest, strings.EqualFold(c.Attr("EquivalentsList"), "yes"))
}

// words takes a component whose role says that it holds words other than the
// text, and reports whether it was one.
func (r *reader) words(c *wire.Node, k kind) bool {
	switch k {
	case headline:
		fill(&r.headline, wire.Text(r.said(c)))
	case subheadline:
		fill(&r.subheadline, wire.Text(r.said(c)))
	case summary:
		fill(&r.summary, wire.Text(r.said(c)))
	case lead:
		fill(&r.lead, wire.Text(r.said(c)))
	case note:
		r.note(role(c), r.said(c))
		for _, p := range parts(c) {
			r.words(p, note)
		}
	case unread:
	default:
		return false
	}
	return true
}

// choose picks one of several components that hold the text, and returns those
// passed over: the same in another language or in another form (EquivalentsList)
// and other stories sent beside it, which have a headline of their own.
func (r *reader) choose(c *wire.Node) map[*wire.Node]bool {
	var list []*wire.Node
	known := false
	for _, p := range parts(c) {
		if r.holdsText(p) {
			list = append(list, p)
			known = known || r.kindOf(p) == text || role(p) == ""
		}
	}
	passed := map[*wire.Node]bool{}
	if len(list) < 2 {
		return passed
	}
	var chosen *wire.Node
	for _, p := range list {
		fits := r.kindOf(p) == text || role(p) == "" || !known
		if fits && (chosen == nil || strings.EqualFold(language(p), r.it.Language) && !strings.EqualFold(language(chosen), r.it.Language)) {
			chosen = p
		}
	}
	for _, p := range list {
		switch said := language(p); {
		case p == chosen:
			continue
		case said != "" && language(chosen) != "" && !strings.EqualFold(said, language(chosen)):
			r.warn("line %d: the same in the language %q was passed over", p.Line, said)
		case strings.EqualFold(c.Attr("EquivalentsList"), "yes"):
			r.warn("line %d: another form of the text was passed over", p.Line)
		case p.First("NewsLines", "HeadLine").Value() != "":
			r.warn("line %d: a second text with a headline of its own was passed over: %.80s", p.Line, p.First("NewsLines", "HeadLine").Value())
		case known && r.kindOf(p) == other && role(p) != "":
			r.note(role(p), r.said(p))
			r.warn("line %d: text with the unknown role %q is with the editorial notes", p.Line, role(p))
		default:
			continue
		}
		passed[p] = true
	}
	return passed
}

// points finds the items a component holds or refers to.
func (r *reader) points(c *wire.Node) {
	for _, x := range c.All("NewsItemRef") {
		if x.Attr("NewsItem") == "" {
			r.warn("line %d: <NewsItemRef> points at nothing", x.Line)
			continue
		}
		guid, version := itemRef(x.Attr("NewsItem"))
		r.it.Associations = append(r.it.Associations, news.Association{Rel: role(c), GUID: guid, Version: version})
	}
	for _, x := range c.All("NewsItem") {
		r.inner = append(r.inner, x)
		var within news.WireItem
		if err := newReader(r.message, &within).identity(x); err == nil {
			r.it.Associations = append(r.it.Associations, news.Association{Rel: role(c), GUID: within.GUID, Version: within.Version, Headline: x.First("NewsComponent", "NewsLines", "HeadLine").Value()})
		}
	}
}
