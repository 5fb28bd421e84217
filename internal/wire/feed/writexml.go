package feed

import (
	"mime"
	"path"
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// xmlWriter writes elements, a line each. Its zero is ready.
type xmlWriter struct {
	b    strings.Builder
	open []string
}

var (
	xmlText  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	xmlValue = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")
)

func (w *xmlWriter) tag(name string, attrs []string) {
	w.b.WriteString(strings.Repeat("  ", len(w.open)) + "<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			w.b.WriteString(" " + attrs[i] + `="` + xmlValue.Replace(attrs[i+1]) + `"`)
		}
	}
}

// start opens an element. Attributes are pairs of name and value; those with an
// empty value are left out.
func (w *xmlWriter) start(name string, attrs ...string) {
	w.tag(name, attrs)
	w.b.WriteString(">\n")
	w.open = append(w.open, name)
}

func (w *xmlWriter) end() {
	name := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	w.b.WriteString(strings.Repeat("  ", len(w.open)) + "</" + name + ">\n")
}

// text writes an element of text, unless it is empty.
func (w *xmlWriter) text(name, text string, attrs ...string) {
	if text == "" {
		return
	}
	w.tag(name, attrs)
	w.b.WriteString(">" + xmlText.Replace(text) + "</" + name + ">\n")
}

// empty writes an element of attributes alone.
func (w *xmlWriter) empty(name string, attrs ...string) {
	w.tag(name, attrs)
	w.b.WriteString("/>\n")
}

// bytes returns the document without characters that XML does not allow.
func (w *xmlWriter) bytes() []byte {
	return legal([]byte(`<?xml version="1.0" encoding="utf-8"?>` + "\n" + w.b.String()))
}

// The namespaces that feeds are written with.
const (
	atomSpace    = "http://www.w3.org/2005/Atom"
	dcSpace      = "http://purl.org/dc/elements/1.1/"
	contentSpace = "http://purl.org/rss/1.0/modules/content/"
	mediaSpace   = "http://search.yahoo.com/mrss/"
	geoSpace     = "http://www.georss.org/georss"
	deletedSpace = "http://purl.org/atompub/tombstones/1.0"
)

// extTypes are media types by the ends of files' names, the same on every
// machine.
var extTypes = map[string]string{
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".svg": "image/svg+xml",
	".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg",
}

// mediaType returns the media type of a file: what it is said to be, or what
// its name says; "" if neither is one.
func mediaType(r news.WireRendition) string {
	if t, _, err := mime.ParseMediaType(r.ContentType); err == nil && strings.Count(t, "/") == 1 && !strings.HasPrefix(t, "/") && !strings.HasSuffix(t, "/") {
		return t
	}
	href, _, _ := strings.Cut(r.Href, "?")
	return extTypes[strings.ToLower(path.Ext(href))]
}

// mediums are the words of Media RSS for what a file is.
var mediums = map[news.ItemType]string{news.PictureItem: "image", news.GraphicItem: "image", news.VideoItem: "video", news.AudioItem: "audio"}

// isPreview reports whether a file is a small size of another, by its name.
func isPreview(r news.WireRendition) bool {
	switch strings.ToLower(wire.LocalCode(r.Name)) {
	case "preview", "thumbnail", "thumb":
		return true
	}
	return false
}

// kind is what a file of an item is: by its media type, or as the item.
func kind(a *news.Association, r news.WireRendition) news.ItemType {
	if t := wire.MediaType(r.ContentType); t != "" {
		return t
	}
	return a.Type
}

// filesOf parts the files of a picture, film or sound from its previews, and
// from the stills of a film.
func filesOf(a *news.Association) (files, previews []news.WireRendition) {
	for _, r := range a.Renditions {
		if k := mediums[kind(a, r)]; k == "image" && (isPreview(r) || mediums[a.Type] != "image") {
			previews = append(previews, r)
		} else {
			files = append(files, r)
		}
	}
	if len(files) == 0 {
		return previews[:1], previews[1:]
	}
	return files, previews
}

// widest returns the file of an item that stands for it: the widest.
func widest(a *news.Association) news.WireRendition {
	files, _ := filesOf(a)
	best := files[0]
	for _, r := range files[1:] {
		if r.Width > best.Width {
			best = r
		}
	}
	return best
}

// media writes the pictures, films and sounds of an entry in Media RSS: several
// files of one in a group.
func (w *xmlWriter) media(list []news.Association) {
	for i := range list {
		a := &list[i]
		files, previews := filesOf(a)
		if len(files) == 1 {
			w.start("media:content", contentAttrs(a, files[0], false)...)
			w.aboutMedia(a, previews)
			w.end()
			continue
		}
		w.start("media:group")
		top := widest(a)
		for _, r := range files {
			w.empty("media:content", contentAttrs(a, r, r == top)...)
		}
		w.aboutMedia(a, previews)
		w.end()
	}
}

func contentAttrs(a *news.Association, r news.WireRendition, top bool) []string {
	isDefault := ""
	if top {
		isDefault = "true"
	}
	return []string{"url", r.Href, "medium", mediums[kind(a, r)], "type", r.ContentType, "isDefault", isDefault, "width", positive(int64(r.Width)), "height", positive(int64(r.Height)), "fileSize", positive(r.Size)}
}

// positive writes a number above 0, "" for any other.
func positive(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// aboutMedia writes what is said of a picture, film or sound. The roles are
// those of the European Broadcasting Union.
func (w *xmlWriter) aboutMedia(a *news.Association, previews []news.WireRendition) {
	w.text("media:title", a.Headline, "type", "plain")
	w.text("media:description", a.Caption, "type", "plain")
	w.text("media:text", a.AltText, "type", "plain")
	role := "photographer"
	if a.Type == news.VideoItem || a.Type == news.AudioItem {
		role = "reporter"
	}
	w.text("media:credit", a.Byline, "role", role, "scheme", "urn:ebu")
	w.text("media:credit", a.Creditline, "role", "distribution company", "scheme", "urn:ebu")
	w.text("media:copyright", a.Copyright)
	for _, r := range previews {
		w.empty("media:thumbnail", "url", r.Href, "width", positive(int64(r.Width)), "height", positive(int64(r.Height)))
	}
}

// place writes where an entry is about: the first place with a position.
func (w *xmlWriter) place(list []news.Place) {
	for _, p := range list {
		if p.Latitude == nil || p.Longitude == nil {
			continue
		}
		if lat, lon := wire.Position(*p.Latitude, *p.Longitude); lat != nil {
			w.text("georss:point", strconv.FormatFloat(*lat, 'f', -1, 64)+" "+strconv.FormatFloat(*lon, 'f', -1, 64))
			w.text("georss:featurename", wire.Text(p.Name))
			return
		}
	}
}
