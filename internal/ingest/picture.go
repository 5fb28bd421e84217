package ingest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"broadsheet/internal/news"
)

// pictures finds or makes the pictures an item's associations name. It returns
// all of them, those that are new or changed, those it recalls with nothing else about them
// changed, and how the story uses each.
func (r *Room) pictures(ctx context.Context, src news.Source, it *Item) (all, changed, recalls []news.Picture, uses []news.PictureUse, err error) {
	seen := map[string]bool{}
	for _, a := range it.Associations {
		if a.Type != news.PictureItem && a.Type != news.GraphicItem {
			continue
		}
		if a.GUID == "" && len(a.Renditions) > 0 {
			// The file's name is the best name there is.
			a.GUID = news.FileGUID(or(fileName(a.Renditions[0].Href), a.Renditions[0].Href))
		}
		if a.GUID == "" || len(a.GUID) > maxGUID || seen[a.GUID] {
			continue
		}
		seen[a.GUID] = true
		old, err := r.picture(ctx, src.ID, a.GUID, a.Renditions)
		if err != nil {
			return nil, nil, nil, nil, err
		}
		p := old
		if p.ID == "" {
			p = news.Picture{ID: news.PictureID(r.NewID()), Source: src.ID}
		}
		p.GUID = a.GUID
		if a.PubStatus != news.Usable && a.PubStatus != "" {
			recalled := p
			if recall(&recalled, a.PubStatus); !same(old, recalled) {
				recalls = append(recalls, recalled)
			}
		}
		if old.Version == "" || len(old.Renditions) == 0 { // a picture item of its own knows better
			embed(&p, a)
			r.limitPicture(&p, src, it, &p.UsageTerms)
		}
		// Copy sent before a picture was withheld does not let it go again.
		if a.PubStatus != news.Usable || old.Version == "" || news.CompareVersions(a.Version, old.Version) > 0 {
			recall(&p, a.PubStatus)
		}
		if !same(old, p) {
			changed = append(changed, p)
		}
		all = append(all, p)
		uses = append(uses, news.PictureUse{Picture: p.ID, Caption: a.Caption, Credit: credit(a.Creditline, a.Byline, ""), Alt: a.AltText})
	}
	return all, changed, recalls, uses, nil
}

// picture returns what the house has under a guid, or else of a file that came
// in alone and that an item now names; a zero one if it has neither.
func (r *Room) picture(ctx context.Context, source news.SourceID, guid string, files []news.WireRendition) (news.Picture, error) {
	guids := []string{guid}
	for _, f := range files[:min(len(files), maxRenditions)] {
		if name := fileName(f.Href); name != "" && !strings.Contains(name, "://") {
			guids = append(guids, news.FileGUID(name))
		}
	}
	for _, g := range guids {
		p, err := r.Store.PictureByGUID(ctx, source, g)
		if err == nil || !errors.Is(err, news.ErrNotFound) {
			return p, err
		}
	}
	return news.Picture{}, nil
}

// embed takes over what an association says of its picture.
func embed(p *news.Picture, a news.Association) {
	p.Caption, p.Alt, p.Byline = or(a.Caption, p.Caption), or(a.AltText, p.Alt), or(a.Byline, p.Byline)
	p.Credit = or(credit(a.Creditline, a.Byline, a.CopyrightHolder), p.Credit)
	p.Copyright, p.UsageTerms, p.DigitalSourceType = or(a.Copyright, p.Copyright), or(a.UsageTerms, p.UsageTerms), or(a.DigitalSourceType, p.DigitalSourceType)
	if !a.Embargo.IsZero() {
		p.Embargo = a.Embargo
	}
	if !a.Expires.IsZero() {
		p.Expires = a.Expires
	}
	p.Renditions = renditions(a.Renditions, p.Renditions)
}

// pictureOf makes the new state of a picture from a picture item.
func pictureOf(old news.Picture, it *Item) news.Picture {
	p := old
	p.GUID, p.Version = it.GUID, it.Version
	p.Caption, p.Alt, p.Byline = or(it.Caption, p.Caption), or(it.AltText, p.Alt), or(it.Byline, p.Byline)
	if it.Caption == "" {
		p.Caption = or(it.Abstract, p.Caption)
	}
	p.Credit = or(credit(it.Creditline, it.Byline, it.CopyrightHolder), p.Credit)
	p.Copyright, p.UsageTerms, p.DigitalSourceType = or(it.Copyright, p.Copyright), or(it.UsageTerms, p.UsageTerms), or(it.DigitalSourceType, p.DigitalSourceType)
	if !it.Embargo.IsZero() {
		p.Embargo = it.Embargo
	}
	p.Expires = it.Until()
	p.Renditions = renditions(it.Renditions, p.Renditions)
	return p
}

// recall applies an agency's status to a picture. A cancelled one stays
// withdrawn, whatever comes later; the desk alone may revive it.
func recall(p *news.Picture, status news.PubStatus) {
	switch status {
	case news.Canceled:
		p.Withdrawn = true
	case news.Usable:
		p.Withheld = false
	case "":
	default:
		p.Withheld = true
	}
}

// maxRenditions is how many files of one picture are kept track of.
const maxRenditions = 20

// renditions turns an agency's files into a picture's, keeping what is known
// of files that came in already.
func renditions(sent []news.WireRendition, have []news.Rendition) []news.Rendition {
	if len(sent) == 0 {
		return have
	}
	var out []news.Rendition
	names := map[string]bool{}
	for _, w := range sent {
		href := fileName(w.Href)
		if href == "" || len(out) == maxRenditions {
			continue
		}
		name := safeName(w.Name)
		for base, n := name, 2; names[name]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		names[name] = true
		x := news.Rendition{Name: name, Href: href, ContentType: w.ContentType, Width: w.Width, Height: w.Height, Size: w.Size}
		for _, h := range have {
			if h.Href == href && h.Key != "" {
				x.Key, x.ContentType, x.Width, x.Height, x.Size = h.Key, h.ContentType, h.Width, h.Height, h.Size
			}
		}
		out = append(out, x)
	}
	return out
}

// fileName returns the name of a file beside the item, or the whole address of
// one elsewhere, which is never shown to readers as it is.
func fileName(href string) string {
	href = strings.TrimSpace(href)
	if len(href) > maxGUID {
		return ""
	}
	u, err := url.Parse(href)
	if err == nil && u.Scheme != "" && u.Scheme != "file" {
		return href
	}
	if err == nil {
		href = u.Path
	}
	if href = storable(path.Base(strings.ReplaceAll(href, `\`, "/"))); href == "." || href == "/" {
		return ""
	}
	return href
}

func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name)
	if name = strings.Trim(name, "-"); name == "" {
		return "file"
	}
	return name[:min(len(name), 40)]
}

// credit is the line readers see under a picture.
func credit(creditline, byline, holder string) string {
	switch {
	case creditline != "":
		return strings.TrimSpace(strings.TrimPrefix(creditline, "©"))
	case byline != "" && holder != "" && !strings.EqualFold(byline, holder):
		return byline + "/" + holder
	}
	return or(byline, holder)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
