package site

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
)

// FrontPage is the front of a paper, filled by rule.
type FrontPage struct {
	Frame
	Lead   *Card
	Second []Card
	Quiet  []Card // instead of lead and second, on a day without urgent news
	Strips []Strip
	Hour   []Card
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
	return f.Lead == nil && len(f.Quiet) == 0 && len(f.Strips) == 0 && len(f.Hour) == 0
}

// The bounds of a front.
const (
	frontStories  = 40
	frontPictures = 9
	stripStories  = 4
	hourStories   = 12
	frontDay      = 24 * time.Hour // how far before the newest story the lead may lie
	quietUrgency  = 6              // a day whose most urgent story is this or less urgent is quiet
)

// The sizes attributes of pictures, true to the sheet's grid: its containers of
// 52 and 66 rem are windows of 56 and 70.
const (
	leadSizes  = "(min-width: 70rem) 47rem, (min-width: 56rem) 61vw, 100vw"
	toldSizes  = "(min-width: 70rem) 28rem, (min-width: 56rem) 61vw, 100vw" // beside the lead's first words
	quietSizes = "(min-width: 70rem) 35rem, (min-width: 56rem) 46vw, 100vw"
	stripSizes = "(min-width: 70rem) 17rem, (min-width: 56rem) 24vw, 100vw"
)

func (s *Site) front(w http.ResponseWriter, r *http.Request) error {
	return s.serve(w, r, "/", s.makeFront)
}

func (s *Site) makeFront(ctx context.Context, p *paper, v view) (made, error) {
	newest, err := s.store.Newest(ctx, p.ID, "", time.Time{}, 2*frontStories)
	if err != nil {
		return made{}, err
	}
	sections := map[string][]news.Released{}
	for _, sec := range p.Sections {
		if sections[sec.Path], err = s.store.Newest(ctx, p.ID, sec.Path, time.Time{}, 3*stripStories); err != nil {
			return made{}, err
		}
	}
	page := &FrontPage{Frame: s.newFrame(ctx, p, v, "/", newestTime(newest))}
	page.Front, page.Strap, page.Description = true, p.Strap, p.Strap
	l := &layout{p: p, v: v, ref: newestTime(newest), used: map[news.StoryID]bool{}}
	l.top(page, newest)
	for _, sec := range p.Sections {
		l.strip(page, sec, sections[sec.Path])
	}
	for _, r := range newest {
		if !l.used[r.Story] && len(page.Hour) < hourStories && l.stories < frontStories {
			page.Hour = append(page.Hour, l.take(r))
		}
	}
	return made{name: "front", status: http.StatusOK, page: page, needs: []string{press.TitleNeed(p.ID), press.BarNeed(p.ID)}}, nil
}

func newestTime(list []news.Released) time.Time {
	if len(list) == 0 {
		return time.Time{}
	}
	return list[0].FirstPublished
}

// layout fills a front, each story once, within the bounds.
type layout struct {
	p        *paper
	v        view
	ref      time.Time
	used     map[news.StoryID]bool
	stories  int
	pictures int
}

func (l *layout) take(r news.Released) Card {
	l.used[r.Story] = true
	l.stories++
	return l.p.card(l.v, r, l.ref)
}

func (l *layout) takePictured(r news.Released, sizes string) Card {
	c := l.take(r)
	if l.pictures >= frontPictures {
		return c
	}
	if c = c.pictured(l.p, l.v, r, sizes); c.Picture != nil {
		c.Picture.Eager = l.pictures == 0
		l.pictures++
	}
	return c
}

// byWeight orders the stories of the day by urgency, the newest first among
// equals. They are the first n; older ones follow, the newest first.
func (l *layout) byWeight(list []news.Released) (out []news.Released, n int) {
	for _, r := range list {
		if l.ref.Sub(r.FirstPublished) <= frontDay {
			n++
		}
	}
	out = slices.Clone(list) // newest first, as the store gives them
	slices.SortStableFunc(out[:n], func(a, b news.Released) int { return cmp.Compare(a.Urgency, b.Urgency) })
	return out, n
}

// top fills lead and second from the stories of the last day, or two equal
// columns if none of them is urgent.
func (l *layout) top(page *FrontPage, newest []news.Released) {
	list, n := l.byWeight(newest)
	day := list[:n]
	if n == 0 {
		return
	}
	if day[0].Urgency >= quietUrgency && len(day) > 1 {
		for _, r := range day[:2] {
			page.Quiet = append(page.Quiet, l.takePictured(r, quietSizes))
		}
		return
	}
	sizes, opening := leadSizes, ""
	if day[0].Standfirst != "" && day[0].Lead != "" {
		sizes, opening = toldSizes, day[0].Lead
	}
	lead := l.takePictured(day[0], sizes)
	lead.Opening = opening
	page.Lead = &lead
	second := 3 // beside a lead without picture the column is short
	if lead.Picture != nil {
		second = 4 // as tall as the lead with its picture
	}
	for _, r := range day[1:min(len(day), 1+second)] {
		page.Second = append(page.Second, l.take(r))
	}
}

// strip fills a section's strip with what is not yet shown of it: the first
// with a picture at its head, then the others by weight.
func (l *layout) strip(page *FrontPage, sec news.Section, newest []news.Released) {
	var rest []news.Released
	list, _ := l.byWeight(newest)
	for _, r := range list {
		if !l.used[r.Story] {
			rest = append(rest, r)
		}
	}
	rest = rest[:min(len(rest), stripStories, frontStories-l.stories)]
	if len(rest) == 0 {
		return
	}
	if i := slices.IndexFunc(rest, func(r news.Released) bool { return firstPicture(r) != nil }); i > 0 {
		head := rest[i]
		rest = slices.Insert(slices.Delete(rest, i, i+1), 0, head)
	}
	st := Strip{Section: SectionLink{Name: sec.Name, Href: l.v.base + "/" + sec.Path + "/"}, All: fmt.Sprintf(l.p.words.AllOf, sec.Name), Head: l.takePictured(rest[0], stripSizes)}
	for _, r := range rest[1:] {
		st.More = append(st.More, l.take(r))
	}
	page.Strips = append(page.Strips, st)
}
