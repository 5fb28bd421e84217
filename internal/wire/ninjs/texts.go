package ninjs

import (
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// form is how a text is written.
type form int

const (
	unsaid form = iota
	plainText
	hypertext
	richHypertext // TT's, with pictures and their captions in the text
	nitf
	foreign // none that is a text for readers
)

// forms are the ends of a role that name a form rather than a part to play.
var forms = map[string]form{
	"text": plainText, "plain": plainText, "html": hypertext, "xhtml": hypertext, "html5": hypertext, "xhtml5": hypertext, "richhtml5": richHypertext, "nitf": nitf,
}

// spoken is a text with the part it plays.
type spoken struct {
	role  string // lower case, letters and digits; "" where the message says none
	form  form
	value string
	path  string
}

// notText are 1.x properties of TT's that begin like a text and are data.
var notText = map[string]bool{"body_event": true, "body_pages": true, "body_sportsml": true}

// spoken returns the texts of a property in the message's order: a list of
// objects with role and value (2.x, 3.x), or properties whose names begin with
// the singular and end in the role (1.x).
func (n node) spoken(plural, singular string) []spoken {
	var out []spoken
	for _, x := range n.list(plural) {
		if value := x.raw("value", "name"); value != "" {
			role, f := splitRole(wire.LocalCode(x.text("role")))
			out = append(out, spoken{role, formOf(x.text("contenttype"), f), value, x.path})
		}
	}
	for _, m := range n.members {
		name := strings.ToLower(m.name)
		rest, ok := strings.CutPrefix(name, singular)
		if !ok || rest != "" && rest[0] != '_' || notText[name] {
			continue
		}
		if value := n.raw(name); value != "" {
			role, f := splitRole(rest)
			out = append(out, spoken{role, f, value, n.at(m.name)})
		}
	}
	return out
}

// splitRole parts a role such as "caption_xhtml" into the part and the form.
func splitRole(role string) (string, form) {
	role = strings.ToLower(strings.Trim(role, "_"))
	f := forms[role]
	if i := strings.LastIndexByte(role, '_'); f == unsaid && i >= 0 {
		if f = forms[role[i+1:]]; f != unsaid {
			role = role[:i]
		}
	} else if f != unsaid {
		role = ""
	}
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(role), f
}

// formOf is the form a content type says, within what the role says.
func formOf(contentType string, f form) form {
	switch t := strings.ToLower(contentType); {
	case t == "":
		return f
	case strings.Contains(t, "nitf"):
		return nitf
	case strings.Contains(t, "html"):
		if f == richHypertext {
			return f
		}
		return hypertext
	case strings.HasPrefix(t, "text/plain"):
		return plainText
	case f == nitf, f == hypertext, f == richHypertext:
		return f
	}
	return foreign
}

// words returns a text without markup.
func (t spoken) words() string {
	if t.form == foreign {
		return ""
	}
	if t.form == hypertext || t.form == richHypertext || t.form == nitf || t.form == unsaid && marked.MatchString(t.value) {
		return stripped(t.value)
	}
	return t.value
}

// pick returns the words of the first text in one of the roles, in the order of
// the roles. Of several in one role, one that was plain when it was sent goes
// first.
func pick(texts []spoken, roles ...string) string {
	for _, role := range roles {
		spare := ""
		for _, t := range texts {
			if t.role != role {
				continue
			}
			if w := strings.TrimSpace(t.words()); w != "" && t.form <= plainText {
				return w
			} else if spare == "" {
				spare = w
			}
		}
		if spare != "" {
			return spare
		}
	}
	return ""
}

var (
	mainRoles     = []string{"main", "", "headline", "mainheadline"}
	subRoles      = []string{"subhead", "subheadline", "sub", "subtitle"}
	kickerRoles   = []string{"kicker", "overline", "catchword"}
	creditRoles   = []string{"creditline", "credit"}
	altRoles      = []string{"alttext", "alt", "alttextaccessibility", "accessibility"}
	abstractRoles = []string{"summary", "abstract", "standfirst", "teaser", "lead", "ingress", ""}
	// privateRoles are those of texts for newsrooms, whoever sends them.
	privateRoles = map[string]bool{
		"note": true, "notes": true, "ednote": true, "editorialnote": true, "usage": true, "notepad": true, "contacts": true, "contact": true,
		"nonpublic": true, "internal": true, "instructions": true, "specialinstructions": true, "closingline": true, "embargo": true,
	}
)

// readHeadlines reads the headlines. The property "title" is none: it is
// metadata, says the schema, and agencies send their sluglines in it.
func readHeadlines(n node, it *news.WireItem) {
	texts := n.spoken("headlines", "headline")
	it.Headline = wire.Text(pick(texts, mainRoles...))
	it.Subheadline = wire.Text(pick(texts, subRoles...))
	it.Kicker = wire.Text(pick(texts, kickerRoles...))
	n.addNotes(texts, it)
	if more, ok := n.gently().inner("extra"); ok {
		it.Subheadline = first(it.Subheadline, wire.Text(stripped(more.raw("subheadline", "sub_headline", "subhead"))))
		it.Kicker = first(it.Kicker, wire.Text(stripped(more.raw("kicker"))))
	}
	if it.Headline != "" {
		return
	}
	// In a list any role may be the main one; a 1.x role never is (schema 1.3).
	for _, t := range texts {
		if w := wire.Text(t.words()); w != "" && n.has("headlines") && !slices.Contains(subRoles, t.role) && !slices.Contains(kickerRoles, t.role) && !n.private(t.role) {
			it.Headline = w
			return
		}
	}
}

// readDescriptions reads the texts about the item: its summary, or the caption
// of a picture; the credit line, the alt text, the dateline and the words of a
// correction, for which ninjs has no property; and notes for the newsroom.
func readDescriptions(n node, it *news.WireItem) {
	texts := n.spoken("descriptions", "description")
	it.Creditline = wire.Text(first(pick(texts, creditRoles...), n.gently().raw("creditline", "credit")))
	it.AltText = wire.Text(first(pick(texts, altRoles...), n.gently().raw("alttext", "alt_text")))
	it.Dateline = first(it.Dateline, placeline(wire.Text(pick(texts, "dateline"))))
	it.CorrectionNote = wire.Lines(pick(texts, "correction"))
	it.Caption = wire.Text(pick(texts, "caption"))
	if shows(it) {
		it.Caption = first(it.Caption, wire.Text(pick(texts, "", "description")))
	} else {
		it.Abstract = wire.Lines(pick(texts, abstractRoles...))
	}
	if more, ok := n.gently().inner("extra"); ok {
		it.Creditline = first(it.Creditline, wire.Text(stripped(more.raw("creditline", "credit"))))
		it.AltText = first(it.AltText, wire.Text(stripped(more.raw("alttext", "alt_text"))))
	}
	n.addNotes(texts, it)
}

// private reports whether a role is that of texts for newsrooms.
func (n node) private(role string) bool { return privateRoles[role] || n.habit.PrivateRoles[role] }

func (n node) addNotes(texts []spoken, it *news.WireItem) {
	for _, t := range texts {
		if note := wire.Lines(t.words()); n.private(t.role) && note != "" {
			it.EditorialNotes = append(it.EditorialNotes, news.EditorialNote{Role: t.role, Text: note})
		}
	}
}

// shows reports whether an item is one that a caption stands under.
func shows(it *news.WireItem) bool {
	switch it.Type {
	case news.PictureItem, news.GraphicItem, news.VideoItem, news.AudioItem:
		return true
	}
	return it.Type == "" && picturesOnly(it.Renditions)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
