package ninjs

import (
	"regexp"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// marked finds signs that a text whose form is not said has markup.
var marked = regexp.MustCompile(`</[a-zA-Z][a-zA-Z0-9]*\s*>|<(?:br|hr)\s*/?>`)

// stripped returns the text in HTML for readers, "" if it cannot be parsed.
func stripped(markup string) string {
	root, err := wire.ReadHTML(markup)
	if err != nil {
		return ""
	}
	root.Prune(func(n *wire.Node) bool {
		return n.Name == "script" || n.Name == "style" || n.Name == "title" || wire.IsPrivate(n)
	})
	return root.Lines()
}

// publicPart returns what is for readers in HTML, for body.Clean to clean, and
// the parts that stand in it for the newsroom, as notes. It is empty if the
// text nests too deep to be parsed.
func publicPart(markup string, h wire.Habit) (string, []news.EditorialNote) {
	root, err := wire.ReadHTML(markup)
	if err != nil {
		return "", nil
	}
	notes := h.TakePrivate(root)
	root.Prune(func(n *wire.Node) bool {
		if !wire.IsPrivate(n) {
			return false
		}
		if text := n.Lines(); text != "" {
			notes = append(notes, news.EditorialNote{Role: wire.Text(n.Attr("class")), Text: text})
		}
		return true
	})
	return wire.BodyMarkup(root), notes
}
