package body

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// inlineOf returns an element's content as canonical inline HTML. without
// names an element that is unwrapped, such as strong in a crosshead.
func inlineOf(n *html.Node, without string, depth int) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeInline(&b, c, " "+without+" ", depth+1)
	}
	return b.String()
}

// inlineTag maps elements to the vocabulary's own.
var inlineTag = map[string]string{"em": "em", "i": "em", "cite": "em", "dfn": "em", "strong": "strong", "b": "strong", "a": "a", "span": "span", "bdo": "span", "bdi": "span", "q": "span"}

// writeInline writes one node as inline HTML. open lists the vocabulary tags
// already open, between spaces: one is never nested in itself.
func writeInline(b *strings.Builder, n *html.Node, open string, depth int) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(canonText(html.EscapeString(n.Data)))
		return
	case html.ElementNode:
	default:
		return
	}
	if depth > maxNest || dropped[n.Data] || foreign(n) {
		return
	}
	if n.Data == "br" || n.Data == "hr" {
		b.WriteString("<br>")
		return
	}
	tag, attrs := inlineTag[n.Data], ""
	switch tag {
	case "a":
		href, ok := safeLink(attrOf(n, "href"))
		if !ok {
			tag = ""
		} else {
			attrs = ` href="` + html.EscapeString(href) + `"`
		}
	case "span":
		lang, dir := langDir(n)
		if attrs = langAttrs(lang, dir); attrs == "" {
			tag = ""
		}
	}
	if tag != "" && tag != "span" && strings.Contains(open, " "+tag+" ") {
		tag = ""
	}
	if tag != "" {
		open += " " + tag + " "
	}
	var in strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isBlock(c) && in.Len() > 0 {
			in.WriteString(" ")
		}
		writeInline(&in, c, open, depth+1)
		if isBlock(c) {
			in.WriteString(" ")
		}
	}
	text := in.String()
	if tag == "" || strings.Trim(strings.ReplaceAll(text, "<br>", ""), " \u00a0") == "" {
		b.WriteString(text)
		return
	}
	// Spaces and breaks at an element's ends belong outside it.
	core := strings.TrimLeft(text, " ")
	lead := text[:len(text)-len(core)]
	trimmed := strings.TrimRight(core, " ")
	tail := core[len(trimmed):]
	for strings.HasPrefix(trimmed, "<br>") {
		lead, trimmed = lead+"<br>", strings.TrimLeft(trimmed[4:], " ")
	}
	for strings.HasSuffix(trimmed, "<br>") {
		tail, trimmed = "<br>"+tail, strings.TrimRight(trimmed[:len(trimmed)-4], " ")
	}
	b.WriteString(lead + "<" + tag + attrs + ">" + trimmed + "</" + tag + ">" + tail)
}

func langAttrs(lang, dir string) string {
	s := ""
	if lang != "" {
		s += ` lang="` + lang + `"`
	}
	if dir != "" {
		s += ` dir="` + dir + `"`
	}
	return s
}

// canonText folds white space and spells escapes in the one way the rest of
// the package writes them.
func canonText(escaped string) string {
	if strings.Contains(escaped, "&#3") {
		escaped = quoteMarks.Replace(escaped)
	}
	return foldSpaces(printable(escaped))
}

var quoteMarks = strings.NewReplacer("&#34;", `"`, "&#39;", "'")

// isSpace reports whether a character is white space that text folds. No-break
// spaces are not: French needs them.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\f', '\v', '\u2028', '\u2029':
		return true
	}
	return false
}

// foldSpaces turns each run of white space into one space.
func foldSpaces(s string) string {
	wide := false // the last character was white space
	i := strings.IndexFunc(s, func(r rune) bool {
		was := wide
		wide = isSpace(r)
		return wide && (was || r != ' ')
	})
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	wide = i > 0 && s[i-1] == ' '
	for _, r := range s[i:] {
		if !isSpace(r) {
			b.WriteRune(r)
			wide = false
		} else if !wide {
			b.WriteByte(' ')
			wide = true
		}
	}
	return b.String()
}

const edge = " \u00a0" // what is trimmed from the ends of lines

// tidy folds spaces and breaks in a run of inline HTML and trims its ends. A
// run without any text is "".
func tidy(inline string) string {
	inline = foldSpaces(inline)
	if strings.Contains(inline, "<br>") {
		lines := strings.Split(inline, "<br>")
		kept := lines[:0]
		for _, line := range lines {
			if line = strings.Trim(line, edge); line != "" {
				kept = append(kept, line)
			}
		}
		inline = strings.Join(kept, "<br>")
	} else {
		inline = strings.Trim(inline, edge)
	}
	if strings.Trim(plain(inline), edge+"\n") == "" {
		return ""
	}
	return inline
}

// plain returns the text of canonical inline HTML, line breaks as newlines.
func plain(inline string) string {
	if !strings.ContainsAny(inline, "<&") {
		return inline
	}
	var b strings.Builder
	b.Grow(len(inline))
	for rest := strings.ReplaceAll(inline, "<br>", "\n"); rest != ""; {
		open := strings.IndexByte(rest, '<')
		end := -1
		if open >= 0 {
			end = strings.IndexByte(rest[open:], '>')
		}
		if end < 0 { // no mark is left
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:open])
		rest = rest[open+end+1:]
	}
	return html.UnescapeString(b.String())
}

// render writes blocks in their one canonical spelling, a line each.
func render(blocks []block) string {
	var b strings.Builder
	for i, x := range blocks {
		if i > 0 {
			b.WriteString("\n")
		}
		x.write(&b)
	}
	return b.String()
}

func (x block) write(b *strings.Builder) {
	open := "<" + x.tag + langAttrs(x.lang, x.dir)
	switch x.tag {
	case "figure":
		b.WriteString("<figure " + x.attr + "></figure>")
		return
	case "p", "h2":
		b.WriteString(open + ">" + x.inline)
	case "blockquote":
		b.WriteString(open + ">")
		for _, c := range x.blocks {
			c.write(b)
		}
	case "ul", "ol":
		b.WriteString(open + ">")
		for _, it := range x.items {
			b.WriteString("<li" + langAttrs(it.lang, it.dir) + ">" + it.inline)
			for _, l := range it.lists {
				l.write(b)
			}
			b.WriteString("</li>")
		}
	case "table":
		b.WriteString(open + ">")
		if x.table.caption != "" {
			b.WriteString("<caption>" + x.table.caption + "</caption>")
		}
		writeRows(b, "thead", x.table.head)
		writeRows(b, "tbody", x.table.body)
	}
	b.WriteString("</" + x.tag + ">")
}

func writeRows(b *strings.Builder, group string, rows [][]cell) {
	if len(rows) == 0 {
		return
	}
	b.WriteString("<" + group + ">")
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, c := range row {
			tag := "td"
			if c.header {
				tag = "th"
			}
			b.WriteString("<" + tag)
			writeSpan(b, "colspan", c.colSpan)
			writeSpan(b, "rowspan", c.rowSp)
			b.WriteString(">" + c.inline + "</" + tag + ">")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</" + group + ">")
}

func writeSpan(b *strings.Builder, name string, n int) {
	if n > 1 {
		b.WriteString(" " + name + `="` + strconv.Itoa(n) + `"`)
	}
}
