package newsroom

import (
	"fmt"
	"net/http"
	"strconv"

	"broadsheet/internal/news"
)

// savedSearch is a search as a window sends it; Shared makes it everybody's.
type savedSearch struct {
	ID     news.SearchID `json:"id"`
	Rev    int64         `json:"rev"`
	Name   string        `json:"name"`
	Filter string        `json:"filter"`
	Shared bool          `json:"shared"`
}

func (w *Window) saveSearch(rw http.ResponseWriter, r *http.Request) error {
	var in savedSearch
	if err := readJSON(r, &in, maxList); err != nil {
		return err
	}
	s := news.SavedSearch{ID: in.ID, Rev: in.Rev, Name: in.Name, Filter: in.Filter}
	if s.Rev == 0 {
		s.ID = news.SearchID(w.newID())
	}
	if !in.Shared {
		s.Owner = userOf(r).Name
	}
	s, err := w.desk.SaveSearch(r.Context(), userOf(r), s)
	if err != nil {
		return err
	}
	return w.json(rw, s)
}

func (w *Window) dropSearch(rw http.ResponseWriter, r *http.Request) error {
	rev, err := strconv.ParseInt(r.URL.Query().Get("rev"), 10, 64)
	if err != nil {
		return fmt.Errorf("rev is not the one of a search: %w", news.ErrInvalid)
	}
	if err := w.desk.DropSearch(r.Context(), userOf(r), news.SearchID(r.PathValue("id")), rev); err != nil {
		return err
	}
	return w.json(rw, struct{}{})
}

func (w *Window) orderSearches(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		Shared bool            `json:"shared"`
		IDs    []news.SearchID `json:"ids"`
	}
	if err := readJSON(r, &in, maxList); err != nil {
		return err
	}
	owner := userOf(r).Name
	if in.Shared {
		owner = ""
	}
	if err := w.desk.OrderSearches(r.Context(), userOf(r), owner, in.IDs); err != nil {
		return err
	}
	return w.json(rw, struct{}{})
}
