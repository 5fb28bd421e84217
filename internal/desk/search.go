package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// SearchStore is what saved searches need of the store.
type SearchStore interface {
	Search(context.Context, news.SearchID) (news.SavedSearch, error)
	SaveSearch(context.Context, news.SavedSearch, time.Time) (news.Event, error)
	DropSearch(context.Context, news.SearchID, int64, time.Time) (news.Event, error)
	OrderSearches(context.Context, string, []news.SearchID, time.Time) (news.Event, error)
}

// SaveSearch keeps a search, new or as the user saw it, and returns it. One that
// is everybody's is for those who publish; of the others each has their own.
func (r *Room) SaveSearch(ctx context.Context, u news.User, s news.SavedSearch) (news.SavedSearch, error) {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return s, fmt.Errorf("saved search: %w", err)
	}
	s.Name, s.By = strings.TrimSpace(s.Name), u.Name
	if err := s.Check(); err != nil {
		return s, err
	}
	if s.Rev > 0 {
		old, err := r.Store.Search(ctx, s.ID)
		if err != nil {
			return s, err
		}
		if err := mayKeep(u, old.Owner); err != nil {
			return s, err
		}
		s.Owner, s.Place = old.Owner, old.Place
	}
	if err := mayKeep(u, s.Owner); err != nil {
		return s, err
	}
	f, err := news.ParseFilter(s.Filter)
	if err != nil {
		return s, err
	}
	s.Filter = f.String()
	if _, err := r.Store.SaveSearch(ctx, s, r.Now()); err != nil {
		return s, err
	}
	return r.Store.Search(ctx, s.ID)
}

// DropSearch removes a search as the user saw it.
func (r *Room) DropSearch(ctx context.Context, u news.User, id news.SearchID, rev int64) error {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return fmt.Errorf("saved search: %w", err)
	}
	old, err := r.Store.Search(ctx, id)
	if err != nil {
		return err
	}
	if err := mayKeep(u, old.Owner); err != nil {
		return err
	}
	_, err = r.Store.DropSearch(ctx, id, rev, r.Now())
	return err
}

// OrderSearches puts all the searches of an owner, the user or everybody, into an
// order.
func (r *Room) OrderSearches(ctx context.Context, u news.User, owner string, ids []news.SearchID) error {
	if err := mayKeep(u, owner); err != nil {
		return err
	}
	_, err := r.Store.OrderSearches(ctx, owner, ids, r.Now())
	return err
}

// mayKeep asks whether a user may change the searches of an owner.
func mayKeep(u news.User, owner string) error {
	switch owner {
	case "":
		if err := news.Forbid(u, news.ActPublish, ""); err != nil {
			return fmt.Errorf("a search for everybody: %w", err)
		}
		return nil
	case u.Name:
		return news.Forbid(u, news.ActRead, "")
	}
	return fmt.Errorf("the search is %s's, who alone may change it: %w", owner, news.ErrForbidden)
}
