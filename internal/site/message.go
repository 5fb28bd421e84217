package site

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
)

// MessagePage tells a reader what went wrong, in a sentence, and what else
// there is to read. It never carries the text of an error.
type MessagePage struct {
	Frame
	Said  string
	More  string
	Cards []Card // the newest stories, on 404
}

// PapersPage lists the titles of this machine for a newcomer.
type PapersPage struct {
	Frame
	Papers []PaperLink
}

// PaperLink is a title in a list.
type PaperLink struct {
	Name, Strap, Href, Hosts string
	Lang, Dir                string
}

const missingStories = 6

// nothing answers addresses that no route has.
func (s *Site) nothing(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return s.say(w, r, http.StatusMethodNotAllowed)
	}
	return fmt.Errorf("page: %w", news.ErrNotFound)
}

// answer is what becomes of a handler's error.
func (s *Site) answer(w http.ResponseWriter, r *http.Request, status int, _ error) {
	if status == http.StatusNotFound && viewOf(r).title != "" {
		// The same page for every address, so that guessing fills no cache and
		// tells an embargoed address from an unknown one by nothing.
		if err := s.serve(w, r, "404", s.makeMissing); err == nil {
			return
		}
	}
	if err := s.say(w, r, status); err != nil {
		s.log.Error("message page", "status", status, "err", err)
		w.Header()["Cache-Control"] = noStore
		http.Error(w, http.StatusText(status), status)
	}
}

func (s *Site) makeMissing(ctx context.Context, p *paper, v view) (made, error) {
	newest, err := s.store.Newest(ctx, p.ID, "", time.Time{}, missingStories)
	if err != nil {
		return made{}, err
	}
	page := &MessagePage{Frame: s.newFrame(ctx, p, v, "/", newestTime(newest))}
	page.Said, page.More = p.words.message(http.StatusNotFound)
	page.Heading, page.NoIndex, page.Canonical = page.Said, true, ""
	for _, r := range newest {
		page.Cards = append(page.Cards, p.card(v, r, newestTime(newest)))
	}
	return made{name: "message", status: http.StatusNotFound, page: page, needs: []string{press.TitleNeed(p.ID), press.BarNeed(p.ID)}}, nil
}

// say answers with a message that asks no database: in the title's look if the
// title is known, else in the house's.
func (s *Site) say(w http.ResponseWriter, r *http.Request, status int) error {
	v := viewOf(r)
	key := saying{v, status}
	set := s.titles.now.Load()
	if set != nil {
		if page, ok := set.said.Load(key); ok {
			page.(*press.Page).ServeHTTP(w, r)
			return nil
		}
	}
	f := houseFrame(v)
	if set != nil && set.byID[v.title] != nil {
		p := set.byID[v.title]
		f = Frame{Voice: p.voice(), Lang: p.Language, Dir: p.dir, Name: p.Name, Base: v.base, Path: "/", Choice: v.reading.choice(p.words), Banner: p.bannerView(v.base), paper: p}
		for _, x := range p.Sections {
			f.Sections = append(f.Sections, SectionLink{Name: x.Name, Href: v.base + "/" + x.Path + "/"})
		}
	}
	page := &MessagePage{Frame: f}
	page.Said, page.More = f.Words.message(status)
	page.Heading, page.NoIndex = page.Said, true
	made, err := s.render(made{name: "message", status: status, page: page})
	if err != nil {
		return err
	}
	if set != nil && s.theme.kept != nil {
		set.said.Store(key, made)
	}
	made.ServeHTTP(w, r)
	return nil
}

// saying is a message in one of its looks; there are few.
type saying struct {
	view
	status int
}

// message returns what a status means to a reader.
func (w *Words) message(status int) (said, more string) {
	switch status {
	case http.StatusNotFound:
		return w.NotFound, w.NotFoundMore
	case http.StatusForbidden:
		return w.Refused, w.RefusedMore
	case http.StatusMisdirectedRequest:
		return w.NoSuchHost, w.NoSuchHostMore
	case http.StatusServiceUnavailable:
		return w.Busy, w.BusyMore
	}
	return w.BadRequest, w.BadRequestMore
}

// houseFrame is around pages of the machine, which belong to no title.
func houseFrame(v view) Frame {
	w := english()
	return Frame{Voice: Voice{Words: w}, Lang: w.Lang, Dir: "ltr", Name: "Broadsheet", NoIndex: true, Choice: v.reading.choice(w)}
}

// papers lists the titles where no title is named.
func (s *Site) papers(w http.ResponseWriter, r *http.Request) error {
	set, err := s.titles.get(r.Context())
	if err != nil {
		return err
	}
	page := &PapersPage{Frame: houseFrame(viewOf(r))}
	page.Heading = page.Words.Papers
	for _, p := range set.inOrder {
		page.Papers = append(page.Papers, PaperLink{Name: p.Name, Strap: p.Strap, Href: "/@" + string(p.ID) + "/", Hosts: strings.Join(p.Hosts, ", "),
			Lang: p.Language, Dir: p.dir})
	}
	made, err := s.render(made{name: "papers", status: http.StatusOK, page: page})
	if err != nil {
		return err
	}
	made.ServeHTTP(w, r)
	return nil
}
