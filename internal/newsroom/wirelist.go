package newsroom

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// ListStore is what the lists need of the store.
type ListStore interface {
	Rows(context.Context, news.ListQuestion) (news.RowPage, error)
	CountRows(context.Context, news.ListQuestion) (int, bool, error)
	EventRows(ctx context.Context, event news.EventID, reader string) ([]news.Row, error)
	ListState(context.Context) (news.ListState, error)
	Agencies(context.Context) ([]news.AgencyState, error)
	Searches(ctx context.Context, user string) ([]news.SavedSearch, error)
}

const (
	// listPage is how many rows are sent at once, and listMoved how many stories may
	// be asked for by name.
	listPage  = 100
	listMoved = 100
	// maxList is the largest request to the lists, in bytes.
	maxList = 64 << 10
)

// RowsView is part of a list.
type RowsView struct {
	Rows []news.Row `json:"rows"`
	// Next is what to ask for the next page with; empty says that there is none.
	Next string `json:"next,omitempty"`
	// Filter is what was understood, as the house writes it.
	Filter string `json:"filter"`
}

// question reads what is asked of a list: filter, list (wire or stories), after
// and story.
func (w *Window) question(r *http.Request) (news.ListQuestion, error) {
	v, u := r.URL.Query(), userOf(r)
	f, err := news.ParseFilter(v.Get("filter"))
	if err != nil {
		return news.ListQuestion{}, err
	}
	q := news.ListQuestion{Filter: f.For(u.Name), Reader: u.Name, Now: w.listTime(r), Ours: v.Get("list") == "stories", Limit: listPage}
	// Whoever names no title means theirs: reading is for all, so that others are
	// left out for brevity alone.
	if len(f.Titles) == 0 {
		q.Titles = u.Titles
	}
	if len(v["story"]) > listMoved {
		return q, fmt.Errorf("more than %d stories by name; ask for the list: %w", listMoved, news.ErrInvalid)
	}
	for _, id := range v["story"] {
		q.Stories = append(q.Stories, news.StoryID(id))
	}
	if after := v.Get("after"); after != "" {
		at, num, ok := strings.Cut(after, ".")
		micros, err1 := strconv.ParseInt(at, 10, 64)
		n, err2 := strconv.ParseInt(num, 10, 64)
		if !ok || err1 != nil || err2 != nil {
			return q, fmt.Errorf("after is not what an earlier page gave: %w", news.ErrInvalid)
		}
		q.After = news.RowMark{At: time.UnixMicro(micros).UTC(), Num: n}
	}
	return q, nil
}

// listTime is now by the clock of whoever asks, so that "since:16:00" is theirs.
func (w *Window) listTime(r *http.Request) time.Time {
	if zone, err := time.LoadLocation(r.URL.Query().Get("zone")); err == nil {
		return w.now().In(zone)
	}
	return w.now()
}

func (w *Window) listData(rw http.ResponseWriter, r *http.Request) error {
	q, err := w.question(r)
	if err != nil {
		return err
	}
	page, err := w.store.Rows(r.Context(), q)
	if err != nil {
		return err
	}
	f, err := news.ParseFilter(r.URL.Query().Get("filter"))
	if err != nil {
		return err
	}
	v := RowsView{Rows: page.Rows, Filter: f.String()}
	if v.Rows == nil {
		v.Rows = []news.Row{}
	}
	if page.Next != (news.RowMark{}) {
		v.Next = fmt.Sprintf("%d.%d", page.Next.At.UnixMicro(), page.Next.Num)
	}
	return w.json(rw, v)
}

// CountView is how many rows a list has, or more than that.
type CountView struct {
	Count int  `json:"count"`
	More  bool `json:"more,omitempty"`
}

func (w *Window) listCount(rw http.ResponseWriter, r *http.Request) error {
	q, err := w.question(r)
	if err != nil {
		return err
	}
	var v CountView
	if v.Count, v.More, err = w.store.CountRows(r.Context(), q); err != nil {
		return err
	}
	return w.json(rw, v)
}

func (w *Window) eventData(rw http.ResponseWriter, r *http.Request) error {
	rows, err := w.store.EventRows(r.Context(), news.EventID(r.PathValue("id")), userOf(r).Name)
	if err != nil {
		return err
	}
	if rows == nil {
		rows = []news.Row{}
	}
	return w.json(rw, RowsView{Rows: rows})
}

// DeskView is what a window needs beside its list.
type DeskView struct {
	Agencies []news.AgencyState `json:"agencies"`
	Searches []news.SavedSearch `json:"searches"`
	Titles   []TitleChoice      `json:"titles"`
	// Limited says that lists are of Titles and of what is on none, unless a filter
	// names another.
	Limited bool              `json:"limited,omitempty"`
	State   news.ListState    `json:"state"`
	May     map[news.Act]bool `json:"may"`
	Now     time.Time         `json:"now"`
}

func (w *Window) deskData(rw http.ResponseWriter, r *http.Request) error {
	ctx, u := r.Context(), userOf(r)
	v := DeskView{May: acts(u, ""), Now: w.now(), Titles: []TitleChoice{}, Limited: len(u.Titles) > 0}
	var err error
	if v.Agencies, err = w.store.Agencies(ctx); err != nil {
		return err
	}
	if v.Searches, err = w.store.Searches(ctx, u.Name); err != nil {
		return err
	}
	if v.Searches == nil {
		v.Searches = []news.SavedSearch{}
	}
	if v.State, err = w.store.ListState(ctx); err != nil {
		return err
	}
	titles, err := w.store.Titles(ctx)
	if err != nil {
		return err
	}
	for _, t := range titles {
		if u.On(t.ID) {
			v.Titles = append(v.Titles, TitleChoice{ID: t.ID, Name: t.Name, Language: t.Language, TimeZone: t.TimeZone, Code: t.Code, Sections: t.Sections, May: acts(u, t.ID)})
		}
	}
	return w.json(rw, v)
}

// seenStory is a story and the version somebody has seen of it; 0 is none.
type seenStory struct {
	Story news.StoryID `json:"story"`
	N     int          `json:"n"`
}

func (w *Window) markRead(rw http.ResponseWriter, r *http.Request) error {
	var in []seenStory
	if err := readJSON(r, &in, maxList); err != nil {
		return err
	}
	for _, x := range in {
		if err := w.desk.MarkRead(r.Context(), userOf(r), x.Story, x.N); err != nil {
			return err
		}
	}
	return w.json(rw, struct{}{})
}

func (w *Window) watch(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		On bool `json:"on"`
	}
	if err := readJSON(r, &in, maxList); err != nil {
		return err
	}
	if err := w.desk.Watch(r.Context(), userOf(r), news.StoryID(r.PathValue("id")), in.On); err != nil {
		return err
	}
	return w.json(rw, struct{}{})
}

// rowDeed is a deed on a story from its row: Rev is the one the row showed.
type rowDeed struct {
	Rev     int64        `json:"rev"`
	Title   news.TitleID `json:"title"`
	Section string       `json:"section"`
}

// onRow reads a deed and the story as the row showed it.
func (w *Window) onRow(r *http.Request) (rowDeed, news.StoryFile, error) {
	var in rowDeed
	if err := readJSON(r, &in, maxList); err != nil {
		return in, news.StoryFile{}, err
	}
	f, err := w.store.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err == nil && in.Rev != f.Story.Rev {
		err = fmt.Errorf("the story has moved: %w", news.ErrConflict)
	}
	return in, f, err
}

func (w *Window) takeStory(rw http.ResponseWriter, r *http.Request) error {
	in, f, err := w.onRow(r)
	if err != nil {
		return err
	}
	if _, err := w.desk.Take(r.Context(), userOf(r), f, in.Title, in.Section); err != nil {
		return err
	}
	return w.json(rw, struct{}{})
}

func (w *Window) spike(rw http.ResponseWriter, r *http.Request) error {
	_, f, err := w.onRow(r)
	if err != nil {
		return err
	}
	if _, err := w.desk.Spike(r.Context(), userOf(r), f); err != nil {
		return err
	}
	return w.json(rw, struct{}{})
}

func (w *Window) unspike(rw http.ResponseWriter, r *http.Request) error {
	// Undo means the story as it is, whatever came to it since.
	f, err := w.store.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if _, err := w.desk.Unspike(r.Context(), userOf(r), f); err != nil {
		return err
	}
	return w.json(rw, struct{}{})
}
