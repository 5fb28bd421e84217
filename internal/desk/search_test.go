package desk

import (
	"errors"
	"testing"

	"broadsheet/internal/news"
)

func TestSavedSearchesBelongToSomebody(t *testing.T) {
	b := newBureau(t)
	kt, ab := somebody("kt", news.Reporter), somebody("ab", news.Editor)
	mine, err := b.SaveSearch(t.Context(), kt, news.SavedSearch{ID: "1", Owner: "kt", Name: " Wire ", Filter: "AGENCY:Npa  urgency:<3"})
	if err != nil || mine.Name != "Wire" || mine.Filter != "agency:npa urgency:1-2" || mine.Rev != 1 {
		t.Fatalf("SaveSearch() = %+v, %v, want it tidied", mine, err)
	}
	for _, c := range []struct {
		name string
		user news.User
		s    news.SavedSearch
		want error
	}{
		{"everybody's, by a reporter", kt, news.SavedSearch{ID: "2", Name: "All", Filter: ""}, news.ErrForbidden},
		{"everybody's, by an editor", ab, news.SavedSearch{ID: "3", Name: "All", Filter: ""}, nil},
		{"another's", ab, news.SavedSearch{ID: "1", Rev: 1, Owner: "ab", Name: "x", Filter: ""}, news.ErrForbidden},
		{"for another", ab, news.SavedSearch{ID: "4", Owner: "kt", Name: "x", Filter: ""}, news.ErrForbidden},
		{"without a name", kt, news.SavedSearch{ID: "5", Owner: "kt", Filter: ""}, news.ErrInvalid},
		{"unreadable", kt, news.SavedSearch{ID: "6", Owner: "kt", Name: "x", Filter: "urgency:x"}, news.ErrInvalid},
	} {
		if _, err := b.SaveSearch(t.Context(), c.user, c.s); !errors.Is(err, c.want) {
			t.Errorf("SaveSearch(%s) = %v, want %v", c.name, err, c.want)
		}
	}
	if err := b.DropSearch(t.Context(), ab, "1", 1); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("DropSearch(another's) = %v, want ErrForbidden", err)
	}
	if err := b.OrderSearches(t.Context(), ab, "kt", []news.SearchID{"1"}); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("OrderSearches(another's) = %v, want ErrForbidden", err)
	}
	if err := b.DropSearch(t.Context(), kt, "1", 1); err != nil {
		t.Errorf("DropSearch() = %v, want nil", err)
	}
}
