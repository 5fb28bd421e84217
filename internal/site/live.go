package site

import (
	"context"
	"fmt"
	"net/http"

	"broadsheet/internal/news"
)

// LiveView is what a page needs to be kept up to date while it is open.
type LiveView struct {
	Address string // of the stream; ".json" behind it is that of the same by polling
	Story   news.StoryID
	Version int
}

// The names by which pages know what they are told. The channels of a title, and
// of each of its stories, stand behind them.
const (
	liveBar    = "bar"
	liveBanner = "banner"
	liveStory  = "story"
)

func barChannel(t news.TitleID) string    { return liveBar + "/" + string(t) }
func bannerChannel(t news.TitleID) string { return liveBanner + "/" + string(t) }
func storyChannel(t news.TitleID, id news.StoryID) string {
	return liveStory + "/" + string(t) + "/" + string(id)
}

// LiveBar is a market bar as an open page takes it in.
type LiveBar struct {
	Rows   []LiveRow `json:"rows"`
	Labels []string  `json:"labels,omitempty"`
	AsOf   *Moment   `json:"asOf,omitempty"`
	Glyph  bool      `json:"glyph,omitempty"`
}

// LiveRow is one instrument in it.
type LiveRow struct {
	Symbol string `json:"s"`
	Change string `json:"c"`
	Price  string `json:"p"`
	Class  string `json:"k,omitempty"`
	Stale  string `json:"x,omitempty"` // the word, where it is
	Heard  string `json:"h"`
}

// LiveBanner is breaking news; without a line there is none.
type LiveBanner struct {
	Line string `json:"line,omitempty"`
	Path string `json:"path,omitempty"` // within the paper
}

// LiveStory says that a story has another version, or is gone.
type LiveStory struct {
	Story   news.StoryID `json:"story"`
	Version int          `json:"version"` // 0 is gone
	Said    string       `json:"said"`
	Show    string       `json:"show"`
}

// mostStories is how many stories one stream tells of: those of a browser's pages.
const mostStories = 2

// liveNames returns the channels that a request asks for, and the names that it
// knows them by.
func liveNames(r *http.Request) (keys, names []string) {
	title := viewOf(r).title
	keys, names = []string{liveBar, liveBanner}, []string{barChannel(title), bannerChannel(title)}
	for _, id := range r.URL.Query()[liveStory] {
		if len(id) == 0 || len(id) > 60 || len(names) == 2+mostStories {
			continue
		}
		keys, names = append(keys, liveStory+"/"+id), append(names, storyChannel(title, news.StoryID(id)))
	}
	return keys, names
}

// stream tells an open page what changes. It says nothing of a story that readers
// may not see: nothing is ever told of one.
func (s *Site) stream(w http.ResponseWriter, r *http.Request) error {
	if s.live == nil {
		return s.nothing(w, r)
	}
	_, names := liveNames(r)
	return s.live.Stream(w, r, names...)
}

// streamed is the same for those who ask again and again.
func (s *Site) streamed(w http.ResponseWriter, r *http.Request) error {
	if s.live == nil {
		return s.nothing(w, r)
	}
	keys, names := liveNames(r)
	return s.live.Poll(w, r, keys, names)
}

// liveView is for the frame of a page.
func (s *Site) liveView(v view) *LiveView {
	if s.live == nil {
		return nil
	}
	return &LiveView{Address: v.base + "/live"}
}

// TellBar tells open pages of a title's market bar as it is now.
func (s *Site) TellBar(ctx context.Context, title news.TitleID) error {
	if s.live == nil {
		return nil
	}
	p, err := s.paperOf(ctx, view{title: title})
	if err != nil {
		return err
	}
	bar, whole := s.bar(ctx, p, s.now())
	if bar == nil || !whole {
		return nil
	}
	out := LiveBar{Labels: bar.Labels, Glyph: bar.Glyph, Rows: []LiveRow{}}
	if bar.AsOf.Text != "" {
		out.AsOf = &bar.AsOf
	}
	for _, row := range bar.Rows {
		change := row.Change
		if bar.Glyph && row.Arrow != "" {
			change = row.Arrow + " " + change
		}
		x := LiveRow{Symbol: row.Symbol, Change: change, Price: row.Price, Class: row.Class, Heard: row.Heard}
		if row.Stale {
			x.Stale = p.words.Stale
		}
		out.Rows = append(out.Rows, x)
	}
	return s.live.Tell(barChannel(title), liveBar, true, out)
}

// tellBanner tells open pages of a title's breaking news as it is now.
func (s *Site) tellBanner(p *paper) error {
	if s.live == nil {
		return nil
	}
	var out LiveBanner
	if p.banner != nil {
		out = LiveBanner{Line: p.banner.Words}
		if p.banner.Path != "" {
			out.Path = escapePath("/" + p.banner.Path)
		}
	}
	if out.Line == "" && !s.live.Told(bannerChannel(p.ID)) {
		return nil
	}
	return s.live.Tell(bannerChannel(p.ID), liveBanner, true, out)
}

// tellBanners is [Site.tellBanner] for all titles.
func (s *Site) tellBanners(ctx context.Context) error {
	if s.live == nil {
		return nil
	}
	papers, err := s.titles.get(ctx)
	if err != nil {
		return err
	}
	for _, p := range papers.inOrder {
		if err := s.tellBanner(p); err != nil {
			return err
		}
	}
	return nil
}

// tellStories tells open pages of the stories that a deed has changed for readers.
func (s *Site) tellStories(ctx context.Context, e news.Event) error {
	if s.live == nil {
		return nil
	}
	for _, t := range e.Touched {
		p, err := s.paperOf(ctx, view{title: t.Title})
		if err != nil {
			continue // a title that is gone has no readers
		}
		cards, err := s.store.Cards(ctx, t.Title, []news.StoryID{t.Story})
		if err != nil {
			return err
		}
		out := LiveStory{Story: t.Story, Said: p.words.NowGone, Show: p.words.ShowNow}
		if len(cards) > 0 {
			out.Version, out.Said = cards[0].Version, fmt.Sprintf(p.words.NowUpdated, p.calendar.stamp(cards[0].Updated, s.now().In(p.calendar.loc)))
		} else if name := storyChannel(t.Title, t.Story); !s.live.Heard(name) && !s.live.Told(name) {
			continue // nobody has it open, and it may be one that readers never saw
		}
		if err := s.live.Tell(storyChannel(t.Title, t.Story), liveStory, false, out); err != nil {
			return err
		}
	}
	return nil
}
