package site

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
)

// FrontPage is the front of a paper, as editors have set it and the rule has
// filled it ([news.Fill]).
type FrontPage struct {
	Frame
	Top
	Strips []Strip
	Hour   []Card
}

// Top is the upper part of a front: one of Lead, Pair and Quiet, or none of them.
type Top struct {
	Lead   *Card
	Big    bool   // the lead's picture over the whole width
	Pair   []Card // two leads
	Second []Card
	Quiet  []Card // instead of lead and second, on a day without urgent news
}

// Strip is a section on the front.
type Strip struct {
	Section SectionLink
	All     string // the words that lead to the section
	Head    Card
	More    []Card
}

// Empty reports whether the paper has no story at all.
func (f FrontPage) Empty() bool {
	return f.Lead == nil && len(f.Pair) == 0 && len(f.Quiet) == 0 && len(f.Strips) == 0 && len(f.Hour) == 0
}

// The sizes attributes of pictures, true to the sheet's grid: its containers of
// 52 and 66 rem are windows of 56 and 70.
const (
	leadSizes   = "(min-width: 70rem) 47rem, (min-width: 56rem) 61vw, 100vw"
	toldSizes   = "(min-width: 70rem) 28rem, (min-width: 56rem) 61vw, 100vw" // beside the lead's first words
	bigSizes    = "(min-width: 75rem) 71rem, 94vw"
	quietSizes  = "(min-width: 70rem) 35rem, (min-width: 56rem) 46vw, 100vw"
	stripSizes  = "(min-width: 70rem) 17rem, (min-width: 56rem) 24vw, 100vw"
	secondSizes = "(min-width: 70rem) 22rem, (min-width: 56rem) 30vw, 100vw"
)

func (s *Site) front(w http.ResponseWriter, r *http.Request) error {
	return s.serve(w, r, "/", s.makeFront)
}

func (s *Site) makeFront(ctx context.Context, p *paper, v view) (made, error) {
	f, at, err := s.store.Front(ctx, p.ID, "")
	if err != nil {
		return made{}, err
	}
	return s.makeFrontOf(ctx, p, v, f, at)
}

// makeFrontOf makes the front that f says, of a moment.
func (s *Site) makeFrontOf(ctx context.Context, p *paper, v view, f news.Front, at time.Time) (made, error) {
	l, filled, err := s.layout(ctx, p, v, f, at)
	if err != nil {
		return made{}, err
	}
	page := &FrontPage{Frame: s.newFrame(ctx, p, v, "/", l.ref), Top: l.top(filled)}
	page.Front, page.Strap, page.Description = true, p.Strap, p.Strap
	for _, x := range filled.Strips {
		sec, ok := p.Title.Section(x.Section)
		if !ok { // the title has lost it since
			continue
		}
		st := Strip{Section: SectionLink{Name: sec.Name, Href: v.base + "/" + sec.Path + "/"}, All: fmt.Sprintf(p.words.AllOf, sec.Name), Head: l.card(x.Slots[0], stripSizes)}
		for _, y := range x.Slots[1:] {
			st.More = append(st.More, l.card(y, stripSizes))
		}
		page.Strips = append(page.Strips, st)
	}
	for _, x := range filled.Hour {
		page.Hour = append(page.Hour, l.card(x, ""))
	}
	return made{name: "front", status: http.StatusOK, page: page, needs: []string{press.TitleNeed(p.ID), press.BarNeed(p.ID), press.LinksNeed}}, nil
}

func newestTime(list []news.Released) time.Time {
	if len(list) == 0 {
		return time.Time{}
	}
	return list[0].FirstPublished
}

// layout makes the cards of a front.
type layout struct {
	p        *paper
	v        view
	ref      time.Time // of the newest story
	stories  map[news.StoryID]news.Released
	pictures int
}

// layout fills a front.
func (s *Site) layout(ctx context.Context, p *paper, v view, f news.Front, at time.Time) (*layout, news.Page, error) {
	stock, stories, err := s.store.Stock(ctx, p.Title, f)
	if err != nil {
		return nil, news.Page{}, err
	}
	l := &layout{p: p, v: v, stories: stories}
	for _, r := range stories {
		if r.Listed && r.FirstPublished.After(l.ref) {
			l.ref = r.FirstPublished
		}
	}
	stock.Now = at
	return l, news.Fill(f, stock), nil
}

// card makes the card of a filled slot.
func (l *layout) card(x news.Filled, sizes string) Card {
	r := l.stories[x.Story]
	c := l.p.card(l.v, r, l.ref)
	if x.Headline != "" {
		c.Headline = x.Headline
	}
	c.Small, c.Large = x.Size == news.SizeSmall, x.Size == news.SizeLarge
	if x.Picture {
		if c = c.pictured(l.p, l.v, r, sizes); c.Picture != nil {
			c.Picture.Eager = l.pictures == 0
			l.pictures++
		}
	}
	return c
}

func (l *layout) top(filled news.Page) Top {
	var t Top
	switch filled.Layout {
	case news.LayoutQuiet, news.LayoutDouble:
		var pair []Card
		for _, x := range filled.Lead {
			pair = append(pair, l.card(x, quietSizes))
		}
		switch {
		case len(pair) == 1:
			t.Lead = &pair[0]
		case filled.Layout == news.LayoutQuiet:
			t.Quiet = pair
		default:
			t.Pair = pair
		}
	case news.LayoutList:
	default:
		if len(filled.Lead) == 0 {
			break
		}
		t.Big = filled.Layout == news.LayoutBig && filled.Lead[0].Picture
		lead := l.lead(filled.Lead[0], t.Big)
		t.Lead = &lead
	}
	for _, x := range filled.Second {
		t.Second = append(t.Second, l.card(x, secondSizes))
	}
	return t
}

// lead makes the card of the lead, with its first words where they are not its
// standfirst.
func (l *layout) lead(x news.Filled, big bool) Card {
	r := l.stories[x.Story]
	if big {
		return l.card(x, bigSizes)
	}
	sizes, opening := leadSizes, ""
	if r.Standfirst != "" && r.Lead != "" {
		sizes, opening = toldSizes, r.Lead
	}
	c := l.card(x, sizes)
	c.Opening = opening
	return c
}
