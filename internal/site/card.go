package site

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Card is a story in a list: its headline is the one link.
type Card struct {
	Voice
	Href, Headline, Kicker, Teaser string
	Opening                        string // the first words of the text, where the teaser is not they
	Lang, Dir                      string // where they differ from the page's
	Section                        string // its name
	Corrected                      bool
	Small, Large                   bool // less or more room than its place has, as the desk said
	When                           Moment
	Picture                        *Figure
	id                             news.StoryID
}

// card makes the card of a released story on a page about ref's day.
func (p *paper) card(v view, r news.Released, ref time.Time) Card {
	c := Card{
		Voice: p.voice(), Href: escapePath(v.base + "/" + r.Path), Headline: r.Headline, Kicker: r.Kicker, Teaser: r.Standfirst,
		Corrected: r.Corrected, When: p.stamp(r.FirstPublished, ref), id: r.Story,
	}
	c.Lang, c.Dir = p.foreign(r.Language)
	if c.Teaser == "" {
		c.Teaser = r.Lead
	}
	if sec, ok := p.Title.Section(r.Section); ok {
		c.Section = sec.Name
	}
	return c
}

// pictured gives a card its story's first picture, if it has one.
func (c Card) pictured(p *paper, v view, r news.Released, sizes string) Card {
	if pic := firstPicture(r); pic != nil {
		c.Picture = p.figure(v, *pic, sizes)
		c.Picture.Lang, c.Picture.Dir = c.Lang, c.Dir
	}
	return c
}

// foreign returns the language and direction of text that is not in the
// title's own language, and nothing for text that is.
func (p *paper) foreign(language string) (lang, dir string) {
	if language == "" || primary(language) == primary(p.Language) {
		return "", ""
	}
	return language, dirOf(language)
}

// Figure is a picture on a page.
type Figure struct {
	Voice
	Src, SrcSet, Sizes   string
	Width, Height        int // px, of Src
	Alt, Caption, Credit string
	Synthetic            bool
	Lang, Dir            string // of the caption, where they differ from the page's
	Eager                bool   // the first picture of the page
}

// usualWidth is what browsers get that know no srcset.
const usualWidth = 1024

// firstPicture returns the first picture of a story that has a file to show.
func firstPicture(r news.Released) *news.ReleasedPicture {
	for i := range r.Pictures {
		if len(showable(r.Pictures[i])) > 0 {
			return &r.Pictures[i]
		}
	}
	return nil
}

// showable returns the renditions of one shape, that of the widest, each width
// once, widest first.
func showable(pic news.ReleasedPicture) []news.ReleasedRendition {
	var out []news.ReleasedRendition
	for _, x := range pic.Renditions {
		if mediaHash(x.Key) == "" || x.Width <= 0 || x.Height <= 0 {
			continue
		}
		if len(out) > 0 {
			first := out[0]
			// A crop has another shape: within 3 percent is rounding.
			if a, b := x.Width*first.Height, first.Width*x.Height; a*100 > b*103 || a*103 < b*100 || x.Width == out[len(out)-1].Width {
				continue
			}
		}
		out = append(out, x)
	}
	return out
}

// figure makes a picture of its files; the picture must have one at least.
func (p *paper) figure(v view, pic news.ReleasedPicture, sizes string) *Figure {
	files := showable(pic)
	f := &Figure{Voice: p.voice(), Sizes: sizes, Alt: pic.Alt, Caption: pic.Caption, Credit: credit(pic.Credit), Synthetic: pic.Synthetic}
	best := files[0]
	var set []string
	for _, x := range files {
		src := v.base + "/media/" + mediaHash(x.Key)
		set = append(set, fmt.Sprintf("%s %dw", src, x.Width))
		if x.Width >= usualWidth {
			best = x
		}
	}
	f.Src, f.Width, f.Height = v.base+"/media/"+mediaHash(best.Key), best.Width, best.Height
	if len(set) > 1 {
		f.SrcSet = strings.Join(set, ", ")
	} else {
		f.Sizes = ""
	}
	return f
}

// credit takes the sign off that the page sets itself.
func credit(s string) string {
	s = strings.TrimSpace(s)
	for _, mark := range []string{"©", "(c)", "(C)"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, mark))
	}
	return s
}

// tableForm is the opening of a table in cleaned text.
var tableForm = regexp.MustCompile(`<table(?: [^>]*)?>`)

// trusted marks cleaned text as HTML. It is the only place where that is done:
// released bodies have passed the house's one cleaner at the door. A table, which
// never holds another, gets a frame in which a wide one can be scrolled.
func trusted(cleaned string) template.HTML {
	if strings.Contains(cleaned, "<table") {
		cleaned = tableForm.ReplaceAllString(cleaned, `<div class="scroll" tabindex="0">$0`)
		cleaned = strings.ReplaceAll(cleaned, "</table>", "</table></div>")
	}
	return template.HTML(cleaned)
}
