package site

import (
	"context"
	"fmt"
	"net/http"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
)

// GonePage is what is left of a withdrawn story: that it was there, since when
// it is not, and why. It has none of its text.
type GonePage struct {
	Frame
	Headline  string
	Published string // a sentence
	Withdrawn string // a sentence
	Reason    string // in the newsroom's words
}

func (s *Site) makeGone(ctx context.Context, p *paper, v view, g news.GoneNotice) (made, error) {
	w := p.words
	page := &GonePage{Frame: s.newFrame(ctx, p, v, "/"+g.Path, g.FirstPublished), Headline: g.Headline, Reason: g.Reason}
	page.Heading, page.NoIndex = w.GoneHeading, true
	if sec, ok := p.Title.Section(g.Section); ok {
		page.mark(sec)
	}
	page.Published = fmt.Sprintf(w.GonePublished, p.calendar.plain(g.FirstPublished))
	form := w.GoneKilled
	switch g.Why {
	case news.GoneTaken:
		form = w.GoneTaken
	case news.GoneRights:
		form = w.GoneRights
	}
	page.Withdrawn = fmt.Sprintf(form, p.calendar.plain(g.At))
	return made{name: "gone", status: http.StatusGone, page: page, needs: []string{press.StoryNeed(g.Story), press.BarNeed(p.ID)}}, nil
}
