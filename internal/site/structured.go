package site

import (
	"time"

	"broadsheet/internal/news"
)

// structured is a story as search engines and archives read it
// (schema.org NewsArticle 30.0, JSON-LD 1.1). Its foreign words are theirs.
type structured struct {
	Context    string         `json:"@context"`
	Type       string         `json:"@type"`
	Headline   string         `json:"headline"`
	About      string         `json:"description,omitempty"`
	Published  string         `json:"datePublished"`
	Modified   string         `json:"dateModified"`
	Language   string         `json:"inLanguage,omitempty"`
	Dateline   string         `json:"dateline,omitempty"`
	Section    string         `json:"articleSection,omitempty"`
	Keywords   []string       `json:"keywords,omitempty"`
	Words      int            `json:"wordCount,omitempty"`
	Free       bool           `json:"isAccessibleForFree"`
	By         *ldParty       `json:"author,omitempty"`
	Publisher  ldParty        `json:"publisher"`
	Credit     string         `json:"creditText,omitempty"`
	Copyright  string         `json:"copyrightNotice,omitempty"`
	Page       string         `json:"mainEntityOfPage,omitempty"`
	Images     []ldImage      `json:"image,omitempty"`
	Correction []ldCorrection `json:"correction,omitempty"`
}

type ldParty struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type ldImage struct {
	Type    string `json:"@type"`
	URL     string `json:"url"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"creditText,omitempty"`
}

type ldCorrection struct {
	Type string `json:"@type"`
	Text string `json:"text"`
	At   string `json:"datePublished"`
}

// storyData describes a story for machines. Addresses are given where the
// title has a public host, for they must be absolute.
func storyData(p *paper, page *StoryPage, r news.Released) *structured {
	d := &structured{
		Context: "https://schema.org", Type: "NewsArticle", Headline: r.Headline, About: page.Description,
		Published: r.FirstPublished.UTC().Format(time.RFC3339), Modified: r.Updated.UTC().Format(time.RFC3339),
		Language: r.Language, Dateline: r.Dateline, Section: page.Section.Name, Keywords: r.Keywords, Words: r.Words, Free: true,
		Publisher: ldParty{Type: "NewsMediaOrganization", Name: p.Name}, Credit: r.Agency, Copyright: r.Copyright,
	}
	if d.Language == "" {
		d.Language = p.Language
	}
	switch b := page.Byline; {
	case b.Name != "" && (b.Agency == "" || b.Shared || !r.Edited):
		d.By = &ldParty{Type: "Person", Name: b.Name}
	case r.Agency != "":
		d.By = &ldParty{Type: "NewsMediaOrganization", Name: r.Agency}
	}
	for _, c := range r.Changes {
		if c.Kind == news.Correction && c.Note != "" {
			d.Correction = append(d.Correction, ldCorrection{Type: "CorrectionComment", Text: c.Note, At: c.At.UTC().Format(time.RFC3339)})
		}
	}
	if p.origin == "" {
		return d
	}
	d.Publisher.URL = p.origin + "/"
	d.Page = p.origin + escapePath("/"+r.Path)
	for _, pic := range r.Pictures {
		if files := showable(pic); len(files) > 0 {
			d.Images = append(d.Images, ldImage{Type: "ImageObject", URL: p.origin + "/media/" + mediaHash(files[0].Key),
				Width: files[0].Width, Height: files[0].Height, Caption: pic.Caption, Credit: credit(pic.Credit)})
		}
	}
	return d
}

// socialCard describes a story for sites that show a link to it.
func socialCard(p *paper, r news.Released) SocialCard {
	c := SocialCard{Published: r.FirstPublished.UTC().Format(time.RFC3339)}
	if len(r.Changes) > 1 {
		c.Modified = r.Updated.UTC().Format(time.RFC3339)
	}
	if p.origin == "" {
		return c
	}
	c.URL = p.origin + escapePath("/"+r.Path)
	if pic := firstPicture(r); pic != nil {
		file := showable(*pic)[0]
		c.Image, c.Width, c.Height, c.Alt = p.origin+"/media/"+mediaHash(file.Key), file.Width, file.Height, pic.Alt
	}
	return c
}
