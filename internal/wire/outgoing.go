package wire

import (
	"html"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// URI returns an id as a URI (RFC 3986), which several formats want: one that
// is an absolute URI as it is, an IRI with what a URI cannot hold in percent
// signs, and anything else after "guid:", so that one id always makes the same.
// It is "" only for an id without a printable character.
func URI(id string) string {
	id = Text(id)
	if id == "" {
		return ""
	}
	if uri := escapeURI(id); absolute(uri) {
		return uri
	}
	return "guid:" + strings.ReplaceAll(url.PathEscape(id), ":", "%3A")
}

// absolute reports whether a text is a URI with a scheme.
func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs() && len(s) > len(u.Scheme)+1 && (u.Opaque != "" || u.Host != "" || u.Path != "")
}

const hexDigits = "0123456789ABCDEF"

// escapeURI writes the bytes that have no place in a URI in percent signs
// (RFC 3987 §3.1).
func escapeURI(s string) string {
	var b strings.Builder
	fragment := false
	host := strings.Contains(s, "://[") // IPv6
	for i := 0; i < len(s); i++ {
		c := s[i]
		ok := c > ' ' && c < 0x7f && !strings.ContainsRune("<>\"{}|\\^`", rune(c))
		switch {
		case c == '%':
			ok = i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2])
		case c == '#':
			ok, fragment = !fragment, true
		case c == '[', c == ']':
			ok, host = host, host && c == '['
		}
		if ok {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// WebAddress returns an absolute address of the web (http, https) that may
// leave the house: without a name and password in it. It is "" for any other.
func WebAddress(href string) string {
	href = escapeURI(Text(href))
	u, err := url.Parse(href)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	if u.User == nil {
		return href
	}
	u.User = nil
	return u.String()
}

// Stamp writes a time as RFC 3339 in the offset it has; "" for none, and for a
// year that RFC 3339 cannot hold.
func Stamp(t news.Time) string {
	at := t.Time
	if at.IsZero() {
		return ""
	}
	if _, offset := at.Zone(); offset%60 != 0 || offset <= -24*60*60 || offset >= 24*60*60 {
		at = at.UTC() // mean time of a place, before there were zones
	}
	if at.Year() < 1 || at.Year() > 9999 {
		return ""
	}
	return at.Format(time.RFC3339Nano)
}

// Outgoing is how the text of an item leaves the house.
type Outgoing struct {
	// Page is the address that links are read against. Where it is empty, the
	// words of a link that is not absolute stay and the link goes.
	Page string
	// Frames says that pages embedded are written as frames, which the house's
	// own reader knows again; else they become links, which harm nobody.
	Frames bool
}

// leaving are the elements that leave the house, by the names they come with.
var leaving = map[string]string{
	"p": "p", "h1": "h2", "h2": "h2", "h3": "h2", "h4": "h2", "h5": "h2", "h6": "h2", "blockquote": "blockquote", "ul": "ul", "ol": "ol", "li": "li",
	"table": "table", "caption": "caption", "thead": "thead", "tbody": "tbody", "tfoot": "tbody", "tr": "tr", "th": "th", "td": "td",
	"em": "em", "i": "em", "strong": "strong", "b": "strong", "br": "br", "span": "span", "a": "a",
}

// silent are elements whose content is no text for readers, besides [unshown].
var silent = map[string]bool{"noscript": true, "textarea": true, "select": true, "button": true, "canvas": true, "dialog": true, "map": true, "frameset": true}

// HTML writes a body for readers elsewhere, in the vocabulary of package body:
// a cleaned one comes out as it is, but for its figures. A picture's is left
// out, for its name means nothing outside, and a page embedded becomes a frame
// or a link. What is private, and what is no text, is left out whatever the
// body; it is "" if it cannot be read.
func (o Outgoing) HTML(body string) string {
	root, err := ReadHTML(body)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, c := range root.Children {
		o.write(&b, c)
	}
	return strings.TrimSpace(b.String())
}

// escaper writes text as package body does.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (o Outgoing) write(b *strings.Builder, n *Node) {
	switch {
	case n.Name == "":
		b.WriteString(escaper.Replace(printable(n.Text)))
		return
	case unshown[n.Name], silent[n.Name], IsPrivate(n), o.embedded(b, n):
		return
	case n.Name == "br":
		b.WriteString("<br>")
		return
	}
	name, attrs := o.tag(n)
	if name != "" {
		b.WriteString("<" + name + attrs + ">")
	}
	for _, c := range n.Children {
		o.write(b, c)
	}
	if name != "" {
		b.WriteString("</" + name + ">")
	}
}

// embedded writes a page embedded, and reports whether n is one or the place of
// a picture.
func (o Outgoing) embedded(b *strings.Builder, n *Node) bool {
	src := n.Attr("src")
	if n.Name == "figure" {
		src = n.Attr("data-embed")
		if src == "" && len(n.Elements()) > 0 {
			return false
		}
	} else if !embeds[n.Name] {
		return false
	}
	href := html.EscapeString(WebAddress(src))
	switch {
	case href == "":
	case o.Frames:
		b.WriteString(`<iframe src="` + href + `"></iframe>`)
	default:
		b.WriteString(`<p><a href="` + href + `">` + href + `</a></p>`)
	}
	return true
}

// tag returns the element that n leaves as, "" if only what is in it does.
func (o Outgoing) tag(n *Node) (name, attrs string) {
	switch name = leaving[n.Name]; name {
	case "a":
		if href := o.link(n.Attr("href")); href != "" {
			return name, ` href="` + html.EscapeString(href) + `"`
		}
		return "", ""
	case "td", "th":
		return name, attributes(n, "colspan", "rowspan")
	case "span":
		if attrs = attributes(n, "lang", "dir"); attrs == "" {
			return "", ""
		}
		return name, attrs
	case "":
		if n.Name == "div" && n.Find(isBlock) == nil {
			return "p", attributes(n, "lang", "dir")
		}
		return "", ""
	}
	return name, attributes(n, "lang", "dir")
}

// isBlock reports whether an element stands on lines of its own.
func isBlock(n *Node) bool { return breaks[n.Name] && n.Name != "br" || n.Name == "figure" }

func attributes(n *Node, names ...string) string {
	out := ""
	for _, name := range names {
		if v := Text(n.Attr(name)); v != "" {
			out += " " + name + `="` + html.EscapeString(v) + `"`
		}
	}
	return out
}

// link returns the address of a link as an absolute one, "" if it may not
// leave.
func (o Outgoing) link(href string) string {
	href = Text(href)
	u, err := url.Parse(href)
	switch {
	case err != nil || href == "":
		return ""
	case u.Scheme == "mailto" && u.Opaque != "", u.Scheme == "tel" && u.Opaque != "":
		return escapeURI(href)
	case u.IsAbs():
		return WebAddress(href)
	}
	page, err := url.Parse(o.Page)
	if err != nil || o.Page == "" {
		return ""
	}
	return WebAddress(page.ResolveReference(u).String())
}
