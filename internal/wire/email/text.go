package email

import (
	"fmt"
	"strings"

	"broadsheet/internal/wire"
)

// How many lines a signature has at most: after "-- ", which means nothing else
// (RFC 3676 §4.3), and after "--", which may also part a text. What is longer is
// text.
const (
	maxSignature = 25
	maxGuessed   = 12
)

// plainText reads a part in plain text, without its signature. One that opens
// with a rule is what lists of mail add to all messages.
func (r *reader) plainText(text string) copyText {
	if strings.HasPrefix(strings.TrimSpace(text), "__________") && r.parts > 2 {
		r.note("footer", wire.Lines(text))
		return copyText{}
	}
	text, signature := cutSignature(text)
	r.note("signature", wire.Lines(signature))
	return copyText{markup: wire.PlainMarkup(text), text: wire.Lines(text)}
}

// cutSignature parts a text at the line of a signature; signature is empty if
// there is none.
func cutSignature(text string) (before, signature string) {
	lines := strings.SplitAfter(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		if strings.TrimRight(line, " \t\n") != "--" {
			continue
		}
		filled, limit := 0, maxGuessed
		if strings.TrimRight(line, "\n") == "-- " {
			limit = maxSignature
		}
		for _, rest := range lines[i+1:] {
			if strings.TrimSpace(rest) != "" {
				filled++
			}
			if filled > limit {
				break
			}
		}
		if filled <= limit {
			return strings.Join(lines[:i], ""), strings.Join(lines[i+1:], "")
		}
	}
	return text, ""
}

// unflow joins the lines of flowed text that end in a space (RFC 3676). With
// delSp the space goes too, as scripts without spaces need it. Quoted lines and
// the line of a signature stay apart.
func unflow(text string, delSp bool) string {
	var b strings.Builder
	open := false // the last line goes on
	quotes := 0   // its depth of quoting
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		depth := len(line) - len(strings.TrimLeft(line, ">"))
		line = strings.TrimPrefix(line[depth:], " ") // stuffing
		if open && depth == quotes && line != "-- " {
			open = false
		} else {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			if depth > 0 {
				b.WriteString(strings.Repeat(">", depth) + " ")
			}
			open = false
		}
		if quotes = depth; strings.HasSuffix(line, " ") && line != "-- " {
			open = true
			if delSp {
				line = line[:len(line)-1]
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// hypertext reads a part in HTML, without its signature and what it marks as
// private.
func (r *reader) hypertext(text string) (copyText, error) {
	root, err := r.publicPart(text)
	if err != nil {
		return copyText{}, err
	}
	rest := &wire.Node{Name: "div"}
	if cutAfter(root, rest) {
		if strings.Count(rest.Lines(), "\n") < maxGuessed {
			r.signed(rest)
		} else if root, err = r.publicPart(text); err != nil { // it was no signature
			return copyText{}, err
		}
	}
	return copyText{markup: wire.BodyMarkup(root), text: root.Lines(), rich: true}, nil
}

// publicPart parses HTML and takes out of it what is not for readers. It may be
// called again: notes are taken once.
func (r *reader) publicPart(text string) (*wire.Node, error) {
	root, err := wire.ReadHTML(text)
	if err != nil {
		return nil, fmt.Errorf("the text in HTML: %w", err)
	}
	root.Prune(func(n *wire.Node) bool {
		switch {
		case n.Name == "script", n.Name == "style", n.Name == "title", unseen(n):
		case isSignature(n):
			r.signed(n)
		case wire.IsPrivate(n):
			r.note(wire.Text(n.Attr("class")), n.Lines())
		default:
			return false
		}
		return true
	})
	return root, nil
}

// signed notes a signature, and the pictures in it.
func (r *reader) signed(n *wire.Node) {
	r.note("signature", n.Lines())
	n.Find(func(x *wire.Node) bool {
		if id, ok := strings.CutPrefix(x.Attr("src"), "cid:"); ok && x.Name == "img" {
			r.signatures[id] = true
		}
		return false
	})
}

// isSignature reports whether an element is what programs for mail make of a
// signature.
func isSignature(n *wire.Node) bool {
	switch n.Attr("id") {
	case "Signature", "signature", "AppleMailSignature", "ms-outlook-mobile-signature", "ymail_android_signature":
		return true
	}
	return n.HasClass("gmail_signature") || n.HasClass("moz-signature") || n.HasClass("protonmail_signature_block") || n.Attr("data-smartmail") == "gmail_signature"
}

// unseen reports whether an element is hidden by its style, as the line that
// lists of mail show is.
func unseen(n *wire.Node) bool {
	style := strings.ToLower(strings.ReplaceAll(n.Attr("style"), " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "mso-hide:all")
}

// cutAfter parts a tree at the first line that holds "--" alone: what follows
// it moves to rest. It reports whether there was such a line.
func cutAfter(n, rest *wire.Node) bool {
	for i, child := range n.Children {
		if child.Name == "" && !marksSignature(n, i, rest) || child.Name != "" && !cutAfter(child, rest) {
			continue
		}
		rest.Children = append(rest.Children, n.Children[i+1:]...)
		n.Children = n.Children[:i+1]
		return true
	}
	return false
}

// marksSignature looks for the line in a run of text, child i of n: it stands
// alone between two ends of a line, or is one of many in an element whose line
// ends count. The line is taken out.
func marksSignature(n *wire.Node, i int, rest *wire.Node) bool {
	text := n.Children[i]
	if n.Name == "pre" {
		before, after := cutSignature(text.Text)
		if after == "" {
			return false
		}
		text.Text = before
		rest.Children = append(rest.Children, &wire.Node{Text: after})
		return true
	}
	if strings.TrimSpace(text.Text) != "--" || i > 0 && !endsLine(n.Children[i-1]) || i+1 < len(n.Children) && !endsLine(n.Children[i+1]) {
		return false
	}
	switch n.Name {
	case "body", "div", "p", "td", "span":
		text.Text = ""
		return true
	}
	return false
}

// endsLine reports whether a line ends where a node stands.
func endsLine(n *wire.Node) bool {
	return n.Name == "br" || n.Name == "p" || n.Name == "div" || n.Name == "table"
}
