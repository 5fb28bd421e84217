package news

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	// hrefForm is a link in cleaned text, in its one spelling.
	hrefForm = regexp.MustCompile(`<a href="([^"]*)"`)
	// usedForm is a picture's place in cleaned text.
	usedForm = regexp.MustCompile(`<figure data-picture="([^"]*)">`)
	tagForm  = regexp.MustCompile(`<[^>]*>`)
)

// words is what is missing or odd about the words, on whatever title.
func (p Proof) words() []Check {
	v := p.Version
	var out []Check
	if strings.TrimSpace(v.Headline) == "" {
		out = append(out, stop("no-headline", "headline", "it has no headline; edit it first"))
	}
	if strings.TrimSpace(v.Standfirst) == "" {
		out = append(out, warn("no-standfirst", "standfirst", "it has no standfirst; lists and fronts show the first sentence in its place"))
	}
	if strings.TrimSpace(tagForm.ReplaceAllString(v.Body, "")) == "" {
		out = append(out, warn("empty-body", "body", "the body is empty; readers get the headline alone"))
	}
	var told []string
	for _, m := range hrefForm.FindAllStringSubmatch(v.Body, -1) {
		href := html.UnescapeString(m[1])
		if u, err := url.Parse(href); (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") && !slices.Contains(told, href) {
			told = append(told, href)
			out = append(out, warn("link", "body", "the link to “%s” leads to no page on the web; links begin with https://", href))
		}
	}
	if src, ok := p.Sources[p.Story.Source]; ok && v.ByDesk() {
		for _, terms := range src.Terms(p.Story.Contract) {
			if terms.Edits == "none" && p.Origin.Share > 0 || terms.Edits == "shorten" && p.Origin.Share > .02 {
				out = append(out, warn("edits", "body", "the contract with %s allows the desk %s, and words have been changed", src.Name, map[string]string{"none": "no changes", "shorten": "to shorten only"}[terms.Edits]))
				break
			}
		}
	}
	return out
}

// pictures is what is missing or odd about the pictures.
func (p Proof) pictures() []Check {
	var out []Check
	used := map[PictureID]bool{}
	for _, use := range p.Version.Pictures {
		used[use.Picture] = true
		field := "picture:" + string(use.Picture)
		pic, ok := p.Pictures[use.Picture]
		if !ok {
			out = append(out, warn("picture-unknown", field, "picture %s is not here; readers do not get it", use.Picture))
			continue
		}
		name := pic.Called(use)
		if !slices.ContainsFunc(pic.Renditions, func(r Rendition) bool { return r.Key != "" }) {
			out = append(out, warn("picture-file", field, "the file of %s has not come; readers do not get it until it does", name))
		}
		if or(use.Caption, pic.Caption) == "" {
			out = append(out, warn("picture-unnamed", field, "%s has no caption: say what and whom it shows", name))
		}
		if or(use.Alt, pic.Alt) == "" {
			out = append(out, warn("picture-alt", field, "%s has no words for readers who cannot see it", name))
		}
		if Synthetic(pic.DigitalSourceType) {
			out = append(out, warn("picture-generated", field, "%s was generated; readers are told so", name))
		}
		out = append(out, p.pictureOn(pic, use, name)...)
	}
	for _, m := range usedForm.FindAllStringSubmatch(p.Version.Body, -1) {
		if id := PictureID(m[1]); !used[id] {
			out = append(out, warn("picture-unknown", "body", "the body has a place for picture %s, which is not one of the story's", id))
			used[id] = true
		}
	}
	return out
}

// pictureOn is what keeps a picture from the readers of some title.
func (p Proof) pictureOn(pic Picture, use PictureUse, name string) []Check {
	field := "picture:" + string(pic.ID)
	var out []Check
	switch {
	case pic.Withdrawn || pic.Withheld:
		return []Check{warn("picture-withdrawn", field, "the agency has withdrawn %s; readers do not get it", name)}
	case !pic.Embargo.IsZero() && p.Now.Before(pic.Embargo.Time):
		out = append(out, warn("picture-embargo", field, "%s is under embargo until %s; readers get it then", name, p.when(pic.Embargo.Time)))
	}
	if credit, ok := (Scope{Sources: p.Sources}).CreditPicture(pic, use); !ok || credit == "" {
		out = append(out, stop("picture-credit", field, "%s has no credit; say whose it is, or take it out", name))
	}
	for _, x := range p.Placements {
		if why := p.Scope(x.Title).RefusePicture(pic, x); why != "" {
			c := warn("picture-rights", field, "readers do not get %s: %s", name, why)
			c.Title = x.Title
			out = append(out, c)
		}
	}
	return out
}

// Called is how the desk is told of a picture: by its caption, or its number.
func (p Picture) Called(use PictureUse) string {
	words := strings.Fields(or(or(use.Caption, p.Caption), p.Headline))
	if len(words) > 6 {
		words = append(words[:6], "…")
	}
	if len(words) == 0 {
		return "picture " + strings.TrimPrefix(p.GUID, "file:")
	}
	return "the picture “" + strings.Join(words, " ") + "”"
}
