package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/terms"
)

// matter is what the source's rules are asked about.
func (s situation) matter() news.Matter {
	return news.Matter{Item: &s.item.WireItem, Topics: s.topics, At: s.now}
}

// discardedBy returns the number of the rule that discards the item outright,
// so that it is recorded and nothing more; 0 if none does. What has a version
// in the house is not discarded any more, nor is a word about it.
func (s situation) discardedBy() int {
	if s.story.Story.Head > 0 {
		return 0
	}
	return s.source.Route(s.matter(), s.titles).Discarded()
}

// outOfScope reports whether contract or agency are against a placement, and
// tells the desk why.
func (s situation) outOfScope(st *news.Story, p news.Placement) bool {
	why := s.scope(p.Title).Refuse(*st, p)
	if why != "" {
		flag(st, fmt.Sprintf("It cannot go before readers of %q: %s.", p.Title, why))
	}
	return why != ""
}

func (s situation) scope(id news.TitleID) news.Scope {
	sc := news.Scope{Title: news.Title{ID: id}, Sources: map[news.SourceID]news.Source{s.source.ID: s.source}}
	if i := slices.IndexFunc(s.titles, func(t news.Title) bool { return t.ID == id }); i >= 0 {
		sc.Title = s.titles[i]
	}
	return sc
}

// limit gives a story the contract and the limits of its new take (R20). Where
// that takes it from readers, and where words on its use were not understood,
// the desk is told.
func (s situation) limit(st *news.Story) {
	st.Contract = s.source.ContractOf(s.matter(), news.TextItem)
	st.Limits = s.limits
	s.tellLimits(st)
}

// limitMore is for a take that is only attached: the words readers have stay
// under the limits they came with, and come under the new ones too.
func (s situation) limitMore(st *news.Story) {
	st.Limits = st.Limits.With(s.limits)
	s.tellLimits(st)
}

// unreadFlag begins what the desk is told of words that were not understood.
const unreadFlag = "The agency says of its use what this house does not read: "

func (s situation) tellLimits(st *news.Story) {
	st.Flags = slices.DeleteFunc(st.Flags, func(f string) bool { return strings.HasPrefix(f, unreadFlag) })
	if len(st.Limits.Unread) > 0 {
		flag(st, fmt.Sprintf("%s“%s”.", unreadFlag, strings.Join(st.Limits.Unread, "”, “")))
	}
	for _, p := range s.story.Placements {
		if p.State == news.Live || p.State == news.Corrected || p.State == news.Scheduled {
			s.outOfScope(st, p)
		}
	}
}

// Limits reads what an item that comes at a time says of its use.
func Limits(it *Item, at time.Time) news.Limits {
	use, notes := []string{it.UsageTerms}, []string(nil)
	for _, n := range it.EditorialNotes {
		if aboutUse(n.Role) {
			use = append(use, n.Text)
		} else {
			notes = append(notes, n.Text)
		}
	}
	return terms.Read(use, notes, sent(it, at))
}

// sent is when an item was sent, as far as it says, else when it came.
func sent(it *Item, at time.Time) time.Time {
	if it.Updated.IsZero() {
		return at
	}
	return it.Updated.Time
}

// aboutUse reports whether a note's role says that it is about the item's use.
func aboutUse(role string) bool {
	role = strings.ToLower(role)
	return slices.ContainsFunc([]string{"usage", "rights", "restriction", "instruction"}, func(s string) bool { return strings.Contains(role, s) })
}

// topicsOf returns what an item's subjects stand for, as far as the house's
// vocabulary knows.
func (r *Room) topicsOf(it *Item) []string {
	if r.Topics == nil {
		return nil
	}
	codes := make([]string, 0, len(it.Subjects))
	for _, c := range it.Subjects {
		if c.Code != "" {
			codes = append(codes, c.Code)
		}
	}
	return r.Topics(codes)
}

// limitPicture gives a picture the contract and the limits of the item that
// brought it or, if use is not empty, of the words it came with inside copy.
func (r *Room) limitPicture(p *news.Picture, src news.Source, it *Item, use *string) {
	p.Contract = src.ContractOf(news.Matter{Item: &it.WireItem, Topics: r.topicsOf(it), At: r.Now()}, news.PictureItem)
	if use == nil {
		p.Limits = Limits(it, r.Now())
		return
	}
	p.Limits = p.Limits.With(terms.Read([]string{*use}, nil, sent(it, r.Now())))
}

// tellPictures tells the desk which of a version's pictures readers of its titles
// will not see, and of words on their use that were not understood.
func (s situation) tellPictures(d *news.StoryDeed, pictures []news.Picture) {
	for _, use := range d.Version.Pictures {
		i := slices.IndexFunc(pictures, func(p news.Picture) bool { return p.ID == use.Picture })
		if i < 0 {
			continue
		}
		pic := pictures[i]
		if len(pic.Limits.Unread) > 0 {
			flag(&d.Story, fmt.Sprintf("The agency says of the use of picture %s what this house does not read: “%s”.", pic.GUID, strings.Join(pic.Limits.Unread, "”, “")))
		}
		for _, p := range d.Placements {
			sc := s.scope(p.Title)
			if why := sc.RefusePicture(pic, p); why != "" {
				flag(&d.Story, fmt.Sprintf("Picture %s is not shown on %q: %s.", pic.GUID, p.Title, why))
			} else if _, ok := sc.CreditPicture(pic, use); !ok {
				flag(&d.Story, fmt.Sprintf("Picture %s is not shown: it must have a credit and came with none.", pic.GUID))
			}
		}
	}
}
