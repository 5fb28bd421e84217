package feed

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// count reads a number of pixels, 0 if it is none.
func count(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 || n > 1<<20 {
		return 0
	}
	return n
}

// size reads a number of bytes, 0 if it is none.
func size(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// fileTypes are kinds of file by the ends of their names.
var fileTypes = map[string]news.ItemType{
	".jpg": news.PictureItem, ".jpeg": news.PictureItem, ".png": news.PictureItem, ".gif": news.PictureItem, ".webp": news.PictureItem, ".avif": news.PictureItem,
	".svg": news.GraphicItem, ".mp4": news.VideoItem, ".webm": news.VideoItem, ".mov": news.VideoItem, ".mp3": news.AudioItem, ".m4a": news.AudioItem, ".ogg": news.AudioItem,
}

// fileType returns what a file is: by what is said of it, by its media type, or
// by its name; "" if that is none that stories carry.
func fileType(medium, contentType, href string) news.ItemType {
	switch strings.ToLower(medium) {
	case "image":
		return news.PictureItem
	case "video":
		return news.VideoItem
	case "audio":
		return news.AudioItem
	case "document", "executable":
		return ""
	}
	if t := wire.MediaType(contentType); t != "" {
		return t
	}
	if contentType != "" && !strings.HasSuffix(contentType, "octet-stream") {
		return ""
	}
	href, _, _ = strings.Cut(href, "?")
	return fileTypes[strings.ToLower(path.Ext(href))]
}

// file adds an association, without those of its files that the item has
// already and those with an address that no file can have.
func (e *entry) file(a news.Association) {
	a.Renditions = slices.DeleteFunc(a.Renditions, func(r news.WireRendition) bool {
		if !fileAddress(r.Href) {
			e.warn("a file has the address %q, which is none of the web", shown(r.Href))
			return true
		}
		return e.files[r.Href]
	})
	if len(a.Renditions) == 0 || len(e.item.Associations) >= maxList {
		return
	}
	for _, r := range a.Renditions {
		e.files[r.Href] = true
	}
	a.Name = fmt.Sprintf("%s%d", a.Type, len(e.item.Associations)+1)
	e.item.Associations = append(e.item.Associations, a)
}

// enclosure adds what an entry is sent with: a file that stories carry, or else
// a link to it.
func (e *entry) enclosure(href, contentType, title string, bytes int64) {
	contentType = strings.ToLower(wire.Text(contentType))
	if t := fileType("", contentType, href); t != "" {
		e.file(news.Association{Type: t, Headline: wire.Text(title), Renditions: []news.WireRendition{{Name: "main", Href: href, ContentType: contentType, Size: bytes}}})
		return
	}
	e.link("enclosure", href, title)
}

// media reads the Media RSS of an entry: each group is one picture or film in
// several files, each content outside a group one of its own. What is said of
// the entry or the group holds for what is inside.
func (e *entry) media(n *wire.Node, s scope) {
	entryWide := e.describeMedia(n, news.Association{})
	for _, g := range e.all(n, "media:group") {
		gs := s.in(g)
		about := e.describeMedia(g, entryWide)
		for _, kind := range []news.ItemType{news.PictureItem, news.VideoItem, news.AudioItem} {
			e.mediaFiles(e.all(g, "media:content"), e.all(g, "media:thumbnail"), kind, about, gs)
		}
	}
	for _, c := range e.all(n, "media:content") {
		if kind := fileType(c.Attr("medium"), c.Attr("type"), c.Attr("url")); kind != "" {
			e.mediaFiles([]*wire.Node{c}, e.all(c, "media:thumbnail"), kind, entryWide, s)
			continue
		}
		e.link("enclosure", s.resolve(c.Attr("url")), e.value(c, "media:title"))
	}
	if previews := e.all(n, "media:thumbnail"); len(previews) > 0 {
		e.mediaFiles(nil, previews, news.PictureItem, entryWide, s)
	}
}

// mediaFiles adds one association of all the files of a kind. Previews are
// smaller sizes of a picture, and stills of a film.
func (e *entry) mediaFiles(contents, previews []*wire.Node, kind news.ItemType, about news.Association, s scope) {
	a := about
	a.Type = kind
	if kind != news.PictureItem { // of a film or sound it is what is said in it
		a.AltText = ""
	}
	for _, c := range contents {
		href := s.in(c).resolve(c.Attr("url"))
		if fileType(c.Attr("medium"), c.Attr("type"), href) != kind || href == "" {
			continue
		}
		if len(a.Renditions) == 0 {
			alt := a.AltText
			if a = e.describeMedia(c, a); kind != news.PictureItem {
				a.AltText = alt
			}
		}
		r := news.WireRendition{Name: "main", Href: href, ContentType: strings.ToLower(c.Attr("type")), Width: count(c.Attr("width")), Height: count(c.Attr("height")), Size: size(c.Attr("fileSize"))}
		if len(contents) > 1 && r.Width > 0 {
			r.Name = fmt.Sprintf("w%d", r.Width)
		}
		a.Renditions = append(a.Renditions, r)
	}
	if kind == news.PictureItem && (len(a.Renditions) > 0 || contents == nil) {
		for _, p := range previews {
			if href := s.in(p).resolve(first(p.Attr("url"), p.Value())); href != "" {
				a.Renditions = append(a.Renditions, news.WireRendition{Name: "preview", Href: href, Width: count(p.Attr("width")), Height: count(p.Attr("height"))})
			}
		}
	}
	if len(a.Renditions) > 0 {
		e.file(a)
	}
}

// makers are the roles of those who made a picture or film; others, as the
// owner, are credited.
var makers = []string{"author", "photographer", "creator", "artist", "reporter", "writer", "photo"}

// describeMedia adds to what is said of a picture what stands at n.
func (e *entry) describeMedia(n *wire.Node, a news.Association) news.Association {
	a.Renditions = slices.Clone(a.Renditions)
	a.Headline = first(e.words(e.first(n, "media:title"), false), a.Headline)
	a.Caption = first(e.words(e.first(n, "media:description"), true), a.Caption)
	if e.key(n) != "item" && e.key(n) != "entry" { // that of an entry is rather a text of its own
		a.AltText = first(e.words(e.first(n, "media:text"), false), a.AltText)
	}
	a.Copyright = first(e.value(n, "media:copyright"), a.Copyright)
	var by, credit []string
	for _, c := range e.all(n, "media:credit") {
		name, address := nameOf(c.Value())
		e.note("contact", address)
		switch {
		case name == "":
		case slices.Contains(makers, strings.ToLower(c.Attr("role"))):
			by = append(by, name)
		default:
			credit = append(credit, name)
		}
	}
	a.Byline, a.Creditline = first(strings.Join(by, ", "), a.Byline), first(strings.Join(credit, ", "), a.Creditline)
	var terms []string
	for _, c := range e.all(n, "media:license") {
		terms = append(terms, strings.TrimSpace(c.Value()+" "+c.Attr("href")))
	}
	for _, c := range e.all(n, "media:restriction") {
		terms = append(terms, wire.Text(fmt.Sprintf("%s %s: %s", c.Attr("relationship"), c.Attr("type"), c.Value())))
	}
	a.UsageTerms = first(strings.Join(terms, "\n"), a.UsageTerms)
	if r := e.value(n, "media:rating", "media:adult"); r == "adult" || r == "true" {
		e.warn("the agency rates a picture or film as for adults")
	}
	return a
}
