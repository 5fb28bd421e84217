package site

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
)

// SectionPage is a section's stories, newest first, beneath what editors have set
// on its front.
type SectionPage struct {
	Frame
	Top
	Section string
	Cards   []Card
	Older   string // address of the next page, "" on the last
	Newer   string // address of the first page, "" on the first
}

const (
	sectionStories = 24
	pictureEach    = 6   // one picture every so many stories
	sectionMost    = 400 // stories of one instant that a page takes on at most
	sectionSizes   = "(min-width: 56rem) 19rem, 100vw"
)

// sectionSlash leads to the one spelling of a section's address.
func (s *Site) sectionSlash(w http.ResponseWriter, r *http.Request) error {
	v := viewOf(r)
	p, err := s.paperOf(r.Context(), v)
	if err != nil {
		return err
	}
	sec, ok := p.Title.Section(r.PathValue("section"))
	if !ok {
		return fmt.Errorf("section %q: %w", r.PathValue("section"), news.ErrNotFound)
	}
	to := v.base + "/" + sec.Path + "/"
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	w.Header()["Cache-Control"] = keptAge()
	http.Redirect(w, r, to, http.StatusMovedPermanently)
	return nil
}

func (s *Site) section(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("section")
	path := "/" + name + "/"
	var before time.Time
	if q := r.URL.Query().Get("before"); q != "" {
		var err error
		if before, err = time.Parse(time.RFC3339Nano, q); err != nil {
			return fmt.Errorf("section %q before %q: %w: %w", name, q, news.ErrInvalid, err)
		}
		if before.IsZero() { // which the store would take for no time at all
			return fmt.Errorf("section %q before %q: %w", name, q, news.ErrNotFound)
		}
		path = olderPath(path, before)
	}
	return s.serve(w, r, path, func(ctx context.Context, p *paper, v view) (made, error) {
		return s.makeSection(ctx, p, v, name, path, before)
	})
}

// olderPath is the one spelling of the address of stories before a time.
func olderPath(path string, before time.Time) string {
	return path + "?before=" + url.QueryEscape(before.UTC().Format(time.RFC3339Nano))
}

// sectionAsk is which page of a section is asked for.
type sectionAsk struct {
	name, path string
	before     time.Time // zero is the first page
	front      news.Front
	at         time.Time // that the front is of
}

func (s *Site) makeSection(ctx context.Context, p *paper, v view, name, path string, before time.Time) (made, error) {
	ask := sectionAsk{name: name, path: path, before: before}
	if before.IsZero() {
		var err error
		if ask.front, ask.at, err = s.store.Front(ctx, p.ID, name); err != nil {
			return made{}, err
		}
	}
	return s.makeSectionOf(ctx, p, v, ask)
}

func (s *Site) makeSectionOf(ctx context.Context, p *paper, v view, ask sectionAsk) (made, error) {
	sec, ok := p.Title.Section(ask.name)
	if !ok {
		return made{}, fmt.Errorf("section %q: %w", ask.name, news.ErrNotFound)
	}
	list, more, err := s.sectionList(ctx, p.ID, ask.name, ask.before)
	if err != nil {
		return made{}, err
	}
	if len(list) == 0 && !ask.before.IsZero() {
		return made{}, fmt.Errorf("section %q before %s: %w", ask.name, ask.before, news.ErrNotFound)
	}
	ref := newestTime(list)
	page := &SectionPage{Frame: s.newFrame(ctx, p, v, ask.path, ref), Section: sec.Name}
	page.Heading = sec.Name
	page.mark(sec)
	above, err := s.sectionTop(ctx, page, v, ask)
	if err != nil {
		return made{}, err
	}
	for _, r := range list {
		if above[r.Story] {
			continue
		}
		c := p.card(v, r, ref)
		if n := len(page.Cards); n%pictureEach == 0 {
			if c = c.pictured(p, v, r, sectionSizes); c.Picture != nil {
				c.Picture.Eager = n == 0 && len(above) == 0
			}
		}
		page.Cards = append(page.Cards, c)
	}
	base := v.base + "/" + sec.Path + "/"
	if more {
		page.Older = olderPath(base, list[len(list)-1].FirstPublished)
	}
	if !ask.before.IsZero() {
		page.Newer = base
	}
	m := made{name: "section", status: http.StatusOK, page: page}
	linked, err := s.linked(ctx, p.ID, ask.name, ask.before)
	if linked {
		m.needs = []string{press.SectionNeed(p.ID, ask.name), press.BarNeed(p.ID)}
		if ask.front.Rev > 0 { // which may show stories of any section
			m.needs = append(m.needs, press.TitleNeed(p.ID), press.LinksNeed)
		}
	}
	return m, err
}

// sectionTop sets the upper part of a section's first page and returns which
// stories stand there.
func (s *Site) sectionTop(ctx context.Context, page *SectionPage, v view, ask sectionAsk) (map[news.StoryID]bool, error) {
	if ask.front.Section == "" {
		return nil, nil
	}
	l, filled, err := s.layout(ctx, page.paper, v, ask.front, ask.at)
	if err != nil {
		return nil, err
	}
	page.Top = l.top(filled)
	above := map[news.StoryID]bool{}
	for _, x := range append(filled.Lead, filled.Second...) {
		above[x.Story] = true
	}
	return above, nil
}

// linked reports whether a page of a section leads to its stories before a
// time: then a story is of that very time. A page at a time that somebody made
// up is made and not kept, or there would be no end to them.
func (s *Site) linked(ctx context.Context, title news.TitleID, section string, before time.Time) (bool, error) {
	if before.IsZero() {
		return true, nil
	}
	list, err := s.store.Newest(ctx, title, section, before.Add(time.Microsecond), 1)
	return len(list) > 0 && list[0].FirstPublished.Equal(before), err
}

// sectionList returns one page of a section and whether there is more. The
// next page asks for what came before this one's last story, so stories of one
// instant are never parted: a page ends where the time changes.
func (s *Site) sectionList(ctx context.Context, title news.TitleID, section string, before time.Time) (list []news.Released, more bool, err error) {
	for limit := sectionStories; ; limit *= 2 {
		list, err = s.store.Newest(ctx, title, section, before, limit+1)
		if err != nil || len(list) <= limit {
			return list, false, err
		}
		for end := limit; end > 0; end-- {
			if !list[end].FirstPublished.Equal(list[end-1].FirstPublished) {
				return list[:end], true, nil
			}
		}
		if limit >= sectionMost {
			return list[:limit], true, nil
		}
	}
}
