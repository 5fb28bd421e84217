package newsml1

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// group is one picture, video or sound: the components with its sizes and its
// caption.
type group []*wire.Node

// files returns the ContentItems of a component that are files by reference.
func files(c *wire.Node) []*wire.Node {
	var out []*wire.Node
	for _, x := range c.All("ContentItem") {
		if x.Attr("Href") != "" && formal(x.First("Format")) != "CSS" {
			out = append(out, x)
		}
	}
	return out
}

// loose reports whether a component is one size of a picture, or its caption.
func (r *reader) loose(c *wire.Node) bool {
	switch r.kindOf(c) {
	case caption:
		return true
	case picture:
		return false
	}
	return len(files(c)) > 0 && len(parts(c)) == 0
}

// beside sorts components that hold no text of the story: pictures, and words
// that are not its text. Sizes of one picture that stand side by side are one
// group until a role comes again, or all of them if they are said to be
// equivalent (EquivalentsList).
func (r *reader) beside(list []*wire.Node, equivalent bool) {
	var open group
	seen := map[string]bool{}
	end := func() {
		if len(open) > 0 {
			r.pictures = append(r.pictures, open)
		}
		open, seen = nil, map[string]bool{}
	}
	for _, c := range list {
		k := r.kindOf(c)
		switch {
		case k != caption && k != picture && k != text && k != other:
			r.words(c, k)
		case r.loose(c):
			if seen[role(c)] && !equivalent {
				end()
			}
			seen[role(c)] = true
			open = append(open, c)
		case k == picture:
			end()
			r.pictures = append(r.pictures, group{c})
		default:
			end()
			r.notes(c)
			r.points(c)
			before := len(r.pictures)
			r.beside(parts(c), strings.EqualFold(c.Attr("EquivalentsList"), "yes"))
			if files := files(c); len(files) > 0 {
				r.pictures = append(r.pictures, group{c})
			} else if len(r.pictures) == before+1 {
				// What the component around one picture says is said of it.
				g := r.pictures[before]
				r.pictures[before] = append(group{{Name: c.Name, Children: said(c), Line: c.Line}}, g...)
			}
		}
	}
	end()
}

// said are the parts of a component that say something of what is in it.
func said(c *wire.Node) []*wire.Node {
	var out []*wire.Node
	for _, x := range c.Elements() {
		switch x.Name {
		case "Role", "NewsLines", "AdministrativeMetadata", "DescriptiveMetadata", "RightsMetadata":
			out = append(out, x)
		}
	}
	return out
}

// alone makes an item without text the picture it holds, if it holds but one,
// and reports whether it does.
func (r *reader) alone() bool {
	it := r.it
	if len(r.pictures) != 1 || len(it.Associations) > 0 {
		if len(r.pictures)+len(it.Associations) > 0 {
			it.Type = news.CompositeItem
		}
		return false
	}
	a := r.gather(r.pictures[0])
	it.Type, it.Caption, it.Renditions = a.Type, a.Caption, a.Renditions
	for i, c := range r.pictures[0] {
		r.path = append(r.path, level{c, i})
	}
	r.pictures = nil
	return true
}

// association reads one picture: its sizes, its caption, and what its
// components say of it beside that.
func (r *reader) association(g group) news.Association {
	it := news.WireItem{Language: r.it.Language, Updated: r.it.Updated}
	inner := newReader(r.message, &it)
	inner.noted = r.noted
	for i := len(g) - 1; i >= 0; i-- {
		inner.lines(g[i].First("NewsLines"))
		inner.administrative(g[i].First("AdministrativeMetadata"))
		inner.rights(g[i].First("RightsMetadata"))
	}
	a := inner.gather(g)
	a.Headline, a.Byline, a.Creditline = it.Headline, it.Byline, it.Creditline
	a.CopyrightHolder, a.Copyright, a.UsageTerms = it.CopyrightHolder, it.Copyright, it.UsageTerms
	a.Embargo, a.Expires = it.Embargo, it.Ends
	r.it.EditorialNotes = append(r.it.EditorialNotes, it.EditorialNotes...)
	r.it.Warnings = append(r.it.Warnings, it.Warnings...)
	r.it.EmbargoHold = r.it.EmbargoHold || it.EmbargoHold
	if a.Caption == "" && a.Headline != r.it.Headline {
		a.Caption, a.Headline = a.Headline, "" // as Business Wire sends it
	}
	return a
}

// gather reads the files of a picture, its caption and its role. Where it has no
// caption, text sent with it is one.
func (r *reader) gather(g group) news.Association {
	var a news.Association
	text := ""
	for _, c := range g {
		if r.kindOf(c) != caption {
			fill(&a.Rel, role(c))
		}
		r.sizes(c, "", &a, &text)
	}
	fill(&a.Caption, text)
	a.Type = groupType(g, a.Renditions)
	return a
}

// sizes reads the files in a component of a picture and the words with them:
// those of a Caption, and into text those of a body.
func (r *reader) sizes(c *wire.Node, name string, a *news.Association, body *string) {
	if s := formal(c.First("Role")); s != "" {
		name = s
	}
	switch r.kindOf(c) {
	case caption:
		fill(&a.Caption, wire.Text(r.said(c)))
		return
	case note:
		r.words(c, note)
		return
	case text, other, picture:
		fill(body, wire.Text(r.said(c)))
	case unread, headline, subheadline, lead, summary:
		return
	}
	r.notes(c)
	for _, x := range files(c) {
		a.Renditions = append(a.Renditions, rendition(x, name))
	}
	for _, x := range c.All("NewsItemRef") {
		if guid, version := itemRef(x.Attr("NewsItem")); a.GUID == "" {
			a.GUID, a.Version = guid, version
		}
	}
	for _, p := range parts(c) {
		r.sizes(p, name, a, body)
	}
}

// rendition reads one file; its name is its use, if the agency says that, or
// the role of its component.
func rendition(x *wire.Node, name string) news.WireRendition {
	details := x.First("Characteristics")
	first := func(names ...string) string {
		for _, n := range names {
			if v := property(details, n); v != "" {
				return v
			}
		}
		return ""
	}
	if use := first("ImageUse", "MultiMediaUse"); use != "" {
		name = use
	}
	size := count(details.First("SizeInBytes").Value())
	return news.WireRendition{
		Name: name, Href: wire.Text(x.Attr("Href")), ContentType: contentType(x),
		Width: pixels(first("Width", "PixelWidth")), Height: pixels(first("Height", "PixelHeight")), Size: size,
	}
}

// pixels reads a length in pixels, 0 if it is none that a picture can have.
func pixels(s string) int {
	if v := count(s); v < 1<<20 {
		return int(v)
	}
	return 0
}

// mediaTypes are the media types of formats that agencies name otherwise.
var mediaTypes = []struct{ begins, contentType string }{
	{"jpeg", "image/jpeg"}, {"jpg", "image/jpeg"}, {"png", "image/png"}, {"gif", "image/gif"}, {"tiff", "image/tiff"}, {"svg", "image/svg+xml"},
	{"mpeg4", "video/mp4"}, {"mpeg-4", "video/mp4"}, {"mp4", "video/mp4"}, {"quicktime", "video/quicktime"}, {"mp3", "audio/mpeg"}, {"wav", "audio/wav"},
}

// contentType returns the media type of a ContentItem, from MimeType or Format.
func contentType(x *wire.Node) string {
	if s := formal(x.First("MimeType")); s != "" {
		return s
	}
	format := strings.ToLower(formal(x.First("Format")))
	for _, t := range mediaTypes {
		if strings.HasPrefix(format, t.begins) {
			return t.contentType
		}
	}
	return ""
}

// mediaKind reads the name of a kind of media, "" if it is none.
func mediaKind(name string) news.ItemType {
	switch strings.ToLower(name) {
	case "photo", "picture", "image", "logo", "animation":
		return news.PictureItem
	case "graphic", "infographic":
		return news.GraphicItem
	case "video", "clip":
		return news.VideoItem
	case "audio", "sound":
		return news.AudioItem
	}
	return ""
}

// groupType returns what a group is: by a role, by the MediaType of its files,
// or by the media type of one, where a video outdoes the stills sent with it.
func groupType(g group, list []news.WireRendition) news.ItemType {
	for _, c := range g {
		if t := mediaKind(role(c)); t != "" {
			return t
		}
	}
	var found news.ItemType
	for _, c := range g {
		for _, x := range files(c) {
			if t := mediaKind(formal(x.First("MediaType"))); t != "" {
				return t
			}
		}
	}
	for _, f := range list {
		if t := wire.MediaType(f.ContentType); t == news.VideoItem || found == "" {
			found = t
		}
	}
	return found
}
