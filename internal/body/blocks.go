package body

import (
	"strings"

	"golang.org/x/net/html"
)

// Block is one block of a cleaned text: a paragraph, a crosshead, a list, a
// table, a quote or a figure.
type Block struct {
	Kind string `json:"kind"` // p, h2, blockquote, ul, ol, table, figure
	HTML string `json:"html"` // in the vocabulary, alone
	// Text is what it says: lines parted by newlines, a row's cells by tabs. Of
	// a figure it is the picture or the address it refers to.
	Text string `json:"text"`
}

// Blocks returns the blocks of a text. Joined again ([Join]) they are the
// cleaned text.
func Blocks(markup string) []Block {
	parsed := splitLines(parse(markup))
	markCrossheads(parsed, "")
	out := make([]Block, len(parsed))
	for i, b := range parsed {
		var s strings.Builder
		b.write(&s)
		out[i] = Block{Kind: b.tag, HTML: s.String()}
		out[i].Text = textOfRuns(out[i].runs())
	}
	return out
}

// Join makes one text of blocks, in their order.
func Join(blocks []Block) string {
	parts := make([]string, len(blocks))
	for i, b := range blocks {
		parts[i] = b.HTML
	}
	return strings.Join(parts, "\n")
}

// Marks say how words are set.
type Marks struct {
	Em     bool   `json:"em,omitempty"`
	Strong bool   `json:"strong,omitempty"`
	Href   string `json:"href,omitempty"`
	Lang   string `json:"lang,omitempty"`
	Dir    string `json:"dir,omitempty"`
}

// textRun is a stretch of text set in one way.
type textRun struct {
	text  string
	marks Marks
}

func textOfRuns(runs []textRun) string {
	var s strings.Builder
	for _, r := range runs {
		s.WriteString(r.text)
	}
	return s.String()
}

// runs reads a block's text with its marks. The block is in the vocabulary, so
// its tags are well nested.
func (b Block) runs() []textRun {
	if b.Kind == "figure" {
		_, ref, _ := strings.Cut(b.HTML, `="`)
		ref, _, _ = strings.Cut(ref, `"`)
		return []textRun{{text: html.UnescapeString(ref)}}
	}
	var out []textRun
	open := []Marks{{}} // those of the elements that are open, the innermost last
	parted := ""        // what parts the text before from the text to come
	add := func(text string) {
		if text != "" {
			out = append(out, textRun{text, open[len(open)-1]})
		}
	}
	for rest := b.HTML; rest != ""; {
		text, after, found := strings.Cut(rest, "<")
		if text != "" {
			if len(out) > 0 && parted != "" {
				out = append(out, textRun{text: parted})
			}
			parted = ""
			add(html.UnescapeString(text))
		}
		if !found {
			break
		}
		var tag string
		tag, rest, _ = strings.Cut(after, ">")
		name, attrs, _ := strings.Cut(tag, " ")
		switch name {
		case "br", "li", "p", "tr", "caption":
			parted = "\n"
		case "td", "th":
			if parted != "\n" || strings.HasSuffix(textOfLast(out), "\t") {
				parted = "\t"
			}
		case "em", "strong", "a", "span":
			m := open[len(open)-1]
			m.Em, m.Strong = m.Em || name == "em", m.Strong || name == "strong"
			m.read(attrs)
			open = append(open, m)
		case "/em", "/strong", "/a", "/span":
			if len(open) > 1 {
				open = open[:len(open)-1]
			}
		}
	}
	return out
}

func textOfLast(runs []textRun) string {
	if len(runs) == 0 {
		return ""
	}
	return runs[len(runs)-1].text
}

// read takes over what attributes in canonical spelling say.
func (m *Marks) read(attrs string) {
	for attrs != "" {
		name, after, ok := strings.Cut(attrs, `="`)
		if !ok {
			return
		}
		value, rest, _ := strings.Cut(after, `"`)
		value = html.UnescapeString(value)
		switch strings.TrimSpace(name) {
		case "href":
			m.Href = value
		case "lang":
			m.Lang = value
		case "dir":
			m.Dir = value
		}
		attrs = rest
	}
}
