package newsroom

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// maxPast is how many versions the screen lists until it is asked for all: each
// is compared with the one before.
const maxPast = 50

// HistoryView is what the Versions tab lists.
type HistoryView struct {
	Past []desk.Past `json:"past"` // newest first
	More bool        `json:"more"` // there are older ones
}

// readable finds the story whose words are asked for, and writes down who reads
// one under embargo.
func (w *Window) readable(r *http.Request) (news.StoryID, error) {
	f, err := w.store.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err != nil {
		return "", err
	}
	return f.Story.ID, w.noteReading(r, f)
}

func (w *Window) versions(rw http.ResponseWriter, r *http.Request) error {
	id, err := w.readable(r)
	if err != nil {
		return err
	}
	all := r.URL.Query().Get("all") != ""
	limit := maxPast + 1
	if all {
		limit = 0
	}
	past, err := w.desk.History(r.Context(), id, limit)
	if err != nil {
		return err
	}
	v := HistoryView{Past: past}
	if !all && len(past) > maxPast {
		v.Past, v.More = past[:maxPast], true
	}
	return w.json(rw, v)
}

func (w *Window) compareVersions(rw http.ResponseWriter, r *http.Request) error {
	id, err := w.readable(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	c, err := w.desk.Compare(r.Context(), id, q.Get("from"), q.Get("to"))
	if err != nil {
		return err
	}
	return w.json(rw, c)
}

func versionOf(r *http.Request) (int, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return 0, fmt.Errorf("%q is no number of a version: %w", r.PathValue("n"), news.ErrInvalid)
	}
	return n, nil
}

// restoreVersion is asked with the story's rev as the editor saw it.
func (w *Window) restoreVersion(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		Rev int64 `json:"rev"`
	}
	n, err := versionOf(r)
	if err != nil {
		return err
	}
	if err := readJSON(r, &in, 1<<10); err != nil {
		return err
	}
	f, err := w.store.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	f.Story.Rev = in.Rev
	e, err := w.desk.Restore(r.Context(), userOf(r), f, n)
	if err != nil {
		return err
	}
	return w.json(rw, e)
}

func (w *Window) nameVersion(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name string `json:"name"`
	}
	n, err := versionOf(r)
	if err != nil {
		return err
	}
	if err := readJSON(r, &in, 4<<10); err != nil {
		return err
	}
	e, err := w.desk.Name(r.Context(), userOf(r), news.StoryID(r.PathValue("id")), n, in.Name)
	if err != nil {
		return err
	}
	return w.json(rw, e)
}

// takeBeside answers null where no take lies beside the desk's words.
func (w *Window) takeBeside(rw http.ResponseWriter, r *http.Request) error {
	id, err := w.readable(r)
	if err != nil {
		return err
	}
	b, err := w.desk.Beside(r.Context(), id)
	if errors.Is(err, news.ErrNotFound) || errors.Is(err, news.ErrKilled) {
		return w.json(rw, nil)
	}
	if err != nil {
		return err
	}
	return w.json(rw, b)
}

func (w *Window) mergeTake(rw http.ResponseWriter, r *http.Request) error {
	var in desk.Merging
	if err := readJSON(r, &in, 1<<20); err != nil {
		return err
	}
	e, err := w.desk.MergeTake(r.Context(), userOf(r), news.StoryID(r.PathValue("id")), in)
	if err != nil {
		return err
	}
	return w.json(rw, e)
}
