package newsmlg2

import (
	"slices"
	"strconv"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// files reads the files of an item: renditions of the item itself if it is a
// picture, video or sound, and else pictures that come with it.
func (r reader) files(list []*wire.Node) {
	it := r.it
	own := seen(it.Type) || it.Type == news.AudioItem
	for _, f := range list {
		if alt := f.First("altText").Value(); own {
			fill(&it.AltText, alt)
			it.Renditions = append(it.Renditions, remoteFile(f))
		} else {
			r.enclosed(f, alt)
		}
	}
}

// enclosed adds a file that comes with a text. Files one after another of one
// type, each with a rendition's name that the others do not have, are one
// picture in several sizes.
func (r reader) enclosed(f *wire.Node, alt string) {
	it := r.it
	file, kind := remoteFile(f), wire.MediaType(f.Attr("contenttype"))
	if file.Href == "" {
		return
	}
	if last := len(it.Associations) - 1; last >= 0 && it.Associations[last].Rel == "remoteContent" && it.Associations[last].Type == kind && file.Name != "" {
		a := &it.Associations[last]
		fresh := len(a.Renditions) < 50
		for _, x := range a.Renditions {
			fresh = fresh && x.Name != "" && x.Name != file.Name
		}
		if fresh {
			a.Renditions = append(a.Renditions, file)
			fill(&a.AltText, alt)
			return
		}
	}
	it.Associations = append(it.Associations, news.Association{Rel: "remoteContent", GUID: wire.Text(f.Attr("residref")), Type: kind, AltText: alt, Renditions: []news.WireRendition{file}})
}

// remoteFile reads a file by reference.
func remoteFile(n *wire.Node) news.WireRendition {
	f := news.WireRendition{
		Name: local(either(n, "rendition", "renditionuri")), Href: either(n, "href", "residref"), ContentType: wire.Text(n.Attr("contenttype")),
		Width: number(n, "width"), Height: number(n, "height"),
	}
	if size, err := strconv.ParseInt(n.Attr("size"), 10, 64); err == nil && size > 0 {
		f.Size = size
	}
	return f
}

// media takes the pictures that stand inside a text: media of NITF, img of HTML
// with the caption of the figure around it, and dnl-image of dpa.
// A figure inside a figure that led to no picture is not looked into again:
// looked says so.
func (r reader) media(n *wire.Node, looked bool) {
	if n.Name == "" || wire.IsPrivate(n) {
		return
	}
	var a news.Association
	switch n.Name {
	case "media":
		a = nitfMedia(n)
	case "img":
		a = image(n)
	case "dnl-image":
		r.placed(n)
		return
	case "figure":
		if looked {
			break
		}
		looked = true
		if img := n.Find(func(x *wire.Node) bool { return x.Name == "img" }); img != nil {
			a = image(img)
			a.Caption = n.Find(func(x *wire.Node) bool { return x.Name == "figcaption" }).Value()
		}
	}
	if len(a.Renditions) > 0 {
		r.it.Associations = append(r.it.Associations, a)
		return
	}
	for _, c := range n.Elements() {
		r.media(c, looked)
	}
}

func image(n *wire.Node) news.Association {
	href := wire.Text(n.Attr("src"))
	if href == "" {
		return news.Association{}
	}
	return news.Association{Rel: "media", Type: news.PictureItem, AltText: wire.Text(n.Attr("alt")),
		Renditions: []news.WireRendition{{Href: href, Width: number(n, "width"), Height: number(n, "height")}}}
}

// nitfMedia reads a media element of NITF 3.
func nitfMedia(n *wire.Node) news.Association {
	a := news.Association{Rel: "media", Type: wire.ItemType(n.Attr("media-type")), Caption: n.First("media-caption").Value(), Creditline: n.First("media-producer").Value()}
	for _, f := range n.All("media-reference") {
		if f.Attr("source") == "" {
			continue
		}
		a.Renditions = append(a.Renditions, news.WireRendition{Name: wire.Text(f.Attr("name")), Href: wire.Text(f.Attr("source")), ContentType: wire.Text(f.Attr("mime-type")),
			Width: number(f, "width"), Height: number(f, "height")})
		fill(&a.AltText, wire.Text(f.Attr("alternate-text")))
		fill(&a.Creditline, wire.Text(f.Attr("source-credit")))
	}
	return a
}

// maxPlaced is how many associations an item may have for pictures to be looked
// for among them: more than any text has.
const maxPlaced = 500

// placed reads a picture that dpa sets in a text by its guid. It is mostly one
// that a link of the item names, and here are the words that go with it.
func (r reader) placed(n *wire.Node) {
	it := r.it
	a := news.Association{Rel: "media", GUID: wire.Text(n.Attr("ref")), Type: news.PictureItem}
	if a.GUID == "" || len(it.Associations) >= maxPlaced {
		return
	}
	i := slices.IndexFunc(it.Associations, func(x news.Association) bool { return x.GUID == a.GUID })
	if i < 0 {
		it.Associations = append(it.Associations, a)
		i = len(it.Associations) - 1
	}
	fill(&it.Associations[i].Caption, wire.Text(n.Attr("caption")))
	fill(&it.Associations[i].Creditline, wire.Text(n.Attr("creditline")))
	fill(&it.Associations[i].AltText, wire.Text(n.Attr("alt")))
}
