package body

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxInput bounds what is parsed; text beyond it is cut at a character.
const maxInput = 16 << 20

// maxNest bounds how deep the walk goes; what lies deeper is dropped.
const maxNest = 200

// block is one block of a text in the vocabulary.
type block struct {
	tag       string // p, h2, blockquote, ul, ol, table, figure
	lang, dir string
	inline    string  // of p, h2: canonical inline HTML
	blocks    []block // of blockquote: its paragraphs and lists
	items     []item  // of ul, ol
	table     *table
	attr      string // of figure: the one attribute, written out
}

type item struct {
	lang, dir string
	inline    string
	lists     []block // nested ul, ol
}

type table struct {
	caption    string
	head, body [][]cell
}

type cell struct {
	header         bool
	colSpan, rowSp int
	inline         string
}

// Clean returns the text in the vocabulary, in its one canonical spelling:
// cleaning cleaned text changes nothing. What is not in the vocabulary is
// unwrapped, or dropped with its content where that is not text for readers
// (scripts, styles, forms, foreign content). Text without any markup becomes
// paragraphs at blank lines, and a line that is a crosshead on the wire becomes
// one ([Read] says which). It never fails; nonsense becomes plain text.
func Clean(markup string) string {
	blocks := splitLines(parse(markup))
	markCrossheads(blocks, "")
	return render(blocks)
}

// parse reads markup into blocks of the vocabulary.
func parse(markup string) []block {
	markup = printable(markup)
	if len(markup) > maxInput {
		markup = strings.ToValidUTF8(markup[:maxInput], "")
	}
	if !strings.Contains(markup, "<") {
		return paragraphs(html.UnescapeString(markup))
	}
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(markup), context)
	if err != nil { // nested deeper than the parser goes
		return paragraphs(html.UnescapeString(anyTag.ReplaceAllString(markup, " ")))
	}
	return flow(nodes, 0)
}

var anyTag = regexp.MustCompile(`<[^>]*>?`)

// printable drops what has no place in text: broken UTF-8, controls, and
// invisible characters other than those that scripts and emoji need.
func printable(s string) string {
	if plainASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r == utf8.RuneError, r == '\u00ad', r == '\ufeff', r == '\u200b', r == '\u2060':
			return -1
		case unicode.IsControl(r), r >= 0xfff0 && r <= 0xfff8, unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// plainASCII reports whether a text has nothing but characters that are
// certain to stay: most text of most agencies.
func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

// paragraphs makes paragraphs of plain text at its blank lines.
func paragraphs(text string) []block {
	var out []block
	for _, part := range blankLine.Split(printable(text), -1) {
		if p := tidy(html.EscapeString(part)); p != "" {
			out = append(out, block{tag: "p", inline: canonText(p)})
		}
	}
	return out
}

var blankLine = regexp.MustCompile(`\n[ \t]*\n\s*`)

// dropped are elements whose content is not text for readers.
var dropped = map[string]bool{
	"script": true, "style": true, "template": true, "iframe": true, "frame": true, "frameset": true, "noframes": true,
	"object": true, "embed": true, "applet": true, "svg": true, "math": true, "noscript": true, "head": true, "title": true,
	"textarea": true, "select": true, "option": true, "button": true, "input": true, "datalist": true, "canvas": true,
	"audio": true, "video": true, "picture": true, "img": true, "map": true, "xmp": true, "noembed": true, "plaintext": true,
	"base": true, "meta": true, "link": true, "figcaption": true, "dialog": true, "param": true, "source": true, "track": true,
}

// starts are elements that begin a block of their own; all others are inline.
var starts = map[string]bool{
	"p": true, "div": true, "section": true, "article": true, "main": true, "header": true, "footer": true, "aside": true, "nav": true,
	"address": true, "center": true, "form": true, "fieldset": true, "legend": true, "details": true, "summary": true, "hgroup": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "hl2": true, "blockquote": true, "ul": true, "ol": true,
	"menu": true, "dir": true, "li": true, "dl": true, "dt": true, "dd": true, "table": true, "figure": true, "pre": true, "hr": true,
	"body": true, "html": true, "tr": true, "td": true, "th": true, "thead": true, "tbody": true, "tfoot": true, "caption": true,
	"listing": true, "block": true,
}

func isBlock(n *html.Node) bool {
	return n.Type == html.ElementNode && (starts[n.Data] || foreign(n))
}

func foreign(n *html.Node) bool { return n.Namespace != "" }

// holdsBlock reports whether an inline element holds a block somewhere.
func holdsBlock(n *html.Node, depth int) bool {
	if depth > maxNest {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (isBlock(c) || (!dropped[c.Data] && holdsBlock(c, depth+1))) {
			return true
		}
	}
	return false
}

func children(n *html.Node) []*html.Node {
	var out []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = append(out, c)
	}
	return out
}

// flow turns sibling nodes into blocks: runs of inline content become
// paragraphs, blank lines and double line breaks end one.
func flow(nodes []*html.Node, depth int) []block {
	var out []block
	var run strings.Builder
	breaks := 0
	flush := func() {
		if p := tidy(run.String()); p != "" {
			out = append(out, block{tag: "p", inline: p})
		}
		run.Reset()
	}
	for _, n := range nodes {
		switch {
		case n.Type == html.ElementNode && n.Data == "br":
			if breaks++; breaks >= 2 {
				flush()
			} else {
				run.WriteString("<br>")
			}
			continue
		case n.Type == html.TextNode && strings.TrimSpace(n.Data) == "":
			if strings.Count(n.Data, "\n") < 2 || len(nodes) == 1 {
				run.WriteString(" ")
				continue
			}
		}
		breaks = 0
		switch {
		case isBlock(n) || (n.Type == html.ElementNode && !dropped[n.Data] && holdsBlock(n, 0)):
			flush()
			if depth < maxNest {
				out = append(out, blocksOf(n, depth+1)...)
			}
		case n.Type == html.TextNode && depth == 0:
			// Loose text between blocks: agencies send bare paragraphs so.
			for i, part := range blankLine.Split(n.Data, -1) {
				if i > 0 {
					flush()
				}
				run.WriteString(canonText(html.EscapeString(part)))
			}
		default:
			writeInline(&run, n, "", depth+1)
		}
	}
	flush()
	return out
}

// blocksOf returns the blocks a block element stands for.
func blocksOf(n *html.Node, depth int) []block {
	if foreign(n) || dropped[n.Data] {
		return nil
	}
	switch n.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6", "hl2":
		b := block{tag: "h2", inline: tidy(strings.ReplaceAll(inlineOf(n, "strong", depth), "<br>", " "))}
		return b.ifText(n)
	case "blockquote":
		b := block{tag: "blockquote"}
		for _, c := range flow(children(n), depth) {
			switch c.tag {
			case "blockquote":
				b.blocks = append(b.blocks, c.blocks...)
			case "p", "ul", "ol":
				b.blocks = append(b.blocks, c)
			case "h2":
				c.tag = "p"
				b.blocks = append(b.blocks, c)
			}
		}
		if len(b.blocks) == 0 {
			return nil
		}
		b.lang, b.dir = langDir(n)
		return []block{b}
	case "ul", "ol", "menu", "dir":
		return listOf(n, depth)
	case "table":
		return tableOf(n, depth)
	case "figure":
		return figureOf(n)
	case "pre", "listing":
		return preOf(n, depth)
	case "hr":
		return nil
	}
	out := flow(children(n), depth)
	lang, dir := langDir(n)
	for i := range out {
		if out[i].lang == "" && out[i].tag != "figure" {
			out[i].lang = lang
		}
		if out[i].dir == "" && out[i].tag != "figure" {
			out[i].dir = dir
		}
	}
	return out
}

func (b block) ifText(n *html.Node) []block {
	if b.inline == "" {
		return nil
	}
	b.lang, b.dir = langDir(n)
	return []block{b}
}

func preOf(n *html.Node, depth int) []block {
	var run strings.Builder
	for _, line := range strings.Split(strings.TrimRight(textOf(n, depth), "\n"), "\n") {
		if run.Len() > 0 {
			run.WriteString("<br>")
		}
		run.WriteString(canonText(html.EscapeString(line)))
	}
	b := block{tag: "p", inline: tidy(run.String())}
	return b.ifText(n)
}

func textOf(n *html.Node, depth int) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if depth > maxNest || (n.Type == html.ElementNode && (dropped[n.Data] || foreign(n))) {
		return ""
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c, depth+1))
	}
	return b.String()
}

func listOf(n *html.Node, depth int) []block {
	b := block{tag: "ul"}
	if n.Data == "ol" {
		b.tag = "ol"
	}
	b.lang, b.dir = langDir(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || dropped[c.Data] || depth > maxNest {
			continue
		}
		if c.Data == "ul" || c.Data == "ol" { // a list straight inside a list
			if len(b.items) > 0 {
				last := &b.items[len(b.items)-1]
				last.lists = append(last.lists, listOf(c, depth+1)...)
			}
			continue
		}
		var it item
		it.lang, it.dir = langDir(c)
		var lines []string
		for _, x := range flow(children(c), depth+1) {
			if x.tag == "ul" || x.tag == "ol" {
				it.lists = append(it.lists, x)
			} else {
				lines = append(lines, x.lines()...)
			}
		}
		it.inline = strings.Join(lines, "<br>")
		if it.inline != "" {
			b.items = append(b.items, it)
		} else if len(it.lists) > 0 {
			b.items = append(b.items, it.lists[0].items...)
		}
	}
	if len(b.items) == 0 {
		return nil
	}
	return []block{b}
}

// lines flattens a block into lines of inline HTML.
func (b block) lines() []string {
	switch b.tag {
	case "p", "h2":
		return []string{b.inline}
	case "blockquote":
		var out []string
		for _, c := range b.blocks {
			out = append(out, c.lines()...)
		}
		return out
	case "ul", "ol":
		var out []string
		for _, it := range b.items {
			out = append(out, it.inline)
			for _, l := range it.lists {
				out = append(out, l.lines()...)
			}
		}
		return out
	case "table":
		var out []string
		for _, row := range append(append([][]cell{}, b.table.head...), b.table.body...) {
			var cells []string
			for _, c := range row {
				cells = append(cells, c.inline)
			}
			if line := tidy(strings.Join(cells, " ")); line != "" {
				out = append(out, line)
			}
		}
		return out
	}
	return nil
}

func tableOf(n *html.Node, depth int) []block {
	t := &table{}
	var rows func(n *html.Node, head bool, depth int)
	rows = func(n *html.Node, head bool, depth int) {
		for c := n.FirstChild; c != nil && depth < maxNest; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			switch c.Data {
			case "caption":
				t.caption = flat(c, depth)
			case "thead":
				rows(c, true, depth+1)
			case "tbody", "tfoot":
				rows(c, false, depth+1)
			case "tr":
				row, filled := cells(c, depth)
				switch {
				case !filled:
				case head && len(t.body) == 0:
					t.head = append(t.head, row)
				default:
					t.body = append(t.body, row)
				}
			}
		}
	}
	rows(n, false, depth)
	if len(t.head) == 0 && len(t.body) == 0 {
		return nil
	}
	b := block{tag: "table", table: t}
	b.lang, b.dir = langDir(n)
	return []block{b}
}

func cells(tr *html.Node, depth int) (row []cell, filled bool) {
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (c.Data == "td" || c.Data == "th") {
			x := cell{header: c.Data == "th", colSpan: span(c, "colspan"), rowSp: span(c, "rowspan"), inline: flat(c, depth+1)}
			filled = filled || x.inline != ""
			row = append(row, x)
		}
	}
	return row, filled
}

// flat returns all of an element's text as one run of inline HTML.
func flat(n *html.Node, depth int) string {
	var lines []string
	for _, b := range flow(children(n), depth+1) {
		lines = append(lines, b.lines()...)
	}
	return strings.Join(lines, "<br>")
}

func span(n *html.Node, name string) int {
	v, err := strconv.Atoi(attrOf(n, name))
	if err != nil || v < 2 || v > 100 {
		return 0
	}
	return v
}

var pictureForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// figureOf keeps references; a figure's own pictures and words come by the
// story's pictures, not by its text.
func figureOf(n *html.Node) []block {
	if id := attrOf(n, "data-picture"); pictureForm.MatchString(id) {
		return []block{{tag: "figure", attr: `data-picture="` + id + `"`}}
	}
	if u, ok := safeLink(attrOf(n, "data-embed")); ok && strings.HasPrefix(u, "https://") {
		return []block{{tag: "figure", attr: `data-embed="` + html.EscapeString(u) + `"`}}
	}
	return nil
}

func attrOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val
		}
	}
	return ""
}

var langForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$`)

func langDir(n *html.Node) (lang, dir string) {
	if v := attrOf(n, "lang"); langForm.MatchString(v) {
		lang = v
	} else if v := attrOf(n, "xml:lang"); langForm.MatchString(v) {
		lang = v
	}
	switch v := strings.ToLower(attrOf(n, "dir")); v {
	case "rtl", "ltr", "auto":
		dir = v
	}
	return lang, dir
}

// safeLink returns an address readers may be sent to: absolute http or https,
// or mailto or tel. Entities are decoded by the parser before; white space and
// controls, which browsers ignore inside a scheme, are removed here.
func safeLink(href string) (string, bool) {
	href = strings.Map(func(r rune) rune {
		if r <= ' ' || unicode.IsControl(r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, href)
	u, err := url.Parse(href)
	if err != nil || strings.ContainsAny(href, "\\<>\"'`") {
		return "", false
	}
	href = u.Scheme + href[len(u.Scheme):] // in lower case
	switch u.Scheme {
	case "http", "https":
		return href, u.Host != ""
	case "mailto", "tel":
		return href, u.Opaque != ""
	}
	return "", false
}
