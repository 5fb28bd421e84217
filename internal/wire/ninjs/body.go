package ninjs

import (
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// bodyRoles are the roles of the whole text; what has another one serves if
// there is none of these.
var bodyRoles = []string{"", "main", "body", "story", "full", "fulltext", "content"}

// readBody chooses the text: of those in a role of the whole text the one whose
// form keeps most of it.
func readBody(n node, texts []spoken, it *news.WireItem) {
	n.addNotes(texts, it)
	best := 0
	var notes []news.EditorialNote
	var unread []string
	for _, t := range texts {
		if n.private(t.role) || t.role == "caption" || slices.Contains(creditRoles, t.role) || isAltText(n, it, t) {
			continue
		}
		markup, beside, rank := t.markup(*n.habit)
		switch {
		case rank == 0:
			unread = append(unread, t.path)
			it.EditorialNotes = append(it.EditorialNotes, beside...)
		case slices.Contains(bodyRoles, t.role):
			rank += 10
		}
		if rank > best {
			best, it.BodyHTML, notes = rank, markup, beside
		}
	}
	it.EditorialNotes = append(it.EditorialNotes, notes...)
	if best == 0 && len(unread) > 0 {
		n.warn("property %q is no text that this house reads", unread[0])
	}
}

// isAltText reports whether a body is the alt text of a picture: by its role,
// or as Superdesk, whose items have a guid and no uri, sends it.
func isAltText(n node, it *news.WireItem, t spoken) bool {
	return slices.Contains(altRoles, t.role) || it.Type == news.PictureItem && !n.has("uri") && t.role == "" && t.form == plainText
}

// markup returns a body as HTML with how well its form keeps the text, 0 if it
// is none for readers, and what stood in it for the newsroom.
func (t spoken) markup(h wire.Habit) (markup string, notes []news.EditorialNote, rank int) {
	value := strings.TrimSpace(t.value)
	f := t.form
	if f == unsaid {
		switch {
		case strings.HasPrefix(value, "<?xml"), strings.HasPrefix(value, "<nitf"):
			f = nitf
		case marked.MatchString(value):
			f = hypertext
		default:
			f = plainText
		}
	}
	switch f {
	case plainText:
		markup, rank = wire.PlainMarkup(value), 1
	case nitf:
		if text, beside, ok := wire.NITF(value, h); ok {
			markup, notes, rank = text, beside, 3
			break
		}
		rank = 2 // some send the bare paragraphs of one
		markup, notes = publicPart(value, h)
	case richHypertext:
		rank = 3
		markup, notes = publicPart(value, h)
	case hypertext:
		rank = 4
		markup, notes = publicPart(value, h)
	}
	if markup == "" {
		return "", notes, 0
	}
	return markup, notes, rank
}
