package nitf

import (
	"strconv"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// media reads the pictures, films and sounds in the body, in its order.
func (r reader) media(n *wire.Node) {
	for _, c := range n.Elements() {
		if c.Name != "media" {
			r.media(c)
			continue
		}
		if a := medium(c); len(a.Renditions) > 0 {
			r.it.Associations = append(r.it.Associations, a)
		} else {
			r.warn(c, "no media-reference says where the file is; it was left out")
		}
	}
}

// What is said of a picture in media-metadata, by its name there.
const (
	metaGUID     = "guid"
	metaVersion  = "version"
	metaHeadline = "headline"
	metaNotice   = "copyright-notice"
	metaTerms    = "usage-terms" // a line
	metaSource   = "digital-source-type"
	metaExpires  = "expires"
)

// metadata reads what media-metadata says of a picture that we know.
func metadata(n *wire.Node, a *news.Association) {
	var terms []string
	for _, m := range n.All("media-metadata") {
		value := wire.Text(m.Attr("value"))
		switch m.Attr("name") {
		case metaGUID:
			fill(&a.GUID, value)
		case metaVersion:
			fill(&a.Version, value)
		case metaHeadline:
			fill(&a.Headline, value)
		case metaNotice:
			fill(&a.Copyright, value)
		case metaTerms:
			terms = append(terms, value)
		case metaSource:
			fill(&a.DigitalSourceType, value)
		case metaExpires:
			if t, err := wire.ParseTime(value); err == nil {
				a.Expires = t
			}
		}
	}
	a.UsageTerms = wire.Lines(strings.Join(terms, "\n"))
}

// medium reads a media element: the files of one picture, its caption and who
// made it. Where the source of a file is credited too, the producer is the one
// who made it; else that is the credit.
func medium(n *wire.Node) news.Association {
	a := news.Association{Rel: "media", Type: wire.ItemType(n.Attr("media-type"))}
	metadata(n, &a)
	var captions, producers []string
	for _, c := range n.All("media-caption") {
		if s := c.Value(); s != "" {
			captions = append(captions, s)
		}
	}
	for _, p := range n.All("media-producer") {
		if s := spell(p); s != "" {
			producers = append(producers, s)
		}
	}
	a.Caption = strings.Join(captions, " ")
	for _, f := range n.All("media-reference") {
		href := wire.Text(f.Attr("source"))
		if href == "" {
			continue
		}
		file := news.WireRendition{Name: wire.Text(f.Attr("name")), Href: href, ContentType: wire.Text(f.Attr("mime-type")), Width: pixels(f, "width"), Height: pixels(f, "height")}
		a.Renditions = append(a.Renditions, file)
		if a.Type == "" {
			a.Type = wire.MediaType(file.ContentType)
		}
		fill(&a.AltText, wire.Text(f.Attr("alternate-text")))
		fill(&a.Creditline, wire.Text(f.Attr("source-credit")))
		fill(&a.CopyrightHolder, wire.Text(f.Attr("copyright")))
	}
	by := strings.Join(producers, ", ")
	if a.Creditline == "" {
		a.Creditline = by
	} else if by != a.Creditline {
		a.Byline = by
	}
	return a
}

// pixels reads an attribute that counts pixels, 0 if it does not.
func pixels(n *wire.Node, attr string) int {
	v, err := strconv.ParseInt(n.Attr(attr), 10, 32)
	if err != nil || v < 0 {
		return 0
	}
	return int(v)
}
